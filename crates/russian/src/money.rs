//! Sums of money as official papers write them.

use crate::{Case, Gender, capitalised, number_in_words, plural};

/// «1 250 рублей 00 копеек (Одна тысяча двести пятьдесят рублей)»; kopecks are told in the words too when there are any.
pub fn money(kopecks: i64) -> String {
    let (roubles, rest) = (kopecks / 100, kopecks.unsigned_abs() % 100);
    let rest_signed = i64::try_from(rest).unwrap_or(0);
    let rouble_word = plural(roubles, "рубль", "рубля", "рублей");
    let kopeck_word = plural(rest_signed, "копейка", "копейки", "копеек");
    let sign = if kopecks < 0 && roubles == 0 { "−" } else { "" };
    let digits = crate::grouped(roubles).replace('\u{202f}', "\u{a0}");
    let mut words = number_in_words(roubles, Gender::Masculine, Case::Nominative);
    if !sign.is_empty() {
        words = format!("минус {words}");
    }
    let tail = if rest == 0 { String::new() } else { format!(" {rest:02}\u{a0}{kopeck_word}") };
    format!(
        "{sign}{digits}\u{a0}{rouble_word} {rest:02}\u{a0}{kopeck_word} ({} {rouble_word}{tail})",
        capitalised(&words)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums() {
        let plain = |kopecks| money(kopecks).replace('\u{a0}', " ");
        assert_eq!(plain(125_000), "1 250 рублей 00 копеек (Одна тысяча двести пятьдесят рублей)");
        assert_eq!(plain(2_101), "21 рубль 01 копейка (Двадцать один рубль 01 копейка)");
        assert_eq!(plain(0), "0 рублей 00 копеек (Ноль рублей)");
        assert_eq!(plain(-50), "−0 рублей 50 копеек (Минус ноль рублей 50 копеек)");
        assert_eq!(
            plain(-230_000_000),
            "−2 300 000 рублей 00 копеек (Минус два миллиона триста тысяч рублей)"
        );
    }
}
