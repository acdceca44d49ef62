//! «Что требуется от меня»: the plan turned to one person. Each line is one click away from the action, and says to whom
//! the work is given where the person cannot record it.

use access::{Actor, Deed, Reach, Role, Subject};
use jiff::civil::Date;
use plan::{ExecutorRole, Measure};
use region::RegionPack;
use reminders::Due;

use crate::board::{Board, measure_title};
use crate::evidence::may_decide;
use crate::executors::WhoIsWho;
use crate::history::kind_title;
use crate::pages::place_query;
use crate::rules::{ObligationState, PlanState, State};
use crate::store::evidence::EvidenceRow;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub group: TaskGroup,
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
    urgency: (TaskGroup, i64, u8),
}

/// How soon: what others wait for, what is late already, then by the days that are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskGroup {
    Answer,
    Overdue,
    Near,
    Later,
    Ahead,
}

impl TaskGroup {
    pub const ALL: [Self; 5] = [Self::Answer, Self::Overdue, Self::Near, Self::Later, Self::Ahead];

    /// Deadlines no further than this are near.
    const NEAR_DAYS: i32 = 30;

    pub fn heading(self) -> &'static str {
        match self {
            Self::Answer => "Ждут вашего ответа",
            Self::Overdue => "Просрочено",
            Self::Near => "Срок в ближайшие 30 дней",
            Self::Later => "Срок позже",
            Self::Ahead => "Скоро начнётся",
        }
    }
}

/// What a person's organisation does for a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Lead,
    Co,
}

impl Task {
    /// What another room asks of a person, as a line of the same list.
    pub fn of_another_room(due: Due, as_of: Date) -> Self {
        let days_left = due.deadline.and_then(|day| as_of.until(day).ok()).map(|span| span.get_days());
        let (group, state) = match days_left {
            None => (TaskGroup::Answer, State::Soon),
            Some(left) if left < 0 => (TaskGroup::Overdue, State::Overdue),
            Some(left) if left <= TaskGroup::NEAR_DAYS => (TaskGroup::Near, State::Soon),
            Some(_) => (TaskGroup::Later, State::InProgress),
        };
        Self {
            group,
            state,
            when: days_left.map_or_else(|| "ждёт вас".to_owned(), when_it_ends),
            deadline: due.deadline,
            title: due.title,
            href: due.href,
            explanation: due.note,
            key: due.key,
            part: None,
            urgency: (group, i64::from(days_left.unwrap_or_default()), 0),
        }
    }
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
    let asking =
        Asking { board, region, actor, role, who: board.who_is_who(state.as_of), as_of: state.as_of };
    let measures = board.version_on(state.as_of).plan.sections.iter().flat_map(|section| &section.measures);
    for (measure, measure_state) in measures.zip(state.measures()) {
        let Some(part) = asking.part_of(measure) else { continue };
        tasks.extend(measure_state.obligations.iter().filter_map(|one| asking.task_of(measure, one, part)));
    }
    sort_by_urgency(&mut tasks);
    tasks
}

/// Most urgent first; tasks of several plans are put together with it.
pub fn sort_by_urgency(tasks: &mut [Task]) {
    tasks.sort_by(|one, other| (one.urgency, &one.key).cmp(&(other.urgency, &other.key)));
}

/// Evidence that waits for this person's word.
fn decisions(board: &Board, actor: &Actor, role: Role) -> Vec<Task> {
    let waiting = board.evidence.iter().filter(|row| may_decide(Some(role), &actor.account_id, row));
    let task = |row: &EvidenceRow| Task {
        group: TaskGroup::Answer,
        state: State::Soon,
        when: "ждёт вашего решения".to_owned(),
        deadline: None,
        title: format!("Принять или вернуть: {}", row.title),
        href: evidence_href(board, &row.id),
        explanation: format!("М{} · {}, {}", number_of(board, row), row.recorder, row.recorder_org),
        key: format!("evidence/{}/decision", row.id),
        part: None,
        urgency: (TaskGroup::Answer, row.recorded_at, 1),
    };
    waiting.map(task).collect()
}

