//! Every route × every role × own and foreign object × state of the membership, against `access-matrix.csv`.
//!
//! The list of routes is read from the table that the program is served from; a route without a row fails here.
//! Cells: `yes` admitted; `own` admitted for one's own object, 404 for a foreign one; `no` 404; `login` sent to sign in.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::common::{Answer, Browser, TestApp, api, papers, token_for};
use access::{Deed, MEMBERSHIP_STATES, MembershipState, Role, Scope, Subject};
use axum::http::Method;
use drafting::rules::State;
use roadmap::Board;
use roadmap::store::Author;

const MATRIX: &str = include_str!("../access-matrix.csv");

/// Column → cell.
type Row = BTreeMap<String, String>;

fn matrix() -> BTreeMap<(String, String), Row> {
    let mut lines = MATRIX.lines().filter(|line| !line.trim().is_empty());
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells.len(), columns.len(), "{line}");
            let row = columns
                .iter()
                .zip(&cells)
                .skip(2)
                .map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned()))
                .collect();
            ((cells[0].to_owned(), cells[1].to_owned()), row)
        })
        .collect()
}

fn columns() -> Vec<String> {
    let mut columns = vec!["anonymous".to_owned(), "inactive".to_owned()];
    columns.extend(Role::ALL.iter().map(|role| role.code().to_owned()));
    columns
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let matrix = matrix();
    let routes = app::rooms::routes();
    let served: Vec<(String, String)> =
        routes.rows().iter().map(|row| (row.method.to_string(), row.path.to_owned())).collect();
    let without_row: Vec<_> = served.iter().filter(|route| !matrix.contains_key(route)).collect();
    assert!(without_row.is_empty(), "routes without a row in access-matrix.csv: {without_row:?}");
    let without_route: Vec<_> = matrix.keys().filter(|row| !served.contains(row)).collect();
    assert!(without_route.is_empty(), "rows without a route: {without_route:?}");
}

/// The objects that stand for `{…}` of a path, for one actor.
struct Objects {
    measure: [String; 2],
    evidence: String,
    evidence_with_file: String,
    document: [String; 2],
    person: [String; 2],
    import: [String; 2],
    personal: [Personal; 2],
    organisation: [String; 2],
    building: [String; 2],
    registry_import: [String; 2],
    /// Municipal centres of one's own municipality and of another.
    centre: [String; 2],
    directive: String,
    /// A registered paper with everything that a paper may have: every route answers about it, or says why not.
    draft: [String; 2],
    /// Kind of paper, and a version of its template.
    template: [(String, String); 2],
    /// Sent by the organisation, and its line.
    sent: [(String, String); 2],
    /// Received and answered.
    received: [(String, String); 2],
    asked: [Asked; 2],
    /// Whose documents of the case are asked about.
    school: [String; 2],
    kit_upload: [String; 2],
    kit_template: String,
}

/// A questionnaire of an organisation, put to that organisation itself.
struct Asked {
    form: String,
    version: String,
    poll: String,
    answer: String,
    file: String,
    upload: String,
}

/// What hangs on a person, and what an organisation took in from a parent.
#[derive(Clone)]
struct Personal {
    post: String,
    /// A consent of the person.
    consent: String,
    /// A parent's consent at the person's organisation.
    child_consent: String,
    /// A consent of whoever asks, or of somebody else who has an account.
    of_an_account: String,
    erasure: String,
    hold: String,
}

struct Probe<'a> {
    app: &'a TestApp,
    board: std::sync::Arc<Board>,
    evidence_with_file: String,
}

