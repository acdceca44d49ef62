//! Somebody leaves: the role ends here on the last day, the successor is invited, the work stays with the organisation.

use access::store::{NewInvitation, RosterLine};
use access::{FormData, House, PageError, PageResult, Term, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse};
use ui::Chrome;

use super::deputy::place_of;
use super::member::{end_on, last_day, reason_fault};
use super::{fault_of, invitation_page, refused};
use crate::door::expiry;
use crate::rules::{Fault, NewPerson};
use crate::{Curator, invite};

#[derive(Template)]
#[template(path = "access_transfer.html")]
struct TransferPage {
    chrome: Chrome,
    faults: Vec<Fault>,
    id: String,
    name: String,
    role: String,
    organisation: String,
    last_day: String,
    reason: String,
    person: NewPerson,
}

impl TransferPage {
    fn fault(&self, field: &str) -> Option<&str> {
        fault_of(&self.faults, field)
    }
}

fn page(house: &House, chrome: Chrome, line: &RosterLine) -> TransferPage {
    TransferPage {
        chrome,
        faults: Vec::new(),
        id: line.membership_id.clone(),
        name: line.name.clone(),
        role: line.role().map_or("", |role| house.role_title(role)).to_owned(),
        organisation: line.org_title.clone(),
        last_day: house.clock.today().to_string(),
        reason: "увольнение".to_owned(),
        person: NewPerson::default(),
    }
}

/// `GET /access/people/{member}/transfer`
pub async fn form(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let line = curator.member(&house, &id).await?;
    Ok(Html(page(&house, visitor.chrome, &line).render()?).into_response())
}

/// `POST /access/people/{member}/transfer`: both in one transaction, so that the organisation is not left without anybody.
pub async fn hand_over(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let line = curator.member(&house, &id).await?;
    if line.account_id == curator.account_id {
        return Err(PageError::NotFound);
    }
    let role = line.role().ok_or(PageError::NotFound)?;
    let person = NewPerson::typed(&form);
    let last_day = last_day(&form);
    let mut faults = person.faults();
    faults.extend(reason_fault(&form));
    faults.extend(last_day.as_ref().err().cloned());
    let (Ok(last_day), true) = (last_day, faults.is_empty()) else {
        return refused(&TransferPage {
            faults,
            last_day: form.text("last_day").to_owned(),
            reason: form.text("reason").to_owned(),
            person,
            ..page(&house, visitor.chrome, &line)
        });
    };
    let kind = curator.place(&house, &line.org_code).await?.ok_or(PageError::NotFound)?.kind;
    let new = NewInvitation {
        surname: person.surname.clone(),
        name: person.name.clone(),
        patronymic: person.patronymic.clone(),
        post: person.post.clone(),
        email: person.email(),
        role,
        place: place_of(&line),
        // The successor may look around before the predecessor goes.
        term: Term::UNLIMITED,
        deputy_of: None,
        expires_at: expiry(&house, "30"),
    };
    let mut tx = house.db.begin().await?;
    end_on(&mut tx, &house, &curator, &line, last_day, form.text("reason"), true).await?;
    let invited = invite(&mut tx, &house, &curator, kind, &new).await?;
    tx.commit().await?;
    let whom = format!("{}, {}", house.role_title(role), line.org_title);
    invitation_page(&house, visitor.chrome, whom, &invited)
}
