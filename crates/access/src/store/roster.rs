//! The people of the organisations below, as their curator sees them, and what was done about their access.

use store::{Db, Moment, Result, Sql};

use crate::{MembershipState, Role, Scope, Term, membership_state_from_code, role_from_code, state_on};

/// A membership with whoever holds it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RosterLine {
    pub membership_id: String,
    pub account_id: String,
    pub login: String,
    pub name: String,
    pub is_closed: bool,
    pub signed_in_at: Option<i64>,
    pub has_email: i64,
    pub has_second_factor: i64,
    pub org_id: String,
    pub org_code: String,
    pub org_title: String,
    pub municipality_id: Option<String>,
    role: String,
    state: String,
    valid_from: String,
    valid_to: String,
    /// Whom this membership stands in for.
    pub deputy_of: Option<String>,
    pub reason: String,
}

impl RosterLine {
    pub fn role(&self) -> Option<Role> {
        role_from_code(&self.role)
    }

    pub fn term(&self) -> Term {
        Term::stored(&self.valid_from, &self.valid_to)
    }

    /// As it was given, whatever the day.
    pub fn stored_state(&self) -> MembershipState {
        membership_state_from_code(&self.state).unwrap_or(MembershipState::Ended)
    }

    pub fn state_on(&self, today: jiff::civil::Date) -> MembershipState {
        state_on(self.stored_state(), self.term(), today)
    }
}

macro_rules! select_roster {
    ($rest:literal) => {
        concat!(
            "select m.id as membership_id, m.account_id, a.login, a.name, a.is_closed, a.signed_in_at,
                    cast(case when a.email is null then 0 else 1 end as bigint) as has_email,
                    cast(case when exists (select 1 from second_factor f
                                           where f.account_id = a.id and f.confirmed_at is not null)
                         then 1 else 0 end as bigint) as has_second_factor,
                    m.org_id, m.org_code, m.org_title, m.municipality_id, m.role, m.state, m.valid_from, m.valid_to,
                    m.deputy_of, m.reason
             from membership m join account a on a.id = m.account_id
             where ($1 = 'everything' or ($1 in ('own', 'municipality') and m.org_id = $2)
                    or ($1 = 'municipality' and m.municipality_id = $3))
               and $4 like '%,' || m.role || ',%' ",
            $rest
        )
    };
}

/// Everybody within the scope who holds one of the roles: a region has hundreds, so all of them are read at once and
/// picked from in memory. `roles` as [`crate::curation::listed`] writes them.
pub async fn roster(db: &Db, scope: &Scope, roles: &str) -> Result<Vec<RosterLine>> {
    db.query(select_roster!("order by m.id limit 20000"))
        .bind(scope.reach_code())
        .bind(scope.org_id())
        .bind(scope.municipality_id())
        .bind(roles)
        .all()
        .await
}

/// One of them by the membership.
pub async fn roster_line(
    sql: impl Sql<'_>,
    scope: &Scope,
    roles: &str,
    membership_id: &str,
) -> Result<Option<RosterLine>> {
    sql.query(select_roster!("and m.id = $5"))
        .bind(scope.reach_code())
        .bind(scope.org_id())
        .bind(scope.municipality_id())
        .bind(roles)
        .bind(membership_id)
        .optional()
        .await
}

/// A role that an account holds or may yet come to hold.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Held {
    role: String,
    pub org_id: String,
    pub municipality_id: Option<String>,
}

impl Held {
    pub fn role(&self) -> Option<Role> {
        role_from_code(&self.role)
    }
}

/// Everything that an account holds, wherever: whoever gets at the account gets at all of it. Asked before somebody is
/// let at the account, never shown.
pub async fn held_by(sql: impl Sql<'_>, account_id: &str) -> Result<Vec<Held>> {
    sql.query(
        "select role, org_id, municipality_id from membership where account_id = $1 and state <> 'ended'",
    )
    .bind(account_id)
    .all()
    .await
}

/// A line of the journal about somebody's access.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct HistoryLine {
    pub seq: i64,
    pub at: Moment,
    /// Who did it; nobody: the program or whoever was invited.
    pub who: Option<String>,
    pub whom: Option<String>,
    pub membership_id: Option<String>,
    pub org_title: String,
    pub what: String,
}

/// What was done about access within the scope, newest first; of one membership where it is named.
pub async fn history(
    db: &Db,
    scope: &Scope,
    roles: &str,
    membership_id: Option<&str>,
    before_seq: i64,
    limit: i64,
) -> Result<Vec<HistoryLine>> {
    db.query(
        "select e.seq, e.at, w.name as who, coalesce(a.name, nullif(trim(i.surname || ' ' || i.name), '')) as whom,
                m.id as membership_id, coalesce(m.org_title, i.org_title) as org_title, e.what
         from audit_entry e
         left join membership m on e.object_kind = 'membership' and m.id = e.object_id
         left join invitation i on e.object_kind = 'invitation' and i.id = e.object_id
         left join account a on a.id = m.account_id
         left join account w on w.id = e.account_id
         where e.object_kind in ('membership', 'invitation')
           and (m.id is not null or i.id is not null)
           and ($1 = 'everything' or ($1 in ('own', 'municipality') and coalesce(m.org_id, i.org_id) = $2)
                or ($1 = 'municipality' and coalesce(m.municipality_id, i.municipality_id) = $3))
           and $4 like '%,' || coalesce(m.role, i.role) || ',%'
           and e.seq < $5 and ($6 = '' or m.id = $6)
         order by e.seq desc limit $7",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(roles)
    .bind(before_seq)
    .bind(membership_id.unwrap_or_default())
    .bind(limit)
    .all()
    .await
}

/// Something that happened to one's own account.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct OwnEvent {
    pub at: Moment,
    /// «вы», «программа», a name; nobody who has signed in: «неизвестно кто».
    pub who: String,
    pub what: String,
}

/// What was done with an account and its roles, newest first: its owner reads it.
pub(crate) async fn own_events(db: &Db, account_id: &str, limit: i64) -> Result<Vec<OwnEvent>> {
    db.query(
        "select e.at, case when e.account_id = $1 then 'вы' when e.role = 'program' then 'программа'
                    else coalesce(w.name, 'неизвестно кто') end as who, e.what
         from audit_entry e left join account w on w.id = e.account_id
         where (e.object_kind = 'account' and e.object_id = $1)
            or (e.object_kind = 'membership' and e.object_id in (select id from membership where account_id = $1))
         order by e.seq desc limit $2",
    )
    .bind(account_id)
    .bind(limit)
    .all()
    .await
}
