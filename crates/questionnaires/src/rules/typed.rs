//! What people type, as the engine writes it: a decimal comma, spaces between thousands, dates with dots.

use jiff::civil::Date;

/// The answer in its one right form. What does not fit its type stays as it was typed: the check says so, nothing is lost.
pub fn normal(data_type: &str, typed: &str) -> String {
    let text = typed.trim();
    match data_type {
        "int" | "decimal" => number(text).unwrap_or_else(|| text.to_owned()),
        "date" => day(text).unwrap_or_else(|| text.to_owned()),
        // Browsers give minutes without a zone.
        "dateTime" if text.starts_with("00") => match (text.get(..10).and_then(day), text.get(10..)) {
            (Some(day), Some(rest)) => normal(data_type, &format!("{day}{rest}")),
            _ => text.to_owned(),
        },
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
    if let Ok(day) = text.parse::<Date>() {
        // A browser's field for dates takes «24» for the year 24.
        return Date::new(whole_year(day.year()), day.month(), day.day()).ok().map(|day| day.to_string());
    }
    let parts: Vec<&str> = text.split('.').map(str::trim).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let year = whole_year(year.parse().ok()?);
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok().map(|day| day.to_string())
}

/// A year written with two digits: 24 is 2024, 85 is 1985.
fn whole_year(year: i16) -> i16 {
    match year {
        0..=79 => 2000 + year,
        80..=99 => 1900 + year,
        _ => year,
    }
}

/// What is odd about a day that has been answered; nothing where it may well be right.
pub fn odd_year(data_type: &str, value: &str) -> Option<String> {
    if !matches!(data_type, "date" | "dateTime") {
        return None;
    }
    let day: Date = value.get(..10)?.parse().ok()?;
    let year = day.year();
    (!(1900..=2200).contains(&year)).then(|| {
        format!("В дате {year} год: похоже на описку. Проверьте год и впишите его четырьмя цифрами.")
    })
}

#[cfg(test)]
mod tests {
    use super::{normal, odd_year};

    #[test]
    fn numbers_and_days_are_read_as_russians_write_them() {
        assert_eq!(normal("decimal", " 1 234,5 "), "1234.5");
        assert_eq!(normal("int", "−3"), "-3");
        assert_eq!(normal("int", "много"), "много");
        assert_eq!(normal("date", "05.03.2024"), "2024-03-05");
        assert_eq!(normal("date", "31.02.2024"), "31.02.2024");
        assert_eq!(normal("date", "01.10.24"), "2024-10-01");
        assert_eq!(normal("date", "1.9.79"), "2079-09-01");
        assert_eq!(normal("date", "01.10.85"), "1985-10-01");
        assert_eq!(normal("date", "0024-10-01"), "2024-10-01", "as a browser's field for dates gives it");
        assert_eq!(normal("date", "29.02.23"), "29.02.23", "there was no such day");
        assert_eq!(normal("dateTime", "0024-10-01T10:00"), "2024-10-01T10:00:00");
        assert_eq!(normal("dateTime", "2024-10-01T10:00"), "2024-10-01T10:00:00");
        assert_eq!(normal("string", "да \r\n"), "да");
    }

    #[test]
    fn an_odd_year_is_told() {
        assert!(odd_year("date", "0204-10-01").unwrap().contains("204 год"));
        assert!(odd_year("dateTime", "2924-10-01T10:00:00").is_some());
        for (data_type, value) in [
            ("date", "2024-10-01"),
            ("date", "1900-01-01"),
            ("date", ""),
            ("date", "вчера"),
            ("string", "0204-10-01"),
        ] {
            assert_eq!(odd_year(data_type, value), None, "{value}");
        }
    }
}
