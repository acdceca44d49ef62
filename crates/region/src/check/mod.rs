//! Whether a pack can be relied on: one function per file, each naming file and key of what it finds.

mod demo;
mod drafts;
mod equipment;
mod kit;
mod network;
mod personal_data;
mod roadmap;
mod statuses;

pub(crate) use demo::password;
pub(crate) use network::schools;

use crate::RegionPack;
use crate::problem::Problems;
use std::collections::BTreeSet;

pub(crate) fn check(pack: &RegionPack, problems: &mut Problems) {
    network::region(pack, problems);
    network::municipalities(pack, problems);
    network::organisations(pack, problems);
    network::document_kinds(pack, problems);
    network::roles(pack, problems);
    statuses::words(pack, problems);
    roadmap::roadmap(pack, problems);
    demo::accounts(pack, problems);
    statuses::demo(pack, problems);
    demo::evidence(pack, problems);
    demo::life(pack, problems);
    demo::texts(pack, problems);
    equipment::equipment(pack, problems);
    kit::kit(pack, problems);
    drafts::drafts(pack, problems);
    personal_data::personal_data(pack, problems);
    personal_data::people(pack, problems);
}

/// Reports every value that comes a second time. `list` is the name of the list in the file.
pub(crate) fn unique<'pack>(
    file: &str,
    list: &str,
    values: impl Iterator<Item = &'pack str>,
    problems: &mut Problems,
) {
    let mut seen = BTreeSet::new();
    for value in values {
        if !seen.insert(value) {
            problems.add(file, format!("{list}[{value}]"), format!("«{value}» встречается дважды"));
        }
    }
}

/// Codes go into addresses and database keys: Latin letters, digits, `-`, `_`.
pub(crate) fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_')
}

pub(crate) const BAD_CODE: &str = "код пишется латинскими буквами, цифрами, «-» и «_»";
