//! Papers, templates and mailings brought into their states by the same doors that pages use.

use access::{House, Role, Scope};
use drafting::rules::{AnswerKind, State, everybody};
use drafting::store::{agreement, drafts, mailings, templates};
use drafting::{NewMailing, NewTemplate, Party, Reader, Registration, Signed};
use roadmap::store::Author;

use super::TestApp;

const PDF: &[u8] = b"%PDF-1.4\n%%EOF\n";

/// An author at an organisation, whoever works there: what the doors write is the same.
pub async fn author_at(house: &House, org_code: &str) -> Author {
    let place = network::place_of(&house.db, org_code, house.clock.today()).await.unwrap();
    Author {
        account_id: "somebody".into(),
        name: "Проверкин П. П.".into(),
        org_id: place.org_id,
        org_code: place.org_code,
        org_title: place.org_title,
        role: Role::Institute.code().into(),
    }
}

/// The code of a region's kind that is printed by a layout.
pub fn kind_of(house: &House, layout: &str) -> String {
    house.region.document_kinds.iter().find(|kind| kind.layout_code() == layout).unwrap().code.clone()
}

pub async fn row(house: &House, id: &str) -> drafts::DraftRow {
    drafts::draft(&house.db, &Reader::of_the_program(), id).await.unwrap().unwrap()
}

/// A complete paper on the desk of an organisation that issues it itself, in a state.
pub async fn paper(app: &TestApp, org_code: &str, state: State) -> String {
    paper_for(app, org_code, org_code, state).await
}

/// The same for an issuer: whoever prepares a paper need not be whoever issues it.
pub async fn paper_for(app: &TestApp, org_code: &str, issuer_code: &str, state: State) -> String {
    let house = &app.house;
    let author = author_at(house, org_code).await;
    let scope = Scope::of_the_program();
    let kind = kind_of(house, "info_letter");
    let values = papers::kind("info_letter").unwrap().examples();
    let mut tx = house.db.begin().await.unwrap();
    let id =
        drafting::prepare(&mut tx, house, &scope, &kind, issuer_code, None, &values, &author).await.unwrap();
    tx.commit().await.unwrap();
    if state == State::Draft {
        return id;
    }
    let mut tx = house.db.begin().await.unwrap();
    let now = row(house, &id).await;
    match state {
        State::Discarded => drafting::discard(&mut tx, house, &scope, &now, &author).await.unwrap(),
        State::Agreement => {
            let people = agreement::colleagues(&house.db, &scope, house.clock.today()).await.unwrap();
            let partner = app.login_of(Role::Partner);
            let asked = people.iter().find(|one| one.login == partner).unwrap();
            let parties = [Party { account_id: asked.account_id.clone(), stage: 1 }];
            drafting::ask(&mut tx, house, &scope, &now, &parties, &people, None, &author).await.unwrap();
        }
        _ => drafting::send_unagreed(&mut tx, house, &scope, &now, "для проверки", &author).await.unwrap(),
    }
    tx.commit().await.unwrap();
    if matches!(state, State::Signed | State::Registered) {
        sign(house, &id, &author).await;
    }
    if state == State::Registered {
        register(house, &id, &author).await.unwrap();
    }
    id
}

pub async fn sign(house: &House, id: &str, author: &Author) {
    let scan = documents::NewFile { name: "скан.pdf".into(), bytes: PDF.to_vec() };
    let signature = documents::NewFile { name: "скан.pdf.sig".into(), bytes: SIGNATURE.to_vec() };
    let signed =
        Signed { by_hand: false, on: house.clock.today(), scan: Some(scan), signature: Some(signature) };
    let mut tx = house.db.begin().await.unwrap();
    let now = row(house, id).await;
    drafting::attach_signed(&mut tx, house, &Scope::of_the_program(), &now, signed, author).await.unwrap();
    tx.commit().await.unwrap();
}

/// A detached signature of Василиса Егоровна Демо-Премудрая.
const SIGNATURE: &[u8] = include_bytes!("../../../../drafting/fixtures/detached.sig");

