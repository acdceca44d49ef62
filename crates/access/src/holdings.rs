//! What is held on people, room by room: the list from which the export and the erasure work.
//!
//! A room that keeps a column referring to an account or a person, or a person's name, lists it in its `HOLDINGS`; a test
//! walks every table and fails when one is missing. The list says how the rows are found, what they are called for the
//! person asked about, and what becomes of them when the person is erased.

/// Rows of a table that a person is entitled to see.
#[derive(Debug, Clone, Copy)]
pub struct Holding {
    pub table: &'static str,
    /// Every column that refers to the person or holds their data.
    pub columns: &'static [&'static str],
    /// What the rows are, in Russian: «Сеансы входа».
    pub title: &'static str,
    pub of: Of,
    /// Takes the rows; `$1` is the id that [`Holding::of`] names.
    pub select: &'static str,
    /// Columns of the select in the reader's words. What is not listed here is told under its own name.
    pub labels: &'static [(&'static str, &'static str, As)],
    pub fate: Fate,
}

/// Whose id finds the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Account,
    Person,
}

/// How a column is read by people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    Text,
    Day,
    Moment,
    /// Hundredths as a number: «0,5» of 50.
    Hundredths,
    /// Thousandths as a number: «39,6» of 39 600.
    Thousandths,
    /// Minutes since midnight as a time of day: «21:30».
    MinuteOfDay,
    /// One of a few codes, each with its word; several of them stand with spaces between.
    OneOf(&'static [(&'static str, &'static str)]),
    /// Code of a role, told as the region calls it.
    Role,
    /// Code of a document kind of the region.
    DocumentKind,
    /// Sealed with [`crate::SealingKeys`] at `<table>/<column>/<id>`.
    Sealed,
}

/// What becomes of the rows when the person is erased.
///
/// Statements are given `$1`, the id, and, where they mention it, `$2`, the words that stand for an erased name.
#[derive(Debug, Clone, Copy)]
pub enum Fate {
    Erased(&'static [&'static str]),
    /// The rows stay, nobody is named in them any more.
    Anonymised(&'static [&'static str]),
    /// The rows stay as they are; the Russian text says why.
    Kept(&'static str),
}

/// Stands for the name of an erased person.
pub const ERASED_NAME: &str = "сведения удалены";
