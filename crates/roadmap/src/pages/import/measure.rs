//! One measure of a draft that was read from a file: everything that the program understood can be corrected.

use access::audit::{self, Event};
use access::{FormData, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use plan::Measure;
use ui::{Problem, Problems};

use super::super::change::draft::MeasureDraft;
use super::super::change::reading::{Reader, Terms};
use super::super::change::{
    Book, ChangePage, EMPTY_ROWS, FormPlace, MORE_ROWS, form_of, next_number, section_of,
};
use super::preview::Outcome;
use super::{draft_of, scope, year_of};
use crate::executors::WhoIsWho;
use crate::import::StoredDraft;
use crate::rules::{with_measure, with_new_measure, without_measure};
use crate::store::{Author, imports};

/// A draft that nobody has accepted yet, as it lies open.
struct Open<'a> {
    house: &'a House,
    visitor: &'a Visitor,
    row: imports::ImportRow,
    draft: StoredDraft,
}

impl<'a> Open<'a> {
    async fn of(house: &'a House, visitor: &'a Visitor, id: &str) -> Result<Self, PageError> {
        let (row, draft) = draft_of(house, visitor, id).await?;
        if row.accepted_at.is_some() {
            return Err(PageError::Conflict { what: ACCEPTED.into() });
        }
        Ok(Self { house, visitor, row, draft })
    }

    fn measure(&self, number: &str) -> Result<&Measure, PageError> {
        let all = self.draft.plan.sections.iter().flat_map(|section| &section.measures);
        all.into_iter().find(|measure| measure.number == number).ok_or(PageError::NotFound)
    }

    fn terms(&self) -> Terms<'_> {
        Terms { plan: &self.draft.plan, year: year_of(self.house, &self.draft) }
    }

    async fn page(&self, measure: Option<&Measure>, typed: MeasureDraft) -> Result<ChangePage, PageError> {
        let roll = network::store::roll(&self.house.db).await?;
        let book = Book {
            plan: &self.draft.plan,
            version: self.row.version,
            who: WhoIsWho::new(&roll, self.house.clock.today()),
            place: self.place(measure),
        };
        Ok(form_of(self.house, self.visitor.chrome.clone(), book, measure, typed))
    }

    fn place(&self, measure: Option<&Measure>) -> FormPlace {
        let preview = format!("/roadmap/imports/{}", self.row.id);
        FormPlace {
            crumbs: vec![
                ("/roadmap".into(), "Дорожная карта".into()),
                ("/roadmap/import".into(), "Загрузить план".into()),
                (preview.clone(), "Проверка".into()),
            ],
            here: if measure.is_some() {
                "Исправить мероприятие"
            } else {
                "Добавить мероприятие"
            },
            action: match measure {
                Some(measure) => format!("{preview}/measures/{}", measure.number),
                None => format!("{preview}/measures"),
            },
            cancel: preview,
            is_of_a_draft: true,
        }
    }

    /// Reads the form; the draft with the measure in it, or the page with what is wrong.
    async fn enter(mut self, before: Option<Measure>, form: &FormData) -> PageResult {
        let typed = MeasureDraft::typed(form);
        if form.text("do") == "rows" {
            let page = self.page(before.as_ref(), typed.with_empty_rows(MORE_ROWS)).await?;
            return Ok(Html(page.render()?).into_response());
        }
        let roll = network::store::roll(&self.house.db).await?;
        let who = WhoIsWho::new(&roll, self.house.clock.today());
        let reader = Reader::new(self.terms(), before.as_ref(), who, &self.house.region).of_a_draft();
        let read = match reader.read(&typed) {
            Ok(read) => read,
            Err(problems) => return refused(self.page(before.as_ref(), typed).await?, problems),
        };
        let plan = &self.draft.plan;
        self.draft.plan = match &before {
            Some(before) => with_measure(plan, &before.number, &read.measure, read.section),
            None => with_new_measure(plan, &read.measure, read.section),
        };
        let outcome = if before.is_some() { Outcome::Changed } else { Outcome::Added };
        self.save(form, outcome, &read.measure.number).await
    }

    async fn save(self, form: &FormData, outcome: Outcome, number: &str) -> PageResult {
        let author = Author::of(self.visitor).ok_or(PageError::NotFound)?;
        let (id, year) = (&self.row.id, self.draft.plan.meta.year);
        let seen = form.text("version").parse().unwrap_or(self.row.version);
        let mut tx = self.house.db.begin().await?;
        let stored = serde_json::to_string(&self.draft)?;
        if !imports::save(&mut tx, &scope(self.visitor), id, &stored, year, seen).await? {
            return Err(PageError::Conflict { what: CHANGED.into() });
        }
        let what = match outcome {
            Outcome::Changed => format!("Исправлено мероприятие {number} черновика плана"),
            Outcome::Added => format!("В черновик плана добавлено мероприятие {number}"),
            Outcome::Removed => format!("Из черновика плана убрано мероприятие {number}"),
        };
        let event = Event { act: "plan_draft.answered", object: ("plan_draft", id), what: &what };
        audit::note(&mut tx, self.house, &author.who(), event).await?;
        tx.commit().await?;
        Ok(Redirect::to(&outcome.address(id, number)).into_response())
    }
}

const ACCEPTED: &str = "Этот черновик уже принят: план исправляют приказом, на странице мероприятия.";
const CHANGED: &str = "Этот черновик изменили в другом окне или уже приняли.";

fn refused(mut page: ChangePage, problems: Vec<Problem>) -> PageResult<Response> {
    page.problems = Problems::new("Черновик не изменён", problems);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// `/roadmap/imports/{import}/measures/{number}`
pub async fn form(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((id, number)): Path<(String, String)>,
) -> PageResult {
    let open = Open::of(&house, &visitor, &id).await?;
    let measure = open.measure(&number)?;
    let section = section_of(&open.draft.plan, &number);
    let typed = MeasureDraft::of(measure, section, &open.terms()).with_empty_rows(EMPTY_ROWS);
    Ok(Html(open.page(Some(measure), typed).await?.render()?).into_response())
}

/// `/roadmap/imports/{import}/measures`
pub async fn new_form(Given(house): Given<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let open = Open::of(&house, &visitor, &id).await?;
    let plan = &open.draft.plan;
    let typed = MeasureDraft {
        number: next_number(plan),
        section: plan.sections.len().saturating_sub(1).to_string(),
        ..MeasureDraft::default()
    };
    Ok(Html(open.page(None, typed.with_empty_rows(MORE_ROWS)).await?.render()?).into_response())
}

/// `POST /roadmap/imports/{import}/measures/{number}`: corrects a measure, or takes it out of the draft.
pub async fn change(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((id, number)): Path<(String, String)>,
    form: FormData,
) -> PageResult {
    let mut open = Open::of(&house, &visitor, &id).await?;
    let before = open.measure(&number)?.clone();
    if form.text("do") == "remove" {
        open.draft.plan = without_measure(&open.draft.plan, &number);
        return open.save(&form, Outcome::Removed, &number).await;
    }
    open.enter(Some(before), &form).await
}

/// `POST /roadmap/imports/{import}/measures`
pub async fn add(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    Open::of(&house, &visitor, &id).await?.enter(None, &form).await
}
