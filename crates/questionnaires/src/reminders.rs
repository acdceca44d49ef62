//! What questionnaires have to remind people of: sheets that wait.

use access::{Actor, Deed, House, PageResult, Reach, Subject};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::civil::Date;
use reminders::{Due, Topic};

use crate::store::answers::{WaitingRow, waiting};

/// One statement for everybody; each finds the sheets of the organisation and of the person.
pub fn due<'a>(house: &'a House, people: &'a [Actor], _on: Date) -> BoxFuture<'a, PageResult<Vec<Vec<Due>>>> {
    async move {
        // One person needs not everybody's sheets: the start page asks so.
        let whose = match people {
            [one] => Some((one.membership.org_id.as_str(), one.account_id.as_str())),
            _ => None,
        };
        let waiting = waiting(&house.db, whose).await?;
        let of = |person: &Actor| {
            let scope = person.scope(Subject::QuestionnaireAnswer, Deed::Write);
            let is_own = |row: &&WaitingRow| match &row.account_id {
                Some(account) => person.role().is_some() && *account == person.account_id,
                None => scope.reach() == Reach::Own && row.org_id == scope.org_id(),
            };
            waiting.iter().filter(is_own).map(due_of).collect()
        };
        Ok(people.iter().map(of).collect())
    }
    .boxed()
}

fn due_of(row: &WaitingRow) -> Due {
    let note = match row.state.as_str() {
        "returned" => format!("Анкета возвращена с замечанием. Спрашивает: {}", row.org_title),
        "started" => format!("Анкета начата и не отправлена. Спрашивает: {}", row.org_title),
        _ => format!("Спрашивает: {}", row.org_title),
    };
    Due {
        key: format!("questionnaires/{}", row.id),
        topic: if row.account_id.is_some() { Topic::Asked } else { Topic::Lead },
        deadline: row.deadline.parse().ok(),
        title: format!("Заполнить анкету «{}»", row.title),
        note,
        href: format!("/questionnaires/answers/{}", row.id),
    }
}
