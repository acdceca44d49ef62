//! Quantities that depend on the size of a school: `max(30, 0.6 * N)`.

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

/// A number, or arithmetic over `N`, the number of pupils. Parsed once, when the pack is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// As it is written in the file.
    pub text: String,
    root: Node,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Number(f64),
    Pupils,
    Sum(Box<Node>, Box<Node>),
    Difference(Box<Node>, Box<Node>),
    Product(Box<Node>, Box<Node>),
    Quotient(Box<Node>, Box<Node>),
    Max(Box<Node>, Box<Node>),
    Min(Box<Node>, Box<Node>),
    Ceil(Box<Node>),
    Floor(Box<Node>),
}

/// Brackets deeper than this are a mistake of the file.
const DEEPEST: usize = 16;
/// A quantity beyond this is a mistake of the file.
const MOST: f64 = 1e9;

impl Formula {
    /// # Errors
    /// What is wrong, in Russian: for whoever writes the file.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { rest: text.trim(), depth: 0 };
        let root = parser.sum()?;
        if !parser.rest.trim().is_empty() {
            return Err(format!("лишнее в формуле: «{}»", parser.rest.trim()));
        }
        Ok(Self { text: text.trim().to_owned(), root })
    }

    /// For a school of so many pupils, in thousandths; never below zero.
    pub fn thousandths(&self, pupils: u32) -> i64 {
        let value = self.root.value(f64::from(pupils));
        let bounded = if value.is_finite() { value.clamp(0.0, MOST) } else { 0.0 };
        // The bound keeps it far inside of the type.
        #[expect(clippy::cast_possible_truncation, reason = "at most 1e12 after the clamp")]
        let whole = (bounded * 1000.0).round() as i64;
        whole
    }

    /// Whether the size of the school matters.
    pub fn depends_on_pupils(&self) -> bool {
        self.text.contains('N')
    }
}

impl Node {
    fn value(&self, pupils: f64) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Pupils => pupils,
            Self::Sum(a, b) => a.value(pupils) + b.value(pupils),
            Self::Difference(a, b) => a.value(pupils) - b.value(pupils),
            Self::Product(a, b) => a.value(pupils) * b.value(pupils),
            Self::Quotient(a, b) => a.value(pupils) / b.value(pupils),
            Self::Max(a, b) => a.value(pupils).max(b.value(pupils)),
            Self::Min(a, b) => a.value(pupils).min(b.value(pupils)),
            // 0.05 × 300 is 15, not 15 and a bit: what floating point adds does not count as another seat.
            Self::Ceil(of) => (of.value(pupils) - 1e-9).ceil(),
            Self::Floor(of) => (of.value(pupils) + 1e-9).floor(),
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl Parser<'_> {
    fn takes(&mut self, sign: char) -> bool {
        match self.rest.trim_start().strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn wants(&mut self, sign: char) -> Result<(), String> {
        if self.takes(sign) { Ok(()) } else { Err(format!("в формуле ждали «{sign}»")) }
    }

    fn sum(&mut self) -> Result<Node, String> {
        let mut left = self.product()?;
        loop {
            if self.takes('+') {
                left = Node::Sum(Box::new(left), Box::new(self.product()?));
            } else if self.takes('-') {
                left = Node::Difference(Box::new(left), Box::new(self.product()?));
            } else {
                return Ok(left);
            }
        }
    }

    fn product(&mut self) -> Result<Node, String> {
        let mut left = self.factor()?;
        loop {
            if self.takes('*') {
                left = Node::Product(Box::new(left), Box::new(self.factor()?));
            } else if self.takes('/') {
                left = Node::Quotient(Box::new(left), Box::new(self.factor()?));
            } else {
                return Ok(left);
            }
        }
    }

    fn factor(&mut self) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("в формуле слишком много скобок".to_owned());
        }
        let found = self.factor_inside();
        self.depth -= 1;
        found
    }

    fn factor_inside(&mut self) -> Result<Node, String> {
        if self.takes('(') {
            let inside = self.sum()?;
            self.wants(')')?;
            return Ok(inside);
        }
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '.');
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        match word {
            "N" => Ok(Node::Pupils),
            "max" | "min" => {
                self.wants('(')?;
                let first = Box::new(self.sum()?);
                self.wants(',')?;
                let second = Box::new(self.sum()?);
                self.wants(')')?;
                Ok(if word == "max" { Node::Max(first, second) } else { Node::Min(first, second) })
            }
            "ceil" | "floor" => {
                self.wants('(')?;
                let of = Box::new(self.sum()?);
                self.wants(')')?;
                Ok(if word == "ceil" { Node::Ceil(of) } else { Node::Floor(of) })
            }
            _ => word.parse().map(Node::Number).map_err(|_| format!("непонятное в формуле: «{word}»")),
        }
    }
}

impl<'de> Deserialize<'de> for Formula {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl Visitor<'_> for Written {
            type Value = Formula;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("число или формула от N")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Formula, E> {
                Formula::parse(text).map_err(E::custom)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Formula, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Formula, E> {
                u64::try_from(number)
                    .map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
                    .and_then(|number| self.visit_u64(number))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Formula, E> {
                self.visit_str(&number.to_string())
            }
        }
        deserializer.deserialize_any(Written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, pupils: u32) -> i64 {
        Formula::parse(text).unwrap().thousandths(pupils)
    }

    #[test]
    fn quantities_follow_the_size() {
        assert_eq!(of("max(30, 0.6 * N)", 66), 39_600);
        assert_eq!(of("max(30, 0.6 * N)", 10), 30_000);
        assert_eq!(of("max(10, ceil(0.05 * N))", 305), 16_000);
        assert_eq!(of("ceil(0.05 * N)", 300), 15_000, "no seat is added by floating point");
        assert_eq!(of("ceil(N / 20)", 1200), 60_000);
        assert_eq!(of("2 + 3 * (N - 1)", 3), 8_000);
        assert_eq!(of("N - 10", 3), 0, "never below zero");
        assert_eq!(of("1 / 0", 3), 0);
    }

    #[test]
    fn what_is_no_formula_is_told() {
        for text in ["", "2 +", "max(1)", "M * 2", "ceil(2", "1 2", &"(".repeat(40)] {
            assert!(Formula::parse(text).is_err(), "{text}");
        }
    }
}
