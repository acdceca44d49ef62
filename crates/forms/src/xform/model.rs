//! The model: translations, the empty instance, lists, bindings, actions.

use super::Writer;
use super::references::message_needs_itext;
use super::xml::{Node, Xml};
use crate::form::{Action, Element, ElementId, Event, Kind};
use crate::source::aliases::logical;
use crate::source::{Columns, Lookup, Value};

pub(crate) const LOGICAL: [&str; 5] = ["readonly", "required", "relevant", "constraint", "calculate"];

impl Writer<'_> {
    pub(super) fn model(&mut self) -> Xml {
        let mut model = Xml::new("model").attribute("odk:xforms-version", "1.0.0");
        if let Some(version) = self.form.entities_version {
            model.set("entities:entities-version", version);
        }
        if let Some(submission) = self.submission() {
            model.push(submission);
        }
        if !self.itext.languages.is_empty() {
            model.push(self.itext_element());
        }
        model.push(Xml::new("instance").child(self.primary_instance()));
        for instance in self.secondary_instances() {
            model.push(instance);
        }
        for id in self.form.in_order() {
            if let Some(bind) = self.bind(id) {
                model.push(bind);
            }
            for action in self.actions(id, false) {
                model.push(action);
            }
        }
        model
    }

    fn submission(&self) -> Option<Xml> {
        let setting = |name: &str| self.form.setting(name).filter(|value| !value.is_empty());
        let mut submission = Xml::new("submission");
        if let Some(address) = setting("submission_url") {
            submission.set("action", address);
            submission.set("method", "post");
        }
        for (name, attribute) in [
            ("public_key", "base64RsaPublicKey"),
            ("auto_send", "orx:auto-send"),
            ("auto_delete", "orx:auto-delete"),
        ] {
            if let Some(value) = setting(name) {
                submission.set(attribute, value);
            }
        }
        if setting("client_editable").and_then(crate::source::aliases::yes_no) == Some(true) {
            submission.set("odk:client-editable", "true");
        }
        (!submission.attributes.is_empty()).then_some(submission)
    }

    fn primary_instance(&self) -> Xml {
        let mut root = self.section_instance(0, false);
        let settings = &self.form.settings;
        for (name, value) in settings.group("attribute").into_iter().flatten() {
            root.set(name, value.text().unwrap_or_default());
        }
        root.set("id", self.form.id.clone());
        for (name, attribute) in [
            ("instance_xmlns", "xmlns"),
            ("version", "version"),
            ("prefix", "odk:prefix"),
            ("delimiter", "odk:delimiter"),
        ] {
            if let Some(value) = settings.text(name).filter(|value| !value.is_empty()) {
                root.set(attribute, value);
            }
        }
        root
    }

    fn with_attributes(&self, mut made: Xml, id: ElementId) -> Xml {
        for (name, value) in &self.form.element(id).instance {
            made.set(name, self.references.insert(&plain(value), id));
        }
        made
    }

    /// Inside the first instance of a repeat nothing is a template; the template stands before it.
    fn section_instance(&self, id: ElementId, mut in_instance: bool) -> Xml {
        let element = self.form.element(id);
        let mut made = self.with_attributes(Xml::new(&element.name), id);
        for child_id in &element.children {
            let child = self.form.element(*child_id);
            if child.is_flat {
                self.flat_instances(*child_id, &mut made);
                continue;
            }
            if child.kind == Kind::ExternalData {
                continue;
            }
            let starts = child.kind == Kind::Repeat && !in_instance;
            if starts {
                in_instance = true;
                made.push(self.template(*child_id));
            }
            self.push_instance(*child_id, in_instance, &mut made);
            if starts {
                in_instance = false;
            }
        }
        made
    }

    fn push_instance(&self, id: ElementId, in_instance: bool, parent: &mut Xml) {
        let element = self.form.element(id);
        match element.kind {
            Kind::Attribute => parent.set(&element.name, element.value.clone()),
            _ if element.is_section() => parent.push(self.section_instance(id, in_instance)),
            Kind::EntityLabel => parent.push(Xml::new(&element.name)),
            _ => {
                let made = self.with_attributes(Xml::new(&element.name), id);
                parent.push(match &element.default {
                    Some(default) if !element.has_dynamic_default => made.text(default.clone()),
                    _ => made,
                });
            }
        }
    }

    fn template(&self, id: ElementId) -> Xml {
        let element = self.form.element(id);
        let mut made = Xml::new(&element.name).attribute("jr:template", "");
        for child_id in &element.children {
            match self.form.element(*child_id).kind {
                Kind::ExternalData => {}
                Kind::Repeat => made.push(self.template(*child_id)),
                _ => self.push_instance(*child_id, false, &mut made),
            }
        }
        made
    }

    fn flat_instances(&self, id: ElementId, parent: &mut Xml) {
        for child in &self.form.element(id).children {
            if self.form.element(*child).is_flat {
                self.flat_instances(*child, parent);
            } else {
                self.push_instance(*child, false, parent);
            }
        }
    }

    fn bind(&self, id: ElementId) -> Option<Xml> {
        let element = self.form.element(id);
        // A file with data has no place among the answers.
        let has_place = !element.is_flat && element.kind != Kind::ExternalData;
        let bind = element.bind.as_ref().filter(|_| has_place)?;
        let mut made = Xml::new("bind").attribute("nodeset", self.form.path(id));
        for (name, value) in bind {
            if name == "calculate" && !element.triggers.is_empty() {
                continue;
            }
            let text = match (name.as_str(), value) {
                ("jr:constraintMsg" | "jr:requiredMsg", value) if message_needs_itext(value) => {
                    self.itext_reference(id, name)
                }
                ("jr:noAppErrorString", Value::Group(_)) => self.itext_reference(id, name),
                (name, Value::Text(text)) if LOGICAL.contains(&name) => logical(text).to_owned(),
                (_, value) => plain(value),
            };
            made.set(name, self.references.insert(&text, id));
        }
        Some(made)
    }

    pub(super) fn itext_reference(&self, id: ElementId, of: &str) -> String {
        format!("jr:itext('{}:{of}')", self.form.path(id))
    }

    /// Actions of one element: those of the model, or those of a repeat.
    pub(super) fn actions(&self, id: ElementId, in_repeat: bool) -> Vec<Xml> {
        let element = self.form.element(id);
        let belongs = |action: &&Action| (action.event == Event::NewRepeat) == in_repeat;
        element.actions.iter().filter(belongs).map(|action| self.action(id, element, action)).collect()
    }

    fn action(&self, id: ElementId, element: &Element, action: &Action) -> Xml {
        let mut made = Xml::new(action.name)
            .attribute("ref", self.form.path(id))
            .attribute("event", action.event.name());
        if action.name == "setvalue" {
            let value = match &element.default {
                Some(default) if element.has_dynamic_default => Some(self.references.insert(default, id)),
                Some(default) => Some(default.clone()),
                None => action.value.clone(),
            };
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                made.set("value", value);
            }
        }
        if let Some(quality) = &action.quality {
            made.set("odk:quality", quality.clone());
        }
        made
    }
}

/// A value where a text is wanted.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Group(group) => {
            let parts: Vec<String> =
                group.iter().map(|(key, value)| format!("'{key}': '{}'", plain(value))).collect();
            format!("{{{}}}", parts.join(", "))
        }
    }
}

pub(super) fn text_nodes(text: &str) -> Vec<Node> {
    vec![Node::Text(text.to_owned())]
}

pub(super) fn resolved(writer: &Writer<'_>, columns: &Columns, id: ElementId) -> Vec<(String, String)> {
    columns.iter().map(|(name, value)| (name.clone(), writer.references.insert(&plain(value), id))).collect()
}
