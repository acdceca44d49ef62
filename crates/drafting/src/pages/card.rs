//! `/drafts/{draft}`: a paper with everything that has been done to it and that may be done next.

use access::{Deed, FormData, House, PageResult, Reach, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State as Given};
use documents::DocumentRow;
use papers::Doubt;
use roadmap::Board;
use ui::Chrome;

use super::fields::places;
use super::{Choice, fault_of, found, moment, page, refused};
use crate::kind::PaperKind;
use crate::printing::preview_of;
use crate::rules::{State, Verdict, is_asked_now, missing};
use crate::store::agreement::{RemarkRow, StepRow, remarks_of, steps_of};
use crate::store::drafts::DraftRow;
use crate::{FieldFault, Reader};

#[derive(Template)]
#[template(path = "draft.html")]
struct CardPage {
    chrome: Chrome,
    row: DraftRow,
    kind: String,
    state: State,
    /// Where the paper is: (title, class).
    way: Vec<(&'static str, &'static str)>,
    measure: Option<(String, String)>,
    created: String,
    changed: String,
    preview: String,
    no_preview: String,
    doubts: Vec<Doubt>,
    missing: Vec<FieldFault>,
    steps: Vec<StepView>,
    /// Answers of the rounds before.
    before: Vec<StepView>,
    remarks: Vec<RemarkView>,
    /// The reader's turn to answer.
    is_asked: bool,
    may_remark: bool,
    places: Vec<(String, String)>,
    /// The paper lies on the reader's desk.
    is_own: bool,
    /// The reader signs and numbers it: it is theirs, or their organisation issues it.
    is_at_hand: bool,
    /// Who gives the number, where that is not the reader.
    numbered_by: String,
    agree_by: String,
    signed_on: String,
    today: String,
    registration: Option<RegistrationView>,
    document: Option<DocumentView>,
    evidence: Option<EvidenceView>,
    evidence_href: Option<String>,
    may_send: bool,
    faults: Vec<FieldFault>,
    typed: Vec<(String, String)>,
}

impl CardPage {
    fn fault(&self, field: &str) -> Option<&str> {
        fault_of(&self.faults, field)
    }

    /// What was typed into a form that came back.
    fn typed(&self, field: &str) -> &str {
        self.typed.iter().find(|(name, _)| name == field).map_or("", |(_, text)| text)
    }
}

struct StepView {
    round: i64,
    stage: i64,
    who: String,
    /// Class, sign and words of the badge.
    class: &'static str,
    sign: &'static str,
    word: &'static str,
    reason: String,
    when: String,
}

struct RemarkView {
    id: String,
    who: String,
    place: String,
    quote: String,
    words: String,
    when: String,
    round: i64,
    is_settled: bool,
}

struct RegistrationView {
    date: String,
    may_publish: bool,
    /// Documents in force of the same kind and issuer that it may replace.
    older: Vec<Choice>,
}

struct DocumentView {
    /// Empty where the reader does not see the document yet.
    href: String,
    words: String,
}

struct EvidenceView {
    /// `item|slot` by keys.
    parts: Vec<Choice>,
    title: String,
}

/// What came back with a refusal.
#[derive(Default)]
pub(super) struct Returned {
    pub faults: Vec<FieldFault>,
    pub typed: Vec<(String, String)>,
}

impl Returned {
    pub(super) fn of(form: &FormData, faults: Vec<FieldFault>) -> Self {
        Self { faults, typed: form.fields().to_vec() }
    }
}

pub async fn show(Given(house): Given<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (row, kind) = found(&house, &Reader::of(&visitor), &id).await?;
    page(&draw(&house, visitor, row, &kind, Returned::default()).await?)
}

/// The page again, with what was typed and why it was not taken.
pub(super) async fn again(house: &House, visitor: Visitor, id: &str, returned: Returned) -> PageResult {
    let (row, kind) = found(house, &Reader::of(&visitor), id).await?;
    refused(&draw(house, visitor, row, &kind, returned).await?)
}

