//! This room's part of the table of URLs.

use access::{Allow, NavigationEntry, Role, Routes};

use crate::pages::{card, list};

/// Whoever has people to see at all; experts and partners come to the network as guests.
const READERS: &[Role] = &[
    Role::Administrator,
    Role::Ministry,
    Role::Institute,
    Role::RegionalCentre,
    Role::Municipality,
    Role::MunicipalCentre,
    Role::School,
];

/// The line of the menu.
pub const NAVIGATION: NavigationEntry =
    NavigationEntry { label: "Специалисты", path: "/people", roles: Some(READERS) };

pub fn routes() -> Routes {
    Routes::new().get("/people", Allow::Roles(READERS), list::show).get(
        "/people/{person}",
        Allow::Roles(READERS),
        card::show,
    )
}
