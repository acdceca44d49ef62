//! For the script of a page: a file in parts (`crate::uploads`). Without the script a file comes with its section.

use access::{FormData, House, PageError, PageResult};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::saving::refusal;
use super::sheet_key::SheetKey;
use crate::filling::{SaveRefused, Saved, Sheet};
use crate::store as sql;
use crate::uploads::{self, PART_BYTES, Promise, Step, UploadRefused};

/// `POST …/uploads`: says what will come; hears where to begin, or to go on.
pub async fn begin(State(house): State<House>, key: SheetKey, form: FormData) -> PageResult {
    let saved_by = key.saved_by();
    let mut sheet = Sheet::open(&house, key.answer).await?;
    let promise = Promise {
        path: form.text("path"),
        name: form.text("name"),
        size: form.text("size").parse().unwrap_or(0),
        hash: form.text("hash"),
    };
    let outcome = uploads::begin(&house, &mut sheet, &promise, &saved_by).await;
    answer(&house, &sheet, promise.path, outcome).await
}

/// `POST …/uploads/{upload}`: the part that begins at `offset`.
pub async fn part(State(house): State<House>, key: SheetKey, form: FormData) -> PageResult {
    let saved_by = key.saved_by();
    let upload = sql::uploads::upload(&house.db, &key.answer.id, &key.upload).await?;
    let upload = upload.ok_or(PageError::NotFound)?;
    let mut sheet = Sheet::open(&house, key.answer).await?;
    let (path, offset) = (upload.path.clone(), form.text("offset").parse().unwrap_or(-1));
    let bytes = form.file("part").map_or(&[][..], |file| &file.bytes);
    let outcome = uploads::take_part(&house, &mut sheet, upload, offset, bytes, &saved_by).await;
    answer(&house, &sheet, &path, outcome).await
}

async fn answer(
    house: &House,
    sheet: &Sheet,
    path: &str,
    outcome: Result<Step, UploadRefused>,
) -> PageResult {
    let said = match outcome {
        Ok(Step::Continues(upload)) => {
            json!({ "state": "more", "upload": upload.id, "received": upload.received, "part": PART_BYTES })
        }
        Ok(Step::WrongOffset(upload)) => {
            let told = json!({ "state": "offset", "upload": upload.id, "received": upload.received, "part": PART_BYTES });
            return Ok((StatusCode::CONFLICT, Json(told)).into_response());
        }
        Ok(Step::Attached(saved)) => {
            let state = if matches!(saved, Saved::Conflict(_)) { "conflict" } else { "saved" };
            attached(house, sheet, path, state).await?
        }
        Ok(Step::AttachedBefore) => attached(house, sheet, path, "saved").await?,
        Err(refused) => return refusal_of(refused),
    };
    Ok(Json(said).into_response())
}

/// What a page shows of a file that is an answer.
async fn attached(house: &House, sheet: &Sheet, path: &str, state: &'static str) -> Result<Value, PageError> {
    let files = sql::files_of(&house.db, &sheet.answer.id).await?;
    let file = files.iter().rev().find(|file| file.path == path);
    let link = file.map(|file| format!("{}/files/{}", sheet.answer.path(), file.id));
    Ok(json!({
        "state": state,
        "revision": sheet.revision_of(path),
        "href": link,
        "name": file.map(|file| &file.name),
    }))
}

fn refusal_of(refused: UploadRefused) -> Result<Response, PageError> {
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(match refused {
        UploadRefused::Refused(why) => refusal(unfit, "refused", &why),
        UploadRefused::Damaged => {
            let why = "Файл дошёл не целиком: контрольная сумма не сошлась. Он будет отправлен заново.";
            refusal(unfit, "damaged", why)
        }
        UploadRefused::Save(SaveRefused::Closed) => {
            let why = "Анкета отправлена или опрос завершён: файлы не принимаются.";
            refusal(StatusCode::CONFLICT, "closed", why)
        }
        UploadRefused::Save(SaveRefused::NoSuchField(_)) => {
            let why = "В этой версии анкеты нет такого поля для файла. Файл остался на этом устройстве.";
            refusal(unfit, "refused", why)
        }
        UploadRefused::Save(SaveRefused::TooLong) => {
            refusal(unfit, "refused", "Имя файла слишком длинное: переименуйте файл.")
        }
        // What the file is, was found to be wrong: the words say what to choose instead.
        UploadRefused::Save(SaveRefused::Page(PageError::Refused { why, next, .. })) => {
            refusal(unfit, "refused", &format!("{why} {next}"))
        }
        UploadRefused::Save(SaveRefused::Page(error)) => return Err(error),
    })
}
