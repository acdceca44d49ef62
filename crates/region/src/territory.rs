//! The region itself, its municipalities and their place on the hexagon map.

use crate::dated::{self, Dated};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::Deserialize;

/// `region.yaml`: what the program must know about the region as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// The pack's own code; equals the name of its folder.
    pub code: String,
    pub name: String,
    pub name_genitive: String,
    /// With its preposition: «в Хабаровском крае».
    pub name_prepositional: String,
    /// Region's abbreviated name for narrow places: «край», «область».
    pub name_short: String,
    /// Name of the IANA time zone in which all deadlines of the region run.
    pub time_zone: String,
    /// How the zone is shown beside a time: «Хабаровск, МСК+7».
    pub time_zone_label: String,
    /// Month in which the plan's year starts: 1, or 9 for a school year.
    pub year_start_month: i8,
    /// Year of the roadmap in the pack; a school year carries the year in which it starts.
    pub plan_year: i16,
    /// The day on which the demo stands unless told otherwise.
    pub demo_today: Date,
    /// Which organisations of the pack play the leading parts.
    pub bodies: Bodies,
}

/// Codes of the organisations that lead the network; their names are in `organisations.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bodies {
    pub ministry: String,
    pub institute: String,
    pub regional_centre: String,
}

impl Region {
    /// The region's time zone. Cannot fail for a region that came out of [`crate::load`].
    pub fn tz(&self) -> Result<TimeZone, jiff::Error> {
        TimeZone::get(&self.time_zone)
    }

    /// The instant at which the clocks of the region show `local`.
    pub fn instant(&self, local: DateTime) -> Result<Timestamp, jiff::Error> {
        Ok(local.to_zoned_datetime(self.tz()?)?.timestamp())
    }

    /// First and last day of the plan's year.
    pub fn plan_period(&self) -> Result<(Date, Date), jiff::Error> {
        let first = Date::new(self.plan_year, self.year_start_month, 1)?;
        let last = Date::new(self.plan_year.saturating_add(1), self.year_start_month, 1)?.yesterday()?;
        Ok((first, last))
    }
}

/// A municipality of the upper level: a district, a municipal округ or a city.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Municipality {
    /// Own immutable code: neither the kind nor ОКТМО may serve, both change by law.
    pub code: String,
    pub hex: Hex,
    /// Where the territory lies, for ordering and for checking the hexagon map.
    pub centre: Point,
    /// Administrative centre with the kind of settlement: «рп. Ванино».
    pub capital: String,
    #[serde(default)]
    pub population: Option<u32>,
    /// Eight digits; leading zero matters.
    pub oktmo: String,
    pub oktmo_status: OktmoStatus,
    /// From oldest to newest, without gaps.
    pub names: Vec<MunicipalityName>,
}

impl Municipality {
    /// The name on a day; `None` never happens in a loaded pack.
    pub fn name_on(&self, date: Date) -> Option<&MunicipalityName> {
        dated::on(&self.names, date)
    }
}

/// A cell of a grid of pointy-top hexagons in offset rows: odd rows stand half a cell to the right
/// (the «odd-r» layout). Row 0 is the northern one, column 0 the western one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hex {
    pub col: u8,
    pub row: u8,
}

impl Hex {
    /// Distance of the cell's middle from the western edge, in half-widths of a cell.
    pub fn half_columns(self) -> u16 {
        u16::from(self.col) * 2 + u16::from(self.row % 2)
    }

    /// Whether two cells share an edge.
    pub fn touches(self, other: Self) -> bool {
        let across = self.half_columns().abs_diff(other.half_columns());
        match self.row.abs_diff(other.row) {
            0 => across == 2,
            1 => across == 1,
            _ => false,
        }
    }
}

/// Degrees north and east.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    pub lat: f64,
    pub lon: f64,
}

/// How far the ОКТМО code has been checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OktmoStatus {
    /// Found in an open source.
    Verified,
    /// Derived from the ОКАТО code.
    ByOkato,
    /// From common knowledge: check against the classifier before real work.
    Unverified,
}

/// What a municipality was called in some period.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MunicipalityName {
    /// «муниципальный район», «муниципальный округ», «городской округ»: the pack's own words.
    pub kind: String,
    pub full: String,
    pub short: String,
    /// Genitive of the full name: «администрация …».
    pub genitive: String,
    /// At most [`MAP_LABEL_LENGTH`] characters: it must fit into a cell of the map.
    pub map_label: String,
    #[serde(default)]
    pub valid_from: Option<Date>,
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// The act by which the name began.
    #[serde(default)]
    pub basis: Option<String>,
    /// Where it differs from the municipality's: the code of these years.
    #[serde(default)]
    pub oktmo: Option<String>,
}

/// Longest label that a cell of the hexagon map can hold, in characters.
pub const MAP_LABEL_LENGTH: usize = 11;

impl Dated for MunicipalityName {
    fn valid_from(&self) -> Option<Date> {
        self.valid_from
    }
    fn valid_to(&self) -> Option<Date> {
        self.valid_to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_an_edge() {
        let cell = Hex { col: 1, row: 2 };
        let around = [(0, 2), (2, 2), (0, 1), (1, 1), (0, 3), (1, 3)];
        assert!(around.iter().all(|&(col, row)| cell.touches(Hex { col, row })));
        let apart = [(1, 2), (2, 1), (2, 3), (1, 0), (1, 4), (3, 2)];
        assert!(apart.iter().all(|&(col, row)| !cell.touches(Hex { col, row })));
    }
}
