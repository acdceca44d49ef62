//! Cards: contacts, identifiers, buildings, sizes, ends and moves; who may change what, and two editors at once.

mod common;

use access::Role;
use common::{Registry, names};
use jiff::civil::date;
use network::rules::{CardField, Contacts, FieldChange, Filter, OrganisationNames, Period};
use network::store::changes_of;
use network::{
    Author, BuildingForm, NetworkRefused, NewOrganisation, add_building, change_building, change_contacts,
    close_building, close_organisation, correct_names, move_organisation, organisation_by_code,
    register_organisation, set_size,
};
use region::OrganisationKind;

const TODAY: jiff::civil::Date = date(2024, 10, 15);
const INN: &str = "7707083893";

fn change(field: CardField, was: &str, becomes: &str) -> FieldChange {
    FieldChange { field, was: was.into(), becomes: becomes.into() }
}

impl Registry {
    async fn change(
        &self,
        role: Role,
        at: &str,
        code: &str,
        changes: &[FieldChange],
    ) -> Result<(), NetworkRefused> {
        let (scope, id) = (self.writing(role, at).await, self.id(code).await);
        self.doing(async |tx| {
            change_contacts(tx, &self.desk(), &scope, &id, changes, &Author::program()).await
        })
        .await
    }
}

#[tokio::test]
async fn a_school_changes_its_contacts_and_not_who_it_is() {
    let registry = Registry::with_two_municipalities().await;
    let phone = [change(CardField::Phone, "", "12-34-56")];
    registry.change(Role::School, "N9", "N9", &phone).await.unwrap();
    let inn = [change(CardField::Inn, "", INN)];
    for (role, at, code) in [
        (Role::School, "N9", "N9"),
        (Role::School, "N9", "N10"),
        (Role::Municipality, "OMSU_S", "N9"),
        (Role::Expert, "N9", "N9"),
    ] {
        let refused = registry.change(role, at, code, &inn).await.unwrap_err();
        assert!(matches!(refused, NetworkRefused::NotFound), "{role:?} {code}: {refused:?}");
    }
    registry.change(Role::Municipality, "OMSU_N", "N9", &inn).await.unwrap();
    let roll = registry.roll().await;
    let contacts = &roll.organisation("N9").unwrap().contacts;
    assert_eq!((contacts.phone.as_str(), contacts.inn.as_str()), ("12-34-56", INN));
    let (filter, _) = network::rules::FilterText { q: INN.into(), ..Default::default() }.read(TODAY);
    assert_eq!(roll.all(&Registry::program(), &filter).1.shown, 1, "found by its ИНН");
    let taken = registry.change(Role::Institute, "MIN", "S1", &inn).await.unwrap_err();
    assert!(
        matches!(&taken, NetworkRefused::Invalid { field: "inn", text } if text.contains("Школа № 9")),
        "{taken:?}"
    );
}

#[tokio::test]
async fn two_editors_lose_nothing() {
    let registry = Registry::with_two_municipalities().await;
    let set = async |changes: &[FieldChange]| registry.change(Role::Institute, "MIN", "N9", changes).await;
    set(&[change(CardField::Phone, "", "11-11-11")]).await.unwrap();
    // Both opened the form when the telephone was 11-11-11 and the site was empty.
    let untouched = change(CardField::Phone, "11-11-11", "11-11-11");
    set(&[change(CardField::Phone, "11-11-11", "22-22-22")]).await.unwrap();
    set(&[untouched, change(CardField::Site, "", "https://n9.example.ru")]).await.unwrap();
    let conflict = set(&[change(CardField::Phone, "11-11-11", "33-33-33")]).await.unwrap_err();
    let NetworkRefused::Conflict(fields) = conflict else { panic!("{conflict:?}") };
    assert_eq!((fields[0].now.as_str(), fields[0].wanted.as_str()), ("22-22-22", "33-33-33"));
    let roll = registry.roll().await;
    let contacts = &roll.organisation("N9").unwrap().contacts;
    assert_eq!((contacts.phone.as_str(), contacts.site.as_str()), ("22-22-22", "https://n9.example.ru"));
}

