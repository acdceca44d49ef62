//! For the script of a page: one field saved at a time, the sheet as data, the worker that opens pages without a network.

use std::collections::HashMap;

use access::{FormData, House, PageError, PageResult};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use super::fields::{MOST_LISTED, code_among};
use super::sheet_key::SheetKey;
use crate::aside::aside;
use crate::filling::{Growth, Incoming, SaveRefused, Saved, Sheet, grow, save};
use crate::rules::nested;

/// What became of one field, within two kilobytes.
#[derive(Debug, Serialize)]
struct FieldState {
    /// `saved`, `error`, `explain`, `late`, `conflict`, `closed`, `refused`.
    state: &'static str,
    revision: i64,
    /// What stands in the field now, where it is not what was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    message: String,
    /// Places that have come into sight or gone out of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relevant: Vec<(String, bool)>,
    /// Computed values that have changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    computed: Vec<(String, String)>,
    /// More has changed than is told here: the page is to be loaded anew.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    reload: bool,
    asked: i64,
    answered: i64,
}

/// Bytes of told changes in one answer.
const MOST_TOLD: usize = 1_200;

pub(super) fn refusal(status: StatusCode, state: &'static str, message: &str) -> Response {
    (status, Json(json!({ "state": state, "message": message }))).into_response()
}

/// `POST …/fields`: one field. Replayed it gives the same answer and changes nothing.
pub async fn field(State(house): State<House>, key: SheetKey, form: FormData) -> PageResult {
    let saved_by = key.saved_by();
    let mut sheet = Sheet::open_for_save(&house, key.answer).await?;
    if let Some(repeat) = form.text("path").strip_suffix('#') {
        return grown(&house, sheet, repeat, &form, &saved_by).await;
    }
    let has = |name: &str| form.fields().iter().any(|(field, _)| field == name);
    let read = || (code_of_typed(&sheet, form.text("path"), form.as_typed("value")), places(&sheet));
    let (value, before) = aside(read).await?;
    let mut incoming = Incoming {
        path: form.text("path").to_owned(),
        value,
        explanation: has("explanation").then(|| form.text("explanation").to_owned()),
        client: form.text("client").to_owned(),
        seq: form.text("seq").parse().unwrap_or(0),
        base: form.text("base").parse().ok(),
    };
    if !has("value") {
        // An explanation alone, of a file or of what the form computes: the answer stays what it is.
        incoming.value = sheet.session.value(&incoming.path).unwrap_or_default();
        incoming.base = Some(sheet.revision_of(&incoming.path));
    }
    if incoming.client.is_empty() || incoming.seq < 1 {
        return Ok(refusal(StatusCode::UNPROCESSABLE_ENTITY, "refused", "Не указан отправитель или номер."));
    }
    let saved = match save(&house, &mut sheet, std::slice::from_ref(&incoming), &saved_by).await {
        Ok(saved) => saved.into_iter().next(),
        Err(refused) => return field_refusal(refused),
    };
    let (asked, answered) = (sheet.answer.asked, sheet.answer.answered);
    let mut told = FieldState {
        state: "saved",
        revision: 0,
        value: None,
        message: String::new(),
        relevant: Vec::new(),
        computed: Vec::new(),
        reload: false,
        asked,
        answered,
    };
    let mut status = StatusCode::OK;
    let (report, after) = aside(|| (sheet.check_answer(&incoming.path), places(&sheet))).await?;
    match saved {
        Some(saved @ (Saved::Written(_) | Saved::Stands(_))) => {
            told.revision = saved.revision();
            told.value = corrected_day(&sheet, &incoming);
            if let Some(error) = report.errors.into_iter().find(|one| one.code != "required") {
                (told.state, told.message) = ("error", error.message);
            } else if let Some(warning) = report.warnings.into_iter().next() {
                let is_open = warning.wants_explanation == Some(true)
                    && warning.explanation.as_ref().is_none_or(|text| text.trim().is_empty());
                told.state = if is_open { "explain" } else { "saved" };
                told.message = warning.message;
            }
        }
        Some(Saved::Late(current)) => {
            (told.state, told.revision, told.value) = ("late", current.revision, Some(current.value));
        }
        Some(Saved::Conflict(current)) => {
            status = StatusCode::CONFLICT;
            (told.state, told.revision, told.value) = ("conflict", current.revision, Some(current.value));
            told.message =
                "Это поле изменено на другом устройстве. Оба ответа сохранены: выберите верный.".to_owned();
        }
        None => {}
    }
    tell_changes(after, &before, &mut told);
    sheet.leave_open(&house);
    Ok((status, Json(told)).into_response())
}

/// A day that stands otherwise than it was sent: a browser's field for dates takes «24» for the year 24.
fn corrected_day(sheet: &Sheet, sent: &Incoming) -> Option<String> {
    let stands = sheet.session.value(&sent.path)?;
    (sent.value.starts_with("00") && sent.value.get(4..5) == Some("-") && stands != sent.value)
        .then_some(stands)
}

