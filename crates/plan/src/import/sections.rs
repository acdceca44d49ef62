//! Headings of sections and numbers of rows.

use std::sync::LazyLock;

use regex::Regex;

static HEADING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // «Раздел II. Название», «II. Название», «1. Название», «Блок 3 – Название»; Cyrillic Х, І and У are typed for X, I
    // and V.
    Regex::new(r"(?i)^(?:(раздел|блок|глава|направление|модуль|часть)\s*(?:№\s*)?)?([IVXLCІХ]+(?:У[IІ]*)?|У[IІ]+|\d{1,2})\s*(?:[.)]|:|\s[-–—]|\s)\s*(\p{L}.*)$").ok()
});

/// «Раздел II» alone: its title stands in the next row.
static BARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:раздел|блок|глава|направление|модуль|часть)\s*(?:№\s*)?([IVXLCІХ]+(?:У[IІ]*)?|У[IІ]+|\d{1,2})\s*[.:)]?$",
    )
    .ok()
});

/// `1`, `1.1`, `II.3`, `4а`.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:№\s*)?((?:[IVXLCІХ]{1,5}\.\s?)?\d{1,3}(?:\.\d{1,3}){0,3}[а-я]?)\s*[.)]?$").ok()
});

static LEADING_NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"^(\d{1,3}(?:\.\d{1,3}){0,3})\s*[.)]\s*([\p{L}"«„(].*)$"#).ok());
/// `1.1 Семинар`: a number of several parts needs no point after it.
static LEADING_PARTS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"^(\d{1,3}(?:\.\d{1,3}){1,3})\s+([\p{Lu}"«„].*)$"#).ok());

/// Number and title of a section heading; a heading without a number has an empty one.
pub fn heading(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 400 {
        return None;
    }
    if let Some(found) = BARE.as_ref().and_then(|pattern| pattern.captures(text)) {
        return Some((in_latin(&found[1]), String::new()));
    }
    if let Some(found) =
        HEADING.as_ref().and_then(|pattern| pattern.captures(text)).filter(|found| !is_of_time(&found[3]))
    {
        return Some((in_latin(&found[2]), found[3].trim().to_owned()));
    }
    Some((String::new(), text.to_owned()))
}

/// «I квартал», «2 полугодие»: the number belongs to the time.
fn is_of_time(rest: &str) -> bool {
    let lower = rest.to_lowercase();
    ["квартал", "полугоди", "четверть", "декад", "недел"].iter().any(|stem| lower.starts_with(stem))
        && lower.split_whitespace().count() <= 4
}

/// In Roman letters as they are meant: «ІІ», «ll» and «Il» are II, «IУ» is IV.
fn in_latin(number: &str) -> String {
    let meant = |letter: char| match letter {
        'І' | 'і' | 'Ӏ' | 'l' => 'I',
        'Х' | 'х' => 'X',
        'У' | 'у' => 'V',
        letter => letter.to_ascii_uppercase(),
    };
    number.chars().map(meant).collect()
}

/// Whether a text names itself a section: «Раздел 2. …».
pub fn names_itself(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["раздел", "блок", "глава", "модуль", "часть"].iter().any(|word| {
        lower.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '.', ':', '№']))
    })
}

/// `IV` alone, also typed with Cyrillic letters.
pub fn is_roman(text: &str) -> bool {
    // «У» alone is a word, within a number it is V.
    !text.is_empty()
        && text != "У"
        && text.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C' | 'І' | 'Х' | 'l' | 'Ӏ' | 'У'))
}

/// `1`, `1.`, `1)`, `№ 1`, `1.1.` alone in a cell.
pub fn number_alone(text: &str) -> Option<String> {
    let pattern = NUMBER.as_ref()?;
    pattern.captures(text.trim()).map(|found| in_latin_parts(&found[1]))
}

/// A number that leads the title where there is no column for it.
pub fn leading_number(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let found = LEADING_NUMBER.as_ref()?.captures(text).or_else(|| LEADING_PARTS.as_ref()?.captures(text))?;
    Some((found[1].to_owned(), found[2].to_owned()))
}

/// What comes before a list numbered within one line, and the list: «Конкурсы: 1) чтецов; 2) рисунков», «1. А. 2. Б.».
pub fn numbered_within(text: &str) -> Option<(&str, Vec<&str>)> {
    numbered(text, false)
}

/// The same of terms, which may begin with a day: «1) 10 марта; 2) май».
pub fn numbered_terms_within(text: &str) -> Option<Vec<&str>> {
    numbered(text, true).filter(|(heading, _)| heading.is_empty()).map(|(_, terms)| terms)
}

