/// The form of a word beside a number: 1 документ, 3 документа, 11 документов.
pub fn plural(n: i64, one: &'static str, few: &'static str, many: &'static str) -> &'static str {
    let n = n.unsigned_abs() % 100;
    if (11..=14).contains(&n) {
        return many;
    }
    match n % 10 {
        1 => one,
        2..=4 => few,
        _ => many,
    }
}

/// «1 292 944», groups of three kept together by narrow no-break spaces.
pub fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    if n < 0 { format!("−{text}") } else { text }
}

/// «33,2»: so many digits after a decimal comma.
pub fn decimal(value: f64, digits: usize) -> String {
    format!("{value:.digits$}").replace('.', ",").replace('-', "−")
}

/// «61 %» of a whole; a dash when there is no whole.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "—".to_owned();
    }
    format!("{}\u{a0}%", (part * 100 + whole / 2) / whole)
}

/// «2,4 МБ»
pub fn file_size(bytes: i64) -> String {
    let tenths_of = |unit: i64| {
        let tenths = (bytes * 10 + unit / 2) / unit;
        if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{},{}", tenths / 10, tenths % 10) }
    };
    match bytes {
        ..1024 => format!("{bytes}\u{a0}Б"),
        1024..1_048_576 => format!("{}\u{a0}КБ", tenths_of(1024)),
        _ => format!("{}\u{a0}МБ", tenths_of(1_048_576)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_agree_with_their_numbers() {
        let documents = |n| plural(n, "документ", "документа", "документов");
        for (n, word) in [
            (0, "документов"),
            (1, "документ"),
            (2, "документа"),
            (5, "документов"),
            (11, "документов"),
            (12, "документов"),
            (21, "документ"),
            (111, "документов"),
            (-1, "документ"),
        ] {
            assert_eq!(documents(n), word, "{n}");
        }
    }

    #[test]
    fn numbers_are_written_the_russian_way() {
        assert_eq!(grouped(1_292_944), "1\u{202f}292\u{202f}944");
        assert_eq!(grouped(-12), "−12");
        assert_eq!(decimal(33.21, 1), "33,2");
        assert_eq!(percent(61, 100), "61\u{a0}%");
        assert_eq!(percent(1, 0), "—");
        assert_eq!(file_size(900), "900\u{a0}Б");
        assert_eq!(file_size(2_516_582), "2,4\u{a0}МБ");
    }

    proptest! {
        #[test]
        fn grouping_changes_no_digit(n in any::<i32>()) {
            let plain: String = grouped(i64::from(n)).chars().filter(|c| *c != '\u{202f}').collect();
            prop_assert_eq!(plain.replace('−', "-"), n.to_string());
        }
    }
}
