//! What the plan has to remind people of: their tasks, as the door of `reminders` takes them.

use std::collections::HashMap;
use std::sync::Arc;

use ::reminders::{Due, Topic};
use access::{Actor, Deed, House, PageResult, Subject};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::civil::Date;

use crate::board::{Board, boards_at_work};
use crate::rules::PlanState;
use crate::tasks::{Part, Task, tasks_in};

/// The tasks of each person as of a day, those of the start page: of every plan that is worked by. Each is derived once
/// for all who see the same of it.
pub fn due<'a>(house: &'a House, people: &'a [Actor], on: Date) -> BoxFuture<'a, PageResult<Vec<Vec<Due>>>> {
    async move {
        let mut seen: HashMap<&'static str, Vec<(Arc<Board>, Arc<PlanState>)>> = HashMap::new();
        let mut dues = Vec::with_capacity(people.len());
        for person in people {
            let scope = person.scope(Subject::RoadmapExecution, Deed::Read);
            if !seen.contains_key(scope.reach_code()) {
                let boards = boards_at_work(house, &scope, on).await?.into_iter();
                let boards = boards.map(|board| {
                    let state = board.state_on(on);
                    (board, state)
                });
                seen.insert(scope.reach_code(), boards.collect());
            }
            let boards = &seen[scope.reach_code()];
            let tasks =
                boards.iter().flat_map(|(board, state)| tasks_in(board, state, &house.region, person));
            dues.push(tasks.map(due_of).collect());
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
