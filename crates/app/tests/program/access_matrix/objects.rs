//! The objects that stand for `{…}` of a path: one's own and foreign ones, made by the doors that pages use.

use access::{MembershipState, Role, Scope};
use drafting::rules::State;
use roadmap::Board;
use roadmap::store::Author;

use crate::common::{TestApp, papers, token_for};

/// The objects that stand for `{…}` of a path, for one actor.
pub struct Objects {
    pub measure: [String; 2],
    pub evidence: String,
    pub evidence_with_file: String,
    pub document: [String; 2],
    pub person: [String; 2],
    pub import: [String; 2],
    pub personal: [Personal; 2],
    pub organisation: [String; 2],
    pub building: [String; 2],
    pub registry_import: [String; 2],
    /// Municipal centres of one's own municipality and of another.
    pub centre: [String; 2],
    pub directive: String,
    /// A registered paper with everything that a paper may have: every route answers about it, or says why not.
    pub draft: [String; 2],
    /// Kind of paper, and a version of its template.
    pub template: [(String, String); 2],
    /// Sent by the organisation, and its line.
    pub sent: [(String, String); 2],
    /// Received and answered.
    pub received: [(String, String); 2],
    pub asked: [Asked; 2],
    /// Whose documents of the case are asked about.
    pub school: [String; 2],
    pub kit_upload: [String; 2],
    pub kit_template: String,
}

/// A questionnaire of an organisation, put to that organisation itself.
pub struct Asked {
    pub form: String,
    pub version: String,
    pub poll: String,
    pub answer: String,
    pub file: String,
    pub upload: String,
}

/// What hangs on a person, and what an organisation took in from a parent.
#[derive(Clone)]
pub struct Personal {
    pub post: String,
    /// A consent of the person.
    pub consent: String,
    /// A parent's consent at the person's organisation.
    pub child_consent: String,
    /// A consent of whoever asks, or of somebody else who has an account.
    pub of_an_account: String,
    pub erasure: String,
    pub hold: String,
}

pub struct Probe<'a> {
    pub app: &'a TestApp,
    pub board: std::sync::Arc<Board>,
    pub evidence_with_file: String,
}

impl<'a> Probe<'a> {
    pub async fn objects(&self, login: Option<&str>) -> Objects {
        let house = &self.app.house;
        let actor = match login {
            Some(login) => access::store::actor_of_login(&house.db, login).await.unwrap(),
            None => None,
        };
        let (org_code, role) = actor.as_ref().map_or((String::new(), None), |actor| {
            (actor.membership.org_code.clone(), Some(actor.membership.role))
        });
        let measures: Vec<_> = self
            .board
            .version
            .plan
            .sections
            .iter()
            .flat_map(|section| &section.measures)
            .filter(|measure| measure.items.is_empty() && measure.term.recurrence.is_none())
            .collect();
        let who = self.board.who_is_who(house.clock.today());
        let find = |own: bool| {
            let found = measures.iter().find(|measure| who.is_executor(measure, &org_code, role) == own);
            found.or(measures.first()).unwrap().number.clone()
        };
        let own_org =
            if org_code.is_empty() { house.region.region.bodies.ministry.clone() } else { org_code.clone() };
        let bodies = &house.region.region.bodies;
        let foreign_org =
            if own_org == bodies.ministry { bodies.institute.clone() } else { bodies.ministry.clone() };
        let person = [self.person(&own_org).await, self.person(&foreign_org).await];
        let stranger = self.app.login_of(Role::Ministry);
        let somebody = login.filter(|login| *login != stranger).unwrap_or("institute");
        let personal = [
            self.personal(&own_org, &person[0], login.unwrap_or("institute")).await,
            self.personal(
                &foreign_org,
                &person[1],
                if login == Some(&stranger) { somebody } else { &stranger },
            )
            .await,
        ];
        let school = self.app.schools_of_kits(&org_code).await;
        Objects {
            kit_upload: [
                self.app.kit_upload(&school[0], true).await,
                self.app.kit_upload(&school[1], true).await,
            ],
            kit_template: self.app.kit_template(false).await,
            school,
            personal,
            measure: [find(true), find(false)],
            evidence: self.board.evidence.iter().find(|row| row.state == "pending").unwrap().id.clone(),
            evidence_with_file: self.evidence_with_file.clone(),
            document: [self.document(&own_org).await, self.document(&foreign_org).await],
            person,
            import: [self.import(&own_org).await, self.import(&foreign_org).await],
            building: [self.app.building(&own_org).await, self.app.building(&foreign_org).await],
            registry_import: [
                self.app.registry_import(&own_org).await,
                self.app.registry_import(&foreign_org).await,
            ],
            centre: self.app.centres(&own_org).await,
            directive: self.app.directive().await,
            draft: [
                papers::paper(self.app, &own_org, State::Registered).await,
                papers::paper(self.app, &foreign_org, State::Registered).await,
            ],
            template: [
                papers::template(self.app, &own_org).await,
                papers::template(self.app, &foreign_org).await,
            ],
            asked: [self.asked(&own_org).await, self.asked(&foreign_org).await],
            sent: self.letters_between(&own_org, &foreign_org).await,
            received: self.letters_between(&foreign_org, &own_org).await,
            organisation: [own_org, foreign_org],
        }
    }

