//! Changes of status: only added, and only with the document that makes them.

use access::{Reach, Scope};
use jiff::civil::Date;
use region::LibraryStatus;
use store::{Moment, Result, Sql, Tx, new_id};

use super::roll::touch_registry;
use super::stored_day;
use crate::rules::{Basis, StatusChange, Timeline};
use crate::{NetworkRefused, StatusFault};

#[derive(sqlx::FromRow)]
struct ChangeLine {
    status: String,
    holds_from: String,
    holds_to: Option<String>,
    document_id: String,
    reference: String,
}

pub(crate) async fn timeline_of(tx: &mut Tx, org_id: &str) -> Result<Timeline> {
    let lines: Vec<ChangeLine> = tx
        .query(
            "select status, holds_from, holds_to, document_id, reference from status_change
             where org_id = $1 order by holds_from",
        )
        .bind(org_id)
        .all()
        .await?;
    let changes = lines.into_iter().filter_map(|line| {
        Some(StatusChange {
            status: LibraryStatus::from_code(&line.status)?,
            from: stored_day(&line.holds_from),
            to: line.holds_to.as_deref().map(stored_day),
            document_id: line.document_id,
            reference: line.reference,
        })
    });
    Ok(Timeline::of(changes))
}

/// A line of a document's annex: this organisation becomes that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnexLine {
    pub org_id: String,
    pub status: LibraryStatus,
    pub from: Date,
    /// Last day of the term; for municipal centres.
    pub to: Option<Date>,
}

/// Writes the annex of a document, all lines or none. `scope` is that of changing statuses and must reach everything;
/// the document has been registered in the same transaction.
///
/// # Errors
/// `NotFound` outside of the scope; every line that cannot be written, with its reason.
pub(crate) async fn write_annex(
    tx: &mut Tx,
    scope: &Scope,
    basis: &Basis,
    annex: &[AnnexLine],
    now: Moment,
) -> std::result::Result<(), NetworkRefused> {
    if scope.reach() != Reach::Everything {
        return Err(NetworkRefused::NotFound);
    }
    touch_registry(tx).await?;
    let mut faults = Vec::new();
    for (place, line) in annex.iter().enumerate() {
        if let Some(reason) = refusal(tx, line, &annex[..place]).await? {
            faults.push(StatusFault { line: place, reason });
            continue;
        }
        tx.query(
            "insert into status_change (id, org_id, status, holds_from, holds_to, document_id, reference, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(new_id())
        .bind(&line.org_id)
        .bind(line.status.code())
        .bind(line.from)
        .bind(line.to)
        .bind(&basis.document_id)
        .bind(&basis.reference)
        .bind(now)
        .run()
        .await?;
    }
    if faults.is_empty() { Ok(()) } else { Err(NetworkRefused::Statuses(faults)) }
}

async fn refusal(tx: &mut Tx, line: &AnnexLine, earlier: &[AnnexLine]) -> Result<Option<String>> {
    if earlier.iter().any(|one| one.org_id == line.org_id) {
        return Ok(Some("организация указана в приложении дважды".to_owned()));
    }
    let found: Option<(String, i64)> = tx
        .query(
            "select o.kind, (select count(*) from organisation_name n
                             where n.org_id = o.id and n.valid_from <= $2 and n.valid_to >= $2) as names
             from organisation o where o.id = $1",
        )
        .bind(&line.org_id)
        .bind(line.from)
        .optional()
        .await?;
    Ok(match found {
        None => Some("такой организации нет".to_owned()),
        Some((kind, _)) if kind != "school" => Some("статус бывает только у школ".to_owned()),
        Some((_, 0)) => Some("в этот день организации в реестре нет".to_owned()),
        Some(_) => timeline_of(tx, &line.org_id).await?.refuses(line.status, line.from, line.to),
    })
}

/// A document that changed statuses, with how many.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DirectiveRow {
    pub document_id: String,
    pub reference: String,
    pub changes: i64,
    pub first_from: String,
}

/// Documents that changed statuses, newest first.
pub async fn directives(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<DirectiveRow>> {
    sql.query(
        "select document_id, max(reference) as reference, count(*) as changes, min(holds_from) as first_from
         from status_change where $1 <> 'nothing' group by document_id
         order by max(created_at) desc, document_id desc limit 200",
    )
    .bind(scope.reach_code())
    .all()
    .await
}

/// What a document changed, in the order of its annex.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AnnexRow {
    pub org_id: String,
    pub status: String,
    pub holds_from: String,
    pub holds_to: Option<String>,
    pub reference: String,
}

impl AnnexRow {
    pub fn from(&self) -> Date {
        stored_day(&self.holds_from)
    }

    pub fn to(&self) -> Option<Date> {
        self.holds_to.as_deref().map(stored_day)
    }
}

/// The annex of a document; empty for one that changed nothing.
pub async fn annex_of(sql: impl Sql<'_>, scope: &Scope, document_id: &str) -> Result<Vec<AnnexRow>> {
    sql.query(
        "select org_id, status, holds_from, holds_to, reference from status_change
         where document_id = $1 and $2 <> 'nothing' order by created_at, id",
    )
    .bind(document_id)
    .bind(scope.reach_code())
    .all()
    .await
}
