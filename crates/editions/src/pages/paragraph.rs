//! One paragraph: another wording, a place of its own, its end; and a new paragraph beside it.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use serde::Deserialize;
use ui::Chrome;

use super::{Place, told, writes};
use crate::rules::ParagraphKind;
use crate::store as rows;
use crate::{EditionRefused, Editor, Step, Wording};

#[derive(Template)]
#[template(path = "edition_paragraph.html")]
struct ParagraphPage {
    chrome: Chrome,
    path: String,
    text_title: String,
    edition_title: String,
    /// Empty for a new paragraph.
    id: String,
    after: String,
    kinds: Vec<(String, &'static str, bool)>,
    text: String,
    rationale: String,
    version: i64,
    /// The wording in the edition that this one is based on.
    before: String,
    /// What somebody else has written meanwhile.
    theirs: String,
    /// The comment whose wording is being put into the text; empty for others.
    comment: String,
    /// Who proposed it, and what stands in the text.
    proposed_by: String,
    now: String,
    error: Option<(&'static str, String)>,
}

const KINDS: [(&str, &str); 7] = [
    ("text", "Абзац"),
    ("heading.1", "Заголовок раздела"),
    ("heading.2", "Заголовок подраздела"),
    ("heading.3", "Заголовок пункта"),
    ("list_item.1", "Пункт списка"),
    ("list_item.2", "Вложенный пункт списка"),
    ("list_item.3", "Пункт третьего уровня"),
];

fn code_of(kind: ParagraphKind) -> String {
    match kind.parts() {
        (code, 0) => code.to_owned(),
        (code, level) => format!("{code}.{}", level.min(3)),
    }
}

fn kind_of(code: &str) -> ParagraphKind {
    let (code, level) = code.split_once('.').unwrap_or((code, "1"));
    ParagraphKind::from_parts(code, level.parse().unwrap_or(1))
}

fn wording_of(form: &FormData) -> Wording {
    Wording {
        kind: kind_of(form.text("kind")),
        text: form.text("text").to_owned(),
        rationale: form.text("rationale").to_owned(),
    }
}

fn empty_page(place: &Place, chrome: Chrome, chosen: &str) -> ParagraphPage {
    ParagraphPage {
        path: place.path(),
        text_title: place.text.title.clone(),
        edition_title: place.edition.title.clone(),
        id: String::new(),
        after: String::new(),
        kinds: KINDS.iter().map(|(code, title)| ((*code).to_owned(), *title, *code == chosen)).collect(),
        text: String::new(),
        rationale: String::new(),
        version: 0,
        before: String::new(),
        theirs: String::new(),
        comment: String::new(),
        proposed_by: String::new(),
        now: String::new(),
        error: None,
        chrome,
    }
}

async fn editable(
    house: &House,
    visitor: &Visitor,
    code: &str,
    number: i64,
) -> Result<(Place, Editor), PageError> {
    let place = Place::find(house, visitor, code, number).await?;
    if !writes(visitor).covers(&place.text.org_id, None) {
        return Err(PageError::NotFound);
    }
    if place.edition.is_approved() {
        return Err(EditionRefused::Frozen.into());
    }
    Ok((place, Editor::of(visitor).ok_or(PageError::NotFound)?))
}

#[derive(Deserialize)]
pub struct About {
    #[serde(default)]
    comment: String,
}

/// `/editions/{text}/{number}/paragraphs/{paragraph}?comment=…`
pub async fn form(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number, id)): Path<(String, i64, String)>,
    Query(about): Query<About>,
) -> PageResult {
    let (place, _) = editable(&house, &visitor, &code, number).await?;
    let comment = comment_about(&house, &visitor, &place, &id, &about.comment).await?;
    let mut page = page_of(&house, &place, visitor.chrome, &id).await?;
    if let Some(comment) = comment {
        page.proposed_by.clone_from(&comment.org_title);
        page.comment = comment.id;
        if !comment.proposed.is_empty() {
            page.now = std::mem::replace(&mut page.text, comment.proposed);
        }
        if page.rationale.is_empty() {
            page.rationale = comment.reason;
        }
    }
    Ok(Html(page.render()?).into_response())
}

/// The comment that the visitor may hear, if it is about the paragraph.
async fn comment_about(
    house: &House,
    visitor: &Visitor,
    place: &Place,
    paragraph: &str,
    id: &str,
) -> Result<Option<rows::CommentRow>, PageError> {
    let hears = visitor.scope(Subject::EditionComment, Deed::Read);
    let comment = rows::comment(&house.db, &hears, &place.edition, id).await?;
    Ok(comment.filter(|comment| comment.paragraph_id == paragraph))
}

