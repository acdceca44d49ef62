//! Where a question's choices come from: a list of the form, a file, earlier answers.

use super::references::{References, Style};
use super::xml::Xml;
use crate::form::{Element, ElementId, Form};
use crate::text::{has_reference, split_extension};

/// A formula that gives the choices, and where in each its code and label are.
pub(crate) struct Itemset {
    pub value: String,
    pub label: String,
    pub nodeset: String,
    filter: Option<String>,
}

impl Itemset {
    pub(super) fn element(self) -> Xml {
        Xml::new("itemset")
            .attribute("nodeset", self.nodeset)
            .child(Xml::new("value").attribute("ref", self.value))
            .child(Xml::new("label").attribute("ref", self.label))
    }
}

/// The choices of a question; `None` for a question without any.
pub(crate) fn itemset(form: &Form, references: &References<'_>, id: ElementId) -> Option<Itemset> {
    let element = form.element(id);
    let list = element.itemset.as_ref().filter(|list| !list.is_empty())?;
    if element.control_tag == "range" {
        return Some(of_list(form, list));
    }
    let is_reference = has_reference(list);
    let is_geo = matches!(element.type_name.as_str(), "geopoint" | "geoshape" | "geotrace");
    let mut itemset = of_file(element, list)
        .or_else(|| is_reference.then(|| of_answers(references, id, list, is_geo)))
        .unwrap_or_else(|| of_list(form, list));
    if let Some(filter) = &element.choice_filter {
        let style = Style { use_current: true, of_parent: is_reference };
        let mut filter = references.insert_in_style(filter, Some(id), style);
        if is_reference {
            filter =
                filter.replace(&format!("current()/{}", itemset.nodeset), ".").replace(&itemset.nodeset, ".");
        }
        itemset.filter = Some(filter);
    }
    if let Some(filter) = itemset.filter.take().filter(|filter| !filter.is_empty()) {
        itemset.nodeset = format!("{}[{filter}]", itemset.nodeset);
    }
    if element.parameters.get("randomize").is_some_and(|value| value == "true") {
        itemset.nodeset = match element.parameters.get("seed") {
            Some(seed) => format!("randomize({}, {})", itemset.nodeset, references.insert(seed, id).trim()),
            None => format!("randomize({})", itemset.nodeset),
        };
    }
    Some(itemset)
}

fn of_list(form: &Form, list: &str) -> Itemset {
    let needs_itext = form.lists.get(list).is_some_and(|list| list.needs_itext);
    Itemset {
        value: "name".to_owned(),
        label: if needs_itext { "jr:itext(itextId)" } else { "label" }.to_owned(),
        nodeset: format!("instance('{list}')/root/item"),
        filter: None,
    }
}

/// Choices that are answers of a repeat; blank ones are not offered.
fn of_answers(references: &References<'_>, id: ElementId, list: &str, is_geo: bool) -> Itemset {
    let style = Style { use_current: false, of_parent: true };
    let path = references.insert_in_style(list, Some(id), style).trim().to_owned();
    let (nodeset, last) = match path.rsplit_once('/') {
        _ if is_geo => (path.clone(), "geometry"),
        Some((nodeset, last)) => (nodeset.to_owned(), last),
        None => (String::new(), path.as_str()),
    };
    Itemset {
        value: last.to_owned(),
        label: last.to_owned(),
        nodeset,
        filter: Some(format!("./{last} != ''")),
    }
}

fn of_file(element: &Element, list: &str) -> Option<Itemset> {
    let (stem, extension) = split_extension(list);
    let (value, label) = match extension {
        ".geojson" => ("id", "title"),
        ".xml" | ".csv" => ("name", "label"),
        _ => return None,
    };
    let parameter =
        |name: &str, default: &str| element.parameters.get(name).map_or(default, String::as_str).to_owned();
    Some(Itemset {
        value: parameter("value", value),
        label: parameter("label", label),
        nodeset: format!("instance('{stem}')/root/item"),
        filter: None,
    })
}
