//! Whether what is stored is whole: the engine's own check, references, and every file against its hash.

use std::collections::BTreeSet;

use futures_util::TryStreamExt;

use crate::db::EngineTx;
use crate::{Db, FileHash, Files, Migration, Result};

/// What a check of the storage found. The texts are for an administrator.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What must be mended: names what and where.
    pub faults: Vec<String>,
    /// What is worth knowing and harms nothing.
    pub remarks: Vec<String>,
    pub files: usize,
}

/// Checks a database with its files against the steps that this program knows.
pub async fn check(db: &Db, files: &Files, rooms: &[&[Migration]]) -> Result<Checked> {
    let mut checked = Checked::default();
    let mut tx = db.snapshot().await?;
    if let EngineTx::Sqlite(transaction) = &mut tx.engine {
        let told: Vec<(String,)> =
            sqlx::query_as("pragma integrity_check(100)").fetch_all(&mut **transaction).await?;
        let broken = told.into_iter().map(|(line,)| line).filter(|line| line != "ok");
        checked.faults.extend(broken.map(|line| format!("база повреждена: {line}")));
        let astray: Vec<(String, Option<i64>, String)> =
            sqlx::query_as("select \"table\", rowid, parent from pragma_foreign_key_check limit 100")
                .fetch_all(&mut **transaction)
                .await?;
        checked.faults.extend(astray.into_iter().map(|(table, row, parent)| {
            format!("таблица {table}, строка {}: ссылка на отсутствующую запись {parent}", row.unwrap_or(0))
        }));
    }
    let known: BTreeSet<i64> = rooms.iter().flat_map(|room| room.iter()).map(|one| one.version).collect();
    let applied = crate::migrations::applied(&mut tx).await?;
    for (version, name) in &applied {
        if !known.contains(version) {
            checked.faults.push(format!(
                "в базе есть шаг {version} «{name}», которого эта программа не знает: данные новее программы"
            ));
        }
    }
    let done: BTreeSet<i64> = applied.into_iter().map(|(version, _)| version).collect();
    let waiting = known.difference(&done).count();
    if waiting > 0 {
        checked.remarks.push(format!("шагов схемы ждут первого запуска новой программы: {waiting}"));
    }
    let rows: Vec<(String, i64)> = tx.query("select hash, size from file order by hash").all().await?;
    checked.files = rows.len();
    for (name, size) in &rows {
        if let Some(fault) = fault_of_file(files, name, *size).await {
            checked.faults.push(fault);
        }
    }
    let named: BTreeSet<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
    let unnamed = files.hashes().await?.iter().filter(|hash| !named.contains(hash.as_str())).count();
    if unnamed > 0 {
        checked.remarks.push(format!(
            "файлов без записи в базе: {unnamed}. Они остались от прерванных загрузок и ничему не мешают"
        ));
    }
    Ok(checked)
}

async fn fault_of_file(files: &Files, name: &str, size: i64) -> Option<String> {
    let Some(hash) = FileHash::parse(name) else {
        return Some(format!("файл {name}: имя не похоже на контрольную сумму"));
    };
    match files.get(&hash).await {
        Ok(bytes) if i64::try_from(bytes.len()) == Ok(size) => None,
        Ok(bytes) => Some(format!("файл {name}: длина {}, а в базе {size}", bytes.len())),
        Err(crate::Error::Invalid(_)) => Some(format!("файл {name}: содержимое изменилось")),
        Err(_) => Some(format!("файл {name}: на диске его нет или он не читается")),
    }
}

impl Files {
    /// Every file that lies in the store.
    async fn hashes(&self) -> Result<Vec<FileHash>> {
        let listed: Vec<_> = self.listing().try_collect().await?;
        Ok(listed.iter().filter_map(|one| one.location.filename().and_then(FileHash::parse)).collect())
    }
}
