//! Where the choices of a question come from when it is filled in: what the XForm says, and the two ways that ODK
//! Collect has beside it: large lists of the sheet `external_choices` and `search()` in attached tables.

use crate::form::{Element, ElementId, Form};
use crate::source::Lookup;
use crate::xform::itemset::itemset;
use crate::xform::references::{References, Style};

pub(super) struct ChoiceSource {
    pub nodeset: String,
    pub value: String,
    pub label: String,
}

pub(super) fn choice_source(form: &Form, references: &References<'_>, id: ElementId) -> Option<ChoiceSource> {
    let element = form.element(id);
    let in_predicate = |text: &str| {
        let style = Style { use_current: true, of_parent: false };
        references.insert_in_style(text, Some(id), style)
    };
    if let Some(list) = &element.query {
        let filter =
            element.choice_filter.as_deref().map(in_predicate).filter(|filter| !filter.trim().is_empty());
        let filter = filter.map(|filter| format!("[{filter}]")).unwrap_or_default();
        return Some(ChoiceSource {
            nodeset: format!("instance('{list}')/root/item{filter}"),
            value: "name".to_owned(),
            label: "label".to_owned(),
        });
    }
    if let Some(search) = Search::of(element) {
        // The list names the columns of the table; rows with numbers for names are choices of their own.
        let list = form.lists.get(element.itemset.as_deref()?)?;
        let columns = list.choices.iter().find(|choice| choice.name.parse::<i64>().is_err())?;
        let label =
            columns.label.as_ref().and_then(|label| super::data::in_language(label, &form.default_language));
        let label = label.unwrap_or(&columns.name).split(',').next().unwrap_or_default().trim();
        let filters: String =
            search.filters.iter().map(|filter| format!("[{}]", in_predicate(filter))).collect();
        return Some(ChoiceSource {
            nodeset: format!("instance('{}')/root/item{filters}", search.table),
            value: columns.name.clone(),
            label: label.to_owned(),
        });
    }
    itemset(form, references, id).map(|found| ChoiceSource {
        label: if found.label.starts_with("jr:itext") { "label".to_owned() } else { found.label },
        nodeset: found.nodeset,
        value: found.value,
    })
}

/// `search('table', 'contains', 'column', ${text}, 'column', 'exactly')` of an appearance.
pub(crate) struct Search {
    pub table: String,
    /// Conditions on a row.
    filters: Vec<String>,
}

impl Search {
    pub(crate) fn of(element: &Element) -> Option<Self> {
        let appearance = element.control.text("appearance").filter(|_| element.is_select())?;
        let inside = appearance.split_once("search(")?.1.rsplit_once(')')?.0;
        let arguments = arguments(inside);
        let plain =
            |index: usize| arguments.get(index).map(|text| text.trim_matches(['\'', '"']).trim().to_owned());
        let table = plain(0).filter(|table| !table.is_empty())?;
        let mut filters = Vec::new();
        if let (Some(kind), Some(column), Some(value)) = (plain(1), plain(2), arguments.get(3)) {
            filters.push(match kind.as_str() {
                "contains" => format!("contains({column}, {value})"),
                "startswith" => format!("starts-with({column}, {value})"),
                "endswith" => format!("ends-with({column}, {value})"),
                _ => format!("{column} = {value}"),
            });
        }
        if let (Some(column), Some(value)) = (plain(4), arguments.get(5)) {
            filters.push(format!("{column} = {value}"));
        }
        Some(Self { table, filters })
    }
}

/// Arguments between commas that are not inside quotes.
fn arguments(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quote = None;
    for letter in text.chars() {
        match quote {
            None if letter == ',' => {
                found.push(String::new());
                continue;
            }
            None if matches!(letter, '\'' | '"') => quote = Some(letter),
            Some(open) if open == letter => quote = None,
            _ => {}
        }
        if let Some(last) = found.last_mut() {
            last.push(letter);
        }
    }
    found.into_iter().map(|argument| argument.trim().to_owned()).collect()
}
