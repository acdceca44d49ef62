//! Texts in several languages, and everything that can only be said beside a text: pictures, sounds, guidance.

use indexmap::IndexMap;

use super::Writer;
use super::model::text_nodes;
use super::xml::{Node, Xml};
use crate::form::{ElementId, Form, Kind, is_written};
use crate::problem::Problems;
use crate::source::{Columns, Lookup, Value};
use crate::text::{has_reference, split_extension};

/// One form of a text (`long`, `guidance`, `image` …) and the element in whose place its references are read.
#[derive(Debug, Clone)]
pub(super) struct Content {
    text: String,
    context: Option<ElementId>,
}

pub(super) type Forms = IndexMap<String, Content>;

#[derive(Debug, Default)]
pub(super) struct Itext {
    pub languages: IndexMap<String, IndexMap<String, Forms>>,
}

const MEDIA: [&str; 4] = ["image", "big-image", "audio", "video"];

impl Itext {
    fn add(&mut self, language: &str, id: &str, form: &str, text: &str, context: Option<ElementId>) {
        let texts = self.languages.entry(language.to_owned()).or_default();
        let content = Content { text: text.to_owned(), context };
        texts.entry(id.to_owned()).or_default().insert(form.to_owned(), content);
    }

    /// Every language says everything that any language says; what is not translated is a dash.
    fn fill(&mut self) {
        let mut all: IndexMap<String, IndexMap<String, ()>> = IndexMap::new();
        for (id, forms) in self.languages.values().flatten() {
            all.entry(id.clone()).or_default().extend(forms.keys().map(|form| (form.clone(), ())));
        }
        for texts in self.languages.values_mut() {
            for (id, forms) in &all {
                let known = texts.entry(id.clone()).or_default();
                for form in forms.keys() {
                    if !known.contains_key(form) {
                        known.insert(form.clone(), Content { text: "-".to_owned(), context: None });
                    }
                }
            }
        }
    }
}

impl Writer<'_> {
    pub(super) fn collect_itext(&mut self) -> Itext {
        let mut itext = Itext::default();
        let form = self.form;
        for list in form.lists.values().filter(|list| list.needs_itext) {
            for (index, choice) in list.choices.iter().enumerate() {
                let id = format!("{}-{index}", list.name);
                match &choice.label {
                    Some(Value::Text(label)) if !label.is_empty() => {
                        itext.add(&form.default_language, &id, "long", label, None);
                    }
                    Some(Value::Group(labels)) => {
                        for (language, label) in labels {
                            match label {
                                Value::Text(text) => itext.add(language, &id, "long", text, None),
                                // `label::form::language`.
                                Value::Group(of_form) => add_group(&mut itext, of_form, &id, language),
                            }
                        }
                    }
                    _ => {}
                }
                for (kind, value) in &choice.media {
                    match value {
                        Value::Text(text) => itext.add(&form.default_language, &id, kind, text, None),
                        Value::Group(of_languages) => add_group(&mut itext, of_languages, &id, kind),
                    }
                }
            }
        }
        let order = form.in_order();
        for id in &order {
            self.texts_of_element(*id, &mut itext);
        }
        for id in &order {
            self.media_of_element(*id, &mut itext);
        }
        itext.fill();
        itext
    }

    fn texts_of_element(&self, id: ElementId, itext: &mut Itext) {
        let element = self.form.element(id);
        let default_language = &self.form.default_language;
        if matches!(element.kind, Kind::ExternalData | Kind::Attribute | Kind::EntityLabel) {
            return;
        }
        let path = self.form.path(id);
        let mut add = |of: &str, form: &str, value: &Value| match value {
            Value::Text(text) => itext.add(default_language, &format!("{path}:{of}"), form, text, Some(id)),
            Value::Group(group) => {
                for (language, text) in group {
                    let text = text.text().unwrap_or_default();
                    itext.add(language, &format!("{path}:{of}"), form, text, Some(id));
                }
            }
        };
        for of in ["jr:constraintMsg", "jr:requiredMsg", "jr:noAppErrorString"] {
            match element.bind.as_ref().and_then(|bind| bind.get(of)) {
                Some(Value::Text(text)) if of == "jr:noAppErrorString" || !has_reference(text) => {}
                Some(value) => add(of, "long", value),
                None => {}
            }
        }
        match &element.label {
            Some(value @ Value::Group(_)) => add("label", "long", value),
            Some(value @ Value::Text(text)) if !text.is_empty() && element.needs_itext() => {
                add("label", "long", value);
            }
            _ => {}
        }
        let has_guidance = is_written(element.guidance_hint.as_ref());
        match &element.hint {
            Some(value @ Value::Group(_)) => add("hint", "long", value),
            Some(value @ Value::Text(text)) if !text.is_empty() && has_guidance => add("hint", "long", value),
            _ => {}
        }
        // Nobody is guided through a section: pyxform leaves its guidance out.
        if let Some(guidance) =
            element.guidance_hint.as_ref().filter(|_| has_guidance && !element.is_section())
        {
            add("hint", "guidance", guidance);
        }
    }

    fn media_of_element(&mut self, id: ElementId, itext: &mut Itext) {
        let element = self.form.element(id);
        if element.media.is_empty() || element.kind == Kind::ExternalData {
            return;
        }
        let media: &Columns = element.media.group("default").unwrap_or(&element.media);
        let text_id = format!("{}:label", self.form.path(id));
        for (kind, value) in media.clone() {
            if !MEDIA.contains(&kind.as_str()) {
                let message = format!("вид «{kind}» не поддерживается.");
                self.error(
                    element.row,
                    "media",
                    "media.unknown",
                    message,
                    "Возможны image, big-image, audio, video.",
                );
                continue;
            }
            match value {
                Value::Text(text) => itext.add(&self.form.default_language, &text_id, &kind, &text, None),
                Value::Group(of_languages) => add_group(itext, &of_languages, &text_id, &kind),
            }
        }
    }

    pub(super) fn itext_element(&self) -> Xml {
        let mut made = Xml::new("itext");
        for (language, texts) in &self.itext.languages {
            let mut translation = Xml::new("translation").attribute("lang", language.clone());
            if *language == self.form.default_language {
                translation.set("default", "true()");
            }
            for (id, forms) in texts {
                let mut text = Xml::new("text");
                let is_hint = id.split_once(':').is_some_and(|(_, of)| of == "hint");
                for (form, content) in forms {
                    if let Some(value) = self.value(form, content, is_hint) {
                        text.push(value);
                    }
                }
                translation.push(text.attribute("id", id.clone()));
            }
            made.push(translation);
        }
        made
    }

    fn value(&self, form: &str, content: &Content, is_hint: bool) -> Option<Xml> {
        let nodes = self.references.output(&content.text, content.context);
        let value = Xml::new("value");
        match form {
            "long" => Some(value.nodes(nodes)),
            _ if is_hint => Some(value.attribute("form", "guidance").nodes(nodes)),
            _ if content.text == "-" => None,
            "image" | "big-image" => {
                Some(value.attribute("form", form).nodes(prefixed("jr://images/", nodes)))
            }
            other => Some(value.attribute("form", other).nodes(prefixed(&format!("jr://{other}/"), nodes))),
        }
    }
}

