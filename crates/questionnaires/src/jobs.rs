//! What this room does by itself.

use access::House;
use store::Jobs;

const A_DAY: i64 = 24 * 3600 * 1_000_000;

/// Says who does this room's jobs.
pub fn handle(jobs: &mut Jobs, house: &House) {
    let house = house.clone();
    jobs.repeat("questionnaires.uploads", A_DAY, move || {
        let house = house.clone();
        async move { crate::uploads::forget(&house).await.map(drop).map_err(|error| format!("{error:?}")) }
    });
}
