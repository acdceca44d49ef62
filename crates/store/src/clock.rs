//! The injected clock. Deadlines belong to the region's time zone, tests and the demo to their own day.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// Microseconds since 1970-01-01 UTC: how every moment is stored.
pub type Moment = i64;

/// Answers "what time is it" for the whole program. Cloning shares the same clock.
#[derive(Clone)]
pub struct Clock {
    zone: TimeZone,
    source: Arc<Source>,
}

enum Source {
    /// The machine's clock, moved by so many microseconds (zero in production).
    Running { offset: i64 },
    /// Stands still until it is told to move: tests.
    Standing { now: AtomicI64 },
}

impl Clock {
    /// The machine's time, read in the region's zone.
    pub fn system(zone: TimeZone) -> Self {
        Self { zone, source: Arc::new(Source::Running { offset: 0 }) }
    }

    /// A clock that shows `start` now and goes on from there: the demo lives on its own day.
    pub fn running_from(start: Timestamp, zone: TimeZone) -> Self {
        let offset = start.as_microsecond() - Timestamp::now().as_microsecond();
        Self { zone, source: Arc::new(Source::Running { offset }) }
    }

    /// A clock that stands at `start` until [`Clock::set`] moves it.
    pub fn standing_at(start: Timestamp, zone: TimeZone) -> Self {
        Self { zone, source: Arc::new(Source::Standing { now: AtomicI64::new(start.as_microsecond()) }) }
    }

    /// Moves a standing clock. A running clock is not moved: production time is nobody's to set.
    pub fn set(&self, to: Timestamp) {
        if let Source::Standing { now } = &*self.source {
            now.store(to.as_microsecond(), Ordering::Relaxed);
        }
    }

    pub fn now(&self) -> Moment {
        match &*self.source {
            Source::Running { offset } => Timestamp::now().as_microsecond() + offset,
            Source::Standing { now } => now.load(Ordering::Relaxed),
        }
    }

    /// The date in the region, by which deadlines are counted.
    pub fn today(&self) -> Date {
        self.date_of(self.now())
    }

    /// The region's calendar date of a stored moment.
    pub fn date_of(&self, moment: Moment) -> Date {
        self.zoned(moment).date()
    }

    /// A stored moment in the region's time zone; a moment outside of what dates can hold reads as 1970.
    pub fn zoned(&self, moment: Moment) -> ZonedDateTime {
        Timestamp::from_microsecond(moment)
            .unwrap_or(Timestamp::UNIX_EPOCH)
            .to_zoned_datetime(self.zone.clone())
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_changes_at_the_regions_midnight_not_at_moscows() {
        let zone = TimeZone::get("Asia/Vladivostok").unwrap();
        let clock = Clock::standing_at("2024-10-14T13:59:59Z".parse().unwrap(), zone);
        assert_eq!(clock.today(), jiff::civil::date(2024, 10, 14));
        clock.set("2024-10-14T14:00:00Z".parse().unwrap());
        assert_eq!(clock.today(), jiff::civil::date(2024, 10, 15));
    }

    #[test]
    fn a_running_clock_goes_on_from_its_start() {
        let start: Timestamp = "2024-10-15T00:00:00Z".parse().unwrap();
        let clock = Clock::running_from(start, TimeZone::UTC);
        let passed = clock.now() - start.as_microsecond();
        assert!((0..5_000_000).contains(&passed), "{passed}");
    }
}
