//! `biblioset backup`: everything in one file, verified before the command says that it is done.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Args;
use store::backup::{Archive, BackupError, back_up, differences, restore};

use super::{DataArguments, Format};

#[derive(Args)]
pub struct BackupArguments {
    /// Файл копии; существующий не заменяется
    file: PathBuf,
    #[command(flatten)]
    data: DataArguments,
    /// Вид вывода
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub async fn run(arguments: BackupArguments) -> Result<()> {
    let BackupArguments { file, data, format } = arguments;
    ensure!(!file.exists(), "файл {} уже есть: копии не заменяют, выберите другое имя", file.display());
    data.must_exist()?;
    let (db, files) = data.open_storage().await?;
    let clock = store::Clock::system(jiff::tz::TimeZone::UTC);
    let manifest = back_up(&db, &files, &clock, &file).await.context("копия не сделана")?;
    if let Err(error) = verify(&file).await {
        let _ = std::fs::remove_file(&file);
        return Err(error).context("копия сделана, но не восстановилась, поэтому удалена");
    }
    db.close().await;
    let size = std::fs::metadata(&file)?.len();
    if format == Format::Json {
        let told = serde_json::json!({
            "file": file, "bytes": size, "rows": manifest.rows(), "tables": manifest.tables.len(),
            "files": manifest.files.len(), "verified": true,
        });
        println!("{told}");
        return Ok(());
    }
    println!(
        "Копия готова и проверена восстановлением: {} ({}), строк {}, файлов {}.",
        file.display(),
        ui::ru::file_size(i64::try_from(size).unwrap_or(i64::MAX)),
        manifest.rows(),
        manifest.files.len()
    );
    println!("Ключи журнала (папка keys) в копию не входят: храните их отдельно.");
    Ok(())
}

/// Restores the archive into a scratch place beside it and compares every row and every file.
async fn verify(file: &std::path::Path) -> Result<()> {
    let mut archive = Archive::open(file)?;
    let beside = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let scratch = match beside {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir_in("."),
    };
    let scratch = scratch.context("место для проверочного восстановления")?;
    let db = store::Db::open_folder(scratch.path()).await?;
    let files = store::Files::in_folder(&scratch.path().join("files"))?;
    restore(&mut archive, &db, &files, crate::rooms::MIGRATIONS).await?;
    let found = differences(&archive, &db, &files).await?;
    db.close().await;
    if let Some(first) = found.first() {
        return Err(BackupError::NotTheSame(first.clone()).into());
    }
    Ok(())
}
