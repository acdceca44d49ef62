//! Accounts, memberships, sessions and tokens: all SQL of this room.

use store::{Db, Migration, Moment, Result, Sql, Tx, new_id};

use crate::sessions::{SESSION_LENGTH, token_hash};
use crate::{Actor, Membership, MembershipState, Role, Scope, membership_state_from_code, role_from_code};

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 2_001,
        name: "accounts, memberships, sessions, tokens",
        sql: include_str!("../migrations/0001_accounts.sql"),
    },
    Migration { version: 2_010, name: "the journal", sql: include_str!("../migrations/0010_audit.sql") },
];

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
}

impl ActorRow {
    /// `None` when the row names a role or state that this program does not know: no rights come from it.
    fn into_actor(self) -> Option<Actor> {
        let membership = Membership {
            id: self.membership_id,
            org_id: self.org_id,
            org_code: self.org_code,
            org_title: self.org_title,
            municipality_id: self.municipality_id,
            role: role_from_code(&self.role)?,
            state: membership_state_from_code(&self.state)?,
        };
        Some(Actor { account_id: self.account_id, login: self.login, name: self.name, membership })
    }
}

/// Who holds this session, in one statement: it is run for every page.
pub(crate) async fn actor_of_session(db: &Db, token: &str, now: Moment) -> Result<Option<Actor>> {
    let row: Option<ActorRow> = db
        .query(
            "select a.id as account_id, a.login, a.name, m.id as membership_id, m.org_id, m.org_code, m.org_title,
                    m.municipality_id, m.role, m.state
             from session s
             join account a on a.id = s.account_id
             join membership m on m.id = s.membership_id
             where s.token_hash = $1 and s.expires_at > $2 and not a.is_closed",
        )
        .bind(token_hash(token))
        .bind(now)
        .optional()
        .await?;
    Ok(row.and_then(ActorRow::into_actor))
}

/// Who a bearer token acts for. Revoked and expired tokens act for nobody.
pub(crate) async fn actor_of_api_token(db: &Db, token: &str, now: Moment) -> Result<Option<Actor>> {
    let row: Option<ActorRow> = db
        .query(
            "select a.id as account_id, a.login, a.name, m.id as membership_id, m.org_id, m.org_code, m.org_title,
                    m.municipality_id, m.role, m.state
             from api_token t
             join membership m on m.id = t.membership_id
             join account a on a.id = m.account_id
             where t.token_hash = $1 and t.expires_at > $2 and t.revoked_at is null and not a.is_closed",
        )
        .bind(token_hash(token))
        .bind(now)
        .optional()
        .await?;
    Ok(row.and_then(ActorRow::into_actor))
}

/// The account of a login with its first usable membership: for the command line and the demonstration.
pub async fn actor_of_login(sql: impl Sql<'_>, login: &str) -> Result<Option<Actor>> {
    let row: Option<ActorRow> = sql
        .query(
            "select a.id as account_id, a.login, a.name, m.id as membership_id, m.org_id, m.org_code, m.org_title,
                    m.municipality_id, m.role, m.state
             from account a join membership m on m.account_id = a.id
             where a.login = $1 and not a.is_closed
             order by case m.state when 'active' then 0 else 1 end, m.position, m.id limit 1",
        )
        .bind(fold_login(login))
        .optional()
        .await?;
    Ok(row.and_then(ActorRow::into_actor))
}

/// The account acting under a membership: for addresses that carry a secret of their own (calendar feeds).
pub async fn actor_of_membership(sql: impl Sql<'_>, membership_id: &str) -> Result<Option<Actor>> {
    let row: Option<ActorRow> = sql
        .query(
            "select a.id as account_id, a.login, a.name, m.id as membership_id, m.org_id, m.org_code, m.org_title,
                    m.municipality_id, m.role, m.state
             from membership m join account a on a.id = m.account_id where m.id = $1 and not a.is_closed",
        )
        .bind(membership_id)
        .optional()
        .await?;
    Ok(row.and_then(ActorRow::into_actor))
}

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct StoredAccount {
    pub id: String,
    pub password_hash: String,
}

pub(crate) async fn account_by_login(db: &Db, login: &str) -> Result<Option<StoredAccount>> {
    db.query("select id, password_hash from account where login = $1 and not is_closed")
        .bind(fold_login(login))
        .optional()
        .await
}

/// Logins are typed on phones: case and stray spaces do not matter.
pub fn fold_login(login: &str) -> String {
    login.trim().to_lowercase()
}

/// A membership to show in the menu.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MembershipChoice {
    pub id: String,
    pub org_title: String,
    pub role: String,
    pub state: String,
}

/// The account's memberships, usable ones first.
pub async fn memberships_of(sql: impl Sql<'_>, account_id: &str) -> Result<Vec<MembershipChoice>> {
    sql.query(
        "select id, org_title, role, state from membership where account_id = $1
         order by case state when 'active' then 0 when 'suspended' then 1 when 'invited' then 2 else 3 end, position, id",
    )
    .bind(account_id)
    .all()
    .await
}

