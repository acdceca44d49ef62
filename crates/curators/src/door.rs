//! Inviting, as pages and the demonstration do it: the rule asked, the link made, the letter put into the box, the journal told.

use access::audit::{self, Event, Who};
use access::letters::{self, InvitationWords, To};
use access::store::{self as sql, NewInvitation};
use access::{House, PageError, random_token};
use network::rules::Listed;
use region::OrganisationKind;
use store::{Moment, Tx};

use crate::Curator;

/// An organisation at which a role may be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workplace {
    pub place: sql::Place,
    pub kind: OrganisationKind,
}

impl Workplace {
    pub fn of(listed: &Listed<'_>) -> Self {
        let line = listed.organisation;
        Self {
            place: sql::Place {
                org_id: line.id.clone(),
                org_code: line.code.clone(),
                org_title: listed.name.short.clone(),
                municipality_id: line.municipality_id.clone(),
            },
            kind: line.kind,
        }
    }
}

/// What the curator hands over.
#[derive(Debug, Clone)]
pub struct Invited {
    pub id: String,
    /// Path of the link: shown once, then only its hash is left.
    pub path: String,
    pub expires_at: Moment,
    /// A letter has been put into the box.
    pub is_sent: bool,
}

const DAY: Moment = 24 * 3600 * 1_000_000;

/// Days between which a curator chooses; an unknown choice gets the second.
pub const INVITATION_DAYS: [i64; 3] = [7, 14, 30];

/// Until when an invitation made now holds.
pub fn expiry(house: &House, chosen_days: &str) -> Moment {
    let days =
        chosen_days.parse().ok().filter(|days| INVITATION_DAYS.contains(days)).unwrap_or(INVITATION_DAYS[1]);
    house.clock.now() + days * DAY
}

/// Makes an invitation in the caller's transaction.
///
/// # Errors
/// `NotFound` when the curator may not give the role there: the same answer as for an absent organisation.
pub async fn invite(
    tx: &mut Tx,
    house: &House,
    curator: &Curator,
    kind: OrganisationKind,
    new: &NewInvitation,
) -> Result<Invited, PageError> {
    if !curator.entrusts(new.role, &Workplace { place: new.place.clone(), kind }) {
        return Err(PageError::NotFound);
    }
    let token = random_token().map_err(PageError::Internal)?;
    let id = sql::invite(tx, &token, new, &curator.account_id, house.clock.now()).await?;
    let what = format!("Приглашение: {}, {}", house.role_title(new.role), new.place.org_title);
    note(tx, house, curator, ("invitation", &id), "invitation.made", &what).await?;
    let is_sent = send(tx, house, curator, new, &token).await?;
    Ok(Invited { id, path: format!("/invitation/{token}"), expires_at: new.expires_at, is_sent })
}

/// Puts the letter into the box where there is an address and a box.
pub(crate) async fn send(
    tx: &mut Tx,
    house: &House,
    curator: &Curator,
    new: &NewInvitation,
    token: &str,
) -> Result<bool, PageError> {
    let Some(email) = new.email.as_ref().filter(|_| house.sends_letters()) else { return Ok(false) };
    let term = new.term.as_told();
    let name = [new.name.as_str(), &new.patronymic]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let words = InvitationWords {
        name: &name,
        inviter: &curator.name,
        organisation: &new.place.org_title,
        role: house.role_title(new.role),
        term: if new.term == access::Term::UNLIMITED { "" } else { &term },
        token,
        expires_at: new.expires_at,
    };
    letters::send(tx, house, letters::invitation(house, To::Address(email.clone()), &words)).await?;
    Ok(true)
}

/// A line of the journal about what a curator did.
pub(crate) async fn note(
    tx: &mut Tx,
    house: &House,
    curator: &Curator,
    object: (&'static str, &str),
    act: &'static str,
    what: &str,
) -> store::Result<()> {
    audit::note(tx, house, &curator.who(), Event { act, object, what }).await
}

impl Curator {
    /// The curator as the journal names him.
    pub(crate) fn who(&self) -> Who {
        Who {
            account_id: Some(self.account_id.clone()),
            role: self.role_code().to_owned(),
            org_id: self.scope().org_id().to_owned(),
        }
    }
}
