//! Recording evidence, looking at it, deciding on it.

use access::{Deed, FormData, House, PageError, PageResult, Reach, Role, Subject, Visitor, role_from_code};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::civil::Date;
use plan::Measure;
use serde::Deserialize;
use ui::Chrome;

use super::page_error;
use crate::board::{Board, measure_title};
use crate::evidence::may_write;
use crate::rules::slots_of;
use crate::store::Author;
use crate::store::evidence::{self as rows, EvidenceRow};
use crate::{EvidenceRefused, NewEvidence, Proof, Verdict, decide_on_evidence, may_decide, record_evidence};

/// A piece of evidence in a list.
pub struct EvidenceLine {
    pub href: String,
    pub title: String,
    pub kind: String,
    pub reference: String,
    pub state_class: &'static str,
    pub state_word: &'static str,
    pub who: String,
    pub reason: String,
}

pub(super) fn evidence_line(
    house: &House,
    visitor: &Visitor,
    board: &Board,
    row: &EvidenceRow,
) -> EvidenceLine {
    let has_names = visitor.scope(Subject::RoadmapExecution, Deed::Read).reach() > Reach::Published;
    let (state_class, state_word) = state_of(row);
    EvidenceLine {
        href: format!("/roadmap/{}/evidence/{}", board.plan.year, row.id),
        title: row.title.clone(),
        kind: kind_title(house, row.kind.as_deref()),
        reference: if row.reference.is_empty() { day(&row.happened_on) } else { row.reference.clone() },
        state_class,
        state_word,
        who: if has_names {
            format!("{}, {}", row.recorder, row.recorder_org)
        } else {
            row.recorder_org.clone()
        },
        reason: if has_names { row.reason.clone() } else { String::new() },
    }
}

fn kind_title(house: &House, kind: Option<&str>) -> String {
    kind.and_then(|code| house.region.document_kind(code))
        .map_or_else(|| "Иное подтверждение".to_owned(), |kind| kind.title.clone())
}

fn day(text: &str) -> String {
    text.parse::<Date>().map_or_else(|_| text.to_owned(), ui::ru::date_short)
}

fn state_of(row: &EvidenceRow) -> (&'static str, &'static str) {
    match row.state.as_str() {
        "accepted" => ("done", "✓ принято"),
        "refused" => ("overdue", "! возвращено"),
        "withdrawn" => ("not-carried-out", "✕ отозвано"),
        _ => ("soon", "◔ ждёт решения"),
    }
}

#[derive(Template)]
#[template(path = "evidence.html")]
struct EvidencePage {
    chrome: Chrome,
    year: i64,
    measure_number: String,
    measure_title: String,
    item: String,
    line: EvidenceLine,
    happened_on: String,
    note: String,
    document_href: String,
    link: String,
    file_name: String,
    file_href: String,
    activity_href: String,
    recorded: String,
    decided: String,
    id: String,
    version: i64,
    can_decide: bool,
    can_withdraw: bool,
    can_correct: bool,
    new_href: String,
    reason: String,
    error: String,
}

/// The evidence within the visitor's scope: what waits or was refused is not for the public.
async fn visible(
    house: &House,
    visitor: &Visitor,
    year: i16,
    id: &str,
) -> Result<(std::sync::Arc<Board>, EvidenceRow), PageError> {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let board = Board::of_year(house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let row = board.evidence.iter().find(|row| row.id == id).cloned().ok_or(PageError::NotFound)?;
    if row.state != "accepted" && scope.reach() <= Reach::Published {
        return Err(PageError::NotFound);
    }
    Ok((board, row))
}

fn evidence_page(
    house: &House,
    visitor: Visitor,
    board: &Board,
    row: &EvidenceRow,
) -> Result<EvidencePage, PageError> {
    let measure = board.measure_by_key(&row.measure_key).ok_or(PageError::NotFound)?;
    let item = row.item_key.as_deref().and_then(|key| board.item_by_key(key));
    let reach = visitor.scope(Subject::RoadmapExecution, Deed::Read).reach();
    let has_names = reach > Reach::Published;
    let year = board.plan.year;
    let decided = match (&row.decider, row.decided_at) {
        (Some(who), Some(at)) if has_names => format!("{who}, {}", super::measure::moment(house, at)),
        _ => String::new(),
    };
    let is_mine = row.recorded_by == visitor.account_id();
    let place = super::measure::place_query(item.map(|one| one.number.as_str()), &row.slot_key);
    Ok(EvidencePage {
        year,
        measure_number: measure.number.clone(),
        measure_title: measure_title(measure),
        item: item.map_or_else(String::new, |one| format!("{} {}", one.number, one.title)),
        line: evidence_line(house, &visitor, board, row),
        happened_on: day(&row.happened_on),
        note: row.note.clone(),
        document_href: row.document_id.as_ref().map_or_else(String::new, |id| format!("/documents/{id}")),
        link: row.link.clone().unwrap_or_default(),
        file_name: row.file_name.clone().unwrap_or_default(),
        file_href: if row.file_hash.is_some() && has_names {
            format!("/roadmap/{year}/evidence/{}/file", row.id)
        } else {
            String::new()
        },
        activity_href: row.activity_path.clone().unwrap_or_default(),
        recorded: if has_names { super::measure::moment(house, row.recorded_at) } else { String::new() },
        decided,
        id: row.id.clone(),
        version: row.version,
        can_decide: may_decide(visitor.role(), visitor.account_id(), row),
        can_withdraw: is_mine && row.state == "pending",
        can_correct: is_mine && row.state == "refused",
        new_href: format!("/roadmap/{year}/measures/{}/evidence/new?{place}", measure.number),
        reason: String::new(),
        error: String::new(),
        chrome: visitor.chrome,
    })
}

/// `/roadmap/{year}/evidence/{evidence}`
pub async fn page(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, id)): Path<(i16, String)>,
) -> PageResult {
    let (board, row) = visible(&house, &visitor, year, &id).await?;
    Ok(Html(evidence_page(&house, visitor, &board, &row)?.render()?).into_response())
}

