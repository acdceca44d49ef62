//! What consultations have to remind people of: the last day of speaking, and words that wait for a decision.

use access::{Actor, Deed, House, PageResult, Reach, Subject};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::civil::Date;
use reminders::{Due, Topic};

use crate::rules::is_asked;
use crate::store::{self as rows, RunningConsultation};

/// What waits for each of the people as of a day, in their order: three statements for all of them together.
pub fn due<'a>(house: &'a House, people: &'a [Actor], on: Date) -> BoxFuture<'a, PageResult<Vec<Vec<Due>>>> {
    async move {
        let running = rows::running_consultations(&house.db, on).await?;
        let ended = rows::undecided_after(&house.db, on).await?;
        if running.is_empty() && ended.is_empty() {
            return Ok(people.iter().map(|_| Vec::new()).collect());
        }
        let spoken = rows::organisations_that_spoke(&house.db, on).await?;
        let of_person = |person: &Actor| {
            let Some(role) = person.role() else { return Vec::new() };
            let org_id = &person.membership.org_id;
            let decides = person.scope(Subject::EditionComment, Deed::Approve).reach() == Reach::Everything;
            let mut due: Vec<Due> = Vec::new();
            if !decides {
                let has_spoken =
                    |one: &RunningConsultation| spoken.iter().any(|(id, org)| *id == one.id && org == org_id);
                let asked =
                    running.iter().filter(|one| is_asked(&one.audience, role.code()) && !has_spoken(one));
                due.extend(asked.map(asked_of));
            } else if person.scope(Subject::Edition, Deed::Write).reach() == Reach::Everything {
                let own = ended.iter().filter(|one| one.keeper == *org_id);
                due.extend(own.map(|one| Due {
                    key: format!("edition/{}/{}/undecided", one.code, one.number),
                    topic: Topic::Asked,
                    deadline: None,
                    title: format!("Решить по замечаниям: {}", one.edition_title),
                    note: format!("Обсуждение закончилось, без решения — {}.", one.undecided),
                    href: format!("/editions/{}/{}/comments", one.code, one.number),
                }));
            }
            due
        };
        Ok(people.iter().map(of_person).collect())
    }
    .boxed()
}

fn asked_of(one: &RunningConsultation) -> Due {
    Due {
        key: format!("edition/consultation/{}", one.id),
        topic: Topic::Asked,
        deadline: Some(one.deadline()),
        title: format!("Высказаться о тексте: {}", one.text_title),
        note: one.purpose.clone(),
        href: format!("/editions/{}/{}", one.code, one.number),
    }
}
