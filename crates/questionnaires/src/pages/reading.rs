//! The owner of a poll reads a sheet and may give it back.

use access::{Deed, FormData, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use super::fields::{Ask, Beside, Block, Builder, Field};
use super::poll::poll_of;
use crate::aside::aside;
use crate::desk::author_of;
use crate::filling::Sheet;
use crate::giving_back::{Remark, Return, give_back};
use crate::store as sql;
use crate::store::answers;
use crate::store::polls::PollRow;

#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerPage {
    chrome: Chrome,
    poll: PollRow,
    answer: answers::AnswerRow,
    sent: String,
    fields: Vec<Field>,
    files: Vec<(String, String)>,
    may_return: bool,
    /// What was typed and refused.
    typed: Vec<Remark>,
    remark: String,
    refusal: String,
}

impl AnswerPage {
    /// A remark that was typed and not taken yet.
    fn typed(&self, field: &Field) -> Option<&str> {
        let typed = self.typed.iter().find(|one| one.path == field.path);
        typed.map(|one| one.remark.as_str()).filter(|remark| !remark.trim().is_empty())
    }
}

/// Every field of a sheet that is asked, in the order of the form.
fn all_fields(sheet: &Sheet, beside: &Beside) -> Vec<Field> {
    let builder = Builder::new(sheet, sheet.report(), beside, false);
    let mut fields = Vec::new();
    for block in sheet.version.pages.iter().flat_map(|page| builder.blocks(page)) {
        match block {
            Block::Field(field) => fields.push(field),
            Block::Matrix { rows, .. } => fields.extend(rows),
            _ => {}
        }
    }
    fields.retain(|field| !field.is_hidden && (field.ask != Ask::Told || !field.value.is_empty()));
    fields
}

/// `/questionnaires/polls/{poll}/answers/{answer}`
pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Path((poll, answer)): Path<(String, String)>,
) -> PageResult {
    let poll = poll_of(&house, &visitor, &poll, Deed::Read).await?;
    let answer = answers::of_poll(&house.db, &poll, &answer).await?.ok_or(PageError::NotFound)?;
    page(&house, visitor.chrome, poll, answer, Return::default(), "").await
}

async fn page(
    house: &House,
    chrome: Chrome,
    poll: PollRow,
    answer: answers::AnswerRow,
    typed: Return,
    refusal: &str,
) -> PageResult {
    let sheet = Sheet::open(house, answer).await?;
    let beside = Beside::of(house, &sheet.answer).await?;
    let base = format!("{}/answers/{}/files", poll.path(), sheet.answer.id);
    let name = |file: &sql::FileRow| match sheet.kind_of(&file.path) {
        Some((_, _, kind)) => format!("{kind}: {}", file.name),
        None => file.name.clone(),
    };
    let links = beside.files.iter().map(|file| (format!("{base}/{}", file.id), name(file))).collect();
    let fields = aside(|| all_fields(&sheet, &beside)).await?;
    let page = AnswerPage {
        chrome,
        sent: sheet.answer.sent_at.map_or_else(String::new, |at| ui::ru::date_long(house.clock.date_of(at))),
        may_return: poll.is_open() && sheet.answer.state == "sent",
        answer: sheet.answer.clone(),
        fields,
        files: links,
        poll,
        typed: typed.remarks,
        remark: typed.whole,
        refusal: refusal.to_owned(),
    };
    let status = if refusal.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Html(page.render()?)).into_response())
}

/// `/questionnaires/polls/{poll}/answers/{answer}/files/{file}`
pub async fn file(
    State(house): State<House>,
    visitor: Visitor,
    Path((poll, answer, file)): Path<(String, String, String)>,
) -> PageResult {
    let poll = poll_of(&house, &visitor, &poll, Deed::Read).await?;
    let answer = answers::of_poll(&house.db, &poll, &answer).await?.ok_or(PageError::NotFound)?;
    let file = sql::file(&house.db, &answer.id, &file).await?.ok_or(PageError::NotFound)?;
    let hash = store::FileHash::parse(&file.hash).ok_or(PageError::NotFound)?;
    Ok(access::download(house.files.get(&hash).await?, &file.media_type, &file.name))
}

/// Gives a sheet back with remarks: to single answers, to the whole of it.
pub async fn back(
    State(house): State<House>,
    visitor: Visitor,
    Path((poll, answer)): Path<(String, String)>,
    form: FormData,
) -> PageResult {
    let poll = poll_of(&house, &visitor, &poll, Deed::Write).await?;
    let answer = answers::of_poll(&house.db, &poll, &answer).await?.ok_or(PageError::NotFound)?;
    let (author, _) = author_of(&visitor)?;
    let remarks = form.fields().iter().filter_map(|(name, text)| {
        let path = name.strip_prefix("r:")?;
        (!text.trim().is_empty()).then(|| Remark { path: path.to_owned(), remark: text.trim().to_owned() })
    });
    let wanted = Return { whole: form.text("remark").trim().to_owned(), remarks: remarks.collect() };
    match give_back(&house, &poll, &answer, &wanted, &author).await {
        // Back to its line among hundreds, where it is said that it is done.
        Ok(()) => {
            let to = format!("{}?returned={}#answer-{}", poll.path(), answer.id, answer.id);
            Ok(Redirect::to(&to).into_response())
        }
        // What was typed beside dozens of answers is not lost with the refusal.
        Err(PageError::Refused { why, next, .. }) => {
            let refusal = format!("{why} {next}");
            page(&house, visitor.chrome, poll, answer, wanted, &refusal).await
        }
        Err(other) => Err(other),
    }
}
