//! Organisations: adding, renaming, finding one.

use access::Scope;
use access::store::Place;
use jiff::civil::Date;
use region::OrganisationKind;
use store::{Moment, Result, Sql, Tx, new_id};

use super::registry::touch_registry;
use super::stored_day;
use crate::NetworkRefused;
use crate::rules::{
    OrganisationNames, Period, check_names, code_is_fit, kind_from_code, kind_order, search_fold, sort_key,
};

/// What is needed to put an organisation into the registry.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    /// Unique and never changed: addresses, plans and imports refer to it.
    pub code: String,
    pub kind: OrganisationKind,
    /// Municipal authorities, centres and schools lie in a municipality; others do not.
    pub municipality_id: Option<String>,
    pub parent_id: Option<String>,
    /// Artificial: made for the demonstration.
    pub is_demo: bool,
    /// For a group: the kinds of organisation that it means.
    pub stands_for: Vec<OrganisationKind>,
    /// From oldest to newest, without gaps; the organisation exists on the days that they cover.
    pub names: Vec<(Period, OrganisationNames)>,
}

/// An organisation as it is called on the day asked for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OrganisationRow {
    pub id: String,
    pub code: String,
    kind: String,
    pub is_demo: bool,
    stands_for: String,
    pub full_name: String,
    pub short_name: String,
    pub genitive_name: String,
    pub municipality_id: Option<String>,
    pub municipality_code: Option<String>,
    pub municipality_name: Option<String>,
    pub parent_code: Option<String>,
    pub parent_name: Option<String>,
}

impl OrganisationRow {
    pub fn kind(&self) -> OrganisationKind {
        known_kind(&self.kind)
    }

    /// For a group: the kinds of organisation that it means.
    pub fn stands_for(&self) -> Vec<OrganisationKind> {
        known_kinds(&self.stands_for)
    }

    /// What other rooms note of an organisation.
    pub fn place(&self) -> Place {
        Place {
            org_id: self.id.clone(),
            org_code: self.code.clone(),
            org_title: self.short_name.clone(),
            municipality_id: self.municipality_id.clone(),
        }
    }
}

/// A kind that was stored by this room; a code of a later version shows as a group of nobody.
pub(super) fn known_kind(code: &str) -> OrganisationKind {
    kind_from_code(code).unwrap_or(OrganisationKind::Group)
}

/// The kinds that a group means, as they were stored.
pub(super) fn known_kinds(stored: &str) -> Vec<OrganisationKind> {
    let codes: Vec<String> = serde_json::from_str(stored).unwrap_or_default();
    codes.iter().filter_map(|code| kind_from_code(code)).collect()
}

/// One name in the history of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct NameRow {
    pub full_name: String,
    pub short_name: String,
    pub genitive_name: String,
    valid_from: String,
    valid_to: String,
}

impl NameRow {
    pub fn period(&self) -> Period {
        Period { from: stored_day(&self.valid_from), to: stored_day(&self.valid_to) }
    }
}

/// Puts an organisation into the registry. `scope` is that of writing organisation cards and must reach everything.
pub async fn add_organisation(
    tx: &mut Tx,
    scope: &Scope,
    new: &NewOrganisation,
    now: Moment,
) -> std::result::Result<String, NetworkRefused> {
    if scope.reach() != access::Reach::Everything {
        return Err(NetworkRefused::NotFound);
    }
    check_new(new)?;
    let id = new_id();
    let stands_for: Vec<&str> = new.stands_for.iter().map(|kind| kind.code()).collect();
    tx.query(
        "insert into organisation (id, code, kind, kind_order, municipality_id, parent_id, is_demo, stands_for, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (code) do nothing",
    )
    .bind(&id)
    .bind(&new.code)
    .bind(new.kind.code())
    .bind(kind_order(new.kind))
    .bind(new.municipality_id.as_deref())
    .bind(new.parent_id.as_deref())
    .bind(new.is_demo)
    .bind(serde_json::to_string(&stands_for).map_err(store::Error::from)?)
    .bind(now)
    .run()
    .await
    .map_err(NetworkRefused::Store)
    .and_then(|added| if added == 1 { Ok(()) } else { Err(NetworkRefused::CodeTaken(new.code.clone())) })?;
    for (period, names) in &new.names {
        insert_name(tx, &id, &new.code, names, *period).await?;
    }
    Ok(id)
}

