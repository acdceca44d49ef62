//! Names that the author's columns give to elements and attributes: XML has its rules, and a form that breaks them
//! opens nowhere.

use super::Builder;
use crate::problem::Place;
use crate::source::{Lookup, Table, Value};
use crate::text::is_xml_tag;

/// Prefixes that every XForm declares, and the two of XML itself.
const PREFIXES: [&str; 9] = ["xml", "h", "ev", "xsd", "jr", "orx", "odk", "entities", "xmlns"];
/// Groups of columns that become attributes.
const OF_ATTRIBUTES: [&str; 4] = ["bind", "control", "instance", "attribute"];
const ADVICE: &str = "Имя — буква или подчёркивание, дальше буквы, цифры, дефисы и точки; приставка до двоеточия объявляется в settings, столбец namespaces.";

impl Builder<'_> {
    pub(super) fn check_xml_names(&mut self) {
        let namespaces = self.source.settings.text("namespaces").unwrap_or_default();
        let declared: Vec<&str> = namespaces
            .split_whitespace()
            .filter_map(|one| one.split_once('=').map(|(prefix, _)| prefix))
            .collect();
        let is_bad = |name: &str| {
            let prefix = name.split_once(':').map(|(prefix, _)| prefix);
            let is_known =
                prefix.is_none_or(|prefix| PREFIXES.contains(&prefix) || declared.contains(&prefix));
            !is_xml_tag(name) || !is_known || name.matches(':').count() > 1
        };
        let attributes = |path: &[String]| match path {
            [group, name] if OF_ATTRIBUTES.contains(&group.as_str()) => Some(name.clone()),
            _ => None,
        };
        let columns = |path: &[String]| match path {
            // A heading with a space is told of elsewhere, and is not read.
            [name] if name != "list name" && !name.contains(' ') => Some(name.clone()),
            _ => None,
        };
        let mut found = Vec::new();
        found.extend(bad_cells("survey", &self.source.survey, attributes, is_bad));
        found.extend(bad_cells("choices", &self.source.choices, columns, is_bad));
        for name in self.source.settings.group("attribute").into_iter().flat_map(|group| group.keys()) {
            if is_bad(name) {
                found.push((Place::cell("settings", 2, &format!("attribute::{name}")), name.clone()));
            }
        }
        for (place, name) in found {
            let message = format!("«{name}» не может быть именем в XML, а столбец называет им часть формы.");
            self.problems.error(place, "name.xml", message, ADVICE);
        }
    }
}

/// The first cell of each column whose name does not fit.
fn bad_cells(
    sheet: &str,
    table: &Table,
    name_of: impl Fn(&[String]) -> Option<String>,
    is_bad: impl Fn(&str) -> bool,
) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    let mut seen: Vec<Vec<String>> = Vec::new();
    for row in &table.rows {
        for (first, value) in &row.columns {
            let paths: Vec<Vec<String>> = match value {
                Value::Text(_) => vec![vec![first.clone()]],
                Value::Group(group) => {
                    group.keys().map(|second| vec![first.clone(), second.clone()]).collect()
                }
            };
            for path in paths {
                let Some(name) = name_of(&path).filter(|name| is_bad(name) && !seen.contains(&path)) else {
                    continue;
                };
                let written: Vec<&str> = path.iter().map(String::as_str).collect();
                found.push((Place::cell(sheet, row.row, &table.written(&written)), name));
                seen.push(path);
            }
        }
    }
    found
}
