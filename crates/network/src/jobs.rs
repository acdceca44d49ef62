//! Work for later: what begins on a coming day reaches the memberships and the scopes on that day.

use access::audit::{self, Event, Who};
use access::{House, Role};
use jiff::civil::Date;
use region::LibraryStatus;
use store::{Clock, Jobs, Moment, Result, Tx, jobs};

use crate::store::{names, seats, statuses};

const SETTLE: &str = "network.settle";

/// Writes what an organisation is called on a day and where it lies into what others note of it: at once when the day
/// has come, and at its beginning in the region otherwise.
pub(crate) async fn settle_on(tx: &mut Tx, clock: &Clock, org_id: &str, day: Date) -> Result<()> {
    if crate::editing::has_come(day, clock) {
        return settle(tx, org_id, clock.today()).await;
    }
    let payload = serde_json::json!({ "org_id": org_id, "day": day.to_string() });
    let key = format!("{SETTLE}:{org_id}:{day}");
    jobs::enqueue_once(tx, SETTLE, &payload, beginning_of(day, clock), Some(&key)).await
}

async fn settle(tx: &mut Tx, org_id: &str, today: Date) -> Result<()> {
    names::retitle_memberships(tx, org_id, today).await?;
    seats::settle(tx, org_id, today).await
}

/// Midnight of the region; a day that no clock can show is done at once.
fn beginning_of(day: Date, clock: &Clock) -> Moment {
    day.to_zoned_datetime(clock.zone().clone())
        .map_or_else(|_| clock.now(), |zoned| zoned.timestamp().as_microsecond())
}

/// Says who does this room's jobs.
pub fn handle(jobs: &mut Jobs, house: &House) {
    let house = house.clone();
    jobs.handle(SETTLE, move |payload| {
        let house = house.clone();
        async move {
            let org_id = payload["org_id"].as_str().ok_or("no org_id")?.to_owned();
            run(&house, &org_id).await.map_err(|error| error.to_string())
        }
    });
}

/// By the day on which the job runs: something later may have come in between.
async fn run(house: &House, org_id: &str) -> Result<()> {
    let today = house.clock.today();
    let mut tx = house.db.begin().await?;
    crate::store::touch_registry(&mut tx).await?;
    settle(&mut tx, org_id, today).await?;
    end_of_term(&mut tx, house, org_id, today).await?;
    tx.commit().await
}

/// Whoever led a municipal centre whose term has ended works on at the centre that it stays.
async fn end_of_term(tx: &mut Tx, house: &House, org_id: &str, today: Date) -> Result<()> {
    let timeline = statuses::timeline_of(tx, org_id).await?;
    let has_ended = timeline.periods().iter().any(|one| one.after_term && one.period.contains(today));
    if !has_ended || timeline.on(today) == LibraryStatus::MunicipalCentre {
        return Ok(());
    }
    let changed = access::store::replace_role_at(tx, org_id, Role::MunicipalCentre, Role::School).await?;
    if changed > 0 {
        let what =
            "Срок муниципального центра закончился: его сотрудники работают дальше как сотрудники школы";
        let event = Event { act: "membership.role_changed", object: ("organisation", org_id), what };
        audit::note(tx, house, &Who::program(), event).await?;
    }
    Ok(())
}
