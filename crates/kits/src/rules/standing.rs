//! How a school stands to the case on a day.

use jiff::ToSpan;
use jiff::civil::Date;
use region::{Kit, KitDocument, LibraryStatus, RequirementLevel};

/// A document is called expiring so many days before its last one.
pub const NOTICE_DAYS: i64 = 30;

/// A signed document that a school has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held<'a> {
    pub document: &'a str,
    /// `None`: until it is replaced.
    pub valid_until: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaperState {
    Expired,
    Missing,
    Expiring,
    InForce,
    /// There is none, and the status does not ask for it.
    NotAsked,
}

impl PaperState {
    pub fn code(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Missing => "missing",
            Self::Expiring => "expiring",
            Self::InForce => "in_force",
            Self::NotAsked => "not_asked",
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Expired => "срок истёк",
            Self::Missing => "нет",
            Self::Expiring => "скоро истечёт",
            Self::InForce => "действует",
            Self::NotAsked => "не требуется",
        }
    }

    pub fn sign(self) -> &'static str {
        match self {
            Self::Expired => "!",
            Self::Missing | Self::NotAsked => "○",
            Self::Expiring => "◔",
            Self::InForce => "✓",
        }
    }

    /// Class of the mark on a page.
    pub fn class(self) -> &'static str {
        match self {
            Self::Expired => "overdue",
            Self::Missing | Self::NotAsked => "not-started",
            Self::Expiring => "soon",
            Self::InForce => "done",
        }
    }

    fn of(held: Option<Held<'_>>, is_asked: bool, day: Date) -> Self {
        let Some(held) = held else { return if is_asked { Self::Missing } else { Self::NotAsked } };
        match held.valid_until {
            Some(last) if last < day => Self::Expired,
            Some(last) if last <= day.saturating_add(NOTICE_DAYS.days()) => Self::Expiring,
            _ => Self::InForce,
        }
    }

    pub fn holds(self) -> bool {
        matches!(self, Self::InForce | Self::Expiring)
    }
}

/// One document of the case as it stands in a school.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub document: &'a KitDocument,
    /// `None`: the status does not ask for it.
    pub level: Option<RequirementLevel>,
    /// Place of the upload among those given.
    pub held: Option<usize>,
    pub state: PaperState,
}

impl Line<'_> {
    pub fn is_must(&self) -> bool {
        self.level == Some(RequirementLevel::Must)
    }
}

/// What counts: the documents that the status must have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub must: usize,
    /// In force, those that expire soon among them.
    pub in_force: usize,
    pub expiring: usize,
    pub expired: usize,
    pub missing: usize,
}

/// A school in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Something that it must have has expired.
    Expired,
    /// Nothing at all.
    Nothing,
    Partial,
    Complete,
    /// Its status must have nothing.
    NotAsked,
}

impl Verdict {
    pub const ALL: [Self; 5] = [Self::Complete, Self::Partial, Self::Expired, Self::Nothing, Self::NotAsked];

    pub fn code(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Nothing => "nothing",
            Self::Partial => "partial",
            Self::Complete => "complete",
            Self::NotAsked => "not_asked",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Expired => "есть просроченные",
            Self::Nothing => "ничего не загружено",
            Self::Partial => "не хватает части",
            Self::Complete => "всё действует",
            Self::NotAsked => "не требуется",
        }
    }

    pub fn sign(self) -> &'static str {
        match self {
            Self::Expired => "!",
            Self::Nothing | Self::NotAsked => "○",
            Self::Partial => "●",
            Self::Complete => "✓",
        }
    }

    pub fn class(self) -> &'static str {
        match self {
            Self::Expired => "overdue",
            Self::Nothing | Self::NotAsked => "not-started",
            Self::Partial => "running",
            Self::Complete => "done",
        }
    }
}

/// The whole case of a school.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    pub lines: Vec<Line<'a>>,
}

impl Standing<'_> {
    pub fn counts(&self) -> Counts {
        let musts = || self.lines.iter().filter(|line| line.is_must());
        let of = |state: PaperState| musts().filter(|line| line.state == state).count();
        Counts {
            must: musts().count(),
            in_force: musts().filter(|line| line.state.holds()).count(),
            expiring: of(PaperState::Expiring),
            expired: of(PaperState::Expired),
            missing: of(PaperState::Missing),
        }
    }

    pub fn verdict(&self) -> Verdict {
        let counts = self.counts();
        match counts {
            Counts { must: 0, .. } => Verdict::NotAsked,
            Counts { expired: 1.., .. } => Verdict::Expired,
            Counts { missing: 0, .. } => Verdict::Complete,
            Counts { in_force: 0, .. } => Verdict::Nothing,
            _ => Verdict::Partial,
        }
    }
}

