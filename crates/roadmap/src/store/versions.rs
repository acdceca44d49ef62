//! A version made by a change of the plan in force: the keys are known, not guessed from wordings.

use access::House;
use access::audit::{self, Event};
use store::{Result, Tx, new_id};

use super::Author;
use super::plans::{NewVersion, put_in_force};
use crate::board::Board;
use crate::rules::PlanKeys;

/// Makes the next version of a plan that was looked at; `None` when somebody was faster.
pub async fn change(
    tx: &mut Tx,
    house: &House,
    board: &Board,
    new: &NewVersion<'_>,
    keys: &PlanKeys,
    author: &Author,
) -> Result<Option<i64>> {
    let (id, number) = (new_id(), board.version.number + 1);
    let made = tx
        .query(
            "insert into plan_version (id, plan_id, number, content, keys, note, basis, created_by, author, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (plan_id, number) do nothing",
        )
        .bind(&id)
        .bind(&board.plan.id)
        .bind(number)
        .bind(serde_json::to_string(new.plan)?)
        .bind(serde_json::to_string(keys)?)
        .bind(new.note)
        .bind(new.basis)
        .bind(&author.account_id)
        .bind(&author.name)
        .bind(house.clock.now())
        .run()
        .await?;
    if made == 0 {
        return Ok(None);
    }
    put_in_force(tx, &board.plan.id, &id, new.plan).await?;
    let what = format!("Редакция {number} плана на {} год: {}", board.plan.year, new.note);
    let event = Event { act: "plan.version_added", object: ("plan", &board.plan.id), what: &what };
    audit::note(tx, house, &author.who(), event).await?;
    Ok(Some(number))
}
