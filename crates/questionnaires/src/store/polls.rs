//! Polls: a questionnaire put to respondents.

use access::Scope;
use access::store::Place;
use jiff::civil::Date;
use store::{Moment, Result, Sql, Tx, new_id};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PollRow {
    pub id: String,
    pub questionnaire_id: String,
    pub version_id: String,
    pub org_id: String,
    pub org_title: String,
    pub title: String,
    pub plan_year: Option<i64>,
    pub measure_key: Option<String>,
    pub item_key: Option<String>,
    pub slot_key: Option<String>,
    pub deadline: String,
    pub audience: String,
    /// `open` or `closed`.
    pub state: String,
    pub link: Option<String>,
    pub author: String,
    pub opened_at: i64,
    pub closed_at: Option<i64>,
    pub evidence_id: Option<String>,
    pub respondents: i64,
    pub begun: i64,
    pub sent: i64,
}

impl PollRow {
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }

    /// The last day to answer.
    pub fn last_day(&self) -> Option<Date> {
        self.deadline.parse().ok()
    }

    pub fn path(&self) -> String {
        format!("/questionnaires/polls/{}", self.id)
    }
}

pub struct NewPoll<'a> {
    pub questionnaire_id: &'a str,
    pub version_id: &'a str,
    pub title: &'a str,
    /// Year of the plan, key of the measure, of its item, of its slot.
    pub measure: Option<(i64, &'a str, Option<&'a str>, &'a str)>,
    pub deadline: Date,
    pub audience: &'a str,
    pub link: Option<&'a str>,
}

macro_rules! select_poll {
    ($rest:literal) => {
        concat!(
            "select p.id, p.questionnaire_id, p.version_id, p.org_id, p.org_title, p.title, p.plan_year, p.measure_key,
                    p.item_key, p.slot_key, p.deadline, p.audience, p.state, p.link, p.author, p.opened_at, p.closed_at,
                    p.evidence_id,
                    (select count(*) from questionnaire_answer a where a.poll_id = p.id) as respondents,
                    (select count(*) from questionnaire_answer a where a.poll_id = p.id and a.state in ('started', 'returned')) as begun,
                    (select count(*) from questionnaire_answer a where a.poll_id = p.id and a.state = 'sent') as sent
             from questionnaire_poll p ",
            $rest
        )
    };
}

pub async fn polls(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<PollRow>> {
    sql.query(select_poll!(
        "where $1 = 'everything' or ($1 = 'own' and p.org_id = $2) order by p.opened_at desc, p.id desc limit 200"
    ))
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .all()
    .await
}

pub async fn poll(sql: impl Sql<'_>, scope: &Scope, id: &str) -> Result<Option<PollRow>> {
    sql.query(select_poll!("where p.id = $1 and ($2 = 'everything' or ($2 = 'own' and p.org_id = $3))"))
        .bind(id)
        .bind(scope.reach_code())
        .bind(scope.org_id())
        .optional()
        .await
}

/// The poll behind an open link: the secret is the scope.
pub async fn poll_of_link(sql: impl Sql<'_>, link: &str) -> Result<Option<PollRow>> {
    sql.query(select_poll!("where p.link = $1")).bind(link).optional().await
}

pub async fn add_poll(
    tx: &mut Tx,
    new: &NewPoll<'_>,
    place: &Place,
    (account_id, author): (&str, &str),
    now: Moment,
) -> Result<String> {
    let id = new_id();
    let (year, measure, item, slot) = match new.measure {
        Some((year, measure, item, slot)) => (Some(year), Some(measure), item, Some(slot)),
        None => (None, None, None, None),
    };
    tx.query(
        "insert into questionnaire_poll (id, questionnaire_id, version_id, org_id, org_code, org_title, municipality_id, title,
                                         plan_year, measure_key, item_key, slot_key, deadline, audience, state, link,
                                         opened_by, author, opened_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'open', $15, $16, $17, $18)",
    )
    .bind(&id)
    .bind(new.questionnaire_id)
    .bind(new.version_id)
    .bind(&place.org_id)
    .bind(&place.org_code)
    .bind(&place.org_title)
    .bind(place.municipality_id.as_deref())
    .bind(new.title)
    .bind(year)
    .bind(measure)
    .bind(item)
    .bind(slot)
    .bind(new.deadline)
    .bind(new.audience)
    .bind(new.link)
    .bind(account_id)
    .bind(author)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

/// Answers whether it was open.
pub async fn close(tx: &mut Tx, poll: &PollRow, now: Moment) -> Result<bool> {
    let closed = tx
        .query(
            "update questionnaire_poll set state = 'closed', closed_at = $2 where id = $1 and state = 'open'",
        )
        .bind(&poll.id)
        .bind(now)
        .run()
        .await?;
    Ok(closed == 1)
}

/// Notes the evidence that the poll has become; once.
pub async fn set_evidence(tx: &mut Tx, poll: &PollRow, evidence_id: &str) -> Result<bool> {
    let noted = tx
        .query("update questionnaire_poll set evidence_id = $2 where id = $1 and evidence_id is null")
        .bind(&poll.id)
        .bind(evidence_id)
        .run()
        .await?;
    Ok(noted == 1)
}
