//! «Не выполнено»: declared with a reason, taken back when the work is taken up after all.

use access::House;
use access::audit::{self, Event};
use store::Tx;
use ui::Problem;

use super::EvidenceRefused;
use crate::board::Board;
use crate::store::Author;
use crate::store::evidence::{NewMark, add_mark, revoke_mark};

/// A field as long as a paragraph; more belongs into a document.
const LONGEST_REASON: usize = 2000;
const LONGEST_BASIS: usize = 500;

/// Declares an item (or the measure itself) not carried out in a slot, with a reason and its basis.
pub async fn declare_not_carried_out(
    tx: &mut Tx,
    house: &House,
    board: &Board,
    place: (&str, Option<&str>, &str),
    reason: &str,
    basis: &str,
    author: &Author,
) -> Result<(), EvidenceRefused> {
    let (measure_key, item_key, slot_key) = place;
    let state = board.state_on(house.clock.today());
    let is_there = state.measures().flat_map(|measure| &measure.obligations).any(|one| {
        let obligation = &one.obligation;
        obligation.measure_key == measure_key
            && obligation.item_key.as_deref() == item_key
            && obligation.slot.key == slot_key
    });
    if !is_there {
        return Err(EvidenceRefused::NotFound);
    }
    let problems = problems_of(reason, basis);
    if !problems.is_empty() {
        return Err(EvidenceRefused::Invalid(problems));
    }
    let already = board.marks.iter().any(|mark| {
        mark.revoked_at.is_none()
            && mark.measure_key == measure_key
            && mark.item_key.as_deref() == item_key
            && mark.slot_key == slot_key
    });
    if already {
        return Err(EvidenceRefused::AlreadyDecided);
    }
    let mark = NewMark { measure_key, item_key, slot_key, reason: reason.trim(), basis: basis.trim() };
    add_mark(tx, &board.plan, &mark, author, house.clock.now()).await?;
    let what = format!("Отмечено «не выполнено»: {}", mark.reason);
    let event = Event { act: "measure.not_carried_out", object: ("measure", measure_key), what: &what };
    audit::note(tx, house, &author.who(), event).await?;
    Ok(())
}

fn problems_of(reason: &str, basis: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let length = reason.trim().chars().count();
    if length < 10 {
        let text = "Не указана причина, по которой мероприятие не выполнено. Опишите её одним-двумя предложениями: она попадёт в отчёт.";
        problems.push(Problem::new("reason", text));
    } else if length > LONGEST_REASON {
        let text = format!(
            "Причина длиннее {LONGEST_REASON} знаков. Сократите её: подробности — в документе-основании."
        );
        problems.push(Problem::new("reason", text));
    }
    if basis.trim().chars().count() > LONGEST_BASIS {
        let text = format!("Основание длиннее {LONGEST_BASIS} знаков. Оставьте вид, номер и дату документа.");
        problems.push(Problem::new("basis", text));
    }
    problems
}

/// Takes a «не выполнено» mark back.
pub async fn take_up_again(
    tx: &mut Tx,
    house: &House,
    board: &Board,
    mark_id: &str,
    author: &Author,
) -> Result<(), EvidenceRefused> {
    if !revoke_mark(tx, &board.plan, mark_id, author, house.clock.now()).await? {
        return Err(EvidenceRefused::NotFound);
    }
    let measure_key =
        board.marks.iter().find(|mark| mark.id == mark_id).map_or("", |mark| mark.measure_key.as_str());
    let event = Event {
        act: "measure.taken_up",
        object: ("measure", measure_key),
        what: "Снята отметка «не выполнено»",
    };
    audit::note(tx, house, &author.who(), event).await?;
    Ok(())
}
