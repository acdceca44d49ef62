//! People, their posts and consents, erasures and what holds them up.

use access::audit::Who;
use access::{Role, Scope};
use people::erase::Cause;
use people::store::PersonRow;
use people::{ConsentMark, NewConsent};
use region::ConsentKind;

use super::objects::{Actor, Objects, PDF};

impl Objects<'_> {
    /// Somebody who works at an organisation.
    pub(super) async fn person(&self, org_code: &str) -> PersonRow {
        let house = &self.app.house;
        let scope = Scope::of_the_program();
        let place = network::place_of(&house.db, org_code, house.clock.today()).await.unwrap();
        let name = people::PersonName {
            surname: "Проверкина".into(),
            name: "Анна".into(),
            patronymic: "Петровна".into(),
        };
        let mut tx = house.db.begin().await.unwrap();
        let new = people::NewPerson { name, account_id: None };
        let id = people::add_person(&mut tx, &scope, &new, house.clock.now()).await.unwrap();
        let term = people::PostTerm::new(None, None).unwrap();
        people::add_post(&mut tx, &scope, &id, &place, "методист", term, house.clock.now()).await.unwrap();
        let person = people::person(&mut tx, &scope, &id, house.clock.today()).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        person
    }

    async fn give(&self, person: Option<&PersonRow>, kind: ConsentKind, org_code: &str) -> String {
        let house = &self.app.house;
        let today = house.clock.today();
        let place = network::place_of(&house.db, org_code, today).await.unwrap();
        let new = NewConsent {
            kind,
            person,
            child: "Проверкин Петя",
            given_by: "Проверкина Ольга",
            given_on: Some(today),
            mark: ConsentMark::Paper(Some(("скан.pdf".into(), PDF.to_vec()))),
            place: &place,
        };
        let mut tx = house.db.begin().await.unwrap();
        let id = people::give_consent(&mut tx, house, new, &Who::program()).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn withdraw(&self, consent: &people::store::consents::ConsentRow) {
        let house = &self.app.house;
        let mut tx = house.db.begin().await.unwrap();
        let today = Some(house.clock.today());
        people::withdraw_consent(&mut tx, house, consent, today, &Who::program()).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(super) async fn consent_of_account(&self, actor: &Actor, is_own: bool, state: &str) -> String {
        let ministry = self.app.login_of(Role::Ministry);
        let other = if actor.login.as_ref() == Some(&ministry) { "institute" } else { &ministry };
        let login = actor.login.as_deref().filter(|_| is_own).unwrap_or(other);
        let house = &self.app.house;
        let account = access::store::actor_of_login(&house.db, login).await.unwrap().unwrap().account_id;
        // Accounts made for tests have no person: theirs is nobody's.
        let Some(person) = people::person_of_account(&house.db, &account).await.unwrap() else {
            return store::new_id();
        };
        for given in people::store::consents::consents_of(&house.db, &person).await.unwrap() {
            if given.kind() == ConsentKind::Processing && given.is_in_force() {
                self.withdraw(&given).await;
            }
        }
        let id =
            self.give(Some(&person), ConsentKind::Processing, &house.region.region.bodies.institute).await;
        if state == "withdrawn" {
            let given = people::store::consents::consent_of(&house.db, &person, &id).await.unwrap().unwrap();
            self.withdraw(&given).await;
        }
        id
    }

    pub(super) async fn parents_consent(&self, org_code: &str, state: &str) -> String {
        let id = self.give(None, ConsentKind::ChildPhoto, org_code).await;
        if state == "withdrawn" {
            let scope = Scope::of_the_program();
            let given = people::store::consents::child_consent(&self.app.house.db, &scope, &id)
                .await
                .unwrap()
                .unwrap();
            self.withdraw(&given).await;
        }
        id
    }

    pub(super) async fn erasure(&self, org_code: &str, state: &str) -> String {
        let house = &self.app.house;
        let person = self.person(org_code).await;
        let program = Who::program();
        let mut tx = house.db.begin().await.unwrap();
        let id = people::erase::ask(&mut tx, house, &person.id, Cause::Request, "слова", &program)
            .await
            .unwrap()
            .unwrap();
        if state == "held" {
            people::store::erasures::set_hold(&mut tx, &person.id, "дело", "program", house.clock.now())
                .await
                .unwrap();
        }
        if ["approved", "refused", "done"].contains(&state) {
            let is_approved = state != "refused";
            people::erase::decide(&mut tx, house, &id, &person.id, is_approved, "Решено.", &program)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        if state == "done" {
            people::erase::carry_out(house, &id).await.unwrap();
        }
        id
    }

    /// A route about a person, or about what hangs on one.
    pub(super) async fn of_a_person(&self, path: &str, org_code: &str, object: &str, state: &str) -> String {
        let house = &self.app.house;
        let scope = Scope::of_the_program();
        let person = self.person(org_code).await;
        let path = path.replace("{person}", &person.id);
        let post = people::store::posts_of(&house.db, &scope, &person).await.unwrap()[0].id.clone();
        if matches!((object, state), ("person", "left") | ("post", "ended")) {
            let yesterday = house.clock.today().yesterday().unwrap();
            let term = people::PostTerm::new(None, Some(yesterday)).unwrap();
            let change = people::PostChange { rate: 100, is_main: true, term };
            let mut tx = house.db.begin().await.unwrap();
            people::change_post(&mut tx, house, &scope, &person, &post, &change, &Who::program())
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
        match object {
            "post" => path.replace("{post}", &post),
            "person_consent" => {
                let id = self.give(Some(&person), ConsentKind::Processing, org_code).await;
                if state == "withdrawn" {
                    let given = people::store::consents::consent_of(&house.db, &person, &id).await.unwrap();
                    self.withdraw(&given.unwrap()).await;
                }
                path.replace("{consent}", &id)
            }
            "hold" => {
                let now = house.clock.now();
                let mut tx = house.db.begin().await.unwrap();
                people::store::erasures::set_hold(&mut tx, &person.id, "дело", "program", now).await.unwrap();
                tx.commit().await.unwrap();
                let holds = people::store::erasures::holds_of(&house.db, &scope, &person.id).await.unwrap();
                if state == "lifted" {
                    let administrator = self.app.sign_in(&self.app.login_of(Role::Administrator)).await;
                    let lift = format!("/people/{}/holds/{}/lift", person.id, holds[0].id);
                    assert_eq!(administrator.post(&lift, &[]).await.status, 303);
                }
                path.replace("{hold}", &holds[0].id)
            }
            "person" => {
                if state == "erased" {
                    let program = Who::program();
                    let mut tx = house.db.begin().await.unwrap();
                    let id =
                        people::erase::ask(&mut tx, house, &person.id, Cause::Request, "", &program).await;
                    let id = id.unwrap().unwrap();
                    people::erase::decide(&mut tx, house, &id, &person.id, true, "Решено.", &program)
                        .await
                        .unwrap();
                    tx.commit().await.unwrap();
                    people::erase::carry_out(house, &id).await.unwrap();
                }
                path
            }
            other => panic!("nobody brings {other}"),
        }
    }
}
