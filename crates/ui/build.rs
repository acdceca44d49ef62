//! Prepares what browsers load: our own style sheet, scripts and icon, and htmx from the npm registry.
//!
//! Third-party code is never committed: `npm ci` fetches it by the lock file into `OUT_DIR`. Without Node, set
//! `BIBLIOSET_ASSETS_DIR` to a folder that holds `htmx.min.js`. Every file gets a content hash for its address and is
//! compressed here, once, instead of at every request.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "npm.rs"]
mod npm;
#[path = "pack.rs"]
mod pack;

/// What `fill/queue.js` is continued by, in this order: one module.
const FILLING: [&str; 10] = [
    "fill/fields.js",
    "fill/rules.js",
    "fill/photo.js",
    "fill/typed.js",
    "fill/sending.js",
    "fill/files.js",
    "fill/told.js",
    "fill/records.js",
    "fill/table.js",
    "fill/start.js",
];

fn main() {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    for watched in ["web/package-lock.json", "web/package.json", "assets", "build.rs", "npm.rs", "pack.rs"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    println!("cargo:rerun-if-env-changed=BIBLIOSET_ASSETS_DIR");

    let htmx = match env::var("BIBLIOSET_ASSETS_DIR") {
        Ok(folder) => Path::new(&folder).join("htmx.min.js"),
        Err(_) => npm::fetch(&here.join("web"), &out.join("npm")).join("htmx.org/dist/htmx.min.js"),
    };
    let files = [
        ("biblioset.css", here.join("assets/biblioset.css"), "text/css; charset=utf-8"),
        ("biblioset.js", here.join("assets/biblioset.js"), "text/javascript; charset=utf-8"),
        ("htmx.js", htmx, "text/javascript; charset=utf-8"),
        ("fill.js", here.join("assets/fill/queue.js"), "text/javascript; charset=utf-8"),
        ("engine.js", here.join("assets/engine.js"), "text/javascript; charset=utf-8"),
        ("favicon.svg", here.join("assets/favicon.svg"), "image/svg+xml"),
    ];
    let mut table = String::from("const ASSETS: &[Asset] = &[\n");
    for (name, path, media_type) in files {
        let mut bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        // Several files to read, one to load: every request costs a satellite link half a second.
        let more: &[&str] = match name {
            "biblioset.js" => &["drafts.js"],
            "fill.js" => &FILLING,
            _ => &[],
        };
        for name in more {
            bytes.extend(
                fs::read(here.join("assets").join(name)).unwrap_or_else(|error| panic!("{name}: {error}")),
            );
        }
        if name.ends_with(".js") && name != "htmx.js" {
            bytes = without_comments(&bytes);
        } else if name.ends_with(".css") {
            bytes = without_remarks(&bytes);
        }
        let packed = pack::pack(&out, name, &bytes);
        let (stem, ending) = name.rsplit_once('.').expect("an ending");
        let url = format!("/assets/{stem}.{}.{ending}", packed.hash);
        writeln!(table, "    {},", packed.literal(name, &url, media_type)).expect("writing to a string");
    }
    table.push_str("];\n");
    fs::write(out.join("assets.rs"), table).expect("writing to OUT_DIR");
}

/// Our scripts say why on lines of their own: that is for their readers, a satellite link need not carry it.
fn without_comments(script: &[u8]) -> Vec<u8> {
    let lines = script.split_inclusive(|byte| *byte == b'\n');
    lines.filter(|line| !line.trim_ascii_start().starts_with(b"//")).flatten().copied().collect()
}

/// The same of a style sheet: `/* … */`, which no string of ours contains.
fn without_remarks(sheet: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(sheet).expect("our style sheet is UTF-8");
    let mut pieces = text.split("/*");
    let mut kept = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        kept.push_str(piece.split_once("*/").expect("a remark ends").1);
    }
    kept.into_bytes()
}