/// A list too long to be shown is answered by typing a label of it.
fn code_of_typed(sheet: &Sheet, path: &str, typed: &str) -> String {
    let offers = sheet.session.choices(path).unwrap_or_default();
    if offers.len() <= MOST_LISTED || !sheet.takes_one_choice(path) {
        return typed.to_owned();
    }
    code_among(offers.iter().map(|one| (one.value.as_str(), one.label.as_str())), typed)
}

/// A repeat that has grown on a page, perhaps without a network: it has at least so many records from now on.
async fn grown(house: &House, mut sheet: Sheet, repeat: &str, form: &FormData, saved_by: &str) -> PageResult {
    let wanted = Growth {
        repeat,
        count: form.text("value").parse().unwrap_or(0),
        client: form.text("client"),
        seq: form.text("seq").parse().unwrap_or(0),
    };
    match grow(house, &mut sheet, &wanted, saved_by).await {
        Ok(revision) => {
            let (asked, answered) = aside(|| sheet.progress()).await?;
            let told =
                json!({ "state": "saved", "revision": revision, "asked": asked, "answered": answered });
            Ok(Json(told).into_response())
        }
        Err(refused) => field_refusal(refused),
    }
}

fn field_refusal(refused: SaveRefused) -> PageResult {
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(match refused {
        SaveRefused::Closed => {
            let why = "Анкета отправлена или опрос завершён: изменения не принимаются.";
            refusal(StatusCode::CONFLICT, "closed", why)
        }
        SaveRefused::NoSuchField(_) => {
            let why = "В этой версии анкеты такого поля нет. Ответ остался на этом устройстве.";
            refusal(unfit, "refused", why)
        }
        SaveRefused::TooLong => {
            let why = "Ответ длиннее 20 000 знаков: сократите его или приложите файлом.";
            refusal(unfit, "refused", why)
        }
        SaveRefused::Page(error) => return Err(error),
    })
}

type Places = HashMap<String, (bool, String)>;

fn places(sheet: &Sheet) -> Places {
    let nodes = sheet.session.nodes().into_iter();
    nodes
        .map(|node| {
            let value = if node.is_computed { node.value } else { String::new() };
            (node.path, (node.is_relevant, value))
        })
        .collect()
}

fn tell_changes(after: Places, before: &Places, told: &mut FieldState) {
    let mut bytes = 0;
    told.reload = before.len() != after.len();
    for (path, (is_relevant, value)) in after {
        let (was_relevant, was) = before.get(&path).cloned().unwrap_or((!is_relevant, String::new()));
        if was_relevant != is_relevant {
            bytes += path.len() + 10;
            told.relevant.push((path.clone(), is_relevant));
        }
        if was != value {
            bytes += path.len() + value.len() + 10;
            told.computed.push((path, value));
        }
        if bytes > MOST_TOLD {
            told.reload = true;
            told.relevant.clear();
            told.computed.clear();
            return;
        }
    }
}

/// `…/form.json`: everything that the engine in the browser is opened with, and a fresh token for the form.
pub async fn form_json(State(house): State<House>, key: SheetKey) -> PageResult {
    let csrf = key.visitor.chrome.csrf.clone();
    let sheet = Sheet::open(&house, key.answer).await?;
    let inputs = &sheet.inputs;
    let revisions: HashMap<&str, i64> =
        sheet.values.iter().map(|row| (row.path.as_str(), row.revision)).collect();
    let source: serde_json::Value = serde_json::from_str(&sheet.version.source)
        .map_err(|error| PageError::Internal(error.to_string()))?;
    let given: Vec<_> = sheet.values.iter().chain(&sheet.prefilled).cloned().collect();
    let answers = (!given.is_empty()).then(|| nested(&given));
    Ok(Json(json!({
        "answer": sheet.answer.id,
        "version": sheet.version.id,
        "state": sheet.answer.state,
        "is_open": sheet.answer.is_writable(),
        "csrf": csrf,
        "revisions": revisions,
        "open": {
            "do": "open",
            "source": source,
            "now": inputs.now.to_string(),
            "offset": inputs.offset_minutes,
            "seed": inputs.seed,
            "profile": inputs.profile,
            "properties": inputs.properties,
            "previous": sheet.previous,
            "last_saved": sheet.previous.as_ref().filter(|_| sheet.version.uses_last_saved),
            "answers": answers,
        },
    }))
    .into_response())
}

/// `/questionnaires/offline.js`: the worker that opens visited pages of this room without a network.
pub async fn offline_worker() -> PageResult {
    let own = [ui::asset_url("biblioset.css"), ui::asset_url("biblioset.js"), ui::asset_url("htmx.js")];
    let worker = super::engine::worker();
    let more = [ui::asset_url("fill.js"), worker.as_str(), ui::asset_url("favicon.svg")];
    let mut assets: Vec<&str> = own.into_iter().chain(more).collect();
    assets.extend(super::engine::url());
    let list = serde_json::to_string(&assets).map_err(|error| PageError::Internal(error.to_string()))?;
    let text = ui::offline_script().replace("[/*ASSETS*/]", &list);
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    // Sheets behind a link are opened without a network too.
    headers.insert(HeaderName::from_static("service-worker-allowed"), HeaderValue::from_static("/"));
    Ok(response)
}
