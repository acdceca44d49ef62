//! A change of one measure by order: what is typed becomes the next version's measure, and followers follow.

use plan::term::{leads_away, resolve_relative};
use plan::{Measure, Plan};

/// The plan with one measure replaced. Terms that follow it («в период проведения …») get their days anew.
pub fn with_measure(plan: &Plan, changed: &Measure) -> Plan {
    let mut next = plan.clone();
    for measure in next.sections.iter_mut().flat_map(|section| &mut section.measures) {
        if measure.number == changed.number {
            *measure = changed.clone();
        } else if measure.term.relative_to_measure.as_ref() == Some(&changed.number) {
            let titles: Vec<&str> = changed.items.iter().map(|item| item.title.as_str()).collect();
            if let Some((from, to)) =
                resolve_relative(&changed.term, &changed.title, &titles, &measure.term.text)
            {
                measure.term.from = Some(from);
                measure.term.to = Some(to);
            }
        }
    }
    next
}

/// Numbers of the measures whose terms follow this one, and whether they lie outside of it.
pub fn followers(plan: &Plan, number: &str) -> Vec<(String, bool)> {
    let all = plan.sections.iter().flat_map(|section| &section.measures);
    all.filter(|measure| measure.term.relative_to_measure.as_deref() == Some(number))
        .map(|measure| (measure.number.clone(), leads_away(&measure.term.text)))
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use plan::{Section, Term};

    use super::*;

    #[test]
    fn a_follower_moves_with_its_anchor() {
        let anchor = Measure {
            number: "11".into(),
            title: "Месячник школьных библиотек".into(),
            term: Term { from: Some(date(2024, 9, 1)), to: Some(date(2024, 10, 31)), ..Term::default() },
            ..Measure::default()
        };
        let follower = Measure {
            number: "12".into(),
            title: "Мониторинг сайтов".into(),
            term: Term {
                text: "в период проведения Месячника".into(),
                from: Some(date(2024, 10, 1)),
                to: Some(date(2024, 10, 31)),
                relative_to_measure: Some("11".into()),
                ..Term::default()
            },
            ..Measure::default()
        };
        let plan = Plan {
            sections: vec![Section { measures: vec![anchor.clone(), follower], ..Section::default() }],
            ..Plan::default()
        };
        let mut moved = anchor;
        moved.term.to = Some(date(2024, 11, 30));
        let next = with_measure(&plan, &moved);
        let term = &next.sections[0].measures[1].term;
        assert_eq!((term.from, term.to), (Some(date(2024, 11, 1)), Some(date(2024, 11, 30))));
        assert_eq!(followers(&plan, "11"), [("12".to_owned(), false)]);
    }
}
