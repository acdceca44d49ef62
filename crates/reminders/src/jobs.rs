//! What this room does by itself.

use ::store::{Jobs, Moment};
use access::House;

use crate::{Source, morning, store};

const MINUTE: Moment = 60 * 1_000_000;
/// Quiet hours end on the hour: nobody waits for the digest much longer than that.
const MORNING: Moment = 10 * MINUTE;
const AN_HOUR: Moment = 60 * MINUTE;
const A_DAY: Moment = 24 * AN_HOUR;

/// Says who does this room's jobs.
pub fn handle(jobs: &mut Jobs, house: &House, sources: &'static [Source]) {
    let telling = house.clone();
    jobs.repeat("reminders.morning", MORNING, move || {
        let house = telling.clone();
        async move {
            let told =
                morning::tell_everybody(&house, sources).await.map_err(|error| format!("{error:?}"))?;
            if told.people > 0 {
                tracing::info!(people = told.people, letters = told.letters, "reminders told");
            }
            Ok(())
        }
    });
    let sweeping = house.clone();
    jobs.repeat("reminders.sweep", A_DAY, move || {
        let house = sweeping.clone();
        async move { store::sweep(&house.db, house.clock.now()).await.map_err(|error| error.to_string()) }
    });
    let letters = house.clone();
    jobs.repeat("mail.sweep", AN_HOUR, move || {
        let house = letters.clone();
        async move {
            mail::store::sweep(&house.db, house.clock.now())
                .await
                .map(drop)
                .map_err(|error| error.to_string())
        }
    });
}
