//! Texts and their editions. A reader sees what is approved, what they are asked about, and everything where the matrix
//! says so.

use access::store::Place;
use store::{Moment, Result, Sql, Tx, new_id};

use super::Reader;

/// A text that lives in editions.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TextRow {
    pub id: String,
    /// Stands in addresses: `concept`.
    pub code: String,
    /// Code of the document kind.
    pub kind: String,
    pub title: String,
    pub org_id: String,
    pub org_code: String,
    pub org_title: String,
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EditionRow {
    pub id: String,
    pub text_id: String,
    pub number: i64,
    /// «2016 года», «проект 2024 года».
    pub title: String,
    /// Rises with every change of the text.
    pub structure: i64,
    pub based_on: Option<String>,
    /// The registered document that approved it, and how it is called.
    pub approved_by: Option<String>,
    pub approved_reference: Option<String>,
    pub approved_at: Option<i64>,
    pub created_at: i64,
}

impl EditionRow {
    pub fn is_approved(&self) -> bool {
        self.approved_by.is_some()
    }
}

/// Every text of which the reader sees an edition, by their titles.
pub async fn texts(sql: impl Sql<'_>, reader: &Reader) -> Result<Vec<TextRow>> {
    sql.query(
        "select t.id, t.code, t.kind, t.title, t.org_id, t.org_code, t.org_title from edited_text t
         where exists (select 1 from edition e where e.text_id = t.id
             and ($1 = 'everything' or ($1 <> 'nothing' and e.approved_by is not null)
                  or exists (select 1 from consultation c where c.edition_id = e.id
                             and (c.audience like '%|public|%' or c.audience like '%' || $2 || '%'))))
         order by t.created_at, t.id",
    )
    .bind(reader.scope.reach_code())
    .bind(reader.role_mark())
    .all()
    .await
}

/// A text by its code, if the reader sees an edition of it.
pub async fn text_by_code(sql: impl Sql<'_>, reader: &Reader, code: &str) -> Result<Option<TextRow>> {
    sql.query(
        "select t.id, t.code, t.kind, t.title, t.org_id, t.org_code, t.org_title from edited_text t
         where t.code = $3 and exists (select 1 from edition e where e.text_id = t.id
             and ($1 = 'everything' or ($1 <> 'nothing' and e.approved_by is not null)
                  or exists (select 1 from consultation c where c.edition_id = e.id
                             and (c.audience like '%|public|%' or c.audience like '%' || $2 || '%'))))",
    )
    .bind(reader.scope.reach_code())
    .bind(reader.role_mark())
    .bind(code)
    .optional()
    .await
}

/// The editions of a text that the reader sees, the newest first.
pub async fn editions_of(sql: impl Sql<'_>, reader: &Reader, text_id: &str) -> Result<Vec<EditionRow>> {
    sql.query(
        "select e.id, e.text_id, e.number, e.title, e.structure, e.based_on, e.approved_by, e.approved_reference,
                e.approved_at, e.created_at
         from edition e
         where e.text_id = $3
           and ($1 = 'everything' or ($1 <> 'nothing' and e.approved_by is not null)
                or exists (select 1 from consultation c where c.edition_id = e.id
                           and (c.audience like '%|public|%' or c.audience like '%' || $2 || '%')))
         order by e.number desc",
    )
    .bind(reader.scope.reach_code())
    .bind(reader.role_mark())
    .bind(text_id)
    .all()
    .await
}

pub async fn edition(
    sql: impl Sql<'_>,
    reader: &Reader,
    text_id: &str,
    number: i64,
) -> Result<Option<EditionRow>> {
    sql.query(
        "select e.id, e.text_id, e.number, e.title, e.structure, e.based_on, e.approved_by, e.approved_reference,
                e.approved_at, e.created_at
         from edition e
         where e.text_id = $3 and e.number = $4
           and ($1 = 'everything' or ($1 <> 'nothing' and e.approved_by is not null)
                or exists (select 1 from consultation c where c.edition_id = e.id
                           and (c.audience like '%|public|%' or c.audience like '%' || $2 || '%')))",
    )
    .bind(reader.scope.reach_code())
    .bind(reader.role_mark())
    .bind(text_id)
    .bind(number)
    .optional()
    .await
}

/// `None` when the code is taken.
pub(crate) async fn insert_text(
    tx: &mut Tx,
    code: &str,
    kind: &str,
    title: &str,
    keeper: &Place,
    now: Moment,
) -> Result<Option<String>> {
    let id = new_id();
    let added = tx
        .query(
            "insert into edited_text (id, code, kind, title, org_id, org_code, org_title, last_id, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, 0, $8) on conflict (code) do nothing",
        )
        .bind(&id)
        .bind(code)
        .bind(kind)
        .bind(title)
        .bind(&keeper.org_id)
        .bind(&keeper.org_code)
        .bind(&keeper.org_title)
        .bind(now)
        .run()
        .await?;
    Ok((added == 1).then_some(id))
}

/// The next edition of a text.
pub(crate) async fn insert_edition(
    tx: &mut Tx,
    text_id: &str,
    title: &str,
    based_on: Option<&str>,
    by: &str,
    now: Moment,
) -> Result<(String, i64)> {
    let id = new_id();
    let (last,): (i64,) = tx
        .query("select coalesce(max(number), 0) from edition where text_id = $1")
        .bind(text_id)
        .one()
        .await?;
    tx.query(
        "insert into edition (id, text_id, number, title, based_on, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&id)
    .bind(text_id)
    .bind(last + 1)
    .bind(title)
    .bind(based_on)
    .bind(by)
    .bind(now)
    .run()
    .await?;
    Ok((id, last + 1))
}

/// Takes so many numbers for ids of paragraphs and answers the last one taken. No id is ever given twice in a text.
pub(crate) async fn next_paragraph_number(tx: &mut Tx, text_id: &str, so_many: i64) -> Result<i64> {
    let (last,): (i64,) = tx
        .query("update edited_text set last_id = last_id + $2 where id = $1 returning last_id")
        .bind(text_id)
        .bind(so_many)
        .one()
        .await?;
    Ok(last)
}

/// Notes a change of the text and holds the edition until the commit; `false` when it is approved.
pub(crate) async fn raise_structure(tx: &mut Tx, edition_id: &str) -> Result<bool> {
    let raised = tx
        .query("update edition set structure = structure + 1 where id = $1 and approved_by is null")
        .bind(edition_id)
        .run()
        .await?;
    Ok(raised == 1)
}

/// Freezes an edition; `false` when it is approved already.
pub(crate) async fn approve(
    tx: &mut Tx,
    edition_id: &str,
    document_id: &str,
    reference: &str,
    now: Moment,
) -> Result<bool> {
    let approved = tx
        .query(
            "update edition set approved_by = $2, approved_reference = $3, approved_at = $4
             where id = $1 and approved_by is null",
        )
        .bind(edition_id)
        .bind(document_id)
        .bind(reference)
        .bind(now)
        .run()
        .await?;
    Ok(approved == 1)
}
