//! What the plan has to remind people of: their tasks, as the door of `reminders` takes them.

use std::collections::HashMap;
use std::sync::Arc;

use ::reminders::{Due, Topic};
use access::{Actor, Deed, House, PageResult, Subject};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::civil::Date;

use crate::board::{Board, current_plan};
use crate::rules::PlanState;
use crate::store::plans;
use crate::tasks::{Part, Task, tasks_in};

/// The tasks of each person as of a day. The plan is derived once for all who see the same of it.
pub fn due<'a>(house: &'a House, people: &'a [Actor], on: Date) -> BoxFuture<'a, PageResult<Vec<Vec<Due>>>> {
    async move {
        let mut seen: HashMap<&'static str, Option<(Arc<Board>, PlanState)>> = HashMap::new();
        let mut dues = Vec::with_capacity(people.len());
        for person in people {
            let scope = person.scope(Subject::RoadmapExecution, Deed::Read);
            if !seen.contains_key(scope.reach_code()) {
                let plans = plans::plans(&house.db, &scope).await?;
                let plan = match current_plan(&house.region, &plans, on) {
                    Some(plan) => {
                        let board = Board::of_plan(house, plan).await?;
                        let state = board.state_on(on);
                        Some((board, state))
                    }
                    None => None,
                };
                seen.insert(scope.reach_code(), plan);
            }
            dues.push(match &seen[scope.reach_code()] {
                Some((board, state)) => {
                    tasks_in(board, state, &house.region, person).into_iter().map(due_of).collect()
                }
                None => Vec::new(),
            });
        }
        Ok(dues)
    }
    .boxed()
}

fn due_of(task: Task) -> Due {
    Due {
        key: task.key,
        topic: match task.part {
            Some(Part::Lead) => Topic::Lead,
            Some(Part::Co) => Topic::Co,
            None => Topic::Asked,
        },
        deadline: task.deadline,
        title: task.title,
        note: task.explanation,
        href: task.href,
    }
}
