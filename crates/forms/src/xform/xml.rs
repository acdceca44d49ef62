//! A small tree of XML and its writing out.

use std::fmt::Write as _;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Xml {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    Element(Xml),
    Text(String),
}

impl Xml {
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub fn attribute(mut self, name: &str, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    /// Sets an attribute anew: the last word counts.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        match self.attributes.iter_mut().find(|(known, _)| known == name) {
            Some((_, slot)) => *slot = value,
            None => self.attributes.push((name.to_owned(), value)),
        }
    }

    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Text(text.into()));
        self
    }

    pub fn nodes(mut self, nodes: Vec<Node>) -> Self {
        self.children.extend(nodes);
        self
    }

    pub fn child(mut self, child: Self) -> Self {
        self.push(child);
        self
    }

    pub fn push(&mut self, child: Self) {
        self.children.push(Node::Element(child));
    }

    /// The whole document, with line breaks where they mean nothing.
    pub fn document(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\"?>\n");
        self.write(&mut out, 0);
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        let _ = write!(out, "{:indent$}", "", indent = depth * 2);
        self.write_flat_start(out);
        if self.children.is_empty() {
            out.push_str("/>\n");
            return;
        }
        out.push('>');
        if self.children.iter().any(|child| matches!(child, Node::Text(_))) {
            self.write_flat_children(out);
        } else {
            out.push('\n');
            for child in &self.children {
                if let Node::Element(element) = child {
                    element.write(out, depth + 1);
                }
            }
            let _ = write!(out, "{:indent$}", "", indent = depth * 2);
        }
        let _ = writeln!(out, "</{}>", self.name);
    }

    fn write_flat_start(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(value, true, out);
            out.push('"');
        }
    }

    fn write_flat_children(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(text) => escape(text, false, out),
                Node::Element(element) => {
                    element.write_flat_start(out);
                    if element.children.is_empty() {
                        out.push_str("/>");
                        continue;
                    }
                    out.push('>');
                    element.write_flat_children(out);
                    let _ = write!(out, "</{}>", element.name);
                }
            }
        }
    }
}

fn escape(text: &str, in_attribute: bool, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if in_attribute => out.push_str("&quot;"),
            // XML has no way to write these at all.
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
}
