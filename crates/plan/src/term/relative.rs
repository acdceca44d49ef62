//! Terms that follow another measure: «в период проведения Месячника», «после завершения конкурса».

use jiff::ToSpan;
use jiff::civil::Date;

use super::lead::{self, back_from, on_from};
use super::months::month_number;
use crate::model::Term;
use crate::words::{fold, words};

/// First and last day, inclusive.
type Period = (Date, Date);

/// When the term runs, seen from its anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    During,
    After,
    Before,
}

/// Beginnings of a relative term; the longer of two that begin alike stands first.
const OPENINGS: [(&str, Relation); 34] = [
    ("в период проведения", Relation::During),
    ("на период проведения", Relation::During),
    ("в период подготовки и проведения", Relation::During),
    ("в период", Relation::During),
    ("на период", Relation::During),
    ("на время проведения", Relation::During),
    ("на время", Relation::During),
    ("в сроки проведения", Relation::During),
    ("в срок проведения", Relation::During),
    ("в дни проведения", Relation::During),
    ("в дни", Relation::During),
    ("в день проведения", Relation::During),
    ("во время проведения", Relation::During),
    ("во время", Relation::During),
    ("в рамках проведения", Relation::During),
    ("в рамках", Relation::During),
    ("в ходе проведения", Relation::During),
    ("в ходе", Relation::During),
    ("одновременно с", Relation::During),
    ("после завершения", Relation::After),
    ("после окончания", Relation::After),
    ("после проведения", Relation::After),
    ("после", Relation::After),
    ("по итогам проведения", Relation::After),
    ("по итогам", Relation::After),
    ("по результатам", Relation::After),
    ("по завершении", Relation::After),
    ("по окончании", Relation::After),
    ("до начала проведения", Relation::Before),
    ("до начала", Relation::Before),
    ("до проведения", Relation::Before),
    ("перед проведением", Relation::Before),
    ("перед началом", Relation::Before),
    ("накануне", Relation::Before),
];

/// Whether the days of a term depend on another measure.
pub fn says_relative(text: &str) -> bool {
    opening_of(&fold(text)).is_some() || anchor_number(text).is_some()
}

/// Whether a text begins as a relative term: «в период проведения …».
pub(super) fn opens_as_relative(text: &str) -> bool {
    let folded = fold(text);
    OPENINGS.iter().any(|(opening, _)| folded.strip_prefix(opening).is_some_and(|rest| rest.starts_with(' ')))
}

/// Whether such a term lies outside its anchor: «после завершения …», «до начала …».
pub fn leads_away(text: &str) -> bool {
    opening_of(&fold(text)).is_some_and(|(_, relation)| relation != Relation::During)
}

fn opening_of(folded: &str) -> Option<(usize, Relation)> {
    if let Some(lead) = lead::lead_in(folded) {
        return Some((lead.end, Relation::Before));
    }
    let found = OPENINGS.iter().filter_map(|(opening, relation)| {
        let place = folded.find(opening)?;
        let is_word_start = folded.get(..place)?.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let end = place + opening.len();
        let is_word_end = folded.get(end..)?.chars().next().is_none_or(|c| !c.is_alphanumeric());
        (is_word_start && is_word_end).then_some((place, end, *relation))
    });
    // The earliest opening, and of those at one place the longest.
    found.min_by_key(|(place, end, _)| (*place, usize::MAX - *end)).map(|(_, end, relation)| (end, relation))
}

/// The words that name the anchor: «Месячника школьных библиотек».
pub(crate) fn anchor_phrase(text: &str) -> Option<String> {
    let folded = fold(text);
    let (end, _) = opening_of(&folded)?;
    let phrase = folded.get(end..)?.split([',', ';', '(']).next()?.trim();
    (!phrase.is_empty()).then(|| phrase.to_owned())
}

/// The number of the anchor where the paper names it: «в сроки мероприятия 3», «после выполнения п. 1.2».
pub(crate) fn anchor_number(text: &str) -> Option<String> {
    let folded = fold(text);
    let pieces: Vec<&str> = folded.split_whitespace().take(60).collect();
    for pair in pieces.windows(2) {
        let [noun, number] = pair else { continue };
        let is_noun = matches!(*noun, "п." | "п" | "пп." | "№")
            || noun.starts_with("пункт")
            || noun.starts_with("мероприяти");
        let number = number.trim_matches(|c: char| !c.is_ascii_digit());
        let is_number =
            !number.is_empty() && number.len() <= 8 && number.chars().all(|c| c.is_ascii_digit() || c == '.');
        if is_noun && is_number {
            return Some(number.to_owned());
        }
    }
    None
}

