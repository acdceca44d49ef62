//! Organisations: adding and finding one.

use access::Scope;
use access::store::Place;
use jiff::civil::Date;
use region::OrganisationKind;
use store::{Moment, Result, Sql, Tx, new_id};

use super::roll::touch_registry;
use super::seats::NewSeat;
use crate::NetworkRefused;
use crate::rules::{
    Contacts, OrganisationNames, Period, check_names, code_is_fit, kind_from_code, kind_order,
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
    /// Checked already ([`roster::check`]).
    pub contacts: Contacts,
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
        let codes: Vec<String> = serde_json::from_str(&self.stands_for).unwrap_or_default();
        codes.iter().filter_map(|code| kind_from_code(code)).collect()
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
    touch_registry(tx).await?;
    if let Some(other) = holder_of_inn(tx, &new.contacts.inn).await? {
        return Err(inn_taken(&new.contacts.inn, &other));
    }
    let id = new_id();
    let stands_for: Vec<&str> = new.stands_for.iter().map(|kind| kind.code()).collect();
    tx.query(
        "insert into organisation (id, code, kind, kind_order, municipality_id, parent_id, is_demo, stands_for,
                                   inn, ogrn, phone, email, site, head, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict (code) do nothing",
    )
    .bind(&id)
    .bind(&new.code)
    .bind(new.kind.code())
    .bind(kind_order(new.kind))
    .bind(new.municipality_id.as_deref())
    .bind(new.parent_id.as_deref())
    .bind(new.is_demo)
    .bind(serde_json::to_string(&stands_for).map_err(store::Error::from)?)
    .bind(&new.contacts.inn)
    .bind(&new.contacts.ogrn)
    .bind(&new.contacts.phone)
    .bind(&new.contacts.email)
    .bind(&new.contacts.site)
    .bind(&new.contacts.head)
    .bind(now)
    .run()
    .await
    .map_err(NetworkRefused::Store)
    .and_then(|added| if added == 1 { Ok(()) } else { Err(NetworkRefused::CodeTaken(new.code.clone())) })?;
    let (from, to) = (new.names[0].0.from, new.names[new.names.len() - 1].0.to);
    let seat = NewSeat {
        municipality_id: new.municipality_id.as_deref(),
        parent_id: new.parent_id.as_deref(),
        basis: "",
        period: Period { from, to },
    };
    super::seats::insert(tx, &id, &seat).await?;
    for (period, names) in &new.names {
        super::names::insert(tx, &id, &new.code, names, "", *period).await?;
    }
    Ok(id)
}

/// A code that nobody has: made of the ИНН where there is one, numbered otherwise.
pub(crate) async fn free_code(tx: &mut Tx, inn: &str) -> Result<String> {
    let (count,): (i64,) = tx.query("select count(*) from organisation").one().await?;
    let first = Some(format!("ORG-{inn}")).filter(|_| !inn.is_empty());
    let numbered = (count + 1..).map(|number| format!("ORG-{number}"));
    for code in first.into_iter().chain(numbered) {
        let (taken,): (i64,) =
            tx.query("select count(*) from organisation where code = $1").bind(&code).one().await?;
        if taken == 0 {
            return Ok(code);
        }
    }
    Ok(new_id())
}

/// Code and name of the organisation that has the number, whatever the day.
pub(super) async fn holder_of_inn(tx: &mut Tx, inn: &str) -> Result<Option<(String, String)>> {
    if inn.is_empty() {
        return Ok(None);
    }
    tx.query(
        "select o.code, n.short_name from organisation o join organisation_name n on n.org_id = o.id
         where o.inn = $1 order by n.valid_from desc limit 1",
    )
    .bind(inn)
    .optional()
    .await
}

pub(super) fn inn_taken(inn: &str, (code, name): &(String, String)) -> NetworkRefused {
    let text = format!("ИНН {inn} уже указан у организации «{name}» ({code}). Проверьте, не она ли это.");
    NetworkRefused::Invalid { field: "inn", text }
}

fn check_new(new: &NewOrganisation) -> std::result::Result<(), NetworkRefused> {
    // `/network/organisations/new` is a page.
    if !code_is_fit(&new.code) || new.code == "new" {
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

pub(super) fn refuse_unfit(names: &OrganisationNames) -> std::result::Result<(), NetworkRefused> {
    match check_names(names).into_iter().next() {
        Some(problem) => Err(NetworkRefused::Invalid { field: problem.field, text: problem.text }),
        None => Ok(()),
    }
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
                s.municipality_id, m.code as municipality_code, mn.short_name as municipality_name,
                p.code as parent_code, pn.short_name as parent_name
         from organisation o
         join organisation_name n on n.org_id = o.id and n.valid_from <= $5 and n.valid_to >= $5
         left join organisation_seat s on s.org_id = o.id and s.valid_from <= $5 and s.valid_to >= $5
         left join municipality m on m.id = s.municipality_id
         left join municipality_name mn on mn.municipality_id = m.id and mn.valid_from <= $5 and mn.valid_to >= $5
         left join organisation p on p.id = s.parent_id
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

/// Codes and ids that are in the registry already.
pub(crate) async fn codes_in_store(tx: &mut Tx) -> Result<(Vec<(String, String)>, Vec<(String, String)>)> {
    let municipalities = tx.query("select code, id from municipality").all().await?;
    let organisations = tx.query("select code, id from organisation").all().await?;
    Ok((municipalities, organisations))
}
