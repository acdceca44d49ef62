//! Tokens of other programs.

use store::{Db, Moment, Result, Tx, new_id};

use super::accounts::fold_login;
use crate::Scope;
use crate::sessions::token_hash;
use crate::tokens::{TokenScope, prefix_of};

/// An API token as an administrator sees it: never the token itself.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ApiTokenRow {
    pub id: String,
    pub title: String,
    pub prefix: String,
    pub scopes: String,
    pub login: String,
    pub org_title: String,
    pub role: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
    pub revoked_at: Option<i64>,
}

pub(crate) async fn api_tokens(db: &Db, scope: &Scope) -> Result<Vec<ApiTokenRow>> {
    db.query(
        "select t.id, t.title, t.prefix, t.scopes, a.login, m.org_title, m.role, t.created_at, t.expires_at, t.used_at,
                t.revoked_at
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
    pub scopes: &'a [TokenScope],
    pub expires_at: Moment,
}

/// Stores a token's hash and answers its id; the token itself is shown once and forgotten.
pub async fn add_api_token(tx: &mut Tx, token: &str, new: &NewApiToken<'_>, now: Moment) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into api_token (id, token_hash, prefix, scopes, title, membership_id, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&id)
    .bind(token_hash(token))
    .bind(prefix_of(token))
    .bind(TokenScope::write(new.scopes))
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

/// The token is being used.
pub(crate) async fn note_token_use(tx: &mut Tx, id: &str, now: Moment) -> Result<()> {
    tx.query("update api_token set used_at = $2 where id = $1").bind(id).bind(now).run().await?;
    Ok(())
}
