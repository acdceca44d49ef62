//! A change of the plan by order: one measure changed, added or taken out, and what follows it follows.

use jiff::ToSpan;
use plan::term::{leads_away, resolve_relative};
use plan::{Measure, Plan, Term};

/// The plan with one measure replaced, and moved when `section` (its place in the plan) is another than its own. Terms
/// that follow the measure («в период проведения …») get their days anew, and its new number where it has one.
pub fn with_measure(plan: &Plan, number: &str, changed: &Measure, section: usize) -> Plan {
    let mut next = plan.clone();
    let place = next.sections.iter().enumerate().find_map(|(index, one)| {
        Some((index, one.measures.iter().position(|measure| measure.number == number)?))
    });
    let Some((own, at)) = place else { return next };
    if own == section || section >= next.sections.len() {
        next.sections[own].measures[at] = changed.clone();
    } else {
        next.sections[own].measures.remove(at);
        next.sections[section].measures.push(changed.clone());
    }
    for term in terms_mut(&mut next).filter(|term| term.relative_to_measure.as_deref() == Some(number)) {
        term.relative_to_measure = Some(changed.number.clone());
    }
    followed(plan, next, number, &changed.number)
}

/// A plan in which a measure's term was changed: what follows it gets its days anew. `before`: the plan until then.
pub fn let_follow(before: &Plan, next: Plan, number: &str) -> Plan {
    let term = |plan: &Plan| find(plan, number).map(|measure| measure.term.clone());
    if term(before) == term(&next) { next } else { followed(before, next, number, number) }
}

/// The plan with a measure more, at the end of a section.
pub fn with_new_measure(plan: &Plan, measure: &Measure, section: usize) -> Plan {
    let mut next = plan.clone();
    if let Some(section) = next.sections.get_mut(section) {
        section.measures.push(measure.clone());
    }
    next
}

/// The plan without a measure. What followed it keeps the days that it had.
pub fn without_measure(plan: &Plan, number: &str) -> Plan {
    let mut next = plan.clone();
    for section in &mut next.sections {
        section.measures.retain(|measure| measure.number != number);
    }
    for term in terms_mut(&mut next).filter(|term| term.relative_to_measure.as_deref() == Some(number)) {
        term.relative_to_measure = None;
    }
    next
}

/// Numbers of the measures whose terms (or whose items' terms) follow this one, and whether they lie outside of it.
pub fn followers(plan: &Plan, number: &str) -> Vec<(String, bool)> {
    let all = plan.sections.iter().flat_map(|section| &section.measures);
    all.filter(|measure| measure.number != number)
        .filter_map(|measure| {
            let mut terms = own_terms(measure);
            let term = terms.find(|term| term.relative_to_measure.as_deref() == Some(number))?;
            Some((measure.number.clone(), leads_away(&term.text)))
        })
        .collect()
}

/// Whether a measure's term follows another one, directly or through others.
pub fn follows(plan: &Plan, number: &str, anchor: &str) -> bool {
    let mut waiting = vec![number.to_owned()];
    let mut seen: Vec<String> = Vec::new();
    while let Some(one) = waiting.pop() {
        if one == anchor {
            return true;
        }
        if let Some(measure) = find(plan, &one)
            && !seen.contains(&one)
        {
            waiting.extend(own_terms(measure).filter_map(|term| term.relative_to_measure.clone()));
            seen.push(one);
        }
    }
    false
}

/// The days that a term gets from the measure that it follows.
pub fn days_from_anchor(anchor: &Measure, text: &str) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
    let titles: Vec<&str> = anchor.items.iter().map(|item| item.title.as_str()).collect();
    resolve_relative(&anchor.term, &anchor.title, &titles, text)
}

/// Lets the terms that follow a changed measure follow it, and those that follow them.
fn followed(before: &Plan, mut next: Plan, number: &str, new_number: &str) -> Plan {
    let mut moved = vec![(number.to_owned(), new_number.to_owned())];
    let mut seen: Vec<String> = Vec::new();
    while let Some((old_number, new_number)) = moved.pop() {
        if seen.contains(&new_number) {
            continue;
        }
        let (Some(old), Some(new)) = (find(before, &old_number).cloned(), find(&next, &new_number).cloned())
        else {
            continue;
        };
        seen.push(new_number.clone());
        let measures = next.sections.iter_mut().flat_map(|section| &mut section.measures);
        for follower in measures.filter(|measure| measure.number != new_number) {
            let is_following = follower.term.relative_to_measure.as_ref() == Some(&new_number);
            let terms = std::iter::once(&mut follower.term)
                .chain(follower.items.iter_mut().filter_map(|item| item.term.as_mut()));
            for term in terms.filter(|term| term.relative_to_measure.as_ref() == Some(&new_number)) {
                move_after(term, &old, &new);
            }
            if is_following {
                moved.push((follower.number.clone(), follower.number.clone()));
            }
        }
    }
    next
}

fn find<'a>(plan: &'a Plan, number: &str) -> Option<&'a Measure> {
    plan.sections.iter().flat_map(|section| &section.measures).find(|measure| measure.number == number)
}

