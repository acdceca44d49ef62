//! The author's desk: a workbook is read, checked, kept as a draft, published, closed.

use std::collections::BTreeSet;

use access::audit::{self, Event};
use access::{House, PageError, Scope, Visitor};
use forms::{Form, Problem, Severity, Where};
use roadmap::store::Author;
use store::Tx;

use crate::rules::{questions_of, seconds_of, too_large};
use crate::store::versions::{self, NewVersion, QuestionnaireRow, VersionRow};

/// A workbook of a questionnaire; the largest real ones have two megabytes.
pub const MOST_FORM_BYTES: usize = 5 * 1024 * 1024;

/// A form that was read, with everything found in it.
pub struct Checked {
    /// `None`: the form is not accepted.
    pub form: Option<Form>,
    /// Errors first.
    pub problems: Vec<Problem>,
    pub file_name: String,
}

impl Checked {
    /// Whether it can be filled in: errors of formulas let it be seen, not published.
    pub fn is_fillable(&self) -> bool {
        self.form.is_some() && !self.problems.iter().any(|problem| problem.severity != Severity::Warning)
    }

    pub fn title(&self) -> String {
        let form = self.form.as_ref();
        let title = form.map(|form| form.title.trim()).filter(|title| !title.is_empty());
        let title = title.unwrap_or(&self.file_name);
        title.chars().take(300).collect()
    }
}

/// Reads a workbook and says everything that is wrong with it: sheet, row, column, what to do.
pub fn check(bytes: &[u8], file_name: &str) -> Checked {
    let file_name: String = file_name.chars().take(200).collect();
    let mut checked = match Form::read(bytes, &file_name) {
        Err(refusal) => Checked { form: None, problems: refusal.problems, file_name },
        Ok(form) => Checked { problems: form.problems.clone(), form: Some(form), file_name },
    };
    if let Some(form) = &checked.form {
        // What can be said only when the XForm is written belongs to the check too.
        if let Err(refusal) = forms::to_xform(form) {
            checked.problems.extend(refusal.problems);
        }
        // What nobody could answer here as its author means can be seen, not published, as a formula that cannot be computed.
        let limitations = form.limitations(&BTreeSet::new());
        let blocking =
            || limitations.iter().filter(|one| one.is_blocking && one.place_of_filling != Where::Phone);
        for problem in &mut checked.problems {
            if blocking().any(|one| one.code == problem.code && one.place == problem.place) {
                problem.severity = Severity::Formula;
            }
        }
        if let Some(fault) = too_large(form) {
            let (message, advice) = fault.split_once(". ").unwrap_or((&fault, ""));
            checked.problems.push(Problem {
                severity: Severity::Error,
                code: "form.bounds".into(),
                place: forms::Place::sheet("survey"),
                message: format!("{message}."),
                advice: advice.to_owned(),
            });
        }
    }
    checked.problems.sort_by_key(|problem| problem.severity);
    if checked.problems.iter().any(|problem| problem.severity == Severity::Error) {
        checked.form = None;
    }
    checked
}

/// Keeps a checked form as the draft of a questionnaire, a new one when none is named. Answers the ids of both.
pub async fn upload(
    tx: &mut Tx,
    house: &House,
    to: Option<&QuestionnaireRow>,
    checked: &Checked,
    place: &access::store::Place,
    author: &Author,
) -> Result<(String, String), PageError> {
    let form = checked.form.as_ref().ok_or_else(|| {
        PageError::refused(
            "Форма не принята",
            "В книге есть ошибки, с которыми её нельзя заполнить.",
            "Исправьте их в Excel и загрузите книгу снова.",
        )
    })?;
    let now = house.clock.now();
    let title = checked.title();
    let by = (author.account_id.as_str(), author.name.as_str());
    let id = match to {
        Some(found) => found.id.clone(),
        None => versions::add_questionnaire(tx, place, &title, by, now).await?,
    };
    let internal = |error: serde_json::Error| PageError::Internal(error.to_string());
    let new = NewVersion {
        source: &form.source.to_json().map_err(|error| PageError::Internal(error.to_string()))?,
        problems: &serde_json::to_string(&checked.problems).map_err(internal)?,
        is_fillable: checked.is_fillable(),
        questions: i64::try_from(questions_of(form).len()).unwrap_or(i64::MAX),
        seconds: seconds_of(form),
        file_name: &checked.file_name,
        account_id: &author.account_id,
        author: &author.name,
    };
    let version = versions::put_draft(tx, &id, &new, now).await?;
    let what = format!("Загружен черновик анкеты «{title}»");
    let event = Event { act: "questionnaire.uploaded", object: ("questionnaire", &id), what: &what };
    audit::note(tx, house, &author.who(), event).await?;
    Ok((id, version))
}

