//! What the engine is told from outside: it has no clock, no dice and no network of its own.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

/// The respondent's world at the moment of filling in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inputs {
    /// The respondent's clock.
    pub now: DateTime,
    /// The respondent's zone, in minutes east of Greenwich.
    pub offset_minutes: i32,
    /// Seed of `random()`, `uuid()` and of orders without a seed of their own.
    pub seed: u64,
    /// Language of labels that formulas read; the form's default one when empty.
    pub language: String,
    /// Values of the organisation's profile: `profile('students')`.
    pub profile: BTreeMap<String, String>,
    /// Who fills in: `username`, `deviceid`, `email`, `phonenumber`.
    pub properties: BTreeMap<String, String>,
    /// Attached tables by their names without an ending: columns and rows.
    pub tables: BTreeMap<String, DataTable>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataTable {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Default for Inputs {
    fn default() -> Self {
        Self {
            now: DateTime::constant(2000, 1, 1, 0, 0, 0, 0),
            offset_minutes: 0,
            seed: 0,
            language: String::new(),
            profile: BTreeMap::new(),
            properties: BTreeMap::new(),
            tables: BTreeMap::new(),
        }
    }
}

impl DataTable {
    /// A table from CSV: the first row names the columns.
    #[cfg(feature = "files")]
    pub fn from_csv(bytes: &[u8]) -> Result<Self, csv::Error> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let row =
            |record: &csv::StringRecord| record.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
        let columns = row(reader.headers()?);
        let rows =
            reader.records().map(|record| record.map(|record| row(&record))).collect::<Result<_, _>>()?;
        Ok(Self { columns, rows })
    }
}
