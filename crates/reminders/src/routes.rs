//! This room's part of the table of URLs.

use access::{Allow, NavigationEntry, Role, Routes};

use crate::pages::{choice, demo, letters, list, unsubscribe};

const ADMINISTRATOR: &[Role] = &[Role::Administrator];

pub const NAVIGATION: NavigationEntry =
    NavigationEntry { label: "Письма", path: "/admin/mail", roles: Some(ADMINISTRATOR) };

pub fn routes() -> Routes {
    Routes::new()
        .get("/me/reminders", Allow::SignedIn, list::show)
        .post("/me/reminders/read", Allow::SignedIn, list::mark_read)
        .get("/me/notifications", Allow::SignedIn, choice::form)
        .post("/me/notifications", Allow::SignedIn, choice::save)
        .get("/by-link/unsubscribe/{token}", Allow::Anyone, unsubscribe::ask)
        .post("/by-link/unsubscribe/{token}", Allow::Anyone, unsubscribe::give_up)
        .get("/admin/mail", Allow::Roles(ADMINISTRATOR), letters::list)
        .get("/admin/mail/{letter}", Allow::Roles(ADMINISTRATOR), letters::show)
        .post("/admin/mail/{letter}/retry", Allow::Roles(ADMINISTRATOR), letters::retry)
        .get("/demo/mail", Allow::Anyone, demo::list)
        .get("/demo/mail/{letter}", Allow::Anyone, demo::show)
}
