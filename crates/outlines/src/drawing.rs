//! Territories as paths side by side: projected, fitted into a width, fewer points than the eye tells apart.

use std::fmt::Write as _;

use crate::plane::{double_area, simplified};
use crate::{Position, Territory};

/// Territories drawn in one frame.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawing {
    pub width: f64,
    pub height: f64,
    /// In the order given.
    pub shapes: Vec<Shape>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shape {
    /// Data of an SVG path: whole numbers and tenths, relative where that is shorter.
    pub path: String,
    /// Where a figure stands best: in the middle of the largest part.
    pub label: Position,
    /// In units of the drawing: small ones are drawn over large ones.
    pub area: f64,
}

/// A point of a simplified line strays at most so far: half a pixel of a usual screen.
const TOLERANCE: f64 = 0.6;
/// Parts smaller than this are not seen; the largest part of a territory is always drawn.
const SMALLEST_PART: f64 = 2.0;
const MARGIN: f64 = 4.0;

/// Draws territories in a frame of this width.
pub fn draw(territories: &[&Territory], width: f64) -> Drawing {
    let all = || territories.iter().flat_map(|one| &one.polygons).flatten().flatten();
    let Some(projection) = Projection::fitted(all()) else {
        return Drawing { shapes: vec![Shape::default(); territories.len()], ..Drawing::default() };
    };
    let (mut left, mut top, mut right, mut bottom) =
        (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
    for position in all() {
        let [x, y] = projection.point(*position);
        (left, right) = (left.min(x), right.max(x));
        (top, bottom) = (top.min(y), bottom.max(y));
    }
    let scale = (width - 2.0 * MARGIN) / (right - left).max(1e-9);
    let place = |position: &Position| {
        let [x, y] = projection.point(*position);
        [(x - left) * scale + MARGIN, (y - top) * scale + MARGIN]
    };
    let shapes = territories.iter().map(|one| shape(one, &place)).collect();
    Drawing { width, height: (bottom - top) * scale + 2.0 * MARGIN, shapes }
}

fn shape(territory: &Territory, place: &impl Fn(&Position) -> Position) -> Shape {
    let mut parts: Vec<(f64, Vec<Vec<Position>>)> = territory
        .polygons
        .iter()
        .map(|polygon| {
            let rings: Vec<Vec<Position>> = polygon
                .iter()
                .map(|ring| simplified(&ring.iter().map(place).collect::<Vec<_>>(), TOLERANCE))
                .collect();
            (double_area(&rings[0]) / 2.0, rings)
        })
        .collect();
    parts.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut drawn = Shape { area: parts.iter().map(|(area, _)| area).sum(), ..Shape::default() };
    for (nth, (area, rings)) in parts.iter().enumerate() {
        if nth > 0 && *area < SMALLEST_PART {
            continue;
        }
        for ring in rings {
            write_ring(&mut drawn.path, ring);
        }
    }
    if let Some((_, rings)) = parts.first() {
        drawn.label = middle(&rings[0]);
    }
    drawn
}

/// The centre of gravity of a ring.
fn middle(ring: &[Position]) -> Position {
    let (mut x, mut y, mut area) = (0.0, 0.0, 0.0);
    for pair in ring.windows(2) {
        let cross = pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1];
        x += (pair[0][0] + pair[1][0]) * cross;
        y += (pair[0][1] + pair[1][1]) * cross;
        area += cross;
    }
    if area == 0.0 { ring[0] } else { [x / (3.0 * area), y / (3.0 * area)] }
}

/// `M10.5 4l3-2…z` in tenths: steps are written from where the pen really is, so that rounding does not add up.
fn write_ring(path: &mut String, ring: &[Position]) {
    let tenths = |value: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "a drawing is a few hundred units wide")]
        let rounded = (value * 10.0).round() as i64;
        rounded
    };
    let mut pen = [tenths(ring[0][0]), tenths(ring[0][1])];
    let _ = write!(path, "M{} {}l", told(pen[0]), told(pen[1]));
    for position in &ring[1..ring.len() - 1] {
        let next = [tenths(position[0]), tenths(position[1])];
        let step = [next[0] - pen[0], next[1] - pen[1]];
        if step == [0, 0] {
            continue;
        }
        let gap = if path.ends_with('l') || step[0] < 0 { "" } else { " " };
        let between = if step[1] < 0 { "" } else { " " };
        let _ = write!(path, "{gap}{}{between}{}", told(step[0]), told(step[1]));
        pen = next;
    }
    path.push('z');
}

