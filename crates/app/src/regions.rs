//! The region packs that the program carries, and packs lying in a folder.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use region::RegionPack;

include!(concat!(env!("OUT_DIR"), "/region_files.rs"));

/// Text of an embedded file by its path inside `regions/`.
fn embedded(path: &str) -> Option<&'static str> {
    FILES.iter().find(|(name, _)| *name == path).map(|(_, text)| *text)
}

/// Code of the pack that is used when none is named: the line in `regions/default.txt`.
pub fn default_code() -> &'static str {
    embedded("default.txt").unwrap_or_default().trim()
}

/// Codes of every embedded pack.
pub fn codes() -> Vec<&'static str> {
    FILES.iter().filter_map(|(name, _)| name.strip_suffix("/region.yaml")).collect()
}

/// Loads an embedded pack by its code, or a pack from a folder when the name is one.
pub fn load(name: &str) -> Result<Arc<RegionPack>> {
    let folder = Path::new(name);
    let pack = if folder.join("region.yaml").is_file() {
        region::load(|file| std::fs::read_to_string(folder.join(file)).ok())
    } else if embedded(&format!("{name}/region.yaml")).is_some() {
        region::load(|file| embedded(&format!("{name}/{file}")).map(str::to_owned))
    } else {
        anyhow::bail!(
            "нет региона «{name}»: есть {}; либо укажите папку с файлом region.yaml",
            codes().join(", ")
        );
    };
    Ok(Arc::new(pack.with_context(|| format!("набор данных региона «{name}» содержит ошибки"))?))
}
