//! Headings of sections and numbers of rows.

use std::sync::LazyLock;

use regex::Regex;

static HEADING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // «Раздел II. Название», «II. Название», «1. Название», «Блок 3 – Название»; Cyrillic Х and І are typed for X and I.
    Regex::new(r"(?i)^(?:(раздел|блок|глава|направление|модуль|часть)\s*(?:№\s*)?)?([IVXLCІХ]+|\d{1,2})\s*(?:[.)]|:|\s[-–—]|\s)\s*(\p{L}.*)$").ok()
});

static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:№\s*)?(\d{1,3}(?:\.\d{1,3}){0,3})\s*[.)]?$").ok());

static LEADING_NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(\d{1,3}(?:\.\d{1,3}){0,3})\s*[.)]\s+(\S.*)$").ok());

/// Number and title of a section heading; a heading without a number has an empty one.
pub fn heading(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 400 {
        return None;
    }
    if let Some(found) = HEADING.as_ref().and_then(|pattern| pattern.captures(text)) {
        let number = found[2].replace('І', "I").replace('Х', "X").to_uppercase();
        return Some((number, found[3].trim().to_owned()));
    }
    Some((String::new(), text.to_owned()))
}

/// `IV` alone, also typed with Cyrillic letters.
pub fn is_roman(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C' | 'І' | 'Х'))
}

/// `1`, `1.`, `1)`, `№ 1`, `1.1.` alone in a cell.
pub fn number_alone(text: &str) -> Option<String> {
    let pattern = NUMBER.as_ref()?;
    pattern.captures(text.trim()).map(|found| found[1].to_owned())
}

/// A number that leads the title where there is no column for it.
pub fn leading_number(text: &str) -> Option<(String, String)> {
    let pattern = LEADING_NUMBER.as_ref()?;
    pattern.captures(text.trim()).map(|found| (found[1].to_owned(), found[2].to_owned()))
}

/// Whether `inner` is a number inside `outer`: `1.2` inside `1`.
pub fn is_inside(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_every_kind() {
        let told = |text: &str| heading(text).unwrap();
        assert_eq!(
            told("II. Методическое сопровождение"),
            ("II".into(), "Методическое сопровождение".into())
        );
        assert_eq!(told("Раздел 1. Кадры"), ("1".into(), "Кадры".into()));
        assert_eq!(told("Раздел III Кадры"), ("III".into(), "Кадры".into()));
        assert_eq!(told("Работа с фондом"), (String::new(), "Работа с фондом".into()));
    }

    #[test]
    fn numbers() {
        for (text, number) in [("1", "1"), ("1.", "1"), ("12)", "12"), ("1.1.", "1.1"), ("№ 3", "3")] {
            assert_eq!(number_alone(text).as_deref(), Some(number), "{text}");
        }
        assert_eq!(number_alone("I."), None);
        assert_eq!(number_alone("15 марта"), None);
        assert_eq!(leading_number("1.2. Провести семинар"), Some(("1.2".into(), "Провести семинар".into())));
        assert_eq!(leading_number("10 книг"), None);
        assert!(is_inside("1.2", "1") && !is_inside("11", "1") && !is_inside("1", "1"));
    }
}