/// Registers a signed paper by the next number; answers the id of the document.
pub async fn register(house: &House, id: &str, author: &Author) -> Result<String, drafting::DraftRefused> {
    let how = Registration {
        number: documents::Number::Next,
        date: house.clock.today(),
        is_published: false,
        ends: Vec::new(),
    };
    let scope = Scope::of_the_program();
    let now = row(house, id).await;
    let mut tx = house.db.begin().await.unwrap();
    let document = drafting::register(&mut tx, house, &scope, &scope, &now, how, author).await?;
    tx.commit().await.unwrap();
    Ok(document)
}

/// A version of an organisation's template of letters: its kind and its id.
pub async fn template(app: &TestApp, org_code: &str) -> (String, String) {
    let house = &app.house;
    let author = author_at(house, org_code).await;
    let code = kind_of(house, "info_letter");
    let kind = drafting::paper_kind(&house.region, &code).unwrap();
    let new = NewTemplate {
        file_name: "шаблон.docx".into(),
        bytes: papers::starter_docx(kind.layout, papers::Standard::Gost2016).unwrap(),
        note: "Наш бланк".into(),
    };
    let mut tx = house.db.begin().await.unwrap();
    let scope = Scope::of_the_program();
    let id = drafting::add_template(&mut tx, house, &scope, &kind, new, &author).await.unwrap();
    tx.commit().await.unwrap();
    assert!(templates::template(&house.db, &scope, &id).await.unwrap().is_some());
    (code, id)
}

/// A letter from one organisation to another that asks for an answer: ids of the mailing and of its line.
pub async fn mailing(app: &TestApp, from: &str, to: &str, is_answered: bool) -> (String, String) {
    let house = &app.house;
    let (sender, receiver) = (author_at(house, from).await, author_at(house, to).await);
    let paper = paper(app, from, State::Registered).await;
    let document_id = row(house, &paper).await.document_id.unwrap();
    let scope = Scope::of_the_program();
    let document = documents::document(&house.db, &scope, &document_id).await.unwrap().unwrap();
    let roll = network::store::roll(&house.db).await.unwrap();
    let all = everybody(&roll, house.clock.today());
    let new = NewMailing {
        addressees: all.iter().filter(|one| one.organisation.code == to).map(Into::into).collect(),
        answer: AnswerKind::Free,
        link: String::new(),
        form: None,
        due: None,
        words: String::new(),
    };
    let mut tx = house.db.begin().await.unwrap();
    let id = drafting::send(&mut tx, house, &scope, &document, &new, &sender).await.unwrap();
    tx.commit().await.unwrap();
    let sent = mailings::sent_mailing(&house.db, &scope, &id).await.unwrap().unwrap();
    let line = mailings::addressees(&house.db, &sent).await.unwrap().remove(0);
    if is_answered {
        let file = documents::NewFile { name: "ответ.pdf".into(), bytes: PDF.to_vec() };
        let answered = drafting::Answered { words: "Ответ".into(), file: Some(file) };
        let mut tx = house.db.begin().await.unwrap();
        drafting::reply(&mut tx, house, &scope, &sent, &line, answered, &receiver).await.unwrap();
        tx.commit().await.unwrap();
    }
    (id, line.id)
}

/// A series of two letters on an organisation's desk: ids of the paper and of the series.
pub async fn series(app: &TestApp, org_code: &str, state: &str) -> (String, String) {
    let house = &app.house;
    let author = author_at(house, org_code).await;
    let draft = paper(app, org_code, State::Draft).await;
    let now = row(house, &draft).await;
    let kind = drafting::paper_kind(&house.region, &now.kind).unwrap();
    let scope = Scope::of_the_program();
    let list = "Адресаты\nШколе № 1\nШколе № 2\n".as_bytes();
    stop_all_series(house).await;
    let mut tx = house.db.begin().await.unwrap();
    let asked = (list, "docx");
    let id = drafting::series::begin(&mut tx, house, &scope, (&now, &kind), asked, &author).await.unwrap();
    tx.commit().await.unwrap();
    match state {
        "ready" => while app::rooms::jobs(house).run_next().await.unwrap() {},
        "stopped" => stop_all_series(house).await,
        _ => {}
    }
    (draft, id)
}

/// An organisation has few series under way at a time: those that nobody makes any more are out of the way.
pub async fn stop_all_series(house: &House) {
    let mut tx = house.db.begin().await.unwrap();
    tx.query("update paper_series set state = 'stopped' where state = 'making'").run().await.unwrap();
    tx.commit().await.unwrap();
}
