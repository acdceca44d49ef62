//! How far a school is from the rules.

use std::collections::HashMap;

use region::{EquipmentRequirement, EquipmentRules, SizeVariant};

use super::counted_as_lacking;

/// What a school told of one requirement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answer {
    /// Thousandths of the unit; `None`: not told.
    pub have: Option<i64>,
    /// Kopecks for one.
    pub price: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    Met,
    Missing,
    /// Nobody has told.
    Unknown,
    /// Not needed in a school of this size.
    NotNeeded,
}

/// One requirement as it stands in a school.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    pub requirement: &'a EquipmentRequirement,
    pub is_must: bool,
    /// Thousandths, as everything here.
    pub needed: i64,
    pub answer: Answer,
    pub missing: i64,
    pub state: LineState,
    /// Kopecks for what is missing; `None` where nothing is missing or nobody has set a price.
    pub cost: Option<i64>,
}

impl Line<'_> {
    /// «не выполнено, не хватает 3,6 кв. м».
    pub fn words(&self) -> String {
        match self.state {
            LineState::Met => "выполнено".to_owned(),
            LineState::Unknown => "не указано".to_owned(),
            LineState::NotNeeded => "не требуется".to_owned(),
            LineState::Missing => {
                let missing = counted_as_lacking(self.missing, &self.requirement.unit);
                format!("не выполнено, не хватает {missing}")
            }
        }
    }
}

/// All requirements of a school.
#[derive(Debug, Clone)]
pub struct Gap<'a> {
    pub variant: &'a SizeVariant,
    pub lines: Vec<Line<'a>>,
}

impl Gap<'_> {
    fn musts(&self) -> impl Iterator<Item = &Line<'_>> {
        self.lines.iter().filter(|line| line.is_must && line.state != LineState::NotNeeded)
    }

    /// Requirements for the status that are met, and how many there are.
    pub fn must_met(&self) -> (usize, usize) {
        (self.musts().filter(|line| line.state == LineState::Met).count(), self.musts().count())
    }

    /// Kopecks for everything that is missing and has a price.
    pub fn cost(&self) -> i64 {
        self.lines.iter().filter_map(|line| line.cost).sum()
    }

    /// How many missing things have no price.
    pub fn without_price(&self) -> usize {
        let is_open = |line: &&Line<'_>| line.state == LineState::Missing && line.cost.is_none();
        self.lines.iter().filter(is_open).count()
    }
}

/// Compares a school with the rules; `None` when the rules have no variant for it. `municipality`: its code.
pub fn gap_of<'a, S: std::hash::BuildHasher>(
    rules: &'a EquipmentRules,
    pupils: u32,
    municipality: Option<&str>,
    answers: &HashMap<String, Answer, S>,
) -> Option<Gap<'a>> {
    let variant = rules.variant(pupils)?;
    let line = |requirement: &'a EquipmentRequirement| {
        let answer = answers.get(&requirement.code).copied().unwrap_or_default();
        let needed = requirement.needed(variant, pupils, municipality);
        let missing = answer.have.map_or(0, |have| (needed - have).max(0));
        let state = match answer.have {
            _ if needed == 0 => LineState::NotNeeded,
            None => LineState::Unknown,
            Some(_) if missing == 0 => LineState::Met,
            Some(_) => LineState::Missing,
        };
        let cost = (missing > 0).then_some(answer.price).flatten().map(|price| cost_of(missing, price));
        Line { requirement, is_must: requirement.is_must(variant), needed, answer, missing, state, cost }
    };
    Some(Gap { variant, lines: rules.requirements.iter().map(line).collect() })
}

