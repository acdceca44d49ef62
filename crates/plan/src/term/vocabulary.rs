//! Whether a text is nothing but a term: what tells «март 2025 г.» from «Заседание совета в марте».

use crate::words::words;

/// Beginnings of the words of which terms are made.
const STEMS: [&str; 93] = [
    "январ",
    "феврал",
    "март",
    "апрел",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
    "квартал",
    "полугод",
    "полгода",
    "год",
    "недел",
    "месяц",
    "декад",
    "числ",
    "половин",
    "начал",
    "конец",
    "конц",
    "середин",
    "перв",
    "втор",
    "трет",
    "четверт",
    "последн",
    "ежемесячн",
    "ежеквартальн",
    "еженедельн",
    "ежедневн",
    "ежегодн",
    "раз",
    "кажд",
    "течени",
    "период",
    "постоянн",
    "регулярн",
    "систематич",
    "весь",
    "всего",
    "учебн",
    "календарн",
    "каникул",
    "летн",
    "осенн",
    "зимн",
    "весенн",
    "весн",
    "осен",
    "зим",
    "поздн",
    "реже",
    "мене",
    "чаще",
    "дат",
    "уточня",
    "срок",
    "отдельн",
    "план",
    "график",
    "согласовани",
    "мере",
    "необходимост",
    "числа",
    "рабоч",
    "день",
    "дня",
    "дней",
    "отчетн",
    "следующ",
    "понедельник",
    "вторник",
    "четверг",
    "пятниц",
    "суббот",
    "воскресень",
    "будн",
    "далее",
    "итог",
    "окончани",
    "завершени",
    "включительно",
    "ранее",
    "раньше",
    "начиная",
    "текущ",
    "бессрочн",
    "круглый",
    "круглогодичн",
    "ежекварт",
];
const WHOLE: [&str; 57] = [
    "май",
    "мая",
    "мае",
    "янв",
    "фев",
    "февр",
    "мар",
    "апр",
    "июн",
    "июл",
    "авг",
    "сен",
    "сент",
    "окт",
    "ноя",
    "нояб",
    "дек",
    "кв",
    "г",
    "гг",
    "до",
    "с",
    "со",
    "по",
    "к",
    "ко",
    "в",
    "во",
    "не",
    "и",
    "за",
    "на",
    "го",
    "й",
    "я",
    "е",
    "уч",
    "при",
    "лето",
    "летом",
    "среда",
    "средам",
    "среду",
    "среды",
    "дважды",
    "трижды",
    "один",
    "одного",
    "два",
    "двух",
    "две",
    "три",
    "трех",
    "от",
    "чем",
    "час",
    "часов",
];

/// The share of a text's words that belong to terms, 0 to 1.
pub(crate) fn term_share(text: &str) -> f64 {
    let words = words(&super::prepare::prepare(text).text);
    let is_of_terms = |word: &str| {
        word.chars().all(|c| c.is_ascii_digit())
            || matches!(word, "i" | "ii" | "iii" | "iv")
            || WHOLE.contains(&word)
            || STEMS.iter().any(|stem| word.starts_with(stem))
    };
    if words.is_empty() {
        return 0.0;
    }
    let count = words.iter().filter(|word| is_of_terms(word)).count();
    #[expect(clippy::cast_precision_loss, reason = "a text has few words")]
    let share = count as f64 / words.len() as f64;
    share
}

/// Whether a cell looks like a term: understood, and most of its words are of terms.
pub(crate) fn reads_as_term(text: &str, year: crate::PlanYear) -> bool {
    const MOSTLY: f64 = 0.6;
    if super::relative::opens_as_relative(text) {
        return true;
    }
    let parsed = super::parse_term(text, year.year(), year.start_month());
    parsed.is_understood() && term_share(text) >= MOSTLY
}
