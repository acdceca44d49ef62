//! Terms as people write them: `февраль-апрель`, `до 15 марта 2025 г.`, `ежеквартально`, `II–III кварталы`.

mod dates;
mod edges;
mod lead;
mod months;
mod prepare;
mod relative;
mod repeated;
mod scan;
mod seasons;
#[cfg(test)]
mod tests;
mod typing;
mod typos;
mod vocabulary;
mod weekdays;

use jiff::civil::Date;

use crate::PlanYear;
use crate::model::{Due, Period, Recurrence, Term};
use crate::words::tidy;

pub(crate) use prepare::says_nothing_but_a_year;
pub(crate) use relative::{anchor_number, anchor_phrase};
pub use relative::{leads_away, resolve_relative, says_relative};
pub(crate) use vocabulary::{reads_as_term, term_share};

/// What a text says about time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ParsedTerm {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub recurrence: Option<Recurrence>,
    pub every: Option<u8>,
    pub times: Option<u8>,
    pub due: Option<Due>,
    pub periods: Vec<Period>,
    /// Something that the reader should look at: a season without days, a term beyond the year.
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

    fn whole(year: PlanYear) -> Self {
        Self::dates(year.first_day, year.last_day())
    }
}

const LONGEST: usize = 300;

/// Understands a term; `year_start_month` is 1 for a calendar year, 9 for a school year that starts in `year`.
///
/// Days are told as the paper has them, also beyond the year; [`term_of`] cuts them to it.
pub fn parse_term(text: &str, year: i16, year_start_month: i8) -> ParsedTerm {
    let year = PlanYear::new(year.clamp(1900, 2200), year_start_month.clamp(1, 12));
    if text.len() > LONGEST * 4 {
        return ParsedTerm::default();
    }
    let prepare::Prepared { text: folded, has_typo } = prepare::prepare(text);
    if folded.is_empty() || folded.chars().count() > LONGEST {
        return ParsedTerm::default();
    }
    let mut parsed = parse_prepared(&folded, year);
    count_back(&folded, &mut parsed);
    if has_typo && parsed.is_understood() {
        parsed.remark = parsed.remark.or(Some(TYPO));
    }
    parsed
}

const TYPO: &str = "в тексте срока похоже на опечатку: прочитано ближайшее слово, проверьте";

/// «за 10 дней до 1 июня»: the deadline is ten days earlier than the day named.
fn count_back(folded: &str, parsed: &mut ParsedTerm) {
    let Some(lead) = lead::lead_in(folded).filter(|_| parsed.from.is_none() && parsed.periods.is_empty())
    else {
        return;
    };
    let Some(to) = parsed.to else { return };
    // «до начала учебного года» ends the day before it.
    let named = if folded.contains("начал") { to.saturating_add(jiff::Span::new().days(1)) } else { to };
    parsed.to = Some(lead::back_from(named, lead.days, lead.is_of_working_days));
}

fn parse_prepared(folded: &str, year: PlanYear) -> ParsedTerm {
    let repetition = repeated::repetition(folded);
    // A season or a school year is looked for only where nothing more exact is said.
    let stretch = dates::stretch(folded, year).or_else(|| seasons::stretch(folded, year));
    match (repetition, stretch) {
        (None, None) if repeated::is_once_a_year(folded) => ParsedTerm::whole(year),
        (None, None) => ParsedTerm::default(),
        (None, Some(stretch)) => stretch.into_term(year),
        (Some(repetition), None) if repetition.recurrence == Recurrence::BySeparatePlan => {
            ParsedTerm { recurrence: Some(Recurrence::BySeparatePlan), ..ParsedTerm::default() }
        }
        (Some(repetition), None) => repetition.over(ParsedTerm::whole(year)),
        (Some(repetition), Some(stretch)) => {
            let is_whole_year = stretch.is_whole_year;
            let goes_on = repeated::goes_on_from_there(folded);
            let mut term = stretch.into_term(year);
            // «январь – декабрь, до 5 числа»: the words after the months say how it repeats, and were understood so.
            term.remark = term.remark.filter(|remark| *remark != dates::PART_UNKNOWN);
            // A stretch of a later year cannot go on until the end of this one.
            if goes_on && term.from.is_none_or(|from| from <= year.last_day()) {
                term.to = Some(year.last_day());
                term.periods.clear();
            }
            match repetition.recurrence {
                // «в течение ноября» is the stretch alone; «в течение 2025/26 учебного года» goes on all the time.
                Recurrence::Continuous if is_whole_year => repetition.over(term),
                Recurrence::Continuous | Recurrence::BySeparatePlan => term,
                _ => repetition.over(term),
            }
        }
    }
}

/// A term with its text as printed. Days beyond the plan's year are cut off, with a remark.
pub fn term_of(text: &str, year: i16, year_start_month: i8) -> (Term, ParsedTerm) {
    let text = tidy(text);
    let mut parsed = parse_term(&text, year, year_start_month);
    cut_to(PlanYear::new(year, year_start_month), &mut parsed);
    let term = Term {
        text,
        from: parsed.from,
        to: parsed.to,
        recurrence: parsed.recurrence,
        relative_to_measure: None,
        every: parsed.every,
        times: parsed.times,
        due: parsed.due,
        periods: parsed.periods.clone(),
    };
    (term, parsed)
}

/// A stretch that begins or ends in another year keeps the days of this one; what lies outside is left as it is.
fn cut_to(year: PlanYear, parsed: &mut ParsedTerm) {
    let (first, last) = (year.first_day, year.last_day());
    let is_outside = parsed.to.is_some_and(|to| to < first)
        || parsed.from.is_some_and(|from| from > last)
        || (parsed.from.is_none() && parsed.to.is_some_and(|to| to > last));
    if is_outside {
        parsed.remark = Some("срок лежит вне года плана: даты оставлены как напечатаны, проверьте их");
        return;
    }
    let begins_before = parsed.from.is_some_and(|from| from < first);
    let ends_after = parsed.to.is_some_and(|to| to > last);
    if !begins_before && !ends_after {
        return;
    }
    parsed.from = parsed.from.map(|from| from.max(first));
    parsed.to = parsed.to.map(|to| to.min(last));
    parsed.periods.retain(|period| period.to >= first && period.from <= last);
    for period in &mut parsed.periods {
        *period = Period { from: period.from.max(first), to: period.to.min(last) };
    }
    if let [only] = parsed.periods.as_slice() {
        (parsed.from, parsed.to) = (Some(only.from), Some(only.to));
        parsed.periods.clear();
    }
    parsed.remark = Some("срок выходит за год плана: взята та его часть, которая лежит в этом году");
}
