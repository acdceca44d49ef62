//! Secondary instances: lists of choices, files with data, the last saved answers.

use indexmap::IndexMap;

use super::Writer;
use super::xml::Xml;
use crate::form::{ChoiceList, Element, Kind};
use crate::problem::Place;
use crate::text::{references, split_extension};

const READS_DATA: [&str; 5] = ["calculate", "constraint", "readonly", "required", "relevant"];

struct Instance {
    name: String,
    /// Where its data is; empty for a list that stands in the form.
    address: String,
    element: Xml,
    row: u32,
}

impl Writer<'_> {
    pub(super) fn secondary_instances(&mut self) -> Vec<Xml> {
        let mut found = Vec::new();
        let mut uses_last_saved = false;
        let mut of_type: IndexMap<String, u32> = IndexMap::new();
        for id in self.form.in_order() {
            let element = self.form.element(id);
            match element.kind {
                Kind::ExternalData => {
                    let (kind, _) = element.type_name.split_once('-').unwrap_or(("csv", ""));
                    let folder = if kind == "csv" { "file-csv" } else { "file" };
                    let name = &element.name;
                    if of_type.insert(name.clone(), element.row).is_some() {
                        let place = Place::cell("survey", element.row, "name");
                        let message = format!("файл данных «{name}» назван дважды.");
                        self.problems.error(
                            place,
                            "data.duplicate",
                            message,
                            "Оставьте одну строку с этим именем.",
                        );
                    }
                    found.push(external(name, format!("jr://{folder}/{name}.{kind}"), element.row));
                }
                Kind::Question => {
                    found.extend(pulled(element));
                    if element.is_select() {
                        found.extend(from_file(element));
                    }
                    uses_last_saved = uses_last_saved || has_last_saved(element);
                }
                Kind::Survey | Kind::Group | Kind::Repeat => found.extend(pulled(element)),
                _ => {}
            }
        }
        if uses_last_saved {
            found.push(external("__last-saved", "jr://instance/last-saved".to_owned(), 0));
        }
        for list in self.form.lists.values().filter(|list| !list.is_inline) {
            found.push(Instance {
                name: list.name.clone(),
                address: String::new(),
                element: self.list_instance(list),
                row: 0,
            });
        }
        self.without_repetitions(found)
    }

    fn without_repetitions(&mut self, found: Vec<Instance>) -> Vec<Xml> {
        let mut seen: IndexMap<String, String> = IndexMap::new();
        let mut made = Vec::new();
        for instance in found {
            match seen.get(&instance.name) {
                Some(address) if *address == instance.address => {}
                Some(address) => {
                    let known = if address.is_empty() { "список choices" } else { address.as_str() };
                    let message = format!(
                        "имя «{}» значит и {known}, и {}.",
                        instance.name,
                        if instance.address.is_empty() { "список choices" } else { &instance.address }
                    );
                    self.problems.error(
                        Place::row("survey", instance.row.max(1)),
                        "data.conflict",
                        message,
                        "Переименуйте список или файл.",
                    );
                }
                None => {
                    seen.insert(instance.name, instance.address);
                    made.push(instance.element);
                }
            }
        }
        made
    }

    fn list_instance(&self, list: &ChoiceList) -> Xml {
        let mut root = Xml::new("root");
        for (index, choice) in list.choices.iter().enumerate() {
            let mut item = Xml::new("item");
            if list.needs_itext {
                item.push(Xml::new("itextId").text(format!("{}-{index}", list.name)));
            }
            item.push(Xml::new("name").text(choice.name.clone()));
            if !list.needs_itext
                && let Some(label) = choice.label.as_ref().and_then(|label| label.text())
            {
                item.push(Xml::new("label").text(label));
            }
            for (name, value) in &choice.extra {
                item.push(Xml::new(name).text(value.text().unwrap_or_default()));
            }
            if let Some(option) = choice.sms_option.as_ref().filter(|option| !option.is_empty()) {
                item.push(Xml::new("sms_option").text(option.clone()));
            }
            root.push(item);
        }
        Xml::new("instance").attribute("id", list.name.clone()).child(root)
    }
}

fn external(name: &str, address: String, row: u32) -> Instance {
    let element = Xml::new("instance").attribute("id", name).attribute("src", address.clone());
    Instance { name: name.to_owned(), address, element, row }
}

fn from_file(element: &Element) -> Option<Instance> {
    let file = element.itemset.as_ref()?;
    let (stem, extension) = split_extension(file);
    let folder = match extension {
        ".xml" | ".geojson" => "file",
        ".csv" => "file-csv",
        _ => return None,
    };
    Some(external(stem, format!("jr://{folder}/{file}"), element.row))
}

/// Files that `pulldata()` reads.
fn pulled(element: &Element) -> Vec<Instance> {
    let of_bind = READS_DATA.iter().filter_map(|name| element.bind_text(name));
    let others = [element.choice_filter.as_deref(), element.default.as_deref()];
    let mut found = Vec::new();
    for text in of_bind.chain(others.into_iter().flatten()).filter(|text| text.contains("pulldata(")) {
        let mut rest = text;
        while let Some(at) = rest.find("pulldata") {
            rest = &rest[at + "pulldata".len()..];
            let Some(inside) = rest.trim_start().strip_prefix('(') else { continue };
            let inside = inside.trim_start();
            let Some(comma) = inside.lines().next().and_then(|line| line.find(',')) else { continue };
            let file = inside[..comma].replace(['\'', '"'], "");
            found.push(external(file.trim(), format!("jr://file-csv/{}.csv", file.trim()), element.row));
            rest = &inside[comma..];
        }
    }
    found
}

fn has_last_saved(element: &Element) -> bool {
    let of_bind = READS_DATA.iter().filter_map(|name| element.bind_text(name));
    let others = [element.choice_filter.as_deref(), element.default.as_deref()];
    of_bind
        .chain(others.into_iter().flatten())
        .any(|text| references(text).any(|reference| reference.last_saved))
}
