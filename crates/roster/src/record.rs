//! An organisation as a line of a list, and the words that the region's lists use.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::words::{name_key, place_key, tidy};

/// What is known, or written, of an organisation. Empty: not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    pub code: String,
    pub inn: String,
    pub ogrn: String,
    /// Code of the kind.
    pub kind: String,
    /// Code of the municipality.
    pub municipality: String,
    pub full: String,
    pub short: String,
    pub genitive: String,
    pub phone: String,
    pub email: String,
    pub site: String,
    pub head: String,
    pub pupils: Option<u32>,
    /// The day on which the pupils were counted.
    pub counted_on: Option<Date>,
    /// In words; shown, never taken from a file.
    pub status: String,
    pub buildings: Vec<Building>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Building {
    /// «Главный корпус»; may be empty.
    pub title: String,
    pub address: String,
    pub point: Option<Point>,
    /// `None`: not told.
    pub has_library: Option<bool>,
}

/// Degrees north and east in millionths: whole numbers are compared and stored exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    pub lat_e6: i64,
    pub lon_e6: i64,
}

impl Point {
    /// «48.464700», as maps take it.
    pub fn degrees(millionths: i64) -> String {
        let sign = if millionths < 0 { "-" } else { "" };
        let value = millionths.unsigned_abs();
        format!("{sign}{}.{:06}", value / 1_000_000, value % 1_000_000)
    }

    #[expect(clippy::cast_precision_loss, reason = "nine digits fit")]
    pub fn lat(self) -> f64 {
        self.lat_e6 as f64 / 1e6
    }

    #[expect(clippy::cast_precision_loss, reason = "nine digits fit")]
    pub fn lon(self) -> f64 {
        self.lon_e6 as f64 / 1e6
    }
}

/// The words of a region that a list may hold.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    pub kinds: Vec<KindChoice>,
    pub municipalities: Vec<MunicipalityChoice>,
}

#[derive(Debug, Clone)]
pub struct KindChoice {
    pub code: String,
    /// «школа»
    pub title: String,
    /// Whether such an organisation always lies in one municipality.
    pub is_municipal: bool,
    /// Whether a list may bring new ones.
    pub may_be_new: bool,
}

#[derive(Debug, Clone)]
pub struct MunicipalityChoice {
    pub code: String,
    /// The name that is shown: «Нанайский район».
    pub name: String,
    /// Every other name it has or had.
    pub names: Vec<String>,
    pub oktmo: String,
}

impl MunicipalityChoice {
    fn spellings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.names.iter().map(String::as_str))
    }
}

impl Vocabulary {
    pub fn kind(&self, code: &str) -> Option<&KindChoice> {
        self.kinds.iter().find(|kind| kind.code == code)
    }

    pub fn municipality(&self, code: &str) -> Option<&MunicipalityChoice> {
        self.municipalities.iter().find(|one| one.code == code)
    }

    /// The municipality that a text names: by code, ОКТМО, any of its names, or by its name without the kind («Нанайский»).
    /// Several only when the last fits several.
    pub fn find_municipality(&self, text: &str) -> Vec<&MunicipalityChoice> {
        let (kept, key, place) = (tidy(text), name_key(text), place_key(text));
        let exact = self.municipalities.iter().find(|one| {
            one.code == kept
                || (!one.oktmo.is_empty() && one.oktmo == kept)
                || one.spellings().any(|name| name_key(name) == key)
        });
        if let Some(one) = exact {
            return vec![one];
        }
        let fits = |one: &&MunicipalityChoice| one.spellings().any(|name| place_key(name) == place);
        self.municipalities.iter().filter(|_| !place.is_empty()).filter(fits).collect()
    }

    /// What a code of a kind is called; the code itself for an unknown one.
    pub fn kind_title<'a>(&'a self, code: &'a str) -> &'a str {
        self.kind(code).map_or(code, |kind| &kind.title)
    }

    pub fn municipality_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.municipality(code).map_or(code, |one| &one.name)
    }
}
