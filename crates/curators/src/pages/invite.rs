//! One invitation: whom, as what, where, until when.

use access::store::NewInvitation;
use access::{FormData, House, PageError, PageResult, Role, Visitor, role_from_code};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use serde::Deserialize;
use ui::Chrome;

use super::{Choice, fault_of, invitation_page, refused, role_choices};
use crate::door::{INVITATION_DAYS, expiry};
use crate::rules::{Fault, NewPerson, days, match_organisation};
use crate::{Curator, Workplace, invite};

#[derive(Template)]
#[template(path = "access_invite.html")]
struct InvitePage {
    chrome: Chrome,
    faults: Vec<Fault>,
    /// Code and name of every organisation below, to choose from while typing.
    organisations: Vec<(String, String)>,
    organisation: String,
    roles: Vec<Choice>,
    person: NewPerson,
    from: String,
    to: String,
    days: Vec<Choice>,
    sends_letters: bool,
}

impl InvitePage {
    fn fault(&self, field: &str) -> Option<&str> {
        fault_of(&self.faults, field)
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    organisation: String,
    role: String,
}

async fn page(
    house: &House,
    curator: &Curator,
    chrome: Chrome,
    organisation: &str,
    role: Option<Role>,
) -> Result<InvitePage, PageError> {
    let roll = network::store::roll(&house.db).await?;
    let found = curator.organisations(house, &roll);
    let organisations: Vec<(String, String)> =
        found.iter().map(|one| (one.organisation.code.clone(), one.name.short.clone())).collect();
    Ok(InvitePage {
        chrome,
        faults: Vec::new(),
        organisation: organisation.to_owned(),
        organisations,
        roles: role_choices(house, curator.roles(), role),
        person: NewPerson::default(),
        from: String::new(),
        to: String::new(),
        days: day_choices(""),
        sends_letters: house.sends_letters(),
    })
}

pub(super) fn day_choices(chosen: &str) -> Vec<Choice> {
    let usual = INVITATION_DAYS[1].to_string();
    let chosen = if chosen.is_empty() { &usual } else { chosen };
    INVITATION_DAYS
        .iter()
        .map(|days| Choice {
            value: days.to_string(),
            label: format!("{days} дней"),
            is_chosen: days.to_string() == *chosen,
        })
        .collect()
}

/// `GET /access/invite`
pub async fn form(State(house): State<House>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let role = role_from_code(&asked.role);
    let page = page(&house, &curator, visitor.chrome, &asked.organisation, role).await?;
    Ok(Html(page.render()?).into_response())
}

/// `POST /access/invitations`
pub async fn send(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let person = NewPerson::typed(&form);
    let mut faults = Vec::new();
    let workplace = workplace(&house, &curator, form.text("organisation"), &mut faults).await?;
    let role = role_from_code(form.text("role")).filter(|role| curator.roles().contains(role));
    if let (Some(role), Some(workplace)) = (role, &workplace)
        && !curator.entrusts(role, workplace)
    {
        let text = format!(
            "В организации «{}» роль «{}» не дают: выберите роль, подходящую виду организации.",
            workplace.place.org_title,
            house.role_title(role)
        );
        faults.push(Fault::new("role", text));
    }
    if role.is_none() {
        faults.push(Fault::new("role", "Роль не выбрана."));
    }
    faults.extend(person.faults());
    let days = days(&form);
    if let Err(fault) = &days {
        faults.push(fault.clone());
    }
    let (Some(workplace), Some(role), Ok(days), true) = (workplace, role, days, faults.is_empty()) else {
        let page = page(&house, &curator, visitor.chrome, form.text("organisation"), role).await?;
        return refused(&InvitePage {
            faults,
            person,
            from: form.text("from").to_owned(),
            to: form.text("to").to_owned(),
            days: day_choices(form.text("days")),
            ..page
        });
    };
    let whom = format!("{}, {}", house.role_title(role), workplace.place.org_title);
    let new = NewInvitation {
        surname: person.surname.clone(),
        name: person.name.clone(),
        patronymic: person.patronymic.clone(),
        post: person.post.clone(),
        email: person.email(),
        role,
        place: workplace.place,
        term: days.term(),
        deputy_of: None,
        expires_at: expiry(&house, form.text("days")),
    };
    let mut tx = house.db.begin().await?;
    let invited = invite(&mut tx, &house, &curator, workplace.kind, &new).await?;
    tx.commit().await?;
    invitation_page(&house, visitor.chrome, whom, &invited)
}

/// The organisation that was typed or chosen; a fault where there is none such below.
async fn workplace(
    house: &House,
    curator: &Curator,
    typed: &str,
    faults: &mut Vec<Fault>,
) -> Result<Option<Workplace>, PageError> {
    if typed.is_empty() {
        faults.push(Fault::new("organisation", "Организация не выбрана."));
        return Ok(None);
    }
    let roll = network::store::roll(&house.db).await?;
    match match_organisation(typed, &curator.organisations(house, &roll)) {
        Ok(found) => Ok(Some(Workplace::of(&found))),
        Err(text) => {
            faults.push(Fault::new("organisation", capitalised(&text)));
            Ok(None)
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect::<String>() + ".")
}
