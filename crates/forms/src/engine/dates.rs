//! Days and moments as formulas see them: texts, and days since 1 January 1970 in the respondent's zone.

use jiff::civil::{Date, DateTime, Time};

const EPOCH: Date = Date::constant(1970, 1, 1);
const MINUTES_A_DAY: f64 = 1440.0;

pub fn day_number(date: Date) -> f64 {
    let span = EPOCH.until(date).map(|span| span.get_days()).unwrap_or_default();
    f64::from(span)
}

pub fn date_of_number(days: f64) -> Option<Date> {
    if !days.is_finite() || days.abs() > 4_000_000.0 {
        return None;
    }
    #[allow(clippy::cast_possible_truncation)] // bounded above
    let whole = days.floor() as i64;
    EPOCH.checked_add(jiff::Span::new().try_days(whole).ok()?).ok()
}

pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.get(..10)?;
    let is_shaped = text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    is_shaped.then(|| text.parse().ok()).flatten()
}

/// A time with its zone, if it names one: minutes east of Greenwich.
pub fn parse_time(text: &str) -> Option<(Time, Option<i32>)> {
    let (clock, zone) = match text.find(['Z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let offset = match zone {
        "" => None,
        "Z" => Some(0),
        zone => {
            let sign = if zone.starts_with('-') { -1 } else { 1 };
            let digits: String = zone[1..].chars().filter(char::is_ascii_digit).collect();
            let hours: i32 = digits.get(..2)?.parse().ok()?;
            let minutes: i32 = digits.get(2..4).map_or(Some(0), |text| text.parse().ok())?;
            Some(sign * (hours * 60 + minutes))
        }
    };
    let mut parts = clock.split(':');
    let hour: i8 = parts.next()?.parse().ok()?;
    let minute: i8 = parts.next()?.parse().ok()?;
    let seconds: f64 = parts.next().map_or(Some(0.0), |text| text.parse().ok())?;
    if parts.next().is_some() || !(0.0..60.0).contains(&seconds) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation)] // below sixty and a thousand
    let (second, nano) = (seconds as i8, (seconds.fract() * 1000.0).round().min(999.0) as i32 * 1_000_000);
    Time::new(hour, minute, second, nano).ok().map(|time| (time, offset))
}

/// A moment on the respondent's clock.
pub fn parse_moment(text: &str, offset_minutes: i32) -> Option<DateTime> {
    let date = parse_date(text)?;
    let Some(rest) = text.get(10..).filter(|rest| !rest.is_empty()) else {
        return Some(date.to_datetime(Time::midnight()));
    };
    let (time, zone) = parse_time(rest.strip_prefix(['T', ' '])?)?;
    let moment = date.to_datetime(time);
    let shift = zone.map_or(0, |zone| offset_minutes - zone);
    moment.checked_add(jiff::Span::new().try_minutes(i64::from(shift)).ok()?).ok()
}

pub fn moment_number(moment: DateTime) -> f64 {
    day_number(moment.date()) + seconds_of_day(moment.time()) / (MINUTES_A_DAY * 60.0)
}

fn seconds_of_day(time: Time) -> f64 {
    f64::from(time.hour()) * 3600.0
        + f64::from(time.minute()) * 60.0
        + f64::from(time.second())
        + f64::from(time.subsec_nanosecond()) / 1e9
}

pub fn day_part(time: Time) -> f64 {
    seconds_of_day(time) / (MINUTES_A_DAY * 60.0)
}

pub fn moment_of_number(days: f64) -> Option<DateTime> {
    let date = date_of_number(days)?;
    #[allow(clippy::cast_possible_truncation)] // within a day
    let millis = ((days - days.floor()) * MINUTES_A_DAY * 60_000.0).round() as i64;
    date.to_datetime(Time::midnight()).checked_add(jiff::Span::new().try_milliseconds(millis).ok()?).ok()
}

pub fn days_of_text(text: &str, offset_minutes: i32) -> Option<f64> {
    if text.len() == 10 {
        return parse_date(text).map(day_number);
    }
    parse_moment(text, offset_minutes).map(moment_number)
}

pub fn text_of_moment(moment: DateTime, offset_minutes: i32) -> String {
    let sign = if offset_minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (offset_minutes.abs() / 60, offset_minutes.abs() % 60);
    let millis = moment.subsec_nanosecond() / 1_000_000;
    format!(
        "{}T{:02}:{:02}:{:02}.{millis:03}{sign}{hours:02}:{minutes:02}",
        moment.date(),
        moment.hour(),
        moment.minute(),
        moment.second()
    )
}

