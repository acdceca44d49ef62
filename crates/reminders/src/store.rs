//! Reminders, settled days, choices, links: all SQL of this room.

mod holdings;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use store::{Db, Migration, Moment, Result, Sql, Tx, new_id};

use crate::rules::{Choice, Optional, Quiet, Reminder};

pub use holdings::HOLDINGS;

pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 7_050,
    name: "reminders, digests, choices",
    sql: include_str!("../migrations/0050_reminders.sql"),
}];

const DAY: Moment = 24 * 3600 * 1_000_000;

/// Settles a day of a person; false: it is settled already, by this program or another.
pub(crate) async fn settle(tx: &mut Tx, account_id: &str, day: Date, now: Moment) -> Result<bool> {
    let touched = tx
        .query("insert into digest (account_id, day, made_at) values ($1, $2, $3) on conflict do nothing")
        .bind(account_id)
        .bind(day)
        .bind(now)
        .run()
        .await?;
    Ok(touched == 1)
}

pub(crate) async fn note_letter(tx: &mut Tx, account_id: &str, day: Date, letter_id: &str) -> Result<()> {
    tx.query("update digest set letter_id = $3 where account_id = $1 and day = $2")
        .bind(account_id)
        .bind(day)
        .bind(letter_id)
        .run()
        .await?;
    Ok(())
}

/// Whose day is settled.
pub(crate) async fn settled_on(sql: impl Sql<'_>, day: Date) -> Result<BTreeSet<String>> {
    let rows: Vec<(String,)> =
        sql.query("select account_id from digest where day = $1").bind(day).all().await?;
    Ok(rows.into_iter().map(|(account_id,)| account_id).collect())
}

/// Whether a day of this person has been settled from the one day on and before the other.
pub(crate) async fn is_settled_between(
    tx: &mut Tx,
    account_id: &str,
    from: Date,
    before: Date,
) -> Result<bool> {
    let (count,): (i64,) = tx
        .query("select count(*) from digest where account_id = $1 and day >= $2 and day < $3")
        .bind(account_id)
        .bind(from)
        .bind(before)
        .one()
        .await?;
    Ok(count > 0)
}

/// What a person has been told: keys with stages.
pub(crate) async fn told(tx: &mut Tx, account_id: &str) -> Result<BTreeSet<(String, String)>> {
    let rows: Vec<(String, String)> =
        tx.query("select due_key, stage from reminder where account_id = $1").bind(account_id).all().await?;
    Ok(rows.into_iter().collect())
}

pub(crate) async fn add(
    tx: &mut Tx,
    account_id: &str,
    reminder: &Reminder,
    day: Date,
    now: Moment,
) -> Result<()> {
    let due = &reminder.due;
    tx.query(
        "insert into reminder (id, account_id, due_key, stage, topic, title, note, href, deadline, day, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(new_id())
    .bind(account_id)
    .bind(&due.key)
    .bind(&reminder.stage)
    .bind(due.topic.code())
    .bind(&due.title)
    .bind(&due.note)
    .bind(&due.href)
    .bind(due.deadline)
    .bind(day)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// A reminder as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ReminderRow {
    pub id: String,
    pub due_key: String,
    pub topic: String,
    pub title: String,
    pub note: String,
    pub href: String,
    pub deadline: Option<String>,
    pub day: String,
    pub read_at: Option<Moment>,
    pub is_over: bool,
}

/// A person's reminders that have not been read, the newest day first.
pub async fn unread(sql: impl Sql<'_>, account_id: &str, limit: i64) -> Result<Vec<ReminderRow>> {
    sql.query(
        "select id, due_key, topic, title, note, href, deadline, day, read_at, is_over from reminder
         where account_id = $1 and read_at is null order by day desc, id limit $2",
    )
    .bind(account_id)
    .bind(limit)
    .all()
    .await
}

/// Those that have been read, the last read first.
pub(crate) async fn read(sql: impl Sql<'_>, account_id: &str, limit: i64) -> Result<Vec<ReminderRow>> {
    sql.query(
        "select id, due_key, topic, title, note, href, deadline, day, read_at, is_over from reminder
         where account_id = $1 and read_at is not null order by read_at desc, id desc limit $2",
    )
    .bind(account_id)
    .bind(limit)
    .all()
    .await
}

/// Marks one of a person's own reminders as read; answers how many were unread till now (another's id: none).
pub(crate) async fn mark_read(tx: &mut Tx, account_id: &str, id: &str, now: Moment) -> Result<u64> {
    tx.query("update reminder set read_at = $3 where account_id = $1 and id = $2 and read_at is null")
        .bind(account_id)
        .bind(id)
        .bind(now)
        .run()
        .await
}

pub(crate) async fn mark_all_read(tx: &mut Tx, account_id: &str, now: Moment) -> Result<u64> {
    tx.query("update reminder set read_at = $2 where account_id = $1 and read_at is null")
        .bind(account_id)
        .bind(now)
        .run()
        .await
}

/// The thing is done or gone: there is nothing to be reminded of any more.
pub(crate) async fn close(tx: &mut Tx, id: &str, now: Moment) -> Result<u64> {
    tx.query("update reminder set read_at = $2, is_over = true where id = $1 and read_at is null")
        .bind(id)
        .bind(now)
        .run()
        .await
}

#[derive(sqlx::FromRow)]
struct ChoiceRow {
    account_id: String,
    quiet_from: i64,
    quiet_to: i64,
    is_quiet_weekends: bool,
    wants_co: bool,
    wants_asked: bool,
    wants_weekly: bool,
}

impl From<ChoiceRow> for Choice {
    fn from(row: ChoiceRow) -> Self {
        let usual = Quiet::default();
        let hour = |stored: i64, usual: i8| {
            i8::try_from(stored).ok().filter(|hour| (0..24).contains(hour)).unwrap_or(usual)
        };
        let wanted = [
            (Optional::Co, row.wants_co),
            (Optional::Asked, row.wants_asked),
            (Optional::Weekly, row.wants_weekly),
        ];
        Self {
            quiet: Quiet {
                from: hour(row.quiet_from, usual.from),
                to: hour(row.quiet_to, usual.to),
                weekends: row.is_quiet_weekends,
            },
            wanted: wanted.into_iter().filter_map(|(one, is_wanted)| is_wanted.then_some(one)).collect(),
        }
    }
}

/// What everybody has chosen, by account; whoever is not there has chosen nothing.
pub(crate) async fn choices(sql: impl Sql<'_>) -> Result<BTreeMap<String, Choice>> {
    let rows: Vec<ChoiceRow> = sql
        .query(
            "select account_id, quiet_from, quiet_to, is_quiet_weekends, wants_co, wants_asked, wants_weekly
             from reminder_choice",
        )
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| (row.account_id.clone(), row.into())).collect())
}

