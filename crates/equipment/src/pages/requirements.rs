//! The rules: what every variant needs, and what a school of a size needs.

use access::media::DOCX;
use std::collections::HashMap;

use access::{House, PageError, PageResult, Role, Visitor, download, made_aside};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use papers::{Paper, PdfKind};
use serde::Deserialize;
use ui::Chrome;

use super::{GapLine, rules_today, zones_of};
use crate::paper;
use crate::rules::gap_of;
use crate::store as rows;

#[derive(Deserialize)]
pub struct Size {
    #[serde(default)]
    n: String,
}

#[derive(Template)]
#[template(path = "equipment.html")]
struct RequirementsPage {
    chrome: Chrome,
    title: String,
    since: String,
    n: String,
    /// The variant of the asked size and its lines by zones; what is wrong with the size otherwise.
    variant: String,
    zones: Vec<(String, Vec<GapLine>)>,
    problem: &'static str,
    variants: Vec<String>,
    publications: Vec<(String, String, bool)>,
    notes: Vec<String>,
    is_library: bool,
    is_above: bool,
    is_keeper: bool,
}

/// `/equipment?n=66`
pub async fn show(State(house): State<House>, visitor: Visitor, Query(size): Query<Size>) -> PageResult {
    let rules = rules_today(&house)?;
    let pupils = size.n.trim().parse::<u32>().ok().filter(|pupils| (1..=10_000).contains(pupils));
    // Without a size the page shows the smallest schools: a table is better than an empty place.
    let shown = pupils.unwrap_or(100);
    let gap = gap_of(rules, shown, None, &HashMap::new()).ok_or(PageError::NotFound)?;
    let publications = rows::publications(&house.db).await?;
    let role = visitor.role();
    let page = RequirementsPage {
        title: rules.title.clone(),
        since: ui::ru::date_long(rules.since),
        n: if size.n.is_empty() { shown.to_string() } else { size.n.clone() },
        variant: gap.variant.title.clone(),
        zones: zones_of(rules, &gap),
        problem: if pupils.is_none() && !size.n.is_empty() {
            "Обучающихся: напишите целое число от 1 до 10 000."
        } else {
            ""
        },
        variants: rules.variants.iter().map(|one| one.title.clone()).collect(),
        publications: publications
            .iter()
            .map(|one| (one.document_id.clone(), one.reference.clone(), one.rules_since() == rules.since))
            .collect(),
        notes: rules.notes.clone(),
        is_library: matches!(role, Some(Role::School | Role::MunicipalCentre)),
        is_above: matches!(
            role,
            Some(Role::Ministry | Role::Institute | Role::RegionalCentre | Role::Municipality)
        ),
        is_keeper: matches!(role, Some(Role::Ministry | Role::Institute)),
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn draft(house: &House) -> Result<Paper, PageError> {
    let rules = rules_today(house)?;
    Ok(paper::draft(rules, house.clock.today()))
}

async fn file(
    paper: Paper,
    make: fn(&Paper) -> Result<Vec<u8>, papers::PaperError>,
    media_type: &str,
    ending: &str,
) -> PageResult {
    let name = format!("{}.{ending}", paper.title);
    let bytes = made_aside(move || make(&paper)).await?;
    Ok(download(bytes, media_type, &name))
}

/// `/equipment/requirements.docx`
pub async fn docx(State(house): State<House>) -> PageResult {
    file(draft(&house)?, papers::docx, DOCX, "docx").await
}

/// `/equipment/requirements.pdf`
pub async fn pdf(State(house): State<House>) -> PageResult {
    file(draft(&house)?, |paper| papers::kept_pdf(paper, PdfKind::Archive), access::media::PDF, "pdf").await
}