async fn draw(
    house: &House,
    visitor: Visitor,
    row: DraftRow,
    kind: &PaperKind<'_>,
    returned: Returned,
) -> PageResult<CardPage> {
    let state = row.state();
    let steps = steps_of(&house.db, &row).await?;
    let remarks = remarks_of(&house.db, &row).await?;
    let document = document_of(house, &visitor, &row).await?;
    let desk = visitor.scope(Subject::Draft, Deed::Write);
    let (is_own, is_at_hand) = (row.is_prepared_by(&desk), row.is_handled_by(&desk));
    let (preview, doubts, no_preview) = match preview_of(house, kind, &row) {
        Ok((preview, doubts)) => (preview, doubts, String::new()),
        Err(told) => (String::new(), Vec::new(), told.to_string()),
    };
    let this_round: Vec<_> =
        steps.iter().filter(|step| step.round == row.round).map(StepRow::asked).collect();
    let account_id = visitor.account_id();
    let is_asked = state == State::Agreement && is_asked_now(&this_round, account_id);
    let may_remark = state == State::Agreement && this_round.iter().any(|one| one.account_id == account_id);
    let board = board_of(house, &visitor, &row).await?;
    let (mut registration, mut numbered_by) = (None, String::new());
    if state == State::Signed && is_at_hand {
        if may_number(house, &visitor, &row).await? {
            registration = Some(registration_view(house, &visitor, &row).await?);
        } else {
            numbered_by.clone_from(&row.issuer_title);
        }
    }
    let evidence = (state == State::Registered && is_own && row.evidence_id.is_none())
        .then(|| board.as_ref().and_then(|board| evidence_view(house, board, &row)))
        .flatten();
    let may_send =
        state == State::Registered && visitor.scope(Subject::Mailing, Deed::Write).reach() > Reach::Nothing;
    let values = row.values();
    let missing = if state.is_open() {
        let found = missing(kind.layout, &values);
        found.into_iter().map(|one| FieldFault { field: format!("f.{}", one.path), text: one.text }).collect()
    } else {
        Vec::new()
    };
    let round = if state.is_open() && row.unagreed_reason.is_empty() { row.round } else { row.round.max(1) };
    let (steps, before): (Vec<&StepRow>, Vec<&StepRow>) = steps.iter().partition(|step| step.round == round);
    Ok(CardPage {
        kind: kind.document.title.clone(),
        way: way(state),
        measure: row.measure_number.as_ref().zip(row.plan_year).map(|(number, year)| {
            (format!("Мероприятие {number}"), format!("/roadmap/{year}/measures/{number}"))
        }),
        created: moment(house, row.created_at),
        changed: moment(house, row.changed_at),
        preview,
        no_preview,
        doubts,
        missing,
        steps: steps.into_iter().map(|step| step_view(house, step, state)).collect(),
        before: before.into_iter().map(|step| step_view(house, step, State::Draft)).collect(),
        remarks: remarks.into_iter().map(|remark| remark_view(house, remark)).collect(),
        is_asked,
        may_remark,
        places: if may_remark { places(kind.layout, &values) } else { Vec::new() },
        is_own,
        is_at_hand,
        numbered_by,
        agree_by: row.agree_by().map_or_else(String::new, ui::ru::date_long),
        signed_on: row.signed_on().map_or_else(String::new, ui::ru::date_long),
        today: house.clock.today().to_string(),
        registration,
        document: document.map(|(one, is_seen)| DocumentView {
            href: if is_seen { format!("/documents/{}", one.id) } else { String::new() },
            words: format!("№\u{a0}{} от\u{a0}{}", one.number, ui::ru::date_long(one.date())),
        }),
        evidence,
        evidence_href: row
            .evidence_id
            .as_ref()
            .zip(row.plan_year)
            .map(|(id, year)| format!("/roadmap/{year}/evidence/{id}")),
        may_send,
        faults: returned.faults,
        typed: returned.typed,
        state,
        row,
        chrome: visitor.chrome,
    })
}

/// The way of a paper with its place on it.
fn way(state: State) -> Vec<(&'static str, &'static str)> {
    let titles = ["Проект", "Согласование", "Подписание", "Регистрация"];
    let place = match state {
        State::Draft | State::Discarded => 0,
        State::Agreement => 1,
        State::Signing => 2,
        State::Signed => 3,
        State::Registered => 4,
    };
    let class = |at: usize| match at.cmp(&place) {
        std::cmp::Ordering::Less => "passed",
        std::cmp::Ordering::Equal => "here",
        std::cmp::Ordering::Greater => "ahead",
    };
    titles.into_iter().enumerate().map(|(at, title)| (title, class(at))).collect()
}

/// The paper's own document, and whether the reader may open it: whoever sees the paper may know its number.
async fn document_of(
    house: &House,
    visitor: &Visitor,
    row: &DraftRow,
) -> PageResult<Option<(DocumentRow, bool)>> {
    let Some(id) = &row.document_id else { return Ok(None) };
    let found = documents::document(&house.db, &access::Scope::of_the_program(), id).await?;
    let seen = documents::document(&house.db, &visitor.scope(Subject::Document, Deed::Read), id).await?;
    Ok(found.map(|document| (document, seen.is_some())))
}

