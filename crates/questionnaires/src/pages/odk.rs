//! OpenRosa for ODK Collect: `…/api/openrosa/formList`, forms, submissions. The password is a token made for this.

use access::{Deed, House, PageError, PageResult, Subject, Visitor};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;

use crate::aside::aside;
use crate::filling::{SaveRefused, SendRefused, Sheet, resize, save, send};
use crate::odk::{self, Submission};
use crate::store::answers::{self, AnswerRow};

/// The part of the API's description.
#[derive(OpenApi)]
#[openapi(
    paths(form_list, form, submission_place, submit),
    tags((name = "openrosa", description = "OpenRosa для ODK Collect: адрес сервера — …/api/openrosa, пароль — ключ доступа с правом заполнять анкеты"))
)]
pub struct OpenRosaApi;

/// A photograph or two over a thin line.
const MOST_BYTES: usize = 21 * 1024 * 1024;

/// Headers that every answer of the protocol carries.
fn open_rosa(house: &House, status: StatusCode, xml: String) -> Response {
    let moment = jiff::Timestamp::from_microsecond(house.clock.now()).unwrap_or_default();
    let date = jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&moment)
        .ok()
        .and_then(|text| HeaderValue::from_str(&text).ok())
        .unwrap_or(HeaderValue::from_static("Thu, 01 Jan 1970 00:00:00 GMT"));
    let mut response = (status, xml).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
    headers.insert(header::DATE, date);
    headers.insert(HeaderName::from_static("x-openrosa-version"), HeaderValue::from_static("1.0"));
    headers
        .insert(HeaderName::from_static("x-openrosa-accept-content-length"), HeaderValue::from(MOST_BYTES));
    response
}

async fn own(house: &House, visitor: &Visitor, id: &str) -> Result<AnswerRow, PageError> {
    let scope = visitor.scope(Subject::QuestionnaireAnswer, Deed::Write);
    answers::own(&house.db, &scope, visitor.account_id(), id).await?.ok_or(PageError::NotFound)
}

/// Анкеты, которые ждут ответа.
#[utoipa::path(
    get,
    path = "/api/openrosa/formList",
    tag = "openrosa",
    responses((status = 200, description = "Список форм OpenRosa (XML)"), (status = 401, description = "Нужен ключ доступа"))
)]
pub async fn form_list(State(house): State<House>, visitor: Visitor) -> PageResult {
    let scope = visitor.scope(Subject::QuestionnaireAnswer, Deed::Write);
    let mut sheets = Vec::new();
    let all = answers::own_list(&house.db, &scope, visitor.account_id()).await?;
    for answer in all.into_iter().filter(AnswerRow::is_writable) {
        let sheet = Sheet::open(&house, answer).await?;
        let xform = aside(|| odk::xform(&sheet)).await??;
        let address = format!("{}/api/openrosa/forms/{}", house.settings.public_url, sheet.answer.id);
        sheets.push((sheet.answer, xform, address));
    }
    Ok(open_rosa(&house, StatusCode::OK, odk::form_list(&sheets)))
}

/// Форма анкеты (XForm).
#[utoipa::path(
    get,
    path = "/api/openrosa/forms/{answer}",
    tag = "openrosa",
    params(("answer" = String, Path, description = "Анкета")),
    responses((status = 200, description = "XForm (XML)"), (status = 404, description = "Такой анкеты нет"))
)]
pub async fn form(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let answer = own(&house, &visitor, &id).await?;
    let sheet = Sheet::open(&house, answer).await?;
    let xform = aside(|| odk::xform(&sheet)).await??;
    Ok(open_rosa(&house, StatusCode::OK, xform))
}

/// Куда отправлять: ODK Collect сначала спрашивает методом HEAD.
#[utoipa::path(
    get,
    path = "/api/openrosa/submission",
    tag = "openrosa",
    responses((status = 204, description = "Сюда можно отправлять; предел размера — в X-OpenRosa-Accept-Content-Length"))
)]
pub async fn submission_place(State(house): State<House>) -> PageResult {
    Ok(open_rosa(&house, StatusCode::NO_CONTENT, String::new()))
}

/// Заполненная анкета: multipart с частью xml_submission_file и вложениями.
#[utoipa::path(
    post,
    path = "/api/openrosa/submission",
    tag = "openrosa",
    responses(
        (status = 201, description = "Принято; повтор того же instanceID добавляет только файлы, которых ещё нет"),
        (status = 404, description = "Такой анкеты нет"),
        (status = 409, description = "Анкета уже отправлена или закрыта")
    )
)]
pub async fn submit(State(house): State<House>, visitor: Visitor, request: Request) -> PageResult {
    let parts = match parts(&house, request).await {
        Ok(parts) => parts,
        Err(why) => return Ok(refused(&house, StatusCode::UNPROCESSABLE_ENTITY, &why)),
    };
    let read = match aside(|| odk::read(&parts.xml)).await? {
        Ok(read) => read,
        Err(why) => return Ok(refused(&house, StatusCode::UNPROCESSABLE_ENTITY, &why)),
    };
    let id = odk::answer_id(&read.form_id).ok_or(PageError::NotFound)?;
    let answer = own(&house, &visitor, id).await?;
    let is_replayed = answer.instance_id.as_deref() == Some(read.instance_id.as_str());
    if is_replayed {
        // A phone that lost the answer on its way sends again, perhaps with files that have not come yet.
        let mut sheet = Sheet::open(&house, answer).await?;
        let added = attach(&house, &visitor, &mut sheet, &read, parts.files).await?;
        let message = match added {
            0 => "Эта анкета уже принята.".to_owned(),
            added => format!("Эта анкета уже принята; добавлено файлов: {added}."),
        };
        return Ok(open_rosa(&house, StatusCode::CREATED, odk::response("submit_success", &message)));
    }
    if read.version != answer.version_number.to_string() {
        let why = "Анкета изменилась после загрузки на телефон. Обновите список форм и заполните её снова.";
        return Ok(refused(&house, StatusCode::CONFLICT, why));
    }
    let mut sheet = Sheet::open(&house, answer).await?;
    take(&house, &visitor, &mut sheet, &read, parts).await
}

