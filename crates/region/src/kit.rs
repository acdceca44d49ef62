//! The case of documents that a school's library centre must have: `kit/kit.yaml`, and a template for each beside it. A case is
//! versioned by the day from which it holds, so that completeness is counted for a past day by what was asked on it.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use serde::Deserialize;

use crate::problem::Problems;
use crate::read::read;
use crate::{LibraryStatus, RequirementLevel};

pub(crate) const KIT: &str = "kit/kit.yaml";
pub(crate) const DEMO_KITS: &str = "demo/kits.yaml";

/// One version of the case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kit {
    /// The first day on which it holds.
    pub since: Date,
    pub title: String,
    /// Code of the document kind by which a plan asks for the case: measures that ask for it may be proved by completeness.
    pub document_kind: String,
    /// Where it was taken from, and what a customer must confirm.
    #[serde(default)]
    pub notes: Vec<String>,
    /// In the order of the case.
    pub documents: Vec<KitDocument>,
}

/// A document of the case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KitDocument {
    pub code: String,
    pub title: String,
    /// What it is for, in one line.
    #[serde(default)]
    pub note: String,
    /// Who needs it; a status that is not named is not asked for it.
    pub levels: BTreeMap<LibraryStatus, RequirementLevel>,
    /// For how long it holds; absent: until it is replaced.
    #[serde(default)]
    pub validity: Option<Validity>,
    /// Name of its template: `kit/<template>.yaml`.
    pub template: String,
}

/// A term: either so many months, or up to a day of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    #[serde(default)]
    pub months: Option<u32>,
    #[serde(default)]
    pub until: Option<DayOfYear>,
}

/// A day that comes every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayOfYear {
    pub month: i8,
    pub day: i8,
    /// A document approved a few days before the day is meant for the year after it.
    #[serde(default)]
    pub at_least_days: u32,
}

impl Validity {
    /// The last day on which a document approved on a day holds.
    pub fn last_day(&self, approved_on: Date) -> Option<Date> {
        if let Some(months) = self.months {
            return approved_on.checked_add(i64::from(months).months()).ok()?.yesterday().ok();
        }
        let until = self.until?;
        let earliest = approved_on.checked_add(i64::from(until.at_least_days).days()).ok()?;
        // A 29th of February is there in some of four years.
        (0..=4).find_map(|years| {
            let day = Date::new(earliest.year().checked_add(years)?, until.month, until.day).ok()?;
            (day >= earliest).then_some(day)
        })
    }
}

impl Kit {
    pub fn document(&self, code: &str) -> Option<&KitDocument> {
        self.documents.iter().find(|one| one.code == code)
    }

    /// What a library of a status is asked for, in the order of the case.
    pub fn asked_of(&self, status: LibraryStatus) -> impl Iterator<Item = (&KitDocument, RequirementLevel)> {
        self.documents.iter().filter_map(move |one| Some((one, *one.levels.get(&status)?)))
    }
}

/// The case that holds on a day; before the first one nothing is asked.
pub fn kit_on(kits: &[Kit], day: Date) -> Option<&Kit> {
    kits.iter().rev().find(|one| one.since <= day)
}

/// What the demonstration tells of the case: documents that schools uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoKits {
    #[serde(default)]
    pub uploads: Vec<DemoUpload>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoUpload {
    /// Login of whoever uploads it at the school.
    pub by: String,
    pub at: DateTime,
    /// Codes of documents of the case: one order may approve many of them.
    pub documents: Vec<String>,
    pub number: String,
    pub approved_on: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KitFile {
    versions: Vec<Kit>,
}

/// The case with its templates by their names, and the story of it; a region need not bring any.
#[derive(Default)]
pub(crate) struct ReadKits {
    pub kits: Vec<Kit>,
    pub templates: BTreeMap<String, String>,
    pub demo: DemoKits,
}

pub(crate) fn read_kits(files: &impl Fn(&str) -> Option<String>, problems: &mut Problems) -> ReadKits {
    if files(KIT).is_none() {
        return ReadKits::default();
    }
    let Some(list): Option<KitFile> = read(files, KIT, problems) else { return ReadKits::default() };
    let names = list.versions.iter().flat_map(|kit| &kit.documents).map(|one| one.template.clone());
    let templates =
        names.filter_map(|name| files(&format!("kit/{name}.yaml")).map(|text| (name, text))).collect();
    let demo = if files(DEMO_KITS).is_some() { read(files, DEMO_KITS, problems) } else { None };
    ReadKits { kits: list.versions, templates, demo: demo.unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn until(month: i8, day: i8, at_least_days: u32) -> Validity {
        Validity { months: None, until: Some(DayOfYear { month, day, at_least_days }) }
    }

    #[test]
    fn a_term_of_months_ends_on_the_eve() {
        let year = Validity { months: Some(12), until: None };
        assert_eq!(year.last_day(date(2024, 2, 29)), Some(date(2025, 2, 27)));
        assert_eq!(year.last_day(date(2024, 9, 2)), Some(date(2025, 9, 1)));
        assert_eq!(year.last_day(Date::MAX), None);
    }

    #[test]
    fn a_plan_approved_at_the_end_of_august_is_for_the_coming_year() {
        let august = until(8, 31, 60);
        assert_eq!(august.last_day(date(2024, 8, 28)), Some(date(2025, 8, 31)));
        assert_eq!(august.last_day(date(2024, 7, 2)), Some(date(2024, 8, 31)));
        assert_eq!(august.last_day(date(2024, 7, 3)), Some(date(2025, 8, 31)));
        assert_eq!(until(2, 29, 0).last_day(date(2024, 3, 1)), Some(date(2028, 2, 29)));
    }

    #[test]
    fn before_the_first_case_nothing_is_asked() {
        let kit = |since| Kit {
            since,
            title: String::new(),
            document_kind: String::new(),
            notes: Vec::new(),
            documents: Vec::new(),
        };
        let kits = [kit(date(2024, 1, 1)), kit(date(2024, 9, 1))];
        assert_eq!(kit_on(&kits, date(2023, 12, 31)), None);
        assert_eq!(kit_on(&kits, date(2024, 8, 31)).map(|kit| kit.since), Some(date(2024, 1, 1)));
        assert_eq!(kit_on(&kits, date(2024, 9, 1)).map(|kit| kit.since), Some(date(2024, 9, 1)));
    }
}
