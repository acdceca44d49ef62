//! What is said about an edition, and what is decided on it.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use serde::Deserialize;
use ui::Chrome;
use ui::ru::date_long;

use super::reading::state_of;
use super::{Place, decides, told, writes};
use crate::rules::{Decision, Run, Stage, is_asked, marked};
use crate::store::{self as rows, CommentRow, ConsultationRow};
use crate::{EditionRefused, Editor, Word};

#[derive(Template)]
#[template(path = "edition_comments.html")]
struct CommentsPage {
    chrome: Chrome,
    path: String,
    text_title: String,
    edition_title: String,
    consultations: Vec<(String, String)>,
    lines: Vec<CommentLine>,
    undecided: usize,
    may_decide: bool,
    may_export: bool,
    /// The comment whose decision was refused, and why.
    error: Option<(String, String)>,
}

struct CommentLine {
    id: String,
    paragraph_id: String,
    about: String,
    remark: String,
    /// The proposed wording with its changes marked.
    proposed: Vec<Run>,
    who: String,
    when: String,
    decision: &'static str,
    decision_class: &'static str,
    reason: String,
    decided: String,
    /// When the text was changed by it; empty while it was not.
    followed: String,
    /// The editor of its paragraph with the proposed wording, where the text is still to follow.
    follow_href: String,
    version: i64,
    choices: Vec<(&'static str, &'static str, bool)>,
    /// What has just been done with it; empty for the others.
    told: &'static str,
}

fn line(house: &House, row: &CommentRow, place: &Place, may_follow: bool) -> CommentLine {
    let day = |moment| date_long(house.clock.date_of(moment));
    let decision = row.decision();
    CommentLine {
        id: row.id.clone(),
        paragraph_id: row.paragraph_id.clone(),
        about: row.about.clone(),
        remark: row.remark.clone(),
        proposed: if row.proposed.is_empty() { Vec::new() } else { marked(&row.about, &row.proposed) },
        who: format!("{}, {}", row.author, row.org_title),
        when: day(row.written_at),
        decision: decision.map_or("ждёт решения", Decision::title),
        decision_class: match decision {
            None => "soon",
            Some(Decision::Accepted) => "done",
            Some(Decision::Partly) => "done-late",
            Some(Decision::Declined) => "not-started",
        },
        reason: row.reason.clone(),
        decided: match (&row.decider, row.decided_at) {
            (Some(who), Some(at)) => format!("{who}, {}", day(at)),
            _ => String::new(),
        },
        followed: row.followed_at.map_or_else(String::new, day),
        follow_href: if may_follow && waits_for_text(row) { follow_href(place, row) } else { String::new() },
        version: row.version,
        choices: Decision::ALL.iter().map(|one| (one.code(), one.title(), decision == Some(*one))).collect(),
        told: "",
    }
}

/// Taken, wholly or in part, about a paragraph, and not in the text yet.
fn waits_for_text(row: &CommentRow) -> bool {
    matches!(row.decision(), Some(Decision::Accepted | Decision::Partly))
        && row.followed_at.is_none()
        && !row.paragraph_id.is_empty()
}

fn follow_href(place: &Place, row: &CommentRow) -> String {
    format!("{}/paragraphs/{}?comment={}", place.path(), row.paragraph_id, row.id)
}

async fn page_of(
    house: &House,
    visitor: Visitor,
    place: &Place,
    error: Option<(String, String)>,
) -> Result<CommentsPage, PageError> {
    let hears = visitor.scope(Subject::EditionComment, Deed::Read);
    let comments = rows::comments_of(&house.db, &hears, &place.edition).await?;
    let consultations = rows::consultations_of(&house.db, &place.edition).await?;
    let today = house.clock.today();
    let may_follow = place.is_editable(&visitor);
    Ok(CommentsPage {
        path: place.path(),
        text_title: place.text.title.clone(),
        edition_title: place.edition.title.clone(),
        consultations: consultations.iter().map(|one| (one.purpose.clone(), state_of(one, today))).collect(),
        undecided: comments.iter().filter(|row| row.decision().is_none()).count(),
        lines: comments.iter().map(|row| line(house, row, place, may_follow)).collect(),
        may_decide: decides(&visitor) && !place.edition.is_approved(),
        may_export: decides(&visitor),
        error,
        chrome: visitor.chrome,
    })
}

