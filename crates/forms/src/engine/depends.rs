//! What depends on what: an answer changes only what its readers compute.
//!
//! Three facts of a place may change: how many instances a repeat has, whether the place is relevant, its value. A
//! formula that reads a place depends on its value and relevance, and on the number of instances of every repeat on the
//! way. The order of computing is found once; cycles are told with their path.

use std::collections::{HashMap, HashSet};

use super::model::{Model, PlaceId, place_of_formula};
use crate::problem::Problems;
use crate::xpath::{Axis, Expression, Function, Path, Start, Step, Test, parse};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fact {
    Instances(PlaceId),
    Relevant(PlaceId),
    Value(PlaceId),
}

#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// Computed facts from the first to the last.
    pub order: Vec<Fact>,
    pub rank: HashMap<Fact, u32>,
    /// Ranks of the facts that read a fact.
    pub readers: HashMap<Fact, Vec<u32>>,
}

impl Graph {
    pub fn new(model: &Model, problems: &mut Problems) -> Self {
        let computed = computed_facts(model);
        let mut reads: HashMap<Fact, HashSet<Fact>> = HashMap::new();
        for fact in &computed {
            reads.insert(*fact, reads_of(model, *fact));
        }
        let order = ordered(model, &computed, &reads, problems);
        let rank: HashMap<Fact, u32> = order.iter().copied().zip(0..).collect();
        let mut readers: HashMap<Fact, Vec<u32>> = HashMap::new();
        for (fact, of_fact) in &reads {
            for read in of_fact {
                readers.entry(*read).or_default().push(rank[fact]);
            }
        }
        for list in readers.values_mut() {
            list.sort_unstable();
        }
        Self { order, rank, readers }
    }
}

/// Facts that are computed, in the order of the form.
fn computed_facts(model: &Model) -> Vec<Fact> {
    let mut found = Vec::new();
    for (id, place) in model.places.iter().enumerate() {
        if place.is_repeat {
            found.push(Fact::Instances(id));
        }
        found.push(Fact::Relevant(id));
        if place.formulas.calculate.is_some() {
            found.push(Fact::Value(id));
        }
    }
    found
}

fn reads_of(model: &Model, fact: Fact) -> HashSet<Fact> {
    let mut reads = HashSet::new();
    let (id, formula) = match fact {
        Fact::Instances(id) => (id, &model.places[id].formulas.count),
        Fact::Relevant(id) => (id, &model.places[id].formulas.relevant),
        Fact::Value(id) => (id, &model.places[id].formulas.calculate),
    };
    let place = &model.places[id];
    if let Some(parent) = place.parent {
        // New instances need everything inside them; what is inside what is not relevant is not either.
        let repeat = std::iter::successors(Some(id), |id| model.places[*id].parent)
            .skip(usize::from(matches!(fact, Fact::Instances(_))))
            .find(|id| model.places[*id].is_repeat);
        reads.extend(repeat.map(Fact::Instances));
        if matches!(fact, Fact::Relevant(_)) {
            reads.insert(Fact::Relevant(parent));
        }
    }
    if let Some(formula) = formula {
        let here = if matches!(fact, Fact::Instances(_)) { place.parent.unwrap_or(0) } else { id };
        let mut reader = Reader { model, here, reads: &mut reads, unknown: Vec::new(), is_naming: false };
        reader.expression(formula, Some(&[here]));
    }
    if let Fact::Value(id) = fact {
        // `once(.)` and the like look at the value that is there.
        if formula.as_ref().is_some_and(looks_at_itself) {
            reads.remove(&Fact::Value(id));
            reads.remove(&Fact::Relevant(id));
        }
        // A running total reads itself in the instance before: instances are computed from the first to the last.
        let in_repeat = std::iter::successors(Some(id), |id| model.places[*id].parent)
            .any(|id| model.places[id].is_repeat);
        if in_repeat && formula.as_ref().is_some_and(looks_at_other_instances) {
            reads.remove(&Fact::Value(id));
        }
    }
    reads
}

