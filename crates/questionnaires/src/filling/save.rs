//! The save of fields.

use access::House;

use super::incoming::{Incoming, SaveRefused, Saved};
use super::sheet::Sheet;
use super::{MOST_CLIENT_SIGNS, MOST_SIGNS};
use crate::rules::{Verdict, judge, normal};
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
    let mut fields = Vec::with_capacity(incoming.len());
    for one in incoming {
        let data_type =
            sheet.data_type(&one.path).ok_or_else(|| SaveRefused::NoSuchField(one.path.clone()))?;
        let value = normal(&data_type, &one.value);
        let explanation = one.explanation.as_deref().map(str::trim);
        let is_long = |text: &str| text.chars().count() > MOST_SIGNS;
        if is_long(&value) || explanation.is_some_and(is_long) || one.client.len() > MOST_CLIENT_SIGNS {
            return Err(SaveRefused::TooLong);
        }
        let no_field = |_| SaveRefused::NoSuchField(one.path.clone());
        sheet.session.answer(&one.path, &value).map_err(no_field)?;
        fields.push((value, explanation.map(str::to_owned)));
    }
    let now = house.clock.now();
    // Before the transaction: on SQLite everybody who saves waits for it.
    let progress = sheet.progress();
    let mut tx = house.db.begin().await?;
    let revision = answers::claim(&mut tx, &sheet.answer, progress, now).await?.ok_or(SaveRefused::Closed)?;
    // Nobody has changed anything since the sheet was opened, and nobody will before the commit: its row is ours till then.
    let mut is_as_stored = revision == sheet.answer.revision + 1;
    sheet.answer.revision = revision;
    let mut outcome = Vec::with_capacity(incoming.len());
    for (one, (value, explanation)) in incoming.iter().zip(&fields) {
        let current = sql::current(&mut tx, &sheet.answer.id, &one.path).await?;
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
                let _ = sheet.session.answer(&one.path, &current.value);
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
    sheet.is_as_stored = is_as_stored;
    (sheet.answer.asked, sheet.answer.answered) = progress;
    if sheet.answer.state == "waiting" {
        sheet.answer.state = "started".to_owned();
    }
    Ok(outcome)
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
        (Verdict::Same, current) => Saved::Stands(current),
        (_, current) => {
            sql::write_value(tx, &sheet.answer, change, revision, now).await?;
            let stands = current.map_or(0, |current| current.revision);
            if base.is_some_and(|base| base >= stands) {
                // Whoever saw what stands and writes over it has chosen.
                sql::forget_conflict(tx, id, change.path).await?;
            }
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
