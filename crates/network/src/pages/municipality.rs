//! The page of a municipality: what it was called, who works there.

use access::{Deed, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use region::{LibraryStatus, OrganisationKind};
use ui::Chrome;

use super::{AsOf, KindLine, NameLine, day_in_words, municipality_path, organisation_path};
use crate::rules::{Filter, KINDS, kind_title, period_as_told};
use crate::store::{MunicipalityNameRow, MunicipalityRow, municipality_by_code, municipality_names, roll};

#[derive(Template)]
#[template(path = "municipality.html")]
struct MunicipalityPage {
    chrome: Chrome,
    card: MunicipalityRow,
    past: Option<String>,
    today_address: String,
    population: Option<String>,
    oktmo_note: &'static str,
    list_address: String,
    counts: Vec<KindLine>,
    /// Sign, word, number, where it leads.
    statuses: Vec<(&'static str, String, String, String)>,
    /// A white spot: schools, but no municipal centre.
    has_no_centre: bool,
    unserved: usize,
    centre_word: String,
    bodies: Vec<BodyLine>,
    names: Vec<NameLine>,
}

struct BodyLine {
    href: String,
    short: String,
    full: String,
    kind: String,
}

pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(as_of): Query<AsOf>,
) -> PageResult {
    let today = house.clock.today();
    let day = as_of.day(today);
    let scope = visitor.scope(Subject::OrganisationCard, Deed::Read);
    let card = municipality_by_code(&house.db, &scope, &code, day).await?.ok_or(PageError::NotFound)?;
    let names = municipality_names(&house.db, &card).await?;
    let roll = roll(&house.db).await?;
    let whole = Filter { municipality: Some(card.code.clone()), ..Filter::on(day) };
    let (listed, totals) = roll.all(&scope, &whole);
    let of_kind = |kind: OrganisationKind| Filter { kind: Some(kind), ..whole.clone() }.address(today);
    let of_status = |status: LibraryStatus| Filter { status: Some(status), ..whole.clone() }.address(today);
    let words = &house.region.statuses;
    let coverage = roll.coverage(&scope, day).into_iter().find(|one| one.municipality.code == card.code);
    let page = MunicipalityPage {
        past: day_in_words(day, today),
        today_address: municipality_path(&card.code, today, today),
        population: card.population.map(ui::ru::grouped),
        oktmo_note: oktmo_note(&card.oktmo_status),
        list_address: whole.address(today),
        counts: KINDS
            .into_iter()
            .filter(|kind| totals.of_kind(*kind) > 0)
            .map(|kind| KindLine::new(kind, totals.of_kind(kind), of_kind(kind)))
            .collect(),
        statuses: LibraryStatus::ALL
            .into_iter()
            .rev()
            .filter(|status| totals.of_status(*status) > 0)
            .map(|status| {
                let count = ui::ru::grouped(totals.of_status(status));
                (status.sign(), words.short(status).to_owned(), count, of_status(status))
            })
            .collect(),
        has_no_centre: coverage.as_ref().is_some_and(|one| one.centres.is_empty() && one.schools > 0),
        unserved: coverage.map_or(0, |one| one.unserved.len()),
        centre_word: words.short(LibraryStatus::MunicipalCentre).to_owned(),
        bodies: listed
            .iter()
            .filter(|one| {
                one.organisation.kind != OrganisationKind::School
                    || one.status == Some(LibraryStatus::MunicipalCentre)
            })
            .map(|one| BodyLine {
                href: organisation_path(&one.organisation.code, day, today),
                kind: match one.status {
                    Some(status) => words.title(status).to_owned(),
                    None => kind_title(one.organisation.kind).to_owned(),
                },
                short: one.name.short.clone(),
                full: one.name.full.clone(),
            })
            .collect(),
        names: names.iter().map(name_line).collect(),
        card,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn name_line(name: &MunicipalityNameRow) -> NameLine {
    let mut details = format!("{}, ОКТМО {}", name.kind, name.oktmo);
    if !name.basis.is_empty() {
        details = format!("{details}, основание: {}", name.basis);
    }
    if !name.end_basis.is_empty() {
        details = format!("{details}; прекращён: {}", name.end_basis);
    }
    NameLine { period: period_as_told(name.period()), full: name.full_name.clone(), details }
}

/// How far the code was checked, for whoever will put it into a paper.
fn oktmo_note(status: &str) -> &'static str {
    match status {
        "verified" => "",
        "by_okato" => "выведен по коду ОКАТО, сверьте с классификатором",
        _ => "не сверен с классификатором",
    }
}
