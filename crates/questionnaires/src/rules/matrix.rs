//! Tables of questions that all choose from the same list: `table-list` of XLSForm, which is a list of fields with a row of
//! labels at its head (appearance `label`) and rows of buttons below (`list-nolabel`); an author may write these himself.

use forms::Form;
use forms::form::{Element, ElementId, Kind};
use forms::source::Lookup;

use super::layout::is_shown;

pub fn has_appearance(element: &Element, wanted: &str) -> bool {
    let appearance = element.control.text("appearance").unwrap_or_default();
    appearance.split_whitespace().any(|word| word == wanted)
}

/// Rows of the table that a group is; empty where it is none.
pub fn matrix_rows(form: &Form, group: ElementId) -> Vec<ElementId> {
    let children = &form.element(group).children;
    let head = children.iter().map(|id| form.element(*id)).find(|one| has_appearance(one, "label"));
    let Some(list) = head.and_then(|head| head.itemset.as_deref()) else { return Vec::new() };
    let is_row = |id: &ElementId| {
        let element = form.element(*id);
        element.control_tag == "select1"
            && element.itemset.as_deref() == Some(list)
            && element.choice_filter.is_none()
            && has_appearance(element, "list-nolabel")
    };
    // A note above the table is its heading; anything else in between makes it a plain list of fields.
    let shown = children.iter().filter(|id| is_shown(form, **id) && heading(form, group) != Some(**id));
    let rows: Vec<ElementId> = shown.copied().collect();
    if rows.len() > 1 && rows.iter().all(is_row) { rows } else { Vec::new() }
}

/// The element whose label is the heading of a section: its own, or the note that stands for it above a table.
pub fn heading(form: &Form, section: ElementId) -> Option<ElementId> {
    let element = form.element(section);
    if element.has_label() {
        return Some(section);
    }
    let first = element.children.first().copied()?;
    let note = form.element(first);
    let is_it = element.kind == Kind::Group
        && note.name.starts_with("generated_table_list_label_")
        && note.has_label();
    is_it.then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{pages_of, questions_of};

    fn form(appearance: &str, more: &str) -> Form {
        let text = format!(
            "| survey | | | | |\n| | type | name | label | appearance |\n| | text | a | А | |\n\
             | | begin_group | m | Насколько трудно | {appearance} |\n| | select_one l | b | Б | |\n| | select_one l | c | В | |\n{more}\
             | | end_group | | | |\n| choices | | | |\n| | list_name | name | label |\n| | l | x | Икс |\n| | l | y | Игрек |\n\
             | settings | |\n| | form_id |\n| | t |\n"
        );
        Form::read(text.as_bytes(), "t.md").unwrap()
    }

    fn group(form: &Form) -> ElementId {
        form.in_order().into_iter().find(|id| form.element(*id).name == "m").unwrap()
    }

    #[test]
    fn a_table_list_is_a_page_of_its_own_with_its_heading_and_rows() {
        let form = form("table-list", "");
        let names = |ids: &[ElementId]| {
            ids.iter().map(|id| form.element(*id).name.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(&matrix_rows(&form, group(&form))), "b c");
        let pages = pages_of(&form);
        assert_eq!((pages.len(), pages[1].section), (2, Some(group(&form))));
        let heading = form.element(heading(&form, group(&form)).unwrap());
        assert!(format!("{:?}", heading.label).contains("Насколько трудно"));
        // The row of labels asks nothing; the heading is a note.
        assert!(!names(&questions_of(&form)).contains("reserved_name"));
    }

    #[test]
    fn a_plain_group_or_one_with_something_else_inside_is_no_table() {
        let plain = form("", "");
        assert!(matrix_rows(&plain, group(&plain)).is_empty());
        let mixed = form("table-list", "| | text | d | Г | |\n");
        assert!(matrix_rows(&mixed, group(&mixed)).is_empty());
    }
}
