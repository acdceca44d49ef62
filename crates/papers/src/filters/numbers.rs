//! Numbers in papers: with a comma, beside their words, added up.

use minijinja::value::{Rest, ValueKind};
use minijinja::{Environment, Error, State, Value};
use russian::{Case, Gender};

use super::{SPELLED, refused, spelled};

pub(super) fn add(env: &mut Environment<'_>) {
    spelled(env, "in_words", |value| {
        whole(value).map(|n| russian::number_in_words(n, Gender::Masculine, Case::Nominative))
    });
    spelled(env, "money", |value| whole(value).map(russian::money));
    spelled(env, "decimal", |value| Ok(number(value)?.map(crate::model::chart_number).unwrap_or_default()));
    env.add_filter("plural", plural);
    env.add_filter("majority_of", |value: &Value, all: &Value| {
        let of = |value: &Value| Ok::<_, Error>(number(value)?.unwrap_or_default());
        Ok::<_, Error>(of(value)? > of(all)? / 2.0)
    });
    env.add_filter("total", |state: &State<'_, '_>, list: &Value, name: &str| {
        state.consume_fuel(SPELLED * list.len().unwrap_or_default() as u64)?;
        let records = list.try_iter().map_err(|_| refused("фильтр total складывает записи списка"))?;
        sum(records.map(|record| record.get_attr(name).unwrap_or_default()))
    });
    env.add_filter("plus", |state: &State<'_, '_>, value: &Value, others: Rest<Value>| {
        state.consume_fuel(SPELLED * others.len() as u64)?;
        sum(std::iter::once(value.clone()).chain(others.iter().cloned()))
    });
}

/// As a paper has it: whole numbers as they are, others with a comma and at most three digits after it.
pub(crate) fn printed(value: &Value) -> String {
    if value.kind() != ValueKind::Number || i64::try_from(value.clone()).is_ok() {
        return value.to_string();
    }
    match f64::try_from(value.clone()) {
        Ok(number) if number.is_finite() => {
            let text = format!("{number:.3}");
            text.trim_end_matches('0').trim_end_matches('.').replace('.', ",").replace('-', "−")
        }
        _ => value.to_string(),
    }
}

/// Nothing where nothing is written.
fn number(value: &Value) -> Result<Option<f64>, Error> {
    if let Ok(number) = f64::try_from(value.clone()) {
        return Ok(Some(number));
    }
    let text = value.to_string().replace(',', ".").replace('−', "-");
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| refused(format!("«{text}» – не число"))),
    }
}

fn whole(value: &Value) -> Result<i64, Error> {
    if let Ok(n) = i64::try_from(value.clone()) {
        return Ok(n);
    }
    let text = printed(value);
    text.trim().parse::<i64>().map_err(|_| refused(format!("«{text}» – не целое число")))
}

/// The word beside a number. With a fraction it is the genitive singular whatever the case: «2,5 балла», «до 2,5 балла».
fn plural(
    state: &State<'_, '_>,
    value: &Value,
    one: String,
    few: String,
    many: String,
) -> Result<String, Error> {
    state.consume_fuel(SPELLED)?;
    let number = number(value)?.unwrap_or_default();
    if number.fract() != 0.0 {
        // Words that do not differ after 2 and after 5 stand in the genitive already («до 2 баллов»): their first is singular.
        return Ok(if few == many { one } else { few });
    }
    Ok(match russian::plural(whole(&Value::from(number))?, "1", "2", "5") {
        "1" => one,
        "2" => few,
        _ => many,
    })
}

/// Nothing if nothing is written in any of the places: an empty form has no sum.
fn sum(values: impl Iterator<Item = Value>) -> Result<Value, Error> {
    let mut all = None;
    for value in values {
        if let Some(number) = number(&value)? {
            all = Some(all.unwrap_or(0.0) + number);
        }
    }
    let Some(all) = all else { return Ok(Value::from("")) };
    // Thousandths: 0.1 + 0.2 is 0.3 to a person.
    let rounded = (all * 1000.0).round() / 1000.0;
    Ok(whole(&Value::from(rounded)).map_or_else(|_| Value::from(rounded), Value::from))
}
