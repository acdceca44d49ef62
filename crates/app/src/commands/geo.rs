//! `biblioset geo import`: real boundaries of municipalities.

use std::path::{Path, PathBuf};

use access::{Scope, Settings};
use anyhow::{Context, Result, ensure};
use clap::Subcommand;
use network::import::vocabulary;
use network::rules::{Matched, matched};
use network::store::{atlas, roll};
use network::{Author, Desk, NewBoundaries, astray, import_boundaries};
use outlines::Boundaries;

use super::{DataArguments, Format};

#[derive(Subcommand)]
pub enum GeoCommand {
    /// Загрузить границы из GeoJSON: объекты узнаются по ОКТМО и наименованию
    Import {
        /// Файл .geojson
        file: PathBuf,
        #[command(flatten)]
        data: DataArguments,
        /// Чьи границы и на каких условиях; по умолчанию — из файла
        #[arg(long, default_value = "")]
        attribution: String,
        /// Только показать, что узнано; ничего не сохранять
        #[arg(long)]
        dry_run: bool,
        /// Вид вывода
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

pub async fn run(command: GeoCommand) -> Result<()> {
    let GeoCommand::Import { file, data, attribution, dry_run, format } = command;
    let bytes = read(&file)?;
    let boundaries = outlines::read(&bytes)?;
    let house = data.open(Settings::default()).await?;
    let registry = roll(&house.db).await?;
    let today = house.clock.today();
    let of_file = boundaries.attribution.clone();
    let attribution = if attribution.is_empty() { of_file } else { attribution };
    let faults: Vec<_> = boundaries.faults.clone();
    let found = matched(Boundaries { faults: Vec::new(), ..boundaries }, &vocabulary(&registry, today));
    let mut outside = Vec::new();
    if !dry_run {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let new = NewBoundaries { bytes, file_name: &name, attribution: &attribution };
        let (scope, desk, author) = (Scope::of_the_program(), Desk::of(&house), Author::program());
        let mut tx = house.db.begin().await?;
        import_boundaries(&mut tx, &desk, &house.files, &scope, &registry, new, &found, &author).await?;
        tx.commit().await?;
        let registry = roll(&house.db).await?;
        if let Some(atlas) = atlas(&house.db, &registry).await? {
            let told = astray(&registry, &atlas, today).into_iter();
            outside = told.map(|one| format!("{} — {}", one.owner.name.short, one.address)).collect();
        }
    }
    if format == Format::Json {
        let told = serde_json::json!({
            "found": found.found.iter().map(|(code, _)| code).collect::<Vec<_>>(), "unmatched": found.strangers,
            "missing": found.missing, "faults": faults, "attribution": attribution, "buildings_outside": outside,
            "imported": !dry_run,
        });
        println!("{}", serde_json::to_string_pretty(&told)?);
        return Ok(());
    }
    print(&found, &attribution);
    for fault in &faults {
        println!("! {}: {}", fault.territory, fault.reason);
    }
    for one in &outside {
        println!("! здание вне своего муниципалитета: {one}");
    }
    println!("{}", if dry_run { "Ничего не сохранено." } else { "Границы загружены." });
    Ok(())
}

fn print(found: &Matched, attribution: &str) {
    println!("Узнано муниципалитетов: {}.", found.found.len());
    for (title, names) in [("Не узнаны", &found.strangers), ("Нет в файле", &found.missing)]
    {
        if !names.is_empty() {
            println!("{title}: {}.", names.join(", "));
        }
    }
    println!("Чьи границы: {attribution}");
}

/// The size is looked at before anything is read into memory.
fn read(file: &Path) -> Result<Vec<u8>> {
    let size = std::fs::metadata(file).with_context(|| format!("файл {} не открыть", file.display()))?.len();
    let most = u64::try_from(outlines::MAX_FILE_BYTES).unwrap_or(u64::MAX);
    ensure!(size <= most, "файл {} больше 20 МБ: упростите границы", file.display());
    std::fs::read(file).with_context(|| format!("файл {} не прочитать", file.display()))
}
