//! Things brought into their states, by the same doors that pages use.

use access::{Role, Scope};
use documents::{Desk, NewDocument, NewFile, Recorder};
use roadmap::store::Author;
use roadmap::store::plans::{self, NewVersion};
use roadmap::{Board, NewEvidence, Proof, Verdict};

use drafting::rules::State;

use super::unharmed::Unharmed;
use crate::common::{Browser, TestApp, papers};

/// Somebody who asks.
pub struct Actor {
    pub column: String,
    pub login: Option<String>,
    pub role: Option<Role>,
    pub browser: Browser,
    pub token: Option<String>,
}

pub struct Objects<'a> {
    pub(super) app: &'a TestApp,
    /// A year whose plan nobody has published.
    unpublished: i16,
    /// Questionnaires that nobody who asks about them may change: made once for an organisation and a state.
    pub(super) untouched: tokio::sync::Mutex<std::collections::HashMap<(String, String), String>>,
    /// What was brought for somebody who could do nothing to it.
    unharmed: Unharmed,
}

/// Things whose state is their own: bringing another one, or asking about it, does nothing to them. (A series that is being
/// made is stopped by whatever comes next.)
const LIVE_BY_THEMSELVES: [&str; 14] = [
    "evidence",
    "series",
    "draft",
    "edition",
    "person",
    "erasure",
    "document",
    "post",
    "hold",
    "person_consent",
    "parents_consent",
    "kit_upload",
    "import",
    "registry_import",
];

pub(super) const PDF: &[u8] = b"%PDF-1.4\n%%EOF\n";

impl<'a> Objects<'a> {
    pub async fn new(app: &'a TestApp) -> Self {
        let untouched = tokio::sync::Mutex::default();
        let objects = Self { app, unpublished: app.year() + 7, untouched, unharmed: Unharmed::default() };
        let board = objects.board(app.year()).await;
        let author = objects.author("institute").await;
        // The year after has a plan too: preparing one for it is refused to the first who asks as to the last.
        for year in [objects.unpublished, app.year() + 1] {
            let mut tx = app.house.db.begin().await.unwrap();
            let new = NewVersion { plan: &board.version.plan, note: "", basis: "Приказ № 1" };
            plans::add_version(&mut tx, &app.house, year, &new, &author).await.unwrap();
            tx.commit().await.unwrap();
        }
        objects
    }

    /// Brings a thing into a state; answers the address of the route about it.
    /// `is_harmless`: nothing happens to it by what is asked, so that one thing may be asked about many times.
    pub async fn bring(
        &self,
        actor: &Actor,
        is_own: bool,
        path: &str,
        (object, state): (&str, &str),
        is_harmless: bool,
    ) -> String {
        self.open_again().await;
        papers::stop_all_series(&self.app.house).await;
        let org = self.organisation(actor, is_own);
        let year = self.year_of(object, state);
        let path = path.replace("{year}", &year.to_string()).replace("{number}", "1");
        if !is_harmless || !LIVE_BY_THEMSELVES.contains(&object) || state == "making" {
            return self.brought(actor, is_own, path, &org, (object, state), is_harmless).await;
        }
        let key = (object.to_owned(), state.to_owned(), actor.column.clone(), is_own);
        if let Some(address) = self.unharmed.address(&key, &path) {
            return address;
        }
        let address = self.brought(actor, is_own, path.clone(), &org, (object, state), is_harmless).await;
        self.unharmed.remember(key, &path, &address);
        address
    }

    fn year_of(&self, object: &str, state: &str) -> i16 {
        if (object, state) == ("plan", "unpublished") { self.unpublished } else { self.app.year() }
    }

