//! Texts in several languages: what is translated in one column should be translated in the others.

use indexmap::IndexMap;

use super::Builder;
use crate::problem::Place;
use crate::source::aliases::{translatable_choices_column, translatable_survey_column};
use crate::source::{Heading, Table};

impl Builder<'_> {
    pub(super) fn check_translations(&mut self) {
        let source = self.source;
        self.missing("survey", &source.survey, translatable_survey_column);
        self.missing("choices", &source.choices, translatable_choices_column);
    }

    fn missing(&mut self, sheet: &str, table: &Table, translatable: fn(&str) -> Option<&'static str>) {
        let mut seen: IndexMap<&str, Vec<&str>> = IndexMap::new();
        let mut columns: Vec<&str> = Vec::new();
        for Heading { path, .. } in &table.headings {
            let path = if path.len() > 1 && matches!(path[0].as_str(), "media" | "bind") {
                &path[1..]
            } else {
                &path[..]
            };
            let Some(name) = translatable(&path[0]) else { continue };
            let language = match path {
                [_] => "default",
                [_, language] => language,
                _ => continue,
            };
            seen.entry(language).or_default().push(name);
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
        if seen.keys().all(|language| *language == "default") {
            return;
        }
        for (language, has) in &seen {
            for column in columns.iter().filter(|column| !has.contains(column)) {
                let message = format!("для языка «{language}» нет столбца {column}.");
                let advice =
                    format!("Добавьте столбец {column}::{language} или дайте всем текстам один язык.");
                self.problems.warning(Place::sheet(sheet), "translation.missing", message, &advice);
            }
        }
    }
}
