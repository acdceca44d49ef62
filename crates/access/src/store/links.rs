//! Links that work once.

use store::{Db, Moment, Result, Tx};

use crate::sessions::token_hash;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkKind {
    Password,
    Email,
}

impl LinkKind {
    const fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Email => "email",
        }
    }
}

/// A link that has been found by its token.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Link {
    pub account_id: String,
    pub login: String,
    pub name: String,
    /// The address to be confirmed.
    pub email: Option<String>,
    pub drops_second_factor: bool,
    expires_at: i64,
    used_at: Option<i64>,
}

impl Link {
    pub fn is_good(&self, now: Moment) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}

/// Makes a link; those of the same kind made before for the account stop working.
pub(crate) async fn make_link(
    tx: &mut Tx,
    kind: LinkKind,
    token: &str,
    account_id: &str,
    email: Option<&str>,
    drops_second_factor: bool,
    (now, expires_at): (Moment, Moment),
) -> Result<()> {
    tx.query(
        "update account_link set expires_at = $3 where account_id = $1 and kind = $2 and expires_at > $3",
    )
    .bind(account_id)
    .bind(kind.code())
    .bind(now)
    .run()
    .await?;
    tx.query(
        "insert into account_link (token_hash, account_id, kind, email, drops_second_factor, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(token_hash(token))
    .bind(account_id)
    .bind(kind.code())
    .bind(email)
    .bind(drops_second_factor)
    .bind(now)
    .bind(expires_at)
    .run()
    .await?;
    Ok(())
}

/// The link of a token, good or not; links of closed accounts are none.
pub(crate) async fn link_of(db: &Db, kind: LinkKind, token: &str) -> Result<Option<Link>> {
    db.query(
        "select l.account_id, a.login, a.name, l.email, l.drops_second_factor, l.expires_at, l.used_at
         from account_link l join account a on a.id = l.account_id
         where l.token_hash = $1 and l.kind = $2 and not a.is_closed",
    )
    .bind(token_hash(token))
    .bind(kind.code())
    .optional()
    .await
}

/// Uses a link up; false when somebody was faster or its time is over.
pub(crate) async fn use_link(tx: &mut Tx, kind: LinkKind, token: &str, now: Moment) -> Result<bool> {
    let used = tx
        .query(
            "update account_link set used_at = $3
             where token_hash = $1 and kind = $2 and used_at is null and expires_at > $3",
        )
        .bind(token_hash(token))
        .bind(kind.code())
        .bind(now)
        .run()
        .await?;
    Ok(used == 1)
}
