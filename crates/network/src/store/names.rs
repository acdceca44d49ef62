//! Dated names: renaming, correcting, the end of an organisation.

use access::{Reach, Scope};
use jiff::civil::Date;
use store::{Result, Tx};

use super::organisations::refuse_unfit;
use super::roll::{period, touch_registry};
use crate::NetworkRefused;
use crate::rules::{LAST_DAY, OrganisationNames, Period, period_as_told, search_fold, sort_key};

pub(super) async fn insert(
    tx: &mut Tx,
    org_id: &str,
    code: &str,
    names: &OrganisationNames,
    basis: &str,
    period: Period,
) -> Result<()> {
    tx.query(
        "insert into organisation_name (org_id, full_name, short_name, genitive_name, basis, fold, sort_key,
                                        valid_from, valid_to)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(org_id)
    .bind(names.full.trim())
    .bind(names.short.trim())
    .bind(names.genitive.trim())
    .bind(basis)
    .bind(search_fold(code, names))
    .bind(sort_key(names.short.trim()))
    .bind(period.from)
    .bind(period.to)
    .run()
    .await?;
    Ok(())
}

/// The newest name of an organisation that the scope may rename.
pub(crate) struct Newest {
    pub code: String,
    pub full: String,
    pub short: String,
    pub genitive: String,
    pub period: Period,
}

/// Begins a change of names: whoever reaches only their own organisation does not change what it is called.
pub(crate) async fn newest(
    tx: &mut Tx,
    scope: &Scope,
    org_id: &str,
) -> std::result::Result<Newest, NetworkRefused> {
    touch_registry(tx).await?;
    let found: Option<(String, Option<String>, String, String, String, String, String)> = tx
        .query(
            "select o.code, o.municipality_id, n.full_name, n.short_name, n.genitive_name, n.valid_from, n.valid_to
             from organisation o join organisation_name n on n.org_id = o.id
             where o.id = $1 order by n.valid_from desc limit 1",
        )
        .bind(org_id)
        .optional()
        .await?;
    let (code, municipality_id, full, short, genitive, from, to) = found.ok_or(NetworkRefused::NotFound)?;
    if scope.reach() < Reach::Municipality || !scope.covers(org_id, municipality_id.as_deref()) {
        return Err(NetworkRefused::NotFound);
    }
    Ok(Newest { code, full, short, genitive, period: period(&from, &to) })
}

/// Adds a name from a day on; what it was called before stays in the history.
pub(crate) async fn rename(
    tx: &mut Tx,
    org_id: &str,
    newest: &Newest,
    names: &OrganisationNames,
    basis: &str,
    from: Date,
) -> std::result::Result<(), NetworkRefused> {
    refuse_unfit(names)?;
    let Some((old, new)) = newest.period.renamed_on(from) else {
        let told = period_as_told(newest.period);
        let text = format!("Новое наименование должно начинаться позже нынешнего ({told}).");
        return Err(NetworkRefused::Invalid { field: "valid_from", text });
    };
    end_newest(tx, org_id, newest, old.to, "").await?;
    insert(tx, org_id, &newest.code, names, basis, new).await?;
    Ok(())
}

/// Mends the newest name: it was written wrongly for as long as it has stood.
pub(crate) async fn correct(
    tx: &mut Tx,
    org_id: &str,
    newest: &Newest,
    names: &OrganisationNames,
) -> std::result::Result<(), NetworkRefused> {
    refuse_unfit(names)?;
    tx.query(
        "update organisation_name set full_name = $3, short_name = $4, genitive_name = $5, fold = $6, sort_key = $7
         where org_id = $1 and valid_from = $2",
    )
    .bind(org_id)
    .bind(newest.period.from)
    .bind(names.full.trim())
    .bind(names.short.trim())
    .bind(names.genitive.trim())
    .bind(search_fold(&newest.code, names))
    .bind(sort_key(names.short.trim()))
    .run()
    .await?;
    Ok(())
}

/// The last day of an organisation: after it the registry does not have it.
pub(crate) async fn close(
    tx: &mut Tx,
    org_id: &str,
    newest: &Newest,
    last_day: Date,
    basis: &str,
) -> std::result::Result<(), NetworkRefused> {
    let refused = |text: &str| Err(NetworkRefused::invalid("last_day", text));
    if newest.period.to != LAST_DAY {
        return refused("Последний день этой организации уже указан.");
    }
    if last_day < newest.period.from {
        return refused("Последний день раньше, чем начало нынешнего наименования.");
    }
    end_newest(tx, org_id, newest, last_day, basis).await?;
    Ok(())
}

async fn end_newest(tx: &mut Tx, org_id: &str, newest: &Newest, last_day: Date, basis: &str) -> Result<()> {
    tx.query(
        "update organisation_name set valid_to = $3, end_basis = $4 where org_id = $1 and valid_from = $2",
    )
    .bind(org_id)
    .bind(newest.period.from)
    .bind(last_day)
    .bind(basis)
    .run()
    .await?;
    Ok(())
}

/// Writes the name of the day into the memberships held at an organisation.
pub(crate) async fn retitle_memberships(tx: &mut Tx, org_id: &str, day: Date) -> Result<()> {
    let name: Option<(String,)> = tx
        .query("select short_name from organisation_name where org_id = $1 and valid_from <= $2 and valid_to >= $2")
        .bind(org_id)
        .bind(day)
        .optional()
        .await?;
    let Some((short_name,)) = name else { return Ok(()) };
    access::store::rename_organisation_in_memberships(tx, org_id, &short_name).await
}
