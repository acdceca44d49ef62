//! The registry as a list: one statement for the rows, one for the numbers.

use access::Scope;
use jiff::civil::Date;
use region::OrganisationKind;
use store::{Result, Sql};

use super::organisations::known_kind;
use crate::rules::{Filter, ORGANISATIONS_ON_A_PAGE, like_patterns};

/// A line of the registry.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedOrganisation {
    pub id: String,
    pub code: String,
    kind: String,
    pub is_demo: bool,
    pub full_name: String,
    pub short_name: String,
    pub genitive_name: String,
    pub municipality_code: Option<String>,
    pub municipality_name: Option<String>,
}

impl ListedOrganisation {
    pub fn kind(&self) -> OrganisationKind {
        known_kind(&self.kind)
    }
}

/// How many organisations of a kind a municipality has; an empty code: those of no municipality.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CountRow {
    pub municipality_code: String,
    kind: String,
    pub count: i64,
}

impl CountRow {
    pub fn kind(&self) -> OrganisationKind {
        known_kind(&self.kind)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KindCountRow {
    kind: String,
    pub count: i64,
}

impl KindCountRow {
    pub fn kind(&self) -> OrganisationKind {
        known_kind(&self.kind)
    }
}

/// A body of a municipality: everything but schools.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct BodyRow {
    pub code: String,
    kind: String,
    pub short_name: String,
    pub full_name: String,
}

impl BodyRow {
    pub fn kind(&self) -> OrganisationKind {
        known_kind(&self.kind)
    }
}

fn kind_code(filter: &Filter) -> &'static str {
    filter.kind.map_or("", OrganisationKind::code)
}

