//! This room's part of the table of URLs.

use access::{Allow, NavigationEntry, Role, Routes};

use crate::pages::{accept, bulk, deputy, history, invitations, invite, member, roster, transfer};

/// Whoever has somebody below.
const CURATORS: &[Role] = &[Role::Administrator, Role::Institute, Role::Municipality];
const ALLOW: Allow = Allow::Roles(CURATORS);

/// The line of the menu.
pub const NAVIGATION: NavigationEntry =
    NavigationEntry { label: "Доступ", path: "/access", roles: Some(CURATORS) };

pub fn routes() -> Routes {
    Routes::new()
        .get("/access", ALLOW, roster::show)
        .get("/access/history", ALLOW, history::show)
        .get("/access/invitations", ALLOW, invitations::list)
        .get_confirmed("/access/invite", ALLOW, invite::form)
        .post_confirmed("/access/invitations", ALLOW, invite::send)
        .post_confirmed("/access/invitations/{invitation}/renew", ALLOW, invitations::renew)
        .post("/access/invitations/{invitation}/withdraw", ALLOW, invitations::withdraw)
        .get_confirmed("/access/bulk", ALLOW, bulk::form)
        .post_confirmed("/access/bulk", ALLOW, bulk::send)
        .get("/access/people/{member}", ALLOW, member::show)
        .post_confirmed("/access/people/{member}/suspend", ALLOW, member::suspend)
        .post_confirmed("/access/people/{member}/resume", ALLOW, member::resume)
        .post_confirmed("/access/people/{member}/term", ALLOW, member::set_term)
        .post_confirmed("/access/people/{member}/end", ALLOW, member::end)
        .post_confirmed("/access/people/{member}/name", ALLOW, member::rename)
        .post_confirmed("/access/people/{member}/password-link", ALLOW, member::make_password_link)
        .get_confirmed("/access/people/{member}/deputy", ALLOW, deputy::form)
        .post_confirmed("/access/people/{member}/deputy", ALLOW, deputy::appoint)
        .get_confirmed("/access/people/{member}/transfer", ALLOW, transfer::form)
        .post_confirmed("/access/people/{member}/transfer", ALLOW, transfer::hand_over)
        .get("/invitation/{token}", Allow::Anyone, accept::form)
        .post("/invitation/{token}", Allow::Anyone, accept::take_up)
}
