//! What the words of a plan say in another year: a draft whose year was read wrong, next year's plan.

use plan::term::term_of;
use plan::{Measure, Plan, Term};

use super::changes::days_from_anchor;
use super::{PlanYear, let_follow};

/// The plan as its words say it for another year. Days that somebody typed, and so are not what the words said, stay.
pub fn in_year(plan: &Plan, old: PlanYear, new: PlanYear) -> Plan {
    let mut moved = plan.clone();
    moved.meta.year = new.year();
    for measure in moved.sections.iter_mut().flat_map(|section| &mut section.measures) {
        let spans_its_items = is_envelope(measure);
        for term in measure.items.iter_mut().filter_map(|item| item.term.as_mut()) {
            reread_in_place(term, old, new);
        }
        if spans_its_items {
            (measure.term.from, measure.term.to) = envelope(measure);
        } else {
            reread_in_place(&mut measure.term, old, new);
        }
    }
    let numbers: Vec<String> = all(plan).map(|measure| measure.number.clone()).collect();
    numbers.iter().fold(moved, |moved, number| let_follow(plan, moved, number))
}

/// A term in another year by its words, `text` in that year's plan; `None` where its days are not what the words said in
/// the old one.
pub fn reread(term: &Term, old: PlanYear, text: &str, new: PlanYear) -> Option<Term> {
    let (said, _) = term_of(&term.text, old.year(), old.start_month());
    let days = |term: &Term| (term.from, term.to, term.periods.clone());
    let is_undated = term.from.is_none() && term.to.is_none();
    if term.relative_to_measure.is_some() || !(is_undated || days(&said) == days(term)) {
        return None;
    }
    let (read, _) = term_of(text, new.year(), new.start_month());
    Some(read)
}

fn reread_in_place(term: &mut Term, old: PlanYear, new: PlanYear) {
    if let Some(read) = reread(term, old, &term.text, new) {
        *term = read;
    }
}

/// The days from the first of the items' terms to the last, as the importer counts them.
fn envelope(measure: &Measure) -> (Option<jiff::civil::Date>, Option<jiff::civil::Date>) {
    let whole = plan::import::envelope(&measure.items);
    (whole.from, whole.to)
}

/// Whether a measure has no words of its own about its term, and its days are those of its items.
fn is_envelope(measure: &Measure) -> bool {
    measure.term.text.is_empty()
        && measure.items.iter().any(|item| item.term.is_some())
        && (measure.term.from, measure.term.to) == envelope(measure)
}

fn all(plan: &Plan) -> impl Iterator<Item = &Measure> {
    plan.sections.iter().flat_map(|section| &section.measures)
}

/// The term that a measure would have by its words and by the measure that it follows.
pub fn understood(plan: &Plan, year: PlanYear, text: &str, anchor: &str) -> Term {
    let (mut term, _) = term_of(text, year.year(), year.start_month());
    let found = all(plan).find(|measure| measure.number == anchor);
    if let Some((from, to)) = found.and_then(|found| days_from_anchor(found, text)) {
        (term.from, term.to) = (Some(from), Some(to));
    }
    if !anchor.is_empty() {
        term.relative_to_measure = Some(anchor.to_owned());
    }
    term
}

/// Days typed by hand win over what the words say: separate stretches and days within periods that the words named hold no
/// longer where the days are others.
pub fn set_days(term: &mut Term, from: Option<jiff::civil::Date>, to: Option<jiff::civil::Date>) {
    if (term.from, term.to) == (from, to) {
        return;
    }
    (term.from, term.to) = (from, to);
    term.periods.clear();
    if term.recurrence.is_none() {
        term.due = None;
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use plan::{Item, Section};

    use super::*;

    fn said(text: &str, year: i16) -> Term {
        term_of(text, year, 1).0
    }

    fn plan_of(measures: Vec<Measure>) -> Plan {
        let section = Section { measures, ..Section::default() };
        let mut plan = Plan { sections: vec![section], ..Plan::default() };
        plan.meta.year = 2025;
        plan
    }

    fn measure(number: &str, term: Term) -> Measure {
        Measure {
            number: number.into(), title: format!("Мероприятие {number}"), term, ..Measure::default()
        }
    }

    fn find<'a>(plan: &'a Plan, number: &str) -> &'a Measure {
        all(plan).find(|measure| measure.number == number).unwrap()
    }

    #[test]
    fn words_are_read_in_the_other_year_and_typed_days_stay() {
        let typed = Term { from: Some(date(2025, 5, 5)), ..said("апрель", 2025) };
        let plan = plan_of(vec![
            measure("1", said("ежеквартально", 2025)),
            measure("2", said("март, июнь", 2025)),
            measure("3", typed.clone()),
            measure("4", said("вторая среда октября", 2025)),
        ]);
        let moved = in_year(&plan, PlanYear::new(2025, 1), PlanYear::new(2032, 1));
        assert_eq!(moved.meta.year, 2032);
        assert_eq!(find(&moved, "1").term, said("ежеквартально", 2032));
        assert_eq!(find(&moved, "2").term.periods, said("март, июнь", 2032).periods);
        assert_eq!(find(&moved, "3").term, typed);
        assert_eq!(find(&moved, "4").term.to, Some(date(2032, 10, 13)), "a Wednesday again");
    }

    #[test]
    fn a_year_that_nobody_named_leaves_no_days_and_its_words_are_read_when_it_is() {
        let undated = Term { text: "до 15 апреля".into(), ..Term::default() };
        let moved =
            in_year(&plan_of(vec![measure("1", undated)]), PlanYear::new(0, 1), PlanYear::new(2031, 1));
        assert_eq!(find(&moved, "1").term.to, Some(date(2031, 4, 15)));
    }

    #[test]
    fn a_measure_without_words_spans_its_items_and_followers_follow() {
        let item = |number: &str, text: &str| Item {
            number: number.into(),
            title: "Этап".into(),
            term: Some(said(text, 2025)),
        };
        let mut parent = measure("1", Term::default());
        parent.items = vec![item("1.1", "март"), item("1.2", "до 30 июня")];
        (parent.term.from, parent.term.to) = envelope(&parent);
        let mut follower = measure("2", Term::default());
        follower.term = Term {
            text: "в период проведения мероприятия".into(),
            relative_to_measure: Some("1".into()),
            from: parent.term.from,
            to: parent.term.to,
            ..Term::default()
        };
        let plan = plan_of(vec![parent, follower]);
        let moved = in_year(&plan, PlanYear::new(2025, 1), PlanYear::new(2026, 1));
        assert_eq!(find(&moved, "1").term.from, Some(date(2026, 3, 1)));
        assert_eq!(find(&moved, "1").term.to, Some(date(2026, 6, 30)));
        assert_eq!(find(&moved, "2").term.from, Some(date(2026, 3, 1)));
        assert_eq!(find(&moved, "2").term.to, Some(date(2026, 6, 30)));
    }

    #[test]
    fn days_typed_by_hand_are_one_stretch() {
        let mut term = said("март, июнь, сентябрь", 2025);
        assert_eq!(term.periods.len(), 3);
        let (from, to) = (term.from, term.to);
        set_days(&mut term, from, to);
        assert_eq!(term.periods.len(), 3, "the same days change nothing");
        set_days(&mut term, Some(date(2025, 4, 1)), Some(date(2025, 12, 31)));
        assert!(term.periods.is_empty());
    }
}
