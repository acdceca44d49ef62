//! Letters as an administrator sees them: where each stands, what the server said, and another try.

use access::audit::{self, Event, Who};
use access::{Deed, House, PageError, PageResult, Reach, Scope, Subject, Visitor, readers};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect};
use mail::{LetterRow, LetterState};
use serde::Deserialize;
use ui::Chrome;

use super::letter_view::{Line, addressee, kind, line, names, state_of, state_words, trouble, way};
use super::moment;

const LETTERS_ON_A_PAGE: i64 = 50;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Filter {
    state: String,
    before: String,
}

#[derive(Template)]
#[template(path = "letters.html")]
struct LettersPage {
    chrome: Chrome,
    /// `/admin/mail` or `/demo/mail`.
    base: &'static str,
    way: String,
    trouble: Option<(String, String)>,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Tab {
    title: String,
    href: String,
    is_chosen: bool,
}

/// The letters that a scope reaches: all of them or none.
fn must_reach(scope: &Scope) -> PageResult<()> {
    if scope.reach() == Reach::Everything { Ok(()) } else { Err(PageError::NotFound) }
}

pub async fn list(State(house): State<House>, visitor: Visitor, Query(filter): Query<Filter>) -> PageResult {
    let scope = visitor.scope(Subject::Administration, Deed::Read);
    must_reach(&scope)?;
    list_page(&house, visitor.chrome, &scope, "/admin/mail", &filter).await
}

pub(super) async fn list_page(
    house: &House,
    chrome: Chrome,
    scope: &Scope,
    base: &'static str,
    filter: &Filter,
) -> PageResult {
    let state = LetterState::from_code(&filter.state);
    let mut rows = mail::store::page(&house.db, state, &filter.before, LETTERS_ON_A_PAGE + 1).await?;
    let length = usize::try_from(LETTERS_ON_A_PAGE).unwrap_or(usize::MAX);
    let code = state.map_or("", LetterState::code);
    let next = (rows.len() > length).then(|| format!("{base}?state={code}&before={}", rows[length - 1].id));
    rows.truncate(length);
    let names = names(readers::names(&house.db, scope).await?);
    let counts = mail::store::counts(&house.db).await?;
    let count = |state: LetterState| {
        counts.iter().find(|(code, _)| code == state.code()).map_or(0, |(_, count)| *count)
    };
    let all = Tab { title: "все".to_owned(), href: base.to_owned(), is_chosen: state.is_none() };
    let tabs = LetterState::ALL.into_iter().map(|one| Tab {
        title: format!("{}: {}", state_words(one).0, count(one)),
        href: format!("{base}?state={}", one.code()),
        is_chosen: state == Some(one),
    });
    let page = LettersPage {
        base,
        way: way(house),
        trouble: trouble(house, &mail::store::server(&house.db).await?),
        tabs: std::iter::once(all).chain(tabs).collect(),
        lines: rows.into_iter().map(|row| line(house, row, &names)).collect(),
        next,
        chrome,
    };
    Ok(Html(page.render()?).into_response())
}

#[derive(Template)]
#[template(path = "letter.html")]
struct LetterPage {
    chrome: Chrome,
    base: &'static str,
    letter: LetterRow,
    kind: String,
    to: String,
    /// Where it goes, or would go now.
    address: Option<String>,
    state: (&'static str, &'static str, &'static str),
    made: String,
    settled: Option<String>,
    next_try: Option<String>,
    /// `None`: not for this reader's eyes, or forgotten.
    text: Option<String>,
    may_retry: bool,
    /// The file in the demonstration's folder.
    file: Option<String>,
}

pub async fn show(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let scope = visitor.scope(Subject::Administration, Deed::Read);
    must_reach(&scope)?;
    let letter = mail::store::letter(&house.db, &id).await?.ok_or(PageError::NotFound)?;
    audit::note_read(&house, &visitor, ("letter", &id), "Открыто письмо, адресованное другому").await?;
    let text = letter.is_notice.then(|| letter.text.clone());
    letter_page(&house, visitor.chrome, &scope, "/admin/mail", letter, text, None).await
}

pub(super) async fn letter_page(
    house: &House,
    chrome: Chrome,
    scope: &Scope,
    base: &'static str,
    letter: LetterRow,
    text: Option<String>,
    file: Option<String>,
) -> PageResult {
    let state = state_of(&letter);
    let names = names(readers::names(&house.db, scope).await?);
    let address = match (&letter.address, &letter.account_id) {
        (None, Some(account_id)) => readers::address_of(&house.db, account_id).await?,
        (address, _) => address.clone(),
    };
    let page = LetterPage {
        base,
        kind: kind(&letter.kind).to_owned(),
        to: addressee(&letter, &names),
        address,
        state: state_words(state),
        made: moment(house, letter.created_at),
        settled: letter.settled_at.map(|at| moment(house, at)),
        next_try: (state == LetterState::Waiting).then(|| moment(house, letter.try_at)),
        text: text.filter(|text| !text.is_empty()),
        may_retry: base == "/admin/mail" && state != LetterState::Sent,
        file,
        letter,
        chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /admin/mail/{letter}/retry`: at once, and for the letter's whole lifetime again.
pub async fn retry(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    must_reach(&visitor.scope(Subject::Administration, Deed::Write))?;
    if mail::store::letter(&house.db, &id).await?.is_none() {
        return Err(PageError::NotFound);
    }
    let mut tx = house.db.begin().await?;
    if !mail::store::try_again(&mut tx, &id, house.clock.now()).await? {
        let what = "Это письмо уже отправлено.".to_owned();
        return Err(PageError::Conflict { what });
    }
    let event = Event {
        act: "letter.retried", object: ("letter", &id), what: "Письмо отправляется ещё раз"
    };
    audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/admin/mail/{id}")).into_response())
}
