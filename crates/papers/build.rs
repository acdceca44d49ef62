//! Brings the fonts of PDF: Tinos, metric-compatible with Times New Roman, from the npm registry by the lock file. Without
//! Node set `BIBLIOSET_ASSETS_DIR` to a folder that holds the four files.

use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "../ui/npm.rs"]
mod npm;

const FACES: [(&str, &str); 4] = [
    ("400Regular", "Tinos_400Regular.ttf"),
    ("400Regular_Italic", "Tinos_400Regular_Italic.ttf"),
    ("700Bold", "Tinos_700Bold.ttf"),
    ("700Bold_Italic", "Tinos_700Bold_Italic.ttf"),
];

fn main() {
    for watched in ["web/package-lock.json", "web/package.json", "build.rs", "../ui/npm.rs"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    println!("cargo:rerun-if-env-changed=BIBLIOSET_ASSETS_DIR");
    if env::var("CARGO_FEATURE_PDF").is_err() {
        return;
    }
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let given = env::var("BIBLIOSET_ASSETS_DIR");
    let package = match &given {
        Ok(_) => PathBuf::new(),
        Err(_) => npm::fetch(&here.join("web"), &out.join("npm")).join("@expo-google-fonts/tinos"),
    };
    for (folder, file) in FACES {
        let from = match &given {
            Ok(assets) => Path::new(assets).join(file),
            Err(_) => package.join(folder).join(file),
        };
        fs::copy(&from, out.join(file)).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    }
}
