//! What is due when, as entries of a calendar: for the page and for the personal iCalendar feed.

use access::Role;
use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::board::{Board, measure_title};
use crate::rules::State;

/// A deadline: the last day of a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    pub measure_number: String,
    /// Printed number of the item; empty for the measure as a whole.
    pub item_number: String,
    pub title: String,
    /// Which part: item, slot; empty for the measure as a whole.
    pub part: String,
    /// What it is called where it stands alone: the item or the measure, with the slot.
    pub name: String,
    pub from: Date,
    pub to: Date,
    pub state: State,
    pub missing: u32,
    /// Names the slot for good, whatever happens to its dates and its number.
    pub key: String,
    pub plan_title: String,
}

impl Deadline {
    /// «М5», «М11.1»: the item says more than its measure. An item numbered by itself stands behind it: «М11, 1».
    pub fn mark(&self) -> String {
        mark_of(&self.measure_number, &self.item_number)
    }
}

fn mark_of(measure: &str, item: &str) -> String {
    if item.is_empty() {
        return format!("М{measure}");
    }
    if item.strip_prefix(measure).is_some_and(|rest| rest.starts_with('.')) {
        return format!("М{item}");
    }
    format!("М{measure},\u{a0}{item}")
}

/// The deadlines of a plan; only those of the measures that an organisation (by its code) and a role carry out, when
/// `own` names them.
pub fn deadlines(board: &Board, as_of: Date, own: Option<(&str, Option<Role>)>) -> Vec<Deadline> {
    let standing = board.on(as_of);
    let mut deadlines = Vec::new();
    for measure_state in standing.state.measures() {
        let Some((_, measure, _)) = standing.measure(&measure_state.number) else { continue };
        if own.is_some_and(|(org_code, role)| !standing.who().is_executor(measure, org_code, role)) {
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
            let title = measure_title(measure);
            let mut name =
                if obligation.item_title.is_empty() { title.clone() } else { obligation.item_title.clone() };
            if !obligation.slot.label.is_empty() {
                name = format!("{name}: {}", obligation.slot.label);
            }
            deadlines.push(Deadline {
                measure_number: measure.number.clone(),
                item_number: obligation.item_number.clone().unwrap_or_default(),
                title,
                part: part.trim().to_owned(),
                name,
                from: obligation.slot.from,
                to: obligation.slot.to,
                state: one.state,
                missing: one.required.saturating_sub(one.satisfied),
                plan_title: standing.plan().meta.title.clone(),
                key: format!(
                    "{}-{}-{}-{}",
                    board.plan.year,
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

/// Who made the feed, as RFC 5545 asks.
const PRODUCT: &str = "-//Biblioset//Roadmap deadlines//RU";

/// Days before a deadline on which a calendar reminds of it.
const REMINDERS: [i64; 4] = [14, 7, 3, 1];

/// The feed: an all-day entry on the last day of every slot that is not finished, with its reminders. The same deadlines
/// at the same moment make the same text: every name in it comes from the slot's key, every time from the clock.
pub fn to_ical(deadlines: &[Deadline], now: store::Moment) -> String {
    let mut calendar = Calendar::empty();
    for property in [("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(property);
    }
    calendar.name("Библиосеть: сроки дорожной карты");
    calendar.append_property(
        Property::new("REFRESH-INTERVAL", "PT12H").add_parameter("VALUE", "DURATION").done(),
    );
    for deadline in deadlines.iter().filter(|deadline| !deadline.state.is_finished()) {
        calendar.push(event_of(deadline, now));
    }
    calendar.to_string()
}

fn event_of(deadline: &Deadline, now: store::Moment) -> Event {
    let name = &deadline.name;
    let missing =
        ui::ru::plural(i64::from(deadline.missing), "подтверждения", "подтверждений", "подтверждений");
    let description = format!(
        "{}. Мероприятие {}: {}. Состояние: {}. Не хватает {} {missing}.",
        deadline.plan_title,
        deadline.measure_number,
        deadline.title,
        deadline.state.word(),
        deadline.missing,
    );
    let uid = format!("{}@biblioset", deadline.key);
    let mut event = Event::new();
    event
        .uid(&uid)
        .summary(&format!("М{}: {name}", deadline.measure_number))
        .description(&description)
        .add_property("DTSTAMP", stamp(now));
    let day = basic(deadline.to);
    let next = basic(deadline.to.saturating_add(1.day()));
    event.append_property(Property::new("DTSTART", day).add_parameter("VALUE", "DATE").done());
    event.append_property(Property::new("DTEND", next).add_parameter("VALUE", "DATE").done());
    for days in REMINDERS {
        let word = ui::ru::plural(days, "день", "дня", "дней");
        let mut alarm =
            Alarm::display(&format!("Срок через {days} {word}: {name}"), -chrono::Duration::days(days));
        alarm.uid(&format!("{days}-{uid}")).add_property("DTSTAMP", stamp(now));
        // In days, as people set it; the library would write seconds.
        alarm.add_property("TRIGGER", format!("-P{days}D"));
        event.alarm(alarm.done());
    }
    event.done()
}

/// A moment as iCalendar writes it, in UTC.
fn stamp(now: store::Moment) -> String {
    let moment = jiff::Timestamp::from_microsecond(now).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn basic(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::mark_of;

    #[test]
    fn a_mark_names_the_item() {
        assert_eq!([mark_of("5", ""), mark_of("11", "11.1")], ["М5", "М11.1"]);
        assert_eq!([mark_of("1", "11.1"), mark_of("11", "2")], ["М1,\u{a0}11.1", "М11,\u{a0}2"]);
    }
}
