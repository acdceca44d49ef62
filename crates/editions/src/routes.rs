//! This room's part of the table of URLs.

use access::{Allow, NavigationEntry, Role, Routes};

use crate::pages::{
    aims, approval, comments, compare, consultation, exports, list, paragraph, reading, text,
};

/// The line of the menu.
pub const NAVIGATION: NavigationEntry =
    NavigationEntry { label: "Тексты", path: "/editions", roles: None };

/// Those who keep texts.
const WRITERS: &[Role] = &[Role::Ministry, Role::Institute, Role::RegionalCentre];

/// Reading is open to everybody: what a reader finds is decided by the scope of each lookup and by whom a consultation asks.
pub fn routes() -> Routes {
    Routes::new()
        .get("/editions", Allow::Anyone, list::show)
        .get("/editions/new", Allow::Roles(WRITERS), list::form)
        .post("/editions", Allow::Roles(WRITERS), list::add)
        .get("/editions/{text}", Allow::Anyone, text::show)
        .post("/editions/{text}/editions", Allow::Roles(WRITERS), text::begin)
        .get("/editions/{text}/compare", Allow::Anyone, compare::show)
        .get("/editions/{text}/comparison.docx", Allow::Anyone, exports::comparison_docx)
        .get("/editions/{text}/comparison.pdf", Allow::Anyone, exports::comparison_pdf)
        .get("/editions/{text}/{edition}/text.docx", Allow::Anyone, exports::text_docx)
        .get("/editions/{text}/{edition}/text.pdf", Allow::Anyone, exports::text_pdf)
        .get("/editions/{text}/{edition}/proposals.docx", Allow::Roles(WRITERS), exports::proposals_docx)
        .get("/editions/{text}/{edition}/proposals.pdf", Allow::Roles(WRITERS), exports::proposals_pdf)
        .get("/editions/{text}/{edition}/aims", Allow::Anyone, aims::show)
        .post("/editions/{text}/{edition}/aims", Allow::Roles(WRITERS), aims::add)
        .get("/editions/{text}/{edition}/aims/new", Allow::Roles(WRITERS), aims::new_form)
        .get("/editions/{text}/{edition}/aims/{aim}", Allow::Roles(WRITERS), aims::form)
        .post("/editions/{text}/{edition}/aims/{aim}", Allow::Roles(WRITERS), aims::save)
        .post("/editions/{text}/{edition}/aims/{aim}/values", Allow::Roles(WRITERS), aims::record)
        .get("/editions/{text}/{edition}", Allow::Anyone, reading::show)
        .get("/editions/{text}/{edition}/paragraphs/new", Allow::Roles(WRITERS), paragraph::new_form)
        .post("/editions/{text}/{edition}/paragraphs", Allow::Roles(WRITERS), paragraph::add)
        .get("/editions/{text}/{edition}/paragraphs/{paragraph}", Allow::Roles(WRITERS), paragraph::form)
        .post("/editions/{text}/{edition}/paragraphs/{paragraph}", Allow::Roles(WRITERS), paragraph::save)
        .post(
            "/editions/{text}/{edition}/paragraphs/{paragraph}/step",
            Allow::Roles(WRITERS),
            paragraph::step,
        )
        .get("/editions/{text}/{edition}/consultations/new", Allow::Roles(WRITERS), consultation::form)
        .post("/editions/{text}/{edition}/consultations", Allow::Roles(WRITERS), consultation::open)
        .get("/editions/{text}/{edition}/comments", Allow::SignedIn, comments::list)
        .get("/editions/{text}/{edition}/comments/new", Allow::SignedIn, comments::form)
        .post("/editions/{text}/{edition}/comments", Allow::SignedIn, comments::speak)
        .post(
            "/editions/{text}/{edition}/comments/{comment}/decision",
            Allow::Roles(WRITERS),
            comments::decide,
        )
        .get("/editions/{text}/{edition}/approval", Allow::Roles(&[Role::Ministry]), approval::form)
        .post("/editions/{text}/{edition}/approval", Allow::Roles(&[Role::Ministry]), approval::approve)
}
