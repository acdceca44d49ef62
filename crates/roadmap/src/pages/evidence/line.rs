//! A piece of evidence in a list.

use access::{Deed, House, Reach, Subject, Visitor};
use jiff::civil::Date;

use crate::board::{Board, KnownEvidence};
use crate::rules::FactState;

/// A piece of evidence in a list.
pub struct EvidenceLine {
    pub href: String,
    pub title: String,
    pub kind: String,
    pub reference: String,
    pub state_class: &'static str,
    pub state_sign: &'static str,
    pub state_word: &'static str,
    pub who: String,
    pub reason: String,
}

/// A piece of evidence as it was known on a day.
pub fn evidence_line(
    house: &House,
    visitor: &Visitor,
    board: &Board,
    known: KnownEvidence<'_>,
) -> EvidenceLine {
    let has_names = visitor.scope(Subject::RoadmapExecution, Deed::Read).reach() > Reach::Published;
    let KnownEvidence { row, state } = known;
    let (state_class, state_sign, state_word) = shown(state);
    let is_returned = matches!(state, FactState::Refused { .. });
    EvidenceLine {
        href: format!("/roadmap/{}/evidence/{}", board.plan.year, row.id),
        title: row.title.clone(),
        kind: kind_title(house, row.kind.as_deref()),
        reference: if row.reference.is_empty() { day(&row.happened_on) } else { row.reference.clone() },
        state_class,
        state_sign,
        state_word,
        who: if has_names {
            format!("{}, {}", row.recorder, row.recorder_org)
        } else {
            row.recorder_org.clone()
        },
        reason: if has_names && is_returned { row.reason.clone() } else { String::new() },
    }
}

fn kind_title(house: &House, kind: Option<&str>) -> String {
    kind.and_then(|code| house.region.document_kind(code))
        .map_or_else(|| "Иное подтверждение".to_owned(), |kind| kind.title.clone())
}

pub(super) fn day(text: &str) -> String {
    text.parse::<Date>().map_or_else(|_| text.to_owned(), ui::ru::date_long)
}

/// Class, sign and word of a state.
fn shown(state: FactState) -> (&'static str, &'static str, &'static str) {
    match state {
        FactState::Accepted { .. } => ("done", "✓", "принято"),
        FactState::Refused { .. } => ("overdue", "!", "возвращено"),
        FactState::Withdrawn { .. } => ("not-carried-out", "✕", "отозвано"),
        FactState::Pending => ("soon", "◔", "ждёт решения"),
    }
}