/// Kopecks for so many thousandths; a started kopeck counts.
fn cost_of(missing: i64, price: i64) -> i64 {
    let whole = i128::from(missing) * i128::from(price);
    i64::try_from((whole + 999) / 1000).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use region::{EquipmentRules, RegionPack};

    use super::*;

    fn pack(code: &str) -> RegionPack {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../regions").join(code);
        region::load(|file| std::fs::read_to_string(folder.join(file)).ok()).unwrap()
    }

    fn line<'a>(
        rules: &'a EquipmentRules,
        pupils: u32,
        municipality: Option<&str>,
        code: &str,
        have: Option<i64>,
    ) -> Line<'a> {
        let answer = Answer { have, price: Some(90_000) };
        let answers = HashMap::from([(code.to_owned(), answer)]);
        let gap = gap_of(rules, pupils, municipality, &answers).unwrap();
        gap.lines.into_iter().find(|line| line.requirement.code == code).unwrap()
    }

    /// M2 (1): a school of 66 pupils.
    #[test]
    fn a_small_school_lacks_its_area() {
        let pack = pack("khabarovsk");
        let rules = &pack.equipment[0];
        let gap = gap_of(rules, 66, None, &HashMap::new()).unwrap();
        assert_eq!(gap.variant.code, "S");
        let area = line(rules, 66, None, "E01", Some(36_000));
        assert_eq!(area.needed, 39_600);
        assert_eq!(area.words(), "не выполнено, не хватает 3,6\u{a0}кв.\u{a0}м");
        assert_eq!(area.cost, Some(324_000), "3,6 × 900 roubles");
        assert_eq!(line(rules, 66, None, "E09", Some(5_000)).state, LineState::Met);
        assert_eq!(line(rules, 66, None, "E10", None).needed, 1_000);
    }

    /// M2 (2): a school of 305 pupils; and the largest of the rules' own examples.
    #[test]
    fn seats_and_shelves_follow_the_size() {
        let pack = pack("khabarovsk");
        let rules = &pack.equipment[0];
        let needed = |pupils, code| line(rules, pupils, None, code, None).needed;
        assert_eq!(rules.variant(305).unwrap().code, "M");
        assert_eq!([needed(305, "E01"), needed(305, "E08"), needed(305, "E09")], [183_000, 16_000, 16_000]);
        assert_eq!(rules.variant(1200).unwrap().code, "L");
        let large = [needed(1200, "E01"), needed(1200, "E08"), needed(1200, "E09"), needed(1200, "E10")];
        assert_eq!(large, [600_000, 60_000, 60_000, 8_000]);
        for (pupils, code) in [(100, "S"), (101, "M"), (500, "M"), (501, "L")] {
            assert_eq!(rules.variant(pupils).unwrap().code, code, "{pupils}");
        }
    }

    #[test]
    fn a_northern_school_needs_less_of_the_internet() {
        let pack = pack("khabarovsk");
        let rules = &pack.equipment[0];
        assert_eq!(line(rules, 305, Some("ayano"), "E23", Some(2_000)).state, LineState::Met);
        assert_eq!(line(rules, 305, Some("khv-city"), "E23", Some(2_000)).missing, 8_000);
    }

    #[test]
    fn what_nobody_told_is_no_gap_and_what_is_not_needed_is_no_lack() {
        let pack = pack("khabarovsk");
        let rules = &pack.equipment[0];
        assert_eq!(line(rules, 66, None, "E04", None).state, LineState::Unknown);
        assert_eq!(line(rules, 66, None, "E06", Some(0)).state, LineState::NotNeeded);
        let surplus = line(rules, 66, None, "E09", Some(9_000));
        assert_eq!((surplus.missing, surplus.cost), (0, None));
        let answers = HashMap::from([
            ("E04".to_owned(), Answer { have: Some(0), price: None }),
            ("E09".to_owned(), Answer { have: Some(3_000), price: Some(100_000) }),
        ]);
        let gap = gap_of(rules, 66, None, &answers).unwrap();
        assert_eq!((gap.cost(), gap.without_price()), (200_000, 1));
        assert_eq!(gap.must_met().0, 0);
    }

    /// Another region brings rules of its own; the day decides which of its versions holds.
    #[test]
    fn another_region_has_other_rules_and_versions() {
        let pack = pack("lukomorye");
        let on = |day: &str| region::rules_on(&pack.equipment, day.parse().unwrap()).unwrap();
        assert_eq!(on("2024-08-31").requirements.len(), 2);
        assert_eq!(on("2024-09-01").requirements.len(), 4);
        assert_eq!(on("2020-01-01").requirements.len(), 2, "before the first: the first");
        assert_eq!(line(on("2024-09-01"), 120, None, "Z2", Some(9_000)).missing, 3_000);
        assert_eq!(line(on("2024-09-01"), 20, Some("buyansky"), "Z1", None).state, LineState::NotNeeded);
    }
}
