#![no_main]
//! Boundaries of municipalities: the file as it comes, and what is drawn of it.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(boundaries) = outlines::read(bytes) {
        let territories: Vec<&outlines::Territory> = boundaries.territories.iter().collect();
        outlines::draw(&territories, 640.0);
    }
});
