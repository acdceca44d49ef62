//! What the registry is asked for. The same filter serves the page and the API.

use jiff::civil::{Date, date};
use region::{LibraryStatus, OrganisationKind};
use serde::Deserialize;

use super::kind_from_code;
use super::roll::Listed;

pub const ORGANISATIONS_ON_A_PAGE: i64 = 50;

/// How many words of a search are looked for one by one; what follows them is one phrase.
pub const SEARCH_WORDS: usize = 4;
const MAX_QUERY: usize = 200;
/// Outside of these years a day is a slip of the keyboard.
const EARLIEST: Date = date(1900, 1, 1);
const LATEST: Date = date(2200, 12, 31);

/// The filter as it stands in an address: everything is text, and nothing has to be there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FilterText {
    pub kind: String,
    pub status: String,
    pub municipality: String,
    pub under: String,
    pub q: String,
    pub as_of: String,
    pub sort: String,
    pub page: String,
}

/// By which column the registry is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// Bodies first, then by municipality and name.
    #[default]
    Kind,
    Name,
    Municipality,
}

impl SortBy {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Name => "name",
            Self::Municipality => "municipality",
        }
    }

    fn from_code(code: &str) -> Self {
        [Self::Name, Self::Municipality].into_iter().find(|sort| sort.code() == code).unwrap_or_default()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub kind: Option<OrganisationKind>,
    /// Of the school's library on the day.
    pub status: Option<LibraryStatus>,
    /// Code of the municipality.
    pub municipality: Option<String>,
    /// Code of the organisation that those shown answer to.
    pub under: Option<String>,
    /// As typed, without spaces around.
    pub q: String,
    pub as_of: Date,
    pub sort: SortBy,
    /// From 1.
    pub page: i64,
}

impl Filter {
    /// Everything on a day.
    pub fn on(as_of: Date) -> Self {
        Self {
            kind: None,
            status: None,
            municipality: None,
            under: None,
            q: String::new(),
            as_of,
            sort: SortBy::default(),
            page: 1,
        }
    }

    /// Whether something that fits the day and the words is of the chosen kind, status and municipality.
    pub(super) fn shows(&self, one: &Listed<'_>) -> bool {
        self.kind.is_none_or(|kind| kind == one.organisation.kind)
            && self.status.is_none_or(|status| one.status == Some(status))
            && self
                .municipality
                .as_deref()
                .is_none_or(|chosen| one.municipality.is_some_and(|place| place.code == chosen))
    }

    /// The address at which the registry shows this filter; what is as usual is left out.
    pub fn address(&self, today: Date) -> String {
        self.address_of("/network", today)
    }

    /// The same for another view of what is shown: an export.
    pub fn address_of(&self, path: &str, today: Date) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        };
        add("kind", self.kind.map_or("", OrganisationKind::code));
        add("status", self.status.map_or("", LibraryStatus::code));
        add("municipality", self.municipality.as_deref().unwrap_or_default());
        add("under", self.under.as_deref().unwrap_or_default());
        add("q", &self.q);
        if self.as_of != today {
            add("as_of", &self.as_of.to_string());
        }
        if self.sort != SortBy::default() {
            add("sort", self.sort.code());
        }
        if self.page > 1 {
            add("page", &self.page.to_string());
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

/// A part of the filter that cannot be used; the rest still is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterProblem {
    pub field: &'static str,
    pub text: String,
}

impl FilterText {
    /// Reads the filter; without a day it is `today`. What cannot be read is told and left out.
    pub fn read(&self, today: Date) -> (Filter, Vec<FilterProblem>) {
        let mut problems = Vec::new();
        let kind = match self.kind.trim() {
            "" => None,
            code => kind_from_code(code).or_else(|| {
                problems
                    .push(FilterProblem {
                        field: "kind", text: format!("Нет вида организаций «{code}».")
                    });
                None
            }),
        };
        let status = match self.status.trim() {
            "" => None,
            code => LibraryStatus::from_code(code).or_else(|| {
                problems.push(FilterProblem {
                    field: "status", text: format!("Нет статуса «{code}».")
                });
                None
            }),
        };
        let as_of = match self.as_of.trim() {
            "" => today,
            text => day(text).unwrap_or_else(|| {
                let text = format!(
                    "«{text}» — не дата. Укажите день в виде ГГГГ-ММ-ДД или выберите его в календаре."
                );
                problems.push(FilterProblem { field: "as_of", text });
                today
            }),
        };
        let mut q = self.q.trim().to_owned();
        if q.chars().count() > MAX_QUERY {
            let text = format!("Строка поиска длиннее {MAX_QUERY}\u{a0}знаков: ищем по её началу.");
            problems.push(FilterProblem { field: "q", text });
            q = q.chars().take(MAX_QUERY).collect();
        }
        let code = |text: &str| Some(text.trim().to_owned()).filter(|code| !code.is_empty());
        let (municipality, under) = (code(&self.municipality), code(&self.under));
        let page = self.page.trim().parse().unwrap_or(1).clamp(1, 1_000_000);
        let sort = SortBy::from_code(self.sort.trim());
        (Filter { kind, status, municipality, under, q, as_of, sort, page }, problems)
    }
}

