//! The demonstration: the region pack's story told through the same functions that people and programs use.
//!
//! Nothing here writes a row of its own. Documents are registered, evidence recorded and accepted, requirements refined
//! and comments written at the moments that the story names, by the people that it names, within their scopes.

mod papers_on_their_way;
mod people_of_the_story;
mod questionnaires;
mod statuses;

use std::collections::{BTreeMap, HashMap};

use access::{Actor, Deed, House, MembershipState, Subject};
use anyhow::{Context, Result, anyhow};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use region::{Decision, DemoEvidence, RegionPack};
use roadmap::store::Author;
use roadmap::store::plans::{self, NewVersion};
use roadmap::{Board, NewEvidence, Proof, Verdict, rules};
use store::Clock;

/// Loads the region's municipalities and organisations into an empty registry.
pub async fn load_region(house: &House) -> Result<()> {
    let mut tx = house.db.begin().await?;
    network::load_pack(&mut tx, &house.region, house.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// How many of the last days people were reminded on. A whole year of letters would make a newcomer wait.
const MORNINGS: i64 = 7;

/// Tells the story without its letters: what tests begin with.
pub async fn seed(house: &House) -> Result<Option<String>> {
    tell(house, 0).await
}

/// Tells the story with the reminders and letters of its last days: what the demonstration opens with.
pub async fn seed_with_mornings(house: &House) -> Result<Option<String>> {
    tell(house, MORNINGS).await
}

/// Tells the story up to the house's today. Data that has been kept from an earlier run is left as it is.
/// Answers an API token for the demonstration's institute, when the data is fresh.
async fn tell(house: &House, mornings: i64) -> Result<Option<String>> {
    let region = house.region.clone();
    let scope = access::Scope::of_the_program();
    if plans::plan_of_year(&house.db, &scope, region.region.plan_year).await?.is_some() {
        return Ok(None);
    }
    add_accounts(house).await.context("учётные записи")?;
    let today = house.clock.today();
    let mut story = Story {
        house: house_at_its_own_time(house),
        region: region.clone(),
        evidence_ids: HashMap::new(),
        made: papers_on_their_way::Made::default(),
    };
    let days = (1..=mornings).map(|ago| today.saturating_sub(ago.days()));
    let mornings = days.map(|day| (day.at(9, 0, 0, 0), Event::Morning));
    let mut events = events(&region);
    events.extend(mornings);
    events.sort_by_key(|(at, _)| *at);
    for (at, event) in events {
        if at.date() > today {
            break;
        }
        let moment = region.region.instant(at).with_context(|| format!("момент {at}"))?;
        story.house.clock.set(moment);
        story.happen(event).await.with_context(|| format!("событие {at}"))?;
    }
    crate::demo_texts::tell(house).await.context("тексты с редакциями")?;
    crate::demo_equipment::tell(house).await.context("оснащение")?;
    crate::demo_kits::tell(house).await.context("кейс документов")?;
    story.attach_schools().await.context("кого обслуживают центры")?;
    questionnaires::ask_some(house).await.context("анкеты")?;
    settle_memberships(house).await.context("состояния полномочий")?;
    crate::demo_access::invite_some(house).await.context("приглашения")?;
    let token = add_api_token(house).await?;
    Ok(Some(token))
}

/// A house whose clock stands where the story is.
pub(crate) fn house_at_its_own_time(house: &House) -> House {
    let start = jiff::Timestamp::UNIX_EPOCH;
    House { clock: Clock::standing_at(start, house.clock.zone().clone()), ..house.clone() }
}

async fn add_accounts(house: &House) -> Result<()> {
    let scope = access::Scope::of_the_program();
    let today = house.clock.today();
    for account in &house.region.demo.accounts {
        let hash = access::store::hash_password(&account.password, house.settings.password_cost).await?;
        let since = house.region.region.instant(account.since.at(9, 0, 0, 0))?.as_microsecond();
        let mut tx = house.db.begin().await?;
        let place = network::place_of(&mut tx, &account.organisation, today)
            .await
            .with_context(|| format!("организация {}", account.organisation))?;
        let name = ui::ru::initials(&account.surname, &account.name, &account.patronymic);
        let account_id = access::store::add_account(&mut tx, &account.login, &name, &hash, since).await?;
        let address = format!("{}@demo.example", account.login);
        access::store::set_email(&mut tx, &account_id, Some(&address)).await?;
        // Whoever left or was suspended worked until then; the story needs them, so the state comes after it.
        let state = match account.state {
            MembershipState::Invited => MembershipState::Invited,
            _ => MembershipState::Active,
        };
        access::store::add_membership(&mut tx, &account_id, &place, account.role, state, since).await?;
        let name = people::PersonName {
            surname: account.surname.clone(),
            name: account.name.clone(),
            patronymic: account.patronymic.clone(),
        };
        let person = people::NewPerson { name, account_id: Some(account_id) };
        let person_id = people::add_person(&mut tx, &scope, &person, since).await?;
        let term = people::PostTerm::new(Some(account.since), account.until).context("срок должности")?;
        people::add_post(&mut tx, &scope, &person_id, &place, &account.post, term, since).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Brings the memberships to the states in which the demonstration opens.
async fn settle_memberships(house: &House) -> Result<()> {
    let accounts = house.region.demo.accounts.iter();
    for account in
        accounts.filter(|one| matches!(one.state, MembershipState::Suspended | MembershipState::Ended))
    {
        let actor =
            access::store::actor_of_login(&house.db, &account.login).await?.context("учётная запись")?;
        let mut tx = house.db.begin().await?;
        access::store::set_membership_state(&mut tx, &actor.membership.id, account.state).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn add_api_token(house: &House) -> Result<String> {
    let institute = house.region.demo.accounts.iter().find(|account| {
        account.role == access::Role::Institute && account.state == access::MembershipState::Active
    });
    let login = &institute.context("в демонстрации нет учётной записи института")?.login;
    let actor = access::store::actor_of_login(&house.db, login).await?.context("учётная запись института")?;
    let token = access::new_api_token().map_err(|error| anyhow!(error))?;
    let now = house.clock.now();
    let new = access::store::NewApiToken {
        title: "Демонстрация",
        membership_id: &actor.membership.id,
        created_by: &actor.account_id,
        scopes: &access::TokenScope::ALL,
        expires_at: now + 365 * 24 * 3600 * 1_000_000,
    };
    let mut tx = house.db.begin().await?;
    access::store::add_api_token(&mut tx, &token, &new, now).await?;
    tx.commit().await?;
    Ok(token)
}

/// Something that happens in the story.
#[derive(Clone, Copy)]
enum Event<'a> {
    Version(usize),
    Publish(&'a region::Publication),
    Record(&'a DemoEvidence),
    Decide(&'a DemoEvidence),
    Requirement(&'a region::RequirementChange),
    Comment(&'a region::DemoComment),
    NotCarriedOut(&'a region::NotCarriedOut),
    Morning,
    Personal(people_of_the_story::Deed<'a>),
    Directive(&'a region::DemoDirective),
    Paper(papers_on_their_way::Step<'a>),
}

/// The whole story in the order of time; at the same moment things are made before they are decided on.
fn events(region: &RegionPack) -> Vec<(DateTime, Event<'_>)> {
    let demo = &region.demo;
    let mut events: Vec<(DateTime, Event<'_>)> = Vec::new();
    events.extend(
        demo.plan_versions.iter().enumerate().map(|(n, version)| (version.recorded_at, Event::Version(n))),
    );
    events.extend(demo.statuses.directives.iter().map(|one| (one.recorded_at, Event::Directive(one))));
    events.extend(demo.publication.iter().map(|publication| (publication.at, Event::Publish(publication))));
    events.extend(demo.requirement_changes.iter().map(|change| (change.at, Event::Requirement(change))));
    events.extend(demo.evidence.iter().map(|evidence| (evidence.recorded_at, Event::Record(evidence))));
    events.extend(demo.comments.iter().map(|comment| (comment.at, Event::Comment(comment))));
    events.extend(demo.not_carried_out.iter().map(|mark| (mark.at, Event::NotCarriedOut(mark))));
    events.extend(
        demo.evidence
            .iter()
            .filter_map(|evidence| Some((evidence.decision.made()?.1, Event::Decide(evidence)))),
    );
    events.extend(
        papers_on_their_way::steps(&demo.drafts).into_iter().map(|(at, step)| (at, Event::Paper(step))),
    );
    events.extend(people_of_the_story::deeds(demo).map(|(at, deed)| (at, Event::Personal(deed))));
    events.sort_by_key(|(at, _)| *at);
    events
}

struct Story {
    house: House,
    region: std::sync::Arc<RegionPack>,
    /// Key of the story's evidence → id.
    evidence_ids: HashMap<String, String>,
    made: papers_on_their_way::Made,
}

impl Story {
    async fn actor(&self, login: &str) -> Result<(Actor, Author)> {
        let actor = access::store::actor_of_login(&self.house.db, login)
            .await?
            .with_context(|| format!("нет логина {login}"))?;
        let author =
            Author::of_actor(&actor).with_context(|| format!("у {login} нет действующих полномочий"))?;
        Ok((actor, author))
    }

    async fn board(&self) -> Result<std::sync::Arc<Board>> {
        let scope = access::Scope::of_the_program();
        let board = Board::of_year(&self.house, &scope, self.region.region.plan_year).await;
        board.map_err(|error| anyhow!("{error:?}"))?.context("плана ещё нет")
    }

    async fn happen(&mut self, event: Event<'_>) -> Result<()> {
        match event {
            Event::Version(n) => self.add_version(n).await,
            Event::Publish(publication) => self.publish(publication).await,
            Event::Record(evidence) => self.record(evidence).await,
            Event::Decide(evidence) => self.decide(evidence).await,
            Event::Requirement(change) => self.refine(change).await,
            Event::Comment(comment) => self.comment(comment).await,
            Event::NotCarriedOut(mark) => self.give_up(mark).await,
            Event::Paper(step) => self.step(step).await,
            Event::Morning => self.remind().await,
            Event::Personal(deed) => people_of_the_story::happen(&self.house, deed).await,
            Event::Directive(directive) => self.direct(directive).await,
        }
    }

    /// The morning's own two jobs: digests are made, letters are put into the folder.
    async fn remind(&self) -> Result<()> {
        let told = reminders::tell_everybody(&self.house, crate::rooms::SOURCES).await;
        told.map_err(|error| anyhow!("{error:?}"))?;
        crate::rooms::postman(&self.house).deliver_due().await?;
        Ok(())
    }

    async fn add_version(&self, n: usize) -> Result<()> {
        let versions = self.region.plan_versions();
        let (version, plan) = versions.get(n).context("редакция плана")?;
        let (_, author) = self.actor(&version.recorded_by).await?;
        let basis = &version.basis;
        let basis_text = format!("{}, № {} от {}", basis.title, basis.number, ui::ru::date_short(basis.date));
        let new = NewVersion { plan, note: &version.note, basis: &basis_text };
        let mut tx = self.house.db.begin().await?;
        plans::add_version(&mut tx, &self.house, self.region.region.plan_year, &new, &author).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn publish(&self, publication: &region::Publication) -> Result<()> {
        let (_, author) = self.actor(&publication.by).await?;
        let board = self.board().await?;
        let mut tx = self.house.db.begin().await?;
        plans::set_published(&mut tx, &self.house, &board.plan, true, &author).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Keys of a measure, its item and its slot (counted from 1) in the plan in force.
    fn place(
        board: &Board,
        measure: &str,
        item: Option<&str>,
        slot: Option<u16>,
    ) -> Result<(String, Option<String>, String)> {
        let (_, found) = board.measure(measure).with_context(|| format!("нет мероприятия {measure}"))?;
        let term = match item {
            None => &found.term,
            Some(number) => {
                let item = found
                    .items
                    .iter()
                    .find(|one| one.number == number)
                    .with_context(|| format!("нет пункта {number}"))?;
                item.term.as_ref().unwrap_or(&found.term)
            }
        };
        let slots = rules::slots_of(term, board.year);
        let index = usize::from(slot.unwrap_or(1).saturating_sub(1));
        let slot =
            slots.get(index).with_context(|| format!("нет срока № {} у мероприятия {measure}", index + 1))?;
        let keys = &board.version.keys;
        Ok((keys.key(measure).to_owned(), item.map(|number| keys.key(number).to_owned()), slot.key.clone()))
    }

    async fn record(&mut self, evidence: &DemoEvidence) -> Result<()> {
        let (actor, author) = self.actor(&evidence.recorded_by).await?;
        let board = self.board().await?;
        let (measure_key, item_key, slot_key) =
            Self::place(&board, &evidence.measure, evidence.item.as_deref(), evidence.slot)?;
        let house = &self.house;
        let mut tx = house.db.begin().await?;
        let proof = if let Some(number) = &evidence.number {
            Proof::Document {
                id: self.register(&mut tx, &actor, evidence, number).await?,
                reference: roadmap::reference(number, evidence.date),
            }
        } else {
            let link = evidence.link.clone().context("у подтверждения нет ни номера, ни ссылки")?;
            Proof::External { link: Some(link), file: None }
        };
        let new = NewEvidence {
            measure_key,
            item_key,
            slot_key,
            kind: Some(evidence.kind.clone()),
            title: evidence.title.clone(),
            happened_on: evidence.date,
            proof,
            note: evidence.result.clone().unwrap_or_default(),
        };
        let scope = actor.scope(Subject::RoadmapExecution, Deed::Write);
        let id = roadmap::record_evidence(&mut tx, house, &scope, &board, &new, &author)
            .await
            .with_context(|| format!("подтверждение {}", evidence.key))?;
        tx.commit().await?;
        self.evidence_ids.insert(evidence.key.clone(), id);
        Ok(())
    }

    async fn register(
        &self,
        tx: &mut store::Tx,
        actor: &Actor,
        evidence: &DemoEvidence,
        number: &str,
    ) -> Result<String> {
        let house = &self.house;
        let issuer = network::place_of(&mut *tx, &evidence.issued_by, house.clock.today())
            .await
            .with_context(|| format!("организация {}", evidence.issued_by))?;
        let kind = house
            .region
            .document_kind(&evidence.kind)
            .with_context(|| format!("нет вида {}", evidence.kind))?;
        let paper = crate::demo_papers::docx(&crate::demo_papers::Entry {
            kind_code: &evidence.kind,
            kind_title: &kind.title,
            title: &evidence.title,
            number,
            date: evidence.date,
            issuer: &issuer.org_title,
        })?;
        let new = documents::NewDocument {
            kind: evidence.kind.clone(),
            number: number.into(),
            date: evidence.date,
            issuer,
            title: evidence.title.clone(),
            file: Some(documents::NewFile {
                name: format!("{} № {number} (демо).docx", kind.title).replace('/', "-"),
                bytes: paper,
            }),
            is_published: true,
            ends: Vec::new(),
        };
        let scope = actor.scope(Subject::Document, Deed::Write);
        let recorder = documents::Recorder { account_id: actor.account_id.clone(), name: actor.name.clone() };
        documents::register(tx, &documents::Desk::of(house), &scope, new, &recorder)
            .await
            .with_context(|| format!("документ {} № {number}", evidence.kind))
    }

    async fn decide(&self, evidence: &DemoEvidence) -> Result<()> {
        let verdict = match &evidence.decision {
            Decision::Pending => return Ok(()),
            Decision::Accepted { .. } => Verdict::Accept,
            Decision::Refused { reason, .. } => Verdict::Refuse { reason: reason.clone() },
        };
        let Some((login, _)) = evidence.decision.made() else { return Ok(()) };
        let (actor, author) = self.actor(login).await?;
        let board = self.board().await?;
        let id = self.evidence_ids.get(&evidence.key).context("подтверждение ещё не записано")?;
        let row = board.evidence.iter().find(|row| row.id == *id).context("подтверждение не найдено")?;
        let scope = actor.scope(Subject::RoadmapExecution, Deed::Approve);
        let mut tx = self.house.db.begin().await?;
        roadmap::decide_on_evidence(
            &mut tx,
            &self.house,
            &scope,
            &board,
            row,
            &verdict,
            row.version,
            &author,
        )
        .await
        .with_context(|| format!("решение по {}", evidence.key))?;
        tx.commit().await?;
        Ok(())
    }

    async fn refine(&self, change: &region::RequirementChange) -> Result<()> {
        let (_, author) = self.actor(&change.by).await?;
        let board = self.board().await?;
        let number = change.item.as_deref().unwrap_or(&change.measure);
        let key = board.version.keys.key(number).to_owned();
        let state = board.state_on(self.house.clock.today());
        let obligation = state
            .measures()
            .flat_map(|measure| &measure.obligations)
            .find(|one| one.obligation.item_key.as_deref().unwrap_or(&one.obligation.measure_key) == key)
            .context("требование не найдено")?;
        let mut needs: BTreeMap<usize, rules::Need> =
            obligation.obligation.requirement.needs.iter().cloned().enumerate().collect();
        let at = needs
            .iter()
            .find(|(_, need)| need.kind.as_deref() == Some(&change.kind))
            .map_or(needs.len(), |(n, _)| *n);
        let kind_title =
            self.region.document_kind(&change.kind).map_or(change.kind.clone(), |kind| kind.title.clone());
        let title = change.activity.clone().unwrap_or(kind_title);
        needs.insert(
            at,
            rules::Need {
                kind: Some(change.kind.clone()),
                title,
                count: u32::from(change.count),
                activity: None,
            },
        );
        let needs: Vec<rules::Need> = needs.into_values().filter(|need| need.count > 0).collect();
        let mut tx = self.house.db.begin().await?;
        let reason = &change.reason;
        roadmap::store::requirements::set(&mut tx, &board.plan, &key, &needs, reason, &author, &self.house)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn comment(&self, comment: &region::DemoComment) -> Result<()> {
        let (_, author) = self.actor(&comment.by).await?;
        let board = self.board().await?;
        let key = board.version.keys.key(&comment.measure).to_owned();
        let mut tx = self.house.db.begin().await?;
        roadmap::store::comments::add(&mut tx, &board.plan, &key, &author, &comment.text, &self.house)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn give_up(&self, mark: &region::NotCarriedOut) -> Result<()> {
        let (_, author) = self.actor(&mark.by).await?;
        let board = self.board().await?;
        let (measure, item, slot) = Self::place(&board, &mark.measure, mark.item.as_deref(), mark.slot)?;
        let mut tx = self.house.db.begin().await?;
        let place = (measure.as_str(), item.as_deref(), slot.as_str());
        roadmap::declare_not_carried_out(&mut tx, &self.house, &board, place, &mark.reason, "", &author)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The first and the last day of the story: for messages and tests.
pub fn story_days(region: &RegionPack) -> Option<(Date, Date)> {
    let events = events(region);
    Some((events.first()?.0.date(), events.last()?.0.date()))
}
