//! This room's part of the table of URLs.

use access::{Allow, NavigationEntry, Role, Routes, TokenScope};

use crate::pages::{about, api, completeness, evidence, export, files, school, template, upload};

/// The line of the menu.
pub const NAVIGATION: NavigationEntry =
    NavigationEntry { label: "Кейс документов", path: "/kits", roles: None };

const LIBRARIES: &[Role] = &[Role::School, Role::MunicipalCentre];
const KEEPERS: &[Role] = &[Role::Ministry, Role::Institute];
const ABOVE: &[Role] =
    &[Role::Ministry, Role::Institute, Role::RegionalCentre, Role::Municipality, Role::MunicipalCentre];

/// The case itself is open to everybody; what schools have is found within the scope.
pub fn routes() -> Routes {
    Routes::new()
        .get("/kits", Allow::Anyone, about::show)
        .get("/kits/schools/{school}", Allow::SignedIn, school::show)
        .get("/kits/schools/{school}/kit.zip", Allow::SignedIn, school::zip)
        .get("/kits/schools/{school}/papers/{kit_document}", Allow::SignedIn, school::paper)
        .get("/kits/upload/{kit_document}", Allow::Roles(LIBRARIES), upload::form)
        .post("/kits/upload/{kit_document}", Allow::Roles(LIBRARIES), upload::save)
        .get("/kits/uploads/{kit_upload}", Allow::SignedIn, files::file)
        .post("/kits/uploads/{kit_upload}/withdraw", Allow::Roles(LIBRARIES), upload::take_back)
        .get("/kits/completeness", Allow::Roles(ABOVE), completeness::show)
        .get("/kits/completeness.xlsx", Allow::Roles(ABOVE), export::xlsx)
        .get("/kits/completeness.csv", Allow::Roles(ABOVE), export::csv)
        .get("/kits/evidence", Allow::Roles(KEEPERS), evidence::form)
        .post("/kits/evidence", Allow::Roles(KEEPERS), evidence::record)
        .get("/kits/templates/{kit_document}", Allow::Roles(KEEPERS), template::show)
        .post("/kits/templates/{kit_document}", Allow::Roles(KEEPERS), template::add)
        .get("/kits/templates/{kit_document}/starter.docx", Allow::Roles(KEEPERS), template::starter)
        .get(
            "/kits/templates/{kit_document}/versions/{kit_template}",
            Allow::Roles(KEEPERS),
            template::download_version,
        )
        .post(
            "/kits/templates/{kit_document}/versions/{kit_template}/activate",
            Allow::Roles(KEEPERS),
            template::activate,
        )
        .post("/kits/templates/{kit_document}/standard", Allow::Roles(KEEPERS), template::standard)
        .api_get("/api/v1/kits", TokenScope::ReadRegistry, Allow::Roles(ABOVE), api::completeness)
}
