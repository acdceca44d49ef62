//! Who is asking: one statement for every page.

use jiff::civil::Date;
use store::{Db, Moment, Result, Sql};

use super::accounts::fold_login;
use crate::sessions::{IDLE_LENGTH, Session, token_hash};
use crate::tokens::TokenScope;
use crate::{Actor, Membership, Reach, Scope, Term, membership_state_from_code, role_from_code, state_on};

/// The columns of an [`ActorRow`] over `account a` and `membership m`, then what the statement adds.
macro_rules! select_actor {
    ($rest:literal) => {
        concat!(
            "select a.id as account_id, a.login, a.name, m.id as membership_id, m.org_id, m.org_code, m.org_title,
                    m.municipality_id, m.role, m.state, a.unread, m.valid_from, m.valid_to,
                    cast(case when exists (select 1 from second_factor_role r where r.role = m.role)
                               and not exists (select 1 from second_factor f
                                               where f.account_id = a.id and f.confirmed_at is not null)
                         then 1 else 0 end as bigint) as owes_second_factor ",
            $rest
        )
    };
}

#[derive(sqlx::FromRow)]
struct ActorRow {
    account_id: String,
    login: String,
    name: String,
    membership_id: String,
    org_id: String,
    org_code: String,
    org_title: String,
    municipality_id: Option<String>,
    role: String,
    state: String,
    unread: i64,
    valid_from: String,
    valid_to: String,
    owes_second_factor: i64,
}

impl ActorRow {
    /// `None` when the row names a role or state that this program does not know: no rights come from it.
    fn into_actor(self, today: Option<Date>) -> Option<Actor> {
        let term = Term::stored(&self.valid_from, &self.valid_to);
        let stored = membership_state_from_code(&self.state)?;
        let membership = Membership {
            id: self.membership_id,
            org_id: self.org_id,
            org_code: self.org_code,
            org_title: self.org_title,
            municipality_id: self.municipality_id,
            role: role_from_code(&self.role)?,
            state: today.map_or(stored, |today| state_on(stored, term, today)),
            term,
        };
        Some(Actor {
            account_id: self.account_id,
            login: self.login,
            name: self.name,
            unread: self.unread,
            membership,
            owes_second_factor: self.owes_second_factor != 0,
        })
    }
}

#[derive(sqlx::FromRow)]
struct ReaderRow {
    #[sqlx(flatten)]
    actor: ActorRow,
    email: Option<String>,
}

/// Everybody whose membership is active on a day, in a constant order, with the address of the account; nobody for a scope
/// that does not reach everything.
pub(crate) async fn active_actors(
    sql: impl Sql<'_>,
    scope: &Scope,
    today: Date,
) -> Result<Vec<(Actor, Option<String>)>> {
    if scope.reach() != Reach::Everything {
        return Ok(Vec::new());
    }
    let rows: Vec<ReaderRow> = sql
        .query(select_actor!(
            ", a.email
             from membership m join account a on a.id = m.account_id
             where m.state = 'active' and m.valid_from <= $1 and m.valid_to >= $1 and not a.is_closed
             order by a.id, m.position, m.id"
        ))
        .bind(today)
        .all()
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.actor.into_actor(Some(today))?, row.email))).collect())
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    #[sqlx(flatten)]
    actor: ActorRow,
    session_id: String,
    seen_at: i64,
    confirmed_at: i64,
}

/// Who holds this session: it is run for every page.
pub(crate) async fn actor_of_session(
    db: &Db,
    token: &str,
    now: Moment,
    today: Date,
) -> Result<Option<(Actor, Session)>> {
    let row: Option<SessionRow> = db
        .query(select_actor!(
            ", s.id as session_id, s.seen_at, s.confirmed_at
             from session s
             join account a on a.id = s.account_id
             join membership m on m.id = s.membership_id
             where s.token_hash = $1 and s.expires_at > $2 and s.seen_at > $3 and not a.is_closed"
        ))
        .bind(token_hash(token))
        .bind(now)
        .bind(now - IDLE_LENGTH)
        .optional()
        .await?;
    Ok(row.and_then(|row| {
        let session = Session { id: row.session_id, seen_at: row.seen_at, confirmed_at: row.confirmed_at };
        Some((row.actor.into_actor(Some(today))?, session))
    }))
}

