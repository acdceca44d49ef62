//! An open link: anybody may begin to answer, within the allowance of his network.

use access::{House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use super::{day_words, minutes_words};
use crate::asking::begin_by_link;
use crate::form_version::FormVersion;
use crate::rules::seconds_of;
use crate::store::polls::{self, PollRow};

#[derive(Template)]
#[template(path = "begin.html")]
struct BeginPage {
    chrome: Chrome,
    poll: PollRow,
    deadline: String,
    minutes: String,
}

async fn poll_of(house: &House, token: &str) -> Result<PollRow, PageError> {
    polls::poll_of_link(&house.db, token).await?.ok_or(PageError::NotFound)
}

/// `/by-link/questionnaires/{token}`
pub async fn show(State(house): State<House>, visitor: Visitor, Path(token): Path<String>) -> PageResult {
    let poll = poll_of(&house, &token).await?;
    let version = FormVersion::of(&house, &poll.version_id).await?;
    let page = BeginPage {
        chrome: visitor.chrome,
        deadline: day_words(&poll.deadline),
        minutes: minutes_words(seconds_of(version.form())),
        poll,
    };
    Ok(Html(page.render()?).into_response())
}

/// Begins an answer; its address is the key to it.
pub async fn begin(State(house): State<House>, visitor: Visitor, Path(token): Path<String>) -> PageResult {
    let poll = poll_of(&house, &token).await?;
    access::begin_answering(&house, &visitor).await?;
    let secret = begin_by_link(&house, &poll).await?;
    Ok(Redirect::to(&format!("/by-link/answers/{secret}")).into_response())
}
