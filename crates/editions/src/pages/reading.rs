//! An edition to be read: for writers with a way to each paragraph, for those who are asked with a way to speak.

use std::collections::HashMap;

use access::{Deed, House, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use serde::Deserialize;
use ui::Chrome;
use ui::ru::date_long;

use super::{Place, comments_in_words, decides};
use crate::rules::{ParagraphKind, Stage, is_asked};
use crate::store::{self as rows, ConsultationRow};

#[derive(Template)]
#[template(path = "edition.html")]
struct ReadingPage {
    chrome: Chrome,
    path: String,
    text_path: String,
    text_title: String,
    title: String,
    number: i64,
    approved: Option<(String, String)>,
    contents: Vec<(String, String, u8)>,
    paragraphs: Vec<ParagraphLine>,
    consultations: Vec<ConsultationLine>,
    /// What of the file that was just brought is not in the text as it was.
    losses: Vec<String>,
    comments: String,
    is_editable: bool,
    may_speak: bool,
    may_approve: bool,
    may_decide: bool,
    compare: Option<String>,
}

struct ParagraphLine {
    id: String,
    /// 1 to 6 for a heading, 0 otherwise.
    heading: u8,
    /// 1 and more for an item of a list, 0 otherwise.
    item: u8,
    text: String,
    comments: usize,
}

struct ConsultationLine {
    purpose: String,
    /// «открыто до 20 марта 2024», «закончилось 20 марта 2024».
    state: String,
    is_open: bool,
}

/// What an import could not take, as the address after it tells.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Brought {
    notes: u32,
    tables: u32,
    pictures: u32,
}

impl Brought {
    fn told(&self) -> Vec<String> {
        let words = [
            (self.notes, "сносок", "не взяты: перенесите нужное в текст"),
            (self.tables, "таблиц", "каждая строка стала абзацем, ячейки разделены чертой"),
            (self.pictures, "рисунков и рамок", "рисунки не взяты, текст рамок стоит абзацами"),
        ];
        let lost = words.into_iter().filter(|(count, _, _)| *count > 0);
        lost.map(|(count, what, how)| format!("{what} — {count}: {how}")).collect()
    }
}

/// `/editions/{text}/{number}?notes=…&tables=…&pictures=…`
pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number)): Path<(String, i64)>,
    Query(brought): Query<Brought>,
) -> PageResult {
    let place = Place::find(&house, &visitor, &code, number).await?;
    let text = rows::paragraphs_of(&house.db, &place.edition).await?;
    let consultations = rows::consultations_of(&house.db, &place.edition).await?;
    let hears = visitor.scope(Subject::EditionComment, Deed::Read);
    let comments = rows::comments_of(&house.db, &hears, &place.edition).await?;
    let mut about: HashMap<&str, usize> = HashMap::new();
    for comment in &comments {
        *about.entry(comment.paragraph_id.as_str()).or_default() += 1;
    }
    let today = house.clock.today();
    let role = place.reader.role.as_str();
    let is_open = |one: &&ConsultationRow| one.stage(today) == Stage::Open && is_asked(&one.audience, role);
    let speaks = visitor.scope(Subject::EditionComment, Deed::Write).reach() > access::Reach::Published;
    let paragraphs: Vec<ParagraphLine> = text
        .iter()
        .map(|row| {
            let (heading, item) = match row.kind() {
                ParagraphKind::Heading(level) => (level, 0),
                ParagraphKind::ListItem(level) => (0, level),
                ParagraphKind::Text => (0, 0),
            };
            let comments = about.get(row.paragraph_id.as_str()).copied().unwrap_or(0);
            ParagraphLine { id: row.paragraph_id.clone(), heading, item, text: row.body.clone(), comments }
        })
        .collect();
    let page = ReadingPage {
        path: place.path(),
        text_path: format!("/editions/{}", place.text.code),
        text_title: place.text.title.clone(),
        title: place.edition.title.clone(),
        number,
        approved: place.edition.approved_by.clone().zip(place.edition.approved_reference.clone()),
        contents: paragraphs
            .iter()
            .filter(|line| (1..=2).contains(&line.heading))
            .map(|line| (line.id.clone(), line.text.clone(), line.heading))
            .collect(),
        may_speak: speaks && !place.edition.is_approved() && consultations.iter().any(|one| is_open(&one)),
        consultations: consultations
            .iter()
            .map(|one| ConsultationLine {
                purpose: one.purpose.clone(),
                state: state_of(one, today),
                is_open: one.stage(today) == Stage::Open,
            })
            .collect(),
        comments: if comments.is_empty() { String::new() } else { comments_in_words(comments.len()) },
        losses: if place.is_editable(&visitor) { brought.told() } else { Vec::new() },
        is_editable: place.is_editable(&visitor),
        may_approve: !place.edition.is_approved()
            && visitor.scope(Subject::Edition, Deed::Approve).reach() == access::Reach::Everything,
        may_decide: decides(&visitor),
        compare: place
            .edition
            .based_on
            .is_some()
            .then(|| format!("/editions/{}/compare?from={}&to={number}", place.text.code, number - 1)),
        paragraphs,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

pub(super) fn state_of(consultation: &ConsultationRow, today: jiff::civil::Date) -> String {
    match consultation.stage(today) {
        Stage::NotYet => format!("начнётся {}", date_long(consultation.opens_on())),
        Stage::Open => format!("открыто по {} включительно", date_long(consultation.deadline())),
        Stage::Closed => format!("закончилось {}", date_long(consultation.deadline())),
    }
}