/// An event whose own name says how long it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    Month,
    TenDays,
    Week,
    Day,
}

impl Event {
    fn days(self) -> i32 {
        match self {
            Self::Month => 31,
            Self::TenDays => 11,
            Self::Week => 7,
            Self::Day => 1,
        }
    }
}

/// The first event that a text names: «месячник», «декада», «неделя», «день».
pub(crate) fn event_of(text: &str) -> Option<Event> {
    words(text).iter().take(40).find_map(|word| match word.as_str() {
        word if word.starts_with("месячник") => Some(Event::Month),
        "декада" | "декады" | "декаде" | "декаду" | "декадой" => {
            Some(Event::TenDays)
        }
        "неделя" | "недели" | "неделе" | "неделю" | "неделей" | "недель" => {
            Some(Event::Week)
        }
        "день" | "дня" | "дню" | "днем" | "дне" => Some(Event::Day),
        _ => None,
    })
}

/// The days of a relative term, from the term of its anchor; `None` when the anchor has none.
///
/// An event lasts as long as its name says: a «месячник» a month, a «декада» ten days, a «неделя» a week.
/// Where the anchor's own term is longer, preparation goes first: the event is that part of the term which
/// holds a day mentioned in the anchor's texts («25 октября»), else the last part. Call it again when the
/// anchor's term changes.
///
/// ```
/// use jiff::civil::date;
/// let anchor = plan::Term { from: Some(date(2024, 9, 1)), to: Some(date(2024, 10, 31)), ..Default::default() };
/// let days = plan::term::resolve_relative(&anchor, "Месячник чтения", &[], "в период проведения Месячника чтения");
/// assert_eq!(days, Some((date(2024, 10, 1), date(2024, 10, 31))));
/// ```
pub fn resolve_relative(
    anchor: &Term,
    anchor_title: &str,
    anchor_item_titles: &[&str],
    text: &str,
) -> Option<Period> {
    let (from, to) = (anchor.from.or(anchor.to)?, anchor.to.or(anchor.from)?);
    let folded = fold(text);
    match opening_of(&folded).map_or(Relation::During, |(_, relation)| relation) {
        Relation::During => Some(days_of_event((from, to), anchor_title, anchor_item_titles, text)),
        Relation::After => {
            let first = to.tomorrow().ok()?;
            let last = match days_named(&folded) {
                Some(days) => on_from(to, days, lead::counts_working_days(&folded)),
                None => first.last_of_month(),
            };
            Some((first, last))
        }
        Relation::Before => {
            if let Some(lead) = lead::lead_in(&folded) {
                let day = back_from(from, lead.days, lead.is_of_working_days);
                // «Не позднее чем за 10 дней» leaves the days before it free, «за 10 дней» is a day.
                return Some((if lead.is_at_latest { day.first_of_month() } else { day }, day));
            }
            let last = from.yesterday().ok()?;
            let first = match days_named(&folded) {
                Some(days) => from.saturating_sub(days.days()),
                None => last.first_of_month(),
            };
            Some((first, last))
        }
    }
}

/// «в течение 10 рабочих дней после …», «в двухнедельный срок после …»: how many days.
fn days_named(folded: &str) -> Option<i32> {
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(60).collect();
    words.iter().enumerate().find_map(|(place, word)| {
        let (prefix, days) = UNITS.iter().find_map(|(unit, days)| {
            let at = word.find(unit)?;
            Some((word.get(..at)?, *days))
        })?;
        // Between the number and its noun an adjective may stand: «10 рабочих дней»; «двух» may be glued to it.
        let before = words.get(..place).unwrap_or_default().iter().rev().take(2);
        let named = std::iter::once(&prefix).chain(before).find_map(|word| number_named(word));
        let count = match named {
            Some(count) => count,
            None if prefix.is_empty() && is_one(word) => 1,
            None => return None,
        };
        (1..=366).contains(&count).then(|| count * days).filter(|days| *days <= 366)
    })
}

const UNITS: [(&str, i32); 6] =
    [("дней", 1), ("дня", 1), ("дневн", 1), ("суток", 1), ("недел", 7), ("месяц", 30)];

/// «в течение недели», «в недельный срок»: one of them.
fn is_one(word: &str) -> bool {
    matches!(word, "неделю" | "недели" | "месяц" | "месяца")
        || word.starts_with("недельн")
        || word.starts_with("месячн")
}

