//! `biblioset bench papers`: how fast papers are made, beside LibreOffice on the same machine in the same run. LibreOffice is
//! left out where it is not installed.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, ensure};
use papers::{
    Align, Block, Chart, ChartKind, Column, Element, Kind, Paper, Paragraph, PdfKind, Row, Series, Standard,
    Table, Template, Values,
};

use super::{Figure, memory_mb};

/// As many as the machine of the figures has.
const THREADS: usize = 2;

pub fn measure() -> Result<Vec<Figure>> {
    pdf(&certificate(0), PdfKind::Plain)?; // The first one warms the fonts up.
    let ours = rate(400, |n| pdf(&certificate(n), PdfKind::Plain))?;
    let archive = rate(400, |n| pdf(&certificate(n), PdfKind::Archive))?;
    let mut figures = vec![
        Figure::new(format!("PDF на одну страницу, потоков {THREADS}"), ours, "в секунду"),
        Figure::new("то же, PDF/A-2a с PDF/UA-1", archive, "в секунду"),
    ];
    figures.extend(libreoffice(ours)?);

    let docx = rate(4_000, |n| Ok(papers::docx(&certificate(n))?.len()))?;
    figures.push(Figure::new("та же страница в Word", docx, "в секунду").beside("цель 500"));
    let kind = papers::kind("order").context("вид «приказ»")?;
    let filled = rate(4_000, |n| Ok(papers::docx(&papers::fill(kind, &order(kind, n)?)?.paper)?.len()))?;
    figures.push(Figure::new("приказ по своему виду в Word", filled, "в секунду").beside("цель 500"));
    let starter = papers::starter_docx(kind, Standard::Gost2016)?;
    let template = Template::read(&starter, &kind.fields).map_err(|faults| anyhow!("шаблон: {faults:?}"))?;
    let by_template = rate(4_000, |n| Ok(template.fill(&order(kind, n)?)?.docx.len()))?;
    figures.push(Figure::new("приказ по шаблону учреждения", by_template, "в секунду").beside("цель 500"));

    let note = note();
    let pages = papers::page_count(&note)?;
    let started = Instant::now();
    pdf(&note, PdfKind::Plain)?;
    let seconds = started.elapsed().as_secs_f64();
    let what = format!("справка, страниц {pages}, таблиц 40, диаграмм 20: PDF");
    figures.push(Figure::new(what, seconds, "с").beside("цель меньше 1 с на 60 страниц"));
    let started = Instant::now();
    papers::docx(&note)?;
    figures.push(Figure::new("то же в Word", started.elapsed().as_secs_f64(), "с").beside("цель меньше 1 с"));

    let before = memory_mb("VmRSS:")?;
    rate(1_000, |n| pdf(&certificate(1_000 + n), PdfKind::Plain))?;
    #[expect(clippy::cast_precision_loss, reason = "megabytes")]
    let most = memory_mb("VmHWM:")? as f64;
    figures.push(
        Figure::new("память после тысячи PDF, не больше", most, "МБ").beside(format!("до них {before} МБ")),
    );
    Ok(figures)
}

fn pdf(paper: &Paper, kind: PdfKind) -> Result<usize> {
    Ok(papers::pdf(paper, kind)?.len())
}

/// Papers a second over all threads.
#[expect(clippy::cast_precision_loss, reason = "thousands of papers")]
fn rate(count: usize, make: impl Fn(usize) -> Result<usize> + Sync) -> Result<f64> {
    let started = Instant::now();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let make = &make;
                scope.spawn(move || -> Result<()> {
                    for n in (thread..count).step_by(THREADS) {
                        std::hint::black_box(make(n)?);
                    }
                    Ok(())
                })
            })
            .collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("a thread that measures"))
    })?;
    Ok(count as f64 / started.elapsed().as_secs_f64())
}

/// LibreOffice turning the same papers from Word into PDF: many in one process, which is kindest to it, and one by one.
#[expect(clippy::cast_precision_loss, reason = "tens of papers")]
fn libreoffice(ours: f64) -> Result<Vec<Figure>> {
    if !Command::new("soffice").arg("--version").output().is_ok_and(|answer| answer.status.success()) {
        eprintln!("LibreOffice не установлен: сравнения с ним нет");
        return Ok(Vec::new());
    }
    let folder = tempfile::tempdir()?;
    let files: Vec<_> = (0..60).map(|n| folder.path().join(format!("{n}.docx"))).collect();
    for (n, file) in files.iter().enumerate() {
        std::fs::write(file, papers::docx(&certificate(n))?)?;
    }
    convert(folder.path(), &files[..1])?;
    let started = Instant::now();
    convert(folder.path(), &files)?;
    let together = files.len() as f64 / started.elapsed().as_secs_f64();
    let started = Instant::now();
    for file in &files[..8] {
        convert(folder.path(), std::slice::from_ref(file))?;
    }
    let singly = 8.0 / started.elapsed().as_secs_f64();
    let times = |peer: f64| format!("мы быстрее в {:.0} раз, цель 50", ours / peer);
    Ok(vec![
        Figure::new("LibreOffice, файл за файлом", singly, "в секунду").beside(times(singly)),
        Figure::new(format!("LibreOffice, файлов за один запуск {}", files.len()), together, "в секунду")
            .beside(times(together)),
    ])
}

fn convert(folder: &Path, files: &[std::path::PathBuf]) -> Result<()> {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let answer = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.join("pdf"))
        .args(files)
        .output()?;
    ensure!(answer.status.success(), "LibreOffice: {}", String::from_utf8_lossy(&answer.stderr));
    Ok(())
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

fn order(kind: &Kind, n: usize) -> Result<Values> {
    let mut values = kind.examples();
    values.insert("number".into(), n.to_string().into());
    kind.complete(&values).map_err(|faults| anyhow!("поля: {faults:?}"))
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
