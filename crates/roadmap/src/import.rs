//! From an imported draft to a plan: what the region knows, what the user decided, what is still open.

use jiff::civil::Date;
use plan::import::{Draft, KnownDocumentKind, KnownOrganisation, Vocabulary};
use plan::{Executor, ExecutorRole, Item, Measure, Plan, RequiredDocument};
use region::{OrganisationKind, RegionPack};
use serde::{Deserialize, Serialize};

use crate::rules::{PlanYear, in_year, let_follow, set_days, understood};

/// What the importer may know: bodies, partners and groups of the region (schools are named by their group), its kinds.
pub fn vocabulary(region: &RegionPack) -> Vocabulary {
    let organisations =
        region.organisations.iter().filter(|one| one.kind != OrganisationKind::School).filter_map(|one| {
            let newest = one.names.last()?;
            Some(KnownOrganisation {
                code: one.code.clone(),
                name: newest.full.clone(),
                aliases: one.spellings().into_iter().map(str::to_owned).collect(),
            })
        });
    let document_kinds = region.document_kinds.iter().map(|kind| KnownDocumentKind {
        code: kind.code.clone(),
        title: kind.title.clone(),
        keywords: kind.keywords.clone(),
    });
    Vocabulary { organisations: organisations.collect(), document_kinds: document_kinds.collect() }
}

/// A draft on its author's desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredDraft {
    pub plan: Plan,
    pub proposals: Vec<StoredProposal>,
    pub unrecognized: Vec<OpenText>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredProposal {
    pub measure: String,
    pub what: String,
    pub reason: String,
}

/// A text that found no place, and what the user says about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenText {
    pub place: String,
    pub text: String,
    pub why: String,
    /// Empty: not decided; `drop`; a [`PLACES_OF_A_TEXT`] with the measure's number, as `result:4`.
    pub decision: String,
}

/// Where a text without a place may go, as a decision writes it and as the preview says it.
pub const PLACES_OF_A_TEXT: &[(&str, &str)] = &[
    ("title", "наименование"),
    ("item", "новый подпункт"),
    ("term", "срок"),
    ("executor", "исполнитель"),
    ("document", "документ"),
    ("result", "ожидаемый результат"),
    ("note", "примечание"),
];

impl StoredDraft {
    pub fn new(draft: Draft) -> Self {
        let place = |place: &plan::import::Place| {
            let mut words = Vec::new();
            if place.table > 0 {
                words.push(format!("таблица {}", place.table));
            }
            if place.row > 0 {
                words.push(format!("строка {}", place.row));
            }
            if !place.column.is_empty() {
                words.push(format!("графа «{}»", place.column));
            }
            words.join(", ")
        };
        Self {
            proposals: draft
                .proposals
                .into_iter()
                .map(|one| StoredProposal { measure: one.path, what: one.what, reason: one.reason })
                .collect(),
            unrecognized: draft
                .unrecognized
                .into_iter()
                .map(|one| OpenText {
                    place: place(&one.place),
                    text: one.text,
                    why: one.why,
                    decision: String::new(),
                })
                .collect(),
            plan: draft.plan,
        }
    }

    /// How many texts nobody has decided about.
    pub fn open(&self) -> usize {
        self.unrecognized.iter().filter(|one| one.decision.is_empty()).count()
    }

    /// Reads the words of all terms for another year than the file was read for.
    pub fn move_to(&mut self, old: PlanYear, new: PlanYear) {
        self.plan = in_year(&self.plan, old, new);
    }

    /// Takes what the form of the preview says. What follows a measure whose days were changed follows it.
    pub fn take_answers<'a>(&mut self, answers: impl Iterator<Item = (&'a str, &'a str)>) {
        let before = self.plan.clone();
        self.take_each(answers);
        let measures = before.sections.iter().flat_map(|section| &section.measures);
        for number in measures.map(|measure| &measure.number) {
            self.plan = let_follow(&before, std::mem::take(&mut self.plan), number);
        }
    }

    fn take_each<'a>(&mut self, answers: impl Iterator<Item = (&'a str, &'a str)>) {
        for (name, value) in answers {
            let mut parts = name.splitn(3, '.');
            match (parts.next(), parts.next(), parts.next()) {
                (Some("text"), Some(index), None) => {
                    if let Some(one) =
                        index.parse::<usize>().ok().and_then(|index| self.unrecognized.get_mut(index))
                    {
                        one.decision = value.to_owned();
                    }
                }
                (Some(field), Some(number), rest) => {
                    if let Some(measure) = measure_mut(&mut self.plan, number) {
                        answer(measure, field, rest, value);
                    }
                }
                _ => {}
            }
        }
    }

    /// Puts the decided texts where the user wants them; they can be corrected there. `year`: of the plan.
    pub fn settle(&mut self, year: PlanYear) {
        let (plan, open) = (&mut self.plan, std::mem::take(&mut self.unrecognized));
        self.unrecognized = open.into_iter().filter(|one| !put(plan, one, year)).collect();
    }

    /// The plan with the decided texts in their places.
    pub fn into_plan(mut self, year: PlanYear) -> Plan {
        self.settle(year);
        self.plan
    }
}

fn measure_mut<'a>(plan: &'a mut Plan, number: &str) -> Option<&'a mut Measure> {
    // Numbers hold points («1.1»), names of fields do not: the form writes them with dashes.
    let number = number.replace('-', ".");
    plan.sections
        .iter_mut()
        .flat_map(|section| &mut section.measures)
        .find(|measure| measure.number == number)
}

