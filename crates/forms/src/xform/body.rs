//! The body: what is shown, in its groups and repeats.

use super::Writer;
use super::model::{resolved, text_nodes};
use super::references::Style;
use super::xml::Xml;
use crate::form::{Choice, Element, ElementId, Kind, is_written};
use crate::source::{Lookup, Value};

impl Writer<'_> {
    pub(super) fn controls(&mut self, id: ElementId) -> Vec<Xml> {
        let children = self.form.element(id).children.clone();
        children.into_iter().filter_map(|child| self.control(child)).collect()
    }

    fn control(&mut self, id: ElementId) -> Option<Xml> {
        match self.form.element(id).kind {
            Kind::Group => self.group(id),
            Kind::Repeat => Some(self.repeat(id)),
            Kind::Question => self.question(id),
            _ => None,
        }
    }

    fn group(&mut self, id: ElementId) -> Option<Xml> {
        let element = self.form.element(id);
        if element.is_bodyless {
            return None;
        }
        let mut made = Xml::new("group");
        for (name, value) in resolved(self, &element.control, id) {
            made.set(&name, value);
        }
        if let Some(appearance) = element.control.text("appearance") {
            made.set("appearance", appearance);
        }
        if !element.is_flat {
            made.set("ref", self.form.path(id));
        }
        if element.has_label() {
            made.push(self.label(id));
        }
        for control in self.controls(id) {
            made.push(control);
        }
        Some(made)
    }

    fn repeat(&mut self, id: ElementId) -> Xml {
        let path = self.form.path(id);
        let mut repeat = Xml::new("repeat").attribute("nodeset", path.clone());
        for (name, value) in resolved(self, &self.form.element(id).control, id) {
            repeat.set(&name, value);
        }
        for control in self.controls(id) {
            repeat.push(control);
        }
        // Defaults of a new instance; nested repeats see to their own.
        for inner in self.form.in_order_from(id) {
            let kind = self.form.element(inner).kind;
            if matches!(kind, Kind::Question | Kind::Attribute) && self.form.repeat_of(inner) == Some(id) {
                for action in self.actions(inner, true) {
                    repeat.push(action);
                }
            }
        }
        Xml::new("group").attribute("ref", path).child(self.label(id)).child(repeat)
    }

    fn question(&mut self, id: ElementId) -> Option<Xml> {
        let element = self.form.element(id);
        if is_not_shown(element) {
            self.check_hidden_trigger(id);
            return None;
        }
        if matches!(element.control_tag, "" | "action") {
            return None;
        }
        let mut made = Xml::new(element.control_tag);
        let has_label = element.has_label() || !element.media.is_empty();
        let has_hint = element.has_hint() || is_written(element.guidance_hint.as_ref());
        if has_label || has_hint {
            made.push(self.label(id));
        }
        if has_hint {
            made.push(self.hint(id));
        }
        made.set("ref", self.form.path(id));
        for (name, value) in resolved(self, &element.control, id) {
            made.set(&name, value);
        }
        if let Some(query) = &element.query {
            made.set("query", self.query(id, query));
        }
        if let Some(list) = element.parameters.get("inline-list") {
            for item in self.inline_choices(element, list) {
                made.push(item);
            }
        } else if (element.control_tag != "input" || element.type_name.starts_with("geo"))
            && let Some(itemset) = super::itemset::itemset(self.form, &self.references, id)
        {
            made.push(itemset.element());
        }
        for tag in &element.tags {
            made.push(self.tag(tag));
        }
        for action in self.triggered_by(id) {
            made.push(action);
        }
        Some(made)
    }

    pub(super) fn label(&self, id: ElementId) -> Xml {
        let element = self.form.element(id);
        if element.needs_itext() {
            return Xml::new("label").attribute("ref", self.itext_reference(id, "label"));
        }
        match &element.label {
            Some(Value::Text(text)) if !text.is_empty() => {
                Xml::new("label").nodes(self.references.output(text, Some(id)))
            }
            _ => Xml::new("label"),
        }
    }

    fn hint(&self, id: ElementId) -> Xml {
        let element = self.form.element(id);
        match &element.hint {
            Some(Value::Text(text)) if !is_written(element.guidance_hint.as_ref()) => {
                Xml::new("hint").nodes(self.references.output(text, Some(id)))
            }
            _ => Xml::new("hint").attribute("ref", self.itext_reference(id, "hint")),
        }
    }

    /// Which rows of a large list beside the form are offered.
    fn query(&self, id: ElementId, list: &str) -> String {
        match &self.form.element(id).choice_filter {
            Some(filter) => {
                let style = Style { use_current: true, of_parent: false };
                let filter = self.references.insert_in_style(filter, Some(id), style);
                format!("instance('{list}')/root/item[{filter}]")
            }
            None => format!("instance('{list}')/root/item"),
        }
    }

    fn inline_choices(&self, element: &Element, list: &str) -> Vec<Xml> {
        let Some(list) = self.form.lists.get(list) else { return Vec::new() };
        let item = |(index, choice): (usize, &Choice)| {
            let label = if list.needs_itext {
                Xml::new("label").attribute("ref", format!("jr:itext('{}-{index}')", list.name))
            } else if element.has_label() {
                let text = choice.label.as_ref().and_then(Value::text).unwrap_or_default();
                Xml::new("label").nodes(self.references.output(text, None))
            } else {
                Xml::new("label")
            };
            Xml::new("item").child(label).child(Xml::new("value").text(choice.name.clone()))
        };
        list.choices.iter().enumerate().map(item).collect()
    }

    fn tag(&self, tag: &Choice) -> Xml {
        let label = Xml::new("label");
        let label = match &tag.label {
            Some(Value::Text(text)) => label.nodes(text_nodes(text)),
            _ => label,
        };
        Xml::new("tag").attribute("key", tag.name.clone()).child(label)
    }

    /// Questions that are computed when this one changes.
    fn triggered_by(&self, id: ElementId) -> Vec<Xml> {
        let name = &self.form.element(id).name;
        let mut made = Vec::new();
        for is_place in [false, true] {
            for target in self.triggered.get(name).into_iter().flatten().copied() {
                let element = self.form.element(target);
                let is_geo = element.type_name == "background-geopoint";
                let count = element.triggers.iter().filter(|trigger| *trigger == name).count();
                if is_geo != is_place {
                    continue;
                }
                let tag = if is_geo { "odk:setgeopoint" } else { "setvalue" };
                let mut action = Xml::new(tag)
                    .attribute("ref", self.form.path(target))
                    .attribute("event", "xforms-value-changed");
                let value = element.bind_text("calculate").unwrap_or_default();
                if !is_geo && !value.is_empty() {
                    action.set("value", self.references.insert(value, id));
                }
                made.extend(std::iter::repeat_n(action, count));
            }
        }
        made
    }

    fn check_hidden_trigger(&mut self, id: ElementId) {
        let element = self.form.element(id);
        let targets = self.triggered.get(&element.name).into_iter().flatten();
        let target = targets
            .map(|target| self.form.element(*target))
            .find(|target| target.type_name != "background-geopoint");
        if let Some(target) = target {
            let message = format!(
                "вопрос «{}» никто не видит, и он не может запускать вычисление «{}».",
                element.name, target.name
            );
            let row = target.row;
            self.error(
                row,
                "trigger",
                "trigger.hidden",
                message,
                "Назовите в trigger вопрос, на который отвечают.",
            );
        }
    }
}

/// Computed without a word to anybody.
fn is_not_shown(element: &Element) -> bool {
    let is_computed = element.bind.as_ref().is_some_and(|bind| bind.contains_key("calculate"));
    element.type_name == "calculate"
        || ((is_computed || !element.triggers.is_empty()) && !element.has_label() && !element.has_hint())
}
