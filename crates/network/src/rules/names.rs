//! Names that hold between two days, and what may be a name.

use jiff::civil::{Date, date};

/// Stands for «with no beginning».
pub const FIRST_DAY: Date = date(1, 1, 1);
/// Stands for «to this day and on».
pub const LAST_DAY: Date = date(9999, 12, 31);

/// What an organisation is called, in the three forms that papers need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationNames {
    pub full: String,
    pub short: String,
    /// Genitive of the full name: «письмо …», «распоряжение …».
    pub genitive: String,
}

/// Days on which a name holds, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: Date,
    pub to: Date,
}

impl Period {
    pub const ALWAYS: Self = Self { from: FIRST_DAY, to: LAST_DAY };

    /// `None` on a side means «no limit».
    pub fn new(from: Option<Date>, to: Option<Date>) -> Self {
        Self { from: from.unwrap_or(FIRST_DAY), to: to.unwrap_or(LAST_DAY) }
    }

    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The newest period cut by a name that begins on `day`: what is left of the old one, and the new one.
    ///
    /// `None` when the day is not later than the beginning of the newest name: history is added to, not rewritten.
    pub fn renamed_on(self, day: Date) -> Option<(Self, Self)> {
        if day <= self.from || day > self.to {
            return None;
        }
        let eve = day.yesterday().ok()?;
        Some((Self { from: self.from, to: eve }, Self { from: day, to: self.to }))
    }
}

/// Why a name is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameProblem {
    /// Name of the form field.
    pub field: &'static str,
    pub text: String,
}

/// Everything that is wrong with the names; empty when they are fit.
pub(crate) fn check_names(names: &OrganisationNames) -> Vec<NameProblem> {
    [
        ("full_name", "полное наименование", &names.full, roster::check::MAX_FULL),
        ("short_name", "краткое наименование", &names.short, roster::check::MAX_SHORT),
        ("genitive_name", "наименование в родительном падеже", &names.genitive, roster::check::MAX_FULL),
    ]
    .into_iter()
    .filter_map(|(field, title, text, longest)| {
        let text = text.trim();
        let problem = if text.is_empty() {
            format!("Не указано {title}.")
        } else if text.chars().count() > longest {
            format!("Слишком длинное {title}: допустимо {longest}\u{a0}знаков.")
        } else if text.chars().any(char::is_control) {
            format!("В поле «{title}» есть служебные символы: наберите текст заново одной строкой.")
        } else {
            return None;
        };
        Some(NameProblem { field, text: problem })
    })
    .collect()
}

/// A code is part of addresses: Latin letters, digits, `-` and `_`.
pub(crate) fn code_is_fit(code: &str) -> bool {
    !code.is_empty() && roster::check::code(code).is_ok_and(|kept| kept == code)
}

/// Orders Russian names with numbers («№ 9» before «№ 10») alike on both engines: the key is hexadecimal,
/// which no collation reorders.
pub fn sort_key(name: &str) -> String {
    hex::encode(ui::ru::sort_key(name))
}

/// The text in which a search looks: code and names, whatever their case and «ё».
pub(crate) fn search_fold(code: &str, names: &OrganisationNames) -> String {
    ui::ru::fold(&format!("{code} {} {}", names.short, names.full))
}

/// «с 26 мая 2023 по 1 марта 2024», «по 25 мая 2023», «с 26 мая 2023», or «всё время».
pub(crate) fn period_as_told(period: Period) -> String {
    let from = (period.from != FIRST_DAY).then(|| format!("с\u{a0}{}", ui::ru::date_long(period.from)));
    let to = (period.to != LAST_DAY).then(|| format!("по\u{a0}{}", ui::ru::date_long(period.to)));
    match (from, to) {
        (Some(from), Some(to)) => format!("{from} {to}"),
        (Some(side), None) | (None, Some(side)) => side,
        (None, None) => "всё время".to_owned(),
    }
}

/// What does not stand at the end of a line: «№ 1152», «с. Лидога», «ул. Новая».
const LEADING: [&str; 14] =
    ["№", "г.", "с.", "п.", "пос.", "рп.", "р.п.", "ст.", "д.", "ул.", "пл.", "пер.", "им.", "кв."];

