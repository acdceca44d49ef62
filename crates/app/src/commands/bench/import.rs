//! `biblioset bench import`: how long a roadmap takes to be read, from the bytes of its file to a draft with its proposals.
//! The first reading pays for the patterns, which are made once in a process.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use plan::import::{DEFAULT_STEP_LIMIT, ImportOptions, import};

use super::Figure;

const TIMES: usize = 200;

pub fn measure(region: &str, file: &Path) -> Result<Vec<Figure>> {
    let region = crate::regions::load(region)?;
    let vocabulary = roadmap::import::vocabulary(&region);
    let bytes = std::fs::read(file).with_context(|| format!("файл {}", file.display()))?;
    let file_name = file.file_name().unwrap_or_default().to_string_lossy();
    let options = ImportOptions {
        file_name: &file_name,
        year: None,
        year_start_month: region.region.year_start_month,
        vocabulary: &vocabulary,
        step_limit: DEFAULT_STEP_LIMIT,
    };
    let read = || -> Result<f64> {
        let started = Instant::now();
        std::hint::black_box(import(&bytes, &options)?);
        Ok(started.elapsed().as_secs_f64() * 1_000.0)
    };
    let first = read()?;
    let mut times = (0..TIMES).map(|_| read()).collect::<Result<Vec<f64>>>()?;
    times.sort_by(f64::total_cmp);
    Ok(vec![
        Figure::new(format!("{file_name}: первое чтение"), first, "мс"),
        Figure::new("медиана", times[TIMES / 2], "мс"),
        Figure::new("худшее", times[TIMES - 1], "мс"),
    ])
}
