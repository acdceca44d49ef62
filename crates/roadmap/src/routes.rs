//! This room's part of the table of URLs.

use access::{AccountPage, Allow, Role, Routes, TokenScope};

use crate::pages::{
    api, calendar, change, evidence, import, marks, measure, next_year, plan, plan_file, report,
    requirements, versions,
};

/// Those who work with the plan: everybody else sees what is published.
const WORKERS: &[Role] = &[
    Role::Administrator,
    Role::Ministry,
    Role::Institute,
    Role::RegionalCentre,
    Role::Municipality,
    Role::MunicipalCentre,
];
/// Those who bring plans in and change them by order.
const PLANNERS: &[Role] = &[Role::Ministry, Role::Institute];
const RECORDERS: &[Role] = evidence::RECORDERS;
const DECIDERS: &[Role] = &[Role::Ministry, Role::Institute, Role::RegionalCentre];

/// The line of «Моя учётная запись».
pub const ACCOUNT_PAGE: AccountPage = AccountPage {
    label: "Сроки в вашем календаре",
    path: "/me/calendar",
    about: "Личный адрес календаря: создать новый или отключить.",
};

pub fn routes() -> Routes {
    Routes::new()
        .get("/roadmap", Allow::Anyone, plan::newest)
        .get("/roadmap/import", Allow::Roles(PLANNERS), import::form)
        .post("/roadmap/import", Allow::Roles(PLANNERS), import::upload)
        .get("/roadmap/imports/{import}", Allow::Roles(PLANNERS), import::preview)
        .post("/roadmap/imports/{import}", Allow::Roles(PLANNERS), import::answer)
        .get("/roadmap/imports/{import}/measures", Allow::Roles(PLANNERS), import::new_measure_form)
        .post("/roadmap/imports/{import}/measures", Allow::Roles(PLANNERS), import::add_measure)
        .get("/roadmap/imports/{import}/measures/{number}", Allow::Roles(PLANNERS), import::measure_form)
        .post("/roadmap/imports/{import}/measures/{number}", Allow::Roles(PLANNERS), import::change_measure)
        .get("/roadmap/{year}", Allow::Anyone, plan::page)
        .get("/roadmap/{year}/measures/new", Allow::Roles(PLANNERS), change::new_form)
        .post("/roadmap/{year}/measures", Allow::Roles(PLANNERS), change::add)
        .get("/roadmap/{year}/measures/{number}", Allow::Anyone, measure::page)
        .post("/roadmap/{year}/measures/{number}/comments", Allow::Roles(WORKERS), measure::comment)
        .get("/roadmap/{year}/measures/{number}/evidence/new", Allow::Roles(RECORDERS), evidence::new_form)
        .post("/roadmap/{year}/measures/{number}/evidence", Allow::Roles(RECORDERS), evidence::record)
        .get("/roadmap/{year}/evidence/{evidence}", Allow::Anyone, evidence::page)
        .get("/roadmap/{year}/evidence/{evidence}/file", Allow::Roles(WORKERS), evidence::file)
        .post("/roadmap/{year}/evidence/{evidence}/decision", Allow::Roles(DECIDERS), evidence::decide)
        .get("/roadmap/{year}/plan.docx", Allow::Anyone, plan_file::docx)
        .get("/roadmap/{year}/plan.pdf", Allow::Anyone, plan_file::pdf)
        .get("/roadmap/{year}/report.xlsx", Allow::Anyone, report::xlsx)
        .get("/roadmap/{year}/report.docx", Allow::Anyone, report::docx)
        .get("/roadmap/{year}/report.pdf", Allow::Anyone, report::pdf)
        .get("/roadmap/{year}/report.json", Allow::Anyone, report::json)
        .post("/roadmap/{year}/publish", Allow::Roles(&[Role::Ministry]), report::publish)
        .get(
            "/roadmap/{year}/measures/{number}/requirements",
            Allow::Roles(&[Role::Institute]),
            requirements::form,
        )
        .post(
            "/roadmap/{year}/measures/{number}/requirements",
            Allow::Roles(&[Role::Institute]),
            requirements::set,
        )
        .get("/roadmap/{year}/measures/{number}/not-carried-out", Allow::Roles(PLANNERS), marks::form)
        .post("/roadmap/{year}/measures/{number}/not-carried-out", Allow::Roles(PLANNERS), marks::declare)
        .post("/roadmap/{year}/not-carried-out/{mark}/revoke", Allow::Roles(PLANNERS), marks::revoke)
        .get("/roadmap/{year}/measures/{number}/change", Allow::Roles(PLANNERS), change::form)
        .post("/roadmap/{year}/measures/{number}/change", Allow::Roles(PLANNERS), change::change)
        .get("/roadmap/{year}/measures/{number}/remove", Allow::Roles(PLANNERS), change::confirm)
        .post("/roadmap/{year}/measures/{number}/remove", Allow::Roles(PLANNERS), change::remove)
        .get("/roadmap/{year}/versions", Allow::Roles(WORKERS), versions::page)
        .get("/roadmap/{year}/next-year", Allow::Roles(PLANNERS), next_year::form)
        .get("/roadmap/{year}/next-year.docx", Allow::Roles(PLANNERS), plan_file::next_docx)
        .post("/roadmap/{year}/next-year", Allow::Roles(PLANNERS), next_year::make)
        .get("/roadmap/{year}/calendar", Allow::Anyone, calendar::page)
        .get("/me/calendar", Allow::SignedIn, calendar::own_feed)
        .post("/calendar/feed", Allow::SignedIn, calendar::make_feed)
        .post("/calendar/feed/remove", Allow::SignedIn, calendar::remove_feed)
        .get("/calendar/{token}", Allow::Anyone, calendar::feed)
        .merge(api_routes())
}

fn api_routes() -> Routes {
    Routes::new()
        .api_get("/api/v1/roadmaps", TokenScope::ReadRoadmap, Allow::Anyone, api::list_roadmaps)
        .api_get("/api/v1/roadmaps/{year}", TokenScope::ReadRoadmap, Allow::Anyone, api::one_roadmap)
        .api_get(
            "/api/v1/roadmaps/{year}/measures/{number}",
            TokenScope::ReadRoadmap,
            Allow::Anyone,
            api::one_measure,
        )
        .api_get(
            "/api/v1/roadmaps/{year}/report",
            TokenScope::ReadRoadmap,
            Allow::Anyone,
            api::roadmap_report,
        )
        .api_get(
            "/api/v1/roadmaps/{year}/evidence",
            TokenScope::ReadRoadmap,
            Allow::Anyone,
            api::list_evidence,
        )
        .api_post(
            "/api/v1/roadmaps/{year}/evidence",
            TokenScope::WriteEvidence,
            Allow::Roles(RECORDERS),
            api::new_evidence,
        )
        .api_get(
            "/api/v1/roadmaps/{year}/evidence/{evidence}",
            TokenScope::ReadRoadmap,
            Allow::Anyone,
            api::one_evidence,
        )
        .api_patch(
            "/api/v1/roadmaps/{year}/evidence/{evidence}",
            TokenScope::DecideEvidence,
            Allow::Roles(DECIDERS),
            api::change_evidence,
        )
}
