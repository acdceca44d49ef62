//! Where organisations lie and whom they answer to.

use jiff::civil::Date;
use store::{Result, Tx};

use super::roll::period;
use crate::NetworkRefused;
use crate::rules::{Period, period_as_told};

/// A seat about to be written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewSeat<'a> {
    pub municipality_id: Option<&'a str>,
    pub parent_id: Option<&'a str>,
    pub basis: &'a str,
    pub period: Period,
}

pub(crate) async fn insert(tx: &mut Tx, org_id: &str, seat: &NewSeat<'_>) -> Result<()> {
    tx.query(
        "insert into organisation_seat (org_id, municipality_id, parent_id, basis, valid_from, valid_to)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(org_id)
    .bind(seat.municipality_id)
    .bind(seat.parent_id)
    .bind(seat.basis)
    .bind(seat.period.from)
    .bind(seat.period.to)
    .run()
    .await?;
    Ok(())
}

/// Moves an organisation from a day on; where it was before stays in the history.
pub(crate) async fn move_from(
    tx: &mut Tx,
    org_id: &str,
    (municipality_id, parent_id): (Option<&str>, Option<&str>),
    basis: &str,
    from: Date,
) -> std::result::Result<(), NetworkRefused> {
    let newest: Option<(String, String)> = tx
        .query("select valid_from, valid_to from organisation_seat where org_id = $1 order by valid_from desc limit 1")
        .bind(org_id)
        .optional()
        .await?;
    let (newest_from, newest_to) = newest.ok_or(NetworkRefused::NotFound)?;
    let newest = period(&newest_from, &newest_to);
    let Some((old, new)) = newest.renamed_on(from) else {
        let text = format!(
            "Перевод должен начинаться позже нынешней записи о муниципалитете ({}).",
            period_as_told(newest)
        );
        return Err(NetworkRefused::Invalid { field: "from", text });
    };
    tx.query("update organisation_seat set valid_to = $3 where org_id = $1 and valid_from = $2")
        .bind(org_id)
        .bind(newest_from)
        .bind(old.to)
        .run()
        .await?;
    insert(tx, org_id, &NewSeat { municipality_id, parent_id, basis, period: new }).await?;
    Ok(())
}

/// Mends the newest seat: the municipality was noted wrongly for as long as it has stood.
pub(crate) async fn correct(
    tx: &mut Tx,
    org_id: &str,
    (municipality_id, parent_id): (Option<&str>, Option<&str>),
) -> Result<()> {
    tx.query(
        "update organisation_seat set municipality_id = $2, parent_id = $3
         where org_id = $1 and valid_from = (select max(valid_from) from organisation_seat where org_id = $1)",
    )
    .bind(org_id)
    .bind(municipality_id)
    .bind(parent_id)
    .run()
    .await?;
    Ok(())
}

/// The authority of a municipality on a day: to it new schools of the municipality answer.
pub(crate) async fn authority_of(tx: &mut Tx, municipality_id: &str, day: Date) -> Result<Option<String>> {
    let found: Option<(String,)> = tx
        .query(
            "select o.id from organisation o
             join organisation_name n on n.org_id = o.id and n.valid_from <= $2 and n.valid_to >= $2
             join organisation_seat s on s.org_id = o.id and s.valid_from <= $2 and s.valid_to >= $2
             where o.kind = 'municipal_authority' and s.municipality_id = $1
             order by o.created_at, o.id limit 1",
        )
        .bind(municipality_id)
        .bind(day)
        .optional()
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Writes what is in force on the day into the columns that scopes go by, and into memberships.
pub(crate) async fn settle(tx: &mut Tx, org_id: &str, day: Date) -> Result<()> {
    let seat: Option<(Option<String>, Option<String>)> = tx
        .query(
            "select municipality_id, parent_id from organisation_seat
             where org_id = $1 and valid_from <= $2 and valid_to >= $2",
        )
        .bind(org_id)
        .bind(day)
        .optional()
        .await?;
    let Some((municipality_id, parent_id)) = seat else { return Ok(()) };
    tx.query("update organisation set municipality_id = $2, parent_id = $3 where id = $1")
        .bind(org_id)
        .bind(municipality_id.as_deref())
        .bind(parent_id)
        .run()
        .await?;
    access::store::move_organisation_in_memberships(tx, org_id, municipality_id.as_deref()).await
}
