//! The card of an organisation.

use access::{Deed, House, PageError, PageResult, Reach, Role, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use jiff::civil::Date;
use region::{LibraryStatus, OrganisationKind};
use roster::Point;
use ui::Chrome;
use ui::ru::{date_long, grouped};

use super::{AsOf, KindLine, NameLine, day_in_words, municipality_path, organisation_path};
use crate::rules::{
    Atlas, Filter, LAST_DAY, Listed, Roll, RollBuilding, RollOrganisation, kind_title, kind_titles,
    period_as_told,
};
use crate::store::{ChangeRow, atlas, changes_of, roll};

#[derive(Template)]
#[template(path = "organisation.html")]
struct OrganisationPage {
    chrome: Chrome,
    /// For the journal.
    id: String,
    code: String,
    short: String,
    full: String,
    genitive: String,
    is_demo: bool,
    kind: &'static str,
    status: Option<StatusView>,
    past: Option<String>,
    today_address: String,
    municipality: Option<(String, String)>,
    parent: Option<(String, String)>,
    /// The municipal centre that serves it.
    centre: Option<(String, String)>,
    /// For a group: whom it means.
    stands_for: String,
    facts: Vec<Fact>,
    buildings: Vec<BuildingLine>,
    under: Vec<KindLine>,
    served: Vec<(String, String)>,
    names: Vec<NameLine>,
    statuses: Vec<StatusLine>,
    seats: Vec<NameLine>,
    sizes: Vec<(String, String)>,
    changes: Vec<ChangeLine>,
    roles: Vec<RoleLine>,
    /// Contacts and buildings.
    may_edit: bool,
    /// Names and identifiers.
    may_rename: bool,
    /// Whom it serves, when it is a municipal centre.
    may_attach: bool,
}

/// The status of a school's library on the day.
pub(super) struct StatusView {
    pub class: &'static str,
    pub sign: &'static str,
    pub title: String,
    /// «по 31 декабря 2024», for a term.
    pub until: String,
}

/// A line of the card: title, text, and where it leads; empty: nowhere.
struct Fact {
    title: &'static str,
    text: String,
    href: String,
}

struct BuildingLine {
    title: String,
    address: String,
    point: String,
    has_library: bool,
    /// Its point lies outside of the municipality.
    is_astray: bool,
    /// «по 31 августа 2023», for one that is no longer used.
    period: String,
    edit_path: String,
}

struct StatusLine {
    period: String,
    sign: &'static str,
    title: String,
    basis: Option<(String, String)>,
    /// «срок закончился», where it follows the end of a term; «закончится», where that day is ahead.
    after_term: &'static str,
}

struct ChangeLine {
    when: String,
    who: String,
    what: String,
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
    let roll = roll(&house.db).await?;
    let listed = roll.find(&scope, &code, day).ok_or(PageError::NotFound)?;
    let one = listed.organisation;
    let writing = visitor.scope(Subject::OrganisationCard, Deed::Write);
    let may_edit = writing.covers(&one.id, one.municipality_id.as_deref());
    let changes = if may_edit { changes_of(&house.db, &writing, one).await? } else { Vec::new() };
    let may_rename = may_edit && writing.reach() >= Reach::Municipality;
    let has_points = may_edit && one.buildings.iter().any(|building| building.point.is_some());
    let atlas = if has_points { atlas(&house.db, &roll).await? } else { None };
    let is_centre = listed.status == Some(LibraryStatus::MunicipalCentre);
    let seat = one.seat_on(day);
    let parent = seat.and_then(|seat| seat.parent_id.as_deref()).and_then(|id| roll.organisation(id));
    let page = OrganisationPage {
        id: one.id.clone(),
        code: one.code.clone(),
        short: listed.name.short.clone(),
        full: listed.name.full.clone(),
        genitive: listed.name.genitive.clone(),
        is_demo: one.is_demo,
        kind: kind_title(one.kind),
        status: status_view(&house, listed, day),
        past: day_in_words(day, today),
        today_address: organisation_path(&one.code, today, today),
        municipality: listed
            .municipality
            .map(|place| (municipality_path(&place.code, day, today), place.short_name.clone())),
        parent: parent
            .and_then(|parent| Some((parent, roll.name_on(parent, day)?)))
            .map(|(parent, name)| (organisation_path(&parent.code, day, today), name.short.clone())),
        centre: roll.centre_of(one, day).map(|centre| {
            (organisation_path(&centre.organisation.code, day, today), centre.name.short.clone())
        }),
        stands_for: stands_for(one),
        facts: facts(one, day),
        buildings: one
            .buildings
            .iter()
            .map(|building| BuildingLine {
                is_astray: may_edit && is_astray(atlas.as_deref(), listed, building),
                ..building_line(one, building, may_edit)
            })
            .collect(),
        under: under(&roll, one, &scope, day, today),
        served: if is_centre {
            let served = roll.served_by(one, day).into_iter();
            served
                .map(|school| {
                    (organisation_path(&school.organisation.code, day, today), school.name.short.clone())
                })
                .collect()
        } else {
            Vec::new()
        },
        names: names(&roll, one),
        statuses: statuses(&house, one),
        seats: seats(&roll, one),
        sizes: one
            .sizes
            .iter()
            .rev()
            .map(|(day, pupils)| (date_long(*day), grouped(i64::from(*pupils))))
            .collect(),
        changes: changes.into_iter().map(|row| change_line(&house, row)).collect(),
        roles: roles_at(&house, listed),
        may_edit,
        may_rename,
        may_attach: may_rename && is_centre,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn status_view(house: &House, listed: Listed<'_>, day: Date) -> Option<StatusView> {
    let status = listed.status?;
    let ends = listed.organisation.statuses.term_ends(day).filter(|day| *day != LAST_DAY);
    Some(StatusView {
        class: match status {
            LibraryStatus::Library => "not-started",
            LibraryStatus::Centre => "running",
            LibraryStatus::MunicipalCentre => "done",
        },
        sign: status.sign(),
        title: house.region.statuses.short(status).to_owned(),
        until: ends.map_or_else(String::new, |day| format!(" по {}", date_long(day))),
    })
}

fn facts(one: &RollOrganisation, day: Date) -> Vec<Fact> {
    let contacts = &one.contacts;
    let fact = |title, text: &str, href: String| Fact { title, text: text.to_owned(), href };
    let digits: String = contacts
        .phone
        .chars()
        .take_while(|sign| *sign != ',')
        .filter(|sign| sign.is_ascii_digit() || *sign == '+')
        .collect();
    let mut facts = vec![
        fact("ИНН", &contacts.inn, String::new()),
        fact("ОГРН", &contacts.ogrn, String::new()),
        fact("Руководитель", &contacts.head, String::new()),
        fact("Телефон", &contacts.phone, format!("tel:{digits}")),
        fact("Электронная почта", &contacts.email, format!("mailto:{}", contacts.email)),
        fact("Сайт", &contacts.site, contacts.site.clone()),
    ];
    if let Some((counted_on, pupils)) = one.pupils_on(day) {
        let text = format!("{} на {}", grouped(i64::from(pupils)), date_long(counted_on));
        facts.push(fact("Обучающихся", &text, String::new()));
    }
    facts.retain(|fact| !fact.text.is_empty());
    facts
}

fn is_astray(atlas: Option<&Atlas>, listed: Listed<'_>, building: &RollBuilding) -> bool {
    let inside = atlas
        .zip(listed.municipality)
        .zip(building.point)
        .and_then(|((atlas, place), point)| atlas.contains(&place.id, point));
    inside == Some(false)
}

fn building_line(one: &RollOrganisation, building: &RollBuilding, may_edit: bool) -> BuildingLine {
    let point = building.point.map_or_else(String::new, |point| {
        format!("{}, {}", Point::degrees(point.lat_e6), Point::degrees(point.lon_e6))
    });
    BuildingLine {
        title: building.title.clone(),
        address: building.address.clone(),
        point,
        has_library: building.has_library,
        is_astray: false,
        period: if building.period.to == LAST_DAY { String::new() } else { period_as_told(building.period) },
        edit_path: if may_edit {
            format!("/network/organisations/{}/buildings/{}", one.code, building.id)
        } else {
            String::new()
        },
    }
}

fn stands_for(one: &RollOrganisation) -> String {
    let kinds: Vec<String> = one.stands_for.iter().map(|kind| kind_titles(*kind).to_owned()).collect();
    ui::ru::join_with_and(&kinds)
}

/// How many of each kind answer to the organisation, each number leading to its list.
fn under(
    roll: &Roll,
    one: &RollOrganisation,
    scope: &access::Scope,
    day: Date,
    today: Date,
) -> Vec<KindLine> {
    let filter = Filter { under: Some(one.code.clone()), ..Filter::on(day) };
    let (_, totals) = roll.all(scope, &filter);
    crate::rules::KINDS
        .into_iter()
        .filter(|kind| totals.of_kind(*kind) > 0)
        .map(|kind| {
            let href = Filter { kind: Some(kind), ..filter.clone() }.address(today);
            KindLine::new(kind, totals.of_kind(kind), href)
        })
        .collect()
}

/// Newest first, the end of an organisation with its basis on top.
fn names(roll: &Roll, one: &RollOrganisation) -> Vec<NameLine> {
    let names = roll.names_of(one);
    let mut lines = Vec::new();
    for name in names.iter().rev() {
        let mut details = name.full.clone();
        for (basis, what) in [(&name.basis, "основание"), (&name.end_basis, "основание прекращения")]
        {
            if !basis.is_empty() {
                details = format!("{details}; {what}: {basis}");
            }
        }
        lines.push(NameLine { period: period_as_told(name.period), full: name.short.clone(), details });
    }
    lines
}

/// Newest first; nothing for what never was anything else than it is.
fn statuses(house: &House, one: &RollOrganisation) -> Vec<StatusLine> {
    let periods = one.statuses.periods();
    if one.kind != OrganisationKind::School || periods.len() == 1 {
        return Vec::new();
    }
    let today = house.clock.today();
    let line = |period: &crate::rules::StatusPeriod| StatusLine {
        period: period_as_told(period.period),
        sign: period.status.sign(),
        title: house.region.statuses.title(period.status).to_owned(),
        basis: period
            .basis
            .as_ref()
            .map(|basis| (format!("/network/statuses/{}", basis.document_id), basis.reference.clone())),
        after_term: if !period.after_term {
            ""
        } else if period.period.from > today {
            "срок закончится"
        } else {
            "срок закончился"
        },
    };
    periods.iter().rev().map(line).collect()
}

/// Municipalities, newest first; nothing for what never moved.
fn seats(roll: &Roll, one: &RollOrganisation) -> Vec<NameLine> {
    if one.seats.len() < 2 {
        return Vec::new();
    }
    let line = |seat: &crate::rules::Seat| {
        let id = seat.municipality_id.as_deref();
        // As it was called when the organisation was there last.
        let on = seat.period.to;
        let names = roll.municipality_names().iter().filter(|name| Some(name.id.as_str()) == id);
        let name = names.clone().find(|name| name.period.contains(on)).or_else(|| names.clone().next_back());
        NameLine {
            period: period_as_told(seat.period),
            full: name.map_or_else(|| "вне муниципалитетов".to_owned(), |name| name.short_name.clone()),
            details: if seat.basis.is_empty() {
                String::new()
            } else {
                format!("основание: {}", seat.basis)
            },
        }
    };
    one.seats.iter().rev().map(line).collect()
}

fn change_line(house: &House, row: ChangeRow) -> ChangeLine {
    ChangeLine { when: date_long(house.clock.date_of(row.changed_at)), who: row.author, what: row.what }
}

/// What people at this organisation do here, in the region's words.
fn roles_at(house: &House, listed: Listed<'_>) -> Vec<RoleLine> {
    let kind = listed.organisation.kind;
    let is_centre = listed.status == Some(LibraryStatus::MunicipalCentre);
    Role::ALL
        .into_iter()
        .filter(|role| role.home() == Some(kind) || (is_centre && *role == Role::MunicipalCentre))
        .filter_map(|role| house.region.roles.get(&role))
        .map(|role| RoleLine { title: role.title.clone(), duty: role.duty.clone() })
        .collect()
}
