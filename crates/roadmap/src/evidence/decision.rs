//! The word of somebody else on a piece of evidence: accepted, returned, or taken back by its recorder.

use access::audit::{self, Event};
use access::{House, Reach, Role, Scope};
use store::Tx;

use super::{EvidenceRefused, invalid};
use crate::board::Board;
use crate::store::Author;
use crate::store::evidence::{Decision, EvidenceRow, decide};

/// Who may decide on a piece of evidence: never its recorder; the ministry on everybody else's,
/// the institute on what the ministry recorded (somebody must, and it leads the plan).
pub fn may_decide(role: Option<Role>, account_id: &str, row: &EvidenceRow) -> bool {
    if row.recorded_by == account_id || row.state != "pending" {
        return false;
    }
    match role {
        Some(Role::Ministry) => true,
        Some(Role::Institute) => row.recorder_role == Role::Ministry.code(),
        _ => false,
    }
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Accept,
    /// With its reason: whoever recorded it must know what to mend.
    Refuse {
        reason: String,
    },
    /// Taken back by whoever recorded it, before any decision.
    Withdraw,
}

/// Writes a verdict. `seen_version` is the version that the decider looked at.
pub async fn decide_on_evidence(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    board: &Board,
    row: &EvidenceRow,
    verdict: &Verdict,
    seen_version: i64,
    author: &Author,
) -> Result<(), EvidenceRefused> {
    let (new_state, act, reason) = match verdict {
        Verdict::Accept => ("accepted", "evidence.accepted", ""),
        Verdict::Refuse { reason } => ("refused", "evidence.refused", reason.trim()),
        Verdict::Withdraw => ("withdrawn", "evidence.withdrawn", ""),
    };
    if *verdict == Verdict::Withdraw {
        if row.recorded_by != author.account_id {
            return Err(EvidenceRefused::NotFound);
        }
    } else {
        if scope.reach() != Reach::Everything {
            return Err(EvidenceRefused::NotFound);
        }
        if row.state != "pending" {
            return Err(EvidenceRefused::AlreadyDecided);
        }
        if !may_decide(access::role_from_code(&author.role), &author.account_id, row) {
            return Err(EvidenceRefused::OwnEvidence);
        }
    }
    if new_state == "refused" && reason.chars().count() < 5 {
        return Err(invalid(
            "reason",
            "Не указана причина отказа. Напишите, чего не хватает: по этой причине подтверждение будут исправлять.",
        ));
    }
    let decision = Decision { evidence_id: &row.id, new_state, reason, seen_version };
    if !decide(tx, &board.plan, &decision, author, house.clock.now()).await? {
        return Err(EvidenceRefused::AlreadyDecided);
    }
    let what = match verdict {
        Verdict::Accept => format!("Принято подтверждение: {}", row.title),
        Verdict::Refuse { .. } => format!("Возвращено подтверждение: {}. Причина: {reason}", row.title),
        Verdict::Withdraw => format!("Отозвано подтверждение: {}", row.title),
    };
    audit::note(tx, house, &author.who(), Event { act, object: ("evidence", &row.id), what: &what }).await?;
    Ok(())
}
