//! Giving a sent sheet back: with remarks to single answers, to the whole of it, or both.

use access::audit::{self, Event};
use access::{House, PageError};
use roadmap::store::Author;

use crate::store::answers::{self, AnswerRow};
use crate::store::polls::PollRow;
use crate::store::{self as sql, NewRemark};

/// What is to be corrected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Return {
    /// About the whole sheet; may be blank where single answers have remarks.
    pub whole: String,
    pub remarks: Vec<Remark>,
}

/// A remark to one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub path: String,
    pub remark: String,
}

/// Remarks of one return: more is a conversation, not a list.
const MOST_REMARKS: usize = 200;

fn fault_of(wanted: &Return) -> Option<(&'static str, &'static str)> {
    let signs = |text: &str| text.chars().count();
    let is_unclear = |text: &str| signs(text) < 5;
    if wanted.whole.is_empty() && wanted.remarks.is_empty() {
        return Some((
            "Не написано, что исправить.",
            "Напишите замечание ко всей анкете или рядом с ответом: респондент увидит его там же.",
        ));
    }
    if wanted.remarks.len() > MOST_REMARKS {
        return Some(("Замечаний больше двухсот.", "Напишите одно замечание ко всей анкете."));
    }
    let texts = || wanted.remarks.iter().map(|one| one.remark.as_str()).chain([wanted.whole.as_str()]);
    if texts().any(|text| !text.is_empty() && is_unclear(text)) {
        return Some(("Замечание короче пяти знаков.", "Напишите, что именно исправить."));
    }
    texts()
        .any(|text| signs(text) > 2000)
        .then_some(("Замечание длиннее 2000 знаков.", "Сократите его: напишите главное."))
}

/// Gives a sent sheet back to its respondent.
pub async fn give_back(
    house: &House,
    poll: &PollRow,
    answer: &AnswerRow,
    wanted: &Return,
    author: &Author,
) -> Result<(), PageError> {
    if let Some((why, next)) = fault_of(wanted) {
        return Err(PageError::refused("Анкета не возвращена", why, next));
    }
    if !poll.is_open() {
        return Err(PageError::Conflict {
            what: "Опрос закрыт: исправлять ответы уже нельзя.".into()
        });
    }
    let values = sql::values_of(&house.db, &answer.id).await?;
    let version = crate::FormVersion::of(house, &answer.version_id).await?;
    let is_asked = |path: &str| version.shown.contains_key(&crate::rules::pattern(path));
    if wanted.remarks.iter().any(|one| !is_asked(&one.path)) {
        return Err(PageError::refused(
            "Анкета не возвращена",
            "Замечание написано к вопросу, которого в этой анкете нет.",
            "Откройте ответ заново и напишите замечания ещё раз.",
        ));
    }
    let remarks: Vec<NewRemark<'_>> = wanted
        .remarks
        .iter()
        .map(|one| {
            let row = values.iter().find(|row| row.path == one.path);
            NewRemark {
                path: &one.path,
                remark: &one.remark,
                value: row.map_or("", |row| row.value.as_str()),
                explanation: row.map_or("", |row| row.explanation.as_str()),
            }
        })
        .collect();
    let whole = match (wanted.whole.as_str(), remarks.len()) {
        ("", count) => format!("Замечаний к ответам: {count}. Они написаны у самих вопросов."),
        (text, _) => text.to_owned(),
    };
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    if !answers::give_back(&mut tx, answer, &whole).await? {
        return Err(PageError::Conflict {
            what: "Анкета не отправлена: возвращать нечего.".into()
        });
    }
    sql::put_remarks(&mut tx, &answer.id, &remarks, &author.account_id, now).await?;
    let what = format!("Возвращена анкета «{}»: {}", poll.title, answer.respondent_for_journal());
    let event = Event { act: "poll.returned", object: ("questionnaire_answer", &answer.id), what: &what };
    audit::note(&mut tx, house, &author.who(), event).await?;
    tx.commit().await?;
    Ok(())
}

impl AnswerRow {
    /// The journal names organisations, never persons.
    fn respondent_for_journal(&self) -> &str {
        if self.kind == "organisation" {
            &self.respondent
        } else {
            "ответ одного человека"
        }
    }
}
