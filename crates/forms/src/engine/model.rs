//! A form made ready for filling in: places of answers, formulas read, what depends on what.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::data::Library;
use super::depends::{Graph, places_read, unknown_names};
use super::sources::choice_source;
use super::tree::MAX_INSTANCES;
use crate::form::{ElementId, Event, Form, Kind};
use crate::problem::{Place, Problems};
use crate::source::Value;
use crate::source::aliases::logical;
use crate::xform::references::{Names, References, names_of};
use crate::xpath::{Expression, parse};

/// Number of a place of answers in [`Model::places`]; the root is 0.
pub type PlaceId = usize;

/// Where answers may be: an element, without the instances that repeats make of it.
#[derive(Debug, Clone, Default)]
pub struct AnswerPlace {
    pub name: String,
    pub element: ElementId,
    pub parent: Option<PlaceId>,
    pub children: Vec<PlaceId>,
    /// Number among the children of the parent.
    pub slot: usize,
    pub by_name: HashMap<String, usize>,
    pub is_repeat: bool,
    pub is_leaf: bool,
    pub is_attribute: bool,
    /// Type of the bind: `int`, `date`, `string`.
    pub data_type: String,
    /// Text that stands there from the beginning.
    pub initial: String,
    pub formulas: Formulas,
}

/// Formulas of a place.
#[derive(Debug, Clone, Default)]
pub struct Formulas {
    pub relevant: Option<Expression>,
    pub calculate: Option<Expression>,
    pub required: Option<Expression>,
    pub readonly: Option<Expression>,
    pub constraint: Option<Expression>,
    pub count: Option<Expression>,
    /// Value when the form opens, or an instance of the repeat is added.
    pub first: Option<Expression>,
    pub warnings: Vec<(usize, Expression)>,
    pub choices: Option<Choices>,
}

#[derive(Debug, Clone)]
pub struct Choices {
    pub nodes: Expression,
    pub value: String,
    pub label: String,
}

/// A question whose answer computes another.
#[derive(Debug, Clone)]
pub struct Trigger {
    pub from: PlaceId,
    pub target: PlaceId,
    /// `None` clears the target.
    pub value: Option<Expression>,
}

#[derive(Debug, Clone, Default)]
pub struct Model {
    pub form: Form,
    pub places: Vec<AnswerPlace>,
    pub of_element: HashMap<ElementId, PlaceId>,
    pub triggers: Vec<Trigger>,
    pub graph: Graph,
    names: Names,
    /// Lists with labels of the default language, made when somebody first needs them.
    lists: OnceLock<Arc<Library>>,
}

impl Model {
    /// Never fails: a formula that cannot be read is reported and computes nothing.
    pub fn new(form: &Form, problems: &mut Problems) -> Self {
        let mut model = Self { form: form.clone(), names: names_of(form), ..Self::default() };
        model.add_place(0, None);
        let references = References::new(form);
        for place in 0..model.places.len() {
            model.read_formulas(place, &references, problems);
        }
        model.read_triggers(&references, problems);
        model.graph = Graph::new(&model, problems);
        model.check_paths(problems);
        model.check_counts(problems);
        model
    }

    /// The lists of choices that formulas read.
    pub(super) fn library(&self, language: &str) -> Arc<Library> {
        if language != self.form.default_language {
            return Arc::new(Library::of_form(&self.form, language));
        }
        Arc::clone(self.lists.get_or_init(|| Arc::new(Library::of_form(&self.form, language))))
    }

    /// Whether answers alone decide what stands in a sheet, not the order in which they came: then a session that has
    /// taken answers one by one is what a session opened with all of them is.
    pub fn forgets_the_order_of_answers(&self) -> bool {
        let has_memory = |place: &AnswerPlace| {
            let element = &self.form.elements[place.element];
            // First values are set once; a counted repeat that shrinks forgets what was in it; a form knows its own start.
            place.formulas.first.is_some()
                || place.formulas.count.is_some()
                || element.bind_text("jr:preload") == Some("timestamp")
        };
        self.triggers.is_empty() && !self.places.iter().any(has_memory)
    }

