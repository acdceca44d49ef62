//! Many invitations at once: ticked in a list of organisations, or from a list pasted from Excel. What comes out is a sheet of
//! links, shown once, to be printed and cut.

use access::store::{InvitationState, NewInvitation, invitations, roster};
use access::{FormData, House, MembershipState, PageError, PageResult, Role, Term, Visitor};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use network::rules::{Listed, kind_from_code, kind_titles};
use region::OrganisationKind;
use serde::Deserialize;
use ui::Chrome;

use super::invite::day_choices;
use super::{Choice, refused, shown_link};
use crate::door::expiry;
use crate::rules::{ListFault, MAX_LINES, NewPerson, match_organisation, read_lines};
use crate::{Curator, Workplace, invite};

#[derive(Template)]
#[template(path = "access_bulk.html")]
struct BulkPage {
    chrome: Chrome,
    error: Option<&'static str>,
    faults: Vec<ListFault>,
    kinds: Vec<Choice>,
    municipalities: Vec<Choice>,
    kind_code: &'static str,
    role_title: String,
    municipality: String,
    rows: Vec<Row>,
    with_access: usize,
    days: Vec<Choice>,
    list: String,
}

/// An organisation that nobody has access for.
struct Row {
    code: String,
    title: String,
    municipality: String,
    is_ticked: bool,
    name: String,
    email: String,
}

#[derive(Template)]
#[template(path = "access_sheet.html")]
struct SheetPage {
    chrome: Chrome,
    region: String,
    inviter: String,
    until: String,
    sent: usize,
    links: Vec<SheetLine>,
}

struct SheetLine {
    organisation: String,
    role: String,
    name: String,
    link: String,
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Asked {
    kind: String,
    /// Id of a municipality.
    municipality: String,
}

/// Kinds of organisation whose people this curator invites by the list, with the role that each gives.
fn kinds(curator: &Curator) -> Vec<(OrganisationKind, Role)> {
    [OrganisationKind::MunicipalAuthority, OrganisationKind::MunicipalCentre, OrganisationKind::School]
        .into_iter()
        .filter_map(|kind| {
            let role = curator.roles().iter().find(|role| role.home() == Some(kind))?;
            Some((kind, *role))
        })
        .collect()
}

/// What is asked for, or the first that there is.
fn chosen(curator: &Curator, asked: &str) -> Result<(OrganisationKind, Role), PageError> {
    let kinds = kinds(curator);
    let wanted = kind_from_code(asked);
    let found = kinds.iter().find(|(kind, _)| Some(*kind) == wanted).or(kinds.first());
    found.copied().ok_or(PageError::NotFound)
}

async fn page(
    house: &House,
    curator: &Curator,
    chrome: Chrome,
    asked: &Asked,
) -> Result<BulkPage, PageError> {
    let (kind, role) = chosen(curator, &asked.kind)?;
    let today = house.clock.today();
    let roll = network::store::roll(&house.db).await?;
    let everybody = roster(&house.db, curator.scope(), curator.roles_for_sql()).await?;
    let invited = invitations(&house.db, curator.scope(), curator.roles_for_sql()).await?;
    let now = house.clock.now();
    let has_access = |one: &Listed<'_>| {
        let org_id = &one.organisation.id;
        let is_active = everybody.iter().any(|line| {
            line.org_id == *org_id
                && line.role() == Some(role)
                && matches!(line.state_on(today), MembershipState::Active | MembershipState::Invited)
        });
        is_active
            || invited.iter().any(|one| {
                one.org_id == *org_id
                    && one.role() == Some(role)
                    && one.state(now) == InvitationState::Waiting
            })
    };
    let of_kind: Vec<Listed<'_>> = curator
        .organisations(house, &roll)
        .into_iter()
        .filter(|one| one.organisation.kind == kind)
        .filter(|one| {
            asked.municipality.is_empty()
                || one.organisation.municipality_id.as_deref() == Some(asked.municipality.as_str())
        })
        .collect();
    // Hundreds of schools are chosen from municipality by municipality.
    let is_too_many = curator.sees_several_municipalities()
        && kind == OrganisationKind::School
        && asked.municipality.is_empty();
    let without: Vec<&Listed<'_>> = of_kind.iter().filter(|one| !has_access(one)).collect();
    let with_access = of_kind.len() - without.len();
    let rows = without
        .into_iter()
        .take(if is_too_many { 0 } else { MAX_LINES })
        .map(|one| Row {
            code: one.organisation.code.clone(),
            title: one.name.short.clone(),
            municipality: one.municipality.map_or_else(String::new, |place| place.short_name.clone()),
            is_ticked: kind != OrganisationKind::School,
            name: String::new(),
            email: String::new(),
        })
        .collect();
    let municipalities = if curator.sees_several_municipalities() {
        roll.municipalities_on(today)
            .into_iter()
            .map(|one| Choice {
                value: one.id.clone(),
                label: one.short_name.clone(),
                is_chosen: one.id == asked.municipality,
            })
            .collect()
    } else {
        Vec::new()
    };
    Ok(BulkPage {
        chrome,
        error: None,
        faults: Vec::new(),
        kinds: kinds(curator)
            .into_iter()
            .map(|(one, _)| Choice {
                value: one.code().to_owned(),
                label: kind_titles(one).to_owned(),
                is_chosen: one == kind,
            })
            .collect(),
        municipalities,
        kind_code: kind.code(),
        role_title: house.role_title(role).to_owned(),
        municipality: asked.municipality.clone(),
        rows,
        with_access,
        days: day_choices(""),
        list: String::new(),
    })
}

