//! A paper is sent to be agreed, people answer and remark, a return makes it a draft again.

use access::{House, Scope};
use jiff::civil::Date;
use roadmap::store::Author;
use store::Tx;

use crate::rules::{Outcome, State, Verdict, is_asked_now, missing, outcome, place_title, shown};
use crate::store::agreement::{self, Colleague, NewStep, StepRow};
use crate::store::drafts::{self, DraftRow};
use crate::writing::note;
use crate::{DraftRefused, FieldFault, paper_kind};

/// Somebody who is to be asked, and when: those of one stage together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub account_id: String,
    pub stage: i64,
}

/// A paper of fewer people than that is agreed in one evening; of more, by nobody.
const MOST_PARTIES: usize = 20;

/// Sends a paper to be agreed: the text stands still from now on. `colleagues` are those who may be asked.
pub async fn ask(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    draft: &DraftRow,
    parties: &[Party],
    colleagues: &[Colleague],
    agree_by: Option<Date>,
    author: &Author,
) -> Result<(), DraftRefused> {
    ready(house, scope, draft)?;
    let mut faults = Vec::new();
    if parties.is_empty() {
        faults.push(fault("person.1", "Не выбран никто. Выберите хотя бы одного согласующего."));
    }
    if parties.len() > MOST_PARTIES {
        faults.push(fault("person.1", "Согласующих больше двадцати. Разделите согласование на два круга."));
    }
    if agree_by.is_some_and(|day| day < house.clock.today()) {
        faults.push(fault("agree_by", "Срок согласования уже прошёл. Укажите сегодняшний день или позже."));
    }
    let mut steps: Vec<NewStep> = Vec::new();
    for (place, party) in parties.iter().enumerate() {
        let field = format!("person.{}", place + 1);
        let Some(who) = colleagues.iter().find(|one| one.account_id == party.account_id) else {
            faults.push(fault(
                &field,
                "Такого человека нет среди тех, кого можно спросить. Выберите из списка.",
            ));
            continue;
        };
        if steps.iter().any(|step| step.account_id == who.account_id) {
            faults.push(fault(&field, format!("{} указан(а) дважды. Оставьте одну строку.", who.name)));
            continue;
        }
        steps.push(NewStep {
            stage: party.stage,
            account_id: who.account_id.clone(),
            person: who.name.clone(),
            post: who.post.clone().unwrap_or_default(),
            org_title: who.org_title.clone(),
        });
    }
    if !faults.is_empty() {
        return Err(DraftRefused::Invalid(faults));
    }
    move_on(tx, house, draft, State::Agreement).await?;
    drafts::begin_round(tx, &draft.id, agree_by).await?;
    for step in &steps {
        agreement::add_step(tx, &draft.id, draft.round + 1, step).await?;
    }
    let what = format!("Отправлен на согласование: «{}», согласующих: {}", draft.title, steps.len());
    note(tx, house, author, "draft.sent_to_agreement", &draft.id, &what).await
}

/// Sends a paper to be signed without anybody's agreement; the reason is kept and printed in the sheet.
pub async fn send_unagreed(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    draft: &DraftRow,
    reason: &str,
    author: &Author,
) -> Result<(), DraftRefused> {
    ready(house, scope, draft)?;
    let reason = reason.trim();
    if reason.chars().count() < 5 || reason.chars().count() > 500 {
        let text = "Не указана причина или она длиннее 500 знаков. Напишите, почему согласование не нужно.";
        return Err(DraftRefused::invalid("reason", text));
    }
    move_on(tx, house, draft, State::Signing).await?;
    drafts::begin_round(tx, &draft.id, None).await?;
    drafts::note_unagreed(tx, &draft.id, reason).await?;
    let what = format!("Отправлен на подписание без согласования: «{}». Причина: {reason}", draft.title);
    note(tx, house, author, "draft.sent_to_signing", &draft.id, &what).await
}

/// Answers: agrees, or returns with a reason. The last agreement sends the paper to be signed.
pub async fn answer(
    tx: &mut Tx,
    house: &House,
    draft: &DraftRow,
    steps: &[StepRow],
    verdict: Verdict,
    reason: &str,
    author: &Author,
) -> Result<(), DraftRefused> {
    let asked: Vec<_> = steps.iter().filter(|step| step.round == draft.round).map(StepRow::asked).collect();
    if !asked.iter().any(|one| one.account_id == author.account_id) {
        return Err(DraftRefused::not_now(
            "Этот документ согласуют другие люди.",
            "Свои замечания передайте тому, кто его готовит.",
        ));
    }
    if draft.state() != State::Agreement {
        return Err(DraftRefused::not_now(
            format!("Согласование окончено: документ — {}.", draft.state().word()),
            "Откройте документ заново и посмотрите, что с ним.",
        ));
    }
    if !is_asked_now(&asked, &author.account_id) {
        return Err(DraftRefused::not_now(
            "Ваша очередь ещё не пришла, или вы уже ответили.",
            "Напоминание придёт, когда ответят те, кто согласует раньше.",
        ));
    }
    let reason = reason.trim();
    if verdict == Verdict::Returned && (reason.chars().count() < 5 || reason.chars().count() > 2000) {
        let text =
            "Не указана причина возврата или она длиннее 2000 знаков. По ней документ будут исправлять.";
        return Err(DraftRefused::invalid("reason", text));
    }
    let reason = if verdict == Verdict::Returned { reason } else { "" };
    if !agreement::decide(tx, draft, &author.account_id, verdict, reason, house.clock.now()).await? {
        return Err(DraftRefused::Changed);
    }
    // Two who answer at once: the database says what has come of all answers, not the page that each looked at.
    let now = agreement::steps_of(&mut *tx, draft).await?;
    let now: Vec<_> = now.iter().filter(|step| step.round == draft.round).map(StepRow::asked).collect();
    match outcome(&now) {
        Outcome::Waits => {}
        Outcome::Agreed => move_on(tx, house, draft, State::Signing).await?,
        Outcome::Returned => move_on(tx, house, draft, State::Draft).await?,
    }
    let (act, what) = match verdict {
        Verdict::Agreed => ("draft.agreed", format!("Согласован документ: «{}»", draft.title)),
        Verdict::Returned => {
            ("draft.returned", format!("Возвращён документ: «{}». Причина: {reason}", draft.title))
        }
    };
    note(tx, house, author, act, &draft.id, &what).await
}