#[tokio::test]
async fn the_card_keeps_who_changed_what_for_those_who_may_change_it() {
    let registry = Registry::with_two_municipalities().await;
    registry.change(Role::School, "N9", "N9", &[change(CardField::Head, "", "Иванова И. И.")]).await.unwrap();
    registry.change(Role::School, "N9", "N9", &[change(CardField::Phone, "", "12-34-56")]).await.unwrap();
    let roll = registry.roll().await;
    let one = roll.organisation("N9").unwrap();
    let seen = async |role, at: &str| {
        let scope = registry.writing(role, at).await;
        let rows = changes_of(registry.db(), &scope, one).await.unwrap();
        rows.into_iter().map(|row| row.what).collect::<Vec<_>>()
    };
    assert_eq!(seen(Role::School, "N9").await, ["Телефон: «12-34-56»", "Руководитель: изменён"]);
    assert_eq!(seen(Role::Institute, "MIN").await.len(), 2);
    assert!(seen(Role::School, "N10").await.is_empty() && seen(Role::Ministry, "MIN").await.is_empty());
    let (lines,): (i64,) = registry
        .db()
        .query("select count(*) from audit_entry where object_kind = 'organisation'")
        .one()
        .await
        .unwrap();
    assert_eq!(lines, 2, "the journal has them too");
}

#[tokio::test]
async fn buildings_come_change_and_end() {
    let registry = Registry::with_two_municipalities().await;
    let (desk, author) = (registry.desk(), Author::program());
    let (school, id) = (registry.writing(Role::School, "N9").await, registry.id("N9").await);
    let form = |address: &str, lat: &str, lon: &str| BuildingForm {
        title: String::new(),
        address: address.into(),
        lat: lat.into(),
        lon: lon.into(),
        has_library: true,
    };
    let first = form("ул. Мира, 1", "49,4", "136,5");
    let unfit = registry
        .doing(async |tx| {
            add_building(tx, &desk, &school, &id, &form("ул. Мира, 1", "49,4", ""), &author).await
        })
        .await;
    assert!(matches!(unfit, Err(NetworkRefused::Invalid { field: "lat", .. })), "{unfit:?}");
    let building = registry
        .doing(async |tx| add_building(tx, &desk, &school, &id, &first, &author).await)
        .await
        .unwrap();
    let seen = form("ул. Мира, 1", "49.400000", "136.500000");
    let mended = form("ул. Мира, 1а", "49.400000", "136.500000");
    let save = async |scope: &access::Scope, was: &BuildingForm, becomes: &BuildingForm| {
        let of = (id.as_str(), building.as_str());
        registry.doing(async |tx| change_building(tx, &desk, scope, of, was, becomes, &author).await).await
    };
    save(&school, &seen, &mended).await.unwrap();
    let late = save(&school, &seen, &form("ул. Ленина, 5", "", "")).await.unwrap_err();
    assert!(
        matches!(&late, NetworkRefused::BuildingConflict(now) if now.address == "ул. Мира, 1а"),
        "{late:?}"
    );
    let neighbour = registry.writing(Role::School, "N10").await;
    assert!(matches!(save(&neighbour, &mended, &seen).await, Err(NetworkRefused::NotFound)));
    // Somebody else's building under one's own organisation is not found either.
    let n10 = registry.id("N10").await;
    let foreign = registry
        .doing(async |tx| {
            change_building(tx, &desk, &neighbour, (&n10, &building), &mended, &seen, &author).await
        })
        .await;
    assert!(matches!(foreign, Err(NetworkRefused::NotFound)));
    let close = date(2024, 8, 31);
    registry
        .doing(async |tx| close_building(tx, &desk, &school, (&id, &building), close, &author).await)
        .await
        .unwrap();
    let roll = registry.roll().await;
    let one = roll.organisation("N9").unwrap();
    assert_eq!(
        (one.buildings_on(close).count(), one.buildings_on(TODAY).count(), one.buildings.len()),
        (1, 0, 1)
    );
}

