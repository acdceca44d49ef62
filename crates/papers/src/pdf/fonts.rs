//! The fonts that come with the program.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

macro_rules! face {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $name)).as_slice()
    };
}

const FACES: [&[u8]; 4] = [
    face!("Tinos_400Regular.ttf"),
    face!("Tinos_400Regular_Italic.ttf"),
    face!("Tinos_700Bold.ttf"),
    face!("Tinos_700Bold_Italic.ttf"),
];

pub(super) struct Fonts {
    pub book: LazyHash<FontBook>,
    pub fonts: Vec<Font>,
}

pub(super) static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let fonts: Vec<Font> = FACES.iter().flat_map(|face| Font::iter(Bytes::new(*face))).collect();
    Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
});

/// Whether PDF can show a letter: one that the fonts do not have would make an archive copy impossible.
pub(super) fn has(letter: char) -> bool {
    FONTS.book.info(0).is_some_and(|face| face.coverage.contains(letter as u32))
}
