//! One membership: its card, and everything that a curator does with it.

use access::links::password_link;
use access::store::{self as sql, RosterLine, history};
use access::{FormData, House, MembershipState, PageError, PageResult, Scope, Visitor, state_title};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::civil::Date;
use ui::Chrome;

use super::history::{Event, event};
use super::{LinkPage, fault_of, refused, shown_link};
use crate::Curator;
use crate::door::note;
use crate::rules::{Fault, NewPerson, days};

const EVENTS: i64 = 30;
const MAX_REASON: usize = 500;

/// How a curator has made sure who is asking for a new password.
const WAYS: [(&str, &str); 3] = [
    ("person", "лично"),
    ("telephone", "по телефону организации, который был известен раньше"),
    ("video", "по видеосвязи"),
];

#[derive(Template)]
#[template(path = "access_member.html")]
struct MemberPage {
    chrome: Chrome,
    faults: Vec<Fault>,
    id: String,
    name: String,
    login: String,
    role: String,
    organisation: String,
    org_code: String,
    state: MembershipState,
    state_word: &'static str,
    term: String,
    reason: String,
    deputy_of: Option<(String, String)>,
    signed_in: String,
    has_email: bool,
    has_second_factor: bool,
    is_closed: bool,
    why_not_the_account: Option<&'static str>,
    is_own: bool,
    ways: [(&'static str, &'static str); 3],
    typed: Typed,
    events: Vec<Event>,
}

/// What was typed into the forms of the card.
#[derive(Debug, Clone, Default)]
struct Typed {
    reason: String,
    from: String,
    to: String,
    last_day: String,
    surname: String,
    given: String,
    patronymic: String,
}

impl MemberPage {
    fn fault(&self, field: &str) -> Option<&str> {
        fault_of(&self.faults, field)
    }
    fn is_active(&self) -> bool {
        self.state == MembershipState::Active
    }
    fn has_ended(&self) -> bool {
        self.state == MembershipState::Ended
    }
    fn is_suspended(&self) -> bool {
        self.state == MembershipState::Suspended
    }
}

async fn page(
    house: &House,
    curator: &Curator,
    chrome: Chrome,
    line: &RosterLine,
    faults: Vec<Fault>,
    typed: Option<Typed>,
) -> Result<MemberPage, PageError> {
    let (scope, roles) = (curator.scope(), curator.roles_for_sql());
    let events = history(&house.db, scope, roles, Some(&line.membership_id), i64::MAX, EVENTS).await?;
    let deputy_of = match &line.deputy_of {
        Some(id) => {
            sql::roster_line(&house.db, scope, roles, id).await?.map(|one| (one.membership_id, one.name))
        }
        None => None,
    };
    let term = line.term();
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    let state = line.state_on(house.clock.today());
    Ok(MemberPage {
        chrome,
        faults,
        id: line.membership_id.clone(),
        name: line.name.clone(),
        login: line.login.clone(),
        role: line.role().map_or("", |role| house.role_title(role)).to_owned(),
        organisation: line.org_title.clone(),
        org_code: line.org_code.clone(),
        state,
        state_word: state_title(state),
        term: term.as_told(),
        reason: line.reason.clone(),
        deputy_of,
        signed_in: line
            .signed_in_at
            .map_or_else(|| "ещё не входил(а)".to_owned(), |at| access::letters::moment(house, at)),
        has_email: line.has_email != 0,
        has_second_factor: line.has_second_factor != 0,
        is_closed: line.is_closed,
        why_not_the_account: curator.why_not_the_account(house, line).await?,
        is_own: line.account_id == curator.account_id,
        ways: WAYS,
        typed: typed.unwrap_or_else(|| Typed {
            from: day(term.first_day()),
            to: day(term.last_day()),
            last_day: house.clock.today().to_string(),
            ..Typed::default()
        }),
        events: events.into_iter().map(|line| event(house, line)).collect(),
    })
}

/// `GET /access/people/{member}`
pub async fn show(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let line = curator.member(&house, &id).await?;
    let page = page(&house, &curator, visitor.chrome, &line, Vec::new(), None).await?;
    Ok(Html(page.render()?).into_response())
}