/// `/roadmap/{year}/evidence/{evidence}/file`
pub async fn file(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, id)): Path<(i16, String)>,
) -> PageResult {
    let (board, _) = visible(&house, &visitor, year, &id).await?;
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let found = rows::file_of(&house.db, &scope, &board.plan, &id).await?.ok_or(PageError::NotFound)?;
    let hash = store::FileHash::parse(&found.file_hash).ok_or(PageError::NotFound)?;
    let bytes = house.files.get(&hash).await?;
    Ok(download(bytes, "application/octet-stream", &found.file_name))
}

/// A file that is saved, never shown inside our pages.
pub(crate) fn download(bytes: Vec<u8>, media_type: &'static str, name: &str) -> Response {
    let encoded: String =
        form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20");
    let disposition = format!("attachment; filename*=UTF-8''{encoded}");
    let mut response = bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// `POST /roadmap/{year}/evidence/{evidence}/decision`: accept, refuse, withdraw.
pub async fn decide(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, id)): Path<(i16, String)>,
    form: FormData,
) -> PageResult {
    let (board, row) = visible(&house, &visitor, year, &id).await?;
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let (verdict, deed) = match form.text("verdict") {
        "accept" => (Verdict::Accept, Deed::Approve),
        "refuse" => (Verdict::Refuse { reason: form.text("reason").to_owned() }, Deed::Approve),
        "withdraw" => (Verdict::Withdraw, Deed::Write),
        _ => return Err(PageError::NotFound),
    };
    let seen_version = form.text("version").parse().unwrap_or(row.version);
    let scope = visitor.scope(Subject::RoadmapExecution, deed);
    let mut tx = house.db.begin().await?;
    match decide_on_evidence(&mut tx, &house, &scope, &board, &row, &verdict, seen_version, &author).await {
        Ok(()) => tx.commit().await?,
        Err(EvidenceRefused::Invalid { what, next, .. }) => {
            let page = EvidencePage {
                error: format!("{what} {next}"),
                reason: form.text("reason").to_owned(),
                ..evidence_page(&house, visitor, &board, &row)?
            };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
        }
        Err(refused) => return Err(page_error(refused)),
    }
    Ok(Redirect::to(&format!("/roadmap/{year}/evidence/{id}")).into_response())
}

#[derive(Template)]
#[template(path = "evidence_new.html")]
struct NewEvidencePage {
    chrome: Chrome,
    year: i64,
    number: String,
    title: String,
    part: String,
    item: String,
    slot: String,
    kinds: Vec<KindChoice>,
    values: FormValues,
    issuers: Vec<(String, String, bool)>,
    error: Option<(String, String)>,
    today: String,
}

struct KindChoice {
    code: String,
    title: String,
    current: bool,
}

/// Everything typed, kept for a second try.
#[derive(Default)]
struct FormValues {
    source: String,
    kind: String,
    title: String,
    number: String,
    date: String,
    issuer: String,
    link: String,
    note: String,
}

#[derive(Deserialize)]
pub struct PlaceQuery {
    #[serde(default)]
    item: String,
    #[serde(default)]
    slot: String,
}

struct Place<'a> {
    measure: &'a Measure,
    item_key: Option<String>,
    slot_key: String,
    heading: String,
    wanted: Option<String>,
}

