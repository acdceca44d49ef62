//! `${name}` becomes a path: relative inside a common repeat, absolute elsewhere.
//!
//! The rules decide on the text around a reference (`indexed-repeat(`, a predicate of `instance()`), as pyxform does:
//! forms in the field depend on every one of them.

use std::borrow::Cow;
use std::collections::HashMap;

use super::xml::{Node, Xml};
use crate::form::{ElementId, Form, Kind};
use crate::lex::instance_expressions;
use crate::text::{Reference, has_reference, references};

pub struct References<'a> {
    form: &'a Form,
    by_name: Cow<'a, Names>,
}

/// Elements by their names; `None` for a name that several have.
pub type Names = HashMap<String, Option<ElementId>>;

pub fn names_of(form: &Form) -> Names {
    let mut by_name = Names::with_capacity(form.elements.len());
    for (id, element) in form.elements.iter().enumerate() {
        if matches!(element.kind, Kind::ExternalData | Kind::Attribute | Kind::EntityLabel) {
            continue;
        }
        by_name.entry(element.name.clone()).and_modify(|known| *known = None).or_insert(Some(id));
    }
    by_name
}

/// How a reference is to be written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Always from `current()`: inside a predicate.
    pub use_current: bool,
    /// From the parent of the common repeat, so that a predicate can be put on the repeat.
    pub of_parent: bool,
}

impl<'a> References<'a> {
    pub fn new(form: &'a Form) -> Self {
        Self { form, by_name: Cow::Owned(names_of(form)) }
    }

    /// With names found before: a page asks for a thousand labels.
    pub fn with_names(form: &'a Form, names: &'a Names) -> Self {
        Self { form, by_name: Cow::Borrowed(names) }
    }

    pub fn find(&self, name: &str) -> Option<ElementId> {
        self.by_name.get(name).copied().flatten()
    }

    /// The text with every reference replaced.
    pub fn insert(&self, text: &str, context: ElementId) -> String {
        self.insert_in_style(text, Some(context), Style::default())
    }

    pub fn insert_in_style(&self, text: &str, context: Option<ElementId>, style: Style) -> String {
        if !text.contains("${") {
            return text.to_owned();
        }
        let mut made = String::with_capacity(text.len() + 32);
        let mut from = 0;
        for reference in references(text) {
            made.push_str(&text[from..reference.start]);
            made.push_str(&self.replacement(text, reference, context, style));
            from = reference.end;
        }
        made.push_str(&text[from..]);
        made
    }

    fn replacement(
        &self,
        text: &str,
        reference: Reference<'_>,
        context: Option<ElementId>,
        style: Style,
    ) -> String {
        let Some(target) = self.find(reference.name) else {
            return text[reference.start..reference.end].to_owned();
        };
        if let Some(context) = context
            && !reference.last_saved
            && may_be_relative(text, reference)
        {
            let use_current = style.use_current || in_instance_predicate(text, reference);
            if let Some(path) = self.relative(context, target, use_current, style.of_parent) {
                return path;
            }
        }
        let prefix = if reference.last_saved { "instance('__last-saved')" } else { "" };
        format!(" {prefix}{} ", self.form.path(target))
    }

    fn relative(
        &self,
        context: ElementId,
        target: ElementId,
        use_current: bool,
        of_parent: bool,
    ) -> Option<String> {
        let (repeat_steps, repeat) = self.common(context, target, true)?;
        let (steps, path) = self.path_from_common(context, target, repeat_steps, repeat, of_parent);
        let name = &self.form.element(target).name;
        let path = if path.ends_with(name.as_str()) { path } else { format!("/{name}") };
        let ups = vec![".."; steps].join("/");
        let prefix = if use_current { " current()/" } else { " " };
        Some(format!("{prefix}{ups}{path} "))
    }

    fn path_from_common(
        &self,
        context: ElementId,
        target: ElementId,
        repeat_steps: usize,
        repeat: ElementId,
        of_parent: bool,
    ) -> (usize, String) {
        if of_parent {
            let is_outermost = self.form.repeat_of(repeat).is_none();
            let is_own = self.form.repeat_of(target) == Some(repeat);
            if is_own && (is_outermost || self.form.repeat_of(context) != Some(repeat)) {
                return (repeat_steps + 1, self.form.path_from(target, self.form.element(repeat).parent));
            }
        }
        match self.common(context, target, false) {
            Some((steps, common)) => (steps, self.form.path_from(target, Some(common))),
            None => (repeat_steps, self.form.path_from(target, Some(repeat))),
        }
    }