/// The card again, with what is wrong and what was typed.
async fn refuse(
    house: &House,
    curator: &Curator,
    visitor: Visitor,
    line: &RosterLine,
    form: &FormData,
    faults: Vec<Fault>,
) -> PageResult {
    let text = |name: &str| form.text(name).to_owned();
    let typed = Typed {
        reason: text("reason"),
        from: text("from"),
        to: text("to"),
        last_day: text("last_day"),
        surname: text("surname"),
        given: text("name"),
        patronymic: text("patronymic"),
    };
    refused(&page(house, curator, visitor.chrome, line, faults, Some(typed)).await?)
}

fn back(id: &str) -> Response {
    Redirect::to(&format!("/access/people/{id}")).into_response()
}

/// Nobody takes his own role away by a slip of the hand: somebody else has to.
fn refuse_own(curator: &Curator, line: &RosterLine) -> Result<(), PageError> {
    if line.account_id != curator.account_id {
        return Ok(());
    }
    Err(PageError::refused(
        "Собственные полномочия не изменены",
        "Свои полномочия не меняют: так нельзя случайно остаться без доступа.",
        "Попросите другого администратора или вышестоящего куратора.",
    ))
}

pub(super) fn reason_fault(form: &FormData) -> Option<Fault> {
    let reason = form.text("reason");
    if reason.is_empty() {
        return Some(Fault::new("reason", "Причина не указана: её увидят человек и вышестоящий куратор."));
    }
    (reason.chars().count() > MAX_REASON)
        .then(|| Fault::new("reason", format!("Причина длиннее {MAX_REASON} знаков.")))
}

/// `POST /access/people/{member}/suspend`
pub async fn suspend(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let line = curator.member(&house, &id).await?;
    refuse_own(&curator, &line)?;
    if let Some(fault) = reason_fault(&form) {
        return refuse(&house, &curator, visitor, &line, &form, vec![fault]).await;
    }
    let step = (MembershipState::Active, MembershipState::Suspended);
    change_state(&house, &curator, &id, step, form.text("reason"), "Доступ приостановлен").await?;
    Ok(back(&id))
}

/// `POST /access/people/{member}/resume`
pub async fn resume(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let line = curator.member(&house, &id).await?;
    refuse_own(&curator, &line)?;
    let step = (MembershipState::Suspended, MembershipState::Active);
    change_state(&house, &curator, &id, step, "", "Доступ возобновлён").await?;
    Ok(back(&id))
}

async fn change_state(
    house: &House,
    curator: &Curator,
    id: &str,
    step: (MembershipState, MembershipState),
    reason: &str,
    what: &str,
) -> Result<(), PageError> {
    let mut tx = house.db.begin().await?;
    if !sql::change_membership_state(&mut tx, id, step, reason).await? {
        return Err(changed_meanwhile());
    }
    let act = if step.1 == MembershipState::Active { "membership.resumed" } else { "membership.suspended" };
    note(&mut tx, house, curator, ("membership", id), act, what).await?;
    tx.commit().await?;
    Ok(())
}

fn changed_meanwhile() -> PageError {
    PageError::Conflict {
        what: "Состояние полномочий тем временем изменилось. Ничего не сохранено.".into()
    }
}

/// `POST /access/people/{member}/term`
pub async fn set_term(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let line = curator.member(&house, &id).await?;
    refuse_own(&curator, &line)?;
    let term = match days(&form) {
        Ok(days) => days.term(),
        Err(fault) => return refuse(&house, &curator, visitor, &line, &form, vec![fault]).await,
    };
    if line.deputy_of.is_some() && term.last_day().is_none() {
        let fault = Fault::new("to", "У заместителя всегда есть последний день.");
        return refuse(&house, &curator, visitor, &line, &form, vec![fault]).await;
    }
    let mut tx = house.db.begin().await?;
    if !sql::set_term(&mut tx, &id, term).await? {
        return Err(changed_meanwhile());
    }
    let what = format!("Срок полномочий: {}", term.as_told());
    note(&mut tx, &house, &curator, ("membership", &id), "membership.term_set", &what).await?;
    tx.commit().await?;
    Ok(back(&id))
}

/// `POST /access/people/{member}/end`
pub async fn end(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let line = curator.member(&house, &id).await?;
    refuse_own(&curator, &line)?;
    let last_day = last_day(&form);
    let faults: Vec<Fault> =
        reason_fault(&form).into_iter().chain(last_day.as_ref().err().cloned()).collect();
    let (Ok(last_day), true) = (last_day, faults.is_empty()) else {
        return refuse(&house, &curator, visitor, &line, &form, faults).await;
    };
    let leaves = form.text("leaves") == "yes";
    let mut tx = house.db.begin().await?;
    end_on(&mut tx, &house, &curator, &line, last_day, form.text("reason"), leaves).await?;
    tx.commit().await?;
    Ok(back(&id))
}

