//! Reminders of a person, what the person chose, the link that gives letters up, and letters as an administrator sees them.

pub mod choice;
pub mod demo;
mod letter_view;
pub mod letters;
pub mod list;
pub mod unsubscribe;

use access::House;
use store::Moment;

/// «15.10.2024, 10:05».
fn moment(house: &House, at: Moment) -> String {
    let at = house.clock.zoned(at);
    format!("{}, {:02}:{:02}", ui::ru::date_short(at.date()), at.hour(), at.minute())
}
