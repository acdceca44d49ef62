//! Filling in: the sheet with its sections, a section, the check before sending.

use access::{FormData, House, PageError, PageResult};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use forms::engine::Finding;
use serde::Deserialize;
use ui::Chrome;
use ui::ru::plural;

use super::day_words;
use super::fields::{Ask, Block, Builder, Field, id_of};
use super::sheet_key::SheetKey;
use crate::filling::{Incoming, SaveRefused, Saved, SendRefused, Sheet, resize, save, send};
use crate::rules::{Page, pattern};
use crate::store as sql;

/// One line of the list of sections.
struct SectionLine {
    href: String,
    title: String,
    state: &'static str,
    sign: &'static str,
    word: String,
}

/// What every page of a sheet shows above its own content.
struct Head {
    path: String,
    title: String,
    respondent: String,
    deadline: String,
    remark: String,
    is_open: bool,
    state_word: &'static str,
    state_class: &'static str,
    state_sign: &'static str,
    is_link: bool,
}

#[derive(Template)]
#[template(path = "sheet.html")]
struct SheetPage {
    chrome: Chrome,
    head: Head,
    sections: Vec<SectionLine>,
    progress: String,
    is_sent: bool,
}

#[derive(Template)]
#[template(path = "section.html")]
struct SectionPage {
    chrome: Chrome,
    head: Head,
    title: String,
    number: usize,
    count: usize,
    errors: Vec<(String, String)>,
    blocks: Vec<Block>,
    before: Option<String>,
    has_files: bool,
    /// What the script is told.
    answer_id: String,
    version_id: String,
    script: &'static str,
    engine: &'static str,
    /// Nothing where the engine was not built.
    wasm: &'static str,
    next: String,
}