fn check_new(new: &NewOrganisation) -> std::result::Result<(), NetworkRefused> {
    if !code_is_fit(&new.code) {
        return Err(NetworkRefused::invalid("code", "Код — до 40 латинских букв, цифр, знаков «-» и «_»."));
    }
    if new.kind.is_municipal() != new.municipality_id.is_some() {
        let text = if new.kind.is_municipal() {
            "Не указан муниципалитет: организация этого вида всегда относится к муниципалитету."
        } else {
            "Организация этого вида не относится к одному муниципалитету."
        };
        return Err(NetworkRefused::invalid("municipality", text));
    }
    if new.names.is_empty() {
        return Err(NetworkRefused::invalid("full_name", "Не указано полное наименование."));
    }
    for (_, names) in &new.names {
        refuse_unfit(names)?;
    }
    let without_gaps = new.names.windows(2).all(|pair| pair[0].0.to.tomorrow().ok() == Some(pair[1].0.from));
    let forwards = new.names.iter().all(|(period, _)| period.from <= period.to);
    if !without_gaps || !forwards {
        return Err(NetworkRefused::invalid(
            "valid_from",
            "Сроки действия наименований пересекаются или идут с разрывом.",
        ));
    }
    Ok(())
}

fn refuse_unfit(names: &OrganisationNames) -> std::result::Result<(), NetworkRefused> {
    match check_names(names).into_iter().next() {
        Some(problem) => Err(NetworkRefused::Invalid { field: problem.field, text: problem.text }),
        None => Ok(()),
    }
}

