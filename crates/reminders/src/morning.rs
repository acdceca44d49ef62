//! The morning: everybody whose quiet hours are over is told, once a day, what there is to be told.

use std::collections::{BTreeMap, BTreeSet};

use access::readers::{self, Reader};
use access::{Actor, House, PageError, PageResult, Scope, random_token, token_hash};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use mail::{NewLetter, To, Unsubscribe};
use store::{Moment, Tx};

use crate::digest::{Digest, Text};
use crate::rules::{Choice, Due, Optional, Reminder, Topic, overdue_below, remind};
use crate::{Source, store as kept};

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Morning {
    /// People whose day was settled.
    pub people: usize,
    pub reminders: usize,
    pub letters: usize,
}

/// How far the week's summary looks ahead.
const WEEKS_AHEAD: i64 = 2;

/// Tells everybody who can be told now and has not been told today. Each person is one transaction: killed at any moment,
/// it has told a person wholly or not at all, and whoever is left is told at the next run.
pub async fn tell_everybody(house: &House, sources: &[Source]) -> PageResult<Morning> {
    let now = house.clock.now();
    let local = house.clock.zoned(now).datetime();
    let today = local.date();
    let people = readers::all(&house.db, &Scope::of_the_program(), today).await?;
    let choices = kept::choices(&house.db).await?;
    let settled = kept::settled_on(&house.db, today).await?;
    let waiting = waiting(&people, &choices, &settled, local);
    let mut morning = Morning::default();
    if waiting.is_empty() {
        return Ok(morning);
    }
    let actors: Vec<Actor> = people.iter().map(|reader| reader.actor.clone()).collect();
    let dues = dues_of(house, sources, &actors, today).await?;
    let below = overdue_below(&actors, &dues, today);
    let mut failed = None;
    for (account_id, email) in waiting {
        let own = (0..actors.len()).filter(|at| actors[*at].account_id == account_id);
        let own = own.flat_map(|at| dues[at].iter().chain(&below[at]));
        let person = Person {
            account_id,
            email,
            choice: choices.get(account_id).cloned().unwrap_or_default(),
            dues: each_once(own),
            today,
        };
        match person.tell(house, now).await {
            Ok(told) => {
                morning.people += told.people;
                morning.reminders += told.reminders;
                morning.letters += told.letters;
            }
            // One person's trouble is nobody else's; the job says that it failed and is tried again.
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(morning), Err)
}

/// Accounts that may be disturbed now and have not been told today, with their addresses.
fn waiting<'a>(
    people: &'a [Reader],
    choices: &BTreeMap<String, Choice>,
    settled: &BTreeSet<String>,
    local: DateTime,
) -> BTreeMap<&'a str, Option<&'a str>> {
    people
        .iter()
        .map(|reader| (reader.actor.account_id.as_str(), reader.email.as_deref()))
        .filter(|(account_id, _)| !settled.contains(*account_id))
        .filter(|(account_id, _)| {
            let quiet = choices.get(*account_id).map(|choice| choice.quiet).unwrap_or_default();
            !quiet.covers(local)
        })
        .collect()
}

/// What every source says of these people.
async fn dues_of(
    house: &House,
    sources: &[Source],
    people: &[Actor],
    today: Date,
) -> PageResult<Vec<Vec<Due>>> {
    let mut dues = vec![Vec::new(); people.len()];
    for source in sources {
        let told = source(house, people, today).await?;
        if told.len() != people.len() {
            return Err(PageError::Internal("a source of reminders answered for other people".into()));
        }
        for (all, some) in dues.iter_mut().zip(told) {
            all.extend(some);
        }
    }
    Ok(dues)
}

/// A thing that concerns a person in two ways is told in the weightier one.
fn each_once<'a>(dues: impl Iterator<Item = &'a Due>) -> Vec<Due> {
    let mut by_key: BTreeMap<&str, &Due> = BTreeMap::new();
    for due in dues {
        let told = by_key.entry(&due.key).or_insert(due);
        if due.topic < told.topic {
            *told = due;
        }
    }
    let mut dues: Vec<Due> = by_key.into_values().cloned().collect();
    dues.sort_by(|one, other| {
        (one.topic, one.deadline, &one.key).cmp(&(other.topic, other.deadline, &other.key))
    });
    dues
}

struct Person<'a> {
    account_id: &'a str,
    email: Option<&'a str>,
    choice: Choice,
    dues: Vec<Due>,
    today: Date,
}

