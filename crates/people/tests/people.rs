//! People on a fresh database: who is entered, who sees whom.

use access::store::{Place, add_account};
use access::testing::{scope_of, scope_of_stranger};
use access::{Deed, Role, Scope, Subject};
use jiff::civil::{Date, date};
use people::rules::FilterText;
use people::store::{people_count, people_page, posts_of};
use people::{
    NewPerson, PersonName, PersonRefused, PostTerm, add_person, add_post, person, person_of_account,
};
use store::testing::{TestDb, fresh};

const TODAY: Date = date(2024, 10, 15);
const NOW: store::Moment = 1_700_000_000_000_000;

async fn empty() -> TestDb {
    fresh(&[store::MIGRATIONS, access::MIGRATIONS, people::MIGRATIONS]).await
}

fn place(code: &str, municipality: Option<&str>) -> Place {
    Place {
        org_id: format!("id-{code}"),
        org_code: code.to_owned(),
        org_title: format!("Организация {code}"),
        municipality_id: municipality.map(str::to_owned),
    }
}

fn named(full: &str) -> NewPerson {
    let mut parts = full.split(' ').map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    NewPerson { name: PersonName { surname: next(), name: next(), patronymic: next() }, account_id: None }
}

fn since(from: Date) -> PostTerm {
    PostTerm::new(Some(from), None).unwrap()
}

fn reads(role: Role, place: &Place) -> Scope {
    scope_of(role, place, Subject::PersonCard, Deed::Read)
}

fn writes(role: Role, place: &Place) -> Scope {
    scope_of(role, place, Subject::PersonCard, Deed::Write)
}