/// A remark on a place of the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRemark<'a> {
    /// `paragraphs.2.text`; empty: the paper as a whole.
    pub field: &'a str,
    pub words: &'a str,
}

/// Writes a remark. Everybody of the round may, in their turn or out of it, while the paper is being agreed.
pub async fn write_remark(
    tx: &mut Tx,
    house: &House,
    draft: &DraftRow,
    steps: &[StepRow],
    new: &NewRemark<'_>,
    author: &Author,
) -> Result<String, DraftRefused> {
    if !steps.iter().any(|step| step.round == draft.round && step.account_id == author.account_id) {
        return Err(DraftRefused::not_now(
            "Замечания пишут те, кого попросили согласовать.",
            "Передайте замечание тому, кто готовит документ.",
        ));
    }
    if draft.state() != State::Agreement {
        return Err(DraftRefused::not_now(
            format!("Замечания принимаются во время согласования, а документ — {}.", draft.state().word()),
            "Передайте замечание тому, кто готовит документ.",
        ));
    }
    let words = new.words.trim();
    if words.is_empty() || words.chars().count() > 2000 {
        return Err(DraftRefused::invalid("words", "Замечание пусто или длиннее 2000 знаков."));
    }
    let kind = paper_kind(&house.region, &draft.kind).ok_or(DraftRefused::NotFound)?;
    let field_title = place_title(kind.layout, new.field);
    if !new.field.is_empty() && field_title.is_empty() {
        return Err(DraftRefused::invalid("field", "Такого места в документе нет. Выберите его из списка."));
    }
    let quote: String = shown(at(&draft.values(), new.field).as_ref()).chars().take(500).collect();
    let row = agreement::NewRemark {
        account_id: &author.account_id,
        person: &author.name,
        org_title: &author.org_title,
        field: new.field,
        field_title: &field_title,
        quote: &quote,
        words,
    };
    let id = agreement::add_remark(tx, draft, &row, house.clock.now()).await?;
    let what = format!("Замечание к документу: «{}»", draft.title);
    note(tx, house, author, "draft.remarked", &draft.id, &what).await?;
    Ok(id)
}

/// The value at a path.
fn at(values: &papers::Values, path: &str) -> Option<serde_json::Value> {
    let mut parts = path.split('.');
    let mut value = values.get(parts.next()?)?;
    for part in parts {
        value = match part.parse::<usize>() {
            Ok(place) => value.get(place.checked_sub(1)?)?,
            Err(_) => value.get(part)?,
        };
    }
    Some(value.clone())
}

/// Marks a remark as heeded.
pub async fn settle_remark(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    draft: &DraftRow,
    remark_id: &str,
    author: &Author,
) -> Result<(), DraftRefused> {
    if !scope.covers(&draft.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    if !draft.state().is_open() {
        return Err(crate::writing::frozen(draft));
    }
    if !agreement::settle(tx, draft, remark_id, house.clock.now()).await? {
        return Err(DraftRefused::NotFound);
    }
    note(tx, house, author, "draft.remark_settled", &draft.id, "Замечание учтено").await
}

/// Takes a paper back to be written on. What was agreed or signed counts no more.
pub async fn reopen(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    draft: &DraftRow,
    author: &Author,
) -> Result<(), DraftRefused> {
    if !scope.covers(&draft.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    if !draft.state().may_be_reopened() {
        return Err(DraftRefused::not_now(
            format!("В работу возвращать нечего: документ — {}.", draft.state().word()),
            "Зарегистрированный документ не изменяется: его заменяет новый.",
        ));
    }
    move_on(tx, house, draft, State::Draft).await?;
    drafts::forget_signing(tx, &draft.id).await?;
    let what = format!("Возвращён в работу: «{}», согласование начнётся заново", draft.title);
    note(tx, house, author, "draft.reopened", &draft.id, &what).await
}

/// Whether a paper can be sent on: open, within the scope, complete.
fn ready(house: &House, scope: &Scope, draft: &DraftRow) -> Result<(), DraftRefused> {
    if !scope.covers(&draft.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    if !draft.state().is_open() {
        return Err(DraftRefused::not_now(
            format!("Отправить можно проект в работе, а этот документ — {}.", draft.state().word()),
            "Откройте документ заново и посмотрите, что с ним.",
        ));
    }
    let kind = paper_kind(&house.region, &draft.kind).ok_or(DraftRefused::NotFound)?;
    let faults: Vec<FieldFault> = missing(kind.layout, &draft.values())
        .into_iter()
        .map(|one| FieldFault { field: format!("f.{}", one.path), text: one.text })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(DraftRefused::Invalid(faults)) }
}

async fn move_on(tx: &mut Tx, house: &House, draft: &DraftRow, to: State) -> Result<(), DraftRefused> {
    if drafts::move_on(tx, draft, to, house.clock.now()).await? { Ok(()) } else { Err(DraftRefused::Changed) }
}

fn fault(field: &str, text: impl Into<String>) -> FieldFault {
    FieldFault { field: field.to_owned(), text: text.into() }
}
