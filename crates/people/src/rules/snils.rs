//! The insurance number of a person (СНИЛС).

/// Eleven digits whose last two are the checksum of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snils([u8; 11]);

/// Numbers up to this one were given out before there was a checksum.
const LAST_UNCHECKED: u32 = 1_001_998;

impl Snils {
    /// Reads a number however it is written: with dashes, spaces or neither.
    ///
    /// # Errors
    /// A Russian text for the reader.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const WRONG_FORM: &str = "СНИЛС: одиннадцать цифр, например 112-233-445\u{a0}95.";
        let mut digits = Vec::with_capacity(11);
        for sign in text.trim().chars() {
            match sign {
                '0'..='9' => digits.push(sign as u8 - b'0'),
                '-' | '–' | '−' | ' ' | '\u{a0}' => {}
                _ => return Err(WRONG_FORM),
            }
        }
        let digits: [u8; 11] = digits.try_into().map_err(|_| WRONG_FORM)?;
        let snils = Self(digits);
        if snils.number() > LAST_UNCHECKED && snils.written_checksum() != snils.checksum() {
            return Err("СНИЛС: контрольное число не сходится. Сверьте цифры с документом.");
        }
        Ok(snils)
    }

    fn number(&self) -> u32 {
        self.0[..9].iter().fold(0, |number, digit| number * 10 + u32::from(*digit))
    }

    fn written_checksum(&self) -> u32 {
        u32::from(self.0[9]) * 10 + u32::from(self.0[10])
    }

    fn checksum(&self) -> u32 {
        let sum: u32 =
            (1..=9).rev().zip(&self.0[..9]).map(|(weight, digit)| weight * u32::from(*digit)).sum();
        sum % 101 % 100
    }
}

impl std::fmt::Display for Snils {
    /// «112-233-445 95»
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, digit) in self.0.iter().enumerate() {
            match place {
                3 | 6 => write!(f, "-{digit}")?,
                9 => write!(f, " {digit}")?,
                _ => write!(f, "{digit}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_however_they_are_written() {
        for text in ["112-233-445 95", "11223344595", " 112 233 445 95 ", "112–233–445\u{a0}95"] {
            assert_eq!(Snils::parse(text).unwrap().to_string(), "112-233-445 95", "{text}");
        }
        for text in ["", "112-233-445", "112-233-445 950", "112-233-445 9О", "112-233-445 96"] {
            assert!(Snils::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sums_of_a_hundred_and_more_are_told_as_the_rule_says() {
        // 087-654-303: the sum is 200, 200 − 101 = 99; 087-654-302 gives 199 − 101 = 98.
        assert!(Snils::parse("087-654-303 00").is_ok());
        assert!(Snils::parse("087-654-302 00").is_ok());
        assert!(Snils::parse("001-001-998 77").is_ok(), "given out before there was a checksum");
        assert!(Snils::parse("001-001-999 77").is_err());
    }

    /// The rule as the law words it, written apart from the code.
    fn by_the_letter(number: u32) -> u32 {
        let text = format!("{number:09}");
        let sum: u32 =
            text.bytes().zip((1..=9).rev()).map(|(digit, place)| u32::from(digit - b'0') * place).sum();
        let rest = if sum > 101 { sum % 101 } else { sum };
        if rest == 100 || rest == 101 { 0 } else { rest }
    }

    proptest! {
        #[test]
        fn exactly_one_checksum_fits(number in LAST_UNCHECKED + 1..1_000_000_000) {
            for checksum in 0..100_u32 {
                let is_taken = Snils::parse(&format!("{number:09}{checksum:02}")).is_ok();
                prop_assert_eq!(is_taken, checksum == by_the_letter(number), "{} {}", number, checksum);
            }
        }

        /// A slip of one digit is always noticed.
        #[test]
        fn a_slip_is_noticed(number in 10_000_000_u32..1_000_000_000, at in 0_usize..9, by in 1_u8..10) {
            let right = format!("{number:09}{:02}", by_the_letter(number));
            let mut slipped = right.clone().into_bytes();
            slipped[at] = b'0' + (slipped[at] - b'0' + by) % 10;
            let slipped = String::from_utf8(slipped).unwrap();
            let digits: u32 = slipped[..9].parse().unwrap();
            // Sums of 100 and 101 share the checksum 00 with sums of 0: there the rule itself cannot tell.
            if digits > LAST_UNCHECKED && by_the_letter(digits) != by_the_letter(number) {
                prop_assert!(Snils::parse(&slipped).is_err());
            }
        }
    }
}
