//! QR codes: modules from `qrcodegen`, drawn as a picture for Word and as one path elsewhere.

use qrcodegen::{QrCode, QrCodeEcc};

/// Light modules that must surround a code.
const QUIET: i32 = 2;
const PIXELS_PER_MODULE: i32 = 6;

fn code(text: &str) -> Option<QrCode> {
    QrCode::encode_text(text, QrCodeEcc::Medium).ok()
}

/// A black and white PNG; `None` when the text is longer than a code can hold.
pub(crate) fn png(text: &str) -> Option<Vec<u8>> {
    let code = code(text)?;
    let side = (code.size() + 2 * QUIET) * PIXELS_PER_MODULE;
    let row_bytes = (side + 7) / 8;
    let mut pixels = vec![0xff_u8; usize::try_from(row_bytes * side).ok()?];
    for y in 0..side {
        for x in 0..side {
            if code.get_module(x / PIXELS_PER_MODULE - QUIET, y / PIXELS_PER_MODULE - QUIET) {
                let at = usize::try_from(y * row_bytes + x / 8).ok()?;
                pixels[at] &= !(0x80 >> (x % 8));
            }
        }
    }
    let mut bytes = Vec::new();
    let side = u32::try_from(side).ok()?;
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.write_header().ok()?.write_image_data(&pixels).ok()?;
    Some(bytes)
}

/// The dark modules as an SVG drawing of one path.
pub(crate) fn svg(text: &str) -> Option<String> {
    let code = code(text)?;
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
            }
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><path d=\"{path}\"/></svg>"
    ))
}
