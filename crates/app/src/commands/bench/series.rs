//! `biblioset bench series`: a thousand papers for the lines of one list, made by jobs as in the product: how long, and how
//! much memory over what the program holds anyway.

use std::fmt::Write as _;
use std::time::Instant;

use access::{House, Scope};
use anyhow::{Context, Result, anyhow};
use drafting::Reader;
use drafting::store::drafts;
use roadmap::store::Author;
use serde::Serialize;

use super::{Format, memory_mb};

const PAPERS: usize = 1_000;
const LAYOUT: &str = "info_letter";

#[derive(Serialize)]
struct Figures {
    profile: &'static str,
    engine: String,
    papers: usize,
    kinds: Vec<Kind>,
}

#[derive(Serialize)]
struct Kind {
    format: &'static str,
    seconds: f64,
    /// Resident memory before, and the most while the papers were made.
    memory_before_mb: u64,
    memory_most_mb: u64,
}

pub async fn run(database: Option<&str>, format: Format) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("biblioset-bench-{}", store::new_id()));
    let outcome = measure(&folder, database).await;
    let _ = std::fs::remove_dir_all(&folder);
    let figures = outcome?;
    if matches!(format, Format::Json) {
        println!("{}", serde_json::to_string_pretty(&figures)?);
        return Ok(());
    }
    println!("сборка {}, {}, документов {}", figures.profile, figures.engine, figures.papers);
    for kind in figures.kinds {
        println!(
            "{}: {:.1} с, память {} МБ до и не больше {} МБ во время печати",
            kind.format, kind.seconds, kind.memory_before_mb, kind.memory_most_mb
        );
    }
    Ok(())
}

async fn measure(folder: &std::path::Path, database: Option<&str>) -> Result<Figures> {
    let house = super::house::open(folder, database).await?;
    let mut kinds = Vec::new();
    // The first papers warm the fonts up.
    make(&house, "pdf", 1).await?;
    for format in ["docx", "pdf"] {
        forget_most();
        let memory_before_mb = memory_mb("VmRSS:")?;
        let started = Instant::now();
        make(&house, format, PAPERS).await?;
        let seconds = started.elapsed().as_secs_f64();
        kinds.push(Kind { format, seconds, memory_before_mb, memory_most_mb: memory_mb("VmHWM:")? });
    }
    let engine = format!("{:?}", house.db.engine());
    house.db.close().await;
    let profile = super::PROFILE;
    Ok(Figures { profile, engine, papers: PAPERS, kinds })
}

async fn make(house: &House, format: &str, count: usize) -> Result<()> {
    let (scope, author) = (Scope::of_the_program(), Author::program());
    let issuer = house.region.region.bodies.institute.clone();
    let code = house.region.document_kinds.iter().find(|kind| kind.layout_code() == LAYOUT).context("вид")?;
    let values = papers::kind(LAYOUT).context("вид")?.examples();
    let mut tx = house.db.begin().await?;
    let draft = drafting::prepare(&mut tx, house, &scope, &code.code, &issuer, None, &values, &author)
        .await
        .map_err(told)?;
    tx.commit().await?;
    let row = drafts::draft(&house.db, &Reader::of_the_program(), &draft).await?.context("проект")?;
    let kind = drafting::paper_kind(&house.region, &row.kind).context("вид")?;
    let mut list = String::from("Адресаты\n");
    for number in 1..=count {
        writeln!(list, "Директору школы № {number}")?;
    }
    let mut tx = house.db.begin().await?;
    let asked = (list.as_bytes(), format);
    let id =
        drafting::series::begin(&mut tx, house, &scope, (&row, &kind), asked, &author).await.map_err(told)?;
    tx.commit().await?;
    let jobs = crate::rooms::jobs(house);
    loop {
        let series = drafting::store::series::one(&house.db, &scope, &draft, &id).await?.context("серия")?;
        match series.state.as_str() {
            "making" => anyhow::ensure!(jobs.run_next().await?, "заданий нет, а серия не готова"),
            "ready" => return Ok(()),
            other => return Err(anyhow!("серия: {other} {}", series.reason)),
        }
    }
}

fn told(refused: drafting::DraftRefused) -> anyhow::Error {
    anyhow!("{refused}")
}

/// The most memory is counted anew from here.
fn forget_most() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