pub(crate) async fn start_session(
    tx: &mut Tx,
    token: &str,
    account_id: &str,
    membership_id: Option<&str>,
    now: Moment,
) -> Result<()> {
    tx.query("delete from session where account_id = $1 and expires_at <= $2")
        .bind(account_id)
        .bind(now)
        .run()
        .await?;
    tx.query(
        "insert into session (token_hash, account_id, membership_id, created_at, expires_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(token_hash(token))
    .bind(account_id)
    .bind(membership_id)
    .bind(now)
    .bind(now + SESSION_LENGTH)
    .run()
    .await?;
    Ok(())
}

pub(crate) async fn end_session(tx: &mut Tx, token: &str) -> Result<()> {
    tx.query("delete from session where token_hash = $1").bind(token_hash(token)).run().await?;
    Ok(())
}

/// Turns a session to another membership of the same account; false when it is not the account's.
pub(crate) async fn switch_membership(
    tx: &mut Tx,
    token: &str,
    account_id: &str,
    membership_id: &str,
) -> Result<bool> {
    let switched = tx
        .query(
            "update session set membership_id = $3 where token_hash = $1 and account_id = $2
             and exists (select 1 from membership m where m.id = $3 and m.account_id = $2 and m.state = 'active')",
        )
        .bind(token_hash(token))
        .bind(account_id)
        .bind(membership_id)
        .run()
        .await?;
    Ok(switched == 1)
}

/// What is needed to make an account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub login: String,
    pub name: String,
    pub password: String,
}

/// Where a membership is held: noted by the room that knows organisations.
#[derive(Debug, Clone)]
pub struct Place {
    pub org_id: String,
    pub org_code: String,
    pub org_title: String,
    pub municipality_id: Option<String>,
}

/// Makes an account; `hash` comes from [`hash_password`]. The login must be free.
pub async fn add_account(
    tx: &mut Tx,
    login: &str,
    name: &str,
    password_hash: &str,
    now: Moment,
) -> Result<String> {
    let id = new_id();
    tx.query("insert into account (id, login, name, password_hash, created_at) values ($1, $2, $3, $4, $5)")
        .bind(&id)
        .bind(fold_login(login))
        .bind(name)
        .bind(password_hash)
        .bind(now)
        .run()
        .await?;
    Ok(id)
}

/// Hashes a password for [`add_account`].
pub async fn hash_password(password: &str, cost: crate::PasswordCost) -> Result<String> {
    crate::passwords::hash(password.to_owned(), cost).await.map_err(store::Error::Invalid)
}

pub async fn add_membership(
    tx: &mut Tx,
    account_id: &str,
    place: &Place,
    role: Role,
    state: MembershipState,
    now: Moment,
) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into membership (id, account_id, org_id, org_code, org_title, municipality_id, role, state, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&id)
    .bind(account_id)
    .bind(&place.org_id)
    .bind(&place.org_code)
    .bind(&place.org_title)
    .bind(place.municipality_id.as_deref())
    .bind(role.code())
    .bind(state.code())
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

/// Keeps the organisation's name in memberships true after a renaming; called by the room that knows organisations.
pub async fn rename_organisation_in_memberships(tx: &mut Tx, org_id: &str, title: &str) -> Result<()> {
    tx.query("update membership set org_title = $2 where org_id = $1").bind(org_id).bind(title).run().await?;
    Ok(())
}

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
    tx.query("update membership set state = $2 where id = $1")
        .bind(membership_id)
        .bind(state.code())
        .run()
        .await?;
    Ok(())
}

/// Takes rows of ended sessions away; run as a job.
pub async fn sweep_sessions(db: &Db, now: Moment) -> Result<u64> {
    let mut tx = db.begin().await?;
    let swept = tx.query("delete from session where expires_at <= $1").bind(now).run().await?;
    tx.commit().await?;
    Ok(swept)
}

/// An API token as an administrator sees it: never the token itself.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ApiTokenRow {
    pub id: String,
    pub title: String,
    pub login: String,
    pub org_title: String,
    pub role: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub revoked_at: Option<i64>,
}

pub(crate) async fn api_tokens(db: &Db, scope: &Scope) -> Result<Vec<ApiTokenRow>> {
    db.query(
        "select t.id, t.title, a.login, m.org_title, m.role, t.created_at, t.expires_at, t.revoked_at
         from api_token t join membership m on m.id = t.membership_id join account a on a.id = m.account_id
         where $1 = 'everything' order by t.created_at desc, t.id desc limit 500",
    )
    .bind(scope.reach_code())
    .all()
    .await
}

/// The active membership that a login acts under, for a token to be bound to.
pub(crate) async fn active_membership_of_login(
    db: &Db,
    scope: &Scope,
    login: &str,
) -> Result<Option<String>> {
    let found: Option<(String,)> = db
        .query(
            "select m.id from membership m join account a on a.id = m.account_id
             where a.login = $1 and m.state = 'active' and not a.is_closed and $2 = 'everything'
             order by m.position, m.id limit 1",
        )
        .bind(fold_login(login))
        .bind(scope.reach_code())
        .optional()
        .await?;
    Ok(found.map(|(id,)| id))
}

/// What an administrator says of a new token.
pub struct NewApiToken<'a> {
    pub title: &'a str,
    pub membership_id: &'a str,
    pub created_by: &'a str,
    pub expires_at: Moment,
}

/// Stores a token's hash and answers its id; the token itself is shown once and forgotten.
pub async fn add_api_token(tx: &mut Tx, token: &str, new: &NewApiToken<'_>, now: Moment) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into api_token (id, token_hash, title, membership_id, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&id)
    .bind(token_hash(token))
    .bind(new.title)
    .bind(new.membership_id)
    .bind(new.created_by)
    .bind(now)
    .bind(new.expires_at)
    .run()
    .await?;
    Ok(id)
}

pub(crate) async fn revoke_api_token(tx: &mut Tx, scope: &Scope, id: &str, now: Moment) -> Result<bool> {
    let revoked = tx
        .query(
            "update api_token set revoked_at = $2 where id = $1 and revoked_at is null and $3 = 'everything'",
        )
        .bind(id)
        .bind(now)
        .bind(scope.reach_code())
        .run()
        .await?;
    Ok(revoked == 1)
}
