//! What a card tells besides name and posts, and the posts' own fields.

use access::Scope;
use jiff::civil::Date;
use store::{Moment, Result, Sql, Tx};

use super::PersonRow;
use crate::rules::{CardFields, PostTerm};

/// A card as it is kept; a person without a row has the empty one.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct CardRow {
    pub education: String,
    pub education_field: String,
    pub category: String,
    category_on: Option<String>,
    pub phone: String,
    pub email: String,
    pub is_public: bool,
    /// 0 while nothing has been written.
    pub version: i64,
}

impl CardRow {
    pub fn fields(&self) -> CardFields {
        CardFields {
            education: self.education.clone(),
            education_field: self.education_field.clone(),
            category: self.category.clone(),
            category_on: self.category_on.as_deref().and_then(|day| day.parse().ok()),
            phone: self.phone.clone(),
            email: self.email.clone(),
            is_public: self.is_public,
        }
    }
}

/// The card of a person who was read within a scope.
pub async fn card_of(sql: impl Sql<'_>, person: &PersonRow) -> Result<CardRow> {
    let row = sql
        .query(
            "select education, education_field, category, category_on, phone, email, is_public, version
             from person_card where person_id = $1",
        )
        .bind(&person.id)
        .optional()
        .await?;
    Ok(row.unwrap_or_default())
}

/// Writes a card over the version that was looked at; false when somebody was faster.
pub(crate) async fn write_card(
    tx: &mut Tx,
    person: &PersonRow,
    card: &CardFields,
    seen_version: i64,
    by: &str,
    now: Moment,
) -> Result<bool> {
    let written = tx
        .query(
            "insert into person_card (person_id, education, education_field, category, category_on, phone, email,
                                      is_public, version, updated_at, updated_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9 + 1, $10, $11)
             on conflict (person_id) do update set
                 education = excluded.education, education_field = excluded.education_field,
                 category = excluded.category, category_on = excluded.category_on, phone = excluded.phone,
                 email = excluded.email, is_public = excluded.is_public, version = excluded.version,
                 updated_at = excluded.updated_at, updated_by = excluded.updated_by
             where person_card.version = excluded.version - 1",
        )
        .bind(&person.id)
        .bind(&card.education)
        .bind(&card.education_field)
        .bind(&card.category)
        .bind(card.category_on)
        .bind(&card.phone)
        .bind(&card.email)
        .bind(card.is_public)
        .bind(seen_version)
        .bind(now)
        .bind(by)
        .run()
        .await?;
    Ok(written == 1)
}

/// Takes a person's contacts off the open page; false when they were not there.
pub(crate) async fn hide_contacts(tx: &mut Tx, person_id: &str) -> Result<bool> {
    let hidden = tx
        .query("update person_card set is_public = $2, version = version + 1 where person_id = $1 and is_public = $3")
        .bind(person_id)
        .bind(false)
        .bind(true)
        .run()
        .await?;
    Ok(hidden == 1)
}

/// Sets what a post is besides its title, and its last day. `scope` is that of writing cards.
pub(crate) async fn write_post(
    tx: &mut Tx,
    scope: &Scope,
    person: &PersonRow,
    post_id: &str,
    rate: i64,
    is_main: bool,
    term: PostTerm,
) -> Result<bool> {
    let written = tx
        .query(
            "update post set rate = $6, is_main = $7, valid_to = $8
             where id = $4 and person_id = $5 and valid_from <= $8
               and ($1 = 'everything' or ($1 in ('own', 'municipality') and org_id = $2)
                    or ($1 = 'municipality' and municipality_id = $3))",
        )
        .bind(scope.reach_code())
        .bind(scope.org_id())
        .bind(scope.municipality_id())
        .bind(post_id)
        .bind(&person.id)
        .bind(rate)
        .bind(is_main)
        .bind(term.to)
        .run()
        .await?;
    Ok(written == 1)
}

/// Somebody who agreed to be found, with a post that they hold today.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PublicContact {
    pub surname: String,
    pub name: String,
    pub patronymic: String,
    pub post_title: String,
    pub org_code: String,
    pub org_title: String,
    pub phone: String,
    pub email: String,
}

/// Contacts that their owners opened to everybody: whoever has withdrawn the consent is not among them, whatever the
/// card says. Open to every reader of cards and to strangers.
pub async fn public_contacts(
    sql: impl Sql<'_>,
    scope: &Scope,
    q: &str,
    today: Date,
    most: i64,
) -> Result<Vec<PublicContact>> {
    let [first, second, third, rest] = crate::rules::like_patterns(q);
    sql.query(
        "select p.surname, p.name, p.patronymic, o.title as post_title, o.org_code, o.org_title, c.phone, c.email
         from person_card c
         join person p on p.id = c.person_id
         join post o on o.person_id = p.id and o.valid_from <= $2 and o.valid_to >= $2
         where $1 <> 'nothing' and c.is_public
           and exists (select 1 from consent a where a.person_id = p.id and a.kind = 'distribution' and a.withdrawn_on is null)
           and p.fold like $3 escape '\\' and p.fold like $4 escape '\\'
           and p.fold like $5 escape '\\' and p.fold like $6 escape '\\'
         order by p.sort_key, p.id, o.valid_from desc, o.id limit $7",
    )
    .bind(scope.reach_code())
    .bind(today)
    .bind(first)
    .bind(second)
    .bind(third)
    .bind(rest)
    .bind(most)
    .all()
    .await
}
