//! The roadmap as a paper: what one yearly plan says, in the words of the plan itself.
//!
//! These types are plain data with a stable JSON/YAML shape: sections → measures → items. They hold no
//! state ("done", "late"): state is derived elsewhere, from evidence.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One yearly plan as approved: title, year and sections in the order of the paper.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plan {
    #[serde(default)]
    pub meta: PlanMeta,
    #[serde(default)]
    pub sections: Vec<Section>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlanMeta {
    /// Full title from the paper's head, one line.
    #[serde(default)]
    pub title: String,
    /// The year that the plan is for; a plan of a school year carries the year in which it starts.
    #[serde(default)]
    pub year: i16,
    /// Month in which the plan's year starts, where its title says so («на 2024/25 учебный год») and the region's
    /// year starts in another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_start_month: Option<i8>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Section {
    /// As printed: `I`, `1`, … or an empty string where the paper has no sections.
    #[serde(default, deserialize_with = "number_or_text::deserialize")]
    pub number: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub measures: Vec<Measure>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Measure {
    /// As printed, without the trailing point: `1`, `4`, `1.1`. Serialised as a number where it is one.
    #[serde(with = "number_or_text")]
    pub number: String,
    /// Heading of the measure; empty where the paper lists items only.
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub term: Term,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<Course>,
    #[serde(default)]
    pub executors: Vec<Executor>,
    #[serde(default)]
    pub documents: Vec<RequiredDocument>,
    #[serde(default)]
    pub expected_results: Vec<String>,
    #[serde(default)]
    pub items: Vec<Item>,
    /// «Примечание» of the paper.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A numbered part of a measure («подпункт») with its own term where the paper gives one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Item {
    /// `4.1`: the measure's number and the item's place.
    #[serde(deserialize_with = "number_or_text::deserialize")]
    pub number: String,
    #[serde(default)]
    pub title: String,
    /// `None`: the measure's term holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Term>,
}

/// When a measure is due. `text` is what the paper says; the rest is derived from it and may be corrected.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Term {
    #[serde(default)]
    pub text: String,
    /// First day, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurrence: Option<Recurrence>,
    /// Number of the measure in whose term this one runs («в период проведения …»).
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_number_or_text")]
    pub relative_to_measure: Option<String>,
    /// Only each n-th period counts: «1 раз в 2 месяца» is `monthly` with 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<u8>,
    /// How many times in each period: «2 раза в месяц».
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u8>,
    /// The day of each period by which the work is due: «до 10 числа каждого месяца».
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Separate stretches between the first day and the last: «март, июнь, сентябрь».
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<Period>,
}

/// Days from the first to the last, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    pub from: Date,
    pub to: Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// «до 10 числа каждого месяца»: a day of the period's last month; 31 is its last day whatever the month.
    Day(i8),
    /// «до 10 числа месяца, следующего за отчётным».
    DayOfNextMonth(i8),
    /// «по вторникам»: 1 is Monday.
    Weekday(i8),
    /// «последняя пятница месяца»: the last is −1.
    NthWeekday { nth: i8, weekday: i8 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recurrence {
    Weekly,
    Monthly,
    Quarterly,
    /// «раз в полугодие»
    HalfYearly,
    /// So many times a year as do not divide it into months: «5 раз в год».
    Yearly,
    /// «в течение года», «постоянно»: one slot, finished only when the period is over.
    Continuous,
    /// «по отдельному плану», «по мере необходимости»: no dates in this paper.
    BySeparatePlan,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExecutorRole {
    Lead,
    Co,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Executor {
    /// Code of an organisation or of a group from the region pack; `None` until a user says who this is.
    pub org: Option<String>,
    pub role: ExecutorRole,
    /// As printed.
    pub text: String,
}

/// A kind of paper that the measure must leave behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequiredDocument {
    /// Code of a document kind from the region pack (`order`, `program`, …); `None` when not recognised.
    pub kind: Option<String>,
    /// Number of the item it belongs to; `None`: to the measure, and so to each of its items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// As printed.
    pub text: String,
}

/// Data of a professional-development course, where the measure is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    pub name: String,
    /// Academic hours.
    pub hours: u32,
    #[serde(default)]
    pub form: String,
}

/// `3` in YAML for measure «3», `"1.1"` for measure «1.1»: readers of the file expect numbers where there are numbers.
mod number_or_text {
    use serde::{Deserialize, Deserializer, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    pub(super) enum NumberOrText {
        Number(u32),
        /// `4.1` without quotes.
        Fraction(f64),
        Text(String),
    }

    impl From<NumberOrText> for String {
        fn from(value: NumberOrText) -> Self {
            match value {
                NumberOrText::Number(number) => number.to_string(),
                NumberOrText::Fraction(number) => number.to_string(),
                NumberOrText::Text(text) => text,
            }
        }
    }

    pub fn serialize<S: Serializer>(value: &str, serializer: S) -> Result<S::Ok, S::Error> {
        match value.parse::<u32>() {
            Ok(number) if number.to_string() == value => serializer.serialize_u32(number),
            _ => serializer.serialize_str(value),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        NumberOrText::deserialize(deserializer).map(String::from)
    }
}

mod optional_number_or_text {
    use super::number_or_text::{self, NumberOrText};
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "the signature is serde's")]
    pub fn serialize<S: Serializer>(value: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(text) => number_or_text::serialize(text, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
        Ok(Option::<NumberOrText>::deserialize(deserializer)?.map(String::from))
    }
}
