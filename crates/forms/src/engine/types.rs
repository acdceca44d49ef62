//! Whether an answer is what its type says.

use std::collections::HashSet;

use super::dates::{parse_date, parse_moment, parse_time};
use crate::form::Element;

/// A date whose year was typed with two digits is not one of the first century.
const FIRST_YEAR: i16 = 1000;
/// Steps of a scale are told apart in spite of binary fractions.
const HAIR: f64 = 1e-6;

/// What is wrong with an answer that is there.
pub(super) fn type_fault(
    element: &Element,
    data_type: &str,
    value: &str,
    offset_minutes: i32,
) -> Option<String> {
    let fits = match data_type {
        "int" => value.parse::<i64>().is_ok(),
        "decimal" => value.parse::<f64>().is_ok_and(f64::is_finite),
        "date" => value.len() == 10 && parse_date(value).is_some(),
        "time" => parse_time(value).is_some(),
        "dateTime" => value.len() > 10 && parse_moment(value, offset_minutes).is_some(),
        "geopoint" => is_point(value),
        "geotrace" | "geoshape" => are_points(value),
        _ => true,
    };
    if !fits {
        let told = match data_type {
            "int" => "Нужно целое число.",
            "decimal" => "Нужно число.",
            "date" => "Нужна дата.",
            "time" => "Нужно время.",
            "dateTime" => "Нужны дата и время.",
            _ => "Нужны координаты: широта от −90 до 90 и долгота от −180 до 180 через пробел.",
        };
        return Some(told.to_owned());
    }
    let is_early = matches!(data_type, "date" | "dateTime")
        && parse_date(value).is_some_and(|date| date.year() < FIRST_YEAR);
    if is_early {
        return Some("Нужен год из четырёх цифр.".to_owned());
    }
    match element.control_tag {
        "range" => range_fault(element, value),
        "odk:rank" => rank_fault(value),
        _ => None,
    }
}

fn is_point(text: &str) -> bool {
    let numbers: Option<Vec<f64>> = text
        .split_whitespace()
        .map(|part| part.parse().ok().filter(|number: &f64| number.is_finite()))
        .collect();
    let Some(numbers) = numbers else { return false };
    (2..=4).contains(&numbers.len()) && numbers[0].abs() <= 90.0 && numbers[1].abs() <= 180.0
}

fn are_points(text: &str) -> bool {
    let mut points = text.split(';').filter(|part| !part.trim().is_empty()).peekable();
    points.peek().is_some() && points.all(is_point)
}

/// A scale is from one number to another, in either direction, by steps.
fn range_fault(element: &Element, value: &str) -> Option<String> {
    let parameter = |name: &str| element.parameters.get(name)?.parse::<f64>().ok();
    let (start, end) = (parameter("start")?, parameter("end")?);
    let number: f64 = value.parse().ok()?;
    if number < start.min(end) || number > start.max(end) {
        let written = |name: &str| element.parameters.get(name).cloned().unwrap_or_default();
        let (low, high) = if start <= end { ("start", "end") } else { ("end", "start") };
        return Some(format!("Нужно число от {} до {}.", written(low), written(high)));
    }
    let step = parameter("step").filter(|step| *step != 0.0)?;
    let steps = (number - start) / step;
    if (steps - steps.round()).abs() > HAIR {
        let (step, start) = (element.parameters.get("step")?, element.parameters.get("start")?);
        return Some(format!("Нужно деление шкалы: шаг {step}, начиная с {start}."));
    }
    None
}

/// Every choice has one place.
fn rank_fault(value: &str) -> Option<String> {
    let mut seen = HashSet::new();
    let twice = value.split_whitespace().find(|code| !seen.insert(*code))?;
    Some(format!("Вариант «{twice}» стоит в порядке дважды: у каждого варианта одно место."))
}
