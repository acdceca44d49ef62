//! `/invitation/{token}`: taking an invitation up, with a new account or with the one that one has.

use access::acceptance::{
    account_fault, hash_password, is_over, take_try, with_new_account, with_own_account,
};
use access::store::{Invitation, InvitationState, invitation_of_token, memberships_of};
use access::{FormData, House, PageError, PageResult, Scope, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect};
use people::{PersonName, PersonRefused, PostTerm};
use store::Tx;
use ui::Chrome;

use super::{fault_of, refused};
use crate::rules::{Fault, NewPerson};

#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage {
    chrome: Chrome,
    faults: Vec<Fault>,
    action: String,
    /// Where to sign in and come back.
    sign_in: String,
    role: String,
    organisation: String,
    inviter: String,
    term: String,
    until: String,
    /// Name of whoever has signed in.
    own_account: Option<String>,
    person: NewPerson,
    login: String,
}

impl InvitationPage {
    fn fault(&self, field: &str) -> Option<&str> {
        fault_of(&self.faults, field)
    }
}

fn page(house: &House, visitor: &Visitor, invitation: &Invitation, token: &str) -> InvitationPage {
    let action = format!("/invitation/{token}");
    let next: String = form_urlencoded::byte_serialize(action.as_bytes()).collect();
    let term = invitation.term();
    InvitationPage {
        chrome: visitor.chrome.clone(),
        faults: Vec::new(),
        sign_in: format!("/login?next={next}"),
        action,
        role: invitation.role().map_or("", |role| house.role_title(role)).to_owned(),
        organisation: invitation.org_title.clone(),
        inviter: invitation.inviter.clone(),
        term: if term == access::Term::UNLIMITED { String::new() } else { term.as_told() },
        until: access::letters::moment(house, invitation.expires_at),
        own_account: visitor.actor.as_ref().map(|actor| format!("{} ({})", actor.name, actor.login)),
        person: NewPerson {
            surname: invitation.surname.clone(),
            name: invitation.name.clone(),
            patronymic: invitation.patronymic.clone(),
            post: invitation.post.clone(),
            email: String::new(),
        },
        login: String::new(),
    }
}

async fn waiting(house: &House, token: &str) -> Result<Option<Invitation>, PageError> {
    let found = invitation_of_token(&house.db, token).await?;
    Ok(found.filter(|one| one.state(house.clock.now()) == InvitationState::Waiting))
}

/// `GET /invitation/{token}`
pub async fn form(State(house): State<House>, visitor: Visitor, Path(token): Path<String>) -> PageResult {
    let invitation = waiting(&house, &token).await?.ok_or_else(is_over)?;
    Ok(Html(page(&house, &visitor, &invitation, &token).render()?).into_response())
}

/// `POST /invitation/{token}`
pub async fn take_up(
    State(house): State<House>,
    visitor: Visitor,
    Path(token): Path<String>,
    headers: HeaderMap,
    form: FormData,
) -> PageResult {
    take_try(&house, &visitor).await?;
    let password = form.as_typed("password");
    let Some(invitation) = waiting(&house, &token).await? else {
        // Costs what a good link does.
        hash_password(&house, password).await?;
        return Err(is_over());
    };
    if visitor.actor.is_some() {
        return with_own(&house, &visitor, &headers, &invitation, &form).await;
    }
    let person = NewPerson { email: String::new(), ..NewPerson::typed(&form) };
    let login = form.text("login");
    let mut faults = person.faults_of_named();
    if let Some((field, text)) = account_fault(&house, login, &person.initials(), password).await? {
        faults.push(Fault::new(field, text));
    }
    if !faults.is_empty() {
        let page = page(&house, &visitor, &invitation, &token);
        return refused(&InvitationPage { faults, person, login: login.to_owned(), ..page });
    }
    let hash = hash_password(&house, password).await?;
    let mut tx = house.db.begin().await?;
    let new = (login, person.initials());
    let accepted = with_new_account(&mut tx, &house, &visitor, &invitation, (new.0, &new.1, &hash)).await?;
    enter_person(&mut tx, &house, &invitation, &accepted.account_id, &person).await?;
    tx.commit().await?;
    Ok((accepted.cookies, Redirect::to("/")).into_response())
}

async fn with_own(
    house: &House,
    visitor: &Visitor,
    headers: &HeaderMap,
    invitation: &Invitation,
    form: &FormData,
) -> PageResult {
    let held = memberships_of(&house.db, visitor.account_id()).await?;
    let role = invitation.role().ok_or_else(is_over)?;
    let has_it = held
        .iter()
        .any(|one| one.role == role.code() && one.org_title == invitation.org_title && one.state == "active");
    if has_it && invitation.deputy_of.is_none() {
        return Err(PageError::refused(
            "Приглашение не принято",
            "У этой учётной записи уже есть такая роль в этой организации.",
            "Если приглашение предназначено другому человеку, выйдите и передайте ему ссылку.",
        ));
    }
    let post = form.text("post").split_whitespace().collect::<Vec<_>>().join(" ");
    let mut tx = house.db.begin().await?;
    let accepted = with_own_account(&mut tx, house, visitor, headers, invitation).await?;
    let person = NewPerson {
        surname: invitation.surname.clone(),
        name: invitation.name.clone(),
        patronymic: invitation.patronymic.clone(),
        post: if post.is_empty() { invitation.post.clone() } else { post },
        email: String::new(),
    };
    enter_person(&mut tx, house, invitation, &accepted.account_id, &person).await?;
    tx.commit().await?;
    Ok((accepted.cookies, Redirect::to("/")).into_response())
}

/// The card of a person and the post. The invitation gives the right to both; its holder could not write them otherwise.
async fn enter_person(
    tx: &mut Tx,
    house: &House,
    invitation: &Invitation,
    account_id: &str,
    person: &NewPerson,
) -> Result<(), PageError> {
    let scope = Scope::of_the_program();
    let now = house.clock.now();
    let known = people::person_of_account(&mut *tx, account_id).await?;
    let person_id = match known {
        Some(known) => known.id,
        // An account made by the command line may have nobody's card, and a nameless invitation none to make.
        None if person.surname.is_empty() => return Ok(()),
        None => {
            let name = PersonName {
                surname: person.surname.clone(),
                name: person.name.clone(),
                patronymic: person.patronymic.clone(),
            };
            let new = people::NewPerson { name, account_id: Some(account_id.to_owned()) };
            people::add_person(tx, &scope, &new, now).await.map_err(told)?
        }
    };
    // A deputy holds a post of his own elsewhere.
    if person.post.is_empty() || invitation.deputy_of.is_some() {
        return Ok(());
    }
    let from = house.clock.today().max(invitation.term().from);
    let term = PostTerm::new(Some(from), invitation.term().last_day()).ok_or_else(is_over)?;
    people::add_post(tx, &scope, &person_id, &invitation.place(), &person.post, term, now)
        .await
        .map_err(told)?;
    Ok(())
}

fn told(refused: PersonRefused) -> PageError {
    refused.into()
}