pub(super) fn last_day(form: &FormData) -> Result<Date, Fault> {
    let day = form.text("last_day").parse::<Date>().ok().filter(|day| (1990..=2200).contains(&day.year()));
    day.ok_or_else(|| Fault::new("last_day", "Последний день не указан или не распознан."))
}

/// Ends a membership after a last day, and the post with it when its holder leaves.
pub(super) async fn end_on(
    tx: &mut store::Tx,
    house: &House,
    curator: &Curator,
    line: &RosterLine,
    last_day: Date,
    reason: &str,
    leaves: bool,
) -> Result<(), PageError> {
    let id = &line.membership_id;
    if !sql::end_membership(tx, id, last_day, house.clock.today(), reason).await? {
        return Err(changed_meanwhile());
    }
    if leaves {
        // Whether this curator may take the role has been asked; that its holder no longer has the post follows from it.
        let place = sql::Place {
            org_id: line.org_id.clone(),
            org_code: line.org_code.clone(),
            org_title: line.org_title.clone(),
            municipality_id: line.municipality_id.clone(),
        };
        people::end_posts(tx, &Scope::of_the_program(), &line.account_id, &place, last_day).await?;
    }
    let what = format!("Полномочия завершены, последний день — {}", ui::ru::date_long(last_day));
    note(tx, house, curator, ("membership", id), "membership.ended", &what).await?;
    Ok(())
}

/// `POST /access/people/{member}/name`
pub async fn rename(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let line = curator.member(&house, &id).await?;
    refuse_account(&house, &curator, &line).await?;
    let person = NewPerson::typed(&form);
    let faults = person.faults_of_named();
    if !faults.is_empty() {
        return refuse(&house, &curator, visitor, &line, &form, faults).await;
    }
    let mut tx = house.db.begin().await?;
    sql::rename(&mut tx, &line.account_id, &person.initials()).await?;
    note(&mut tx, &house, &curator, ("membership", &id), "account.renamed", "Имя учётной записи исправлено")
        .await?;
    tx.commit().await?;
    Ok(back(&id))
}

async fn refuse_account(house: &House, curator: &Curator, line: &RosterLine) -> Result<(), PageError> {
    match curator.why_not_the_account(house, line).await? {
        None => Ok(()),
        Some(why) => Err(PageError::refused(
            "Учётная запись не изменена",
            why,
            "Обратитесь к вышестоящему куратору или администратору.",
        )),
    }
}

/// `POST /access/people/{member}/password-link`: a new password for whoever has lost the mail too.
pub async fn make_password_link(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let line = curator.member(&house, &id).await?;
    refuse_account(&house, &curator, &line).await?;
    let way = WAYS.iter().find(|(code, _)| *code == form.text("way"));
    let Some((_, way)) = way else {
        let fault =
            Fault::new("way", "Отметьте, как вы убедились, что пароль просит сам владелец учётной записи.");
        return refuse(&house, &curator, visitor, &line, &form, vec![fault]).await;
    };
    let drops_second_factor = form.text("second_factor") == "drop" && line.has_second_factor != 0;
    let mut tx = house.db.begin().await?;
    let (path, until) =
        password_link(&mut tx, &house, &line.account_id, &line.login, drops_second_factor).await?;
    let and_factor = if drops_second_factor { ", второй фактор будет снят" } else { "" };
    let what = format!(
        "Куратор выдал ссылку для нового пароля (личность подтверждена: {way}){and_factor}; все сеансы завершены"
    );
    note(&mut tx, &house, &curator, ("membership", &id), "account.password_link_made", &what).await?;
    tx.commit().await?;
    let page = LinkPage {
        chrome: visitor.chrome,
        heading: "Ссылка для нового пароля",
        whom: format!("{}, {}", line.name, line.org_title),
        link: shown_link(&house, &path),
        until: access::letters::moment(&house, until),
        is_sent: false,
        is_password: true,
        back: format!("/access/people/{id}"),
    };
    Ok(Html(page.render()?).into_response())
}
