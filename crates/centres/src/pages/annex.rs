//! What a directive changed.

use access::{Deed, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse};
use network::store::{AnnexRow, annex_of, roll};
use region::LibraryStatus;
use ui::Chrome;
use ui::ru::date_long;

#[derive(Template)]
#[template(path = "directive.html")]
struct AnnexPage {
    chrome: Chrome,
    reference: String,
    /// Where the paper is, when the visitor may see it; its title.
    document: Option<(String, String)>,
    groups: Vec<Group>,
}

/// The organisations that became one thing.
struct Group {
    sign: &'static str,
    title: String,
    period: String,
    organisations: Vec<Line>,
}

struct Line {
    href: String,
    /// As it was called on the day of the change.
    full: String,
    municipality: String,
}

/// `/network/statuses/{document}`
pub async fn show(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let scope = visitor.scope(Subject::LibraryStatus, Deed::Read);
    let rows = annex_of(&house.db, &scope, &id).await?;
    let reference = rows.first().ok_or(PageError::NotFound)?.reference.clone();
    let papers = visitor.scope(Subject::Document, Deed::Read);
    let document = documents::document(&house.db, &papers, &id).await?;
    let roll = roll(&house.db).await?;
    let mut groups: Vec<Group> = Vec::new();
    for row in &rows {
        let (title, sign, period) = heading(&house, row);
        let line = line(&roll, row);
        match groups.iter_mut().find(|group| group.title == title && group.period == period) {
            Some(group) => group.organisations.push(line),
            None => groups.push(Group { sign, title, period, organisations: vec![line] }),
        }
    }
    let page = AnnexPage {
        reference,
        document: document.map(|one| (format!("/documents/{}", one.id), one.title)),
        groups,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn heading(house: &House, row: &AnnexRow) -> (String, &'static str, String) {
    let status = LibraryStatus::from_code(&row.status).unwrap_or(LibraryStatus::Library);
    let until = row.to().map_or_else(String::new, |to| format!(" по {}", date_long(to)));
    let period = format!("с {}{until}", date_long(row.from()));
    (house.region.statuses.title(status).to_owned(), status.sign(), period)
}

fn line(roll: &network::rules::Roll, row: &AnnexRow) -> Line {
    let scope = access::Scope::of_the_program();
    let listed = roll.find(&scope, &row.org_id, row.from());
    let code = roll.organisation(&row.org_id).map_or("", |one| &one.code);
    Line {
        href: format!("/network/organisations/{code}"),
        full: listed.map_or_else(|| code.to_owned(), |one| one.name.full.clone()),
        municipality: listed
            .and_then(|one| one.municipality)
            .map_or_else(String::new, |place| place.short_name.clone()),
    }
}
