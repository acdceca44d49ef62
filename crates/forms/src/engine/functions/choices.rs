//! Choices, repeats, data beside the answers.

use std::collections::HashSet;

use super::super::data::in_language;
use super::super::evaluate::{Context, Evaluated, Evaluator};
use super::super::random::{seed_of_text, shuffle};
use super::super::value::{Fault, NodeRef, Value};
use super::number_of;
use crate::source::Lookup;
use crate::source::aliases::yes_no;
use crate::xpath::{Expression, Function};

impl Evaluator<'_> {
    pub(super) fn choices(
        &self,
        function: Function,
        values: &[Value],
        context: Context,
    ) -> Option<Evaluated> {
        let text = |index: usize| values.get(index).map(|value| self.text(value)).unwrap_or_default();
        Some(match function {
            Function::Selected => {
                let wanted = text(1);
                Ok(Value::Truth(text(0).split_whitespace().any(|code| code == wanted.trim())))
            }
            Function::SelectedAt => {
                let index = self.number(&values[1]);
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked
                let found = (0.0..1e9)
                    .contains(&index)
                    .then(|| text(0).split_whitespace().nth(index as usize).map(str::to_owned));
                Ok(Value::Text(found.flatten().unwrap_or_default()))
            }
            Function::CountSelected => Ok(number_of(text(0).split_whitespace().count())),
            Function::ChoiceName => Ok(Value::Text(self.choice_name(&text(0), &text(1), context))),
            Function::Randomize => self.randomize(values),
            Function::Instance => self.instance(&text(0)),
            Function::Pulldata => self.pull(&text(0), &text(1), &text(2), &text(3)),
            Function::Itext => Ok(Value::Text(self.itext(&text(0)))),
            Function::Checklist => Ok(Value::Truth(self.checklist(values))),
            Function::WeightedChecklist => Ok(Value::Truth(self.weighted_checklist(values))),
            Function::Depend => Ok(values[0].clone()),
            _ => return None,
        })
    }

    /// `indexed-repeat(node, repeat, index, …)`: the node in the instances with these numbers.
    pub(super) fn indexed_repeat(&self, arguments: &[Expression], context: Context) -> Evaluated {
        let all = Context { means_all: true, ..context };
        let Expression::Path(path) = &arguments[0] else { return Err(needs_paths()) };
        let mut found: Option<Vec<NodeRef>> = None;
        for pair in arguments[1..].chunks(2) {
            let [Expression::Path(repeat), index] = pair else { return Err(needs_paths()) };
            let wanted = self.number(&self.evaluate(index, context)?);
            let by_number = self.by_number(path, repeat, all)?;
            let of_number = whole(wanted).and_then(|number| by_number.get(&number));
            let of_number = of_number.map(Vec::as_slice).unwrap_or_default();
            found = Some(match found {
                None => of_number.to_vec(),
                Some(mut found) => {
                    self.spend(found.len())?;
                    let known: HashSet<NodeRef> = of_number.iter().copied().collect();
                    found.retain(|node| known.contains(node));
                    found
                }
            });
        }
        let mut found = found.unwrap_or_default();
        found.truncate(1);
        Ok(Value::Nodes(found))
    }

    fn randomize(&self, values: &[Value]) -> Evaluated {
        let mut nodes = self.nodes(Function::Randomize, &values[0])?.to_vec();
        let seed = match values.get(1) {
            None => i64::from_be_bytes(self.inputs.seed.to_be_bytes()),
            Some(value) => {
                let number = self.number(value);
                #[allow(clippy::cast_possible_truncation)] // seeds beyond are cut, as everywhere
                if number.is_nan() { seed_of_text(&self.text(value)) } else { number.trunc() as i64 }
            }
        };
        shuffle(&mut nodes, seed);
        Ok(Value::Nodes(nodes))
    }

    fn instance(&self, name: &str) -> Evaluated {
        match self.library.names.get(name) {
            Some(document) => Ok(Value::Nodes(vec![NodeRef::Data(*document, 0)])),
            // A file that nobody has attached yet has no rows.
            None => Ok(Value::Nodes(Vec::new())),
        }
    }

    /// A cell of an attached table: of the first row whose key is this.
    fn pull(&self, table: &str, wanted: &str, key: &str, value: &str) -> Evaluated {
        let Some(table) = self.inputs.tables.get(table) else { return Ok(Value::text("")) };
        self.spend(table.rows.len())?;
        let column = |name: &str| table.columns.iter().position(|column| column == name);
        let (Some(wanted_at), Some(key_at)) = (column(wanted), column(key)) else {
            return Ok(Value::text(""));
        };
        let row = table.rows.iter().find(|row| row.get(key_at).is_some_and(|cell| cell == value));
        Ok(Value::Text(row.and_then(|row| row.get(wanted_at)).cloned().unwrap_or_default()))
    }

    /// Label of a choice by its name among the translations: `cities-3`.
    fn itext(&self, id: &str) -> String {
        let found = id.rsplit_once('-').and_then(|(list, index)| {
            let list = self.model.form.lists.get(list)?;
            in_language(
                list.choices.get(index.parse::<usize>().ok()?)?.label.as_ref()?,
                self.labels_language(),
            )
        });
        found.unwrap_or_default().to_owned()
    }

    /// `checklist(least, most, …)`: how many of the answers are true.
    fn checklist(&self, values: &[Value]) -> bool {
        let truths = self.all_truths(&values[2..]);
        let Value::Number(count) = number_of(truths.into_iter().filter(|truth| *truth).count()) else {
            return false;
        };
        self.is_between(count, &values[0], &values[1])
    }

    fn weighted_checklist(&self, values: &[Value]) -> bool {
        let sum = values[2..].chunks(2).filter_map(|pair| match pair {
            [value, weight] if self.truth(value) => Some(self.number(weight)),
            _ => None,
        });
        self.is_between(sum.sum(), &values[0], &values[1])
    }

    fn is_between(&self, number: f64, least: &Value, most: &Value) -> bool {
        let (least, most) = (self.number(least), self.number(most));
        (least < 0.0 || number >= least) && (most < 0.0 || number <= most)
    }

    fn all_truths(&self, values: &[Value]) -> Vec<bool> {
        values
            .iter()
            .flat_map(|value| match value {
                Value::Nodes(nodes) => {
                    nodes.iter().map(|node| self.truth(&Value::Nodes(vec![*node]))).collect()
                }
                other => vec![self.truth(other)],
            })
            .collect()
    }

    /// How many of the ticked choices are marked in the column `mandatory` of their list.
    pub(super) fn count_mandatory(&self, argument: &Expression, context: Context) -> Evaluated {
        let value = self.evaluate(argument, context)?;
        let nodes = self.nodes(Function::CountMandatory, &value)?;
        let Some(NodeRef::Answer(node)) = nodes.first() else { return Ok(Value::Number(0.0)) };
        let form = &self.model.form;
        let element = form.element(self.model.places[self.tree.node(*node).place].element);
        let Some(list) = element.itemset.as_deref().and_then(|list| form.lists.get(list)) else {
            return Err(Fault::Other("функции «count_mandatory» нужен вопрос со списком".to_owned()));
        };
        let answer = self.tree.text(*node);
        let is_mandatory = |code: &str| {
            let choice = list.choices.iter().find(|choice| choice.name == code);
            choice.and_then(|choice| choice.extra.text("mandatory")).and_then(yes_no) == Some(true)
        };
        Ok(number_of(answer.split_whitespace().filter(|code| is_mandatory(code)).count()))
    }
}

fn needs_paths() -> Fault {
    Fault::Other("функции «indexed-repeat» нужны вопрос, а за ним повторы и номера парами".to_owned())
}

/// A number of an instance.
fn whole(number: f64) -> Option<usize> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // within bounds
    let whole = (1.0..1e9).contains(&number).then(|| number.round() as usize)?;
    matches!(number_of(whole), Value::Number(exact) if (exact - number).abs() < 1e-9).then_some(whole)
}
