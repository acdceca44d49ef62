//! «Не выполнено»: a mark with a reason, and taking it back.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use serde::Deserialize;
use ui::Chrome;

use super::page_error;
use crate::board::{Board, measure_title};
use crate::store::Author;
use crate::{EvidenceRefused, declare_not_carried_out, take_up_again};

#[derive(Template)]
#[template(path = "not_carried_out.html")]
struct MarkPage {
    chrome: Chrome,
    year: i64,
    number: String,
    title: String,
    item: String,
    slot: String,
    reason: String,
    basis: String,
    error: String,
}

#[derive(Deserialize)]
pub struct PlaceQuery {
    #[serde(default)]
    item: String,
    #[serde(default)]
    slot: String,
}

async fn board(house: &House, visitor: &Visitor, year: i16) -> Result<std::sync::Arc<Board>, PageError> {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    Board::of_year(house, &scope, year).await?.ok_or(PageError::NotFound)
}

/// `/roadmap/{year}/measures/{number}/not-carried-out`
pub async fn form(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    Query(place): Query<PlaceQuery>,
) -> PageResult {
    let board = board(&house, &visitor, year).await?;
    let (_, measure) = board.measure(&number).ok_or(PageError::NotFound)?;
    let page = MarkPage {
        year: board.plan.year,
        title: measure_title(measure),
        number,
        item: place.item,
        slot: place.slot,
        reason: String::new(),
        basis: String::new(),
        error: String::new(),
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /roadmap/{year}/measures/{number}/not-carried-out`
pub async fn declare(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    form: FormData,
) -> PageResult {
    let board = board(&house, &visitor, year).await?;
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let (_, measure) = board.measure(&number).ok_or(PageError::NotFound)?;
    let keys = &board.version.keys;
    let item = form.text("item");
    let item_key = Some(item).filter(|item| !item.is_empty()).map(|item| keys.key(item).to_owned());
    let measure_key = keys.key(&number).to_owned();
    let place = (measure_key.as_str(), item_key.as_deref(), form.text("slot"));
    let mut tx = house.db.begin().await?;
    match declare_not_carried_out(
        &mut tx,
        &house,
        &board,
        place,
        form.text("reason"),
        form.text("basis"),
        &author,
    )
    .await
    {
        Ok(()) => tx.commit().await?,
        Err(EvidenceRefused::Invalid { what, next, .. }) => {
            let page = MarkPage {
                year: board.plan.year,
                title: measure_title(measure),
                number,
                item: item.to_owned(),
                slot: form.text("slot").to_owned(),
                reason: form.text("reason").to_owned(),
                basis: form.text("basis").to_owned(),
                error: format!("{what} {next}"),
                chrome: visitor.chrome,
            };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
        }
        Err(refused) => return Err(page_error(refused)),
    }
    Ok(Redirect::to(&format!("/roadmap/{year}/measures/{number}")).into_response())
}

/// `POST /roadmap/{year}/not-carried-out/{mark}/revoke`
pub async fn revoke(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, mark)): Path<(i16, String)>,
) -> PageResult {
    let board = board(&house, &visitor, year).await?;
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let number = board
        .marks
        .iter()
        .find(|one| one.id == mark)
        .and_then(|one| board.version.keys.number(&one.measure_key))
        .unwrap_or_default();
    let mut tx = house.db.begin().await?;
    take_up_again(&mut tx, &house, &board, &mark, &author).await.map_err(page_error)?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/roadmap/{year}/measures/{number}")).into_response())
}
