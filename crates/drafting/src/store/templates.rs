//! The office's own Word templates, by versions. Each organisation has its own.

use access::Scope;
use store::{FileHash, Moment, Result, Sql, Tx, new_id};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TemplateRow {
    pub id: String,
    pub org_id: String,
    pub kind: String,
    pub version: i64,
    file_hash: String,
    pub file_name: String,
    pub note: String,
    pub uploaded_by: String,
    pub uploader: String,
    pub uploaded_at: i64,
    /// 1: papers are printed by it.
    pub in_use: i64,
}

impl TemplateRow {
    pub fn file(&self) -> Option<FileHash> {
        FileHash::parse(&self.file_hash)
    }
}

/// The columns of a [`TemplateRow`], then what the statement adds.
macro_rules! select_template {
    ($rest:literal) => {
        concat!(
            "select t.id, t.org_id, t.kind, t.version, t.file_hash, t.file_name, t.note, t.uploaded_by, t.uploader,
                    t.uploaded_at, cast(case when u.template_id is null then 0 else 1 end as bigint) as in_use
             from office_template t left join template_in_use u on u.template_id = t.id ",
            $rest
        )
    };
}

/// Every version of the scope's organisation, kind by kind, newest first.
pub async fn templates(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<TemplateRow>> {
    sql.query(select_template!(
        "where ($1 = 'everything' or ($1 = 'own' and t.org_id = $2)) order by t.kind, t.version desc, t.id limit 2000"
    ))
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .all()
    .await
}

/// One version within the scope.
pub async fn template(sql: impl Sql<'_>, scope: &Scope, id: &str) -> Result<Option<TemplateRow>> {
    sql.query(select_template!("where t.id = $3 and ($1 = 'everything' or ($1 = 'own' and t.org_id = $2))"))
        .bind(scope.reach_code())
        .bind(scope.org_id())
        .bind(id)
        .optional()
        .await
}

/// What an organisation prints a kind by; `None`: by the layout that comes with the program. Whoever asks has found the
/// paper within their scope.
pub async fn in_use(sql: impl Sql<'_>, org_id: &str, kind: &str) -> Result<Option<TemplateRow>> {
    sql.query(select_template!("where u.org_id = $1 and u.kind = $2"))
        .bind(org_id)
        .bind(kind)
        .optional()
        .await
}

pub(crate) struct NewTemplate<'a> {
    pub org_id: &'a str,
    pub kind: &'a str,
    pub file: (&'a FileHash, &'a str),
    pub note: &'a str,
    pub by: (&'a str, &'a str),
}

/// The next version of the organisation's template; two at once become two versions.
pub(crate) async fn add(tx: &mut Tx, new: &NewTemplate<'_>, now: Moment) -> Result<(String, i64)> {
    let id = new_id();
    let (version,): (i64,) = tx
        .query(
            "insert into office_template_counter (org_id, kind, last) values ($1, $2, 1)
             on conflict (org_id, kind) do update set last = office_template_counter.last + 1
             returning last",
        )
        .bind(new.org_id)
        .bind(new.kind)
        .one()
        .await?;
    tx.query(
        "insert into office_template (id, org_id, kind, version, file_hash, file_name, note, uploaded_by, uploader,
                                      uploaded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&id)
    .bind(new.org_id)
    .bind(new.kind)
    .bind(version)
    .bind(new.file.0.as_str())
    .bind(new.file.1)
    .bind(new.note)
    .bind(new.by.0)
    .bind(new.by.1)
    .bind(now)
    .run()
    .await?;
    Ok((id, version))
}

pub(crate) async fn put_to_use(tx: &mut Tx, template: &TemplateRow, now: Moment) -> Result<()> {
    tx.query(
        "insert into template_in_use (org_id, kind, template_id, since) values ($1, $2, $3, $4)
         on conflict (org_id, kind) do update set template_id = excluded.template_id, since = excluded.since",
    )
    .bind(&template.org_id)
    .bind(&template.kind)
    .bind(&template.id)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// Back to the layout that comes with the program.
pub(crate) async fn out_of_use(tx: &mut Tx, org_id: &str, kind: &str) -> Result<bool> {
    let dropped = tx
        .query("delete from template_in_use where org_id = $1 and kind = $2")
        .bind(org_id)
        .bind(kind)
        .run()
        .await?;
    Ok(dropped == 1)
}
