//! All SQL of this room. A person is seen by the organisations at which they hold a post today, and by whoever
//! reaches everything; posts at other organisations are not shown with them.

pub mod cards;
pub mod consents;
pub mod erasures;
mod holdings;
pub mod restricted;

use access::store::Place;
use access::{Reach, Scope};
use jiff::civil::Date;
use store::{Migration, Moment, Result, Sql, Tx, new_id};

use crate::PersonRefused;
use crate::rules::{
    FIRST_DAY, Filter, LAST_DAY, PEOPLE_ON_A_PAGE, PersonName, PostTerm, like_patterns, name_fault,
    search_fold, sort_key, title_fault,
};

pub use holdings::HOLDINGS;
pub(crate) use holdings::{CAUSES, account_name, account_of, erase, rows, scans_of};

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 4_001,
        name: "people and posts",
        sql: include_str!("../migrations/0001_people.sql"),
    },
    Migration {
        version: 4_030,
        name: "cards, the restricted block, consents, erasures",
        sql: include_str!("../migrations/0030_personal_data.sql"),
    },
];

/// What is needed to enter a person.
#[derive(Debug, Clone)]
pub struct NewPerson {
    pub name: PersonName,
    /// The account that they sign in with, if they have one.
    pub account_id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PersonRow {
    pub id: String,
    pub surname: String,
    pub name: String,
    pub patronymic: String,
}

impl PersonRow {
    pub fn full_name(&self) -> String {
        self.person_name().full()
    }

    fn person_name(&self) -> PersonName {
        PersonName {
            surname: self.surname.clone(),
            name: self.name.clone(),
            patronymic: self.patronymic.clone(),
        }
    }

