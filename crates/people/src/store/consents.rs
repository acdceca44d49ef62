//! Consents. A person's consents are read with the person; those of parents belong to the organisation that took them in.

use access::Scope;
use access::store::Place;
use jiff::civil::Date;
use region::ConsentKind;
use store::{FileHash, Moment, Result, Sql, Tx, new_id};

use super::PersonRow;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ConsentRow {
    pub id: String,
    kind: String,
    pub text_version: String,
    pub person_id: Option<String>,
    /// For a parent's consent: whom it is about.
    pub child: String,
    pub given_by: String,
    given_on: String,
    /// `electronic`: a mark of one's own on a page; `paper`: with a scan.
    pub mark: String,
    file_hash: Option<String>,
    pub file_name: Option<String>,
    pub org_title: String,
    pub recorded_at: i64,
    withdrawn_on: Option<String>,
}

impl ConsentRow {
    pub fn kind(&self) -> ConsentKind {
        ConsentKind::from_code(&self.kind).unwrap_or(ConsentKind::Processing)
    }

    pub fn given_on(&self) -> Date {
        self.given_on.parse().unwrap_or(crate::rules::FIRST_DAY)
    }

    pub fn withdrawn_on(&self) -> Option<Date> {
        self.withdrawn_on.as_deref()?.parse().ok()
    }

    pub fn is_in_force(&self) -> bool {
        self.withdrawn_on.is_none()
    }

    pub fn file(&self) -> Option<FileHash> {
        FileHash::parse(self.file_hash.as_deref()?)
    }
}

/// A consent about to be written; [`crate::give_consent`] is the door, this is only its SQL.
pub(crate) struct NewRow<'a> {
    pub kind: ConsentKind,
    pub text_version: &'a str,
    pub text_hash: &'a str,
    pub person_id: Option<&'a str>,
    pub child: &'a str,
    pub given_by: &'a str,
    pub given_on: Date,
    pub mark: &'a str,
    pub file: Option<(&'a FileHash, &'a str)>,
    pub place: &'a Place,
    pub recorded_by: &'a str,
}

/// Puts the row in and answers its id; `None` when the person's consent of this kind is in force already.
pub(crate) async fn insert(tx: &mut Tx, new: &NewRow<'_>, now: Moment) -> Result<Option<String>> {
    let id = new_id();
    let added = tx
        .query(
            "insert into consent (id, kind, text_version, text_hash, person_id, child, fold, given_by, given_on, mark,
                                  file_hash, file_name, org_id, org_code, org_title, municipality_id, recorded_by, recorded_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
             on conflict do nothing",
        )
        .bind(&id)
        .bind(new.kind.code())
        .bind(new.text_version)
        .bind(new.text_hash)
        .bind(new.person_id)
        .bind(new.child)
        .bind(ui::ru::fold(&format!("{} {}", new.child, new.given_by)))
        .bind(new.given_by)
        .bind(new.given_on)
        .bind(new.mark)
        .bind(new.file.map(|(hash, _)| hash.as_str()))
        .bind(new.file.map(|(_, name)| name))
        .bind(&new.place.org_id)
        .bind(&new.place.org_code)
        .bind(&new.place.org_title)
        .bind(new.place.municipality_id.as_deref())
        .bind(new.recorded_by)
        .bind(now)
        .run()
        .await?;
    Ok((added == 1).then_some(id))
}

