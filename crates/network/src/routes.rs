//! This room's part of the table of URLs.

use access::{Allow, NavigationEntry, Routes, TokenScope};

use crate::pages::{api, municipality, organisation, registry};

/// The line of the menu.
pub const NAVIGATION: NavigationEntry = NavigationEntry { label: "Сеть", path: "/network", roles: None };

/// The registry is open: its fields are public, and what a reader may see is decided by the scope of each lookup.
pub fn routes() -> Routes {
    Routes::new()
        .get("/network", Allow::Anyone, registry::show)
        .get("/network/organisations/{organisation}", Allow::Anyone, organisation::show)
        .get("/network/municipalities/{municipality}", Allow::Anyone, municipality::show)
        .api_get("/api/v1/organisations", TokenScope::ReadRegistry, Allow::Anyone, api::list)
        .api_get("/api/v1/organisations/{organisation}", TokenScope::ReadRegistry, Allow::Anyone, api::one)
}
