//! Organisations, lists of them being read, and directives in their states.

use super::objects::{Actor, Objects};

impl Objects<'_> {
    pub(super) async fn of_network(&self, path: &str, org_code: &str, object: &str, state: &str) -> String {
        match object {
            "registry_import" => {
                let id = self.app.registry_import(org_code).await;
                if state == "accepted" {
                    let mut tx = self.app.house.db.begin().await.unwrap();
                    let accept = "update registry_import set accepted_at = 1, draft = '' where id = $1";
                    tx.query(accept).bind(&id).run().await.unwrap();
                    tx.commit().await.unwrap();
                }
                path.replace("{import}", &id)
            }
            "directive" => path.replace("{document}", &self.app.directive().await),
            _ => self.of_organisation(path, org_code, state).await,
        }
    }

    /// The organisation itself; a closed one is opened again before the next question.
    async fn of_organisation(&self, path: &str, org_code: &str, state: &str) -> String {
        let code = if path.ends_with("/area") {
            let [own, _] = self.app.centres(org_code).await;
            own
        } else {
            org_code.to_owned()
        };
        let mut path = path.replace("{organisation}", &code);
        if path.contains("{building}") {
            path = path.replace("{building}", &self.app.building(&code).await);
        }
        if state == "closed" {
            let org_id = self.id_of(&code).await;
            self.move_last_day(LAST_DAY, &self.yesterday(), Some(&org_id)).await;
        }
        path
    }

    /// Schools with their cases; a closed one is opened again before the next question.
    pub(super) async fn of_kits(
        &self,
        path: &str,
        actor: &Actor,
        is_own: bool,
        object: &str,
        state: &str,
    ) -> String {
        let path = path.replace("{kit_document}", "rules");
        if object == "kit_template" {
            return path.replace("{kit_template}", &self.app.kit_template(state == "in_use").await);
        }
        let accounts = &self.app.house.region.demo.accounts;
        let account = actor.login.as_ref().and_then(|login| accounts.iter().find(|one| one.login == *login));
        let org_code = account.map_or("", |one| one.organisation.as_str());
        let school = &self.app.schools_of_kits(org_code).await[usize::from(!is_own)];
        if object == "kit_upload" {
            return path.replace("{kit_upload}", &self.app.kit_upload(school, state == "standing").await);
        }
        if state == "closed" {
            let org_id = self.id_of(school).await;
            self.move_last_day(LAST_DAY, &self.yesterday(), Some(&org_id)).await;
        }
        path.replace("{school}", school)
    }

    /// Whatever a question before has closed stands again.
    pub(super) async fn open_again(&self) {
        self.move_last_day(&self.yesterday(), LAST_DAY, None).await;
    }

    fn yesterday(&self) -> String {
        self.app.house.clock.today().yesterday().unwrap().to_string()
    }

    async fn id_of(&self, code: &str) -> String {
        let house = &self.app.house;
        network::place_of(&house.db, code, house.clock.today()).await.unwrap().org_id
    }

    async fn move_last_day(&self, from: &str, to: &str, org_id: Option<&str>) {
        let mut tx = self.app.house.db.begin().await.unwrap();
        let moved = tx
            .query("update organisation_name set valid_to = $2 where valid_to = $1 and ($3 is null or org_id = $3)")
            .bind(from)
            .bind(to)
            .bind(org_id)
            .run()
            .await
            .unwrap();
        if moved > 0 {
            network::store::touch_registry(&mut tx).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

const LAST_DAY: &str = "9999-12-31";