/// A name or an address as a page shows it: an abbreviation is kept on one line with what it belongs to.
pub fn kept_together(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 8);
    for (place, word) in text.split(' ').enumerate() {
        if place > 0 {
            let before = shown.rsplit([' ', '\u{a0}']).next().unwrap_or_default();
            let is_leading = LEADING.contains(&before.trim_start_matches(['(', '«', '"']));
            shown.push(if is_leading { '\u{a0}' } else { ' ' });
        }
        shown.push_str(word);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_new_name_begins_when_the_old_one_ends() {
        let (old, new) = Period::ALWAYS.renamed_on(date(2024, 3, 1)).unwrap();
        assert_eq!((old.from, old.to), (FIRST_DAY, date(2024, 2, 29)));
        assert_eq!((new.from, new.to), (date(2024, 3, 1), LAST_DAY));
        assert_eq!(new.renamed_on(date(2024, 3, 1)), None, "the same day twice");
        assert_eq!(new.renamed_on(date(2023, 3, 1)), None, "before the newest name");
        assert_eq!(Period { from: FIRST_DAY, to: date(2020, 1, 1) }.renamed_on(date(2021, 1, 1)), None);
    }

    #[test]
    fn unfit_names_are_told_with_their_fields() {
        let names = |full: &str, short: &str| OrganisationNames {
            full: full.to_owned(),
            short: short.to_owned(),
            genitive: "школы".to_owned(),
        };
        assert!(check_names(&names("Школа № 1", "СОШ 1")).is_empty());
        let problems = check_names(&names(" ", &"я".repeat(201)));
        assert_eq!(problems.iter().map(|one| one.field).collect::<Vec<_>>(), ["full_name", "short_name"]);
        assert_eq!(check_names(&names("Школа\u{7}", "С")).len(), 1);
    }

    #[test]
    fn codes_can_stand_in_an_address() {
        assert!(code_is_fit("OMSU-khv_city") && code_is_fit("S901"));
        for unfit in ["", "a/b", "школа", "a b", "../x"] {
            assert!(!code_is_fit(unfit), "{unfit}");
        }
    }

    #[test]
    fn numbers_in_names_are_ordered_as_numbers() {
        assert!(sort_key("МБОУ СОШ № 9") < sort_key("МБОУ СОШ № 10"));
        assert!(sort_key("Ёжик") < sort_key("Жук"));
    }

    proptest! {
        /// Whatever the renames, every day has exactly one name, and the newest rename that is not later than the
        /// day tells which.
        #[test]
        fn every_day_has_exactly_one_name(days in proptest::collection::vec(1_i32..30_000, 0..12), asked in 0_i32..31_000) {
            let day_at = |number: i32| date(1950, 1, 1).checked_add(jiff::Span::new().days(number)).unwrap();
            let mut timeline = vec![(Period::ALWAYS, 0_i32)];
            for day in days {
                let (newest, _) = timeline[timeline.len() - 1];
                if let Some((old, new)) = newest.renamed_on(day_at(day)) {
                    let last = timeline.len() - 1;
                    timeline[last].0 = old;
                    timeline.push((new, day));
                }
            }
            let named: Vec<i32> =
                timeline.iter().filter(|(period, _)| period.contains(day_at(asked))).map(|(_, since)| *since).collect();
            let expected = timeline.iter().map(|(_, since)| *since).filter(|since| *since <= asked).max();
            prop_assert_eq!(named.len(), 1);
            prop_assert_eq!(named.first().copied(), expected);
        }
    }

    #[test]
    fn abbreviations_stay_with_their_words() {
        for (given, shown) in [
            ("Школа № 1152 г. Хабаровска", "Школа №\u{a0}1152 г.\u{a0}Хабаровска"),
            ("МБОУ СОШ (с. Лидога)", "МБОУ СОШ (с.\u{a0}Лидога)"),
            ("с. Лидога, ул. Новая, д. 1", "с.\u{a0}Лидога, ул.\u{a0}Новая, д.\u{a0}1"),
            ("Школа с Лидога", "Школа с Лидога"),
            ("", ""),
        ] {
            assert_eq!(kept_together(given), shown);
        }
    }
}
