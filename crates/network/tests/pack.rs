//! Region packs as they lie in the project: every one of them becomes a registry.

mod common;

use common::{Registry, pack};
use network::rules::FilterText;
use network::store::{municipalities_as_of, roll};
use network::{Loaded, load_pack};

#[tokio::test]
async fn every_pack_becomes_a_registry_once() {
    for pack in ["khabarovsk", "lukomorye"].map(pack) {
        let registry = Registry::empty().await;
        let mut tx = registry.db().begin().await.unwrap();
        let started = std::time::Instant::now();
        let loaded = load_pack(&mut tx, &pack, 0).await.unwrap();
        println!("{}: {loaded:?} in {:?}", pack.region.code, started.elapsed());
        assert_eq!(
            loaded,
            Loaded { municipalities: pack.municipalities.len(), organisations: pack.organisations.len() }
        );
        assert_eq!(load_pack(&mut tx, &pack, 0).await.unwrap(), Loaded::default(), "again changes nothing");
        tx.commit().await.unwrap();

        let today = pack.region.demo_today;
        let scope = Registry::program();
        let municipalities = municipalities_as_of(registry.db(), &scope, today).await.unwrap();
        assert_eq!(municipalities.len(), pack.municipalities.len());
        let (filter, _) = FilterText::default().read(today);
        let roll = roll(registry.db()).await.unwrap();
        let all = roll.after(&scope, &filter, "", pack.organisations.len() + 1);
        assert_eq!(all.len(), pack.organisations.len());
        for organisation in &pack.organisations {
            let found = all.iter().find(|one| one.organisation.code == organisation.code).unwrap();
            let listed = found.organisation;
            let name = organisation.name_on(today).unwrap();
            assert_eq!((&found.name.short, &found.name.full), (&name.short, &name.full));
            assert_eq!(found.municipality.map(|one| &one.code), organisation.municipality.as_ref());
            assert_eq!(listed.kind, organisation.kind);
            assert_eq!(listed.contacts.inn, organisation.card.inn);
            assert_eq!(listed.buildings.len(), organisation.card.buildings.len());
            let newest = organisation.card.pupils.last().map(|one| (one.on, one.count));
            assert_eq!(listed.pupils_on(today), newest);
        }
        let mut schools = all.iter().filter(|one| one.organisation.kind == region::OrganisationKind::School);
        assert!(schools.all(|school| school.organisation.is_demo), "artificial schools are marked");
        let (first, _) = roll.page(&scope, &filter);
        assert_eq!(first[0].organisation.code, pack.region.bodies.ministry, "the ministry stands first");
    }
}
