//! Writes the samples into a folder, for eyes and for LibreOffice: `cargo run -p papers --example samples -- FOLDER`.

#[path = "../tests/common/mod.rs"]
mod common;

use papers::{PdfKind, Standard};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).ok_or("a folder")?);
    std::fs::create_dir_all(&folder)?;
    for (name, standard) in [("rich-2016", Standard::Gost2016), ("rich-2025", Standard::Gost2025)] {
        let paper = common::rich(standard);
        std::fs::write(folder.join(format!("{name}.docx")), papers::docx(&paper)?)?;
        std::fs::write(
            folder.join(format!("{name}.html")),
            format!("<meta charset=utf-8><style>{}</style>{}", papers::STYLE, papers::html(&paper)),
        )?;
        std::fs::write(folder.join(format!("{name}.pdf")), papers::pdf(&paper, PdfKind::Archive)?)?;
    }
    Ok(())
}
