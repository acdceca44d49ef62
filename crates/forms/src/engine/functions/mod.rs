//! Functions, by what they are about. Their manners are those of JavaRosa, the engine of ODK Collect.

mod choices;
mod geo;
mod moments;
mod numbers;
mod offers;
mod texts;

pub use offers::Offer;

use super::evaluate::{Context, Evaluated, Evaluator, MAX_TEXT};
use super::value::{Fault, NodeRef, Value};
use crate::xpath::{Expression, Function};

impl Evaluator<'_> {
    pub(super) fn call(&self, function: Function, arguments: &[Expression], context: Context) -> Evaluated {
        match function {
            // These look at some of their arguments only, or at their form.
            Function::If => {
                let condition = self.truth(&self.evaluate(&arguments[0], context)?);
                return self.evaluate(&arguments[if condition { 1 } else { 2 }], context);
            }
            Function::Coalesce => {
                for argument in arguments {
                    let value = self.evaluate(argument, context)?;
                    if !self.is_blank(&value) {
                        return Ok(value);
                    }
                }
                return Ok(Value::text(""));
            }
            Function::Once => {
                let own = self.tree.node(context.current).value.clone();
                return if own.is_empty() {
                    self.evaluate(&arguments[0], context)
                } else {
                    Ok(Value::Text(own))
                };
            }
            Function::Position if arguments.is_empty() => return Ok(number_of(context.position)),
            Function::Last => return Ok(number_of(context.size)),
            Function::Current => return Ok(Value::Nodes(vec![NodeRef::Answer(context.current)])),
            Function::IndexedRepeat => return self.indexed_repeat(arguments, context),
            Function::Prev => return self.prev(&arguments[0], context),
            Function::CountMandatory => return self.count_mandatory(&arguments[0], context),
            Function::Random => {
                return Ok(Value::Number(super::random::number_at(
                    self.inputs.seed,
                    &self.own_path(context),
                )));
            }
            _ => {}
        }
        let key = self.key_of_call(function, arguments, context);
        if let Some(known) = key.and_then(|key| self.remembered(key)) {
            return Ok(known);
        }
        let values = arguments
            .iter()
            .map(|argument| self.evaluate(argument, context))
            .collect::<Result<Vec<_>, _>>()?;
        let given = self
            .numbers(function, &values)
            .or_else(|| self.texts(function, &values, context))
            .or_else(|| self.moments(function, &values))
            .or_else(|| self.choices(function, &values, context))
            .or_else(|| self.geo(function, &values))
            .unwrap_or_else(|| {
                Err(Fault::Other(format!("функция «{}» здесь не считается", function.word())))
            })?;
        if let Value::Text(text) = &given {
            self.spend(text.len() / 4)?;
            if text.len() > MAX_TEXT {
                return Err(Fault::TextTooLong);
            }
        }
        if let (Some(key), Some(read)) = (key, values.first()) {
            self.remember(key, read, &given);
        }
        Ok(given)
    }

    /// Nothing, an empty text, or what is not a number.
    pub(super) fn is_blank(&self, value: &Value) -> bool {
        match value {
            Value::Number(number) => number.is_nan(),
            Value::Truth(_) => false,
            Value::Text(_) | Value::Nodes(_) => self.text(value).is_empty(),
        }
    }

    pub(super) fn nodes<'v>(&self, function: Function, value: &'v Value) -> Result<&'v [NodeRef], Fault> {
        match value {
            Value::Nodes(nodes) => Ok(nodes),
            _ => Err(Fault::Other(format!("функции «{}» нужен путь", function.word()))),
        }
    }

    pub(super) fn own_path(&self, context: Context) -> String {
        self.tree.path(self.model, context.current)
    }

    /// The same question of the same instance in the period before.
    fn prev(&self, argument: &Expression, context: Context) -> Evaluated {
        let Expression::Path(path) = argument else {
            return Err(Fault::Other("функции «prev» нужен вопрос: prev(${имя})".to_owned()));
        };
        let Some(previous) = self.previous else { return Ok(Value::text("")) };
        let nodes = self.walk(path, context)?;
        let Some(NodeRef::Answer(node)) = nodes.first() else { return Ok(Value::text("")) };
        let found = previous.find(self.model, &self.tree.path(self.model, *node));
        Ok(Value::Text(found.map(|node| previous.text(node)).unwrap_or_default()))
    }
}

#[allow(clippy::cast_precision_loss)] // counts of nodes
pub(super) fn number_of(count: usize) -> Value {
    Value::Number(count as f64)
}
