//! All SQL of this room. Whoever looks at documents brings a [`Scope`] of reading them: what is published, and what
//! one's own organisation issued or registered.

mod holdings;

pub use holdings::HOLDINGS;

use access::Scope;
use access::store::Place;
use jiff::civil::Date;
use store::{Db, FileHash, Migration, Moment, Result, Sql, Tx, new_id};

use crate::Recorder;
use crate::rules::{DOCUMENTS_ON_A_PAGE, Filter, Life, number_key};

mod changes;
mod life;
mod numbers;

pub(crate) use changes::{ChangedDocument, changed_after, keep_text, last_revision, next_revision};
pub(crate) use life::note_ending;
pub use life::{EndingRow, ended_by, ending_of, published_by_code};
pub(crate) use numbers::next_number;

pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 5_001, name: "documents", sql: include_str!("../migrations/0001_documents.sql") },
    Migration {
        version: 5_050,
        name: "running numbers",
        sql: include_str!("../migrations/0050_numbers.sql"),
    },
    Migration { version: 5_051, name: "the search", sql: include_str!("../migrations/0051_finding.sql") },
    Migration { version: 5_052, name: "endings and codes", sql: include_str!("../migrations/0052_life.sql") },
];

/// A registered document with what is known of its file.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DocumentRow {
    pub id: String,
    /// Code of the document kind.
    pub kind: String,
    pub number: String,
    dated: String,
    pub org_id: String,
    pub org_code: String,
    /// What the issuing organisation was called at registration.
    pub org_title: String,
    pub title: String,
    file_hash: Option<String>,
    pub file_name: Option<String>,
    pub media_type: Option<String>,
    /// In bytes.
    pub file_size: Option<i64>,
    pub is_published: bool,
    pub published_at: Option<i64>,
    pub recorder: String,
    pub recorded_at: i64,
    /// By which anybody checks it once it is published.
    pub code: Option<String>,
}

impl DocumentRow {
    /// The date that the document bears.
    pub fn date(&self) -> Date {
        self.dated.parse().unwrap_or(crate::rules::EARLIEST_DATE)
    }

    pub fn file(&self) -> Option<FileHash> {
        FileHash::parse(self.file_hash.as_deref()?)
    }
}

/// A line of the register.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedDocument {
    pub id: String,
    pub kind: String,
    pub number: String,
    dated: String,
    pub org_code: String,
    pub org_title: String,
    pub title: String,
    pub has_file: bool,
    pub is_published: bool,
    /// How another document ended it; `None` while it is in force.
    pub ending: Option<String>,
}

impl ListedDocument {
    pub fn date(&self) -> Date {
        self.dated.parse().unwrap_or(crate::rules::EARLIEST_DATE)
    }

    pub fn life(&self) -> Life {
        Life::of_ending(self.ending.as_deref())
    }
}

/// An organisation that has issued something the reader may see.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct IssuerRow {
    pub org_code: String,
    pub org_title: String,
}

pub(crate) struct NewRow<'a> {
    pub kind: &'a str,
    pub number: &'a str,
    pub date: Date,
    pub issuer: &'a Place,
    pub title: &'a str,
    pub file: Option<(&'a FileHash, &'a str)>,
    pub is_published: bool,
    pub recorder: &'a Recorder,
    /// The organisation that registers; `None` for the program itself.
    pub recorder_org_id: Option<&'a str>,
    pub code: &'a str,
}

/// Puts the row in and answers its id; `None` when the register has the document already.
pub(crate) async fn insert(tx: &mut Tx, new: &NewRow<'_>, now: Moment) -> Result<Option<String>> {
    let id = new_id();
    let next_revision = next_revision(tx).await?;
    let published_at = new.is_published.then_some(now);
    let added = tx
        .query(
            "insert into document (id, kind, number, number_key, dated, org_id, org_code, org_title, municipality_id,
                                   title, fold, file_hash, file_name, is_published, published_at, published_by,
                                   recorded_by, recorder, recorder_org_id, recorded_at, revision, code)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                     $22)
             on conflict (org_id, kind, number_key, dated) do nothing",
        )
        .bind(&id)
        .bind(new.kind)
        .bind(new.number)
        .bind(number_key(new.number))
        .bind(new.date)
        .bind(&new.issuer.org_id)
        .bind(&new.issuer.org_code)
        .bind(&new.issuer.org_title)
        .bind(new.issuer.municipality_id.as_deref())
        .bind(new.title)
        .bind(ui::ru::fold(&format!("{} {}", new.number, new.title)))
        .bind(new.file.map(|(hash, _)| hash.as_str()))
        .bind(new.file.map(|(_, name)| name))
        .bind(new.is_published)
        .bind(published_at)
        .bind(new.is_published.then_some(new.recorder.account_id.as_str()))
        .bind(&new.recorder.account_id)
        .bind(&new.recorder.name)
        .bind(new.recorder_org_id)
        .bind(now)
        .bind(next_revision)
        .bind(new.code)
        .run()
        .await?;
    Ok((added == 1).then_some(id))
}

