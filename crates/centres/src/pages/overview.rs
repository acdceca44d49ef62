//! Centres of the network on any day: coverage, white spots, terms that end, directives.

use access::{Deed, House, PageResult, Reach, Subject, Visitor};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use jiff::civil::Date;
use network::rules::{Coverage, FilterText, LAST_DAY};
use network::store::{directives, roll};
use region::{LibraryStatus, StatusWords};
use serde::Deserialize;
use ui::Chrome;
use ui::ru::{date_long, grouped, plural};

use super::{link, on_day};

/// Terms are told of half a year before they end.
const SOON: i32 = 183;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AsOf {
    as_of: String,
}

#[derive(Template)]
#[template(path = "statuses.html")]
struct OverviewPage {
    chrome: Chrome,
    as_of: String,
    past: Option<String>,
    counts: Vec<(&'static str, String, String, String)>,
    centre_word: String,
    municipal_word: String,
    spots: Vec<(String, String)>,
    ending: Vec<(String, String, String)>,
    rows: Vec<Row>,
    directives: Vec<(String, String, String)>,
    may_register: bool,
}

struct Row {
    href: String,
    name: String,
    schools: usize,
    centres: String,
    municipal: Vec<(String, String, String)>,
    unserved: usize,
}

/// `/network/statuses`
pub async fn show(State(house): State<House>, visitor: Visitor, Query(as_of): Query<AsOf>) -> PageResult {
    let today = house.clock.today();
    let text = FilterText { as_of: as_of.as_of, ..FilterText::default() };
    let (filter, _) = text.read(today);
    let day = filter.as_of;
    let scope = visitor.scope(Subject::LibraryStatus, Deed::Read);
    let cards = visitor.scope(Subject::OrganisationCard, Deed::Read);
    let roll = roll(&house.db).await?;
    let (_, totals) = roll.all(&cards, &filter);
    let coverage = roll.coverage(&cards, day);
    let words = &house.region.statuses;
    let documents = directives(&house.db, &scope).await?;
    let page = OverviewPage {
        as_of: day.to_string(),
        past: (day != today).then(|| format!("на {}", ui::ru::date_of_year(day))),
        counts: LibraryStatus::ALL
            .into_iter()
            .rev()
            .map(|status| {
                let href = network::Filter { status: Some(status), ..filter.clone() }.address(today);
                (status.sign(), words.titles(status).to_owned(), grouped(totals.of_status(status)), href)
            })
            .collect(),
        centre_word: words.short(LibraryStatus::Centre).to_owned(),
        municipal_word: words.short(LibraryStatus::MunicipalCentre).to_owned(),
        spots: coverage
            .iter()
            .filter(|one| one.centres.is_empty() && one.schools > 0)
            .map(|one| place(one, day, today))
            .collect(),
        ending: ending(&coverage, day, today),
        rows: coverage
            .iter()
            .map(|one| row(one, totals.centres_in(&one.municipality.code).0, day, today))
            .collect(),
        directives: documents
            .into_iter()
            .map(|one| {
                let many = plural(one.changes, "организация", "организации", "организаций");
                (
                    format!("/network/statuses/{}", one.document_id),
                    one.reference,
                    format!("{} {many}", one.changes),
                )
            })
            .collect(),
        may_register: visitor.scope(Subject::LibraryStatus, Deed::Write).reach() == Reach::Everything,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn place(one: &Coverage<'_>, day: Date, today: Date) -> (String, String) {
    let path = format!("/network/municipalities/{}", one.municipality.code);
    (on_day(&path, day, today), one.municipality.short_name.clone())
}

/// Municipal centres whose term ends soon: («школа», «31 декабря 2024»).
fn ending(coverage: &[Coverage<'_>], day: Date, today: Date) -> Vec<(String, String, String)> {
    let soon = day.checked_add(jiff::Span::new().days(SOON)).unwrap_or(LAST_DAY);
    let centres = coverage.iter().flat_map(|one| &one.centres);
    centres
        .filter_map(|centre| {
            let ends = centre.organisation.statuses.term_ends(day).filter(|ends| *ends <= soon)?;
            let (href, name) = link(*centre, day, today);
            Some((href, name, date_long(ends)))
        })
        .collect()
}

fn row(one: &Coverage<'_>, centres: i64, day: Date, today: Date) -> Row {
    let (href, name) = place(one, day, today);
    Row {
        href,
        name,
        schools: one.schools,
        centres: grouped(centres),
        municipal: one
            .centres
            .iter()
            .map(|centre| {
                let (href, name) = link(*centre, day, today);
                let ends = centre.organisation.statuses.term_ends(day).filter(|ends| *ends != LAST_DAY);
                (href, name, ends.map_or_else(String::new, |ends| format!("по {}", date_long(ends))))
            })
            .collect(),
        unserved: one.unserved.len(),
    }
}

/// What the statuses are called, for the other pages of this room.
pub(super) fn lower(words: &StatusWords, status: LibraryStatus) -> String {
    format!("{}\u{a0}{} ({})", status.sign(), words.short(status), words.title(status))
}