/// Evidence that was refused and has not been replaced yet.
fn corrections(board: &Board, actor: &Actor) -> Vec<Task> {
    let is_replaced = |refused: &EvidenceRow| {
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
    let refused =
        board.evidence.iter().filter(|row| row.state == "refused" && row.recorded_by == actor.account_id);
    // What belonged to a measure that the plan has no longer need not be mended.
    let refused = refused.filter(|row| board.measure_by_key(&row.measure_key).is_some());
    let task = |row: &EvidenceRow| Task {
        group: TaskGroup::Answer,
        state: State::Overdue,
        when: "возвращено".to_owned(),
        deadline: None,
        title: format!("Исправить подтверждение: {}", row.title),
        href: evidence_href(board, &row.id),
        explanation: format!("М{} · причина: {}", number_of(board, row), row.reason),
        key: format!("evidence/{}/correction", row.id),
        part: None,
        urgency: (TaskGroup::Answer, row.recorded_at, 0),
    };
    refused.filter(|row| !is_replaced(row)).map(task).collect()
}

fn number_of<'a>(board: &'a Board, row: &EvidenceRow) -> &'a str {
    board.measure_ever(&row.measure_key).map_or("", |(_, measure)| &measure.number)
}

fn evidence_href(board: &Board, id: &str) -> String {
    format!("/roadmap/{}/evidence/{id}", board.plan.year)
}

/// The plan, asked on behalf of one person.
struct Asking<'a> {
    board: &'a Board,
    region: &'a RegionPack,
    actor: &'a Actor,
    role: Role,
    who: WhoIsWho<'a>,
    as_of: Date,
}

