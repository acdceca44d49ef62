//! Numbers with at most three digits after the comma, kept exactly.

/// Numbers are kept in thousandths: «39,6» is 39 600.
///
/// `None` for what is no number, or one with more than three digits after the comma.
pub fn thousandths(text: &str) -> Option<i64> {
    let plain: String =
        text.chars().filter(|sign| !sign.is_whitespace()).collect::<String>().replace(',', ".");
    let (sign, digits) = plain.strip_prefix(['-', '−']).map_or((1, plain.as_str()), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || part.len() > 3 || !is_number(whole) || !is_number(part) {
        return None;
    }
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    Some(sign * (whole.parse::<i64>().ok()? * 1000 + part))
}

/// «39,6»: with a decimal comma and without empty digits.
pub fn of_thousandths(thousandths: i64) -> String {
    let (whole, part) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
    let sign = if thousandths < 0 { "−" } else { "" };
    if part == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole},{}", format!("{part:03}").trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_decimal_comma() {
        assert_eq!(thousandths("39,6"), Some(39_600));
        assert_eq!(thousandths(" 1 200 "), Some(1_200_000));
        assert_eq!(thousandths("−0.5"), Some(-500));
        assert_eq!(
            [thousandths("1,2345"), thousandths("много"), thousandths(",5"), thousandths("")],
            [None; 4]
        );
        for value in [-9_999_999, -1, 0, 1, 10, 999, 1000, 39_600, 123_456_789] {
            assert_eq!(thousandths(&of_thousandths(value)), Some(value));
        }
    }
}
