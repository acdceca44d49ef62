//! Filling in: answers come one by one, what depends on them is computed anew, nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::data::{Document, Library};
use super::dates::text_of_moment;
use super::depends::Fact;
use super::inputs::Inputs;
use super::model::{Model, PlaceId};
use super::random::uuid_at;
use super::recalculate::{Excess, STEPS};
use super::tree::{MAX_INSTANCES, MAX_NODES, NodeId, Tree};
use super::value::Fault;

/// An answer that has no place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    #[error("вопроса «{0}» в форме нет")]
    NoSuchQuestion(String),
    #[error("«{0}» — раздел: отвечают на вопросы внутри него")]
    NotAQuestion(String),
    #[error("«{0}» — не повтор, или его число считает форма")]
    NotARepeat(String),
    #[error("у повтора «{0}» уже {MAX_INSTANCES} записей")]
    TooMany(String),
    #[error("в анкете уже {MAX_NODES} мест для ответов: новой записи «{0}» нет места, удалите лишние")]
    TooLarge(String),
}

/// A place of answers as it is at a moment.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NodeView {
    pub path: String,
    pub name: String,
    pub is_question: bool,
    /// Its value comes from a formula.
    pub is_computed: bool,
    pub is_repeat: bool,
    pub is_relevant: bool,
    pub value: String,
}

/// One form being filled in.
#[derive(Debug, Clone)]
pub struct Session {
    pub(super) model: Arc<Model>,
    pub(super) tree: Tree,
    /// Lists are the form's own and shared by everybody who fills it in, until something of one respondent is added.
    pub(super) library: Arc<Library>,
    pub(super) inputs: Inputs,
    pub(super) previous: Option<Tree>,
    /// Explanations of answers that rules warn about, by path.
    pub(super) explanations: BTreeMap<String, String>,
    /// Formulas that could not be computed, by path and column.
    pub(super) faults: BTreeMap<(String, &'static str), Fault>,
    /// Instances made by counting, whose first values are still to be set.
    pub(super) fresh: Vec<NodeId>,
    /// Repeats that are counted to more instances than there may be.
    pub(super) excess: BTreeMap<PlaceId, Excess>,
    /// Steps left of this recalculation.
    pub(super) steps: u64,
    /// The place at which they were over.
    pub(super) stopped_at: Option<PlaceId>,
    /// They were over the last time: everything is to be computed anew.
    pub(super) was_stopped: bool,
}

impl Session {
    /// A blank form: first values set, everything computed.
    pub fn start(model: Arc<Model>, inputs: Inputs) -> Self {
        let mut session = Self::blank(model, inputs);
        session.open();
        session
    }

    pub(super) fn blank(model: Arc<Model>, inputs: Inputs) -> Self {
        let language = if inputs.language.is_empty() {
            model.form.default_language.clone()
        } else {
            inputs.language.clone()
        };
        let mut library = model.library(&language);
        for (name, table) in &inputs.tables {
            let rows = table.rows.iter().map(|row| {
                table.columns.iter().map(String::as_str).zip(row.iter().map(String::as_str)).collect()
            });
            Arc::make_mut(&mut library).insert(name, Document::of_rows(rows));
        }
        Self {
            tree: Tree::new(&model),
            library,
            inputs,
            previous: None,
            explanations: BTreeMap::new(),
            faults: BTreeMap::new(),
            fresh: Vec::new(),
            excess: BTreeMap::new(),
            steps: STEPS,
            stopped_at: None,
            was_stopped: false,
            model,
        }
    }

    pub(super) fn open(&mut self) {
        self.preload();
        self.recalculate_all();
        for place in 0..self.model.places.len() {
            if self.model.places[place].formulas.first.is_some() {
                for node in self.tree.nodes_of(&self.model, place) {
                    self.set_first(node);
                }
            }
        }
        self.settle();
    }

    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Text of the node at a path, relevant or not.
    pub fn value(&self, path: &str) -> Option<String> {
        self.tree.find(&self.model, path).map(|node| self.tree.text(node))
    }

    pub fn is_relevant(&self, path: &str) -> Option<bool> {
        self.tree.find(&self.model, path).map(|node| self.tree.node(node).is_relevant)
    }

    /// Every place of answers as it is now.
    pub fn nodes(&self) -> Vec<NodeView> {
        let mut found = Vec::new();
        let mut stack = vec![0];
        while let Some(id) = stack.pop() {
            let node = self.tree.node(id);
            let place = &self.model.places[node.place];
            found.push(NodeView {
                path: self.tree.path(&self.model, id),
                name: place.name.clone(),
                is_question: place.is_leaf && !place.is_attribute,
                is_computed: place.formulas.calculate.is_some(),
                is_repeat: place.is_repeat,
                is_relevant: node.is_relevant,
                value: node.value.clone(),
            });
            stack.extend(node.slots.iter().flatten().rev());
        }
        found
    }

    /// Records an answer and computes what depends on it.
    pub fn answer(&mut self, path: &str, text: &str) -> Result<(), AnswerError> {
        let node = self.question(path)?;
        self.begin();
        self.set(node, text);
        self.finish();
        Ok(())
    }

