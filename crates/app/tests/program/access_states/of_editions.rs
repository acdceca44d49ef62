//! Editions of texts: being written, under discussion, after the last day of it, approved.

use access::{Role, Scope};
use editions::rules::{PUBLIC, plain_paragraphs};
use editions::store::{self as rows, EditionRow, Reader, TextRow};
use editions::{AimForm, Editor, Invitation, NewText, Word};

use super::objects::Objects;

impl Objects<'_> {
    pub(super) async fn of_editions(&self, path: &str, org: &str, state: &str) -> String {
        let (code, comment) = self.edition_in(org, state).await;
        path.replace("{text}", &code)
            .replace("{edition}", "1")
            .replace("{paragraph}", "p2")
            .replace("{aim}", "a2")
            .replace("{comment}", &comment)
    }

    /// Code of the text, id of what somebody said about it (an id of nothing while nobody was asked).
    async fn edition_in(&self, org: &str, state: &str) -> (String, String) {
        let house = &self.app.house;
        let editor = self.editor("institute").await;
        let (scope, today) = (Scope::of_the_program(), house.clock.today());
        let keeper = network::place_of(&house.db, org, today).await.unwrap();
        let code = format!("t{}", &store::new_id().replace('-', "")[..24]);
        let new = NewText {
            code: code.clone(),
            kind: house.region.document_kinds[0].code.clone(),
            title: "Текст для проверки".into(),
            edition_title: "первая".into(),
            paragraphs: plain_paragraphs("Первый абзац.\n\nВторой абзац.\n\nТретий абзац."),
        };
        let mut tx = house.db.begin().await.unwrap();
        editions::add_text(&mut tx, house, &scope, &keeper, &new, &editor).await.unwrap();
        tx.commit().await.unwrap();
        let text = rows::text_by_code(&house.db, &Reader::program(), &code).await.unwrap().unwrap();
        let edition = rows::edition(&house.db, &Reader::program(), &text.id, 1).await.unwrap().unwrap();
        self.two_aims(&text, &edition, &editor).await;
        let comment = match state {
            "written" => store::new_id(),
            _ => self.comment_on(&text, &edition, &editor).await,
        };
        if state == "closed" {
            let yesterday = today.yesterday().unwrap().to_string();
            let mut tx = house.db.begin().await.unwrap();
            let close = tx.query("update consultation set deadline = $2 where edition_id = $1");
            close.bind(&edition.id).bind(yesterday).run().await.unwrap();
            tx.commit().await.unwrap();
        }
        if state == "approved" {
            self.approve(&text, &edition, &editor).await;
        }
        (code, comment)
    }

    async fn editor(&self, login: &str) -> Editor {
        let actor = access::store::actor_of_login(&self.app.house.db, login).await.unwrap().unwrap();
        Editor::of_actor(&actor).unwrap()
    }

    /// A goal and an indicator of it.
    async fn two_aims(&self, text: &TextRow, edition: &EditionRow, editor: &Editor) {
        let house = &self.app.house;
        let aim = |kind: &str, parent: &str| AimForm {
            kind: kind.into(),
            parent: parent.into(),
            title: "Цель для проверки".into(),
            ..AimForm::default()
        };
        let mut tx = house.db.begin().await.unwrap();
        let scope = Scope::of_the_program();
        let goal = aim("goal", "");
        let goal = editions::add_aim(&mut tx, house, &scope, (text, edition), &goal, editor).await.unwrap();
        let indicator = aim("indicator", &goal);
        editions::add_aim(&mut tx, house, &scope, (text, edition), &indicator, editor).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Everybody is asked until today; the institute says something.
    async fn comment_on(&self, text: &TextRow, edition: &EditionRow, editor: &Editor) -> String {
        let house = &self.app.house;
        let today = house.clock.today();
        let roles = Role::ALL.iter().map(|role| role.code());
        let invitation = Invitation {
            purpose: "Проверка".into(),
            opens_on: today.yesterday().unwrap(),
            deadline: today,
            asked: roles.chain([PUBLIC]).map(str::to_owned).collect(),
        };
        let mut tx = house.db.begin().await.unwrap();
        let scope = Scope::of_the_program();
        let id = editions::open(&mut tx, house, &scope, (text, edition), &invitation, editor).await.unwrap();
        tx.commit().await.unwrap();
        let consultation = rows::consultation(&house.db, edition, &id).await.unwrap().unwrap();
        let word = Word { paragraph_id: "p1".into(), remark: "Слово.".into(), proposed: String::new() };
        let actor = access::store::actor_of_login(&house.db, "institute").await.unwrap().unwrap();
        let scope = actor.scope(access::Subject::EditionComment, access::Deed::Write);
        let mut tx = house.db.begin().await.unwrap();
        let role = Role::Institute.code();
        let id =
            editions::speak(&mut tx, house, &scope, edition, &consultation, &word, role, editor, "Институт")
                .await
                .unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn approve(&self, text: &TextRow, edition: &EditionRow, editor: &Editor) {
        let house = &self.app.house;
        let id = self.document(&house.region.region.bodies.ministry, true).await;
        let scope = Scope::of_the_program();
        let document = documents::document(&house.db, &scope, &id).await.unwrap().unwrap();
        let mut tx = house.db.begin().await.unwrap();
        editions::approve(&mut tx, house, &scope, (text, edition), (&document, true), editor).await.unwrap();
        tx.commit().await.unwrap();
    }
}
