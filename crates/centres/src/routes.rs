//! This room's part of the table of URLs.

use access::{Allow, Role, Routes};
use network::pages::REGISTRARS;

use crate::pages::{annex, area, new, overview};

/// Who registers directives.
const REGISTERING: &[Role] = &[Role::Ministry, Role::Institute];

pub fn routes() -> Routes {
    Routes::new()
        .get("/network/statuses", Allow::Anyone, overview::show)
        .get("/network/statuses/new", Allow::Roles(REGISTERING), new::form)
        .post("/network/statuses", Allow::Roles(REGISTERING), new::register)
        .get("/network/statuses/{document}", Allow::Anyone, annex::show)
        .get("/network/organisations/{organisation}/area", Allow::Roles(REGISTRARS), area::form)
        .post("/network/organisations/{organisation}/area", Allow::Roles(REGISTRARS), area::save)
}
