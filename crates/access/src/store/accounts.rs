//! Accounts: a login, a password, an address for letters.

use store::{Db, Moment, Result, Sql, Tx, new_id};

use crate::Term;

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct StoredAccount {
    pub id: String,
    pub login: String,
    pub password_hash: String,
    pub has_second_factor: i64,
}

macro_rules! select_account {
    ($rest:literal) => {
        concat!(
            "select a.id, a.login, a.password_hash,
                    cast(case when exists (select 1 from second_factor f
                                           where f.account_id = a.id and f.confirmed_at is not null)
                         then 1 else 0 end as bigint) as has_second_factor
             from account a where ",
            $rest,
            " and not a.is_closed"
        )
    };
}

pub(crate) async fn account_by_login(db: &Db, login: &str) -> Result<Option<StoredAccount>> {
    db.query(select_account!("a.login = $1")).bind(fold_login(login)).optional().await
}

/// The account of whoever asks, to have its password typed again.
pub(crate) async fn account_for_password(db: &Db, account_id: &str) -> Result<Option<StoredAccount>> {
    db.query(select_account!("a.id = $1")).bind(account_id).optional().await
}

/// Logins are typed on phones: case and stray spaces do not matter.
pub fn fold_login(login: &str) -> String {
    login.trim().to_lowercase()
}

/// What is needed to make an account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub login: String,
    pub name: String,
    pub password: String,
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

/// Whether nobody has this login.
pub async fn login_is_free(sql: impl Sql<'_>, login: &str) -> Result<bool> {
    let found: Option<(String,)> =
        sql.query("select id from account where login = $1").bind(fold_login(login)).optional().await?;
    Ok(found.is_none())
}

/// Hashes a password for [`add_account`].
pub async fn hash_password(password: &str, cost: crate::PasswordCost) -> Result<String> {
    crate::passwords::hash_at(password.to_owned(), cost).await.map_err(store::Error::Invalid)
}

pub(crate) async fn set_password(tx: &mut Tx, account_id: &str, password_hash: &str) -> Result<()> {
    tx.query("update account set password_hash = $2 where id = $1")
        .bind(account_id)
        .bind(password_hash)
        .run()
        .await?;
    Ok(())
}

/// Gives an account a new password from the command line: whoever was inside goes out. The account's id, if there is
/// such a login.
pub async fn reset_password(
    tx: &mut Tx,
    login: &str,
    password_hash: &str,
    drops_second_factor: bool,
) -> Result<Option<String>> {
    let found: Option<(String,)> =
        tx.query("select id from account where login = $1").bind(fold_login(login)).optional().await?;
    let Some((account_id,)) = found else { return Ok(None) };
    set_password(tx, &account_id, password_hash).await?;
    super::end_sessions_of_account(tx, &account_id).await?;
    super::forget_devices(tx, &account_id).await?;
    if drops_second_factor {
        super::drop_second_factor(tx, &account_id).await?;
    }
    Ok(Some(account_id))
}

/// Closes an account or opens it again; its sessions end at once. False when there is no such login.
pub async fn close_account(tx: &mut Tx, login: &str, is_closed: bool) -> Result<Option<String>> {
    let found: Option<(String,)> = tx
        .query("update account set is_closed = $2 where login = $1 returning id")
        .bind(fold_login(login))
        .bind(is_closed)
        .optional()
        .await?;
    let Some((account_id,)) = found else { return Ok(None) };
    if is_closed {
        super::end_sessions_of_account(tx, &account_id).await?;
    }
    Ok(Some(account_id))
}

/// Sets a confirmed address, or takes it away.
pub async fn set_email(tx: &mut Tx, account_id: &str, email: Option<&str>) -> Result<()> {
    tx.query("update account set email = $2 where id = $1").bind(account_id).bind(email).run().await?;
    Ok(())
}

/// Puts a name right. Whoever may do it has been asked about before.
pub async fn rename(tx: &mut Tx, account_id: &str, name: &str) -> Result<()> {
    tx.query("update account set name = $2 where id = $1").bind(account_id).bind(name).run().await?;
    Ok(())
}

/// The address to which letters about an account go, if it has one.
pub(crate) async fn email_of(sql: impl Sql<'_>, account_id: &str) -> Result<Option<String>> {
    let found: Option<(Option<String>,)> =
        sql.query("select email from account where id = $1").bind(account_id).optional().await?;
    Ok(found.and_then(|(email,)| email))
}

pub(crate) async fn note_sign_in(tx: &mut Tx, account_id: &str, now: Moment) -> Result<()> {
    tx.query("update account set signed_in_at = $2 where id = $1").bind(account_id).bind(now).run().await?;
    Ok(())
}

/// One's own account as its page shows it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct OwnAccount {
    pub email: Option<String>,
    /// An address that waits to be confirmed.
    pub unconfirmed_email: Option<String>,
    pub second_factor_since: Option<i64>,
    pub sessions: i64,
}

pub(crate) async fn own_account(db: &Db, account_id: &str, now: Moment) -> Result<OwnAccount> {
    db.query(
        "select a.email,
                (select l.email from account_link l
                 where l.account_id = a.id and l.kind = 'email' and l.used_at is null and l.expires_at > $2
                 order by l.created_at desc, l.token_hash limit 1) as unconfirmed_email,
                (select f.confirmed_at from second_factor f where f.account_id = a.id) as second_factor_since,
                (select count(*) from session s where s.account_id = a.id and s.expires_at > $2 and s.seen_at > $3)
                    as sessions
         from account a where a.id = $1",
    )
    .bind(account_id)
    .bind(now)
    .bind(now - crate::sessions::IDLE_LENGTH)
    .one()
    .await
}

/// An account as the command line lists it, one line for each of its memberships.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AccountLine {
    pub login: String,
    pub name: String,
    pub is_closed: bool,
    pub signed_in_at: Option<i64>,
    pub role: Option<String>,
    pub state: Option<String>,
    pub org_code: Option<String>,
    pub org_title: Option<String>,
    valid_from: Option<String>,
    valid_to: Option<String>,
    pub has_second_factor: i64,
}

impl AccountLine {
    /// The days of the membership; an account without one has no days to tell.
    pub fn term(&self) -> Term {
        match (&self.valid_from, &self.valid_to) {
            (Some(from), Some(to)) => Term::stored(from, to),
            _ => Term::UNLIMITED,
        }
    }
}

/// Every account, by login. The program's own: for whoever holds the machine.
pub async fn account_lines(db: &Db) -> Result<Vec<AccountLine>> {
    db.query(
        "select a.login, a.name, a.is_closed, a.signed_in_at, m.role, m.state, m.org_code, m.org_title,
                m.valid_from, m.valid_to,
                cast(case when exists (select 1 from second_factor f
                                       where f.account_id = a.id and f.confirmed_at is not null)
                     then 1 else 0 end as bigint) as has_second_factor
         from account a left join membership m on m.account_id = a.id
         order by a.login, m.position, m.id",
    )
    .all()
    .await
}
