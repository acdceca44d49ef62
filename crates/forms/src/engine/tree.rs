//! Answers as a tree of instances: one node for each place, as many as there are instances of its repeat.

use super::model::{Model, PlaceId};

pub type NodeId = u32;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Node {
    pub place: PlaceId,
    pub parent: Option<NodeId>,
    /// Number among the instances of its place, from 0.
    pub index: u32,
    /// Nodes for each child place, in the order of the form.
    pub slots: Vec<Vec<NodeId>>,
    pub value: String,
    pub is_relevant: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tree {
    nodes: Vec<Node>,
    /// Numbers of nodes of removed instances: a count that goes up and down does not eat the memory.
    free: Vec<NodeId>,
}

/// Instances of one repeat, nested ones not counted. A roster of a thousand is read by programs, not typed by people.
pub const MAX_INSTANCES: u32 = 1_000;
/// Places of answers that repeats may make in all: what the browser of an old telephone and a server with many
/// respondents both bear. A form without repeats may have as many questions as its workbook has rows.
pub const MAX_NODES: usize = 50_000;

impl Tree {
    /// Every section once; repeats without a count have one instance, counted ones none yet.
    pub fn new(model: &Model) -> Self {
        let mut tree = Self::default();
        tree.grow(model, 0, None, 0, &mut Vec::new());
        tree
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    pub fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id as usize]
    }

    fn grow(
        &mut self,
        model: &Model,
        place: PlaceId,
        parent: Option<NodeId>,
        index: usize,
        made: &mut Vec<NodeId>,
    ) -> NodeId {
        let definition = &model.places[place];
        let node = Node {
            place,
            parent,
            index: u32::try_from(index).unwrap_or(u32::MAX),
            slots: vec![Vec::new(); definition.children.len()],
            value: definition.initial.clone(),
            is_relevant: true,
        };
        let id = if let Some(id) = self.free.pop() {
            self.nodes[id as usize] = node;
            id
        } else {
            self.nodes.push(node);
            u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX)
        };
        made.push(id);
        for (slot, child) in definition.children.iter().enumerate() {
            if !is_counted(model, *child) {
                let child = self.grow(model, *child, Some(id), 0, made);
                self.nodes[id as usize].slots[slot].push(child);
            }
        }
        id
    }

    /// Nodes that are part of the answers now.
    pub fn len(&self) -> usize {
        self.nodes.len() - self.free.len()
    }

    /// Whether a node is part of the answers: not of a removed instance.
    pub fn is_alive(&self, id: NodeId) -> bool {
        id == 0 || self.node(id).parent.is_some()
    }

    /// Whether one more instance would be too much for the whole.
    pub fn is_full_for(&self, model: &Model, repeat: PlaceId) -> bool {
        self.len() + size_of_instance(model, repeat) > MAX_NODES
    }

    /// Nodes of a place inside a section.
    pub fn children(&self, parent: NodeId, slot: usize) -> &[NodeId] {
        self.nodes[parent as usize].slots.get(slot).map_or(&[], Vec::as_slice)
    }

    /// Adds an instance of a repeat; gives every node made.
    pub fn add_instance(&mut self, model: &Model, parent: NodeId, repeat: PlaceId) -> Vec<NodeId> {
        let slot = model.places[repeat].slot;
        let mut made = Vec::new();
        let index = self.children(parent, slot).len();
        if index >= MAX_INSTANCES as usize || self.is_full_for(model, repeat) {
            return made;
        }
        let id = self.grow(model, repeat, Some(parent), index, &mut made);
        self.nodes[parent as usize].slots[slot].push(id);
        made
    }

    pub fn remove_instance(&mut self, model: &Model, parent: NodeId, repeat: PlaceId, index: usize) -> bool {
        let slot = model.places[repeat].slot;
        let instances = &mut self.nodes[parent as usize].slots[slot];
        if index >= instances.len() {
            return false;
        }
        let removed = instances.remove(index);
        let after = instances[index..].to_vec();
        for id in after {
            self.node_mut(id).index -= 1;
        }
        self.release(removed);
        true
    }

    fn release(&mut self, id: NodeId) {
        let node = std::mem::take(self.node_mut(id));
        self.free.push(id);
        for child in node.slots.into_iter().flatten() {
            self.release(child);
        }
    }

    /// Every node of a place, in the order of the answers.
    pub fn nodes_of(&self, model: &Model, place: PlaceId) -> Vec<NodeId> {
        let Some(parent) = model.places[place].parent else { return vec![0] };
        let slot = model.places[place].slot;
        self.nodes_of(model, parent)
            .into_iter()
            .flat_map(|parent| self.children(parent, slot).iter().copied())
            .collect()
    }

    /// Number of an instance among its like, from 1.
    pub fn position(&self, id: NodeId) -> usize {
        self.node(id).index as usize + 1
    }

    /// Where a node stands in the answers: the keys of two nodes compare as the document has them.
    pub fn order_key(&self, model: &Model, id: NodeId) -> Vec<(usize, u32)> {
        let step = |id: NodeId| (model.places[self.node(id).place].slot, self.node(id).index);
        let mut key: Vec<_> = std::iter::once(id).chain(self.ancestors(id)).map(step).collect();
        key.reverse();
        key
    }

    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.node(id).parent, |id| self.node(*id).parent)
    }

    /// `/data/visits[2]/date`.
    pub fn path(&self, model: &Model, id: NodeId) -> String {
        let mut parts = Vec::new();
        for id in std::iter::once(id).chain(self.ancestors(id)) {
            let place = &model.places[self.node(id).place];
            let sign = if place.is_attribute { "@" } else { "" };
            parts.push(if place.is_repeat {
                format!("{sign}{}[{}]", place.name, self.position(id))
            } else {
                format!("{sign}{}", place.name)
            });
        }
        parts.reverse();
        format!("/{}", parts.join("/"))
    }

    /// A node by its path; a repeat without a number is its first instance.
    pub fn find(&self, model: &Model, path: &str) -> Option<NodeId> {
        let mut parts = path.trim().strip_prefix('/')?.split('/');
        if parts.next()? != model.places[0].name {
            return None;
        }
        parts.try_fold(0, |at, part| {
            let part = part.strip_prefix('@').unwrap_or(part);
            let (name, index) = match part.strip_suffix(']').and_then(|part| part.split_once('[')) {
                Some((name, number)) => (name, number.parse::<usize>().ok()?.checked_sub(1)?),
                None => (part, 0),
            };
            let slot = *model.places[self.node(at).place].by_name.get(name)?;
            self.children(at, slot).get(index).copied()
        })
    }

    /// Text of a node: its own, or of everything inside it.
    pub fn text(&self, id: NodeId) -> String {
        let node = self.node(id);
        if node.slots.is_empty() {
            return node.value.clone();
        }
        node.slots.iter().flatten().map(|child| self.text(*child)).collect()
    }
}

/// Instances of such a repeat come from an answer, so there are none at the beginning.
fn is_counted(model: &Model, place: PlaceId) -> bool {
    model.places[place].is_repeat && model.places[place].formulas.count.is_some()
}

/// Nodes that a new instance brings.
fn size_of_instance(model: &Model, place: PlaceId) -> usize {
    let inside = model.places[place].children.iter().filter(|child| !is_counted(model, **child));
    1 + inside.map(|child| size_of_instance(model, *child)).sum::<usize>()
}
