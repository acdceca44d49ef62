//! `biblioset bench`: how fast the program is, beside a peer or a limit in the same run. One file a subject.
//!
//! Figures go to docs/benchmarks.md by hand, with their commit and machine.

mod forms;
mod house;
mod import;
mod pages;
mod papers;
mod questionnaires;
mod search;
mod series;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use serde::Serialize;

use super::Format;

const PROFILE: &str = if cfg!(debug_assertions) { "dev" } else { "release" };

#[derive(Args)]
pub struct BenchArguments {
    /// Что измерять: страницы, загрузку дорожной карты, чтение форм, сохранение ответов, документы, тысячу документов по
    /// списку или поиск по ста тысячам документов
    #[arg(value_enum, default_value_t = What::Pages)]
    what: What,
    /// Для анкет: Python, в котором стоит pyxform, чтобы сравнить в одном прогоне
    #[arg(long)]
    pyxform: Option<PathBuf>,
    /// Для загрузки: файл дорожной карты
    #[arg(long)]
    roadmap: Option<PathBuf>,
    /// Для сохранения ответов и документов по списку: postgres://… вместо SQLite
    #[arg(long)]
    database: Option<String>,
    /// Одновременных соединений
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Секунд на каждую страницу
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Регион демонстрации
    #[arg(long, default_value = crate::regions::default_code())]
    region: String,
    /// Вид вывода
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    Pages,
    Import,
    Forms,
    Questionnaires,
    Papers,
    Series,
    Search,
}

pub async fn run(arguments: BenchArguments) -> Result<()> {
    let BenchArguments { connections, seconds, format, .. } = arguments;
    let database = arguments.database.as_deref();
    match arguments.what {
        What::Pages => pages::run(&arguments).await,
        What::Import => {
            let file =
                arguments.roadmap.as_deref().context("назовите файл дорожной карты: --roadmap ФАЙЛ")?;
            print(&import::measure(&arguments.region, file)?, format)
        }
        What::Forms => forms::run(arguments.pyxform.as_deref(), format),
        What::Questionnaires => questionnaires::run(connections, seconds, database, format).await,
        What::Papers => print(&papers::measure()?, format),
        What::Series => series::run(database, format).await,
        What::Search => print(&search::measure()?, format),
    }
}

/// One line of what was measured.
#[derive(Serialize)]
struct Figure {
    what: String,
    figure: f64,
    unit: &'static str,
    /// What the figure is held against: an aim, or the peer of the same run.
    #[serde(skip_serializing_if = "String::is_empty")]
    beside: String,
}

impl Figure {
    fn new(what: impl Into<String>, figure: f64, unit: &'static str) -> Self {
        Self { what: what.into(), figure, unit, beside: String::new() }
    }

    fn beside(self, beside: impl Into<String>) -> Self {
        Self { beside: beside.into(), ..self }
    }
}

fn print(figures: &[Figure], format: Format) -> Result<()> {
    if matches!(format, Format::Json) {
        let outcome = serde_json::json!({ "profile": PROFILE, "figures": figures });
        println!("{}", serde_json::to_string_pretty(&outcome)?);
        return Ok(());
    }
    println!("Сборка {PROFILE}");
    for one in figures {
        let digits = if one.figure < 10.0 { 2 } else { 0 };
        println!("{:<64} {:>9.digits$} {:<10} {}", one.what, one.figure, one.unit, one.beside);
    }
    Ok(())
}

/// Megabytes of this process by a line of its /proc/self/status.
fn memory_mb(line: &str) -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status").context("замер работает только в Linux")?;
    let found = status.lines().find_map(|one| one.strip_prefix(line)).context("память")?;
    let kilobytes: u64 = found.split_whitespace().next().context("память")?.parse()?;
    Ok(kilobytes / 1024)
}
