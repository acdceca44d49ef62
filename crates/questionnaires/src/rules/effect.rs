//! What publishing a changed form does to answers that have been collected: told before it happens.

use std::collections::{BTreeMap, BTreeSet};

use forms::Form;
use forms::form::{Element, ElementId};

use super::layout::questions_of;
use super::paths::pattern;

/// How a question differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    Added,
    Removed,
    /// `from`, `to` in the author's words.
    Type {
        from: String,
        to: String,
    },
    /// Codes that are offered no more.
    ChoicesRemoved(Vec<String>),
    ChoicesAdded(Vec<String>),
    BecameRequired,
    Reworded,
}

/// A changed question and how many collected answers it touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub path: String,
    pub label: String,
    pub kind: ChangeKind,
    pub touched: i64,
}

impl Change {
    /// The change in the reader's words.
    pub fn words(&self) -> String {
        match &self.kind {
            ChangeKind::Added => "новый вопрос: в собранных ответах его нет".to_owned(),
            ChangeKind::Removed => {
                "вопрос убран: ответы на него остаются в своих версиях и в выгрузке".to_owned()
            }
            ChangeKind::Type { from, to } => {
                format!("другой вид ответа: было «{from}», станет «{to}»; прежние ответы не переводятся")
            }
            ChangeKind::ChoicesRemoved(codes) => format!("убраны варианты: {}", codes.join(", ")),
            ChangeKind::ChoicesAdded(codes) => format!("добавлены варианты: {}", codes.join(", ")),
            ChangeKind::BecameRequired => "вопрос стал обязательным".to_owned(),
            ChangeKind::Reworded => "изменена формулировка".to_owned(),
        }
    }

    /// Whether figures of before and after can no longer be put side by side without a thought.
    pub fn breaks(&self) -> bool {
        matches!(self.kind, ChangeKind::Removed | ChangeKind::Type { .. } | ChangeKind::ChoicesRemoved(_))
    }
}

/// Compares two versions. `collected`: path, value, how many times it stands in collected answers.
pub fn effect_of(old: &Form, new: &Form, collected: &[(String, String, i64)]) -> Vec<Change> {
    let mut by_path: BTreeMap<String, Vec<(&str, i64)>> = BTreeMap::new();
    for (path, value, count) in collected {
        by_path.entry(pattern(path)).or_default().push((value, *count));
    }
    let total =
        |path: &str| by_path.get(path).map_or(0, |values| values.iter().map(|(_, count)| count).sum::<i64>());
    let with_code = |path: &str, codes: &[String]| {
        by_path.get(path).map_or(0, |values| {
            values
                .iter()
                .filter(|(value, _)| value.split_whitespace().any(|one| codes.iter().any(|code| code == one)))
                .map(|(_, count)| count)
                .sum()
        })
    };
    let before = index(old);
    let after = index(new);
    let mut changes = Vec::new();
    let mut add = |path: &str, form: &Form, id: ElementId, kind: ChangeKind, touched: i64| {
        changes.push(Change { path: path.to_owned(), label: label_of(form, id), kind, touched });
    };
    for (path, id) in &after {
        let Some(old_id) = before.get(path) else {
            add(path, new, *id, ChangeKind::Added, 0);
            continue;
        };
        let (was, is) = (old.element(*old_id), new.element(*id));
        let (from, to) = (type_word(was), type_word(is));
        if from != to {
            add(path, new, *id, ChangeKind::Type { from, to }, total(path));
            continue;
        }
        let (had, has) = (codes(old, was), codes(new, is));
        let removed: Vec<String> = had.difference(&has).cloned().collect();
        let added: Vec<String> = has.difference(&had).cloned().collect();
        if !removed.is_empty() {
            let touched = with_code(path, &removed);
            add(path, new, *id, ChangeKind::ChoicesRemoved(removed), touched);
        }
        if !added.is_empty() {
            add(path, new, *id, ChangeKind::ChoicesAdded(added), total(path));
        }
        if is_required(is) && !is_required(was) {
            add(path, new, *id, ChangeKind::BecameRequired, 0);
        }
        if was.label != is.label {
            add(path, new, *id, ChangeKind::Reworded, total(path));
        }
    }
    for (path, id) in before.iter().filter(|(path, _)| !after.contains_key(*path)) {
        add(path, old, *id, ChangeKind::Removed, total(path));
    }
    changes.sort_by_key(|change| (!change.breaks(), change.path.clone()));
    changes
}

