//! `biblioset people`: answers to people who ask about their data, and the terms of keeping.

use std::path::PathBuf;

use access::audit::{self, Event, Who};
use anyhow::{Context, Result, ensure};
use clap::Subcommand;
use people::export::{Whose, archive};

use super::DataArguments;

#[derive(Subcommand)]
pub enum PeopleCommand {
    /// Выгрузить всё, что хранится о человеке, одним архивом
    Export {
        #[command(flatten)]
        data: DataArguments,
        /// Номер человека: он стоит в адресе его карточки
        #[arg(long)]
        person: String,
        /// Файл архива; существующий не заменяется
        #[arg(long)]
        out: PathBuf,
    },
    /// Сроки хранения: у кого истекли; без --dry-run открывает обращения и исполняет те, чей день настал
    Retention {
        #[command(flatten)]
        data: DataArguments,
        /// Только показать
        #[arg(long)]
        dry_run: bool,
    },
}

pub async fn run(command: PeopleCommand) -> Result<()> {
    match command {
        PeopleCommand::Export { data, person, out } => export(data, &person, &out).await,
        PeopleCommand::Retention { data, dry_run } => retention(data, dry_run).await,
    }
}

async fn export(data: DataArguments, person: &str, out: &std::path::Path) -> Result<()> {
    ensure!(!out.exists(), "файл {} уже есть: выберите другое имя", out.display());
    data.must_exist()?;
    let house = data.open(access::Settings::default()).await?;
    let whose = Whose::person(&house, person).await?.context("человека с таким номером нет")?;
    let what = "Выгружены все сведения о человеке из командной строки";
    let event = Event { act: "personal.exported", object: ("person", person), what };
    let mut tx = house.db.begin().await?;
    audit::note(&mut tx, &house, &Who::program(), event).await?;
    tx.commit().await?;
    super::write_private(out, &archive(&house, &whose).await?)?;
    house.db.close().await;
    println!(
        "Сведения о человеке записаны в {}. Файл содержит персональные данные: передайте его и удалите.",
        out.display()
    );
    Ok(())
}

async fn retention(data: DataArguments, dry_run: bool) -> Result<()> {
    data.must_exist()?;
    let house = data.open(access::Settings::default()).await?;
    let years = house.region.personal_data.retention_years;
    if dry_run {
        let overdue = people::jobs::overdue(&house).await?;
        println!("Срок хранения ({years} г. после ухода) истёк у людей: {}.", overdue.len());
        for left in overdue {
            let whose = Whose::person(&house, &left.person_id).await?.context("человек")?;
            let report = people::erase::dry_run(&house, &whose).await?;
            let rows: usize = report.lines.iter().map(|line| line.rows).sum();
            println!("  {}: ушёл(ла) {}, записей {rows}", left.person_id, ui::ru::date_short(left.left_on()));
        }
        return Ok(());
    }
    let looked = people::jobs::look(&house).await?;
    println!(
        "Открыто обращений: {}; начато удалений: {}; забыто имён в отозванных согласиях родителей: {}.",
        looked.opened, looked.begun, looked.children
    );
    println!("Начатые удаления исполнит сервер; решения — на странице «Удаление сведений».");
    Ok(())
}
