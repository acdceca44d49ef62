//! The only place that knows all rooms: their tables, their URLs, their menu entries, their jobs.

use std::sync::Arc;

use access::holdings::Holding;
use access::{AccountPage, House, NavigationEntry, Role, Routes, Settings};
use anyhow::Result;
use mail::{AddressBook, Postman};
use region::RegionPack;
use search::Shelf;
use store::{Clock, Db, Files, Jobs, Migration};

/// Every room's migrations.
pub const MIGRATIONS: &[&[Migration]] = &[
    store::MIGRATIONS,
    access::MIGRATIONS,
    mail::MIGRATIONS,
    reminders::MIGRATIONS,
    network::MIGRATIONS,
    people::MIGRATIONS,
    documents::MIGRATIONS,
    roadmap::MIGRATIONS,
    editions::MIGRATIONS,
    equipment::MIGRATIONS,
    kits::MIGRATIONS,
    drafting::MIGRATIONS,
    questionnaires::MIGRATIONS,
];

/// Who knows of deadlines and of other things that wait for somebody (`reminders`, «The door»).
pub const SOURCES: &[reminders::Source] = &[
    roadmap::reminders::due,
    reminders::letters::due,
    editions::reminding::due,
    drafting::reminders::due,
    questionnaires::reminders::due,
    kits::reminding::due,
];

/// Those of them that ask something of a person besides the plan: the start page lists it with the plan's own.
pub const ASKING: &[reminders::Source] = &[
    editions::reminding::due,
    drafting::reminders::due,
    questionnaires::reminders::due,
    kits::reminding::due,
];

/// Who knows something for a paper that is begun, besides the plan and the registry.
const PAPER_SOURCES: &[drafting::Source] = &[editions::drafting::known];

/// Questionnaires that a letter may ask to fill in.
const ASKED_FORMS: &drafting::Forms = &drafting::Forms {
    page: "/questionnaires/polls/",
    offered: crate::asked_forms::offered,
    answers: crate::asked_forms::answers,
};

/// What every room holds on people. Rooms that refer to others come first, as erasing wants it.
pub const HOLDINGS: &[&[Holding]] = &[
    questionnaires::HOLDINGS,
    drafting::HOLDINGS,
    equipment::HOLDINGS,
    kits::HOLDINGS,
    editions::HOLDINGS,
    roadmap::HOLDINGS,
    documents::HOLDINGS,
    people::HOLDINGS,
    network::HOLDINGS,
    reminders::HOLDINGS,
    access::HOLDINGS,
];

/// The table of URLs of the whole program.
pub fn routes() -> Routes {
    crate::start::routes()
        .merge(access::pages::routes())
        .merge(reminders::routes())
        .merge(network::routes())
        .merge(people::routes())
        .merge(curators::routes())
        .merge(documents::routes())
        .merge(centres::routes())
        .merge(roadmap::routes())
        .merge(editions::routes())
        .merge(equipment::routes())
        .merge(kits::routes())
        .merge(drafting::routes(PAPER_SOURCES, ASKED_FORMS))
        .merge(questionnaires::routes())
        .merge(crate::api::routes())
}

/// The menu, in the order of the working day.
const NAVIGATION: &[NavigationEntry] = &[
    NavigationEntry { label: "Сегодня", path: "/", roles: None },
    NavigationEntry { label: "Дорожная карта", path: "/roadmap", roles: None },
    questionnaires::NAVIGATION,
    network::NAVIGATION,
    drafting::NAVIGATION,
    documents::NAVIGATION,
    editions::NAVIGATION,
    equipment::NAVIGATION,
    kits::NAVIGATION,
    drafting::NAVIGATION_OF_MAILINGS,
    people::NAVIGATION,
    people::CONTACTS_NAVIGATION,
    curators::NAVIGATION,
    NavigationEntry {
        label: "Защита входа", path: "/admin/security", roles: Some(&[Role::Administrator])
    },
    NavigationEntry {
        label: "Ключи доступа", path: "/admin/tokens", roles: Some(&[Role::Administrator])
    },
    reminders::NAVIGATION,
    NavigationEntry { label: "Журнал", path: "/admin/history", roles: Some(&[Role::Administrator]) },
    people::ERASURES_NAVIGATION,
];

/// What everybody finds on the page «Моя учётная запись» besides the account itself.
const ACCOUNT_PAGES: &[AccountPage] = &[roadmap::ACCOUNT_PAGE];

/// Puts the lower floors together for the handlers.
pub fn house(db: Db, files: Files, clock: Clock, region: Arc<RegionPack>, settings: Settings) -> House {
    let search = settings.search_folder.as_deref().map_or_else(Shelf::in_memory, Shelf::in_folder);
    House {
        db,
        files,
        search,
        clock,
        region,
        settings: Arc::new(settings),
        navigation: NAVIGATION.into(),
        account_pages: ACCOUNT_PAGES.into(),
        holdings: HOLDINGS,
    }
}

/// Brings the tables up to date.
pub async fn migrate(db: &Db) -> Result<()> {
    Ok(store::migrate(db, MIGRATIONS).await?)
}

/// The worker with every room's handlers.
pub fn jobs(house: &House) -> Jobs {
    let mut jobs = Jobs::new(house.db.clone(), house.clock.clone());
    access::jobs::handle(&mut jobs, house);
    let marking = house.clone();
    jobs.repeat("access.mark_journal", AN_HOUR, move || {
        let house = marking.clone();
        async move { mark_journal(&house).await }
    });
    let looking = house.clone();
    jobs.repeat("people.retention", A_DAY, move || {
        let house = looking.clone();
        async move {
            people::jobs::look(&house).await.map_err(|error| error.to_string())?;
            store::sweep_files(&house.db, &house.files).await.map(drop).map_err(|error| error.to_string())
        }
    });
    people::jobs::handle(&mut jobs, house);
    reminders::jobs::handle(&mut jobs, house, SOURCES);
    network::jobs::handle(&mut jobs, house);
    drafting::series::handle(&mut jobs, house);
    questionnaires::jobs::handle(&mut jobs, house);
    jobs
}

/// Notes outside of the database how far the journal goes.
async fn mark_journal(house: &House) -> std::result::Result<(), String> {
    let Some(folder) = &house.settings.keys_folder else { return Ok(()) };
    let head = access::audit::store::head(&house.db).await.map_err(|error| error.to_string())?;
    access::audit::anchors::append(folder, &head, house.clock.now()).map_err(|error| error.to_string())
}

const AN_HOUR: i64 = 3600 * 1_000_000;
const A_DAY: i64 = 24 * AN_HOUR;

/// Who takes letters out.
pub fn postman(house: &House) -> Postman {
    let db = house.db.clone();
    let addresses: AddressBook = Arc::new(move |account_id| {
        let db = db.clone();
        Box::pin(async move { access::readers::address_of(&db, &account_id).await })
    });
    Postman::new(house.db.clone(), house.clock.clone(), house.settings.mail.clone(), addresses)
}
