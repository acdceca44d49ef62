//! The sending of a sheet.

use access::audit::{self, Event, Who};
use access::{House, PageError};
use forms::engine::Report;

use super::MOST_SIGNS;
use super::sheet::Sheet;
use crate::aside::aside;
use crate::store::{self as sql, ConflictRow, NewChange, answers};

/// Why a sheet is not sent.
#[derive(Debug)]
pub enum SendRefused {
    /// Something is to be corrected or explained.
    Invalid(Report),
    /// Two devices have answered these differently, and nobody has chosen.
    Disputed(Vec<String>),
    Closed,
    /// Somebody saved a field meanwhile.
    Changed,
    Page(PageError),
}

impl From<store::Error> for SendRefused {
    fn from(error: store::Error) -> Self {
        Self::Page(error.into())
    }
}

impl From<PageError> for SendRefused {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

/// Which of the conflicts are about questions that are asked now.
pub fn disputed(sheet: &Sheet, conflicts: &[ConflictRow]) -> Vec<String> {
    let is_asked = |one: &&ConflictRow| sheet.session.is_relevant(&one.path) == Some(true);
    conflicts.iter().filter(is_asked).map(|one| one.path.clone()).collect()
}

/// Sends a sheet. What the form computes is kept with it: figures are read without the engine afterwards.
pub async fn send(
    house: &House,
    sheet: &mut Sheet,
    who: &Who,
    instance_id: Option<&str>,
) -> Result<(), SendRefused> {
    if !sheet.answer.is_writable() {
        return Err(SendRefused::Closed);
    }
    let report = aside(|| sheet.report()).await?;
    if !report.valid {
        return Err(SendRefused::Invalid(report));
    }
    // A conflict that comes later raises the revision, and the sheet is not sent.
    let disputed = disputed(sheet, &sql::conflicts_of(&house.db, &sheet.answer.id).await?);
    if !disputed.is_empty() {
        return Err(SendRefused::Disputed(disputed));
    }
    let nodes = aside(|| sheet.session.nodes()).await?;
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let saved_by = who.account_id.as_deref().unwrap_or_default();
    if !answers::send(&mut tx, &sheet.answer, instance_id, saved_by, now).await? {
        return Err(SendRefused::Changed);
    }
    for node in nodes {
        // What the form computes, what stands by default or out of the registry: everything that nobody has saved yet.
        let row = sheet.row(&node.path);
        let is_stored = row.is_some_and(|row| row.value == node.value);
        let is_made = node.is_question && node.is_relevant && !node.value.is_empty() && !is_stored;
        if is_made && node.value.chars().count() <= MOST_SIGNS {
            let change = NewChange {
                path: &node.path,
                value: &node.value,
                explanation: row.map_or("", |row| row.explanation.as_str()),
                client: "form",
                seq: 0,
                saved_by,
            };
            sql::write_value(&mut tx, &sheet.answer, &change, sheet.answer.revision, now).await?;
        }
    }
    let what = format!("Отправлена анкета «{}»", sheet.answer.poll_title);
    let event =
        Event { act: "questionnaire.sent", object: ("questionnaire_answer", &sheet.answer.id), what: &what };
    audit::note(&mut tx, house, who, event).await?;
    tx.commit().await?;
    sheet.answer.state = "sent".to_owned();
    Ok(())
}
