//! Stable names of measures and items: the paper may be renumbered by order, evidence must stay where it is.

use std::collections::BTreeMap;

use plan::Plan;
use serde::{Deserialize, Serialize};

/// Number as printed → stable key. Evidence, requirements and comments refer to the key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanKeys(BTreeMap<String, String>);

impl PlanKeys {
    /// Keys of a plan's first version: the number itself, with a letter so that nobody takes it for the number.
    pub fn first(plan: &Plan) -> Self {
        let mut keys = BTreeMap::new();
        for measure in plan.sections.iter().flat_map(|section| &section.measures) {
            keys.insert(measure.number.clone(), format!("m{}", measure.number));
            for item in &measure.items {
                keys.insert(item.number.clone(), format!("i{}", item.number));
            }
        }
        Self(keys)
    }

    /// Keys of a next version: a measure keeps its key when its number and wording fit the old one's, or when its
    /// wording alone does (renumbered); a new measure gets a key that was never used.
    pub fn carried_over(&self, old: &Plan, new: &Plan) -> Self {
        let old_lines = lines(old);
        let mut taken: Vec<&String> = Vec::new();
        let mut keys = BTreeMap::new();
        let new_lines = lines(new);
        // Exact wording first, then the same number with similar wording: a strong match is never lost to a weak one.
        for is_match in [same_wording as fn(&Line, &Line) -> bool, same_number_and_similar_wording] {
            for line in &new_lines {
                if keys.contains_key(&line.number) {
                    continue;
                }
                let found = old_lines.iter().find(|candidate| {
                    candidate.is_item == line.is_item
                        && is_match(candidate, line)
                        && self.0.get(&candidate.number).is_some_and(|key| !taken.contains(&key))
                });
                if let Some(key) = found.and_then(|candidate| self.0.get(&candidate.number)) {
                    taken.push(key);
                    keys.insert(line.number.clone(), key.clone());
                }
            }
        }
        for line in &new_lines {
            if keys.contains_key(&line.number) {
                continue;
            }
            let mut fresh = line.first_key();
            while self.0.values().any(|used| *used == fresh) || keys.values().any(|used| *used == fresh) {
                fresh.push('n');
            }
            keys.insert(line.number.clone(), fresh);
        }
        Self(keys)
    }

    /// Keys after a change made by hand: what was kept (old number → new number) keeps its key, whatever it is called now;
    /// what is new gets a key that no version has used.
    pub fn changed(
        &self,
        kept: &BTreeMap<String, String>,
        new: &Plan,
        is_used: impl Fn(&str) -> bool,
    ) -> Self {
        let mut keys = BTreeMap::new();
        for (old, new) in kept {
            if let Some(key) = self.0.get(old) {
                keys.insert(new.clone(), key.clone());
            }
        }
        for line in lines(new) {
            if !keys.contains_key(&line.number) {
                let mut fresh = line.first_key();
                while is_used(&fresh) || keys.values().any(|used| *used == fresh) {
                    fresh.push('n');
                }
                keys.insert(line.number, fresh);
            }
        }
        Self(keys)
    }

    /// Whether a measure or an item bears the key.
    pub fn has(&self, key: &str) -> bool {
        self.0.values().any(|value| value == key)
    }

    /// Every number, as a change that renumbers nothing keeps them.
    pub fn unchanged(&self) -> BTreeMap<String, String> {
        self.0.keys().map(|number| (number.clone(), number.clone())).collect()
    }

    /// Key of a measure or an item by its printed number.
    pub fn key<'a>(&'a self, number: &'a str) -> &'a str {
        self.0.get(number).map_or(number, String::as_str)
    }

    /// Printed number by key.
    pub fn number(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(_, value)| *value == key).map(|(number, _)| number.as_str())
    }
}

struct Line {
    number: String,
    wording: Vec<String>,
    is_item: bool,
}

impl Line {
    /// The number itself, with a letter so that nobody takes it for the number.
    fn first_key(&self) -> String {
        let letter = if self.is_item { 'i' } else { 'm' };
        format!("{letter}{}", self.number)
    }
}

fn lines(plan: &Plan) -> Vec<Line> {
    let mut lines = Vec::new();
    for measure in plan.sections.iter().flat_map(|section| &section.measures) {
        let mut text = measure.title.clone();
        if text.is_empty() {
            text = measure.items.iter().map(|item| item.title.as_str()).collect::<Vec<_>>().join(" ");
        }
        lines.push(Line { number: measure.number.clone(), wording: words(&text), is_item: false });
        for item in &measure.items {
            lines.push(Line { number: item.number.clone(), wording: words(&item.title), is_item: true });
        }
    }
    lines
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn same_wording(old: &Line, new: &Line) -> bool {
    !old.wording.is_empty() && old.wording == new.wording
}

/// At least a third of the words in common: a corrected title keeps its evidence, another measure under the same number does not.
fn same_number_and_similar_wording(old: &Line, new: &Line) -> bool {
    let common = new.wording.iter().filter(|word| old.wording.contains(word)).count();
    old.number == new.number && common * 3 >= old.wording.len().max(new.wording.len())
}

#[cfg(test)]
mod tests {
    use plan::{Measure, Section};

    use super::*;

    fn plan_of(measures: &[(&str, &str)]) -> Plan {
        let measures = measures
            .iter()
            .map(|(number, title)| Measure {
                number: (*number).into(),
                title: (*title).into(),
                ..Measure::default()
            })
            .collect();
        Plan { sections: vec![Section { measures, ..Section::default() }], ..Plan::default() }
    }

    #[test]
    fn an_inserted_measure_does_not_take_the_others_evidence() {
        let old = plan_of(&[("1", "Мониторинг библиотек"), ("2", "Краевая конференция специалистов")]);
        let new = plan_of(&[
            ("1", "Мониторинг библиотек"),
            ("2", "Конкурс чтецов"),
            ("3", "Краевая конференция специалистов"),
        ]);
        let first = PlanKeys::first(&old);
        let second = first.carried_over(&old, &new);
        assert_eq!(second.key("1"), "m1");
        assert_eq!(second.key("3"), "m2", "renumbered, the same measure");
        assert_eq!(second.key("2"), "m2n", "a new measure under an old number");
        assert_eq!(second.number("m2"), Some("3"));
    }

    #[test]
    fn a_change_by_hand_keeps_the_key_whatever_the_number_and_the_words_become() {
        let old = plan_of(&[("1", "Мониторинг"), ("2", "Конференция")]);
        let first = PlanKeys::first(&old);
        let new = plan_of(&[("1", "Мониторинг"), ("3", "Слёт библиотекарей"), ("2", "Конкурс чтецов")]);
        let mut kept = first.unchanged();
        kept.insert("2".into(), "3".into());
        let changed = first.changed(&kept, &new, |key| first.has(key));
        assert_eq!((changed.key("1"), changed.key("3")), ("m1", "m2"));
        assert_eq!(changed.key("2"), "m2n", "a new measure never takes over the evidence of another");
    }

    #[test]
    fn a_corrected_title_keeps_its_key() {
        let old = plan_of(&[("1", "Мониторинг деятельности библиотек")]);
        let new = plan_of(&[("1", "Мониторинг деятельности школьных библиотек края")]);
        assert_eq!(PlanKeys::first(&old).carried_over(&old, &new).key("1"), "m1");
    }
}
