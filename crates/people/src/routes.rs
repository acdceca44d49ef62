//! This room's part of the table of URLs.

use access::{Allow, NavigationEntry, Role, Routes};

use crate::pages::{
    card, children, consent_form, consents, contacts, data, edit, erasures, list, new, restricted,
};

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

const ADMINISTRATORS: &[Role] = &[Role::Administrator];

/// The lines of the menu.
pub const NAVIGATION: NavigationEntry =
    NavigationEntry { label: "Специалисты", path: "/people", roles: Some(READERS) };
pub const CONTACTS_NAVIGATION: NavigationEntry =
    NavigationEntry { label: "Контакты", path: "/contacts", roles: None };
pub const ERASURES_NAVIGATION: NavigationEntry =
    NavigationEntry {
        label: "Удаление сведений", path: "/admin/erasures", roles: Some(ADMINISTRATORS)
    };

pub fn routes() -> Routes {
    let readers = Allow::Roles(READERS);
    Routes::new()
        .get("/people", readers, list::show)
        .get("/people/new", readers, new::form)
        .post("/people/new", readers, new::enter)
        .get("/people/{person}", readers, card::show)
        .get("/people/{person}/edit", readers, edit::form)
        .post("/people/{person}/edit", readers, edit::save)
        .post("/people/{person}/posts/{post}", readers, edit::save_post)
        // Open to everybody who has signed in: one's own block, and so that every attempt is noted.
        .get("/people/{person}/restricted", Allow::SignedIn, restricted::ask)
        .post("/people/{person}/restricted", Allow::SignedIn, restricted::open)
        .post("/people/{person}/restricted/values", Allow::SignedIn, restricted::save)
        .get("/people/{person}/consents", readers, consents::of_person)
        .post("/people/{person}/consents", readers, consents::take_paper)
        .get("/people/{person}/consents/{consent}/file", readers, consents::paper_file)
        .post("/people/{person}/consents/{consent}/withdraw", readers, consents::withdraw_paper)
        .merge(personal())
        .merge(administration())
}

/// What everybody has of their own, and what strangers see.
fn personal() -> Routes {
    let readers = Allow::Roles(READERS);
    Routes::new()
        .get("/me/data", Allow::SignedIn, data::mine)
        .post("/me/data", Allow::SignedIn, data::take_mine)
        .post("/me/erasure", Allow::SignedIn, data::ask_mine)
        .get("/me/consents", Allow::SignedIn, consents::own)
        .post("/me/consents", Allow::SignedIn, consents::give_own)
        .get("/me/consents/{consent}/file", Allow::SignedIn, consents::own_file)
        .post("/me/consents/{consent}/withdraw", Allow::SignedIn, consents::withdraw_own)
        .get("/consents", readers, children::list)
        .post("/consents", readers, children::take)
        .get("/consents/forms/{kind}", Allow::Anyone, consent_form::show)
        .get("/consents/{consent}", readers, children::card)
        .get("/consents/{consent}/file", readers, children::file)
        .post("/consents/{consent}/withdraw", readers, children::withdraw)
        .get("/contacts", Allow::Anyone, contacts::show)
}

fn administration() -> Routes {
    let administrators = Allow::Roles(ADMINISTRATORS);
    Routes::new()
        .get("/people/{person}/data", administrators, data::of_person)
        .post("/people/{person}/data", administrators, data::take_of_person)
        .post("/people/{person}/erasure", administrators, data::ask_of_person)
        .post("/people/{person}/holds", administrators, data::set_hold)
        .post("/people/{person}/holds/{hold}/lift", administrators, data::lift_hold)
        .get("/admin/erasures", administrators, erasures::list)
        .get("/admin/erasures/{erasure}", administrators, erasures::card)
        .post("/admin/erasures/{erasure}/decision", administrators, erasures::decision)
}
