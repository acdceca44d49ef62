//! A school looks at itself: values by hand, those of the last time already there.

use std::collections::BTreeMap;

use access::{FormData, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;
use ui::ru::of_thousandths;

use super::{reads, rules_today, told, writes};
use crate::refused::FieldProblem;
use crate::rules::unit_kept;
use crate::store as rows;
use crate::{CheckForm, Inspector, save_check};

#[derive(Template)]
#[template(path = "equipment_check.html")]
struct CheckPage {
    chrome: Chrome,
    organisation: String,
    org_code: String,
    pupils: String,
    zones: Vec<(String, Vec<Field>)>,
    problems: Vec<FieldProblem>,
}

struct Field {
    code: String,
    name: String,
    unit: String,
    note: String,
    value: String,
    problem: String,
}

async fn page_of(
    house: &House,
    visitor: Visitor,
    typed: Option<CheckForm>,
    problems: Vec<FieldProblem>,
) -> Result<CheckPage, PageError> {
    let rules = rules_today(house)?;
    let membership = visitor.active_membership().cloned().ok_or(PageError::NotFound)?;
    let form = match typed {
        Some(form) => form,
        None => last_time(house, &visitor, &membership.org_id).await?,
    };
    let of = |code: &str| {
        problems.iter().find(|problem| problem.field == code).map_or_else(String::new, |one| one.text.clone())
    };
    let fields = |zone: &str| {
        rules
            .requirements
            .iter()
            .filter(|one| one.zone == zone)
            .map(|one| Field {
                code: one.code.clone(),
                name: one.name.clone(),
                unit: unit_kept(&one.unit),
                note: one.note.clone(),
                value: form.have.get(&one.code).cloned().unwrap_or_default(),
                problem: of(&one.code),
            })
            .collect()
    };
    Ok(CheckPage {
        organisation: membership.org_title.clone(),
        org_code: membership.org_code.clone(),
        pupils: form.pupils.clone(),
        zones: rules.zones.iter().map(|zone| (zone.title.clone(), fields(&zone.code))).collect(),
        problems,
        chrome: visitor.chrome,
    })
}

/// What was told the last time, and the number of pupils that the registry knows.
async fn last_time(house: &House, visitor: &Visitor, org_id: &str) -> Result<CheckForm, PageError> {
    let scope = reads(visitor);
    let last = rows::checks_of(&house.db, &scope, org_id).await?.into_iter().next();
    let roll = network::store::roll(&house.db).await?;
    let counted = roll.organisation(org_id).and_then(|one| one.pupils_on(house.clock.today()));
    let mut have = BTreeMap::new();
    if let Some(check) = &last {
        for value in rows::values_of(&house.db, check).await? {
            if let Some(there) = value.have {
                have.insert(value.requirement, of_thousandths(there));
            }
        }
    }
    let pupils = counted.map(|(_, pupils)| pupils).or(last.map(|check| check.pupils()));
    Ok(CheckForm { pupils: pupils.map_or_else(String::new, |pupils| pupils.to_string()), have })
}

/// `/equipment/check`
pub async fn form(State(house): State<House>, visitor: Visitor) -> PageResult {
    Ok(Html(page_of(&house, visitor, None, Vec::new()).await?.render()?).into_response())
}

/// `POST /equipment/check`
pub async fn save(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let inspector = Inspector::of(&visitor).ok_or(PageError::NotFound)?;
    let rules = rules_today(&house)?;
    let have = rules.requirements.iter().map(|one| (one.code.clone(), form.text(&one.code).to_owned()));
    let typed = CheckForm { pupils: form.text("pupils").to_owned(), have: have.collect() };
    let mut tx = house.db.begin().await?;
    match save_check(&mut tx, &house, &writes(&visitor), &typed, &inspector).await {
        Ok(_) => {
            tx.commit().await?;
            let code = visitor.active_membership().map_or("", |membership| &membership.org_code);
            Ok(Redirect::to(&format!("/equipment/schools/{code}")).into_response())
        }
        Err(refused) => {
            drop(tx);
            let problems = told(refused)?;
            let page = page_of(&house, visitor, Some(typed), problems).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}
