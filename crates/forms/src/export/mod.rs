//! Forms out: JSON and YAML with everything that the author wrote, and a workbook for Excel. What comes out reads back
//! as the same form.

mod xlsx;

pub use xlsx::to_xlsx;

use crate::source::{Heading, Source, Table};

impl Source {
    /// Everything written, as JSON; headings are left out, the columns say them.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.without_headings())
    }

    pub fn from_json(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str::<Self>(text).map(Self::with_headings)
    }

    pub fn to_yaml(&self) -> Result<String, serde_saphyr::ser_error::Error> {
        serde_saphyr::to_string(&self.without_headings())
    }

    pub fn from_yaml(text: &str) -> Result<Self, serde_saphyr::Error> {
        serde_saphyr::from_str::<Self>(text).map(Self::with_headings)
    }

    fn tables(&mut self) -> [&mut Table; 5] {
        [&mut self.survey, &mut self.choices, &mut self.external_choices, &mut self.entities, &mut self.osm]
    }

    fn without_headings(&self) -> Self {
        let mut made = self.clone();
        made.settings_headings.clear();
        for table in made.tables() {
            table.headings.clear();
        }
        made
    }

    fn with_headings(mut self) -> Self {
        self.settings_headings = xlsx::headings(std::iter::once(&self.settings), |path| path.join("::"));
        for table in self.tables() {
            table.headings =
                xlsx::headings(table.rows.iter().map(|row| &row.columns), |path| path.join("::"));
        }
        if self.survey.headings.is_empty() {
            // The sheet is there, with no question yet.
            self.survey.headings.push(Heading { written: "type".to_owned(), path: vec!["type".to_owned()] });
        }
        self
    }
}