/// A person with a post since 2021.
async fn enter(test: &TestDb, full: &str, place: &Place, term: PostTerm) -> String {
    let program = Scope::of_the_program();
    let mut tx = test.db.begin().await.unwrap();
    let id = add_person(&mut tx, &program, &named(full), NOW).await.unwrap();
    add_post(&mut tx, &program, &id, place, "педагог-библиотекарь", term, NOW).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn surnames(test: &TestDb, scope: &Scope, q: &str) -> Vec<String> {
    let filter = FilterText { q: q.into(), ..FilterText::default() }.read();
    let rows = people_page(&test.db, scope, &filter, TODAY).await.unwrap();
    let mut surnames: Vec<String> = rows.into_iter().map(|row| row.surname).collect();
    surnames.dedup();
    let count = people_count(&test.db, scope, &filter, TODAY).await.unwrap();
    assert_eq!(usize::try_from(count).unwrap(), surnames.len(), "the count is that of the list");
    surnames
}

#[tokio::test]
async fn an_organisation_sees_those_who_work_there_today() {
    let test = empty().await;
    let (own, neighbour, far) =
        (place("N9", Some("north")), place("N10", Some("north")), place("S1", Some("south")));
    let ann = enter(&test, "Демонова Анна Сергеевна", &own, since(date(2021, 9, 1))).await;
    let bob = enter(&test, "Ёлкин Борис", &neighbour, since(date(2021, 9, 1))).await;
    let left = PostTerm::new(Some(date(2020, 1, 1)), Some(date(2024, 10, 14))).unwrap();
    let cyd = enter(&test, "Юдин Сидор", &own, left).await;
    let coming = enter(&test, "Ясный Лев", &own, since(date(2024, 10, 16))).await;

    let sees = async |scope: &Scope, id: &str| person(&test.db, scope, id, TODAY).await.unwrap().is_some();
    let school = reads(Role::School, &own);
    assert_eq!(surnames(&test, &school, "").await, ["Демонова"]);
    assert!(sees(&school, &ann).await);
    for foreign in [&bob, &cyd, &coming, &"absent".to_owned()] {
        assert!(!sees(&school, foreign).await);
    }
    assert!(surnames(&test, &reads(Role::School, &far), "").await.is_empty());
    assert_eq!(
        surnames(&test, &reads(Role::Institute, &far), "").await,
        ["Демонова", "Ёлкин", "Юдин", "Ясный"]
    );
    assert!(sees(&reads(Role::Administrator, &far), &cyd).await);
    for role in [Role::Expert, Role::Partner] {
        assert!(surnames(&test, &reads(role, &own), "").await.is_empty(), "{role:?}");
        assert!(!sees(&reads(role, &own), &ann).await);
    }
    assert!(!sees(&scope_of_stranger(Subject::PersonCard, Deed::Read), &ann).await);
    // No role reads people municipality by municipality today; the lookup must hold it all the same.
    let municipality =
        scope_of(Role::Municipality, &place("OMSU", Some("north")), Subject::OrganisationCard, Deed::Write);
    assert_eq!(surnames(&test, &municipality, "").await, ["Демонова", "Ёлкин"]);
    let nowhere = scope_of(Role::Municipality, &place("X", None), Subject::OrganisationCard, Deed::Write);
    assert!(surnames(&test, &nowhere, "").await.is_empty());
}

#[tokio::test]
async fn a_post_elsewhere_is_not_told() {
    let test = empty().await;
    let (own, other) = (place("N9", Some("north")), place("S1", Some("south")));
    let id = enter(&test, "Демонова Анна", &own, since(date(2021, 9, 1))).await;
    let mut tx = test.db.begin().await.unwrap();
    add_post(&mut tx, &Scope::of_the_program(), &id, &other, "учитель", since(date(2023, 9, 1)), NOW)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let titles = async |scope: &Scope| {
        let found = person(&test.db, scope, &id, TODAY).await.unwrap().unwrap();
        let posts = posts_of(&test.db, scope, &found).await.unwrap();
        posts.into_iter().map(|post| post.title).collect::<Vec<_>>()
    };
    assert_eq!(titles(&reads(Role::School, &own)).await, ["педагог-библиотекарь"]);
    assert_eq!(titles(&reads(Role::School, &other)).await, ["учитель"]);
    assert_eq!(titles(&reads(Role::Institute, &other)).await, ["учитель", "педагог-библиотекарь"]);
    let filter = FilterText::default().read();
    let rows = people_page(&test.db, &reads(Role::School, &own), &filter, TODAY).await.unwrap();
    assert_eq!(rows.len(), 1, "one post within the scope, one row");
    assert_eq!(rows[0].org_code.as_deref(), Some("N9"));
}

#[tokio::test]
async fn nobody_gets_at_a_foreign_card_by_giving_its_owner_a_post() {
    let test = empty().await;
    let (own, other) = (place("N9", Some("north")), place("S1", Some("south")));
    let foreign = enter(&test, "Демонова Анна", &other, since(date(2021, 9, 1))).await;
    let scope = writes(Role::School, &own);
    let term = since(date(2024, 1, 1));
    let mut tx = test.db.begin().await.unwrap();
    let at_home = add_post(&mut tx, &scope, &foreign, &own, "библиотекарь", term, NOW).await;
    assert!(matches!(at_home, Err(PersonRefused::NotFound)));
    let abroad = add_post(&mut tx, &scope, &foreign, &other, "библиотекарь", term, NOW).await;
    assert!(matches!(abroad, Err(PersonRefused::NotFound)));
    let fresh_person = add_person(&mut tx, &scope, &named("Новиков Пётр"), NOW).await.unwrap();
    add_post(&mut tx, &scope, &fresh_person, &own, "библиотекарь", term, NOW).await.unwrap();
    add_post(&mut tx, &scope, &fresh_person, &own, "заведующий", term, NOW).await.unwrap();
    for scope in [
        reads(Role::Expert, &own),
        reads(Role::Partner, &own),
        scope_of_stranger(Subject::PersonCard, Deed::Write),
    ] {
        let refused = add_person(&mut tx, &scope, &named("Новиков Пётр"), NOW).await;
        assert!(matches!(refused, Err(PersonRefused::NotFound)), "{scope:?}");
    }
    let absent = add_post(&mut tx, &Scope::of_the_program(), "absent", &own, "библиотекарь", term, NOW).await;
    assert!(matches!(absent, Err(PersonRefused::NotFound)));
}

#[tokio::test]
async fn people_are_found_by_any_part_of_the_name() {
    let test = empty().await;
    let own = place("N9", None);
    for full in ["Лиханова Анна", "Ли Ян", "Ёлкин Пётр Семёнович", "Жуков Семён"]
    {
        enter(&test, full, &own, since(date(2021, 9, 1))).await;
    }
    let scope = Scope::of_the_program();
    assert_eq!(surnames(&test, &scope, "").await, ["Ёлкин", "Жуков", "Ли", "Лиханова"]);
    assert_eq!(surnames(&test, &scope, "семен").await, ["Ёлкин", "Жуков"]);
    assert_eq!(surnames(&test, &scope, "ПЁТР ёлк").await, ["Ёлкин"]);
    assert!(surnames(&test, &scope, "%").await.is_empty());
    assert!(surnames(&test, &scope, "Л_").await.is_empty());
    let second_page = FilterText { page: "2".into(), ..FilterText::default() }.read();
    assert!(people_page(&test.db, &scope, &second_page, TODAY).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_account_is_one_persons() {
    let test = empty().await;
    let program = Scope::of_the_program();
    let mut tx = test.db.begin().await.unwrap();
    let account = add_account(&mut tx, "anna", "Анна", "hash", NOW).await.unwrap();
    let with_account = |full: &str| NewPerson { account_id: Some(account.clone()), ..named(full) };
    let id = add_person(&mut tx, &program, &with_account("Демонова Анна"), NOW).await.unwrap();
    let second = add_person(&mut tx, &program, &with_account("Другая Анна"), NOW).await;
    assert!(matches!(second, Err(PersonRefused::AccountTaken)));
    for full in ["Без Учётной", "Ещё Одна"] {
        add_person(&mut tx, &program, &named(full), NOW).await.unwrap();
    }
    tx.commit().await.unwrap();
    let found = person_of_account(&test.db, &account).await.unwrap().unwrap();
    assert_eq!((found.id, found.surname.as_str()), (id, "Демонова"));
    assert!(person_of_account(&test.db, "absent").await.unwrap().is_none());
}

#[tokio::test]
async fn unfit_names_and_titles_are_refused_with_their_field() {
    let test = empty().await;
    let program = Scope::of_the_program();
    let mut tx = test.db.begin().await.unwrap();
    let refused = add_person(&mut tx, &program, &named("Демонова <b>"), NOW).await;
    assert!(matches!(refused, Err(PersonRefused::Invalid { field: "name", .. })));
    let id = add_person(&mut tx, &program, &named("Демонова Анна"), NOW).await.unwrap();
    let refused = add_post(&mut tx, &program, &id, &place("N9", None), " ", since(TODAY), NOW).await;
    assert!(matches!(refused, Err(PersonRefused::Invalid { field: "title", .. })));
}
