//! Numbers: arithmetic, rounding, sums.

use super::super::evaluate::{Evaluated, Evaluator};
use super::super::value::Value;
use super::number_of;
use crate::xpath::Function;

impl Evaluator<'_> {
    pub(super) fn numbers(&self, function: Function, values: &[Value]) -> Option<Evaluated> {
        let first = || values.first().map_or(f64::NAN, |value| self.number(value));
        let second = || values.get(1).map_or(f64::NAN, |value| self.number(value));
        let number = match function {
            Function::Number => first(),
            Function::Int => {
                let number = first();
                if number.is_finite() { number.trunc() } else { f64::NAN }
            }
            Function::Round => match values.get(1) {
                None => round_half_up(first()),
                Some(places) => round_to(first(), self.number(places)),
            },
            Function::Floor => first().floor(),
            Function::Ceiling => first().ceil(),
            Function::Abs => first().abs(),
            Function::Pow => first().powf(second()),
            Function::Exp => first().exp(),
            Function::Exp10 => 10_f64.powf(first()),
            Function::Log => first().ln(),
            Function::Log10 => first().log10(),
            Function::Sqrt => first().sqrt(),
            Function::Sin => first().sin(),
            Function::Cos => first().cos(),
            Function::Tan => first().tan(),
            Function::Asin => first().asin(),
            Function::Acos => first().acos(),
            Function::Atan => first().atan(),
            Function::Atan2 => first().atan2(second()),
            Function::Pi => std::f64::consts::PI,
            Function::Sum => return Some(self.sum(&values[0])),
            Function::Min => return Some(self.extreme(values, f64::min)),
            Function::Max => return Some(self.extreme(values, f64::max)),
            Function::Count => {
                return Some(self.nodes(function, &values[0]).map(|nodes| number_of(nodes.len())));
            }
            Function::CountNonEmpty => {
                return Some(self.nodes(function, &values[0]).map(|nodes| {
                    number_of(nodes.iter().filter(|node| !self.text_of_node(**node).is_empty()).count())
                }));
            }
            Function::Position => return Some(self.position_of(&values[0])),
            _ => return None,
        };
        Some(Ok(Value::Number(number)))
    }

    fn position_of(&self, value: &Value) -> Evaluated {
        let nodes = self.nodes(Function::Position, value)?;
        Ok(match nodes.first() {
            Some(super::NodeRef::Answer(node)) => number_of(self.tree.position(*node)),
            _ => Value::Number(f64::NAN),
        })
    }

    /// Blank answers add nothing.
    fn sum(&self, value: &Value) -> Evaluated {
        let nodes = self.nodes(Function::Sum, value)?;
        let texts = nodes.iter().map(|node| self.text_of_node(*node));
        let numbers = texts.filter(|text| !text.is_empty()).map(|text| self.number(&Value::Text(text)));
        Ok(Value::Number(numbers.sum()))
    }

    fn extreme(&self, values: &[Value], better: fn(f64, f64) -> f64) -> Evaluated {
        let mut numbers = Vec::new();
        for value in values {
            match value {
                Value::Nodes(nodes) => {
                    let texts =
                        nodes.iter().map(|node| self.text_of_node(*node)).filter(|text| !text.is_empty());
                    numbers.extend(texts.map(|text| self.number(&Value::Text(text))));
                }
                other => numbers.push(self.number(other)),
            }
        }
        if numbers.iter().any(|number| number.is_nan()) {
            return Ok(Value::Number(f64::NAN));
        }
        Ok(Value::Number(numbers.into_iter().reduce(better).unwrap_or(f64::NAN)))
    }
}

/// The half goes up, as XPath has it.
fn round_half_up(number: f64) -> f64 {
    #[allow(clippy::float_cmp)] // a half is a half exactly
    let is_half = number.fract().abs() == 0.5;
    if is_half { number.ceil() } else { number.round() }
}

/// Rounds the number as it is written, halves away from zero: 1.005 to two places is 1.01.
pub(crate) fn round_to(number: f64, places: f64) -> f64 {
    if !number.is_finite() || !places.is_finite() {
        return f64::NAN;
    }
    #[allow(clippy::cast_possible_truncation)] // clamped
    let places = places.trunc().clamp(-300.0, 30.0) as i32;
    if places < 0 {
        let scale = 10_f64.powi(-places);
        return (number / scale).round() * scale;
    }
    let written = format!("{number:e}");
    let Some((mantissa, power)) = written.split_once('e') else { return number };
    let shifted = format!("{mantissa}e{}", power.parse::<i32>().unwrap_or(0) + places);
    let Ok(shifted) = shifted.parse::<f64>() else { return number };
    if shifted.abs() >= 9e15 {
        return number;
    }
    format!("{:.0}e-{places}", shifted.round()).parse().unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding() {
        for (number, places, expected) in [
            (33.209_836, 1.0, 33.2),
            (0.181_558, 2.0, 0.18),
            (1.005, 2.0, 1.01),
            (-2.5, 0.0, -3.0),
            (1234.0, -2.0, 1200.0),
            (2.675, 2.0, 2.68),
            (0.0, 3.0, 0.0),
            (1e20, 2.0, 1e20),
        ] {
            assert!((round_to(number, places) - expected).abs() < 1e-9, "{number} {places}");
        }
        assert!((round_half_up(-1.5) + 1.0).abs() < 1e-9 && (round_half_up(2.5) - 3.0).abs() < 1e-9);
    }
}
