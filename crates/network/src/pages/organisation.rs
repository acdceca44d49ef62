//! The card of an organisation.

use access::{Deed, House, PageError, PageResult, Role, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use jiff::civil::Date;
use region::OrganisationKind;
use ui::Chrome;

use super::{AsOf, KindLine, NameLine, day_in_words, municipality_path, organisation_path};
use crate::rules::{Filter, SortBy, kind_title, kind_titles, period_as_told};
use crate::store::{NameRow, OrganisationRow, kinds_under, names_of, organisation_by_code};

#[derive(Template)]
#[template(path = "organisation.html")]
struct OrganisationPage {
    chrome: Chrome,
    card: OrganisationRow,
    kind: &'static str,
    past: Option<String>,
    today_address: String,
    municipality: Option<(String, String)>,
    parent: Option<(String, String)>,
    /// For a group: whom it means.
    stands_for: String,
    under: Vec<KindLine>,
    names: Vec<NameLine>,
    roles: Vec<RoleLine>,
}

/// A role that is held at organisations of this kind.
struct RoleLine {
    title: String,
    duty: String,
}

pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(as_of): Query<AsOf>,
) -> PageResult {
    let today = house.clock.today();
    let day = as_of.day(today);
    let scope = visitor.scope(Subject::OrganisationCard, Deed::Read);
    let card = organisation_by_code(&house.db, &scope, &code, day).await?.ok_or(PageError::NotFound)?;
    let names = names_of(&house.db, &card).await?;
    let under = kinds_under(&house.db, &card, day).await?;
    let page = OrganisationPage {
        kind: kind_title(card.kind()),
        past: day_in_words(day, today),
        today_address: organisation_path(&card.code, today, today),
        municipality: pair(card.municipality_code.as_deref(), card.municipality_name.as_deref(), |code| {
            municipality_path(code, day, today)
        }),
        parent: pair(card.parent_code.as_deref(), card.parent_name.as_deref(), |code| {
            organisation_path(code, day, today)
        }),
        stands_for: stands_for(&card),
        under: under
            .iter()
            .map(|row| KindLine::new(row.kind(), row.count, list_of(&card, row.kind(), day, today)))
            .collect(),
        names: names.iter().map(name_line).collect(),
        roles: roles_at(&house, card.kind()),
        card,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// Where a thing leads and what it is called, when both are known.
fn pair(code: Option<&str>, name: Option<&str>, path: impl Fn(&str) -> String) -> Option<(String, String)> {
    Some((path(code?), name?.to_owned()))
}

fn stands_for(card: &OrganisationRow) -> String {
    let kinds: Vec<String> = card.stands_for().into_iter().map(|kind| kind_titles(kind).to_owned()).collect();
    ui::ru::join_with_and(&kinds)
}

/// The registry narrowed to those of a kind that answer to the organisation.
fn list_of(card: &OrganisationRow, kind: OrganisationKind, day: Date, today: Date) -> String {
    let filter = Filter {
        kind: Some(kind),
        municipality: None,
        under: Some(card.code.clone()),
        q: String::new(),
        as_of: day,
        sort: SortBy::default(),
        page: 1,
    };
    filter.address(today)
}

fn name_line(name: &NameRow) -> NameLine {
    NameLine {
        period: period_as_told(name.period()),
        full: name.full_name.clone(),
        details: name.short_name.clone(),
    }
}

/// What people at an organisation of this kind do here, in the region's words.
fn roles_at(house: &House, kind: OrganisationKind) -> Vec<RoleLine> {
    Role::ALL
        .into_iter()
        .filter(|role| role.home() == Some(kind))
        .filter_map(|role| house.region.roles.get(&role))
        .map(|role| RoleLine { title: role.title.clone(), duty: role.duty.clone() })
        .collect()
}
