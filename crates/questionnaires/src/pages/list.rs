//! `/questionnaires`: what one is asked, and for authors their questionnaires and polls; the upload of a new one.

use access::{Deed, FormData, House, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use super::AUTHORS;
use crate::aside::aside;
use crate::desk::{Checked, MOST_FORM_BYTES, author_of, check, upload};
use crate::store::answers::{self, AnswerRow};
use crate::store::polls::{self, PollRow};
use crate::store::versions::{self, QuestionnaireRow};

#[derive(Template)]
#[template(path = "questionnaires.html")]
struct ListPage {
    chrome: Chrome,
    own: Vec<AnswerRow>,
    is_author: bool,
    questionnaires: Vec<QuestionnaireRow>,
    polls: Vec<PollRow>,
}

#[derive(Template)]
#[template(path = "questionnaire_new.html")]
pub(super) struct NewPage {
    chrome: Chrome,
    /// The questionnaire whose next version is uploaded: id and title.
    to: Option<(String, String)>,
    shipped: Vec<(String, String)>,
    problems: Vec<ProblemLine>,
    summary: String,
    is_refused: bool,
}

/// A problem as a line of a table.
pub(super) struct ProblemLine {
    pub class: &'static str,
    pub sign: &'static str,
    pub word: &'static str,
    pub sheet: String,
    pub row: String,
    pub column: String,
    pub message: String,
    pub advice: String,
}

pub(super) fn problem_lines(problems: &[forms::Problem]) -> Vec<ProblemLine> {
    let line = |problem: &forms::Problem| {
        let (class, sign, word) = match problem.severity {
            forms::Severity::Formula if problem.code.starts_with("limit.") => {
                ("overdue", "!", "нельзя опубликовать")
            }
            forms::Severity::Error => ("overdue", "!", "ошибка"),
            forms::Severity::Formula => ("overdue", "!", "ошибка в формуле"),
            forms::Severity::Warning => ("soon", "◔", "предупреждение"),
        };
        ProblemLine {
            class,
            sign,
            word,
            sheet: problem.place.sheet.clone(),
            row: problem.place.row.map_or_else(String::new, |row| row.to_string()),
            column: problem.place.column.clone(),
            message: problem.message.clone(),
            advice: problem.advice.clone(),
        }
    };
    problems.iter().map(line).collect()
}

/// `/questionnaires`
pub async fn show(State(house): State<House>, visitor: Visitor) -> PageResult {
    let scope = visitor.scope(Subject::Questionnaire, Deed::Read);
    let answering = visitor.scope(Subject::QuestionnaireAnswer, Deed::Read);
    let own = answers::own_list(&house.db, &answering, visitor.account_id()).await?;
    let questionnaires = versions::questionnaires(&house.db, &scope).await?;
    let polls = polls::polls(&house.db, &scope).await?;
    let is_author = visitor.role().is_some_and(|role| AUTHORS.contains(&role));
    let page = ListPage { chrome: visitor.chrome, own, is_author, questionnaires, polls };
    Ok(Html(page.render()?).into_response())
}

/// Questionnaires that the region's pack brings: file and title.
fn shipped(house: &House) -> Vec<(String, String)> {
    house.region.forms.iter().map(|form| (form.name.clone(), form.title.clone())).collect()
}

/// `/questionnaires/new`
pub async fn new_form(State(house): State<House>, visitor: Visitor) -> PageResult {
    let page = NewPage {
        chrome: visitor.chrome,
        to: None,
        shipped: shipped(&house),
        problems: Vec::new(),
        summary: String::new(),
        is_refused: false,
    };
    Ok(Html(page.render()?).into_response())
}

/// The workbook that a form brought, or the one of the pack that it names.
pub(super) fn brought(house: &House, form: &FormData) -> Option<Checked> {
    if let Some(file) = form.file("book") {
        if file.bytes.len() > MOST_FORM_BYTES {
            let mut checked = check(b"", &file.name);
            for problem in &mut checked.problems {
                "файл больше 5 МБ: это не похоже на анкету.".clone_into(&mut problem.message);
                "Уберите из книги рисунки и лишние листы.".clone_into(&mut problem.advice);
            }
            return Some(checked);
        }
        return Some(check(&file.bytes, &file.name));
    }
    let named = form.text("shipped");
    let found = house.region.forms.iter().find(|one| one.name == named)?;
    Some(check(found.text.as_bytes(), &found.name))
}

/// The page that says why a workbook is not taken.
pub(super) fn refused_page(
    house: &House,
    visitor: Visitor,
    to: Option<(String, String)>,
    checked: Option<&Checked>,
) -> PageResult {
    let problems = checked.map_or_else(Vec::new, |checked| problem_lines(&checked.problems));
    let summary = match checked {
        None => "Выберите книгу Excel или анкету из набора региона.".to_owned(),
        Some(checked) => format!(
            "В книге «{}» найдено: {}. Исправьте и загрузите её снова.",
            checked.file_name,
            problems.len()
        ),
    };
    let page =
        NewPage { chrome: visitor.chrome, to, shipped: shipped(house), problems, summary, is_refused: true };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// Takes a workbook as the draft of a new questionnaire.
pub async fn create(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let (author, place) = author_of(&visitor)?;
    let checked = aside(|| brought(&house, &form)).await?;
    let checked = match checked {
        Some(checked) if checked.form.is_some() => checked,
        other => return refused_page(&house, visitor, None, other.as_ref()),
    };
    let mut tx = house.db.begin().await?;
    let (id, version) = upload(&mut tx, &house, None, &checked, &place, &author).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/questionnaires/{id}/versions/{version}")).into_response())
}
