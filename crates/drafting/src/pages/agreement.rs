//! Who is asked to agree, and the agreement sheet.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State as Given};
use papers::Paper;
use ui::Chrome;

use super::{author_of, fault_of, found, go_to, moment, page, refused};
use crate::kind::PaperKind;
use crate::rules::{SheetLine, Verdict, sheet as sheet_of, stages};
use crate::store::agreement::{Colleague, RemarkRow, StepRow, colleagues, remarks_of, steps_of};
use crate::store::drafts::DraftRow;
use crate::{FieldFault, Party, Reader, ask as ask_parties};

#[derive(Template)]
#[template(path = "draft_agreement.html")]
struct AgreementPage {
    chrome: Chrome,
    id: String,
    what: String,
    rows: Vec<RowView>,
    people: Vec<PersonView>,
    in_parallel: bool,
    agree_by: String,
    today: String,
    faults: Vec<FieldFault>,
}

impl AgreementPage {
    fn fault(&self, field: &str) -> Option<&str> {
        fault_of(&self.faults, field)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates give their loop counters by reference")]
    fn row_fault(&self, place: &usize) -> Option<&str> {
        self.fault(&format!("person.{place}"))
    }
}

/// Somebody to be asked, as typed.
struct RowView {
    place: usize,
    person: String,
    stage: String,
}

struct PersonView {
    id: String,
    label: String,
}

/// How many lines the form has at first, and at most.
const ROWS: usize = 4;
const MOST_ROWS: usize = 20;

async fn own<'a>(house: &'a House, visitor: &Visitor, id: &str) -> PageResult<(DraftRow, PaperKind<'a>)> {
    let (row, kind) = found(house, &Reader::of(visitor), id).await?;
    if !visitor.scope(Subject::Draft, Deed::Write).covers(&row.org_id, None) {
        return Err(PageError::NotFound);
    }
    Ok((row, kind))
}

fn draw(
    house: &House,
    visitor: Visitor,
    row: &DraftRow,
    kind: &PaperKind<'_>,
    people: &[Colleague],
    rows: Vec<RowView>,
    (in_parallel, agree_by): (bool, String),
    faults: Vec<FieldFault>,
) -> AgreementPage {
    let own = visitor.account_id().to_owned();
    AgreementPage {
        id: row.id.clone(),
        what: format!("{} «{}»", kind.document.title, row.title),
        rows,
        people: people
            .iter()
            .filter(|one| one.account_id != own)
            .map(|one| PersonView { id: one.account_id.clone(), label: label(one) })
            .collect(),
        in_parallel,
        agree_by,
        today: house.clock.today().to_string(),
        faults,
        chrome: visitor.chrome,
    }
}

fn label(one: &Colleague) -> String {
    match one.post.as_deref() {
        Some(post) if !post.is_empty() => format!("{} — {post}, {}", one.name, one.org_title),
        _ => format!("{}, {}", one.name, one.org_title),
    }
}

/// `GET /drafts/{draft}/agreement`: those of the last round are asked again by default.
pub async fn form(Given(house): Given<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (row, kind) = own(&house, &visitor, &id).await?;
    if !row.state().is_open() {
        return Err(crate::writing::frozen(&row).into());
    }
    let scope = visitor.scope(Subject::Draft, Deed::Write);
    let people = colleagues(&house.db, &scope, house.clock.today()).await?;
    let before = steps_of(&house.db, &row).await?;
    let mut rows: Vec<RowView> = before
        .iter()
        .filter(|step| step.round == row.round)
        .enumerate()
        .map(|(at, step)| RowView {
            place: at + 1,
            person: step.account_id.clone(),
            stage: step.stage.to_string(),
        })
        .collect();
    while rows.len() < ROWS {
        let place = rows.len() + 1;
        rows.push(RowView { place, person: String::new(), stage: place.to_string() });
    }
    page(&draw(&house, visitor, &row, &kind, &people, rows, (false, String::new()), Vec::new()))
}

