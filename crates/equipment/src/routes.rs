//! This room's part of the table of URLs.

use access::{Allow, NavigationEntry, Role, Routes};

use crate::pages::{check, prices, publication, requirements, school, totals};

/// The line of the menu.
pub const NAVIGATION: NavigationEntry =
    NavigationEntry { label: "Оснащение", path: "/equipment", roles: None };

const LIBRARIES: &[Role] = &[Role::School, Role::MunicipalCentre];
const KEEPERS: &[Role] = &[Role::Ministry, Role::Institute];
const ABOVE: &[Role] = &[Role::Ministry, Role::Institute, Role::RegionalCentre, Role::Municipality];

/// The rules are open to everybody; what schools told of themselves is found within the scope.
pub fn routes() -> Routes {
    Routes::new()
        .get("/equipment", Allow::Anyone, requirements::show)
        .get("/equipment/requirements.docx", Allow::Anyone, requirements::docx)
        .get("/equipment/requirements.pdf", Allow::Anyone, requirements::pdf)
        .get("/equipment/check", Allow::Roles(LIBRARIES), check::form)
        .post("/equipment/check", Allow::Roles(LIBRARIES), check::save)
        .get("/equipment/schools/{organisation}", Allow::SignedIn, school::show)
        .get("/equipment/totals", Allow::Roles(ABOVE), totals::show)
        .get("/equipment/totals.xlsx", Allow::Roles(ABOVE), totals::xlsx)
        .get("/equipment/prices", Allow::Roles(KEEPERS), prices::form)
        .post("/equipment/prices", Allow::Roles(KEEPERS), prices::save)
        .get("/equipment/publication", Allow::Roles(KEEPERS), publication::form)
        .post("/equipment/publication", Allow::Roles(KEEPERS), publication::publish)
}
