//! Work beside the requests: letters for forgotten passwords, memberships whose days are over, what time has made useless.

use ::store::{Jobs, Moment, Result, Tx, jobs};

use crate::audit::{self, Event, Who};
use crate::sessions::random_token;
use crate::store::{self as sql, LinkKind};
use crate::{House, letters};

const FORGOTTEN: &str = "access.forgotten";
const SWEEP: &str = "access.sweep_sessions";
const SETTLE: &str = "access.settle_terms";

const AN_HOUR: Moment = 3600 * 1_000_000;
const A_DAY: Moment = 24 * AN_HOUR;
const LINK_LIVES: Moment = AN_HOUR;

/// Queues the looking up of a login whose owner has forgotten the password.
pub(crate) async fn send_forgotten(tx: &mut Tx, login: &str, now: Moment) -> Result<()> {
    jobs::enqueue(tx, FORGOTTEN, &serde_json::json!({ "login": login }), now).await
}

/// Says who does this room's jobs.
pub fn handle(jobs: &mut Jobs, house: &House) {
    let asking = house.clone();
    jobs.handle(FORGOTTEN, move |payload| {
        let house = asking.clone();
        async move {
            let login = payload["login"].as_str().ok_or("no login")?.to_owned();
            answer_forgotten(&house, &login).await.map_err(|error| error.to_string())
        }
    });
    let sweeping = house.clone();
    jobs.repeat(SWEEP, A_DAY, move || {
        let house = sweeping.clone();
        async move { sweep(&house).await.map_err(|error| error.to_string()) }
    });
    let settling = house.clone();
    jobs.repeat(SETTLE, AN_HOUR, move || {
        let house = settling.clone();
        async move { settle(&house).await.map_err(|error| error.to_string()) }
    });
}

/// Sends the link when there is such an account and an address for it; nobody learns whether there was.
async fn answer_forgotten(house: &House, login: &str) -> Result<()> {
    let Some(account) = sql::account_by_login(&house.db, login).await? else { return Ok(()) };
    if sql::email_of(&house.db, &account.id).await?.is_none() {
        return Ok(());
    }
    let token = random_token().map_err(::store::Error::Invalid)?;
    let now = house.clock.now();
    let until = now + LINK_LIVES;
    let mut tx = house.db.begin().await?;
    sql::make_link(&mut tx, LinkKind::Password, &token, &account.id, None, false, (now, until)).await?;
    letters::send(&mut tx, house, letters::forgotten(house, &account.id, &account.login, &token, until))
        .await?;
    let event = Event {
        act: "account.password_link_sent",
        object: ("account", &account.id),
        what: "На адрес учётной записи отправлена ссылка для нового пароля",
    };
    audit::note(&mut tx, house, &Who::program(), event).await?;
    tx.commit().await
}

async fn sweep(house: &House) -> Result<()> {
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    sql::sweep(&mut tx, now).await?;
    tx.commit().await
}

/// Rights end with the day itself ([`crate::state_on`]); this stores the end and puts it into the journal.
async fn settle(house: &House) -> Result<()> {
    let mut tx = house.db.begin().await?;
    for membership_id in sql::settle_terms(&mut tx, house.clock.today()).await? {
        let event = Event {
            act: "membership.ended",
            object: ("membership", &membership_id),
            what: "Срок полномочий закончился",
        };
        audit::note(&mut tx, house, &Who::program(), event).await?;
    }
    tx.commit().await
}