/// Numbers are given by whoever registers for the issuer.
async fn may_number(house: &House, visitor: &Visitor, row: &DraftRow) -> PageResult<bool> {
    let issuer = network::place_of(&house.db, &row.issuer_code, house.clock.today()).await?;
    let numbers = visitor.scope(Subject::Document, Deed::Write);
    Ok(numbers.covers(&issuer.org_id, issuer.municipality_id.as_deref()))
}

/// The plan for which the paper was prepared, where the reader sees it.
pub(super) async fn board_of(
    house: &House,
    visitor: &Visitor,
    row: &DraftRow,
) -> PageResult<Option<std::sync::Arc<Board>>> {
    let Some(year) = row.plan_year.and_then(|year| i16::try_from(year).ok()) else { return Ok(None) };
    Board::of_year(house, &visitor.scope(Subject::RoadmapExecution, Deed::Read), year).await
}

async fn registration_view(house: &House, visitor: &Visitor, row: &DraftRow) -> PageResult<RegistrationView> {
    let filter = documents::rules::Filter {
        kind: Some(row.kind.clone()),
        organisation: Some(row.issuer_code.clone()),
        ..documents::rules::Filter::default()
    };
    let scope = visitor.scope(Subject::Document, Deed::Read);
    let older = documents::store::in_force(&house.db, &scope, &filter).await?;
    let older = older.into_iter().map(|one| Choice {
        label: format!("№\u{a0}{} от\u{a0}{} «{}»", one.number, ui::ru::date_short(one.date()), one.title),
        value: one.id,
        is_chosen: false,
    });
    Ok(RegistrationView {
        date: row.signed_on().unwrap_or_else(|| house.clock.today()).to_string(),
        may_publish: visitor.scope(Subject::Document, Deed::Approve).reach() == Reach::Everything,
        older: older.collect(),
    })
}

/// The parts of the measure that the paper may prove, its own first.
fn evidence_view(house: &House, board: &Board, row: &DraftRow) -> Option<EvidenceView> {
    let measure_key = row.measure_key.as_deref()?;
    let state = board.state_on(house.clock.today());
    let measure = board.measure_by_key(measure_key)?;
    let mut parts: Vec<Choice> = state
        .measures()
        .flat_map(|measure| &measure.obligations)
        .filter(|one| one.obligation.measure_key == measure_key)
        .map(|one| {
            let obligation = &one.obligation;
            let part = match (&obligation.item_number, obligation.slot.label.as_str()) {
                (Some(number), "") => format!("{number}. {}", obligation.item_title),
                (Some(number), label) => format!("{number}. {}: {label}", obligation.item_title),
                (None, "") => "Мероприятие в целом".to_owned(),
                (None, label) => label.to_owned(),
            };
            let days = ui::ru::date_range(obligation.slot.from, obligation.slot.to);
            Choice {
                is_chosen: obligation.item_key == row.item_key
                    && row.slot_key.as_ref().is_none_or(|slot| *slot == obligation.slot.key),
                value: format!(
                    "{}|{}",
                    obligation.item_key.as_deref().unwrap_or_default(),
                    obligation.slot.key
                ),
                label: format!("{part} ({days}, {})", one.state.word()),
            }
        })
        .collect();
    parts.sort_by_key(|part| !part.is_chosen);
    Some(EvidenceView { parts, title: format!("{}. {}", measure.number, roadmap::measure_title(measure)) })
}

fn step_view(house: &House, step: &StepRow, state: State) -> StepView {
    let (class, sign, word) = match (step.verdict(), state) {
        (Some(Verdict::Agreed), _) => ("done", "✓", "согласовано"),
        (Some(Verdict::Returned), _) => ("overdue", "!", "возвращено"),
        (None, State::Agreement) => ("not-started", "○", "ещё нет ответа"),
        (None, _) => ("not-started", "–", "ответ не понадобился"),
    };
    let who = [step.person.as_str(), step.post.as_str(), step.org_title.as_str()];
    StepView {
        round: step.round,
        stage: step.stage,
        who: who.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        class,
        sign,
        word,
        reason: step.reason.clone(),
        when: step.decided_at.map_or_else(String::new, |at| moment(house, at)),
    }
}

fn remark_view(house: &House, remark: RemarkRow) -> RemarkView {
    RemarkView {
        who: format!("{}, {}", remark.person, remark.org_title),
        place: if remark.field_title.is_empty() {
            "Документ в целом".to_owned()
        } else {
            remark.field_title
        },
        when: moment(house, remark.written_at),
        is_settled: remark.settled_at.is_some(),
        quote: remark.quote,
        words: remark.words,
        round: remark.round,
        id: remark.id,
    }
}