/// The part that a form is for, if the visitor may write there.
fn place_of<'a>(
    house: &House,
    visitor: &Visitor,
    board: &'a Board,
    number: &str,
    item: &str,
    slot: &str,
) -> Result<Place<'a>, PageError> {
    let (_, measure) = board.measure(number).ok_or(PageError::NotFound)?;
    let author = Author::of(visitor).ok_or(PageError::NotFound)?;
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    if !may_write(house, &scope, board, measure, &author) {
        return Err(PageError::NotFound);
    }
    let found = measure.items.iter().find(|one| one.number == item);
    if !item.is_empty() && found.is_none() {
        return Err(PageError::NotFound);
    }
    let term = found.and_then(|one| one.term.as_ref()).unwrap_or(&measure.term);
    let slots = slots_of(term, board.year);
    let slot = if slot.is_empty() { slots.first() } else { slots.iter().find(|one| one.key == slot) };
    let slot = slot.ok_or(PageError::NotFound)?;
    let mut heading = found.map_or_else(String::new, |one| format!("{} {}", one.number, one.title));
    if !slot.label.is_empty() {
        heading = format!("{heading} {}", slot.label).trim().to_owned();
    }
    let item_key = found.map(|one| board.version.keys.key(&one.number).to_owned());
    let state = board.state_on(house.clock.today());
    let obligation = state.measures().flat_map(|one| &one.obligations).find(|one| {
        one.obligation.measure_key == board.version.keys.key(number)
            && one.obligation.item_key == item_key
            && one.obligation.slot.key == slot.key
    });
    // The first kind that nothing has been recorded for yet is most likely what is being brought.
    let wanted = obligation.and_then(|one| {
        let needs = one.obligation.requirement.needs.iter();
        needs.filter_map(|need| need.kind.clone()).find(|kind| {
            !board.evidence.iter().any(|row| {
                row.measure_key == one.obligation.measure_key
                    && row.item_key == item_key
                    && row.slot_key == slot.key
                    && row.kind.as_ref() == Some(kind)
                    && matches!(row.state.as_str(), "pending" | "accepted")
            })
        })
    });
    Ok(Place { measure, item_key, slot_key: slot.key.clone(), heading, wanted })
}

fn form_page(
    house: &House,
    visitor: Visitor,
    board: &Board,
    place: &Place<'_>,
    item: &str,
    values: FormValues,
    error: Option<(String, String)>,
) -> NewEvidencePage {
    let kinds = house.region.document_kinds.iter().map(|kind| KindChoice {
        code: kind.code.clone(),
        title: kind.title.clone(),
        current: kind.code == values.kind,
    });
    let own_code =
        visitor.active_membership().map_or(String::new(), |membership| membership.org_code.clone());
    let bodies = &house.region.region.bodies;
    let mut issuers: Vec<(String, String, bool)> = Vec::new();
    for code in [&own_code, &bodies.ministry, &bodies.institute, &bodies.regional_centre] {
        if !issuers.iter().any(|(known, _, _)| known == code) && !code.is_empty() {
            let is_allowed = *code == own_code
                || visitor.scope(Subject::Document, Deed::Write).reach() == Reach::Everything;
            if is_allowed {
                issuers.push((code.clone(), house.organisation_title(code), *code == values.issuer));
            }
        }
    }
    NewEvidencePage {
        year: board.plan.year,
        number: place.measure.number.clone(),
        title: measure_title(place.measure),
        part: place.heading.clone(),
        item: item.to_owned(),
        slot: place.slot_key.clone(),
        kinds: kinds.collect(),
        values,
        issuers,
        error,
        today: house.clock.today().to_string(),
        chrome: visitor.chrome,
    }
}

/// `/roadmap/{year}/measures/{number}/evidence/new`
pub async fn new_form(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    Query(query): Query<PlaceQuery>,
) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let board = Board::of_year(&house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let place = place_of(&house, &visitor, &board, &number, &query.item, &query.slot)?;
    let values = FormValues {
        source: "document".into(),
        kind: place.wanted.clone().unwrap_or_default(),
        ..FormValues::default()
    };
    let page = form_page(&house, visitor, &board, &place, &query.item, values, None);
    Ok(Html(page.render()?).into_response())
}

