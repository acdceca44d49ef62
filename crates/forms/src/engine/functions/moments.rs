//! Days and moments.

use jiff::civil::{Date, DateTime};

use super::super::dates::{
    day_number, day_part, format_moment, moment_number, moment_of_number, parse_date, parse_moment,
    parse_time, shifted, text_of_moment, whole_months,
};
use super::super::evaluate::{Evaluated, Evaluator};
use super::super::value::{Fault, Value};
use crate::xpath::Function;

impl Evaluator<'_> {
    pub(super) fn moments(&self, function: Function, values: &[Value]) -> Option<Evaluated> {
        let blank = || Ok(Value::text(""));
        Some(match function {
            Function::Today => Ok(Value::Text(self.inputs.now.date().to_string())),
            Function::Now => Ok(Value::Text(text_of_moment(self.inputs.now, self.inputs.offset_minutes))),
            Function::Date => self
                .moment(&values[0])
                .map_or_else(blank, |moment| Ok(Value::Text(moment.date().to_string()))),
            Function::DateTime => self.moment(&values[0]).map_or_else(blank, |moment| {
                Ok(Value::Text(text_of_moment(moment, self.inputs.offset_minutes)))
            }),
            Function::FormatDate | Function::FormatDateTime => {
                self.moment(&values[0]).map_or_else(blank, |moment| {
                    format_moment(moment, &self.text(&values[1]), self.labels_language())
                        .map(Value::Text)
                        .map_err(Fault::Other)
                })
            }
            Function::DecimalDateTime => {
                Ok(Value::Number(self.moment(&values[0]).map_or(f64::NAN, moment_number)))
            }
            Function::DecimalTime => Ok(Value::Number(self.part_of_day(&values[0]))),
            Function::AgeDays => Ok(match self.day(&values[0]) {
                Some(day) => Value::Number(day_number(self.inputs.now.date()) - day_number(day)),
                None => Value::text(""),
            }),
            Function::AddDate => {
                let mut parts = [0.0; 5];
                for (part, value) in parts.iter_mut().zip(&values[1..]) {
                    *part = self.number(value);
                }
                self.moment(&values[0])
                    .and_then(|moment| shifted(moment, parts))
                    .map_or_else(blank, |moment| {
                        Ok(Value::Text(text_of_moment(moment, self.inputs.offset_minutes)))
                    })
            }
            Function::DifferenceInDays
            | Function::DifferenceInWeeks
            | Function::DifferenceInMonths
            | Function::DifferenceInYears => {
                let (Some(from), Some(to)) = (self.day(&values[0]), self.day(&values[1])) else {
                    return Some(blank());
                };
                let days = day_number(to) - day_number(from);
                Ok(Value::Number(match function {
                    Function::DifferenceInDays => days,
                    Function::DifferenceInWeeks => (days / 7.0).trunc(),
                    Function::DifferenceInMonths => whole_months(from, to),
                    _ => (whole_months(from, to) / 12.0).trunc(),
                }))
            }
            _ => return None,
        })
    }

    /// A day or moment from a text or a number of days.
    fn moment(&self, value: &Value) -> Option<DateTime> {
        if let Value::Number(days) = value {
            return moment_of_number(*days);
        }
        let text = self.text(value);
        let text = text.trim();
        parse_moment(text, self.inputs.offset_minutes).or_else(|| moment_of_number(text.parse().ok()?))
    }

    fn day(&self, value: &Value) -> Option<Date> {
        if let Value::Number(_) = value {
            self.moment(value).map(DateTime::date)
        } else {
            let text = self.text(value);
            self.moment(&Value::Text(text.clone())).map(DateTime::date).or_else(|| parse_date(&text))
        }
    }

    fn part_of_day(&self, value: &Value) -> f64 {
        let text = self.text(value);
        match parse_time(text.trim()) {
            Some((time, _)) => day_part(time),
            None => self.moment(value).map_or(f64::NAN, |moment| day_part(moment.time())),
        }
    }
}
