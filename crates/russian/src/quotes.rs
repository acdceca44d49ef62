//! Quotation marks as Russian print has them, for texts that came from Word with straight ones.

/// «Ёлочки» outside, „лапки“ inside, whatever the text had: straight marks, English ones, «ёлочки» inside «ёлочек». A mark
/// opens after a space, a bracket, a dash or at the beginning; marks doubled around the same words become one pair. A text
/// whose marks do not pair comes back as it was.
pub fn quotes(text: &str) -> String {
    if !text.contains(['"', '«', '»', '„', '“', '”']) {
        return text.to_owned();
    }
    // A shortened title («…») has lost the end of its quotation.
    let Some(marks) = pairs(text) else { return text.to_owned() };
    if marks.iter().any(|mark| mark.partner.is_none()) && !text.ends_with('…') {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut rest = 0;
    let mut depth = 0_usize;
    for (place, mark) in marks.iter().enumerate() {
        shown.push_str(&text[rest..mark.at]);
        rest = mark.at + mark.length;
        if is_doubled(&marks, place) {
            continue;
        }
        if mark.opens {
            shown.push(if depth == 0 { '«' } else { '„' });
            depth += 1;
        } else {
            depth -= 1;
            shown.push(if depth == 0 { '»' } else { '“' });
        }
    }
    shown.push_str(&text[rest..]);
    shown
}

/// A title inside a sentence: «Название», with a capital, without a stop at its end; quotations of its own become „лапки“.
/// Nothing stays nothing.
pub fn quoted(title: &str) -> String {
    let title = crate::as_title(title);
    if title.is_empty() { title } else { quotes(&format!("«{title}»")) }
}

struct Mark {
    /// Where it stands, and how many bytes it takes.
    at: usize,
    length: usize,
    opens: bool,
    partner: Option<usize>,
}

/// The marks with their partners; nothing where one closes what was not opened.
fn pairs(text: &str) -> Option<Vec<Mark>> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut before: Option<char> = None;
    for (at, letter) in text.char_indices() {
        let stands_before_a_word = before.is_none_or(|one| one.is_whitespace() || "([«„“—–-\"".contains(one));
        let opens = match letter {
            '«' | '„' => Some(true),
            '»' | '”' => Some(false),
            // Closing in Russian, opening in English.
            '“' if open.last().is_some_and(|place| text[marks[*place].at..].starts_with('„')) => {
                Some(false)
            }
            '"' | '“' => Some(stands_before_a_word),
            _ => None,
        };
        before = Some(letter);
        let Some(opens) = opens else { continue };
        let place = marks.len();
        let partner = if opens {
            open.push(place);
            None
        } else {
            let partner = open.pop()?;
            marks[partner].partner = Some(place);
            Some(partner)
        };
        marks.push(Mark { at, length: letter.len_utf8(), opens, partner });
    }
    Some(marks)
}

/// The inner of two pairs around the same words: «"Название"».
fn is_doubled(marks: &[Mark], place: usize) -> bool {
    let Some(partner) = marks[place].partner else { return false };
    let (from, to) = (place.min(partner), place.max(partner));
    let touch = |one: usize, next: usize| marks[one].at + marks[one].length == marks[next].at;
    from > 0
        && to + 1 < marks.len()
        && marks[from - 1].partner == Some(to + 1)
        && touch(from - 1, from)
        && touch(to, to + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{quoted, quotes};

    #[test]
    fn straight_quotes_become_russian_ones() {
        for (typed, shown) in [
            ("План (\"дорожная карта\") сети", "План («дорожная карта») сети"),
            ("\"PROКниги. Лучший продукт\"", "«PROКниги. Лучший продукт»"),
            ("Проект \"Читающая \"мама\" края\"", "Проект «Читающая „мама“ края»"),
            ("Конференция \"О лучшем…", "Конференция «О лучшем…"),
            ("КГАНОУ «Центр \"Луч\"»", "КГАНОУ «Центр „Луч“»"),
            ("О мероприятии «\"Лучший центр\"»", "О мероприятии «Лучший центр»"),
            ("О «Проекте «Карта» края»", "О «Проекте „Карта“ края»"),
            ("Проект “Карта края” и „Чтения“", "Проект «Карта края» и «Чтения»"),
            ("МБОУ «Школа «Луч»», МБОУ «Школа»", "МБОУ «Школа „Луч“», МБОУ «Школа»"),
        ] {
            assert_eq!(quotes(typed), shown);
        }
    }

    #[test]
    fn what_does_not_pair_is_left_alone() {
        for text in ["без кавычек", "дюйм 3\" и", "\"не закрыто", "закрыто\"", "»а«", "«а", "“"]
        {
            assert_eq!(quotes(text), text);
        }
    }

    #[test]
    fn titles_in_quotes() {
        for (typed, shown) in [
            ("Лучший центр", "«Лучший центр»"),
            ("лучший центр.", "«Лучший центр»"),
            ("«Лучший центр».", "«Лучший центр»"),
            ("Реализация проекта \"Литературная карта\"", "«Реализация проекта „Литературная карта“»"),
            ("\"Карта\" и \"Чтения\"", "«„Карта“ и „Чтения“»"),
            ("", ""),
        ] {
            assert_eq!(quoted(typed), shown);
        }
    }

    proptest! {
        /// Words stay, and what is right stays right.
        #[test]
        fn only_marks_change(text in "[а-я «»„“”\"(…]{0,40}") {
            let words = |text: &str| text.replace(['"', '«', '»', '„', '“', '”'], "");
            let once = quotes(&text);
            prop_assert_eq!(words(&once), words(&text));
            prop_assert_eq!(quotes(&once), once.clone());
        }
    }
}
