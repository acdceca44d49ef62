//! Who is asking.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::civil::Date;
use ui::Chrome;

use crate::client::Client;
use crate::roles::why_nothing_opens;
use crate::sessions::Session;
use crate::store::Place;
use crate::{Deed, House, MembershipState, Reach, Role, Scope, Subject, Term, TokenScope, reach};

/// A signed-in account with the membership it acts under.
#[derive(Debug, Clone)]
pub struct Actor {
    pub account_id: String,
    pub login: String,
    pub name: String,
    /// Reminders that have not been read, for the bell in the header.
    pub unread: i64,
    /// The membership in use, whatever its state; rights come only from an active one.
    pub membership: Membership,
    /// The role needs a second factor and the account has none yet: no rights until it has.
    pub(crate) owes_second_factor: bool,
}

#[derive(Debug, Clone)]
pub struct Membership {
    pub id: String,
    pub org_id: String,
    pub org_code: String,
    pub org_title: String,
    pub municipality_id: Option<String>,
    pub role: Role,
    /// On the day of the request: a term that has not begun or is over has been reckoned with.
    pub state: MembershipState,
    pub term: Term,
}

impl Membership {
    pub fn place(&self) -> Place {
        Place {
            org_id: self.org_id.clone(),
            org_code: self.org_code.clone(),
            org_title: self.org_title.clone(),
            municipality_id: self.municipality_id.clone(),
        }
    }
}

impl Actor {
    /// The role in force: `None` while the membership is not active or the second factor that the role needs is missing.
    pub fn role(&self) -> Option<Role> {
        let is_in_force = self.membership.state == MembershipState::Active && !self.owes_second_factor;
        is_in_force.then_some(self.membership.role)
    }

    /// Why nothing opens for somebody who has signed in; `None` when the role is in force.
    pub(crate) fn why_nothing_opens(&self, today: Date) -> Option<String> {
        let membership = &self.membership;
        if membership.state == MembershipState::Active && self.owes_second_factor {
            return Some(
                "Для вашей роли нужен второй фактор: код из приложения на телефоне. Настройте его в разделе «Моя учётная запись» — остальное откроется сразу после этого."
                    .to_owned(),
            );
        }
        if membership.state == MembershipState::Invited && membership.term.from > today {
            return Some(format!(
                "Ваши полномочия начнутся {}. До этого дня разделы закрыты.",
                ui::ru::date_long(membership.term.from)
            ));
        }
        why_nothing_opens(membership.state).map(str::to_owned)
    }

    /// What the actor may see or change of a subject.
    pub fn scope(&self, subject: Subject, deed: Deed) -> Scope {
        let role = self.role();
        Scope::new(reach(role, subject, deed), role.map(|_| &self.membership))
    }
}

/// A request's author and the frame of the answer. Anonymous visitors are visitors too.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub actor: Option<Actor>,
    pub chrome: Chrome,
    pub(crate) client: Client,
    /// The session by which somebody has signed in; programs with a token have none.
    pub(crate) session: Option<Session>,
    /// What a program's token may be used for; people have no such bounds.
    pub(crate) token_scopes: Option<Vec<TokenScope>>,
    pub(crate) scope_switched_off: bool,
}

impl Visitor {
    pub fn role(&self) -> Option<Role> {
        self.actor.as_ref().and_then(Actor::role)
    }

    /// The only way to a [`Scope`] from a request.
    pub fn scope(&self, subject: Subject, deed: Deed) -> Scope {
        if self.scope_switched_off {
            return Scope::new(Reach::Everything, self.active_membership());
        }
        match &self.actor {
            Some(actor) => actor.scope(subject, deed),
            None => Scope::new(reach(None, subject, deed), None),
        }
    }

    /// The membership that gives rights, if one does.
    pub fn active_membership(&self) -> Option<&Membership> {
        let actor = self.actor.as_ref()?;
        actor.role().map(|_| &actor.membership)
    }

    /// The account that a change is recorded under; routes open to the signed-in only always have one.
    pub fn account_id(&self) -> &str {
        self.actor.as_ref().map_or("", |actor| &actor.account_id)
    }
}

impl FromRequestParts<House> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Infallible> {
        // Put there by `serve_visitors` for every request; a router without it serves everybody as a stranger.
        let visitor = parts.extensions.get::<Self>().cloned();
        Ok(visitor.unwrap_or_else(|| crate::middleware::stranger(house, parts)))
    }
}
