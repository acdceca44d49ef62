//! Finding documents by words: the index is fed from the register whenever somebody asks, and is never ahead of it.

use access::{PageError, Reach, Scope};
use search::{Entry, Found, Question, Shelf};
use store::Db;

use crate::rules::{DOCUMENTS_ON_A_PAGE, Filter, Life};
use crate::store::{ChangedDocument, ListedDocument, changed_after, last_revision, listed};

/// Another name when the entries change: an index is a projection, and one fed by an older program would lack a facet.
const INDEX: &str = "documents-2";

/// A page of documents that hold the filter's words, the best first.
#[derive(Debug, Default)]
pub struct FoundDocuments {
    pub rows: Vec<(ListedDocument, Vec<search::Piece>)>,
    pub total: i64,
}

/// Brings the index up to the register: what has changed since it was fed last, or everything after a restore.
pub async fn feed(db: &Db, shelf: &Shelf) -> Result<(), PageError> {
    let opening = shelf.clone();
    let index = blocking(move || opening.index(INDEX)).await?;
    if index.watermark() >= last_revision(db).await? {
        return Ok(());
    }
    let _one_feeder = shelf.feeding().await;
    loop {
        let changed = changed_after(db, &Scope::of_the_program(), index.watermark()).await?;
        let Some(last) = changed.last().map(|document| document.revision) else { return Ok(()) };
        let index = index.clone();
        blocking(move || {
            let entries: Vec<Entry> = changed.into_iter().map(entry_of).collect();
            index.apply(&entries, &[], last)
        })
        .await?;
    }
}

/// Documents of the scope that answer the filter.
pub async fn find(
    db: &Db,
    shelf: &Shelf,
    scope: &Scope,
    filter: &Filter,
) -> Result<FoundDocuments, PageError> {
    feed(db, shelf).await?;
    let question = Question {
        words: filter.q.clone(),
        facets: facets_of(filter),
        readers: readers_of(scope),
        limit: usize::try_from(DOCUMENTS_ON_A_PAGE).unwrap_or(50),
        offset: usize::try_from((filter.page - 1) * DOCUMENTS_ON_A_PAGE).unwrap_or(0),
    };
    let shelf = shelf.clone();
    let page = blocking(move || shelf.index(INDEX)?.find(&question)).await?;
    let ids: Vec<&str> = page.found.iter().map(|found| found.id.as_str()).collect();
    // The scope is asked once more: what the index says is only where to look.
    let mut rows = listed(db, scope, &ids).await?;
    let row_of = |found: Found| {
        let at = rows.iter().position(|row| row.id == found.id)?;
        Some((rows.swap_remove(at), found.excerpt))
    };
    let rows = page.found.into_iter().filter_map(row_of).collect();
    Ok(FoundDocuments { rows, total: i64::try_from(page.total).unwrap_or(i64::MAX) })
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, search::Error> + Send + 'static,
) -> Result<T, PageError> {
    let done =
        tokio::task::spawn_blocking(work).await.map_err(|error| PageError::Internal(error.to_string()))?;
    done.map_err(|error| PageError::Internal(error.to_string()))
}

fn entry_of(document: ChangedDocument) -> Entry {
    let year = document.dated.get(..4).unwrap_or_default();
    let mut readers = vec![format!("org:{}", document.org_id)];
    readers.extend(document.recorder_org_id.map(|org| format!("org:{org}")));
    readers.extend(document.municipality_id.map(|id| format!("municipality:{id}")));
    if document.is_published {
        readers.push("all".to_owned());
    }
    Entry {
        facets: vec![
            format!("kind:{}", document.kind),
            format!("year:{year}"),
            format!("organisation:{}", document.org_code),
            format!("life:{}", Life::of_ending(document.ending.as_deref()).code()),
        ],
        title: format!("№ {} {} {}", document.number, document.title, document.org_title),
        body: document.body.unwrap_or_default(),
        readers,
        id: document.id,
    }
}

fn facets_of(filter: &Filter) -> Vec<String> {
    let kind = filter.kind.as_ref().map(|kind| format!("kind:{kind}"));
    let year = filter.year.map(|year| format!("year:{year}"));
    let organisation = filter.organisation.as_ref().map(|code| format!("organisation:{code}"));
    let life = filter.life.map(|life| format!("life:{}", life.code()));
    [kind, year, organisation, life].into_iter().flatten().collect()
}

/// The same as `store::document` lets a scope see.
fn readers_of(scope: &Scope) -> Option<Vec<String>> {
    let own = || format!("org:{}", scope.org_id());
    match scope.reach() {
        Reach::Everything => None,
        Reach::Municipality => {
            Some(vec!["all".to_owned(), own(), format!("municipality:{}", scope.municipality_id())])
        }
        Reach::Own => Some(vec!["all".to_owned(), own()]),
        Reach::Published => Some(vec!["all".to_owned()]),
        Reach::Nothing => Some(Vec::new()),
    }
}
