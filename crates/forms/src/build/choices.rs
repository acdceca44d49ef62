//! Lists of choices.

use indexmap::IndexMap;

use super::Builder;
use super::settings::is_on;
use crate::form::{Choice, ChoiceList};
use crate::problem::Place;
use crate::source::{Columns, Lookup, Row, Value};
use crate::text::has_reference;

const LIST: &str = "list name";

impl Builder<'_> {
    pub(super) fn read_choices(&mut self, settings: &Columns) {
        for row in &self.source.external_choices.rows {
            if let Some(list) = row.columns.text(LIST) {
                let mut columns = row.columns.clone();
                columns.shift_remove(LIST);
                self.external_lists.entry(list.to_owned()).or_default().push(columns);
            }
        }
        let table = &self.source.choices;
        if table.is_empty() {
            return;
        }
        if !table.headings.is_empty() && !table.headings.iter().any(|heading| heading.path[0] == "name") {
            let place = Place::row("choices", 1);
            self.problems.error(
                place,
                "header.required",
                "на листе choices нет столбца name.",
                "Добавьте столбец name с кодами вариантов.",
            );
            return;
        }
        let invalid: Vec<&str> = table
            .headings
            .iter()
            .map(|heading| heading.path[0].as_str())
            .filter(|name| *name != LIST && name.contains(' '))
            .collect();
        for name in &invalid {
            let place = Place::cell("choices", 1, name);
            let message = format!("столбец «{name}» не прочитан: в заголовке пробел.");
            self.problems.warning(place, "header.space", message, "Замените пробел подчёркиванием.");
        }
        let allows_duplicates = is_on(settings, "allow_choice_duplicates");
        let rows: Vec<&Row> = table.rows.iter().collect();
        for row in rows {
            let Some(list) = row.columns.text(LIST).map(str::to_owned) else {
                let message = "вариант ни к какому списку не относится и не прочитан.";
                self.problems.warning(
                    Place::row("choices", row.row),
                    "choices.no_list",
                    message,
                    "Заполните столбец list_name.",
                );
                continue;
            };
            self.add_choice(&list, row, &invalid, allows_duplicates);
        }
        let add_none = is_on(settings, "add_none_option");
        if add_none {
            let place = Place::cell("settings", 2, "add_none_option");
            self.problems.error(
                place,
                "settings.add_none",
                "настройка add_none_option не поддерживается.",
                "Добавьте вариант «none» в списки сами.",
            );
        }
        for list in self.lists.values_mut() {
            list.needs_itext = needs_itext(&list.choices);
        }
    }

    fn add_choice(&mut self, list: &str, row: &Row, invalid: &[&str], allows_duplicates: bool) {
        let made = self
            .lists
            .entry(list.to_owned())
            .or_insert_with(|| ChoiceList { name: list.to_owned(), ..ChoiceList::default() });
        let Some(name) = row.columns.text("name").map(str::to_owned) else {
            let place = Place::cell("choices", row.row, &self.source.choices.written(&["name"]));
            self.problems.error(place, "choices.no_name", "у варианта нет кода.", "Заполните столбец name.");
            return;
        };
        if !row.columns.contains_key("label") {
            let place = Place::cell("choices", row.row, &self.source.choices.written(&["label"]));
            let message = format!("у варианта «{name}» нет подписи.");
            self.problems.warning(place, "choices.no_label", message, "Заполните столбец label.");
        }
        let is_known = !self.choice_names.entry(list.to_owned()).or_default().insert(name.clone());
        if !allows_duplicates && is_known {
            let place = Place::cell("choices", row.row, &self.source.choices.written(&["name"]));
            let message = format!("код «{name}» в списке «{list}» уже есть.");
            let advice = "Дайте варианту другой код; если так и задумано — поставьте в settings allow_choice_duplicates = yes.";
            self.problems.error(place, "choices.duplicate", message, advice);
        }
        let mut choice = Choice { name, row: row.row, ..Choice::default() };
        for (key, value) in &row.columns {
            match (key.as_str(), value) {
                ("name" | LIST, _) => {}
                ("label", value) => choice.label = Some(value.clone()),
                ("media", Value::Group(media)) => choice.media = media.clone(),
                ("sms_option", Value::Text(text)) => choice.sms_option = Some(text.clone()),
                (key, _) if invalid.contains(&key) => {}
                (key, Value::Text(text)) => {
                    choice.extra.insert(key.to_owned(), Value::Text(text.clone()));
                }
                (key, Value::Group(_)) => {
                    let place = Place::cell("choices", row.row, &self.source.choices.written(&[key]));
                    let message =
                        format!("столбец «{key}» на листе choices не может иметь частей через «::».");
                    self.problems.error(place, "choices.grouped", message, "Назовите столбец одним словом.");
                }
            }
        }
        made.choices.push(choice);
    }
}

/// Whether the labels of a list live among the translations.
pub(super) fn needs_itext(choices: &[Choice]) -> bool {
    choices.iter().any(|choice| {
        !choice.media.is_empty()
            || match &choice.label {
                Some(Value::Group(_)) => true,
                Some(Value::Text(label)) => has_reference(label),
                None => false,
            }
    })
}

/// Every language in which the list has a label.
pub(super) fn languages(choices: &[Choice]) -> IndexMap<String, ()> {
    choices
        .iter()
        .filter_map(|choice| choice.label.as_ref()?.group())
        .flat_map(|label| label.keys().map(|language| (language.clone(), ())))
        .collect()
}
