//! A piece of evidence in a list.

use access::{Deed, House, Reach, Subject, Visitor};
use jiff::civil::Date;

use crate::board::Board;
use crate::store::evidence::EvidenceRow;

/// A piece of evidence in a list.
pub struct EvidenceLine {
    pub href: String,
    pub title: String,
    pub kind: String,
    pub reference: String,
    pub state_class: &'static str,
    pub state_word: &'static str,
    pub who: String,
    pub reason: String,
}

pub fn evidence_line(house: &House, visitor: &Visitor, board: &Board, row: &EvidenceRow) -> EvidenceLine {
    let has_names = visitor.scope(Subject::RoadmapExecution, Deed::Read).reach() > Reach::Published;
    let (state_class, state_word) = state_of(row);
    EvidenceLine {
        href: format!("/roadmap/{}/evidence/{}", board.plan.year, row.id),
        title: row.title.clone(),
        kind: kind_title(house, row.kind.as_deref()),
        reference: if row.reference.is_empty() { day(&row.happened_on) } else { row.reference.clone() },
        state_class,
        state_word,
        who: if has_names {
            format!("{}, {}", row.recorder, row.recorder_org)
        } else {
            row.recorder_org.clone()
        },
        reason: if has_names { row.reason.clone() } else { String::new() },
    }
}

fn kind_title(house: &House, kind: Option<&str>) -> String {
    kind.and_then(|code| house.region.document_kind(code))
        .map_or_else(|| "Иное подтверждение".to_owned(), |kind| kind.title.clone())
}

pub(super) fn day(text: &str) -> String {
    text.parse::<Date>().map_or_else(|_| text.to_owned(), ui::ru::date_short)
}

fn state_of(row: &EvidenceRow) -> (&'static str, &'static str) {
    match row.state.as_str() {
        "accepted" => ("done", "✓ принято"),
        "refused" => ("overdue", "! возвращено"),
        "withdrawn" => ("not-carried-out", "✕ отозвано"),
        _ => ("soon", "◔ ждёт решения"),
    }
}