    pub(crate) fn references(&self) -> References<'_> {
        References::with_names(&self.form, &self.names)
    }

    pub fn place_of(&self, element: ElementId) -> Option<PlaceId> {
        self.of_element.get(&element).copied()
    }

    /// Path of a place, without numbers of instances.
    pub fn path(&self, place: PlaceId) -> String {
        let mut names: Vec<&str> = Vec::new();
        let mut at = Some(place);
        while let Some(id) = at {
            names.push(&self.places[id].name);
            at = self.places[id].parent;
        }
        names.reverse();
        format!("/{}", names.join("/"))
    }

    /// A place by the path that a formula has: `/data/group/question`.
    pub fn find(&self, path: &str) -> Option<PlaceId> {
        let mut names = path.trim().strip_prefix('/')?.split('/');
        if names.next()? != self.places[0].name {
            return None;
        }
        names.try_fold(0, |at, name| {
            let slot = *self.places[at].by_name.get(name.trim())?;
            Some(self.places[at].children[slot])
        })
    }

    fn add_place(&mut self, element_id: ElementId, parent: Option<PlaceId>) {
        let element = &self.form.elements[element_id];
        let kind = element.kind;
        if kind == Kind::ExternalData {
            return;
        }
        if element.is_flat {
            for child in element.children.clone() {
                self.add_place(child, parent);
            }
            return;
        }
        let id = self.places.len();
        let mut place = AnswerPlace {
            name: element.name.clone(),
            element: element_id,
            parent,
            is_repeat: kind == Kind::Repeat,
            is_leaf: !element.is_section(),
            is_attribute: kind == Kind::Attribute,
            data_type: element.bind_text("type").unwrap_or_default().to_owned(),
            ..AnswerPlace::default()
        };
        if place.is_attribute {
            place.initial.clone_from(&element.value);
        } else if !element.has_dynamic_default {
            place.initial = element.default.clone().unwrap_or_default();
        }
        let children = element.children.clone();
        if let Some(parent) = parent {
            place.slot = self.places[parent].children.len();
            let name = place.name.clone();
            self.places[parent].children.push(id);
            self.places[parent].by_name.entry(name).or_insert(place.slot);
        }
        self.places.push(place);
        self.of_element.insert(element_id, id);
        for child in children {
            self.add_place(child, Some(id));
        }
    }

    fn read_formulas(&mut self, place: PlaceId, references: &References<'_>, problems: &mut Problems) {
        let id = self.places[place].element;
        let element = &self.form.elements[id];
        let mut reader = Reader { form: &self.form, references, problems, element: id };
        let mut formulas = Formulas::default();
        let is_triggered = !element.triggers.is_empty();
        for (name, slot) in [
            ("relevant", &mut formulas.relevant),
            ("calculate", &mut formulas.calculate),
            ("required", &mut formulas.required),
            ("readonly", &mut formulas.readonly),
            ("constraint", &mut formulas.constraint),
        ] {
            if let Some(text) = element.bind_text(name).filter(|_| name != "calculate" || !is_triggered) {
                *slot = reader.read(logical(text), &format!("bind::{name}"));
            }
        }
        if let Some(Value::Text(count)) = element.control.get("jr:count") {
            // Looked at from the section above: a repeat without instances has no place of its own.
            let above = element.parent.unwrap_or(0);
            let text = reader.references.insert(count, above);
            formulas.count = reader.read_plain(&text, "control::jr:count");
        }
        let of_action = element
            .actions
            .iter()
            .find(|action| action.name == "setvalue" && action.event == Event::FirstLoad);
        if let Some(action) = of_action {
            let text = element.default.as_ref().or(action.value.as_ref());
            formulas.first = text.and_then(|text| reader.read(text, "default"));
        }
        for (index, rule) in element.warnings.iter().enumerate() {
            formulas.warnings.extend(reader.read(&rule.expression, &rule.column).map(|read| (index, read)));
        }
        if let Some(found) = choice_source(&self.form, references, id) {
            let column = if element.choice_filter.is_some() { "choice_filter" } else { "type" };
            let nodes = reader.read_plain(&found.nodeset, column);
            formulas.choices = nodes.map(|nodes| Choices { nodes, value: found.value, label: found.label });
        }
        self.places[place].formulas = formulas;
    }

    /// A path that leads nowhere is empty for ever: a mistake.
    fn check_paths(&self, problems: &mut Problems) {
        for (id, place) in self.places.iter().enumerate() {
            let formulas = &place.formulas;
            let named = [
                ("bind::relevant", &formulas.relevant),
                ("bind::calculate", &formulas.calculate),
                ("bind::required", &formulas.required),
                ("bind::readonly", &formulas.readonly),
                ("bind::constraint", &formulas.constraint),
                ("default", &formulas.first),
            ];
            for (column, formula) in
                named.into_iter().filter_map(|(column, formula)| Some((column, formula.as_ref()?)))
            {
                for name in unknown_names(self, id, formula) {
                    let message = format!("в формуле путь к «{name}», которого в форме нет.");
                    let advice = "Ссылайтесь на вопрос как ${имя}: путь напишется сам.";
                    problems.formula(
                        place_of_formula(&self.form, place.element, column),
                        "formula.path",
                        message,
                        advice,
                    );
                }
            }
        }
    }

    /// A number written in `repeat_count` stands in a place of its own, as pyxform has it.
    fn check_counts(&self, problems: &mut Problems) {
        for place in &self.places {
            let Some(count) = &place.formulas.count else { continue };
            let is_too_much = |counter: &PlaceId| matches!(&self.places[*counter].formulas.calculate, Some(Expression::Number(number)) if *number > f64::from(MAX_INSTANCES));
            if places_read(self, place.parent.unwrap_or(0), count).iter().any(is_too_much) {
                let message =
                    format!("записей в повторе больше {MAX_INSTANCES}: столько в анкете не поместится.");
                let advice = "Уменьшите число или дайте добавлять записи по одной.";
                let at = place_of_formula(&self.form, place.element, "control::jr:count");
                problems.formula(at, "repeat.count", message, advice);
            }
        }
    }

    fn read_triggers(&mut self, references: &References<'_>, problems: &mut Problems) {
        for target in 0..self.places.len() {
            let id = self.places[target].element;
            let element = &self.form.elements[id];
            if element.type_name == "background-geopoint" {
                continue;
            }
            for name in &element.triggers {
                let Some(from_element) = references.find(name) else { continue };
                let Some(from) = self.place_of(from_element) else { continue };
                let text = element.bind_text("calculate").unwrap_or_default();
                let value = references.insert(text, from_element);
                let mut reader = Reader { form: &self.form, references, problems, element: id };
                let value = if text.is_empty() { None } else { reader.read_plain(&value, "bind::calculate") };
                self.triggers.push(Trigger { from, target, value });
            }
        }
    }
}

