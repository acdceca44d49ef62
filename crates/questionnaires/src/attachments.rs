//! Files as answers: a photograph, a document. What a file is, is read from its bytes.

use access::{House, PageError};

use crate::filling::{Incoming, SaveRefused, Saved, Sheet, save};
use crate::store::{self as sql, NewFile};

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
    let checked = documents::check_file(name, &bytes).map_err(|refused| {
        let told = refused.to_string();
        SaveRefused::Page(PageError::refused(
            "Файл не принят",
            told.trim_start_matches("Файл документа: ").to_owned(),
            "Выберите другой файл: снимок JPEG или PNG, PDF, документ Word, Excel.",
        ))
    })?;
    if !sheet.answer.is_writable() {
        return Err(SaveRefused::Closed);
    }
    if sql::files_of(&house.db, &sheet.answer.id).await?.len() >= MOST_FILES {
        return Err(SaveRefused::Page(PageError::refused(
            "Файл не принят",
            format!("В анкете уже {MOST_FILES} файлов."),
            "Соберите снимки в один документ и приложите его.",
        )));
    }
    let incoming = Incoming {
        path: path.to_owned(),
        value: checked.name.clone(),
        client: client.to_owned(),
        seq,
        ..Incoming::default()
    };
    let now = house.clock.now();
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let mut tx = house.db.begin().await?;
    let hash = house.files.put(&mut tx, bytes, checked.media_type, now).await?;
    let new = NewFile {
        path,
        hash: &hash,
        name: &checked.name,
        media_type: checked.media_type,
        size,
        added_by: saved_by,
    };
    sql::add_file(&mut tx, &sheet.answer.id, &new, now).await?;
    tx.mark_noted(); // the field's change, written next, tells of it
    tx.commit().await?;
    let saved = save(house, sheet, &[incoming], saved_by).await?;
    saved.into_iter().next().ok_or(SaveRefused::Closed)
}
