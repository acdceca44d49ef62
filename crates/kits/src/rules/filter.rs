//! What of completeness is asked for: as it stands in an address, and as it is used.

use jiff::civil::{Date, date};
use region::LibraryStatus;
use serde::Deserialize;

use super::Verdict;

pub const SCHOOLS_ON_A_PAGE: usize = 50;
const EARLIEST: Date = date(1990, 1, 1);
const LATEST: Date = date(2200, 12, 31);

/// Everything is text, and nothing has to be there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FilterText {
    pub municipality: String,
    pub status: String,
    pub state: String,
    pub as_of: String,
    pub sort: String,
    pub by: String,
    pub page: String,
}

/// By which column the schools are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SchoolSort {
    /// By municipality, then by name.
    #[default]
    Municipality,
    Name,
    Status,
    /// The worst first.
    State,
    /// Those who lack most first.
    Lack,
    /// The nearest end of a term first.
    Until,
}

impl SchoolSort {
    pub const ALL: [Self; 6] =
        [Self::Name, Self::Municipality, Self::Status, Self::State, Self::Lack, Self::Until];

    pub fn code(self) -> &'static str {
        match self {
            Self::Municipality => "municipality",
            Self::Name => "name",
            Self::Status => "status",
            Self::State => "state",
            Self::Lack => "lack",
            Self::Until => "until",
        }
    }
}

/// By which column the municipalities are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MunicipalitySort {
    #[default]
    Name,
    Schools,
    /// The smallest share first: those are to be helped.
    Share,
    Expired,
    Nothing,
}

impl MunicipalitySort {
    pub const ALL: [Self; 5] = [Self::Name, Self::Schools, Self::Share, Self::Expired, Self::Nothing];

    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Schools => "schools",
            Self::Share => "share",
            Self::Expired => "expired",
            Self::Nothing => "nothing",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Code of a municipality.
    pub municipality: Option<String>,
    pub status: Option<LibraryStatus>,
    /// Narrows the schools alone: the totals beside them stay whole.
    pub verdict: Option<Verdict>,
    pub as_of: Date,
    pub sort: SchoolSort,
    pub by: MunicipalitySort,
    /// From 1.
    pub page: usize,
}

/// A day as HTML forms send it.
pub fn day_of(text: &str) -> Option<Date> {
    let day: Date = text.trim().parse().ok()?;
    (text.trim().len() == 10 && (EARLIEST..=LATEST).contains(&day)).then_some(day)
}

impl FilterText {
    /// Reads the filter; what cannot be read is told and left out.
    pub fn read(&self, today: Date) -> (Filter, Vec<String>) {
        let mut problems = Vec::new();
        let mut or_told = |text: &str, what: &str, is_known: bool| {
            if !text.trim().is_empty() && !is_known {
                problems.push(format!("{what} «{}» не понято. Выберите из списка.", shortened(text)));
            }
        };
        let status = LibraryStatus::from_code(self.status.trim());
        or_told(&self.status, "Условие «Статус»:", status.is_some());
        let verdict = Verdict::from_code(self.state.trim());
        or_told(&self.state, "Условие «Состояние»:", verdict.is_some());
        let as_of = day_of(&self.as_of);
        or_told(&self.as_of, "Условие «На дату»:", as_of.is_some());
        let municipality: String = self.municipality.trim().chars().take(100).collect();
        let filter = Filter {
            municipality: Some(municipality).filter(|code| !code.is_empty()),
            status,
            verdict,
            as_of: as_of.unwrap_or(today),
            sort: SchoolSort::ALL.into_iter().find(|one| one.code() == self.sort.trim()).unwrap_or_default(),
            by: MunicipalitySort::ALL
                .into_iter()
                .find(|one| one.code() == self.by.trim())
                .unwrap_or_default(),
            page: self.page.trim().parse().unwrap_or(1).clamp(1, 10_000),
        };
        (filter, problems)
    }
}

fn shortened(text: &str) -> String {
    text.trim().chars().take(40).collect()
}

impl Filter {
    /// Everything on a day.
    pub fn on(as_of: Date) -> Self {
        Self {
            municipality: None,
            status: None,
            verdict: None,
            as_of,
            sort: SchoolSort::default(),
            by: MunicipalitySort::default(),
            page: 1,
        }
    }

    /// The address at which a view shows this; what is as usual is left out.
    pub fn address_of(&self, path: &str, today: Date) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        };
        add("municipality", self.municipality.as_deref().unwrap_or_default());
        add("status", self.status.map_or("", LibraryStatus::code));
        add("state", self.verdict.map_or("", Verdict::code));
        if self.as_of != today {
            add("as_of", &self.as_of.to_string());
        }
        if self.sort != SchoolSort::default() {
            add("sort", self.sort.code());
        }
        if self.by != MunicipalitySort::default() {
            add("by", self.by.code());
        }
        if self.page > 1 {
            add("page", &self.page.to_string());
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = date(2024, 10, 15);

    fn read_back(address: &str) -> Filter {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let mut text = FilterText::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let field = match &*name {
                "municipality" => &mut text.municipality,
                "status" => &mut text.status,
                "state" => &mut text.state,
                "as_of" => &mut text.as_of,
                "sort" => &mut text.sort,
                "by" => &mut text.by,
                _ => &mut text.page,
            };
            *field = value.into_owned();
        }
        text.read(TODAY).0
    }

    #[test]
    fn an_address_leads_back_to_its_filter() {
        for sort in SchoolSort::ALL {
            for by in MunicipalitySort::ALL {
                for verdict in Verdict::ALL {
                    let filter = Filter {
                        municipality: Some("khv-city".into()),
                        status: Some(LibraryStatus::Centre),
                        verdict: Some(verdict),
                        as_of: date(2024, 9, 30),
                        sort,
                        by,
                        page: 3,
                    };
                    assert_eq!(read_back(&filter.address_of("/kits/completeness", TODAY)), filter);
                }
            }
        }
        assert_eq!(Filter::on(TODAY).address_of("/kits/completeness", TODAY), "/kits/completeness");
    }

    #[test]
    fn a_slip_is_told_and_the_rest_is_used() {
        let text = FilterText {
            status: "castle".into(),
            state: "complete".into(),
            as_of: "15.10.2024".into(),
            page: "-1".into(),
            ..FilterText::default()
        };
        let (filter, problems) = text.read(TODAY);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert_eq!((filter.verdict, filter.as_of, filter.page), (Some(Verdict::Complete), TODAY, 1));
    }
}
