//! One spelling for what is typed in many: letters of the other alphabet, dates with other marks, words cut short.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::words::in_russian_letters;

type Pattern = LazyLock<Option<Regex>>;

/// `2025-03-15`, as programs write it, also with the time of day.
static OF_PROGRAMS: Pattern =
    LazyLock::new(|| Regex::new(r"\b(20\d\d)-(\d{1,2})-(\d{1,2})\b(?:[t ]00:00(?::00)?)?").ok());
/// `15/03/2025`, `15-03-2025`, `15,03,2025`, `15. 03. 2025`: the same mark on both sides.
static OTHER_MARKS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let marks = ["/", "-", ",", r"\.\s?"];
    marks
        .iter()
        .filter_map(|mark| Regex::new(&format!(r"\b(\d{{1,2}}){mark}(\d{{1,2}}){mark}(20\d\d)\b")).ok())
        .collect()
});
/// `15/03/25`: two digits of a year are told from a list by the marks on both sides.
static SHORT_YEAR: Pattern = LazyLock::new(|| Regex::new(r"\b(\d{1,2})/(\d{1,2})/(\d\d)\b").ok());
/// «2025г», «15марта», «с15»: a space was forgotten.
static GLUED_AFTER: Pattern = LazyLock::new(|| Regex::new(r"(\d)([а-я]{3,}|гг?\b|кв\b)").ok());
static GLUED_BEFORE: Pattern = LazyLock::new(|| Regex::new(r"\b(с|со|по|до|к|на|в)(\d)").ok());
static GLUED_YEAR: Pattern = LazyLock::new(|| Regex::new(r"([а-я]{3,})(20\d\d)\b").ok());
static YEAR_MARK: Pattern = LazyLock::new(|| Regex::new(r"\b(20\d\d) ?гг?\b\.?").ok());
/// «2-х раз», «2 р. в квартал», «раз/год».
static TIMES: Pattern = LazyLock::new(|| Regex::new(r"(\d)(?:-?х)?\s*р(?:\.|аза?\b)?\s*(?:/|в\b)\s*").ok());
static ONCE: Pattern = LazyLock::new(|| Regex::new(r"\bраза?\s*/\s*").ok());
static UNITS: Pattern =
    LazyLock::new(|| Regex::new(r"\bраз(а?) в ((?:\d{1,2} )?)(нед|мес|кв|пол|г)\b\.?").ok());
/// «Ш квартал», «ll полугодие», «IУ кв.»: numbers of letters that only look Roman.
static ROMAN: Pattern = LazyLock::new(|| {
    let one = r"(?:[ilіӏ1][vѵуy]|[ilіӏ]{1,3}|1{2,3}|ш|п)";
    Regex::new(&format!(
        r"(^|[^\p{{L}}\d.])({one}(?:-?(?:й|го|м|ый|ом))?(?:\s*(?:-|,|и|/)\s*(?:{one}|[1-4])(?:-?(?:й|го|м|ый|ом))?)*)(\s*(?:кв|полугод|декад|четверт))"
    ))
    .ok()
});
static ROMAN_DIGITS: Pattern = LazyLock::new(|| Regex::new(r"[ilіӏ1][vѵуy]|[ilіӏ]{1,3}|1{2,3}|ш|п").ok());

/// Words cut short.
static CUT_SHORT: Pattern = LazyLock::new(|| {
    Regex::new(r"\b(в теч|ежекв(?:арт)?|ежем(?:ес)?|ежен(?:ед)?|ежегод|пост(?:оян)?)\.").ok()
});
static WITHIN: Pattern = LazyLock::new(|| Regex::new(r"\bв\s?течени[еи]?\b").ok());
static HALF_YEAR: Pattern = LazyLock::new(|| Regex::new(r"\bпол года\b").ok());
static QUARTER: Pattern = LazyLock::new(|| Regex::new(r"\bкв-л\p{L}*").ok());
static WEEKDAYS: Pattern = LazyLock::new(|| Regex::new(r"\b(пн|вт|ср|чт|пт|сб|вс)\b\.?").ok());

