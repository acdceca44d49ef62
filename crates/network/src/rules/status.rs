//! The life of a school's library: ШБ → ИБЦ → МИБЦ and back, computed from the changes that documents made.

use jiff::civil::Date;
use region::LibraryStatus;

use super::{FIRST_DAY, LAST_DAY, Period};

/// A change as a document made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusChange {
    pub status: LibraryStatus,
    pub from: Date,
    /// Last day of the term; municipal centres only.
    pub to: Option<Date>,
    pub document_id: String,
    /// The document in words: «Распоряжение № 1500 от 20.12.2024».
    pub reference: String,
}

/// A status with the days on which it holds, and the document that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusPeriod {
    pub status: LibraryStatus,
    pub period: Period,
    /// `None`: a school library that no document has named anything else.
    pub basis: Option<Basis>,
    /// It began because the term before it ended, not by a document of its own.
    pub after_term: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    pub document_id: String,
    pub reference: String,
}

/// Every status that a library had, has and will have, oldest first; together they cover all time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline(Vec<StatusPeriod>);

impl Default for Timeline {
    fn default() -> Self {
        Self::of([])
    }
}

impl Timeline {
    /// What the changes, in the order of their days, come to. When the term of a municipal centre ends, it stays a centre.
    pub fn of(changes: impl IntoIterator<Item = StatusChange>) -> Self {
        let mut periods = vec![StatusPeriod {
            status: LibraryStatus::Library,
            period: Period::ALWAYS,
            basis: None,
            after_term: false,
        }];
        for change in changes {
            // A term that would have ended later, and what would have followed it, give way.
            periods.retain(|one| one.period.from < change.from);
            if let (Some(last), Ok(eve)) = (periods.last_mut(), change.from.yesterday()) {
                last.period.to = eve;
            }
            let basis = Basis { document_id: change.document_id, reference: change.reference };
            let to = change.to.unwrap_or(LAST_DAY);
            periods.push(StatusPeriod {
                status: change.status,
                period: Period { from: change.from, to },
                basis: Some(basis.clone()),
                after_term: false,
            });
            if let Some(next) = change.to.and_then(|to| to.tomorrow().ok()) {
                periods.push(StatusPeriod {
                    status: LibraryStatus::Centre,
                    period: Period { from: next, to: LAST_DAY },
                    basis: Some(basis),
                    after_term: true,
                });
            }
        }
        Self(periods)
    }

    pub fn on(&self, day: Date) -> LibraryStatus {
        let found = self.0.iter().find(|one| one.period.contains(day));
        found.map_or(LibraryStatus::Library, |one| one.status)
    }

    /// Oldest first.
    pub fn periods(&self) -> &[StatusPeriod] {
        &self.0
    }

    /// The last day of the municipal centre's term that runs on `day`.
    pub fn term_ends(&self, day: Date) -> Option<Date> {
        let running = self.0.iter().find(|one| one.period.contains(day))?;
        (running.status == LibraryStatus::MunicipalCentre).then_some(running.period.to)
    }

