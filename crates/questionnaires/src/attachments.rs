//! Files as answers: a photograph, a document. What a file is, is read from its bytes.

use access::audit::{self, Event, Who};
use access::{House, PageError, Visitor};
use documents::CheckedFile;
use store::{FileHash, Tx};

use crate::filling::{Incoming, SaveRefused, Saved, Sheet, save};
use crate::store::{self as sql, FileRow, NewFile};

/// Files of one sheet.
const MOST_FILES: usize = 100;

/// Keeps a file and makes its name the answer.
pub async fn attach(
    house: &House,
    sheet: &mut Sheet,
    (path, name, bytes): (&str, &str, Vec<u8>),
    (client, seq): (&str, i64),
    saved_by: &str,
) -> Result<Saved, SaveRefused> {
    let checked = check(name, &bytes)?;
    if !sheet.answer.is_writable() {
        return Err(SaveRefused::Closed);
    }
    let held = sql::files_of(&house.db, &sheet.answer.id).await?;
    refuse_beyond_limit(&held)?;
    // In a set of files the kinds that have a file are the answer: all are named, the save keeps those.
    let kind = sheet.kind_of(path);
    let (field, value) = match &kind {
        Some((set, _, _)) => (*set, all_kinds(sheet, set)),
        None => (path, checked.name.clone()),
    };
    let incoming =
        Incoming { path: field.to_owned(), value, client: client.to_owned(), seq, ..Incoming::default() };
    let mut tx = house.db.begin().await?;
    keep(house, &mut tx, sheet, (path, bytes, &checked), saved_by).await?;
    tx.mark_noted(); // the field's change, written next, tells of it
    tx.commit().await?;
    let saved = save(house, sheet, &[incoming], saved_by).await?;
    saved.into_iter().next().ok_or(SaveRefused::Closed)
}

fn all_kinds(sheet: &Sheet, set: &str) -> String {
    let offers = sheet.session.choices(set).unwrap_or_default();
    offers.into_iter().map(|offer| offer.value).collect::<Vec<_>>().join(" ")
}

/// Keeps a file that an answer of the sheet names already, unless it is held; whether it was new. A phone sends answers
/// first and their files after them, sometimes when the sheet is sent and closed: what was promised is still taken, and the
/// answer does not change by it.
pub async fn attach_named(
    house: &House,
    sheet: &Sheet,
    (path, name, bytes): (&str, &str, Vec<u8>),
    visitor: &Visitor,
) -> Result<bool, SaveRefused> {
    let is_named = sheet.row(path).is_some_and(|row| row.value == name);
    let held = sql::files_of(&house.db, &sheet.answer.id).await?;
    let hash = FileHash::of(&bytes);
    let is_held = held.iter().any(|file| file.path == path && file.hash == hash.as_str());
    if !is_named || is_held {
        return Ok(false);
    }
    let checked = check(name, &bytes)?;
    refuse_beyond_limit(&held)?;
    let what = format!("К анкете «{}» добавлен файл {name}", sheet.answer.poll_title);
    let event = Event {
        act: "questionnaire.file_added",
        object: ("questionnaire_answer", &sheet.answer.id),
        what: &what,
    };
    let mut tx = house.db.begin().await?;
    keep(house, &mut tx, sheet, (path, bytes, &checked), visitor.account_id()).await?;
    audit::note(&mut tx, house, &Who::of(visitor), event).await?;
    tx.commit().await?;
    Ok(true)
}

fn check(name: &str, bytes: &[u8]) -> Result<CheckedFile, SaveRefused> {
    documents::check_file(name, bytes).map_err(|refused| {
        // The register names its field first, then says what is wrong and what to do: there is nothing to add to that.
        let told = ui::ru::capitalised(refused.to_string().trim_start_matches("Файл документа: "));
        let (why, next) = told.split_once(". ").unwrap_or((told.as_str(), ""));
        SaveRefused::Page(PageError::refused(
            "Файл не принят",
            format!("{}.", why.trim_end_matches('.')),
            next.to_owned(),
        ))
    })
}

fn refuse_beyond_limit(held: &[FileRow]) -> Result<(), SaveRefused> {
    if held.len() < MOST_FILES {
        return Ok(());
    }
    Err(SaveRefused::Page(PageError::refused(
        "Файл не принят",
        format!("В анкете уже {MOST_FILES} файлов."),
        "Соберите снимки в один документ и приложите его.",
    )))
}

async fn keep(
    house: &House,
    tx: &mut Tx,
    sheet: &Sheet,
    (path, bytes, checked): (&str, Vec<u8>, &CheckedFile),
    saved_by: &str,
) -> Result<(), SaveRefused> {
    let now = house.clock.now();
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let hash = house.files.put(tx, bytes, checked.media_type, now).await?;
    let new = NewFile {
        path,
        hash: &hash,
        name: &checked.name,
        media_type: checked.media_type,
        size,
        added_by: saved_by,
    };
    sql::add_file(tx, &sheet.answer.id, &new, now).await?;
    Ok(())
}
