//! The only place that knows all rooms: their tables, their URLs, their menu entries, their jobs.

use std::sync::Arc;

use access::{House, NavigationEntry, Role, Routes, Settings};
use anyhow::Result;
use region::RegionPack;
use search::Shelf;
use store::{Clock, Db, Files, Jobs, Migration};

/// Every room's migrations.
pub const MIGRATIONS: &[&[Migration]] = &[
    store::MIGRATIONS,
    access::MIGRATIONS,
    network::MIGRATIONS,
    people::MIGRATIONS,
    documents::MIGRATIONS,
    roadmap::MIGRATIONS,
    editions::MIGRATIONS,
];

/// The table of URLs of the whole program.
pub fn routes() -> Routes {
    crate::start::routes()
        .merge(access::pages::routes())
        .merge(network::routes())
        .merge(people::routes())
        .merge(documents::routes())
        .merge(roadmap::routes())
        .merge(editions::routes())
        .merge(crate::api::routes())
}

/// The menu, in the order of the working day.
const NAVIGATION: &[NavigationEntry] = &[
    NavigationEntry { label: "Сегодня", path: "/", roles: None },
    NavigationEntry { label: "Дорожная карта", path: "/roadmap", roles: None },
    network::NAVIGATION,
    documents::NAVIGATION,
    editions::NAVIGATION,
    people::NAVIGATION,
    NavigationEntry {
        label: "Ключи доступа", path: "/admin/tokens", roles: Some(&[Role::Administrator])
    },
    NavigationEntry { label: "Журнал", path: "/admin/history", roles: Some(&[Role::Administrator]) },
];

/// Puts the lower floors together for the handlers.
pub fn house(db: Db, files: Files, clock: Clock, region: Arc<RegionPack>, settings: Settings) -> House {
    let search = settings.search_folder.as_deref().map_or_else(Shelf::in_memory, Shelf::in_folder);
    House { db, files, search, clock, region, settings: Arc::new(settings), navigation: NAVIGATION.into() }
}

/// Brings the tables up to date.
pub async fn migrate(db: &Db) -> Result<()> {
    Ok(store::migrate(db, MIGRATIONS).await?)
}

/// The worker with every room's handlers.
pub fn jobs(house: &House) -> Jobs {
    let mut jobs = Jobs::new(house.db.clone(), house.clock.clone());
    let (db, clock) = (house.db.clone(), house.clock.clone());
    jobs.handle(SWEEP_SESSIONS, move |_| {
        let (db, clock) = (db.clone(), clock.clone());
        async move {
            let now = clock.now();
            access::store::sweep_sessions(&db, now).await.map_err(|error| error.to_string())?;
            queue(&db, SWEEP_SESSIONS, now + A_DAY).await.map_err(|error| error.to_string())
        }
    });
    let marking = house.clone();
    jobs.handle(MARK_JOURNAL, move |_| {
        let house = marking.clone();
        async move {
            mark_journal(&house).await?;
            queue(&house.db, MARK_JOURNAL, house.clock.now() + AN_HOUR)
                .await
                .map_err(|error| error.to_string())
        }
    });
    network::jobs::handle(&mut jobs, &house.db, &house.clock);
    jobs
}

/// Notes outside of the database how far the journal goes.
async fn mark_journal(house: &House) -> std::result::Result<(), String> {
    let Some(folder) = &house.settings.keys_folder else { return Ok(()) };
    let head = access::audit::store::head(&house.db).await.map_err(|error| error.to_string())?;
    access::audit::anchors::append(folder, &head, house.clock.now()).map_err(|error| error.to_string())
}

const SWEEP_SESSIONS: &str = "access.sweep_sessions";
const MARK_JOURNAL: &str = "access.mark_journal";
const AN_HOUR: i64 = 3600 * 1_000_000;
const A_DAY: i64 = 24 * AN_HOUR;

/// Queues the next run of a job that repeats itself.
async fn queue(db: &Db, kind: &'static str, run_at: store::Moment) -> store::Result<()> {
    let mut tx = db.begin().await?;
    store::jobs::enqueue(&mut tx, kind, &serde_json::Value::Null, run_at).await?;
    tx.commit().await
}

/// Queues the jobs that repeat themselves, at start-up; one that waits already is left as it is.
pub async fn queue_repeating(db: &Db, now: store::Moment) -> store::Result<()> {
    let mut tx = db.begin().await?;
    for kind in [SWEEP_SESSIONS, MARK_JOURNAL] {
        store::jobs::enqueue_once(&mut tx, kind, &serde_json::Value::Null, now, Some(kind)).await?;
    }
    tx.commit().await
}