async fn page_of(house: &House, place: &Place, chrome: Chrome, id: &str) -> Result<ParagraphPage, PageError> {
    let row = rows::paragraph(&house.db, &place.edition, id).await?.ok_or(PageError::NotFound)?;
    let before =
        match rows::edition(&house.db, &place.reader, &place.text.id, place.edition.number - 1).await? {
            Some(earlier) => rows::paragraph(&house.db, &earlier, id).await?.map(|row| row.body),
            None => None,
        };
    let kind = code_of(row.kind());
    Ok(ParagraphPage {
        id: row.paragraph_id,
        before: before.filter(|text| *text != row.body).unwrap_or_default(),
        text: row.body,
        rationale: row.rationale,
        version: row.version,
        ..empty_page(place, chrome, &kind)
    })
}

/// `POST /editions/{text}/{number}/paragraphs/{paragraph}`
pub async fn save(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number, id)): Path<(String, i64, String)>,
    form: FormData,
) -> PageResult {
    let (place, editor) = editable(&house, &visitor, &code, number).await?;
    let seen = form.text("version").parse().unwrap_or(0);
    let wording = wording_of(&form);
    let scope = writes(&visitor);
    let mut tx = house.db.begin().await?;
    let both = (&place.text, &place.edition);
    let comment = comment_about(&house, &visitor, &place, &id, form.text("comment")).await?;
    let mut saved = crate::reword(&mut tx, &house, &scope, both, &id, &wording, seen, &editor).await;
    if let (Ok(()), Some(comment)) = (&saved, &comment) {
        let noted = rows::note_followed(&mut tx, &place.edition, &comment.id, house.clock.now()).await;
        saved = noted.map(drop).map_err(EditionRefused::from);
    }
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(Redirect::to(&format!("{}#{id}", place.path())).into_response())
        }
        Err(refused) => {
            drop(tx);
            let is_conflict = matches!(refused, EditionRefused::Changed);
            let error = Some(told(refused)?);
            let now = page_of(&house, &place, visitor.chrome, &id).await?;
            let kinds = now
                .kinds
                .iter()
                .map(|(kind, title, _)| (kind.clone(), *title, *kind == code_of(wording.kind)));
            let page = ParagraphPage {
                kinds: kinds.collect(),
                theirs: if is_conflict { now.text.clone() } else { String::new() },
                text: wording.text,
                rationale: wording.rationale,
                comment: comment.map_or_else(String::new, |comment| comment.id),
                error,
                ..now
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    after: String,
}

/// `/editions/{text}/{number}/paragraphs/new?after=…`
pub async fn new_form(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number)): Path<(String, i64)>,
    Query(query): Query<After>,
) -> PageResult {
    let (place, _) = editable(&house, &visitor, &code, number).await?;
    let page = ParagraphPage { after: query.after, ..empty_page(&place, visitor.chrome, "text") };
    Ok(Html(page.render()?).into_response())
}

/// `POST /editions/{text}/{number}/paragraphs`
pub async fn add(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number)): Path<(String, i64)>,
    form: FormData,
) -> PageResult {
    let (place, editor) = editable(&house, &visitor, &code, number).await?;
    let wording = wording_of(&form);
    let after = Some(form.text("after")).filter(|id| !id.is_empty());
    let scope = writes(&visitor);
    let mut tx = house.db.begin().await?;
    let both = (&place.text, &place.edition);
    match crate::add_paragraph(&mut tx, &house, &scope, both, after, &wording, &editor).await {
        Ok(id) => {
            tx.commit().await?;
            Ok(Redirect::to(&format!("{}#{id}", place.path())).into_response())
        }
        Err(refused) => {
            let error = Some(told(refused)?);
            let page = ParagraphPage {
                after: form.text("after").to_owned(),
                text: wording.text,
                rationale: wording.rationale,
                error,
                ..empty_page(&place, visitor.chrome, &code_of(wording.kind))
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

/// `POST /editions/{text}/{number}/paragraphs/{paragraph}/step`: up, down, away.
pub async fn step(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number, id)): Path<(String, i64, String)>,
    form: FormData,
) -> PageResult {
    let (place, editor) = editable(&house, &visitor, &code, number).await?;
    let step = match form.text("step") {
        "up" => Step::Up,
        "down" => Step::Down,
        "remove" => Step::Remove {
            seen: form.text("version").parse().unwrap_or(0),
            rationale: form.text("rationale"),
        },
        _ => {
            let told = "Место абзаца: выберите «Выше», «Ниже» или «Исключить».";
            return Err(EditionRefused::invalid("step", told).into());
        }
    };
    let scope = writes(&visitor);
    let mut tx = house.db.begin().await?;
    crate::step(&mut tx, &house, &scope, (&place.text, &place.edition), &id, step, &editor).await?;
    tx.commit().await?;
    let anchor = if matches!(step, Step::Remove { .. }) { String::new() } else { format!("#{id}") };
    Ok(Redirect::to(&format!("{}{anchor}", place.path())).into_response())
}