/// A day as HTML forms send it.
fn day(text: &str) -> Option<Date> {
    let day: Date = text.parse().ok()?;
    (text.len() == 10 && (EARLIEST..=LATEST).contains(&day)).then_some(day)
}

/// The words of a search as they are looked for in [`super::search_fold`]: the first ones one by one, what follows
/// them as one phrase.
pub(super) fn search_words(q: &str) -> Vec<String> {
    let folded = ui::ru::fold(q);
    let mut words: Vec<String> = folded.split_whitespace().map(str::to_owned).collect();
    if words.len() >= SEARCH_WORDS {
        let rest = words.split_off(SEARCH_WORDS - 1).join(" ");
        words.push(rest);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TODAY: Date = date(2024, 10, 15);

    #[test]
    fn an_empty_address_shows_everything_today() {
        let (filter, problems) = FilterText::default().read(TODAY);
        assert!(problems.is_empty());
        assert_eq!((filter.as_of, filter.page, filter.kind), (TODAY, 1, None));
        assert_eq!(filter.municipality, None);
    }

    #[test]
    fn a_slip_is_told_and_the_rest_is_used() {
        let text = FilterText {
            kind: "castle".into(),
            as_of: "15.10.2024".into(),
            municipality: "north".into(),
            sort: "name".into(),
            page: "-3".into(),
            ..FilterText::default()
        };
        let (filter, problems) = text.read(TODAY);
        assert_eq!(problems.iter().map(|one| one.field).collect::<Vec<_>>(), ["kind", "as_of"]);
        assert_eq!((filter.as_of, filter.page, filter.sort), (TODAY, 1, SortBy::Name));
        assert_eq!(filter.municipality.as_deref(), Some("north"));
    }

    #[test]
    fn a_day_is_read_as_forms_send_it() {
        assert_eq!(day("2023-05-26"), Some(date(2023, 5, 26)));
        for unfit in ["0024-01-01", "2023-02-30", "20230526", "2023-05-26T00:00", "-002023-05-26", "вчера"]
        {
            assert_eq!(day(unfit), None, "{unfit}");
        }
    }

    #[test]
    fn words_are_looked_for_one_by_one() {
        assert_eq!(search_words("Лицей 901"), ["лицей", "901"]);
        assert_eq!(search_words("а б в г д"), ["а", "б", "в", "г д"]);
        assert!(search_words(" ").is_empty());
    }

    /// What a browser would send for an address.
    fn read_back(address: &str) -> Filter {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let mut text = FilterText::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let field = match &*name {
                "kind" => &mut text.kind,
                "status" => &mut text.status,
                "municipality" => &mut text.municipality,
                "under" => &mut text.under,
                "q" => &mut text.q,
                "as_of" => &mut text.as_of,
                "sort" => &mut text.sort,
                _ => &mut text.page,
            };
            *field = value.into_owned();
        }
        text.read(TODAY).0
    }

    proptest! {
        /// The address of a filter leads back to it.
        #[test]
        fn an_address_leads_back(kind in 0_usize..9, status in 0_usize..4, municipality in "[a-z-]{0,8}", q in "\\PC{0,20}", page in 1_i64..99, day in 0_i32..9999, by in 0_u8..3) {
            let sort = [SortBy::Kind, SortBy::Name, SortBy::Municipality][usize::from(by)];
            let filter = Filter {
                kind: super::super::KINDS.get(kind).copied(),
                status: LibraryStatus::ALL.get(status).copied(),
                municipality: Some(municipality.clone()).filter(|code| !code.is_empty()),
                under: Some(municipality).filter(|code| code.len() > 3),
                q: q.trim().to_owned(),
                as_of: TODAY.checked_sub(jiff::Span::new().days(day)).unwrap(),
                sort,
                page,
            };
            prop_assert_eq!(read_back(&filter.address(TODAY)), filter);
        }

        /// Nothing typed makes the reading fail.
        #[test]
        fn whatever_is_typed_is_a_filter(kind in ".*", as_of in ".*", q in ".*", page in ".*") {
            let text = FilterText { kind, q, as_of, page, ..FilterText::default() };
            let (filter, _) = text.read(TODAY);
            prop_assert!(filter.page >= 1);
            prop_assert!((EARLIEST..=LATEST).contains(&filter.as_of));
            prop_assert!(search_words(&filter.q).len() <= SEARCH_WORDS);
        }
    }
}
