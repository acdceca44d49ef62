//! The office's own templates of the case. They are of the whole region: every school's draft is made by the one in use.

use store::{FileHash, Moment, Result, Sql, Tx, new_id};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TemplateRow {
    pub id: String,
    pub document: String,
    pub version: i64,
    file_hash: String,
    pub file_name: String,
    pub note: String,
    pub is_in_use: bool,
    pub uploader: String,
    pub org_title: String,
    pub uploaded_at: i64,
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
            "select id, document, version, file_hash, file_name, note, is_in_use, uploader, org_title, uploaded_at
             from kit_template ",
            $rest
        )
    };
}

/// Every version of a document's template, the newest first. No scope: the route admits those who keep templates.
pub async fn templates_of(sql: impl Sql<'_>, document: &str) -> Result<Vec<TemplateRow>> {
    sql.query(select_template!("where document = $1 order by version desc limit 500"))
        .bind(document)
        .all()
        .await
}

pub async fn template(sql: impl Sql<'_>, document: &str, id: &str) -> Result<Option<TemplateRow>> {
    sql.query(select_template!("where document = $1 and id = $2")).bind(document).bind(id).optional().await
}

/// Which templates stand in the place of the region's own.
pub async fn templates_in_use(sql: impl Sql<'_>) -> Result<Vec<TemplateRow>> {
    sql.query(select_template!("where is_in_use order by document")).all().await
}

pub(crate) struct NewTemplateRow<'a> {
    pub document: &'a str,
    pub file: (&'a FileHash, &'a str),
    pub note: &'a str,
    pub by: (&'a str, &'a str),
    pub org_title: &'a str,
}

/// The next version; it is put to use by itself.
pub(crate) async fn add_template(
    tx: &mut Tx,
    new: &NewTemplateRow<'_>,
    now: Moment,
) -> Result<(String, i64)> {
    let id = new_id();
    let (version,): (i64,) = tx
        .query("select coalesce(max(version), 0) + 1 from kit_template where document = $1")
        .bind(new.document)
        .one()
        .await?;
    tx.query(
        "insert into kit_template (id, document, version, file_hash, file_name, note, is_in_use, uploaded_by, uploader,
                                   org_title, uploaded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&id)
    .bind(new.document)
    .bind(version)
    .bind(new.file.0.as_str())
    .bind(new.file.1)
    .bind(new.note)
    .bind(false)
    .bind(new.by.0)
    .bind(new.by.1)
    .bind(new.org_title)
    .bind(now)
    .run()
    .await?;
    Ok((id, version))
}

pub(crate) async fn put_to_use(tx: &mut Tx, template: &TemplateRow) -> Result<()> {
    out_of_use(tx, &template.document).await?;
    tx.query("update kit_template set is_in_use = $2 where id = $1")
        .bind(&template.id)
        .bind(true)
        .run()
        .await?;
    Ok(())
}

/// Back to the region's own template.
pub(crate) async fn out_of_use(tx: &mut Tx, document: &str) -> Result<()> {
    tx.query("update kit_template set is_in_use = $2 where document = $1 and is_in_use")
        .bind(document)
        .bind(false)
        .run()
        .await?;
    Ok(())
}