fn numbered(text: &str, may_begin_with_a_day: bool) -> Option<(&str, Vec<&str>)> {
    let number_at = |from, number, mark| number_at(text, from, number, mark, may_begin_with_a_day);
    ['.', ')'].into_iter().find_map(|mark| {
        let (start, mut end) = number_at(0, 1, mark)?;
        let heading = text.get(..start)?.trim();
        if !heading.is_empty() && !heading.ends_with(':') {
            return None;
        }
        let mut items = Vec::new();
        while let Some((next, after)) = number_at(end, items.len() + 2, mark) {
            items.push(text.get(end..next)?.trim());
            end = after;
        }
        items.push(text.get(end..)?.trim());
        (items.len() > 1 && items.iter().all(|item| !item.is_empty())).then_some((heading, items))
    })
}

/// Where a number of a list stands: a word of its own with words after it.
fn number_at(
    text: &str,
    from: usize,
    number: usize,
    mark: char,
    may_begin_with_a_day: bool,
) -> Option<(usize, usize)> {
    let wanted = format!("{number}{mark}");
    let places =
        text.get(from..)?.match_indices(&wanted).map(|(at, _)| (from + at, from + at + wanted.len()));
    places.into_iter().find(|(start, end)| {
        let before = text.get(..*start).and_then(|before| before.chars().next_back());
        let after = text.get(*end..).unwrap_or_default();
        // «1.10» is a day, «1. 10 марта» and «1)10 марта» have one.
        let may_be_a_day = may_begin_with_a_day && (mark == ')' || after.starts_with(char::is_whitespace));
        before.is_none_or(|letter| letter.is_whitespace() || matches!(letter, ':' | ';'))
            && after.trim_start().chars().next().is_some_and(|letter| {
                letter.is_alphabetic()
                    || matches!(letter, '«' | '"' | '“' | '„')
                    || (may_be_a_day && letter.is_ascii_digit())
            })
    })
}

fn in_latin_parts(number: &str) -> String {
    number.replace('І', "I").replace('Х', "X").replace(' ', "")
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
        assert_eq!(told("Раздел II"), ("II".into(), String::new()));
        assert_eq!(told("ll. Кадры"), ("II".into(), "Кадры".into()));
        assert_eq!(told("IУ. Фонды"), ("IV".into(), "Фонды".into()));
        assert_eq!(told("I квартал"), (String::new(), "I квартал".into()));
        assert_eq!(told("У каждой школы"), (String::new(), "У каждой школы".into()));
        assert!(is_roman("ІІ") && is_roman("Il") && is_roman("УI") && !is_roman("У") && !is_roman(""));
    }

    #[test]
    fn lists_within_a_line() {
        assert_eq!(
            numbered_within("1. Обзор новинок. 2. Выставка"),
            Some(("", vec!["Обзор новинок.", "Выставка"]))
        );
        assert_eq!(
            numbered_within("Конкурсы: 1) чтецов; 2) рисунков"),
            Some(("Конкурсы:", vec!["чтецов;", "рисунков"]))
        );
        for text in
            ["1. Обзор по п. 1.2. плана", "Семинар 1. Начало 2. Конец", "1. Обзор", "Встреча в 2. классах"]
        {
            assert_eq!(numbered_within(text), None, "{text}");
        }
    }

    #[test]
    fn terms_numbered_within_a_line() {
        assert_eq!(numbered_terms_within("1) до 1 марта; 2)10 мая"), Some(vec!["до 1 марта;", "10 мая"]));
        assert_eq!(numbered_terms_within("1. 10 марта. 2. май"), Some(vec!["10 марта.", "май"]));
        assert_eq!(numbered_terms_within("1.10 – 2.11"), None);
    }

    #[test]
    fn numbers() {
        for (text, number) in [("1", "1"), ("1.", "1"), ("12)", "12"), ("1.1.", "1.1"), ("№ 3", "3")] {
            assert_eq!(number_alone(text).as_deref(), Some(number), "{text}");
        }
        assert_eq!(number_alone("II. 3."), Some("II.3".into()));
        assert_eq!(number_alone("4а"), Some("4а".into()));
        assert_eq!(number_alone("I."), None);
        assert_eq!(number_alone("15 марта"), None);
        assert_eq!(leading_number("1.2. Провести семинар"), Some(("1.2".into(), "Провести семинар".into())));
        assert_eq!(leading_number("1.2 Семинар"), Some(("1.2".into(), "Семинар".into())));
        assert_eq!(leading_number("1.Семинар"), Some(("1".into(), "Семинар".into())));
        assert_eq!(leading_number("10 книг"), None);
        assert_eq!(leading_number("25.12 праздник"), None);
        assert!(is_inside("1.2", "1") && !is_inside("11", "1") && !is_inside("1", "1"));
    }
}
