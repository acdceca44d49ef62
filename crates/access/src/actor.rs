//! Who is asking.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use ui::Chrome;

use crate::{Deed, House, MembershipState, Reach, Role, Scope, Subject, reach};

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
}

#[derive(Debug, Clone)]
pub struct Membership {
    pub id: String,
    pub org_id: String,
    pub org_code: String,
    pub org_title: String,
    pub municipality_id: Option<String>,
    pub role: Role,
    pub state: MembershipState,
}

impl Actor {
    /// The role in force: `None` while the membership is invited, suspended or ended.
    pub fn role(&self) -> Option<Role> {
        (self.membership.state == MembershipState::Active).then_some(self.membership.role)
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
