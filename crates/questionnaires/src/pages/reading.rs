//! The owner of a poll reads a sheet and may give it back.

use access::{Deed, FormData, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use super::fields::{Ask, Block, Builder, Field};
use super::poll::poll_of;
use crate::asking::give_back;
use crate::desk::author_of;
use crate::filling::Sheet;
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
}

/// `/questionnaires/polls/{poll}/answers/{answer}`
pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Path((poll, answer)): Path<(String, String)>,
) -> PageResult {
    let poll = poll_of(&house, &visitor, &poll, Deed::Read).await?;
    let answer = answers::of_poll(&house.db, &poll, &answer).await?.ok_or(PageError::NotFound)?;
    let sheet = Sheet::open(&house, answer).await?;
    let files = sql::files_of(&house.db, &sheet.answer.id).await?;
    let base = format!("{}/answers/{}/files", poll.path(), sheet.answer.id);
    let links = files.iter().map(|file| (format!("{base}/{}", file.id), file.name.clone())).collect();
    let builder = Builder::new(&sheet, sheet.report(), &[], &[], false);
    let mut fields = Vec::new();
    for page in &sheet.version.pages {
        for block in builder.blocks(page) {
            match block {
                Block::Field(field) => fields.push(field),
                Block::Matrix { rows, .. } => fields.extend(rows),
                _ => {}
            }
        }
    }
    fields.retain(|field| !field.is_hidden && (field.ask != Ask::Told || !field.value.is_empty()));
    let page = AnswerPage {
        chrome: visitor.chrome,
        sent: sheet.answer.sent_at.map_or_else(String::new, |at| ui::ru::date_long(house.clock.date_of(at))),
        may_return: poll.is_open() && sheet.answer.state == "sent",
        answer: sheet.answer.clone(),
        fields,
        files: links,
        poll,
    };
    Ok(Html(page.render()?).into_response())
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

/// Gives a sheet back with a remark.
pub async fn back(
    State(house): State<House>,
    visitor: Visitor,
    Path((poll, answer)): Path<(String, String)>,
    form: FormData,
) -> PageResult {
    let poll = poll_of(&house, &visitor, &poll, Deed::Write).await?;
    let answer = answers::of_poll(&house.db, &poll, &answer).await?.ok_or(PageError::NotFound)?;
    let (author, _) = author_of(&visitor)?;
    give_back(&house, &poll, &answer, form.text("remark"), &author).await?;
    Ok(Redirect::to(&poll.path()).into_response())
}