/// Tenths as a number: `12`, `-0.5`.
fn told(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let value = tenths.abs();
    if value % 10 == 0 {
        format!("{sign}{}", value / 10)
    } else {
        format!("{sign}{}.{}", value / 10, value % 10)
    }
}

/// Conic equidistant projection with two standard parallels, a sixth of the height from each edge.
struct Projection {
    cone: f64,
    origin: f64,
    middle: f64,
}

impl Projection {
    fn fitted<'a>(positions: impl Iterator<Item = &'a Position>) -> Option<Self> {
        let (mut west, mut south, mut east, mut north) =
            (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
        for [lon, lat] in positions {
            (west, east) = (west.min(*lon), east.max(*lon));
            (south, north) = (south.min(*lat), north.max(*lat));
        }
        if west > east {
            return None;
        }
        let sixth = (north - south) / 6.0;
        let (lower, upper) = ((south + sixth).to_radians(), (north - sixth).to_radians());
        let middle_lat = f64::midpoint(lower, upper);
        // Two parallels that are one, or that mirror each other: the cone of their middle, never quite flat.
        let cone = if (upper - lower).abs() < 1e-9 {
            middle_lat.sin()
        } else {
            (lower.cos() - upper.cos()) / (upper - lower)
        };
        let cone = if cone.abs() < 1e-6 { 1e-6 } else { cone };
        Some(Self { cone, origin: lower.cos() / cone + lower, middle: f64::midpoint(west, east) })
    }

    /// East and down.
    fn point(&self, [lon, lat]: Position) -> Position {
        let radius = self.origin - lat.to_radians();
        let angle = self.cone * (lon - self.middle).to_radians();
        [radius * angle.sin(), radius * angle.cos()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn square(lon: f64, lat: f64, side: f64) -> Territory {
        let ring =
            vec![[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]];
        Territory { polygons: vec![vec![ring]], ..Territory::default() }
    }

    #[test]
    fn north_is_up_and_west_is_left() {
        let (south_west, north_east) = (square(130.0, 48.0, 1.0), square(140.0, 58.0, 1.0));
        let drawing = draw(&[&south_west, &north_east], 300.0);
        let [one, other] = [&drawing.shapes[0], &drawing.shapes[1]];
        assert!(one.label[0] < other.label[0] && one.label[1] > other.label[1]);
        assert!(one.path.starts_with('M') && one.path.ends_with('z'));
        assert!((drawing.width - 300.0).abs() < 1e-9 && drawing.height > 300.0, "{}", drawing.height);
        // A degree of longitude is shorter in the north.
        assert!(one.area > other.area);
    }

    #[test]
    fn nothing_to_draw_is_an_empty_frame() {
        assert_eq!(draw(&[], 100.0).shapes, []);
        assert_eq!(draw(&[&Territory::default()], 100.0).shapes[0].path, "");
    }

    proptest! {
        /// Everything stays in the frame, wherever on the globe it lies.
        #[test]
        fn a_drawing_stays_in_its_frame(lon in -179.0_f64..170.0, lat in -80.0_f64..80.0, side in 0.01_f64..8.0) {
            let one = square(lon, lat, side);
            let drawing = draw(&[&one], 200.0);
            let [x, y] = drawing.shapes[0].label;
            prop_assert!(x >= 0.0 && x <= drawing.width && y >= 0.0 && y <= drawing.height);
            prop_assert!(!drawing.shapes[0].path.contains("NaN") && !drawing.shapes[0].path.contains("inf"));
        }
    }
}
