//! Sessions: begun, turned to another token, looked through, ended.

use store::{Db, Moment, Result, Tx, new_id};

use crate::sessions::{IDLE_LENGTH, SESSION_LENGTH, token_hash};

/// What is known of a session when it begins.
pub(crate) struct NewSession<'a> {
    pub token: &'a str,
    pub account_id: &'a str,
    pub membership_id: Option<&'a str>,
    /// «Firefox, Windows».
    pub device: &'a str,
    /// Address without its last part.
    pub place: &'a str,
}

pub(crate) async fn start_session(tx: &mut Tx, new: &NewSession<'_>, now: Moment) -> Result<()> {
    tx.query("delete from session where account_id = $1 and (expires_at <= $2 or seen_at <= $3)")
        .bind(new.account_id)
        .bind(now)
        .bind(now - IDLE_LENGTH)
        .run()
        .await?;
    tx.query(
        "insert into session (id, token_hash, account_id, membership_id, created_at, seen_at, confirmed_at, expires_at,
                              device, place)
         values ($1, $2, $3, $4, $5, $5, $5, $6, $7, $8)",
    )
    .bind(new_id())
    .bind(token_hash(new.token))
    .bind(new.account_id)
    .bind(new.membership_id)
    .bind(now)
    .bind(now + SESSION_LENGTH)
    .bind(new.device)
    .bind(new.place)
    .run()
    .await?;
    Ok(())
}

pub(crate) async fn end_session(tx: &mut Tx, token: &str) -> Result<()> {
    tx.query("delete from session where token_hash = $1").bind(token_hash(token)).run().await?;
    Ok(())
}

/// Gives a session another token; the old one is dead from the commit on.
pub(crate) async fn rotate_session(tx: &mut Tx, session_id: &str, token: &str) -> Result<()> {
    tx.query("update session set token_hash = $2 where id = $1")
        .bind(session_id)
        .bind(token_hash(token))
        .run()
        .await?;
    Ok(())
}

/// The password has been typed again in this session.
pub(crate) async fn confirm_session(tx: &mut Tx, session_id: &str, now: Moment) -> Result<()> {
    tx.query("update session set confirmed_at = $2 where id = $1").bind(session_id).bind(now).run().await?;
    Ok(())
}

/// The session is being used.
pub(crate) async fn touch_session(tx: &mut Tx, session_id: &str, now: Moment) -> Result<()> {
    tx.query("update session set seen_at = $2 where id = $1").bind(session_id).bind(now).run().await?;
    Ok(())
}

/// Turns a session to another membership of the same account; false when it is not the account's or gives no rights.
pub(crate) async fn switch_membership(
    tx: &mut Tx,
    session_id: &str,
    account_id: &str,
    membership_id: &str,
    today: jiff::civil::Date,
) -> Result<bool> {
    let switched = tx
        .query(
            "update session set membership_id = $3 where id = $1 and account_id = $2
             and exists (select 1 from membership m where m.id = $3 and m.account_id = $2 and m.state = 'active'
                         and m.valid_from <= $4 and m.valid_to >= $4)",
        )
        .bind(session_id)
        .bind(account_id)
        .bind(membership_id)
        .bind(today)
        .run()
        .await?;
    Ok(switched == 1)
}

/// A session in its owner's list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct SessionLine {
    pub id: String,
    pub created_at: i64,
    pub seen_at: i64,
    pub device: String,
    pub place: String,
    pub org_title: Option<String>,
}

pub(crate) async fn sessions_of(db: &Db, account_id: &str, now: Moment) -> Result<Vec<SessionLine>> {
    db.query(
        "select s.id, s.created_at, s.seen_at, s.device, s.place, m.org_title
         from session s left join membership m on m.id = s.membership_id
         where s.account_id = $1 and s.expires_at > $2 and s.seen_at > $3
         order by s.seen_at desc, s.id desc limit 200",
    )
    .bind(account_id)
    .bind(now)
    .bind(now - IDLE_LENGTH)
    .all()
    .await
}

/// Ends one session of an account; false when it has none of this id.
pub(crate) async fn end_own_session(tx: &mut Tx, account_id: &str, session_id: &str) -> Result<bool> {
    let ended = tx
        .query("delete from session where id = $2 and account_id = $1")
        .bind(account_id)
        .bind(session_id)
        .run()
        .await?;
    Ok(ended == 1)
}

/// Ends every session of an account but one.
pub(crate) async fn end_other_sessions(tx: &mut Tx, account_id: &str, kept: &str) -> Result<u64> {
    tx.query("delete from session where account_id = $1 and id <> $2").bind(account_id).bind(kept).run().await
}

/// Ends every session of an account, and every sign-in that is half-way.
pub async fn end_sessions_of_account(tx: &mut Tx, account_id: &str) -> Result<()> {
    tx.query("delete from session where account_id = $1").bind(account_id).run().await?;
    tx.query("delete from half_sign_in where account_id = $1").bind(account_id).run().await?;
    Ok(())
}

pub(crate) async fn add_half_sign_in(
    tx: &mut Tx,
    token: &str,
    account_id: &str,
    expires_at: Moment,
) -> Result<()> {
    tx.query("insert into half_sign_in (token_hash, account_id, expires_at) values ($1, $2, $3)")
        .bind(token_hash(token))
        .bind(account_id)
        .bind(expires_at)
        .run()
        .await?;
    Ok(())
}

/// A sign-in that waits for its code.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct HalfSignIn {
    pub account_id: String,
    pub tries: i64,
}

/// Counts a try at the code and answers whose it is; nothing when the half-way sign-in is over or its tries are spent.
pub(crate) async fn try_half_sign_in(
    tx: &mut Tx,
    token: &str,
    most_tries: i64,
    now: Moment,
) -> Result<Option<HalfSignIn>> {
    tx.query(
        "update half_sign_in set tries = tries + 1
         where token_hash = $1 and tries < $2 and expires_at > $3
         returning account_id, tries",
    )
    .bind(token_hash(token))
    .bind(most_tries)
    .bind(now)
    .optional()
    .await
}

pub(crate) async fn end_half_sign_in(tx: &mut Tx, token: &str) -> Result<()> {
    tx.query("delete from half_sign_in where token_hash = $1").bind(token_hash(token)).run().await?;
    Ok(())
}

/// A browser that has not been used for so long is a stranger's again.
const DEVICE_IS_KNOWN: Moment = 365 * 24 * 3600 * 1_000_000;

/// Takes away what time has made useless: ended sessions, half-way sign-ins, used links, full allowances, old browsers.
pub async fn sweep(tx: &mut Tx, now: Moment) -> Result<()> {
    tx.query("delete from session where expires_at <= $1 or seen_at <= $2")
        .bind(now)
        .bind(now - IDLE_LENGTH)
        .run()
        .await?;
    tx.query("delete from half_sign_in where expires_at <= $1").bind(now).run().await?;
    tx.query("delete from account_link where expires_at <= $1").bind(now - SESSION_LENGTH).run().await?;
    tx.query("delete from allowance where charged_until <= $1").bind(now).run().await?;
    tx.query("delete from known_device where seen_at <= $1").bind(now - DEVICE_IS_KNOWN).run().await?;
    Ok(())
}