fn prefixed(prefix: &str, nodes: Vec<Node>) -> Vec<Node> {
    let mut made = text_nodes(prefix);
    for node in nodes {
        match (made.last_mut(), node) {
            (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
            (_, node) => made.push(node),
        }
    }
    made
}

fn add_group(itext: &mut Itext, of_languages: &Columns, id: &str, form: &str) {
    for (language, text) in of_languages {
        itext.add(language, id, form, text.text().unwrap_or_default(), None);
    }
}

/// Selects whose appearance is `search(…)` want their choices in the control, not in a list beside.
pub(super) fn mark_inline_lists(form: &mut Form, problems: &mut Problems) {
    let is_search = |appearance: &str| {
        appearance
            .find("search(")
            .is_some_and(|at| appearance[at..].lines().next().is_some_and(|line| line.contains(')')))
    };
    let mut with_search: Vec<(u32, String, String)> = Vec::new();
    let mut without: Vec<(String, String)> = Vec::new();
    for element in
        form.elements.iter_mut().filter(|element| element.kind == Kind::Question && element.is_select())
    {
        let list = element.itemset.clone().unwrap_or_default();
        if !element.control.text("appearance").is_some_and(is_search) {
            without.push((element.name.clone(), list));
            continue;
        }
        if matches!(split_extension(&list).1, ".xml" | ".csv" | ".geojson") {
            let place = crate::problem::Place::cell("survey", element.row, "appearance");
            let message = format!("вопрос «{}» берёт варианты из файла и использует search().", element.name);
            problems.error(
                place,
                "search.file",
                message,
                "Уберите search() или возьмите варианты с листа choices.",
            );
            continue;
        }
        if let Some(list) = form.lists.get_mut(&list) {
            list.is_inline = true;
        }
        element.parameters.insert("inline-list".to_owned(), list.clone());
        element.itemset = None;
        with_search.push((element.row, element.name.clone(), list));
    }
    for (row, name, list) in with_search {
        let others: Vec<&str> =
            without.iter().filter(|(_, other)| *other == list).map(|(name, _)| name.as_str()).collect();
        if !others.is_empty() {
            let place = crate::problem::Place::cell("survey", row, "appearance");
            let message = format!(
                "список «{list}» вопроса «{name}» с search() нужен и вопросам без него: {}.",
                others.join(", ")
            );
            problems.error(place, "search.shared", message, "Дайте вопросу с search() отдельный список.");
        }
    }
}
