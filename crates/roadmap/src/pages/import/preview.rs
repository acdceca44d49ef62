//! What was understood of a file: proposals to look at, texts without a place, the plan as it would become.

use access::audit::{self, Event};
use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use plan::{ExecutorRole, Measure};
use serde::Deserialize;
use ui::Chrome;

use super::{draft_of, scope, year_of};
use crate::import::{OpenText, PLACES_OF_A_TEXT, StoredDraft, StoredProposal};
use crate::rules::{PlanYear, describe_term};
use crate::store::plans::{self, NewVersion};
use crate::store::{Author, imports};

#[derive(Template)]
#[template(path = "import_preview.html")]
struct PreviewPage {
    chrome: Chrome,
    id: String,
    file_name: String,
    version: i64,
    year: i64,
    title: String,
    error: String,
    saved: bool,
    /// «Мероприятие 3 убрано»: told above the plan, the measure itself is gone.
    removed: String,
    sections: Vec<SectionView>,
    proposals: Vec<StoredProposal>,
    open_texts: Vec<OpenText>,
    open: usize,
    /// Numbers and titles of the measures to which a text may go.
    measures: Vec<(String, String)>,
    places: &'static [(&'static str, &'static str)],
    organisations: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    replaces: bool,
    note: String,
    basis: String,
}

struct SectionView {
    heading: String,
    measures: Vec<MeasureView>,
}

struct MeasureView {
    number: String,
    /// The number as form fields write it: «1-1».
    field: String,
    title: String,
    term: String,
    from: String,
    to: String,
    executors: Vec<ExecutorView>,
    documents: Vec<DocumentView>,
    results: Vec<String>,
    note: String,
    items: Vec<String>,
    item_numbers: Vec<String>,
    /// What has just been done with it; it stands open then.
    told: String,
}

/// What was done with a measure of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Changed,
    Added,
    Removed,
}

impl Outcome {
    const ALL: [Self; 3] = [Self::Changed, Self::Added, Self::Removed];

    const fn code(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Changed => "исправлено",
            Self::Added => "добавлено",
            Self::Removed => "убрано",
        }
    }

    /// The preview at the measure's place: a plan is long, and what was done is told where it was done.
    pub(super) fn address(self, import: &str, number: &str) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("done", self.code())
            .append_pair("measure", number)
            .finish();
        if self == Self::Removed {
            return format!("/roadmap/imports/{import}?{query}#plan");
        }
        let field: String = form_urlencoded::byte_serialize(field_of(number).as_bytes()).collect();
        format!("/roadmap/imports/{import}?{query}#measure-{field}")
    }
}

/// A number as form fields and anchors write it: «1-1».
fn field_of(number: &str) -> String {
    number.replace('.', "-")
}

/// What was done a moment ago, as the address after it says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Done {
    done: String,
    measure: String,
}

/// Tells it at its place; of a measure that is not in the draft (or still is, when it was removed) nothing is told.
fn tell(page: &mut PreviewPage, done: &Done) {
    page.saved = done.done == "saved";
    let Some(outcome) = Outcome::ALL.into_iter().find(|one| one.code() == done.done) else { return };
    let told = format!("Мероприятие {} {}.", done.measure, outcome.word());
    let mut measures = page.sections.iter_mut().flat_map(|section| section.measures.iter_mut());
    match (measures.find(|measure| measure.number == done.measure), outcome) {
        (None, Outcome::Removed) => page.removed = told,
        (Some(measure), Outcome::Changed | Outcome::Added) => measure.told = told,
        _ => {}
    }
}

struct ExecutorView {
    text: String,
    org: String,
    is_lead: bool,
}

struct DocumentView {
    text: String,
    kind: String,
    item: String,
}

fn measure_view(measure: &Measure) -> MeasureView {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    MeasureView {
        number: measure.number.clone(),
        field: field_of(&measure.number),
        title: crate::board::measure_title(measure),
        term: describe_term(&measure.term),
        from: day(measure.term.from),
        to: day(measure.term.to),
        executors: measure
            .executors
            .iter()
            .map(|one| ExecutorView {
                text: one.text.clone(),
                org: one.org.clone().unwrap_or_default(),
                is_lead: one.role == ExecutorRole::Lead,
            })
            .collect(),
        documents: measure
            .documents
            .iter()
            .map(|one| DocumentView {
                text: one.text.clone(),
                kind: one.kind.clone().unwrap_or_default(),
                item: one.item.clone().unwrap_or_default(),
            })
            .collect(),
        results: measure.expected_results.clone(),
        note: measure.note.clone(),
        items: measure
            .items
            .iter()
            .map(|item| match &item.term {
                Some(term) => format!("{} {} — {}", item.number, item.title, describe_term(term)),
                None => format!("{} {}", item.number, item.title),
            })
            .collect(),
        item_numbers: measure.items.iter().map(|item| item.number.clone()).collect(),
        told: String::new(),
    }
}