fn refused(house: &House, status: StatusCode, why: &str) -> Response {
    open_rosa(house, status, odk::response("submit_error", why))
}

type Files = Vec<(String, Vec<u8>)>;

/// A request of the phone.
struct Parts {
    xml: Vec<u8>,
    files: Files,
    /// More requests with the other files of the same submission will follow (`*isIncomplete*` of OpenRosa).
    is_incomplete: bool,
}

async fn parts(house: &House, mut request: Request) -> Result<Parts, String> {
    let unreadable = "Отправленное не прочитано: нужны части multipart/form-data не больше 20 МБ.";
    DefaultBodyLimit::max(MOST_BYTES).apply(&mut request);
    let mut multipart = Multipart::from_request(request, house).await.map_err(|_| unreadable.to_owned())?;
    let (mut xml, mut files, mut is_incomplete) = (None, Vec::new(), false);
    while let Some(part) = multipart.next_field().await.map_err(|_| unreadable.to_owned())? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(|_| unreadable.to_owned())?.to_vec();
        match name.as_str() {
            "xml_submission_file" => xml = Some(bytes),
            "*isIncomplete*" => is_incomplete = bytes == b"yes",
            _ if !file.is_empty() && files.len() < 100 => files.push((file, bytes)),
            _ => {}
        }
    }
    let xml = xml.ok_or("В отправленном нет части xml_submission_file.")?;
    Ok(Parts { xml, files, is_incomplete })
}

/// Keeps the files that the submission names and the sheet does not hold yet; how many.
async fn attach(
    house: &House,
    visitor: &Visitor,
    sheet: &mut Sheet,
    read: &Submission,
    files: Files,
) -> Result<usize, SaveRefused> {
    let (named, _) = aside(|| odk::fields(read, &sheet.version)).await?;
    let mut added = 0;
    for (name, bytes) in files {
        let Some(field) = named.iter().find(|field| field.value == name) else { continue };
        let file = (field.path.as_str(), name.as_str(), bytes);
        added += usize::from(crate::attachments::attach_named(house, sheet, file, visitor).await?);
    }
    Ok(added)
}

async fn take(
    house: &House,
    visitor: &Visitor,
    sheet: &mut Sheet,
    read: &Submission,
    parts: Parts,
) -> PageResult {
    let by = visitor.account_id();
    let closed = "Анкета уже отправлена или опрос завершён.";
    let (incoming, counts) = aside(|| odk::fields(read, &sheet.version)).await?;
    for (repeat, count) in counts {
        loop {
            let now = instances(sheet, &repeat);
            if now == count {
                break;
            }
            let remove = (now > count).then(|| now - 1);
            match resize(house, sheet, &repeat, remove, by).await {
                Ok(()) => {}
                // A counted repeat follows its count.
                Err(SaveRefused::NoSuchField(_)) => break,
                Err(SaveRefused::Closed) => return Ok(refused(house, StatusCode::CONFLICT, closed)),
                Err(other) => return Err(other.into()),
            }
            if instances(sheet, &repeat) == now {
                break;
            }
        }
    }
    // What the phone hides is not in its answer; what it shows and we compute is ours.
    let known: Vec<_> = incoming.into_iter().filter(|one| sheet.session.value(&one.path).is_some()).collect();
    match save(house, sheet, &known, by).await {
        Ok(_) => {}
        Err(SaveRefused::Closed) => return Ok(refused(house, StatusCode::CONFLICT, closed)),
        Err(SaveRefused::NoSuchField(path)) => {
            let why = format!("В анкете нет поля {path}.");
            return Ok(refused(house, StatusCode::UNPROCESSABLE_ENTITY, &why));
        }
        Err(other) => return Err(other.into()),
    }
    attach(house, visitor, sheet, read, parts.files).await?;
    if parts.is_incomplete {
        let message = "Часть файлов принята; анкета будет отправлена вместе с последней частью.";
        return Ok(open_rosa(house, StatusCode::CREATED, odk::response("submit_success", message)));
    }
    let sent = send(house, sheet, &access::audit::Who::of(visitor), Some(&read.instance_id)).await;
    let message = match sent {
        Ok(()) => "Анкета принята.".to_owned(),
        Err(SendRefused::Invalid(report)) => format!(
            "Ответы сохранены, но анкета не отправлена: исправить {}, пояснить {}. Откройте её на сайте.",
            report.errors.len(),
            report.warnings.len()
        ),
        Err(SendRefused::Disputed(paths)) => format!(
            "Ответы сохранены, но анкета не отправлена: на вопросы ({}) с разных устройств даны разные ответы. Откройте её на сайте и выберите верные.",
            paths.len()
        ),
        Err(SendRefused::Closed | SendRefused::Changed) => {
            return Ok(refused(house, StatusCode::CONFLICT, closed));
        }
        Err(SendRefused::Page(error)) => return Err(error),
    };
    Ok(open_rosa(house, StatusCode::CREATED, odk::response("submit_success", &message)))
}

/// How many instances a repeat has now.
fn instances(sheet: &Sheet, repeat: &str) -> usize {
    sheet
        .session
        .nodes()
        .iter()
        .filter(|node| {
            node.is_repeat
                && node
                    .path
                    .strip_prefix(repeat)
                    .is_some_and(|rest| rest.starts_with('[') && !rest.contains('/'))
        })
        .count()
}