    /// «Демонова А. С.»
    pub fn initials(&self) -> String {
        ui::ru::initials(&self.surname, &self.name, &self.patronymic)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PostRow {
    pub id: String,
    pub org_id: String,
    pub org_code: String,
    /// What the organisation was called when the post was entered.
    pub org_title: String,
    pub title: String,
    /// Hundredths of a whole post.
    pub rate: i64,
    pub is_main: bool,
    valid_from: String,
    valid_to: String,
}

impl PostRow {
    pub fn term(&self) -> PostTerm {
        PostTerm {
            from: self.valid_from.parse().unwrap_or(FIRST_DAY),
            to: self.valid_to.parse().unwrap_or(LAST_DAY),
        }
    }
}

/// A person of the list with one of the posts that they hold today; somebody with two posts makes two rows.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedPost {
    pub person_id: String,
    pub surname: String,
    pub name: String,
    pub patronymic: String,
    pub post_title: Option<String>,
    pub org_code: Option<String>,
    pub org_title: Option<String>,
}

impl ListedPost {
    pub fn full_name(&self) -> String {
        PersonName {
            surname: self.surname.clone(),
            name: self.name.clone(),
            patronymic: self.patronymic.clone(),
        }
        .full()
    }
}

/// Enters a person; posts follow with [`add_post`]. `scope` is that of writing person cards.
///
/// # Errors
/// `NotFound` for whoever may not write cards at all; `Invalid` with the field; `AccountTaken`.
pub async fn add_person(
    tx: &mut Tx,
    scope: &Scope,
    new: &NewPerson,
    now: Moment,
) -> std::result::Result<String, PersonRefused> {
    if matches!(scope.reach(), Reach::Nothing | Reach::Published) {
        return Err(PersonRefused::NotFound);
    }
    let name = new.name.tidy();
    if let Some((field, text)) = name_fault(&name) {
        return Err(PersonRefused::Invalid { field, text });
    }
    let id = new_id();
    let added = tx
        .query(
            "insert into person (id, account_id, surname, name, patronymic, fold, sort_key, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (account_id) do nothing",
        )
        .bind(&id)
        .bind(new.account_id.as_deref())
        .bind(&name.surname)
        .bind(&name.name)
        .bind(&name.patronymic)
        .bind(search_fold(&name))
        .bind(sort_key(&name))
        .bind(now)
        .run()
        .await?;
    if added == 1 { Ok(id) } else { Err(PersonRefused::AccountTaken) }
}

/// Gives a person a post. `scope` is that of writing person cards and must cover the organisation; the person must
/// be within it too or have no post yet: nobody gets at a foreign card by giving its owner a post.
pub async fn add_post(
    tx: &mut Tx,
    scope: &Scope,
    person_id: &str,
    place: &Place,
    title: &str,
    term: PostTerm,
    now: Moment,
) -> std::result::Result<String, PersonRefused> {
    if !scope.covers(&place.org_id, place.municipality_id.as_deref()) {
        return Err(PersonRefused::NotFound);
    }
    if let Some(text) = title_fault(title) {
        return Err(PersonRefused::Invalid { field: "title", text });
    }
    let reachable: Option<(String,)> = tx
        .query(
            "select p.id from person p
             where p.id = $4
               and ($1 = 'everything'
                    or not exists (select 1 from post o where o.person_id = p.id)
                    or exists (select 1 from post o where o.person_id = p.id
                                and (o.org_id = $2 or ($1 = 'municipality' and o.municipality_id = $3))))",
        )
        .bind(scope.reach_code())
        .bind(scope.org_id())
        .bind(scope.municipality_id())
        .bind(person_id)
        .optional()
        .await?;
    if reachable.is_none() {
        return Err(PersonRefused::NotFound);
    }
    let id = new_id();
    tx.query(
        "insert into post (id, person_id, org_id, org_code, org_title, municipality_id, title, valid_from, valid_to, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&id)
    .bind(person_id)
    .bind(&place.org_id)
    .bind(&place.org_code)
    .bind(&place.org_title)
    .bind(place.municipality_id.as_deref())
    .bind(title.trim())
    .bind(term.from)
    .bind(term.to)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

/// Ends the posts that an account's owner holds at an organisation: somebody has left. Posts that begin later stay.
pub async fn end_posts(
    tx: &mut Tx,
    scope: &Scope,
    account_id: &str,
    place: &Place,
    last_day: Date,
) -> std::result::Result<u64, PersonRefused> {
    if !scope.covers(&place.org_id, place.municipality_id.as_deref()) {
        return Err(PersonRefused::NotFound);
    }
    let ended = tx
        .query(
            "update post set valid_to = $3
             where org_id = $2 and valid_from <= $3 and valid_to > $3
               and person_id in (select id from person where account_id = $1)",
        )
        .bind(account_id)
        .bind(&place.org_id)
        .bind(last_day)
        .run()
        .await?;
    Ok(ended)
}

/// Who signs in with an account. The program's own: one's name is one's own to see.
pub async fn person_of_account(sql: impl Sql<'_>, account_id: &str) -> Result<Option<PersonRow>> {
    sql.query("select id, surname, name, patronymic from person where account_id = $1")
        .bind(account_id)
        .optional()
        .await
}

/// A person by id, whoever asks: for jobs and the command line.
pub(crate) async fn person_row(sql: impl Sql<'_>, id: &str) -> Result<Option<PersonRow>> {
    sql.query("select id, surname, name, patronymic from person where id = $1").bind(id).optional().await
}

/// A person's card on a day; `None` outside of the scope as for an absent one.
pub async fn person(sql: impl Sql<'_>, scope: &Scope, id: &str, today: Date) -> Result<Option<PersonRow>> {
    sql.query(
        "select p.id, p.surname, p.name, p.patronymic from person p
         where p.id = $4
           and ($1 = 'everything'
                or ($1 in ('own', 'municipality')
                    and exists (select 1 from post o where o.person_id = p.id and o.valid_from <= $5 and o.valid_to >= $5
                                 and (o.org_id = $2 or ($1 = 'municipality' and o.municipality_id = $3)))))",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(id)
    .bind(today)
    .optional()
    .await
}

/// A person's posts within the scope, newest first: what they are elsewhere is not told.
pub async fn posts_of(sql: impl Sql<'_>, scope: &Scope, person: &PersonRow) -> Result<Vec<PostRow>> {
    sql.query(
        "select o.id, o.org_id, o.org_code, o.org_title, o.title, o.rate, o.is_main, o.valid_from, o.valid_to from post o
         where o.person_id = $4
           and ($1 = 'everything' or ($1 in ('own', 'municipality') and o.org_id = $2)
                or ($1 = 'municipality' and o.municipality_id = $3))
         order by o.valid_to desc, o.valid_from desc, o.id desc",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(&person.id)
    .all()
    .await
}

/// The people of the filter's page by name, each with the posts within the scope that they hold today.
pub async fn people_page(
    sql: impl Sql<'_>,
    scope: &Scope,
    filter: &Filter,
    today: Date,
) -> Result<Vec<ListedPost>> {
    let [first, second, third, rest] = like_patterns(&filter.q);
    sql.query(
        "with shown as (
             select p.id, p.surname, p.name, p.patronymic, p.sort_key from person p
             where ($1 = 'everything'
                    or ($1 in ('own', 'municipality')
                        and exists (select 1 from post o
                                    where o.person_id = p.id and o.valid_from <= $4 and o.valid_to >= $4
                                      and (o.org_id = $2 or ($1 = 'municipality' and o.municipality_id = $3)))))
               and p.fold like $5 escape '\\' and p.fold like $6 escape '\\'
               and p.fold like $7 escape '\\' and p.fold like $8 escape '\\'
             order by p.sort_key, p.id limit $9 offset $10)
         select s.id as person_id, s.surname, s.name, s.patronymic, o.title as post_title, o.org_code, o.org_title
         from shown s
         left join post o on o.person_id = s.id and o.valid_from <= $4 and o.valid_to >= $4
              and ($1 = 'everything' or o.org_id = $2 or ($1 = 'municipality' and o.municipality_id = $3))
         order by s.sort_key, s.id, o.valid_from desc, o.id",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(today)
    .bind(first)
    .bind(second)
    .bind(third)
    .bind(rest)
    .bind(PEOPLE_ON_A_PAGE)
    .bind((filter.page - 1) * PEOPLE_ON_A_PAGE)
    .all()
    .await
}

/// Who holds a post at an organisation on a day, by name; nobody where the scope does not reach its people.
pub async fn people_at(sql: impl Sql<'_>, scope: &Scope, org_id: &str, day: Date) -> Result<Vec<ListedPost>> {
    sql.query(
        "select p.id as person_id, p.surname, p.name, p.patronymic, o.title as post_title, o.org_code, o.org_title
         from post o join person p on p.id = o.person_id
         where o.org_id = $4 and o.valid_from <= $5 and o.valid_to >= $5
           and ($1 = 'everything' or ($1 in ('own', 'municipality') and o.org_id = $2)
                or ($1 = 'municipality' and o.municipality_id = $3))
         order by p.sort_key, p.id, o.valid_from desc, o.id",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(org_id)
    .bind(day)
    .all()
    .await
}

/// How many people the filter shows on all pages together.
pub async fn people_count(sql: impl Sql<'_>, scope: &Scope, filter: &Filter, today: Date) -> Result<i64> {
    let [first, second, third, rest] = like_patterns(&filter.q);
    let (count,): (i64,) = sql
        .query(
            "select count(*) from person p
             where ($1 = 'everything'
                    or ($1 in ('own', 'municipality')
                        and exists (select 1 from post o
                                    where o.person_id = p.id and o.valid_from <= $4 and o.valid_to >= $4
                                      and (o.org_id = $2 or ($1 = 'municipality' and o.municipality_id = $3)))))
               and p.fold like $5 escape '\\' and p.fold like $6 escape '\\'
               and p.fold like $7 escape '\\' and p.fold like $8 escape '\\'",
        )
        .bind(scope.reach_code())
        .bind(scope.org_id())
        .bind(scope.municipality_id())
        .bind(today)
        .bind(first)
        .bind(second)
        .bind(third)
        .bind(rest)
        .one()
        .await?;
    Ok(count)
}
