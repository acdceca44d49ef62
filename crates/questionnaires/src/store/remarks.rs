//! Remarks beside single questions of a sheet that was given back.

use store::{Moment, Result, Sql, Tx};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RemarkRow {
    pub path: String,
    pub remark: String,
    /// The answer that the remark was about.
    pub value: String,
    pub explanation: String,
}

pub struct NewRemark<'a> {
    pub path: &'a str,
    pub remark: &'a str,
    pub value: &'a str,
    pub explanation: &'a str,
}

pub async fn remarks_of(sql: impl Sql<'_>, answer_id: &str) -> Result<Vec<RemarkRow>> {
    sql.query("select path, remark, value, explanation from questionnaire_remark where answer_id = $1 order by path")
        .bind(answer_id)
        .all()
        .await
}

/// Puts the remarks of a return in the place of those of the return before.
pub async fn put_remarks(
    tx: &mut Tx,
    answer_id: &str,
    remarks: &[NewRemark<'_>],
    made_by: &str,
    now: Moment,
) -> Result<()> {
    tx.query("delete from questionnaire_remark where answer_id = $1").bind(answer_id).run().await?;
    for new in remarks {
        tx.query(
            "insert into questionnaire_remark (answer_id, path, remark, value, explanation, made_at, made_by)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(answer_id)
        .bind(new.path)
        .bind(new.remark)
        .bind(new.value)
        .bind(new.explanation)
        .bind(now)
        .bind(made_by)
        .run()
        .await?;
    }
    Ok(())
}
