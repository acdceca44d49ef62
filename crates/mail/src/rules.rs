//! How long a letter is tried, and how long a server is left in peace. Pure.

use store::Moment;

const SECOND: Moment = 1_000_000;
const MINUTE: Moment = 60 * SECOND;
const HOUR: Moment = 60 * MINUTE;
const DAY: Moment = 24 * HOUR;

/// Waits after the first, second … «not now». A grey list lets a letter through after some minutes.
const WAITS: [Moment; 8] = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR];

/// How long a letter is worth sending: a reminder of the day before yesterday only confuses.
pub fn lifetime(is_notice: bool) -> Moment {
    if is_notice { 2 * DAY } else { 5 * DAY }
}

/// When a letter is tried again after so many failures; `None`: never, its time is over.
pub fn next_try(attempts: i64, now: Moment, try_until: Moment) -> Option<Moment> {
    let failures = usize::try_from(attempts.max(1) - 1).unwrap_or(usize::MAX);
    let next = now + WAITS[failures.min(WAITS.len() - 1)];
    (next <= try_until).then_some(next)
}

/// How long a server rests after it could not be reached so many times running: from half a minute to a quarter of an hour.
pub fn rest(failures: i64) -> Moment {
    let doublings = u32::try_from(failures.clamp(1, 10) - 1).unwrap_or(0);
    ((30 * SECOND) << doublings).min(15 * MINUTE)
}

/// A subject or an address is one line: whatever would begin another header becomes a space.
pub fn one_line(text: &str) -> String {
    text.split(|sign: char| sign.is_control() || sign.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What a server said, fit to be kept: one line of bounded length.
pub fn kept_words(said: &str) -> String {
    const MOST: usize = 500;
    let line = one_line(said);
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_letter_is_tried_within_its_lifetime_and_no_longer() {
        let until = lifetime(true);
        assert_eq!(next_try(1, 0, until), Some(MINUTE));
        assert_eq!(next_try(3, 0, until), Some(15 * MINUTE));
        assert_eq!(next_try(100, 0, until), Some(8 * HOUR));
        assert_eq!(next_try(9, until - HOUR, until), None);
        let (mut now, mut tries) = (0, 1);
        while let Some(next) = next_try(tries, now, until) {
            (now, tries) = (next, tries + 1);
        }
        assert_eq!(tries, 13, "tries of a notice that is never taken");
    }

    #[test]
    fn a_server_rests_longer_and_longer_but_not_for_ever() {
        let rests: Vec<Moment> = (1..=12).map(rest).collect();
        assert_eq!(&rests[..3], &[30 * SECOND, MINUTE, 2 * MINUTE]);
        assert!(rests.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(rests[11], 15 * MINUTE);
    }

    proptest! {
        #[test]
        fn no_text_makes_a_second_line(text in "\\PC*[\r\n\u{85}\u{2028}\u{2029}\0\t ]\\PC*") {
            let line = one_line(&text);
            prop_assert!(!line.chars().any(char::is_control));
            let separators = ['\u{2028}', '\u{2029}'];
            prop_assert!(!line.contains(separators));
        }

        #[test]
        fn kept_words_are_bounded(text in ".{0,2000}") {
            prop_assert!(kept_words(&text).chars().count() <= 501);
        }
    }
}
