//! The registry: filters, the map, the list.

use access::{Deed, House, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use jiff::civil::Date;
use ui::ru::{grouped, plural};
use ui::{Chrome, HexCell, HexMap, level};

use super::{KindLine, day_in_words, municipality_path, organisation_path};
use crate::rules::{
    Filter, FilterProblem, FilterText, KINDS, Listed, ORGANISATIONS_ON_A_PAGE, RollMunicipality, SortBy,
    Totals, kind_title, kind_titles,
};
use crate::store::{organisation_by_code, roll};

#[derive(Template)]
#[template(path = "registry.html")]
struct RegistryPage {
    chrome: Chrome,
    problems: Vec<FilterProblem>,
    q: String,
    as_of: String,
    /// Of whom: «Хабаровского края».
    region: String,
    under: Option<Under>,
    /// «на 1 февраля 2020 года», when it is not today.
    past: Option<String>,
    today_address: String,
    sort: &'static str,
    kinds: Vec<Choice>,
    municipalities: Vec<Choice>,
    by_kind: Vec<KindLine>,
    map: HexMap,
    rows: Vec<Row>,
    summary: String,
    is_filtered: bool,
    sorted_by_kind: SortLink,
    sorted_by_name: SortLink,
    sorted_by_municipality: SortLink,
    pages: Pages,
}

/// The organisation that those shown answer to.
struct Under {
    code: String,
    name: String,
    without: String,
}

/// An option of a list in the form.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

struct Row {
    href: String,
    short: String,
    full: String,
    kind: &'static str,
    municipality: Option<(String, String)>,
}

/// A column heading that orders the list.
struct SortLink {
    href: String,
    is_current: bool,
}

struct Pages {
    previous: Option<String>,
    next: Option<String>,
    /// «страница 2 из 8»; empty when there is one page.
    text: String,
}

pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Query(text): Query<FilterText>,
) -> PageResult {
    let today = house.clock.today();
    let (filter, problems) = text.read(today);
    let scope = visitor.scope(Subject::OrganisationCard, Deed::Read);
    let roll = roll(&house.db).await?;
    let municipalities = roll.municipalities_on(filter.as_of);
    let (rows, totals) = roll.page(&scope, &filter);
    let under = match &filter.under {
        Some(code) => organisation_by_code(&house.db, &scope, code, filter.as_of).await?,
        None => None,
    };
    let page = RegistryPage {
        problems,
        q: filter.q.clone(),
        as_of: filter.as_of.to_string(),
        region: house.region.region.name_genitive.clone(),
        under: under.map(|one| Under {
            code: one.code,
            name: one.short_name,
            without: Filter { under: None, page: 1, ..filter.clone() }.address(today),
        }),
        past: day_in_words(filter.as_of, today),
        today_address: Filter { as_of: today, page: 1, ..filter.clone() }.address(today),
        sort: if filter.sort == SortBy::default() { "" } else { filter.sort.code() },
        kinds: kind_choices(&filter),
        municipalities: municipality_choices(&municipalities, &filter),
        by_kind: kind_lines(&totals, &filter, today),
        map: map(&municipalities, &totals, &filter, today),
        rows: rows.into_iter().map(|row| line(row, filter.as_of, today)).collect(),
        summary: summary(&totals, &filter),
        is_filtered: filter.address(today) != "/network",
        sorted_by_kind: sort_link(SortBy::Kind, &filter, today),
        sorted_by_name: sort_link(SortBy::Name, &filter, today),
        sorted_by_municipality: sort_link(SortBy::Municipality, &filter, today),
        pages: pages(&totals, &filter, today),
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn kind_choices(filter: &Filter) -> Vec<Choice> {
    KINDS
        .into_iter()
        .map(|kind| Choice {
            value: kind.code().to_owned(),
            label: kind_titles(kind).to_owned(),
            is_chosen: filter.kind == Some(kind),
        })
        .collect()
}

fn municipality_choices(municipalities: &[&RollMunicipality], filter: &Filter) -> Vec<Choice> {
    municipalities
        .iter()
        .map(|one| Choice {
            value: one.code.clone(),
            label: one.short_name.clone(),
            is_chosen: filter.municipality.as_ref() == Some(&one.code),
        })
        .collect()
}

/// The kinds with their numbers; a chosen one leads back to all of them.
fn kind_lines(totals: &Totals, filter: &Filter, today: Date) -> Vec<KindLine> {
    KINDS
        .into_iter()
        .filter(|kind| totals.of_kind(*kind) > 0)
        .map(|kind| {
            let chosen = (filter.kind != Some(kind)).then_some(kind);
            let href = Filter { kind: chosen, page: 1, ..filter.clone() }.address(today);
            KindLine {
                is_chosen: filter.kind == Some(kind),
                ..KindLine::new(kind, totals.of_kind(kind), href)
            }
        })
        .collect()
}

fn map(municipalities: &[&RollMunicipality], totals: &Totals, filter: &Filter, today: Date) -> HexMap {
    let greatest = totals.greatest();
    let cells = municipalities
        .iter()
        .map(|one| {
            let count = totals.in_municipality(&one.code);
            let is_chosen = filter.municipality.as_ref() == Some(&one.code);
            let chosen = (!is_chosen).then(|| one.code.clone());
            HexCell {
                col: one.hex_col,
                row: one.hex_row,
                label: one.map_label.clone(),
                value: grouped(count),
                class: level(count, greatest).to_owned(),
                href: Filter { municipality: chosen, page: 1, ..filter.clone() }.address(today),
                title: format!("{}: {}", one.short_name, organisations(count)),
                is_chosen,
            }
        })
        .collect();
    HexMap::new("Организации по муниципалитетам".to_owned(), cells)
}

/// «84 организации»
fn organisations(count: i64) -> String {
    format!("{}\u{a0}{}", grouped(count), plural(count, "организация", "организации", "организаций"))
}

fn summary(totals: &Totals, filter: &Filter) -> String {
    let shown = organisations(totals.shown);
    let day = ui::ru::date_of_year(filter.as_of);
    if totals.shown <= ORGANISATIONS_ON_A_PAGE {
        return format!("{shown} на {day}");
    }
    let first = (filter.page - 1) * ORGANISATIONS_ON_A_PAGE + 1;
    let last = (filter.page * ORGANISATIONS_ON_A_PAGE).min(totals.shown);
    if first > last {
        return format!("{shown} на {day}");
    }
    format!("{shown} на {day}, показаны {}–{}", grouped(first), grouped(last))
}

fn line(listed: Listed<'_>, day: Date, today: Date) -> Row {
    let row = listed.organisation;
    Row {
        href: organisation_path(&row.code, day, today),
        // A group is called the same in full and in short.
        full: if row.full_name == row.short_name { String::new() } else { row.full_name.clone() },
        short: row.short_name.clone(),
        kind: kind_title(row.kind),
        municipality: listed
            .municipality
            .map(|one| (municipality_path(&one.code, day, today), one.short_name.clone())),
    }
}

fn sort_link(sort: SortBy, filter: &Filter, today: Date) -> SortLink {
    let href = Filter { sort, page: 1, ..filter.clone() }.address(today);
    SortLink { href, is_current: filter.sort == sort }
}

fn pages(totals: &Totals, filter: &Filter, today: Date) -> Pages {
    let last = (totals.shown + ORGANISATIONS_ON_A_PAGE - 1) / ORGANISATIONS_ON_A_PAGE;
    let address = |page| Filter { page, ..filter.clone() }.address(today);
    Pages {
        // From beyond the end the way back leads to the last page there is.
        previous: (filter.page > 1).then(|| address((filter.page - 1).min(last.max(1)))),
        next: (filter.page < last).then(|| address(filter.page + 1)),
        text: if last > 1 {
            format!("страница {} из\u{a0}{last}", filter.page)
        } else {
            String::new()
        },
    }
}