    async fn brought(
        &self,
        actor: &Actor,
        is_own: bool,
        path: String,
        org: &str,
        (object, state): (&str, &str),
        is_read: bool,
    ) -> String {
        let year = self.year_of(object, state);
        match object {
            "evidence" => path.replace("{evidence}", &self.evidence(actor, is_own, state).await),
            "series" => {
                let (draft, id) = papers::series(self.app, org, state).await;
                path.replace("{draft}", &draft).replace("{series}", &id)
            }
            "draft" => {
                let ministry = &self.app.house.region.region.bodies.ministry;
                let (state, issuer) =
                    state.strip_suffix("_for_ministry").map_or((state, org), |state| (state, ministry));
                let paper = papers::paper_for(self.app, org, issuer, State::of_code(state)).await;
                path.replace("{draft}", &paper)
            }
            "template" => {
                let (kind, id) = papers::template(self.app, org).await;
                if state == "in_use" {
                    self.put_to_use(&id, org).await;
                }
                path.replace("{paper_kind}", &kind).replace("{template}", &id)
            }
            "mailing" => {
                let (from, to) = self.sides(actor, is_own, &path, org);
                let (id, line) = papers::mailing(self.app, &from, &to, state == "answered").await;
                path.replace("{mailing}", &id).replace("{addressee}", &line)
            }
            "document" => path.replace("{document}", &self.document(org, state == "published").await),
            "edition" => self.of_editions(&path, org, state).await,
            "import" => path.replace("{import}", &self.import(actor, is_own, state).await),
            "mark" => path.replace("{mark}", &self.mark(state).await),
            "api_token" => path.replace("{token}", &self.api_token(state).await),
            "feed" => path.replace("{token}", &self.feed(state).await),
            "own_consent" => path.replace("{consent}", &self.consent_of_account(actor, is_own, state).await),
            "parents_consent" => path.replace("{consent}", &self.parents_consent(org, state).await),
            "erasure" => path.replace("{erasure}", &self.erasure(org, state).await),
            "plan" => {
                self.set_published(year, state == "published").await;
                if path.ends_with("/requirements") { format!("{path}?key=m1") } else { path }
            }
            "member" | "invitation" | "offer" | "session" | "letter" => {
                self.of_access(&path, actor, is_own, object, state).await
            }
            "school" | "kit_upload" | "kit_template" => {
                self.of_kits(&path, actor, is_own, object, state).await
            }
            "registry_import" | "directive" | "organisation" => {
                self.of_network(&path, org, object, state).await
            }
            "version" | "poll" | "answer" | "sheet" | "public_sheet" => {
                self.of_questionnaires(&path, org, object, state, is_read).await
            }
            _ => self.of_a_person(&path, org, object, state).await,
        }
    }

    fn organisation(&self, actor: &Actor, is_own: bool) -> String {
        let bodies = &self.app.house.region.region.bodies;
        let accounts = &self.app.house.region.demo.accounts;
        let own = actor
            .login
            .as_ref()
            .and_then(|login| accounts.iter().find(|one| one.login == *login))
            .map_or_else(|| bodies.institute.clone(), |one| one.organisation.clone());
        match is_own {
            true => own,
            false if own == bodies.ministry => bodies.institute.clone(),
            false => bodies.ministry.clone(),
        }
    }

