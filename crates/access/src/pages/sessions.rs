//! One's own sessions: where one is signed in, and how to end it there.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use crate::audit::{self, Event, Who};
use crate::letters::moment;
use crate::store as sql;
use crate::{House, PageError, PageResult, Visitor};

#[derive(Template)]
#[template(path = "sessions.html")]
struct SessionsPage {
    chrome: Chrome,
    sessions: Vec<Line>,
}

struct Line {
    id: String,
    device: String,
    place: String,
    organisation: String,
    began: String,
    seen: String,
    is_this: bool,
}

/// `GET /me/sessions`
pub async fn list(State(house): State<House>, visitor: Visitor) -> PageResult {
    let this = visitor.session.clone().ok_or(PageError::NotFound)?;
    let rows = sql::sessions_of(&house.db, visitor.account_id(), house.clock.now()).await?;
    let sessions = rows
        .into_iter()
        .map(|row| Line {
            is_this: row.id == this.id,
            id: row.id,
            device: row.device,
            place: row.place,
            organisation: row.org_title.unwrap_or_default(),
            began: moment(&house, row.created_at),
            seen: moment(&house, row.seen_at),
        })
        .collect();
    Ok(Html(SessionsPage { chrome: visitor.chrome, sessions }.render()?).into_response())
}

/// `POST /me/sessions/{session}/end`
pub async fn end(State(house): State<House>, visitor: Visitor, Path(session): Path<String>) -> PageResult {
    let mut tx = house.db.begin().await?;
    if !sql::end_own_session(&mut tx, visitor.account_id(), &session).await? {
        return Err(PageError::NotFound);
    }
    note(&mut tx, &house, &visitor, "Сеанс на другом устройстве завершён").await?;
    tx.commit().await?;
    Ok(Redirect::to("/me/sessions").into_response())
}

/// `POST /me/sessions/end-others`
pub async fn end_others(State(house): State<House>, visitor: Visitor) -> PageResult {
    let this = visitor.session.clone().ok_or(PageError::NotFound)?;
    let mut tx = house.db.begin().await?;
    sql::end_other_sessions(&mut tx, visitor.account_id(), &this.id).await?;
    note(&mut tx, &house, &visitor, "Все сеансы, кроме одного, завершены").await?;
    tx.commit().await?;
    Ok(Redirect::to("/me/sessions").into_response())
}

async fn note(tx: &mut store::Tx, house: &House, visitor: &Visitor, what: &str) -> store::Result<()> {
    let event = Event { act: "session.ended", object: ("account", visitor.account_id()), what };
    audit::note(tx, house, &Who::of(visitor), event).await
}
