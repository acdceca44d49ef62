//! Changing the plan by order: a measure changed, added or taken out, with its basis, as a new version.

pub(super) mod draft;
pub(super) mod reading;
mod remove;

use access::{Deed, FormData, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use plan::{Measure, Plan};
use ui::{Chrome, Problem, Problems};

use super::desk::Desk;
use super::words::section_heading;
use crate::board::{Board, measure_title};
use crate::executors::WhoIsWho;
use crate::history::kind_title;
use crate::rules::{
    Change, PlanKeys, Words, compare, describe_term, followers, with_measure, with_new_measure,
};
use crate::store::plans::NewVersion;
use crate::store::versions;
use draft::MeasureDraft;
use reading::{Read, Reader, Terms};

pub use remove::{confirm, remove};

#[derive(Template)]
#[template(path = "change.html")]
pub(in crate::pages) struct ChangePage {
    chrome: Chrome,
    pub problems: Problems,
    place: FormPlace,
    year: i64,
    /// Number of the measure in the plan; empty for a new one.
    number: String,
    heading: String,
    version: i64,
    /// What the term is understood as now.
    understood: String,
    draft: MeasureDraft,
    sections: Vec<(String, String)>,
    anchors: Vec<(String, String)>,
    organisations: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    followers: String,
    conflict: Option<Conflict>,
}

/// Where the form of a measure stands: at the plan in force, or at a draft that was read from a file.
pub(in crate::pages) struct FormPlace {
    /// Address and words of the pages above, and the words of this one.
    pub crumbs: Vec<(String, String)>,
    pub here: &'static str,
    pub action: String,
    pub cancel: String,
    /// Nothing approves the corrections of a draft, and nobody is told of them.
    pub is_of_a_draft: bool,
}

impl FormPlace {
    /// `number`: of the measure; empty for a new one.
    fn of_the_plan(year: i64, number: &str) -> Self {
        let plan = format!("/roadmap/{year}");
        let mut crumbs = vec![(plan.clone(), "Дорожная карта".to_owned())];
        if number.is_empty() {
            let action = format!("{plan}/measures");
            return Self {
                crumbs, here: "Добавить приказом", action, cancel: plan, is_of_a_draft: false
            };
        }
        let measure = format!("{plan}/measures/{number}");
        crumbs.push((measure.clone(), format!("Мероприятие {number}")));
        let action = format!("{measure}/change");
        Self {
            crumbs, here: "Изменить приказом", action, cancel: measure, is_of_a_draft: false
        }
    }
}

/// Somebody made a version while the form was open: both are shown.
struct Conflict {
    seen: i64,
    author: String,
    note: String,
    /// The plan in force beside what was typed.
    differences: Vec<Change>,
}

impl ChangePage {
    /// Whether an executor's organisation is among those to choose from; a school is not, and is kept all the same.
    fn is_listed(&self, code: &str) -> bool {
        self.organisations.iter().any(|(known, _)| known == code)
    }
}

pub(in crate::pages) const EMPTY_ROWS: usize = 1;
pub(in crate::pages) const MORE_ROWS: usize = 3;

fn terms(board: &Board) -> Terms<'_> {
    Terms { plan: &board.version.plan, year: board.year }
}

pub(in crate::pages) fn section_of(plan: &Plan, number: &str) -> usize {
    let has = |section: &plan::Section| section.measures.iter().any(|measure| measure.number == number);
    plan.sections.iter().position(has).unwrap_or_default()
}

fn page_of(
    house: &House,
    chrome: Chrome,
    desk: &Desk,
    measure: Option<&Measure>,
    draft: MeasureDraft,
) -> ChangePage {
    let board = &desk.board;
    let number = measure.map_or("", |measure| measure.number.as_str());
    let book = Book {
        plan: &board.version.plan,
        version: board.version.number,
        who: board.who_is_who(house.clock.today()),
        place: FormPlace::of_the_plan(board.plan.year, number),
    };
    form_of(house, chrome, book, measure, draft)
}

/// What the form of a measure is filled from.
pub(in crate::pages) struct Book<'a> {
    pub plan: &'a Plan,
    /// What the writer has seen: of the plan in force, or of the draft.
    pub version: i64,
    pub who: WhoIsWho<'a>,
    pub place: FormPlace,
}

