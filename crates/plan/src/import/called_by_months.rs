//! Sections called by a stretch of time: «Сентябрь» over rows without a term, or with a day alone, says when they are due.

use super::ProposalKind;
use super::desk::Desk;
use super::items::{envelope, read_term};
use crate::PlanYear;
use crate::model::{Period, Section, Term};
use crate::term::term_share;
use crate::words::fold;

/// Gives the measures of such a section its term.
pub(super) fn give_terms(section: &mut Section, desk: &mut Desk<'_>) {
    let title = section.title.clone();
    let Some(stretch) = stretch_of(&title, desk.year) else { return };
    let year = desk.year;
    for measure in &mut section.measures {
        let mut given = 0;
        let has_items_with_terms = measure.items.iter().any(|item| item.term.is_some());
        for term in measure.items.iter_mut().filter_map(|item| item.term.as_mut()) {
            given += usize::from(complete(term, &title, stretch, year));
        }
        if has_items_with_terms && measure.term.text.is_empty() {
            measure.term = envelope(&measure.items);
        } else {
            given += usize::from(complete(&mut measure.term, &title, stretch, year));
        }
        if given > 0 {
            desk.proposals.add(
                ProposalKind::TermDates,
                &measure.number,
                "term",
                format!("срок взят из названия раздела «{title}»"),
                "раздел назван временем, а в строке срока нет или назван только день",
            );
        }
    }
}

/// The days of a title that is nothing but a stretch of time.
fn stretch_of(title: &str, year: PlanYear) -> Option<Period> {
    const NOTHING_ELSE: f64 = 0.99;
    if title.is_empty() || title.chars().count() > 60 || term_share(title) < NOTHING_ELSE {
        return None;
    }
    let (term, _) = read_term(title, year);
    let is_plain = term.recurrence.is_none() && term.periods.is_empty();
    let (from, to) = term.from.zip(term.to)?;
    // A year is the plan's own, no part of it.
    let is_the_year = from <= year.first_day && to >= year.last_day();
    (is_plain && !is_the_year).then_some(Period { from, to })
}

/// Whether something was added to the term.
fn complete(term: &mut Term, title: &str, stretch: Period, year: PlanYear) -> bool {
    if !term.text.chars().any(char::is_alphanumeric) {
        *term = Term {
            text: title.to_owned(),
            from: Some(stretch.from),
            to: Some(stretch.to),
            ..Term::default()
        };
        return true;
    }
    let is_whole_year = term.from == Some(year.first_day) && term.to == Some(year.last_day());
    if is_whole_year && term.recurrence.is_some() {
        // «еженедельно» under «Сентябрь» is every week of September.
        (term.from, term.to) = (Some(stretch.from), Some(stretch.to));
        return true;
    }
    if term.from.is_some() || term.to.is_some() {
        return false;
    }
    let folded = fold(&term.text);
    if folded == "в течение месяца" || folded == "весь месяц" {
        (term.from, term.to) = (Some(stretch.from), Some(stretch.to));
        return true;
    }
    let is_one_month = stretch.from.first_of_month() == stretch.to.first_of_month();
    if !is_one_month {
        return false;
    }
    // «15», «с 10 по 20», «до 5 числа», «вторая неделя»: a part of the month above.
    let day =
        folded.trim_end_matches(['.', ' ']).trim_end_matches("числа").trim_end_matches("число").trim_end();
    let (completed, _) = read_term(
        &format!("{day} {} {}", russian::month_genitive(stretch.from.month()), stretch.from.year()),
        year,
    );
    let is_inside = completed.to.is_some_and(|to| (stretch.from..=stretch.to).contains(&to))
        && completed.from.is_none_or(|from| from >= stretch.from);
    if !is_inside || term_share(day) < 0.99 {
        return false;
    }
    let text = std::mem::take(&mut term.text);
    *term = Term { text, ..completed };
    true
}
