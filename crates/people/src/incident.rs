//! What the operator owes within a day after a leak: who opened whose data, when, and whom it concerns.

use access::House;
use access::audit::store::{Wanted, every_line};
use serde::Serialize;
use store::Moment;

/// A reading of restricted fields, an export, an attempt that was refused.
#[derive(Debug, Serialize)]
pub struct Access {
    pub line: i64,
    pub at: String,
    pub login: String,
    pub name: String,
    pub role: String,
    pub organisation: String,
    pub act: String,
    pub what: String,
    /// Number of the person concerned.
    pub subject_id: String,
    /// Their name, while they are not erased.
    pub subject: String,
}

/// Everything of a time, oldest first. The command line's: no visitor asks for it.
#[derive(Debug, Serialize)]
pub struct Incident {
    pub from: String,
    pub to: String,
    pub accesses: Vec<Access>,
    /// How many people are concerned.
    pub subjects: usize,
}

/// Acts by which personal data reaches somebody.
const ACTS: [&str; 3] = ["restricted", "personal", "person"];

/// Gathers what the journal tells of a time.
pub async fn gather(house: &House, from: Moment, before: Moment) -> store::Result<Incident> {
    let mut accesses = Vec::new();
    for act in ACTS {
        let wanted =
            Wanted { act: act.to_owned(), from: Some(from), before: Some(before), ..Wanted::default() };
        for line in every_line(&house.db, &wanted).await? {
            let subject = match (line.object_kind.as_str(), line.object_id.as_str()) {
                ("person", id) if !id.is_empty() => crate::store::person_row(&house.db, id).await?,
                _ => None,
            };
            accesses.push(Access {
                line: line.seq,
                at: house.clock.zoned(line.at).strftime("%Y-%m-%d %H:%M:%S").to_string(),
                login: line.login.unwrap_or_default(),
                name: line.name.unwrap_or_default(),
                role: line.role,
                organisation: line.org_title.unwrap_or_default(),
                act: line.act,
                what: line.what,
                subject_id: line.object_id,
                subject: subject.map_or_else(String::new, |person| person.full_name()),
            });
        }
    }
    accesses.sort_by_key(|access| access.line);
    let mut subjects: Vec<&str> = accesses.iter().map(|one| one.subject_id.as_str()).collect();
    subjects.sort_unstable();
    subjects.dedup();
    let subjects = subjects.iter().filter(|id| !id.is_empty()).count();
    let day = |moment| house.clock.zoned(moment).strftime("%Y-%m-%d %H:%M:%S").to_string();
    Ok(Incident { from: day(from), to: day(before), accesses, subjects })
}
