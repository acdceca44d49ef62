//! Roles held at organisations: given, limited by days, suspended, ended.

use jiff::civil::Date;
use store::{Moment, Result, Sql, Tx, new_id};

use crate::{MembershipState, Role, Term};

/// A membership to choose among one's own.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MembershipChoice {
    pub id: String,
    pub org_title: String,
    pub role: String,
    pub state: String,
    valid_from: String,
    valid_to: String,
}

impl MembershipChoice {
    pub fn term(&self) -> Term {
        Term::stored(&self.valid_from, &self.valid_to)
    }
}

/// The account's memberships, usable ones first.
pub async fn memberships_of(sql: impl Sql<'_>, account_id: &str) -> Result<Vec<MembershipChoice>> {
    sql.query(
        "select id, org_title, role, state, valid_from, valid_to from membership where account_id = $1
         order by case state when 'active' then 0 when 'suspended' then 1 when 'invited' then 2 else 3 end, position, id",
    )
    .bind(account_id)
    .all()
    .await
}

/// Where a membership is held: noted by the room that knows organisations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub org_id: String,
    pub org_code: String,
    pub org_title: String,
    pub municipality_id: Option<String>,
}

pub async fn add_membership(
    tx: &mut Tx,
    account_id: &str,
    place: &Place,
    role: Role,
    state: MembershipState,
    now: Moment,
) -> Result<String> {
    add_term_membership(tx, account_id, place, role, state, Term::UNLIMITED, None, now).await
}

/// A membership for certain days, perhaps in somebody's stead.
pub async fn add_term_membership(
    tx: &mut Tx,
    account_id: &str,
    place: &Place,
    role: Role,
    state: MembershipState,
    term: Term,
    deputy_of: Option<&str>,
    now: Moment,
) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into membership (id, account_id, org_id, org_code, org_title, municipality_id, role, state,
                                 valid_from, valid_to, deputy_of, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(&id)
    .bind(account_id)
    .bind(&place.org_id)
    .bind(&place.org_code)
    .bind(&place.org_title)
    .bind(place.municipality_id.as_deref())
    .bind(role.code())
    .bind(state.code())
    .bind(term.from)
    .bind(term.to)
    .bind(deputy_of)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

/// Keeps the organisation's name in memberships true after a renaming; called by the room that knows organisations.
pub async fn rename_organisation_in_memberships(tx: &mut Tx, org_id: &str, title: &str) -> Result<()> {
    tx.query("update membership set org_title = $2 where org_id = $1").bind(org_id).bind(title).run().await?;
    tx.query("update invitation set org_title = $2 where org_id = $1").bind(org_id).bind(title).run().await?;
    Ok(())
}

/// Changes the state whatever it was, with the reason for it. A membership that gives no rights has no sessions.
/// Keeps the municipality in memberships true after an organisation has moved; called by the same room.
pub async fn move_organisation_in_memberships(
    tx: &mut Tx,
    org_id: &str,
    municipality_id: Option<&str>,
) -> Result<()> {
    tx.query("update membership set municipality_id = $2 where org_id = $1")
        .bind(org_id)
        .bind(municipality_id)
        .run()
        .await?;
    Ok(())
}

/// Gives whoever holds a role at an organisation another one; answers how many.
pub async fn replace_role_at(tx: &mut Tx, org_id: &str, role: Role, instead: Role) -> Result<u64> {
    tx.query("update membership set role = $3 where org_id = $1 and role = $2 and state <> 'ended'")
        .bind(org_id)
        .bind(role.code())
        .bind(instead.code())
        .run()
        .await
}

pub async fn set_membership_state(tx: &mut Tx, membership_id: &str, state: MembershipState) -> Result<()> {
    set_state(tx, membership_id, state, "").await
}

async fn set_state(tx: &mut Tx, membership_id: &str, state: MembershipState, reason: &str) -> Result<()> {
    tx.query("update membership set state = $2, reason = $3 where id = $1")
        .bind(membership_id)
        .bind(state.code())
        .bind(reason)
        .run()
        .await?;
    if state != MembershipState::Active {
        end_sessions_of_membership(tx, membership_id).await?;
    }
    Ok(())
}

/// Suspends a membership or lets it work again; a change that has been made meanwhile is `false`.
pub async fn change_membership_state(
    tx: &mut Tx,
    membership_id: &str,
    (before, after): (MembershipState, MembershipState),
    reason: &str,
) -> Result<bool> {
    let changed = tx
        .query("update membership set state = $3 where id = $1 and state = $2")
        .bind(membership_id)
        .bind(before.code())
        .bind(after.code())
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    set_state(tx, membership_id, after, reason).await?;
    Ok(true)
}

/// Ends a membership with a last day: at once when that day has passed, by itself when it comes.
pub async fn end_membership(
    tx: &mut Tx,
    membership_id: &str,
    last_day: Date,
    today: Date,
    reason: &str,
) -> Result<bool> {
    let changed = tx
        .query(
            "update membership set valid_to = $2, reason = $3,
                    valid_from = case when valid_from > $2 then $2 else valid_from end
             where id = $1 and state <> 'ended'",
        )
        .bind(membership_id)
        .bind(last_day)
        .bind(reason)
        .run()
        .await?;
    if changed == 1 && last_day < today {
        set_state(tx, membership_id, MembershipState::Ended, reason).await?;
    }
    Ok(changed == 1)
}

/// Sets the days of a membership that has not ended.
pub async fn set_term(tx: &mut Tx, membership_id: &str, term: Term) -> Result<bool> {
    let changed = tx
        .query("update membership set valid_from = $2, valid_to = $3 where id = $1 and state <> 'ended'")
        .bind(membership_id)
        .bind(term.from)
        .bind(term.to)
        .run()
        .await?;
    Ok(changed == 1)
}

/// Takes up a role that was offered to one's own account.
pub async fn accept_membership(tx: &mut Tx, account_id: &str, membership_id: &str) -> Result<bool> {
    answer_offer(tx, account_id, membership_id, MembershipState::Active).await
}

/// Turns down a role that was offered to one's own account.
pub async fn decline_membership(tx: &mut Tx, account_id: &str, membership_id: &str) -> Result<bool> {
    answer_offer(tx, account_id, membership_id, MembershipState::Ended).await
}

async fn answer_offer(
    tx: &mut Tx,
    account_id: &str,
    membership_id: &str,
    state: MembershipState,
) -> Result<bool> {
    let changed = tx
        .query("update membership set state = $3 where id = $1 and account_id = $2 and state = 'invited'")
        .bind(membership_id)
        .bind(account_id)
        .bind(state.code())
        .run()
        .await?;
    Ok(changed == 1)
}

async fn end_sessions_of_membership(tx: &mut Tx, membership_id: &str) -> Result<()> {
    tx.query("delete from session where membership_id = $1").bind(membership_id).run().await?;
    Ok(())
}

/// Stores what the days have done already: whoever's last day has passed is ended, and the sessions with it. Answers the
/// memberships, for the journal.
pub async fn settle_terms(tx: &mut Tx, today: Date) -> Result<Vec<String>> {
    let passed: Vec<(String,)> = tx
        .query("update membership set state = 'ended' where state = 'active' and valid_to < $1 returning id")
        .bind(today)
        .all()
        .await?;
    for (id,) in &passed {
        end_sessions_of_membership(tx, id).await?;
    }
    Ok(passed.into_iter().map(|(id,)| id).collect())
}
