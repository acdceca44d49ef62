//! How fast papers are made, beside LibreOffice on the same machine in the same run: `cargo bench -p papers`.
//!
//! Figures go to docs/benchmarks.md by hand. LibreOffice is left out where it is not installed.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use papers::{
    Align, Block, Chart, ChartKind, Column, Element, Kind, Paper, Paragraph, PdfKind, Row, Series, Standard,
    Table, Template, Values,
};

/// As many as the machine of the figures has.
const THREADS: usize = 2;

fn main() {
    // `cargo test --benches` runs this too: nothing is measured then.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    papers::pdf(&certificate(0), PdfKind::Plain).expect("the first one warms the fonts up");

    let count = 400;
    let pdf = rate(count, |n| papers::pdf(&certificate(n), PdfKind::Plain).expect("a PDF").len());
    println!(
        "certificate-like PDF, one page, {THREADS} threads: {pdf:.0} a second ({count} different papers)"
    );
    let archive = rate(count, |n| papers::pdf(&certificate(n), PdfKind::Archive).expect("a PDF").len());
    println!("the same as PDF/A-2a and PDF/UA-1: {archive:.0} a second");
    libreoffice(pdf);

    let docx = rate(4_000, |n| papers::docx(&certificate(n)).expect("a DOCX").len());
    println!("the same in Word: {docx:.0} a second");
    let kind = papers::kind("order").expect("orders");
    let filled = rate(4_000, |n| {
        papers::docx(&papers::fill(kind, &order(kind, n)).expect("filled").paper).expect("a DOCX").len()
    });
    println!("order filled from its kind, in Word: {filled:.0} a second");
    let starter = papers::starter_docx(kind, Standard::Gost2016).expect("a starter");
    let template = Template::read(&starter, &kind.fields).expect("a template");
    let by_template = rate(4_000, |n| template.fill(&order(kind, n)).expect("filled").docx.len());
    println!("order by the office's template: {by_template:.0} a second");

    let note = note();
    let started = Instant::now();
    let bytes = papers::pdf(&note, PdfKind::Plain).expect("a PDF").len();
    let seconds = started.elapsed().as_secs_f64();
    let pages = papers::page_count(&note).expect("pages");
    println!("note of {pages} pages, 40 tables, 20 charts: PDF {seconds:.2} s ({} KB)", bytes / 1024);
    let started = Instant::now();
    let bytes = papers::docx(&note).expect("a DOCX").len();
    println!("the same in Word: {:.3} s ({} KB)", started.elapsed().as_secs_f64(), bytes / 1024);

    println!("memory before a thousand PDFs: {} MB", memory("VmRSS:"));
    for hundred in 1..=10 {
        rate(100, |n| papers::pdf(&certificate(hundred * 100 + n), PdfKind::Plain).expect("a PDF").len());
        if hundred % 5 == 0 {
            println!(
                "after {} more: {} MB, at most {} MB",
                hundred * 100,
                memory("VmRSS:"),
                memory("VmHWM:")
            );
        }
    }
}

/// Papers a second over all threads.
#[expect(clippy::cast_precision_loss, reason = "thousands of papers")]
fn rate(count: usize, make: impl Fn(usize) -> usize + Sync) -> f64 {
    let started = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let make = &make;
            scope.spawn(move || {
                for n in (thread..count).step_by(THREADS) {
                    std::hint::black_box(make(n));
                }
            });
        }
    });
    count as f64 / started.elapsed().as_secs_f64()
}

/// Megabytes out of /proc; 0 elsewhere.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|one| one.strip_prefix(line)).unwrap_or_default();
    found.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// LibreOffice turning the same papers from Word into PDF: many in one process, which is kindest to it, and one by one.