fn answer(measure: &mut Measure, field: &str, rest: Option<&str>, value: &str) {
    let index = rest.and_then(|rest| rest.parse::<usize>().ok());
    match (field, index) {
        ("org", Some(index)) => {
            if let Some(executor) = measure.executors.get_mut(index) {
                executor.org = Some(value.to_owned()).filter(|code| !code.is_empty());
            }
        }
        ("kind", Some(index)) => {
            if let Some(document) = measure.documents.get_mut(index) {
                document.kind = Some(value.to_owned()).filter(|code| !code.is_empty());
            }
        }
        ("item", Some(index)) => {
            if let Some(document) = measure.documents.get_mut(index) {
                document.item = Some(value.to_owned()).filter(|number| !number.is_empty());
            }
        }
        ("lead", None) => {
            if let Ok(lead) = value.parse::<usize>() {
                set_lead(&mut measure.executors, lead);
            }
        }
        ("from", None) => {
            let (from, to) = (day(value, measure.term.from), measure.term.to);
            set_days(&mut measure.term, from, to);
        }
        ("to", None) => {
            let (from, to) = (measure.term.from, day(value, measure.term.to));
            set_days(&mut measure.term, from, to);
        }
        _ => {}
    }
}

/// Whether the text has found its place in the plan.
fn put(plan: &mut Plan, one: &OpenText, year: PlanYear) -> bool {
    let Some((field, number)) = one.decision.split_once(':') else { return false };
    let Some(measure) = measure_mut(plan, number) else { return false };
    let text = one.text.clone();
    let joined = |before: &str| format!("{before} {text}").trim().to_owned();
    match field {
        "title" => measure.title = joined(&measure.title),
        "note" => measure.note = joined(&measure.note),
        "term" => {
            let words = joined(&measure.term.text);
            let anchor = measure.term.relative_to_measure.clone().unwrap_or_default();
            let term = understood(plan, year, &words, &anchor);
            if let Some(measure) = measure_mut(plan, number) {
                measure.term = term;
            }
        }
        "item" => {
            let is_free = |number: &String| !measure.items.iter().any(|item| item.number == *number);
            let number =
                (1..=u32::MAX).map(|n| format!("{}.{n}", measure.number)).find(is_free).unwrap_or_default();
            measure.items.push(Item { number, title: text, term: None });
        }
        "executor" => measure.executors.push(Executor { org: None, role: ExecutorRole::Co, text }),
        "document" => measure.documents.push(RequiredDocument { kind: None, item: None, text }),
        "result" => measure.expected_results.push(text),
        _ => return false,
    }
    true
}

fn set_lead(executors: &mut [Executor], lead: usize) {
    for (index, executor) in executors.iter_mut().enumerate() {
        executor.role = if index == lead { ExecutorRole::Lead } else { ExecutorRole::Co };
    }
}

/// An empty field takes the day away, a misspelt one leaves it.
fn day(value: &str, before: Option<Date>) -> Option<Date> {
    if value.is_empty() { None } else { value.parse().ok().or(before) }
}

#[cfg(test)]
mod tests {
    use plan::Section;

    use super::*;

    fn draft() -> StoredDraft {
        let executor = |text: &str| Executor { org: None, role: ExecutorRole::Co, text: text.into() };
        let measure = Measure {
            number: "1.1".into(),
            title: "Семинар".into(),
            executors: vec![executor("А"), executor("Б")],
            documents: vec![RequiredDocument { kind: None, item: None, text: "Справка".into() }],
            ..Measure::default()
        };
        StoredDraft {
            plan: Plan {
                sections: vec![Section { measures: vec![measure], ..Section::default() }],
                ..Plan::default()
            },
            proposals: Vec::new(),
            unrecognized: vec![
                OpenText {
                    place: String::new(),
                    text: "Охват 40 школ".into(),
                    why: String::new(),
                    decision: String::new(),
                },
                OpenText {
                    place: String::new(),
                    text: "исполнено".into(),
                    why: String::new(),
                    decision: String::new(),
                },
            ],
        }
    }

    #[test]
    fn answers_of_the_preview_change_the_plan_and_close_open_texts() {
        let mut draft = draft();
        assert_eq!(draft.open(), 2);
        let answers = [
            ("org.1-1.0", "HKIRO"),
            ("lead.1-1", "1"),
            ("kind.1-1.0", "analytical_note"),
            ("from.1-1", "2025-03-01"),
            ("to.1-1", "31 марта"),
            ("text.0", "result:1.1"),
            ("text.1", "drop"),
            ("org.9.0", "nobody"),
            ("nonsense", "x"),
        ];
        draft.take_answers(answers.into_iter());
        assert_eq!(draft.open(), 0);
        let plan = draft.into_plan(PlanYear::new(2025, 1));
        let measure = &plan.sections[0].measures[0];
        assert_eq!(measure.executors[0].org.as_deref(), Some("HKIRO"));
        assert_eq!(
            (measure.executors[0].role, measure.executors[1].role),
            (ExecutorRole::Co, ExecutorRole::Lead)
        );
        assert_eq!(measure.documents[0].kind.as_deref(), Some("analytical_note"));
        assert_eq!(measure.term.from, Some(jiff::civil::date(2025, 3, 1)));
        assert_eq!(measure.term.to, None, "a misspelt day changes nothing");
        assert_eq!(measure.expected_results, ["Охват 40 школ"]);
    }
}
