//! Boundaries of municipalities, matched, drawn once, and asked whether a point lies inside.

use std::collections::HashMap;

use outlines::{Boundaries, Drawing, Territory};
use roster::{Point, Vocabulary};

/// The boundaries in force.
#[derive(Debug, Clone, Default)]
pub struct Atlas {
    /// Whose they are and under which licence: shown with every map.
    pub attribution: String,
    pub file_name: String,
    pub author: String,
    pub imported_at: i64,
    territories: HashMap<String, Territory>,
    /// Ids of municipalities in the order of the drawing's shapes.
    drawn: Vec<String>,
    drawing: Drawing,
}

/// Width of the drawing in its own units; a page scales it.
const WIDTH: f64 = 320.0;

impl Atlas {
    pub fn new(
        attribution: String,
        file_name: String,
        author: String,
        imported_at: i64,
        territories: HashMap<String, Territory>,
    ) -> Self {
        let mut order: Vec<(&String, &Territory)> = territories.iter().collect();
        order.sort_by_key(|(id, _)| *id);
        let all: Vec<&Territory> = order.iter().map(|(_, territory)| *territory).collect();
        let drawing = outlines::draw(&all, WIDTH);
        let drawn = order.into_iter().map(|(id, _)| id.clone()).collect();
        Self { attribution, file_name, author, imported_at, drawn, drawing, territories }
    }

    /// Whether a point lies in a municipality; `None` when its boundary is not known.
    pub fn contains(&self, municipality_id: &str, point: Point) -> Option<bool> {
        Some(self.territories.get(municipality_id)?.contains([point.lon(), point.lat()]))
    }

    pub fn frame(&self) -> (f64, f64) {
        (self.drawing.width, self.drawing.height)
    }

    /// Municipality and shape, large ones first: a city is drawn over the district around it.
    pub fn shapes(&self) -> Vec<(&str, &outlines::Shape)> {
        let mut shapes: Vec<(&str, &outlines::Shape)> =
            self.drawn.iter().map(String::as_str).zip(&self.drawing.shapes).collect();
        shapes.sort_by(|one, other| other.1.area.total_cmp(&one.1.area));
        shapes
    }

    pub fn len(&self) -> usize {
        self.territories.len()
    }

    pub fn is_empty(&self) -> bool {
        self.territories.is_empty()
    }
}

/// Territories of a file beside the municipalities of a day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matched {
    /// Code of the municipality → its territory.
    pub found: Vec<(String, Territory)>,
    /// Territories that are no municipality of ours, or the second of one.
    pub strangers: Vec<String>,
    /// Municipalities for which the file has nothing.
    pub missing: Vec<String>,
}

/// Which territory is which municipality: by ОКТМО, then by name.
pub fn matched(boundaries: Boundaries, vocabulary: &Vocabulary) -> Matched {
    let mut matched = Matched::default();
    for territory in boundaries.territories {
        let by_oktmo = territory.oktmo.as_deref().and_then(|code| {
            vocabulary.municipalities.iter().find(|one| !one.oktmo.is_empty() && code.starts_with(&one.oktmo))
        });
        let by_name = || {
            territory.names.iter().find_map(|name| match vocabulary.find_municipality(name)[..] {
                [one] => Some(one),
                _ => None,
            })
        };
        let code = by_oktmo.or_else(by_name).map(|one| one.code.clone());
        match code.filter(|code| matched.found.iter().all(|(taken, _)| taken != code)) {
            Some(code) => matched.found.push((code, territory)),
            None => matched
                .strangers
                .push(territory.names.first().cloned().unwrap_or_else(|| "без наименования".to_owned())),
        }
    }
    let is_missing = |code: &str| matched.found.iter().all(|(found, _)| found != code);
    matched.missing = vocabulary
        .municipalities
        .iter()
        .filter(|one| is_missing(&one.code))
        .map(|one| one.name.clone())
        .collect();
    matched
}
