//! A small invented registry: a ministry, two municipalities, three schools.

// Each test file uses its own part of this.
#![allow(dead_code)]

use std::path::PathBuf;
use std::sync::Arc;

use access::store::{Place, add_account, add_membership};
use access::{Deed, House, MembershipState, Role, Scope, Settings, Subject};
use jiff::civil::{Date, date};
use network::rules::{Basis, Contacts, Roll};
use network::{
    AnnexLine, Author, Desk, NetworkRefused, NewOrganisation, OrganisationNames, Period, add_municipality,
    add_organisation, change_statuses, place_of, rename_organisation,
};
use region::{
    Hex, LibraryStatus, Municipality, MunicipalityName, OktmoStatus, OrganisationKind, Point, RegionPack,
};
use store::testing::{TestDb, fresh};
use store::{Clock, Db, Tx};

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
    pub house: House,
}

pub fn pack(code: &str) -> RegionPack {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../regions").join(code);
    region::load(|file| std::fs::read_to_string(folder.join(file)).ok()).unwrap()
}

/// A clock that stands at ten in the morning of a day.
pub fn morning_of(day: Date) -> Clock {
    let zone = jiff::tz::TimeZone::get("Asia/Vladivostok").unwrap();
    let at = day.at(10, 0, 0, 0).to_zoned_datetime(zone.clone()).unwrap().timestamp();
    Clock::standing_at(at, zone)
}

impl Registry {
    pub async fn empty() -> Self {
        let test = fresh(&[store::MIGRATIONS, access::MIGRATIONS, network::MIGRATIONS]).await;
        let house = House {
            db: test.db.clone(),
            files: test.files.clone(),
            search: search::Shelf::in_memory(),
            clock: morning_of(date(2024, 10, 15)),
            region: Arc::new(pack("lukomorye")),
            settings: Arc::new(Settings::default()),
            navigation: Arc::new([]),
            account_pages: Arc::new([]),
            holdings: &[],
        };
        Self { test, house }
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

    pub fn desk(&self) -> Desk<'_> {
        Desk::of(&self.house)
    }

    pub async fn roll(&self) -> Arc<Roll> {
        network::store::roll(self.db()).await.unwrap()
    }

    pub async fn id(&self, code: &str) -> String {
        place_of(self.db(), code, self.house.clock.today()).await.unwrap().org_id
    }

    /// What somebody in a role at an organisation may change.
    pub async fn writing(&self, role: Role, at: &str) -> Scope {
        let place = place_of(self.db(), at, self.house.clock.today()).await.unwrap();
        access::testing::scope_of(role, &place, Subject::OrganisationCard, Deed::Write)
    }

    /// Does something in a transaction of its own and commits it when it was not refused.
    pub async fn doing<T, E: From<store::Error>>(
        &self,
        deed: impl AsyncFnOnce(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut tx = self.db().begin().await?;
        let done = deed(&mut tx).await?;
        tx.commit().await?;
        Ok(done)
    }

    /// Changes statuses as a directive of the day would.
    pub async fn directive(
        &self,
        number: &str,
        annex: &[(&str, LibraryStatus, Date, Option<Date>)],
    ) -> Result<(), NetworkRefused> {
        let basis = Basis {
            document_id: format!("document-{number}"),
            reference: format!("Распоряжение № {number}"),
        };
        let mut lines = Vec::new();
        for (code, status, from, to) in annex {
            lines.push(AnnexLine { org_id: self.id(code).await, status: *status, from: *from, to: *to });
        }
        let words = &self.house.region.statuses;
        self.doing(async |tx| {
            change_statuses(tx, &self.desk(), &Self::program(), words, &basis, &lines, &Author::program())
                .await
        })
        .await
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
            contacts: Contacts::default(),
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
            contacts: Contacts::default(),
        };
        let mut tx = self.db().begin().await.unwrap();
        add_organisation(&mut tx, scope, &new, NOW).await
    }

    pub async fn rename(&self, code: &str, short: &str, from: Date) -> Result<(), NetworkRefused> {
        let id = self.id(code).await;
        self.doing(async |tx| {
            rename_organisation(
                tx,
                &self.desk(),
                &Self::program(),
                &id,
                &names(short),
                "",
                from,
                &Author::program(),
            )
            .await
        })
        .await
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
        oktmo: to.map(|_| "08600000".to_owned()),
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
