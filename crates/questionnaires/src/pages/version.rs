//! A questionnaire with its versions; a version with its problems, preview, burden and what publishing it does.

use access::media::XLSX;
use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor, download, made_aside};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect};
use forms::{Form, Source};
use ui::Chrome;

use super::list::{ProblemLine, brought, problem_lines, refused_page};
use super::{minutes_words, section_title};
use crate::aside::aside;
use crate::desk::{author_of, close_version, found, publish_version, upload};
use crate::rules::{BURDEN_RULE, Change, effect_of, heading, pages_of, questions_of};
use crate::store::polls::{self, PollRow};
use crate::store::values_for_effect;
use crate::store::versions::{self, QuestionnaireRow, VersionRow};

/// Questions of a preview; the rest is counted.
const MOST_PREVIEWED: usize = 300;

#[derive(Template)]
#[template(path = "questionnaire.html")]
struct QuestionnairePage {
    chrome: Chrome,
    one: QuestionnaireRow,
    versions: Vec<(VersionRow, String, String)>,
    polls: Vec<PollRow>,
    published: Option<String>,
}

#[derive(Template)]
#[template(path = "version.html")]
struct VersionPage {
    chrome: Chrome,
    one: QuestionnaireRow,
    version: VersionRow,
    state: &'static str,
    minutes: String,
    rule: &'static str,
    problems: Vec<ProblemLine>,
    sections: Vec<(String, Vec<Preview>)>,
    more: usize,
    effect: Option<Vec<Change>>,
    touched: Vec<(String, i64)>,
}

struct Preview {
    name: String,
    label: String,
    kind: String,
    is_required: bool,
    condition: String,
}

fn state_word(state: &str) -> &'static str {
    match state {
        "draft" => "черновик",
        "published" => "опубликована",
        "closed" => "закрыта",
        _ => "неизвестно",
    }
}

async fn both(
    house: &House,
    visitor: &Visitor,
    (id, version): (&str, &str),
    deed: Deed,
) -> Result<(QuestionnaireRow, VersionRow), PageError> {
    let scope = visitor.scope(Subject::Questionnaire, deed);
    let one = found(house, &scope, id).await?;
    let version = versions::version(&house.db, &one, version).await?.ok_or(PageError::NotFound)?;
    Ok((one, version))
}

/// `/questionnaires/{form}`
pub async fn card(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let scope = visitor.scope(Subject::Questionnaire, Deed::Read);
    let one = found(&house, &scope, &id).await?;
    let versions = versions::versions(&house.db, &one).await?;
    let polls = polls::polls(&house.db, &scope).await?;
    let page = QuestionnairePage {
        chrome: visitor.chrome,
        published: versions.iter().find(|one| one.state == "published").map(|one| one.id.clone()),
        versions: versions
            .into_iter()
            .map(|version| {
                let day = ui::ru::date_short(house.clock.date_of(version.uploaded_at));
                let state = state_word(&version.state).to_owned();
                (version, state, day)
            })
            .collect(),
        polls: polls.into_iter().filter(|poll| poll.questionnaire_id == one.id).collect(),
        one,
    };
    Ok(Html(page.render()?).into_response())
}

/// `/questionnaires/{form}/versions/{version}`
pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Path((id, version)): Path<(String, String)>,
) -> PageResult {
    let (one, version) = both(&house, &visitor, (&id, &version), Deed::Read).await?;
    let text = versions::text_of(&house.db, &version.id).await?;
    let form = aside(|| form_of(&text.source)).await??;
    let problems: Vec<forms::Problem> = serde_json::from_str(&text.problems).unwrap_or_default();
    let (mut effect, mut touched) = (None, Vec::new());
    if version.state == "draft" {
        let all = versions::versions(&house.db, &one).await?;
        if let Some(before) = all.iter().find(|other| other.state != "draft") {
            let old = versions::text_of(&house.db, &before.id).await?.source;
            let collected = values_for_effect(&house.db, &one).await?;
            let compare = || Ok::<_, PageError>(effect_of(&form_of(&old)?, &form, &collected));
            effect = Some(aside(compare).await??);
            touched = versions::answers_by_state(&house.db, &one).await?;
        }
    }
    let (sections, more) = preview(&form);
    let page = VersionPage {
        chrome: visitor.chrome,
        state: state_word(&version.state),
        minutes: minutes_words(version.seconds),
        rule: BURDEN_RULE,
        problems: problem_lines(&problems),
        sections,
        more,
        effect,
        touched: touched.into_iter().map(|(state, count)| (what_happens(&state).to_owned(), count)).collect(),
        one,
        version,
    };
    Ok(Html(page.render()?).into_response())
}