/// A folded text in one spelling.
pub(super) fn respelled(folded: &str) -> String {
    let mut text = in_russian(folded);
    text = replaced(&OF_PROGRAMS, text, |found| format!("{}.{}.{}", &found[3], &found[2], &found[1]));
    let marks = if text.contains("20") { OTHER_MARKS.as_slice() } else { &[] };
    for pattern in marks {
        text = pattern.replace_all(&text, "$1.$2.$3").into_owned();
    }
    text = replaced(&SHORT_YEAR, text, |found| format!("{}.{}.{}", &found[1], &found[2], &found[3]));
    text = replaced(&GLUED_AFTER, text, |found| format!("{} {}", &found[1], &found[2]));
    text = replaced(&GLUED_BEFORE, text, |found| format!("{} {}", &found[1], &found[2]));
    text = replaced(&GLUED_YEAR, text, |found| format!("{} {}", &found[1], &found[2]));
    text = replaced(&YEAR_MARK, text, |found| found[1].to_owned());
    text = replaced(&ROMAN, text, |found| format!("{}{}{}", &found[1], in_roman(&found[2]), &found[3]));
    text = replaced(&CUT_SHORT, text, |found| format!("{} ", written_out(&found[1])));
    text = replaced(&WITHIN, text, |_| "в течение".to_owned());
    text = replaced(&HALF_YEAR, text, |_| "полгода".to_owned());
    text = replaced(&QUARTER, text, |_| "квартал".to_owned());
    text = replaced(&WEEKDAYS, text, |found| weekday(&found[1]).to_owned());
    text = replaced(&ONCE, text, |_| "раз в ".to_owned());
    text = replaced(&TIMES, text, |found| format!("{} раза в ", &found[1]));
    replaced(&UNITS, text, |found| format!("раз{} в {}{}", &found[1], &found[2], unit(&found[3])))
}

fn written_out(short: &str) -> &'static str {
    match short {
        short if short.starts_with("ежек") => "ежеквартально",
        short if short.starts_with("ежем") => "ежемесячно",
        short if short.starts_with("ежен") => "еженедельно",
        short if short.starts_with("ежег") => "ежегодно",
        short if short.starts_with("пост") => "постоянно",
        _ => "в течение",
    }
}

fn weekday(short: &str) -> &'static str {
    match short {
        "пн" => "понедельник",
        "вт" => "вторник",
        "ср" => "среда",
        "чт" => "четверг",
        "пт" => "пятница",
        "сб" => "суббота",
        _ => "воскресенье",
    }
}

fn unit(short: &str) -> &'static str {
    match short {
        "нед" => "неделю",
        "мес" => "месяц",
        "кв" => "квартал",
        "пол" => "полугодие",
        _ => "год",
    }
}

/// Whole words of Latin letters that look like Russian ones: «c 1 по 5», «MAPT». Numbers such as «XX» stay.
fn in_russian(folded: &str) -> String {
    if !folded.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return folded.to_owned();
    }
    let mut mended = String::with_capacity(folded.len() + 8);
    for (index, word) in folded.split(' ').enumerate() {
        if index > 0 {
            mended.push(' ');
        }
        let is_number = word.chars().all(|letter| matches!(letter, 'x' | 'm' | 'i' | 'v' | 'l'));
        match in_russian_letters(word).filter(|_| !is_number) {
            Some(russian) => mended.push_str(&russian),
            None => mended.push_str(word),
        }
    }
    mended
}

fn in_roman(list: &str) -> String {
    replaced(&ROMAN_DIGITS, list.to_owned(), |found| {
        let typed = &found[0];
        if typed.ends_with(['v', 'ѵ', 'у', 'y']) {
            return "iv".to_owned();
        }
        match typed {
            "п" => "ii".to_owned(),
            "ш" => "iii".to_owned(),
            strokes => "i".repeat(strokes.chars().count()),
        }
    })
}

pub(super) fn replaced(pattern: &Pattern, text: String, change: impl Fn(&Captures<'_>) -> String) -> String {
    match pattern.as_ref() {
        Some(pattern) if pattern.is_match(&text) => {
            pattern.replace_all(&text, |found: &Captures<'_>| change(found)).into_owned()
        }
        _ => text,
    }
}
