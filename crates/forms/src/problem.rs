//! What is wrong with a form, in words for the person who made it in Excel: what happened, where, what to do.

use std::fmt;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The form is not accepted.
    Error,
    /// A formula that cannot be computed: the form is converted as it is, but nobody will be able to fill it in.
    Formula,
    /// The form works; its author would want to know.
    Warning,
}

/// Where in the workbook. A problem of the whole form has no sheet, of a whole sheet no row.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sheet: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// The heading as the author wrote it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub column: String,
}

impl Place {
    pub fn sheet(sheet: &str) -> Self {
        Self { sheet: sheet.to_owned(), ..Self::default() }
    }

    pub fn row(sheet: &str, row: u32) -> Self {
        Self { sheet: sheet.to_owned(), row: Some(row), column: String::new() }
    }

    pub fn cell(sheet: &str, row: u32, column: &str) -> Self {
        Self { sheet: sheet.to_owned(), row: Some(row), column: column.to_owned() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub severity: Severity,
    /// A stable word for programs: `name.duplicate`.
    pub code: String,
    #[serde(flatten)]
    pub place: Place,
    /// What happened.
    pub message: String,
    /// What to do.
    pub advice: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Error => "Ошибка",
            Severity::Formula => "Ошибка в формуле",
            Severity::Warning => "Предупреждение",
        };
        formatter.write_str(word)?;
        if !self.place.sheet.is_empty() {
            write!(formatter, ", лист «{}»", self.place.sheet)?;
        }
        if let Some(row) = self.place.row {
            write!(formatter, ", строка {row}")?;
        }
        if !self.place.column.is_empty() {
            write!(formatter, ", столбец «{}»", self.place.column)?;
        }
        write!(formatter, ": {} {}", self.message, self.advice)
    }
}

/// Collects problems so that the author sees all of them at once.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    found: Vec<Problem>,
}

/// A hostile workbook may be wrong in every cell; nobody reads more than this.
const MAX_PROBLEMS: usize = 500;

impl Problems {
    pub fn add(
        &mut self,
        severity: Severity,
        place: Place,
        code: &str,
        message: impl Into<String>,
        advice: &str,
    ) {
        self.push(Problem {
            severity,
            code: code.to_owned(),
            place,
            message: message.into(),
            advice: advice.to_owned(),
        });
    }

    pub fn push(&mut self, problem: Problem) {
        if self.found.len() < MAX_PROBLEMS && !self.found.contains(&problem) {
            self.found.push(problem);
        }
    }

    pub fn error(&mut self, place: Place, code: &str, message: impl Into<String>, advice: &str) {
        self.add(Severity::Error, place, code, message, advice);
    }

    pub fn formula(&mut self, place: Place, code: &str, message: impl Into<String>, advice: &str) {
        self.add(Severity::Formula, place, code, message, advice);
    }

    pub fn warning(&mut self, place: Place, code: &str, message: impl Into<String>, advice: &str) {
        self.add(Severity::Warning, place, code, message, advice);
    }

    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|problem| problem.severity == Severity::Error)
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub fn extend(&mut self, other: Self) {
        for problem in other.found {
            if self.found.len() < MAX_PROBLEMS && !self.found.contains(&problem) {
                self.found.push(problem);
            }
        }
    }

    /// In the order of severity, then of the workbook.
    pub fn into_vec(mut self) -> Vec<Problem> {
        self.found.sort_by(|one, other| (one.severity, &one.place).cmp(&(other.severity, &other.place)));
        self.found
    }
}

/// A form that is not accepted: everything found in it, warnings too.
#[derive(Debug, Clone, thiserror::Error)]
pub struct Refusal {
    pub problems: Vec<Problem>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Форма не принята:")?;
        for problem in &self.problems {
            write!(formatter, "\n  {problem}")?;
        }
        Ok(())
    }
}
