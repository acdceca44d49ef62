//! Files that come in parts over a line that breaks: begun with what the whole will be, continued where it broke, checked at
//! the end. The ideas are those of tus; there is less of it, for a sheet is the sender's already.

use access::{House, PageError};
use documents::MAX_FILE_BYTES;
use store::FileHash;

use crate::attachments::attach;
use crate::filling::{SaveRefused, Saved, Sheet};
use crate::store::uploads::{self as sql, NewUpload, UploadRow};

/// Bytes of a part: a satellite line carries one in seconds, and loses no more.
pub const PART_BYTES: usize = 256 * 1024;
/// Uploads of one sheet under way at a time.
const MOST_UNDER_WAY: usize = 20;
const MOST_NAME_SIGNS: usize = 255;

/// What a sender says before the first part.
pub struct Promise<'a> {
    pub path: &'a str,
    pub name: &'a str,
    pub size: i64,
    pub hash: &'a str,
}

/// How far an upload is.
#[derive(Debug)]
pub enum Step {
    /// So many bytes are here, the next part begins there.
    Continues(UploadRow),
    /// The part does not begin where the upload stands; nothing was taken.
    WrongOffset(UploadRow),
    /// The file is an answer now.
    Attached(Saved),
    /// It was an answer already.
    AttachedBefore,
}

/// Why nothing was taken, in words for the sender.
#[derive(Debug)]
pub enum UploadRefused {
    /// What the sender says cannot be right, or is beyond a bound.
    Refused(String),
    /// What came is not what was promised: it is thrown away and may be sent anew.
    Damaged,
    Save(SaveRefused),
}

impl From<store::Error> for UploadRefused {
    fn from(error: store::Error) -> Self {
        Self::Save(error.into())
    }
}

impl From<SaveRefused> for UploadRefused {
    fn from(refused: SaveRefused) -> Self {
        Self::Save(refused)
    }
}

/// Begins an upload or finds the one that was begun before: the answer tells where to go on.
pub async fn begin(
    house: &House,
    sheet: &mut Sheet,
    promise: &Promise<'_>,
    saved_by: &str,
) -> Result<Step, UploadRefused> {
    if !sheet.answer.is_writable() {
        return Err(SaveRefused::Closed.into());
    }
    if !sheet.takes_a_file(promise.path) {
        return Err(SaveRefused::NoSuchField(promise.path.to_owned()).into());
    }
    let most = i64::try_from(MAX_FILE_BYTES).unwrap_or(i64::MAX);
    if !(1..=most).contains(&promise.size) {
        let limit = MAX_FILE_BYTES / 1024 / 1024;
        return Err(UploadRefused::Refused(format!(
            "Файл должен быть не пустым и не больше {limit} МБ. Уменьшите его или приложите по частям."
        )));
    }
    let hash = FileHash::parse(promise.hash)
        .ok_or_else(|| UploadRefused::Refused("Контрольная сумма файла указана неверно.".to_owned()))?;
    if promise.name.is_empty() || promise.name.chars().count() > MOST_NAME_SIGNS {
        let why = "Имя файла пустое или длиннее 255 знаков: переименуйте файл.";
        return Err(UploadRefused::Refused(why.to_owned()));
    }
    let files = crate::store::files_of(&house.db, &sheet.answer.id).await?;
    if files.iter().any(|file| file.path == promise.path && file.hash == hash.as_str()) {
        return Ok(Step::AttachedBefore);
    }
    let new = NewUpload { path: promise.path, name: promise.name, size: promise.size, hash: &hash };
    let under_way = sql::under_way(&house.db, &sheet.answer.id).await?;
    let is_new = !under_way.iter().any(|one| one.path == promise.path && one.hash == hash.as_str());
    if is_new && under_way.len() >= MOST_UNDER_WAY {
        return Err(UploadRefused::Refused(format!(
            "В этой анкете уже загружаются {MOST_UNDER_WAY} файлов. Дождитесь их и повторите."
        )));
    }
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let upload = sql::begin(&mut tx, &sheet.answer.id, &new, now).await?;
    tx.mark_noted(); // nothing has become an answer yet
    tx.commit().await?;
    if upload.size != promise.size {
        return Err(UploadRefused::Refused("Размер файла не тот, что был указан вначале.".to_owned()));
    }
    if upload.received == upload.size {
        // All of it has come, and then the line or the program broke.
        return finish(house, sheet, &upload, saved_by).await;
    }
    Ok(Step::Continues(upload))
}

/// Takes the next part; with the last one the file becomes an answer.
pub async fn take_part(
    house: &House,
    sheet: &mut Sheet,
    mut upload: UploadRow,
    offset: i64,
    bytes: &[u8],
    saved_by: &str,
) -> Result<Step, UploadRefused> {
    if !sheet.answer.is_writable() {
        return Err(SaveRefused::Closed.into());
    }
    if bytes.is_empty() || bytes.len() > PART_BYTES {
        let limit = PART_BYTES / 1024;
        return Err(UploadRefused::Refused(format!(
            "Часть файла должна быть не пустой и не больше {limit} КБ."
        )));
    }
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    if !sql::claim(&mut tx, &upload, offset, size, now).await? {
        drop(tx);
        let now = sql::upload(&house.db, &sheet.answer.id, &upload.id).await?;
        return Ok(Step::WrongOffset(now.unwrap_or(upload)));
    }
    let hash = house.files.put(&mut tx, bytes.to_vec(), "application/octet-stream", now).await?;
    sql::add_part(&mut tx, &upload, offset, &hash).await?;
    tx.mark_noted(); // nothing has become an answer yet
    tx.commit().await?;
    upload.received = offset + size;
    if upload.received < upload.size {
        return Ok(Step::Continues(upload));
    }
    finish(house, sheet, &upload, saved_by).await
}

async fn finish(
    house: &House,
    sheet: &mut Sheet,
    upload: &UploadRow,
    saved_by: &str,
) -> Result<Step, UploadRefused> {
    let mut whole = Vec::with_capacity(usize::try_from(upload.size).unwrap_or_default());
    for part in sql::parts(&house.db, upload).await? {
        whole.extend(house.files.get(&part).await?);
    }
    let is_whole = FileHash::of(&whole).as_str() == upload.hash;
    let mut tx = house.db.begin().await?;
    let is_mine = sql::end(&mut tx, upload).await?;
    tx.mark_noted(); // the field's change, written next, tells of it
    tx.commit().await?;
    if !is_mine {
        return Ok(Step::AttachedBefore);
    }
    if !is_whole {
        return Err(UploadRefused::Damaged);
    }
    let client = format!("upload:{}", upload.id);
    let saved = attach(house, sheet, (&upload.path, &upload.name, whole), (&client, 1), saved_by).await?;
    Ok(Step::Attached(saved))
}

/// Nobody comes back to an upload after so long.
const FORGOTTEN_AFTER_DAYS: i64 = 3;
const A_DAY: i64 = 24 * 3600 * 1_000_000;

/// The job: what was left half-way goes.
pub async fn forget(house: &House) -> Result<u64, PageError> {
    let since = house.clock.now() - FORGOTTEN_AFTER_DAYS * A_DAY;
    let mut tx = house.db.begin().await?;
    let forgotten = sql::forget_untouched(&mut tx, since).await?;
    tx.commit().await?;
    Ok(forgotten)
}
