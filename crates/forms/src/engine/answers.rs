//! Answers as JSON: nested as the form is, a list for a repeat.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::inputs::Inputs;
use super::model::{Model, PlaceId};
use super::session::Session;
use super::tree::{NodeId, Tree};

/// A key or value that the form has no place for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unplaced {
    pub path: String,
    pub message: String,
}

/// What a form is opened with.
#[derive(Debug, Clone, Default)]
pub struct Record<'a> {
    pub answers: Option<&'a Json>,
    /// Answers of the period before.
    pub previous: Option<&'a Json>,
    /// The respondent's own record saved last: `${last-saved#q}`.
    pub last_saved: Option<&'a Json>,
}

impl Session {
    /// Opens a form with answers in it: they stand as given, what depends on them is computed.
    pub fn with_answers(model: Arc<Model>, inputs: Inputs, record: &Record<'_>) -> (Self, Vec<Unplaced>) {
        let mut session = Self::blank(model, inputs);
        let mut unplaced = Vec::new();
        session.previous = record.previous.map(|previous| {
            let mut tree = Tree::new(&session.model);
            let mut filler = Filler {
                model: &session.model,
                tree: &mut tree,
                answered: BTreeSet::new(),
                unplaced: Vec::new(),
                counts: true,
            };
            filler.root(answers_of(previous, &session.model));
            tree
        });
        if let Some(saved) = record.last_saved {
            let document = document_of(answers_of(saved, &session.model), &session.model);
            Arc::make_mut(&mut session.library).insert("__last-saved", document);
        }
        let Some(answers) = record.answers else {
            session.open();
            return (session, unplaced);
        };
        let given = answers_of(answers, &session.model);
        let model = Arc::clone(&session.model);
        // Instances first, so that first values of each are set; then the answers over them; counted instances come
        // from the answers to their counts, so what is inside them is put in once more.
        for round in 0..3 {
            let mut filler = Filler {
                model: &model,
                tree: &mut session.tree,
                answered: BTreeSet::new(),
                unplaced: Vec::new(),
                counts: false,
            };
            filler.root(given);
            let answered = std::mem::take(&mut filler.answered);
            unplaced = std::mem::take(&mut filler.unplaced);
            session.forget_removed();
            if round == 0 {
                session.open();
                continue;
            }
            session.recalculate_all();
            if round == 2 {
                for node in &answered {
                    if session.tree.is_alive(*node) {
                        session.pull_triggers(*node, &answered);
                    }
                }
                session.settle();
            }
        }
        if let Some(explanations) = answers.get("explanations").and_then(Json::as_object) {
            for (key, text) in explanations {
                let path = session.path_of_key(key);
                if session.explain(&path, &text_of(text).unwrap_or_default()).is_err() {
                    unplaced.push(Unplaced {
                        path: key.clone(),
                        message: format!("пояснение к вопросу «{key}», которого в форме нет"),
                    });
                }
            }
        }
        (session, unplaced)
    }

    /// A path, or a name that the form has once.
    pub fn path_of_key(&self, key: &str) -> String {
        if key.starts_with('/') {
            return key.to_owned();
        }
        let found = (0..self.model.places.len()).find(|place| self.model.places[*place].name == key);
        found.map_or_else(|| key.to_owned(), |place| self.model.path(place))
    }

    /// Relevant answers, nested as the form is.
    pub fn values(&self) -> Json {
        self.section(0)
    }

    fn section(&self, node: NodeId) -> Json {
        let mut made = Map::new();
        let place = &self.model.places[self.tree.node(node).place];
        for (slot, child) in place.children.iter().enumerate() {
            let child = &self.model.places[*child];
            let nodes: Vec<NodeId> = self
                .tree
                .children(node, slot)
                .iter()
                .copied()
                .filter(|id| self.tree.node(*id).is_relevant)
                .collect();
            if child.is_repeat {
                made.insert(child.name.clone(), nodes.iter().map(|id| self.section(*id)).collect());
                continue;
            }
            let Some(id) = nodes.first().copied() else { continue };
            let value = if child.is_leaf { self.typed(id) } else { self.section(id) };
            let is_blank = value.is_null() || value.as_object().is_some_and(Map::is_empty);
            if !is_blank {
                made.insert(child.name.clone(), value);
            }
        }
        Json::Object(made)
    }