pub async fn choice(sql: impl Sql<'_>, account_id: &str) -> Result<Choice> {
    let row: Option<ChoiceRow> = sql
        .query(
            "select account_id, quiet_from, quiet_to, is_quiet_weekends, wants_co, wants_asked, wants_weekly
             from reminder_choice where account_id = $1",
        )
        .bind(account_id)
        .optional()
        .await?;
    Ok(row.map(Choice::from).unwrap_or_default())
}

pub async fn choose(tx: &mut Tx, account_id: &str, choice: &Choice, now: Moment) -> Result<()> {
    tx.query(
        "insert into reminder_choice (account_id, quiet_from, quiet_to, is_quiet_weekends, wants_co, wants_asked,
                                      wants_weekly, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (account_id) do update set quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
             is_quiet_weekends = excluded.is_quiet_weekends, wants_co = excluded.wants_co,
             wants_asked = excluded.wants_asked, wants_weekly = excluded.wants_weekly, changed_at = excluded.changed_at",
    )
    .bind(account_id)
    .bind(i64::from(choice.quiet.from))
    .bind(i64::from(choice.quiet.to))
    .bind(choice.quiet.weekends)
    .bind(choice.wants(Optional::Co))
    .bind(choice.wants(Optional::Asked))
    .bind(choice.wants(Optional::Weekly))
    .bind(now)
    .run()
    .await?;
    Ok(())
}

pub(crate) async fn add_link(
    tx: &mut Tx,
    token_hash: &str,
    account_id: &str,
    gives_up: &[Optional],
    now: Moment,
) -> Result<()> {
    let topics: Vec<&str> = gives_up.iter().map(|one| one.code()).collect();
    tx.query(
        "insert into unsubscribe_link (token_hash, account_id, topics, made_at) values ($1, $2, $3, $4)",
    )
    .bind(token_hash)
    .bind(account_id)
    .bind(topics.join(" "))
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// Whose letters a link gives up, and which. The secret in the address is the only key.
pub(crate) async fn link(sql: impl Sql<'_>, token_hash: &str) -> Result<Option<(String, Vec<Optional>)>> {
    let found: Option<(String, String)> = sql
        .query("select l.account_id, l.topics from unsubscribe_link l where l.token_hash = $1")
        .bind(token_hash)
        .optional()
        .await?;
    Ok(found.map(|(account_id, topics)| {
        (account_id, topics.split(' ').filter_map(Optional::from_code).collect())
    }))
}

/// Forgets what is old: settled days, read reminders, links of letters that nobody looks at any more.
pub(crate) async fn sweep(db: &Db, now: Moment) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.query("delete from digest where made_at < $1").bind(now - 60 * DAY).run().await?;
    tx.query("delete from unsubscribe_link where made_at < $1").bind(now - 400 * DAY).run().await?;
    tx.query("delete from reminder where read_at < $1").bind(now - 400 * DAY).run().await?;
    tx.commit().await
}