/// Publishes a draft.
pub async fn publish_version(
    tx: &mut Tx,
    house: &House,
    version: &VersionRow,
    title: &str,
    author: &Author,
) -> Result<(), PageError> {
    if !version.is_fillable {
        return Err(PageError::refused(
            "Версия не опубликована",
            "В форме есть формулы, которые нельзя вычислить, или вопросы, на которые здесь нельзя ответить.",
            "Исправьте названное в книге и загрузите её снова.",
        ));
    }
    if !versions::publish(tx, version, title, house.clock.now()).await? {
        return Err(PageError::Conflict {
            what: "Эта версия уже опубликована или заменена новым черновиком.".into(),
        });
    }
    let what = format!("Опубликована версия {} анкеты «{title}»", version.number);
    let event = Event {
        act: "questionnaire.published",
        object: ("questionnaire", &version.questionnaire_id),
        what: &what,
    };
    audit::note(tx, house, &author.who(), event).await?;
    Ok(())
}

/// Closes a published version: new polls are not made of it.
pub async fn close_version(
    tx: &mut Tx,
    house: &House,
    version: &VersionRow,
    author: &Author,
) -> Result<(), PageError> {
    if !versions::close(tx, version, house.clock.now()).await? {
        return Err(PageError::Conflict {
            what: "Эта версия не опубликована: закрывать нечего.".into()
        });
    }
    let what = format!("Закрыта версия {} анкеты", version.number);
    let event = Event {
        act: "questionnaire.closed",
        object: ("questionnaire", &version.questionnaire_id),
        what: &what,
    };
    audit::note(tx, house, &author.who(), event).await?;
    Ok(())
}

/// The questionnaire within the scope, or nothing at all.
pub(crate) async fn found(house: &House, scope: &Scope, id: &str) -> Result<QuestionnaireRow, PageError> {
    versions::questionnaire(&house.db, scope, id).await?.ok_or(PageError::NotFound)
}

/// The author with the organisation he acts for.
pub(crate) fn author_of(visitor: &Visitor) -> Result<(Author, access::store::Place), PageError> {
    let author = Author::of(visitor).ok_or(PageError::NotFound)?;
    let place = visitor.active_membership().ok_or(PageError::NotFound)?.place();
    Ok((author, place))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "| survey | | | | | |\n| | type | name | label | appearance | media::image |\n| | text | a | А | | |\n";
    const CHOICES: &str = "| choices | | | |\n| | list_name | name | label |\n| | fr | name_key | name |\n";

    fn found(rows: &str) -> Vec<(Severity, Option<u32>)> {
        let checked = check(format!("{HEAD}{rows}\n{CHOICES}").as_bytes(), "t.md");
        checked.problems.iter().map(|one| (one.severity, one.place.row)).collect()
    }

    #[test]
    fn what_needs_a_file_is_seen_and_not_published() {
        for row in [
            "| | select_one_from_file towns.csv | b | Б | | |",
            "| | select_one fr | b | Б | search('fruits') | |",
        ] {
            assert_eq!(found(row), [(Severity::Formula, Some(3))], "{row}");
        }
        assert_eq!(found("| | select_one fr | b | Б | minimal | |"), []);
    }

    #[test]
    fn what_the_browser_passes_over_is_told() {
        for row in [
            "| | start-geopoint | b | | | |",
            "| | background-audio | b | | | |",
            "| | geoshape | b | Б | | |",
            "| | image | b | Б | signature | |",
            "| | integer | b | Б | | pic.png |",
        ] {
            let told = found(row);
            assert!(
                !told.is_empty() && told.iter().all(|one| *one == (Severity::Warning, Some(3))),
                "{row}: {told:?}"
            );
        }
    }
}
