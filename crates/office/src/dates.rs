//! Days of a workbook: numbers that a cell's format shows as a date or, «март 2025», as a month.

use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
];

/// The day that Excel counts from the end of 1899.
pub(crate) fn day_of(serial: f64) -> Option<Date> {
    #[expect(clippy::cast_possible_truncation, reason = "a day number; nonsense gives no date")]
    let days = serial.floor() as i64;
    if !(0..3_000_000).contains(&days) {
        return None;
    }
    jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok()
}

/// A format that shows a month and no day. Excel gives it to a cell by itself when one types «март 2025» into it, and
/// keeps the first day of that month: a day that nobody wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MonthAlone {
    has_year: bool,
}

impl MonthAlone {
    /// `mmm-yy`, `[$-419]mmmm\ yyyy;@`; `None` for every other format.
    pub(crate) fn of(format_code: &str) -> Option<Self> {
        let letters = letters_of(format_code);
        let has = |wanted: char| letters.contains(wanted);
        // Beside hours or seconds an `m` means minutes.
        let is_of_days_or_hours = ['d', 'h', 's'].into_iter().any(has);
        (has('m') && !is_of_days_or_hours).then(|| Self { has_year: has('y') })
    }

    /// The month in words, so that whoever reads it takes the whole of it.
    pub(crate) fn text_of(self, day: Date) -> String {
        let month = usize::try_from(day.month() - 1).ok().and_then(|index| MONTHS.get(index)).unwrap_or(&"");
        if self.has_year { format!("{month} {}", day.year()) } else { (*month).to_owned() }
    }
}

/// The letters that stand for parts of a value in the first section of a format: literals, colours and locales left out.
fn letters_of(format_code: &str) -> String {
    let mut letters = String::new();
    let mut rest = format_code.chars();
    while let Some(letter) = rest.next() {
        match letter {
            ';' => break,
            '"' => while rest.next().is_some_and(|next| next != '"') {},
            '[' => while rest.next().is_some_and(|next| next != ']') {},
            // A literal, a space as wide as the letter, a letter that fills the cell.
            '\\' | '_' | '*' => {
                rest.next();
            }
            letter => letters.extend(letter.to_lowercase()),
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_show_a_month_alone() {
        let march = jiff::civil::date(2025, 3, 1);
        for (code, shown) in [
            ("mmm-yy", Some("март 2025")),
            ("mmm yy", Some("март 2025")),
            ("mmmm yyyy", Some("март 2025")),
            (r"[$-419]mmmm\ yyyy;@", Some("март 2025")),
            (r#"MMMM YYYY" г.""#, Some("март 2025")),
            ("mm.yyyy", Some("март 2025")),
            ("mmmm", Some("март")),
            ("dd.mm.yyyy", None),
            ("d-mmm", None),
            (r#"mmmm" d""#, Some("март")),
            ("h:mm", None),
            ("mm:ss", None),
            ("yyyy", None),
            ("0.00", None),
            ("General", None),
            ("", None),
        ] {
            let told = MonthAlone::of(code).map(|month| month.text_of(march));
            assert_eq!(told.as_deref(), shown, "{code}");
        }
    }
}