/// Whether a person's consent of a kind is in force: what a page asks before it shows something.
pub async fn has_consent(sql: impl Sql<'_>, person_id: &str, kind: ConsentKind) -> Result<bool> {
    let found: Option<(String,)> = sql
        .query("select id from consent where person_id = $1 and kind = $2 and withdrawn_on is null")
        .bind(person_id)
        .bind(kind.code())
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Whether a parent's consent is in force: what a page asks before it shows a child's photograph.
pub async fn may_show_child(sql: impl Sql<'_>, consent_id: &str) -> Result<bool> {
    let found: Option<(String,)> = sql
        .query("select id from consent where id = $1 and kind = 'child_photo' and withdrawn_on is null")
        .bind(consent_id)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Every consent of a person who was read within a scope or is the reader, newest first.
pub async fn consents_of(sql: impl Sql<'_>, person: &PersonRow) -> Result<Vec<ConsentRow>> {
    sql.query(
        "select id, kind, text_version, person_id, child, given_by, given_on, mark, file_hash, file_name, org_title,
                recorded_at, withdrawn_on
         from consent where person_id = $1 order by given_on desc, id desc",
    )
    .bind(&person.id)
    .all()
    .await
}

/// One consent of a person.
pub async fn consent_of(
    sql: impl Sql<'_>,
    person: &PersonRow,
    consent_id: &str,
) -> Result<Option<ConsentRow>> {
    sql.query(
        "select id, kind, text_version, person_id, child, given_by, given_on, mark, file_hash, file_name, org_title,
                recorded_at, withdrawn_on
         from consent where person_id = $1 and id = $2",
    )
    .bind(&person.id)
    .bind(consent_id)
    .optional()
    .await
}

/// Parents' consents within the scope of reading cards, newest first.
pub async fn child_consents(sql: impl Sql<'_>, scope: &Scope, q: &str, most: i64) -> Result<Vec<ConsentRow>> {
    let [first, second, third, rest] = crate::rules::like_patterns(q);
    sql.query(
        "select id, kind, text_version, person_id, child, given_by, given_on, mark, file_hash, file_name, org_title,
                recorded_at, withdrawn_on
         from consent
         where kind = 'child_photo'
           and ($1 = 'everything' or ($1 in ('own', 'municipality') and org_id = $2)
                or ($1 = 'municipality' and municipality_id = $3))
           and fold like $4 escape '\\' and fold like $5 escape '\\'
           and fold like $6 escape '\\' and fold like $7 escape '\\'
         order by given_on desc, id desc limit $8",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(first)
    .bind(second)
    .bind(third)
    .bind(rest)
    .bind(most)
    .all()
    .await
}

/// A parent's consent; `None` outside of the scope as for an absent one.
pub async fn child_consent(sql: impl Sql<'_>, scope: &Scope, id: &str) -> Result<Option<ConsentRow>> {
    sql.query(
        "select id, kind, text_version, person_id, child, given_by, given_on, mark, file_hash, file_name, org_title,
                recorded_at, withdrawn_on
         from consent
         where id = $4 and kind = 'child_photo'
           and ($1 = 'everything' or ($1 in ('own', 'municipality') and org_id = $2)
                or ($1 = 'municipality' and municipality_id = $3))",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(id)
    .optional()
    .await
}

/// Marks a consent that was read as withdrawn; false when it is not in force any more.
pub(crate) async fn withdraw(
    tx: &mut Tx,
    consent: &ConsentRow,
    on: Date,
    by: &str,
    now: Moment,
) -> Result<bool> {
    let withdrawn = tx
        .query(
            "update consent set withdrawn_on = $2, withdrawn_by = $3, withdrawn_at = $4
             where id = $1 and withdrawn_on is null",
        )
        .bind(&consent.id)
        .bind(on)
        .bind(by)
        .bind(now)
        .run()
        .await?;
    Ok(withdrawn == 1)
}

/// Kind and person of a consent, for the job that follows its withdrawal.
pub(crate) async fn withdrawn(sql: impl Sql<'_>, id: &str) -> Result<Option<(String, Option<String>)>> {
    sql.query("select kind, person_id from consent where id = $1 and withdrawn_on is not null")
        .bind(id)
        .optional()
        .await
}

/// Takes the names out of parents' consents that were withdrawn on this day or before; answers how many.
pub(crate) async fn forget_withdrawn_children(tx: &mut Tx, until: Date) -> Result<u64> {
    tx.query(
        "update consent set child = '', given_by = '', fold = '', file_hash = null, file_name = null
         where kind = 'child_photo' and withdrawn_on <= $1 and (child <> '' or file_hash is not null)",
    )
    .bind(until)
    .run()
    .await
}
