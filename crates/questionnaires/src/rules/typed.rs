//! What people type, as the engine writes it: a decimal comma, spaces between thousands, dates with dots.

use jiff::civil::Date;

/// The answer in its one right form. What does not fit its type stays as it was typed: the check says so, nothing is lost.
pub fn normal(data_type: &str, typed: &str) -> String {
    let text = typed.trim();
    match data_type {
        "int" | "decimal" => number(text).unwrap_or_else(|| text.to_owned()),
        "date" => day(text).unwrap_or_else(|| text.to_owned()),
        // Browsers give minutes without a zone.
        "dateTime" if text.len() == 16 && text.as_bytes()[10] == b'T' => format!("{text}:00"),
        _ => typed.replace("\r\n", "\n").trim_end().to_owned(),
    }
}

fn number(text: &str) -> Option<String> {
    let plain: String = text
        .chars()
        .filter(|sign| !matches!(sign, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'))
        .map(|sign| match sign {
            ',' => '.',
            '−' | '–' => '-',
            other => other,
        })
        .collect();
    plain.parse::<f64>().is_ok_and(f64::is_finite).then_some(plain)
}

fn day(text: &str) -> Option<String> {
    if text.parse::<Date>().is_ok() {
        return Some(text.to_owned());
    }
    let parts: Vec<&str> = text.split('.').collect();
    let [day, month, year] = parts.as_slice() else { return None };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn numbers_and_days_are_read_as_russians_write_them() {
        assert_eq!(normal("decimal", " 1 234,5 "), "1234.5");
        assert_eq!(normal("int", "−3"), "-3");
        assert_eq!(normal("int", "много"), "много");
        assert_eq!(normal("date", "05.03.2024"), "2024-03-05");
        assert_eq!(normal("date", "31.02.2024"), "31.02.2024");
        assert_eq!(normal("string", "да \r\n"), "да");
    }
}
