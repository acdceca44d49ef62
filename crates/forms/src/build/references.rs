//! `${references}`: each must be well formed and name exactly one row of the survey.

use super::Builder;
use crate::form::Form;
use crate::problem::Place;
use crate::source::{Columns, Table};
use crate::text::strict_references;
use crate::xform::references::References;

impl Builder<'_> {
    pub(super) fn check_references(&mut self) {
        let source = self.source;
        self.check_columns(
            "settings",
            2,
            &source.settings,
            &Table { headings: source.settings_headings.clone(), rows: Vec::new() },
            |_| true,
        );
        for row in &source.survey.rows {
            let looks_at = |column: &str| !matches!(column, "type" | "name" | "trigger");
            self.check_columns("survey", row.row, &row.columns, &source.survey, looks_at);
        }
        for row in &source.entities.rows {
            self.check_columns("entities", row.row, &row.columns, &source.entities, |column| {
                !matches!(column, "dataset" | "repeat")
            });
        }
        for row in &source.choices.rows {
            self.check_columns("choices", row.row, &row.columns, &source.choices, |column| column == "label");
        }
    }

    fn check_columns(
        &mut self,
        sheet: &str,
        row: u32,
        columns: &Columns,
        table: &Table,
        looks_at: impl Fn(&str) -> bool,
    ) {
        for (column, value) in columns.iter().filter(|(column, _)| looks_at(column)) {
            for (path, text) in value.texts() {
                if !text.contains("${") {
                    continue;
                }
                let full: Vec<&str> = std::iter::once(column.as_str()).chain(path).collect();
                let place = || Place::cell(sheet, row, &table.written(&full));
                let Ok(found) = strict_references(text) else {
                    let advice = "Ссылка на вопрос пишется ${имя}, без пробелов внутри скобок.";
                    self.problems.error(
                        place(),
                        "reference.syntax",
                        "ссылка на вопрос написана с ошибкой.",
                        advice,
                    );
                    continue;
                };
                for reference in found {
                    match self.names.get(reference.name).copied().unwrap_or_default() {
                        1 => {
                            self.referred.entry(reference.name.to_owned()).or_insert_with(place);
                        }
                        0 => {
                            let message = format!("вопроса «{}» в форме нет.", reference.name);
                            self.problems.error(
                                place(),
                                "reference.unknown",
                                message,
                                "Проверьте имя в ${…}.",
                            );
                        }
                        _ => {
                            let message = format!(
                                "имя «{}» в форме не одно: непонятно, на какой вопрос ссылка.",
                                reference.name
                            );
                            self.problems.error(
                                place(),
                                "reference.ambiguous",
                                message,
                                "Дайте вопросам разные имена.",
                            );
                        }
                    }
                }
            }
        }
    }

    /// The form as a whole has names that no row has: its own, those of loops and counts.
    pub(super) fn check_unique(&mut self, form: &Form) {
        let references = References::new(form);
        for (name, place) in std::mem::take(&mut self.referred) {
            if references.find(&name).is_none() {
                let message = format!("имя «{name}» в форме не одно: непонятно, на какой вопрос ссылка.");
                self.problems.error(place, "reference.ambiguous", message, "Дайте вопросам разные имена.");
            }
        }
    }

    /// A column that nothing reads is named: nothing of a workbook is dropped silently.
    pub(super) fn check_unused_columns(&mut self) {
        for heading in &self.source.survey.headings {
            let first = heading.path[0].as_str();
            let is_known = crate::source::aliases::SURVEY_COLUMNS.contains(&first)
                || matches!(first, "disabled" | "intent" | "bind" | "control" | "media" | "instance")
                || first.starts_with("sms_");
            if !is_known {
                let place = Place::cell("survey", 1, &heading.written);
                let message = format!("столбец «{}» не используется.", heading.written);
                let advice = "Проверьте, как пишется заголовок; столбец заметок можно оставить.";
                self.problems.warning(place, "column.unknown", message, advice);
            }
        }
    }
}