    /// A number as a number, several choices as a list, everything else as a text.
    pub(super) fn typed(&self, id: NodeId) -> Json {
        let node = self.tree.node(id);
        let place = &self.model.places[node.place];
        let element = self.model.form.element(place.element);
        if node.value.is_empty() {
            return Json::Null;
        }
        if matches!(element.control_tag, "select" | "odk:rank") {
            return node.value.split_whitespace().collect();
        }
        let is_number =
            matches!(place.data_type.as_str(), "int" | "decimal") || element.type_name == "calculate";
        let is_written_as_number =
            node.value.parse::<f64>().is_ok_and(|number| super::value::text_of_number(number) == node.value);
        if is_number && is_written_as_number {
            return serde_json::from_str(&node.value).unwrap_or_else(|_| Json::String(node.value.clone()));
        }
        Json::String(node.value.clone())
    }
}

/// The answers themselves: the object, or what is under its key `answers`.
fn answers_of<'a>(json: &'a Json, model: &Model) -> &'a Json {
    let has_such_question = model.places[0].by_name.contains_key("answers");
    match json.get("answers").or_else(|| json.get("values")) {
        Some(inside) if inside.is_object() && !has_such_question => inside,
        _ => json,
    }
}

struct Filler<'a> {
    model: &'a Model,
    tree: &'a mut Tree,
    answered: BTreeSet<NodeId>,
    unplaced: Vec<Unplaced>,
    /// Whether instances are made even where the form counts them: of a record that is only read.
    counts: bool,
}

impl Filler<'_> {
    fn root(&mut self, json: &Json) {
        let Some(object) = json.as_object() else {
            self.unplaced.push(Unplaced {
                path: "/".to_owned(),
                message: "ответы должны быть объектом JSON".to_owned(),
            });
            return;
        };
        // The root's own name may stand around everything.
        let root = &self.model.places[0].name;
        let inside = match object.iter().next() {
            Some((key, inside))
                if object.len() == 1 && key == root && !self.model.places[0].by_name.contains_key(key) =>
            {
                inside.as_object().unwrap_or(object)
            }
            _ => object,
        };
        self.section(0, inside);
    }

    fn section(&mut self, node: NodeId, object: &Map<String, Json>) {
        for (key, value) in object {
            let place = &self.model.places[self.tree.node(node).place];
            if key.starts_with('/') {
                self.at_path(key, value);
            } else if let Some(slot) = place.by_name.get(key).copied() {
                self.child(node, place.children[slot], slot, value);
            } else if let Some((above, slot)) = self.inside(node, key) {
                let child = self.model.places[self.tree.node(above).place].children[slot];
                self.child(above, child, slot, value);
            } else {
                let path = format!("{}/{key}", self.tree.path(self.model, node));
                self.unplaced
                    .push(Unplaced { message: format!("вопроса «{key}» здесь нет"), path });
            }
        }
    }

    fn at_path(&mut self, path: &str, value: &Json) {
        match self.tree.find(self.model, path) {
            Some(node) if self.model.places[self.tree.node(node).place].is_leaf => self.leaf(node, value),
            _ => self
                .unplaced
                .push(Unplaced {
                    path: path.to_owned(), message: "такого вопроса нет".to_owned()
                }),
        }
    }

    /// A question that lies deeper, in groups that do not repeat: its groups need not be written.
    fn inside(&self, node: NodeId, key: &str) -> Option<(NodeId, usize)> {
        let place = &self.model.places[self.tree.node(node).place];
        for (slot, child) in place.children.iter().enumerate() {
            let definition = &self.model.places[*child];
            if definition.is_repeat || definition.is_leaf {
                continue;
            }
            let Some(group) = self.tree.children(node, slot).first().copied() else { continue };
            if let Some(slot) = definition.by_name.get(key) {
                return Some((group, *slot));
            }
            if let Some(found) = self.inside(group, key) {
                return Some(found);
            }
        }
        None
    }

    fn child(&mut self, node: NodeId, child: PlaceId, slot: usize, value: &Json) {
        let definition = &self.model.places[child];
        if definition.is_repeat {
            self.instances(node, child, slot, value);
            return;
        }
        let Some(id) = self.tree.children(node, slot).first().copied() else { return };
        match value {
            Json::Object(inside) if !definition.is_leaf => self.section(id, inside),
            _ if definition.is_leaf => self.leaf(id, value),
            _ => {
                let path = self.tree.path(self.model, id);
                self.unplaced.push(Unplaced {
                    path, message: "это раздел: нужен объект".to_owned()
                });
            }
        }
    }

    fn instances(&mut self, node: NodeId, repeat: PlaceId, slot: usize, value: &Json) {
        let single = [value.clone()];
        let items: &[Json] = match value {
            Json::Array(items) => items,
            Json::Object(_) => &single,
            _ => &[],
        };
        let is_counted = self.model.places[repeat].formulas.count.is_some() && !self.counts;
        if !is_counted {
            while self.tree.children(node, slot).len() > items.len() {
                self.tree.remove_instance(self.model, node, repeat, items.len());
            }
            while self.tree.children(node, slot).len() < items.len() {
                if self.tree.add_instance(self.model, node, repeat).is_empty() {
                    break;
                }
            }
        }
        for (index, item) in items.iter().enumerate() {
            let instance = self.tree.children(node, slot).get(index).copied();
            if let (Some(instance), Some(inside)) = (instance, item.as_object()) {
                self.section(instance, inside);
            } else {
                let path = format!(
                    "{}/{}[{}]",
                    self.tree.path(self.model, node),
                    self.model.places[repeat].name,
                    index + 1
                );
                self.unplaced
                    .push(Unplaced {
                        path, message: "для этой записи повтора нет места".to_owned()
                    });
            }
        }
    }

    fn leaf(&mut self, id: NodeId, value: &Json) {
        let Some(text) = text_of(value) else {
            let path = self.tree.path(self.model, id);
            self.unplaced.push(Unplaced {
                path, message: "ответ такого вида не принимается".to_owned()
            });
            return;
        };
        self.tree.node_mut(id).value = text;
        self.answered.insert(id);
    }
}

