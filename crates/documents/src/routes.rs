//! This room's part of the table of URLs.

use access::{Allow, NavigationEntry, Role, Routes};

use crate::pages::{card, download, export, register, verify};

/// The line of the menu.
pub const NAVIGATION: NavigationEntry =
    NavigationEntry { label: "Документы", path: "/documents", roles: None };

/// The register is open to everybody: what a reader finds in it is decided by the scope of each lookup.
pub fn routes() -> Routes {
    Routes::new()
        .get("/documents", Allow::Anyone, register::show)
        .get("/documents.xlsx", Allow::Anyone, export::xlsx)
        .get("/verify", Allow::Anyone, verify::form)
        .get("/verify/{code}", Allow::Anyone, verify::show)
        .get("/documents/{document}", Allow::Anyone, card::show)
        .get("/documents/{document}/file", Allow::Anyone, download::file)
        .post("/documents/{document}/publish", Allow::Roles(&[Role::Ministry]), card::publish)
}
