//! From when to when a post is held.

use jiff::civil::{Date, date};

/// Stands for «with no known beginning».
pub const FIRST_DAY: Date = date(1, 1, 1);
/// Stands for «to this day and on».
pub const LAST_DAY: Date = date(9999, 12, 31);
const MAX_TITLE: usize = 200;

/// Days on which a post is held, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostTerm {
    pub from: Date,
    pub to: Date,
}

impl PostTerm {
    /// `None` on a side means «no limit»; a term that ends before it begins is no term.
    pub fn new(from: Option<Date>, to: Option<Date>) -> Option<Self> {
        let term = Self { from: from.unwrap_or(FIRST_DAY), to: to.unwrap_or(LAST_DAY) };
        (term.from <= term.to).then_some(term)
    }

    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// «с 1 сентября 2021», «с 1 сентября 2021 по 31 августа 2024», or «срок не указан».
    pub fn as_told(self) -> String {
        let from = (self.from != FIRST_DAY).then(|| format!("с\u{a0}{}", ui::ru::date_long(self.from)));
        let to = (self.to != LAST_DAY).then(|| format!("по\u{a0}{}", ui::ru::date_long(self.to)));
        match (from, to) {
            (Some(from), Some(to)) => format!("{from} {to}"),
            (Some(side), None) | (None, Some(side)) => side,
            (None, None) => "срок не указан".to_owned(),
        }
    }
}

/// What is wrong with the title of a post.
pub(crate) fn title_fault(title: &str) -> Option<String> {
    let title = title.trim();
    if title.is_empty() {
        return Some("Должность: поле не заполнено.".to_owned());
    }
    if title.chars().count() > MAX_TITLE {
        return Some(format!("Должность: не больше {MAX_TITLE}\u{a0}знаков."));
    }
    title
        .chars()
        .any(char::is_control)
        .then(|| "Должность: есть служебные символы. Наберите текст заново.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_term_is_told_with_the_sides_it_has() {
        let told = |from, to| PostTerm::new(from, to).unwrap().as_told();
        assert_eq!(told(None, None), "срок не указан");
        assert!(told(Some(date(2021, 9, 1)), None).starts_with("с\u{a0}"));
        assert!(told(None, Some(date(2024, 8, 31))).starts_with("по\u{a0}"));
    }

    #[test]
    fn titles_are_lines_of_text() {
        assert_eq!(title_fault("педагог-библиотекарь"), None);
        assert!(
            title_fault(" ").is_some()
                && title_fault("а\u{0}").is_some()
                && title_fault(&"я".repeat(201)).is_some()
        );
    }

    proptest! {
        /// A term exists exactly when it does not end before it begins, and then it contains both of its ends.
        #[test]
        fn a_term_goes_forwards(from in 0_i32..20_000, to in 0_i32..20_000) {
            let day = |number: i32| date(1970, 1, 1).checked_add(jiff::Span::new().days(number)).unwrap();
            let term = PostTerm::new(Some(day(from)), Some(day(to)));
            prop_assert_eq!(term.is_some(), from <= to);
            if let Some(term) = term {
                prop_assert!(term.contains(day(from)) && term.contains(day(to)));
                prop_assert!(!term.contains(day(to).tomorrow().unwrap()));
            }
        }
    }
}
