//! Whether a text may be what its field says. Each check answers the text as it is kept, or why not and what to do.

use crate::record::Point;
use crate::words::tidy;

/// Why a value is not taken, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    pub reason: String,
    pub next: &'static str,
}

impl Unfit {
    fn new(reason: impl Into<String>, next: &'static str) -> Self {
        Self { reason: reason.into(), next }
    }

    /// Both sentences together.
    pub fn told(&self) -> String {
        format!("{} {}", self.reason, self.next)
    }
}

pub const MAX_FULL: usize = 500;
pub const MAX_SHORT: usize = 200;
pub const MAX_CONTACT: usize = 200;
pub const MAX_ADDRESS: usize = 500;
/// Nobody has a larger school.
pub const MAX_PUPILS: u32 = 20_000;

/// ИНН of a legal entity: ten digits, the last of which checks the others. A leading zero that Excel has dropped is
/// put back when the number is right with it.
pub fn inn(text: &str) -> Result<String, Unfit> {
    let mut digits = digits_of(text, "ИНН")?;
    if digits.len() == 9 && inn_is_right(&format!("0{digits}")) {
        digits.insert(0, '0');
    }
    match digits.len() {
        10 if inn_is_right(&digits) => Ok(digits),
        10 => Err(Unfit::new(
            format!("Контрольная цифра ИНН «{digits}» не сходится: в номере опечатка."),
            "Сверьте номер со свидетельством или выпиской ЕГРЮЛ.",
        )),
        12 => Err(Unfit::new(
            "Это ИНН физического лица: в нём 12 цифр.",
            "Укажите ИНН организации, в нём 10 цифр.",
        )),
        length => Err(Unfit::new(
            format!("В ИНН организации 10 цифр, здесь — {length}."),
            "Сверьте номер со свидетельством или выпиской ЕГРЮЛ.",
        )),
    }
}

fn inn_is_right(digits: &str) -> bool {
    const WEIGHTS: [u32; 9] = [2, 4, 10, 3, 5, 9, 4, 6, 8];
    let values: Vec<u32> = digits.chars().filter_map(|digit| digit.to_digit(10)).collect();
    if values.len() != 10 {
        return false;
    }
    let sum: u32 = values.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    // Ten equal digits or nine zeros check out, but nobody has such a number.
    sum % 11 % 10 == values[9] && values[1..].iter().any(|digit| *digit != values[0])
}

/// ОГРН of a legal entity: thirteen digits, the last of which checks the others.
pub fn ogrn(text: &str) -> Result<String, Unfit> {
    let digits = digits_of(text, "ОГРН")?;
    let next = "Сверьте номер с выпиской ЕГРЮЛ.";
    if digits.len() != 13 {
        return Err(Unfit::new(format!("В ОГРН 13 цифр, здесь — {}.", digits.len()), next));
    }
    let (number, last) = digits.split_at(12);
    let rest = number.parse::<u64>().unwrap_or(0) % 11 % 10;
    if last.parse() != Ok(rest) {
        let reason = format!("Контрольная цифра ОГРН «{digits}» не сходится: в номере опечатка.");
        return Err(Unfit::new(reason, next));
    }
    Ok(digits)
}

fn digits_of(text: &str, name: &str) -> Result<String, Unfit> {
    let digits: String = tidy(text).chars().filter(|sign| *sign != ' ').collect();
    if digits.chars().all(|digit| digit.is_ascii_digit()) {
        return Ok(digits);
    }
    let reason = format!("{name} пишется одними цифрами, здесь — «{digits}».");
    Err(Unfit::new(reason, "Уберите буквы и знаки; если ячейка показывает 2,7E+09, сделайте её текстовой."))
}

/// A line of text of bounded length.
pub fn line(text: &str, longest: usize) -> Result<String, Unfit> {
    let text = tidy(text);
    let length = text.chars().count();
    if length > longest {
        let reason = format!("Слишком длинный текст: {length} знаков, допустимо {longest}.");
        return Err(Unfit::new(reason, "Сократите его."));
    }
    Ok(text)
}

/// One or several telephones: digits, and the signs that people put between them.
pub fn phone(text: &str) -> Result<String, Unfit> {
    let text = line(text, MAX_CONTACT)?;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let fits = |sign: char| sign.is_ascii_digit() || " +()-–,;/.".contains(sign) || "доб".contains(sign);
    if !text.is_empty() && (digits < 5 || !text.chars().all(fits)) {
        let reason = format!("«{text}» — не телефон.");
        return Err(Unfit::new(
            reason,
            "Напишите номер с кодом города: +7 (4212) 12-34-56; несколько — через запятую.",
        ));
    }
    Ok(text)
}

/// An address of electronic mail, as far as a glance tells.
pub fn email(text: &str) -> Result<String, Unfit> {
    let text = line(text, MAX_CONTACT)?;
    if text.is_empty() {
        return Ok(text);
    }
    let parts = text.split_once('@').filter(|(name, host)| {
        let is_plain =
            |sign: char| !sign.is_whitespace() && !sign.is_control() && !"<>(),;:\"\\@".contains(sign);
        !name.is_empty()
            && name.chars().all(is_plain)
            && host.chars().all(is_plain)
            && host.split('.').count() > 1
            && host.split('.').all(|part| !part.is_empty())
    });
    if parts.is_none() {
        let reason = format!("«{text}» — не адрес электронной почты.");
        return Err(Unfit::new(reason, "Укажите один адрес вида school@example.ru."));
    }
    Ok(text)
}

