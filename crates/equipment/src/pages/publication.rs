//! Publishing the rules as a registered document that proves its measure.

use std::sync::Arc;

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use roadmap::store::Author;
use roadmap::{Board, ProvingDocument, Waiting, board_of_today, prove_by_document, waiting_for};
use ui::Chrome;

use super::{rules_today, told, writes};
use crate::refused::FieldProblem;
use crate::{EquipmentRefused, Inspector, Publication};

#[derive(Template)]
#[template(path = "equipment_publication.html")]
struct PublicationPage {
    chrome: Chrome,
    title: String,
    kind: String,
    number: String,
    date: String,
    approver_post: String,
    approver_name: String,
    measures: Vec<(String, String, bool)>,
    problems: Vec<FieldProblem>,
}

/// What in the plan waits for such a document and may be proved by the visitor.
async fn waiting(
    house: &House,
    visitor: &Visitor,
    kind: &str,
) -> Result<Option<(Arc<Board>, Author, Vec<Waiting>)>, PageError> {
    let Some(author) = Author::of(visitor) else { return Ok(None) };
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let Some(board) = board_of_today(house, &scope).await? else { return Ok(None) };
    let found = waiting_for(house, &scope, &board, kind, &author);
    Ok(Some((board, author, found)))
}

async fn page_of(
    house: &House,
    visitor: Visitor,
    form: Option<&FormData>,
    problems: Vec<FieldProblem>,
) -> Result<PublicationPage, PageError> {
    let rules = rules_today(house)?;
    let found =
        waiting(house, &visitor, &rules.document_kind).await?.map_or_else(Vec::new, |(_, _, found)| found);
    let chosen = match form {
        Some(form) => form.text("measure").to_owned(),
        None => meant(&found, &rules.title).map_or_else(String::new, Waiting::code),
    };
    let typed = |name: &str| form.map(|form| form.text(name).to_owned());
    let roll = network::store::roll(&house.db).await?;
    let head = visitor
        .active_membership()
        .and_then(|place| roll.organisation(&place.org_id))
        .map_or_else(String::new, |issuer| initials_of(&issuer.contacts.head));
    let kind = house.region.document_kind(&rules.document_kind);
    Ok(PublicationPage {
        title: rules.title.clone(),
        kind: kind.map_or_else(|| rules.document_kind.clone(), |kind| kind.title.clone()),
        number: form.map_or_else(String::new, |form| form.text("number").to_owned()),
        date: form.map_or_else(|| house.clock.today().to_string(), |form| form.text("date").to_owned()),
        approver_post: typed("approver_post").unwrap_or_default(),
        approver_name: typed("approver_name").unwrap_or(head),
        measures: found.iter().map(|one| (one.code(), one.title.clone(), one.code() == chosen)).collect(),
        problems,
        chrome: visitor.chrome,
    })
}

/// The place of the plan that asks for these very requirements: any other is somebody's choice, not a guess.
fn meant<'a>(found: &'a [Waiting], title: &str) -> Option<&'a Waiting> {
    let title = ui::ru::fold(title);
    found.iter().find(|one| ui::ru::fold(&one.title).contains(&title))
}

/// «А. С. Демонова» of «Демонова Анна Сергеевна».
fn initials_of(full: &str) -> String {
    let mut parts = full.split_whitespace();
    let mut next = || parts.next().unwrap_or_default();
    let (surname, name, patronymic) = (next(), next(), next());
    ui::ru::initials_first(surname, name, patronymic)
}

/// `/equipment/publication`
pub async fn form(State(house): State<House>, visitor: Visitor) -> PageResult {
    Ok(Html(page_of(&house, visitor, None, Vec::new()).await?.render()?).into_response())
}

/// `POST /equipment/publication`
pub async fn publish(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    match publish_from(&house, &visitor, &form).await {
        Ok(document_id) => Ok(Redirect::to(&format!("/documents/{document_id}")).into_response()),
        Err(refused) => {
            let problems = told(refused)?;
            let page = page_of(&house, visitor, Some(&form), problems).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

async fn publish_from(house: &House, visitor: &Visitor, form: &FormData) -> Result<String, EquipmentRefused> {
    let inspector = Inspector::of(visitor).ok_or(EquipmentRefused::NotFound)?;
    let membership = visitor.active_membership().ok_or(EquipmentRefused::NotFound)?;
    let today = house.clock.today();
    let rules = region::rules_on(&house.region.equipment, today).ok_or(EquipmentRefused::NotFound)?;
    let date = form
        .text("date")
        .parse()
        .map_err(|_| EquipmentRefused::invalid("date", "Дата документа: выберите день в поле даты."))?;
    let approver = (form.text("approver_post").to_owned(), form.text("approver_name").to_owned());
    if approver.0.is_empty() {
        let told = "Должность утверждающего: поле не заполнено. Она стоит в грифе «УТВЕРЖДАЮ».";
        return Err(EquipmentRefused::invalid("approver_post", told));
    }
    if approver.1.is_empty() {
        let told =
            "Кто утверждает: поле не заполнено. Напишите инициалы и фамилию, например «А. С. Демонова».";
        return Err(EquipmentRefused::invalid("approver_name", told));
    }
    let measure = form.text("measure");
    let proved = if measure.is_empty() {
        None
    } else {
        let gone = || {
            let told = "Мероприятие: оно уже подтверждено или его нет в плане. Выберите снова.";
            EquipmentRefused::invalid("measure", told)
        };
        let found = waiting(house, visitor, &rules.document_kind).await.map_err(|_| gone())?;
        let (board, author, found) = found.ok_or_else(gone)?;
        let one = found.into_iter().find(|one| one.code() == measure).ok_or_else(gone)?;
        Some((board, author, one))
    };
    let documents = visitor.scope(Subject::Document, Deed::Write);
    let publication =
        Publication { number: form.text("number").to_owned(), date, issuer: membership.place(), approver };
    let mut tx = house.db.begin().await?;
    let scopes = (&writes(visitor), &documents);
    let published = crate::publish(&mut tx, house, scopes, rules, &publication, &inspector).await?;
    if let Some((board, author, one)) = proved {
        let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
        let proof = ProvingDocument {
            id: &published.document_id,
            number: &published.number,
            date,
            title: &rules.title,
            counts_as: &rules.document_kind,
        };
        prove_by_document(&mut tx, house, &scope, &board, &one, proof, &author)
            .await
            .map_err(|refused| EquipmentRefused::invalid("measure", refused.to_string()))?;
    }
    tx.commit().await?;
    Ok(published.document_id)
}
