//! How many tries somebody has who guesses: a handful at once, then one now and then.
//!
//! An allowance is one number, the moment until which it is charged (GCRA, the generic cell rate algorithm). It lies in the
//! database and not in memory: a restart gives nobody new tries, two programs on one database count together, and there
//! is nothing to lose: a row is as small as a number and is swept away when it is full again.

use store::Moment;

use crate::sessions::token_hash;

const MINUTE: Moment = 60 * 1_000_000;

/// So many tries at once, then one in every so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    name: &'static str,
    burst: i64,
    pub every: Moment,
}

impl Limit {
    const fn new(name: &'static str, burst: i64, every: Moment) -> Self {
        Self { name, burst, every }
    }

    /// How far ahead of now an allowance may be charged and still take a try.
    pub const fn room(self) -> Moment {
        (self.burst - 1) * self.every
    }

    /// How long to wait for the next try.
    pub fn wait(self, charged_until: Moment, now: Moment) -> Moment {
        (charged_until - self.room() - now).max(0)
    }

    /// The key under which somebody's allowance lies: a hash, for it may be made of a login or an address.
    pub fn key(self, of: &str) -> String {
        token_hash(&format!("{}:{of}", self.name))
    }
}

/// Passwords of one account tried from browsers that its owner has never used: at most 20 in any hour.
pub(crate) const STRANGERS: Limit = Limit::new("strangers", 10, 6 * MINUTE);
/// The same from a browser that the owner has used: strangers cannot spend it.
pub(crate) const KNOWN_DEVICE: Limit = Limit::new("device", 10, 3 * MINUTE);
/// Passwords of all accounts tried from one network. A school behind one address mistypes now and then.
pub(crate) const NETWORK: Limit = Limit::new("network", 40, MINUTE);
/// Codes of a second factor of one account, over all its sign-ins.
pub(crate) const CODES: Limit = Limit::new("codes", 10, 6 * MINUTE);
/// Letters about a forgotten password: nobody's mailbox is filled by a stranger.
pub(crate) const FORGOTTEN: Limit = Limit::new("forgotten", 3, 20 * MINUTE);
/// Forms behind links (invitations, new passwords, addresses) sent from one network.
pub(crate) const LINKS: Limit = Limit::new("links", 30, MINUTE);

/// Answers begun behind an open link from one network: a reading room with thirty visitors fits, a robot does not.
pub(crate) const ANSWERS: Limit = Limit::new("answers", 40, MINUTE);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the one statement of `store::limits` does.
    fn charged(limit: Limit, until: Moment, now: Moment) -> Option<Moment> {
        (until <= now + limit.room()).then(|| until.max(now) + limit.every)
    }

    proptest! {
        /// However tries are spread, any hour holds at most the burst and what grows back within it.
        #[test]
        fn no_hour_holds_more_than_the_burst_and_what_grows_back(gaps in prop::collection::vec(0_i64..10 * MINUTE, 1..200)) {
            for limit in [STRANGERS, KNOWN_DEVICE, NETWORK, CODES] {
                let (mut until, mut now, mut taken) = (0, 0, Vec::new());
                for gap in &gaps {
                    now += gap;
                    if let Some(next) = charged(limit, until, now) {
                        prop_assert_eq!(limit.wait(until, now), 0);
                        until = next;
                        taken.push(now);
                    } else {
                        let wait = limit.wait(until, now);
                        prop_assert!(wait > 0);
                        prop_assert!(charged(limit, until, now + wait).is_some(), "after the wait there is a try");
                        prop_assert!(charged(limit, until, now + wait - 1).is_none());
                    }
                }
                let hour = 60 * MINUTE;
                let most = limit.burst + hour / limit.every;
                for (place, start) in taken.iter().enumerate() {
                    let within = taken[place..].iter().take_while(|at| **at < start + hour).count();
                    prop_assert!(i64::try_from(within).unwrap() <= most);
                }
            }
        }
    }

    #[test]
    fn strangers_have_at_most_twenty_tries_an_hour() {
        assert_eq!(STRANGERS.burst + 60 * MINUTE / STRANGERS.every, 20);
        assert_ne!(STRANGERS.key("a"), NETWORK.key("a"));
    }
}
