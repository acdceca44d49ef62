//! What is wrong with a pack, in words for the person who wrote it.

use std::fmt;

/// One fault: which file, where in it, what is wrong. The message is Russian: packs are written by people
/// of the region, not by programmers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path inside the pack, `municipalities.yaml`.
    pub file: String,
    /// Where in the file: `municipalities[khv-city].hex`, or `строка 12, столбец 5` when the file could not be read.
    pub key: String,
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.key.is_empty() {
            return write!(formatter, "{}: {}", self.file, self.message);
        }
        write!(formatter, "{}: {}: {}", self.file, self.key, self.message)
    }
}

/// A pack that cannot be used: every fault found, in the order of the files.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct PackError {
    pub problems: Vec<Problem>,
}

impl fmt::Display for PackError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Пакет региона не принят:")?;
        for problem in &self.problems {
            write!(formatter, "\n  {problem}")?;
        }
        Ok(())
    }
}

/// Collects faults so that the author of a pack sees all of them at once.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    pub(crate) fn add(&mut self, file: &str, key: impl Into<String>, message: impl Into<String>) {
        self.found.push(Problem { file: file.to_owned(), key: key.into(), message: message.into() });
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        self.found.push(problem);
    }

    /// Says that a text that must say something says nothing.
    pub(crate) fn require_text(&mut self, file: &str, key: impl Into<String>, text: &str) {
        if text.trim().is_empty() {
            self.add(file, key, "пустое значение");
        }
    }

    pub(crate) fn into_result(self) -> Result<(), PackError> {
        if self.found.is_empty() {
            return Ok(());
        }
        Err(PackError { problems: self.found })
    }
}
