//! One measure: what the plan says, what is demanded, what proves it, who did what, and the talk about it.

use access::{Deed, House, PageError, PageResult, Reach, Role, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{Html, IntoResponse, Redirect};
use plan::{ExecutorRole, Measure};
use serde::Deserialize;
use ui::Chrome;

use super::evidence::{EvidenceLine, evidence_line};
use super::plan::{executor_names, term_text};
use crate::board::{Board, measure_title};
use crate::evidence::may_write;
use crate::history::{self, Happening};
use crate::rules::{MeasureState, ObligationState, State};
use crate::store::{Author, comments, plans};

#[derive(Template)]
#[template(path = "measure.html")]
struct MeasurePage {
    chrome: Chrome,
    year: i64,
    year_title: String,
    number: String,
    /// Under which the journal knows the measure.
    key: String,
    title: String,
    section: String,
    state: State,
    proof: String,
    term: String,
    follows: String,
    leads: String,
    others: String,
    documents: Vec<String>,
    results: Vec<String>,
    course: String,
    as_of: String,
    parts: Vec<PartView>,
    stray: Vec<EvidenceLine>,
    history: Vec<HappeningView>,
    comments: Vec<CommentView>,
    can_record: bool,
    /// Papers are prepared by whoever registers them (`Subject::Draft`).
    can_prepare: bool,
    can_refine: bool,
    can_mark: bool,
    can_talk: bool,
    can_change: bool,
    works_with_plan: bool,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
}

/// An item (or the measure itself) in one slot.
struct PartView {
    heading: String,
    term: String,
    state: State,
    state_note: String,
    needs: Vec<NeedView>,
    is_refined: bool,
    key: String,
    evidence: Vec<EvidenceLine>,
    place: String,
    mark: Option<MarkView>,
    is_open: bool,
}

struct NeedView {
    title: String,
    kind: String,
    have: u32,
    count: u32,
}

struct MarkView {
    id: String,
    reason: String,
}

struct HappeningView {
    when: String,
    who: String,
    what: String,
    detail: String,
}

struct CommentView {
    author: String,
    organisation: String,
    when: String,
    text: String,
}

#[derive(Deserialize)]
pub struct AsOf {
    #[serde(default)]
    as_of: String,
}

/// `/roadmap/{year}/measures/{number}`
pub async fn page(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    Query(query): Query<AsOf>,
) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let board = Board::of_year(&house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let (section, measure) = board.measure(&number).ok_or(PageError::NotFound)?;
    let as_of = query.as_of.parse().unwrap_or_else(|_| house.clock.today());
    let state = board.state_on(as_of);
    let measure_state = state.measures().find(|one| one.number == number).ok_or(PageError::NotFound)?;
    let works_with_plan = scope.reach() > Reach::Published;
    let role = visitor.role();
    let author = Author::of(&visitor);
    let write_scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let can_record =
        author.as_ref().is_some_and(|author| may_write(&house, &write_scope, &board, measure, author));

    let (history, talk) = if works_with_plan {
        let versions = plans::versions(&house.db, &board.plan).await?;
        let talk = comments::of_measure(&house.db, &board.plan, &measure_state.measure_key).await?;
        (history::of_measure(&house, &board, &versions, &measure_state.measure_key), talk)
    } else {
        (Vec::new(), Vec::new())
    };
    let parts: Vec<PartView> = measure_state
        .obligations
        .iter()
        .map(|one| part_view(&house, &visitor, &board, measure, one, works_with_plan))
        .collect();
    let (before, after) = neighbours(&board, &number);
    let page = MeasurePage {
        year: board.plan.year,
        year_title: board.year_title(),
        number: measure.number.clone(),
        key: board.version.keys.key(&measure.number).to_owned(),
        title: measure_title(measure),
        section: if section.number.is_empty() {
            section.title.clone()
        } else {
            format!("{}. {}", section.number, section.title)
        },
        state: measure_state.state,
        proof: proof(measure_state),
        term: term_text(measure),
        follows: measure.term.relative_to_measure.clone().unwrap_or_default(),
        leads: executor_names(&house.region, measure, ExecutorRole::Lead, as_of),
        others: executor_names(&house.region, measure, ExecutorRole::Co, as_of),
        documents: measure.documents.iter().map(document_line).collect(),
        results: measure.expected_results.clone(),
        course: measure.course.as_ref().map_or_else(String::new, |course| {
            format!("«{}», {} ч, {}", course.name, course.hours, course.form)
        }),
        as_of: ui::ru::date_of_year(as_of),
        stray: stray_evidence(&house, &visitor, &board, measure_state, works_with_plan),
        parts,
        history: history.into_iter().map(|line| happening_view(&house, line)).collect(),
        comments: talk.into_iter().map(|comment| comment_view(&house, comment)).collect(),
        can_record,
        can_prepare: can_record && visitor.scope(Subject::Draft, Deed::Write).reach() > Reach::Nothing,
        can_refine: role == Some(Role::Institute),
        can_mark: matches!(role, Some(Role::Institute | Role::Ministry)),
        can_talk: works_with_plan && author.is_some(),
        can_change: super::plan::may_import(role),
        works_with_plan,
        before,
        after,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn proof(state: &MeasureState) -> String {
    let mut text = format!("принято подтверждений: {} из {}", state.satisfied, state.required);
    if state.pending > 0 {
        text = format!("{text}; ждут решения: {}", state.pending);
    }
    text
}

fn document_line(document: &plan::RequiredDocument) -> String {
    match &document.item {
        Some(item) => format!("{item}: {}", document.text),
        None => document.text.clone(),
    }
}

fn part_view(
    house: &House,
    visitor: &Visitor,
    board: &Board,
    measure: &Measure,
    one: &ObligationState,
    works_with_plan: bool,
) -> PartView {
    let obligation = &one.obligation;
    let heading = match (&obligation.item_number, obligation.slot.label.as_str()) {
        (Some(number), "") => format!("{number}. {}", obligation.item_title),
        (Some(number), label) => format!("{number}. {}: {label}", obligation.item_title),
        (None, "") if measure.items.is_empty() => "Что нужно".to_owned(),
        (None, "") => "Мероприятие в целом".to_owned(),
        (None, label) => label.to_owned(),
    };
    let evidence: Vec<EvidenceLine> = board
        .evidence
        .iter()
        .filter(|row| {
            row.measure_key == obligation.measure_key
                && row.item_key == obligation.item_key
                && row.slot_key == obligation.slot.key
                && (row.state == "accepted" || works_with_plan)
        })
        .map(|row| evidence_line(house, visitor, board, row))
        .collect();
    let accepted_of = |kind: Option<&String>| {
        let rows = board.evidence.iter().filter(|row| {
            row.state == "accepted"
                && row.measure_key == obligation.measure_key
                && row.item_key == obligation.item_key
                && row.slot_key == obligation.slot.key
                && kind.is_none_or(|kind| row.kind.as_ref() == Some(kind))
        });
        u32::try_from(rows.count()).unwrap_or(u32::MAX)
    };
    let needs = obligation.requirement.needs.iter().map(|need| NeedView {
        title: need.title.clone(),
        kind: need
            .kind
            .as_deref()
            .and_then(|code| house.region.document_kind(code))
            .map_or_else(|| "любое подтверждение".to_owned(), |kind| kind.title.to_lowercase()),
        have: accepted_of(need.kind.as_ref()).min(need.count),
        count: need.count,
    });
    let mark = board.marks.iter().find(|mark| {
        mark.revoked_at.is_none()
            && mark.measure_key == obligation.measure_key
            && mark.item_key == obligation.item_key
            && mark.slot_key == obligation.slot.key
    });
    PartView {
        heading,
        term: ui::ru::date_range(obligation.slot.from, obligation.slot.to),
        state: one.state,
        state_note: state_note(one),
        needs: needs.collect(),
        is_refined: obligation.requirement.is_refined,
        key: obligation.item_key.clone().unwrap_or_else(|| obligation.measure_key.clone()),
        evidence,
        place: place_query(obligation.item_number.as_deref(), &obligation.slot.key),
        mark: mark.map(|mark| MarkView { id: mark.id.clone(), reason: mark.reason.clone() }),
        is_open: !one.state.is_finished(),
    }
}

/// `item=4.1&slot=whole`: which part a form is for.
pub(super) fn place_query(item_number: Option<&str>, slot_key: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("item", item_number.unwrap_or_default()).append_pair("slot", slot_key);
    query.finish()
}

fn state_note(one: &ObligationState) -> String {
    let days = |n: i32| ui::ru::plural(i64::from(n), "день", "дня", "дней");
    match one.state {
        State::Overdue => format!("срок прошёл {} {} назад", one.days_late, days(one.days_late)),
        State::DoneLate => format!("позже срока на {} {}", one.days_late, days(one.days_late)),
        State::Done => {
            one.finished_on.map(|day| format!("исполнено {}", ui::ru::date_long(day))).unwrap_or_default()
        }
        State::NotCarriedOut => one.reason.clone().unwrap_or_default(),
        _ if one.obligation.runs_to_the_end && one.satisfied >= one.required => {
            "бумаги на месте, работа идёт до конца срока".to_owned()
        }
        _ => String::new(),
    }
}

/// Evidence recorded for a part that the plan in force no longer has: it is not hidden.
fn stray_evidence(
    house: &House,
    visitor: &Visitor,
    board: &Board,
    state: &MeasureState,
    works_with_plan: bool,
) -> Vec<EvidenceLine> {
    if !works_with_plan {
        return Vec::new();
    }
    let rows = board.evidence.iter().filter(|row| row.measure_key == state.measure_key).filter(|row| {
        !state
            .obligations
            .iter()
            .any(|one| one.obligation.item_key == row.item_key && one.obligation.slot.key == row.slot_key)
    });
    rows.map(|row| evidence_line(house, visitor, board, row)).collect()
}

fn happening_view(house: &House, line: Happening) -> HappeningView {
    HappeningView { when: moment(house, line.at), who: line.who, what: line.what, detail: line.detail }
}

fn comment_view(house: &House, comment: comments::Comment) -> CommentView {
    CommentView {
        author: comment.author,
        organisation: comment.author_org,
        when: moment(house, comment.written_at),
        text: comment.text,
    }
}

/// «15 октября 2024, 10:00 (Хабаровск, МСК+7)»
pub(super) fn moment(house: &House, at: store::Moment) -> String {
    let zoned = house.clock.zoned(at);
    format!(
        "{}, {}",
        ui::ru::date_long(zoned.date()),
        ui::ru::time_of_day(zoned.time(), &house.region.region.time_zone_label)
    )
}

type Neighbour = Option<(String, String)>;

fn neighbours(board: &Board, number: &str) -> (Neighbour, Neighbour) {
    let all: Vec<&Measure> =
        board.version.plan.sections.iter().flat_map(|section| &section.measures).collect();
    let Some(at) = all.iter().position(|measure| measure.number == number) else { return (None, None) };
    let link = |measure: &&Measure| {
        (format!("/roadmap/{}/measures/{}", board.plan.year, measure.number), measure.number.clone())
    };
    (at.checked_sub(1).and_then(|n| all.get(n)).map(link), all.get(at + 1).map(link))
}

const LONGEST_COMMENT: usize = 4000;

/// `POST /roadmap/{year}/measures/{number}/comments`
pub async fn comment(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    form: access::FormData,
) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let board = Board::of_year(&house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    if scope.reach() <= Reach::Published {
        return Err(PageError::NotFound);
    }
    let (_, measure) = board.measure(&number).ok_or(PageError::NotFound)?;
    let text = form.text("text");
    if text.is_empty() || text.chars().count() > LONGEST_COMMENT {
        return Err(PageError::refused(
            "Сообщение не записано",
            format!("Текст пуст или длиннее {LONGEST_COMMENT} знаков."),
            "Вернитесь назад: браузер сохранил введённое. Сократите текст или разбейте на два сообщения.",
        ));
    }
    let key = board.version.keys.key(&measure.number).to_owned();
    let mut tx = house.db.begin().await?;
    comments::add(&mut tx, &board.plan, &key, &author, text, &house).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/roadmap/{year}/measures/{number}#talk")).into_response())
}
