//! A form as pages: one section a page, and no page longer than a person takes in.

use forms::Form;
use forms::form::{ElementId, Kind};

use super::matrix::{has_appearance, heading};

/// What one page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The section whose label is the page's title; `None`: questions that stand in no section.
    pub section: Option<ElementId>,
    /// What is on the page, in the order of the form.
    pub elements: Vec<ElementId>,
    /// Which part of a section that is longer than a page, from 1; 0: the whole of it.
    pub part: usize,
}

/// Questions on a page before it is cut.
const LONG: usize = 40;
/// Bounds of what is published: more would be no questionnaire.
pub const MOST_QUESTIONS: usize = 5_000;
/// Choices of one list.
pub const MOST_CHOICES: usize = 10_000;

/// Whether respondents see a question or a section.
pub fn is_shown(form: &Form, id: ElementId) -> bool {
    let element = form.element(id);
    match element.kind {
        Kind::Group | Kind::Repeat => {
            !element.is_bodyless && element.children.iter().any(|child| is_shown(form, *child))
        }
        Kind::Question => {
            let is_asked = !element.control_tag.is_empty() && element.control_tag != "action";
            // The first row of a table shows the choices' labels and takes no answer.
            element.row > 0 && is_asked && !(element.is_select() && has_appearance(element, "label"))
        }
        _ => false,
    }
}

/// Every question that respondents see, in the order of the form.
pub fn questions_of(form: &Form) -> Vec<ElementId> {
    form.in_order()
        .into_iter()
        .filter(|id| form.element(*id).kind == Kind::Question && is_shown(form, *id))
        .collect()
}

fn shown_below(form: &Form, id: ElementId) -> usize {
    let element = form.element(id);
    if element.is_section() {
        return element.children.iter().map(|child| shown_below(form, *child)).sum();
    }
    usize::from(is_shown(form, id))
}

/// Cuts a form into pages. Every question that is shown stands on exactly one.
pub fn pages_of(form: &Form) -> Vec<Page> {
    let mut pages = Vec::new();
    cut(form, 0, None, &mut pages);
    pages
}

fn cut(form: &Form, section: ElementId, title: Option<ElementId>, pages: &mut Vec<Page>) {
    let mut loose: Vec<ElementId> = Vec::new();
    for child in &form.element(section).children {
        if !is_shown(form, *child) {
            continue;
        }
        let element = form.element(*child);
        match element.kind {
            Kind::Group if shown_below(form, *child) > LONG && !is_in_repeat(form, *child) => {
                put_loose(&mut loose, title, pages);
                cut(form, *child, named(form, *child).or(title), pages);
            }
            // A group without a heading is a matter of layout, not a section.
            Kind::Group if title.is_none() && named(form, *child).is_some() => {
                put_loose(&mut loose, title, pages);
                pages.push(Page { section: Some(*child), elements: vec![*child], part: 0 });
            }
            Kind::Repeat if title.is_none() => {
                put_loose(&mut loose, title, pages);
                pages.push(Page { section: Some(*child), elements: vec![*child], part: 0 });
            }
            _ => loose.push(*child),
        }
    }
    put_loose(&mut loose, title, pages);
}

fn named(form: &Form, id: ElementId) -> Option<ElementId> {
    heading(form, id).map(|_| id)
}

fn is_in_repeat(form: &Form, id: ElementId) -> bool {
    form.repeat_of(id).is_some()
}

fn put_loose(loose: &mut Vec<ElementId>, section: Option<ElementId>, pages: &mut Vec<Page>) {
    let taken = std::mem::take(loose);
    let is_cut =
        taken.len() > LONG || pages.last().is_some_and(|page| page.section == section && section.is_some());
    let before = pages.iter().filter(|page| page.section == section).count();
    for (number, elements) in taken.chunks(LONG).enumerate() {
        let part = if is_cut { before + number + 1 } else { 0 };
        pages.push(Page { section, elements: elements.to_vec(), part });
    }
}

/// Why a form is not published: it is beyond what a page, a phone or a workbook can carry.
pub fn too_large(form: &Form) -> Option<String> {
    let questions = questions_of(form).len();
    if questions == 0 {
        return Some("В форме нет ни одного вопроса. Добавьте вопросы на лист survey.".to_owned());
    }
    if questions > MOST_QUESTIONS {
        return Some(format!(
            "В форме {questions} вопросов, а принимается не больше {MOST_QUESTIONS}. Разделите её на несколько анкет."
        ));
    }
    let long = form.lists.values().find(|list| list.choices.len() > MOST_CHOICES)?;
    Some(format!(
        "В списке «{}» {} вариантов, а принимается не больше {MOST_CHOICES}. Сократите список или разделите вопрос.",
        long.name,
        long.choices.len()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(rows: &str) -> Form {
        let text = format!(
            "| survey | | | |\n| | type | name | label |\n{rows}\n| settings | |\n| | form_id |\n| | t |\n"
        );
        Form::read(text.as_bytes(), "t.md").unwrap()
    }

    #[test]
    fn sections_are_pages_and_loose_questions_stand_together() {
        let form = form(
            "| | text | a | А |\n| | begin_group | g | Раздел |\n| | text | b | Б |\n| | end_group | | |\n| | integer | c | В |",
        );
        let pages = pages_of(&form);
        assert_eq!(pages.len(), 3);
        assert!(pages[0].section.is_none() && pages[1].section.is_some() && pages[2].section.is_none());
    }

    #[test]
    fn a_long_form_is_cut_and_nothing_is_lost() {
        let rows: String = (0..1000).map(|n| format!("| | text | q{n} | Вопрос {n} |\n")).collect();
        let form = form(&rows);
        let pages = pages_of(&form);
        assert_eq!(pages.len(), 25);
        assert_eq!(pages.iter().map(|page| page.elements.len()).sum::<usize>(), 1000);
        let group = format!("| | begin_group | g | Раздел |\n{rows}| | end_group | | |");
        let form = self::form(&group);
        let pages = pages_of(&form);
        assert_eq!((pages.len(), pages[0].part, pages[24].part), (25, 1, 25));
    }
}
