//! Things that tests ask about, made by the same doors that pages use.

use access::{MembershipState, Role, Scope};

use super::TestApp;

impl TestApp {
    /// Somebody else with an account.
    pub fn somebody(&self, login: Option<&str>) -> String {
        let other = self.login_of(Role::Institute);
        if login == Some(other.as_str()) { self.login_of(Role::Ministry) } else { other }
    }

    /// Somebody whom a curator may manage (`own`), or one beside or above the curator; a new one for each probe.
    pub async fn member(&self, login: Option<&str>, own: bool) -> String {
        let role = if own { Role::School } else { Role::Institute };
        let login_of_member = self.account_in_state(role, MembershipState::Active).await;
        let house = &self.house;
        let member = access::store::actor_of_login(&house.db, &login_of_member).await.unwrap().unwrap();
        let curator = match login {
            Some(login) => access::store::actor_of_login(&house.db, login).await.unwrap(),
            None => None,
        };
        // Beside a municipality are the schools of another one.
        if !own && curator.is_some_and(|curator| curator.membership.role == Role::Municipality) {
            let mut tx = house.db.begin().await.unwrap();
            let id = access::store::add_membership(
                &mut tx,
                &member.account_id,
                &self.place_elsewhere().await,
                Role::School,
                MembershipState::Active,
                house.clock.now(),
            )
            .await
            .unwrap();
            tx.commit().await.unwrap();
            return id;
        }
        member.membership.id
    }

    /// A school in another municipality than the usual school's.
    pub async fn place_elsewhere(&self) -> access::store::Place {
        let house = &self.house;
        let usual =
            access::store::actor_of_login(&house.db, &self.login_of(Role::School)).await.unwrap().unwrap();
        for account in house.region.demo.accounts.iter().filter(|one| one.role == Role::School) {
            let place =
                network::place_of(&house.db, &account.organisation, house.clock.today()).await.unwrap();
            if place.municipality_id != usual.membership.municipality_id {
                return place;
            }
        }
        panic!("every school of the story lies in one municipality");
    }

