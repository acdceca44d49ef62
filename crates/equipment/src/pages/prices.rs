//! Prices for one of everything: by them new checks count what is missing.

use std::collections::BTreeMap;

use access::{FormData, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;
use ui::ru::of_thousandths;

use super::{rules_today, told, writes};
use crate::checking::prices_in_force;
use crate::refused::FieldProblem;
use crate::rules::one_of;
use crate::store as rows;
use crate::{Inspector, set_prices};

#[derive(Template)]
#[template(path = "equipment_prices.html")]
struct PricesPage {
    chrome: Chrome,
    /// Code, name, what the price is for, price in roubles, what is wrong.
    lines: Vec<(String, String, String, String, String)>,
    problems: Vec<FieldProblem>,
}

async fn page_of(
    house: &House,
    chrome: Chrome,
    typed: Option<&BTreeMap<String, String>>,
    problems: Vec<FieldProblem>,
) -> Result<PricesPage, PageError> {
    let rules = rules_today(house)?;
    let prices = prices_in_force(rules, rows::prices(&house.db).await?);
    let lines = rules.requirements.iter().map(|one| {
        let known = prices.get(&one.code).map_or_else(String::new, |price| of_thousandths(price * 10));
        let value = typed.and_then(|typed| typed.get(&one.code)).cloned().unwrap_or(known);
        let problem = problems.iter().find(|problem| problem.field == one.code);
        let problem = problem.map_or_else(String::new, |problem| problem.text.clone());
        (one.code.clone(), one.name.clone(), one_of(&one.unit), value, problem)
    });
    let lines = lines.collect();
    Ok(PricesPage { chrome, lines, problems })
}

/// `/equipment/prices`
pub async fn form(State(house): State<House>, visitor: Visitor) -> PageResult {
    Ok(Html(page_of(&house, visitor.chrome, None, Vec::new()).await?.render()?).into_response())
}

/// `POST /equipment/prices`
pub async fn save(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let inspector = Inspector::of(&visitor).ok_or(PageError::NotFound)?;
    let rules = rules_today(&house)?;
    let typed: BTreeMap<String, String> =
        rules.requirements.iter().map(|one| (one.code.clone(), form.text(&one.code).to_owned())).collect();
    let mut tx = house.db.begin().await?;
    match set_prices(&mut tx, &house, &writes(&visitor), &typed, &inspector).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(Redirect::to("/equipment/prices").into_response())
        }
        Err(refused) => {
            drop(tx);
            let problems = told(refused)?;
            let page = page_of(&house, visitor.chrome, Some(&typed), problems).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}
