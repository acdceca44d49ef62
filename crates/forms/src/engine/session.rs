//! Filling in: answers come one by one, what depends on them is computed anew, nothing else.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::data::{Document, Library};
use super::dates::text_of_moment;
use super::depends::Fact;
use super::evaluate::{BUDGET, Context, Evaluator};
use super::inputs::Inputs;
use super::model::{Model, PlaceId};
use super::random::uuid_at;
use super::tree::{MAX_INSTANCES, NodeId, Tree};
use super::value::{Fault, Value};
use crate::xpath::Expression;

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
    fresh: Vec<NodeId>,
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
        self.set(node, text);
        self.settle();
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
        let Some(first) = made.first().copied() else { return Err(AnswerError::TooMany(path.to_owned())) };
        self.recalculate(self.readers(Fact::Instances(repeat)));
        for node in made {
            self.set_first(node);
        }
        self.settle();
        Ok(self.tree.path(&self.model, first))
    }

    pub fn remove_instance(&mut self, path: &str, index: usize) -> Result<(), AnswerError> {
        let (parent, repeat) = self.repeat(path)?;
        if !self.tree.remove_instance(&self.model, parent, repeat, index) {
            return Err(AnswerError::NoSuchQuestion(format!("{path}[{}]", index + 1)));
        }
        self.recalculate(self.readers(Fact::Instances(repeat)));
        self.settle();
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
        self.pull_triggers(node, &BTreeSet::new());
    }

    /// Computes the questions that this one triggers, those already answered by hand excepted.
    pub(super) fn pull_triggers(&mut self, node: NodeId, answered: &BTreeSet<NodeId>) {
        let model = Arc::clone(&self.model);
        let place = self.tree.node(node).place;
        for trigger in
            model.triggers.iter().filter(|trigger| trigger.from == place && trigger.target != place)
        {
            let text = match &trigger.value {
                Some(formula) => self.compute_text(formula, node, "trigger"),
                None => String::new(),
            };
            for target in self.targets(node, trigger.target) {
                if !answered.contains(&target) && self.tree.node(target).value != text {
                    text.clone_into(&mut self.tree.node_mut(target).value);
                    self.recalculate(self.readers(Fact::Value(trigger.target)));
                }
            }
        }
    }

    /// Nodes of a place that share the instances of repeats with a node.
    fn targets(&self, node: NodeId, place: PlaceId) -> Vec<NodeId> {
        let above: Vec<NodeId> = self.tree.ancestors(node).collect();
        let all = self.tree.nodes_of(&self.model, place);
        let shares = |candidate: &NodeId| {
            self.tree.ancestors(*candidate).all(|id| {
                let place = self.tree.node(id).place;
                let is_shared_repeat = self.model.places[place].is_repeat
                    && above.iter().any(|id| self.tree.node(*id).place == place);
                !is_shared_repeat || above.contains(&id)
            })
        };
        all.into_iter().filter(shares).collect()
    }

    fn set_first(&mut self, node: NodeId) {
        let model = Arc::clone(&self.model);
        let place = self.tree.node(node).place;
        if let Some(formula) = &model.places[place].formulas.first {
            let text = self.compute_text(formula, node, "default");
            self.set(node, &text);
        }
    }

    /// First values of instances that counting has made; setting them may make more.
    pub(super) fn settle(&mut self) {
        for _ in 0..100 {
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

    pub(super) fn evaluator(&self) -> Evaluator<'_> {
        Evaluator {
            model: &self.model,
            tree: &self.tree,
            library: &self.library,
            inputs: &self.inputs,
            previous: self.previous.as_ref(),
            budget: Cell::new(BUDGET),
        }
    }

    fn compute(&mut self, formula: &Expression, node: NodeId, column: &'static str) -> Option<Value> {
        match self.evaluator().evaluate(formula, Context::of(node)) {
            Ok(value) => Some(value),
            Err(fault) => {
                let path = self.tree.path(&self.model, node);
                self.faults.insert((path, column), fault);
                None
            }
        }
    }

    /// What a formula leaves in the answers: what is not a number leaves nothing.
    fn compute_text(&mut self, formula: &Expression, node: NodeId, column: &'static str) -> String {
        let Some(value) = self.compute(formula, node, column) else { return String::new() };
        match value {
            Value::Number(number) if !number.is_finite() => String::new(),
            other => self.evaluator().text(&other),
        }
    }

    fn readers(&self, fact: Fact) -> BTreeSet<u32> {
        self.model.graph.readers.get(&fact).into_iter().flatten().copied().collect()
    }

    /// Everything from the first fact to the last.
    pub fn recalculate_all(&mut self) {
        self.faults.clear();
        self.recalculate((0..u32::try_from(self.model.graph.order.len()).unwrap_or(u32::MAX)).collect());
        self.settle();
    }

    /// The facts with these ranks, and whatever reads those of them that change.
    fn recalculate(&mut self, mut dirty: BTreeSet<u32>) {
        let model = Arc::clone(&self.model);
        while let Some(rank) = dirty.pop_first() {
            let fact = model.graph.order[rank as usize];
            if !self.update(&model, fact) {
                continue;
            }
            // Where a circle was broken, readers before this fact stay as they are.
            let readers = model.graph.readers.get(&fact).into_iter().flatten();
            dirty.extend(readers.copied().filter(|reader| *reader > rank));
        }
    }

    /// Computes one fact for all its nodes; says whether anything changed.
    fn update(&mut self, model: &Model, fact: Fact) -> bool {
        match fact {
            Fact::Instances(repeat) => self.update_instances(model, repeat),
            Fact::Relevant(place) => self.update_relevance(model, place),
            Fact::Value(place) => {
                let Some(formula) = &model.places[place].formulas.calculate else { return false };
                let mut changed = false;
                for node in self.tree.nodes_of(model, place) {
                    let text = self.compute_text(formula, node, "calculate");
                    if self.tree.node(node).value != text {
                        self.tree.node_mut(node).value = text;
                        changed = true;
                    }
                }
                changed
            }
        }
    }

    fn update_instances(&mut self, model: &Model, repeat: PlaceId) -> bool {
        let definition = &model.places[repeat];
        let (Some(formula), Some(parent)) = (&definition.formulas.count, definition.parent) else {
            return false;
        };
        let mut changed = false;
        for node in self.tree.nodes_of(model, parent) {
            let count = self.compute_count(formula, node);
            while self.tree.children(node, definition.slot).len() > count {
                changed |= self.tree.remove_instance(model, node, repeat, count);
            }
            while self.tree.children(node, definition.slot).len() < count {
                let made = self.tree.add_instance(model, node, repeat);
                if made.is_empty() {
                    break;
                }
                self.fresh.extend(made);
                changed = true;
            }
        }
        changed
    }

    /// Blank, negative and unclear counts are none.
    fn compute_count(&mut self, formula: &Expression, parent: NodeId) -> usize {
        let value = self.compute(formula, parent, "repeat_count");
        let number = value.map_or(0.0, |value| self.evaluator().number(&value));
        if number.is_nan() || number <= 0.0 {
            return 0;
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        // clamped
        let count = number.min(MAX_INSTANCES as f64) as usize;
        count
    }

    fn update_relevance(&mut self, model: &Model, place: PlaceId) -> bool {
        let mut changed = false;
        for node in self.tree.nodes_of(model, place) {
            let says = match &model.places[place].formulas.relevant {
                None => true,
                Some(formula) => {
                    let value = self.compute(formula, node, "relevant");
                    value.is_some_and(|value| self.evaluator().truth(&value))
                }
            };
            let above = self.tree.node(node).parent.is_none_or(|parent| self.tree.node(parent).is_relevant);
            let is_relevant = says && above;
            let node = self.tree.node_mut(node);
            node.says_relevant = says;
            if node.is_relevant != is_relevant {
                node.is_relevant = is_relevant;
                changed = true;
            }
        }
        changed
    }
}
