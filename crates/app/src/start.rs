//! The pages that belong to no room: the start page, the search, the styleguide.

use access::{Allow, Deed, House, PageResult, Routes, Subject, Visitor};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use roadmap::store::plans;
use roadmap::{Board, search};
use serde::Deserialize;
use ui::{Chrome, StyleguidePage};

pub fn routes() -> Routes {
    Routes::new().get("/", Allow::Anyone, crate::today::page).get("/search", Allow::Anyone, find).get(
        "/styleguide",
        Allow::Anyone,
        styleguide,
    )
}

/// Of each kind; the registers have filters for the rest.
const MOST_FOUND: usize = 20;

#[derive(Deserialize)]
struct Words {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    chrome: Chrome,
    query: String,
    measures: Vec<(i64, search::Found)>,
    organisations: Vec<(String, String, String)>,
    documents: Vec<(String, String, String)>,
}

async fn find(State(house): State<House>, visitor: Visitor, Query(words): Query<Words>) -> PageResult {
    let query = words.q.trim().to_owned();
    let mut measures = Vec::new();
    let (mut organisations, mut found_documents) = (Vec::new(), Vec::new());
    if !query.is_empty() {
        let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
        for plan in plans::plans(&house.db, &scope).await? {
            let board = Board::of_plan(&house, plan).await?;
            measures
                .extend(search::measures(&board, &query).into_iter().map(|found| (board.plan.year, found)));
        }
        let registry = visitor.scope(Subject::OrganisationCard, Deed::Read);
        let filter = network::rules::FilterText { q: query.clone(), ..Default::default() };
        let (filter, _) = filter.read(house.clock.today());
        let roll = network::store::roll(&house.db).await?;
        let (found, _) = roll.page(&registry, &filter);
        organisations = found
            .into_iter()
            .map(|one| {
                let municipality =
                    one.municipality.map_or_else(String::new, |place| place.short_name.clone());
                (one.organisation.code.clone(), one.name.short.clone(), municipality)
            })
            .take(MOST_FOUND)
            .collect();
        let papers = visitor.scope(Subject::Document, Deed::Read);
        let filter = documents::rules::FilterText { q: query.clone(), ..Default::default() };
        let filter = filter.read(&house.region.document_kinds);
        let found = documents::find(&house.db, &house.search, &papers, &filter).await?;
        found_documents = found
            .rows
            .into_iter()
            .map(|(one, _)| {
                (
                    one.id.clone(),
                    one.title.clone(),
                    format!("№ {} от {}, {}", one.number, ui::ru::date_short(one.date()), one.org_title),
                )
            })
            .take(MOST_FOUND)
            .collect();
    }
    let chrome = Chrome { search_query: query.clone(), ..visitor.chrome };
    Ok(Html(SearchPage { chrome, query, measures, organisations, documents: found_documents }.render()?)
        .into_response())
}

async fn styleguide(visitor: Visitor) -> PageResult {
    Ok(Html(StyleguidePage::new(visitor.chrome).render()?).into_response())
}