    /// Why a change cannot be made; `None` when it can.
    ///
    /// Upwards one step at a time, downwards to any; a municipal centre may be named anew for another term. History is
    /// added to, not rewritten: a change begins after the newest one.
    pub fn refuses(&self, status: LibraryStatus, from: Date, to: Option<Date>) -> Option<String> {
        use LibraryStatus::{Centre, Library, MunicipalCentre};
        let newest = self.0.iter().rev().find(|one| !one.after_term && one.period.from != FIRST_DAY);
        if let Some(newest) = newest
            && from <= newest.period.from
        {
            let since = ui::ru::date_long(newest.period.from);
            return Some(format!("статус уже изменён с {since}: новый статус начинается позже"));
        }
        match (status, to) {
            (MunicipalCentre, None) => return Some("не указан последний день срока".to_owned()),
            (MunicipalCentre, Some(to)) if to < from => {
                return Some("последний день срока раньше первого".to_owned());
            }
            (Library | Centre, Some(_)) => {
                return Some("срок бывает только у муниципального центра".to_owned());
            }
            _ => {}
        }
        match (self.on(from), status) {
            (Library, Library) | (Centre, Centre) => Some("на эту дату статус уже такой".to_owned()),
            (Library, MunicipalCentre) => {
                Some("муниципальным центром становится центр: сначала нужен его статус".to_owned())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn change(status: LibraryStatus, from: Date, to: Option<Date>) -> StatusChange {
        StatusChange { status, from, to, document_id: "d".into(), reference: format!("№ {from}") }
    }

    #[test]
    fn a_centre_named_on_a_day_was_a_library_the_day_before() {
        let timeline = Timeline::of([change(LibraryStatus::Centre, date(2024, 12, 20), None)]);
        assert_eq!(timeline.on(date(2024, 12, 19)), LibraryStatus::Library);
        assert_eq!(timeline.on(date(2024, 12, 20)), LibraryStatus::Centre);
    }

    #[test]
    fn after_its_term_a_municipal_centre_stays_a_centre() {
        let timeline = Timeline::of([
            change(LibraryStatus::Centre, date(2020, 1, 1), None),
            change(LibraryStatus::MunicipalCentre, date(2025, 1, 1), Some(date(2027, 12, 31))),
        ]);
        assert_eq!(timeline.on(date(2024, 12, 31)), LibraryStatus::Centre);
        assert_eq!(timeline.on(date(2027, 12, 31)), LibraryStatus::MunicipalCentre);
        assert_eq!(timeline.on(date(2028, 1, 1)), LibraryStatus::Centre);
        assert_eq!(timeline.term_ends(date(2026, 5, 5)), Some(date(2027, 12, 31)));
        assert_eq!(timeline.term_ends(date(2028, 1, 1)), None);
        let last = timeline.periods().last().unwrap();
        assert!(last.after_term && last.basis.as_ref().unwrap().reference.contains("2025-01-01"));
    }

    #[test]
    fn a_term_cut_short_leaves_nothing_behind() {
        let timeline = Timeline::of([
            change(LibraryStatus::Centre, date(2020, 1, 1), None),
            change(LibraryStatus::MunicipalCentre, date(2021, 1, 1), Some(date(2024, 12, 31))),
            change(LibraryStatus::Library, date(2023, 6, 1), None),
        ]);
        assert_eq!(timeline.on(date(2023, 5, 31)), LibraryStatus::MunicipalCentre);
        assert_eq!(timeline.on(date(2026, 1, 1)), LibraryStatus::Library);
    }

    #[test]
    fn steps_that_nobody_may_take() {
        use LibraryStatus::{Centre, Library, MunicipalCentre};
        let library = Timeline::default();
        let day = date(2024, 12, 20);
        let term = Some(date(2027, 12, 31));
        assert!(library.refuses(MunicipalCentre, day, term).unwrap().contains("сначала"));
        assert!(library.refuses(Library, day, None).unwrap().contains("уже"));
        assert!(library.refuses(Centre, day, term).unwrap().contains("только у муниципального"));
        assert_eq!(library.refuses(Centre, day, None), None);
        let centre = Timeline::of([change(Centre, day, None)]);
        assert!(centre.refuses(Library, day, None).unwrap().contains("позже"), "the same day twice");
        assert!(centre.refuses(MunicipalCentre, date(2025, 1, 1), None).unwrap().contains("срока"));
        assert!(centre.refuses(MunicipalCentre, date(2028, 1, 1), term).unwrap().contains("раньше"));
        assert_eq!(centre.refuses(MunicipalCentre, date(2025, 1, 1), term), None);
        let named =
            Timeline::of([change(Centre, day, None), change(MunicipalCentre, date(2025, 1, 1), term)]);
        for (status, to) in [(Centre, None), (Library, None), (MunicipalCentre, Some(date(2030, 12, 31)))] {
            assert_eq!(named.refuses(status, date(2026, 1, 1), to), None, "{status:?}");
        }
        assert!(named.refuses(Centre, date(2028, 2, 1), None).unwrap().contains("уже"), "the term has ended");
    }

    proptest! {
        /// Whatever is asked of a library, every day has exactly one status, and what a document said holds from its day
        /// until its term or the next document.
        #[test]
        fn every_day_has_one_status(asked in proptest::collection::vec((0_usize..3, 0_i32..4000, 1_i32..1500), 0..12), day in 0_i32..6000) {
            let day_at = |number: i32| date(2015, 1, 1).checked_add(jiff::Span::new().days(number)).unwrap();
            let mut changes: Vec<StatusChange> = Vec::new();
            for (status, from, length) in asked {
                let status = LibraryStatus::ALL[status];
                let from_day = day_at(from);
                let to = (status == LibraryStatus::MunicipalCentre).then(|| day_at(from + length));
                if Timeline::of(changes.clone()).refuses(status, from_day, to).is_none() {
                    changes.push(change(status, from_day, to));
                }
            }
            let timeline = Timeline::of(changes.clone());
            let day = day_at(day);
            prop_assert_eq!(timeline.periods().iter().filter(|one| one.period.contains(day)).count(), 1);
            let newest = changes.iter().rev().find(|one| one.from <= day);
            let expected = match newest {
                None => LibraryStatus::Library,
                Some(one) if one.to.is_some_and(|to| to < day) => LibraryStatus::Centre,
                Some(one) => one.status,
            };
            prop_assert_eq!(timeline.on(day), expected);
        }
    }
}
