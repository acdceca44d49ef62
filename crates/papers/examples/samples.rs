//! Writes samples of every kind into a folder, for eyes and for LibreOffice:
//! `cargo run -p papers --example samples -- FOLDER`. For each kind: the paper in Word, PDF and HTML, the template that an
//! office starts from, and that template filled; besides, two papers with everything that the model can say.

#[path = "../tests/common/mod.rs"]
mod common;

use std::error::Error;
use std::path::Path;

use papers::{Kind, Paper, PdfKind, Standard, Template};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    for (name, standard) in [("rich-2016", Standard::Gost2016), ("rich-2025", Standard::Gost2025)] {
        write(folder, name, &common::rich(standard))?;
    }
    for kind in papers::kinds() {
        let values = kind.complete(&kind.examples()).map_err(|faults| format!("{faults:?}"))?;
        write(folder, &kind.code, &papers::fill(kind, &values)?.paper)?;
        templates(folder, kind)?;
    }
    Ok(())
}

fn write(folder: &Path, name: &str, paper: &Paper) -> Result<(), Box<dyn Error>> {
    let page = format!(
        "<!doctype html><meta charset=\"utf-8\"><style>{}</style>{}",
        papers::STYLE,
        papers::html(paper)
    );
    std::fs::write(folder.join(format!("{name}.html")), page)?;
    std::fs::write(folder.join(format!("{name}.docx")), papers::docx(paper)?)?;
    let kind = if paper.created.is_some() { PdfKind::Archive } else { PdfKind::Plain };
    std::fs::write(folder.join(format!("{name}.pdf")), papers::pdf(paper, kind)?)?;
    Ok(())
}

fn templates(folder: &Path, kind: &Kind) -> Result<(), Box<dyn Error>> {
    let starter = papers::starter_docx(kind, Standard::Gost2016)?;
    let template = Template::read(&starter, &kind.fields).map_err(|faults| format!("{faults:?}"))?;
    std::fs::write(folder.join(format!("{}-template.docx", kind.code)), &starter)?;
    std::fs::write(folder.join(format!("{}-template-filled.docx", kind.code)), template.trial(kind)?.docx)?;
    Ok(())
}