/// The comment that the visitor comes from: just sent, or just decided on.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Done {
    sent: String,
    decided: String,
}

/// The notice stands at the comment itself: that is where the address leads.
fn after_sending(place: &Place, id: &str) -> String {
    format!("{}/comments?sent={id}#c-{id}", place.path())
}

fn after_deciding(place: &Place, id: &str) -> String {
    format!("{}/comments?decided={id}#c-{id}", place.path())
}

/// `/editions/{text}/{number}/comments?sent=…`
pub async fn list(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number)): Path<(String, i64)>,
    Query(done): Query<Done>,
) -> PageResult {
    let place = Place::find(&house, &visitor, &code, number).await?;
    let mut page = page_of(&house, visitor, &place, None).await?;
    for line in &mut page.lines {
        if line.id == done.sent {
            line.told = "Замечание отправлено. Решение и его обоснование появятся здесь.";
        } else if line.id == done.decided {
            line.told = "Решение записано. Автор замечания увидит его здесь.";
        }
    }
    Ok(Html(page.render()?).into_response())
}

#[derive(Template)]
#[template(path = "edition_comment_new.html")]
struct NewCommentPage {
    chrome: Chrome,
    path: String,
    text_title: String,
    edition_title: String,
    paragraph_id: String,
    about: String,
    deadline: String,
    remark: String,
    proposed: String,
    error: Option<(&'static str, String)>,
}

#[derive(Deserialize)]
pub struct About {
    #[serde(default)]
    paragraph: String,
}

/// The consultation in which the visitor speaks: an open one before a closed one, the newest first.
fn speaking_in<'a>(
    consultations: &'a [ConsultationRow],
    role: &str,
    today: jiff::civil::Date,
) -> Option<&'a ConsultationRow> {
    let asked = || consultations.iter().rev().filter(|one| is_asked(&one.audience, role));
    asked().find(|one| one.stage(today) == Stage::Open).or_else(|| asked().next())
}

async fn form_page(
    house: &House,
    visitor: Visitor,
    place: &Place,
    paragraph_id: &str,
) -> Result<(NewCommentPage, Option<ConsultationRow>), PageError> {
    let consultations = rows::consultations_of(&house.db, &place.edition).await?;
    let consultation = speaking_in(&consultations, &place.reader.role, house.clock.today()).cloned();
    let about = if paragraph_id.is_empty() {
        String::new()
    } else {
        rows::paragraph(&house.db, &place.edition, paragraph_id).await?.ok_or(PageError::NotFound)?.body
    };
    let page = NewCommentPage {
        path: place.path(),
        text_title: place.text.title.clone(),
        edition_title: place.edition.title.clone(),
        paragraph_id: paragraph_id.to_owned(),
        proposed: about.clone(),
        about,
        deadline: consultation.as_ref().map_or_else(String::new, |one| date_long(one.deadline())),
        remark: String::new(),
        error: None,
        chrome: visitor.chrome,
    };
    Ok((page, consultation))
}

/// `/editions/{text}/{number}/comments/new?paragraph=…`
pub async fn form(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number)): Path<(String, i64)>,
    Query(about): Query<About>,
) -> PageResult {
    let place = Place::find(&house, &visitor, &code, number).await?;
    let scope = visitor.scope(Subject::EditionComment, Deed::Write);
    let (page, consultation) = form_page(&house, visitor, &place, &about.paragraph).await?;
    let consultation = consultation.ok_or(PageError::NotFound)?;
    crate::may_speak(&scope, &place.edition, &consultation, &place.reader.role, house.clock.today())?;
    Ok(Html(page.render()?).into_response())
}

