//! The sheet: its sections and how far each is.

use access::{House, PageResult};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse};
use ui::Chrome;
use ui::ru::plural;

use super::super::fields::{Ask, Beside, Builder, Field};
use super::super::sheet_key::SheetKey;
use super::frame::{Head, Queue, head, title_of};
use super::questions::{fields_of, is_empty_now};
use crate::aside::aside;
use crate::filling::Sheet;

/// One line of the list of sections.
struct SectionLine {
    href: String,
    title: String,
    state: &'static str,
    sign: &'static str,
    word: String,
}

#[derive(Template)]
#[template(path = "sheet.html")]
struct SheetPage {
    chrome: Chrome,
    head: Head,
    sections: Vec<SectionLine>,
    progress: String,
    queue: Queue,
}

/// `/questionnaires/answers/{answer}`
pub async fn overview(State(house): State<House>, key: SheetKey) -> PageResult {
    let chrome = key.visitor.chrome.clone();
    let sheet = Sheet::open(&house, key.answer).await?;
    let beside = Beside::of(&house, &sheet.answer).await?;
    let page = aside(|| sheet_page(chrome, &sheet, &beside)).await?;
    Ok(Html(page.render()?).into_response())
}

fn sheet_page(chrome: Chrome, sheet: &Sheet, beside: &Beside) -> SheetPage {
    let builder = Builder::new(sheet, sheet.report(), beside, true);
    let mut sections = Vec::new();
    for (number, page) in (1..).zip(&sheet.version.pages) {
        let fields = fields_of(builder.blocks(page));
        if is_empty_now(&fields) {
            continue;
        }
        let asked: Vec<&Field> =
            fields.iter().filter(|field| !field.is_hidden && field.ask != Ask::Told).collect();
        let answered = asked.iter().filter(|field| !field.value.is_empty()).count();
        let wrong = asked.iter().filter(|field| !field.error.is_empty() && !field.value.is_empty()).count();
        let missing = asked.iter().filter(|field| field.is_required && field.value.is_empty()).count();
        let disputed = fields.iter().filter(|field| !field.is_hidden && field.conflict.is_some()).count();
        let is_waiting = |field: &&Field| !field.is_hidden && !field.remark.is_empty() && !field.is_settled;
        let remarked = fields.iter().filter(is_waiting).count();
        let (state, sign, word) = match () {
            () if remarked > 0 && sheet.answer.is_writable() => {
                ("overdue", "!", format!("замечаний: {remarked}"))
            }
            () if disputed > 0 => ("overdue", "!", format!("разных ответов: {disputed}")),
            () if wrong > 0 => ("overdue", "!", format!("ошибок: {wrong}")),
            () if answered == 0 && missing > 0 => ("not-started", "○", "не начато".to_owned()),
            () if missing > 0 => ("running", "●", format!("{answered} из {}", asked.len())),
            () if asked.is_empty() => ("done", "✓", "прочитать".to_owned()),
            () if answered == 0 => ("not-started", "○", "по желанию".to_owned()),
            () => ("done", "✓", "заполнено".to_owned()),
        };
        sections.push(SectionLine {
            href: format!("{}/sections/{number}", sheet.answer.path()),
            title: title_of(sheet, page, number),
            state,
            sign,
            word,
        });
    }
    let (asked, answered) = sheet.progress();
    let progress =
        format!("Отвечено на {answered} из {asked} {}", plural(asked, "вопроса", "вопросов", "вопросов"));
    SheetPage { chrome, sections, progress, queue: Queue::of(sheet), head: head(sheet) }
}
