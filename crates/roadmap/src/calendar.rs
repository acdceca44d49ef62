//! What is due when, as entries of a calendar: for the page and for the personal iCalendar feed.

use access::{Role, Scope};
use icalendar::{Calendar, Component, Event, EventLike, Property};
use jiff::ToSpan;
use jiff::civil::Date;
use region::RegionPack;

use crate::board::{Board, measure_title};
use crate::executors::is_executor;
use crate::rules::State;

/// A deadline: the last day of a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    pub measure_number: String,
    pub title: String,
    /// Which part: item, slot; empty for the measure as a whole.
    pub part: String,
    pub from: Date,
    pub to: Date,
    pub state: State,
    pub missing: u32,
    pub key: String,
}

/// The deadlines of a plan; of the actor's own measures only, when `own` names whose.
pub fn deadlines(
    board: &Board,
    region: &RegionPack,
    as_of: Date,
    own: Option<(&Scope, Option<Role>)>,
) -> Vec<Deadline> {
    let state = board.state_on(as_of);
    let mut deadlines = Vec::new();
    for measure_state in state.measures() {
        let Some((_, measure)) = board.measure(&measure_state.number) else { continue };
        if own.is_some_and(|(scope, role)| !is_executor(region, measure, scope.org_code(), role)) {
            continue;
        }
        for one in &measure_state.obligations {
            let obligation = &one.obligation;
            let mut part = obligation.item_number.clone().unwrap_or_default();
            if !obligation.item_title.is_empty() {
                part = format!("{part} {}", obligation.item_title);
            }
            if !obligation.slot.label.is_empty() {
                part = format!("{part} {}", obligation.slot.label);
            }
            deadlines.push(Deadline {
                measure_number: measure.number.clone(),
                title: measure_title(measure),
                part: part.trim().to_owned(),
                from: obligation.slot.from,
                to: obligation.slot.to,
                state: one.state,
                missing: one.required.saturating_sub(one.satisfied),
                key: format!(
                    "{}-{}-{}",
                    obligation.measure_key,
                    obligation.item_key.as_deref().unwrap_or("all"),
                    obligation.slot.key
                ),
            });
        }
    }
    deadlines.sort_by(|a, b| (a.to, &a.key).cmp(&(b.to, &b.key)));
    deadlines
}

/// The feed: an all-day entry on the last day of every slot that is not finished, with reminders 14, 7 and 1 days before.
pub fn to_ical(deadlines: &[Deadline], plan_title: &str, year: i64, now: store::Moment) -> String {
    let mut calendar = Calendar::new();
    calendar.name("Библиосеть: сроки дорожной карты");
    calendar.append_property(
        Property::new("REFRESH-INTERVAL", "PT12H").add_parameter("VALUE", "DURATION").done(),
    );
    for deadline in deadlines.iter().filter(|deadline| !deadline.state.is_finished()) {
        let name = if deadline.part.is_empty() { &deadline.title } else { &deadline.part };
        let missing =
            ui::ru::plural(i64::from(deadline.missing), "подтверждения", "подтверждений", "подтверждений");
        let description = format!(
            "{plan_title}. Мероприятие {}: {}. Состояние: {}. Не хватает {} {missing}.",
            deadline.measure_number,
            deadline.title,
            deadline.state.word(),
            deadline.missing,
        );
        let mut event = Event::new();
        event
            .uid(&format!("{year}-{}@biblioset", deadline.key))
            .summary(&format!("М{}: {name}", deadline.measure_number))
            .description(&description)
            .add_property("DTSTAMP", stamp(now));
        let day = basic(deadline.to);
        let next = basic(deadline.to.saturating_add(1.day()));
        event.append_property(Property::new("DTSTART", day).add_parameter("VALUE", "DATE").done());
        event.append_property(Property::new("DTEND", next).add_parameter("VALUE", "DATE").done());
        for days in [14, 7, 1] {
            event.alarm(icalendar::Alarm::display(
                &format!("Срок через {days} дн.: {name}"),
                -chrono::Duration::days(days),
            ));
        }
        calendar.push(event.done());
    }
    calendar.to_string()
}

/// A moment as iCalendar writes it, in UTC.
fn stamp(now: store::Moment) -> String {
    let moment = jiff::Timestamp::from_microsecond(now).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn basic(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}
