//! Terms as people write them: `февраль-апрель`, `до 15 марта 2025 г.`, `ежеквартально`, `II–III кварталы`.

mod days;
mod months;
mod relative;
mod repeated;

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::model::{Recurrence, Term};
use crate::words::{fold, tidy};

pub(crate) use relative::{anchor_number, anchor_phrase};
pub use relative::{leads_away, resolve_relative, says_relative};

/// What a text says about time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ParsedTerm {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub recurrence: Option<Recurrence>,
    /// Something that the reader should look at: two separate months, a term beyond the year.
    pub remark: Option<&'static str>,
}

impl ParsedTerm {
    /// Whether anything was understood.
    pub fn is_understood(&self) -> bool {
        self.from.is_some() || self.to.is_some() || self.recurrence.is_some()
    }

    fn dates(from: Date, to: Date) -> Self {
        Self { from: Some(from), to: Some(to), ..Self::default() }
    }
}

/// The year of a plan: terms without a year belong to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Year {
    year: i16,
    start_month: i8,
}

impl Year {
    fn first_day(self) -> Date {
        Date::new(self.year, self.start_month, 1).unwrap_or(jiff::civil::date(2000, 1, 1))
    }

    fn last_day(self) -> Date {
        self.first_day().saturating_add(1.year()).saturating_sub(1.day())
    }

    /// First day of a month of this plan's year: months before its start belong to the next calendar year.
    fn month(self, month: i8) -> Option<Date> {
        let year = if month >= self.start_month { self.year } else { self.year.checked_add(1)? };
        Date::new(year, month, 1).ok()
    }
}

const LONGEST: usize = 300;

/// Understands a term; `year_start_month` is 1 for a calendar year, 9 for a school year that starts in `year`.
pub fn parse_term(text: &str, year: i16, year_start_month: i8) -> ParsedTerm {
    let year = Year { year: year.clamp(1900, 2200), start_month: year_start_month.clamp(1, 12) };
    let folded = prepare(text);
    if folded.is_empty() || folded.chars().count() > LONGEST {
        return ParsedTerm::default();
    }
    let recurrence = repeated::recurrence(&folded);
    // A day that no calendar has («31 февраля») is not a term, and its month alone would be a guess.
    let stretch =
        if days::names_days(&folded) { days::stretch(&folded, year) } else { months::stretch(&folded, year) };
    match (recurrence, stretch) {
        (Some(Recurrence::BySeparatePlan), None) => {
            ParsedTerm { recurrence: Some(Recurrence::BySeparatePlan), ..ParsedTerm::default() }
        }
        (Some(recurrence), None) => ParsedTerm {
            recurrence: Some(recurrence),
            ..ParsedTerm::dates(year.first_day(), year.last_day())
        },
        // «ежемесячно с сентября по май»: repeated within the stretch; «в течение ноября» is the stretch alone.
        (Some(Recurrence::Continuous | Recurrence::BySeparatePlan), Some(stretch)) => stretch,
        (Some(recurrence), Some(stretch)) => ParsedTerm { recurrence: Some(recurrence), ..stretch },
        (None, Some(stretch)) => stretch,
        (None, None) if repeated::is_once_a_year(&folded) => {
            ParsedTerm::dates(year.first_day(), year.last_day())
        }
        (None, None) => ParsedTerm::default(),
    }
}

/// A term with its text as printed.
pub fn term_of(text: &str, year: i16, year_start_month: i8) -> (Term, ParsedTerm) {
    let text = tidy(text);
    let parsed = parse_term(&text, year, year_start_month);
    let term = Term {
        text,
        from: parsed.from,
        to: parsed.to,
        recurrence: parsed.recurrence,
        relative_to_measure: None,
    };
    (term, parsed)
}

