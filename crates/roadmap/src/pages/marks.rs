//! «Не выполнено»: a mark with a reason, and taking it back.

use access::{Deed, FormData, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use serde::Deserialize;
use ui::{Chrome, Problems};

use super::desk::Desk;
use super::page_error;
use crate::board::measure_title;
use crate::{EvidenceRefused, declare_not_carried_out, take_up_again};

#[derive(Template)]
#[template(path = "not_carried_out.html")]
struct MarkPage {
    chrome: Chrome,
    problems: Problems,
    year: i64,
    number: String,
    title: String,
    item: String,
    slot: String,
    reason: String,
    basis: String,
}

#[derive(Deserialize)]
pub struct PlaceQuery {
    #[serde(default)]
    item: String,
    #[serde(default)]
    slot: String,
}

impl MarkPage {
    fn new(chrome: Chrome, desk: &Desk, number: &str, item: &str, slot: &str) -> Result<Self, PageError> {
        Ok(Self {
            problems: Problems::default(),
            year: desk.board.plan.year,
            number: number.to_owned(),
            title: measure_title(desk.measure(number)?),
            item: item.to_owned(),
            slot: slot.to_owned(),
            reason: String::new(),
            basis: String::new(),
            chrome,
        })
    }
}

/// `/roadmap/{year}/measures/{number}/not-carried-out`
pub async fn form(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    Query(place): Query<PlaceQuery>,
) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    let page = MarkPage::new(visitor.chrome, &desk, &number, &place.item, &place.slot)?;
    Ok(Html(page.render()?).into_response())
}

/// `POST /roadmap/{year}/measures/{number}/not-carried-out`
pub async fn declare(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    form: FormData,
) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    let measure_key = desk.board.version.keys.key(&desk.measure(&number)?.number).to_owned();
    let (item, slot) = (form.text("item"), form.text("slot"));
    let item_key =
        Some(item).filter(|item| !item.is_empty()).map(|item| desk.board.version.keys.key(item).to_owned());
    let place = (measure_key.as_str(), item_key.as_deref(), slot);
    let (reason, basis) = (form.text("reason"), form.text("basis"));
    let mut tx = house.db.begin().await?;
    let declared =
        declare_not_carried_out(&mut tx, &house, &desk.board, place, reason, basis, &desk.author).await;
    match declared {
        Ok(()) => tx.commit().await?,
        Err(EvidenceRefused::Invalid(problems)) => {
            let page = MarkPage {
                problems: Problems::new("Отметка не записана", problems),
                reason: reason.to_owned(),
                basis: basis.to_owned(),
                ..MarkPage::new(visitor.chrome, &desk, &number, item, slot)?
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
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    let found = desk.board.marks.iter().find(|one| one.id == mark);
    let number = found.and_then(|one| desk.board.version.keys.number(&one.measure_key));
    let mut tx = house.db.begin().await?;
    take_up_again(&mut tx, &house, &desk.board, &mark, &desk.author).await.map_err(page_error)?;
    tx.commit().await?;
    let back = number.map_or_else(String::new, |number| format!("/measures/{number}"));
    Ok(Redirect::to(&format!("/roadmap/{year}{back}")).into_response())
}
