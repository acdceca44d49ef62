//! Invitations: memberships that nobody has taken up yet.

use store::{Db, Moment, Result, Sql, Tx, new_id};

use super::Place;
use crate::sessions::token_hash;
use crate::{Role, Scope, Term, role_from_code};

/// What a curator says of an invitation. Name, post and address may be empty: whoever takes it up fills them in.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    pub surname: String,
    pub name: String,
    pub patronymic: String,
    pub post: String,
    pub email: Option<String>,
    pub role: Role,
    pub place: Place,
    pub term: Term,
    /// The membership in whose stead it is given.
    pub deputy_of: Option<String>,
    pub expires_at: Moment,
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Invitation {
    pub id: String,
    pub surname: String,
    pub name: String,
    pub patronymic: String,
    pub post: String,
    pub email: Option<String>,
    role: String,
    pub org_id: String,
    pub org_code: String,
    pub org_title: String,
    pub municipality_id: Option<String>,
    valid_from: String,
    valid_to: String,
    pub deputy_of: Option<String>,
    pub inviter: String,
    pub created_at: i64,
    pub expires_at: i64,
    accepted_at: Option<i64>,
    withdrawn_at: Option<i64>,
}

/// What has become of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
    Waiting,
    Accepted,
    Expired,
    Withdrawn,
}

impl Invitation {
    pub fn state(&self, now: Moment) -> InvitationState {
        match (self.accepted_at, self.withdrawn_at) {
            (Some(_), _) => InvitationState::Accepted,
            (None, Some(_)) => InvitationState::Withdrawn,
            (None, None) if now >= self.expires_at => InvitationState::Expired,
            (None, None) => InvitationState::Waiting,
        }
    }

    /// `None` for a role that this program does not know: nobody is given one.
    pub fn role(&self) -> Option<Role> {
        role_from_code(&self.role)
    }

    pub fn term(&self) -> Term {
        Term::stored(&self.valid_from, &self.valid_to)
    }

    pub fn place(&self) -> Place {
        Place {
            org_id: self.org_id.clone(),
            org_code: self.org_code.clone(),
            org_title: self.org_title.clone(),
            municipality_id: self.municipality_id.clone(),
        }
    }

    /// «Демонова Анна Сергеевна»; empty when the curator left the name to the invited.
    pub fn full_name(&self) -> String {
        let parts = [self.surname.as_str(), &self.name, &self.patronymic];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

macro_rules! select_invitation {
    ($rest:literal) => {
        concat!(
            "select i.id, i.surname, i.name, i.patronymic, i.post, i.email, i.role, i.org_id, i.org_code, i.org_title,
                    i.municipality_id, i.valid_from, i.valid_to, i.deputy_of, a.name as inviter, i.created_at,
                    i.expires_at, i.accepted_at, i.withdrawn_at
             from invitation i join account a on a.id = i.invited_by where ",
            $rest
        )
    };
}

/// Makes an invitation; whether `invited_by` may give the role there has been decided before
/// ([`crate::curation::entrusts`]).
pub async fn invite(
    tx: &mut Tx,
    token: &str,
    new: &NewInvitation,
    invited_by: &str,
    now: Moment,
) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into invitation (id, token_hash, surname, name, patronymic, post, email, role, org_id, org_code, org_title,
                                 municipality_id, valid_from, valid_to, deputy_of, invited_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    )
    .bind(&id)
    .bind(token_hash(token))
    .bind(&new.surname)
    .bind(&new.name)
    .bind(&new.patronymic)
    .bind(&new.post)
    .bind(new.email.as_deref())
    .bind(new.role.code())
    .bind(&new.place.org_id)
    .bind(&new.place.org_code)
    .bind(&new.place.org_title)
    .bind(new.place.municipality_id.as_deref())
    .bind(new.term.from)
    .bind(new.term.to)
    .bind(new.deputy_of.as_deref())
    .bind(invited_by)
    .bind(now)
    .bind(new.expires_at)
    .run()
    .await?;
    Ok(id)
}

/// Whoever holds the link sees its invitation, whatever has become of it.
pub async fn invitation_of_token(db: &Db, token: &str) -> Result<Option<Invitation>> {
    db.query(select_invitation!("i.token_hash = $1")).bind(token_hash(token)).optional().await
}

/// Invitations within the scope, newest first. `roles` as [`crate::curation::listed`] writes them.
pub async fn invitations(db: &Db, scope: &Scope, roles: &str) -> Result<Vec<Invitation>> {
    db.query(select_invitation!(
        "($1 = 'everything' or ($1 in ('own', 'municipality') and i.org_id = $2)
              or ($1 = 'municipality' and i.municipality_id = $3))
         and $4 like '%,' || i.role || ',%'
         order by i.created_at desc, i.id desc limit 2000"
    ))
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(roles)
    .all()
    .await
}

/// One invitation within the scope.
pub async fn invitation(
    sql: impl Sql<'_>,
    scope: &Scope,
    roles: &str,
    id: &str,
) -> Result<Option<Invitation>> {
    sql.query(select_invitation!(
        "($1 = 'everything' or ($1 in ('own', 'municipality') and i.org_id = $2)
              or ($1 = 'municipality' and i.municipality_id = $3))
         and $4 like '%,' || i.role || ',%' and i.id = $5"
    ))
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(roles)
    .bind(id)
    .optional()
    .await
}

/// Uses an invitation up; false when it was used, withdrawn or is too old.
pub async fn mark_accepted(tx: &mut Tx, id: &str, membership_id: &str, now: Moment) -> Result<bool> {
    let accepted = tx
        .query(
            "update invitation set accepted_at = $3, membership_id = $2
             where id = $1 and accepted_at is null and withdrawn_at is null and expires_at > $3",
        )
        .bind(id)
        .bind(membership_id)
        .bind(now)
        .run()
        .await?;
    Ok(accepted == 1)
}

/// Gives an invitation, read within a scope, another link and another term; the old link stops working.
pub async fn renew_invitation(tx: &mut Tx, id: &str, token: &str, expires_at: Moment) -> Result<bool> {
    let renewed = tx
        .query(
            "update invitation set token_hash = $2, expires_at = $3
             where id = $1 and accepted_at is null and withdrawn_at is null",
        )
        .bind(id)
        .bind(token_hash(token))
        .bind(expires_at)
        .run()
        .await?;
    Ok(renewed == 1)
}

/// Takes an invitation, read within a scope, back.
pub async fn withdraw_invitation(tx: &mut Tx, id: &str, now: Moment) -> Result<bool> {
    let withdrawn = tx
        .query(
            "update invitation set withdrawn_at = $2 where id = $1 and accepted_at is null and withdrawn_at is null",
        )
        .bind(id)
        .bind(now)
        .run()
        .await?;
    Ok(withdrawn == 1)
}
