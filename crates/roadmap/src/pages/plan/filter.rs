//! What of the plan is shown, as it stands in the address.

use access::Visitor;
use jiff::civil::Date;
use plan::Measure;
use serde::Deserialize;

use crate::board::{Standing, measure_title};
use crate::rules::{MeasureState, State};
use crate::search;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PlanQuery {
    view: String,
    section: String,
    state: String,
    executor: String,
    q: String,
    as_of: String,
    mine: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Timeline,
    Table,
}

#[derive(Debug, Clone)]
pub struct Filter {
    pub view: View,
    pub section: String,
    pub state: Option<State>,
    /// Code of an organisation or group.
    pub executor: String,
    pub q: String,
    pub as_of: Date,
    pub mine: bool,
    pub is_today: bool,
}

pub struct ExecutorChoice {
    pub code: String,
    pub name: String,
    pub current: bool,
}

impl Filter {
    /// Unknown words in the address mean "no filter": an old link still opens.
    pub fn read(query: &PlanQuery, today: Date) -> Self {
        let as_of = query.as_of.parse().unwrap_or(today);
        Self {
            view: if query.view == "table" { View::Table } else { View::Timeline },
            section: query.section.clone(),
            state: State::from_code(&query.state),
            executor: query.executor.clone(),
            q: query.q.trim().to_owned(),
            as_of,
            mine: !query.mine.is_empty(),
            is_today: as_of == today,
        }
    }

    /// The day as it stands in the date field.
    pub fn as_of_value(&self) -> String {
        self.as_of.to_string()
    }

    /// The day as it stands in an address: nothing for today.
    pub fn day(&self) -> String {
        if self.is_today { String::new() } else { self.as_of.to_string() }
    }

    pub fn state_code(&self) -> &'static str {
        self.state.map_or("", State::code)
    }

    pub fn view_code(&self) -> &'static str {
        if self.view == View::Table { "table" } else { "" }
    }

    pub fn is_active(&self) -> bool {
        self.state.is_some()
            || self.mine
            || [&self.section, &self.executor, &self.q].iter().any(|text| !text.is_empty())
    }

    /// The address of the same page with one thing changed.
    pub fn href(&self, year: i64, change: impl FnOnce(&mut Self)) -> String {
        let mut changed = self.clone();
        change(&mut changed);
        let mut query = form_urlencoded::Serializer::new(String::new());
        let as_of = changed.day();
        let pairs = [
            ("view", changed.view_code()),
            ("section", &changed.section),
            ("state", changed.state_code()),
            ("executor", &changed.executor),
            ("q", &changed.q),
            ("as_of", &as_of),
            ("mine", if changed.mine { "1" } else { "" }),
        ];
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() { format!("/roadmap/{year}") } else { format!("/roadmap/{year}?{query}") }
    }

    pub fn takes(
        &self,
        standing: &Standing<'_>,
        visitor: &Visitor,
        measure: &Measure,
        state: &MeasureState,
    ) -> bool {
        if self.state.is_some_and(|wanted| wanted != state.state) {
            return false;
        }
        if !self.executor.is_empty()
            && !measure.executors.iter().any(|one| one.org.as_ref() == Some(&self.executor))
        {
            return false;
        }
        if self.mine {
            let org_code = visitor.active_membership().map_or("", |membership| &membership.org_code);
            if !standing.who().is_executor(measure, org_code, visitor.role()) {
                return false;
            }
        }
        if self.q.is_empty() {
            return true;
        }
        let items = measure.items.iter().map(|item| item.title.as_str()).collect::<Vec<_>>().join(" ");
        let text = format!("{} {} {items}", measure.number, measure_title(measure));
        search::holds(&plan::words::stems(&self.q), &text)
    }
}

/// Every executor that the plan names, once, in the order of the paper.
pub fn executor_choices(standing: &Standing<'_>, filter: &Filter) -> Vec<ExecutorChoice> {
    let mut choices: Vec<ExecutorChoice> = Vec::new();
    let measures = standing.plan().sections.iter().flat_map(|section| &section.measures);
    for executor in measures.flat_map(|measure| &measure.executors) {
        let Some(code) = &executor.org else { continue };
        if choices.iter().any(|choice| choice.code == *code) {
            continue;
        }
        choices.push(ExecutorChoice {
            code: code.clone(),
            name: standing.who().executor(executor),
            current: filter.executor == *code,
        });
    }
    choices
}
