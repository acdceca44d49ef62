//! What a letter has to know of the polls that it asks to answer: the room of letters hears it through `app`.

use access::{Deed, House, PageResult, Subject, Visitor};

use crate::store::answers::{self, StandingRow};
use crate::store::polls::{self, PollRow};

/// Open polls of organisations by the visitor's own one: letters go to organisations, not to people or to whoever has a link.
pub async fn open_polls(house: &House, visitor: &Visitor) -> PageResult<Vec<PollRow>> {
    let scope = visitor.scope(Subject::Questionnaire, Deed::Write);
    let mut own = polls::polls(&house.db, &scope).await?;
    own.retain(|poll| poll.is_open() && poll.link.is_none() && poll.org_id == scope.org_id());
    let ids: Vec<String> = own.iter().map(|poll| poll.id.clone()).collect();
    let asked = answers::of_polls(&house.db, &ids).await?;
    own.retain(|poll| asked.iter().any(|one| one.poll_id == poll.id));
    Ok(own)
}

/// Whom the polls ask, and what has come of it. Whoever asks answers for the right to know.
pub async fn standings(house: &House, poll_ids: &[String]) -> PageResult<Vec<StandingRow>> {
    Ok(answers::of_polls(&house.db, poll_ids).await?)
}