    /// An invitation that waits, below a curator (`own`) or beside.
    pub async fn invitation(&self, login: Option<&str>, own: bool) -> String {
        let house = &self.house;
        let member = self.member(login, own).await;
        let member = access::store::actor_of_membership(&house.db, &member, house.clock.today())
            .await
            .unwrap()
            .unwrap();
        let new = access::store::NewInvitation {
            surname: String::new(),
            name: String::new(),
            patronymic: String::new(),
            post: String::new(),
            email: None,
            role: member.membership.role,
            place: member.membership.place(),
            term: access::Term::UNLIMITED,
            deputy_of: None,
            expires_at: house.clock.now() + 1_000_000_000,
        };
        let mut tx = house.db.begin().await.unwrap();
        let token = access::random_token().unwrap();
        let id = access::store::invite(&mut tx, &token, &new, &member.account_id, house.clock.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A session of an account: another one than the asking browser's.
    pub async fn session(&self, login: Option<&str>) -> String {
        let Some(login) = login else { return store::new_id() };
        let page = self.sign_in(login).await.get("/me/sessions").await.body;
        let newest = self.sign_in(login).await.get("/me/sessions").await.body;
        assert!(page.contains("этот сеанс"));
        newest.split("/me/sessions/").find_map(|rest| rest.split_once("/end\"")).unwrap().0.to_owned()
    }

    /// A role offered to an account.
    pub async fn offered(&self, login: Option<&str>) -> String {
        let Some(login) = login else { return store::new_id() };
        let house = &self.house;
        let actor = access::store::actor_of_login(&house.db, login).await.unwrap().unwrap();
        let mut tx = house.db.begin().await.unwrap();
        let id = access::store::add_membership(
            &mut tx,
            &actor.account_id,
            &actor.membership.place(),
            Role::Expert,
            MembershipState::Invited,
            house.clock.now(),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A list that waits on the desk of an organisation.
    pub async fn registry_import(&self, org_code: &str) -> String {
        let house = &self.house;
        let place = network::place_of(&house.db, org_code, house.clock.today()).await.unwrap();
        let id = store::new_id();
        let mut tx = house.db.begin().await.unwrap();
        tx.query(
            "insert into registry_import (id, org_id, created_by, file_name, day, draft, created_at)
             values ($1, $2, '', 'список.xlsx', '2025-02-14', $3, 1)",
        )
        .bind(&id)
        .bind(&place.org_id)
        .bind("{\"reading\":{\"rows\":[],\"problems\":[],\"remarks\":[]},\"decided\":[]}")
        .run()
        .await
        .unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub async fn centres(&self, org_code: &str) -> [String; 2] {
        let house = &self.house;
        let today = house.clock.today();
        let roll = network::store::roll(&house.db).await.unwrap();
        let own = roll.organisation(org_code).and_then(|one| one.municipality_on(today));
        let status = Some(region::LibraryStatus::MunicipalCentre);
        let filter = network::Filter { status, ..network::Filter::on(today) };
        let (centres, _) = roll.all(&Scope::of_the_program(), &filter);
        let find = |is_own: bool| {
            let found = centres.iter().find(|one| (one.organisation.municipality_on(today) == own) == is_own);
            found.unwrap_or(&centres[0]).organisation.code.clone()
        };
        [find(true), find(false)]
    }

    pub async fn directive(&self) -> String {
        let scope = Scope::of_the_program();
        let found = network::store::directives(&self.house.db, &scope).await.unwrap();
        found[0].document_id.clone()
    }

    pub async fn building(&self, org_code: &str) -> String {
        let house = &self.house;
        let place = network::place_of(&house.db, org_code, house.clock.today()).await.unwrap();
        let form =
            network::BuildingForm { address: "ул. Проверочная, 1".into(), ..Default::default() };
        let mut tx = house.db.begin().await.unwrap();
        let (desk, scope) = (network::Desk::of(house), Scope::of_the_program());
        let id =
            network::add_building(&mut tx, &desk, &scope, &place.org_id, &form, &network::Author::program())
                .await
                .unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A letter that waits to be sent.
    pub async fn letter(&self) -> String {
        let house = &self.house;
        let mut tx = house.db.begin().await.unwrap();
        let letter = mail::NewLetter {
            to: mail::To::Address("anna@school.example".into()),
            kind: "test.letter",
            subject: "Письмо для проверки".into(),
            text: "Текст".into(),
        };
        let id = mail::queue_notice(&mut tx, &letter, None, house.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A school whose case is one's own to see (or the first one of all), and one beyond it: in another municipality.
    pub async fn schools_of_kits(&self, org_code: &str) -> [String; 2] {
        let house = &self.house;
        let today = house.clock.today();
        let roll = network::store::roll(&house.db).await.unwrap();
        let own = roll.organisation(org_code);
        let municipality = own.and_then(|one| one.municipality_on(today));
        let kind = Some(region::OrganisationKind::School);
        let filter = network::Filter { kind, ..network::Filter::on(today) };
        let (schools, _) = roll.all(&Scope::of_the_program(), &filter);
        let first = |is_own: bool| {
            let mut found = schools.iter().filter(|one| {
                municipality.is_none() || (one.organisation.municipality_on(today) == municipality) == is_own
            });
            found.next().unwrap().organisation.code.clone()
        };
        let is_school = own.is_some_and(|one| one.kind == region::OrganisationKind::School);
        [if is_school { org_code.to_owned() } else { first(true) }, first(false)]
    }

    /// A document of the case as a school uploaded it: the one that stands, or one that gave way to another.
    pub async fn kit_upload(&self, school_code: &str, is_standing: bool) -> String {
        let house = &self.house;
        let place = network::place_of(&house.db, school_code, house.clock.today()).await.unwrap();
        let id = store::new_id();
        let now = house.clock.now();
        let mut tx = house.db.begin().await.unwrap();
        let bytes = b"%PDF-1.4\n%%EOF\n".to_vec();
        let hash = house.files.put(&mut tx, bytes, "application/pdf", now).await.unwrap();
        tx.query("update kit_upload set superseded_at = $2 where org_id = $1 and superseded_at is null")
            .bind(&place.org_id)
            .bind(now)
            .run()
            .await
            .unwrap();
        tx.query(
            "insert into kit_upload (id, org_id, document, number, approved_on, valid_until, note, file_hash, file_name,
                                     uploaded_by, uploader, uploaded_at, superseded_at)
             values ($1, $2, 'rules', '1', '2024-09-02', null, '', $3, 'скан.pdf', '', '', $4, $5)",
        )
        .bind(&id)
        .bind(&place.org_id)
        .bind(hash.as_str())
        .bind(now)
        .bind((!is_standing).then_some(now))
        .run()
        .await
        .unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A version of the office's template of the case.
    pub async fn kit_template(&self, is_in_use: bool) -> String {
        let house = &self.house;
        let scope = Scope::of_the_program();
        let author = super::papers::author_at(house, &house.region.region.bodies.institute).await;
        let kit = region::kit_on(&house.region.kits, house.clock.today()).unwrap();
        let document = kit.document("rules").unwrap();
        let kind = kits::blank_kind(&house.region, document).unwrap();
        let starter = papers::starter_docx(&kind, papers::Standard::Gost2016).unwrap();
        let file = documents::NewFile { name: "правила.docx".into(), bytes: starter };
        let new = kits::NewTemplate { file, note: String::new() };
        let mut tx = house.db.begin().await.unwrap();
        let id = kits::add_template(&mut tx, house, &scope, document, new, &author).await.unwrap();
        if is_in_use {
            let row = kits::store::template(&mut tx, "rules", &id).await.unwrap().unwrap();
            kits::activate(&mut tx, house, &scope, &row, &author).await.unwrap();
        } else {
            kits::use_standard(&mut tx, house, &scope, document, &author).await.unwrap();
        }
        tx.commit().await.unwrap();
        id
    }
}
