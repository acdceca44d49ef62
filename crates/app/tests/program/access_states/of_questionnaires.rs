//! Versions, polls and respondents' sheets in their states.

use access::Scope;
use access::audit::Who;
use questionnaires::store::{NewFile, add_file, answers, polls, versions};
use questionnaires::{Audience, Incoming, NewAsking, Sheet};
use roadmap::store::Author;

use super::objects::Objects;

/// Fillable without a single answer, so that any sheet may be sent.
const FORM: &str = "| survey | | | |\n| | type | name | label |\n| | text | a | Имя |\n| | file | f | Скан |\n| | select_one yn | c | Да ли |\n\
| choices | | | |\n| | list_name | name | label |\n| | yn | yes | Да |\n| settings | | |\n| | form_title | form_id |\n| | Проверка | check |\n";

impl Objects<'_> {
    /// A thing of one's own organisation, or of another: a version or a poll that it made, a sheet that it was asked to fill in.
    pub(super) async fn of_questionnaires(
        &self,
        path: &str,
        org_code: &str,
        object: &str,
        state: &str,
        is_read: bool,
    ) -> String {
        if object == "version" {
            let form_state = if state == "draft" { "draft" } else { "published" };
            let (form, version) = self.questionnaire(org_code, form_state).await;
            if state == "closed" {
                self.close_version(&form, &version).await;
            }
            return path.replace("{form}", &form).replace("{version}", &version);
        }
        if is_read {
            return self.untouched_sheet(path, org_code, object, state).await;
        }
        let (poll, answer, secret) = self.asked(org_code, object == "public_sheet").await;
        let mut path = path.replace("{poll}", &poll).replace("{answer}", &answer).replace("{section}", "1");
        if path.contains("{upload}") {
            path = path.replace("{upload}", &self.upload_of(&answer).await);
        }
        self.bring_sheet(&poll, &answer, state).await;
        path.replace("{token}", &secret)
    }

    /// A sheet that is only looked at: one for an organisation and a state.
    async fn untouched_sheet(&self, path: &str, org_code: &str, object: &str, state: &str) -> String {
        let key = (org_code.to_owned(), format!("{object} {state}"));
        let kept = self.untouched.lock().await.get(&key).cloned();
        let ids = if let Some(ids) = kept {
            ids
        } else {
            let (poll, answer, secret) = self.asked(org_code, object == "public_sheet").await;
            let file = self.file_of(&answer).await;
            self.bring_sheet(&poll, &answer, state).await;
            let ids = [poll, answer, file, secret].join(" ");
            self.untouched.lock().await.insert(key, ids.clone());
            ids
        };
        let mut ids = ids.split(' ');
        ["{poll}", "{answer}", "{file}", "{token}"]
            .into_iter()
            .fold(path.replace("{section}", "1"), |path, place| {
                path.replace(place, ids.next().unwrap_or_default())
            })
    }

    async fn questionnaire(&self, org_code: &str, state: &str) -> (String, String) {
        let house = &self.app.house;
        let (program, author) = (Scope::of_the_program(), Author::program());
        let place = network::place_of(&house.db, org_code, house.clock.today()).await.unwrap();
        let checked = questionnaires::check(FORM.as_bytes(), "проверка.md");
        let mut tx = house.db.begin().await.unwrap();
        let (form, version) =
            questionnaires::upload(&mut tx, house, None, &checked, &place, &author).await.unwrap();
        tx.commit().await.unwrap();
        if state == "published" {
            let found = versions::questionnaire(&house.db, &program, &form).await.unwrap().unwrap();
            let draft = versions::version(&house.db, &found, &version).await.unwrap().unwrap();
            let mut tx = house.db.begin().await.unwrap();
            questionnaires::publish_version(&mut tx, house, &draft, "Проверка", &author).await.unwrap();
            tx.commit().await.unwrap();
        }
        (form, version)
    }

    /// One for an organisation: a poll changes nothing in it.
    async fn published(&self, org_code: &str) -> (String, String) {
        let key = (org_code.to_owned(), "questionnaire".to_owned());
        let mut untouched = self.untouched.lock().await;
        if let Some((form, version)) = untouched.get(&key).and_then(|both| both.split_once(' ')) {
            return (form.to_owned(), version.to_owned());
        }
        let (form, version) = self.questionnaire(org_code, "published").await;
        untouched.insert(key, format!("{form} {version}"));
        (form, version)
    }

    async fn close_version(&self, form: &str, version: &str) {
        let house = &self.app.house;
        let found =
            versions::questionnaire(&house.db, &Scope::of_the_program(), form).await.unwrap().unwrap();
        let published = versions::version(&house.db, &found, version).await.unwrap().unwrap();
        let mut tx = house.db.begin().await.unwrap();
        questionnaires::close_version(&mut tx, house, &published, &Author::program()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// An open poll of an organisation put to that organisation itself, or to whoever has the link: poll, sheet, secret.
    async fn asked(&self, org_code: &str, is_public: bool) -> (String, String, String) {
        let house = &self.app.house;
        let (program, author) = (Scope::of_the_program(), Author::program());
        let (form, version) = self.published(org_code).await;
        let found = versions::questionnaire(&house.db, &program, &form).await.unwrap().unwrap();
        let published = versions::version(&house.db, &found, &version).await.unwrap().unwrap();
        let place = network::place_of(&house.db, org_code, house.clock.today()).await.unwrap();
        let audience = if is_public { Audience::Link } else { Audience::Chosen(vec![org_code.to_owned()]) };
        let new =
            NewAsking {
                title: "Проверка".into(), measure: None, deadline: house.clock.today(), audience
            };
        let poll = questionnaires::ask(house, &published, &new, &place, &author, &program).await.unwrap();
        let row = polls::poll(&house.db, &program, &poll).await.unwrap().unwrap();
        let secret =
            if is_public { questionnaires::begin_by_link(house, &row).await.unwrap() } else { String::new() };
        let answer = answers::all_of_poll(&house.db, &row, 1).await.unwrap()[0].id.clone();
        (poll, answer, secret)
    }

    async fn row_of(&self, answer: &str) -> answers::AnswerRow {
        let db = &self.app.house.db;
        answers::own(db, &Scope::of_the_program(), "", answer).await.unwrap().unwrap()
    }

    /// waiting → started → sent → returned; `closed`: the whole poll is over while the sheet was being filled in.
    async fn bring_sheet(&self, poll: &str, answer: &str, state: &str) {
        let house = &self.app.house;
        if matches!(state, "waiting" | "open") {
            return;
        }
        let mut sheet = Sheet::open(house, self.row_of(answer).await).await.unwrap();
        let one = Incoming {
            path: "/data/a".into(),
            value: "Анна".into(),
            client: "state".into(),
            seq: 1,
            ..Incoming::default()
        };
        questionnaires::save(house, &mut sheet, &[one], "").await.unwrap();
        let program = Scope::of_the_program();
        if state == "closed" {
            let row = polls::poll(&house.db, &program, poll).await.unwrap().unwrap();
            questionnaires::close_and_prove(house, &row, true, &program, &Author::program()).await.unwrap();
        }
        if matches!(state, "sent" | "returned") {
            questionnaires::send(house, &mut sheet, &Who::nobody(), None).await.unwrap();
        }
        if state == "returned" {
            let row = polls::poll(&house.db, &program, poll).await.unwrap().unwrap();
            let sheet = self.row_of(answer).await;
            let wanted =
                questionnaires::Return { whole: "Исправьте имя".into(), remarks: Vec::new() };
            questionnaires::give_back(house, &row, &sheet, &wanted, &Author::program()).await.unwrap();
        }
    }

    async fn file_of(&self, answer: &str) -> String {
        let house = &self.app.house;
        let mut tx = house.db.begin().await.unwrap();
        let bytes = b"%PDF-1.4\n%%EOF\n".to_vec();
        let hash = house.files.put(&mut tx, bytes, "application/pdf", house.clock.now()).await.unwrap();
        let new = NewFile {
            path: "/data/f",
            hash: &hash,
            name: "скан.pdf",
            media_type: "application/pdf",
            size: 15,
            added_by: "",
        };
        let file = add_file(&mut tx, answer, &new, house.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        file
    }

    async fn upload_of(&self, answer: &str) -> String {
        use questionnaires::store::uploads::{NewUpload, begin};
        let house = &self.app.house;
        let hash = store::FileHash::of(answer.as_bytes());
        let new = NewUpload { path: "/data/f", name: "скан.pdf", size: 15, hash: &hash };
        let mut tx = house.db.begin().await.unwrap();
        let upload = begin(&mut tx, answer, &new, house.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        upload.id
    }
}