struct Reader<'a, 'b> {
    form: &'a Form,
    references: &'a References<'a>,
    problems: &'b mut Problems,
    element: ElementId,
}

impl Reader<'_, '_> {
    fn read(&mut self, text: &str, column: &str) -> Option<Expression> {
        self.read_plain(&self.references.insert(text, self.element), column)
    }

    fn read_plain(&mut self, text: &str, column: &str) -> Option<Expression> {
        if text.trim().is_empty() {
            return None;
        }
        match parse(text) {
            Ok(read) => Some(read),
            Err(fault) => {
                let before = text[..fault.at.min(text.len())].trim_end();
                let shown = if before.is_empty() {
                    String::new()
                } else {
                    format!(" после «{}»", last_words(before))
                };
                let message = format!("формула не разобрана: {}{shown}.", fault.what);
                let advice = "Проверьте скобки, кавычки, имена функций и знаки между значениями.";
                self.problems.formula(self.place(column), "formula.syntax", message, advice);
                None
            }
        }
    }

    fn place(&self, column: &str) -> Place {
        place_of_formula(self.form, self.element, column)
    }
}

/// Where in the workbook a formula of an element stands.
pub(super) fn place_of_formula(form: &Form, element: ElementId, column: &str) -> Place {
    let row = form.element(element).row;
    if row == 0 {
        return Place::cell("settings", 2, column.trim_start_matches("bind::"));
    }
    let path: Vec<&str> = column.split("::").collect();
    Place::cell("survey", row, &form.source.survey.written(&path))
}

fn last_words(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let from = characters.len().saturating_sub(25);
    let cut = if from > 0 { "…" } else { "" };
    format!("{cut}{}", characters[from..].iter().collect::<String>())
}
