//! Scopes for the tests of other rooms, without accounts and sessions.

use crate::store::Place;
use crate::{Deed, Membership, MembershipState, Role, Scope, Subject, Term, reach};

/// The scope of somebody with an active membership at a place.
pub fn scope_of(role: Role, place: &Place, subject: Subject, deed: Deed) -> Scope {
    let membership = Membership {
        id: "test".into(),
        org_id: place.org_id.clone(),
        org_code: place.org_code.clone(),
        org_title: place.org_title.clone(),
        municipality_id: place.municipality_id.clone(),
        role,
        state: MembershipState::Active,
        term: Term::UNLIMITED,
    };
    Scope::new(reach(Some(role), subject, deed), Some(&membership))
}

/// The scope of a visitor without an account.
pub fn scope_of_stranger(subject: Subject, deed: Deed) -> Scope {
    Scope::new(reach(None, subject, deed), None)
}
