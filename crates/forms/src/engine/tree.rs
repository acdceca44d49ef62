//! Answers as a tree of instances: one node for each place, as many as there are instances of its repeat.

use super::model::{Model, PlaceId};

pub type NodeId = u32;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Node {
    pub place: PlaceId,
    pub parent: Option<NodeId>,
    /// Nodes for each child place, in the order of the form.
    pub slots: Vec<Vec<NodeId>>,
    pub value: String,
    pub is_relevant: bool,
    /// What its own formula says; the sections above may say otherwise.
    pub says_relevant: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tree {
    nodes: Vec<Node>,
}

/// Instances of one repeat, nested ones not counted.
pub const MAX_INSTANCES: usize = 5_000;
const MAX_NODES: usize = 2_000_000;

impl Tree {
    /// Every section once; repeats without a count have one instance, counted ones none yet.
    pub fn new(model: &Model) -> Self {
        let mut tree = Self::default();
        tree.grow(model, 0, None, &mut Vec::new());
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
        made: &mut Vec<NodeId>,
    ) -> Option<NodeId> {
        if self.nodes.len() >= MAX_NODES {
            return None;
        }
        let id = u32::try_from(self.nodes.len()).ok()?;
        let definition = &model.places[place];
        self.nodes.push(Node {
            place,
            parent,
            slots: vec![Vec::new(); definition.children.len()],
            value: definition.initial.clone(),
            is_relevant: true,
            says_relevant: true,
        });
        made.push(id);
        for (slot, child) in definition.children.iter().enumerate() {
            let is_counted = model.places[*child].is_repeat && model.places[*child].formulas.count.is_some();
            if !is_counted && let Some(child) = self.grow(model, *child, Some(id), made) {
                self.nodes[id as usize].slots[slot].push(child);
            }
        }
        Some(id)
    }

    /// Nodes of a place inside a section.
    pub fn children(&self, parent: NodeId, slot: usize) -> &[NodeId] {
        self.nodes[parent as usize].slots.get(slot).map_or(&[], Vec::as_slice)
    }

    /// Adds an instance of a repeat; gives every node made.
    pub fn add_instance(&mut self, model: &Model, parent: NodeId, repeat: PlaceId) -> Vec<NodeId> {
        let slot = model.places[repeat].slot;
        let mut made = Vec::new();
        if self.children(parent, slot).len() >= MAX_INSTANCES {
            return made;
        }
        if let Some(id) = self.grow(model, repeat, Some(parent), &mut made) {
            self.nodes[parent as usize].slots[slot].push(id);
        }
        made
    }

    pub fn remove_instance(&mut self, model: &Model, parent: NodeId, repeat: PlaceId, index: usize) -> bool {
        let slot = model.places[repeat].slot;
        let instances = &mut self.nodes[parent as usize].slots[slot];
        if index >= instances.len() {
            return false;
        }
        instances.remove(index);
        true
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
    pub fn position(&self, model: &Model, id: NodeId) -> usize {
        let node = self.node(id);
        let Some(parent) = node.parent else { return 1 };
        let slot = model.places[node.place].slot;
        self.children(parent, slot).iter().position(|sibling| *sibling == id).map_or(1, |at| at + 1)
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
                format!("{sign}{}[{}]", place.name, self.position(model, id))
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
