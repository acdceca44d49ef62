//! A small invented registry: a ministry, two municipalities, three schools.

// Each test file uses its own part of this.
#![allow(dead_code)]

use access::store::{Place, add_account, add_membership};
use access::{Deed, MembershipState, Role, Scope};
use jiff::civil::{Date, date};
use network::{
    NetworkRefused, NewOrganisation, OrganisationNames, Period, add_municipality, add_organisation, place_of,
    rename_organisation,
};
use region::{Hex, Municipality, MunicipalityName, OktmoStatus, OrganisationKind, Point};
use store::Db;
use store::testing::{TestDb, fresh};

pub const WRITE: Deed = Deed::Write;
const NOW: store::Moment = 1_700_000_000_000_000;

pub fn names(short: &str) -> OrganisationNames {
    OrganisationNames {
        full: format!("{short} (полное наименование)"),
        short: short.to_owned(),
        genitive: format!("организации «{short}»"),
    }
}

pub struct Registry {
    test: TestDb,
}

impl Registry {
    pub async fn empty() -> Self {
        Self { test: fresh(&[store::MIGRATIONS, access::MIGRATIONS, network::MIGRATIONS]).await }
    }

    pub async fn with_two_municipalities() -> Self {
        let registry = Self::empty().await;
        let mut tx = registry.db().begin().await.unwrap();
        let north = add_municipality(&mut tx, &municipality("north", true), NOW).await.unwrap();
        let south = add_municipality(&mut tx, &municipality("south", false), NOW).await.unwrap();
        tx.commit().await.unwrap();
        registry.add("MIN", "Министерство", OrganisationKind::Ministry, None, None).await;
        let authority = OrganisationKind::MunicipalAuthority;
        let omsu_n = registry.add("OMSU_N", "Отдел образования Севера", authority, Some(&north), None).await;
        let omsu_s = registry.add("OMSU_S", "Отдел образования Юга", authority, Some(&south), None).await;
        let school = OrganisationKind::School;
        registry.add("N10", "Школа № 10", school, Some(&north), Some(&omsu_n)).await;
        registry.add("N9", "Школа № 9", school, Some(&north), Some(&omsu_n)).await;
        registry.add("S1", "Петра Великого школа", school, Some(&south), Some(&omsu_s)).await;
        registry
    }

    pub fn db(&self) -> &Db {
        &self.test.db
    }

    pub fn program() -> Scope {
        Scope::of_the_program()
    }

    async fn add(
        &self,
        code: &str,
        short: &str,
        kind: OrganisationKind,
        municipality: Option<&str>,
        parent: Option<&str>,
    ) -> String {
        let new = NewOrganisation {
            code: code.to_owned(),
            kind,
            municipality_id: municipality.map(str::to_owned),
            parent_id: parent.map(str::to_owned),
            is_demo: false,
            stands_for: Vec::new(),
            names: vec![(Period::ALWAYS, names(short))],
        };
        let mut tx = self.db().begin().await.unwrap();
        let id = add_organisation(&mut tx, &Self::program(), &new, NOW).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Tries to add a partner; the transaction is dropped, so every try meets the same registry.
    pub async fn try_add(
        &self,
        scope: &Scope,
        code: &str,
        municipality: Option<&str>,
    ) -> Result<String, NetworkRefused> {
        let new = NewOrganisation {
            code: code.to_owned(),
            kind: OrganisationKind::Partner,
            municipality_id: municipality.map(str::to_owned),
            parent_id: None,
            is_demo: false,
            stands_for: Vec::new(),
            names: vec![(Period::ALWAYS, names("Партнёр"))],
        };
        let mut tx = self.db().begin().await.unwrap();
        add_organisation(&mut tx, scope, &new, NOW).await
    }

    pub async fn rename(
        &self,
        code: &str,
        short: &str,
        from: Date,
        today: Date,
    ) -> Result<(), NetworkRefused> {
        let id = place_of(self.db(), code, today).await?.org_id;
        let mut tx = self.db().begin().await?;
        rename_organisation(&mut tx, &Self::program(), &id, &names(short), from, today).await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn member_at(&self, place: &Place, login: &str) -> String {
        let mut tx = self.db().begin().await.unwrap();
        let account = add_account(&mut tx, login, "Имя", "hash", NOW).await.unwrap();
        let membership = add_membership(&mut tx, &account, place, Role::School, MembershipState::Active, NOW)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        membership
    }

    pub async fn title_of_membership(&self, id: &str) -> String {
        let (title,): (String,) =
            self.db().query("select org_title from membership where id = $1").bind(id).one().await.unwrap();
        title
    }
}

fn municipality(code: &str, was_renamed: bool) -> Municipality {
    let name = |kind: &str, from: Option<Date>, to: Option<Date>| MunicipalityName {
        kind: kind.to_owned(),
        full: format!("{kind} {code}"),
        short: format!("{code} {kind}"),
        genitive: format!("{kind}а {code}"),
        map_label: code.to_owned(),
        valid_from: from,
        valid_to: to,
        basis: from.map(|_| "закон".to_owned()),
    };
    let names = if was_renamed {
        vec![name("район", None, Some(date(2023, 5, 25))), name("округ", Some(date(2023, 5, 26)), None)]
    } else {
        vec![name("округ", None, None)]
    };
    Municipality {
        code: code.to_owned(),
        hex: Hex { col: 0, row: u8::from(was_renamed) },
        centre: Point { lat: 50.0, lon: 135.0 },
        capital: "г. Столица".to_owned(),
        population: Some(1000),
        oktmo: "08000000".to_owned(),
        oktmo_status: OktmoStatus::Verified,
        names,
    }
}
