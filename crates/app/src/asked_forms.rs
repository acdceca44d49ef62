//! Polls as the room of letters knows them: questionnaires that a letter may ask to fill in.

use access::{House, PageResult, Visitor};
use drafting::{FormAnswer, OfferedForm};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use questionnaires::letters;

pub fn offered<'a>(house: &'a House, visitor: &'a Visitor) -> BoxFuture<'a, PageResult<Vec<OfferedForm>>> {
    async move {
        let polls = letters::open_polls(house, visitor).await?.into_iter();
        Ok(polls
            .map(|poll| OfferedForm { last_day: poll.last_day(), id: poll.id, title: poll.title })
            .collect())
    }
    .boxed()
}

pub fn answers<'a>(house: &'a House, poll_ids: &'a [String]) -> BoxFuture<'a, PageResult<Vec<FormAnswer>>> {
    async move {
        let rows = letters::standings(house, poll_ids).await?.into_iter();
        Ok(rows
            .map(|row| FormAnswer {
                form_id: row.poll_id,
                org_id: row.org_id,
                municipality_id: row.municipality_id,
                is_sent: row.state == "sent",
                is_open: row.poll_state == "open",
                href: format!("/questionnaires/answers/{}", row.id),
            })
            .collect())
    }
    .boxed()
}
