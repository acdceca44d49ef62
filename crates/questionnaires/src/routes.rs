//! This room's part of the table of URLs.

use access::{Allow, NavigationEntry, Routes, TokenScope};

use crate::pages::{
    AUTHORS, EVERYBODY, answering, book, choices, engine, list, odk, poll, poll_new, public, reading, saving,
    uploads, version,
};

/// The line of the menu.
pub const NAVIGATION: NavigationEntry =
    NavigationEntry { label: "Анкеты", path: "/questionnaires", roles: Some(EVERYBODY) };

pub fn routes() -> Routes {
    let authors = Allow::Roles(AUTHORS);
    Routes::new()
        .get("/questionnaires", Allow::Roles(EVERYBODY), list::show)
        .get("/questionnaires/new", authors, list::new_form)
        .post("/questionnaires", authors, list::create)
        .get("/questionnaires/offline.js", Allow::Anyone, saving::offline_worker)
        .get("/questionnaires/engine/{name}", Allow::Anyone, engine::module)
        .get("/questionnaires/{form}", authors, version::card)
        .post("/questionnaires/{form}/versions", authors, version::add)
        .get("/questionnaires/{form}/versions/{version}", authors, version::show)
        .get("/questionnaires/{form}/versions/{version}/form.xlsx", authors, version::workbook)
        .post("/questionnaires/{form}/versions/{version}/publish", authors, version::publish)
        .post("/questionnaires/{form}/versions/{version}/close", authors, version::close)
        .get("/questionnaires/{form}/polls/new", authors, poll_new::new_form)
        .post("/questionnaires/{form}/polls", authors, poll_new::create)
        .get("/questionnaires/polls/{poll}", authors, poll::show)
        .get("/questionnaires/polls/{poll}/answers.xlsx", authors, poll::xlsx)
        .get("/questionnaires/polls/{poll}/answers.csv", authors, poll::csv)
        .post("/questionnaires/polls/{poll}/close", authors, poll::close)
        .get("/questionnaires/polls/{poll}/answers/{answer}", authors, reading::show)
        .get("/questionnaires/polls/{poll}/answers/{answer}/files/{file}", authors, reading::file)
        .post("/questionnaires/polls/{poll}/answers/{answer}/return", authors, reading::back)
        .merge(sheets())
        .merge(for_phones())
}

/// A sheet under both of its addresses: of its respondent, and the secret one of a visitor.
fn sheets() -> Routes {
    let own = Allow::Roles(EVERYBODY);
    Routes::new()
        .get("/questionnaires/answers/{answer}", own, answering::overview)
        .get("/questionnaires/answers/{answer}/sections/{section}", own, answering::section)
        .post("/questionnaires/answers/{answer}/sections/{section}", own, answering::save_section)
        .get("/questionnaires/answers/{answer}/check", own, answering::check)
        .post("/questionnaires/answers/{answer}/check", own, answering::send_sheet)
        .post("/questionnaires/answers/{answer}/fields", own, saving::field)
        .get("/questionnaires/answers/{answer}/form.json", own, saving::form_json)
        .get("/questionnaires/answers/{answer}/choices", own, choices::show)
        .post("/questionnaires/answers/{answer}/uploads", own, uploads::begin)
        .post("/questionnaires/answers/{answer}/uploads/{upload}", own, uploads::part)
        .get("/questionnaires/answers/{answer}/book", own, book::show)
        .post("/questionnaires/answers/{answer}/book", own, book::take)
        .get("/questionnaires/answers/{answer}/book.xlsx", own, book::workbook)
        .get("/questionnaires/answers/{answer}/files/{file}", own, answering::file)
        .get("/by-link/questionnaires/{token}", Allow::Anyone, public::show)
        .post("/by-link/questionnaires/{token}", Allow::Anyone, public::begin)
        .get("/by-link/answers/{token}", Allow::Anyone, answering::overview)
        .get("/by-link/answers/{token}/sections/{section}", Allow::Anyone, answering::section)
        .post("/by-link/answers/{token}/sections/{section}", Allow::Anyone, answering::save_section)
        .get("/by-link/answers/{token}/check", Allow::Anyone, answering::check)
        .post("/by-link/answers/{token}/check", Allow::Anyone, answering::send_sheet)
        .post("/by-link/answers/{token}/fields", Allow::Anyone, saving::field)
        .get("/by-link/answers/{token}/form.json", Allow::Anyone, saving::form_json)
        .get("/by-link/answers/{token}/choices", Allow::Anyone, choices::show)
        .post("/by-link/answers/{token}/uploads", Allow::Anyone, uploads::begin)
        .post("/by-link/answers/{token}/uploads/{upload}", Allow::Anyone, uploads::part)
        .get("/by-link/answers/{token}/files/{file}", Allow::Anyone, answering::file)
}

/// OpenRosa.
fn for_phones() -> Routes {
    let own = Allow::Roles(EVERYBODY);
    let fill = TokenScope::FillQuestionnaires;
    Routes::new()
        .api_get("/api/openrosa/formList", fill, own, odk::form_list)
        .api_get("/api/openrosa/forms/{answer}", fill, own, odk::form)
        .api_get("/api/openrosa/submission", fill, own, odk::submission_place)
        .api_post("/api/openrosa/submission", fill, own, odk::submit)
}
