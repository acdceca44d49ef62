//! Plans and their versions.

use access::audit::{self, Event};
use access::{House, Reach, Scope};
use plan::Plan;
use store::{Moment, Result, Sql, Tx, new_id};

use super::{Author, touch_plan};
use crate::rules::{PlanKeys, PlanYear};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PlanRow {
    pub id: String,
    pub year: i64,
    /// Month in which the plan's year starts, where its title says so; else the region's.
    pub start_month: Option<i64>,
    pub title: String,
    pub revision: i64,
    pub published_at: Option<i64>,
}

impl PlanRow {
    /// The twelve months that the plan is for.
    pub fn plan_year(&self, region_start_month: i8) -> PlanYear {
        let own = self.start_month.and_then(|month| i8::try_from(month).ok());
        PlanYear::new(i16::try_from(self.year).unwrap_or_default(), own.unwrap_or(region_start_month))
    }
}

const VISIBLE: &str = "everything";

/// Whether a plan that is not published yet may be seen.
fn sees_unpublished(scope: &Scope) -> bool {
    matches!(scope.reach(), Reach::Everything | Reach::Own | Reach::Municipality)
}

/// The plan of a year: any for those who work with it, only a published one for everybody else.
pub async fn plan_of_year(sql: impl Sql<'_>, scope: &Scope, year: i16) -> Result<Option<PlanRow>> {
    if scope.reach() == Reach::Nothing {
        return Ok(None);
    }
    sql.query(
        "select id, year, start_month, title, revision, published_at from plan
         where year = $1 and current_version is not null and ($2 = 'everything' or published_at is not null)",
    )
    .bind(i64::from(year))
    .bind(if sees_unpublished(scope) { VISIBLE } else { "published" })
    .optional()
    .await
}

/// Every plan that the scope sees, newest first.
pub async fn plans(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<PlanRow>> {
    if scope.reach() == Reach::Nothing {
        return Ok(Vec::new());
    }
    sql.query(
        "select id, year, start_month, title, revision, published_at from plan
         where current_version is not null and ($1 = 'everything' or published_at is not null)
         order by year desc",
    )
    .bind(if sees_unpublished(scope) { VISIBLE } else { "published" })
    .all()
    .await
}

#[derive(Debug, Clone, sqlx::FromRow)]
struct VersionRow {
    id: String,
    number: i64,
    content: String,
    keys: String,
    note: String,
    basis: String,
    author: String,
    created_at: i64,
}

/// A version with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanVersion {
    pub id: String,
    pub number: i64,
    pub plan: Plan,
    pub keys: PlanKeys,
    /// What was changed, in words.
    pub note: String,
    /// The order or letter that changed it.
    pub basis: String,
    pub author: String,
    pub created_at: Moment,
}

impl TryFrom<VersionRow> for PlanVersion {
    type Error = store::Error;

    fn try_from(row: VersionRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            number: row.number,
            plan: serde_json::from_str(&row.content)?,
            keys: serde_json::from_str(&row.keys)?,
            note: row.note,
            basis: row.basis,
            author: row.author,
            created_at: row.created_at,
        })
    }
}

/// The version in force. The plan row was read within a scope already; its id is the proof.
pub async fn current_version(sql: impl Sql<'_>, plan: &PlanRow) -> Result<PlanVersion> {
    let row: VersionRow = sql
        .query(
            "select v.id, v.number, v.content, v.keys, v.note, v.basis, v.author, v.created_at
             from plan_version v join plan p on p.current_version = v.id where p.id = $1",
        )
        .bind(&plan.id)
        .one()
        .await?;
    row.try_into()
}

/// Every version, newest first.
pub async fn versions(sql: impl Sql<'_>, plan: &PlanRow) -> Result<Vec<PlanVersion>> {
    let rows: Vec<VersionRow> = sql
        .query(
            "select id, number, content, keys, note, basis, author, created_at from plan_version
             where plan_id = $1 order by number desc",
        )
        .bind(&plan.id)
        .all()
        .await?;
    rows.into_iter().map(PlanVersion::try_from).collect()
}

/// What changes a plan: the new content with its reason.
#[derive(Debug, Clone)]
pub struct NewVersion<'a> {
    pub plan: &'a Plan,
    pub note: &'a str,
    pub basis: &'a str,
}

/// Makes the year's plan, or the next version of it; answers the plan's id. Evidence stays with its measures:
/// keys are carried over from the version before.
pub async fn add_version(
    tx: &mut Tx,
    house: &House,
    year: i16,
    new: &NewVersion<'_>,
    author: &Author,
) -> Result<String> {
    let now = house.clock.now();
    let existing = plan_of_year(&mut *tx, &Scope::of_the_program(), year).await?;
    let (plan_id, number, keys) = if let Some(plan) = &existing {
        let old = current_version(&mut *tx, plan).await?;
        (plan.id.clone(), old.number + 1, old.keys.carried_over(&old.plan, new.plan))
    } else {
        let id = new_id();
        tx.query("insert into plan (id, year, title, created_at) values ($1, $2, $3, $4)")
            .bind(&id)
            .bind(i64::from(year))
            .bind(&new.plan.meta.title)
            .bind(now)
            .run()
            .await?;
        (id, 1, PlanKeys::first(new.plan))
    };
    let version_id = new_id();
    tx.query(
        "insert into plan_version (id, plan_id, number, content, keys, note, basis, created_by, author, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&version_id)
    .bind(&plan_id)
    .bind(number)
    .bind(serde_json::to_string(new.plan)?)
    .bind(serde_json::to_string(&keys)?)
    .bind(new.note)
    .bind(new.basis)
    .bind(&author.account_id)
    .bind(&author.name)
    .bind(now)
    .run()
    .await?;
    put_in_force(tx, &plan_id, &version_id, new.plan).await?;
    let what = format!("Редакция {number} плана на {year} год: {}", new.note);
    let event = Event { act: "plan.version_added", object: ("plan", &plan_id), what: &what };
    audit::note(tx, house, &author.who(), event).await?;
    Ok(plan_id)
}

/// The version is the plan from now on.
pub(super) async fn put_in_force(tx: &mut Tx, plan_id: &str, version_id: &str, content: &Plan) -> Result<()> {
    tx.query("update plan set current_version = $2, title = $3, start_month = $4 where id = $1")
        .bind(plan_id)
        .bind(version_id)
        .bind(&content.meta.title)
        .bind(content.meta.year_start_month.map(i64::from))
        .run()
        .await?;
    touch_plan(tx, plan_id).await
}

/// Opens the plan to everybody, or closes it again.
pub async fn set_published(
    tx: &mut Tx,
    house: &House,
    plan: &PlanRow,
    is_open: bool,
    author: &Author,
) -> Result<()> {
    tx.query("update plan set published_at = $2 where id = $1")
        .bind(&plan.id)
        .bind(is_open.then(|| house.clock.now()))
        .run()
        .await?;
    touch_plan(tx, &plan.id).await?;
    let (act, what) = if is_open {
        ("plan.published", "План опубликован для всех")
    } else {
        ("plan.closed", "Публикация плана снята")
    };
    audit::note(tx, house, &author.who(), Event { act, object: ("plan", &plan.id), what }).await
}
