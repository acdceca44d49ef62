//! Opening a poll: what it is called, whom it asks, what it will prove.

use access::{Deed, FormData, House, PageError, PageResult, Reach, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use region::{LibraryStatus, OrganisationKind};
use roadmap::store::{Author, plans};
use roadmap::{Board, current_plan, measure_title};
use ui::Chrome;

use crate::asking::{Audience, NewAsking, ask};
use crate::desk::{author_of, found};
use crate::store::versions::{self, QuestionnaireRow, VersionRow};

struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "poll_new.html")]
struct NewPage {
    chrome: Chrome,
    one: QuestionnaireRow,
    version: VersionRow,
    title: String,
    deadline: String,
    measures: Vec<Choice>,
    kinds: Vec<Choice>,
    municipalities: Vec<Choice>,
    statuses: Vec<Choice>,
    who: String,
    list: String,
    error: String,
}

async fn published(
    house: &House,
    visitor: &Visitor,
    id: &str,
) -> Result<(QuestionnaireRow, VersionRow), PageError> {
    let scope = visitor.scope(Subject::Questionnaire, Deed::Write);
    let one = found(house, &scope, id).await?;
    let version = versions::versions(&house.db, &one).await?.into_iter().find(|one| one.state == "published");
    let version = version.ok_or_else(|| {
        PageError::refused(
            "Опрос не открыть",
            "У анкеты нет опубликованной версии.",
            "Откройте её черновик и опубликуйте его.",
        )
    })?;
    Ok((one, version))
}

/// Places of the plan that the author may prove: `2024|2.3||whole` with words.
async fn measures(house: &House, visitor: &Visitor, chosen: &str) -> Result<Vec<Choice>, PageError> {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let reading = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let (Some(author), true) = (Author::of(visitor), scope.reach() >= Reach::Own) else {
        return Ok(Vec::new());
    };
    let today = house.clock.today();
    let plans = plans::plans(&house.db, &reading).await?;
    let Some(plan) = current_plan(&house.region, &plans, today) else { return Ok(Vec::new()) };
    let board = Board::of_plan(house, plan).await?;
    let mut choices = Vec::new();
    let year = board.plan.year;
    for measure in board.version.plan.sections.iter().flat_map(|section| &section.measures) {
        if !roadmap::may_write(house, &scope, &board, measure, &author) {
            continue;
        }
        let mut add = |item: &str, term: &plan::Term, title: &str| {
            for slot in roadmap::rules::slots_of(term, board.year) {
                let value = format!("{year}|{}|{item}|{}", measure.number, slot.key);
                let slot = if slot.label.is_empty() { String::new() } else { format!(", {}", slot.label) };
                let title: String = title.chars().take(90).collect();
                let number = if item.is_empty() { measure.number.as_str() } else { item };
                choices.push(Choice {
                    label: format!("{number}. {title}{slot}"),
                    is_chosen: value == chosen,
                    value,
                });
            }
        };
        if measure.items.is_empty() {
            add("", &measure.term, &measure_title(measure));
        }
        for item in &measure.items {
            add(&item.number, item.term.as_ref().unwrap_or(&measure.term), &item.title);
        }
    }
    Ok(choices)
}

fn kinds(chosen: &str) -> Vec<Choice> {
    network::rules::KINDS
        .iter()
        .map(|kind| Choice {
            value: kind.code().to_owned(),
            label: network::rules::kind_titles(*kind).to_owned(),
            is_chosen: kind.code() == chosen || (chosen.is_empty() && *kind == OrganisationKind::School),
        })
        .collect()
}

async fn new_page(
    house: &House,
    visitor: Visitor,
    (one, version): (QuestionnaireRow, VersionRow),
    form: Option<&FormData>,
    error: String,
) -> PageResult {
    let text = |name: &str| form.map_or("", |form| form.text(name)).to_owned();
    let measures = measures(house, &visitor, &text("measure")).await?;
    let today = house.clock.today();
    let (municipality, status) = (text("municipality"), text("status"));
    let page = NewPage {
        measures,
        kinds: kinds(&text("kind")),
        municipalities: house
            .region
            .municipalities
            .iter()
            .filter_map(|one| {
                let name = one.name_on(today)?;
                Some(Choice {
                    value: one.code.clone(),
                    label: name.short.clone(),
                    is_chosen: one.code == municipality,
                })
            })
            .collect(),
        statuses: LibraryStatus::ALL
            .into_iter()
            .map(|one| Choice {
                value: one.code().to_owned(),
                label: house.region.statuses.title(one).to_owned(),
                is_chosen: one.code() == status,
            })
            .collect(),
        title: if form.is_some() { text("title") } else { one.title.clone() },
        deadline: text("deadline"),
        who: if text("who").is_empty() { "registry".to_owned() } else { text("who") },
        list: text("list"),
        error,
        chrome: visitor.chrome,
        one,
        version,
    };
    let status = if page.error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Html(page.render()?)).into_response())
}

/// `/questionnaires/{form}/polls/new`
pub async fn new_form(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let found = published(&house, &visitor, &id).await?;
    new_page(&house, visitor, found, None, String::new()).await
}

fn wanted(form: &FormData) -> Result<NewAsking, String> {
    let deadline = form.text("deadline").parse().map_err(|_| "Укажите последний день ответа.".to_owned())?;
    let lines = || -> Vec<String> {
        form.text("list").lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    };
    let some = |name: &str| Some(form.text(name)).filter(|text| !text.is_empty()).map(str::to_owned);
    let audience = match form.text("who") {
        "chosen" => Audience::Chosen(lines()),
        "people" => Audience::People(lines()),
        "link" => Audience::Link,
        _ => Audience::Organisations {
            kind: network::rules::kind_from_code(form.text("kind"))
                .ok_or("Выберите, какие организации спросить.")?,
            municipality: some("municipality"),
            status: LibraryStatus::ALL.into_iter().find(|one| one.code() == form.text("status")),
        },
    };
    if let Audience::Chosen(lines) | Audience::People(lines) = &audience
        && lines.len() > 1000
    {
        return Err("В списке больше 1000 строк: разделите опрос.".to_owned());
    }
    let parts: Vec<&str> = form.text("measure").split('|').collect();
    let measure = match parts.as_slice() {
        [year, number, item, slot] => {
            let year = year.parse().map_err(|_| "Выберите мероприятие из списка.".to_owned())?;
            let item = (!item.is_empty()).then(|| (*item).to_owned());
            Some((year, (*number).to_owned(), item, (*slot).to_owned()))
        }
        _ => None,
    };
    Ok(NewAsking { title: form.text("title").to_owned(), measure, deadline, audience })
}

/// Opens a poll.
pub async fn create(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let found = published(&house, &visitor, &id).await?;
    let (author, place) = author_of(&visitor)?;
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let new = match wanted(&form) {
        Ok(new) => new,
        Err(error) => return new_page(&house, visitor, found, Some(&form), error).await,
    };
    match ask(&house, &found.1, &new, &place, &author, &scope).await {
        Ok(poll) => Ok(Redirect::to(&format!("/questionnaires/polls/{poll}")).into_response()),
        Err(PageError::Refused { why, next, .. }) => {
            new_page(&house, visitor, found, Some(&form), format!("{why} {next}")).await
        }
        Err(error) => Err(error),
    }
}
