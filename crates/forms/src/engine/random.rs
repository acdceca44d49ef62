//! Chance that can be repeated: everything follows from the seed.

use sha2::{Digest, Sha256};

/// Park and Miller's generator, by which every ODK program shuffles: the same seed gives the same order everywhere.
struct ParkMiller {
    state: i64,
}

const MODULUS: i64 = 2_147_483_647;

impl ParkMiller {
    fn new(seed: i64) -> Self {
        let state = seed % MODULUS;
        Self { state: if state <= 0 { state + MODULUS - 1 } else { state } }
    }

    #[allow(clippy::cast_precision_loss)] // below 2^31
    fn next(&mut self) -> f64 {
        self.state = self.state * 16_807 % MODULUS;
        (self.state - 1) as f64 / (MODULUS - 1) as f64
    }
}

/// Fisher and Yates's shuffle "inside out": each item in turn changes places with one of those before it.
pub fn shuffle<T>(items: &mut [T], seed: i64) {
    let mut chance = ParkMiller::new(seed);
    for index in 0..items.len() {
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // an index
        let other = (chance.next() * (index + 1) as f64) as usize;
        items.swap(index, other.min(index));
    }
}

/// A seed that is not a number is hashed into one.
pub fn seed_of_text(text: &str) -> i64 {
    let hash = Sha256::digest(text.as_bytes());
    i64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]])
}

fn bytes_of(seed: u64, place: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    hash.update(place.as_bytes());
    hash.finalize().into()
}

/// A number from 0 to 1 that belongs to a place: computing it again gives it again.
#[allow(clippy::cast_precision_loss)] // 53 bits
pub fn number_at(seed: u64, place: &str) -> f64 {
    let bytes = bytes_of(seed, place);
    let number =
        u64::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]);
    (number >> 11) as f64 / (1_u64 << 53) as f64
}

pub fn uuid_at(seed: u64, place: &str) -> String {
    let mut bytes = bytes_of(seed, place);
    bytes[6] = bytes[6] & 0x0F | 0x40;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let hex: Vec<String> = bytes[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "{}-{}-{}-{}-{}",
        hex[..4].concat(),
        hex[4..6].concat(),
        hex[6..8].concat(),
        hex[8..10].concat(),
        hex[10..].concat()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_its_order() {
        // What Enketo and web-forms give for these seeds.
        for (seed, expected) in [(42, "AFCBDE"), (-42, "EDAFBC"), (1, "BFEACD"), (11_111_111, "ACDBFE")] {
            let mut items = ['A', 'B', 'C', 'D', 'E', 'F'];
            shuffle(&mut items, seed);
            assert_eq!(items.iter().collect::<String>(), expected, "{seed}");
        }
    }

    #[test]
    fn an_identifier_has_its_version() {
        let id = uuid_at(1, "/data/meta/instanceID");
        assert_eq!((id.len(), &id[14..15]), (36, "4"));
        assert_eq!(id, uuid_at(1, "/data/meta/instanceID"));
    }
}