impl Person<'_> {
    async fn tell(&self, house: &House, now: Moment) -> PageResult<Morning> {
        let mut tx = house.db.begin().await?;
        if !kept::settle(&mut tx, self.account_id, self.today, now).await? {
            return Ok(Morning::default());
        }
        let closed = self.close_what_is_over(&mut tx, now).await?;
        let told = kept::told(&mut tx, self.account_id).await?;
        let reach = self.choice.quiet.reach(self.today);
        let fresh: Vec<Reminder> = self
            .dues
            .iter()
            .filter_map(|due| remind(due, self.today, reach))
            .filter(|one| !told.contains(&(one.due.key.clone(), one.stage.clone())))
            .collect();
        for reminder in &fresh {
            kept::add(&mut tx, self.account_id, reminder, self.today, now).await?;
        }
        let more = i64::try_from(fresh.len()).unwrap_or(i64::MAX) - closed;
        if more != 0 {
            readers::add_unread(&mut tx, self.account_id, more).await?;
        }
        let letters = usize::from(self.write(&mut tx, house, &fresh, now).await?);
        tx.commit().await?;
        Ok(Morning { people: 1, reminders: fresh.len(), letters })
    }

    /// What was done since, or is not asked any more, does not ring the bell.
    async fn close_what_is_over(&self, tx: &mut Tx, now: Moment) -> PageResult<i64> {
        let open: BTreeSet<&str> = self.dues.iter().map(|due| due.key.as_str()).collect();
        let mut closed = 0;
        for reminder in kept::unread(&mut *tx, self.account_id, i64::MAX).await? {
            if !open.contains(reminder.due_key.as_str()) {
                closed += i64::try_from(kept::close(tx, &reminder.id, now).await?).unwrap_or(0);
            }
        }
        Ok(closed)
    }

    /// Queues the day's letter, if there is an address and something to say; false: there is none.
    async fn write(&self, tx: &mut Tx, house: &House, fresh: &[Reminder], now: Moment) -> PageResult<bool> {
        if self.email.is_none() {
            return Ok(false);
        }
        let fresh: Vec<&Reminder> =
            fresh.iter().filter(|one| self.choice.takes_by_mail(one.due.topic)).collect();
        let mut week = self.week(tx).await?;
        week.retain(|due| !fresh.iter().any(|one| one.due.key == due.key));
        if fresh.is_empty() && week.is_empty() {
            return Ok(false);
        }
        let house_url = &house.settings.public_url;
        let letter = Digest { today: self.today, fresh: &fresh, week: &week, house: house_url }.write()?;
        let unsubscribe = self.unsubscribe(tx, house_url, &letter, now).await?;
        let new = NewLetter {
            to: To::Account(self.account_id.to_owned()),
            kind: "reminders.digest",
            subject: letter.subject,
            text: letter.text,
        };
        let id = mail::queue_notice(tx, &new, unsubscribe.as_ref(), now).await?;
        kept::note_letter(tx, self.account_id, self.today, &id).await?;
        Ok(true)
    }

    /// The summary of the week: on the first day of a week on which the person is told anything.
    async fn week(&self, tx: &mut Tx) -> PageResult<Vec<&Due>> {
        if !self.choice.wants(Optional::Weekly) {
            return Ok(Vec::new());
        }
        let since_monday = i64::from(self.today.weekday().to_monday_zero_offset());
        let monday = self.today.saturating_sub(since_monday.days());
        if kept::is_settled_between(tx, self.account_id, monday, self.today).await? {
            return Ok(Vec::new());
        }
        let horizon = self.today.saturating_add(WEEKS_AHEAD.weeks());
        let is_open = |due: &&Due| {
            due.topic != Topic::Asked
                && self.choice.takes_by_mail(due.topic)
                && due.deadline.is_some_and(|deadline| deadline <= horizon)
        };
        let mut week: Vec<&Due> = self.dues.iter().filter(is_open).collect();
        week.sort_by_key(|due| due.deadline);
        Ok(week)
    }

    async fn unsubscribe(
        &self,
        tx: &mut Tx,
        house_url: &str,
        letter: &Text,
        now: Moment,
    ) -> PageResult<Option<Unsubscribe>> {
        if letter.optional.is_empty() {
            return Ok(None);
        }
        let token = random_token().map_err(PageError::Internal)?;
        kept::add_link(tx, &token_hash(&token), self.account_id, &letter.optional, now).await?;
        let link = format!("{house_url}/by-link/unsubscribe/{token}");
        Ok(Some(Unsubscribe { link, is_one_click: letter.is_all_optional }))
    }
}
