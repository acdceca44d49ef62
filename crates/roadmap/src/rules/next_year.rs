//! Next year's draft: the terms moved by a year, and a list of what a person must look at.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use plan::{Measure, Plan, Term};

use super::PlanYear;
use super::another_year::reread;

/// What stands for the approving document of a plan that nobody has approved yet.
pub const DRAFT_BASIS: &str = "проект";

/// Something in the draft that the program must not decide by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToCheck {
    /// Number of the measure or item; empty for the plan as a whole.
    pub number: String,
    pub what: String,
}

/// The plan of the year after, with terms moved, and everything that should be checked before it is approved.
pub fn next_year(plan: &Plan, year: PlanYear) -> (Plan, Vec<ToCheck>) {
    let (old_year, new_year) = (plan.meta.year, plan.meta.year.saturating_add(1));
    let mut next = plan.clone();
    next.meta.year = new_year;
    next.meta.title = a_year_on(&plan.meta.title, old_year);
    let mut to_check = Vec::new();
    for measure in next.sections.iter_mut().flat_map(|section| &mut section.measures) {
        move_term(&mut measure.term, year, &measure.number, &mut to_check);
        for item in &mut measure.items {
            if let Some(term) = &mut item.term {
                move_term(term, year, &item.number, &mut to_check);
            }
        }
        look_for_years(measure, &mut to_check);
        look_for_open_questions(measure, &mut to_check);
    }
    (next, to_check)
}

fn move_term(term: &mut Term, year: PlanYear, number: &str, to_check: &mut Vec<ToCheck>) {
    let old_year = year.year();
    // A school year's spring has the next number; it moves first, else it would move twice.
    let text = a_year_on(&a_year_on(&term.text, old_year.saturating_add(1)), old_year);
    let is_a_single_day = term.from.is_some() && term.from == term.to;
    // «вторая среда октября» is another day of the month: the words are read anew where the days are what they said.
    let next = PlanYear::new(old_year.saturating_add(1), year.start_month());
    match reread(term, year, &text, next) {
        Some(read) => *term = read,
        None => move_days(term),
    }
    term.text = text;
    if let Some(day) = term.to
        && (is_a_single_day || term.text.contains(char::is_numeric))
        && matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    {
        to_check.push(ToCheck {
            number: number.to_owned(),
            what: format!("срок {} приходится на выходной день", ui::ru::date_short(day)),
        });
    }
    if term.from.is_none() && term.to.is_none() {
        to_check
            .push(ToCheck {
                number: number.to_owned(), what: format!("срок «{}» не имеет дат", term.text)
            });
    }
}

/// Days that are not what the words say move as they are.
fn move_days(term: &mut Term) {
    // The last of a month stays the last: 29 February becomes 28 February, and back.
    term.from = term.from.map(a_year_later);
    term.to = term.to.map(|day| {
        if day == day.last_of_month() {
            a_year_later(day.first_of_month()).last_of_month()
        } else {
            a_year_later(day)
        }
    });
    for period in &mut term.periods {
        period.from = a_year_later(period.from);
        period.to = a_year_later(period.to);
    }
}

/// The text of a year later: «на 2024 год» → «на 2025 год», «2024/25» → «2025/26», «2024–2025» → «2025–2026». Other years
/// are left as they are.
fn a_year_on(text: &str, old_year: i16) -> String {
    let (old, next, after) = (old_year, old_year.saturating_add(1), old_year.saturating_add(2));
    let (old, next, after) = (old.to_string(), next.to_string(), after.to_string());
    let mut rest = text;
    let mut moved = String::with_capacity(text.len());
    while let Some(place) = rest.find(&old) {
        let (before, found) = rest.split_at(place);
        let tail = &found[old.len()..];
        moved.push_str(before);
        moved.push_str(&next);
        // The second year of a span moves with the first: «/25», «–2025».
        let dash = tail.chars().next().filter(|sign| matches!(sign, '/' | '-' | '–' | '—'));
        let second = dash.map_or("", |dash| &tail[dash.len_utf8()..]);
        rest = tail;
        for (short, long) in [(next.as_str(), after.as_str()), (last_two(&next), last_two(&after))] {
            let end = second.strip_prefix(short).filter(|_| !short.is_empty());
            let is_whole = end.is_some_and(|end| !end.starts_with(|c: char| c.is_ascii_digit()));
            if let (Some(dash), true) = (dash, is_whole) {
                moved.push(dash);
                moved.push_str(long);
                rest = &second[short.len()..];
                break;
            }
        }
    }
    moved.push_str(rest);
    moved
}

