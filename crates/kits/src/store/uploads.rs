//! Signed documents that schools uploaded.

use access::Scope;
use jiff::civil::Date;
use store::{FileHash, Moment, Result, Sql, Tx, new_id};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct UploadRow {
    pub id: String,
    pub org_id: String,
    pub document: String,
    pub number: String,
    approved_on: String,
    valid_until: Option<String>,
    pub note: String,
    file_hash: String,
    pub file_name: String,
    pub uploader: String,
    pub uploaded_at: i64,
    /// When a newer one took its place, or when it was taken back.
    pub superseded_at: Option<i64>,
    /// Why it was taken back; empty: it was not.
    pub withdrawn_why: String,
    /// Id of the upload that stood before it.
    took_place_of: Option<String>,
}

impl UploadRow {
    pub fn approved_on(&self) -> Date {
        self.approved_on.parse().unwrap_or(Date::MIN)
    }

    pub fn valid_until(&self) -> Option<Date> {
        self.valid_until.as_deref()?.parse().ok()
    }

    pub fn file(&self) -> Option<FileHash> {
        FileHash::parse(&self.file_hash)
    }
}

/// The columns of an [`UploadRow`], then what the statement adds.
macro_rules! select_upload {
    ($rest:literal) => {
        concat!(
            "select u.id, u.org_id, u.document, u.number, u.approved_on, u.valid_until, u.note, u.file_hash, u.file_name,
                    u.uploader, u.uploaded_at, u.superseded_at, u.withdrawn_why,
                    u.took_place_of
             from kit_upload u
             where ($1 in ('everything', 'municipality') or ($1 = 'own' and u.org_id = $2)) ",
            $rest
        )
    };
}

/// Of every school and document the upload that stood at a moment.
pub async fn standing_at(sql: impl Sql<'_>, scope: &Scope, moment: Moment) -> Result<Vec<UploadRow>> {
    sql.query(select_upload!(
        "and u.uploaded_at <= $3 and (u.superseded_at is null or u.superseded_at > $3) order by u.org_id, u.document"
    ))
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(moment)
    .all()
    .await
}

/// Everything that a school uploaded up to a moment, the newest first. The caller has found the school within its scope.
pub async fn uploads_of(
    sql: impl Sql<'_>,
    scope: &Scope,
    org_id: &str,
    moment: Moment,
) -> Result<Vec<UploadRow>> {
    sql.query(select_upload!(
        "and u.org_id = $3 and u.uploaded_at <= $4 order by u.document, u.uploaded_at desc, u.id desc"
    ))
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(org_id)
    .bind(moment)
    .all()
    .await
}

/// One upload; whether its school lies in the scope's municipality, the caller asks the registry.
pub async fn upload(sql: impl Sql<'_>, scope: &Scope, id: &str) -> Result<Option<UploadRow>> {
    sql.query(select_upload!("and u.id = $3"))
        .bind(scope.reach_code())
        .bind(scope.org_id())
        .bind(id)
        .optional()
        .await
}

/// Standing uploads whose last day comes before another: for reminders, whoever they are of.
pub(crate) async fn ending(sql: impl Sql<'_>, before: Date) -> Result<Vec<UploadRow>> {
    sql.query(
        "select id, org_id, document, number, approved_on, valid_until, note, file_hash, file_name, uploader, uploaded_at,
                superseded_at, withdrawn_why, took_place_of
         from kit_upload where superseded_at is null and valid_until is not null and valid_until <= $1
         order by org_id, document",
    )
    .bind(before)
    .all()
    .await
}

pub(crate) struct NewUploadRow<'a> {
    pub org_id: &'a str,
    pub document: &'a str,
    pub number: &'a str,
    pub approved_on: Date,
    pub valid_until: Option<Date>,
    pub note: &'a str,
    pub file: (&'a FileHash, &'a str),
    pub by: (&'a str, &'a str),
}

/// Writes an upload in the place of the one that stands.
pub(crate) async fn insert_upload(tx: &mut Tx, new: &NewUploadRow<'_>, now: Moment) -> Result<String> {
    let id = new_id();
    let before: Option<(String,)> = tx
        .query("select id from kit_upload where org_id = $1 and document = $2 and superseded_at is null")
        .bind(new.org_id)
        .bind(new.document)
        .optional()
        .await?;
    tx.query(
        "update kit_upload set superseded_at = $3 where org_id = $1 and document = $2 and superseded_at is null",
    )
    .bind(new.org_id)
    .bind(new.document)
    .bind(now)
    .run()
    .await?;
    tx.query(
        "insert into kit_upload (id, org_id, document, number, approved_on, valid_until, note, file_hash, file_name,
                                 uploaded_by, uploader, uploaded_at, superseded_at, took_place_of)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, null, $13)",
    )
    .bind(&id)
    .bind(new.org_id)
    .bind(new.document)
    .bind(new.number)
    .bind(new.approved_on)
    .bind(new.valid_until)
    .bind(new.note)
    .bind(new.file.0.as_str())
    .bind(new.file.1)
    .bind(new.by.0)
    .bind(new.by.1)
    .bind(now)
    .bind(before.as_ref().map(|(id,)| id.as_str()))
    .run()
    .await?;
    Ok(id)
}

/// Takes a standing upload out of its place; `false`: it no longer stands.
pub(crate) async fn withdraw_upload(tx: &mut Tx, upload: &UploadRow, why: &str, now: Moment) -> Result<bool> {
    let changed = tx
        .query("update kit_upload set superseded_at = $2, withdrawn_why = $3 where id = $1 and superseded_at is null")
        .bind(&upload.id)
        .bind(now)
        .bind(why)
        .run()
        .await?;
    Ok(changed == 1)
}

/// The document that gave way to a withdrawn one stands again, from now on: what stood on a day in between stays true.
pub(crate) async fn put_back(tx: &mut Tx, withdrawn: &UploadRow, now: Moment) -> Result<()> {
    tx.query(
        "insert into kit_upload (id, org_id, document, number, approved_on, valid_until, note, file_hash, file_name,
                                 uploaded_by, uploader, uploaded_at, superseded_at, took_place_of)
         select $1, org_id, document, number, approved_on, valid_until, note, file_hash, file_name,
                uploaded_by, uploader, $2, null, took_place_of
         from kit_upload where id = $3",
    )
    .bind(new_id())
    .bind(now)
    .bind(withdrawn.took_place_of.as_deref())
    .run()
    .await?;
    Ok(())
}