/// The days of a term after its anchor has moved: what the words say of the new anchor. Days that were set by hand, and so
/// are not what the words said of the old one, move as far as the anchor's first day did.
fn move_after(term: &mut Term, old: &Measure, new: &Measure) {
    let said = days_from_anchor(old, &term.text);
    let is_by_hand = said.is_none_or(|(from, to)| (term.from, term.to) != (Some(from), Some(to)));
    if is_by_hand && let (Some(was), Some(is)) = (old.term.from, new.term.from) {
        let days = was.until(is).map_or(0, |span| span.get_days()).days();
        term.from = term.from.map(|day| day.saturating_add(days));
        term.to = term.to.map(|day| day.saturating_add(days));
    } else if let Some((from, to)) = days_from_anchor(new, &term.text) {
        (term.from, term.to) = (Some(from), Some(to));
    }
}

fn own_terms(measure: &Measure) -> impl Iterator<Item = &Term> {
    std::iter::once(&measure.term).chain(measure.items.iter().filter_map(|item| item.term.as_ref()))
}

fn terms_mut(plan: &mut Plan) -> impl Iterator<Item = &mut Term> {
    plan.sections.iter_mut().flat_map(|section| &mut section.measures).flat_map(|measure| {
        std::iter::once(&mut measure.term)
            .chain(measure.items.iter_mut().filter_map(|item| item.term.as_mut()))
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use plan::{Item, Section};

    use super::*;

    fn measure(number: &str, title: &str, term: Term) -> Measure {
        Measure { number: number.into(), title: title.into(), term, ..Measure::default() }
    }

    fn autumn() -> Term {
        Term { from: Some(date(2024, 9, 1)), to: Some(date(2024, 10, 31)), ..Term::default() }
    }

    fn following(number: &str) -> Term {
        Term {
            text: "в период проведения Месячника".into(),
            from: Some(date(2024, 10, 1)),
            to: Some(date(2024, 10, 31)),
            relative_to_measure: Some(number.into()),
            ..Term::default()
        }
    }

    fn plan() -> Plan {
        let with_item = Measure {
            items: vec![Item {
                number: "13.1".into(), title: "Справка".into(), term: Some(following("11"))
            }],
            ..measure("13", "Итоги", Term::default())
        };
        let first = vec![
            measure("11", "Месячник школьных библиотек", autumn()),
            measure("12", "Мониторинг сайтов", following("11")),
        ];
        Plan {
            sections: vec![
                Section { number: "I".into(), measures: first, ..Section::default() },
                Section { number: "II".into(), measures: vec![with_item], ..Section::default() },
            ],
            ..Plan::default()
        }
    }

    fn find<'a>(plan: &'a Plan, number: &str) -> &'a Measure {
        plan.sections.iter().flat_map(|section| &section.measures).find(|one| one.number == number).unwrap()
    }

    #[test]
    fn followers_move_with_their_anchor_and_know_its_new_number() {
        let plan = plan();
        assert_eq!(followers(&plan, "11"), [("12".to_owned(), false), ("13".to_owned(), false)]);
        let mut moved = find(&plan, "11").clone();
        moved.number = "10".into();
        moved.term.to = Some(date(2024, 11, 30));
        let next = with_measure(&plan, "11", &moved, 0);
        for term in [&find(&next, "12").term, find(&next, "13").items[0].term.as_ref().unwrap()] {
            assert_eq!((term.from, term.to), (Some(date(2024, 11, 1)), Some(date(2024, 11, 30))));
            assert_eq!(term.relative_to_measure.as_deref(), Some("10"));
        }
    }

    #[test]
    fn days_set_by_hand_move_as_far_as_their_anchor() {
        let mut plan = plan();
        plan.sections[0].measures[1].term.from = Some(date(2024, 10, 7));
        let unrelated = Measure { title: "Итоги года".into(), ..find(&plan, "13").clone() };
        let next = with_measure(&plan, "13", &unrelated, 1);
        assert_eq!(find(&next, "12").term.from, Some(date(2024, 10, 7)), "nothing that it follows has moved");
        let mut moved = find(&plan, "11").clone();
        (moved.term.from, moved.term.to) = (Some(date(2024, 9, 15)), Some(date(2024, 11, 14)));
        let next = with_measure(&plan, "11", &moved, 0);
        let term = &find(&next, "12").term;
        assert_eq!((term.from, term.to), (Some(date(2024, 10, 21)), Some(date(2024, 11, 14))));
    }

    #[test]
    fn a_measure_moves_to_another_section_and_a_new_one_is_added() {
        let plan = plan();
        let next = with_measure(&plan, "12", find(&plan, "12"), 1);
        let numbers = |plan: &Plan, section: usize| -> Vec<String> {
            plan.sections[section].measures.iter().map(|one| one.number.clone()).collect()
        };
        assert_eq!(
            (numbers(&next, 0), numbers(&next, 1)),
            (vec!["11".into()], vec!["13".into(), "12".into()])
        );
        let next = with_new_measure(&plan, &measure("14", "Конкурс", autumn()), 0);
        assert_eq!(numbers(&next, 0), ["11", "12", "14"]);
    }

    #[test]
    fn what_followed_a_measure_that_is_taken_out_keeps_its_days() {
        let next = without_measure(&plan(), "11");
        let term = &find(&next, "12").term;
        assert_eq!((term.from, term.relative_to_measure.as_ref()), (Some(date(2024, 10, 1)), None));
        assert_eq!(next.sections[0].measures.len(), 1);
    }

    #[test]
    fn a_follower_cannot_become_the_anchor_of_its_anchor() {
        let plan = plan();
        assert!(follows(&plan, "12", "11"));
        assert!(follows(&plan, "13", "11"));
        assert!(!follows(&plan, "11", "12"));
    }
}
