//! The discussion of a measure.

use access::{Deed, FormData, House, PageError, PageResult, Reach, Visitor};
use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use ui::{Problem, Problems};

use super::super::desk::Desk;
use super::super::words::moment;
use super::{MeasurePage, measure_page};
use crate::store::comments;

pub(super) struct CommentView {
    pub author: String,
    pub organisation: String,
    pub when: String,
    pub text: String,
}

pub(super) fn comment_view(house: &House, comment: comments::Comment) -> CommentView {
    CommentView {
        author: comment.author,
        organisation: comment.author_org,
        when: moment(house, comment.written_at),
        text: comment.text,
    }
}

const LONGEST_COMMENT: usize = 4000;

/// `POST /roadmap/{year}/measures/{number}/comments`
pub async fn comment(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    form: FormData,
) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Read).await?;
    if desk.scope.reach() <= Reach::Published {
        return Err(PageError::NotFound);
    }
    let measure = desk.measure(&number)?;
    let text = form.text("text");
    if let Some(problem) = problem_of(text) {
        let page = measure_page(&house, visitor, &desk.board, &number, house.clock.today()).await?;
        let page = MeasurePage {
            problems: Problems::new("Сообщение не записано", vec![problem]),
            typed_comment: text.to_owned(),
            ..page
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let key = desk.board.version.keys.key(&measure.number).to_owned();
    let mut tx = house.db.begin().await?;
    comments::add(&mut tx, &desk.board.plan, &key, &desk.author, text, &house).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/roadmap/{year}/measures/{number}#talk")).into_response())
}

fn problem_of(text: &str) -> Option<Problem> {
    let length = text.chars().count();
    if length == 0 {
        return Some(Problem::new("comment", "Сообщение пустое. Напишите, что нужно обсудить."));
    }
    (length > LONGEST_COMMENT).then(|| {
        let text = format!(
            "Сообщение длиннее {LONGEST_COMMENT} знаков: сейчас {length}. Сократите его или разбейте на два."
        );
        Problem::new("comment", text)
    })
}
