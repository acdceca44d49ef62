//! Where a sentence ends: texts that people type end with a stop or without one, and a paper has exactly one.

use crate::capitalised;

/// What ends with a stop of its own: the stop belongs to the word and not to the sentence.
const ABBREVIATIONS: [&str; 25] = [
    "г", "гг", "в", "вв", "др", "пр", "д", "т", "п", "с", "ул", "обл", "им", "тел", "руб", "коп", "тыс",
    "млн", "млрд", "экз", "ред", "кв", "корп", "час", "мин",
];

/// The text as a part of a sentence that goes on: without the stop, comma or semicolon at its end. «П. П. Пробного и др.»
/// keeps its stop.
pub fn phrase(text: &str) -> String {
    let mut text = text.trim();
    loop {
        let cut = text.trim_end_matches([';', ',', ':']).trim_end();
        let cut = match cut.strip_suffix('.') {
            Some(before) if !before.ends_with('.') && !is_abbreviated(before) => before.trim_end(),
            _ => cut,
        };
        if cut.len() == text.len() {
            return text.to_owned();
        }
        text = cut;
    }
}

/// The text with exactly one stop at its end; a question and an exclamation have theirs. Nothing stays nothing.
pub fn stopped(text: &str) -> String {
    let text = phrase(text);
    if text.is_empty() || text.ends_with(['.', '!', '?', '…']) { text } else { format!("{text}.") }
}

/// The text as a sentence of its own: a capital and one stop. A word that begins with a Latin letter is a name: «eLibrary».
pub fn sentence(text: &str) -> String {
    with_capital(&stopped(text))
}

/// The text as a heading or a title: a capital, no stop.
pub fn as_title(text: &str) -> String {
    with_capital(&phrase(text))
}

fn with_capital(text: &str) -> String {
    let is_latin = text.chars().next().is_some_and(|first| first.is_ascii_alphabetic());
    if is_latin { text.to_owned() } else { capitalised(text) }
}

fn is_abbreviated(before: &str) -> bool {
    let word = before.rsplit(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default();
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    is_initial || ABBREVIATIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_stop_whatever_was_typed() {
        for (typed, as_phrase, as_sentence) in [
            ("создать рабочую группу", "создать рабочую группу", "Создать рабочую группу."),
            ("Создать рабочую группу.", "Создать рабочую группу", "Создать рабочую группу."),
            ("доступность;", "доступность", "Доступность."),
            (" качество фонда . ", "качество фонда", "Качество фонда."),
            ("на Пробного П. П.", "на Пробного П. П.", "На Пробного П. П."),
            ("книги, журналы и др.", "книги, журналы и др.", "Книги, журналы и др."),
            ("от 5 марта 2024 г.", "от 5 марта 2024 г.", "От 5 марта 2024 г."),
            ("Что делать?", "Что делать?", "Что делать?"),
            ("и так далее…", "и так далее…", "И так далее…"),
            ("и так далее...", "и так далее...", "И так далее..."),
            ("eLibrary", "eLibrary", "eLibrary."),
            ("", "", ""),
            (".", "", ""),
        ] {
            assert_eq!(
                (phrase(typed).as_str(), sentence(typed).as_str()),
                (as_phrase, as_sentence),
                "{typed}"
            );
        }
        assert_eq!(as_title("требования к оснащению."), "Требования к оснащению");
    }

    proptest! {
        #[test]
        fn a_stop_is_never_doubled(words in "[а-яА-Я ]{0,20}", end in "[.;,: ]{0,1}") {
            let text = format!("{words}{end}");
            let once = sentence(&text);
            prop_assert!(!once.contains(".."), "{once}");
            prop_assert_eq!(sentence(&once), once.clone());
            prop_assert!(once.is_empty() || once.ends_with('.'));
        }
    }
}