impl Asking<'_> {
    fn part_of(&self, measure: &Measure) -> Option<Part> {
        let org_code = &self.actor.membership.org_code;
        let leads = measure
            .executors
            .iter()
            .any(|executor| executor.role == ExecutorRole::Lead && executor.org.as_ref() == Some(org_code));
        if leads {
            return Some(Part::Lead);
        }
        self.who.is_executor(measure, org_code, Some(self.role)).then_some(Part::Co)
    }

    fn task_of(&self, measure: &Measure, one: &ObligationState, part: Part) -> Option<Task> {
        let obligation = &one.obligation;
        let missing = self.missing(one);
        if missing.is_empty() || one.state.is_finished() || one.state == State::NotStarted {
            return None;
        }
        let days_left = self.as_of.until(obligation.slot.to).map_or(0, |span| span.get_days());
        let group = match one.state {
            State::Overdue => TaskGroup::Overdue,
            State::Soon => TaskGroup::Ahead,
            _ if days_left <= TaskGroup::NEAR_DAYS => TaskGroup::Near,
            _ => TaskGroup::Later,
        };
        let number = obligation.item_number.as_deref().unwrap_or(&measure.number);
        let title = if obligation.item_title.is_empty() {
            measure_title(measure)
        } else {
            obligation.item_title.clone()
        };
        let records = self.actor.scope(Subject::RoadmapExecution, Deed::Write).reach() > Reach::Published;
        let place = if obligation.slot.label.is_empty() {
            format!("М{number}")
        } else {
            format!("М{number}, {}", obligation.slot.label)
        };
        let asked = if records { record_it(part, &missing) } else { self.give_it(measure, part, &missing) };
        let part_rank = u8::from(part == Part::Co);
        Some(Task {
            group,
            state: one.state,
            when: when(one, days_left),
            deadline: Some(obligation.slot.to),
            title,
            href: self.href(measure, one, records),
            explanation: format!("{place} · {asked}"),
            key: format!(
                "roadmap/{}/{}/{}/{}",
                self.board.plan.year,
                obligation.measure_key,
                obligation.item_key.as_deref().unwrap_or("whole"),
                obligation.slot.key
            ),
            part: Some(part),
            urgency: (group, i64::from(days_left), part_rank),
        })
    }

    /// What is still to be brought, in few words. Papers that wait for a decision ask nothing more of anybody.
    fn missing(&self, one: &ObligationState) -> Vec<String> {
        let obligation = &one.obligation;
        let mut waiting: Vec<(Option<&str>, Option<&str>)> = self
            .board
            .evidence
            .iter()
            .filter(|row| {
                row.state == "pending"
                    && row.measure_key == obligation.measure_key
                    && row.item_key == obligation.item_key
                    && row.slot_key == obligation.slot.key
            })
            .map(|row| (row.kind.as_deref(), row.activity.as_deref()))
            .collect();
        let mut missing = Vec::new();
        for (need, have) in obligation.requirement.needs.iter().zip(&one.have) {
            let mut there = *have;
            while there < need.count
                && let Some(place) = waiting.iter().position(|(kind, activity)| need.takes(*kind, *activity))
            {
                waiting.remove(place);
                there += 1;
            }
            if there >= need.count {
                continue;
            }
            let name = match &need.kind {
                // The institute's own words say more than the kind.
                Some(code) if !obligation.requirement.is_refined => kind_title(self.region, code),
                _ => need.wording(),
            };
            missing.push(if need.count > 1 {
                format!("{name} — {there}\u{a0}из\u{a0}{}", need.count)
            } else {
                name
            });
        }
        missing
    }

    /// For whoever does not record: who does, and to whom the work goes.
    fn give_it(&self, measure: &Measure, part: Part, missing: &[String]) -> String {
        let recorder = self.who.recorder(measure).map(|one| one.name.short.as_str());
        let institute = self.who.name(&self.region.region.bodies.institute);
        let recorder = recorder.unwrap_or(&institute);
        let papers = missing.join("; ");
        let word = role_word(part);
        // A school's way up leads through its authority; whoever talks with the others does it there.
        let above =
            if self.role == Role::School { self.who.above(&self.actor.membership.org_code) } else { None };
        match above {
            Some(above) => format!(
                "{word}. Передайте сведения: {}. Документ записывает {recorder}: {papers}",
                above.name.short
            ),
            None if self.may_talk() => format!(
                "{word}. Передайте сведения в обсуждении мероприятия. Документ записывает {recorder}: {papers}"
            ),
            None => format!("{word}. Передайте сведения: {recorder}. Там запишут документ: {papers}"),
        }
    }

    fn may_talk(&self) -> bool {
        self.actor.scope(Subject::RoadmapExecution, Deed::Read).reach() > Reach::Published
    }

    fn href(&self, measure: &Measure, one: &ObligationState, records: bool) -> String {
        let page = format!("/roadmap/{}/measures/{}", self.board.plan.year, measure.number);
        if records {
            let obligation = &one.obligation;
            let place = place_query(obligation.item_number.as_deref(), &obligation.slot.key);
            return format!("{page}/evidence/new?{place}");
        }
        if self.may_talk() { format!("{page}#talk") } else { page }
    }
}

fn record_it(part: Part, missing: &[String]) -> String {
    format!("{} · записать: {}", role_word(part), missing.join("; "))
}

fn role_word(part: Part) -> &'static str {
    match part {
        Part::Lead => "вы ответственный исполнитель",
        Part::Co => "вы соисполнитель",
    }
}

fn when(one: &ObligationState, days_left: i32) -> String {
    match one.state {
        State::Overdue => when_it_ends(-one.days_late),
        State::Soon => format!("начало {}", ui::ru::date_long(one.obligation.slot.from)),
        _ if one.obligation.slot.is_undated => "срок не назначен".to_owned(),
        _ => when_it_ends(days_left),
    }
}

/// Below zero: so many days late.
fn when_it_ends(days_left: i32) -> String {
    let days = |n: i32| ui::ru::plural(i64::from(n), "день", "дня", "дней");
    match days_left {
        0 => "срок сегодня".to_owned(),
        late if late < 0 => format!("просрочено на {} {}", -late, days(-late)),
        left => format!("осталось {left} {}", days(left)),
    }
}
