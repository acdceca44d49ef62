//! A demonstration inside of this process, in a folder of its own: for what is measured below the pages.

use std::path::Path;

use access::{House, Settings};
use anyhow::Result;
use store::{Clock, Db, Files};

const PACK: &str = "lukomorye";

/// The small invented region, seeded; on SQLite in the folder, or on a PostgreSQL that is named.
pub async fn open(folder: &Path, database: Option<&str>) -> Result<House> {
    let region = crate::regions::load(PACK)?;
    let morning = region.region.instant(region.region.demo_today.at(10, 0, 0, 0))?;
    let clock = Clock::running_from(morning, region.region.tz()?);
    let db = match database {
        Some(url) => Db::open_postgres(url).await?,
        None => Db::open_folder(folder).await?,
    };
    crate::rooms::migrate(&db).await?;
    let files = Files::in_folder(&folder.join("files"))?;
    let settings = Settings {
        demo: true,
        secure_cookies: false,
        password_cost: access::PasswordCost::Test,
        mail: mail::Settings::to_folder(folder.join("letters")),
        ..Settings::default()
    };
    let house = crate::rooms::house(db, files, clock, region, settings);
    crate::demo::load_region(&house).await?;
    crate::demo::seed(&house).await?;
    Ok(house)
}