/// `POST /editions/{text}/{number}/comments`
pub async fn speak(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number)): Path<(String, i64)>,
    form: FormData,
) -> PageResult {
    let place = Place::find(&house, &visitor, &code, number).await?;
    let editor = Editor::of(&visitor).ok_or(PageError::NotFound)?;
    let scope = visitor.scope(Subject::EditionComment, Deed::Write);
    let org_title = visitor.active_membership().map_or_else(String::new, |place| place.org_title.clone());
    let (page, consultation) = form_page(&house, visitor, &place, form.text("paragraph")).await?;
    let consultation = consultation.ok_or(PageError::NotFound)?;
    // A proposal that repeats the text proposes nothing.
    let proposed = if form.text("proposed") == page.about { "" } else { form.text("proposed") };
    let word = Word {
        paragraph_id: form.text("paragraph").to_owned(),
        remark: form.text("remark").to_owned(),
        proposed: proposed.to_owned(),
    };
    let role = place.reader.role.as_str();
    let mut tx = house.db.begin().await?;
    let said = crate::speak(
        &mut tx,
        &house,
        &scope,
        &place.edition,
        &consultation,
        &word,
        role,
        &editor,
        &org_title,
    )
    .await;
    match said {
        Ok(id) => {
            tx.commit().await?;
            Ok(Redirect::to(&after_sending(&place, &id)).into_response())
        }
        Err(refused) => {
            let error = Some(told(refused)?);
            let page = NewCommentPage {
                remark: form.text("remark").to_owned(),
                proposed: form.text("proposed").to_owned(),
                error,
                ..page
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

/// `POST /editions/{text}/{number}/comments/{comment}/decision`
pub async fn decide(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number, id)): Path<(String, i64, String)>,
    form: FormData,
) -> PageResult {
    let place = Place::find(&house, &visitor, &code, number).await?;
    let editor = Editor::of(&visitor).ok_or(PageError::NotFound)?;
    let hears = visitor.scope(Subject::EditionComment, Deed::Read);
    let comment = rows::comment(&house.db, &hears, &place.edition, &id).await?.ok_or(PageError::NotFound)?;
    match decide_from(&house, &visitor, &place, &comment, &form, &editor).await {
        Ok(Decision::Partly) if waits_for_editor(&comment) && place.is_editable(&visitor) => {
            Ok(Redirect::to(&follow_href(&place, &comment)).into_response())
        }
        Ok(_) => Ok(Redirect::to(&after_deciding(&place, &id)).into_response()),
        Err(refused) => {
            let (_, why) = told(refused)?;
            let mut page = page_of(&house, visitor, &place, Some((id.clone(), why))).await?;
            if let Some(line) = page.lines.iter_mut().find(|line| line.id == id) {
                form.text("reason").clone_into(&mut line.reason);
                for choice in &mut line.choices {
                    choice.2 = choice.0 == form.text("decision");
                }
            }
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

/// A wording taken in part is put together by hand.
fn waits_for_editor(comment: &CommentRow) -> bool {
    comment.followed_at.is_none() && !comment.paragraph_id.is_empty() && !comment.proposed.is_empty()
}

async fn decide_from(
    house: &House,
    visitor: &Visitor,
    place: &Place,
    comment: &CommentRow,
    form: &FormData,
    editor: &Editor,
) -> Result<Decision, EditionRefused> {
    let decides = visitor.scope(Subject::EditionComment, Deed::Approve);
    let scopes = (&decides, &writes(visitor));
    let both = (&place.text, &place.edition);
    let decision = Decision::from_code(form.text("decision"))
        .ok_or_else(|| EditionRefused::invalid("decision", "Решение: выберите одно из трёх."))?;
    let seen = form.text("version").parse().unwrap_or(0);
    let mut tx = house.db.begin().await?;
    let outcome = (decision, form.text("reason"));
    crate::decide(&mut tx, house, scopes, both, comment, outcome, seen, editor).await?;
    tx.commit().await?;
    Ok(decision)
}
