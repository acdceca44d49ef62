//! A sheet in Excel: taken away, filled in, brought back with a report row by row.

use access::{FormData, House, PageResult, download, made_aside};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use ui::Chrome;

use super::fields::shown_in;
use super::sheet_key::SheetKey;
use crate::aside::aside;
use crate::book;
use crate::export::XLSX;
use crate::filling::{Incoming, SaveRefused, Saved, Sheet, save};

/// A workbook of answers without pictures.
const MOST_BYTES: usize = 10 * 1024 * 1024;

#[derive(Template)]
#[template(path = "book.html")]
struct BookPage {
    chrome: Chrome,
    path: String,
    title: String,
    /// A sheet that is sent is not filled in: no way is offered that ends with a refusal.
    is_open: bool,
    is_sent: bool,
    refusal: String,
    lines: Vec<ReportLine>,
    summary: String,
}

struct ReportLine {
    row: u32,
    title: String,
    class: &'static str,
    sign: &'static str,
    words: String,
}

/// `…/book.xlsx`
pub async fn workbook(State(house): State<House>, key: SheetKey) -> PageResult {
    let sheet = Sheet::open(&house, key.answer).await?;
    let name = format!("{}, {}.xlsx", sheet.answer.poll_title, sheet.answer.respondent);
    let lines = aside(|| book::lines(&sheet)).await?;
    let (answer, version) = (sheet.answer.clone(), sheet.version.id.clone());
    let bytes = made_aside(move || book::write(&answer, &version, &lines)).await?;
    Ok(download(bytes, XLSX, &name))
}

fn page(chrome: Chrome, sheet: &Sheet, refusal: &str, lines: Vec<ReportLine>, summary: String) -> PageResult {
    let status = if refusal.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = BookPage {
        chrome,
        path: sheet.answer.path(),
        title: sheet.answer.poll_title.clone(),
        is_open: sheet.answer.is_writable(),
        is_sent: sheet.answer.state == "sent",
        refusal: refusal.to_owned(),
        lines,
        summary,
    };
    Ok((status, Html(page.render()?)).into_response())
}

/// `…/book`: how it goes, and the field for the file.
pub async fn show(State(house): State<House>, key: SheetKey) -> PageResult {
    let chrome = key.visitor.chrome.clone();
    let sheet = Sheet::open(&house, key.answer).await?;
    page(chrome, &sheet, "", Vec::new(), String::new())
}

/// Takes a filled workbook. Every row is told what became of it; rows without a fault are saved, whatever the others are.
pub async fn take(State(house): State<House>, key: SheetKey, form: FormData) -> PageResult {
    let (chrome, saved_by) = (key.visitor.chrome.clone(), key.saved_by());
    let mut sheet = Sheet::open(&house, key.answer).await?;
    if !sheet.answer.is_writable() {
        return Err(SaveRefused::Closed.into());
    }
    let Some(file) = form.file("book") else {
        return page(chrome, &sheet, "Выберите заполненную книгу Excel.", Vec::new(), String::new());
    };
    if file.bytes.len() > MOST_BYTES {
        let why = "Файл больше 10 МБ: уберите из книги рисунки и лишние листы.";
        return page(chrome, &sheet, why, Vec::new(), String::new());
    }
    let read = match aside(|| book::read(&file.bytes, &sheet.answer, &sheet.version.id)).await? {
        Ok(read) => read,
        Err(why) => return page(chrome, &sheet, &why, Vec::new(), String::new()),
    };
    let client = store::new_id();
    let mut taken = Vec::new();
    let mut lines = Vec::new();
    for (seq, field) in (1..).zip(aside(|| book::fields(&sheet, read)).await?) {
        let now = sheet.session.value(&field.path);
        let is_same = field.explanation.is_none() && now.as_deref().unwrap_or_default() == field.value;
        if !field.is_touched && field.explanation.is_none() {
            continue;
        }
        if now.is_none() {
            lines.push(line(
                field.row,
                field.title,
                "overdue",
                "!",
                "такого поля в анкете сейчас нет".into(),
            ));
        } else if !is_same {
            let incoming = Incoming {
                path: field.path.clone(),
                // Only the explanation was written: the answer stays what it is now.
                value: if field.is_touched { field.value.clone() } else { now.clone().unwrap_or_default() },
                explanation: field.explanation.clone(),
                client: client.clone(),
                seq,
                base: Some(field.revision),
            };
            taken.push((field, incoming));
        }
    }
    let incoming: Vec<Incoming> = taken.iter().map(|(_, incoming)| incoming.clone()).collect();
    let saved =
        if incoming.is_empty() { Vec::new() } else { save(&house, &mut sheet, &incoming, &saved_by).await? };
    let mut written = 0;
    let check = || taken.iter().map(|(field, _)| sheet.check_answer(&field.path)).collect::<Vec<_>>();
    let reports = aside(check).await?;
    for (((field, _), saved), report) in taken.into_iter().zip(saved).zip(reports) {
        let fault = report.errors.into_iter().find(|error| error.code != "required");
        let is_open = |one: &forms::engine::Finding| {
            one.wants_explanation == Some(true)
                && one.explanation.as_ref().is_none_or(|text| text.trim().is_empty())
        };
        let explain = report.warnings.into_iter().find(is_open);
        let (class, sign, words) = match (saved, fault, explain) {
            (Saved::Conflict(current), _, _) => (
                "overdue",
                "!",
                format!(
                    "поле изменено на сайте после скачивания книги, там «{}»: выберите верное в анкете",
                    shown_in(&sheet, &field.path, &current.value)
                ),
            ),
            (_, Some(error), _) => ("overdue", "!", format!("сохранено с ошибкой: {}", error.message)),
            (_, _, Some(warning)) => {
                ("soon", "◔", format!("сохранено, требует пояснения: {}", warning.message))
            }
            (Saved::Written(_), _, _) => ("done", "✓", "сохранено".to_owned()),
            _ => ("done", "✓", "без изменений".to_owned()),
        };
        written += usize::from(class == "done");
        lines.push(line(field.row, field.title, class, sign, words));
    }
    lines.sort_by_key(|line| line.row);
    let wrong = lines.iter().filter(|line| line.class == "overdue").count();
    let summary = if lines.is_empty() {
        "В книге нет ничего, чего ещё нет в анкете.".to_owned()
    } else {
        format!(
            "Сохранено без замечаний: {written}, с ошибками: {wrong}, требуют пояснения: {}.",
            lines.len() - written - wrong
        )
    };
    page(chrome, &sheet, "", lines, summary)
}

fn line(row: u32, title: String, class: &'static str, sign: &'static str, words: String) -> ReportLine {
    ReportLine { row, title, class, sign, words }
}
