//! Writes the drafts of every region's case into a folder, filled with the examples of their fields:
//! `cargo run -p kits --example kit_samples -- FOLDER`. For eyes and for LibreOffice (`cargo xtask papers`).

use std::error::Error;
use std::path::Path;

use region::RegionPack;

const REGIONS: [&str; 2] = ["khabarovsk", "lukomorye"];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    for region in REGIONS {
        let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../regions").join(region);
        let pack = region::load(|file| std::fs::read_to_string(files.join(file)).ok())?;
        for kit in &pack.kits {
            drafts(folder, region, &pack, kit)?;
        }
    }
    Ok(())
}

fn drafts(folder: &Path, region: &str, pack: &RegionPack, kit: &region::Kit) -> Result<(), Box<dyn Error>> {
    for document in &kit.documents {
        let kind = kits::blank_kind(pack, document)?;
        let values = kind.complete(&kind.examples()).map_err(|faults| format!("{faults:?}"))?;
        let paper = papers::fill(&kind, &values)?.paper;
        let name = format!("kit-{region}-{}.docx", document.code);
        std::fs::write(folder.join(name), papers::docx(&paper)?)?;
    }
    Ok(())
}