/// The rows of the filter's page.
pub async fn registry_page(
    sql: impl Sql<'_>,
    scope: &Scope,
    filter: &Filter,
) -> Result<Vec<ListedOrganisation>> {
    let [first, second, third, rest] = like_patterns(&filter.q);
    sql.query(
        "select o.id, o.code, o.kind, o.is_demo, n.full_name, n.short_name, n.genitive_name,
                m.code as municipality_code, mn.short_name as municipality_name
         from organisation o
         join organisation_name n on n.org_id = o.id and n.valid_from <= $4 and n.valid_to >= $4
         left join municipality m on m.id = o.municipality_id
         left join municipality_name mn on mn.municipality_id = m.id and mn.valid_from <= $4 and mn.valid_to >= $4
         where ($1 = 'everything' or ($1 in ('own', 'municipality') and o.id = $2)
                or ($1 = 'municipality' and o.municipality_id = $3))
           and ($5 = '' or o.kind = $5) and ($6 = '' or m.code = $6)
           and ($14 = '' or o.parent_id = (select p.id from organisation p where p.code = $14))
           and n.fold like $7 escape '\\' and n.fold like $8 escape '\\'
           and n.fold like $9 escape '\\' and n.fold like $10 escape '\\'
         order by case when $11 = 'name' then n.sort_key
                       when $11 = 'municipality' then coalesce(mn.sort_key, '') else '' end,
                  o.kind_order, coalesce(mn.sort_key, ''), n.sort_key, o.id
         limit $12 offset $13",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(filter.as_of)
    .bind(kind_code(filter))
    .bind(filter.municipality.as_deref().unwrap_or_default())
    .bind(first)
    .bind(second)
    .bind(third)
    .bind(rest)
    .bind(filter.sort.code())
    .bind(ORGANISATIONS_ON_A_PAGE)
    .bind((filter.page - 1) * ORGANISATIONS_ON_A_PAGE)
    .bind(filter.under.as_deref().unwrap_or_default())
    .all()
    .await
}

/// At most `limit` organisations whose id comes after `cursor` (empty: from the beginning), in the order of ids:
/// what is added while somebody pages through is met at the end and nothing is met twice.
pub async fn registry_after(
    sql: impl Sql<'_>,
    scope: &Scope,
    filter: &Filter,
    cursor: &str,
    limit: i64,
) -> Result<Vec<ListedOrganisation>> {
    let [first, second, third, rest] = like_patterns(&filter.q);
    sql.query(
        "select o.id, o.code, o.kind, o.is_demo, n.full_name, n.short_name, n.genitive_name,
                m.code as municipality_code, mn.short_name as municipality_name
         from organisation o
         join organisation_name n on n.org_id = o.id and n.valid_from <= $4 and n.valid_to >= $4
         left join municipality m on m.id = o.municipality_id
         left join municipality_name mn on mn.municipality_id = m.id and mn.valid_from <= $4 and mn.valid_to >= $4
         where ($1 = 'everything' or ($1 in ('own', 'municipality') and o.id = $2)
                or ($1 = 'municipality' and o.municipality_id = $3))
           and ($5 = '' or o.kind = $5) and ($6 = '' or m.code = $6)
           and ($13 = '' or o.parent_id = (select p.id from organisation p where p.code = $13))
           and n.fold like $7 escape '\\' and n.fold like $8 escape '\\'
           and n.fold like $9 escape '\\' and n.fold like $10 escape '\\'
           and o.id > $11
         order by o.id limit $12",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(filter.as_of)
    .bind(kind_code(filter))
    .bind(filter.municipality.as_deref().unwrap_or_default())
    .bind(first)
    .bind(second)
    .bind(third)
    .bind(rest)
    .bind(cursor)
    .bind(limit)
    .bind(filter.under.as_deref().unwrap_or_default())
    .all()
    .await
}

/// How many organisations of each kind each municipality has on the filter's day and for its words. The filter's own
/// kind and municipality are left aside: [`crate::rules::Totals`] tells what each choice would show.
pub async fn registry_counts(sql: impl Sql<'_>, scope: &Scope, filter: &Filter) -> Result<Vec<CountRow>> {
    let [first, second, third, rest] = like_patterns(&filter.q);
    sql.query(
        "select coalesce(m.code, '') as municipality_code, o.kind, count(*) as count
         from organisation o
         join organisation_name n on n.org_id = o.id and n.valid_from <= $4 and n.valid_to >= $4
         left join municipality m on m.id = o.municipality_id
         where ($1 = 'everything' or ($1 in ('own', 'municipality') and o.id = $2)
                or ($1 = 'municipality' and o.municipality_id = $3))
           and ($9 = '' or o.parent_id = (select p.id from organisation p where p.code = $9))
           and n.fold like $5 escape '\\' and n.fold like $6 escape '\\'
           and n.fold like $7 escape '\\' and n.fold like $8 escape '\\'
         group by coalesce(m.code, ''), o.kind",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(filter.as_of)
    .bind(first)
    .bind(second)
    .bind(third)
    .bind(rest)
    .bind(filter.under.as_deref().unwrap_or_default())
    .all()
    .await
}

/// How many organisations of each kind lie in a municipality on a day.
pub async fn counts_of_municipality(
    sql: impl Sql<'_>,
    scope: &Scope,
    municipality_id: &str,
    day: Date,
) -> Result<Vec<KindCountRow>> {
    sql.query(
        "select o.kind, count(*) as count
         from organisation o
         join organisation_name n on n.org_id = o.id and n.valid_from <= $5 and n.valid_to >= $5
         where ($1 = 'everything' or ($1 in ('own', 'municipality') and o.id = $2)
                or ($1 = 'municipality' and o.municipality_id = $3))
           and o.municipality_id = $4
         group by o.kind, o.kind_order order by o.kind_order",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(municipality_id)
    .bind(day)
    .all()
    .await
}

/// The bodies and centres of a municipality on a day: everything but schools.
pub async fn bodies_of(
    sql: impl Sql<'_>,
    scope: &Scope,
    municipality_id: &str,
    day: Date,
) -> Result<Vec<BodyRow>> {
    sql.query(
        "select o.code, o.kind, n.short_name, n.full_name
         from organisation o
         join organisation_name n on n.org_id = o.id and n.valid_from <= $5 and n.valid_to >= $5
         where ($1 = 'everything' or ($1 in ('own', 'municipality') and o.id = $2)
                or ($1 = 'municipality' and o.municipality_id = $3))
           and o.municipality_id = $4 and o.kind <> 'school'
         order by o.kind_order, n.sort_key, o.id limit 200",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(municipality_id)
    .bind(day)
    .all()
    .await
}
