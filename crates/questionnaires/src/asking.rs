//! Putting a questionnaire to respondents, looking after their sheets, and what the poll proves in the end.

use access::audit::{self, Event, Who};
use access::{House, PageError, Scope};
use jiff::civil::Date;
use network::Filter;
use network::store::roll;
use region::{LibraryStatus, OrganisationKind};
use roadmap::rules::Activity;
use roadmap::store::Author;
use roadmap::{Board, NewEvidence, Proof, record_evidence};
use store::Tx;

use crate::store::answers::{self, MOST_ANSWERS, NewAnswer};
use crate::store::polls::{self, NewPoll, PollRow};
use crate::store::versions::VersionRow;

/// Whom a poll asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Organisations of the registry.
    Organisations {
        kind: OrganisationKind,
        /// Codes of municipalities; none: all.
        municipality: Option<String>,
        status: Option<LibraryStatus>,
    },
    /// Chosen organisations by code, name or ИНН, one a line.
    Chosen(Vec<String>),
    /// People by their logins.
    People(Vec<String>),
    /// Whoever has the link.
    Link,
}

/// A poll about to be opened.
#[derive(Debug, Clone)]
pub struct NewAsking {
    pub title: String,
    /// Year of the plan, printed number of the measure, key of the item, key of the slot.
    pub measure: Option<(i16, String, Option<String>, String)>,
    pub deadline: Date,
    pub audience: Audience,
}

/// Who has been found for an audience.
struct Respondent {
    kind: &'static str,
    org_id: String,
    org_code: String,
    municipality_id: Option<String>,
    account_id: Option<String>,
    name: String,
}

fn refused(why: impl Into<String>, next: &str) -> PageError {
    PageError::refused("Опрос не открыт", why, next)
}

/// Opens a poll of a published version and hands every respondent a sheet. Answers its id.
pub async fn ask(
    house: &House,
    version: &VersionRow,
    new: &NewAsking,
    place: &access::store::Place,
    author: &Author,
    scope: &Scope,
) -> Result<String, PageError> {
    if version.state != "published" {
        return Err(refused("Версия анкеты не опубликована.", "Опубликуйте её и откройте опрос."));
    }
    let title = new.title.trim();
    if title.is_empty() || title.chars().count() > 300 {
        return Err(refused("Не указано название, или оно длиннее 300 знаков.", "Назовите опрос."));
    }
    if new.deadline < house.clock.today() {
        return Err(refused("Срок уже прошёл.", "Укажите сегодняшний или будущий день."));
    }
    let measure = match &new.measure {
        None => None,
        Some((year, number, item, slot)) => {
            Some(measure_keys(house, scope, *year, number, item.as_deref(), slot, author).await?)
        }
    };
    let respondents = respondents(house, &new.audience).await?;
    let is_open = new.audience == Audience::Link;
    if respondents.is_empty() && !is_open {
        return Err(refused(
            "Ни одного респондента не найдено.",
            "Измените отбор: вид, муниципалитет, статус или список.",
        ));
    }
    if respondents.len() > usize::try_from(MOST_ANSWERS).unwrap_or(usize::MAX) {
        return Err(refused("Респондентов больше 20 000.", "Разделите опрос на несколько."));
    }
    let previous = answers::previous_of(&house.db, &version.questionnaire_id).await?;
    let now = house.clock.now();
    let link = is_open.then(access::random_token).transpose().map_err(PageError::Internal)?;
    let mut tx = house.db.begin().await?;
    let audience = audience_words(house, &new.audience, respondents.len());
    let row = NewPoll {
        questionnaire_id: &version.questionnaire_id,
        version_id: &version.id,
        title,
        measure: measure
            .as_ref()
            .map(|(year, measure, item, slot)| (*year, measure.as_str(), item.as_deref(), slot.as_str())),
        deadline: new.deadline,
        audience: &audience,
        link: link.as_deref(),
    };
    let by = (author.account_id.as_str(), author.name.as_str());
    let id = polls::add_poll(&mut tx, &row, place, by, now).await?;
    for one in &respondents {
        let before = previous.iter().rev().find(|(org_id, _)| *org_id == one.org_id && !org_id.is_empty());
        let new = NewAnswer {
            poll_id: &id,
            version_id: &version.id,
            kind: one.kind,
            org_id: &one.org_id,
            org_code: &one.org_code,
            municipality_id: one.municipality_id.as_deref(),
            account_id: one.account_id.as_deref(),
            respondent: &one.name,
            secret: None,
            previous_id: before.map(|(_, id)| id.as_str()),
        };
        answers::add(&mut tx, &new, now).await?;
    }
    let what = format!("Открыт опрос «{title}»: {audience}");
    let event = Event { act: "poll.opened", object: ("questionnaire_poll", &id), what: &what };
    audit::note(&mut tx, house, &author.who(), event).await?;
    tx.commit().await?;
    Ok(id)
}

