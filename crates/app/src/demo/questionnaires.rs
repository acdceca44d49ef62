//! Polls of the demonstration: questionnaires of the region's pack, published, asked of every school and answered by those
//! that have an account, all through the doors that pages use.

use ::questionnaires::store::{answers, polls, versions};
use ::questionnaires::{Audience, Incoming, NewAsking, Sheet};
use access::{Actor, Deed, House, MembershipState, Role, Subject};
use anyhow::{Context, Result, anyhow};
use jiff::ToSpan;
use region::{DemoPoll, OrganisationKind, ShippedForm};
use roadmap::Board;
use roadmap::store::Author;
use store::Clock;

/// Opens the polls that the pack names.
pub async fn ask_some(house: &House) -> Result<()> {
    for form in &house.region.forms {
        if let Some(demo) = &form.demo {
            ask(house, form, demo).await.with_context(|| format!("опрос {}", form.name))?;
        }
    }
    Ok(())
}

fn told(error: access::PageError) -> anyhow::Error {
    anyhow!("{error:?}")
}

async fn ask(house: &House, form: &ShippedForm, demo: &DemoPoll) -> Result<()> {
    let today = house.clock.today();
    let day = today.saturating_sub(demo.opened_days_ago.days());
    let at = house.region.region.instant(day.at(10, 0, 0, 0))?;
    let then = House { clock: Clock::standing_at(at, house.clock.zone().clone()), ..house.clone() };
    let actor = access::store::actor_of_login(&house.db, &demo.by).await?.context("автор опроса")?;
    let author = Author::of_actor(&actor).context("полномочия автора")?;
    let place = actor.membership.place();
    let scope = actor.scope(Subject::Questionnaire, Deed::Write);
    let checked = ::questionnaires::check(form.text.as_bytes(), &form.name);
    let mut tx = house.db.begin().await?;
    let (id, version) =
        ::questionnaires::upload(&mut tx, &then, None, &checked, &place, &author).await.map_err(told)?;
    tx.commit().await?;
    let found = versions::questionnaire(&house.db, &scope, &id).await?.context("анкета")?;
    let draft = versions::version(&house.db, &found, &version).await?.context("черновик")?;
    let mut tx = house.db.begin().await?;
    ::questionnaires::publish_version(&mut tx, &then, &draft, &form.title, &author).await.map_err(told)?;
    tx.commit().await?;
    let published = versions::version(&house.db, &found, &version).await?.context("версия")?;
    let planning = actor.scope(Subject::RoadmapExecution, Deed::Write);
    let year = house.region.region.plan_year;
    let board = Board::of_year(house, &planning, year).await.map_err(told)?.context("план")?;
    let (_, measure) = board.measure(&demo.measure).context("мероприятие")?;
    let item = demo.item.as_ref().and_then(|number| measure.items.iter().find(|one| one.number == *number));
    let term = item.and_then(|one| one.term.as_ref()).unwrap_or(&measure.term);
    let slots = roadmap::rules::slots_of(term, board.year);
    let slot = slots.get(usize::from(demo.slot.unwrap_or(1).saturating_sub(1))).context("срок")?;
    let new = NewAsking {
        title: demo.title.clone(),
        measure: Some((year, demo.measure.clone(), demo.item.clone(), slot.key.clone())),
        deadline: day.saturating_add(demo.days.days()),
        audience: Audience::Organisations {
            kind: OrganisationKind::School,
            municipality: None,
            status: None,
        },
    };
    let poll =
        ::questionnaires::ask(&then, &published, &new, &place, &author, &planning).await.map_err(told)?;
    let poll = polls::poll(&house.db, &scope, &poll).await?.context("опрос")?;
    answer_all(&then, &poll.id).await
}

/// The schools of the story answer: most send, the last one is still at it.
async fn answer_all(house: &House, poll_id: &str) -> Result<()> {
    let accounts = house.region.demo.accounts.iter().filter(|one| {
        matches!(one.role, Role::School | Role::MunicipalCentre) && one.state == MembershipState::Active
    });
    let logins: Vec<&str> = accounts.map(|one| one.login.as_str()).collect();
    for (place, login) in logins.iter().enumerate() {
        let actor = access::store::actor_of_login(&house.db, login).await?.context("школа")?;
        let is_last = place + 1 == logins.len();
        answer(house, &actor, poll_id, place, !is_last).await.with_context(|| format!("ответ {login}"))?;
    }
    Ok(())
}

async fn answer(house: &House, actor: &Actor, poll_id: &str, variety: usize, sends: bool) -> Result<()> {
    let scope = actor.scope(Subject::QuestionnaireAnswer, Deed::Write);
    let own = answers::own_list(&house.db, &scope, &actor.account_id).await?;
    let Some(found) = own.into_iter().find(|one| one.poll_id == poll_id && one.state == "waiting") else {
        return Ok(());
    };
    let mut sheet = Sheet::open(house, found).await.map_err(told)?;
    let client = store::new_id();
    let mut seq = 0;
    // Answers bring further questions into sight: a few rounds reach them all.
    for _ in 0..3 {
        let mut incoming = Vec::new();
        for node in sheet.session.nodes() {
            let Some(value) = invented(&mut sheet, &node.path, variety + incoming.len()) else { continue };
            seq += 1;
            let client = client.clone();
            incoming.push(Incoming { path: node.path, value, client, seq, ..Incoming::default() });
            if !sends && incoming.len() >= 5 {
                break;
            }
        }
        if incoming.is_empty() {
            break;
        }
        let by = &actor.account_id;
        ::questionnaires::save(house, &mut sheet, &incoming, by).await.map_err(|one| anyhow!("{one:?}"))?;
        if !sends {
            return Ok(());
        }
    }
    let who = Author::of_actor(actor).context("полномочия")?.who();
    ::questionnaires::send(house, &mut sheet, &who, None).await.map_err(|refused| anyhow!("{refused:?}"))
}

/// An answer that the form takes, for a question that waits for one.
fn invented(sheet: &mut Sheet, path: &str, variety: usize) -> Option<String> {
    let id = *sheet.version.shown.get(&::questionnaires::rules::pattern(path))?;
    let session = &sheet.session;
    let is_waiting = sheet.version.expects_an_answer(id)
        && session.is_relevant(path) == Some(true)
        && session.value(path).is_some_and(|value| value.is_empty());
    if !is_waiting {
        return None;
    }
    let element = sheet.version.form().element(id).clone();
    let candidates: Vec<String> = if element.is_select() {
        let offers = session.choices(path)?;
        let many = offers.len().max(1);
        (0..many).map(|step| offers[(variety + step) % many].value.clone()).collect()
    } else {
        match element.bind_text("type").unwrap_or_default() {
            "int" | "decimal" => [312 + variety, 40, 12, 3, 1, 0].iter().map(ToString::to_string).collect(),
            "date" => vec!["2024-09-02".to_owned()],
            "string" if element.control_tag == "input" => vec!["Ответ для показа".to_owned()],
            _ => Vec::new(),
        }
    };
    candidates.into_iter().find(|value| {
        let is_taken =
            sheet.session.answer(path, value).is_ok() && sheet.session.check_answer(path).errors.is_empty();
        if !is_taken {
            let _ = sheet.session.answer(path, "");
        }
        is_taken
    })
}