struct CheckPart {
    href: String,
    title: String,
    rows: Vec<Field>,
}

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage {
    chrome: Chrome,
    head: Head,
    parts: Vec<CheckPart>,
    errors: Vec<(String, String)>,
    explain: Vec<(String, String)>,
    is_sent: bool,
    may_send: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SectionQuery {
    check: String,
}

fn head(sheet: &Sheet) -> Head {
    let answer = &sheet.answer;
    Head {
        path: answer.path(),
        title: answer.poll_title.clone(),
        respondent: answer.respondent.clone(),
        deadline: day_words(&answer.deadline),
        remark: answer.remark.clone(),
        is_open: answer.is_writable(),
        state_word: answer.state_word(),
        state_class: answer.state_class(),
        state_sign: answer.state_sign(),
        is_link: answer.secret.is_some(),
    }
}

/// Title of a page: its section's, with the part where it is cut.
fn title_of(sheet: &Sheet, page: &Page, number: usize) -> String {
    let form = sheet.version.form();
    let label = page.section.and_then(|id| {
        let path = form.path(id);
        sheet.session.label(&path).or_else(|| sheet.session.label(&format!("{path}[1]")))
    });
    let label = label.filter(|text| !text.is_empty()).unwrap_or_else(|| {
        if number == 1 { "Общие вопросы".to_owned() } else { format!("Раздел {number}") }
    });
    if page.part > 0 { format!("{label}, часть {}", page.part) } else { label }
}

/// The questions of a page as they are now: path and whether an answer is expected.
fn questions_on(sheet: &Sheet, page: &Page) -> Vec<Field> {
    let builder = Builder::new(sheet, sheet.report(), &[], &[], true);
    fields_of(builder.blocks(page))
}

fn fields_of(blocks: Vec<Block>) -> Vec<Field> {
    let mut fields = Vec::new();
    for block in blocks {
        match block {
            Block::Field(field) => fields.push(field),
            Block::Matrix { rows, .. } => fields.extend(rows),
            _ => {}
        }
    }
    fields
}

/// A page whose every question is hidden by answers is passed over.
fn is_empty_now(fields: &[Field]) -> bool {
    !fields.is_empty() && fields.iter().all(|field| field.is_hidden)
}

/// `/questionnaires/answers/{answer}`
pub async fn overview(State(house): State<House>, key: SheetKey) -> PageResult {
    let chrome = key.visitor.chrome.clone();
    let sheet = Sheet::open(&house, key.answer).await?;
    let mut sections = Vec::new();
    for (number, page) in (1..).zip(&sheet.version.pages) {
        let fields = questions_on(&sheet, page);
        if is_empty_now(&fields) {
            continue;
        }
        let asked: Vec<&Field> =
            fields.iter().filter(|field| !field.is_hidden && field.ask != Ask::Told).collect();
        let answered = asked.iter().filter(|field| !field.value.is_empty()).count();
        let wrong = asked.iter().filter(|field| !field.error.is_empty() && !field.value.is_empty()).count();
        let missing = asked.iter().filter(|field| field.is_required && field.value.is_empty()).count();
        let (state, sign, word) = match () {
            () if wrong > 0 => ("overdue", "!", format!("ошибок: {wrong}")),
            () if answered == 0 && missing > 0 => ("not-started", "○", "не начато".to_owned()),
            () if missing > 0 => ("running", "●", format!("{answered} из {}", asked.len())),
            () if asked.is_empty() => ("done", "✓", "прочитать".to_owned()),
            () if answered == 0 => ("not-started", "○", "по желанию".to_owned()),
            () => ("done", "✓", "заполнено".to_owned()),
        };
        sections.push(SectionLine {
            href: format!("{}/sections/{number}", sheet.answer.path()),
            title: title_of(&sheet, page, number),
            state,
            sign,
            word,
        });
    }
    let (asked, answered) = sheet.progress();
    let progress =
        format!("Отвечено на {answered} из {asked} {}", plural(asked, "вопроса", "вопросов", "вопросов"));
    let page =
        SheetPage { chrome, sections, progress, is_sent: sheet.answer.state == "sent", head: head(&sheet) };
    Ok(Html(page.render()?).into_response())
}

/// `/questionnaires/answers/{answer}/sections/{section}`
pub async fn section(
    State(house): State<House>,
    key: SheetKey,
    Query(query): Query<SectionQuery>,
) -> PageResult {
    let chrome = key.visitor.chrome.clone();
    let number = key.section;
    let sheet = Sheet::open(&house, key.answer).await?;
    show_section(&house, chrome, &sheet, number, query.check == "1", StatusCode::OK).await
}

async fn show_section(
    house: &House,
    chrome: Chrome,
    sheet: &Sheet,
    number: usize,
    checks: bool,
    status: StatusCode,
) -> PageResult {
    let page = number.checked_sub(1).and_then(|index| sheet.version.pages.get(index));
    let page = page.ok_or(PageError::NotFound)?;
    let conflicts = sql::conflicts_of(&house.db, &sheet.answer.id).await?;
    let files = sql::files_of(&house.db, &sheet.answer.id).await?;
    let builder = Builder::new(sheet, sheet.report(), &conflicts, &files, checks);
    let blocks = builder.blocks(page);
    let all: Vec<&Field> = blocks
        .iter()
        .flat_map(|block| match block {
            Block::Field(field) => vec![field],
            Block::Matrix { rows, .. } => rows.iter().collect(),
            _ => Vec::new(),
        })
        .collect();
    let errors = all
        .iter()
        .filter(|field| checks && !field.is_hidden && !field.error.is_empty())
        .map(|field| (field.id.clone(), format!("{}: {}", short(&field.label), field.error)))
        .collect();
    let has_files = all.iter().any(|field| field.ask == Ask::File);
    let page = SectionPage {
        chrome,
        title: title_of(sheet, page, number),
        number,
        count: sheet.version.pages.len(),
        errors,
        before: (number > 1).then(|| format!("{}/sections/{}", sheet.answer.path(), number - 1)),
        has_files,
        answer_id: sheet.answer.id.clone(),
        version_id: sheet.version.id.clone(),
        script: ui::asset_url("fill.js"),
        engine: ui::asset_url("engine.js"),
        wasm: Some(ui::asset_url("forms.wasm")).filter(|url| !url.ends_with("unknown")).unwrap_or_default(),
        next: next_after(sheet, number),
        head: head(sheet),
        blocks,
    };
    Ok((status, Html(page.render()?)).into_response())
}

fn short(label: &str) -> String {
    if label.chars().count() <= 80 {
        return label.to_owned();
    }
    format!("{}…", label.chars().take(79).collect::<String>())
}

/// What a posted page says of its fields: those that differ from what the page showed.
fn typed(sheet: &Sheet, page: &Page, form: &FormData) -> Result<Vec<Incoming>, PageError> {
    let client = store::new_id();
    let mut incoming = Vec::new();
    for field in questions_on(sheet, page) {
        if field.ask == Ask::Told || field.ask == Ask::File {
            continue;
        }
        let Some(base) = form.fields().iter().find(|(name, _)| *name == format!("base:{}", field.path))
        else {
            continue;
        };
        let name = format!("v:{}", field.path);
        let value = match field.ask {
            Ask::Checks => form.all(&name).filter(|one| !one.is_empty()).collect::<Vec<_>>().join(" "),
            Ask::Rank => {
                let mut places: Vec<&str> = Vec::new();
                for one in form.all(&name).filter(|one| !one.is_empty()) {
                    if !places.contains(&one) {
                        places.push(one);
                    }
                }
                places.join(" ")
            }
            Ask::Search => code_of(&field, form.text(&name)),
            _ => form.as_typed(&name).to_owned(),
        };
        let explanation = form
            .fields()
            .iter()
            .find(|(name, _)| *name == format!("e:{}", field.path))
            .map(|(_, text)| text.clone());
        let base: i64 = base.1.trim().parse().unwrap_or(0);
        let stands = sheet.row(&field.path);
        let is_same = field.value == value
            && explanation
                .as_ref()
                .is_none_or(|text| text.trim() == stands.map_or("", |row| row.explanation.as_str()));
        let is_seen = base == field.revision;
        if is_same && is_seen && field.conflict.is_empty() {
            continue;
        }
        incoming.push(Incoming {
            path: field.path.clone(),
            value,
            explanation,
            client: client.clone(),
            seq: i64::try_from(incoming.len()).unwrap_or(0) + 1,
            base: Some(base),
        });
    }
    Ok(incoming)
}

/// The code of a choice that was typed by its label.
fn code_of(field: &Field, typed: &str) -> String {
    let folded = ui::ru::fold(typed);
    let found = field
        .choices
        .iter()
        .find(|one| one.value == typed || one.label == typed)
        .or_else(|| field.choices.iter().find(|one| ui::ru::fold(&one.label) == folded));
    found.map_or_else(|| typed.to_owned(), |one| one.value.clone())
}

/// A posted section: everything is saved first, whatever else is wrong.
pub async fn save_section(State(house): State<House>, key: SheetKey, form: FormData) -> PageResult {
    let (saved_by, number) = (key.saved_by(), key.section);
    let chrome = key.visitor.chrome.clone();
    let mut sheet = Sheet::open(&house, key.answer).await?;
    let page = number.checked_sub(1).and_then(|index| sheet.version.pages.get(index));
    let page = page.cloned().ok_or(PageError::NotFound)?;
    if !sheet.answer.is_writable() {
        return Err(SaveRefused::Closed.into());
    }
    let incoming = typed(&sheet, &page, &form)?;
    let mut has_conflict = false;
    if !incoming.is_empty() {
        let saved = save(&house, &mut sheet, &incoming, &saved_by).await?;
        has_conflict = saved.iter().any(|one| matches!(one, Saved::Conflict(_)));
    }
    for (name, file) in form.files().iter().filter_map(|file| Some((file.field.strip_prefix("f:")?, file))) {
        if !file.bytes.is_empty() {
            let what = (name, file.name.as_str(), file.bytes.clone());
            crate::attachments::attach(&house, &mut sheet, what, (&store::new_id(), 1), &saved_by).await?;
        }
    }
    let here = format!("{}/sections/{number}", sheet.answer.path());
    let wanted = form.text("do");
    if let Some(repeat) = wanted.strip_prefix("add:") {
        resize(&house, &mut sheet, repeat, None, &saved_by).await?;
        return Ok(Redirect::to(&here).into_response());
    }
    if let Some((repeat, index)) = wanted.strip_prefix("remove:").and_then(|rest| rest.rsplit_once(':')) {
        let index: usize = index.parse().map_err(|_| PageError::NotFound)?;
        resize(&house, &mut sheet, repeat, Some(index.saturating_sub(1)), &saved_by).await?;
        return Ok(Redirect::to(&here).into_response());
    }
    let wrong = questions_on(&sheet, &page).iter().any(|field| !field.is_hidden && !field.error.is_empty());
    if has_conflict || (wrong && wanted != "stay") {
        return show_section(&house, chrome, &sheet, number, true, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let to = match wanted {
        "stay" => here,
        _ => next_after(&sheet, number),
    };
    Ok(Redirect::to(&to).into_response())
}

/// The next page that has something to ask, or the check.
fn next_after(sheet: &Sheet, number: usize) -> String {
    let path = sheet.answer.path();
    let next = (number + 1..).zip(sheet.version.pages.iter().skip(number));
    for (next, page) in next {
        if !is_empty_now(&questions_on(sheet, page)) {
            return format!("{path}/sections/{next}");
        }
    }
    format!("{path}/check")
}

/// Findings as links to their fields: address and words.
fn links(sheet: &Sheet, findings: &[Finding]) -> Vec<(String, String)> {
    findings.iter().map(|one| (link_to(sheet, &one.path), words_of(sheet, one))).collect()
}

fn words_of(sheet: &Sheet, finding: &Finding) -> String {
    let label = sheet.session.label(&finding.path).unwrap_or_else(|| finding.name.clone());
    format!("{}: {}", short(&label), finding.message)
}

fn link_to(sheet: &Sheet, path: &str) -> String {
    let form = sheet.version.form();
    let id = sheet.version.shown.get(&pattern(path)).copied();
    let is_on = |page: &Page| {
        id.is_some_and(|id| {
            page.elements.contains(&id) || form.ancestors(id).any(|above| page.elements.contains(&above))
        })
    };
    let number = sheet.version.pages.iter().position(is_on).map_or(1, |index| index + 1);
    format!("{}/sections/{number}?check=1#{}", sheet.answer.path(), id_of(path))
}

/// `/questionnaires/answers/{answer}/check`
pub async fn check(State(house): State<House>, key: SheetKey) -> PageResult {
    let chrome = key.visitor.chrome.clone();
    let sheet = Sheet::open(&house, key.answer).await?;
    show_check(&house, chrome, &sheet, StatusCode::OK).await
}

async fn show_check(house: &House, chrome: Chrome, sheet: &Sheet, status: StatusCode) -> PageResult {
    let files = sql::files_of(&house.db, &sheet.answer.id).await?;
    let report = sheet.report();
    let errors = links(sheet, &report.errors);
    let explain = report
        .warnings
        .iter()
        .filter(|one| {
            one.wants_explanation == Some(true)
                && one.explanation.as_ref().is_none_or(|text| text.trim().is_empty())
        })
        .map(|one| (link_to(sheet, &one.path), words_of(sheet, one)))
        .collect::<Vec<_>>();
    let may_send = sheet.answer.is_writable();
    let builder = Builder::new(sheet, report, &[], &files, true);
    let mut parts = Vec::new();
    for (number, page) in (1..).zip(&sheet.version.pages) {
        let rows: Vec<Field> = fields_of(builder.blocks(page))
            .into_iter()
            .filter(|field| !field.is_hidden && (field.ask != Ask::Told || !field.value.is_empty()))
            .collect();
        if !rows.is_empty() {
            parts.push(CheckPart {
                href: format!("{}/sections/{number}", sheet.answer.path()),
                title: title_of(sheet, page, number),
                rows,
            });
        }
    }
    let page = CheckPage {
        chrome,
        head: head(sheet),
        parts,
        errors,
        explain,
        is_sent: sheet.answer.state == "sent",
        may_send,
    };
    Ok((status, Html(page.render()?)).into_response())
}

/// Sends the sheet.
pub async fn send_sheet(State(house): State<House>, key: SheetKey) -> PageResult {
    let (chrome, who) = (key.visitor.chrome.clone(), key.who());
    let mut sheet = Sheet::open(&house, key.answer).await?;
    match send(&house, &mut sheet, &who, None).await {
        Ok(()) => Ok(Redirect::to(&format!("{}/check", sheet.answer.path())).into_response()),
        Err(SendRefused::Invalid(_)) => {
            show_check(&house, chrome, &sheet, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(SendRefused::Closed) => Err(SaveRefused::Closed.into()),
        Err(SendRefused::Changed) => Err(PageError::Conflict {
            what: "Пока вы читали проверку, кто-то изменил ответы: отправлять их непрочитанными нельзя."
                .into(),
        }),
        Err(SendRefused::Page(error)) => Err(error),
    }
}

/// A file that is an answer.
pub async fn file(State(house): State<House>, key: SheetKey) -> PageResult {
    let file = sql::file(&house.db, &key.answer.id, &key.file).await?.ok_or(PageError::NotFound)?;
    let hash = store::FileHash::parse(&file.hash).ok_or(PageError::NotFound)?;
    let bytes = house.files.get(&hash).await?;
    Ok(access::download(bytes, &file.media_type, &file.name))
}
