//! How far a school is from the rules: the gap list of its newest check, or of an earlier one.

use access::{House, PageError, PageResult, Role, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use region::rules_on;
use serde::Deserialize;
use ui::Chrome;
use ui::ru::date_long;

use super::{GapLine, answers_of, reads, roubles, zones_of};
use crate::rules::gap_of;
use crate::store as rows;

#[derive(Deserialize)]
pub struct Which {
    /// Id of an earlier check.
    #[serde(default)]
    check: String,
}

#[derive(Template)]
#[template(path = "equipment_school.html")]
struct SchoolPage {
    chrome: Chrome,
    organisation: String,
    org_code: String,
    is_own: bool,
    told: Option<Told>,
    history: Vec<(String, String, bool)>,
}

struct Told {
    pupils: u32,
    variant: String,
    when: String,
    author: String,
    rules_since: String,
    must_met: usize,
    must_total: usize,
    cost: String,
    without_price: usize,
    zones: Vec<(String, Vec<GapLine>)>,
}

/// `/equipment/schools/{organisation}?check=…`
pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(which): Query<Which>,
) -> PageResult {
    let scope = reads(&visitor);
    let today = house.clock.today();
    let roll = network::store::roll(&house.db).await?;
    let found = roll.find(&scope, &code, today).ok_or(PageError::NotFound)?;
    let org_id = found.organisation.id.clone();
    let is_own = visitor.active_membership().is_some_and(|membership| {
        membership.org_id == org_id && matches!(membership.role, Role::School | Role::MunicipalCentre)
    });
    let checks = rows::checks_of(&house.db, &scope, &org_id).await?;
    let chosen = if which.check.is_empty() {
        checks.first()
    } else {
        Some(checks.iter().find(|check| check.id == which.check).ok_or(PageError::NotFound)?)
    };
    let told = match chosen {
        None => None,
        Some(check) => {
            let rules = rules_on(&house.region.equipment, check.rules_since()).ok_or(PageError::NotFound)?;
            let answers = answers_of(&rows::values_of(&house.db, check).await?);
            let municipality = found.municipality.map(|one| one.code.as_str());
            let gap = gap_of(rules, check.pupils(), municipality, &answers).ok_or(PageError::NotFound)?;
            let (must_met, must_total) = gap.must_met();
            Some(Told {
                pupils: check.pupils(),
                variant: gap.variant.title.clone(),
                when: date_long(house.clock.date_of(check.checked_at)),
                author: check.author.clone(),
                rules_since: date_long(rules.since),
                must_met,
                must_total,
                cost: roubles(gap.cost()),
                without_price: gap.without_price(),
                zones: zones_of(rules, &gap),
            })
        }
    };
    let page = SchoolPage {
        organisation: found.name.short.clone(),
        org_code: found.organisation.code.clone(),
        is_own,
        told,
        history: checks
            .iter()
            .map(|check| {
                let when = date_long(house.clock.date_of(check.checked_at));
                let words = format!("{when}, обучающихся — {}", check.pupils());
                (check.id.clone(), words, chosen.is_some_and(|chosen| chosen.id == check.id))
            })
            .collect(),
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}
