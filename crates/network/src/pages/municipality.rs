//! The page of a municipality: what it was called, who works there.

use access::{Deed, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use region::OrganisationKind;
use ui::Chrome;

use super::{AsOf, KindLine, NameLine, day_in_words, municipality_path, organisation_path};
use crate::rules::{Filter, SortBy, kind_title, period_as_told};
use crate::store::{
    MunicipalityNameRow, MunicipalityRow, bodies_of, counts_of_municipality, municipality_by_code,
    municipality_names,
};

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
    bodies: Vec<BodyLine>,
    names: Vec<NameLine>,
}

struct BodyLine {
    href: String,
    short: String,
    full: String,
    kind: &'static str,
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
    let counts = counts_of_municipality(&house.db, &scope, &card.id, day).await?;
    let bodies = bodies_of(&house.db, &scope, &card.id, day).await?;
    let list = |kind: Option<OrganisationKind>| {
        let municipality = Some(card.code.clone());
        Filter {
            kind,
            municipality,
            under: None,
            q: String::new(),
            as_of: day,
            sort: SortBy::default(),
            page: 1,
        }
        .address(today)
    };
    let page = MunicipalityPage {
        past: day_in_words(day, today),
        today_address: municipality_path(&card.code, today, today),
        population: card.population.map(ui::ru::grouped),
        oktmo_note: oktmo_note(&card.oktmo_status),
        list_address: list(None),
        counts: counts
            .iter()
            .map(|row| KindLine::new(row.kind(), row.count, list(Some(row.kind()))))
            .collect(),
        bodies: bodies
            .into_iter()
            .map(|body| BodyLine {
                href: organisation_path(&body.code, day, today),
                kind: kind_title(body.kind()),
                short: body.short_name,
                full: body.full_name,
            })
            .collect(),
        names: names.iter().map(name_line).collect(),
        card,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn name_line(name: &MunicipalityNameRow) -> NameLine {
    let details = if name.basis.is_empty() {
        name.kind.clone()
    } else {
        format!("{}, основание: {}", name.kind, name.basis)
    };
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
