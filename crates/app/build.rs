//! Embeds the region packs: the program carries `regions/` with it and knows none of them by name.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let regions = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../regions");
    println!("cargo:rerun-if-changed={}", regions.display());
    let mut files = Vec::new();
    collect(&regions, &regions, &mut files);
    files.sort();

    let mut table = String::from("/// Path inside `regions/` and text of every file of every pack.\n");
    table.push_str("pub const FILES: &[(&str, &str)] = &[\n");
    for (name, path) in files {
        writeln!(table, "    ({name:?}, include_str!({:?})),", path.display().to_string())
            .expect("writing to a string");
    }
    table.push_str("];\n");
    let target = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("region_files.rs");
    fs::write(target, table).expect("writing to OUT_DIR");
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) {
    for entry in fs::read_dir(folder).expect("regions/ is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
            continue;
        }
        // Workbooks of questionnaires are made from the Markdown beside them and need not be carried twice.
        let is_text =
            path.extension().is_some_and(|ending| ending == "yaml" || ending == "txt" || ending == "md");
        let Ok(name) = path.strip_prefix(root) else { continue };
        if is_text {
            files
                .push((name.to_string_lossy().replace('\\', "/"), path.canonicalize().expect("a real file")));
        }
    }
}