#[tokio::test]
async fn sizes_are_dated() {
    let registry = Registry::with_two_municipalities().await;
    let (desk, author, id) = (registry.desk(), Author::program(), registry.id("N9").await);
    let count = async |role, at: &str, day, pupils| {
        let scope = registry.writing(role, at).await;
        registry.doing(async |tx| set_size(tx, &desk, &scope, &id, day, pupils, &author).await).await
    };
    count(Role::Institute, "MIN", date(2023, 9, 1), 300).await.unwrap();
    count(Role::Municipality, "OMSU_N", date(2024, 9, 1), 310).await.unwrap();
    count(Role::Municipality, "OMSU_N", date(2024, 9, 1), 312).await.unwrap();
    assert!(matches!(count(Role::School, "N9", TODAY, 1).await, Err(NetworkRefused::NotFound)));
    assert!(matches!(
        count(Role::Institute, "MIN", date(2025, 9, 1), 1).await,
        Err(NetworkRefused::Invalid { field: "counted_on", .. })
    ));
    let roll = registry.roll().await;
    let one = roll.organisation("N9").unwrap();
    assert_eq!(one.pupils_on(TODAY), Some((date(2024, 9, 1), 312)));
    assert_eq!(one.pupils_on(date(2024, 8, 31)), Some((date(2023, 9, 1), 300)));
    assert_eq!(one.pupils_on(date(2020, 1, 1)), None);
}

#[tokio::test]
async fn an_organisation_that_is_no_more_is_there_on_its_days() {
    let registry = Registry::with_two_municipalities().await;
    let (desk, author, id) = (registry.desk(), Author::program(), registry.id("N10").await);
    let scope = Registry::program();
    let close = async |day, basis: &str| {
        registry.doing(async |tx| close_organisation(tx, &desk, &scope, &id, day, basis, &author).await).await
    };
    assert!(matches!(
        close(date(2024, 8, 31), " ").await,
        Err(NetworkRefused::Invalid { field: "basis", .. })
    ));
    close(date(2024, 8, 31), "Постановление № 5").await.unwrap();
    assert!(matches!(
        close(date(2024, 9, 30), "ещё").await,
        Err(NetworkRefused::Invalid { field: "last_day", .. })
    ));
    let roll = registry.roll().await;
    let schools =
        |day| roll.all(&scope, &Filter { kind: Some(OrganisationKind::School), ..Filter::on(day) }).1.shown;
    assert_eq!((schools(date(2024, 8, 31)), schools(date(2024, 9, 1))), (3, 2));
    assert!(organisation_by_code(registry.db(), &scope, "N10", TODAY).await.unwrap().is_none());
}

#[tokio::test]
async fn a_slip_is_mended_without_a_new_name() {
    let registry = Registry::with_two_municipalities().await;
    let (desk, author, id) = (registry.desk(), Author::program(), registry.id("N9").await);
    let mended =
        OrganisationNames { short: "Школа № 9 им. Героя".into(), ..names("Школа № 9") };
    registry
        .doing(async |tx| correct_names(tx, &desk, &Registry::program(), &id, &mended, &author).await)
        .await
        .unwrap();
    let roll = registry.roll().await;
    let history = roll.names_of(roll.organisation("N9").unwrap());
    assert_eq!(
        (history.len(), history[0].short.as_str(), history[0].period),
        (1, "Школа № 9 им. Героя", Period::ALWAYS)
    );
}