/// The stable keys of the place in the plan that the poll will prove; the author must be able to record evidence there.
async fn measure_keys(
    house: &House,
    scope: &Scope,
    year: i16,
    number: &str,
    item: Option<&str>,
    slot: &str,
    author: &Author,
) -> Result<(i64, String, Option<String>, String), PageError> {
    let nowhere =
        || refused("Такого мероприятия нет, или вы в нём не исполнитель.", "Выберите мероприятие из списка.");
    let board = Board::of_year(house, scope, year).await?.ok_or_else(nowhere)?;
    let (_, measure) = board.measure(number).ok_or_else(nowhere)?;
    if !roadmap::may_write(house, scope, &board, measure, author) {
        return Err(nowhere());
    }
    let item = match item {
        None => None,
        Some(number) => Some(measure.items.iter().find(|one| one.number == number).ok_or_else(nowhere)?),
    };
    let term = item.and_then(|one| one.term.as_ref()).unwrap_or(&measure.term);
    let slots = roadmap::rules::slots_of(term, board.year);
    let slot = slots.iter().find(|one| one.key == slot).ok_or_else(nowhere)?;
    let keys = &board.version.keys;
    let item_key = item.map(|one| keys.key(&one.number).to_owned());
    Ok((i64::from(year), keys.key(number).to_owned(), item_key, slot.key.clone()))
}

async fn respondents(house: &House, audience: &Audience) -> Result<Vec<Respondent>, PageError> {
    let today = house.clock.today();
    let program = Scope::of_the_program();
    match audience {
        Audience::Link => Ok(Vec::new()),
        Audience::Organisations { kind, municipality, status } => {
            let roll = roll(&house.db).await?;
            let filter = Filter {
                kind: Some(*kind),
                municipality: municipality.clone(),
                status: *status,
                ..Filter::on(today)
            };
            let (found, _) = roll.all(&program, &filter);
            Ok(found.iter().map(organisation).collect())
        }
        Audience::Chosen(lines) => {
            let roll = roll(&house.db).await?;
            let mut found: Vec<Respondent> = Vec::new();
            for line in lines {
                let one = find_organisation(&roll, &program, line, today).ok_or_else(|| {
                    refused(
                        format!("Организация «{line}» в реестре не найдена, или таких несколько."),
                        "Укажите код из реестра сети.",
                    )
                })?;
                if !found.iter().any(|known| known.org_id == one.org_id) {
                    found.push(one);
                }
            }
            Ok(found)
        }
        Audience::People(logins) => {
            let mut found: Vec<Respondent> = Vec::new();
            for login in logins {
                let actor = access::store::actor_of_login(&house.db, login).await?;
                let actor = actor.filter(|actor| actor.role().is_some()).ok_or_else(|| {
                    refused(
                        format!("Действующей учётной записи «{login}» нет."),
                        "Проверьте логины: по одному в строке.",
                    )
                })?;
                if found.iter().any(|known| known.account_id.as_ref() == Some(&actor.account_id)) {
                    continue;
                }
                found.push(Respondent {
                    kind: "person",
                    org_id: actor.membership.org_id.clone(),
                    org_code: actor.membership.org_code.clone(),
                    municipality_id: actor.membership.municipality_id.clone(),
                    name: actor.name,
                    account_id: Some(actor.account_id),
                });
            }
            Ok(found)
        }
    }
}

fn organisation(listed: &network::rules::Listed<'_>) -> Respondent {
    Respondent {
        kind: "organisation",
        org_id: listed.organisation.id.clone(),
        org_code: listed.organisation.code.clone(),
        municipality_id: listed.organisation.municipality_id.clone(),
        account_id: None,
        name: listed.name.short.clone(),
    }
}

fn find_organisation(
    roll: &network::rules::Roll,
    scope: &Scope,
    line: &str,
    today: Date,
) -> Option<Respondent> {
    if let Some(listed) = roll.find(scope, line, today) {
        return Some(organisation(&listed));
    }
    let filter = Filter { q: line.to_owned(), ..Filter::on(today) };
    let (found, _) = roll.all(scope, &filter);
    let exact: Vec<_> = found
        .iter()
        .filter(|one| {
            ui::ru::fold(&one.name.short) == ui::ru::fold(line) || one.organisation.contacts.inn == line
        })
        .collect();
    match (exact.as_slice(), found.as_slice()) {
        ([one], _) => Some(organisation(one)),
        (_, [one]) => Some(organisation(one)),
        _ => None,
    }
}

