//! Loading a plan from a file: upload, preview with proposals and open texts, corrections, acceptance.

mod measure;
mod preview;

use access::audit::{self, Event};
use access::{Deed, FormData, House, PageError, PageResult, Scope, Subject, Visitor};
use askama::Template;
use axum::extract::State as Given;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use plan::import::{DEFAULT_STEP_LIMIT, ImportOptions, import};
use ui::Chrome;

use crate::import::{StoredDraft, vocabulary};
use crate::rules::PlanYear;
use crate::store::{Author, imports};

pub use measure::{
    add as add_measure, change as change_measure, form as measure_form, new_form as new_measure_form,
};
pub use preview::{answer, preview};

#[derive(Template)]
#[template(path = "import.html")]
struct UploadPage {
    chrome: Chrome,
    error: String,
    year: String,
    waiting: Vec<(String, String, String)>,
}

async fn upload_page(
    house: &House,
    visitor: &Visitor,
    error: String,
    year: String,
) -> Result<UploadPage, PageError> {
    let scope = scope(visitor);
    let waiting = imports::waiting(&house.db, &scope).await?;
    let waiting = waiting
        .into_iter()
        .map(|row| (row.id, row.file_name, ui::ru::date_long(house.clock.date_of(row.created_at))));
    Ok(UploadPage { chrome: visitor.chrome.clone(), error, year, waiting: waiting.collect() })
}

/// Drafts of one's own organisation.
fn scope(visitor: &Visitor) -> Scope {
    visitor.scope(Subject::PlanDraft, Deed::Write)
}

/// `/roadmap/import`
pub async fn form(Given(house): Given<House>, visitor: Visitor) -> PageResult {
    Ok(Html(upload_page(&house, &visitor, String::new(), String::new()).await?.render()?).into_response())
}

/// `POST /roadmap/import`
pub async fn upload(Given(house): Given<House>, visitor: Visitor, form: FormData) -> PageResult {
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let typed_year = form.text("year").to_owned();
    let Some(file) = form.file("file") else {
        let page = upload_page(
            &house,
            &visitor,
            "Файл не выбран. Нажмите «Выбрать файл» и укажите план.".into(),
            typed_year,
        )
        .await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    };
    let region = house.region.clone();
    let (name, bytes, year) = (file.name.clone(), file.bytes.clone(), typed_year.parse().ok());
    // Unpacking and reading take processor time: not on the threads that serve pages.
    let read = tokio::task::spawn_blocking(move || {
        let known = vocabulary(&region);
        let options = ImportOptions {
            file_name: &name,
            year,
            year_start_month: region.region.year_start_month,
            vocabulary: &known,
            step_limit: DEFAULT_STEP_LIMIT,
        };
        import(&bytes, &options)
    });
    let draft = match read.await.map_err(|error| PageError::Internal(error.to_string()))? {
        Ok(draft) => draft,
        Err(refused) => {
            let page = upload_page(&house, &visitor, refused.to_string(), typed_year).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
        }
    };
    let year = draft.plan.meta.year;
    let stored = serde_json::to_string(&StoredDraft::new(draft))?;
    let mut tx = house.db.begin().await?;
    let id = imports::add(&mut tx, &scope(&visitor), &file.name, &stored, year, &author, house.clock.now())
        .await?;
    let what = format!("Прочитан файл плана «{}»", file.name);
    let event = Event { act: "plan_draft.read", object: ("plan_draft", &id), what: &what };
    audit::note(&mut tx, &house, &author.who(), event).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/roadmap/imports/{id}")).into_response())
}

/// A draft of one's own organisation; another's is not found.
async fn draft_of(
    house: &House,
    visitor: &Visitor,
    id: &str,
) -> Result<(imports::ImportRow, StoredDraft), PageError> {
    let row = imports::by_id(&house.db, &scope(visitor), id).await?.ok_or(PageError::NotFound)?;
    let draft = serde_json::from_str(&row.draft)?;
    Ok((row, draft))
}

/// The year of a draft: as its title says, else as the region's years begin.
fn year_of(house: &House, draft: &StoredDraft) -> PlanYear {
    PlanYear::of(&draft.plan, house.region.region.year_start_month)
}
