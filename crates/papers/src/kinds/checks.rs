//! What must agree inside a paper: sums with what was declared, references with annexes.

use minijinja::{Environment, Value as Seen};
use serde::Deserialize;

use super::fill::{Scope, environment};
use super::{FieldFault, Kind, Values};
use crate::filters::Doubts;

/// A rule of a kind. `holds` is an expression over its fields; with `each: one in list`, over every record.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    #[serde(default)]
    each: Option<String>,
    holds: String,
    /// At this field the fault is shown: of the record, if there is `each`.
    field: String,
    /// What is wrong and what to do, with placeholders.
    told: String,
}

/// Rules that do not hold for completed values.
pub(super) fn broken(kind: &Kind, values: &Values) -> Vec<FieldFault> {
    let env = environment(&Doubts::default());
    let scope = Scope::of(values);
    kind.checks.iter().flat_map(|check| of_one(&env, check, &scope)).collect()
}

fn of_one(env: &Environment<'_>, check: &Check, scope: &Scope) -> Vec<FieldFault> {
    let Some((name, list)) = check.each.as_deref().and_then(|each| each.split_once(" in ")) else {
        return judged(env, check, scope, check.field.clone()).into_iter().collect();
    };
    let records: Vec<Seen> = scope.named(list).try_iter().map(Iterator::collect).unwrap_or_default();
    let count = records.len();
    let faults = records.into_iter().enumerate().filter_map(|(place, one)| {
        let path = format!("{list}.{}.{}", place + 1, check.field);
        judged(env, check, &scope.turn((name, list), one, place, count), path)
    });
    faults.collect()
}

fn judged(env: &Environment<'_>, check: &Check, scope: &Scope, path: String) -> Option<FieldFault> {
    let expression = env.compile_expression(&check.holds).ok()?;
    // What cannot be judged is a fault of its field, and is told there.
    let holds = expression.eval(scope.context()).ok()?.is_true();
    if holds {
        return None;
    }
    let message = env.render_str(&check.told, scope.context()).unwrap_or_else(|_| check.told.clone());
    Some(FieldFault { path, message })
}
