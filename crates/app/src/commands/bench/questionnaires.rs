//! `biblioset bench questionnaires`: how many fields a second are saved and durable, through the whole program and its engine,
//! and how many bytes a save and a first page take.

use std::sync::Arc;
use std::time::{Duration, Instant};

use access::House;
use anyhow::{Context, Result, anyhow};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use questionnaires::store::{polls, versions};
use questionnaires::{Audience, NewAsking};
use roadmap::store::Author;
use serde::Serialize;
use tower::ServiceExt;

use super::Format;

#[derive(Serialize)]
struct Figures {
    profile: &'static str,
    engine: String,
    connections: usize,
    questions: usize,
    /// Fields acknowledged after their commit was on disk.
    saves_per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
    /// The longest body of a request and of its answer.
    save_bytes: usize,
    /// The page of a section with everything it loads before the engine, compressed.
    first_load_bytes: usize,
}

pub async fn run(connections: usize, seconds: u64, database: Option<&str>, format: Format) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("biblioset-bench-{}", store::new_id()));
    let outcome = measure(&folder, connections, seconds, database).await;
    let _ = std::fs::remove_dir_all(&folder);
    let figures = outcome?;
    match format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&figures)?),
        Format::Text => {
            println!("сборка {}, {}, соединений {}", figures.profile, figures.engine, figures.connections);
            println!(
                "сохранений полей на диск в секунду: {:.0} (анкета из {} вопросов; p50 {:.1} мс, p99 {:.1} мс)",
                figures.saves_per_second, figures.questions, figures.p50_ms, figures.p99_ms
            );
            println!("одно сохранение: до {} байт туда и обратно", figures.save_bytes);
            println!("первая загрузка раздела: {} байт", figures.first_load_bytes);
        }
    }
    Ok(())
}

async fn measure(
    folder: &std::path::Path,
    connections: usize,
    seconds: u64,
    database: Option<&str>,
) -> Result<Figures> {
    let house = super::house::open(folder, database).await?;
    let engine = format!("{:?}", house.db.engine());
    let (sheets, questions) = sheets(&house, connections).await?;
    let router = crate::server::router(house.clone());
    let first_load_bytes = first_load(&router, &sheets[0]).await?;
    let until = Instant::now() + Duration::from_secs(seconds);
    let started = Instant::now();
    let tasks: Vec<_> =
        sheets.iter().map(|sheet| tokio::spawn(save_until(router.clone(), sheet.clone(), until))).collect();
    let (mut times, mut save_bytes) = (Vec::new(), 0);
    for task in tasks {
        let (own, bytes) = task.await??;
        times.extend(own);
        save_bytes = save_bytes.max(bytes);
    }
    let elapsed = started.elapsed().as_secs_f64();
    times.sort();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    let millis = |time: Duration| time.as_secs_f64() * 1000.0;
    #[expect(clippy::cast_precision_loss, reason = "counts of a benchmark")]
    let saves_per_second = times.len() as f64 / elapsed;
    let figures = Figures {
        profile: super::PROFILE,
        engine,
        connections,
        questions,
        saves_per_second,
        p50_ms: millis(at(50)),
        p99_ms: millis(at(99)),
        save_bytes,
        first_load_bytes,
    };
    house.db.close().await;
    Ok(figures)
}

/// A questionnaire of fifty questions behind an open link, and a sheet for each connection.
async fn sheets(house: &House, count: usize) -> Result<(Vec<String>, usize)> {
    let told = |error: access::PageError| anyhow!("{error:?}");
    let mut form = String::from("| survey | | | |\n| | type | name | label |\n");
    for number in 0..50 {
        form.push_str(&format!("| | integer | q{number} | Вопрос {number} |\n"));
    }
    let checked = questionnaires::check(form.as_bytes(), "bench.md");
    let author = Author::program();
    let today = house.clock.today();
    let place = network::place_of(&house.db, &house.region.region.bodies.institute, today).await?;
    let scope = access::Scope::of_the_program();
    let mut tx = house.db.begin().await?;
    let (id, version) =
        questionnaires::upload(&mut tx, house, None, &checked, &place, &author).await.map_err(told)?;
    tx.commit().await?;
    let found = versions::questionnaire(&house.db, &scope, &id).await?.context("анкета")?;
    let draft = versions::version(&house.db, &found, &version).await?.context("версия")?;
    let mut tx = house.db.begin().await?;
    questionnaires::publish_version(&mut tx, house, &draft, "Замер", &author).await.map_err(told)?;
    tx.commit().await?;
    let published = versions::version(&house.db, &found, &version).await?.context("версия")?;
    let new =
        NewAsking { title: "Замер".into(), measure: None, deadline: today, audience: Audience::Link };
    let poll = questionnaires::ask(house, &published, &new, &place, &author, &scope).await.map_err(told)?;
    let poll = polls::poll(&house.db, &scope, &poll).await?.context("опрос")?;
    let mut sheets = Vec::new();
    for _ in 0..count {
        let secret = questionnaires::begin_by_link(house, &poll).await.map_err(told)?;
        sheets.push(format!("/by-link/answers/{secret}"));
    }
    Ok((sheets, 50))
}

async fn save_until(router: Router, sheet: String, until: Instant) -> Result<(Vec<Duration>, usize)> {
    let (mut times, mut most) = (Vec::new(), 0);
    let sheet = Arc::new(sheet);
    for seq in 1_u64.. {
        if Instant::now() >= until {
            break;
        }
        let body = format!("path=/data/q{}&value={seq}&client=bench&seq={seq}&base=0", seq % 50);
        let bytes = body.len();
        let request = Request::post(format!("{sheet}/fields"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))?;
        let started = Instant::now();
        let response = router.clone().oneshot(request).await?;
        anyhow::ensure!(response.status().is_success(), "сохранение не принято: {}", response.status());
        times.push(started.elapsed());
        let answer = axum::body::to_bytes(response.into_body(), 1 << 20).await?;
        most = most.max(bytes + answer.len());
    }
    Ok((times, most))
}

/// The page and its style sheet and scripts as they go over the wire.
async fn first_load(router: &Router, sheet: &str) -> Result<usize> {
    let mut bytes = 0;
    let page = format!("{sheet}/sections/1");
    let names = ["biblioset.css", "biblioset.js", "htmx.js", "fill.js", "favicon.svg"];
    let assets = names.iter().map(|name| ui::asset_url(name).to_owned());
    for path in std::iter::once(page).chain(assets) {
        let request = Request::get(&path).header(header::ACCEPT_ENCODING, "gzip").body(Body::empty())?;
        let response = router.clone().oneshot(request).await?;
        anyhow::ensure!(response.status().is_success(), "{path}: {}", response.status());
        bytes += axum::body::to_bytes(response.into_body(), 8 << 20).await?.len();
    }
    Ok(bytes)
}
