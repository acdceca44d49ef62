//! YAML in the shape of `roadmap-2024.yaml`: fields that the plan does not have are listed, what does not agree is told.

mod check;

use serde_json::Value;

use super::budget::Budget;
use super::desk::Desk;
use super::ledger::{Account, Ledger};
use super::{Draft, ImportError, ImportOptions, Place, SourceFormat, Unrecognized, relative, year};
use crate::PlanYear;
use crate::model::Plan;

/// Fields of `meta` that describe the file, not the plan.
const ABOUT_THE_FILE: [&str; 5] = ["code", "region", "columns", "derived_fields", "source_notes"];
/// Beside `sections` the file may explain its own codes.
const BESIDE_THE_PLAN: &str = "organizations";

pub(super) fn read(bytes: &[u8], options: &ImportOptions<'_>) -> Result<Draft, ImportError> {
    let text =
        std::str::from_utf8(bytes).map_err(|_| ImportError::Yaml("текст не в кодировке UTF-8".into()))?;
    // The library bounds aliases and depth itself: a bomb is an error, not a wait.
    let value: Value = serde_saphyr::from_str(text).map_err(|error| refused(&error))?;
    let mut plan: Plan = serde_saphyr::from_str(text).map_err(|error| refused(&error))?;
    if plan.sections.iter().all(|section| section.measures.is_empty()) {
        return Err(ImportError::NoTable);
    }
    let mut listing = Listing::default();
    let known = serde_json::to_value(&plan).unwrap_or_default();
    listing.compare(&value, &known, "");
    let budget = Budget::new(options.step_limit);
    budget.spend(listing.leaves)?;
    let unknown = PlanYear::new(year::UNKNOWN_YEAR, options.year_start_month);
    let mut desk = Desk::new(options.vocabulary, unknown, Ledger::default(), budget);
    let start_month = plan.meta.year_start_month.unwrap_or(options.year_start_month);
    desk.year = match options.year.or(Some(plan.meta.year).filter(|year| *year > 0)) {
        Some(year) => PlanYear::new(year, start_month),
        None => year::year_of(&plan.meta.title, &[], options, &mut desk.proposals),
    };
    plan.meta.year = desk.year.year();
    check::agree(&mut plan, &mut desk)?;
    if plan.meta.year == year::UNKNOWN_YEAR {
        plan.meta.year = 0;
        year::take_unknown_dates_away(&mut plan);
    }
    relative::resolve(&mut plan, &mut desk)?;
    let account = Account {
        source_paragraphs: listing.leaves,
        in_the_plan: listing.leaves - listing.unrecognized.len(),
        headings_and_dashes: 0,
        unrecognized: listing.unrecognized.len(),
    };
    Ok(Draft {
        format: SourceFormat::Yaml,
        plan,
        unrecognized: listing.unrecognized,
        proposals: desk.proposals.into_vec(),
        account,
    })
}

/// What is wrong and in which line, in Russian: the library speaks English, so its own words are left out and only the
/// name that it quotes is kept.
fn refused(error: &serde_saphyr::Error) -> ImportError {
    let place = error
        .location()
        .map(|location| format!("строка {}, знак {}: ", location.line(), location.column()))
        .unwrap_or_default();
    let text = error.to_string();
    let text = text.lines().next().unwrap_or_default();
    let said = if text.contains("missing field") {
        "нет обязательного поля"
    } else if text.contains("invalid type") {
        "значение не того вида, который здесь нужен"
    } else if text.contains("duplicate") {
        "поле названо дважды"
    } else if text.contains("unknown variant") {
        "такого значения у поля не бывает"
    } else if text.contains("budget breached") || text.contains("recursion limit") {
        "слишком много вложенных или повторённых частей, это не план на год"
    } else {
        "разметка нарушена"
    };
    let name = quoted_in(text).map(|name| format!(" «{name}»")).unwrap_or_default();
    ImportError::Yaml(format!("{place}{said}{name}"))
}

/// «missing field `number`»: the name is the file's, not the library's.
fn quoted_in(text: &str) -> Option<String> {
    let name = text.split('`').nth(1)?;
    let is_a_name = name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'));
    (is_a_name && !name.is_empty()).then(|| name.chars().take(60).collect())
}

/// Compares the file with what was read from it.
#[derive(Default)]
struct Listing {
    /// Values of the file that are not empty.
    leaves: usize,
    unrecognized: Vec<Unrecognized>,
}

impl Listing {
    fn compare(&mut self, value: &Value, known: &Value, path: &str) {
        match value {
            Value::Object(fields) => {
                for (name, inner) in fields {
                    let is_skipped = inner.is_null()
                        || (path == "meta" && ABOUT_THE_FILE.contains(&name.as_str()))
                        || (path.is_empty() && name == BESIDE_THE_PLAN);
                    if is_skipped {
                        continue;
                    }
                    let place = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    match known.get(name) {
                        Some(known) => self.compare(inner, known, &place),
                        None => self.leave(inner, place),
                    }
                }
            }
            Value::Array(items) => {
                for (index, inner) in items.iter().enumerate() {
                    if let Some(known) = known.get(index) {
                        self.compare(inner, known, &format!("{path}[{}]", index + 1));
                    }
                }
            }
            Value::String(text) if text.trim().is_empty() => {}
            _ => self.leaves += 1,
        }
    }

    fn leave(&mut self, value: &Value, place: String) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        // Optional fields are not written back when they are empty.
        if text.trim().is_empty() || text == "[]" || text == "{}" {
            return;
        }
        self.leaves += 1;
        self.unrecognized.push(Unrecognized {
            place: Place { column: place, ..Place::default() },
            text,
            why: "такого поля у плана нет".into(),
        });
    }
}
