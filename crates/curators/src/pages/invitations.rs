//! The invitations that have been made: what became of each, a new link, taking one back.

use access::store::{
    self as sql, Invitation, InvitationState, NewInvitation, renew_invitation, withdraw_invitation,
};
use access::{House, PageError, PageResult, Visitor, random_token};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use super::invitation_page;
use crate::door::{expiry, note, send};
use crate::{Curator, Invited};

/// More would not be read; older ones are in the journal.
const SHOWN: usize = 300;

#[derive(Template)]
#[template(path = "access_invitations.html")]
struct InvitationsPage {
    chrome: Chrome,
    invitations: Vec<Line>,
}

struct Line {
    id: String,
    whom: String,
    organisation: String,
    role: String,
    term: String,
    inviter: String,
    made: String,
    until: String,
    class: &'static str,
    sign: &'static str,
    state: &'static str,
    can_be_renewed: bool,
    can_be_withdrawn: bool,
}

fn line(house: &House, one: Invitation) -> Line {
    let state = one.state(house.clock.now());
    let (class, sign, word) = match state {
        InvitationState::Waiting => ("soon", "◔", "ждёт ответа"),
        InvitationState::Accepted => ("done", "✓", "принято"),
        InvitationState::Expired => ("overdue", "!", "срок истёк"),
        InvitationState::Withdrawn => ("not-started", "○", "отозвано"),
    };
    let date = |moment| ui::ru::date_short(house.clock.date_of(moment));
    let name = one.full_name();
    let term = one.term();
    Line {
        whom: if name.is_empty() { "без имени".to_owned() } else { name },
        role: one.role().map_or("", |role| house.role_title(role)).to_owned(),
        term: if term == access::Term::UNLIMITED { String::new() } else { term.as_told() },
        made: date(one.created_at),
        until: date(one.expires_at),
        class,
        sign,
        state: word,
        can_be_renewed: matches!(state, InvitationState::Waiting | InvitationState::Expired),
        can_be_withdrawn: state == InvitationState::Waiting,
        organisation: one.org_title,
        inviter: one.inviter,
        id: one.id,
    }
}

/// `GET /access/invitations`
pub async fn list(State(house): State<House>, visitor: Visitor) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let rows = sql::invitations(&house.db, curator.scope(), curator.roles_for_sql()).await?;
    let invitations = rows.into_iter().take(SHOWN).map(|row| line(&house, row)).collect();
    Ok(Html(InvitationsPage { chrome: visitor.chrome, invitations }.render()?).into_response())
}

async fn found(house: &House, curator: &Curator, id: &str) -> Result<Invitation, PageError> {
    let found = sql::invitation(&house.db, curator.scope(), curator.roles_for_sql(), id).await?;
    found.ok_or(PageError::NotFound)
}

/// `POST /access/invitations/{invitation}/renew`: another link and another term; the old link stops working.
pub async fn renew(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let invitation = found(&house, &curator, &id).await?;
    let role = invitation.role().ok_or(PageError::NotFound)?;
    let token = random_token().map_err(PageError::Internal)?;
    let expires_at = expiry(&house, "");
    let mut tx = house.db.begin().await?;
    if !renew_invitation(&mut tx, &id, &token, expires_at).await? {
        return Err(answered_already());
    }
    let again = NewInvitation {
        surname: invitation.surname.clone(),
        name: invitation.name.clone(),
        patronymic: invitation.patronymic.clone(),
        post: invitation.post.clone(),
        email: invitation.email.clone(),
        role,
        place: invitation.place(),
        term: invitation.term(),
        deputy_of: invitation.deputy_of.clone(),
        expires_at,
    };
    let is_sent = send(&mut tx, &house, &curator, &again, &token).await?;
    note(&mut tx, &house, &curator, ("invitation", &id), "invitation.renewed", "Приглашение: новая ссылка")
        .await?;
    tx.commit().await?;
    let invited = Invited { id, path: format!("/invitation/{token}"), expires_at, is_sent };
    let whom = format!("{}, {}", house.role_title(role), invitation.org_title);
    invitation_page(&house, visitor.chrome, whom, &invited)
}

/// `POST /access/invitations/{invitation}/withdraw`
pub async fn withdraw(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let curator = Curator::of(&visitor)?;
    found(&house, &curator, &id).await?;
    let mut tx = house.db.begin().await?;
    if !withdraw_invitation(&mut tx, &id, house.clock.now()).await? {
        return Err(answered_already());
    }
    note(&mut tx, &house, &curator, ("invitation", &id), "invitation.withdrawn", "Приглашение отозвано")
        .await?;
    tx.commit().await?;
    Ok(Redirect::to("/access/invitations").into_response())
}

fn answered_already() -> PageError {
    PageError::Conflict {
        what: "Приглашение тем временем приняли или отозвали. Ссылка не изменилась.".into(),
    }
}
