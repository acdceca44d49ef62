//! «Что требуется от меня»: the plan turned to one person. Each line is one click away from the action.

use access::{Actor, Role};
use jiff::civil::Date;
use plan::{ExecutorRole, Measure};
use region::RegionPack;

use crate::board::{Board, measure_title};
use crate::evidence::may_decide;
use crate::executors::is_executor;
use crate::rules::{ObligationState, PlanState, State};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub state: State,
    /// «просрочено на 168 дней», «осталось 16 дней», «ждёт решения».
    pub when: String,
    pub deadline: Option<Date>,
    pub title: String,
    pub href: String,
    pub explanation: String,
    /// What it is: the same from day to day, and for everybody whom it waits for.
    pub key: String,
    /// What the person's organisation does there; `None`: the person itself is asked.
    pub part: Option<Part>,
    /// Smaller comes first.
    urgency: (u8, i64),
}

/// What the plan asks of a person as of a day, most urgent first.
pub fn tasks_of(board: &Board, region: &RegionPack, actor: &Actor, as_of: Date) -> Vec<Task> {
    tasks_in(board, &board.state_on(as_of), region, actor)
}

/// The same for a state that has been derived already.
pub fn tasks_in(board: &Board, state: &PlanState, region: &RegionPack, actor: &Actor) -> Vec<Task> {
    let Some(role) = actor.role() else { return Vec::new() };
    let mut tasks = decisions(board, actor, role);
    tasks.extend(corrections(board, actor));
    for measure_state in state.measures() {
        let Some((_, measure)) = board.measure(&measure_state.number) else { continue };
        let Some(part) = part_of(region, measure, actor, role) else { continue };
        for one in &measure_state.obligations {
            tasks.extend(task_of(board, measure, one, part, state.as_of));
        }
    }
    tasks.sort_by_key(|a| a.urgency);
    tasks
}

/// What a person's organisation does for a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Lead,
    Co,
}

fn part_of(region: &RegionPack, measure: &Measure, actor: &Actor, role: Role) -> Option<Part> {
    let org_code = &actor.membership.org_code;
    let leads = measure
        .executors
        .iter()
        .any(|executor| executor.role == ExecutorRole::Lead && executor.org.as_ref() == Some(org_code));
    if leads {
        return Some(Part::Lead);
    }
    is_executor(region, measure, org_code, Some(role)).then_some(Part::Co)
}

/// Evidence that waits for this person's word.
fn decisions(board: &Board, actor: &Actor, role: Role) -> Vec<Task> {
    let waiting = board.evidence.iter().filter(|row| may_decide(Some(role), &actor.account_id, row));
    waiting
        .map(|row| {
            let number = board.version.keys.number(&row.measure_key).unwrap_or_default();
            Task {
                state: State::InProgress,
                when: "ждёт вашего решения".to_owned(),
                deadline: None,
                title: format!("Принять или вернуть: {}", row.title),
                href: evidence_href(board, &row.id),
                explanation: format!("М{number} · записал(а) {}, {}", row.recorder, row.recorder_org),
                key: format!("evidence/{}/decision", row.id),
                part: None,
                urgency: (1, row.recorded_at),
            }
        })
        .collect()
}

/// Evidence that was refused and has not been replaced yet.
fn corrections(board: &Board, actor: &Actor) -> Vec<Task> {
    let refused =
        board.evidence.iter().filter(|row| row.state == "refused" && row.recorded_by == actor.account_id);
    let is_replaced = |refused: &crate::store::evidence::EvidenceRow| {
        board.evidence.iter().any(|row| {
            row.id != refused.id
                && row.recorded_at >= refused.recorded_at
                && row.measure_key == refused.measure_key
                && row.item_key == refused.item_key
                && row.slot_key == refused.slot_key
                && row.kind == refused.kind
                && matches!(row.state.as_str(), "pending" | "accepted")
        })
    };
    refused
        .filter(|row| !is_replaced(row))
        .map(|row| {
            let number = board.version.keys.number(&row.measure_key).unwrap_or_default();
            Task {
                state: State::Overdue,
                when: "возвращено".to_owned(),
                deadline: None,
                title: format!("Исправить подтверждение: {}", row.title),
                href: evidence_href(board, &row.id),
                explanation: format!("М{number} · причина: {}", row.reason),
                key: format!("evidence/{}/correction", row.id),
                part: None,
                urgency: (0, row.recorded_at),
            }
        })
        .collect()
}

fn evidence_href(board: &Board, id: &str) -> String {
    format!("/roadmap/{}/evidence/{id}", board.plan.year)
}

fn task_of(board: &Board, measure: &Measure, one: &ObligationState, part: Part, as_of: Date) -> Option<Task> {
    let obligation = &one.obligation;
    // Papers that only wait for a decision ask nothing of those who recorded them.
    let missing = one.required.saturating_sub(one.satisfied).saturating_sub(one.pending);
    if missing == 0 || one.state.is_finished() || one.state == State::NotStarted {
        return None;
    }
    let days_left = as_of.until(obligation.slot.to).map_or(0, |span| span.get_days());
    let when = match one.state {
        State::Overdue => {
            format!(
                "просрочено на {} {}",
                one.days_late,
                ui::ru::plural(i64::from(one.days_late), "день", "дня", "дней")
            )
        }
        State::Soon => format!("начало {}", ui::ru::date_short(obligation.slot.from)),
        _ if days_left == 0 => "срок сегодня".to_owned(),
        _ => format!("осталось {days_left} {}", ui::ru::plural(i64::from(days_left), "день", "дня", "дней")),
    };
    let place =
        [obligation.item_number.as_deref().unwrap_or(&measure.number), obligation.slot.label.as_str()];
    let place = place.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    let title =
        if obligation.item_title.is_empty() { measure_title(measure) } else { obligation.item_title.clone() };
    let wanted =
        obligation.requirement.needs.iter().map(|need| need.title.as_str()).collect::<Vec<_>>().join("; ");
    let role = match part {
        Part::Lead => "вы ответственный исполнитель",
        Part::Co => "вы соисполнитель",
    };
    let group = match (one.state, part) {
        (State::Overdue, Part::Lead) => 0,
        (State::Overdue, Part::Co) => 2,
        (State::InProgress, Part::Lead) => 3,
        (State::InProgress, Part::Co) => 4,
        _ => 5,
    };
    Some(Task {
        state: one.state,
        when,
        deadline: Some(obligation.slot.to),
        title,
        href: format!("/roadmap/{}/measures/{}", board.plan.year, measure.number),
        explanation: format!(
            "М{place} · {role} · нужно: {wanted} (есть {} из {})",
            one.satisfied, one.required
        ),
        key: format!(
            "roadmap/{}/{}/{}/{}",
            board.plan.year,
            obligation.measure_key,
            obligation.item_key.as_deref().unwrap_or("whole"),
            obligation.slot.key
        ),
        part: Some(part),
        urgency: (group, i64::from(days_left)),
    })
}