fn last_two(year: &str) -> &str {
    year.get(2..).unwrap_or_default()
}

fn a_year_later(day: Date) -> Date {
    day.saturating_add(1.year())
}

/// Years named in the texts («итоги 2021–2024», «на 2024 год»): only a person knows what they should become.
fn look_for_years(measure: &Measure, to_check: &mut Vec<ToCheck>) {
    let texts = [("наименование", measure.title.as_str())]
        .into_iter()
        .chain(measure.items.iter().map(|item| ("подпункт", item.title.as_str())))
        .chain(measure.documents.iter().map(|document| ("вид документа", document.text.as_str())))
        .chain(measure.expected_results.iter().map(|result| ("ожидаемый результат", result.as_str())));
    for (field, text) in texts {
        let years = years_in(text);
        if !years.is_empty() {
            to_check.push(ToCheck {
                number: measure.number.clone(),
                what: format!("{field}: «{text}» — упоминается {}", years.join(", ")),
            });
        }
    }
}

/// Four-digit years between 1990 and 2099 standing alone in a text.
fn years_in(text: &str) -> Vec<String> {
    let mut years: Vec<String> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| {
            digits.len() == 4 && digits.parse::<u16>().is_ok_and(|year| (1990..2100).contains(&year))
        })
        .map(str::to_owned)
        .collect();
    years.dedup();
    years
}