pub(super) fn number_named(word: &str) -> Option<i32> {
    const WORDS: [(&str, i32); 14] = [
        ("одн", 1),
        ("двенадцат", 12),
        ("двадцат", 20),
        ("дв", 2),
        ("тр", 3),
        ("четыр", 4),
        ("пятна", 15),
        ("пят", 5),
        ("шест", 6),
        ("сем", 7),
        ("восьм", 8),
        ("девят", 9),
        ("десят", 10),
        ("тридцат", 30),
    ];
    if word.is_empty() {
        return None;
    }
    word.parse()
        .ok()
        .or_else(|| WORDS.iter().find(|(stem, _)| word.starts_with(stem)).map(|(_, number)| *number))
}

fn days_of_event((from, to): Period, anchor_title: &str, anchor_item_titles: &[&str], text: &str) -> Period {
    // How the term calls the event comes first: «в дни Недели книги» within a «Месячник чтения» is a week.
    let Some(event) = event_of(text).or_else(|| event_of(anchor_title)) else { return (from, to) };
    if from.until(to).map_or(0, |span| span.get_days()) < event.days() {
        return (from, to);
    }
    let texts = std::iter::once(anchor_title).chain(anchor_item_titles.iter().copied());
    let mentioned = texts.flat_map(|text| days_mentioned(text, from, to)).next();
    let (first, last) = match (event, mentioned) {
        (Event::Month, day) => {
            let month = day.unwrap_or(to);
            (month.first_of_month(), month.last_of_month())
        }
        (Event::TenDays, Some(day)) => decade_of(day),
        (Event::TenDays, None) => (to.saturating_sub(9.days()), to),
        (Event::Week, Some(day)) => {
            let monday = day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days());
            (monday, monday.saturating_add(6.days()))
        }
        (Event::Week, None) => (to.saturating_sub(6.days()), to),
        (Event::Day, day) => (day.unwrap_or(to), day.unwrap_or(to)),
    };
    (first.max(from), last.min(to))
}

fn decade_of(day: Date) -> Period {
    let first = day.first_of_month();
    match day.day() {
        1..=10 => (first, first.saturating_add(9.days())),
        11..=20 => (first.saturating_add(10.days()), first.saturating_add(19.days())),
        _ => (first.saturating_add(20.days()), day.last_of_month()),
    }
}

