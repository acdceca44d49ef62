//! `biblioset roadmap import|report`.

use std::path::PathBuf;

use access::{Scope, Settings};
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use jiff::civil::Date;
use roadmap::{Board, report};

use super::DataArguments;

#[derive(Subcommand)]
pub enum RoadmapCommand {
    /// Отчёт об исполнении на дату: .xlsx или .json по окончанию имени файла
    Report {
        #[command(flatten)]
        data: DataArguments,
        /// Год плана
        #[arg(long)]
        year: i16,
        /// Дата ГГГГ-ММ-ДД; по умолчанию сегодня
        #[arg(long)]
        as_of: Option<Date>,
        /// Куда записать
        #[arg(long)]
        out: PathBuf,
    },
}

pub async fn run(command: RoadmapCommand) -> Result<()> {
    match command {
        RoadmapCommand::Report { data, year, as_of, out } => write_report(&data, year, as_of, &out).await,
    }
}

async fn write_report(data: &DataArguments, year: i16, as_of: Option<Date>, out: &PathBuf) -> Result<()> {
    let house = data.open(Settings::default()).await?;
    let board = Board::of_year(&house, &Scope::of_the_program(), year).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let Some(board) = board else {
        bail!("плана на {year} год нет: загрузите его командой «biblioset roadmap import»");
    };
    let made = report::report(&board, &house.region, as_of.unwrap_or_else(|| house.clock.today()));
    let bytes = match out.extension().and_then(|ending| ending.to_str()) {
        Some("xlsx") => report::to_xlsx(&made).context("таблица Excel")?,
        Some("json") => serde_json::to_vec_pretty(&made)?,
        Some("docx" | "pdf") => bail!("отчёт в Word и PDF появится вместе с документами; сейчас есть .xlsx и .json"),
        _ => bail!("по окончанию имени {} не понять вид файла: нужно .xlsx или .json", out.display()),
    };
    std::fs::write(out, bytes).with_context(|| format!("не записать {}", out.display()))?;
    println!("Отчёт записан: {}", out.display());
    Ok(())
}