#[tokio::test]
async fn a_moved_organisation_answers_to_the_new_authority_from_its_day() {
    let registry = Registry::with_two_municipalities().await;
    let (desk, author, id) = (registry.desk(), Author::program(), registry.id("N9").await);
    let south = registry
        .roll()
        .await
        .municipalities_on(TODAY)
        .iter()
        .find(|one| one.code == "south")
        .unwrap()
        .id
        .clone();
    let place = network::place_of(registry.db(), "N9", TODAY).await.unwrap();
    registry.member_at(&place, "lib").await;
    let scope = Registry::program();
    let from = date(2025, 1, 1);
    registry
        .doing(async |tx| {
            move_organisation(tx, &desk, &scope, &id, (&south, "Юг"), "Закон", from, &author).await
        })
        .await
        .unwrap();
    let counted = async |code: &str, day| {
        let roll = registry.roll().await;
        roll.all(&scope, &Filter { municipality: Some(code.into()), ..Filter::on(day) }).1.shown
    };
    assert_eq!((counted("north", TODAY).await, counted("south", TODAY).await), (3, 2));
    assert_eq!((counted("north", from).await, counted("south", from).await), (2, 3));
    let parent = async |day| {
        organisation_by_code(registry.db(), &scope, "N9", day).await.unwrap().unwrap().parent_code.unwrap()
    };
    assert_eq!((parent(TODAY).await.as_str(), parent(from).await.as_str()), ("OMSU_N", "OMSU_S"));

    // Until the day comes the old authority changes the card; from the day on the new one does.
    let phone = |number: &str| [change(CardField::Phone, "", number)];
    let south_authority = registry.writing(Role::Municipality, "OMSU_S").await;
    let tried = async |scope: &access::Scope| {
        let mut tx = registry.db().begin().await.unwrap();
        change_contacts(&mut tx, &desk, scope, &id, &phone("12-34-56"), &author).await.is_ok()
    };
    assert!(!tried(&south_authority).await);
    registry.house.clock.set("2024-12-31T14:00:00Z".parse().unwrap());
    let mut jobs = store::Jobs::new(registry.db().clone(), registry.house.clock.clone());
    network::jobs::handle(&mut jobs, &registry.house);
    assert!(jobs.run_next().await.unwrap());
    assert!(tried(&south_authority).await);
    let (noted,): (Option<String>,) =
        registry.db().query("select municipality_id from membership").one().await.unwrap();
    assert_eq!(noted.as_deref(), Some(south.as_str()), "the membership has moved with it");
}

#[tokio::test]
async fn a_new_organisation_gets_a_code_and_an_authority() {
    let registry = Registry::with_two_municipalities().await;
    let (desk, author) = (registry.desk(), Author::program());
    let north = registry
        .roll()
        .await
        .municipalities_on(TODAY)
        .iter()
        .find(|one| one.code == "north")
        .unwrap()
        .id
        .clone();
    let new = |code: &str, inn: &str| NewOrganisation {
        code: code.into(),
        kind: OrganisationKind::School,
        municipality_id: Some(north.clone()),
        parent_id: None,
        is_demo: false,
        stands_for: Vec::new(),
        names: vec![(Period::ALWAYS, names("Школа № 77"))],
        contacts: Contacts { inn: inn.into(), ..Contacts::default() },
    };
    let register = async |scope: &access::Scope, new: NewOrganisation| {
        registry.doing(async |tx| register_organisation(tx, &desk, scope, new, &author).await).await
    };
    let (_, code) = register(&Registry::program(), new("", INN)).await.unwrap();
    assert_eq!(code, format!("ORG-{INN}"));
    let found =
        organisation_by_code(registry.db(), &Registry::program(), &code, TODAY).await.unwrap().unwrap();
    assert_eq!(found.parent_code.as_deref(), Some("OMSU_N"));
    assert!(matches!(
        register(&Registry::program(), new("X1", INN)).await,
        Err(NetworkRefused::Invalid { field: "inn", .. })
    ));
    assert!(matches!(
        register(&Registry::program(), new("new", "")).await,
        Err(NetworkRefused::Invalid { field: "code", .. })
    ));
    let (_, code) = register(&Registry::program(), new("", "")).await.unwrap();
    assert!(code.starts_with("ORG-"));
    let authority = registry.writing(Role::Municipality, "OMSU_N").await;
    assert!(matches!(register(&authority, new("X2", "")).await, Err(NetworkRefused::NotFound)));
}