/// An address in the Internet; `https://` is put before a bare name.
pub fn site(text: &str) -> Result<String, Unfit> {
    let text = line(text, MAX_CONTACT)?;
    if text.is_empty() {
        return Ok(text);
    }
    let lower = text.to_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")).unwrap_or(&lower);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = host.split('.').count() > 1
        && host.split('.').all(|part| !part.is_empty())
        && host.chars().all(|sign| sign.is_alphanumeric() || "-.:".contains(sign));
    let is_plain = !text.chars().any(|sign| sign.is_whitespace() || "<>\"'\\".contains(sign));
    if !is_host || !is_plain {
        let reason = format!("«{text}» — не адрес сайта.");
        return Err(Unfit::new(
            reason,
            "Укажите адрес вида https://school.example.ru; если сайта нет, оставьте пусто.",
        ));
    }
    Ok(if lower.starts_with("http") && lower.contains("://") { text } else { format!("https://{text}") })
}

/// A number of pupils.
pub fn pupils(text: &str) -> Result<u32, Unfit> {
    let digits: String = tidy(text).chars().filter(|sign| *sign != ' ').collect();
    digits.parse().ok().filter(|number| *number <= MAX_PUPILS).ok_or_else(|| {
        let reason = format!("«{digits}» — не число обучающихся.");
        Unfit::new(reason, "Укажите целое число от 0 до 20 000 без слов и дроби.")
    })
}

/// A day as tables write it: `01.09.2024` or `2024-09-01`.
pub fn day(text: &str) -> Result<jiff::civil::Date, Unfit> {
    let text = tidy(text);
    let parts: Vec<i16> = text.split('.').filter_map(|part| part.parse().ok()).collect();
    let russian = match parts[..] {
        [day, month, year] if text.split('.').count() == 3 => i8::try_from(day)
            .ok()
            .zip(i8::try_from(month).ok())
            .and_then(|(day, month)| jiff::civil::Date::new(year, month, day).ok()),
        _ => None,
    };
    let found = russian.or_else(|| (text.len() == 10).then(|| text.parse().ok()).flatten());
    found
        .filter(|day: &jiff::civil::Date| (1900..=2200).contains(&day.year()))
        .ok_or_else(|| Unfit::new(format!("«{text}» — не дата."), "Напишите день в виде 01.09.2024."))
}

/// «да» or «нет».
pub fn yes_or_no(text: &str) -> Result<bool, Unfit> {
    match crate::name_key(text).as_str() {
        "да" | "есть" | "true" | "1" | "имеется" => Ok(true),
        "нет" | "false" | "0" | "отсутствует" => Ok(false),
        _ => Err(Unfit::new(format!("«{}» — не «да» и не «нет».", tidy(text)), "Выберите «да» или «нет».")),
    }
}

/// Degrees with a decimal point or comma, north and east, in millionths. Both or none.
pub fn point(lat: &str, lon: &str) -> Result<Option<Point>, Unfit> {
    let (lat, lon) = (tidy(lat), tidy(lon));
    if lat.is_empty() && lon.is_empty() {
        return Ok(None);
    }
    let next =
        "Укажите широту и долготу в градусах, например 48,464700 и 135,059900, или оставьте пустыми обе.";
    if lat.is_empty() || lon.is_empty() {
        return Err(Unfit::new("Указана только одна координата.", next));
    }
    let both = millionths(&lat).zip(millionths(&lon));
    let fits = both.filter(|(lat, lon)| lat.abs() <= 90_000_000 && lon.abs() <= 180_000_000);
    match fits {
        Some((lat_e6, lon_e6)) => Ok(Some(Point { lat_e6, lon_e6 })),
        None => Err(Unfit::new(format!("«{lat}; {lon}» — не координаты."), next)),
    }
}

fn millionths(text: &str) -> Option<i64> {
    let text = text.replace(',', ".");
    let looks_plain = text.chars().all(|sign| sign.is_ascii_digit() || sign == '.' || sign == '-');
    let value: f64 = text.parse().ok().filter(|_| looks_plain)?;
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the check of degrees")]
    let rounded = (value * 1e6).round() as i64;
    Some(rounded)
}