/// What publishing does to sheets in a state.
fn what_happens(state: &str) -> &'static str {
    match state {
        "waiting" => "не начаты — будут заполняться по новой версии",
        "started" => "заполняются — дозаполняются по своей версии",
        "returned" => "возвращены — исправляются по своей версии",
        _ => "отправлены — остаются в своей версии",
    }
}

fn form_of(source: &str) -> Result<Form, PageError> {
    let broken = |error: String| PageError::Internal(error);
    let source = Source::from_json(source).map_err(|error| broken(error.to_string()))?;
    Form::from_source(source).map_err(|refusal| broken(refusal.to_string()))
}

fn preview(form: &Form) -> (Vec<(String, Vec<Preview>)>, usize) {
    let text = |value: Option<&forms::source::Value>| match value {
        Some(forms::source::Value::Text(text)) => text.clone(),
        Some(forms::source::Value::Group(group)) => {
            group.values().next().and_then(|value| value.text()).unwrap_or_default().to_owned()
        }
        None => String::new(),
    };
    let questions = questions_of(form);
    let mut sections: Vec<(String, Vec<Preview>)> = Vec::new();
    for (number, page) in (1..).zip(pages_of(form)) {
        let on_page = questions.iter().take(MOST_PREVIEWED).filter(|id| {
            page.elements.contains(id) || form.ancestors(**id).any(|above| page.elements.contains(&above))
        });
        let rows: Vec<Preview> = on_page
            .map(|id| {
                let element = form.element(*id);
                let label = text(element.label.as_ref());
                Preview {
                    label: if label.is_empty() { element.name.clone() } else { label },
                    name: element.name.clone(),
                    kind: element.type_name.clone(),
                    is_required: element
                        .bind_text("required")
                        .is_some_and(|text| !text.is_empty() && text != "no"),
                    condition: element.bind_text("relevant").unwrap_or_default().to_owned(),
                }
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        let title =
            page.section.and_then(|id| heading(form, id)).map(|id| text(form.element(id).label.as_ref()));
        sections.push((section_title(title, &page, number), rows));
    }
    (sections, questions.len().saturating_sub(MOST_PREVIEWED))
}

/// Takes a workbook as the next version.
pub async fn add(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let scope = visitor.scope(Subject::Questionnaire, Deed::Write);
    let one = found(&house, &scope, &id).await?;
    let (author, place) = author_of(&visitor)?;
    let checked = aside(|| brought(&house, &form)).await?;
    if checked.as_ref().is_none_or(|checked| checked.form.is_none()) {
        return refused_page(&house, visitor, Some((one.id, one.title)), checked.as_ref());
    }
    let checked = checked.ok_or(PageError::NotFound)?;
    let mut tx = house.db.begin().await?;
    let (id, version) = upload(&mut tx, &house, Some(&one), &checked, &place, &author).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/questionnaires/{id}/versions/{version}")).into_response())
}

/// Publishes a draft.
pub async fn publish(
    State(house): State<House>,
    visitor: Visitor,
    Path((id, version)): Path<(String, String)>,
) -> PageResult {
    let (one, version) = both(&house, &visitor, (&id, &version), Deed::Write).await?;
    let (author, _) = author_of(&visitor)?;
    let text = versions::text_of(&house.db, &version.id).await?;
    let form = aside(|| form_of(&text.source)).await??;
    let title = if form.title.trim().is_empty() { one.title.clone() } else { form.title.trim().to_owned() };
    let mut tx = house.db.begin().await?;
    publish_version(&mut tx, &house, &version, &title, &author).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/questionnaires/{}", one.id)).into_response())
}

/// Closes a published version.
pub async fn close(
    State(house): State<House>,
    visitor: Visitor,
    Path((id, version)): Path<(String, String)>,
) -> PageResult {
    let (one, version) = both(&house, &visitor, (&id, &version), Deed::Write).await?;
    let (author, _) = author_of(&visitor)?;
    let mut tx = house.db.begin().await?;
    close_version(&mut tx, &house, &version, &author).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/questionnaires/{}", one.id)).into_response())
}

/// `/questionnaires/{form}/versions/{version}/form.xlsx`: the form as a workbook again.
pub async fn workbook(
    State(house): State<House>,
    visitor: Visitor,
    Path((id, version)): Path<(String, String)>,
) -> PageResult {
    let (one, version) = both(&house, &visitor, (&id, &version), Deed::Read).await?;
    let text = versions::text_of(&house.db, &version.id).await?;
    let form = aside(|| form_of(&text.source)).await??;
    let bytes = made_aside(move || forms::export::to_xlsx(&form.source)).await?;
    Ok(download(bytes, XLSX, &format!("{}, версия {}.xlsx", one.title, version.number)))
}