async fn preview_page(
    house: &House,
    visitor: &Visitor,
    row: &imports::ImportRow,
    draft: StoredDraft,
) -> Result<PreviewPage, PageError> {
    let year = i16::try_from(row.year).unwrap_or_default();
    let plans_scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let existing = plans::plan_of_year(&house.db, &plans_scope, year).await?;
    let today = house.clock.today();
    let organisations =
        house.region.organisations.iter().filter(|one| one.kind != region::OrganisationKind::School);
    let sections = draft.plan.sections.iter().map(|section| SectionView {
        heading: format!("{} {}", section.number, section.title).trim().to_owned(),
        measures: section.measures.iter().map(measure_view).collect(),
    });
    Ok(PreviewPage {
        id: row.id.clone(),
        file_name: row.file_name.clone(),
        version: row.version,
        year: row.year,
        title: draft.plan.meta.title.clone(),
        error: String::new(),
        saved: false,
        removed: String::new(),
        sections: sections.collect(),
        open: draft.open(),
        measures: draft
            .plan
            .sections
            .iter()
            .flat_map(|section| &section.measures)
            .map(|measure| (measure.number.clone(), crate::board::measure_title(measure)))
            .collect(),
        places: PLACES_OF_A_TEXT,
        organisations: organisations
            .map(|one| {
                (one.code.clone(), one.name_on(today).map_or(one.code.clone(), |name| name.short.clone()))
            })
            .collect(),
        kinds: house
            .region
            .document_kinds
            .iter()
            .map(|kind| (kind.code.clone(), kind.title.clone()))
            .collect(),
        proposals: draft.proposals,
        open_texts: draft.unrecognized,
        replaces: existing.is_some(),
        note: String::new(),
        basis: String::new(),
        chrome: visitor.chrome.clone(),
    })
}

/// `/roadmap/imports/{import}?done=changed&measure=3`
pub async fn preview(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> PageResult {
    let (row, draft) = draft_of(&house, &visitor, &id).await?;
    if row.accepted_at.is_some() {
        return Ok(Redirect::to(&format!("/roadmap/{}", row.year)).into_response());
    }
    let mut page = preview_page(&house, &visitor, &row, draft).await?;
    tell(&mut page, &done);
    Ok(Html(page.render()?).into_response())
}

/// Years that a plan may be for.
const KNOWN_YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// `POST /roadmap/imports/{import}`: saves the answers, and accepts when asked to.
pub async fn answer(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let (row, mut draft) = draft_of(&house, &visitor, &id).await?;
    draft.take_answers(form.fields().iter().map(|(name, value)| (name.as_str(), value.trim())));
    let typed_year = form.text("plan_year");
    let is_fit_year = typed_year.parse().is_ok_and(|year| KNOWN_YEARS.contains(&year));
    if is_fit_year {
        let old = year_of(&house, &draft);
        let new = PlanYear::new(typed_year.parse().unwrap_or_default(), old.start_month());
        // The words of the terms are read anew: «ежеквартально» of another year are other quarters.
        if draft.plan.meta.year != new.year() {
            draft.move_to(old, new);
        }
    }
    draft.settle(year_of(&house, &draft));
    let year = draft.plan.meta.year;
    let seen = form.text("version").parse().unwrap_or(row.version);
    let mut tx = house.db.begin().await?;
    if !imports::save(&mut tx, &scope(&visitor), &id, &serde_json::to_string(&draft)?, year, seen).await? {
        return Err(PageError::Conflict {
            what: "Этот черновик изменили в другом окне или уже приняли.".into(),
        });
    }
    let event = Event {
        act: "plan_draft.answered",
        object: ("plan_draft", &id),
        what: "Сохранены ответы к черновику плана",
    };
    audit::note(&mut tx, &house, &author.who(), event).await?;
    if form.text("do") != "accept" {
        tx.commit().await?;
        return Ok(Redirect::to(&format!("/roadmap/imports/{id}?done=saved")).into_response());
    }
    let (note, basis) = (form.text("note").to_owned(), form.text("basis").to_owned());
    let error = if !is_fit_year {
        format!(
            "Год плана «{typed_year}» не подходит. Напишите четыре цифры, от {} до {}.",
            KNOWN_YEARS.start(),
            KNOWN_YEARS.end()
        )
    } else if draft.open() > 0 {
        format!(
            "Осталось нераспознанных текстов без решения: {}. Укажите для каждого, куда он относится, или что он в плане не нужен.",
            draft.open()
        )
    } else if basis.is_empty() {
        "Не указано основание: каким документом утверждён план или его изменение.".to_owned()
    } else {
        String::new()
    };
    if !error.is_empty() {
        // The answers are kept all the same: nothing typed is lost.
        tx.commit().await?;
        let (row, draft) = draft_of(&house, &visitor, &id).await?;
        let page = PreviewPage { error, note, basis, ..preview_page(&house, &visitor, &row, draft).await? };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let plan = draft.into_plan(PlanYear::new(year, house.region.region.year_start_month));
    let note = if note.is_empty() {
        format!("загружен из файла «{}»", row.file_name)
    } else {
        note
    };
    let new = NewVersion { plan: &plan, note: &note, basis: &basis };
    plans::add_version(&mut tx, &house, year, &new, &author).await?;
    imports::mark_accepted(&mut tx, &id, house.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/roadmap/{year}")).into_response())
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn what_was_done_is_told_at_the_measure() {
        let address = |outcome: Outcome| outcome.address("7", "4.1");
        assert_eq!(address(Outcome::Changed), "/roadmap/imports/7?done=changed&measure=4.1#measure-4-1");
        assert_eq!(address(Outcome::Removed), "/roadmap/imports/7?done=removed&measure=4.1#plan");
        let strange = Outcome::Added.address("7", "3а");
        assert!(strange.is_ascii(), "an address is ASCII whatever the paper's number: {strange}");
    }
}
