//! This room's part of the table of URLs.

use access::{Allow, NavigationEntry, Role, Routes, TokenScope};

use crate::pages::{
    EDITORS, KEEPERS, REGISTRARS, api, boundaries, buildings, edit, export, identity, import, municipality,
    new, open_data, organisation, reform, registry,
};

/// The line of the menu.
pub const NAVIGATION: NavigationEntry = NavigationEntry { label: "Сеть", path: "/network", roles: None };

const ADMINISTRATOR: &[Role] = &[Role::Administrator];

/// The registry is open: its fields are public, and what a reader may see is decided by the scope of each lookup.
pub fn routes() -> Routes {
    Routes::new()
        .get("/network", Allow::Anyone, registry::show)
        .get("/network/organisations/{organisation}", Allow::Anyone, organisation::show)
        .get("/network/municipalities/{municipality}", Allow::Anyone, municipality::show)
        .get("/network/open-data", Allow::Anyone, open_data::passport)
        .get("/network.csv", Allow::Anyone, open_data::csv)
        .get("/network.json", Allow::Anyone, open_data::json)
        .get("/network.geojson", Allow::Anyone, open_data::geo)
        .get("/network/reform", Allow::Roles(ADMINISTRATOR), reform::form)
        .post("/network/reform", Allow::Roles(ADMINISTRATOR), reform::record)
        .get("/network/boundaries", Allow::Roles(ADMINISTRATOR), boundaries::form)
        .post("/network/boundaries", Allow::Roles(ADMINISTRATOR), boundaries::load)
        .get("/network.xlsx", Allow::Anyone, export::xlsx)
        .get("/network/import", Allow::Roles(KEEPERS), import::form)
        .post("/network/import", Allow::Roles(KEEPERS), import::upload)
        .get("/network/import/template.xlsx", Allow::Roles(KEEPERS), import::template)
        .get("/network/imports/{import}", Allow::Roles(KEEPERS), import::preview)
        .post("/network/imports/{import}", Allow::Roles(KEEPERS), import::answer)
        .get("/network/organisations/new", Allow::Roles(KEEPERS), new::form)
        .post("/network/organisations", Allow::Roles(KEEPERS), new::add)
        .get("/network/organisations/{organisation}/edit", Allow::Roles(EDITORS), edit::form)
        .post("/network/organisations/{organisation}/edit", Allow::Roles(EDITORS), edit::save)
        .get("/network/organisations/{organisation}/name", Allow::Roles(REGISTRARS), identity::form)
        .post("/network/organisations/{organisation}/name", Allow::Roles(REGISTRARS), identity::rename)
        .post("/network/organisations/{organisation}/move", Allow::Roles(KEEPERS), identity::relocate)
        .post("/network/organisations/{organisation}/close", Allow::Roles(REGISTRARS), identity::close)
        .get("/network/organisations/{organisation}/buildings/new", Allow::Roles(EDITORS), buildings::new)
        .post("/network/organisations/{organisation}/buildings", Allow::Roles(EDITORS), buildings::add)
        .get(
            "/network/organisations/{organisation}/buildings/{building}",
            Allow::Roles(EDITORS),
            buildings::form,
        )
        .post(
            "/network/organisations/{organisation}/buildings/{building}",
            Allow::Roles(EDITORS),
            buildings::save,
        )
        .api_get("/api/v1/organisations", TokenScope::ReadRegistry, Allow::Anyone, api::list)
        .api_get("/api/v1/organisations/{organisation}", TokenScope::ReadRegistry, Allow::Anyone, api::one)
}