    async fn put_to_use(&self, id: &str, org: &str) {
        let house = &self.app.house;
        let scope = Scope::of_the_program();
        let author = papers::author_at(house, org).await;
        let row = drafting::store::templates::template(&house.db, &scope, id).await.unwrap().unwrap();
        let mut tx = house.db.begin().await.unwrap();
        drafting::activate(&mut tx, house, &scope, &row, &author).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Who sends a letter and who gets it: the asking organisation is on the side that the route is about; a foreign letter
    /// goes between two that are neither.
    fn sides(&self, actor: &Actor, is_own: bool, path: &str, org: &str) -> (String, String) {
        let bodies = &self.app.house.region.region.bodies;
        let own = self.organisation(actor, true);
        let mut others = [&bodies.ministry, &bodies.institute, &bodies.regional_centre]
            .into_iter()
            .filter(|code| **code != own);
        let (one, other) = (others.next().unwrap().clone(), others.next().unwrap().clone());
        let writes = matches!(actor.role, Some(Role::Ministry | Role::Institute | Role::RegionalCentre));
        let answers = path.ends_with("/confirm") || path.ends_with("/answer");
        match (is_own, writes && !answers) {
            (true, true) => (org.to_owned(), one),
            (true, false) => (one, org.to_owned()),
            (false, _) => (one, other),
        }
    }

    async fn board(&self, year: i16) -> std::sync::Arc<Board> {
        Board::of_year(&self.app.house, &Scope::of_the_program(), year).await.unwrap().unwrap()
    }

    async fn author(&self, login: &str) -> Author {
        let actor = access::store::actor_of_login(&self.app.house.db, login).await.unwrap().unwrap();
        Author::of_actor(&actor).unwrap()
    }

    async fn set_published(&self, year: i16, is_published: bool) {
        let board = self.board(year).await;
        if board.plan.published_at.is_some() != is_published {
            let mut tx = self.app.house.db.begin().await.unwrap();
            let author = self.author("ministry").await;
            plans::set_published(&mut tx, &self.app.house, &board.plan, is_published, &author).await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    /// Recorded by whoever asks, where they record at all; the foreign one by another body.
    async fn evidence(&self, actor: &Actor, is_own: bool, state: &str) -> String {
        let records = matches!(actor.role, Some(Role::Ministry | Role::Institute));
        let recorder = match (&actor.login, records, is_own) {
            (Some(login), true, true) => login.clone(),
            (Some(login), _, _) if *login == self.app.login_of(Role::Ministry) => "institute".to_owned(),
            _ => "ministry".to_owned(),
        };
        let house = &self.app.house;
        let scope = Scope::of_the_program();
        let board = self.board(self.app.year()).await;
        let measures = board.version.plan.sections.iter().flat_map(|section| &section.measures);
        let mut simple = measures.filter(|one| one.items.is_empty() && one.term.recurrence.is_none());
        let measure_key = board.version.keys.key(&simple.next().unwrap().number).to_owned();
        let author = self.author(&recorder).await;
        let mut tx = house.db.begin().await.unwrap();
        let hash =
            house.files.put(&mut tx, PDF.to_vec(), "application/pdf", house.clock.now()).await.unwrap();
        let new = NewEvidence {
            measure_key,
            item_key: None,
            slot_key: "whole".into(),
            kind: None,
            title: "Подтверждение для проверки".into(),
            happened_on: house.clock.today(),
            proof: Proof::External { link: None, file: Some((hash, "скан.pdf".into())) },
            note: String::new(),
        };
        let id = roadmap::record_evidence(&mut tx, house, &scope, &board, &new, &author).await.unwrap();
        tx.commit().await.unwrap();
        let verdict = match state {
            "accepted" => Verdict::Accept,
            "refused" => Verdict::Refuse { reason: "Нет подписи.".into() },
            "withdrawn" => Verdict::Withdraw,
            _ => return id,
        };
        let decider = match (state, recorder.as_str()) {
            ("withdrawn", recorder) => recorder,
            (_, "ministry") => "institute",
            _ => "ministry",
        };
        let decider = self.author(decider).await;
        let board = self.board(self.app.year()).await;
        let row = board.evidence.iter().find(|row| row.id == id).unwrap();
        let mut tx = house.db.begin().await.unwrap();
        roadmap::decide_on_evidence(&mut tx, house, &scope, &board, row, &verdict, row.version, &decider)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub(super) async fn document(&self, org_code: &str, is_published: bool) -> String {
        let house = &self.app.house;
        let new = NewDocument {
            kind: house.region.document_kinds[0].code.clone(),
            number: format!("с-{}", store::new_id()).as_str().into(),
            date: house.clock.today(),
            issuer: network::place_of(&house.db, org_code, house.clock.today()).await.unwrap(),
            title: "Документ для проверки".into(),
            file: Some(NewFile { name: "скан.pdf".into(), bytes: PDF.to_vec() }),
            is_published,
            ends: Vec::new(),
        };
        let mut tx = house.db.begin().await.unwrap();
        let scope = Scope::of_the_program();
        let id =
            documents::register(&mut tx, &Desk::of(house), &scope, new, &Recorder::program()).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A draft on one's own desk, or on another body's.
    async fn import(&self, actor: &Actor, is_own: bool, state: &str) -> String {
        let login = match (actor.role, is_own) {
            (Some(Role::Institute), true) | (Some(Role::Ministry), false) => "institute",
            (Some(Role::Ministry), true) | (Some(Role::Institute), false) => "ministry",
            _ => "institute",
        };
        let browser = self.app.sign_in(login).await;
        let text = "№\tМероприятие\tСрок\tИсполнители\n1\tСеминар\tмарт\tНеведомый отдел\n";
        let file = ("file", "plan.txt", text.as_bytes());
        let uploaded = browser.post_file("/roadmap/import", &[("year", "2061")], file).await;
        let address = uploaded.location().to_owned();
        if state == "accepted" {
            let accept = [
                ("do", "accept"),
                ("basis", "Приказ № 1"),
                ("version", "1"),
                ("plan_year", "2061"),
                ("text.0", "drop"),
            ];
            let accepted = browser.post(&address, &accept).await;
            assert_eq!(accepted.status, 303, "{}", accepted.body);
        }
        address.rsplit('/').next().unwrap().to_owned()
    }

    async fn mark(&self, state: &str) -> String {
        let house = &self.app.house;
        let author = self.author("institute").await;
        let board = self.board(self.app.year()).await;
        for mark in board.marks.iter().filter(|mark| mark.revoked_at.is_none()) {
            self.take_up(&mark.id).await;
        }
        let board = self.board(self.app.year()).await;
        let day = board.state_on(house.clock.today());
        let one = day.measures().flat_map(|measure| &measure.obligations).next().unwrap().obligation.clone();
        let place = (one.measure_key.as_str(), one.item_key.as_deref(), one.slot.key.as_str());
        let mut tx = house.db.begin().await.unwrap();
        roadmap::declare_not_carried_out(&mut tx, house, &board, place, "Причина для проверки", "", &author)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let board = self.board(self.app.year()).await;
        let id = board.marks.iter().find(|mark| mark.revoked_at.is_none()).unwrap().id.clone();
        if state == "revoked" {
            self.take_up(&id).await;
        }
        id
    }

    async fn take_up(&self, mark: &str) {
        let board = self.board(self.app.year()).await;
        let author = self.author("institute").await;
        let mut tx = self.app.house.db.begin().await.unwrap();
        roadmap::take_up_again(&mut tx, &self.app.house, &board, mark, &author).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn api_token(&self, state: &str) -> String {
        crate::common::token_for(self.app, "institute").await;
        let administrator = self.app.sign_in(&self.app.login_of(Role::Administrator)).await;
        let page = administrator.get("/admin/tokens").await.body;
        let id = page.split("/admin/tokens/").nth(1).unwrap().split("/revoke").next().unwrap().to_owned();
        if state == "revoked" {
            assert_eq!(administrator.post(&format!("/admin/tokens/{id}/revoke"), &[]).await.status, 303);
        }
        id
    }

    async fn feed(&self, state: &str) -> String {
        let institute = self.app.sign_in("institute").await;
        let year = self.app.year().to_string();
        let page = institute.post("/calendar/feed", &[("year", &year)]).await.body;
        let address = page.split("id=\"feed\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        if state == "removed" {
            institute.post("/calendar/feed/remove", &[("year", &year)]).await;
        }
        address.rsplit('/').next().unwrap().to_owned()
    }
}
