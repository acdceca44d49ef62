#![doc = include_str!("../README.md")]

mod drawing;
mod plane;
mod read;

pub use drawing::{Drawing, Shape, draw};
pub use read::{Boundaries, Fault, MAX_FILE_BYTES, Refused, read};
use serde::{Deserialize, Serialize};

/// Degrees east and north, as GeoJSON has them.
pub type Position = [f64; 2];
/// Closed: the last position is the first.
pub type Ring = Vec<Position>;
/// The outer ring, then holes.
pub type Polygon = Vec<Ring>;

/// A territory with everything by which it may be recognised.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Territory {
    /// Names of the file, the likeliest first.
    pub names: Vec<String>,
    /// Digits of an ОКТМО code, when the file has one.
    pub oktmo: Option<String>,
    pub polygons: Vec<Polygon>,
}

impl Territory {
    /// Whether a point lies inside, holes left out. On the border either answer may come.
    pub fn contains(&self, position: Position) -> bool {
        self.polygons.iter().any(|polygon| {
            let mut rings = polygon.iter();
            rings.next().is_some_and(|outer| plane::is_inside(outer, position))
                && !rings.any(|hole| plane::is_inside(hole, position))
        })
    }
}
