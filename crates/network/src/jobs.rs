//! Work for later: a name that begins on a coming day reaches the memberships on that day.

use jiff::civil::Date;
use store::{Clock, Db, Jobs, Moment, Result, Tx, jobs};

use crate::store::retitle_memberships;

const RETITLE: &str = "network.retitle";

/// Queues the change of an organisation's title in memberships for the beginning of a day in the region.
/// Goes with [`crate::rename_organisation`] when the day has not come yet.
pub async fn retitle_on(tx: &mut Tx, clock: &Clock, org_id: &str, day: Date) -> Result<()> {
    let payload = serde_json::json!({ "org_id": org_id, "day": day.to_string() });
    let key = format!("{RETITLE}:{org_id}:{day}");
    jobs::enqueue_once(tx, RETITLE, &payload, beginning_of(day, clock), Some(&key)).await
}

/// Midnight of the region; a day that no clock can show is done at once.
fn beginning_of(day: Date, clock: &Clock) -> Moment {
    day.to_zoned_datetime(clock.zone().clone())
        .map_or_else(|_| clock.now(), |zoned| zoned.timestamp().as_microsecond())
}

/// Says who does this room's jobs.
pub fn handle(jobs: &mut Jobs, db: &Db, clock: &Clock) {
    let (db, clock) = (db.clone(), clock.clone());
    jobs.handle(RETITLE, move |payload| {
        let (db, clock) = (db.clone(), clock.clone());
        async move {
            let org_id = payload["org_id"].as_str().ok_or("no org_id")?.to_owned();
            let mut tx = db.begin().await.map_err(|error| error.to_string())?;
            // The name of the day on which the job runs: a later rename may have come in between.
            retitle_memberships(&mut tx, &org_id, clock.today()).await.map_err(|error| error.to_string())?;
            tx.commit().await.map_err(|error| error.to_string())
        }
    });
}