fn index(form: &Form) -> BTreeMap<String, ElementId> {
    questions_of(form).into_iter().map(|id| (form.path(id), id)).collect()
}

fn label_of(form: &Form, id: ElementId) -> String {
    let element = form.element(id);
    let text = match &element.label {
        Some(forms::source::Value::Text(text)) => Some(text.clone()),
        Some(forms::source::Value::Group(group)) => {
            group.values().next().and_then(|value| value.text()).map(str::to_owned)
        }
        None => None,
    };
    text.unwrap_or_else(|| element.name.clone())
}

fn is_required(element: &Element) -> bool {
    element.bind_text("required").is_some_and(|text| matches!(text, "true()" | "yes"))
}

fn type_word(element: &Element) -> String {
    match element.control_tag {
        "select1" => "один вариант".to_owned(),
        "select" => "несколько вариантов".to_owned(),
        "odk:rank" => "порядок вариантов".to_owned(),
        "upload" => "файл".to_owned(),
        "trigger" => "отметка".to_owned(),
        _ => match element.bind_text("type").unwrap_or_default() {
            "int" => "целое число",
            "decimal" => "число",
            "date" => "дата",
            "time" => "время",
            "dateTime" => "дата и время",
            "geopoint" | "geotrace" | "geoshape" => "место",
            _ => "текст",
        }
        .to_owned(),
    }
}

fn codes(form: &Form, element: &Element) -> BTreeSet<String> {
    let list = element.itemset.as_deref().and_then(|name| form.lists.get(name));
    list.map(|list| list.choices.iter().map(|choice| choice.name.clone()).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(survey: &str, choices: &str) -> Form {
        let text = format!(
            "| survey | | | | |\n| | type | name | label | required |\n{survey}\n| choices | | | |\n| | list_name | name | label |\n{choices}\n"
        );
        Form::read(text.as_bytes(), "t.md").unwrap()
    }

    #[test]
    fn every_kind_of_change_is_named_with_what_it_touches() {
        let yn = "| | yn | yes | Да |\n| | yn | no | Нет |";
        let old = form(
            "| | integer | a | Сколько | |\n| | select_one yn | b | Есть ли | |\n| | text | c | Что ещё | |\n| | text | d | Имя | |",
            yn,
        );
        let new = form(
            "| | text | a | Сколько | |\n| | select_one yn | b | Есть ли | |\n| | text | d | Ваше имя | yes |\n| | text | e | Где | |",
            "| | yn | yes | Да |\n| | yn | maybe | Отчасти |",
        );
        let root = &old.elements[0].name;
        let collected = vec![
            (format!("/{root}/a"), "5".to_owned(), 3),
            (format!("/{root}/b"), "no".to_owned(), 2),
            (format!("/{root}/b"), "yes".to_owned(), 4),
            (format!("/{root}/c"), "слово".to_owned(), 1),
        ];
        let changes = effect_of(&old, &new, &collected);
        let found = |name: &str| -> Vec<(&ChangeKind, i64)> {
            let end = format!("/{name}");
            changes
                .iter()
                .filter(|one| one.path.ends_with(&end))
                .map(|one| (&one.kind, one.touched))
                .collect()
        };
        assert!(matches!(found("a")[..], [(ChangeKind::Type { .. }, 3)]));
        assert_eq!(found("b").len(), 2);
        assert!(found("b").contains(&(&ChangeKind::ChoicesRemoved(vec!["no".into()]), 2)));
        assert_eq!(found("c"), [(&ChangeKind::Removed, 1)]);
        assert_eq!(found("d").len(), 2);
        assert_eq!(found("e"), [(&ChangeKind::Added, 0)]);
        assert!(changes[0].breaks() && !changes.last().unwrap().breaks());
    }
}
