//! Words of Russian papers: folding, stems, likeness. Shared by everything that recognises something.

use rust_stemmers::{Algorithm, Stemmer};

/// Lower case, ё as е, all dashes as one, quotes gone, single spaces, Latin letters of Russian words as Russian ones.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.to_lowercase().chars() {
        match letter {
            'ё' => folded.push('е'),
            '–' | '—' | '−' | '‑' | '‐' | '‒' | '―' => folded.push('-'),
            '"' | '«' | '»' | '“' | '”' | '„' | '\'' => {}
            '\u{ad}' | '\u{2060}' => {}
            letter if letter.is_whitespace() || letter == '\u{a0}' => folded.push(' '),
            letter => folded.push(letter),
        }
    }
    tidy(&in_one_alphabet(folded))
}

/// «Mарт» with a Latin M is a Russian word: where both alphabets meet in one word, Latin letters that look like Russian
/// ones are read as these. «IT» and «II» are left as they are.
fn in_one_alphabet(folded: String) -> String {
    if folded.is_ascii() || !folded.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return folded;
    }
    let mut mended = String::with_capacity(folded.len() + 8);
    let mut rest = folded.as_str();
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphabetic();
        let end = rest.find(|letter: char| letter.is_alphabetic() != is_word).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        let is_mixed = run.bytes().any(|byte| byte.is_ascii_alphabetic()) && !run.is_ascii();
        match is_mixed.then(|| in_russian_letters(run)).flatten() {
            Some(russian) => mended.push_str(&russian),
            None => mended.push_str(run),
        }
        rest = after;
    }
    mended
}

/// The word as it looks, in Russian letters; `None` where a letter has no Russian twin.
pub(crate) fn in_russian_letters(word: &str) -> Option<String> {
    word.chars()
        .map(|letter| match letter {
            'a' => Some('а'),
            'b' => Some('в'),
            'c' => Some('с'),
            'e' => Some('е'),
            'h' => Some('н'),
            'k' => Some('к'),
            'm' => Some('м'),
            'o' => Some('о'),
            'p' => Some('р'),
            't' => Some('т'),
            'x' => Some('х'),
            'y' => Some('у'),
            letter => (!letter.is_ascii_alphabetic()).then_some(letter),
        })
        .collect()
}

/// Single spaces, none at the ends; no-break spaces become usual ones.
pub fn tidy(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{200b}' || c == '\u{feff}')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Words of a folded text without punctuation.
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Stems of the words, so that «конкурсов» and «конкурс» are the same.
pub fn stems(text: &str) -> Vec<String> {
    let stemmer = Stemmer::create(Algorithm::Russian);
    words(text).iter().map(|word| stemmer.stem(word).into_owned()).collect()
}

const SMALL_WORDS: [&str; 22] = [
    "и", "в", "во", "на", "с", "со", "по", "к", "ко", "о", "об", "от", "для", "из", "за", "при", "до", "у",
    "не", "или", "а", "их",
];

/// Stems that carry meaning: prepositions and conjunctions left out.
pub fn telling_stems(text: &str) -> Vec<String> {
    stems(text).into_iter().filter(|stem| is_telling(stem)).collect()
}

/// Whether a word or a stem carries meaning.
pub fn is_telling(word: &str) -> bool {
    !SMALL_WORDS.contains(&word)
}

/// Words that carry meaning, as they are written.
pub fn telling_words(text: &str) -> Vec<String> {
    words(text).into_iter().filter(|word| is_telling(word)).collect()
}

/// Whether two words are forms of one: they begin alike and differ in their endings only. Stems are stricter, but they
/// part «приём» from «приёма».
pub fn akin(a: &str, b: &str) -> bool {
    const BEGINNING: usize = 4;
    const ENDING: usize = 3;
    let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    a == b
        || (common >= BEGINNING
            && a.chars().count() - common <= ENDING
            && b.chars().count() - common <= ENDING)
}

/// How much of the shorter text is found in the longer one, 0 to 1. Two stems are alike when one begins the other.
pub fn likeness(a: &str, b: &str) -> f64 {
    shared(&telling_stems(a), &telling_stems(b))
}

/// The same for texts whose stems are known already.
pub fn shared(a: &[String], b: &[String]) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return 0.0;
    }
    let found = short.iter().filter(|stem| long.iter().any(|other| alike(stem, other))).count();
    #[expect(clippy::cast_precision_loss, reason = "a text has few words")]
    let share = found as f64 / short.len() as f64;
    share
}

fn alike(a: &str, b: &str) -> bool {
    a == b || (a.chars().count() >= 5 && b.starts_with(a)) || (b.chars().count() >= 5 && a.starts_with(b))
}

/// Whether the text begins with a capital letter (quotes and brackets before it do not count).
pub fn begins_with_capital(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase)
}

pub fn begins_with_small(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

pub fn begins_with_quote(text: &str) -> bool {
    text.starts_with(['"', '«', '“', '„'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_the_same_words_are_alike() {
        assert!(
            likeness(
                "Расширение краевой сети ИБЦ",
                "О расширении сети информационно-библиотечных центров края"
            ) >= 0.5
        );
        assert!(likeness("Положение о конкурсах", "Лучший библиотечный продукт") < 0.2);
        assert!(akin("прием", "приема") && akin("месячник", "месячника") && !akin("март", "марс"));
        assert_eq!(fold("Ёлка — «Ель»\u{a0}1"), "елка - ель 1");
        assert_eq!(fold("Oтчёт в MAРTE, XГИК, ИРО II и IT-отдел"), "отчет в марте, хгик, иро ii и it-отдел");
    }
}