/// Folded, with «г.», «года» and spaces around dashes gone.
fn prepare(text: &str) -> String {
    let mut folded = fold(text).replace(" - ", "-").replace("- ", "-").replace(" -", "-");
    for (from, to) in [("\u{200b}", ""), (" гг.", ""), (" г.", ""), (" годов", ""), ("гг.", "")] {
        folded = folded.replace(from, to);
    }
    tidy(folded.trim_end_matches(['.', ';', ',']))
}

fn last_of_month(day: Date) -> Date {
    day.last_of_month()
}

fn plus(day: Date, span: Span) -> Date {
    day.saturating_add(span)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn told(text: &str) -> (Option<Date>, Option<Date>, Option<Recurrence>) {
        let parsed = parse_term(text, 2024, 1);
        (parsed.from, parsed.to, parsed.recurrence)
    }

    fn dates(text: &str) -> (Date, Date) {
        let parsed = parse_term(text, 2024, 1);
        (
            parsed.from.unwrap_or_else(|| panic!("{text}: no first day")),
            parsed.to.unwrap_or_else(|| panic!("{text}: no last day")),
        )
    }

    #[test]
    fn months_and_ranges_of_months() {
        assert_eq!(dates("февраль-апрель"), (date(2024, 2, 1), date(2024, 4, 30)));
        assert_eq!(dates("Январь-февраль"), (date(2024, 1, 1), date(2024, 2, 29)));
        assert_eq!(dates("сентябрь – октябрь"), (date(2024, 9, 1), date(2024, 10, 31)));
        assert_eq!(dates("март"), (date(2024, 3, 1), date(2024, 3, 31)));
        assert_eq!(dates("в марте"), (date(2024, 3, 1), date(2024, 3, 31)));
        assert_eq!(dates("август 2025 г."), (date(2025, 8, 1), date(2025, 8, 31)));
        assert_eq!(dates("март-май 2025"), (date(2025, 3, 1), date(2025, 5, 31)));
        assert_eq!(dates("декабрь 2024 – февраль 2025 года"), (date(2024, 12, 1), date(2025, 2, 28)));
        assert_eq!(dates("с сентября по декабрь"), (date(2024, 9, 1), date(2024, 12, 31)));
        assert_eq!(dates("ноябрь-январь"), (date(2024, 11, 1), date(2025, 1, 31)));
        assert_eq!(dates("сентябрь, ноябрь"), (date(2024, 9, 1), date(2024, 11, 30)));
        assert!(parse_term("сентябрь, ноябрь", 2024, 1).remark.is_some());
        assert_eq!(dates("первая половина июня"), (date(2024, 6, 1), date(2024, 6, 15)));
        assert_eq!(dates("конец мая"), (date(2024, 5, 21), date(2024, 5, 31)));
        assert_eq!(dates("III декада октября"), (date(2024, 10, 21), date(2024, 10, 31)));
        assert_eq!(dates("последняя неделя октября"), (date(2024, 10, 25), date(2024, 10, 31)));
    }

    #[test]
    fn days() {
        assert_eq!(told("до 15 марта 2025 г."), (None, Some(date(2025, 3, 15)), None));
        assert_eq!(told("не позднее 1 декабря"), (None, Some(date(2024, 12, 1)), None));
        assert_eq!(told("до 15.03.2025"), (None, Some(date(2025, 3, 15)), None));
        assert_eq!(dates("15.03.2025"), (date(2025, 3, 15), date(2025, 3, 15)));
        assert_eq!(dates("10–20 ноября"), (date(2024, 11, 10), date(2024, 11, 20)));
        assert_eq!(dates("с 1 по 15 мая"), (date(2024, 5, 1), date(2024, 5, 15)));
        assert_eq!(dates("25 сентября – 5 октября"), (date(2024, 9, 25), date(2024, 10, 5)));
        assert_eq!(dates("с 25 сентября по 5 октября 2025 года"), (date(2025, 9, 25), date(2025, 10, 5)));
        assert_eq!(dates("01.09.2024-15.10.2024"), (date(2024, 9, 1), date(2024, 10, 15)));
        assert_eq!(dates("с 01.09 по 15.10"), (date(2024, 9, 1), date(2024, 10, 15)));
        assert_eq!(dates("25 октября"), (date(2024, 10, 25), date(2024, 10, 25)));
        assert_eq!(dates("12, 19 ноября"), (date(2024, 11, 12), date(2024, 11, 19)));
        assert_eq!(told("31 февраля"), (None, None, None));
        assert_eq!(told("до конца года"), (None, Some(date(2024, 12, 31)), None));
        assert_eq!(told("до сентября"), (None, Some(date(2024, 8, 31)), None));
    }

    #[test]
    fn quarters_and_halves() {
        assert_eq!(dates("I квартал"), (date(2024, 1, 1), date(2024, 3, 31)));
        assert_eq!(dates("1-й квартал 2025 г."), (date(2025, 1, 1), date(2025, 3, 31)));
        assert_eq!(dates("II-III кварталы"), (date(2024, 4, 1), date(2024, 9, 30)));
        assert_eq!(dates("4 кв."), (date(2024, 10, 1), date(2024, 12, 31)));
        assert_eq!(dates("1 полугодие"), (date(2024, 1, 1), date(2024, 6, 30)));
        assert_eq!(dates("второе полугодие"), (date(2024, 7, 1), date(2024, 12, 31)));
    }

    #[test]
    fn repetition() {
        let year = (Some(date(2024, 1, 1)), Some(date(2024, 12, 31)));
        for (text, recurrence) in [
            ("ежеквартально", Recurrence::Quarterly),
            ("1 раз в квартал", Recurrence::Quarterly),
            ("Ежемесячно", Recurrence::Monthly),
            ("еженедельно", Recurrence::Weekly),
            ("2 раза в год", Recurrence::HalfYearly),
            ("раз в полугодие", Recurrence::HalfYearly),
            ("в течение года", Recurrence::Continuous),
            ("В течение всего года", Recurrence::Continuous),
            ("в течение 2024 года", Recurrence::Continuous),
            ("весь период", Recurrence::Continuous),
            ("постоянно", Recurrence::Continuous),
            ("в течение учебного года", Recurrence::Continuous),
        ] {
            assert_eq!(told(text), (year.0, year.1, Some(recurrence)), "{text}");
        }
        for text in
            ["по отдельному плану", "по отдельному графику", "по мере необходимости", "по согласованию"]
        {
            assert_eq!(told(text), (None, None, Some(Recurrence::BySeparatePlan)), "{text}");
        }
        assert_eq!(told("ежегодно"), (year.0, year.1, None));
        assert_eq!(
            told("ежемесячно с сентября по ноябрь"),
            (Some(date(2024, 9, 1)), Some(date(2024, 11, 30)), Some(Recurrence::Monthly))
        );
        assert_eq!(told("в течение ноября"), (Some(date(2024, 11, 1)), Some(date(2024, 11, 30)), None));
    }

    #[test]
    fn a_school_year_begins_in_september() {
        let parsed = |text| parse_term(text, 2024, 9);
        assert_eq!(parsed("март").from, Some(date(2025, 3, 1)));
        assert_eq!(parsed("октябрь").from, Some(date(2024, 10, 1)));
        assert_eq!(parsed("в течение учебного года").to, Some(date(2025, 8, 31)));
        assert_eq!(parsed("ноябрь-январь").to, Some(date(2025, 1, 31)));
        assert_eq!(parsed("до 15 марта").to, Some(date(2025, 3, 15)));
        assert_eq!(parsed("I квартал").from, Some(date(2025, 1, 1)), "quarters are of the calendar");
    }

    #[test]
    fn what_is_no_term_is_not_guessed() {
        for text in ["", "КГАОУ ДПО ХК ИРО", "после согласования с министерством", "Маяковский", "майнинг"]
        {
            assert!(!parse_term(text, 2024, 1).is_understood(), "{text}");
        }
    }
}