pub(in crate::pages) fn form_of(
    house: &House,
    chrome: Chrome,
    book: Book<'_>,
    measure: Option<&Measure>,
    draft: MeasureDraft,
) -> ChangePage {
    let plan = book.plan;
    let number = measure.map_or_else(String::new, |measure| measure.number.clone());
    let others = plan.sections.iter().flat_map(|section| &section.measures);
    let followers: Vec<String> = followers(plan, &number).into_iter().map(|(number, _)| number).collect();
    ChangePage {
        problems: Problems::default(),
        year: i64::from(plan.meta.year),
        place: book.place,
        heading: measure.map_or_else(String::new, measure_title),
        version: book.version,
        understood: measure.map_or_else(String::new, |measure| describe_term(&measure.term)),
        draft,
        sections: plan
            .sections
            .iter()
            .enumerate()
            .map(|(place, section)| (place.to_string(), section_heading(section)))
            .collect(),
        anchors: others
            .filter(|one| one.number != number)
            .map(|one| (one.number.clone(), measure_title(one)))
            .collect(),
        organisations: book.who.choices(),
        kinds: house
            .region
            .document_kinds
            .iter()
            .map(|kind| (kind.code.clone(), kind.title.clone()))
            .collect(),
        followers: followers.join(", "),
        conflict: None,
        number,
        chrome,
    }
}

/// `/roadmap/{year}/measures/{number}/change`
pub async fn form(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    let measure = desk.measure(&number)?;
    let section = section_of(&desk.board.version.plan, &number);
    let draft = MeasureDraft::of(measure, section, &terms(&desk.board)).with_empty_rows(EMPTY_ROWS);
    let page = page_of(&house, visitor.chrome, &desk, Some(measure), draft);
    Ok(Html(page.render()?).into_response())
}

/// `/roadmap/{year}/measures/new`
pub async fn new_form(Given(house): Given<House>, visitor: Visitor, Path(year): Path<i16>) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    let plan = &desk.board.version.plan;
    let draft = MeasureDraft {
        number: next_number(plan),
        section: plan.sections.len().saturating_sub(1).to_string(),
        ..MeasureDraft::default()
    };
    let page = page_of(&house, visitor.chrome, &desk, None, draft.with_empty_rows(MORE_ROWS));
    Ok(Html(page.render()?).into_response())
}

/// The number after the greatest one, where measures are numbered through.
pub(in crate::pages) fn next_number(plan: &Plan) -> String {
    let measures = plan.sections.iter().flat_map(|section| &section.measures);
    let greatest = measures.filter_map(|measure| measure.number.parse::<u32>().ok()).max();
    greatest.map_or_else(String::new, |number| number.saturating_add(1).to_string())
}

/// `POST /roadmap/{year}/measures/{number}/change`
pub async fn change(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    form: FormData,
) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    let Some((_, measure)) = desk.board.measure(&number) else { return Err(gone(&desk, &form)) };
    Entry { house: &house, desk: &desk, measure: Some(measure), form: &form }.enter(visitor.chrome).await
}

/// `POST /roadmap/{year}/measures`
pub async fn add(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
    form: FormData,
) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    Entry { house: &house, desk: &desk, measure: None, form: &form }.enter(visitor.chrome).await
}

/// The measure was taken out of the plan, or never was there.
fn gone(desk: &Desk, form: &FormData) -> PageError {
    if form.text("version") == desk.board.version.number.to_string() || form.text("version").is_empty() {
        return PageError::NotFound;
    }
    let typed = format!("Ваши правки: наименование «{}», срок «{}».", form.text("title"), form.text("term"));
    PageError::Conflict {
        what: format!("Пока форма была открыта, мероприятие исключили из плана. {typed}")
    }
}

/// One form of a change on its way into the plan.
struct Entry<'a> {
    house: &'a House,
    desk: &'a Desk,
    /// `None`: a new one.
    measure: Option<&'a Measure>,
    form: &'a FormData,
}

