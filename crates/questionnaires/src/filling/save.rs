//! The save of fields.

use access::House;

use super::incoming::{Incoming, SaveRefused, Saved};
use super::sheet::Sheet;
use super::{MOST_CLIENT_SIGNS, MOST_SIGNS};
use crate::aside::aside;
use crate::rules::{Verdict, judge, kinds_with_files, normal};
use crate::store::{self as sql, Claimed, Current, NewChange, ValueRow, answers};

/// Saves fields, all in one transaction; answers what became of each, in their order. `saved_by`: the account, or nothing
/// for a visitor with a link.
pub async fn save(
    house: &House,
    sheet: &mut Sheet,
    incoming: &[Incoming],
    saved_by: &str,
) -> Result<Vec<Saved>, SaveRefused> {
    if !sheet.answer.is_writable() {
        return Err(SaveRefused::Closed);
    }
    // Before the transaction: on SQLite everybody who saves waits for it.
    let (fields, progress) = aside(|| answer_all(sheet, incoming)).await??;
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let revision = answers::claim(&mut tx, &sheet.answer, progress, now).await?.ok_or(SaveRefused::Closed)?;
    // Nobody has changed anything since the sheet was opened, and nobody will before the commit: its row is ours till then.
    let mut is_as_stored = revision == sheet.answer.revision + 1;
    sheet.answer.revision = revision;
    let mut outcome = Vec::with_capacity(incoming.len());
    // What the engine is still to be told, after the transaction.
    let mut to_tell = Vec::new();
    for (one, (value, explanation)) in incoming.iter().zip(&fields) {
        let current = sql::current(&mut tx, &sheet.answer.id, &one.path).await?;
        let held = match sheet.file_set(&one.path) {
            Some(_) => Some(with_files(&mut tx, sheet, &one.path, value).await?),
            None => None,
        };
        if let Some(held) = held.as_ref().filter(|held| *held != value) {
            to_tell.push((one.path.as_str(), held.clone()));
        }
        let value = held.as_ref().unwrap_or(value);
        let kept = current.as_ref().map_or_else(String::new, |current| current.explanation.clone());
        let explanation = explanation.clone().unwrap_or(kept);
        let change = NewChange {
            path: &one.path,
            value,
            explanation: &explanation,
            client: &one.client,
            seq: one.seq,
            saved_by,
        };
        let saved = save_one(&mut tx, sheet, current, &change, one.base, revision, now).await?;
        match &saved {
            Saved::Written(revision) => keep(sheet, &change, *revision),
            // What stands is what the respondent is shown, with the other answer beside it.
            Saved::Late(current) | Saved::Conflict(current) | Saved::Stands(Some(current)) => {
                if current.value != *value {
                    to_tell.push((one.path.as_str(), current.value.clone()));
                }
            }
            // Come before, and taken away since with the record it stood in.
            Saved::Stands(None) => is_as_stored = false,
        }
        let explanation = sheet.row(&one.path).map(|row| row.explanation.clone()).unwrap_or_default();
        let _ = sheet.session.explain(&one.path, &explanation);
        outcome.push(saved);
    }
    // The table of changes is the journal of fields, with who and when; the chained journal tells of sheets, not of keys
    // pressed, and does not make every respondent wait for every other.
    tx.mark_noted();
    tx.commit().await?;
    if !to_tell.is_empty() {
        let session = &mut sheet.session;
        aside(move || {
            for (path, value) in to_tell {
                let _ = session.answer(path, &value);
            }
        })
        .await?;
    }
    sheet.is_as_stored = is_as_stored;
    (sheet.answer.asked, sheet.answer.answered) = progress;
    if sheet.answer.state == "waiting" {
        sheet.answer.state = "started".to_owned();
    }
    Ok(outcome)
}

/// Of a set of files the kinds that have one: within the transaction, for two may be on their way at once.
async fn with_files(tx: &mut store::Tx, sheet: &Sheet, set: &str, ticked: &str) -> store::Result<String> {
    let files = sql::files_of(&mut *tx, &sheet.answer.id).await?;
    Ok(kinds_with_files(set, ticked, files.iter().map(|file| file.path.as_str())))
}

/// What of a field is written: its value in its one right form and, where it comes along, the explanation.
type Written = (String, Option<String>);

/// Gives everything to the engine; answers what is to be written and how far the sheet is then.
fn answer_all(sheet: &mut Sheet, incoming: &[Incoming]) -> Result<(Vec<Written>, (i64, i64)), SaveRefused> {
    let mut fields = Vec::with_capacity(incoming.len());
    for one in incoming {
        let explanation = one.explanation.as_deref().map(str::trim);
        let data_type = sheet.data_type(&one.path);
        if data_type.is_none() && explanation.is_some() && sheet.is_told(&one.path) {
            // A figure that the form computes may be odd: it is explained, not written.
            let value = sheet.session.value(&one.path).unwrap_or_default();
            fields.push((value, explanation.map(str::to_owned)));
            continue;
        }
        let data_type = data_type.ok_or_else(|| SaveRefused::NoSuchField(one.path.clone()))?;
        let value = normal(&data_type, &one.value);
        let is_long = |text: &str| text.chars().count() > MOST_SIGNS;
        if is_long(&value) || explanation.is_some_and(is_long) || one.client.len() > MOST_CLIENT_SIGNS {
            return Err(SaveRefused::TooLong);
        }
        let no_field = |_| SaveRefused::NoSuchField(one.path.clone());
        sheet.session.answer(&one.path, &value).map_err(no_field)?;
        fields.push((value, explanation.map(str::to_owned)));
    }
    Ok((fields, sheet.progress()))
}

async fn save_one(
    tx: &mut store::Tx,
    sheet: &Sheet,
    current: Option<Current>,
    change: &NewChange<'_>,
    base: Option<i64>,
    revision: i64,
    now: store::Moment,
) -> Result<Saved, SaveRefused> {
    let id = &sheet.answer.id;
    if sql::note_change(tx, &sheet.answer, change, now).await? == Claimed::Replayed {
        return Ok(Saved::Stands(current));
    }
    let newest = sql::newest_of_client(&mut *tx, id, change.path, change.client).await?;
    let said = (change.value, change.explanation);
    Ok(match (judge(current.as_ref(), said, (change.client, change.seq), base, newest), current) {
        (Verdict::Late, Some(current)) => Saved::Late(current),
        (Verdict::Conflict, Some(current)) => {
            sql::keep_conflict(tx, &sheet.answer, change, now).await?;
            Saved::Conflict(current)
        }
        (verdict, current) => {
            let stands = current.as_ref().map_or(0, |current| current.revision);
            if base.is_some_and(|base| base >= stands) {
                // Whoever saw what stands and says it again or writes over it has chosen.
                sql::forget_conflict(tx, id, change.path).await?;
            }
            if verdict == Verdict::Same {
                return Ok(Saved::Stands(current));
            }
            sql::write_value(tx, &sheet.answer, change, revision, now).await?;
            Saved::Written(revision)
        }
    })
}

fn keep(sheet: &mut Sheet, change: &NewChange<'_>, revision: i64) {
    let row = ValueRow {
        path: change.path.to_owned(),
        value: change.value.to_owned(),
        explanation: change.explanation.to_owned(),
        revision,
    };
    match sheet.values.iter_mut().find(|one| one.path == row.path) {
        Some(stored) => *stored = row,
        None => sheet.values.push(row),
    }
}