/// What a library of a status has of the case on a day. `held`: its documents as of that day, one of a kind.
pub fn standing_of<'a>(kit: &'a Kit, status: LibraryStatus, held: &[Held<'_>], day: Date) -> Standing<'a> {
    let line = |document: &'a KitDocument| {
        let level = document.levels.get(&status).copied();
        let place = held.iter().position(|one| one.document == document.code);
        let state = PaperState::of(place.map(|place| held[place]), level.is_some(), day);
        Line { document, level, held: place, state }
    };
    Standing { lines: kit.documents.iter().map(line).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use region::{RegionPack, kit_on};

    const DAY: Date = date(2024, 10, 15);

    fn pack(code: &str) -> RegionPack {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../regions").join(code);
        region::load(|file| std::fs::read_to_string(folder.join(file)).ok()).unwrap()
    }

    fn held(document: &str, valid_until: Option<Date>) -> Held<'_> {
        Held { document, valid_until }
    }

    #[test]
    fn the_last_day_still_holds_and_thirty_days_before_it_are_told() {
        let state = |last: Option<Date>| PaperState::of(Some(held("plan", last)), true, DAY);
        assert_eq!(state(None), PaperState::InForce);
        assert_eq!(state(Some(date(2024, 10, 14))), PaperState::Expired);
        assert_eq!(state(Some(date(2024, 10, 15))), PaperState::Expiring);
        assert_eq!(state(Some(date(2024, 11, 14))), PaperState::Expiring);
        assert_eq!(state(Some(date(2024, 11, 15))), PaperState::InForce);
        assert_eq!(PaperState::of(None, true, DAY), PaperState::Missing);
        assert_eq!(PaperState::of(None, false, DAY), PaperState::NotAsked);
    }

    #[test]
    fn a_centre_must_have_all_eight_and_a_library_six() {
        let pack = pack("khabarovsk");
        let kit = kit_on(&pack.kits, DAY).unwrap();
        let counts = |status| standing_of(kit, status, &[], DAY).counts();
        assert_eq!(counts(LibraryStatus::Centre), Counts { must: 8, missing: 8, ..Counts::default() });
        assert_eq!(counts(LibraryStatus::Library).must, 6);
        let all: Vec<Held<'_>> = kit.documents.iter().map(|one| held(&one.code, None)).collect();
        let whole = standing_of(kit, LibraryStatus::MunicipalCentre, &all, DAY);
        assert_eq!((whole.verdict(), whole.counts().in_force), (Verdict::Complete, 8));
    }

    #[test]
    fn the_verdict_names_the_worst() {
        let pack = pack("khabarovsk");
        let kit = kit_on(&pack.kits, DAY).unwrap();
        let verdict = |held: &[Held<'_>]| standing_of(kit, LibraryStatus::Centre, held, DAY).verdict();
        assert_eq!(verdict(&[]), Verdict::Nothing);
        assert_eq!(verdict(&[held("rules", None)]), Verdict::Partial);
        let old = held("plan", Some(date(2024, 8, 31)));
        assert_eq!(verdict(&[old]), Verdict::Expired);
        // What is recommended does not count: a library with an old order lacks its own documents only.
        let library = |held: &[Held<'_>]| standing_of(kit, LibraryStatus::Library, held, DAY).verdict();
        assert_eq!(library(&[held("order", Some(date(2020, 1, 1)))]), Verdict::Nothing);
    }

    /// Another region asks for other documents, and for more of them since its second version.
    #[test]
    fn another_region_has_a_smaller_case_by_versions() {
        let pack = pack("lukomorye");
        let must =
            |day: Date, status| standing_of(kit_on(&pack.kits, day).unwrap(), status, &[], day).counts().must;
        assert_eq!(must(date(2024, 8, 31), LibraryStatus::Centre), 2);
        assert_eq!(must(date(2024, 9, 1), LibraryStatus::Centre), 3);
        assert_eq!(must(date(2025, 2, 14), LibraryStatus::Library), 1);
        assert!(kit_on(&pack.kits, date(2023, 12, 31)).is_none());
    }
}