/// Short names of months and days of the week in the language of the form.
fn names(language: &str) -> ([&'static str; 12], [&'static str; 7]) {
    let is_russian = language.to_lowercase().contains("ru") || language.to_lowercase().contains("рус");
    if is_russian {
        (
            ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"],
            ["пн", "вт", "ср", "чт", "пт", "сб", "вс"],
        )
    } else {
        (
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
            ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        )
    }
}

/// `%d.%m.%Y` and the like, as ODK spells the letters.
pub fn format_moment(moment: DateTime, pattern: &str, language: &str) -> Result<String, String> {
    let mut made = String::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            made.push(letter);
            continue;
        }
        let (months, days) = names(language);
        let month = usize::from(moment.month().unsigned_abs()) - 1;
        made.push_str(&match letters.next() {
            Some('%') => "%".to_owned(),
            Some('Y') => format!("{:04}", moment.year()),
            Some('y') => format!("{:02}", moment.year().rem_euclid(100)),
            Some('m') => format!("{:02}", moment.month()),
            Some('n') => moment.month().to_string(),
            Some('b') => months[month].to_owned(),
            Some('d') => format!("{:02}", moment.day()),
            Some('e') => moment.day().to_string(),
            Some('H') => format!("{:02}", moment.hour()),
            Some('h') => moment.hour().to_string(),
            Some('M') => format!("{:02}", moment.minute()),
            Some('S') => format!("{:02}", moment.second()),
            Some('3') => format!("{:03}", moment.subsec_nanosecond() / 1_000_000),
            Some('a') => {
                days[usize::from(moment.weekday().to_monday_zero_offset().unsigned_abs())].to_owned()
            }
            Some('W') => format!("{:02}", moment.date().iso_week_date().week()),
            other => return Err(format!("в образце даты нет буквы «%{}»", other.unwrap_or(' '))),
        });
    }
    Ok(made)
}

/// A date some years, months, days, hours and minutes later.
pub fn shifted(moment: DateTime, parts: [f64; 5]) -> Option<DateTime> {
    #[allow(clippy::cast_possible_truncation)] // refused by the spans themselves when too large
    let [years, months, days, hours, minutes] =
        parts.map(|part| if part.is_finite() { part as i64 } else { 0 });
    let span = jiff::Span::new()
        .try_years(years)
        .and_then(|span| span.try_months(months))
        .and_then(|span| span.try_days(days))
        .and_then(|span| span.try_hours(hours))
        .and_then(|span| span.try_minutes(minutes))
        .ok()?;
    moment.checked_add(span).ok()
}

/// Whole units between two days.
pub fn whole_months(from: Date, to: Date) -> f64 {
    let months = |date: Date| f64::from(date.year()) * 12.0 + f64::from(date.month());
    let between = months(to) - months(from);
    let is_short = between > 0.0 && to.day() < from.day();
    let is_over = between < 0.0 && to.day() > from.day();
    between - f64::from(u8::from(is_short)) + f64::from(u8::from(is_over))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days_of_text("1970-01-02", 0), Some(1.0));
        assert_eq!(days_of_text("2012-02-03T12:00:00.000+00:00", 0), Some(15373.5));
        assert_eq!(days_of_text("2012-02-03T12:00:00.000Z", 600), Some(15_373.916_666_666_666));
        assert_eq!(date_of_number(15373.5).map(|date| date.to_string()), Some("2012-02-03".to_owned()));
        assert_eq!(days_of_text("2012-13-03", 0), None);
    }

    #[test]
    fn patterns() {
        let moment = parse_moment("2024-03-05T07:08:09.010+10:00", 600).expect("a moment");
        assert_eq!(
            format_moment(moment, "%d.%m.%Y %H:%M:%S.%3 %e %n %b %a %y %h %W", "en").as_deref(),
            Ok("05.03.2024 07:08:09.010 5 3 Mar Tue 24 7 10")
        );
        assert_eq!(format_moment(moment, "%b %a", "Русский (ru)").as_deref(), Ok("мар вт"));
        assert!(format_moment(moment, "%Q", "en").is_err());
        assert_eq!(text_of_moment(moment, 600), "2024-03-05T07:08:09.010+10:00");
    }
}