/// Text of an answer: a list is codes through spaces; an object is a set of files, whose kinds are those that have any.
fn text_of(value: &Json) -> Option<String> {
    match value {
        Json::Null => Some(String::new()),
        Json::Bool(truth) => Some(truth.to_string()),
        Json::Number(number) => Some(
            number
                .as_f64()
                .filter(|_| !number.is_i64() && !number.is_u64())
                .map_or_else(|| number.to_string(), super::value::text_of_number),
        ),
        Json::String(text) => Some(text.clone()),
        Json::Array(items) => {
            let codes: Option<Vec<String>> = items
                .iter()
                .map(|item| if item.is_array() || item.is_object() { None } else { text_of(item) })
                .collect();
            codes.map(|codes| codes.join(" "))
        }
        Json::Object(kinds) => {
            let has_files = |files: &Json| match files {
                Json::Array(files) => !files.is_empty(),
                Json::Bool(is_there) => *is_there,
                Json::Null => false,
                Json::String(name) => !name.is_empty(),
                _ => true,
            };
            let there: Vec<&str> =
                kinds.iter().filter(|(_, files)| has_files(files)).map(|(kind, _)| kind.as_str()).collect();
            Some(there.join(" "))
        }
    }
}

/// A record as a document, for `${last-saved#…}`.
fn document_of(json: &Json, model: &Model) -> super::data::Document {
    fn add(document: &mut super::data::Document, parent: u32, name: &str, json: &Json) {
        match json {
            Json::Object(inside) => {
                let id = document.add(parent, name, "");
                for (name, value) in inside {
                    add(document, id, name, value);
                }
            }
            Json::Array(items) if items.iter().any(Json::is_object) => {
                for item in items {
                    add(document, parent, name, item);
                }
            }
            other => {
                document.add(parent, name, &text_of(other).unwrap_or_default());
            }
        }
    }
    let mut document = super::data::Document::new();
    add(&mut document, 0, &model.places[0].name, json);
    document
}
