//! Who lacks what: by municipality, by document, by school.

use access::{House, PageResult, Visitor};
use askama::Template;
use axum::extract::{Query, State};
use jiff::civil::Date;
use region::LibraryStatus;
use ui::Chrome;
use ui::ru::{date_short, grouped};

use super::{keeps, page, reads};
use crate::rules::{Filter, FilterText, MunicipalitySort, SCHOOLS_ON_A_PAGE, SchoolSort, Verdict};
use crate::summary as count;
use crate::summary::{DocumentLine, MunicipalityLine, SchoolLine, Summary};

const PATH: &str = "/kits/completeness";

#[derive(Template)]
#[template(path = "kits_completeness.html")]
struct CompletenessPage {
    chrome: Chrome,
    problems: Vec<String>,
    as_of: String,
    /// «на 1 октября 2024 года», when it is not today.
    past: Option<String>,
    today_address: String,
    municipality: String,
    statuses: Vec<Choice>,
    states: Vec<Choice>,
    sort: &'static str,
    by: &'static str,
    is_filtered: bool,
    is_keeper: bool,
    /// Absent: nothing was asked on that day.
    told: Option<Told>,
}

struct Told {
    place: String,
    since: String,
    whole: MunicipalityLine,
    chips: Vec<Chip>,
    municipalities: Vec<(MunicipalityLine, String)>,
    municipality_heads: Vec<Head>,
    documents: Vec<DocumentLine>,
    schools: Vec<SchoolView>,
    school_heads: Vec<Head>,
    summary: String,
    exports: Vec<(&'static str, String)>,
    previous: Option<String>,
    next: Option<String>,
    pages: String,
}

struct Choice {
    value: &'static str,
    label: String,
    is_chosen: bool,
}

struct Chip {
    sign: &'static str,
    word: &'static str,
    count: String,
    href: String,
    is_chosen: bool,
}

/// A column heading that orders its table.
struct Head {
    title: &'static str,
    href: String,
    is_current: bool,
    /// «ascending» or «descending», for those who do not see the order.
    order: &'static str,
}

struct SchoolView {
    href: String,
    name: String,
    municipality: String,
    status: String,
    verdict: (&'static str, &'static str, &'static str),
    in_force: usize,
    must: usize,
    /// What is missing or has expired.
    lacks: String,
    until: String,
}

/// `/kits/completeness?municipality=…&status=…&state=…&as_of=…&sort=…&by=…&page=…`
pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Query(text): Query<FilterText>,
) -> PageResult {
    let today = house.clock.today();
    let (filter, problems) = text.read(today);
    let found = count::summary(&house, &reads(&visitor), &filter).await?;
    let words = &house.region.statuses;
    let told = found.map(|summary| told(&house, summary, &filter, today));
    page(&CompletenessPage {
        problems,
        as_of: filter.as_of.to_string(),
        past: (filter.as_of != today).then(|| format!("на {}", ui::ru::date_of_year(filter.as_of))),
        today_address: Filter { as_of: today, page: 1, ..filter.clone() }.address_of(PATH, today),
        municipality: filter.municipality.clone().unwrap_or_default(),
        statuses: LibraryStatus::ALL
            .map(|one| Choice {
                value: one.code(),
                label: words.titles(one).to_owned(),
                is_chosen: filter.status == Some(one),
            })
            .into(),
        states: Verdict::ALL
            .map(|one| Choice {
                value: one.code(),
                label: one.word().to_owned(),
                is_chosen: filter.verdict == Some(one),
            })
            .into(),
        sort: if filter.sort == SchoolSort::default() { "" } else { filter.sort.code() },
        by: if filter.by == MunicipalitySort::default() { "" } else { filter.by.code() },
        is_filtered: filter.address_of(PATH, today) != PATH,
        is_keeper: keeps(&visitor).reach() == access::Reach::Everything,
        told,
        chrome: visitor.chrome,
    })
}

fn told(house: &House, summary: Summary, filter: &Filter, today: Date) -> Told {
    let address = |changed: Filter| changed.address_of(PATH, today);
    let count = summary.schools.len();
    let last = count.div_ceil(SCHOOLS_ON_A_PAGE).max(1);
    let page = filter.page.min(last);
    let at = |page: usize| address(Filter { page, ..filter.clone() });
    let skipped = (page - 1) * SCHOOLS_ON_A_PAGE;
    let shown: Vec<SchoolView> = summary
        .schools
        .iter()
        .skip(skipped)
        .take(SCHOOLS_ON_A_PAGE)
        .map(|line| view(house, line, filter, today))
        .collect();
    let word = ui::ru::plural(i64::try_from(count).unwrap_or(i64::MAX), "школа", "школы", "школ");
    let mut words = format!("{}\u{a0}{word}", grouped(i64::try_from(count).unwrap_or(i64::MAX)));
    if last > 1 {
        words = format!("{words}, показаны {}–{}", skipped + 1, skipped + shown.len());
    }
    Told {
        place: summary.place,
        since: ui::ru::date_long(summary.since),
        whole: summary.whole,
        chips: summary
            .by_verdict
            .into_iter()
            .filter(|(verdict, count)| *count > 0 || filter.verdict == Some(*verdict))
            .map(|(verdict, count)| Chip {
                sign: verdict.sign(),
                word: verdict.word(),
                count: grouped(i64::try_from(count).unwrap_or(i64::MAX)),
                href: {
                    let chosen = (filter.verdict != Some(verdict)).then_some(verdict);
                    address(Filter { verdict: chosen, page: 1, ..filter.clone() })
                },
                is_chosen: filter.verdict == Some(verdict),
            })
            .collect(),
        municipality_heads: municipality_heads(filter, today),
        municipalities: summary
            .municipalities
            .into_iter()
            .map(|line| {
                let municipality = Some(line.code.clone());
                let href = address(Filter { municipality, page: 1, ..filter.clone() });
                (line, href)
            })
            .collect(),
        documents: summary.documents,
        school_heads: school_heads(filter, today),
        schools: shown,
        summary: words,
        exports: [("Excel", "/kits/completeness.xlsx"), ("CSV", "/kits/completeness.csv")]
            .map(|(title, path)| (title, Filter { page: 1, ..filter.clone() }.address_of(path, today)))
            .into(),
        previous: (page > 1).then(|| at(page - 1)),
        next: (page < last).then(|| at(page + 1)),
        pages: if last > 1 { format!("страница {page} из\u{a0}{last}") } else { String::new() },
    }
}

fn school_heads(filter: &Filter, today: Date) -> Vec<Head> {
    let head = |title, sort, order| Head {
        title,
        href: Filter { sort, page: 1, ..filter.clone() }.address_of(PATH, today),
        is_current: filter.sort == sort,
        order,
    };
    vec![
        head("Школа", SchoolSort::Name, "ascending"),
        head("Муниципалитет", SchoolSort::Municipality, "ascending"),
        head("Статус", SchoolSort::Status, "descending"),
        head("Состояние", SchoolSort::State, "ascending"),
        head("Чего не хватает", SchoolSort::Lack, "descending"),
        head("Ближайший срок", SchoolSort::Until, "ascending"),
    ]
}

fn municipality_heads(filter: &Filter, today: Date) -> Vec<Head> {
    let head = |title, by, order| Head {
        title,
        href: Filter { by, ..filter.clone() }.address_of(PATH, today),
        is_current: filter.by == by,
        order,
    };
    vec![
        head("Муниципалитет", MunicipalitySort::Name, "ascending"),
        head("Школ", MunicipalitySort::Schools, "descending"),
        head("Всё действует", MunicipalitySort::Share, "ascending"),
        head("Есть просроченные", MunicipalitySort::Expired, "descending"),
        head("Ничего не загружено", MunicipalitySort::Nothing, "descending"),
    ]
}

fn view(house: &House, line: &SchoolLine, filter: &Filter, today: Date) -> SchoolView {
    let words = &house.region.statuses;
    let as_of = if filter.as_of == today { String::new() } else { format!("?as_of={}", filter.as_of) };
    SchoolView {
        href: format!("/kits/schools/{}{as_of}", line.code),
        name: line.name.clone(),
        municipality: line.municipality.1.clone(),
        status: format!("{}\u{a0}{}", line.status.sign(), words.short(line.status)),
        verdict: (line.verdict.class(), line.verdict.sign(), line.verdict.word()),
        in_force: line.counts.in_force,
        must: line.counts.must,
        lacks: lacks(line),
        until: line.until.map_or_else(String::new, date_short),
    }
}

/// «План работы (срок истёк); Правила пользования»: what must be there and does not hold. Nothing at all is told by the state.
fn lacks(line: &SchoolLine) -> String {
    if line.verdict == Verdict::Nothing {
        return "всего обязательного".to_owned();
    }
    let musts = line
        .papers
        .iter()
        .filter(|one| one.level == Some(region::RequirementLevel::Must) && !one.state.holds());
    let names = musts.map(|one| match one.state {
        crate::rules::PaperState::Expired => format!("{} (срок истёк)", one.title),
        _ => one.title.clone(),
    });
    names.collect::<Vec<_>>().join("; ")
}