#[derive(sqlx::FromRow)]
struct TokenRow {
    #[sqlx(flatten)]
    actor: ActorRow,
    token_id: String,
    scopes: String,
    used_at: Option<i64>,
}

/// A program's token as the request brings it.
#[derive(Debug, Clone)]
pub(crate) struct TokenInUse {
    pub id: String,
    pub scopes: Vec<TokenScope>,
    pub used_at: Option<Moment>,
}

/// Who a bearer token acts for, and what it may be used for. Revoked and expired tokens act for nobody.
pub(crate) async fn actor_of_api_token(
    db: &Db,
    token: &str,
    now: Moment,
    today: Date,
) -> Result<Option<(Actor, TokenInUse)>> {
    let row: Option<TokenRow> = db
        .query(select_actor!(
            ", t.id as token_id, t.scopes, t.used_at
             from api_token t
             join membership m on m.id = t.membership_id
             join account a on a.id = m.account_id
             where t.token_hash = $1 and t.expires_at > $2 and t.revoked_at is null and not a.is_closed"
        ))
        .bind(token_hash(token))
        .bind(now)
        .optional()
        .await?;
    Ok(row.and_then(|row| {
        let token =
            TokenInUse { id: row.token_id, scopes: TokenScope::read(&row.scopes), used_at: row.used_at };
        let mut actor = row.actor.into_actor(Some(today))?;
        // A program has no telephone: an administrator gave it the token, and its scopes bound it.
        actor.owes_second_factor = false;
        Some((actor, token))
    }))
}

/// The account of a login with its first usable membership: for the command line and the demonstration, who ask on no
/// particular day.
pub async fn actor_of_login(sql: impl Sql<'_>, login: &str) -> Result<Option<Actor>> {
    let row: Option<ActorRow> = sql
        .query(select_actor!(
            "from account a join membership m on m.account_id = a.id
             where a.login = $1 and not a.is_closed
             order by case m.state when 'active' then 0 else 1 end, m.position, m.id limit 1"
        ))
        .bind(fold_login(login))
        .optional()
        .await?;
    Ok(row.and_then(|row| row.into_actor(None)))
}

/// The account acting under a membership: for addresses that carry a secret of their own (calendar feeds).
pub async fn actor_of_membership(
    sql: impl Sql<'_>,
    membership_id: &str,
    today: Date,
) -> Result<Option<Actor>> {
    let row: Option<ActorRow> = sql
        .query(select_actor!(
            "from membership m join account a on a.id = m.account_id where m.id = $1 and not a.is_closed"
        ))
        .bind(membership_id)
        .optional()
        .await?;
    Ok(row.and_then(|row| row.into_actor(Some(today))))
}

/// The account under the first of its memberships that is usable on a day; one that is not, when there is no other.
pub async fn actor_of_account(sql: impl Sql<'_>, account_id: &str, today: Date) -> Result<Option<Actor>> {
    let row: Option<ActorRow> = sql
        .query(select_actor!(
            "from account a join membership m on m.account_id = a.id
             where a.id = $1 and not a.is_closed
             order by case when m.state = 'active' and m.valid_from <= $2 and m.valid_to >= $2 then 0
                           when m.state = 'suspended' then 1 when m.state = 'invited' then 2 else 3 end,
                      m.position, m.id limit 1"
        ))
        .bind(account_id)
        .bind(today)
        .optional()
        .await?;
    Ok(row.and_then(|row| row.into_actor(Some(today))))
}