#[expect(clippy::cast_precision_loss, reason = "tens of papers")]
fn libreoffice(ours: f64) {
    if !Command::new("soffice").arg("--version").output().is_ok_and(|answer| answer.status.success()) {
        println!("LibreOffice is not installed: not compared");
        return;
    }
    let folder = std::env::temp_dir().join(format!("biblioset-papers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let files: Vec<_> = (0..60).map(|n| folder.join(format!("{n}.docx"))).collect();
    for (n, file) in files.iter().enumerate() {
        std::fs::write(file, papers::docx(&certificate(n)).expect("a DOCX")).expect("writing");
    }
    convert(&folder, &files[..1]);
    let started = Instant::now();
    convert(&folder, &files);
    let together = files.len() as f64 / started.elapsed().as_secs_f64();
    let started = Instant::now();
    for file in &files[..8] {
        convert(&folder, std::slice::from_ref(file));
    }
    let singly = 8.0 / started.elapsed().as_secs_f64();
    println!(
        "LibreOffice, {} files in one process: {together:.1} a second; we: {:.0} times",
        files.len(),
        ours / together
    );
    println!("LibreOffice, a process a file: {singly:.1} a second; we: {:.0} times", ours / singly);
    let _ = std::fs::remove_dir_all(folder);
}

fn convert(folder: &Path, files: &[std::path::PathBuf]) {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let status = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.join("pdf"))
        .args(files)
        .output()
        .expect("LibreOffice");
    assert!(status.status.success());
}

/// A page like a certificate: an emblem's place, names, a text, a signature, a code.
fn certificate(n: usize) -> Paper {
    let person = format!("Участникова Мария Номеровна {n}");
    let text = "приняла участие в краевом конкурсе школьных библиотек и представила опыт своей школы";
    Paper {
        title: format!("Сертификат {n}"),
        created: Some(jiff::civil::date(2024, 3, 5)),
        letterhead: Some(papers::Letterhead {
            founders: vec!["Министерство образования и науки края".into()],
            organisation: "Институт развития образования".into(),
            ..papers::Letterhead::default()
        }),
        kind: "СЕРТИФИКАТ".into(),
        number: format!("{n}"),
        date: "5 марта 2024 г.".into(),
        body: [
            format!("Настоящий сертификат подтверждает, что {person}"),
            text.to_owned(),
            format!("Регистрационный номер {n}."),
        ]
        .into_iter()
        .map(|text| {
            Element::Paragraph(Paragraph {
                text: text.into(),
                align: Some(Align::Centre),
                keep_with_next: false,
            })
            .into()
        })
        .collect(),
        signatures: vec![papers::Signature {
            post: "Директор".into(),
            name: "А. С. Демонова".into(),
            date: String::new(),
        }],
        verification: Some(papers::Verification {
            url: format!("https://example.org/d/{n}"),
            caption: String::new(),
        }),
        ..Paper::default()
    }
}

fn order(kind: &Kind, n: usize) -> Values {
    let mut values = kind.examples();
    values.insert("number".into(), n.to_string().into());
    kind.complete(&values).expect("complete values")
}

/// About sixty pages: forty tables, twenty charts, paragraphs between them.
fn note() -> Paper {
    let words = "Сведения представлены образовательными организациями края и проверены муниципальными координаторами. ";
    let mut body: Vec<Block> = vec![Element::Contents("Содержание".into()).into()];
    for part in 0..40_u32 {
        body.push(Block::heading(1, format!("Раздел {}", part + 1)));
        body.push(Block::Plain(words.repeat(26)));
        body.push(
            Element::Table(Table {
                caption: format!("Таблица {} – Показатели", part + 1),
                columns: ["Муниципалитет", "Школ", "Охват, %", "Обновляемость, %", "Примечание"]
                    .map(|title| Column::new(title, 20.0, Align::Left))
                    .to_vec(),
                rows: (0..22_u32)
                    .map(|row| {
                        Row::Cells(vec![
                            format!("Муниципалитет {}", row + 1).into(),
                            (row + part).to_string().into(),
                            format!("{},{}", 70 + row, part % 10).into(),
                            format!("{},5", 3 + row % 7).into(),
                            "данные приняты".into(),
                        ])
                    })
                    .collect(),
                small: true,
            })
            .into(),
        );
        if part % 2 == 0 {
            let kind = [ChartKind::Bars, ChartKind::Stacked, ChartKind::Lines][(part / 2 % 3) as usize];
            body.push(
                Element::Chart(Chart {
                    kind,
                    title: format!("Охват, раздел {}", part + 1),
                    unit: "%".into(),
                    categories: (1..=8).map(|n| format!("Район {n}")).collect(),
                    series: (1..=3_u32)
                        .map(|n| Series {
                            name: format!("{} год", 2021 + n),
                            values: (1..=8_u32).map(|at| Some(f64::from(at * n + part))).collect(),
                        })
                        .collect(),
                    caption: format!("Рисунок {}", part / 2 + 1),
                })
                .into(),
            );
        }
    }
    Paper {
        title: "Аналитическая справка".into(),
        kind: "АНАЛИТИЧЕСКАЯ СПРАВКА".into(),
        body,
        ..Paper::default()
    }
}
