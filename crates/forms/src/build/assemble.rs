//! Drafts become numbered elements of a form.

use std::collections::HashSet;

use super::Builder;
use super::draft::Draft;
use super::types::{is_external, question_type};
use super::warnings::rules_of;
use crate::form::{Element, ElementId, Form, Kind};
use crate::problem::Place;
use crate::source::{Columns, Lookup, Value};

/// A form of more elements than this is a mistake, or a loop over a long list.
const MAX_ELEMENTS: usize = 50_000;

impl Builder<'_> {
    pub(super) fn assemble(&mut self, drafts: Vec<Draft>, settings: Columns) -> Option<Form> {
        let mut form = Form {
            title: settings.text("title").unwrap_or_default().to_owned(),
            id: settings.text("id_string").unwrap_or_default().to_owned(),
            default_language: settings.text("default_language").unwrap_or("default").to_owned(),
            entities_version: self.entities_version,
            ..Form::default()
        };
        form.elements.push(Element {
            kind: Kind::Survey,
            name: self.root_name.clone(),
            type_name: "survey".to_owned(),
            ..Element::default()
        });
        for draft in drafts {
            self.add(&mut form, draft, 0);
        }
        form.settings = settings;
        form.lists = std::mem::take(&mut self.lists);
        form.external_lists = std::mem::take(&mut self.external_lists);
        self.check_siblings(&form);
        self.check_unique(&form);
        if self.uses_or_other && self.has_translations() {
            let message = "or_other в переводной форме: подпись «Other» остаётся непереведённой.";
            self.problems.warning(
                Place::sheet("survey"),
                "or_other.translation",
                message,
                "Добавьте вариант «другое» и вопрос к нему сами.",
            );
        }
        Some(form)
    }

    fn add(&mut self, form: &mut Form, draft: Draft, parent: ElementId) {
        if form.elements.len() >= MAX_ELEMENTS {
            let advice = "Разделите форму или сократите списки циклов.";
            self.row_error(draft.row, "", "form.too_large", "в форме слишком много вопросов.", advice);
            return;
        }
        let mut draft = self.unrolled(draft);
        let children = std::mem::take(&mut draft.children);
        let Some(mut element) = self.element(draft) else { return };
        element.parent = Some(parent);
        let id = form.elements.len();
        form.elements[parent].children.push(id);
        form.elements.push(element);
        for child in children {
            self.add(form, child, id);
        }
    }

    fn element(&mut self, draft: Draft) -> Option<Element> {
        let columns = &draft.columns;
        let group = |name: &str| columns.group(name).cloned().unwrap_or_default();
        let mut element = Element {
            label: columns.get("label").cloned(),
            hint: columns.get("hint").cloned(),
            guidance_hint: columns.get("guidance_hint").cloned(),
            media: group("media"),
            bind: columns.group("bind").cloned(),
            control: group("control"),
            instance: group("instance"),
            default: columns.text("default").filter(|text| !text.is_empty()).map(str::to_owned),
            has_dynamic_default: draft.has_dynamic_default,
            choice_filter: columns.text("choice_filter").filter(|text| !text.is_empty()).map(str::to_owned),
            warnings: rules_of(columns),
            row: draft.row,
            ..Element::default()
        };
        self.check_texts(&draft);
        if element.control.text("appearance") == Some("label") && !element.has_label() {
            element.label = Some(Value::from(" "));
        }
        let kind = match draft.type_name.as_str() {
            _ if draft.kind.is_some() => draft.kind.unwrap_or(Kind::Question),
            "repeat" if draft.is_section => Kind::Repeat,
            _ if draft.is_section => Kind::Group,
            name if is_external(name) => Kind::ExternalData,
            _ => Kind::Question,
        };
        element.kind = kind;
        if kind == Kind::Question {
            let Some(known) = question_type(&draft.type_name) else {
                let message = if draft.type_name == "include" {
                    "тип include (вставка другой формы) не поддерживается.".to_owned()
                } else {
                    format!("тип вопроса «{}» неизвестен.", draft.type_name)
                };
                let advice = "Проверьте, как пишется тип: text, integer, select_one список, note, calculate…";
                self.row_error(draft.row, "type", "type.unknown", message, advice);
                return None;
            };
            element.control_tag = known.control;
            let mut bind = Columns::new();
            for (name, value) in known.bind {
                bind.insert((*name).to_owned(), Value::from(*value));
            }
            bind.extend(element.bind.take().unwrap_or_default());
            let has_bind = !known.bind.is_empty() || !bind.is_empty();
            element.bind = has_bind.then_some(bind);
            if !known.media_type.is_empty() {
                element
                    .control
                    .entry("mediatype".to_owned())
                    .or_insert_with(|| Value::from(known.media_type));
            }
            if !known.hint.is_empty() && element.hint.is_none() {
                element.hint = Some(Value::from(known.hint));
            }
            self.check_question(&draft, &mut element);
        }
        element.name = draft.name;
        element.type_name = draft.type_name;
        element.triggers = draft.triggers;
        element.parameters = draft.parameters;
        element.itemset = draft.itemset;
        element.query = draft.query;
        element.actions = draft.actions;
        element.tags = draft.tags;
        element.is_flat = draft.is_flat;
        element.is_bodyless = draft.is_bodyless;
        element.value = draft.value;
        Some(element)
    }

    /// Columns of one text may not have parts; columns of parts may not be one text.
    fn check_texts(&mut self, draft: &Draft) {
        for (name, value) in &draft.columns {
            let must_be_text = matches!(
                name.as_str(),
                "type" | "name" | "default" | "choice_filter" | "trigger" | "parameters"
            );
            let must_be_group = matches!(name.as_str(), "bind" | "control" | "media" | "instance");
            let is_wrong = match value {
                Value::Group(_) => must_be_text,
                Value::Text(_) => must_be_group,
            };
            if is_wrong {
                let message = format!("столбец «{name}» заполнен не так, как он устроен.");
                self.row_error(
                    draft.row,
                    name,
                    "column.shape",
                    message,
                    "Проверьте заголовок: части разделяют «::», например bind::relevant.",
                );
            }
        }
    }

    fn check_question(&mut self, draft: &Draft, element: &mut Element) {
        let row = draft.row;
        if element.is_select() {
            let bind_type = element.bind_text("type").unwrap_or_default();
            if draft.itemset.is_none() {
                let message = format!("вопросу типа «{}» не назван список.", draft.type_name);
                self.row_error(row, "type", "select.no_list", message, "Пишите select_one имя_списка.");
            } else if !matches!(bind_type, "string" | "odk:rank") {
                self.row_error(
                    row,
                    "bind::type",
                    "select.bind_type",
                    "у вопроса с вариантами нельзя менять тип.",
                    "Уберите bind::type.",
                );
            }
        }
        let is_hidden = draft.type_name == "calculate"
            || ((element.bind.as_ref().is_some_and(|bind| bind.contains_key("calculate"))
                || !draft.triggers.is_empty())
                && !element.has_label()
                && !element.has_hint());
        let is_shown = !is_hidden && !matches!(element.control_tag, "" | "action");
        if !is_shown {
            return;
        }
        let has_text = element.has_label() || !element.media.is_empty() || element.has_hint();
        if !has_text {
            let message = format!("у вопроса «{}» нет ни подписи, ни подсказки.", draft.name);
            self.row_error(row, "label", "label.missing", message, "Заполните столбец label.");
        }
        if element.media.contains_key("big-image") && !element.media.contains_key("image") {
            self.row_error(
                row,
                "media::big-image",
                "media.big_image",
                "big-image указан без image.",
                "Добавьте картинку в столбец image.",
            );
        }
    }

    /// Names made by loops, tables and «other» may meet names of the author.
    fn check_siblings(&mut self, form: &Form) {
        for element in form.elements.iter().filter(|element| element.is_section()) {
            let mut seen: HashSet<&str> = HashSet::new();
            for child in &element.children {
                let child = &form.elements[*child];
                if !seen.insert(&child.name) {
                    let message = format!("имя «{}» в этом разделе уже есть.", child.name);
                    self.row_error(
                        child.row,
                        "name",
                        "name.duplicate",
                        message,
                        "Дайте другое имя: в одном разделе имена не повторяются.",
                    );
                }
            }
        }
    }

    fn has_translations(&self) -> bool {
        let tables = [&self.source.survey, &self.source.choices];
        tables.iter().flat_map(|table| &table.headings).any(|heading| {
            heading.path.len() > 1 && matches!(heading.path[0].as_str(), "label" | "hint" | "guidance_hint")
        })
    }
}
