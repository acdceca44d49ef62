//! Scopes and actors for the tests of other rooms, without accounts and sessions.

use crate::store::Place;
use crate::{Actor, Deed, Membership, MembershipState, Role, Scope, Subject, Term, reach};

/// Somebody with an active membership at a place, called after the organisation.
pub fn actor_at(role: Role, place: &Place) -> Actor {
    Actor {
        account_id: format!("{}-account", place.org_id),
        login: place.org_id.clone(),
        name: place.org_title.clone(),
        unread: 0,
        membership: membership_at(role, place),
        owes_second_factor: false,
    }
}

/// The scope of somebody with an active membership at a place.
pub fn scope_of(role: Role, place: &Place, subject: Subject, deed: Deed) -> Scope {
    Scope::new(reach(Some(role), subject, deed), Some(&membership_at(role, place)))
}

fn membership_at(role: Role, place: &Place) -> Membership {
    Membership {
        id: format!("{}-membership", place.org_id),
        org_id: place.org_id.clone(),
        org_code: place.org_code.clone(),
        org_title: place.org_title.clone(),
        municipality_id: place.municipality_id.clone(),
        role,
        state: MembershipState::Active,
        term: Term::UNLIMITED,
    }
}

/// The scope of a visitor without an account.
pub fn scope_of_stranger(subject: Subject, deed: Deed) -> Scope {
    Scope::new(reach(None, subject, deed), None)
}