/// A code is part of addresses: Latin letters, digits, `-` and `_`, at most 40.
pub fn code(text: &str) -> Result<String, Unfit> {
    let text = tidy(text);
    let fits = |sign: char| sign.is_ascii_alphanumeric() || sign == '-' || sign == '_';
    if text.len() <= 40 && text.chars().all(fits) {
        return Ok(text);
    }
    let reason = format!("«{text}» — не код организации.");
    Err(Unfit::new(
        reason,
        "Код — до 40 латинских букв, цифр, знаков «-» и «_»; новой организации код можно не указывать.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_of_entities_are_checked_by_their_last_digit() {
        assert_eq!(inn("7707083893").unwrap(), "7707083893");
        assert_eq!(inn(" 77 0708 3893 ").unwrap(), "7707083893");
        assert!(inn("7707083894").unwrap_err().reason.contains("не сходится"));
        assert!(inn("500100732259").unwrap_err().reason.contains("физического лица"));
        assert!(inn("12345").unwrap_err().reason.contains("здесь — 5"));
        assert!(inn("2,7E+09").unwrap_err().next.contains("текстовой"));
        assert!(inn("0000000000").is_err(), "nobody's number");
        assert_eq!(ogrn("1027700132195").unwrap(), "1027700132195");
        assert!(ogrn("1027700132196").is_err() && ogrn("10277001321").is_err());
    }

    #[test]
    fn a_leading_zero_that_excel_dropped_is_put_back() {
        let right = (0..10).map(|last| format!("010500000{last}")).find(|one| inn(one).is_ok()).unwrap();
        assert_eq!(inn(right.trim_start_matches('0')).unwrap(), right);
    }

    #[test]
    fn contacts_are_what_they_say() {
        for fit in ["+7 (4212) 12-34-56", "8 (42152) 1-22-33, доб. 5", "", "12-345"] {
            assert!(phone(fit).is_ok(), "{fit}");
        }
        for unfit in ["нет", "1234", "+7 4212 12-34-56 Иванова"] {
            assert!(phone(unfit).is_err(), "{unfit}");
        }
        assert!(email("school@edu.example.ru").is_ok() && email("").is_ok());
        for unfit in ["school", "a@b", "a b@c.ru", "a@b..ru", "<a@b.ru>", "a@b.ru, c@d.ru"] {
            assert!(email(unfit).is_err(), "{unfit}");
        }
        assert_eq!(site("school.example.ru").unwrap(), "https://school.example.ru");
        assert_eq!(site("http://школа.рф/biblioteka").unwrap(), "http://школа.рф/biblioteka");
        for unfit in ["сайта нет", "javascript:alert(1)", "https://", "http://a.ru/<script>", "school"]
        {
            assert!(site(unfit).is_err(), "{unfit}");
        }
    }

    #[test]
    fn days_and_points_are_read_as_tables_write_them() {
        assert_eq!(day("01.09.2024").unwrap(), jiff::civil::date(2024, 9, 1));
        assert_eq!(day("2024-09-01").unwrap(), jiff::civil::date(2024, 9, 1));
        for unfit in ["31.02.2024", "сентябрь", "1.9", "01.09.0024", ""] {
            assert!(day(unfit).is_err(), "{unfit}");
        }
        let khv = Point { lat_e6: 48_464_700, lon_e6: 135_059_900 };
        assert_eq!(point("48,4647", "135.0599").unwrap(), Some(khv));
        assert_eq!(Point::degrees(-500_000), "-0.500000");
        assert_eq!(point("", " ").unwrap(), None);
        for (lat, lon) in
            [("48", ""), ("91", "10"), ("48", "181"), ("NaN", "1"), ("1e1", "1"), ("сев.", "вост.")]
        {
            assert!(point(lat, lon).is_err(), "{lat} {lon}");
        }
    }

    proptest! {
        /// Changing one digit of a right ИНН makes it wrong: that is what the checking digit is for.
        #[test]
        fn one_slip_in_an_inn_is_noticed(head in 100_000_000_u64..1_000_000_000, at in 0_usize..10, by in 1_u8..10) {
            let right = (0..10).map(|last| format!("{head}{last}")).find(|one| inn(one).is_ok());
            prop_assume!(right.is_some());
            let right = right.unwrap();
            let mut digits = right.clone().into_bytes();
            digits[at] = b'0' + (digits[at] - b'0' + by) % 10;
            let slipped = String::from_utf8(digits).unwrap();
            // The weights divide 11 evenly nowhere, so a single slip shows unless the remainder of ten hides it.
            let hidden = inn(&slipped).is_ok();
            prop_assert!(!hidden || remainder(&right) == 10 || remainder(&slipped) == 10);
        }

        /// What a check has let through it lets through again, unchanged.
        #[test]
        fn a_kept_value_is_kept(text in "[ -~а-яё]{0,40}") {
            for check in [phone, email, site] {
                if let Ok(kept) = check(&text) {
                    prop_assert_eq!(check(&kept).unwrap(), kept.clone());
                }
            }
        }

        #[test]
        fn a_point_written_is_the_point_read(lat in -90_000_000_i64..=90_000_000, lon in -180_000_000_i64..=180_000_000) {
            let read = point(&Point::degrees(lat), &Point::degrees(lon)).unwrap();
            prop_assert_eq!(read, Some(Point { lat_e6: lat, lon_e6: lon }));
        }
    }

    fn remainder(inn: &str) -> u32 {
        let weights = [2, 4, 10, 3, 5, 9, 4, 6, 8];
        inn.chars().filter_map(|digit| digit.to_digit(10)).zip(weights).map(|(d, w)| d * w).sum::<u32>() % 11
    }
}