/// `.` or `once()` outside predicates.
fn looks_at_itself(expression: &Expression) -> bool {
    match expression {
        Expression::Number(_) | Expression::Literal(_) => false,
        Expression::Chain(first, rest) => {
            looks_at_itself(first) || rest.iter().any(|(_, next)| looks_at_itself(next))
        }
        Expression::Negative(inside) => looks_at_itself(inside),
        Expression::Call(Function::Once, _) => true,
        Expression::Call(_, arguments) => arguments.iter().any(looks_at_itself),
        Expression::Path(path) => {
            path.start == Start::Here && matches!(path.steps.as_slice(), [Step { axis: Axis::Itself, .. }])
        }
    }
}

/// A path with a condition on a section, or a function that takes a number of an instance.
fn looks_at_other_instances(expression: &Expression) -> bool {
    match expression {
        Expression::Number(_) | Expression::Literal(_) => false,
        Expression::Chain(first, rest) => {
            looks_at_other_instances(first) || rest.iter().any(|(_, next)| looks_at_other_instances(next))
        }
        Expression::Negative(inside) => looks_at_other_instances(inside),
        Expression::Call(Function::IndexedRepeat, _) => true,
        Expression::Call(_, arguments) => arguments.iter().any(looks_at_other_instances),
        Expression::Path(path) => path.steps.iter().any(|step| {
            !step.predicates.is_empty()
                || matches!(step.axis, Axis::PrecedingSibling | Axis::FollowingSibling)
        }),
    }
}

/// Names on the paths of a formula that lead nowhere in the form.
pub(super) fn unknown_names(model: &Model, here: PlaceId, formula: &Expression) -> Vec<String> {
    let mut reads = HashSet::new();
    let mut reader = Reader { model, here, reads: &mut reads, unknown: Vec::new(), is_naming: false };
    reader.expression(formula, Some(&[here]));
    reader.unknown
}

/// Places whose values a formula reads, in the order of the form.
pub(super) fn places_read(model: &Model, here: PlaceId, formula: &Expression) -> Vec<PlaceId> {
    let mut reads = HashSet::new();
    let mut reader = Reader { model, here, reads: &mut reads, unknown: Vec::new(), is_naming: false };
    reader.expression(formula, Some(&[here]));
    let mut places: Vec<PlaceId> = reads
        .into_iter()
        .filter_map(|fact| match fact {
            Fact::Value(place) => Some(place),
            _ => None,
        })
        .collect();
    places.sort_unstable();
    places
}

struct Reader<'a> {
    model: &'a Model,
    here: PlaceId,
    reads: &'a mut HashSet<Fact>,
    unknown: Vec<String>,
    /// A choice is being named, and its filter may name its own question.
    is_naming: bool,
}