/// Id and title of the document that stands where the new one would: it belongs to an organisation that the
/// registrar may write for, and so may be named to them.
pub(crate) async fn existing(tx: &mut Tx, new: &NewRow<'_>) -> Result<(String, String)> {
    tx.query(
        "select id, title from document where org_id = $1 and kind = $2 and number_key = $3 and dated = $4",
    )
    .bind(&new.issuer.org_id)
    .bind(new.kind)
    .bind(number_key(new.number))
    .bind(new.date)
    .one()
    .await
}

/// Marks a document as open to everybody, once; `false` when there is no such document. [`crate::publish`] is the door.
pub(crate) async fn mark_published(tx: &mut Tx, id: &str, by: &str, now: Moment) -> Result<bool> {
    let next_revision = next_revision(tx).await?;
    let marked = tx
        .query(
            "update document set is_published = $2, published_at = coalesce(published_at, $3),
                                 published_by = coalesce(published_by, $4), revision = $5
             where id = $1",
        )
        .bind(id)
        .bind(true)
        .bind(now)
        .bind(by)
        .bind(next_revision)
        .run()
        .await?;
    Ok(marked == 1)
}

/// A document by its id; `None` outside of the scope as for an absent one.
pub async fn document(sql: impl Sql<'_>, scope: &Scope, id: &str) -> Result<Option<DocumentRow>> {
    sql.query(
        "select d.id, d.kind, d.number, d.dated, d.org_id, d.org_code, d.org_title, d.title, d.file_hash, d.file_name,
                f.media_type, f.size as file_size, d.is_published, d.published_at, d.recorder, d.recorded_at, d.code
         from document d left join file f on f.hash = d.file_hash
         where d.id = $4
           and ($1 = 'everything'
                or ($1 in ('published', 'own', 'municipality') and d.is_published)
                or ($1 in ('own', 'municipality') and (d.org_id = $2 or d.recorder_org_id = $2))
                or ($1 = 'municipality' and d.municipality_id = $3))",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(id)
    .optional()
    .await
}

/// First and last day of the filter's year, or of all time.
fn days_of(filter: &Filter) -> (String, String) {
    match filter.year {
        Some(year) => (format!("{year:04}-01-01"), format!("{year:04}-12-31")),
        None => ("0001-01-01".to_owned(), "9999-12-31".to_owned()),
    }
}

/// The rows of the filter's page, newest first; its words are the search's matter ([`crate::find`]).
pub async fn register_page(sql: impl Sql<'_>, scope: &Scope, filter: &Filter) -> Result<Vec<ListedDocument>> {
    let (from, to) = days_of(filter);
    sql.query(
        "select d.id, d.kind, d.number, d.dated, d.org_code, d.org_title, d.title,
                d.file_hash is not null as has_file, d.is_published, e.kind as ending
         from document d left join document_ending e on e.target_id = d.id
         where ($1 = 'everything'
                or ($1 in ('published', 'own', 'municipality') and d.is_published)
                or ($1 in ('own', 'municipality') and (d.org_id = $2 or d.recorder_org_id = $2))
                or ($1 = 'municipality' and d.municipality_id = $3))
           and ($4 = '' or d.kind = $4) and ($5 = '' or d.org_code = $5) and d.dated >= $6 and d.dated <= $7
           and ($10 = '' or coalesce(e.kind, 'in_force') = $10)
         order by d.dated desc, d.id desc limit $8 offset $9",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(filter.kind.as_deref().unwrap_or_default())
    .bind(filter.organisation.as_deref().unwrap_or_default())
    .bind(from)
    .bind(to)
    .bind(DOCUMENTS_ON_A_PAGE)
    .bind((filter.page - 1) * DOCUMENTS_ON_A_PAGE)
    .bind(filter.life.map_or("", Life::code))
    .all()
    .await
}

/// The most that a list to choose from holds: more is nothing that anybody looks through.
const MOST_CHOICES: i64 = 2_000;

/// Documents in force of the filter's kind, year and issuer, all of them, newest first: what a form offers to choose from.
pub async fn in_force(db: &Db, scope: &Scope, filter: &Filter) -> Result<Vec<ListedDocument>> {
    let mut all = Vec::new();
    for page in 1..=MOST_CHOICES / DOCUMENTS_ON_A_PAGE {
        let page = Filter { page, life: Some(Life::InForce), q: String::new(), ..filter.clone() };
        let mut rows = register_page(db, scope, &page).await?;
        let is_last = i64::try_from(rows.len()).unwrap_or(0) < DOCUMENTS_ON_A_PAGE;
        all.append(&mut rows);
        if is_last {
            break;
        }
    }
    Ok(all)
}

/// Documents of the scope by their ids, at most a page of them, in no order.
pub(crate) async fn listed(sql: impl Sql<'_>, scope: &Scope, ids: &[&str]) -> Result<Vec<ListedDocument>> {
    const AT_ONCE: usize = 50;
    let mut query = sql
        .query(
            "select d.id, d.kind, d.number, d.dated, d.org_code, d.org_title, d.title,
                    d.file_hash is not null as has_file, d.is_published, e.kind as ending
             from document d left join document_ending e on e.target_id = d.id
             where ($1 = 'everything'
                    or ($1 in ('published', 'own', 'municipality') and d.is_published)
                    or ($1 in ('own', 'municipality') and (d.org_id = $2 or d.recorder_org_id = $2))
                    or ($1 = 'municipality' and d.municipality_id = $3))
               and d.id in (
               $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
               $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29,
               $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42,
               $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53)",
        )
        .bind(scope.reach_code())
        .bind(scope.org_id())
        .bind(scope.municipality_id());
    for place in 0..AT_ONCE {
        query = query.bind(ids.get(place).copied().unwrap_or_default());
    }
    query.all().await
}

/// How many documents the filter shows on all pages together.
pub async fn register_count(sql: impl Sql<'_>, scope: &Scope, filter: &Filter) -> Result<i64> {
    let (from, to) = days_of(filter);
    let (count,): (i64,) = sql
        .query(
            "select count(*) from document d left join document_ending e on e.target_id = d.id
             where ($1 = 'everything'
                    or ($1 in ('published', 'own', 'municipality') and d.is_published)
                    or ($1 in ('own', 'municipality') and (d.org_id = $2 or d.recorder_org_id = $2))
                    or ($1 = 'municipality' and d.municipality_id = $3))
               and ($4 = '' or d.kind = $4) and ($5 = '' or d.org_code = $5)
               and d.dated >= $6 and d.dated <= $7
               and ($8 = '' or coalesce(e.kind, 'in_force') = $8)",
        )
        .bind(scope.reach_code())
        .bind(scope.org_id())
        .bind(scope.municipality_id())
        .bind(filter.kind.as_deref().unwrap_or_default())
        .bind(filter.organisation.as_deref().unwrap_or_default())
        .bind(from)
        .bind(to)
        .bind(filter.life.map_or("", Life::code))
        .one()
        .await?;
    Ok(count)
}

/// Who has issued the documents of the scope: the choices of the filter, under the newest titles.
pub async fn issuers(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<IssuerRow>> {
    sql.query(
        "select d.org_code, max(d.org_title) as org_title from document d
         where ($1 = 'everything'
                or ($1 in ('published', 'own', 'municipality') and d.is_published)
                or ($1 in ('own', 'municipality') and (d.org_id = $2 or d.recorder_org_id = $2))
                or ($1 = 'municipality' and d.municipality_id = $3))
         group by d.org_code order by d.org_code limit 500",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .all()
    .await
}

/// The years that documents of the scope bear, newest first.
pub async fn years(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<i64>> {
    let rows: Vec<(String,)> = sql
        .query(
            "select distinct substr(d.dated, 1, 4) as year from document d
             where ($1 = 'everything'
                    or ($1 in ('published', 'own', 'municipality') and d.is_published)
                    or ($1 in ('own', 'municipality') and (d.org_id = $2 or d.recorder_org_id = $2))
                    or ($1 = 'municipality' and d.municipality_id = $3))
             order by year desc",
        )
        .bind(scope.reach_code())
        .bind(scope.org_id())
        .bind(scope.municipality_id())
        .all()
        .await?;
    Ok(rows.into_iter().filter_map(|(year,)| year.parse().ok()).collect())
}
