//! `biblioset restore`: an archive into an empty place; old data is set aside, never overwritten.

use std::path::{Path, PathBuf};

use access::audit::{self, AuditKey, Event, Who};
use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use store::backup::{Archive, differences, restore};

use super::DataArguments;

#[derive(Args)]
pub struct RestoreArguments {
    /// Файл копии
    file: PathBuf,
    #[command(flatten)]
    data: DataArguments,
    /// Отложить нынешние данные в соседнюю папку и поставить на их место восстановленные (сервер должен быть остановлен)
    #[arg(long)]
    force: bool,
}

pub async fn run(arguments: RestoreArguments) -> Result<()> {
    let RestoreArguments { file, data, force } = arguments;
    let mut archive = Archive::open(&file)?;
    if data.database.is_some() {
        ensure!(!force, "для PostgreSQL создайте пустую базу и укажите её: нынешняя останется нетронутой");
        let (db, files) = data.open_storage().await?;
        fill(&mut archive, &db, &files).await?;
        note(&archive, &db, &data.keys()).await?;
        println!("Данные восстановлены в указанную базу, файлы — в {}.", data.data.join("files").display());
        return Ok(());
    }
    let target = data.data.clone();
    let is_taken = target.join("biblioset.db").exists();
    if is_taken && !force {
        bail!(
            "в папке {} уже есть данные. Укажите другую папку или добавьте --force: нынешние данные будут отложены в соседнюю папку",
            target.display()
        );
    }
    let unfinished = beside(&target, "restoring");
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished).context("остаток прежнего восстановления")?;
    }
    let place = DataArguments { data: unfinished.clone(), ..data };
    let (db, files) = place.open_storage().await?;
    fill(&mut archive, &db, &files).await?;
    copy_keys(&target.join("keys"), &unfinished.join("keys"))?;
    note(&archive, &db, &unfinished.join("keys")).await?;
    db.close().await;
    let had_keys = target.join("keys").exists();
    let aside = set_in_place(&target, &unfinished)?;
    println!("Данные восстановлены в {}.", target.display());
    if let Some(aside) = aside {
        println!("Прежние данные отложены в {}.", aside.display());
    }
    if !had_keys {
        println!(
            "Ключей журнала рядом нет: верните папку keys, иначе подписи прежних строк проверить нечем."
        );
    }
    Ok(())
}

async fn fill(archive: &mut Archive, db: &store::Db, files: &store::Files) -> Result<()> {
    restore(archive, db, files, crate::rooms::MIGRATIONS).await?;
    // What came after the archive's steps changes tables: then only the restoring itself vouches for the rows.
    let newest = crate::rooms::MIGRATIONS.iter().map(|room| room.len()).sum::<usize>();
    if archive.manifest.migrations.len() == newest {
        let found = differences(archive, db, files).await?;
        ensure!(found.is_empty(), "восстановленное не совпало с копией: {}", found.join("; "));
    }
    Ok(())
}

/// The journal remembers that what follows was not lived through here.
async fn note(archive: &Archive, db: &store::Db, keys: &Path) -> Result<()> {
    let key = AuditKey::of_folder(keys).context("ключ журнала")?;
    let taken = jiff::Timestamp::from_microsecond(archive.manifest.taken_at)?;
    let what = format!("Данные восстановлены из копии от {taken}");
    let event = Event { act: "data.restored", object: ("backup", ""), what: &what };
    let mut tx = db.begin().await?;
    let now = jiff::Timestamp::now().as_microsecond();
    audit::note_at(&mut tx, &key, now, &Who::program(), event).await?;
    Ok(tx.commit().await?)
}

/// The keys of the place stay with it. The marks of how far the journal went belong to the data that is set aside.
fn copy_keys(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(to)?;
    for file in std::fs::read_dir(from)?.flatten() {
        let name = file.file_name();
        if name != "audit-heads.txt" {
            std::fs::copy(file.path(), to.join(name)).context("ключи журнала")?;
        }
    }
    Ok(())
}

/// Two renamings: whichever moment the program is killed at, either the old data or the new is whole in a folder of its own.
fn set_in_place(target: &Path, unfinished: &Path) -> Result<Option<PathBuf>> {
    if !target.exists() {
        std::fs::rename(unfinished, target).context("восстановленные данные на место")?;
        return Ok(None);
    }
    let stamp = jiff::Timestamp::now().strftime("%Y%m%d-%H%M%S").to_string();
    let aside = beside(target, &format!("before-restore-{stamp}"));
    std::fs::rename(target, &aside).context("прежние данные в сторону")?;
    std::fs::rename(unfinished, target).context("восстановленные данные на место")?;
    Ok(Some(aside))
}

fn beside(folder: &Path, ending: &str) -> PathBuf {
    let name =
        folder.file_name().map_or_else(|| "data".to_owned(), |name| name.to_string_lossy().into_owned());
    folder.with_file_name(format!("{name}.{ending}"))
}
