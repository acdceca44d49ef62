//! The discussion of a measure.

use access::House;
use access::audit::{self, Event};
use store::{Result, Sql, Tx, new_id};

use super::Author;
use super::plans::PlanRow;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Comment {
    pub author: String,
    pub author_org: String,
    pub text: String,
    pub written_at: i64,
}

pub async fn of_measure(sql: impl Sql<'_>, plan: &PlanRow, measure_key: &str) -> Result<Vec<Comment>> {
    sql.query(
        "select author, author_org, text, written_at from measure_comment
         where plan_id = $1 and measure_key = $2 order by written_at, id limit 500",
    )
    .bind(&plan.id)
    .bind(measure_key)
    .all()
    .await
}

pub async fn add(
    tx: &mut Tx,
    plan: &PlanRow,
    measure_key: &str,
    author: &Author,
    text: &str,
    house: &House,
) -> Result<()> {
    tx.query(
        "insert into measure_comment (id, plan_id, measure_key, author_id, author, author_org, text, written_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(new_id())
    .bind(&plan.id)
    .bind(measure_key)
    .bind(&author.account_id)
    .bind(&author.name)
    .bind(&author.org_title)
    .bind(text)
    .bind(house.clock.now())
    .run()
    .await?;
    let event = Event {
        act: "measure.commented",
        object: ("measure", measure_key),
        what: "Добавлено сообщение в обсуждение",
    };
    audit::note(tx, house, &author.who(), event).await
}
