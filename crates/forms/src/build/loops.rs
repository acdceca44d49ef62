//! Loops: the questions of a section repeated in the form for every choice of a list, `%(label)s` replaced in them.

use super::Builder;
use super::draft::Draft;
use crate::form::Choice;
use crate::source::{Columns, Value};

impl Builder<'_> {
    pub(super) fn check_loop(&mut self, draft: &mut Draft, list: &str) {
        if list.is_empty() {
            let advice = "Пишите begin_loop over имя_списка.";
            self.row_error(
                draft.row,
                "type",
                "loop.no_list",
                "не сказано, по какому списку идёт цикл.",
                advice,
            );
        } else if !self.lists.contains_key(list) {
            let message = format!("на листе choices нет списка «{list}».");
            self.row_error(draft.row, "type", "select.no_list", message, "Проверьте имя списка.");
        }
        draft.loop_over = Some(list.to_owned());
    }

    /// The section with a group for every choice.
    pub(super) fn unrolled(&mut self, mut draft: Draft) -> Draft {
        let Some(list) = draft.loop_over.take() else { return draft };
        let choices = self.lists.get(&list).map(|list| list.choices.clone()).unwrap_or_default();
        let templates = std::mem::take(&mut draft.children);
        for choice in choices.iter().filter(|choice| choice.name != "none") {
            let mut group =
                Draft { row: draft.row, is_section: true, ..Draft::new("group", choice.name.clone()) };
            let Some(label) = choice.label.clone() else {
                let message =
                    format!("у варианта «{}» списка «{list}» нет подписи, а по нему идёт цикл.", choice.name);
                self.row_error(draft.row, "type", "loop.no_label", message, "Заполните label варианта.");
                continue;
            };
            group.set("label", label);
            if !choice.media.is_empty() {
                group.set("media", Value::Group(choice.media.clone()));
            }
            for template in &templates {
                if let Some(child) = substituted(template, choice) {
                    group.children.push(child);
                } else {
                    let advice = "Пишите %(name)s или %(label)s; сам знак процента — %%.";
                    self.row_error(
                        template.row,
                        "label",
                        "loop.template",
                        "подстановка варианта цикла не разобрана.",
                        advice,
                    );
                }
            }
            draft.children.push(group);
        }
        draft
    }
}

fn substituted(template: &Draft, choice: &Choice) -> Option<Draft> {
    let mut made = template.clone();
    made.name = replace(&template.name, choice, None)?;
    made.columns = Columns::new();
    for (key, value) in &template.columns {
        let value = match value {
            Value::Text(text) => Value::Text(replace(text, choice, None)?),
            Value::Group(group) => {
                let mut replaced = Columns::new();
                for (inner, value) in group {
                    let value = match value {
                        Value::Text(text) => Value::Text(replace(text, choice, Some(inner))?),
                        group @ Value::Group(_) => group.clone(),
                    };
                    replaced.insert(inner.clone(), value);
                }
                Value::Group(replaced)
            }
        };
        made.columns.insert(key.clone(), value);
    }
    Some(made)
}

/// `%(label)s` in the language of the text where the label has it.
fn replace(text: &str, choice: &Choice, language: Option<&str>) -> Option<String> {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        made.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            made.push('%');
            rest = after;
            continue;
        }
        let close = rest.find(")s")?;
        let key = rest[..close].strip_prefix('(')?;
        made.push_str(&column_of(choice, key, language)?);
        rest = &rest[close + 2..];
    }
    made.push_str(rest);
    Some(made)
}

fn column_of(choice: &Choice, key: &str, language: Option<&str>) -> Option<String> {
    match key {
        "name" => Some(choice.name.clone()),
        "label" => match choice.label.as_ref()? {
            Value::Text(text) => Some(text.clone()),
            Value::Group(labels) => {
                let own = language.and_then(|language| labels.get(language));
                own.or_else(|| labels.values().next())?.text().map(str::to_owned)
            }
        },
        other => choice.extra.get(other)?.text().map(str::to_owned),
    }
}
