//! Completeness becomes evidence of the measure that asks for the case, when the institute says so.

use std::sync::Arc;

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::State;
use roadmap::store::Author;
use roadmap::{Board, Waiting, board_of_today};
use ui::Chrome;

use super::{author_of, fault_of, go_to, kit_today, page, reads, refused};
use crate::rules::{Filter, day_of};
use crate::summary::{MunicipalityLine, summary};
use crate::{FieldFault, places_to_prove, prove};

#[derive(Template)]
#[template(path = "kits_evidence.html")]
struct EvidencePage {
    chrome: Chrome,
    title: String,
    whole: MunicipalityLine,
    as_of: String,
    today: String,
    /// Code, words, whether it is chosen.
    places: Vec<(String, String, bool)>,
    faults: Vec<FieldFault>,
}

impl EvidencePage {
    fn fault(&self, field: &str) -> Option<&str> {
        fault_of(&self.faults, field)
    }
}

async fn places(
    house: &House,
    visitor: &Visitor,
    author: &Author,
) -> PageResult<Option<(Arc<Board>, Vec<Waiting>)>> {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let Some(board) = board_of_today(house, &scope).await? else { return Ok(None) };
    let found = places_to_prove(house, &scope, &board, kit_today(house)?, author);
    Ok(Some((board, found)))
}

async fn draw(
    house: &House,
    visitor: Visitor,
    form: Option<&FormData>,
    faults: Vec<FieldFault>,
) -> PageResult<EvidencePage> {
    let author = author_of(&visitor)?;
    let today = house.clock.today();
    let found = places(house, &visitor, &author).await?.map_or_else(Vec::new, |(_, found)| found);
    let counted = summary(house, &reads(&visitor), &Filter::on(today)).await?;
    let chosen = form.map_or("", |form| form.text("place"));
    Ok(EvidencePage {
        title: kit_today(house)?.title.clone(),
        whole: counted.ok_or(PageError::NotFound)?.whole,
        as_of: form.map_or_else(|| today.to_string(), |form| form.text("as_of").to_owned()),
        today: today.to_string(),
        places: found
            .iter()
            .map(|one| (one.code(), one.title.clone(), one.code() == chosen || found.len() == 1))
            .collect(),
        faults,
        chrome: visitor.chrome,
    })
}

/// `/kits/evidence`
pub async fn form(State(house): State<House>, visitor: Visitor) -> PageResult {
    page(&draw(&house, visitor, None, Vec::new()).await?)
}

/// `POST /kits/evidence`
pub async fn record(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let author = author_of(&visitor)?;
    let kit = kit_today(&house)?;
    let today = house.clock.today();
    let wrong = |field: &str, text: &str| vec![FieldFault { field: field.to_owned(), text: text.to_owned() }];
    let Some(day) = day_of(form.text("as_of")).filter(|day| *day <= today) else {
        let told = "День подсчёта не понят или ещё не наступил. Выберите сегодняшний или прошедший день.";
        return refused(&draw(&house, visitor, Some(&form), wrong("as_of", told)).await?);
    };
    let found = places(&house, &visitor, &author).await?;
    let chosen = found.as_ref().and_then(|(board, found)| {
        found.iter().find(|one| one.code() == form.text("place")).map(|one| (board.clone(), one.clone()))
    });
    let Some((board, place)) = chosen else {
        let told = "Мероприятие не выбрано или его нет в действующем плане. Выберите его из списка.";
        return refused(&draw(&house, visitor, Some(&form), wrong("place", told)).await?);
    };
    let Some(counted) = summary(&house, &reads(&visitor), &Filter::on(day)).await? else {
        let told = "На этот день кейс ещё не был установлен: считать нечего. Выберите более поздний день.";
        return refused(&draw(&house, visitor, Some(&form), wrong("as_of", told)).await?);
    };
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let mut tx = house.db.begin().await?;
    match prove(&mut tx, &house, &scope, &board, &place, (kit, &counted), &author).await {
        Ok(id) => {
            tx.commit().await?;
            go_to(&format!("/roadmap/{}/evidence/{id}", board.plan.year))
        }
        Err(told) => {
            drop(tx);
            let faults = told.faults()?;
            refused(&draw(&house, visitor, Some(&form), faults).await?)
        }
    }
}