    /// One's own letter, and one between organisations that are neither.
    pub async fn letters_between(&self, from: &str, to: &str) -> [(String, String); 2] {
        let is_neither = |one: &&region::Organisation| {
            one.kind == region::OrganisationKind::School && one.code != from && one.code != to
        };
        let other = self.app.house.region.organisations.iter().find(is_neither).unwrap().code.clone();
        let stranger = if from == self.app.house.region.region.bodies.regional_centre
            || to == self.app.house.region.region.bodies.regional_centre
        {
            self.app.house.region.region.bodies.institute.clone()
        } else {
            self.app.house.region.region.bodies.regional_centre.clone()
        };
        // The stranger may be one's own organisation's neighbour in the pair: then the letter is between two schools' bodies.
        let sender = if stranger == from || stranger == to { other.clone() } else { stranger };
        [
            papers::mailing(self.app, from, to, true).await,
            papers::mailing(self.app, &sender, &other, true).await,
        ]
    }

    /// A published questionnaire with an open poll and a sheet that has a file.
    pub async fn asked(&self, org_code: &str) -> Asked {
        use ::questionnaires::store::{NewFile, add_file, answers, polls, uploads, versions};
        let house = &self.app.house;
        let (program, author) = (Scope::of_the_program(), Author::program());
        let place = network::place_of(&house.db, org_code, house.clock.today()).await.unwrap();
        let text = "| survey | | | | |\n| | type | name | label | required |\n| | text | a | Имя | yes |\n\
            | | select_one yn | c | Да ли | |\n| | file | f | Скан | |\n\
            | choices | | | |\n| | list_name | name | label |\n| | yn | yes | Да |\n";
        let checked = ::questionnaires::check(text.as_bytes(), "проверка.md");
        let mut tx = house.db.begin().await.unwrap();
        let (form, version) =
            ::questionnaires::upload(&mut tx, house, None, &checked, &place, &author).await.unwrap();
        tx.commit().await.unwrap();
        let found = versions::questionnaire(&house.db, &program, &form).await.unwrap().unwrap();
        let draft = versions::version(&house.db, &found, &version).await.unwrap().unwrap();
        let mut tx = house.db.begin().await.unwrap();
        ::questionnaires::publish_version(&mut tx, house, &draft, "Проверка", &author).await.unwrap();
        tx.commit().await.unwrap();
        let published = versions::version(&house.db, &found, &version).await.unwrap().unwrap();
        let new = ::questionnaires::NewAsking {
            title: "Проверка".into(),
            measure: None,
            deadline: house.clock.today(),
            audience: ::questionnaires::Audience::Chosen(vec![org_code.to_owned()]),
        };
        let poll = ::questionnaires::ask(house, &published, &new, &place, &author, &program).await.unwrap();
        let row = polls::poll(&house.db, &program, &poll).await.unwrap().unwrap();
        let answer = answers::all_of_poll(&house.db, &row, 1).await.unwrap()[0].id.clone();
        let mut tx = house.db.begin().await.unwrap();
        let bytes = b"%PDF-1.4\n%%EOF\n".to_vec();
        let hash = house.files.put(&mut tx, bytes, "application/pdf", house.clock.now()).await.unwrap();
        let new = NewFile {
            path: "/data/a",
            hash: &hash,
            name: "скан.pdf",
            media_type: "application/pdf",
            size: 15,
            added_by: "",
        };
        let file = add_file(&mut tx, &answer, &new, house.clock.now()).await.unwrap();
        let new = uploads::NewUpload { path: "/data/f", name: "скан.pdf", size: 15, hash: &hash };
        let upload = uploads::begin(&mut tx, &answer, &new, house.clock.now()).await.unwrap().id;
        tx.commit().await.unwrap();
        Asked { form, version, poll, answer, file, upload }
    }