impl Entry<'_> {
    async fn enter(&self, chrome: Chrome) -> PageResult {
        let draft = MeasureDraft::typed(self.form);
        let page = |draft: MeasureDraft| page_of(self.house, chrome, self.desk, self.measure, draft);
        if self.form.text("do") == "rows" {
            return Ok(Html(page(draft.with_empty_rows(MORE_ROWS)).render()?).into_response());
        }
        let today = self.house.clock.today();
        let board = &self.desk.board;
        let who = board.who_is_who(today);
        let read = Reader::new(terms(board), self.measure, who, &self.house.region).read(&draft);
        let read = match read {
            Ok(read) => read,
            Err(problems) => return refused(page(draft), problems, StatusCode::UNPROCESSABLE_ENTITY),
        };
        let next = self.next_plan(&read);
        let changes = self.compared(&next, &self.next_keys(&next, &read));
        if changes.is_empty() {
            let problem = Problem::new("title", "Ничего не изменено: в плане всё так и написано.");
            return refused(page(draft), vec![problem], StatusCode::UNPROCESSABLE_ENTITY);
        }
        if self.form.text("version") != board.version.number.to_string() {
            return refused(self.with_conflict(page(draft), changes), Vec::new(), StatusCode::CONFLICT);
        }
        match self.save(&next, &read, &draft, &changes).await? {
            Some(number) => Ok(to_comparison(board, number)),
            // Somebody was faster between our look and our write.
            None => refused(self.with_conflict(page(draft), changes), Vec::new(), StatusCode::CONFLICT),
        }
    }

    fn next_plan(&self, read: &Read) -> Plan {
        let plan = &self.desk.board.version.plan;
        match self.measure {
            Some(before) => with_measure(plan, &before.number, &read.measure, read.section),
            None => with_new_measure(plan, &read.measure, read.section),
        }
    }

    fn next_keys(&self, next: &Plan, read: &Read) -> PlanKeys {
        let board = &self.desk.board;
        let mut kept = board.version.keys.unchanged();
        if let Some(before) = self.measure {
            kept.insert(before.number.clone(), read.measure.number.clone());
            for item in &before.items {
                match read.kept_items.get(&item.number) {
                    Some(number) => kept.insert(item.number.clone(), number.clone()),
                    None => kept.remove(&item.number),
                };
            }
        }
        keys_after(board, &kept, next)
    }

    fn compared(&self, next: &Plan, keys: &PlanKeys) -> Vec<Change> {
        let version = &self.desk.board.version;
        let who = self.desk.board.who_is_who(self.house.clock.today());
        let words = Words {
            kind: &|code| kind_title(&self.house.region, code),
            organisation: &|code| who.name(code),
        };
        compare((&version.plan, &version.keys), (next, keys), words)
    }

    fn with_conflict(&self, page: ChangePage, differences: Vec<Change>) -> ChangePage {
        let version = &self.desk.board.version;
        let seen = self.form.text("version").parse().unwrap_or_default();
        let (author, note) = (version.author.clone(), version.note.clone());
        ChangePage { conflict: Some(Conflict { seen, author, note, differences }), ..page }
    }

    async fn save(
        &self,
        next: &Plan,
        read: &Read,
        draft: &MeasureDraft,
        changes: &[Change],
    ) -> Result<Option<i64>, PageError> {
        let note = if draft.note.is_empty() { summary(changes) } else { draft.note.clone() };
        let new = NewVersion { plan: next, note: &note, basis: &draft.basis };
        let keys = self.next_keys(next, read);
        let mut tx = self.house.db.begin().await?;
        let made =
            versions::change(&mut tx, self.house, &self.desk.board, &new, &keys, &self.desk.author).await?;
        tx.commit().await?;
        Ok(made)
    }
}

/// What is new gets keys that no version of the plan has used.
fn keys_after(board: &Board, kept: &std::collections::BTreeMap<String, String>, next: &Plan) -> PlanKeys {
    let is_used = |key: &str| board.versions.iter().any(|version| version.keys.has(key));
    board.version.keys.changed(kept, next, is_used)
}

fn refused(page: ChangePage, problems: Vec<Problem>, status: StatusCode) -> PageResult {
    let page = ChangePage { problems: Problems::new("План не изменён", problems), ..page };
    Ok((status, Html(page.render()?)).into_response())
}

/// What was changed, told by the change itself: «3: срок, исполнители; 12: срок».
fn summary(changes: &[Change]) -> String {
    let mut told: Vec<(String, Vec<&str>)> = Vec::new();
    for change in changes {
        match told.iter_mut().find(|(number, _)| *number == change.number) {
            Some((_, fields)) => fields.push(change.field.word()),
            None => told.push((change.number.clone(), vec![change.field.word()])),
        }
    }
    let lines =
        told.into_iter().map(|(number, fields)| format!("мероприятие {number}: {}", fields.join(", ")));
    lines.collect::<Vec<_>>().join("; ")
}

fn to_comparison(board: &Board, number: i64) -> Response {
    let (year, before) = (board.plan.year, board.version.number);
    Redirect::to(&format!("/roadmap/{year}/versions?from={before}&to={number}")).into_response()
}
