//! Organisations from a workbook: upload, preview with errors and differences, acceptance.

pub(super) use access::media::XLSX;
use access::{Deed, FormData, House, PageError, PageResult, Scope, Subject, Visitor, download};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::civil::Date;
use roster::{Content, Decided, Decision, Draft, Fate, Line, Problem};
use store::FileHash;
use ui::Chrome;

use crate::import::{ImportRefused, StoredDraft, accept, compared, vocabulary};
use crate::store::imports::{self, ImportRow};
use crate::store::{roll, touch_registry};
use crate::{Author, Desk};

/// More would not be decided at one sitting; the rest comes after them.
const MOST_DIFFERENCES: usize = 300;
/// Lists of what needs no decision are looked through, not read.
const MOST_LISTED: usize = 500;

#[derive(Template)]
#[template(path = "registry_import.html")]
struct UploadPage {
    chrome: Chrome,
    /// (field, text)
    error: Option<(&'static str, String)>,
    day: String,
    waiting: Vec<(String, String, String)>,
}

/// Lists of one's own organisation.
fn desk_scope(visitor: &Visitor) -> Scope {
    visitor.scope(Subject::RegistryDraft, Deed::Write)
}

fn writing(visitor: &Visitor) -> Scope {
    visitor.scope(Subject::OrganisationCard, Deed::Write)
}

async fn upload_page(
    house: &House,
    visitor: &Visitor,
    error: Option<(&'static str, String)>,
    day: String,
) -> Result<UploadPage, PageError> {
    let waiting = imports::waiting(&house.db, &desk_scope(visitor)).await?;
    let waiting = waiting.into_iter().map(|row| {
        (
            format!("/network/imports/{}", row.id),
            row.file_name,
            ui::ru::date_long(house.clock.date_of(row.created_at)),
        )
    });
    let waiting = waiting.collect();
    Ok(UploadPage { error, day, waiting, chrome: visitor.chrome.clone() })
}

/// `/network/import`
pub async fn form(State(house): State<House>, visitor: Visitor) -> PageResult {
    let today = house.clock.today().to_string();
    Ok(Html(upload_page(&house, &visitor, None, today).await?.render()?).into_response())
}

/// `/network/import/template.xlsx`: an empty workbook to fill in.
pub async fn template(State(house): State<House>) -> PageResult {
    let roll = roll(&house.db).await?;
    let words = vocabulary(&roll, house.clock.today());
    let title = "Реестр организаций: образец для заполнения";
    let made =
        tokio::task::spawn_blocking(move || roster::workbook(Content { title, records: &[] }, &words)).await;
    let bytes = workbook_made(made)?;
    Ok(download(bytes, XLSX, "Реестр организаций (образец).xlsx"))
}

/// The bytes of a workbook made beside the threads that serve pages.
pub(super) fn workbook_made<E: std::fmt::Display>(
    made: Result<Result<Vec<u8>, E>, tokio::task::JoinError>,
) -> Result<Vec<u8>, PageError> {
    let internal = |error: String| PageError::Internal(error);
    made.map_err(|error| internal(error.to_string()))?.map_err(|error| internal(error.to_string()))
}

/// `POST /network/import`
pub async fn upload(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let typed = form.text("day").to_owned();
    let refused = async |field, text: String| {
        let page = upload_page(&house, &visitor, Some((field, text)), typed.clone()).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
    };
    let day = match form.text("day") {
        "" => house.clock.today(),
        text => match roster::check::day(text) {
            Ok(day) => day,
            Err(unfit) => return refused("day", unfit.told()).await,
        },
    };
    let Some(file) = form.file("file") else {
        return refused("file", "Файл не выбран. Нажмите «Выбрать файл» и укажите книгу Excel.".into()).await;
    };
    let roll = roll(&house.db).await?;
    let (bytes, words) = (file.bytes.clone(), vocabulary(&roll, day));
    // Unpacking and reading take processor time: not on the threads that serve pages.
    let read = tokio::task::spawn_blocking(move || roster::read(&bytes, &words)).await;
    let reading = match read.map_err(|error| PageError::Internal(error.to_string()))? {
        Ok(reading) => reading,
        Err(why) => return refused("file", why.to_string()).await,
    };
    let stored = serde_json::to_string(&StoredDraft { reading, decided: Vec::new() })?;
    let mut tx = house.db.begin().await?;
    let (scope, now) = (desk_scope(&visitor), house.clock.now());
    let id = imports::add(&mut tx, &scope, visitor.account_id(), &file.name, day, &stored, now).await?;
    let what = format!("Прочитан список организаций «{}»", file.name);
    Desk::of(&house).note(&mut tx, &author, "registry_draft.read", ("registry_draft", &id), &what).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/network/imports/{id}")).into_response())
}

#[derive(Template)]
#[template(path = "registry_import_preview.html")]
struct PreviewPage {
    chrome: Chrome,
    id: String,
    file_name: String,
    version: i64,
    day: String,
    error: String,
    counts: Counts,
    problems: Vec<Problem>,
    changed: Vec<ChangedLine>,
    /// Differences that are not on the page yet.
    more: usize,
    fills: Vec<(String, String)>,
    new: Vec<(String, String, String)>,
    remarks: Vec<String>,
    skip_faulty: bool,
}

struct Counts {
    new: usize,
    same: usize,
    changed: usize,
    faulty: usize,
    open: usize,
}

/// An organisation with the differences that somebody decides on.
struct ChangedLine {
    row: u32,
    name: String,
    code: String,
    differences: Vec<DifferenceView>,
}

struct DifferenceView {
    field: String,
    title: &'static str,
    registry: String,
    file: String,
    seen: String,
    decision: &'static str,
    is_dated: bool,
}

/// What tells two answers of the registry apart.
fn fingerprint(text: &str) -> String {
    FileHash::of(text.as_bytes()).as_str()[..12].to_owned()
}

fn field_name(row: u32, key: &str) -> String {
    format!("d.{row}.{key}")
}

fn title_of(line: &Line) -> String {
    let record = &line.record;
    let name = if record.short.is_empty() { &record.full } else { &record.short };
    if name.is_empty() { record.code.clone() } else { name.clone() }
}

impl PreviewPage {
    fn new(visitor: &Visitor, row: &ImportRow, draft: &Draft, municipality: impl Fn(&str) -> String) -> Self {
        let (mut changed, mut shown, mut more) = (Vec::new(), 0, 0);
        let mut fills = Vec::new();
        for line in &draft.lines {
            let Fate::Changed { code, differences, .. } = &line.fate else { continue };
            let mut views = Vec::new();
            for one in differences {
                if one.fills_a_blank {
                    fills.push((title_of(line), format!("{}: {}", one.what.title(), one.file)));
                    continue;
                }
                if shown == MOST_DIFFERENCES {
                    more += 1;
                    continue;
                }
                shown += 1;
                views.push(DifferenceView {
                    field: field_name(line.row, &one.what.key()),
                    title: one.what.title(),
                    registry: one.registry.clone(),
                    file: one.file.clone(),
                    seen: fingerprint(&one.registry),
                    decision: one.decision.code(),
                    is_dated: one.what.is_dated(),
                });
            }
            if !views.is_empty() {
                changed.push(ChangedLine {
                    row: line.row,
                    name: title_of(line),
                    code: code.clone(),
                    differences: views,
                });
            }
        }
        fills.truncate(MOST_LISTED);
        let new = draft.lines.iter().filter(|line| line.fate == Fate::New).take(MOST_LISTED);
        Self {
            id: row.id.clone(),
            file_name: row.file_name.clone(),
            version: row.version,
            day: ui::ru::date_long(row.day()),
            error: String::new(),
            counts: Counts {
                new: draft.count(|fate| *fate == Fate::New),
                same: draft.count(|fate| matches!(fate, Fate::Same { .. })),
                changed: draft.count(|fate| matches!(fate, Fate::Changed { .. })),
                faulty: draft.count(|fate| *fate == Fate::Refused),
                open: draft.open(),
            },
            problems: draft.problems.clone(),
            changed,
            more,
            fills,
            new: new
                .map(|line| {
                    (title_of(line), municipality(&line.record.municipality), line.record.genitive.clone())
                })
                .collect(),
            remarks: draft.remarks.clone(),
            skip_faulty: false,
            chrome: visitor.chrome.clone(),
        }
    }
}

/// A list of one's own organisation; another's is not found.
async fn draft_of(house: &House, visitor: &Visitor, id: &str) -> Result<(ImportRow, StoredDraft), PageError> {
    let row = imports::by_id(&house.db, &desk_scope(visitor), id).await?.ok_or(PageError::NotFound)?;
    let stored =
        if row.accepted_at.is_some() { StoredDraft::default() } else { serde_json::from_str(&row.draft)? };
    Ok((row, stored))
}

async fn preview_page(
    house: &House,
    visitor: &Visitor,
    row: &ImportRow,
    stored: &StoredDraft,
) -> Result<PreviewPage, PageError> {
    let roll = roll(&house.db).await?;
    let draft = compared(stored, &roll, &house.region.statuses, row.day());
    let words = vocabulary(&roll, row.day());
    Ok(PreviewPage::new(visitor, row, &draft, |code| words.municipality_name(code).to_owned()))
}

/// `/network/imports/{import}`
pub async fn preview(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (row, stored) = draft_of(&house, &visitor, &id).await?;
    if row.accepted_at.is_some() {
        return Ok(Redirect::to("/network").into_response());
    }
    Ok(Html(preview_page(&house, &visitor, &row, &stored).await?.render()?).into_response())
}

/// The answers of the form to the differences as they are now. An answer given to another word of the registry is none.
fn answers(form: &FormData, draft: &Draft) -> Vec<Decided> {
    let all = Decision::from_code(form.text("all"));
    let mut decided = Vec::new();
    for (line, one) in draft.differences().filter(|(_, one)| !one.fills_a_blank) {
        let field = field_name(line.row, &one.what.key());
        let seen = form.text(&format!("seen.{field}"));
        let typed = Decision::from_code(form.text(&field)).filter(|_| seen == fingerprint(&one.registry));
        let kept = Some(one.decision).filter(|decision| *decision != Decision::Open && seen.is_empty());
        // «For all»: what is still open; a slip is mended only where somebody says so.
        let decision = typed.or(kept).or(all.filter(|decision| *decision != Decision::Correct));
        if let Some(decision) = decision.filter(|one_of| *one_of != Decision::Correct || one.what.is_dated())
        {
            decided.push(Decided { row: line.row, what: one.what, registry: one.registry.clone(), decision });
        }
    }
    decided
}

/// `POST /network/imports/{import}`: saves the decisions, and accepts when asked to.
pub async fn answer(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let (row, mut stored) = draft_of(&house, &visitor, &id).await?;
    if row.accepted_at.is_some() {
        return Ok(Redirect::to("/network").into_response());
    }
    let (day, words, desk) = (row.day(), &house.region.statuses, Desk::of(&house));
    let before = compared(&stored, &*roll(&house.db).await?, words, day);
    stored.decided = answers(&form, &before);
    let seen = form.text("version").parse().unwrap_or(row.version);
    let mut tx = house.db.begin().await?;
    if !imports::save(&mut tx, &id, &serde_json::to_string(&stored)?, seen).await? {
        return Err(PageError::Conflict {
            what: "Этот список изменили в другом окне или уже загрузили.".into(),
        });
    }
    let what = "Сохранены решения к списку организаций";
    desk.note(&mut tx, &author, "registry_draft.answered", ("registry_draft", &id), what).await?;
    tx.commit().await?;
    if form.text("do") != "accept" {
        return Ok(Redirect::to(&format!("/network/imports/{id}#decide")).into_response());
    }
    // The decisions are on disk by now: whatever comes next, nothing typed is lost.
    let skip_faulty = form.text("skip_faulty") == "yes";
    match accepted(&house, &visitor, &id, &stored, day, skip_faulty, &author).await {
        Ok(()) => Ok(Redirect::to("/network").into_response()),
        Err(refused) => refused_page(&house, &visitor, &id, skip_faulty, refused).await,
    }
}

async fn accepted(
    house: &House,
    visitor: &Visitor,
    id: &str,
    stored: &StoredDraft,
    day: Date,
    skip_faulty: bool,
    author: &Author,
) -> Result<(), ImportRefused> {
    let desk = Desk::of(house);
    let mut tx = house.db.begin().await.map_err(crate::NetworkRefused::from)?;
    touch_registry(&mut tx).await.map_err(crate::NetworkRefused::from)?;
    let roll = roll(&house.db).await.map_err(crate::NetworkRefused::from)?;
    let draft = compared(stored, &roll, &house.region.statuses, day);
    let done = accept(&mut tx, &desk, &writing(visitor), &roll, &draft, day, skip_faulty, author).await?;
    let what = format!(
        "Загружен список организаций: новых {}, изменено {}, без изменений {}, пропущено {}",
        done.added, done.changed, done.same, done.skipped
    );
    let closing = async {
        imports::mark_accepted(&mut tx, id, house.clock.now()).await?;
        desk.note(&mut tx, author, "registry_draft.accepted", ("registry_draft", id), &what).await?;
        tx.commit().await
    };
    Ok(closing.await.map_err(crate::NetworkRefused::from)?)
}

async fn refused_page(
    house: &House,
    visitor: &Visitor,
    id: &str,
    skip_faulty: bool,
    refused: ImportRefused,
) -> PageResult<Response> {
    let error = refused.to_string();
    let extra = match refused {
        ImportRefused::Network(refused) => return Err(refused.into()),
        ImportRefused::Rows(problems) => problems,
        ImportRefused::Open(_) | ImportRefused::Faulty(_) => Vec::new(),
    };
    let (row, stored) = draft_of(house, visitor, id).await?;
    let mut page = PreviewPage { error, skip_faulty, ..preview_page(house, visitor, &row, &stored).await? };
    page.problems.extend(extra);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}
