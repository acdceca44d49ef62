//! Instances of repeats come and go.

use access::House;

use super::MOST_CLIENT_SIGNS;
use super::incoming::SaveRefused;
use super::sheet::Sheet;
use crate::aside::aside;
use crate::store::{self as sql, Claimed, NewChange, answers};

/// Adds an instance to a repeat, or takes one away; what was in it stays in the history.
pub async fn resize(
    house: &House,
    sheet: &mut Sheet,
    repeat: &str,
    remove: Option<usize>,
    saved_by: &str,
) -> Result<(), SaveRefused> {
    if !sheet.answer.is_writable() {
        return Err(SaveRefused::Closed);
    }
    let Resized { before, after, count, progress } =
        aside(|| resize_in_engine(sheet, repeat, remove)).await??;
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let revision = answers::claim(&mut tx, &sheet.answer, progress, now).await?.ok_or(SaveRefused::Closed)?;
    let client = store::new_id();
    let count_path = crate::rules::count_path(repeat);
    let count = count.to_string();
    let mut rows = vec![(count_path.as_str(), count.as_str())];
    if remove.is_some() {
        sql::drop_values_below(&mut tx, &sheet.answer.id, &before).await?;
        rows.extend(after.iter().map(|(path, value)| (path.as_str(), value.as_str())));
    }
    for (seq, (path, value)) in (1..).zip(rows) {
        let change = NewChange { path, value, explanation: "", client: &client, seq, saved_by };
        sql::note_change(&mut tx, &sheet.answer, &change, now).await?;
        sql::write_value(&mut tx, &sheet.answer, &change, revision, now).await?;
    }
    tx.mark_noted(); // as in `save`
    tx.commit().await?;
    (sheet.answer.revision, sheet.is_as_stored) = (revision, false);
    Ok(())
}

/// A repeat before and after.
struct Resized {
    /// Paths that had answers.
    before: Vec<String>,
    after: Vec<(String, String)>,
    count: usize,
    progress: (i64, i64),
}

fn resize_in_engine(sheet: &mut Sheet, repeat: &str, remove: Option<usize>) -> Result<Resized, SaveRefused> {
    let no_field = |_| SaveRefused::NoSuchField(repeat.to_owned());
    let before = instance_values(sheet, repeat).into_iter().map(|(path, _)| path).collect();
    match remove {
        Some(index) => sheet.session.remove_instance(repeat, index).map_err(no_field)?,
        None => {
            sheet.session.add_instance(repeat).map_err(no_field)?;
        }
    }
    Ok(Resized {
        before,
        after: instance_values(sheet, repeat),
        count: count_of(sheet, repeat),
        progress: sheet.progress(),
    })
}

/// How many instances a repeat has.
fn count_of(sheet: &Sheet, repeat: &str) -> usize {
    sheet.session.nodes().iter().filter(|node| instance_of(&node.path, repeat)).count()
}

/// A repeat that is to have at least so many instances.
pub struct Growth<'a> {
    pub repeat: &'a str,
    pub count: usize,
    pub client: &'a str,
    pub seq: i64,
}

/// Instances that one save adds: nobody presses a button more often between two saves.
const MOST_ADDED: usize = 100;

/// Adds the instances that are missing; where there are as many or more, nothing changes. Replayed it changes nothing, and two
/// devices that have each added one have added the same: what they wrote into it meets field by field.
pub async fn grow(
    house: &House,
    sheet: &mut Sheet,
    wanted: &Growth<'_>,
    saved_by: &str,
) -> Result<i64, SaveRefused> {
    if !sheet.answer.is_writable() {
        return Err(SaveRefused::Closed);
    }
    let no_field = || SaveRefused::NoSuchField(wanted.repeat.to_owned());
    let stands = aside(|| count_of(sheet, wanted.repeat)).await?;
    let is_odd = wanted.client.is_empty() || wanted.client.len() > MOST_CLIENT_SIGNS || wanted.seq < 1;
    if is_odd || wanted.count > stands + MOST_ADDED || !sheet.shows_a_repeat(wanted.repeat) {
        return Err(no_field());
    }
    if wanted.count <= stands {
        return Ok(sheet.answer.revision);
    }
    let add_missing = || {
        for _ in stands..wanted.count {
            sheet.session.add_instance(wanted.repeat).map_err(|_| no_field())?;
        }
        Ok::<_, SaveRefused>(sheet.progress())
    };
    let progress = aside(add_missing).await??;
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let revision = answers::claim(&mut tx, &sheet.answer, progress, now).await?.ok_or(SaveRefused::Closed)?;
    let (path, count) = (crate::rules::count_path(wanted.repeat), wanted.count.to_string());
    let change = NewChange {
        path: &path,
        value: &count,
        explanation: "",
        client: wanted.client,
        seq: wanted.seq,
        saved_by,
    };
    if sql::note_change(&mut tx, &sheet.answer, &change, now).await? == Claimed::New {
        // Somebody may have added more since the sheet was opened: the number never falls here.
        let kept = sql::current(&mut tx, &sheet.answer.id, &path).await?;
        let has_more = kept.is_some_and(|kept| kept.value.parse::<usize>().is_ok_and(|n| n >= wanted.count));
        if !has_more {
            sql::write_value(&mut tx, &sheet.answer, &change, revision, now).await?;
        }
    }
    tx.mark_noted(); // as in `save`
    tx.commit().await?;
    (sheet.answer.revision, sheet.is_as_stored) = (revision, false);
    Ok(revision)
}

/// Whether a path is an instance of a repeat itself.
fn instance_of(path: &str, repeat: &str) -> bool {
    path.strip_prefix(repeat)
        .is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']') && !rest.contains('/'))
}

/// Everything that has been answered inside a repeat.
fn instance_values(sheet: &Sheet, repeat: &str) -> Vec<(String, String)> {
    let inside = format!("{repeat}[");
    let nodes = sheet.session.nodes();
    let values = nodes.into_iter().filter(|node| {
        node.is_question && !node.is_computed && !node.value.is_empty() && node.path.starts_with(&inside)
    });
    values.map(|node| (node.path, node.value)).collect()
}
