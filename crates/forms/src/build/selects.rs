//! Questions with choices.

use super::Builder;
use super::choices::{languages, needs_itext};
use super::draft::Draft;
use super::survey::{Open, TableList};
use crate::form::Choice;
use crate::source::aliases::{SELECTS, Select, is_select_from_file};
use crate::source::{Columns, Lookup, Value};
use crate::text::{has_reference, is_xml_tag, split_extension};

const FILES: [&str; 3] = [".xml", ".csv", ".geojson"];
const OTHER: &str = "other";

/// `select_one cities or_other`: the command, what it is, the list, whether another answer may be written in.
pub(super) fn parse(type_name: &str) -> Option<(&'static str, Select, &str, bool)> {
    SELECTS.iter().find_map(|(command, select)| {
        let rest = type_name.strip_prefix(command)?.strip_prefix(' ')?;
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (list, tail) = rest.split_at(end);
        let fits = match tail {
            "" => Some(false),
            " or specify other" | " or_other" | " or other" => Some(true),
            _ => None,
        };
        fits.filter(|_| !list.is_empty()).map(|or_other| (*command, *select, list, or_other))
    })
}

impl Builder<'_> {
    pub(super) fn select(
        &mut self,
        mut draft: Draft,
        open: &mut Open,
        (command, select): (&str, Select),
        list: &str,
        or_other: bool,
    ) {
        let row = draft.row;
        let (file_stem, extension) = split_extension(list);
        let is_file = FILES.contains(&extension);
        select.type_name().clone_into(&mut draft.type_name);
        let filter = draft.columns.text("choice_filter").unwrap_or_default().to_owned();
        if select == Select::OneExternal {
            if filter.is_empty() {
                self.row_warning(
                    row,
                    "choice_filter",
                    "select.external_whole",
                    "select_one_external задуман для списков с отбором.",
                    "Заполните choice_filter или используйте select_one.",
                );
            }
            if !self.external_lists.contains_key(list) {
                let message = format!("на листе external_choices нет списка «{list}».");
                self.row_error(
                    row,
                    "type",
                    "select.no_list",
                    message,
                    "Добавьте лист external_choices со столбцами list_name и name и строки этого списка.",
                );
            }
        } else {
            self.data_files.insert(file_stem.to_owned());
        }
        if is_select_from_file(command) && (!is_file || list.matches('.').count() != 1) {
            let message = format!("«{list}» не похоже на имя файла с вариантами.");
            self.row_error(
                row,
                "type",
                "select.file",
                message,
                "Имя файла кончается на .csv, .xml или .geojson.",
            );
            return;
        }
        let is_reference = has_reference(list);
        if !self.lists.contains_key(list) && select != Select::OneExternal && !is_file && !is_reference {
            let message = format!("на листе choices нет списка «{list}».");
            self.row_error(
                row,
                "type",
                "select.no_list",
                message,
                "Проверьте имя списка или добавьте его варианты на лист choices.",
            );
            return;
        }
        if select == Select::Many && !is_file {
            self.check_spaces(row, list);
        }
        let specify = or_other.then(|| self.specify_other(&draft, list, &filter)).flatten();
        self.check_select_parameters(&draft, command);
        draft.itemset = Some(list.to_owned());
        if select == Select::OneExternal && !filter.is_empty() {
            draft.query = Some(list.to_owned());
        }
        self.as_table(&mut draft, open, list, select, &filter);
        open.draft.children.push(draft);
        open.draft.children.extend(specify);
    }

    /// Codes of a multiple answer are written through spaces.
    fn check_spaces(&mut self, row: u32, list: &str) {
        let Some(found) = self.lists.get(list) else {
            self.row_error(
                row,
                "type",
                "select.no_list",
                format!("на листе choices нет списка «{list}»."),
                "Добавьте его варианты.",
            );
            return;
        };
        let spaced: Vec<(u32, String)> = found
            .choices
            .iter()
            .filter(|choice| choice.name.contains(' '))
            .map(|choice| (choice.row, choice.name.clone()))
            .collect();
        for (at, name) in spaced {
            let place = crate::problem::Place::cell("choices", at, &self.source.choices.written(&["name"]));
            let message = format!(
                "код «{name}» с пробелом стоит в списке «{list}», из которого выбирают несколько вариантов."
            );
            self.problems.error(place, "choices.space", message, "Замените пробел подчёркиванием.");
        }
    }

    fn check_select_parameters(&mut self, draft: &Draft, command: &str) {
        // Only these two spellings know parameters of files.
        if matches!(command, "select_one_from_file" | "select_multiple_from_file") {
            self.accept_only(draft, &["label", "randomize", "seed", "value"]);
            for name in ["value", "label"] {
                if draft.parameters.get(name).is_some_and(|value| !is_xml_tag(value)) {
                    self.bad_parameter(draft.row, name, "имя столбца файла, без пробелов и знаков");
                }
            }
        } else {
            self.accept_only(draft, &["randomize", "seed"]);
        }
        self.randomize(draft);
    }

    fn specify_other(&mut self, draft: &Draft, list: &str, filter: &str) -> Option<Draft> {
        self.uses_or_other = true;
        if !filter.is_empty() {
            self.row_error(
                draft.row,
                "choice_filter",
                "or_other.filter",
                "or_other не сочетается с choice_filter.",
                "Добавьте вариант «другое» и вопрос к нему сами.",
            );
            return None;
        }
        let Some(found) = self.lists.get_mut(list) else {
            self.row_error(
                draft.row,
                "type",
                "or_other.list",
                "or_other нужен список с листа choices.",
                "Добавьте варианты на лист choices.",
            );
            return None;
        };
        if !found.choices.iter().any(|choice| choice.name == OTHER) {
            let languages = languages(&found.choices);
            let label = if languages.is_empty() {
                Value::from("Other")
            } else {
                Value::Group(
                    languages
                        .into_keys()
                        .map(|language| (language, Value::from("Other")))
                        .collect::<Columns>(),
                )
            };
            found.choices.push(Choice { name: OTHER.to_owned(), label: Some(label), ..Choice::default() });
            found.needs_itext = needs_itext(&found.choices);
        }
        let question = Draft { row: draft.row, ..Draft::new("text", format!("{}_other", draft.name)) };
        let mut question = question.with("bind", "relevant", format!("selected(../{}, 'other')", draft.name));
        question.set("label", Value::from("Specify other."));
        Some(question)
    }

    /// Selects of a table show their labels once, above the first of them.
    fn as_table(&mut self, draft: &mut Draft, open: &mut Open, list: &str, select: Select, filter: &str) {
        if self.table_list == TableList::No {
            return;
        }
        if self.table_list == TableList::Waits {
            self.table_list = TableList::Of(list.to_owned());
            if !filter.is_empty() {
                self.row_error(
                    draft.row,
                    "choice_filter",
                    "table_list.filter",
                    "в таблице (table-list) отбор вариантов не поддерживается.",
                    "Уберите choice_filter.",
                );
            }
            let name = format!("reserved_name_for_field_list_labels_{}", draft.row);
            let mut header = Draft { row: draft.row, ..Draft::new(select.type_name(), name) };
            header = header.with("control", "appearance", "label");
            header.itemset = Some(list.to_owned());
            open.draft.children.push(header);
        }
        if self.table_list != TableList::Of(list.to_owned()) {
            let message = format!("в одной таблице (table-list) вопросы с разными списками: здесь «{list}».");
            self.row_error(
                draft.row,
                "type",
                "table_list.lists",
                message,
                "Разнесите вопросы по разным группам.",
            );
        }
        *draft = std::mem::take(draft).with("control", "appearance", "list-nolabel");
    }

    pub(super) fn osm(&mut self, mut draft: Draft, list: &str) -> Draft {
        "osm".clone_into(&mut draft.type_name);
        let row = draft.row;
        let tags = self.source.osm.rows.iter().filter(|tag| tag.columns.text("list name") == Some(list));
        draft.tags = tags
            .map(|tag| Choice {
                name: tag.columns.text("name").unwrap_or_default().to_owned(),
                label: tag.columns.get("label").cloned(),
                row: tag.row,
                ..Choice::default()
            })
            .collect();
        if !self.source.osm.is_empty() && draft.tags.is_empty() {
            self.row_error(
                row,
                "type",
                "osm.no_list",
                format!("на листе osm нет списка «{list}»."),
                "Проверьте имя списка.",
            );
        }
        draft
    }
}
