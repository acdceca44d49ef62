//! Prices of the region, and the documents under which the rules were published: open to everybody, both are.

use jiff::civil::Date;
use store::{Moment, Result, Sql, Tx};

/// Requirement and its price in kopecks.
pub async fn prices(sql: impl Sql<'_>) -> Result<Vec<(String, i64)>> {
    sql.query("select requirement, price from equipment_price order by requirement").all().await
}

pub(crate) async fn write_price(
    tx: &mut Tx,
    requirement: &str,
    price: i64,
    by: &str,
    now: Moment,
) -> Result<()> {
    tx.query(
        "insert into equipment_price (requirement, price, changed_by, changed_at) values ($1, $2, $3, $4)
         on conflict (requirement) do update
         set price = excluded.price, changed_by = excluded.changed_by, changed_at = excluded.changed_at",
    )
    .bind(requirement)
    .bind(price)
    .bind(by)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// A version of the rules as a registered document.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PublicationRow {
    pub document_id: String,
    rules_since: String,
    /// «№ МР-05/2024 от 14 июня 2024».
    pub reference: String,
}

impl PublicationRow {
    pub fn rules_since(&self) -> Date {
        self.rules_since.parse().unwrap_or(Date::MIN)
    }
}

/// Every publication, the newest first.
pub async fn publications(sql: impl Sql<'_>) -> Result<Vec<PublicationRow>> {
    sql.query(
        "select document_id, rules_since, reference from equipment_publication
         order by published_at desc, document_id desc",
    )
    .all()
    .await
}

pub(crate) async fn insert_publication(
    tx: &mut Tx,
    document_id: &str,
    rules_since: Date,
    reference: &str,
    by: &str,
    now: Moment,
) -> Result<()> {
    tx.query(
        "insert into equipment_publication (document_id, rules_since, reference, published_by, published_at)
         values ($1, $2, $3, $4, $5)",
    )
    .bind(document_id)
    .bind(rules_since)
    .bind(reference)
    .bind(by)
    .bind(now)
    .run()
    .await?;
    Ok(())
}