    /// Steps up from the context to the nearest ancestor that it shares with the target; a group or repeat, never the
    /// root: from there on paths are absolute.
    fn common(
        &self,
        context: ElementId,
        target: ElementId,
        only_repeats: bool,
    ) -> Option<(usize, ElementId)> {
        let fits = |id: ElementId| match self.form.element(id).kind {
            Kind::Repeat => true,
            Kind::Group => !only_repeats && self.form.element(id).type_name == "group",
            _ => false,
        };
        let of_target: Vec<ElementId> = self.form.ancestors(target).collect();
        self.form
            .ancestors(context)
            .enumerate()
            .find(|(_, ancestor)| fits(*ancestor) && of_target.contains(ancestor))
            .map(|(index, ancestor)| (index + 1, ancestor))
    }

    /// A text for people: references and `instance()` expressions become `<output>`.
    pub fn output(&self, text: &str, context: Option<ElementId>) -> Vec<Node> {
        let pieces = self.pieces(text, context).into_iter().map(|piece| match piece {
            Ok(text) => Node::Text(text),
            Err(formula) => Node::Element(Xml::new("output").attribute("value", formula)),
        });
        pieces.collect()
    }

    /// The same text as pieces: `Ok` for what stands as it is, `Err` for a formula whose value stands in its place.
    pub fn pieces(&self, text: &str, context: Option<ElementId>) -> Vec<Result<String, String>> {
        if text == "-" || (!text.contains("${") && !text.contains("instance(")) {
            return vec![Ok(text.to_owned())];
        }
        let mut pieces = Vec::new();
        let mut from = 0;
        let spans = if text.len() > 9 && text.contains("instance(") {
            instance_expressions(text)
        } else {
            Vec::new()
        };
        for (start, end) in spans {
            self.pieces_of_references(text, from, start, context, &mut pieces);
            pieces.push(Err(self.insert_in_style(&text[start..end], context, Style::default())));
            from = end;
        }
        self.pieces_of_references(text, from, text.len(), context, &mut pieces);
        pieces
    }

    fn pieces_of_references(
        &self,
        text: &str,
        from: usize,
        to: usize,
        context: Option<ElementId>,
        pieces: &mut Vec<Result<String, String>>,
    ) {
        let mut at = from;
        for reference in references(&text[from..to]) {
            if at < reference.start + from {
                pieces.push(Ok(text[at..reference.start + from].to_owned()));
            }
            let reference =
                Reference { start: reference.start + from, end: reference.end + from, ..reference };
            pieces.push(Err(self.replacement(text, reference, context, Style::default())));
            at = reference.end;
        }
        if at < to {
            pieces.push(Ok(text[at..to].to_owned()));
        }
    }
}

/// Inside `[…]` of an expression that begins with `instance(`.
fn in_instance_predicate(text: &str, reference: Reference<'_>) -> bool {
    let has_instance = text.match_indices("instance(").any(|(at, found)| {
        let rest = &text[at + found.len()..];
        let argument = rest.find(')').unwrap_or(rest.len());
        // Something stands in the parentheses and something follows on the same line.
        argument > 0 && rest[..].chars().nth(1).is_some_and(|next| next != '\n')
    });
    has_instance && brackets(text).any(|(start, end)| reference.start >= start && reference.end <= end)
}

/// `[` to the first `]` after it, with something between.
fn brackets(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(open) = text[from..].find('[') {
            let start = from + open;
            match text[start + 1..].find(']') {
                Some(0) => from = start + 1,
                Some(length) => {
                    from = start + 1 + length + 1;
                    return Some((start, from));
                }
                None => return None,
            }
        }
        None
    })
}

/// In `indexed-repeat(node, repeat, index)` the node and repeats are named absolutely, indexes relatively.
fn may_be_relative(text: &str, reference: Reference<'_>) -> bool {
    if !text.contains("indexed-repeat(") {
        return true;
    }
    let calls: Vec<(usize, usize)> = indexed_repeats(text).collect();
    let mut index = 0;
    while let Some((start, end)) = calls.get(index).copied() {
        index += 1;
        if reference.end > end {
            // Past this call: the next one decides, and is itself passed over.
            if index < calls.len() {
                index += 1;
                continue;
            }
            return true;
        }
        if reference.end < start || reference.start > end {
            return true;
        }
        let call = &text[start..end];
        let arguments = call.find('(').map_or("", |open| &call[open + 1..call.len() - 1]);
        let written = format!("${{{}}}", reference.name);
        let position =
            arguments.split(',').enumerate().filter(|(_, argument)| argument.contains(&written)).last();
        return position.is_some_and(|(position, _)| !matches!(position, 0 | 1 | 3 | 5));
    }
    false
}

/// `indexed-repeat(` to the first closing parenthesis.
fn indexed_repeats(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find("indexed-repeat(")?;
        let open = start + "indexed-repeat(".len();
        let length = text[open..].find(')')?;
        from = open + length + 1;
        Some((start, from))
    })
}

/// Whether a message has to be among the translations.
pub fn message_needs_itext(value: &crate::source::Value) -> bool {
    match value {
        crate::source::Value::Group(_) => true,
        crate::source::Value::Text(text) => has_reference(text),
    }
}
