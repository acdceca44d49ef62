//! Check your answers, then send.

use access::{House, PageError, PageResult};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use forms::engine::Finding;
use ui::Chrome;

use super::super::fields::{Ask, Beside, Builder, Field, id_of};
use super::super::sheet_key::SheetKey;
use super::frame::{Head, Queue, head, short, title_of};
use super::questions::fields_of;
use crate::aside::aside;
use crate::filling::{SaveRefused, SendRefused, Sheet, disputed, send};
use crate::rules::{Page, pattern};
use crate::store as sql;

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
    /// Questions with two answers of which one is to be chosen.
    disputed: Vec<(String, String)>,
    /// Remarks that have not been followed yet.
    remarks: Vec<(String, String)>,
    queue: Queue,
    is_sent: bool,
    may_send: bool,
}

/// Findings as links to their fields: address and words.
fn links(sheet: &Sheet, findings: &[Finding]) -> Vec<(String, String)> {
    findings.iter().map(|one| (link_to(sheet, &one.path), words_of(sheet, one))).collect()
}

fn words_of(sheet: &Sheet, finding: &Finding) -> String {
    linked(sheet, &finding.path, &finding.message).1
}

/// A question by its label with words about it, and where it is.
fn linked(sheet: &Sheet, path: &str, words: &str) -> (String, String) {
    let name = path.rsplit('/').next().unwrap_or_default();
    let label = sheet.session.label(path).filter(|label| !label.is_empty());
    (link_to(sheet, path), format!("{}: {words}", short(label.as_deref().unwrap_or(name))))
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
    let beside = Beside::of(house, &sheet.answer).await?;
    let page = aside(|| check_page(chrome, sheet, &beside)).await?;
    Ok((status, Html(page.render()?)).into_response())
}

fn check_page(chrome: Chrome, sheet: &Sheet, beside: &Beside) -> CheckPage {
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
    let disputed = disputed(sheet, &beside.conflicts);
    let disputed =
        disputed.iter().map(|path| linked(sheet, path, "два разных ответа: выберите один")).collect();
    let is_waiting = |one: &&sql::RemarkRow| {
        sheet.session.is_relevant(&one.path) == Some(true) && !one.is_settled(sheet.row(&one.path))
    };
    let remarks = beside.remarks.iter().filter(is_waiting);
    let remarks = remarks.map(|one| linked(sheet, &one.path, &one.remark)).collect();
    let may_send = sheet.answer.is_writable();
    let builder = Builder::new(sheet, report, beside, true);
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
    CheckPage {
        chrome,
        head: head(sheet),
        parts,
        errors,
        explain,
        disputed,
        remarks,
        queue: Queue::of(sheet),
        is_sent: sheet.answer.state == "sent",
        may_send,
    }
}

/// Sends the sheet.
pub async fn send_sheet(State(house): State<House>, key: SheetKey) -> PageResult {
    let (chrome, who) = (key.visitor.chrome.clone(), key.who());
    let mut sheet = Sheet::open(&house, key.answer).await?;
    match send(&house, &mut sheet, &who, None).await {
        Ok(()) => Ok(Redirect::to(&format!("{}/check", sheet.answer.path())).into_response()),
        Err(SendRefused::Invalid(_) | SendRefused::Disputed(_)) => {
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
