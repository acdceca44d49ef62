//! The journal's SQL: adding a line, reading lines, walking the whole for a check.

use ::store::{Db, Moment, Result, Sql, Tx};

use super::chain::{Anchor, Entry, Finding, Head, Walk};
use super::{AuditKey, Event, TrustedKeys, Who};
use crate::Scope;

/// Adds a line. The head's row is taken first: on PostgreSQL it holds other writers of the journal until the commit,
/// so the chain has one order.
pub(super) async fn append(
    tx: &mut Tx,
    key: &AuditKey,
    now: Moment,
    who: &Who,
    event: &Event<'_>,
) -> Result<()> {
    let head: Head = tx
        .query("update audit_head set seq = seq + 1 where id = 1 returning seq, hash, key_id, signature")
        .one()
        .await?;
    let mut entry = Entry {
        seq: head.seq,
        at: now,
        account_id: who.account_id.clone(),
        role: who.role.clone(),
        org_id: who.org_id.clone(),
        act: event.act.to_owned(),
        object_kind: event.object.0.to_owned(),
        object_id: event.object.1.to_owned(),
        // What a database would change on the way in would break the hash on the way out.
        what: event.what.replace('\0', "\u{fffd}"),
        previous_hash: head.hash,
        hash: String::new(),
        key_id: key.id().to_owned(),
        signature: String::new(),
    };
    entry.hash = entry.computed_hash();
    entry.signature = key.sign(&Entry::signed_text(&entry.hash));
    let head_signature = key.sign(&Head::signed_text(entry.seq, &entry.hash));
    tx.query(
        "insert into audit_entry (seq, at, account_id, role, org_id, act, object_kind, object_id, what,
                                  previous_hash, hash, key_id, signature)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(entry.seq)
    .bind(entry.at)
    .bind(entry.account_id)
    .bind(entry.role)
    .bind(entry.org_id)
    .bind(entry.act)
    .bind(entry.object_kind)
    .bind(entry.object_id)
    .bind(entry.what)
    .bind(entry.previous_hash)
    .bind(entry.hash.clone())
    .bind(entry.key_id)
    .bind(entry.signature)
    .run()
    .await?;
    tx.query("update audit_head set hash = $1, key_id = $2, signature = $3 where id = 1")
        .bind(entry.hash)
        .bind(key.id())
        .bind(head_signature)
        .run()
        .await?;
    Ok(())
}

/// What lines of the journal are wanted; empty texts take everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    pub object_kind: String,
    pub object_id: String,
    pub account_id: String,
    /// Code of an act or its beginning: `evidence` finds `evidence.recorded`.
    pub act: String,
    pub from: Option<Moment>,
    pub before: Option<Moment>,
    /// Lines older than this one: the next page.
    pub before_seq: Option<i64>,
}

/// A line as the journal's page shows it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Line {
    pub seq: i64,
    pub at: Moment,
    pub account_id: Option<String>,
    pub login: Option<String>,
    pub name: Option<String>,
    pub role: String,
    pub org_title: Option<String>,
    pub act: String,
    pub object_kind: String,
    pub object_id: String,
    pub what: String,
}

/// Newest first, at most `limit`.
pub(crate) async fn lines(db: &Db, scope: &Scope, wanted: &Wanted, limit: i64) -> Result<Vec<Line>> {
    db.query(
        "select e.seq, e.at, e.account_id, a.login, a.name, e.role, e.act, e.object_kind, e.object_id, e.what,
                (select m.org_title from membership m where m.org_id = e.org_id order by m.id limit 1) as org_title
         from audit_entry e left join account a on a.id = e.account_id
         where $1 = 'everything'
           and ($2 = '' or e.object_kind = $2) and ($3 = '' or e.object_id = $3)
           and ($4 = '' or e.account_id = $4)
           and ($5 = '' or e.act = $5 or e.act like $6)
           and e.at >= $7 and e.at < $8 and e.seq < $9
         order by e.seq desc limit $10",
    )
    .bind(scope.reach_code())
    .bind(&wanted.object_kind)
    .bind(&wanted.object_id)
    .bind(&wanted.account_id)
    .bind(&wanted.act)
    .bind(format!("{}.%", wanted.act.replace(['%', '_'], "")))
    .bind(wanted.from.unwrap_or(i64::MIN))
    .bind(wanted.before.unwrap_or(i64::MAX))
    .bind(wanted.before_seq.unwrap_or(i64::MAX))
    .bind(limit)
    .all()
    .await
}

/// Every line that is wanted, for the command line: page by page, whatever their number.
pub async fn every_line(db: &Db, wanted: &Wanted) -> Result<Vec<Line>> {
    let scope = Scope::of_the_program();
    let mut wanted = wanted.clone();
    let mut all = Vec::new();
    loop {
        let page = lines(db, &scope, &wanted, BATCH).await?;
        let Some(last) = page.last() else { return Ok(all) };
        wanted.before_seq = Some(last.seq);
        all.extend(page);
    }
}

/// The account of a login or of an id, whatever its state: the journal remembers the closed ones too.
pub(crate) async fn account_id(db: &Db, scope: &Scope, login_or_id: &str) -> Result<Option<String>> {
    let found: Option<(String,)> = db
        .query("select id from account where (login = $1 or id = $2) and $3 = 'everything'")
        .bind(crate::store::fold_login(login_or_id))
        .bind(login_or_id)
        .bind(scope.reach_code())
        .optional()
        .await?;
    Ok(found.map(|(id,)| id))
}

pub async fn head(sql: impl Sql<'_>) -> Result<Head> {
    sql.query("select seq, hash, key_id, signature from audit_head where id = 1").one().await
}

const BATCH: i64 = 2000;

/// Walks the whole journal and tells what is wrong with it; nothing when it is whole. Reads through a transaction,
/// so that lines added meanwhile do not look like a forgery.
pub async fn check(tx: &mut Tx, keys: &TrustedKeys, anchors: &[Anchor]) -> Result<Vec<Finding>> {
    let head: Head = match tx
        .query("select seq, hash, key_id, signature from audit_head where id = 1")
        .optional()
        .await?
    {
        Some(head) => head,
        // A journal has its head from the first migration on: without one, somebody has been here.
        None => Head { seq: 0, hash: "нет".into(), key_id: keys.any(), signature: String::new() },
    };
    let (accounts,): (i64,) = tx.query("select count(*) from account").one().await?;
    let mut walk = Walk::new(keys, anchors);
    let mut after = i64::MIN;
    loop {
        let batch: Vec<Entry> = tx
            .query(
                "select seq, at, account_id, role, org_id, act, object_kind, object_id, what,
                        previous_hash, hash, key_id, signature
                 from audit_entry where seq > $1 order by seq limit $2",
            )
            .bind(after)
            .bind(BATCH)
            .all()
            .await?;
        for entry in &batch {
            walk.step(entry);
        }
        match batch.last() {
            Some(last) => after = last.seq,
            None => return Ok(walk.end(&head, accounts > 0)),
        }
    }
}