/// `POST /roadmap/{year}/measures/{number}/evidence`
pub async fn record(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    form: FormData,
) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let board = Board::of_year(&house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let item = form.text("item").to_owned();
    let place = place_of(&house, &visitor, &board, &number, &item, form.text("slot"))?;
    let recorded = record_from_form(&house, &visitor, &board, &place, &form).await;
    match recorded {
        Ok(id) => Ok(Redirect::to(&format!("/roadmap/{year}/evidence/{id}")).into_response()),
        Err(FormRefused::Field(field, text)) => {
            let page =
                form_page(&house, visitor, &board, &place, &item, values_of(&form), Some((field, text)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
        Err(FormRefused::Page(error)) => Err(error),
    }
}

fn values_of(form: &FormData) -> FormValues {
    let text = |name| form.text(name).to_owned();
    FormValues {
        source: text("source"),
        kind: text("kind"),
        title: text("title"),
        number: text("number"),
        date: text("date"),
        issuer: text("issuer"),
        link: text("link"),
        note: text("note"),
    }
}

enum FormRefused {
    /// Name of the field and what is wrong with it.
    Field(String, String),
    Page(PageError),
}

impl From<PageError> for FormRefused {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl From<store::Error> for FormRefused {
    fn from(error: store::Error) -> Self {
        Self::Page(error.into())
    }
}

impl From<EvidenceRefused> for FormRefused {
    fn from(refused: EvidenceRefused) -> Self {
        match refused {
            EvidenceRefused::Invalid { field, what, next } => {
                // The form calls the day of the evidence `date`, whatever it is the date of.
                let field = if field == "happened_on" { "date" } else { field };
                Self::Field(field.to_owned(), format!("{what} {next}"))
            }
            other => Self::Page(page_error(other)),
        }
    }
}

async fn record_from_form(
    house: &House,
    visitor: &Visitor,
    board: &Board,
    place: &Place<'_>,
    form: &FormData,
) -> Result<String, FormRefused> {
    let author = Author::of(visitor).ok_or(PageError::NotFound)?;
    let field = |name: &str, text: &str| FormRefused::Field(name.to_owned(), text.to_owned());
    let happened_on: Date = form
        .text("date")
        .parse()
        .map_err(|_| field("date", "Дата не указана или написана не так. Выберите день в поле даты."))?;
    let kind = form.text("kind");
    let mut tx = house.db.begin().await?;
    let proof = if form.text("source") == "external" {
        let link = Some(form.text("link")).filter(|link| !link.is_empty()).map(str::to_owned);
        let file = match form.file("scan") {
            None => None,
            Some(upload) => {
                let checked = documents::check_file(&upload.name, &upload.bytes)
                    .map_err(|refused| field("scan", &refused.to_string()))?;
                let hash = house
                    .files
                    .put(&mut tx, upload.bytes.clone(), checked.media_type, house.clock.now())
                    .await?;
                Some((hash, checked.name))
            }
        };
        Proof::External { link, file }
    } else {
        if kind.is_empty() {
            return Err(field("kind", "Вид документа не выбран. Выберите его из списка."));
        }
        let scope = visitor.scope(Subject::Document, Deed::Write);
        let issuer_code =
            if form.text("issuer").is_empty() { author.org_code.as_str() } else { form.text("issuer") };
        let issuer = match network::place_of(&mut tx, issuer_code, house.clock.today()).await {
            Ok(issuer) => issuer,
            Err(store::Error::NotFound) => {
                return Err(field("issuer", "Такой организации нет в реестре. Выберите её из списка."));
            }
            Err(error) => return Err(error.into()),
        };
        let new = documents::NewDocument {
            kind: kind.to_owned(),
            number: form.text("number").to_owned(),
            date: happened_on,
            issuer,
            title: form.text("title").to_owned(),
            file: form
                .file("scan")
                .map(|upload| documents::NewFile { name: upload.name.clone(), bytes: upload.bytes.clone() }),
            is_published: false,
        };
        let reference = crate::reference(&new.number, happened_on);
        let recorder =
            documents::Recorder { account_id: author.account_id.clone(), name: author.name.clone() };
        let id = documents::register(&mut tx, &documents::Desk::of(house), &scope, new, &recorder)
            .await
            .map_err(document_refused)?;
        Proof::Document { id, reference }
    };
    let new = NewEvidence {
        measure_key: board.version.keys.key(&place.measure.number).to_owned(),
        item_key: place.item_key.clone(),
        slot_key: place.slot_key.clone(),
        kind: Some(kind).filter(|kind| !kind.is_empty()).map(str::to_owned),
        title: form.text("title").to_owned(),
        happened_on,
        proof,
        note: form.text("note").to_owned(),
    };
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let id = record_evidence(&mut tx, house, &scope, board, &new, &author).await?;
    tx.commit().await?;
    Ok(id)
}

fn document_refused(refused: documents::DocumentRefused) -> FormRefused {
    let Some(problem) = refused.problems().and_then(|problems| problems.into_iter().next()) else {
        return FormRefused::Page(refused.into());
    };
    let field = match problem.field {
        "file" => "scan",
        "organisation" => "issuer",
        same => same,
    };
    FormRefused::Field(field.to_owned(), problem.text)
}

/// Whether the role may ever record evidence: for the table of URLs.
pub const RECORDERS: &[Role] = &[Role::Ministry, Role::Institute, Role::RegionalCentre];

/// The role under which a row was recorded, for those who decide.
pub fn recorder_role(row: &EvidenceRow) -> Option<Role> {
    role_from_code(&row.recorder_role)
}