impl<'a> Probe<'a> {
    async fn objects(&self, login: Option<&str>) -> Objects {
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
    async fn letters_between(&self, from: &str, to: &str) -> [(String, String); 2] {
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
    async fn asked(&self, org_code: &str) -> Asked {
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

    async fn of(app: &'a TestApp) -> Self {
        let scope = Scope::of_the_program();
        let evidence_with_file = evidence_with_file(app).await;
        let board = Board::of_year(&app.house, &scope, app.year()).await.unwrap().unwrap();
        Self { app, board, evidence_with_file }
    }

    /// An unpublished document that an organisation issued and nobody of another body recorded.
    async fn document(&self, org_code: &str) -> String {
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

    async fn person(&self, org_code: &str) -> String {
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
    async fn personal(&self, org_code: &str, person_id: &str, login: &str) -> Personal {
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
    async fn import(&self, org_code: &str) -> String {
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
    async fn mark(&self) -> String {
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
    async fn token(&self) -> String {
        token_for(self.app, &self.app.login_of(Role::Institute)).await;
        let page = self.app.sign_in(&self.app.login_of(Role::Administrator)).await.get("/admin/tokens").await;
        page.body.split("/admin/tokens/").nth(1).unwrap().split("/revoke").next().unwrap().to_owned()
    }

    /// A series of the paper that is being made.
    async fn series(&self, draft: &str) -> String {
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
    async fn comment(&self) -> String {
        let db = &self.app.house.db;
        let (id,): (String,) = db.query("select id from consultation_comment limit 1").one().await.unwrap();
        id
    }

    /// The code of a document that the story published.
    async fn published_code(&self) -> String {
        let db = &self.app.house.db;
        let (code,): (String,) =
            db.query("select code from document where is_published limit 1").one().await.unwrap();
        code
    }

    async fn path(&self, route: &str, login: Option<&str>, objects: &Objects, which: usize) -> String {
        let evidence = if route.ends_with("/file") { &objects.evidence_with_file } else { &objects.evidence };
        let route = &if route.starts_with("/network/imports/") {
            route.replace("{import}", &objects.registry_import[which])
        } else if route.starts_with("/network/statuses/") {
            route.replace("{document}", &objects.directive)
        } else if route.ends_with("/area") {
            route.replace("{organisation}", &objects.centre[which])
        } else {
            route.to_owned()
        };
        // Letters have two sides: whoever may send is asked about what was sent, the others about what came.
        let writes = login.is_some_and(|login| {
            let account = self.app.house.region.account(login);
            account.is_some_and(|one| {
                matches!(one.role, Role::Ministry | Role::Institute | Role::RegionalCentre)
            })
        });
        let answers = route.ends_with("/confirm") || route.ends_with("/answer");
        let letters = if writes && !answers { &objects.sent } else { &objects.received };
        let route = &route
            .replace("{draft}", &objects.draft[which])
            .replace("{paper_kind}", &objects.template[which].0)
            .replace("{template}", &objects.template[which].1)
            .replace("{mailing}", &letters[which].0)
            .replace("{addressee}", &letters[which].1);
        let mut path = route
            .replace("{year}", &self.app.year().to_string())
            .replace("{number}", &objects.measure[which])
            .replace("{evidence}", evidence)
            .replace("{document}", &objects.document[which])
            .replace("{person}", &objects.person[which])
            .replace("{import}", &objects.import[which])
            .replace("{text}", "concept")
            .replace("{edition}", "2")
            .replace("{paragraph}", "p4")
            .replace("{aim}", "a2")
            .replace("{organisation}", &objects.organisation[which])
            .replace("{building}", &objects.building[which])
            .replace("{form}", &objects.asked[which].form)
            .replace("{version}", &objects.asked[which].version)
            .replace("{poll}", &objects.asked[which].poll)
            .replace("{answer}", &objects.asked[which].answer)
            .replace("{file}", &objects.asked[which].file)
            .replace("{upload}", &objects.asked[which].upload)
            .replace("{school}", &objects.school[which])
            .replace("{kit_upload}", &objects.kit_upload[which])
            .replace("{kit_template}", &objects.kit_template)
            .replace("{kit_document}", "rules")
            .replace("{section}", "1")
            // The engine's address has its hash, which nobody guesses.
            .replace("{name}", "no-such-module")
            .replace("{municipality}", &self.app.house.region.municipalities[0].code);
        let personal = &objects.personal[which];
        let consent = match route {
            _ if route.starts_with("/people/") => &personal.consent,
            _ if route.starts_with("/me/") => &personal.of_an_account,
            _ => &personal.child_consent,
        };
        path = path
            .replace("{consent}", consent)
            .replace("{post}", &personal.post)
            .replace("{erasure}", &personal.erasure)
            .replace("{hold}", &personal.hold)
            .replace("{kind}", "processing");
        if path.contains("{series}") {
            path = path.replace("{series}", &self.series(&objects.draft[which]).await);
        }
        if path.contains("{mark}") {
            path = path.replace("{mark}", &self.mark().await);
        }
        if path.contains("{comment}") {
            path = path.replace("{comment}", &self.comment().await);
        }
        if path.contains("{code}") {
            path = path.replace("{code}", &self.published_code().await);
        }
        if path.contains("{letter}") {
            path = path.replace("{letter}", &self.app.letter().await);
        }
        if path.starts_with("/admin/tokens/{token}") {
            path = path.replace("{token}", &self.token().await);
        }
        if path.contains("{session}") {
            // Ended by the probe before: another one for each.
            let login = if which == 0 { login.map(str::to_owned) } else { Some(self.app.somebody(login)) };
            path = path.replace("{session}", &self.app.session(login.as_deref()).await);
        }
        if path.contains("{membership}") {
            let login = if which == 0 { login.map(str::to_owned) } else { Some(self.app.somebody(login)) };
            path = path.replace("{membership}", &self.app.offered(login.as_deref()).await);
        }
        if path.contains("{member}") {
            path = path.replace("{member}", &self.app.member(login, which == 0).await);
        }
        if path.contains("{invitation}") {
            path = path.replace("{invitation}", &self.app.invitation(login, which == 0).await);
        }
        if path.ends_with("/requirements") {
            path = format!("{path}?key=m{}", objects.measure[which]);
        }
        if path.ends_with("/choices") {
            path.push_str("?path=/data/c");
        }
        // Feeds have secret addresses; nobody's is this one.
        path.replace("{token}", "no-such-secret")
    }

    /// Bodies that change nothing, or nothing that matters to the next probe.
    fn form<'f>(
        &self,
        path: &str,
        objects: &'f Objects,
        which: usize,
        membership: &'f str,
        key: &'f str,
        year: &'f str,
    ) -> Vec<(&'f str, &'f str)> {
        let _ = (objects, which);
        match path {
            // A login of nobody's, another one for each: tries at the same one are limited.
            "/login" => vec![("login", membership), ("password", "wrong")],
            "/membership" => vec![("membership", membership)],
            "/calendar/feed" | "/calendar/feed/remove" => vec![("year", year)],
            path if path.ends_with("/consents") => vec![("kind", "processing")],
            path if path.ends_with("/decision") => vec![("verdict", "refuse"), ("reason", "")],
            path if path.ends_with("/not-carried-out") => vec![("slot", "whole")],
            path if path.ends_with("/publish") => vec![("open", "yes")],
            path if path.contains("/requirements") => vec![("key", key)],
            _ => vec![],
        }
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

/// What an answer means for access.
fn meaning(answer: &Answer) -> &'static str {
    match answer.status.as_u16() {
        // A link that is over says so, whoever asks.
        404 | 410 => "no",
        401 => "login",
        303 if answer.location().starts_with("/login") => "login",
        200 | 201 | 204 | 303 | 304 | 409 | 412 | 422 | 428 => "yes",
        other => panic!("unexpected {other}: {}", answer.body),
    }
}

/// Asks one route as one actor about its own and a foreign object.
async fn probe(
    probe: &Probe<'_>,
    method: &Method,
    route: &str,
    (login, browser): (Option<&str>, &Browser),
    objects: &Objects,
    token: Option<&str>,
    membership: &str,
) -> String {
    let mut meanings = Vec::new();
    let year = probe.app.year().to_string();
    // Signing out has no object and can be done once.
    for which in if route == "/logout" { 0..1 } else { 0..2 } {
        let path = probe.path(route, login, objects, which).await;
        let key = format!("m{}", objects.measure[which]);
        let answer = if route.starts_with("/api/") {
            let body = if *method == Method::GET {
                ""
            } else {
                &format!(
                    "{{\"measure\":\"{}\",\"title\":\"\",\"happened_on\":\"2024-09-01\",\"link\":\"https://example.test\"}}",
                    objects.measure[which]
                )
            };
            let body = if *method == Method::PATCH { "{\"state\":\"accepted\"}" } else { body };
            api(probe.app, method.clone(), &path, token, &[], body).await
        } else if *method == Method::GET {
            browser.get(&path).await
        } else {
            browser.post(&path, &probe.form(&path, objects, which, membership, &key, &year)).await
        };
        meanings.push(meaning(&answer));
    }
    match (meanings[0], *meanings.last().unwrap_or(&"")) {
        (own, foreign) if own == foreign => own.to_owned(),
        ("yes", "no") => "own".to_owned(),
        other => format!("{other:?}"),
    }
}

/// What every actor really gets, as rows of the matrix.
async fn observed(app: &TestApp, only: impl Fn(&str) -> bool) -> BTreeMap<(String, String), Row> {
    let asking = Probe::of(app).await;
    let mut rows: BTreeMap<(String, String), Row> = BTreeMap::new();
    let routes = app::rooms::routes();
    let mut actors: Vec<(String, Option<String>)> = vec![("anonymous".into(), None)];
    actors.extend(Role::ALL.iter().map(|role| (role.code().to_owned(), Some(app.login_of(*role)))));
    for role in Role::ALL {
        for state in MEMBERSHIP_STATES.into_iter().filter(|state| *state != MembershipState::Active) {
            actors.push(("inactive".into(), Some(app.account_in_state(role, state).await)));
        }
    }
    for (column, login) in actors {
        let browser = match &login {
            Some(login) => app.sign_in(login).await,
            None => app.anonymous().await,
        };
        let objects = asking.objects(login.as_deref()).await;
        let (token, membership) = match &login {
            Some(login) => {
                let actor = access::store::actor_of_login(&app.house.db, login).await.unwrap().unwrap();
                (Some(token_for(app, login).await), actor.membership.id)
            }
            None => (None, String::new()),
        };
        // Signing out ends the session of the others: it is asked last.
        let mut list: Vec<_> = routes.rows().iter().filter(|row| only(row.path)).collect();
        list.sort_by_key(|row| row.path == "/logout");
        for row in list {
            let got = probe(
                &asking,
                &row.method,
                row.path,
                (login.as_deref(), &browser),
                &objects,
                token.as_deref(),
                &membership,
            )
            .await;
            let cells = rows.entry((row.method.to_string(), row.path.to_owned())).or_default();
            // All states that are not active must behave alike.
            let before = cells.insert(column.clone(), got.clone());
            if let Some(before) = before {
                assert_eq!(before, got, "{} {} as {login:?}: states differ", row.method, row.path);
            }
        }
    }
    rows
}

fn as_csv(rows: &BTreeMap<(String, String), Row>) -> String {
    let columns = columns();
    let mut text = format!("method,path,{}\n", columns.join(","));
    for ((method, path), row) in rows {
        let cells: Vec<&str> =
            columns.iter().map(|column| row.get(column).map_or("?", String::as_str)).collect();
        writeln!(text, "{method},{path},{}", cells.join(",")).unwrap();
    }
    text
}

#[tokio::test]
async fn every_cell_is_as_the_matrix_says() {
    let app = TestApp::new().await;
    let observed = Box::pin(observed(&app, |_| true)).await;
    let expected = matrix();
    let mut deviations = Vec::new();
    for (route, row) in &observed {
        for (column, got) in row {
            let wanted = expected.get(route).and_then(|row| row.get(column)).map_or("(нет)", String::as_str);
            if wanted != got {
                deviations.push(format!(
                    "{} {} as {column}: matrix says {wanted}, program does {got}",
                    route.0, route.1
                ));
            }
        }
    }
    assert!(deviations.is_empty(), "{}\n\nobserved:\n{}", deviations.join("\n"), as_csv(&observed));
}

#[tokio::test]
async fn the_matrix_bites_when_the_scope_is_switched_off() {
    let app = TestApp::of("lukomorye", |settings| settings.scope_switched_off = true).await;
    let expected = matrix();
    let with_own: Vec<String> = expected
        .iter()
        .filter(|(_, row)| row.values().any(|cell| cell == "own"))
        // What belongs to an account and not to an organisation is no matter of scopes: `own_account.rs` swaps ids there.
        .filter(|((_, path), _)| !path.starts_with("/me/"))
        .map(|((_, path), _)| path.clone())
        // What is one's own by the account and not by the organisation needs no scope.
        .filter(|path| !path.starts_with("/me/"))
        .collect();
    assert!(with_own.len() >= 3, "{with_own:?}");
    let observed = Box::pin(observed(&app, |path| with_own.iter().any(|one| one == path))).await;
    for path in &with_own {
        let notices = observed
            .iter()
            .filter(|((_, observed_path), _)| observed_path == path)
            .any(|(route, row)| row.iter().any(|(column, got)| expected[route].get(column) != Some(got)));
        assert!(notices, "with the scope switched off {path} still looks right: the test would not notice");
    }
}

#[tokio::test]
async fn a_foreign_thing_and_an_absent_one_get_the_same_answer() {
    let app = TestApp::new().await;
    let asking = Probe::of(&app).await;
    let login = app.login_of(Role::School);
    let objects = asking.objects(Some(&login)).await;
    let browser = app.sign_in(&login).await;
    for (foreign, absent) in [
        (format!("/people/{}", objects.person[1]), format!("/people/{}", store::new_id())),
        (format!("/documents/{}", objects.document[1]), format!("/documents/{}", store::new_id())),
    ] {
        let (one, other) = (browser.get(&foreign).await, browser.get(&absent).await);
        assert_eq!(one.status, 404);
        assert_eq!(one.body, other.body, "{foreign}");
    }
    let scope = access::reach(Some(Role::School), Subject::PersonCard, Deed::Read);
    assert_eq!(scope, access::Reach::Own);
}
