//! The sending of a sheet.

use access::audit::{self, Event, Who};
use access::{House, PageError};
use forms::engine::Report;

use super::MOST_SIGNS;
use super::sheet::Sheet;
use crate::rules::pattern;
use crate::store::{self as sql, NewChange, answers};

/// Why a sheet is not sent.
#[derive(Debug)]
pub enum SendRefused {
    /// Something is to be corrected or explained.
    Invalid(Report),
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
    let report = sheet.report();
    if !report.valid {
        return Err(SendRefused::Invalid(report));
    }
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let saved_by = who.account_id.as_deref().unwrap_or_default();
    if !answers::send(&mut tx, &sheet.answer, instance_id, saved_by, now).await? {
        return Err(SendRefused::Changed);
    }
    for node in sheet.session.nodes() {
        let is_made = node.is_question
            && node.is_relevant
            && !node.value.is_empty()
            && (node.is_computed || !sheet.version.shown.contains_key(&pattern(&node.path)));
        if is_made && node.value.chars().count() <= MOST_SIGNS {
            let change = NewChange {
                path: &node.path,
                value: &node.value,
                explanation: "",
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
