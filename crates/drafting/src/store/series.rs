//! Series of papers and their portions.

use access::Scope;
use papers::Values;
use store::{FileHash, Moment, Result, Sql, Tx, new_id};

use crate::rules::Line;
use crate::store::drafts::DraftRow;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SeriesRow {
    pub id: String,
    pub draft_id: String,
    pub org_id: String,
    pub format: String,
    pub total: i64,
    pub made: i64,
    pub state: String,
    pub reason: String,
    pub asker: String,
    pub created_at: i64,
}

/// What a portion is made of.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Material {
    pub kind: String,
    pub format: String,
    fields: String,
    lines: String,
    template_hash: Option<String>,
    pub is_draft: bool,
    pub made: i64,
    pub total: i64,
}

impl Material {
    pub fn values(&self) -> Values {
        serde_json::from_str(&self.fields).unwrap_or_default()
    }

    pub fn lines(&self) -> Result<Vec<Line>> {
        Ok(serde_json::from_str(&self.lines)?)
    }

    pub fn template(&self) -> Option<FileHash> {
        FileHash::parse(self.template_hash.as_deref()?)
    }
}

pub(crate) struct NewSeries<'a> {
    pub draft: &'a DraftRow,
    pub format: &'a str,
    pub lines: &'a [Line],
    pub template: Option<&'a FileHash>,
    pub is_draft: bool,
    pub by: (&'a str, &'a str),
}

pub(crate) async fn add(tx: &mut Tx, new: &NewSeries<'_>, now: Moment) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into paper_series (id, draft_id, org_id, format, fields, lines, template_hash, is_draft, total, made,
                                   state, reason, asked_by, asker, created_at, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 'making', '', $10, $11, $12, $12)",
    )
    .bind(&id)
    .bind(&new.draft.id)
    .bind(&new.draft.org_id)
    .bind(new.format)
    .bind(serde_json::to_string(&new.draft.values())?)
    .bind(serde_json::to_string(new.lines)?)
    .bind(new.template.map(FileHash::as_str))
    .bind(new.is_draft)
    .bind(i64::try_from(new.lines.len()).unwrap_or(i64::MAX))
    .bind(new.by.0)
    .bind(new.by.1)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

/// The series of a paper that has been found within a scope, newest first.
pub async fn series_of(sql: impl Sql<'_>, draft_id: &str) -> Result<Vec<SeriesRow>> {
    sql.query(
        "select id, draft_id, org_id, format, total, made, state, reason, asker, created_at from paper_series
         where draft_id = $1 order by created_at desc, id desc limit 50",
    )
    .bind(draft_id)
    .all()
    .await
}

/// One series of a paper, within the scope.
pub async fn one(sql: impl Sql<'_>, scope: &Scope, draft_id: &str, id: &str) -> Result<Option<SeriesRow>> {
    sql.query(
        "select id, draft_id, org_id, format, total, made, state, reason, asker, created_at from paper_series
         where id = $3 and draft_id = $4 and ($1 = 'everything' or ($1 = 'own' and org_id = $2))",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(id)
    .bind(draft_id)
    .optional()
    .await
}

/// How many are being made for an organisation now.
pub(crate) async fn making(sql: impl Sql<'_>, org_id: &str) -> Result<i64> {
    let (count,): (i64,) = sql
        .query("select count(*) from paper_series where org_id = $1 and state = 'making'")
        .bind(org_id)
        .one()
        .await?;
    Ok(count)
}

/// `None`: nothing is to be made any more.
pub(crate) async fn material(sql: impl Sql<'_>, id: &str) -> Result<Option<Material>> {
    sql.query(
        "select d.kind, s.format, s.fields, s.lines, s.template_hash, s.is_draft, s.made, s.total
         from paper_series s join draft d on d.id = s.draft_id where s.id = $1 and s.state = 'making'",
    )
    .bind(id)
    .optional()
    .await
}

/// Notes a portion; `false` when it was made already or the series was stopped meanwhile.
pub(crate) async fn add_part(
    tx: &mut Tx,
    id: &str,
    (from, to): (i64, i64),
    hash: &FileHash,
    now: Moment,
) -> Result<bool> {
    let changed = tx
        .query(
            "update paper_series set made = $3, changed_at = $4, state = case when total = $3 then 'ready' else state end
             where id = $1 and made = $2 and state = 'making'",
        )
        .bind(id)
        .bind(from)
        .bind(to)
        .bind(now)
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    tx.query("insert into paper_series_part (series_id, number, file_hash) values ($1, $2, $3)")
        .bind(id)
        .bind(from)
        .bind(hash.as_str())
        .run()
        .await?;
    Ok(true)
}

/// Ends the making; `false` when it was over.
pub(crate) async fn end(tx: &mut Tx, id: &str, state: &str, reason: &str, now: Moment) -> Result<bool> {
    let changed = tx
        .query(
            "update paper_series set state = $2, reason = $3, changed_at = $4 where id = $1 and state = 'making'",
        )
        .bind(id)
        .bind(state)
        .bind(reason)
        .bind(now)
        .run()
        .await?;
    Ok(changed > 0)
}

/// The portions of a series that has been found within a scope, in the order of the list.
pub async fn parts(sql: impl Sql<'_>, id: &str) -> Result<Vec<FileHash>> {
    let rows: Vec<(String,)> = sql
        .query("select file_hash from paper_series_part where series_id = $1 order by number")
        .bind(id)
        .all()
        .await?;
    Ok(rows.iter().filter_map(|(hash,)| FileHash::parse(hash)).collect())
}

/// Takes papers and lists of series asked for before a moment out of the system; how many series.
pub(crate) async fn erase_before(tx: &mut Tx, moment: Moment) -> Result<u64> {
    tx.query(
        "delete from paper_series_part where series_id in
             (select id from paper_series where created_at < $1 and state <> 'erased')",
    )
    .bind(moment)
    .run()
    .await?;
    tx.query(
        "update paper_series set state = 'erased', lines = '[]', fields = '{}', template_hash = null
         where created_at < $1 and state <> 'erased'",
    )
    .bind(moment)
    .run()
    .await
}
