//! `biblioset bench forms`: how long a form of 600 rows is checked and converted, and how long one answer takes in a
//! form of 600 questions; beside pyxform in the same run when a Python with it is named.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use forms::engine::{Inputs, Model, Session};
use forms::{Form, Problems};
use serde::Serialize;

use super::Format;

const QUESTIONS: usize = 600;
const ROUNDS: usize = 40;

#[derive(Serialize)]
struct Figures {
    profile: &'static str,
    rows: usize,
    /// From the bytes of the workbook to the text of the XForm, all checks included; the median.
    convert_ms: f64,
    convert_worst_ms: f64,
    /// One answer with everything that depends on it; the median of all questions.
    answer_us: f64,
    answer_worst_us: f64,
    whole_recalculation_ms: f64,
    /// pyxform on the same workbook, the best of three.
    #[serde(skip_serializing_if = "Option::is_none")]
    pyxform_ms: Option<f64>,
}

pub fn run(python: Option<&Path>, format: Format) -> Result<()> {
    let source = Form::read(questions().as_bytes(), "bench.md")?.source;
    let workbook = forms::export::to_xlsx(&source)?;
    let mut conversions = Vec::new();
    for _ in 0..ROUNDS {
        let started = Instant::now();
        let form = Form::read(&workbook, "bench.xlsx")?;
        std::hint::black_box(forms::to_xform(&form)?);
        conversions.push(started.elapsed());
    }
    let form = Form::read(&workbook, "bench.xlsx")?;
    let mut session =
        Session::start(Arc::new(Model::new(&form, &mut Problems::default())), Inputs::default());
    let mut answers = Vec::new();
    for round in 0..5 {
        for node in session.nodes().into_iter().filter(|node| node.is_question && !node.is_computed) {
            let started = Instant::now();
            session.answer(&node.path, &(round % 3 + 1).to_string())?;
            answers.push(started.elapsed());
        }
    }
    let started = Instant::now();
    session.recalculate_all();
    let whole = started.elapsed();
    let figures = Figures {
        profile: super::PROFILE,
        rows: source.survey.rows.len(),
        convert_ms: millis(median(&mut conversions)),
        convert_worst_ms: millis(conversions.last().copied().unwrap_or_default()),
        answer_us: millis(median(&mut answers)) * 1000.0,
        answer_worst_us: millis(answers.last().copied().unwrap_or_default()) * 1000.0,
        whole_recalculation_ms: millis(whole),
        pyxform_ms: python.map(|python| peer(python, &workbook)).transpose()?,
    };
    match format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&figures)?),
        Format::Text => print(&figures),
    }
    Ok(())
}

fn print(figures: &Figures) {
    println!("сборка {}, строк в форме {}", figures.profile, figures.rows);
    println!(
        "проверка и перевод в XForm: {:.1} мс (худший раз {:.1})",
        figures.convert_ms, figures.convert_worst_ms
    );
    println!("один ответ: {:.0} мкс (худший {:.0})", figures.answer_us, figures.answer_worst_us);
    println!("пересчёт всего: {:.2} мс", figures.whole_recalculation_ms);
    if let Some(theirs) = figures.pyxform_ms {
        println!("pyxform на той же книге: {theirs:.0} мс, в {:.0} раз дольше", theirs / figures.convert_ms);
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The peer converts the same workbook, its start not counted.
fn peer(python: &Path, workbook: &[u8]) -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("bench.xlsx");
    std::fs::write(&file, workbook)?;
    let script = "import sys,time\nfrom pyxform.xls2xform import convert\nt=[]\nfor _ in range(3):\n    s=time.perf_counter(); convert(sys.argv[1]); t.append(time.perf_counter()-s)\nprint(min(t)*1000)";
    let said =
        Command::new(python).args(["-c", script]).arg(&file).output().context("Python не запустился")?;
    let text = String::from_utf8_lossy(&said.stdout);
    text.trim().parse().with_context(|| format!("pyxform: {}", String::from_utf8_lossy(&said.stderr)))
}

/// Sections of ten questions: numbers, choices, conditions on the section before, checks, sums.
fn questions() -> String {
    let mut text = String::from(
        "| survey | | | | | | | | | |\n| | type | name | label::Русский (ru) | label::English (en) | required | relevant | constraint | constraint_message | calculation |\n",
    );
    for index in 0..QUESTIONS / 10 {
        let before = index.saturating_sub(1);
        let relevant = if index == 0 { String::new() } else { format!("${{g{before}_number}} != ''") };
        let _ = writeln!(
            text,
            "| | begin_group | g{index} | Раздел {index} | Section {index} | | {relevant} | | | |"
        );
        let mut row = |kind: &str,
                       name: &str,
                       required: &str,
                       relevant: &str,
                       constraint: &str,
                       message: &str,
                       calculation: &str| {
            let _ = writeln!(
                text,
                "| | {kind} | g{index}_{name} | Вопрос {name} раздела {index} | Question {name} of {index} | {required} | {relevant} | {constraint} | {message} | {calculation} |"
            );
        };
        let own = |name: &str| format!("${{g{index}_{name}}}");
        row("integer", "number", "yes", "", ". >= 0 and . <= 5000", "От 0 до 5000", "");
        row("integer", "part", "yes", "", &format!(". <= {}", own("number")), "Не больше целого", "");
        row("decimal", "area", "", "", ". > 0", "Больше нуля", "");
        row("select_one yn", "has", "yes", "", "", "", "");
        row("select_multiple kinds", "kinds", "", &format!("{} = 'yes'", own("has")), "", "", "");
        row(
            "text",
            "why",
            "",
            &format!("selected({}, 'k3')", own("kinds")),
            "string-length(.) < 200",
            "Короче",
            "",
        );
        row(
            "calculate",
            "share",
            "",
            "",
            "",
            "",
            &format!("if({0} > 0, round({1} div {0}, 2), '')", own("number"), own("part")),
        );
        row(
            "calculate",
            "sum",
            "",
            "",
            "",
            "",
            &format!("{} + coalesce(${{g{before}_number}}, 0)", own("number")),
        );
        text.push_str("| | end_group | | | | | | | | |\n");
    }
    text.push_str("| choices | | | |\n| | list_name | name | label::Русский (ru) | label::English (en) |\n");
    for (list, name) in [("yn", "yes"), ("yn", "no"), ("kinds", "k1"), ("kinds", "k2"), ("kinds", "k3")] {
        let _ = writeln!(text, "| | {list} | {name} | Вариант {name} | Choice {name} |");
    }
    text
}