fn look_for_open_questions(measure: &Measure, to_check: &mut Vec<ToCheck>) {
    let mut ask = |what: String| to_check.push(ToCheck { number: measure.number.clone(), what });
    if let Some(anchor) = &measure.term.relative_to_measure {
        ask(format!("срок следует за мероприятием {anchor}: проверьте даты обоих"));
    }
    for item in &measure.items {
        if let Some(anchor) = item.term.as_ref().and_then(|term| term.relative_to_measure.as_ref()) {
            ask(format!(
                "срок подпункта {} следует за мероприятием {anchor}: проверьте даты обоих",
                item.number
            ));
        }
    }
    if let Some(course) = &measure.course {
        ask(format!("курс «{}», {} ч: подтвердите программу и число часов", course.name, course.hours));
    }
    if measure.executors.iter().any(|executor| executor.org.is_none()) {
        ask("есть исполнитель, не найденный в реестре".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use plan::{PlanMeta, Section};

    use super::*;

    fn plan_of(measure: Measure) -> Plan {
        Plan {
            meta: PlanMeta { title: "План на 2024 год".into(), year: 2024, ..PlanMeta::default() },
            sections: vec![Section { measures: vec![measure], ..Section::default() }],
        }
    }

    fn next_year_of(plan: &Plan) -> (Plan, Vec<ToCheck>) {
        next_year(plan, PlanYear::new(plan.meta.year, 1))
    }

    #[test]
    fn a_day_of_the_week_stays_that_day() {
        let (term, _) = plan::term::term_of("вторая среда октября", 2024, 1);
        assert_eq!(term.to, Some(date(2024, 10, 9)));
        let (next, to_check) = next_year_of(&plan_of(Measure { term, ..Measure::default() }));
        assert_eq!(next.sections[0].measures[0].term.to, Some(date(2025, 10, 8)));
        assert!(to_check.is_empty(), "{to_check:?}");
    }

    #[test]
    fn terms_move_by_a_year_and_the_end_of_february_stays_the_end() {
        let term = Term {
            text: "февраль 2024 г.".into(),
            from: Some(date(2024, 2, 1)),
            to: Some(date(2024, 2, 29)),
            ..Term::default()
        };
        let (next, _) = next_year_of(&plan_of(Measure {
            number: "1".into(),
            title: "Курс".into(),
            term,
            ..Measure::default()
        }));
        let moved = &next.sections[0].measures[0].term;
        assert_eq!((moved.from, moved.to), (Some(date(2025, 2, 1)), Some(date(2025, 2, 28))));
        assert_eq!(moved.text, "февраль 2025 г.");
        assert_eq!(next.meta.title, "План на 2025 год");
        let (after, _) = next_year_of(&plan_of(Measure {
            term: Term { to: Some(date(2027, 2, 28)), ..Term::default() },
            ..Measure::default()
        }));
        assert_eq!(after.sections[0].measures[0].term.to, Some(date(2028, 2, 29)));
    }

    #[test]
    fn a_span_of_years_moves_as_a_whole() {
        let moved = |text| a_year_on(text, 2024);
        assert_eq!(moved("План на 2024/25 учебный год"), "План на 2025/26 учебный год");
        assert_eq!(moved("План на 2024–2025 учебный год"), "План на 2025–2026 учебный год");
        assert_eq!(moved("до 15 марта 2024 г., 2024-й"), "до 15 марта 2025 г., 2025-й");
        assert_eq!(moved("итоги 2021–2023"), "итоги 2021–2023");
        assert_eq!(moved("2024/253"), "2025/253", "no year");
        assert_eq!(a_year_on("на 1999/00 год", 1999), "на 2000/01 год");
    }

    #[test]
    fn the_words_of_a_term_name_the_years_of_its_days() {
        let term = |text: &str, from, to| Term {
            text: text.into(),
            from: Some(from),
            to: Some(to),
            ..Term::default()
        };
        let in_spring = term("до 14 марта 2025 г.", date(2025, 3, 1), date(2025, 3, 14));
        let all_winter = term("декабрь 2024 – февраль 2025", date(2024, 12, 1), date(2025, 2, 28));
        for (term, text, to) in [
            (in_spring, "до 14 марта 2026 г.", date(2026, 3, 14)),
            (all_winter, "декабрь 2025 – февраль 2026", date(2026, 2, 28)),
        ] {
            let (next, _) = next_year_of(&plan_of(Measure { term, ..Measure::default() }));
            let moved = &next.sections[0].measures[0].term;
            assert_eq!((moved.text.as_str(), moved.to), (text, Some(to)));
        }
    }

    #[test]
    fn an_item_that_follows_another_measure_is_listed() {
        let follows = Term { relative_to_measure: Some("11".into()), ..Term::default() };
        let item = plan::Item { number: "2.1".into(), title: "Справка".into(), term: Some(follows) };
        let measure = Measure { number: "2".into(), items: vec![item], ..Measure::default() };
        let (_, to_check) = next_year_of(&plan_of(measure));
        assert!(to_check.iter().any(|one| one.what.contains("подпункта 2.1 следует за мероприятием 11")));
    }

    #[test]
    fn years_in_texts_and_relative_terms_are_listed_for_a_person() {
        let measure = Measure {
            number: "9".into(),
            title: "Итоги работы за 2021-2024 годы".into(),
            term: Term {
                text: "в период Месячника".into(),
                from: Some(date(2024, 10, 1)),
                to: Some(date(2024, 10, 31)),
                relative_to_measure: Some("11".into()),
                ..Term::default()
            },
            ..Measure::default()
        };
        let (next, to_check) = next_year_of(&plan_of(measure));
        assert_eq!(
            next.sections[0].measures[0].title, "Итоги работы за 2021-2024 годы",
            "texts are not rewritten"
        );
        let told: Vec<&str> = to_check.iter().map(|one| one.what.as_str()).collect();
        assert_eq!(
            told,
            [
                "наименование: «Итоги работы за 2021-2024 годы» — упоминается 2021, 2024",
                "срок следует за мероприятием 11: проверьте даты обоих",
            ]
        );
    }
}
