//! The card of a person.

use access::{Deed, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse};
use jiff::civil::Date;
use ui::Chrome;

use crate::store::{PostRow, person, posts_of};

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    chrome: Chrome,
    id: String,
    full_name: String,
    initials: String,
    posts: Vec<PostLine>,
}

struct PostLine {
    title: String,
    org_code: String,
    org_title: String,
    term: String,
    is_past: bool,
}

pub async fn show(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let scope = visitor.scope(Subject::PersonCard, Deed::Read);
    let today = house.clock.today();
    let card = person(&house.db, &scope, &id, today).await?.ok_or(PageError::NotFound)?;
    let posts = posts_of(&house.db, &scope, &card).await?;
    let page = PersonPage {
        id: card.id.clone(),
        full_name: card.full_name(),
        initials: card.initials(),
        posts: posts.into_iter().map(|post| line(post, today)).collect(),
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn line(post: PostRow, today: Date) -> PostLine {
    let term = post.term();
    PostLine {
        title: post.title,
        org_code: post.org_code,
        org_title: post.org_title,
        term: term.as_told(),
        is_past: term.to < today,
    }
}
