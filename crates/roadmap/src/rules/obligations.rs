//! What a measure demands: its document kinds, for each of its items, in each of its slots.

use plan::{Measure, Recurrence, RequiredDocument, Term};

use super::{PlanKeys, PlanYear, Slot, slots_of};

/// So many pieces of evidence of one kind.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Need {
    /// Code of the document kind; `None`: any evidence will do.
    pub kind: Option<String>,
    /// What the reader is told: the wording of the plan or of the refinement.
    pub title: String,
    pub count: u32,
    /// Code of the activity that has to leave it ([`super::Activity`]); `None`: wherever it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<String>,
}

impl Need {
    /// Whether a piece of evidence of that kind and from that activity serves it.
    pub fn takes(&self, kind: Option<&str>, activity: Option<&str>) -> bool {
        let is_wanted = |wanted: &Option<String>, given: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| given == Some(wanted))
        };
        is_wanted(&self.kind, kind) && is_wanted(&self.activity, activity)
    }

    /// How much it asks for: a kind, an activity, both. The more, the fewer pieces of evidence serve it.
    pub(super) fn strictness(&self) -> u8 {
        u8::from(self.kind.is_some()) + u8::from(self.activity.is_some())
    }

    /// «Аналитическая справка (через опрос)»
    pub fn wording(&self) -> String {
        match &self.activity {
            Some(code) => format!("{} ({})", self.title, super::by_activity(code)),
            None => self.title.clone(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    pub needs: Vec<Need>,
    /// Set by a user of the institute, not read from the plan.
    pub is_refined: bool,
}

impl Requirement {
    pub fn total(&self) -> u32 {
        self.needs.iter().map(|need| need.count).sum()
    }
}

/// A refinement in force: for a measure or one of its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefinedRequirement {
    /// Key of the item, or of the measure for measures without items.
    pub key: String,
    pub needs: Vec<Need>,
}

/// One thing to be proved: an item (or the measure itself) in one slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    pub measure_key: String,
    /// `None`: the measure itself.
    pub item_key: Option<String>,
    pub item_number: Option<String>,
    pub item_title: String,
    pub slot: Slot,
    pub requirement: Requirement,
    /// «В течение года»: the work goes on until the last day, whatever papers are already there.
    pub runs_to_the_end: bool,
}

/// Everything that a measure demands, in the order of its items and of time.
pub fn obligations_of(
    measure: &Measure,
    keys: &PlanKeys,
    refined: &[RefinedRequirement],
    year: PlanYear,
) -> Vec<Obligation> {
    let measure_key = keys.key(&measure.number).to_owned();
    let mut obligations = Vec::new();
    for item in &measure.items {
        let item_key = keys.key(&item.number).to_owned();
        let own: Vec<&RequiredDocument> =
            measure.documents.iter().filter(|doc| doc.item.as_ref() == Some(&item.number)).collect();
        let documents = if own.is_empty() { shared_documents(measure) } else { own };
        let requirement = requirement(&item_key, &documents, &item.title, refined);
        let term = item.term.as_ref().unwrap_or(&measure.term);
        push_slots(&mut obligations, term, year, |slot| Obligation {
            measure_key: measure_key.clone(),
            item_key: Some(item_key.clone()),
            item_number: Some(item.number.clone()),
            item_title: item.title.clone(),
            slot,
            requirement: requirement.clone(),
            runs_to_the_end: runs_to_the_end(term),
        });
    }
    let shared = shared_documents(measure);
    let every_item_has_its_own = !measure.items.is_empty()
        && measure
            .items
            .iter()
            .all(|item| measure.documents.iter().any(|doc| doc.item.as_ref() == Some(&item.number)));
    if measure.items.is_empty() || (every_item_has_its_own && !shared.is_empty()) {
        let requirement = requirement(&measure_key, &shared, &measure.title, refined);
        push_slots(&mut obligations, &measure.term, year, |slot| Obligation {
            measure_key: measure_key.clone(),
            item_key: None,
            item_number: None,
            item_title: String::new(),
            slot,
            requirement: requirement.clone(),
            runs_to_the_end: runs_to_the_end(&measure.term),
        });
    }
    obligations
}

fn push_slots(into: &mut Vec<Obligation>, term: &Term, year: PlanYear, make: impl Fn(Slot) -> Obligation) {
    into.extend(slots_of(term, year).into_iter().map(make));
}

fn runs_to_the_end(term: &Term) -> bool {
    term.recurrence == Some(Recurrence::Continuous)
}

/// Documents printed for the measure as a whole: each of its items owes one of each.
fn shared_documents(measure: &Measure) -> Vec<&RequiredDocument> {
    measure.documents.iter().filter(|document| document.item.is_none()).collect()
}

fn requirement(
    key: &str,
    documents: &[&RequiredDocument],
    title: &str,
    refined: &[RefinedRequirement],
) -> Requirement {
    if let Some(refinement) = refined.iter().find(|refinement| refinement.key == key) {
        return Requirement { needs: refinement.needs.clone(), is_refined: true };
    }
    let mut needs: Vec<Need> = Vec::new();
    for document in documents {
        match needs.iter_mut().find(|need| need.kind.is_some() && need.kind == document.kind) {
            Some(need) => need.count += 1,
            None => needs.push(Need {
                kind: document.kind.clone(),
                title: document.text.clone(),
                count: 1,
                activity: None,
            }),
        }
    }
    if needs.is_empty() {
        // The paper names no document: any proof that the thing was done will do.
        needs.push(Need {
            kind: None, title: format!("Подтверждение: {title}"), count: 1, activity: None
        });
    }
    Requirement { needs, is_refined: false }
}
