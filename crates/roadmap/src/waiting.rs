//! Where the plan waits for a document: for rooms whose work ends in a registered paper.

use access::{House, Scope};
use jiff::civil::Date;
use store::Tx;

use crate::board::{Board, current_plan, measure_title};
use crate::evidence::{EvidenceRefused, NewEvidence, Proof, may_write, record_evidence, reference};
use crate::store::{Author, plans};

/// A place of the plan that a document of some kind would prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub measure_key: String,
    pub item_key: Option<String>,
    pub slot_key: String,
    /// «Мероприятие 2, п. 2.1: требования…».
    pub title: String,
}

impl Waiting {
    /// What a form sends; no key of a plan has the sign between its parts.
    pub fn code(&self) -> String {
        format!("{}|{}|{}", self.measure_key, self.item_key.as_deref().unwrap_or_default(), self.slot_key)
    }
}

/// A registered document that is about to prove something.
#[derive(Debug, Clone, Copy)]
pub struct ProvingDocument<'a> {
    pub id: &'a str,
    pub number: &'a str,
    pub date: Date,
    pub title: &'a str,
    /// The kind as which it counts: an order may approve what the plan calls a concept.
    pub counts_as: &'a str,
}

/// The board of the plan that today is worked by, if the scope sees one.
pub async fn board_of_today(
    house: &House,
    scope: &Scope,
) -> Result<Option<std::sync::Arc<Board>>, access::PageError> {
    let plans = plans::plans(&house.db, scope).await?;
    match current_plan(&house.region, &plans, house.clock.today()) {
        Some(plan) => Ok(Some(Board::of_plan(house, plan).await?)),
        None => Ok(None),
    }
}

/// Everything in the plan that lacks a document of a kind and that the author may prove. `scope` is that of writing.
pub fn waiting_for(house: &House, scope: &Scope, board: &Board, kind: &str, author: &Author) -> Vec<Waiting> {
    let state = board.state_on(house.clock.today());
    let mut waiting = Vec::new();
    for measure in state.measures() {
        let Some(told) = board.measure_by_key(&measure.measure_key) else { continue };
        if !may_write(house, scope, board, told, author) {
            continue;
        }
        for one in &measure.obligations {
            let obligation = &one.obligation;
            let needs = obligation.requirement.needs.iter().any(|need| {
                // A registered paper is no activity: what has to come from one is not asked of it.
                need.kind.as_deref() == Some(kind) && need.activity.is_none()
            });
            if !needs || one.satisfied + one.pending >= one.required {
                continue;
            }
            let title = match &obligation.item_number {
                Some(number) => {
                    format!("Мероприятие {}, п. {number}: {}", told.number, obligation.item_title)
                }
                None => format!("Мероприятие {}: {}", told.number, measure_title(told)),
            };
            waiting.push(Waiting {
                measure_key: obligation.measure_key.clone(),
                item_key: obligation.item_key.clone(),
                slot_key: obligation.slot.key.clone(),
                title,
            });
        }
    }
    waiting
}

/// Records a registered document as evidence for what waits for it; somebody else accepts it.
pub async fn prove_by_document(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    board: &Board,
    waiting: &Waiting,
    document: ProvingDocument<'_>,
    author: &Author,
) -> Result<String, EvidenceRefused> {
    let new = NewEvidence {
        measure_key: waiting.measure_key.clone(),
        item_key: waiting.item_key.clone(),
        slot_key: waiting.slot_key.clone(),
        kind: Some(document.counts_as.to_owned()),
        title: document.title.to_owned(),
        happened_on: document.date,
        proof: Proof::Document {
            id: document.id.to_owned(),
            reference: reference(document.number, document.date),
        },
        note: String::new(),
    };
    record_evidence(tx, house, scope, board, &new, author).await
}
