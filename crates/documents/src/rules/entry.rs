//! The fields of a registered document.

use jiff::civil::{Date, date};
use region::DocumentKind;

pub const MAX_NUMBER: usize = 50;
pub const MAX_TITLE: usize = 1000;
/// Nothing in the life of the network is older.
pub const EARLIEST_DATE: Date = date(1990, 1, 1);

/// The fields as typed.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Code of the document kind.
    pub kind: &'a str,
    /// `None`: the journal gives it.
    pub number: Option<&'a str>,
    pub date: Date,
    pub title: &'a str,
}

/// What is wrong with a field, for the summary on top of the form and for the field itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Name of the form field.
    pub field: &'static str,
    pub text: String,
}

impl FieldProblem {
    pub(crate) fn new(field: &'static str, text: impl Into<String>) -> Self {
        Self { field, text: text.into() }
    }
}

/// Everything that is wrong with the fields; empty when they are fit.
pub fn check_entry(entry: &Entry<'_>, kinds: &[DocumentKind], today: Date) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if !kinds.iter().any(|kind| kind.code == entry.kind) {
        problems.push(FieldProblem::new("kind", "Вид документа: выберите вид из справочника."));
    }
    if let Some(number) = entry.number {
        check_line(&mut problems, "number", "Номер документа", number, MAX_NUMBER);
    }
    if entry.date > today {
        let text = format!(
            "Дата документа: {} ещё не наступило. Документ регистрируют в день его подписания или позже.",
            ui::ru::date_long(entry.date)
        );
        problems.push(FieldProblem::new("date", text));
    } else if entry.date < EARLIEST_DATE {
        let text = format!(
            "Дата документа: раньше {} документы не регистрируются. Проверьте год.",
            ui::ru::date_long(EARLIEST_DATE)
        );
        problems.push(FieldProblem::new("date", text));
    }
    check_line(&mut problems, "title", "Заголовок документа", entry.title, MAX_TITLE);
    problems
}

fn check_line(problems: &mut Vec<FieldProblem>, field: &'static str, name: &str, text: &str, longest: usize) {
    let text = text.trim();
    let problem = if text.is_empty() {
        format!("{name}: поле не заполнено.")
    } else if text.chars().count() > longest {
        format!("{name}: не больше {longest}\u{a0}знаков, сейчас {}.", text.chars().count())
    } else if text.chars().any(|sign| sign.is_control() && sign != '\n' && sign != '\r' && sign != '\t') {
        format!("{name}: есть служебные символы. Наберите текст заново.")
    } else {
        return;
    };
    problems.push(FieldProblem::new(field, problem));
}

/// The number by which documents are told apart: case, spaces and the kind of dash do not matter.
pub fn number_key(number: &str) -> String {
    number
        .chars()
        .filter(|sign| !sign.is_whitespace())
        .map(|sign| if matches!(sign, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { sign })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TODAY: Date = date(2024, 10, 15);

    fn kinds() -> Vec<DocumentKind> {
        vec![DocumentKind {
            code: "order".into(),
            title: "Приказ".into(),
            title_plural: "Приказы".into(),
            title_genitive: "приказа".into(),
            keywords: Vec::new(),
            authors: Vec::new(),
            must: Vec::new(),
            number_suffix: String::new(),
            layout: None,
        }]
    }

    fn fields(entry: &Entry<'_>) -> Vec<&'static str> {
        check_entry(entry, &kinds(), TODAY).iter().map(|problem| problem.field).collect()
    }

    const GOOD: Entry<'static> =
        Entry { kind: "order", number: Some("12-р"), date: TODAY, title: "О сети" };

    #[test]
    fn a_fit_entry_passes_and_every_fault_is_told_with_its_field() {
        assert!(fields(&GOOD).is_empty());
        assert_eq!(fields(&Entry { kind: "castle", ..GOOD }), ["kind"]);
        assert_eq!(fields(&Entry { number: Some(" "), title: "", ..GOOD }), ["number", "title"]);
        assert_eq!(fields(&Entry { number: Some(&"1".repeat(51)), ..GOOD }), ["number"]);
        assert_eq!(fields(&Entry { title: &"я".repeat(1001), ..GOOD }), ["title"]);
        assert_eq!(fields(&Entry { title: "О сети\u{0}", ..GOOD }), ["title"]);
    }

    #[test]
    fn one_spelling_of_a_number_is_one_number() {
        assert_eq!(number_key("12 –Р"), number_key("12-р"));
        assert_ne!(number_key("12-р"), number_key("121р"));
    }

    proptest! {
        /// A date is fit exactly between the earliest one and today.
        #[test]
        fn dates_are_bounded_on_both_sides(days in -40_000_i32..40_000) {
            let day = TODAY.checked_add(jiff::Span::new().days(days)).unwrap();
            let is_fit = fields(&Entry { date: day, ..GOOD }).is_empty();
            prop_assert_eq!(is_fit, (EARLIEST_DATE..=TODAY).contains(&day));
        }

        /// Lengths are counted in characters, not in bytes.
        #[test]
        fn a_number_is_as_long_as_it_looks(number in "[0-9а-я/-]{0,60}") {
            let is_fit = fields(&Entry { number: Some(&number), ..GOOD }).is_empty();
            prop_assert_eq!(is_fit, (1..=MAX_NUMBER).contains(&number.chars().count()));
        }

        /// The key of a number does not depend on how it was typed.
        #[test]
        fn a_key_is_stable(number in "\\PC{0,50}") {
            let key = number_key(&number);
            prop_assert_eq!(number_key(&key), key.clone());
            prop_assert_eq!(number_key(&format!(" {number} ")), key);
        }
    }
}
