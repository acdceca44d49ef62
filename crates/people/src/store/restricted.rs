//! The restricted block: sealed in the table, open only in the hands of a [`Reader`].

use access::{Deed, Reach, Scope, SealError, SealingKeys, Subject, Visitor};
use store::{Moment, Result, Sql, Tx};

use super::PersonRow;
use crate::rules::RestrictedValues;

/// Who opens a block: whoever's scope reaches everything, and the person themself.
#[derive(Debug, Clone)]
pub struct Reader {
    scope: Scope,
    account_id: String,
}

impl Reader {
    pub fn of(visitor: &Visitor, deed: Deed) -> Self {
        Self {
            scope: visitor.scope(Subject::RestrictedFields, deed),
            account_id: visitor.account_id().to_owned(),
        }
    }

    /// A job, the command line.
    pub fn program() -> Self {
        Self { scope: Scope::of_the_program(), account_id: String::new() }
    }

    fn sees_everything(&self) -> bool {
        self.scope.reach() == Reach::Everything
    }
}

/// The person whose block the reader may open, and whether it is the reader's own; nobody otherwise.
pub async fn person_to_open(
    sql: impl Sql<'_>,
    reader: &Reader,
    person_id: &str,
) -> Result<Option<(PersonRow, bool)>> {
    #[derive(sqlx::FromRow)]
    struct Found {
        id: String,
        surname: String,
        name: String,
        patronymic: String,
        account_id: Option<String>,
    }
    let found: Option<Found> = sql
        .query(
            "select id, surname, name, patronymic, account_id from person
             where id = $1 and ($2 or (account_id = $3 and $3 <> ''))",
        )
        .bind(person_id)
        .bind(reader.sees_everything())
        .bind(&reader.account_id)
        .optional()
        .await?;
    Ok(found.map(|one| {
        let is_own = one.account_id.as_ref().is_some_and(|id| *id == reader.account_id);
        let person =
            PersonRow { id: one.id, surname: one.surname, name: one.name, patronymic: one.patronymic };
        (person, is_own)
    }))
}

#[derive(sqlx::FromRow)]
struct SealedRow {
    snils: Option<String>,
    born_on: Option<String>,
    diploma: Option<String>,
    version: i64,
}

/// Place of a field, sealed in with it.
pub(crate) fn place(column: &str, person_id: &str) -> String {
    format!("person_restricted/{column}/{person_id}")
}

/// Opens the block of a person that [`person_to_open`] answered; the version is 0 where nothing is kept.
pub async fn open_restricted(
    sql: impl Sql<'_>,
    keys: &SealingKeys,
    person: &PersonRow,
) -> Result<std::result::Result<(RestrictedValues, i64), SealError>> {
    let row: Option<SealedRow> = sql
        .query("select snils, born_on, diploma, version from person_restricted where person_id = $1")
        .bind(&person.id)
        .optional()
        .await?;
    let Some(row) = row else { return Ok(Ok((RestrictedValues::default(), 0))) };
    let open = |column: &str, sealed: Option<String>| {
        sealed.map(|sealed| keys.open(&place(column, &person.id), &sealed)).transpose()
    };
    let opened = || {
        let born_on = open("born_on", row.born_on.clone())?;
        Ok((
            RestrictedValues {
                snils: open("snils", row.snils.clone())?,
                born_on: born_on.and_then(|day| day.parse().ok()),
                diploma: open("diploma", row.diploma.clone())?,
            },
            row.version,
        ))
    };
    Ok(opened())
}

/// Seals and writes the block over the version that was looked at; false when somebody was faster.
pub(crate) async fn write_restricted(
    tx: &mut Tx,
    keys: &SealingKeys,
    person: &PersonRow,
    values: &RestrictedValues,
    seen_version: i64,
    by: &str,
    now: Moment,
) -> Result<std::result::Result<bool, SealError>> {
    let seal = |column: &str, text: Option<String>| {
        text.map(|text| keys.seal(&place(column, &person.id), &text)).transpose()
    };
    let sealed = (|| {
        Ok((
            seal("snils", values.snils.clone())?,
            seal("born_on", values.born_on.map(|day| day.to_string()))?,
            seal("diploma", values.diploma.clone())?,
        ))
    })();
    let (snils, born_on, diploma) = match sealed {
        Ok(sealed) => sealed,
        Err(error) => return Ok(Err(error)),
    };
    let written = tx
        .query(
            "insert into person_restricted (person_id, snils, born_on, diploma, version, updated_at, updated_by)
             values ($1, $2, $3, $4, $5 + 1, $6, $7)
             on conflict (person_id) do update set
                 snils = excluded.snils, born_on = excluded.born_on, diploma = excluded.diploma,
                 version = excluded.version, updated_at = excluded.updated_at, updated_by = excluded.updated_by
             where person_restricted.version = excluded.version - 1",
        )
        .bind(&person.id)
        .bind(snils)
        .bind(born_on)
        .bind(diploma)
        .bind(seen_version)
        .bind(now)
        .bind(by)
        .run()
        .await?;
    Ok(Ok(written == 1))
}

/// Takes the block away; false when there was none.
pub(crate) async fn erase_restricted(tx: &mut Tx, person_id: &str) -> Result<bool> {
    let erased = tx.query("delete from person_restricted where person_id = $1").bind(person_id).run().await?;
    Ok(erased == 1)
}

#[derive(sqlx::FromRow)]
struct WholeRow {
    person_id: String,
    snils: Option<String>,
    born_on: Option<String>,
    diploma: Option<String>,
}

async fn whole(sql: impl Sql<'_>) -> Result<Vec<WholeRow>> {
    sql.query("select person_id, snils, born_on, diploma from person_restricted order by person_id")
        .all()
        .await
}

/// Seals every field anew with the newest key; answers how many blocks. All or none.
pub async fn seal_anew(tx: &mut Tx, keys: &SealingKeys) -> Result<std::result::Result<u64, SealError>> {
    let mut resealed = 0;
    for row in whole(&mut *tx).await? {
        let anew = |column: &str, sealed: Option<String>| {
            let place = place(column, &row.person_id);
            sealed.map(|sealed| keys.seal(&place, &keys.open(&place, &sealed)?)).transpose()
        };
        let fields = (|| {
            Ok((
                anew("snils", row.snils.clone())?,
                anew("born_on", row.born_on.clone())?,
                anew("diploma", row.diploma.clone())?,
            ))
        })();
        let (snils, born_on, diploma) = match fields {
            Ok(fields) => fields,
            Err(error) => return Ok(Err(error)),
        };
        resealed += tx
            .query("update person_restricted set snils = $2, born_on = $3, diploma = $4 where person_id = $1")
            .bind(&row.person_id)
            .bind(snils)
            .bind(born_on)
            .bind(diploma)
            .run()
            .await?;
    }
    Ok(Ok(resealed))
}

/// How many blocks there are, and which faults keep some from being opened: each is told once.
pub async fn check_sealed(sql: impl Sql<'_>, keys: &SealingKeys) -> Result<(usize, Vec<SealError>)> {
    let rows = whole(sql).await?;
    let mut faults: Vec<SealError> = Vec::new();
    for row in &rows {
        for (column, sealed) in [("snils", &row.snils), ("born_on", &row.born_on), ("diploma", &row.diploma)]
        {
            let Some(sealed) = sealed else { continue };
            if let Err(error) = keys.open(&place(column, &row.person_id), sealed)
                && !faults.contains(&error)
            {
                faults.push(error);
            }
        }
    }
    Ok((rows.len(), faults))
}
