//! How long an API token may live, and how its term is chosen.

/// Days that an administrator may choose between.
pub(crate) const TOKEN_DAYS: [i64; 3] = [30, 90, 365];

const DAY: i64 = 24 * 3600 * 1_000_000;

/// The moment after which the token opens nothing; an unknown choice gets the shortest term.
pub(crate) fn expiry(chosen_days: &str, now: store::Moment) -> store::Moment {
    let days = chosen_days.parse().ok().filter(|days| TOKEN_DAYS.contains(days)).unwrap_or(TOKEN_DAYS[0]);
    now + days * DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_offered_terms_are_taken() {
        assert_eq!(expiry("90", 0), 90 * DAY);
        assert_eq!(expiry("100000", 0), 30 * DAY);
        assert_eq!(expiry("", 0), 30 * DAY);
    }
}
