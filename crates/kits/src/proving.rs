//! Completeness as evidence: through the one door, with the day that it was counted for in the address of the proof.

use access::{House, Scope};
use region::Kit;
use roadmap::rules::Activity;
use roadmap::store::Author;
use roadmap::{Board, NewEvidence, Proof, Waiting, may_write, measure_title, record_evidence};
use store::Tx;

use crate::{KitRefused, Summary};

/// Where the plan asks for the case and the author may prove it: whether or not the document itself is there already, for how
/// far schools have come is a fact beside it. `scope`: of writing evidence.
pub fn places_to_prove(
    house: &House,
    scope: &Scope,
    board: &Board,
    kit: &Kit,
    author: &Author,
) -> Vec<Waiting> {
    let state = board.state_on(house.clock.today());
    let mut places: Vec<Waiting> = Vec::new();
    for measure in state.measures() {
        let Some(told) = board.measure_by_key(&measure.measure_key) else { continue };
        if !may_write(house, scope, board, told, author) {
            continue;
        }
        for obligation in measure.obligations.iter().map(|one| &one.obligation) {
            let needs = &obligation.requirement.needs;
            if !needs.iter().any(|need| need.kind.as_ref() == Some(&kit.document_kind)) {
                continue;
            }
            let title = match &obligation.item_number {
                Some(number) => {
                    format!("Мероприятие {}, п. {number}: {}", told.number, obligation.item_title)
                }
                None => format!("Мероприятие {}: {}", told.number, measure_title(told)),
            };
            let place = Waiting {
                measure_key: obligation.measure_key.clone(),
                item_key: obligation.item_key.clone(),
                slot_key: obligation.slot.key.clone(),
                title,
            };
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places
}

/// Records completeness of the whole region as of the summary's day; somebody else accepts it. Answers the id of the evidence.
pub async fn prove(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    board: &Board,
    place: &Waiting,
    (kit, summary): (&Kit, &Summary),
    author: &Author,
) -> Result<String, KitRefused> {
    let whole = &summary.whole;
    let new = NewEvidence {
        measure_key: place.measure_key.clone(),
        item_key: place.item_key.clone(),
        slot_key: place.slot_key.clone(),
        kind: None,
        title: format!("Полнота кейса на {}: {}", ui::ru::date_of_year(summary.as_of), kit.title),
        happened_on: summary.as_of,
        proof: Proof::Activity {
            kind: Activity::DocumentKit,
            path: format!("/kits/completeness?as_of={}", summary.as_of),
        },
        note: format!(
            "Все обязательные документы действуют в {} из {} школ; есть просроченные — {}, не хватает части — {}, ничего не загружено — {}.",
            whole.complete, whole.schools, whole.expired, whole.partial, whole.nothing
        ),
    };
    Ok(record_evidence(tx, house, scope, board, &new, author).await?)
}
