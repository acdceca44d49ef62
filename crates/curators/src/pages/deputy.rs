//! A deputy: somebody acts for a person who is away, from one day to another, and stops by itself.

use access::store::{self as sql, NewInvitation, RosterLine, roster};
use access::{FormData, House, MembershipState, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use super::{fault_of, invitation_page, refused};
use crate::door::{expiry, note};
use crate::rules::{Days, Fault, NewPerson, days};
use crate::{Curator, invite};

#[derive(Template)]
#[template(path = "access_deputy.html")]
struct DeputyPage {
    chrome: Chrome,
    faults: Vec<Fault>,
    id: String,
    name: String,
    role: String,
    organisation: String,
    /// Logins and names of those who may stand in without an invitation.
    colleagues: Vec<(String, String)>,
    login: String,
    person: NewPerson,
    from: String,
    to: String,
}

impl DeputyPage {
    fn fault(&self, field: &str) -> Option<&str> {
        fault_of(&self.faults, field)
    }
}

/// Those below who may act for somebody: whoever works and is not the person.
async fn candidates(
    house: &House,
    curator: &Curator,
    line: &RosterLine,
) -> Result<Vec<RosterLine>, PageError> {
    let today = house.clock.today();
    let everybody = roster(&house.db, curator.scope(), curator.roles_for_sql()).await?;
    let fits = |one: &RosterLine| {
        one.account_id != line.account_id && !one.is_closed && one.state_on(today) == MembershipState::Active
    };
    Ok(everybody.into_iter().filter(fits).collect())
}

fn page(house: &House, chrome: Chrome, line: &RosterLine, candidates: &[RosterLine]) -> DeputyPage {
    let colleagues = candidates.iter().filter(|one| one.org_id == line.org_id);
    DeputyPage {
        chrome,
        faults: Vec::new(),
        id: line.membership_id.clone(),
        name: line.name.clone(),
        role: line.role().map_or("", |role| house.role_title(role)).to_owned(),
        organisation: line.org_title.clone(),
        colleagues: colleagues.map(|one| (one.login.clone(), one.name.clone())).collect(),
        login: String::new(),
        person: NewPerson::default(),
        from: house.clock.today().to_string(),
        to: String::new(),
    }
}

/// `GET /access/people/{member}/deputy`
pub async fn form(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let line = curator.member(&house, &id).await?;
    let candidates = candidates(&house, &curator, &line).await?;
    Ok(Html(page(&house, visitor.chrome, &line, &candidates).render()?).into_response())
}

/// `POST /access/people/{member}/deputy`
pub async fn appoint(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let line = curator.member(&house, &id).await?;
    let role = line.role().ok_or(PageError::NotFound)?;
    let candidates = candidates(&house, &curator, &line).await?;
    let person = NewPerson::typed(&form);
    let login = form.text("login");
    let chosen = candidates.iter().find(|one| one.login == sql::fold_login(login));
    let mut faults = Vec::new();
    if !login.is_empty() && chosen.is_none() {
        faults.push(Fault::new(
            "login",
            "Среди людей, за доступ которых вы отвечаете, нет работающего с таким логином. Оставьте поле пустым, чтобы пригласить нового человека.",
        ));
    }
    if login.is_empty() {
        faults.extend(person.faults_of_named());
    }
    let days = days(&form);
    match &days {
        Err(fault) => faults.push(fault.clone()),
        Ok(Days { to: None, .. }) => {
            faults.push(Fault::new(
                "to",
                "Укажите последний день замещения: в этот день доступ закончится сам.",
            ));
        }
        Ok(Days { to: Some(to), .. }) if *to < house.clock.today() => {
            faults.push(Fault::new("to", "Последний день замещения уже прошёл."));
        }
        Ok(_) => {}
    }
    let (Ok(days), true) = (days, faults.is_empty()) else {
        let page = page(&house, visitor.chrome, &line, &candidates);
        return refused(&DeputyPage {
            faults,
            login: login.to_owned(),
            person,
            from: form.text("from").to_owned(),
            to: form.text("to").to_owned(),
            ..page
        });
    };
    let place = place_of(&line);
    let mut tx = house.db.begin().await?;
    let Some(chosen) = chosen else {
        let kind = curator.place(&house, &line.org_code).await?.ok_or(PageError::NotFound)?.kind;
        let new = NewInvitation {
            surname: person.surname.clone(),
            name: person.name.clone(),
            patronymic: person.patronymic.clone(),
            post: String::new(),
            email: person.email(),
            role,
            place,
            term: days.term(),
            deputy_of: Some(id.clone()),
            expires_at: expiry(&house, ""),
        };
        let invited = invite(&mut tx, &house, &curator, kind, &new).await?;
        tx.commit().await?;
        let whom = format!("замещает {}, {}", line.name, line.org_title);
        return invitation_page(&house, visitor.chrome, whom, &invited);
    };
    let deputy = sql::add_term_membership(
        &mut tx,
        &chosen.account_id,
        &place,
        role,
        MembershipState::Active,
        days.term(),
        Some(&id),
        house.clock.now(),
    )
    .await?;
    let what = format!("Назначен заместителем: {}", days.term().as_told());
    note(&mut tx, &house, &curator, ("membership", &deputy), "membership.deputy_named", &what).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/access/people/{deputy}")).into_response())
}

pub(super) fn place_of(line: &RosterLine) -> sql::Place {
    sql::Place {
        org_id: line.org_id.clone(),
        org_code: line.org_code.clone(),
        org_title: line.org_title.clone(),
        municipality_id: line.municipality_id.clone(),
    }
}
