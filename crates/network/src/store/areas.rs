//! Which municipal centre serves which school.

use jiff::civil::Date;
use store::{Result, Tx};

use super::roll::period;
use crate::rules::{LAST_DAY, Period};

/// An attachment of a school that is in force on a day or begins later.
pub(crate) struct Attachment {
    pub centre_id: String,
    pub period: Period,
}

pub(crate) async fn from_day(tx: &mut Tx, school_id: &str, day: Date) -> Result<Vec<Attachment>> {
    let lines: Vec<(String, String, String)> = tx
        .query(
            "select centre_id, valid_from, valid_to from service_area
             where school_id = $1 and valid_to >= $2 order by valid_from",
        )
        .bind(school_id)
        .bind(day)
        .all()
        .await?;
    let made =
        lines.into_iter().map(|(centre_id, from, to)| Attachment { centre_id, period: period(&from, &to) });
    Ok(made.collect())
}

pub(crate) async fn insert(tx: &mut Tx, school_id: &str, centre_id: &str, from: Date) -> Result<()> {
    tx.query("insert into service_area (school_id, centre_id, valid_from, valid_to) values ($1, $2, $3, $4)")
        .bind(school_id)
        .bind(centre_id)
        .bind(from)
        .bind(LAST_DAY)
        .run()
        .await?;
    Ok(())
}

/// Ends an attachment before a day; one that begins on that day has not been.
pub(crate) async fn end_before(
    tx: &mut Tx,
    school_id: &str,
    attachment: &Attachment,
    day: Date,
) -> Result<()> {
    match day.yesterday() {
        Ok(eve) if eve >= attachment.period.from => {
            tx.query("update service_area set valid_to = $3 where school_id = $1 and valid_from = $2")
                .bind(school_id)
                .bind(attachment.period.from)
                .bind(eve)
                .run()
                .await?;
        }
        _ => {
            tx.query("delete from service_area where school_id = $1 and valid_from = $2")
                .bind(school_id)
                .bind(attachment.period.from)
                .run()
                .await?;
        }
    }
    Ok(())
}

/// What a school or a centre is, for a change of areas: kind, municipality of today, name of the day.
pub(crate) async fn place(
    tx: &mut Tx,
    org_id: &str,
    day: Date,
) -> Result<Option<(String, Option<String>, String)>> {
    tx.query(
        "select o.kind, o.municipality_id, n.short_name from organisation o
         join organisation_name n on n.org_id = o.id and n.valid_from <= $2 and n.valid_to >= $2
         where o.id = $1",
    )
    .bind(org_id)
    .bind(day)
    .optional()
    .await
}