/// Days like «25 октября» in a text that lie within the period.
fn days_mentioned(text: &str, from: Date, to: Date) -> Vec<Date> {
    let words = words(text);
    let named = words.windows(2).filter_map(|pair| {
        let [day, month] = pair else { return None };
        Some((day.parse::<i8>().ok()?, month_number(month)?))
    });
    let years = from.year()..=to.year();
    named
        .flat_map(|(day, month)| years.clone().filter_map(move |year| Date::new(year, month, day).ok()))
        .filter(|day| (from..=to).contains(day))
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn anchor(from: Date, to: Date) -> Term {
        Term { from: Some(from), to: Some(to), ..Term::default() }
    }

    /// Found by the fuzzer: a huge number before «неделю» is no stretch of days.
    #[test]
    fn an_absurd_number_of_weeks_is_not_multiplied() {
        let day = jiff::civil::date(2024, 9, 1);
        let anchor = Term { from: Some(day), to: Some(day), ..Term::default() };
        let text = "до начала проведения 1114111111 каждую неделю";
        assert!(resolve_relative(&anchor, "конкурс", &[], text).is_some());
    }

    #[test]
    fn a_month_long_event_takes_the_month_of_the_day_mentioned() {
        let term = anchor(date(2024, 9, 1), date(2024, 11, 30));
        let items = ["Итоги (25 октября — день библиотек)"];
        let days = resolve_relative(&term, "Месячник книги", &items, "В период проведения Месячника книги");
        assert_eq!(days, Some((date(2024, 10, 1), date(2024, 10, 31))));
    }

    #[test]
    fn without_a_day_mentioned_preparation_goes_first() {
        let term = anchor(date(2024, 3, 1), date(2024, 4, 30));
        let week = resolve_relative(&term, "Неделя детской книги", &[], "во время Недели детской книги");
        assert_eq!(week, Some((date(2024, 4, 24), date(2024, 4, 30))));
        let decade = resolve_relative(&term, "Декада чтения", &["Открытие 12 апреля"], "в дни декады чтения");
        assert_eq!(decade, Some((date(2024, 4, 11), date(2024, 4, 20))));
    }

    #[test]
    fn an_event_as_long_as_its_name_keeps_its_term() {
        let term = anchor(date(2025, 2, 10), date(2025, 2, 20));
        let days = resolve_relative(&term, "Декада сказки", &[], "в период проведения Декады сказки");
        assert_eq!(days, Some((date(2025, 2, 10), date(2025, 2, 20))));
        let october = anchor(date(2024, 10, 1), date(2024, 10, 31));
        let month = resolve_relative(&october, "Месячник книги", &[], "в рамках Месячника книги");
        assert_eq!(month, Some((date(2024, 10, 1), date(2024, 10, 31))));
    }

    #[test]
    fn after_and_before_lie_outside_the_anchor() {
        let term = anchor(date(2024, 3, 1), date(2024, 5, 31));
        let after = resolve_relative(&term, "Конкурс", &[], "после завершения конкурса");
        assert_eq!(after, Some((date(2024, 6, 1), date(2024, 6, 30))));
        let ten_days =
            resolve_relative(&term, "Конкурс", &[], "в течение 10 рабочих дней после завершения конкурса");
        assert_eq!(ten_days, Some((date(2024, 6, 1), date(2024, 6, 14))), "weekends are no working days");
        let first = date(2024, 6, 1);
        for (text, last) in [
            ("в 10-дневный срок после проведения конкурса", date(2024, 6, 10)),
            ("в двухнедельный срок после конкурса", date(2024, 6, 14)),
            ("в течение недели после окончания конкурса", date(2024, 6, 7)),
            ("в течение месяца после завершения конкурса", date(2024, 6, 30)),
            ("в течение трех рабочих дней после конкурса", date(2024, 6, 5)),
            ("в течение трех дней после конкурса", date(2024, 6, 3)),
        ] {
            assert_eq!(resolve_relative(&term, "Конкурс", &[], text), Some((first, last)), "{text}");
        }
        let before = resolve_relative(&term, "Конкурс", &[], "до начала конкурса");
        assert_eq!(before, Some((date(2024, 2, 1), date(2024, 2, 29))));
    }

    #[test]
    fn days_before_an_event_are_counted_back_from_its_first_day() {
        let term = anchor(date(2024, 4, 15), date(2024, 4, 19));
        for (text, first, last) in [
            ("за 10 дней до конкурса", date(2024, 4, 5), date(2024, 4, 5)),
            ("за 10 (десять) дней до начала конкурса", date(2024, 4, 5), date(2024, 4, 5)),
            ("за неделю до проведения конкурса", date(2024, 4, 8), date(2024, 4, 8)),
            ("не позднее чем за две недели до конкурса", date(2024, 4, 1), date(2024, 4, 1)),
            (
                "не менее чем за 5 рабочих дней до даты проведения конкурса",
                date(2024, 4, 1),
                date(2024, 4, 8),
            ),
            ("за месяц до конкурса", date(2024, 3, 16), date(2024, 3, 16)),
            ("за день до конкурса", date(2024, 4, 14), date(2024, 4, 14)),
        ] {
            assert!(says_relative(text), "{text}");
            assert_eq!(anchor_phrase(text).as_deref(), Some("конкурса"), "{text}");
            assert_eq!(resolve_relative(&term, "Конкурс", &[], text), Some((first, last)), "{text}");
        }
        assert!(!says_relative("за 10 класс до"));
    }

    #[test]
    fn the_time_of_an_event_is_named_in_many_ways() {
        for text in [
            "на период Месячника книги",
            "на период проведения Месячника книги",
            "на время проведения Месячника книги",
        ] {
            assert_eq!(anchor_phrase(text).as_deref(), Some("месячника книги"), "{text}");
            assert!(!leads_away(text), "{text}");
        }
    }

    #[test]
    fn an_anchor_without_days_gives_none() {
        assert_eq!(resolve_relative(&Term::default(), "Конкурс", &[], "после конкурса"), None);
    }

    #[test]
    fn the_anchor_is_named_by_words_or_by_number() {
        assert_eq!(
            anchor_phrase("В период проведения Месячника школьных библиотек").as_deref(),
            Some("месячника школьных библиотек")
        );
        assert_eq!(anchor_number("после выполнения п. 1.2.").as_deref(), Some("1.2"));
        assert_eq!(anchor_number("в сроки мероприятия № 3"), Some("3".into()));
        assert_eq!(anchor_number("до 3 марта"), None);
    }
}
