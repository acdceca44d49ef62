//! Words that several pages have in common.

use access::House;
use plan::{ExecutorRole, Measure};

use crate::executors::WhoIsWho;

/// «15 октября 2024, 10:00 (Хабаровск, МСК+7)»
pub(super) fn moment(house: &House, at: store::Moment) -> String {
    let zoned = house.clock.zoned(at);
    format!(
        "{}, {}",
        ui::ru::date_long(zoned.date()),
        ui::ru::time_of_day(zoned.time(), &house.region.region.time_zone_label)
    )
}

/// `item=4.1&slot=whole`: which part a form is for.
pub(crate) fn place_query(item_number: Option<&str>, slot_key: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("item", item_number.unwrap_or_default()).append_pair("slot", slot_key);
    query.finish()
}

/// «день», «дня», «дней» after a number.
pub(super) fn days(n: i32) -> &'static str {
    ui::ru::plural(i64::from(n), "день", "дня", "дней")
}

/// The measure's own words for its term; for a measure of items, theirs.
pub(super) fn term_text(measure: &Measure) -> String {
    if !measure.term.text.is_empty() {
        return measure.term.text.clone();
    }
    let mut of_items: Vec<&str> =
        measure.items.iter().filter_map(|item| item.term.as_ref()).map(|term| term.text.as_str()).collect();
    of_items.dedup();
    if of_items.is_empty() { "без срока".to_owned() } else { of_items.join(", ") }
}

/// Section's number and title as a heading.
pub(super) fn section_heading(section: &plan::Section) -> String {
    if section.number.is_empty() {
        section.title.clone()
    } else {
        format!("{}. {}", section.number, section.title)
    }
}

/// Who answers for a measure, and who helps.
pub(super) fn leads_and_others(who: WhoIsWho<'_>, measure: &Measure) -> (String, String) {
    (who.executors(measure, ExecutorRole::Lead), who.executors(measure, ExecutorRole::Co))
}
