//! Places on the Earth: `latitude longitude altitude accuracy`, several through semicolons.

use super::super::evaluate::{Evaluated, Evaluator};
use super::super::value::{NodeRef, Value};
use crate::xpath::Function;

/// Equatorial radius, which ODK uses.
const RADIUS: f64 = 6_378_100.0;

type Point = (f64, f64);

impl Evaluator<'_> {
    pub(super) fn geo(&self, function: Function, values: &[Value]) -> Option<Evaluated> {
        Some(Ok(match function {
            Function::Area => Value::Number(round_to_cent(area(&self.points(values)))),
            Function::Distance => Value::Number(round_to_cent(length(&self.points(values)))),
            Function::Geofence => {
                let point = self.points(&values[..1]);
                let shape = self.points(&values[1..]);
                Value::Truth(point.first().is_some_and(|point| is_inside(*point, &shape)))
            }
            _ => return None,
        }))
    }

    fn points(&self, values: &[Value]) -> Vec<Point> {
        let texts = values.iter().flat_map(|value| match value {
            Value::Nodes(nodes) => nodes.iter().map(|node: &NodeRef| self.text_of_node(*node)).collect(),
            other => vec![self.text(other)],
        });
        texts.flat_map(|text| points_of(&text)).collect()
    }
}

fn points_of(text: &str) -> Vec<Point> {
    let point = |part: &str| {
        let mut numbers = part.split_whitespace().map(str::parse::<f64>);
        let (Some(Ok(latitude)), Some(Ok(longitude))) = (numbers.next(), numbers.next()) else { return None };
        (latitude.abs() <= 90.0 && longitude.abs() <= 180.0).then_some((latitude, longitude))
    };
    text.split(';').filter_map(point).collect()
}

fn round_to_cent(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// Great circles between neighbours.
fn length(points: &[Point]) -> f64 {
    points.windows(2).map(|pair| between(pair[0], pair[1])).sum()
}

fn between(one: Point, other: Point) -> f64 {
    let (from, to) = (one.0.to_radians(), other.0.to_radians());
    let (half_north, half_east) = ((to - from) / 2.0, (other.1 - one.1).to_radians() / 2.0);
    let chord = half_north.sin().powi(2) + from.cos() * to.cos() * half_east.sin().powi(2);
    2.0 * RADIUS * chord.sqrt().atan2((1.0 - chord).max(0.0).sqrt())
}

/// Of the polygon on the sphere, whichever way round it is drawn.
fn area(points: &[Point]) -> f64 {
    if points.len() < 3 {
        return 0.0;
    }
    let next = |index: usize| points[(index + 1) % points.len()];
    let sum: f64 = points
        .iter()
        .enumerate()
        .map(|(index, (latitude, longitude))| {
            let (next_latitude, next_longitude) = next(index);
            (next_longitude - longitude).to_radians()
                * (2.0 + latitude.to_radians().sin() + next_latitude.to_radians().sin())
        })
        .sum();
    (sum * RADIUS * RADIUS / 2.0).abs()
}

fn is_inside(point: Point, shape: &[Point]) -> bool {
    let mut inside = false;
    for (index, one) in shape.iter().enumerate() {
        let other = shape[(index + 1) % shape.len()];
        let crosses = (one.1 > point.1) != (other.1 > point.1);
        if crosses && point.0 < (other.0 - one.0) * (point.1 - one.1) / (other.1 - one.1) + one.0 {
            inside = !inside;
        }
    }
    inside
}
