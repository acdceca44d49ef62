//! This room's part of the table of URLs.

use access::{Allow, NavigationEntry, Role, Routes};

use crate::pages::{
    agreement, card, deeds, edit, files, list, mailing, mailing_new, mailings, new, registration, series,
    signing, template, templates,
};
use crate::{Forms, Source};

/// Those who prepare papers: whoever registers them.
const WRITERS: &[Role] = &[Role::Ministry, Role::Institute, Role::RegionalCentre];

/// Those who may be asked to agree as well. What they see is the papers about which they were asked.
const READERS: &[Role] = &[
    Role::Ministry,
    Role::Institute,
    Role::RegionalCentre,
    Role::Municipality,
    Role::MunicipalCentre,
    Role::Expert,
    Role::Partner,
];

/// Those who receive letters for their organisations.
const CORRESPONDENTS: &[Role] = &[
    Role::Ministry,
    Role::Institute,
    Role::RegionalCentre,
    Role::Municipality,
    Role::MunicipalCentre,
    Role::School,
    Role::Partner,
];

/// The lines of the menu.
pub const NAVIGATION: NavigationEntry =
    NavigationEntry { label: "Подготовка", path: "/drafts", roles: Some(READERS) };

pub const NAVIGATION_OF_MAILINGS: NavigationEntry =
    NavigationEntry { label: "Рассылка", path: "/mail-outs", roles: Some(CORRESPONDENTS) };

/// The routes; `sources` know more for a paper that is begun ([`Source`]), `forms` what letters may ask for ([`Forms`]).
pub fn routes(sources: &'static [Source], forms: &'static Forms) -> Routes {
    let (writers, readers) = (Allow::Roles(WRITERS), Allow::Roles(READERS));
    let correspondents = Allow::Roles(CORRESPONDENTS);
    Routes::new()
        .get("/drafts", readers, list::show)
        .get("/drafts/paper.css", Allow::Anyone, files::style)
        .get("/drafts/new", writers, new::form)
        .post("/drafts", writers, move |house, visitor, form| new::make(sources, house, visitor, form))
        .get("/drafts/{draft}", readers, card::show)
        .get("/drafts/{draft}/edit", writers, edit::form)
        .post("/drafts/{draft}/edit", writers, edit::save)
        .get("/drafts/{draft}/paper.docx", readers, files::docx)
        .get("/drafts/{draft}/paper.pdf", readers, files::pdf)
        .get("/drafts/{draft}/scan", readers, files::scan)
        .get("/drafts/{draft}/signature", readers, files::signature)
        .get("/drafts/{draft}/sheet", readers, agreement::sheet)
        .get("/drafts/{draft}/sheet.pdf", readers, files::sheet_pdf)
        .get("/drafts/{draft}/agreement", writers, agreement::form)
        .post("/drafts/{draft}/agreement", writers, agreement::ask)
        .post("/drafts/{draft}/unagreed", writers, deeds::send_unagreed)
        .post("/drafts/{draft}/verdict", readers, deeds::verdict)
        .post("/drafts/{draft}/remarks", readers, deeds::remark)
        .post("/drafts/{draft}/settle", writers, deeds::settle)
        .post("/drafts/{draft}/reopen", writers, deeds::reopen)
        .post("/drafts/{draft}/discard", writers, deeds::discard)
        .post("/drafts/{draft}/signing", writers, signing::attach)
        .post("/drafts/{draft}/registration", writers, registration::register)
        .post("/drafts/{draft}/evidence", writers, registration::prove)
        .get("/drafts/{draft}/series", writers, series::show)
        .post("/drafts/{draft}/series", writers, series::begin)
        .get("/drafts/{draft}/series/list.xlsx", writers, series::list)
        .get("/drafts/{draft}/series/{series}/papers.zip", writers, series::archive)
        .post("/drafts/{draft}/series/{series}/stop", writers, series::stop)
        .get("/templates", writers, templates::show)
        .get("/templates/{paper_kind}", writers, template::show)
        .post("/templates/{paper_kind}", writers, template::add)
        .get("/templates/{paper_kind}/starter.docx", writers, template::starter)
        .post("/templates/{paper_kind}/standard", writers, template::standard)
        .get("/templates/{paper_kind}/versions/{template}", writers, template::download_version)
        .get("/templates/{paper_kind}/versions/{template}/trial.docx", writers, template::trial)
        .post("/templates/{paper_kind}/versions/{template}/activate", writers, template::activate)
        .get("/mail-outs", correspondents, move |house, visitor| mailings::show(forms, house, visitor))
        .get("/mail-outs/new", writers, move |house, visitor, asked| {
            mailing_new::form(forms, house, visitor, asked)
        })
        .post("/mail-outs", writers, move |house, visitor, form| {
            mailing_new::send(forms, house, visitor, form)
        })
        .get("/mail-outs/{mailing}", correspondents, move |house, visitor, id| {
            mailing::show(forms, house, visitor, id)
        })
        .get("/mail-outs/{mailing}/file", correspondents, mailing::file)
        .post("/mail-outs/{mailing}/confirm", correspondents, mailing::confirm)
        .post("/mail-outs/{mailing}/answer", correspondents, move |house, visitor, id, form| {
            mailing::answer(forms, house, visitor, id, form)
        })
        .get("/mail-outs/{mailing}/answers/{addressee}", correspondents, mailing::answer_file)
}