/// `GET /access/bulk`
pub async fn form(State(house): State<House>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let curator = Curator::of(&visitor)?;
    Ok(Html(page(&house, &curator, visitor.chrome, &asked).await?.render()?).into_response())
}

/// One invitation of the sheet to be.
struct Wanted {
    workplace: Workplace,
    person: NewPerson,
}

/// `POST /access/bulk`
pub async fn send(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let asked =
        Asked { kind: form.text("kind").to_owned(), municipality: form.text("municipality").to_owned() };
    let (kind, role) = chosen(&curator, &asked.kind)?;
    let roll = network::store::roll(&house.db).await?;
    let organisations: Vec<Listed<'_>> = curator
        .organisations(&house, &roll)
        .into_iter()
        .filter(|one| one.organisation.kind == kind)
        .collect();
    let (wanted, faults) = match list_of(&form)? {
        Some(rows) => from_list(&rows, &organisations),
        None => from_ticks(&form, &organisations),
    };
    let error = match (wanted.is_empty(), faults.is_empty()) {
        (_, false) => Some("Никто не приглашён: исправьте строки ниже и отправьте список снова."),
        (true, true) => Some("Никто не отмечен, и список пуст: приглашать некого."),
        (false, true) => None,
    };
    if error.is_some() {
        let mut page = page(&house, &curator, visitor.chrome, &asked).await?;
        for row in &mut page.rows {
            row.is_ticked = form.all("organisation").any(|code| code == row.code);
            row.name = form.text(&format!("name.{}", row.code)).to_owned();
            row.email = form.text(&format!("email.{}", row.code)).to_owned();
        }
        let list = form.text("list").to_owned();
        return refused(&BulkPage { error, faults, list, days: day_choices(form.text("days")), ..page });
    }
    let expires_at = expiry(&house, form.text("days"));
    let (mut links, mut sent) = (Vec::new(), 0);
    let mut tx = house.db.begin().await?;
    for Wanted { workplace, person } in wanted {
        let new = NewInvitation {
            surname: person.surname.clone(),
            name: person.name.clone(),
            patronymic: person.patronymic.clone(),
            post: person.post.clone(),
            email: person.email(),
            role,
            place: workplace.place,
            term: Term::UNLIMITED,
            deputy_of: None,
            expires_at,
        };
        let invited = invite(&mut tx, &house, &curator, workplace.kind, &new).await?;
        sent += usize::from(invited.is_sent);
        links.push(SheetLine {
            organisation: new.place.org_title,
            role: house.role_title(role).to_owned(),
            name: [person.surname, person.name, person.patronymic].join(" ").trim().to_owned(),
            link: shown_link(&house, &invited.path),
        });
    }
    tx.commit().await?;
    let page = SheetPage {
        region: house.region.region.name.clone(),
        inviter: curator.name,
        until: access::letters::moment(&house, expires_at),
        sent,
        links,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// The rows of a pasted list or of a file; `None`: the boxes that are ticked count.
fn list_of(form: &FormData) -> Result<Option<Vec<Vec<String>>>, PageError> {
    let bytes = match (form.file("file"), form.text("list")) {
        (Some(file), _) => file.bytes.as_slice(),
        (None, "") => return Ok(None),
        (None, text) => text.as_bytes(),
    };
    let rows = office::rows_of_list(bytes).map_err(|error| {
        PageError::refused(
            "Список не прочитан",
            error.to_string(),
            "Сохраните список как книгу Excel (.xlsx) или скопируйте ячейки в поле «Список».",
        )
    })?;
    Ok(Some(rows))
}

fn from_list(rows: &[Vec<String>], organisations: &[Listed<'_>]) -> (Vec<Wanted>, Vec<ListFault>) {
    let (lines, mut faults) = read_lines(rows);
    let mut wanted = Vec::new();
    for line in lines {
        match match_organisation(&line.organisation, organisations) {
            Ok(found) => wanted.push(Wanted { workplace: Workplace::of(&found), person: line.person }),
            Err(text) => faults.push(ListFault { number: line.number, text }),
        }
    }
    faults.sort_by_key(|fault| fault.number);
    (wanted, faults)
}

fn from_ticks(form: &FormData, organisations: &[Listed<'_>]) -> (Vec<Wanted>, Vec<ListFault>) {
    let (mut wanted, mut faults) = (Vec::new(), Vec::new());
    for (number, code) in (1..).zip(form.all("organisation").take(MAX_LINES)) {
        // A code that is not below is not told from one that does not exist.
        let Some(found) = organisations.iter().find(|one| one.organisation.code == code) else {
            faults.push(ListFault {
                number, text: format!("организации «{code}» среди ваших нет")
            });
            continue;
        };
        let named = NewPerson::named(form.text(&format!("name.{code}")));
        let person = NewPerson { email: form.text(&format!("email.{code}")).to_owned(), ..named };
        match person.faults().first() {
            Some(fault) => {
                faults.push(ListFault { number, text: format!("{}: {}", found.name.short, fault.text) })
            }
            None => wanted.push(Wanted { workplace: Workplace::of(found), person }),
        }
    }
    (wanted, faults)
}
