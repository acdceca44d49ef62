//! Running numbers: without a gap and without a double within a kind, an organisation and a year.

use access::store::Place;
use store::{Result, Tx};

use crate::rules::number_key;

/// Takes the next number of a journal. The journal stays locked until the transaction ends: whoever registers at the
/// same time waits, and a registration that is taken back gives its number back. A number that somebody typed by hand
/// (a paper numbered elsewhere) is passed over.
pub(crate) async fn next_number(
    tx: &mut Tx,
    issuer: &Place,
    kind: &str,
    suffix: &str,
    year: i16,
) -> Result<String> {
    tx.query(
        "insert into document_counter (org_id, kind, year, last) values ($1, $2, $3, 0)
         on conflict (org_id, kind, year) do nothing",
    )
    .bind(&issuer.org_id)
    .bind(kind)
    .bind(i64::from(year))
    .run()
    .await?;
    loop {
        let (number,): (i64,) = tx
            .query(
                "update document_counter set last = last + 1 where org_id = $1 and kind = $2 and year = $3
                 returning last",
            )
            .bind(&issuer.org_id)
            .bind(kind)
            .bind(i64::from(year))
            .one()
            .await?;
        let number = format!("{number}{suffix}");
        let (taken,): (i64,) = tx
            .query(
                "select count(*) from document where org_id = $1 and kind = $2 and number_key = $3
                    and dated >= $4 and dated <= $5",
            )
            .bind(&issuer.org_id)
            .bind(kind)
            .bind(number_key(&number))
            .bind(format!("{year:04}-01-01"))
            .bind(format!("{year:04}-12-31"))
            .one()
            .await?;
        if taken == 0 {
            return Ok(number);
        }
    }
}
