//! Whether two XForms mean the same: order of attributes, of bindings, of texts and lists, white space and prefixes of
//! generated names do not matter; everything else does.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// An element with its attributes sorted and its white space collapsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Tree {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Tree>,
    /// Texts, with `⟨n⟩` where the n-th child stands.
    text: String,
}

/// What differs between two XForms, in a few lines; empty when they mean the same.
pub fn differences(ours: &str, theirs: &str) -> Vec<String> {
    let (ours, theirs) = match (parse(ours), parse(theirs)) {
        (Ok(ours), Ok(theirs)) => (ours, theirs),
        (Err(error), _) => return vec![format!("ours is not XML: {error}")],
        (_, Err(error)) => return vec![format!("theirs is not XML: {error}")],
    };
    let mut found = Vec::new();
    diff(&ours, &theirs, "", &mut found);
    found
}

fn diff(ours: &Tree, theirs: &Tree, path: &str, found: &mut Vec<String>) {
    if found.len() > 40 {
        return;
    }
    let here = format!("{path}/{}", label(ours));
    if ours.name != theirs.name {
        found.push(format!("{path}: element {} ≠ {}", ours.name, theirs.name));
        return;
    }
    for key in ours
        .attributes
        .keys()
        .chain(theirs.attributes.keys().filter(|key| !ours.attributes.contains_key(*key)))
    {
        let (one, other) = (ours.attributes.get(key), theirs.attributes.get(key));
        if one != other {
            found.push(format!("{here}@{key}: {one:?} ≠ {other:?}"));
        }
    }
    let has_order = !matches!(ours.name.as_str(), "model" | "itext" | "translation" | "text" | "item");
    if has_order && ours.text != theirs.text {
        found.push(format!("{here}: text {:?} ≠ {:?}", ours.text, theirs.text));
    }
    // The order of these has no meaning; of everything else (answers, lists, controls) it has.
    if has_order {
        diff_children(&ours.children, &theirs.children, &here, found);
    } else {
        let (mut one, mut other) = (ours.children.clone(), theirs.children.clone());
        one.sort_by_cached_key(key);
        other.sort_by_cached_key(key);
        diff_children(&one, &other, &here, found);
    }
}

fn diff_children(ours: &[Tree], theirs: &[Tree], here: &str, found: &mut Vec<String>) {
    if ours.len() != theirs.len() {
        let names = |trees: &[Tree]| trees.iter().map(label).collect::<Vec<_>>();
        let (one, other) = (names(ours), names(theirs));
        let missing: Vec<_> = other.iter().filter(|name| !one.contains(name)).collect();
        let added: Vec<_> = one.iter().filter(|name| !other.contains(name)).collect();
        found.push(format!(
            "{here}: {} children ≠ {}; missing {missing:?}, added {added:?}",
            ours.len(),
            theirs.len()
        ));
        return;
    }
    for (one, other) in ours.iter().zip(theirs) {
        diff(one, other, here, found);
    }
}

fn label(tree: &Tree) -> String {
    let id = ["nodeset", "ref", "id", "lang", "form"].iter().find_map(|key| tree.attributes.get(*key));
    id.map_or_else(|| tree.name.clone(), |id| format!("{}[{id}]", tree.name))
}

fn key(tree: &Tree) -> (String, String, String) {
    (tree.name.clone(), label(tree), tree.attributes.get("event").cloned().unwrap_or_default())
}

fn parse(xml: &str) -> Result<Tree, String> {
    let mut reader = Reader::from_str(xml);
    let mut stack = vec![Tree::default()];
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => stack.push(tree_of(&start)?),
            Event::Empty(start) => {
                let made = tree_of(&start)?;
                adopt(&mut stack, made);
            }
            Event::End(_) => {
                let mut made = stack.pop().ok_or("closed too often")?;
                made.text = made.text.split_whitespace().collect::<Vec<_>>().join(" ");
                adopt(&mut stack, made);
            }
            Event::Text(text) => {
                stack.last_mut().ok_or("text outside")?.text.push_str(&text);
            }
            Event::CData(text) => {
                stack.last_mut().ok_or("text outside")?.text.push_str(&text);
            }
            Event::GeneralRef(reference) => {
                let text = entity(&reference).ok_or_else(|| format!("unknown entity {}", &*reference))?;
                stack.last_mut().ok_or("text outside")?.text.push(text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    match stack.as_mut_slice() {
        [root] if root.children.len() == 1 => Ok(root.children.remove(0)),
        _ => Err("not one element".to_owned()),
    }
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        other => {
            let number = other.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

fn tree_of(start: &BytesStart<'_>) -> Result<Tree, String> {
    let mut tree = Tree { name: start.name().as_ref().to_owned(), ..Tree::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = quick_xml::escape::unescape(&attribute.value).map_err(|error| error.to_string())?;
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        tree.attributes.insert(attribute.key.as_ref().to_owned(), value);
    }
    Ok(tree)
}

fn adopt(stack: &mut [Tree], child: Tree) {
    if let Some(parent) = stack.last_mut() {
        parent.text.push_str(&format!(" ⟨{}⟩ ", parent.children.len()));
        parent.children.push(child);
    }
}
