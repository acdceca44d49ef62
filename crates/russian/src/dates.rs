use jiff::civil::{Date, Time, Weekday};

use super::plural;
use crate::{Case, Gender, number_in_words, ordinal_in_words};

const NOMINATIVE: [&str; 12] = [
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
const GENITIVE: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const SHORT: [&str; 12] =
    ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"];

fn of_month(words: [&'static str; 12], month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|index| words.get(index)).copied().unwrap_or("")
}

/// «октябрь»
pub fn month_name(month: i8) -> &'static str {
    of_month(NOMINATIVE, month)
}

/// «октября»
pub fn month_genitive(month: i8) -> &'static str {
    of_month(GENITIVE, month)
}

/// «окт»
pub fn month_short(month: i8) -> &'static str {
    of_month(SHORT, month)
}

/// «15 октября 2024», the day and month kept on one line.
pub fn date_long(date: Date) -> String {
    format!("{}\u{a0}{} {}", date.day(), month_genitive(date.month()), date.year())
}

/// «15 октября 2024 года»
pub fn date_of_year(date: Date) -> String {
    format!("{}\u{a0}года", date_long(date))
}

/// «15 октября 2024 г.»: as a paper dates itself.
pub fn date_of_paper(date: Date) -> String {
    format!("{}\u{a0}г.", date_long(date))
}

/// «пятого марта две тысячи двадцать четвёртого года»; the day in the case asked for, the month and year in the genitive.
pub fn date_in_words(date: Date, case: Case) -> String {
    let day = u32::try_from(date.day()).unwrap_or(1);
    let day = ordinal_in_words(day, Gender::Neuter, case);
    let year = match u32::try_from(date.year()) {
        Ok(year) => ordinal_in_words(year, Gender::Masculine, Case::Genitive),
        Err(_) => number_in_words(i64::from(date.year()), Gender::Masculine, Case::Nominative),
    };
    format!("{day} {} {year} года", month_genitive(date.month()))
}

/// «15.10.2024»
pub fn date_short(date: Date) -> String {
    format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
}

/// «вторник, 15 октября 2024 года»
pub fn date_with_weekday(date: Date) -> String {
    let weekday = match date.weekday() {
        Weekday::Monday => "понедельник",
        Weekday::Tuesday => "вторник",
        Weekday::Wednesday => "среда",
        Weekday::Thursday => "четверг",
        Weekday::Friday => "пятница",
        Weekday::Saturday => "суббота",
        Weekday::Sunday => "воскресенье",
    };
    format!("{weekday}, {}", date_of_year(date))
}

/// «1 февраля – 30 апреля 2024»; the year is told twice only when it differs.
pub fn date_range(from: Date, to: Date) -> String {
    if from == to {
        return date_long(from);
    }
    if from.year() != to.year() {
        return format!("{} – {}", date_long(from), date_long(to));
    }
    format!("{}\u{a0}{} – {}", from.day(), month_genitive(from.month()), date_long(to))
}

/// «10:00 (Хабаровск, МСК+7)»: a deadline always says whose clock it goes by.
pub fn time_of_day(time: Time, zone_label: &str) -> String {
    format!("{:02}:{:02} ({zone_label})", time.hour(), time.minute())
}

/// «сегодня», «завтра», «через 12 дней», «168 дней назад».
pub fn relative_days(days: i64) -> String {
    let count = days.unsigned_abs();
    let word = plural(days, "день", "дня", "дней");
    match days {
        0 => "сегодня".to_owned(),
        1 => "завтра".to_owned(),
        -1 => "вчера".to_owned(),
        2.. => format!("через {count}\u{a0}{word}"),
        _ => format!("{count}\u{a0}{word} назад"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn dates_are_written_as_in_official_papers() {
        let day = date(2024, 10, 15);
        assert_eq!(date_long(day), "15\u{a0}октября 2024");
        assert_eq!(date_of_year(day), "15\u{a0}октября 2024\u{a0}года");
        assert_eq!(date_of_paper(date(2024, 3, 5)), "5\u{a0}марта 2024\u{a0}г.");
        assert_eq!(
            date_in_words(date(2024, 3, 5), Case::Genitive),
            "пятого марта две тысячи двадцать четвёртого года"
        );
        assert_eq!(
            date_in_words(date(2000, 1, 23), Case::Nominative),
            "двадцать третье января двухтысячного года"
        );
        assert_eq!(date_short(date(2024, 3, 5)), "05.03.2024");
        assert_eq!(date_with_weekday(day), "вторник, 15\u{a0}октября 2024\u{a0}года");
        assert_eq!(date_range(date(2024, 2, 1), date(2024, 4, 30)), "1\u{a0}февраля – 30\u{a0}апреля 2024");
        assert_eq!(
            date_range(date(2024, 12, 1), date(2025, 1, 2)),
            "1\u{a0}декабря 2024 – 2\u{a0}января 2025"
        );
        assert_eq!(date_range(day, day), "15\u{a0}октября 2024");
        assert_eq!(time_of_day(time(10, 0, 0, 0), "Хабаровск, МСК+7"), "10:00 (Хабаровск, МСК+7)");
    }

    #[test]
    fn days_are_told_as_people_say_them() {
        assert_eq!(relative_days(0), "сегодня");
        assert_eq!(relative_days(12), "через 12\u{a0}дней");
        assert_eq!(relative_days(21), "через 21\u{a0}день");
        assert_eq!(relative_days(-168), "168\u{a0}дней назад");
    }
}
