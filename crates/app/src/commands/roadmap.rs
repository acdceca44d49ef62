//! `biblioset roadmap import|report`.

use std::path::{Path, PathBuf};

use access::{Scope, Settings};
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use jiff::civil::Date;
use plan::import::{DEFAULT_STEP_LIMIT, Draft, ImportOptions, export_json, import};
use roadmap::store::Author;
use roadmap::store::plans::{NewVersion, add_version};
use roadmap::{Board, report, report_paper};

use super::{DataArguments, Format};

#[derive(Subcommand)]
pub enum RoadmapCommand {
    /// Прочитать план из файла: .docx, .xlsx, .txt, .yaml
    Import {
        /// Файл с планом
        file: PathBuf,
        #[command(flatten)]
        data: DataArguments,
        /// Год плана; по умолчанию — из заголовка
        #[arg(long)]
        year: Option<i16>,
        /// Только показать, что понято; ничего не сохранять
        #[arg(long)]
        dry_run: bool,
        /// Основание: каким документом утверждён план
        #[arg(long, default_value = "")]
        basis: String,
        /// Сохранить план, даже если остались нераспознанные тексты (они останутся только в выводе)
        #[arg(long)]
        drop_unrecognized: bool,
        /// Вид вывода
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Отчёт об исполнении на дату: .docx, .pdf, .xlsx или .json по окончанию имени файла
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
        RoadmapCommand::Import { file, data, year, dry_run, basis, drop_unrecognized, format } => {
            let draft = read(&file, &data, year)?;
            print(&draft, format)?;
            if dry_run {
                return Ok(());
            }
            if !draft.unrecognized.is_empty() && !drop_unrecognized {
                bail!(
                    "не распознано текстов: {}. Загрузите файл на странице /roadmap/import, где о каждом можно решить, или повторите с --drop-unrecognized",
                    draft.unrecognized.len()
                );
            }
            save(&draft, &data, &basis, &file).await
        }
        RoadmapCommand::Report { data, year, as_of, out } => write_report(&data, year, as_of, &out).await,
    }
}

async fn write_report(data: &DataArguments, year: i16, as_of: Option<Date>, out: &Path) -> Result<()> {
    let house = data.open(Settings::default()).await?;
    let board = Board::of_year(&house, &Scope::of_the_program(), year)
        .await
        .map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let Some(board) = board else {
        bail!("плана на {year} год нет: загрузите его командой «biblioset roadmap import»");
    };
    let made = report::report(&board, &house.region, as_of.unwrap_or_else(|| house.clock.today()));
    let bytes = match out.extension().and_then(|ending| ending.to_str()) {
        Some("xlsx") => report::to_xlsx(&made).context("таблица Excel")?,
        Some("json") => serde_json::to_vec_pretty(&made)?,
        Some("docx") => report_paper::to_docx(&made, &report_paper::Maker::default())?,
        Some("pdf") => report_paper::to_pdf(&made, &report_paper::Maker::default())?,
        _ => bail!(
            "по окончанию имени {} не понять вид файла: нужно .docx, .pdf, .xlsx или .json",
            out.display()
        ),
    };
    std::fs::write(out, bytes).with_context(|| format!("не записать {}", out.display()))?;
    println!("Отчёт записан: {}", out.display());
    Ok(())
}

/// Reads a plan; needs no database: what is known of the region is in its pack.
fn read(file: &Path, data: &DataArguments, year: Option<i16>) -> Result<Draft> {
    let size = std::fs::metadata(file).with_context(|| format!("файл {} не открыть", file.display()))?.len();
    // The size is looked at before anything is read into memory.
    if size > u64::try_from(plan::import::MAX_FILE_BYTES).unwrap_or(u64::MAX) {
        return Err(plan::import::ImportError::TooLarge.into());
    }
    let bytes = std::fs::read(file).with_context(|| format!("файл {} не прочитать", file.display()))?;
    let region = crate::regions::load(&data.region)?;
    let vocabulary = roadmap::import::vocabulary(&region);
    let file_name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let year_start_month = region.region.year_start_month;
    let options = ImportOptions {
        file_name: &file_name,
        year,
        year_start_month,
        vocabulary: &vocabulary,
        step_limit: DEFAULT_STEP_LIMIT,
    };
    Ok(import(&bytes, &options)?)
}

fn print(draft: &Draft, format: Format) -> Result<()> {
    if format == Format::Json {
        println!("{}", serde_json::to_string_pretty(&export_json(draft))?);
        return Ok(());
    }
    println!("{} ({} год)", draft.plan.meta.title, draft.plan.meta.year);
    for section in &draft.plan.sections {
        println!("\n{} {}", section.number, section.title);
        for measure in &section.measures {
            let term = roadmap::rules::describe_term(&measure.term);
            println!("  {}. {} — {term}", measure.number, roadmap::measure_title(measure));
            for item in &measure.items {
                println!("     {} {}", item.number, item.title);
            }
        }
    }
    println!("\nПредложений: {}", draft.proposals.len());
    for proposal in &draft.proposals {
        println!("  {} {} — {}", proposal.path, proposal.what, proposal.reason);
    }
    println!("Не распознано: {}", draft.unrecognized.len());
    for one in &draft.unrecognized {
        println!(
            "  таблица {}, строка {}, «{}»: {} — {}",
            one.place.table, one.place.row, one.place.column, one.text, one.why
        );
    }
    Ok(())
}

async fn save(draft: &Draft, data: &DataArguments, basis: &str, file: &Path) -> Result<()> {
    let house = data.open(Settings::default()).await?;
    let year = draft.plan.meta.year;
    let note = format!(
        "загружен из файла {}",
        file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    );
    let new = NewVersion { plan: &draft.plan, note: &note, basis };
    let mut tx = house.db.begin().await?;
    add_version(&mut tx, &house, year, &new, &Author::program()).await?;
    tx.commit().await?;
    println!("План на {year} год сохранён.");
    Ok(())
}