async fn insert_name(
    tx: &mut Tx,
    org_id: &str,
    code: &str,
    names: &OrganisationNames,
    period: Period,
) -> Result<()> {
    tx.query(
        "insert into organisation_name (org_id, full_name, short_name, genitive_name, fold, sort_key, valid_from, valid_to)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(org_id)
    .bind(names.full.trim())
    .bind(names.short.trim())
    .bind(names.genitive.trim())
    .bind(search_fold(code, names))
    .bind(sort_key(&names.short))
    .bind(period.from)
    .bind(period.to)
    .run()
    .await?;
    touch_registry(tx).await
}

/// Renames an organisation from a day on; what it was called before stays in the history.
///
/// Memberships show the new name at once when `from` has come by `today`; for a later day call
/// [`crate::jobs::retitle_on`] too.
///
/// # Errors
/// `NotFound` outside of the scope of writing; `Invalid` for unfit names or a day that is not later than the
/// beginning of the newest name: history is added to, not rewritten.
pub async fn rename_organisation(
    tx: &mut Tx,
    scope: &Scope,
    org_id: &str,
    names: &OrganisationNames,
    from: Date,
    today: Date,
) -> std::result::Result<(), NetworkRefused> {
    refuse_unfit(names)?;
    let found: Option<(String, Option<String>, String, String)> = tx
        .query(
            "select o.code, o.municipality_id, n.valid_from, n.valid_to
             from organisation o join organisation_name n on n.org_id = o.id
             where o.id = $1 order by n.valid_from desc limit 1",
        )
        .bind(org_id)
        .optional()
        .await?;
    let Some((code, municipality_id, newest_from, newest_to)) = found else {
        return Err(NetworkRefused::NotFound);
    };
    if !scope.covers(org_id, municipality_id.as_deref()) {
        return Err(NetworkRefused::NotFound);
    }
    let newest = Period { from: stored_day(&newest_from), to: stored_day(&newest_to) };
    let Some((old, new)) = newest.renamed_on(from) else {
        let text = format!(
            "Новое наименование должно начинаться позже нынешнего ({}).",
            crate::rules::period_as_told(newest)
        );
        return Err(NetworkRefused::Invalid { field: "valid_from", text });
    };
    tx.query("update organisation_name set valid_to = $3 where org_id = $1 and valid_from = $2")
        .bind(org_id)
        .bind(newest_from)
        .bind(old.to)
        .run()
        .await?;
    insert_name(tx, org_id, &code, names, new).await?;
    if from <= today {
        access::store::rename_organisation_in_memberships(tx, org_id, names.short.trim()).await?;
    }
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

/// An organisation by its code (or id) as it is called on a day; `None` outside of the scope and for a day on which
/// it has no name.
pub async fn organisation_by_code(
    sql: impl Sql<'_>,
    scope: &Scope,
    code_or_id: &str,
    day: Date,
) -> Result<Option<OrganisationRow>> {
    sql.query(
        "select o.id, o.code, o.kind, o.is_demo, o.stands_for, n.full_name, n.short_name, n.genitive_name,
                o.municipality_id, m.code as municipality_code, mn.short_name as municipality_name,
                p.code as parent_code, pn.short_name as parent_name
         from organisation o
         join organisation_name n on n.org_id = o.id and n.valid_from <= $5 and n.valid_to >= $5
         left join municipality m on m.id = o.municipality_id
         left join municipality_name mn on mn.municipality_id = m.id and mn.valid_from <= $5 and mn.valid_to >= $5
         left join organisation p on p.id = o.parent_id
         left join organisation_name pn on pn.org_id = p.id and pn.valid_from <= $5 and pn.valid_to >= $5
         where ($1 = 'everything' or ($1 in ('own', 'municipality') and o.id = $2)
                or ($1 = 'municipality' and o.municipality_id = $3))
           and (o.code = $4 or o.id = $4)",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(code_or_id)
    .bind(day)
    .optional()
    .await
}

/// What a membership or a document notes of an organisation (by its code or id), as it is called on a day.
/// The program's own: no page shows it unasked.
pub async fn place_of(sql: impl Sql<'_>, code_or_id: &str, day: Date) -> Result<Place> {
    let found = organisation_by_code(sql, &Scope::of_the_program(), code_or_id, day).await?;
    found.map(|organisation| organisation.place()).ok_or(store::Error::NotFound)
}

/// Code → names of every organisation on a day: for rooms that hold codes and show names.
pub async fn names_as_of(
    sql: impl Sql<'_>,
    scope: &Scope,
    day: Date,
) -> Result<Vec<(String, String, String)>> {
    sql.query(
        "select o.code, n.short_name, n.full_name
         from organisation o
         join organisation_name n on n.org_id = o.id and n.valid_from <= $4 and n.valid_to >= $4
         where ($1 = 'everything' or ($1 in ('own', 'municipality') and o.id = $2)
                or ($1 = 'municipality' and o.municipality_id = $3))
         order by o.kind_order, n.sort_key, o.id",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(day)
    .all()
    .await
}

/// The history of an organisation's names, newest first. The organisation was read within a scope.
pub async fn names_of(sql: impl Sql<'_>, organisation: &OrganisationRow) -> Result<Vec<NameRow>> {
    sql.query(
        "select full_name, short_name, genitive_name, valid_from, valid_to
         from organisation_name where org_id = $1 order by valid_from desc",
    )
    .bind(&organisation.id)
    .all()
    .await
}

/// How many organisations of each kind answer to this one on a day.
pub async fn kinds_under(
    sql: impl Sql<'_>,
    organisation: &OrganisationRow,
    day: Date,
) -> Result<Vec<super::KindCountRow>> {
    sql.query(
        "select o.kind, count(*) as count
         from organisation o
         join organisation_name n on n.org_id = o.id and n.valid_from <= $2 and n.valid_to >= $2
         where o.parent_id = $1 group by o.kind, o.kind_order order by o.kind_order",
    )
    .bind(&organisation.id)
    .bind(day)
    .all()
    .await
}

/// Codes and ids that are in the registry already.
pub(crate) async fn codes_in_store(tx: &mut Tx) -> Result<(Vec<(String, String)>, Vec<(String, String)>)> {
    let municipalities = tx.query("select code, id from municipality").all().await?;
    let organisations = tx.query("select code, id from organisation").all().await?;
    Ok((municipalities, organisations))
}
