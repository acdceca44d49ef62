//! Settings of the form: the second row of the settings sheet.

use super::Builder;
use crate::problem::Place;
use crate::source::aliases::{MORE_SETTINGS_COLUMNS, SETTINGS_COLUMNS, yes_no};
use crate::source::{Columns, Lookup, Value};
use crate::text::is_xml_tag;

/// Columns of the settings that mean something here.
const KNOWN: [&str; 10] = [
    "id_string",
    "title",
    "instance_id",
    "form_id",
    "entity_version",
    "autoplay",
    "sms_keyword",
    "delimiter",
    "prefix",
    "version",
];

impl Builder<'_> {
    /// The settings with their defaults filled in.
    pub(super) fn read_settings(&mut self) -> Columns {
        let mut settings = self.source.settings.clone();
        if let Some(name) = settings.text("name") {
            if is_xml_tag(name) {
                self.root_name = name.to_owned();
            } else {
                let place = Place::cell("settings", 2, "name");
                let message = format!("«{name}» не может быть именем формы.");
                self.problems.error(place, "name.invalid", message, super::survey::NAME_ADVICE);
            }
        }
        for heading in &self.source.settings_headings {
            let first = heading.path.first().map(String::as_str).unwrap_or_default();
            let is_known = SETTINGS_COLUMNS.contains(&first)
                || MORE_SETTINGS_COLUMNS.contains(&first)
                || KNOWN.contains(&first);
            if !is_known {
                let place = Place::cell("settings", 1, &heading.written);
                let message = format!("настройка «{}» не используется.", heading.written);
                let advice = "Проверьте, как она пишется, или уберите столбец.";
                self.problems.warning(place, "settings.unknown", message, advice);
            }
        }
        if !self.source.file_stem.is_empty() {
            settings
                .entry("id_string".to_owned())
                .or_insert_with(|| Value::Text(self.source.file_stem.clone()));
        }
        settings.entry("id_string".to_owned()).or_insert_with(|| Value::from("data"));
        let id = settings.text("id_string").unwrap_or_default().to_owned();
        if id.is_empty() || id == "None" {
            let place = Place::cell("settings", 2, "form_id");
            self.problems.error(place, "settings.no_id", "у формы нет идентификатора.", "Заполните form_id.");
        }
        settings.entry("title".to_owned()).or_insert_with(|| Value::Text(id));
        settings.entry("default_language".to_owned()).or_insert_with(|| Value::from("default"));
        settings
    }
}

pub(super) fn is_on(settings: &Columns, name: &str) -> bool {
    settings.text(name).and_then(yes_no).unwrap_or(false)
}
