//! Refined requirements: append-only, the newest row of a key holds.

use access::House;
use access::audit::{self, Event};
use store::{Moment, Result, Sql, Tx, new_id};

use super::plans::PlanRow;
use super::{Author, touch_plan};
use crate::rules::{Need, RefinedRequirement};

#[derive(Debug, Clone, sqlx::FromRow)]
struct RequirementRow {
    key: String,
    needs: String,
    note: String,
    author: String,
    set_at: i64,
    is_reset: bool,
}

/// One line of a requirement's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementChange {
    pub key: String,
    /// Empty when the requirement was given back to the plan's own documents.
    pub needs: Vec<Need>,
    pub note: String,
    pub author: String,
    pub set_at: Moment,
}

/// Every change of every requirement of a plan, oldest first.
pub async fn changes(sql: impl Sql<'_>, plan: &PlanRow) -> Result<Vec<RequirementChange>> {
    let rows: Vec<RequirementRow> = sql
        .query("select key, needs, note, author, set_at, is_reset from requirement where plan_id = $1 order by set_at, id")
        .bind(&plan.id)
        .all()
        .await?;
    rows.into_iter()
        .map(|row| {
            let needs = if row.is_reset { Vec::new() } else { serde_json::from_str(&row.needs)? };
            Ok(RequirementChange {
                key: row.key,
                needs,
                note: row.note,
                author: row.author,
                set_at: row.set_at,
            })
        })
        .collect()
}

/// The requirements in force: the last change of each key, unless it was a reset.
pub fn in_force<'a>(changes: impl Iterator<Item = &'a RequirementChange>) -> Vec<RefinedRequirement> {
    let mut refined: Vec<RefinedRequirement> = Vec::new();
    for change in changes {
        refined.retain(|one| one.key != change.key);
        if !change.needs.is_empty() {
            refined.push(RefinedRequirement { key: change.key.clone(), needs: change.needs.clone() });
        }
    }
    refined
}

/// Sets what a measure or an item must leave behind; no needs: what the plan says holds again.
pub async fn set(
    tx: &mut Tx,
    plan: &PlanRow,
    key: &str,
    needs: &[Need],
    note: &str,
    author: &Author,
    house: &House,
) -> Result<()> {
    tx.query(
        "insert into requirement (id, plan_id, key, needs, note, set_by, author, set_at, is_reset)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(new_id())
    .bind(&plan.id)
    .bind(key)
    .bind(serde_json::to_string(needs)?)
    .bind(note)
    .bind(&author.account_id)
    .bind(&author.name)
    .bind(house.clock.now())
    .bind(needs.is_empty())
    .run()
    .await?;
    touch_plan(tx, &plan.id).await?;
    let what = format!("Уточнено требование к подтверждениям: {note}");
    let event = Event { act: "requirement.set", object: ("measure", key), what: &what };
    audit::note(tx, house, &author.who(), event).await
}