    pub fn explain(&mut self, path: &str, text: &str) -> Result<(), AnswerError> {
        let node = self.question(path)?;
        let path = self.tree.path(&self.model, node);
        self.explanations.insert(path, text.to_owned());
        Ok(())
    }

    fn question(&self, path: &str) -> Result<NodeId, AnswerError> {
        let node =
            self.tree.find(&self.model, path).ok_or_else(|| AnswerError::NoSuchQuestion(path.to_owned()))?;
        if self.model.places[self.tree.node(node).place].is_leaf {
            return Ok(node);
        }
        Err(AnswerError::NotAQuestion(path.to_owned()))
    }

    /// Adds an instance to a repeat, whose path may name instances of repeats above it; gives the path of the new one.
    pub fn add_instance(&mut self, path: &str) -> Result<String, AnswerError> {
        let (parent, repeat) = self.repeat(path)?;
        let made = self.tree.add_instance(&self.model, parent, repeat);
        let Some(first) = made.first().copied() else {
            let is_of_the_whole = self.tree.is_full_for(&self.model, repeat);
            let no = if is_of_the_whole { AnswerError::TooLarge } else { AnswerError::TooMany };
            return Err(no(path.to_owned()));
        };
        self.begin();
        self.recalculate(self.readers(Fact::Instances(repeat)));
        for node in made {
            self.set_first(node);
        }
        self.finish();
        Ok(self.tree.path(&self.model, first))
    }

    pub fn remove_instance(&mut self, path: &str, index: usize) -> Result<(), AnswerError> {
        let (parent, repeat) = self.repeat(path)?;
        if !self.tree.remove_instance(&self.model, parent, repeat, index) {
            return Err(AnswerError::NoSuchQuestion(format!("{path}[{}]", index + 1)));
        }
        self.forget_removed();
        self.begin();
        self.recalculate(self.readers(Fact::Instances(repeat)));
        self.finish();
        Ok(())
    }

    /// The section above a repeat and the repeat; a counted one is not changed by hand.
    fn repeat(&self, path: &str) -> Result<(NodeId, PlaceId), AnswerError> {
        let no = || AnswerError::NotARepeat(path.to_owned());
        let (above, name) = path.rsplit_once('/').ok_or_else(no)?;
        let parent = self.tree.find(&self.model, above).ok_or_else(no)?;
        let place = &self.model.places[self.tree.node(parent).place];
        let name = name.split('[').next().unwrap_or(name);
        let repeat = place.by_name.get(name).map(|slot| place.children[*slot]).ok_or_else(no)?;
        let definition = &self.model.places[repeat];
        if !definition.is_repeat || definition.formulas.count.is_some() {
            return Err(no());
        }
        Ok((parent, repeat))
    }

    /// Sets a value; its readers and triggers follow.
    pub(super) fn set(&mut self, node: NodeId, text: &str) {
        if self.tree.node(node).value == text {
            return;
        }
        text.clone_into(&mut self.tree.node_mut(node).value);
        let place = self.tree.node(node).place;
        let mut dirty = self.readers(Fact::Value(place));
        // An answer to a computed question stands until what it is computed from changes.
        dirty.remove(&self.model.graph.rank.get(&Fact::Value(place)).copied().unwrap_or(u32::MAX));
        self.recalculate(dirty);
        if self.tree.is_alive(node) {
            self.pull_triggers(node, &BTreeSet::new());
        }
    }

    fn set_first(&mut self, node: NodeId) {
        if !self.tree.is_alive(node) {
            return;
        }
        if self.stopped_at.is_some() {
            self.fresh.push(node);
            return;
        }
        let model = Arc::clone(&self.model);
        let place = self.tree.node(node).place;
        if let Some(formula) = &model.places[place].formulas.first {
            let text = self.compute_text(formula, node, "default", None);
            if self.stopped_at.is_some() {
                self.fresh.push(node);
                return;
            }
            self.set(node, &text);
        }
    }

    /// First values of instances that counting has made; setting them may make more.
    pub(super) fn settle(&mut self) {
        for _ in 0..100 {
            // Without steps nothing is set; the answer that makes room begins anew.
            if self.stopped_at.is_some() {
                return;
            }
            let fresh = std::mem::take(&mut self.fresh);
            if fresh.is_empty() {
                return;
            }
            for node in fresh {
                self.set_first(node);
            }
        }
    }

    /// What the form itself knows: who, when, which.
    fn preload(&mut self) {
        for place in 0..self.model.places.len() {
            let element = &self.model.form.elements[self.model.places[place].element];
            let parameter = element.bind_text("jr:preloadParams").unwrap_or_default();
            let value = match element.bind_text("jr:preload") {
                Some("date") => self.inputs.now.date().to_string(),
                Some("timestamp") => text_of_moment(self.inputs.now, self.inputs.offset_minutes),
                Some("property") => {
                    let name = parameter.trim_start_matches("uri:");
                    self.inputs.properties.get(name).cloned().unwrap_or_default()
                }
                Some("uid") => format!("uuid:{}", uuid_at(self.inputs.seed, &self.model.path(place))),
                _ => continue,
            };
            for node in self.tree.nodes_of(&self.model, place) {
                value.clone_into(&mut self.tree.node_mut(node).value);
            }
        }
    }
}