fn audience_words(house: &House, audience: &Audience, count: usize) -> String {
    match audience {
        Audience::Link => "все, у кого есть ссылка".to_owned(),
        Audience::People(_) => format!("отдельные люди: {count}"),
        Audience::Chosen(_) => format!("выбранные организации: {count}"),
        Audience::Organisations { municipality, status, .. } => {
            let mut words = format!("организации из реестра: {count}");
            if let Some(code) = municipality {
                let name = house.region.municipality(code).and_then(|one| one.names.last());
                words.push_str(&format!("; {}", name.map_or(code.as_str(), |name| &name.short)));
            }
            if let Some(status) = status {
                words.push_str(&format!("; статус {}", house.region.statuses.short(*status)));
            }
            words
        }
    }
}

/// A visitor with the link begins: answers the secret of the sheet.
pub async fn begin_by_link(house: &House, poll: &PollRow) -> Result<String, PageError> {
    if !poll.is_open() || poll.respondents >= MOST_ANSWERS {
        return Err(PageError::LinkIsOver {
            what: "Опрос завершён, новые ответы не принимаются.".into(),
            next: "Если вы хотели ответить, обратитесь к организатору.".into(),
        });
    }
    let secret = access::random_token().map_err(PageError::Internal)?;
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let new = NewAnswer {
        poll_id: &poll.id,
        version_id: &poll.version_id,
        kind: "public",
        org_id: "",
        org_code: "",
        municipality_id: None,
        account_id: None,
        respondent: &format!("Посетитель {}", poll.respondents + 1),
        secret: Some(&secret),
        previous_id: None,
    };
    let id = answers::add(&mut tx, &new, now).await?;
    let what = format!("По ссылке начат ответ на «{}»", poll.title);
    let event = Event { act: "poll.answer_begun", object: ("questionnaire_answer", &id), what: &what };
    audit::note(&mut tx, house, &Who::nobody(), event).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Closes a poll and, where it belongs to a measure, records it as evidence; or only the latter while it goes on.
pub async fn close_and_prove(
    house: &House,
    poll: &PollRow,
    closes: bool,
    scope: &Scope,
    author: &Author,
) -> Result<(), PageError> {
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    if closes {
        if !polls::close(&mut tx, poll, now).await? {
            return Err(PageError::Conflict { what: "Опрос уже закрыт.".into() });
        }
        let what = format!("Закрыт опрос «{}»: ответов {} из {}", poll.title, poll.sent, poll.respondents);
        let event = Event { act: "poll.closed", object: ("questionnaire_poll", &poll.id), what: &what };
        audit::note(&mut tx, house, &author.who(), event).await?;
    }
    prove(&mut tx, house, poll, scope, author).await?;
    tx.commit().await?;
    Ok(())
}

async fn prove(
    tx: &mut Tx,
    house: &House,
    poll: &PollRow,
    scope: &Scope,
    author: &Author,
) -> Result<(), PageError> {
    let (Some(year), Some(measure_key), Some(slot_key)) = (poll.plan_year, &poll.measure_key, &poll.slot_key)
    else {
        return Ok(());
    };
    if poll.evidence_id.is_some() || poll.sent == 0 {
        return Ok(());
    }
    let year = i16::try_from(year).map_err(|_| PageError::NotFound)?;
    let board = Board::of_year(house, scope, year).await?.ok_or(PageError::NotFound)?;
    let new = NewEvidence {
        measure_key: measure_key.clone(),
        item_key: poll.item_key.clone(),
        slot_key: slot_key.clone(),
        kind: None,
        title: format!("Опрос «{}»", poll.title),
        happened_on: house.clock.today(),
        proof: Proof::Activity { kind: Activity::Questionnaire, path: poll.path() },
        note: format!("Ответов {} из {}.", poll.sent, poll.respondents),
    };
    let id =
        record_evidence(tx, house, scope, &board, &new, author).await.map_err(|refused| match refused {
            roadmap::EvidenceRefused::Store(error) => error.into(),
            told => PageError::refused(
                "Подтверждение не записано",
                told.to_string(),
                "Проверьте, что мероприятие есть в действующем плане и вы в нём исполнитель.",
            ),
        })?;
    polls::set_evidence(tx, poll, &id).await?;
    Ok(())
}