    pub async fn of(app: &'a TestApp) -> Self {
        let scope = Scope::of_the_program();
        let evidence_with_file = evidence_with_file(app).await;
        let board = Board::of_year(&app.house, &scope, app.year()).await.unwrap().unwrap();
        Self { app, board, evidence_with_file }
    }

    /// An unpublished document that an organisation issued and nobody of another body recorded.
    pub async fn document(&self, org_code: &str) -> String {
        let house = &self.app.house;
        let issuer = network::place_of(&house.db, org_code, house.clock.today()).await.unwrap();
        let new = documents::NewDocument {
            kind: house.region.document_kinds[0].code.clone(),
            number: documents::Number::Next,
            date: house.clock.today(),
            issuer,
            title: "Документ для проверки".into(),
            file: Some(documents::NewFile {
                name: "скан.pdf".into(), bytes: b"%PDF-1.4\n%%EOF\n".to_vec()
            }),
            is_published: false,
            ends: Vec::new(),
        };
        let mut tx = house.db.begin().await.unwrap();
        let desk = documents::Desk::of(house);
        let id = documents::register(
            &mut tx,
            &desk,
            &Scope::of_the_program(),
            new,
            &documents::Recorder::program(),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub async fn person(&self, org_code: &str) -> String {
        let house = &self.app.house;
        let place = network::place_of(&house.db, org_code, house.clock.today()).await.unwrap();
        let name = people::PersonName {
            surname: "Проверкина".into(),
            name: "Анна".into(),
            patronymic: "Петровна".into(),
        };
        let scope = Scope::of_the_program();
        let mut tx = house.db.begin().await.unwrap();
        let id = people::add_person(
            &mut tx,
            &scope,
            &people::NewPerson { name, account_id: None },
            house.clock.now(),
        )
        .await
        .unwrap();
        let term = people::PostTerm::new(None, None).unwrap();
        people::add_post(&mut tx, &scope, &id, &place, "методист", term, house.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A post, consents, a request to erase and a hold: all of one person, and a parent's consent at the organisation.
    pub async fn personal(&self, org_code: &str, person_id: &str, login: &str) -> Personal {
        use people::store::erasures;
        let house = &self.app.house;
        let program = Scope::of_the_program();
        let today = house.clock.today();
        let place = network::place_of(&house.db, org_code, today).await.unwrap();
        let person = people::person(&house.db, &program, person_id, today).await.unwrap().unwrap();
        let account = access::store::actor_of_login(&house.db, login).await.unwrap().unwrap().account_id;
        let with_account = people::person_of_account(&house.db, &account).await.unwrap();
        let who = access::audit::Who::program();
        let mut tx = house.db.begin().await.unwrap();
        let scan = || people::ConsentMark::Paper(Some(("скан.pdf".into(), b"%PDF-1.4\n%%EOF\n".to_vec())));
        let new = |kind, person| people::NewConsent {
            kind,
            person,
            child: "Проверкин Петя",
            given_by: "Проверкина Ольга",
            given_on: Some(today),
            mark: scan(),
            place: &place,
        };
        let kind = region::ConsentKind::Processing;
        let consent = people::give_consent(&mut tx, house, new(kind, Some(&person)), &who).await.unwrap();
        let child = region::ConsentKind::ChildPhoto;
        let child_consent = people::give_consent(&mut tx, house, new(child, None), &who).await.unwrap();
        let cause = people::erase::Cause::Request;
        let erasure =
            people::erase::ask(&mut tx, house, person_id, cause, "слова", &who).await.unwrap().unwrap();
        people::store::erasures::set_hold(&mut tx, person_id, "дело № 1", "program", house.clock.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let of_an_account = match with_account {
            None => "none".to_owned(),
            Some(person) => {
                let given = people::store::consents::consents_of(&house.db, &person).await.unwrap();
                let with_scan =
                    given.iter().find(|one| one.kind() == kind && one.is_in_force() && one.file().is_some());
                if let Some(given) = with_scan {
                    given.id.clone()
                } else {
                    let mut tx = house.db.begin().await.unwrap();
                    for one in given.iter().filter(|one| one.kind() == kind && one.is_in_force()) {
                        people::withdraw_consent(&mut tx, house, one, Some(today), &who).await.unwrap();
                    }
                    let id = people::give_consent(&mut tx, house, new(kind, Some(&person)), &who).await;
                    tx.commit().await.unwrap();
                    id.unwrap()
                }
            }
        };
        let post = people::store::posts_of(&house.db, &program, &person).await.unwrap()[0].id.clone();
        let hold = erasures::holds_of(&house.db, &program, person_id).await.unwrap()[0].id.clone();
        Personal { post, consent, child_consent, of_an_account, erasure, hold }
    }

    /// A draft on the desk of an organisation, put there through the page.
    pub async fn import(&self, org_code: &str) -> String {
        let accounts = &self.app.house.region.demo.accounts;
        let uploader = accounts.iter().find(|one| {
            one.organisation == *org_code
                && one.state == MembershipState::Active
                && matches!(one.role, Role::Ministry | Role::Institute)
        });
        // Other bodies bring no plans in: for them any draft is foreign.
        let login = uploader.map_or_else(|| self.app.login_of(Role::Institute), |one| one.login.clone());
        let browser = self.app.sign_in(&login).await;
        let text = "№\tМероприятие\tСрок\tИсполнители\n1\tСеминар\tмарт\tИнститут\n";
        let answer = browser
            .post_file("/roadmap/import", &[("year", "2031")], ("file", "plan.txt", text.as_bytes()))
            .await;
        let id = answer.location().rsplit('/').next().unwrap().to_owned();
        assert!(answer.location().starts_with("/roadmap/imports/"), "{} {}", answer.status, answer.body);
        id
    }

    /// A mark in force, for the route that takes it back.
    pub async fn mark(&self) -> String {
        let house = &self.app.house;
        let scope = Scope::of_the_program();
        let board = || async { Board::of_year(house, &scope, self.app.year()).await.unwrap().unwrap() };
        let before = board().await;
        if let Some(mark) = before.marks.iter().find(|mark| mark.revoked_at.is_none()) {
            return mark.id.clone();
        }
        let state = before.state_on(house.clock.today());
        let one =
            state.measures().flat_map(|measure| &measure.obligations).next().unwrap().obligation.clone();
        let mut tx = house.db.begin().await.unwrap();
        let place = (one.measure_key.as_str(), one.item_key.as_deref(), one.slot.key.as_str());
        roadmap::declare_not_carried_out(
            &mut tx,
            house,
            &before,
            place,
            "Причина для проверки",
            "",
            &Author::program(),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        board().await.marks.iter().find(|mark| mark.revoked_at.is_none()).unwrap().id.clone()
    }

    /// A token that can be revoked: its id, found through the administrator's page.
    pub async fn token(&self) -> String {
        token_for(self.app, &self.app.login_of(Role::Institute)).await;
        let page = self.app.sign_in(&self.app.login_of(Role::Administrator)).await.get("/admin/tokens").await;
        page.body.split("/admin/tokens/").nth(1).unwrap().split("/revoke").next().unwrap().to_owned()
    }

    /// A series of the paper that is being made.
    pub async fn series(&self, draft: &str) -> String {
        let house = &self.app.house;
        let row = papers::row(house, draft).await;
        let kind = drafting::paper_kind(&house.region, &row.kind).unwrap();
        let author = papers::author_at(house, &row.issuer_code).await;
        papers::stop_all_series(house).await;
        let list = ("Адресаты\nШколе № 1\n".as_bytes(), "docx");
        let mut tx = house.db.begin().await.unwrap();
        let scope = Scope::of_the_program();
        let id = drafting::series::begin(&mut tx, house, &scope, (&row, &kind), list, &author).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Something that was said about the edition under discussion.
    pub async fn comment(&self) -> String {
        let db = &self.app.house.db;
        let (id,): (String,) = db.query("select id from consultation_comment limit 1").one().await.unwrap();
        id
    }

    /// The code of a document that the story published.
    pub async fn published_code(&self) -> String {
        let db = &self.app.house.db;
        let (code,): (String,) =
            db.query("select code from document where is_published limit 1").one().await.unwrap();
        code
    }
}

/// A piece of evidence that waits, with a file: recorded through the page.
async fn evidence_with_file(app: &TestApp) -> String {
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let today = app.house.clock.today().to_string();
    let fields = [("source", "external"), ("title", "Запись с файлом"), ("date", today.as_str())];
    let path = format!("/roadmap/{}/measures/1/evidence", app.year());
    let answer = institute.post_file(&path, &fields, ("scan", "скан.pdf", b"%PDF-1.4\n%%EOF\n")).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().rsplit('/').next().unwrap().to_owned()
}
