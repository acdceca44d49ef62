//! Who did what to a measure: versions of the plan, requirements, evidence, decisions, marks, told in order of time.

use access::House;
use region::RegionPack;
use store::Moment;

use crate::board::Board;
use crate::rules::{PlanKeys, compare};
use crate::store::plans::PlanVersion;

/// One line of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    pub at: Moment,
    pub who: String,
    pub what: String,
    /// Reason, basis, note: whatever was written down with it.
    pub detail: String,
}

/// The history of a measure, newest first. `versions` are all versions of the plan, newest first.
pub fn of_measure(
    house: &House,
    board: &Board,
    versions: &[PlanVersion],
    measure_key: &str,
) -> Vec<Happening> {
    let mut lines = of_versions(versions, measure_key);
    let own_keys = keys_of(board, measure_key);
    for change in board.requirement_changes.iter().filter(|change| own_keys.contains(&change.key)) {
        let what = if change.needs.is_empty() {
            "вернул(а) требование плана".to_owned()
        } else {
            let needs = change.needs.iter().map(|need| format!("{} — {}", need.title, need.count));
            format!("уточнил(а) требование: {}", needs.collect::<Vec<_>>().join("; "))
        };
        lines.push(Happening {
            at: change.set_at,
            who: change.author.clone(),
            what,
            detail: change.note.clone(),
        });
    }
    for row in board.evidence.iter().filter(|row| row.measure_key == measure_key) {
        let kind = kind_title(&house.region, row.kind.as_deref());
        lines.push(Happening {
            at: row.recorded_at,
            who: format!("{}, {}", row.recorder, row.recorder_org),
            what: format!("записал(а) подтверждение{kind}: {}", row.title),
            detail: row.note.clone(),
        });
        if let (Some(at), Some(who)) = (row.decided_at, row.decider.clone()) {
            let verb = match row.state.as_str() {
                "accepted" => "принял(а)",
                "refused" => "вернул(а)",
                _ => "отозвал(а)",
            };
            lines.push(Happening {
                at,
                who,
                what: format!("{verb} подтверждение: {}", row.title),
                detail: row.reason.clone(),
            });
        }
    }
    for mark in board.marks.iter().filter(|mark| mark.measure_key == measure_key) {
        let detail = if mark.basis.is_empty() {
            mark.reason.clone()
        } else {
            format!("{} Основание: {}", mark.reason, mark.basis)
        };
        lines.push(Happening {
            at: mark.declared_at,
            who: mark.author.clone(),
            what: "отметил(а): не выполнено".into(),
            detail,
        });
        if let Some(at) = mark.revoked_at {
            lines.push(Happening {
                at,
                who: String::new(),
                what: "отметка «не выполнено» снята".into(),
                detail: String::new(),
            });
        }
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.at));
    lines
}

fn kind_title(region: &RegionPack, kind: Option<&str>) -> String {
    let title = kind.and_then(|code| region.document_kind(code)).map(|kind| kind.title.to_lowercase());
    title.map_or_else(String::new, |title| format!(" ({title})"))
}

/// The measure's own key and those of its items.
fn keys_of(board: &Board, measure_key: &str) -> Vec<String> {
    let mut keys = vec![measure_key.to_owned()];
    if let Some(measure) = board.measure_by_key(measure_key) {
        keys.extend(measure.items.iter().map(|item| board.version.keys.key(&item.number).to_owned()));
    }
    keys
}

fn of_versions(versions: &[PlanVersion], measure_key: &str) -> Vec<Happening> {
    let mut lines = Vec::new();
    for pair in versions.windows(2) {
        let (newer, older) = (&pair[0], &pair[1]);
        let changes = compare((&older.plan, &older.keys), (&newer.plan, &newer.keys));
        let is_own = |number: &str, keys: &PlanKeys| keys.key(number) == measure_key;
        for change in changes.iter().filter(|one| is_own(&one.number, &newer.keys)) {
            lines.push(Happening {
                at: newer.created_at,
                who: newer.author.clone(),
                what: format!(
                    "изменил(а) план: {}: «{}» → «{}»",
                    change.field.word(),
                    change.before,
                    change.after
                ),
                detail: newer.basis.clone(),
            });
        }
    }
    if let Some(first) = versions.last() {
        lines.push(Happening {
            at: first.created_at,
            who: first.author.clone(),
            what: "внёс(ла) план в систему".into(),
            detail: first.basis.clone(),
        });
    }
    lines
}
