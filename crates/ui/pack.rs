//! A file for browsers, compressed once at build time instead of at every request. Shared by the build scripts of `ui` and
//! `questionnaires`.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use sha2::{Digest, Sha256};

pub struct Packed {
    /// Of the bytes: a part of the address, so that browsers keep the file for good.
    pub hash: String,
    plain: String,
    gzip: String,
    brotli: String,
}

impl Packed {
    /// A `ui::Asset` as Rust writes it.
    pub fn literal(&self, name: &str, url: &str, media_type: &str) -> String {
        let Self { plain, gzip, brotli, .. } = self;
        format!(
            "Asset {{ name: {name:?}, url: {url:?}, media_type: {media_type:?}, plain: include_bytes!({plain:?}), gzip: include_bytes!({gzip:?}), brotli: include_bytes!({brotli:?}) }}"
        )
    }
}

pub fn pack(out: &Path, name: &str, bytes: &[u8]) -> Packed {
    let hash = hex::encode(&Sha256::digest(bytes)[..6]);
    // Long to compress, and mostly the same as at the last run.
    let done = out.join(format!("{name}.hash"));
    let is_done = fs::read_to_string(&done).is_ok_and(|last| last == hash);
    let keep = |ending: &str, made: &dyn Fn() -> Vec<u8>| {
        let path = out.join(format!("{name}.{ending}"));
        if !is_done || !path.is_file() {
            fs::write(&path, made()).expect("writing to OUT_DIR");
        }
        path.display().to_string()
    };
    let packed = Packed {
        plain: keep("plain", &|| bytes.to_vec()),
        gzip: keep("gz", &|| gzip(bytes)),
        brotli: keep("br", &|| brotli(bytes)),
        hash: hash.clone(),
    };
    fs::write(done, hash).expect("writing to OUT_DIR");
    packed
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("compressing");
    encoder.finish().expect("compressing")
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut compressed = Vec::new();
    let mut reader = brotli::CompressorReader::new(bytes, 4096, 9, 22);
    std::io::Read::read_to_end(&mut reader, &mut compressed).expect("compressing");
    compressed
}
