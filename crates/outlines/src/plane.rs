//! Plane geometry of rings: inside or outside, area, fewer points for the same shape.

use crate::Position;

/// Even–odd rule: a ray to the east crosses the ring an odd number of times.
pub(crate) fn is_inside(ring: &[Position], [x, y]: Position) -> bool {
    let mut inside = false;
    for pair in ring.windows(2) {
        let ([x1, y1], [x2, y2]) = (pair[0], pair[1]);
        if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
            inside = !inside;
        }
    }
    inside
}

/// Twice the area that a ring encloses, whatever its direction.
pub(crate) fn double_area(ring: &[Position]) -> f64 {
    ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum::<f64>().abs()
}

/// Douglas–Peucker: leaves out points that lie nearer than `tolerance` to the line without them. A ring stays closed.
pub(crate) fn simplified(ring: &[Position], tolerance: f64) -> Vec<Position> {
    if ring.len() < 5 {
        return ring.to_vec();
    }
    let mut keeps = vec![false; ring.len()];
    // A closed line has no ends of its own: the point farthest from the first is the other one.
    let far = (1..ring.len() - 1)
        .max_by(|one, other| distance(ring[*one], ring[0]).total_cmp(&distance(ring[*other], ring[0])));
    let far = far.unwrap_or(ring.len() / 2);
    keeps[0] = true;
    keeps[far] = true;
    keeps[ring.len() - 1] = true;
    let mut waiting = vec![(0, far), (far, ring.len() - 1)];
    while let Some((from, to)) = waiting.pop() {
        let off = (from + 1..to)
            .map(|place| (place, distance_to_segment(ring[place], ring[from], ring[to])))
            .max_by(|one, other| one.1.total_cmp(&other.1));
        if let Some((place, off)) = off
            && off > tolerance
        {
            keeps[place] = true;
            waiting.push((from, place));
            waiting.push((place, to));
        }
    }
    ring.iter().zip(keeps).filter(|(_, keeps)| *keeps).map(|(position, _)| *position).collect()
}

fn distance([x1, y1]: Position, [x2, y2]: Position) -> f64 {
    (x1 - x2).hypot(y1 - y2)
}

fn distance_to_segment(point: Position, from: Position, to: Position) -> f64 {
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    let length = dx * dx + dy * dy;
    if length == 0.0 {
        return distance(point, from);
    }
    let along = ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / length;
    let along = along.clamp(0.0, 1.0);
    distance(point, [from[0] + along * dx, from[1] + along * dy])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SQUARE: [Position; 5] = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]];

    #[test]
    fn inside_is_inside_and_area_is_area() {
        assert!(
            is_inside(&SQUARE, [1.0, 3.0])
                && !is_inside(&SQUARE, [5.0, 3.0])
                && !is_inside(&SQUARE, [-1.0, 0.5])
        );
        assert!((double_area(&SQUARE) - 32.0).abs() < 1e-9);
    }

    #[test]
    fn points_on_a_straight_side_are_left_out() {
        let ring = [[0.0, 0.0], [2.0, 0.01], [4.0, 0.0], [4.0, 2.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]];
        assert_eq!(simplified(&ring, 0.1), SQUARE);
    }

    proptest! {
        /// A simplified ring is closed, is made of points of the ring, and passes every point within the tolerance.
        #[test]
        fn nothing_strays_farther_than_the_tolerance(points in proptest::collection::vec((0.0_f64..100.0, 0.0_f64..100.0), 4..60), tolerance in 0.0_f64..20.0) {
            let mut ring: Vec<Position> = points.into_iter().map(|(x, y)| [x, y]).collect();
            ring.push(ring[0]);
            let simple = simplified(&ring, tolerance);
            prop_assert_eq!(simple.first(), simple.last());
            prop_assert!(simple.iter().all(|point| ring.contains(point)));
            for point in &ring {
                let nearest = simple.windows(2).map(|pair| distance_to_segment(*point, pair[0], pair[1])).fold(f64::INFINITY, f64::min);
                prop_assert!(nearest <= tolerance + 1e-9);
            }
        }
    }
}
