//! A form that is put together: its elements as a tree, its lists, its settings.

use indexmap::IndexMap;

use crate::problem::Problem;
use crate::source::{Columns, Lookup, Source, Value};

/// Number of an element in [`Form::elements`]; the root is 0.
pub type ElementId = usize;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    Survey,
    Group,
    Repeat,
    #[default]
    Question,
    /// Names a file with data; has no place in the answers.
    ExternalData,
    /// An entity's declaration, and what is inside it.
    Entity,
    Attribute,
    EntityLabel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    FirstLoad,
    Load,
    NewRepeat,
}

impl Event {
    pub fn name(self) -> &'static str {
        match self {
            Self::FirstLoad => "odk-instance-first-load",
            Self::Load => "odk-instance-load",
            Self::NewRepeat => "odk-new-repeat",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// `setvalue`, `odk:setgeopoint`, `odk:recordaudio`.
    pub name: &'static str,
    pub event: Event,
    pub value: Option<String>,
    pub quality: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub struct Element {
    pub kind: Kind,
    pub name: String,
    /// Type of a question; `group`, `repeat`, `loop` of a section.
    pub type_name: String,
    /// Element of the control; empty when nobody sees the question.
    pub control_tag: &'static str,
    pub label: Option<Value>,
    pub hint: Option<Value>,
    pub guidance_hint: Option<Value>,
    pub media: Columns,
    pub bind: Option<Columns>,
    pub control: Columns,
    pub instance: Columns,
    pub default: Option<String>,
    pub has_dynamic_default: bool,
    pub choice_filter: Option<String>,
    /// Questions whose change computes this one anew.
    pub triggers: Vec<String>,
    pub parameters: IndexMap<String, String>,
    pub itemset: Option<String>,
    pub query: Option<String>,
    pub actions: Vec<Action>,
    pub tags: Vec<Choice>,
    /// A group that leaves no element in the answers.
    pub is_flat: bool,
    /// A group that is not shown: `meta`.
    pub is_bodyless: bool,
    /// Value of an attribute of an entity.
    pub value: String,
    /// Rules that warn (README.md, «Beyond XLSForm»).
    pub warnings: Vec<WarningRule>,
    pub row: u32,
    pub parent: Option<ElementId>,
    pub children: Vec<ElementId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarningRule {
    pub expression: String,
    pub message: Option<Value>,
    /// Whether the answer is accepted only with an explanation.
    pub wants_explanation: bool,
    /// Heading of its column, for problems.
    pub column: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    pub name: String,
    pub label: Option<Value>,
    pub media: Columns,
    pub sms_option: Option<String>,
    /// Further columns, for filters.
    pub extra: Columns,
    pub row: u32,
}

#[derive(Debug, Clone, Default)]
pub struct ChoiceList {
    pub name: String,
    pub choices: Vec<Choice>,
    /// Labels are in several languages, have pictures or references.
    pub needs_itext: bool,
    /// Its choices stand in the control itself: `search()` wants them there.
    pub is_inline: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Form {
    pub title: String,
    pub id: String,
    pub default_language: String,
    pub settings: Columns,
    pub elements: Vec<Element>,
    pub lists: IndexMap<String, ChoiceList>,
    pub external_lists: IndexMap<String, Vec<Columns>>,
    pub entities_version: Option<&'static str>,
    /// What the author wrote.
    pub source: Source,
    /// Warnings and faults of formulas; a form with errors is not made.
    pub problems: Vec<Problem>,
}

impl Element {
    pub fn is_section(&self) -> bool {
        matches!(self.kind, Kind::Survey | Kind::Group | Kind::Repeat | Kind::Entity)
    }

    pub fn is_select(&self) -> bool {
        matches!(self.control_tag, "select1" | "select" | "odk:rank")
    }

    pub fn has_label(&self) -> bool {
        is_written(self.label.as_ref())
    }

    pub fn has_hint(&self) -> bool {
        is_written(self.hint.as_ref())
    }

    pub fn bind_text(&self, name: &str) -> Option<&str> {
        self.bind.as_ref()?.text(name)
    }

    pub fn needs_itext(&self) -> bool {
        matches!(self.label, Some(Value::Group(_))) || !self.media.is_empty()
    }
}

pub(crate) fn is_written(value: Option<&Value>) -> bool {
    match value {
        None => false,
        Some(Value::Text(text)) => !text.is_empty(),
        Some(Value::Group(group)) => !group.is_empty(),
    }
}

impl Form {
    pub fn element(&self, id: ElementId) -> &Element {
        &self.elements[id]
    }

    /// Ancestors from the nearest to the root.
    pub fn ancestors(&self, id: ElementId) -> impl Iterator<Item = ElementId> + '_ {
        std::iter::successors(self.elements[id].parent, |id| self.elements[*id].parent)
    }

    /// Every element in the order of the form, parents before children.
    pub fn in_order(&self) -> Vec<ElementId> {
        self.in_order_from(0)
    }

    /// An element and everything inside it, in the order of the form.
    pub fn in_order_from(&self, id: ElementId) -> Vec<ElementId> {
        let mut order = Vec::new();
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            order.push(id);
            stack.extend(self.elements[id].children.iter().rev());
        }
        order
    }

    /// Path of the element's place in the answers.
    pub fn path(&self, id: ElementId) -> String {
        self.path_from(id, None)
    }

    /// The same, beginning below an ancestor.
    pub fn path_from(&self, id: ElementId, above: Option<ElementId>) -> String {
        let mut names: Vec<String> = Vec::new();
        let element = &self.elements[id];
        if !element.is_flat {
            let sign = if element.kind == Kind::Attribute { "@" } else { "" };
            names.push(format!("{sign}{}", element.name));
        }
        for ancestor in self.ancestors(id).take_while(|ancestor| Some(*ancestor) != above) {
            if !self.elements[ancestor].is_flat {
                names.push(self.elements[ancestor].name.clone());
            }
        }
        names.reverse();
        format!("/{}", names.join("/"))
    }

    /// Nearest ancestor that repeats.
    pub fn repeat_of(&self, id: ElementId) -> Option<ElementId> {
        self.ancestors(id).find(|ancestor| self.elements[*ancestor].kind == Kind::Repeat)
    }

    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings.text(name)
    }
}