impl Reader<'_> {
    /// Where the expression is looked at from: places, or nothing known (data beside the answers).
    fn expression(&mut self, expression: &Expression, from: Option<&[PlaceId]>) {
        match expression {
            Expression::Number(_) | Expression::Literal(_) => {}
            Expression::Chain(first, rest) => {
                self.expression(first, from);
                for (_, next) in rest {
                    self.expression(next, from);
                }
            }
            Expression::Negative(inside) => self.expression(inside, from),
            Expression::Call(Function::Prev, arguments) => {
                // Reads another period's answer, not this one's.
                if let [Expression::Path(path)] = arguments.as_slice() {
                    self.walk(path, from);
                }
            }
            Expression::Call(Function::Position, arguments) if arguments.is_empty() => {}
            Expression::Call(Function::ChoiceName, arguments) => {
                for argument in arguments {
                    self.expression(argument, from);
                }
                if let ([_, Expression::Literal(path)], false) = (arguments.as_slice(), self.is_naming) {
                    self.choices_at(path, from);
                }
            }
            Expression::Call(_, arguments) => {
                for argument in arguments {
                    self.expression(argument, from);
                }
            }
            Expression::Path(path) => {
                let found = self.walk(path, from);
                self.read(&found);
            }
        }
    }

    /// A name of a choice changes with what is offered.
    fn choices_at(&mut self, path: &str, from: Option<&[PlaceId]>) {
        let Ok(Expression::Path(path)) = parse(path) else { return };
        let model = self.model;
        for place in self.walk(&path, from) {
            let Some(choices) = &model.places[place].formulas.choices else { continue };
            let mut reader =
                Reader { model, here: place, reads: &mut *self.reads, unknown: Vec::new(), is_naming: true };
            reader.expression(&choices.nodes, Some(&[place]));
            if let Expression::Path(nodes) = &choices.nodes {
                let of_rows = reader.walk(nodes, Some(&[place]));
                for name in [&choices.value, &choices.label] {
                    let inside = |row: &PlaceId| {
                        let row = &model.places[*row];
                        row.by_name.get(name.as_str()).map(|slot| row.children[*slot])
                    };
                    let inside: Vec<PlaceId> = of_rows.iter().filter_map(inside).collect();
                    reader.read(&inside);
                }
            }
        }
    }

    fn read(&mut self, places: &[PlaceId]) {
        for place in places {
            self.reads.insert(Fact::Relevant(*place));
            if self.model.places[*place].is_leaf {
                self.reads.insert(Fact::Value(*place));
            }
        }
    }

    fn walk(&mut self, path: &Path, from: Option<&[PlaceId]>) -> Vec<PlaceId> {
        let (mut at, mut is_above_root): (Vec<PlaceId>, bool) = match &path.start {
            Start::Root => (Vec::new(), true),
            Start::Here => (from.unwrap_or_default().to_vec(), false),
            Start::From(start, predicates) => {
                let start = match start.as_ref() {
                    Expression::Call(Function::Current, _) => vec![self.here],
                    Expression::Path(inner) => self.walk(inner, from),
                    other => {
                        self.expression(other, from);
                        Vec::new()
                    }
                };
                for predicate in predicates {
                    self.expression(predicate, Some(&start));
                }
                (start, false)
            }
        };
        for step in &path.steps {
            let was_known = is_above_root || !at.is_empty();
            at = if is_above_root { self.below_document(step) } else { self.step(step, &at) };
            if let Test::Name(name) = &step.test
                && was_known
                && step.axis != Axis::Attribute
                && at.is_empty()
            {
                self.unknown.push(name.to_string());
            }
            is_above_root = false;
            for place in &at {
                if self.model.places[*place].is_repeat {
                    self.reads.insert(Fact::Instances(*place));
                }
            }
            for predicate in &step.predicates {
                self.expression(predicate, Some(&at));
            }
        }
        at
    }

    fn below_document(&self, step: &Step) -> Vec<PlaceId> {
        match (step.axis, &step.test) {
            (Axis::Child, Test::Name(name)) if **name == *self.model.places[0].name => vec![0],
            (Axis::Child, Test::Any) => vec![0],
            (Axis::Descendant | Axis::DescendantOrSelf, _) => (0..self.model.places.len()).collect(),
            _ => Vec::new(),
        }
    }

    fn step(&self, step: &Step, at: &[PlaceId]) -> Vec<PlaceId> {
        let mut found: Vec<PlaceId> = Vec::new();
        for place in at {
            let near = &self.model.places[*place];
            match step.axis {
                Axis::Child | Axis::Attribute => match &step.test {
                    Test::Name(name) => {
                        found.extend(near.by_name.get(&**name).map(|slot| near.children[*slot]));
                    }
                    _ => found.extend(&near.children),
                },
                Axis::Parent => found.extend(near.parent),
                Axis::Itself => found.push(*place),
                Axis::Descendant | Axis::DescendantOrSelf => {
                    let mut stack = vec![*place];
                    while let Some(next) = stack.pop() {
                        found.push(next);
                        stack.extend(&self.model.places[next].children);
                    }
                }
                Axis::Ancestor | Axis::AncestorOrSelf => {
                    found.extend(std::iter::successors(Some(*place), |id| self.model.places[*id].parent));
                }
                Axis::FollowingSibling | Axis::PrecedingSibling => {
                    if let Some(parent) = near.parent {
                        found.extend(&self.model.places[parent].children);
                    }
                }
            }
        }
        if let Test::Name(name) = &step.test {
            found.retain(|place| *self.model.places[*place].name == **name);
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Readers after what they read. What is left when nothing more can be taken goes round in a circle.
fn ordered(
    model: &Model,
    computed: &[Fact],
    reads: &HashMap<Fact, HashSet<Fact>>,
    problems: &mut Problems,
) -> Vec<Fact> {
    let known: HashSet<Fact> = computed.iter().copied().collect();
    let mut waits: HashMap<Fact, usize> = HashMap::new();
    let mut readers: HashMap<Fact, Vec<Fact>> = HashMap::new();
    for fact in computed {
        let of_fact: Vec<Fact> = reads[fact].iter().copied().filter(|read| known.contains(read)).collect();
        waits.insert(*fact, of_fact.len());
        for read in of_fact {
            readers.entry(read).or_default().push(*fact);
        }
    }
    let place_in_form: HashMap<Fact, usize> = computed.iter().copied().zip(0..).collect();
    let mut ready: std::collections::BTreeSet<(usize, Fact)> =
        computed.iter().filter(|fact| waits[fact] == 0).map(|fact| (place_in_form[fact], *fact)).collect();
    let mut order = Vec::with_capacity(computed.len());
    let mut done: HashSet<Fact> = HashSet::new();
    loop {
        while let Some((_, fact)) = ready.pop_first() {
            if !done.insert(fact) {
                continue;
            }
            order.push(fact);
            for reader in readers.get(&fact).into_iter().flatten() {
                let left = waits.entry(*reader).or_default();
                *left = left.saturating_sub(1);
                if *left == 0 {
                    ready.insert((place_in_form[reader], *reader));
                }
            }
        }
        let Some(stuck) = computed.iter().find(|fact| !done.contains(fact)) else { return order };
        let cycle = cycle_from(*stuck, reads, &known, &done);
        report(model, &cycle, problems);
        // Broken at its first place in the form: computed once, from what is there.
        let first = cycle.iter().min_by_key(|fact| place_in_form[fact]).copied().unwrap_or(*stuck);
        ready.insert((0, first));
    }
}

fn cycle_from(
    start: Fact,
    reads: &HashMap<Fact, HashSet<Fact>>,
    known: &HashSet<Fact>,
    done: &HashSet<Fact>,
) -> Vec<Fact> {
    let mut path = vec![start];
    loop {
        let last = path[path.len() - 1];
        let mut next: Vec<Fact> = reads[&last]
            .iter()
            .copied()
            .filter(|fact| known.contains(fact) && !done.contains(fact))
            .collect();
        next.sort_unstable();
        let Some(next) = next.first().copied() else { return path };
        if let Some(at) = path.iter().position(|fact| *fact == next) {
            return path.split_off(at);
        }
        path.push(next);
    }
}

fn report(model: &Model, cycle: &[Fact], problems: &mut Problems) {
    let place = |fact: &Fact| match fact {
        Fact::Instances(id) | Fact::Relevant(id) | Fact::Value(id) => *id,
    };
    let has_formula = |fact: &&Fact| match fact {
        Fact::Instances(id) => model.places[*id].formulas.count.is_some(),
        Fact::Relevant(id) => model.places[*id].formulas.relevant.is_some(),
        Fact::Value(_) => true,
    };
    let mut names: Vec<&str> = Vec::new();
    for fact in cycle {
        let name = model.places[place(fact)].name.as_str();
        if names.last() != Some(&name) {
            names.push(name);
        }
    }
    if names.first() != names.last() || names.len() == 1 {
        names.push(names[0]);
    }
    let at = cycle.iter().find(has_formula).unwrap_or(&cycle[0]);
    let column = match at {
        Fact::Instances(_) => "control::jr:count",
        Fact::Relevant(_) => "bind::relevant",
        Fact::Value(_) => "bind::calculate",
    };
    let message = format!("формулы ссылаются друг на друга по кругу: {}.", names.join(" → "));
    let advice = "Разорвите круг: вопрос не может зависеть сам от себя.";
    let element = model.places[place(at)].element;
    problems.formula(place_of_formula(&model.form, element, column), "formula.cycle", message, advice);
}