/// `POST /drafts/{draft}/agreement`
pub async fn ask(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let (row, kind) = own(&house, &visitor, &id).await?;
    let author = author_of(&visitor)?;
    let scope = visitor.scope(Subject::Draft, Deed::Write);
    let people = colleagues(&house.db, &scope, house.clock.today()).await?;
    let mut rows: Vec<RowView> = (1..=MOST_ROWS)
        .map_while(|place| {
            let field = format!("person.{place}");
            let is_there = form.fields().iter().any(|(name, _)| *name == field);
            is_there.then(|| RowView {
                place,
                person: form.text(&field).to_owned(),
                stage: form.text(&format!("stage.{place}")).to_owned(),
            })
        })
        .collect();
    let in_parallel = form.text("order") == "together";
    let agree_by = form.text("agree_by").to_owned();
    if form.text("do") == "more" {
        for _ in 0..ROWS {
            let place = rows.len() + 1;
            rows.push(RowView { place, person: String::new(), stage: place.to_string() });
        }
        let typed = (in_parallel, agree_by);
        return page(&draw(&house, visitor, &row, &kind, &people, rows, typed, Vec::new()));
    }
    let chosen: Vec<&RowView> = rows.iter().filter(|one| !one.person.is_empty()).collect();
    let typed: Vec<i64> = chosen.iter().map(|one| one.stage.parse().unwrap_or(i64::MAX)).collect();
    let parties: Vec<Party> = chosen
        .iter()
        .zip(stages(&typed, in_parallel))
        .map(|(one, stage)| Party { account_id: one.person.clone(), stage })
        .collect();
    let day = agree_by.parse().ok();
    let mut tx = house.db.begin().await?;
    match ask_parties(&mut tx, &house, &scope, &row, &parties, &people, day, &author).await {
        Ok(()) => {
            tx.commit().await?;
            go_to(&format!("/drafts/{id}"))
        }
        Err(told) => {
            drop(tx);
            let faults = told.faults()?;
            refused(&draw(&house, visitor, &row, &kind, &people, rows, (in_parallel, agree_by), faults))
        }
    }
}

#[derive(Template)]
#[template(path = "draft_sheet.html")]
struct SheetPage {
    chrome: Chrome,
    id: String,
    what: String,
    sheet: String,
}

/// `/drafts/{draft}/sheet`
pub async fn sheet(Given(house): Given<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (row, kind) = found(&house, &Reader::of(&visitor), &id).await?;
    let paper = sheet_paper(&house, &kind, &row).await?;
    page(&SheetPage {
        sheet: papers::html(&paper),
        what: format!("{} «{}»", kind.document.title, row.title),
        id: row.id,
        chrome: visitor.chrome,
    })
}

/// The sheet of the last round.
pub(super) async fn sheet_paper(house: &House, kind: &PaperKind<'_>, row: &DraftRow) -> PageResult<Paper> {
    let steps = steps_of(&house.db, row).await?;
    let remarks = remarks_of(&house.db, row).await?;
    let mut lines: Vec<SheetLine> = steps
        .iter()
        .filter(|step| step.round == row.round)
        .map(|step| sheet_line(house, step, &remarks))
        .collect();
    if !row.unagreed_reason.is_empty() {
        lines.push(SheetLine {
            stage: 1,
            person: row.preparer.clone(),
            post: String::new(),
            organisation: row.org_title.clone(),
            answer: format!("отправлен на подписание без согласования: {}", row.unagreed_reason),
            when: moment(house, row.changed_at),
            remarks: Vec::new(),
        });
    }
    if lines.is_empty() {
        return Err(PageError::NotFound);
    }
    let what = format!("{} «{}»", kind.document.title, row.title);
    Ok(sheet_of(&row.issuer_title, &what, row.round, &lines, house.clock.today()))
}

fn sheet_line(house: &House, step: &StepRow, remarks: &[RemarkRow]) -> SheetLine {
    let answer = match step.verdict() {
        Some(Verdict::Agreed) => "согласовано".to_owned(),
        Some(Verdict::Returned) => format!("возвращено: {}", step.reason),
        None => "ещё нет ответа".to_owned(),
    };
    let own = remarks.iter().filter(|one| one.round == step.round && one.account_id == step.account_id);
    SheetLine {
        stage: step.stage,
        person: step.person.clone(),
        post: step.post.clone(),
        organisation: step.org_title.clone(),
        answer,
        when: step.decided_at.map_or_else(String::new, |at| moment(house, at)),
        remarks: own
            .map(|one| match one.field_title.as_str() {
                "" => one.words.clone(),
                place => format!("{place}: {}", one.words),
            })
            .collect(),
    }
}
