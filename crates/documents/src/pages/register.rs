//! The register: filters and the list, newest first.

use access::{Deed, House, PageError, PageResult, Reach, Scope, Subject, Visitor};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use search::Piece;
use ui::Chrome;
use ui::ru::{date_long, grouped, plural};

use super::kind_title;
use crate::find;
use crate::rules::{DOCUMENTS_ON_A_PAGE, Filter, FilterText, Life};
use crate::store::{ListedDocument, issuers, register_count, register_page, years};

#[derive(Template)]
#[template(path = "register.html")]
struct RegisterPage {
    chrome: Chrome,
    q: String,
    kinds: Vec<Choice>,
    years: Vec<Choice>,
    organisations: Vec<Choice>,
    lives: Vec<Choice>,
    rows: Vec<Row>,
    summary: String,
    /// The same list as a workbook.
    export: String,
    is_narrow: bool,
    /// Whether the reader sees more than what is published.
    sees_own: bool,
    previous: Option<String>,
    next: Option<String>,
    /// «страница 2 из 8»; empty when there is one page.
    page_text: String,
}

/// An option of a list in the form.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

struct Row {
    id: String,
    heading: String,
    title: String,
    excerpt: Vec<Piece>,
    /// «заменён», «отменён»; empty for a document in force.
    ended: &'static str,
    date: String,
    issuer: String,
    issuer_code: String,
    has_file: bool,
    is_published: bool,
}

pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Query(text): Query<FilterText>,
) -> PageResult {
    let filter = text.read(&house.region.document_kinds);
    let scope = visitor.scope(Subject::Document, Deed::Read);
    let (rows, count) = rows_of(&house, &scope, &filter).await?;
    let issued_by = issuers(&house.db, &scope).await?;
    let years = years(&house.db, &scope).await?;
    let last_page = (count + DOCUMENTS_ON_A_PAGE - 1) / DOCUMENTS_ON_A_PAGE;
    let address = |page| Filter { page, ..filter.clone() }.address();
    let page = RegisterPage {
        q: filter.q.clone(),
        kinds: kind_choices(&house, &filter),
        years: years
            .into_iter()
            .map(|year| Choice {
                value: year.to_string(),
                label: year.to_string(),
                is_chosen: filter.year.map(i64::from) == Some(year),
            })
            .collect(),
        organisations: issued_by
            .into_iter()
            .map(|row| Choice {
                is_chosen: filter.organisation.as_ref() == Some(&row.org_code),
                value: row.org_code,
                label: row.org_title,
            })
            .collect(),
        lives: Life::ALL
            .into_iter()
            .map(|life| Choice {
                value: life.code().to_owned(),
                label: life.words().to_owned(),
                is_chosen: filter.life == Some(life),
            })
            .collect(),
        rows: rows.into_iter().map(|(row, excerpt)| line(&house, row, excerpt)).collect(),
        summary: format!("{}\u{a0}{}", grouped(count), plural(count, "документ", "документа", "документов")),
        export: Filter { page: 1, ..filter.clone() }.address().replacen("/documents", "/documents.xlsx", 1),
        is_narrow: filter.is_narrow(),
        sees_own: matches!(scope.reach(), Reach::Own | Reach::Municipality | Reach::Everything),
        // From beyond the end the way back leads to the last page there is.
        previous: (filter.page > 1).then(|| address((filter.page - 1).min(last_page.max(1)))),
        next: (filter.page < last_page).then(|| address(filter.page + 1)),
        page_text: if last_page > 1 {
            format!("страница {} из\u{a0}{last_page}", filter.page)
        } else {
            String::new()
        },
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// Words are found by the search, the best first; without words the register shows itself, the newest first.
pub(super) async fn rows_of(
    house: &House,
    scope: &Scope,
    filter: &Filter,
) -> Result<(Vec<(ListedDocument, Vec<Piece>)>, i64), PageError> {
    if !filter.q.is_empty() {
        let found = find(&house.db, &house.search, scope, filter).await?;
        return Ok((found.rows, found.total));
    }
    let rows = register_page(&house.db, scope, filter).await?;
    let count = register_count(&house.db, scope, filter).await?;
    Ok((rows.into_iter().map(|row| (row, Vec::new())).collect(), count))
}

fn kind_choices(house: &House, filter: &Filter) -> Vec<Choice> {
    let kinds = house.region.document_kinds.iter();
    kinds
        .map(|kind| Choice {
            value: kind.code.clone(),
            label: kind.title_plural.clone(),
            is_chosen: filter.kind.as_ref() == Some(&kind.code),
        })
        .collect()
}

fn line(house: &House, row: ListedDocument, excerpt: Vec<Piece>) -> Row {
    let life = row.life();
    Row {
        heading: format!("{} №\u{a0}{}", kind_title(house, &row.kind), row.number),
        // On one line: a narrow column would break it.
        date: date_long(row.date()).replace(' ', "\u{a0}"),
        id: row.id,
        ended: if life == Life::InForce { "" } else { life.word() },
        title: row.title,
        excerpt,
        issuer: row.org_title,
        issuer_code: row.org_code,
        has_file: row.has_file,
        is_published: row.is_published,
    }
}
