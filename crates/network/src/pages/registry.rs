//! The registry: filters, the map, the list.

use access::{Deed, House, PageResult, Reach, Subject, Visitor};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use jiff::civil::Date;
use region::{LibraryStatus, StatusWords};
use ui::ru::grouped;
use ui::{Chrome, HexMap, OutlineMap};

use super::map::{hex_map, organisations, outline_map};
use super::{KindLine, day_in_words, municipality_path, organisation_path};
use crate::rules::{
    Filter, FilterProblem, FilterText, KINDS, Listed, ORGANISATIONS_ON_A_PAGE, RollMunicipality, SortBy,
    Totals, kind_title, kind_titles,
};
use crate::store::{atlas, roll};

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
    statuses: Vec<Choice>,
    municipalities: Vec<Choice>,
    by_kind: Vec<KindLine>,
    by_status: Vec<StatusChip>,
    /// «◆ ИБЦ, ★ МИБЦ»: what the signs on the map are.
    signs: String,
    map: HexMap,
    /// Real outlines, where an administrator has loaded them.
    outlines: Option<OutlineMap>,
    rows: Vec<Row>,
    summary: String,
    is_filtered: bool,
    sorted_by_kind: SortLink,
    sorted_by_name: SortLink,
    sorted_by_municipality: SortLink,
    pages: Pages,
    /// What is shown as a file: (title, address).
    exports: Vec<(&'static str, String)>,
    /// The visitor's own organisation: where it leads, what it is called.
    own: Option<(String, String)>,
    may_add: bool,
    is_administrator: bool,
}

/// A status with the number of its libraries; leads to the list of them.
struct StatusChip {
    sign: &'static str,
    title: String,
    count: String,
    href: String,
    is_chosen: bool,
}

/// The organisation that those shown answer to.
struct Under {
    code: String,
    name: String,
    without: String,
}

/// An option of a list in a form.
pub(super) struct Choice {
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

impl Choice {
    pub(super) fn new(value: &str, label: &str, is_chosen: bool) -> Self {
        Self { value: value.to_owned(), label: label.to_owned(), is_chosen }
    }
}

struct Row {
    href: String,
    short: String,
    full: String,
    kind: &'static str,
    /// Sign and word; of schools only.
    status: Option<(&'static str, String)>,
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
    let atlas = atlas(&house.db, &roll).await?;
    let (rows, totals) = roll.page(&scope, &filter);
    let under = filter.under.as_ref().and_then(|code| roll.find(&scope, code, filter.as_of));
    let words = &house.region.statuses;
    let page = RegistryPage {
        problems,
        q: filter.q.clone(),
        as_of: filter.as_of.to_string(),
        region: house.region.region.name_genitive.clone(),
        under: under.map(|one| Under {
            code: one.organisation.code.clone(),
            name: one.name.short.clone(),
            without: Filter { under: None, page: 1, ..filter.clone() }.address(today),
        }),
        past: day_in_words(filter.as_of, today),
        today_address: Filter { as_of: today, page: 1, ..filter.clone() }.address(today),
        sort: if filter.sort == SortBy::default() { "" } else { filter.sort.code() },
        kinds: kind_choices(&filter),
        statuses: LibraryStatus::ALL
            .into_iter()
            .map(|status| Choice::new(status.code(), words.titles(status), filter.status == Some(status)))
            .collect(),
        municipalities: municipality_choices(&municipalities, &filter),
        by_kind: kind_lines(&totals, &filter, today),
        by_status: status_chips(words, &totals, &filter, today),
        signs: [LibraryStatus::Centre, LibraryStatus::MunicipalCentre]
            .map(|status| format!("{}\u{a0}{}", status.sign(), words.short(status)))
            .join(", "),
        map: hex_map(words, &municipalities, &totals, &filter, today),
        outlines: atlas.map(|atlas| outline_map(&atlas, &roll, &totals, &filter, words)),
        rows: rows.into_iter().map(|row| line(words, row, filter.as_of, today)).collect(),
        summary: summary(&totals, &filter),
        is_filtered: filter.address(today) != "/network",
        sorted_by_kind: sort_link(SortBy::Kind, &filter, today),
        sorted_by_name: sort_link(SortBy::Name, &filter, today),
        sorted_by_municipality: sort_link(SortBy::Municipality, &filter, today),
        pages: pages(&totals, &filter, today),
        exports: [
            ("Excel", "/network.xlsx"),
            ("CSV", "/network.csv"),
            ("JSON", "/network.json"),
            ("GeoJSON", "/network.geojson"),
        ]
        .map(|(title, path)| (title, Filter { page: 1, ..filter.clone() }.address_of(path, today)))
        .into(),
        own: visitor
            .active_membership()
            .map(|one| (organisation_path(&one.org_code, today, today), one.org_title.clone())),
        is_administrator: visitor.role() == Some(access::Role::Administrator),
        may_add: visitor.scope(Subject::OrganisationCard, Deed::Write).reach() == Reach::Everything,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn kind_choices(filter: &Filter) -> Vec<Choice> {
    KINDS
        .into_iter()
        .map(|kind| Choice::new(kind.code(), kind_titles(kind), filter.kind == Some(kind)))
        .collect()
}

fn municipality_choices(municipalities: &[&RollMunicipality], filter: &Filter) -> Vec<Choice> {
    municipalities
        .iter()
        .map(|one| Choice::new(&one.code, &one.short_name, filter.municipality.as_ref() == Some(&one.code)))
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

/// The statuses with their numbers, the highest first; a chosen one leads back to all of them.
fn status_chips(words: &StatusWords, totals: &Totals, filter: &Filter, today: Date) -> Vec<StatusChip> {
    LibraryStatus::ALL
        .into_iter()
        .rev()
        .filter(|status| totals.of_status(*status) > 0 || filter.status == Some(*status))
        .map(|status| {
            let chosen = (filter.status != Some(status)).then_some(status);
            StatusChip {
                sign: status.sign(),
                title: words.short(status).to_owned(),
                count: grouped(totals.of_status(status)),
                href: Filter { status: chosen, page: 1, ..filter.clone() }.address(today),
                is_chosen: filter.status == Some(status),
            }
        })
        .collect()
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

fn line(words: &StatusWords, listed: Listed<'_>, day: Date, today: Date) -> Row {
    let name = listed.name;
    Row {
        href: organisation_path(&listed.organisation.code, day, today),
        // A group is called the same in full and in short.
        full: if name.full == name.short { String::new() } else { name.full.clone() },
        short: name.short.clone(),
        kind: kind_title(listed.organisation.kind),
        status: listed.status.map(|status| (status.sign(), words.short(status).to_owned())),
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
