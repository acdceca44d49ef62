//! The card of a person.

use access::{Deed, House, PageError, PageResult, Reach, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse};
use jiff::civil::Date;
use region::ConsentKind;
use ui::Chrome;

use crate::rules::{CATEGORIES, CardFields, EDUCATION, rate_as_told, word_of};
use crate::store::cards::card_of;
use crate::store::consents::has_consent;
use crate::store::{PostRow, person, posts_of};

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    chrome: Chrome,
    id: String,
    full_name: String,
    initials: String,
    education: String,
    category: String,
    phone: String,
    email: String,
    is_public: bool,
    posts: Vec<PostLine>,
    may_edit: bool,
    may_open: bool,
    may_administer: bool,
}

struct PostLine {
    title: String,
    rate: String,
    org_code: String,
    org_title: String,
    term: String,
    is_past: bool,
}

pub async fn show(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let scope = visitor.scope(Subject::PersonCard, Deed::Read);
    let today = house.clock.today();
    let found = person(&house.db, &scope, &id, today).await?.ok_or(PageError::NotFound)?;
    let posts = posts_of(&house.db, &scope, &found).await?;
    let card = card_of(&house.db, &found).await?.fields();
    let is_public = card.is_public && has_consent(&house.db, &found.id, ConsentKind::Distribution).await?;
    let reaches = |subject, deed| visitor.scope(subject, deed).reach();
    let page = PersonPage {
        id: found.id.clone(),
        full_name: found.full_name(),
        initials: found.initials(),
        education: education(&card),
        category: category(&card),
        is_public,
        // Whoever sees the card within its scope may write it: the table of deeds gives both together.
        may_edit: reaches(Subject::PersonCard, Deed::Write) >= Reach::Own,
        may_open: reaches(Subject::RestrictedFields, Deed::Read) == Reach::Everything,
        may_administer: reaches(Subject::Administration, Deed::Read) == Reach::Everything,
        posts: posts.into_iter().map(|post| line(post, today)).collect(),
        phone: card.phone,
        email: card.email,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn education(card: &CardFields) -> String {
    let level = word_of(EDUCATION, &card.education);
    if card.education_field.is_empty() {
        level.to_owned()
    } else {
        format!("{level}, {}", card.education_field)
    }
}

fn category(card: &CardFields) -> String {
    let word = word_of(CATEGORIES, &card.category);
    match card.category_on {
        Some(day) => format!("{word}, приказ от\u{a0}{}", ui::ru::date_long(day)),
        None => word.to_owned(),
    }
}

fn line(post: PostRow, today: Date) -> PostLine {
    let term = post.term();
    let rate = if post.rate == 100 {
        "1\u{a0}ставка".to_owned()
    } else {
        format!("{}\u{a0}ставки", rate_as_told(post.rate))
    };
    PostLine {
        rate: if post.is_main { rate } else { format!("{rate}, совмещение") },
        title: post.title,
        org_code: post.org_code,
        org_title: post.org_title,
        term: term.as_told(),
        is_past: term.to < today,
    }
}
