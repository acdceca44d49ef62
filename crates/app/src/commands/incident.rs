//! `biblioset incident export`: what the operator reports within a day after a leak.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Subcommand;
use jiff::civil::Date;

use super::DataArguments;

#[derive(Subcommand)]
pub enum IncidentCommand {
    /// Кто, когда и чьи персональные данные открывал или выгружал, из журнала
    Export {
        #[command(flatten)]
        data: DataArguments,
        /// Первый день (по времени региона)
        #[arg(long)]
        from: Date,
        /// Последний день включительно
        #[arg(long)]
        to: Date,
        /// Файл JSON; существующий не заменяется
        #[arg(long)]
        out: PathBuf,
    },
}

pub async fn run(command: IncidentCommand) -> Result<()> {
    let IncidentCommand::Export { data, from, to, out } = command;
    ensure!(from <= to, "первый день позже последнего");
    ensure!(!out.exists(), "файл {} уже есть: выберите другое имя", out.display());
    data.must_exist()?;
    let house = data.open(access::Settings::default()).await?;
    let midnight = |day: Date| -> Result<i64> {
        Ok(day.to_zoned_datetime(house.clock.zone().clone())?.timestamp().as_microsecond())
    };
    let before = midnight(to.tomorrow().context("последний день")?)?;
    let incident = people::incident::gather(&house, midnight(from)?, before).await?;
    super::write_private(&out, &serde_json::to_vec_pretty(&incident)?)?;
    house.db.close().await;
    println!(
        "Обращений к персональным данным: {}, людей: {}. Записано в {}.",
        incident.accesses.len(),
        incident.subjects,
        out.display()
    );
    Ok(())
}
