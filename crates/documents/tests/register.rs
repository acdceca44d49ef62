//! The register on a fresh database: what gets in, what is refused, who sees what.

use access::audit::AuditKey;
use access::store::Place;
use access::testing::{scope_of, scope_of_stranger};
use access::{Deed, Reach, Role, Scope, Subject};
use documents::rules::{FilterText, read_code};
use documents::store::{
    ended_by, ending_of, issuers, published_by_code, register_count, register_page, years,
};
use documents::{
    Desk, DocumentRefused, Ending, EndingKind, NewDocument, NewFile, Number, Recorder, document, publish,
    register,
};
use jiff::civil::{Date, date};
use region::DocumentKind;
use store::testing::{TestDb, fresh};
use store::{Clock, Files};

const TODAY: Date = date(2024, 10, 15);
const PDF: &[u8] = b"%PDF-1.7\n%%EOF\n";

struct Register {
    test: TestDb,
    clock: Clock,
    kinds: Vec<DocumentKind>,
    audit_key: AuditKey,
    shelf: search::Shelf,
}

fn place(code: &str, municipality: Option<&str>) -> Place {
    Place {
        org_id: format!("id-{code}"),
        org_code: code.to_owned(),
        org_title: format!("Организация {code}"),
        municipality_id: municipality.map(str::to_owned),
    }
}

fn kind(code: &str, title: &str) -> DocumentKind {
    DocumentKind {
        code: code.to_owned(),
        title: title.to_owned(),
        title_plural: title.to_owned(),
        title_genitive: title.to_owned(),
        keywords: Vec::new(),
        authors: Vec::new(),
        must: Vec::new(),
        number_suffix: String::new(),
        layout: None,
    }
}

fn order(number: &str, issuer: &Place) -> NewDocument {
    NewDocument {
        kind: "order".into(),
        number: number.into(),
        date: date(2024, 3, 1),
        issuer: issuer.clone(),
        title: format!("О работе сети, приказ {number}"),
        file: None,
        is_published: false,
        ends: Vec::new(),
    }
}

fn pdf(name: &str) -> NewFile {
    NewFile { name: name.into(), bytes: PDF.to_vec() }
}

fn writes(role: Role, place: &Place) -> Scope {
    scope_of(role, place, Subject::Document, Deed::Write)
}

fn reads(role: Role, place: &Place) -> Scope {
    scope_of(role, place, Subject::Document, Deed::Read)
}

/// A scope that reaches one's own organisation and no further, whatever the matrix gives for documents.
fn keeps_to_its_own(place: &Place) -> Scope {
    scope_of(Role::School, place, Subject::OrganisationCard, Deed::Write)
}

impl Register {
    async fn empty() -> Self {
        let test = fresh(&[store::MIGRATIONS, access::MIGRATIONS, documents::MIGRATIONS]).await;
        let zone = jiff::tz::TimeZone::get("Asia/Vladivostok").unwrap();
        let noon = TODAY.at(12, 0, 0, 0).to_zoned_datetime(zone.clone()).unwrap().timestamp();
        let kinds = vec![kind("order", "Приказ"), kind("directive", "Распоряжение")];
        Self {
            test,
            clock: Clock::standing_at(noon, zone),
            kinds,
            audit_key: AuditKey::ephemeral(),
            shelf: search::Shelf::in_memory(),
        }
    }

    fn desk(&self) -> Desk<'_> {
        Desk { kinds: &self.kinds, files: &self.test.files, clock: &self.clock, audit_key: &self.audit_key }
    }

    async fn put(&self, scope: &Scope, new: NewDocument) -> Result<String, DocumentRefused> {
        let mut tx = self.test.db.begin().await?;
        let id = register(&mut tx, &self.desk(), scope, new, &Recorder::program()).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn publish(&self, scope: &Scope, id: &str) -> Result<(), DocumentRefused> {
        let mut tx = self.test.db.begin().await?;
        publish(&mut tx, &self.desk(), scope, id, &Recorder::program()).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn numbers(&self, scope: &Scope, text: FilterText) -> Vec<String> {
        let filter = text.read(&self.kinds);
        if !filter.q.is_empty() {
            let found = documents::find(&self.test.db, &self.shelf, scope, &filter).await.unwrap();
            assert_eq!(usize::try_from(found.total).unwrap(), found.rows.len());
            return found.rows.into_iter().map(|(row, _)| row.number).collect();
        }
        let rows = register_page(&self.test.db, scope, &filter).await.unwrap();
        let count = register_count(&self.test.db, scope, &filter).await.unwrap();
        assert_eq!(usize::try_from(count).unwrap(), rows.len(), "the count is that of the list");
        rows.into_iter().map(|row| row.number).collect()
    }
}

#[tokio::test]
async fn a_registered_document_comes_back_with_its_file() {
    let register = Register::empty().await;
    let institute = place("INST", None);
    let new =
        NewDocument { file: Some(pdf("C:\\Скан приказа.pdf")), ..order(" 5-о ", &institute) };
    let id = register.put(&writes(Role::Institute, &institute), new).await.unwrap();
    let found = document(&register.test.db, &reads(Role::Institute, &institute), &id).await.unwrap().unwrap();
    assert_eq!((found.number.as_str(), found.date()), ("5-о", date(2024, 3, 1)));
    assert_eq!(found.org_title, "Организация INST");
    assert_eq!(found.file_name.as_deref(), Some("Скан приказа.pdf"));
    assert_eq!((found.media_type.as_deref(), found.file_size), (Some("application/pdf"), Some(15)));
    let files: &Files = &register.test.files;
    assert_eq!(files.get(&found.file().unwrap()).await.unwrap(), PDF);
    assert_eq!(found.recorded_at, register.clock.now());
    assert!(!found.is_published && found.published_at.is_none());
}

#[tokio::test]
async fn the_same_document_is_registered_once_and_the_refusal_names_it() {
    let register = Register::empty().await;
    let institute = place("INST", None);
    let scope = writes(Role::Institute, &institute);
    let id = register.put(&scope, order("12-о", &institute)).await.unwrap();
    let again =
        NewDocument { title: "Другой заголовок".into(), ..order("12 -О", &institute) };
    let Err(DocumentRefused::AlreadyRegistered { id: existing, what }) = register.put(&scope, again).await
    else {
        panic!("the second one must be refused")
    };
    assert_eq!(existing, id);
    assert!(what.contains("Приказ") && what.contains("О работе сети, приказ 12-о"), "{what}");
    let other_day = NewDocument { date: date(2024, 3, 2), ..order("12-о", &institute) };
    assert!(register.put(&scope, other_day).await.is_ok());
    let other_kind = NewDocument { kind: "directive".into(), ..order("12-о", &institute) };
    assert!(register.put(&scope, other_kind).await.is_ok());
    let other_issuer = order("12-о", &place("MIN", None));
    assert!(register.put(&Scope::of_the_program(), other_issuer).await.is_ok());
}

#[tokio::test]
async fn every_fault_of_the_form_is_told_at_once_and_nothing_is_stored() {
    let register = Register::empty().await;
    let institute = place("INST", None);
    let new = NewDocument {
        kind: "castle".into(),
        number: "".into(),
        date: date(2024, 10, 16),
        title: " ".into(),
        file: Some(NewFile { name: "a.pdf".into(), bytes: b"MZ\x90\0".to_vec() }),
        ..order("1", &institute)
    };
    let refused = register.put(&writes(Role::Institute, &institute), new).await.unwrap_err();
    let fields: Vec<&str> = refused.problems().unwrap().iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["kind", "number", "date", "title", "file"]);
    let (files,): (i64,) = register.test.db.query("select count(*) from file").one().await.unwrap();
    assert_eq!(files, 0);
    assert!(register.numbers(&Scope::of_the_program(), FilterText::default()).await.is_empty());
}

#[tokio::test]
async fn who_may_register_for_whom() {
    let register = Register::empty().await;
    let (own, other) = (place("OWN", Some("north")), place("OTHER", Some("south")));
    for (number, role) in Role::ALL.into_iter().enumerate() {
        let scope = writes(role, &own);
        // What the matrix gives, and nothing beyond it.
        let (may_own, may_other) = match scope.reach() {
            Reach::Everything => (true, true),
            Reach::Own | Reach::Municipality => (true, false),
            Reach::Published | Reach::Nothing => (false, false),
        };
        for (issuer, may) in [(&own, may_own), (&other, may_other)] {
            match register.put(&scope, order(&number.to_string(), issuer)).await {
                Ok(_) => assert!(may, "{role:?} for {}", issuer.org_code),
                Err(DocumentRefused::ForeignIssuer) => assert!(!may, "{role:?} for {}", issuer.org_code),
                Err(told) => panic!("{told:?}"),
            }
        }
    }
    let stranger = scope_of_stranger(Subject::Document, Deed::Write);
    assert!(matches!(register.put(&stranger, order("99", &own)).await, Err(DocumentRefused::ForeignIssuer)));
    let own_only = keeps_to_its_own(&own);
    assert_eq!(own_only.reach(), Reach::Own);
    assert!(register.put(&own_only, order("98", &own)).await.is_ok());
    assert!(matches!(
        register.put(&own_only, order("98", &other)).await,
        Err(DocumentRefused::ForeignIssuer)
    ));
    // An organisation without an id is nobody's own.
    let nowhere = Place { org_id: String::new(), ..place("X", None) };
    let refused = register.put(&keeps_to_its_own(&nowhere), order("97", &nowhere)).await;
    assert!(matches!(refused, Err(DocumentRefused::ForeignIssuer)));
}

#[tokio::test]
async fn whoever_registered_a_document_sees_it_too() {
    let register = Register::empty().await;
    let (ministry, centre, school) = (place("MIN", None), place("CENTRE", None), place("S1", Some("north")));
    let mut tx = register.test.db.begin().await.unwrap();
    let scope = scope_of(Role::Institute, &centre, Subject::OrganisationCard, Deed::Write);
    assert_eq!(scope.reach(), Reach::Everything);
    let new = order("5-р", &ministry);
    let id = documents::register(&mut tx, &register.desk(), &scope, new, &Recorder::program()).await.unwrap();
    tx.commit().await.unwrap();
    let sees = async |place: &Place| {
        document(&register.test.db, &keeps_to_its_own(place), &id).await.unwrap().is_some()
    };
    assert!(sees(&ministry).await, "issued it");
    assert!(sees(&centre).await, "registered it");
    assert!(!sees(&school).await);
    // What the program registered is nobody's for that.
    let imported = register.put(&Scope::of_the_program(), order("6-р", &ministry)).await.unwrap();
    let nowhere = Place { org_id: String::new(), ..place("X", None) };
    assert!(document(&register.test.db, &keeps_to_its_own(&nowhere), &imported).await.unwrap().is_none());
}

#[tokio::test]
async fn what_is_not_published_is_seen_by_its_own_only() {
    let register = Register::empty().await;
    let (ministry, institute, centre, school) =
        (place("MIN", None), place("INST", None), place("CENTRE", None), place("S1", Some("north")));
    let program = Scope::of_the_program();
    let hidden = register.put(&program, order("1", &institute)).await.unwrap();
    register.put(&program, NewDocument { is_published: true, ..order("2", &centre) }).await.unwrap();
    register.put(&program, order("3", &centre)).await.unwrap();

    let seen = async |scope: Scope| {
        let mut numbers = register.numbers(&scope, FilterText::default()).await;
        numbers.sort();
        let card = document(&register.test.db, &scope, &hidden).await.unwrap().is_some();
        assert_eq!(card, numbers.contains(&"1".to_owned()), "the card and the list agree");
        let issued: Vec<String> =
            issuers(&register.test.db, &scope).await.unwrap().into_iter().map(|row| row.org_code).collect();
        (numbers.join(" "), issued.join(" "))
    };
    let told = |numbers: &str, issued: &str| (numbers.to_owned(), issued.to_owned());
    assert_eq!(seen(reads(Role::Ministry, &ministry)).await, told("1 2 3", "CENTRE INST"));
    assert_eq!(seen(keeps_to_its_own(&institute)).await, told("1 2", "CENTRE INST"));
    assert_eq!(seen(keeps_to_its_own(&centre)).await, told("2 3", "CENTRE"));
    assert_eq!(seen(keeps_to_its_own(&school)).await, told("2", "CENTRE"));
    assert_eq!(seen(scope_of_stranger(Subject::Document, Deed::Read)).await, told("2", "CENTRE"));
    let nothing = scope_of(Role::School, &school, Subject::Document, Deed::Write);
    assert_eq!(seen(nothing.clone()).await, told("", ""));
    assert!(years(&register.test.db, &nothing).await.unwrap().is_empty());

    let approves = |role, place: &Place| scope_of(role, place, Subject::Document, Deed::Approve);
    for (role, own) in
        [(Role::Institute, &institute), (Role::RegionalCentre, &centre), (Role::School, &school)]
    {
        let refused = register.publish(&approves(role, own), &hidden).await;
        assert!(matches!(refused, Err(DocumentRefused::NotFound)), "{role:?}");
    }
    assert!(matches!(
        register.publish(&approves(Role::Ministry, &ministry), "absent").await,
        Err(DocumentRefused::NotFound)
    ));
    register.publish(&approves(Role::Ministry, &ministry), &hidden).await.unwrap();
    assert_eq!(seen(scope_of_stranger(Subject::Document, Deed::Read)).await, told("1 2", "CENTRE INST"));

    let first = document(&register.test.db, &program, &hidden).await.unwrap().unwrap().published_at;
    register.clock.set("2025-01-01T00:00:00Z".parse().unwrap());
    register.publish(&approves(Role::Ministry, &ministry), &hidden).await.unwrap();
    let second = document(&register.test.db, &program, &hidden).await.unwrap().unwrap().published_at;
    assert_eq!(first, second, "publishing again changes nothing");
}

#[tokio::test]
async fn a_municipality_sees_its_own_documents_where_the_matrix_lets_it() {
    let register = Register::empty().await;
    let (school, authority, other) =
        (place("S1", Some("north")), place("OMSU_N", Some("north")), place("OMSU_S", Some("south")));
    let id = register.put(&Scope::of_the_program(), order("1", &school)).await.unwrap();
    // No role reads documents municipality by municipality today; the lookup must hold it all the same.
    let reach = |place| scope_of(Role::Municipality, place, Subject::OrganisationCard, Deed::Write);
    assert!(document(&register.test.db, &reach(&authority), &id).await.unwrap().is_some());
    assert!(document(&register.test.db, &reach(&other), &id).await.unwrap().is_none());
    let nowhere = place("X", None);
    assert!(document(&register.test.db, &reach(&nowhere), &id).await.unwrap().is_none());
}

#[tokio::test]
async fn the_register_is_filtered_by_kind_year_issuer_and_words() {
    let register = Register::empty().await;
    let program = Scope::of_the_program();
    let (ministry, institute) = (place("MIN", None), place("INST", None));
    register.put(&program, order("1", &institute)).await.unwrap();
    register.put(&program, NewDocument { date: date(2023, 12, 31), ..order("2", &institute) }).await.unwrap();
    let directive = NewDocument {
        kind: "directive".into(),
        date: date(2024, 5, 20),
        title: "О Перечне ЁЖИКОВ 100%".into(),
        ..order("77-р", &ministry)
    };
    register.put(&program, directive).await.unwrap();
    let with = |set: fn(&mut FilterText)| {
        let mut text = FilterText::default();
        set(&mut text);
        text
    };
    assert_eq!(register.numbers(&program, FilterText::default()).await, ["77-р", "1", "2"], "newest first");
    assert_eq!(register.numbers(&program, with(|f| f.kind = "directive".into())).await, ["77-р"]);
    assert_eq!(register.numbers(&program, with(|f| f.year = "2023".into())).await, ["2"]);
    assert_eq!(register.numbers(&program, with(|f| f.organisation = "INST".into())).await, ["1", "2"]);
    assert_eq!(register.numbers(&program, with(|f| f.q = "ежиков перечне".into())).await, ["77-р"]);
    assert_eq!(register.numbers(&program, with(|f| f.q = "77-Р".into())).await, ["77-р"]);
    assert_eq!(register.numbers(&program, with(|f| f.q = "100%".into())).await, ["77-р"]);
    assert_eq!(register.numbers(&program, with(|f| f.q = "ежик".into())).await, ["77-р"], "in any form");
    assert!(register.numbers(&program, with(|f| f.q = "О_Письме".into())).await.is_empty());
    let narrowed = |f: &mut FilterText| {
        f.q = "о".into();
        f.year = "2024".into();
        f.kind = "order".into();
    };
    assert_eq!(register.numbers(&program, with(narrowed)).await, ["1"]);
    assert_eq!(years(&register.test.db, &program).await.unwrap(), [2024, 2023]);
}

#[tokio::test]
async fn a_journal_counts_without_gaps_by_kind_organisation_and_year() {
    let register = Register::empty().await;
    let program = Scope::of_the_program();
    let (ministry, institute) = (place("MIN", None), place("INST", None));
    let next = |issuer: &Place| NewDocument { number: Number::Next, ..order("", issuer) };
    let number = async |new: NewDocument| {
        let id = register.put(&program, new).await.unwrap();
        document(&register.test.db, &program, &id).await.unwrap().unwrap().number
    };
    assert_eq!(number(next(&institute)).await, "1");
    assert_eq!(number(next(&institute)).await, "2");
    assert_eq!(number(next(&ministry)).await, "1", "another organisation");
    assert_eq!(
        number(NewDocument { kind: "directive".into(), ..next(&institute) }).await,
        "1",
        "another kind"
    );
    assert_eq!(
        number(NewDocument { date: date(2023, 12, 29), ..next(&institute) }).await,
        "1",
        "another year"
    );
    // A number given elsewhere is passed over, and one that was taken back is given again.
    register.put(&program, order("3", &institute)).await.unwrap();
    assert_eq!(number(next(&institute)).await, "4");
    let mut tx = register.test.db.begin().await.unwrap();
    documents::register(&mut tx, &register.desk(), &program, next(&institute), &Recorder::program())
        .await
        .unwrap();
    drop(tx);
    assert_eq!(number(next(&institute)).await, "5");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_at_once_get_two_hundred_numbers() {
    const AT_ONCE: usize = 200;
    let register = std::sync::Arc::new(Register::empty().await);
    let institute = place("INST", None);
    let tasks: Vec<_> = (0..AT_ONCE)
        .map(|n| {
            let (register, issuer) = (register.clone(), institute.clone());
            tokio::spawn(async move {
                let new = NewDocument {
                    number: Number::Next,
                    title: format!("О работе {n}"),
                    ..order("", &issuer)
                };
                // A busy server says so and is asked again, as a person would.
                for _ in 0..20 {
                    match register.put(&Scope::of_the_program(), new.clone()).await {
                        Ok(_) => return,
                        Err(DocumentRefused::Store(_)) => tokio::task::yield_now().await,
                        Err(told) => panic!("{told:?}"),
                    }
                }
                panic!("nobody registers it");
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let rows: Vec<(String,)> = register.test.db.query("select number from document").all().await.unwrap();
    let mut numbers: Vec<usize> = rows.into_iter().map(|(number,)| number.parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=AT_ONCE).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_words_of_a_file_are_found_by_those_who_may_see_it() {
    let register = Register::empty().await;
    let (institute, centre) = (place("INST", None), place("CENTRE", None));
    let paper = word("Утвердить перечень буктрейлеров краевого конкурса.");
    let file = Some(NewFile { name: "Приказ.docx".into(), bytes: paper });
    let id =
        register.put(&Scope::of_the_program(), NewDocument { file, ..order("5", &institute) }).await.unwrap();
    let words = FilterText { q: "буктрейлер конкурс".into(), ..FilterText::default() };
    assert_eq!(register.numbers(&reads(Role::Ministry, &centre), words.clone()).await, ["5"]);
    assert_eq!(register.numbers(&keeps_to_its_own(&institute), words.clone()).await, ["5"]);
    assert!(register.numbers(&keeps_to_its_own(&centre), words.clone()).await.is_empty());
    let stranger = scope_of_stranger(Subject::Document, Deed::Read);
    assert!(register.numbers(&stranger, words.clone()).await.is_empty());
    register
        .publish(&scope_of(Role::Ministry, &centre, Subject::Document, Deed::Approve), &id)
        .await
        .unwrap();
    assert_eq!(register.numbers(&stranger, words.clone()).await, ["5"], "the index follows the register");
    // An index that was lost is made again.
    let register = Register { shelf: search::Shelf::in_memory(), ..register };
    assert_eq!(register.numbers(&stranger, words).await, ["5"]);
}

#[tokio::test]
async fn a_document_ends_once_by_a_newer_one_of_its_own_issuer() {
    let register = Register::empty().await;
    let (ministry, centre) = (place("MIN", None), place("CENTRE", None));
    let program = Scope::of_the_program();
    let old = register.put(&program, order("1", &ministry)).await.unwrap();
    let ends = |document_id: &str, kind| vec![Ending { document_id: document_id.to_owned(), kind }];
    let newer = |number: &str, ends| NewDocument { date: date(2024, 5, 1), ends, ..order(number, &ministry) };

    let absent = register.put(&program, newer("2", ends("absent", EndingKind::Revokes))).await;
    assert!(matches!(absent, Err(DocumentRefused::CannotEnd(_))), "{absent:?}");
    let earlier = NewDocument { date: date(2024, 1, 9), ..newer("2", ends(&old, EndingKind::Revokes)) };
    assert!(matches!(register.put(&program, earlier).await, Err(DocumentRefused::CannotEnd(_))));
    // A published document is seen by everybody, but only its issuer's side ends it.
    register
        .publish(&scope_of(Role::Ministry, &ministry, Subject::Document, Deed::Approve), &old)
        .await
        .unwrap();
    let foreign = NewDocument { date: date(2024, 5, 1), ..order("2", &centre) };
    let foreign = NewDocument { ends: ends(&old, EndingKind::Revokes), ..foreign };
    let refused = register.put(&keeps_to_its_own(&centre), foreign).await;
    assert!(matches!(refused, Err(DocumentRefused::CannotEnd(_))), "{refused:?}");
    assert_eq!(ending_of(&register.test.db, &program, &old).await.unwrap(), None);

    let new = register.put(&program, newer("2", ends(&old, EndingKind::Replaces))).await.unwrap();
    let ending = ending_of(&register.test.db, &program, &old).await.unwrap().unwrap();
    assert_eq!((ending.document_id.as_str(), ending.kind()), (new.as_str(), EndingKind::Replaces));
    assert_eq!(
        ended_by(&register.test.db, &program, &new).await.unwrap(),
        [(old.clone(), "replaces".to_owned())]
    );
    let again = register.put(&program, newer("3", ends(&old, EndingKind::Revokes))).await;
    assert!(matches!(again, Err(DocumentRefused::CannotEnd(_))), "{again:?}");
    let numbers = register.numbers(&program, FilterText::default()).await;
    assert_eq!(numbers, ["2", "1"], "what was refused is not registered");

    // The register and its search are narrowed by where a document stands.
    let by = |life: &str, q: &str| FilterText { life: life.into(), q: q.into(), ..FilterText::default() };
    for q in ["", "о"] {
        assert_eq!(register.numbers(&program, by("in_force", q)).await, ["2"], "«{q}»");
        assert_eq!(register.numbers(&program, by("replaces", q)).await, ["1"], "«{q}»");
        assert!(register.numbers(&program, by("revokes", q)).await.is_empty(), "«{q}»");
    }
}

#[tokio::test]
async fn everything_in_force_is_offered_to_choose_from_not_the_first_page() {
    let register = Register::empty().await;
    let (ministry, program) = (place("MIN", None), Scope::of_the_program());
    let mut first = String::new();
    for number in 1..=101 {
        let id = register.put(&program, order(&number.to_string(), &ministry)).await.unwrap();
        first = if first.is_empty() { id } else { first };
    }
    let ends = vec![Ending { document_id: first, kind: EndingKind::Revokes }];
    register.put(&program, NewDocument { ends, ..order("102", &ministry) }).await.unwrap();
    let filter = FilterText { organisation: "MIN".into(), ..FilterText::default() }.read(&register.kinds);
    let offered = documents::store::in_force(&register.test.db, &program, &filter).await.unwrap();
    assert_eq!(offered.len(), 101);
    assert!(!offered.iter().any(|one| one.number == "1"), "what was revoked is not offered");
}

#[tokio::test]
async fn a_published_document_is_checked_by_its_code_and_no_other() {
    let register = Register::empty().await;
    let ministry = place("MIN", None);
    let id = register.put(&Scope::of_the_program(), order("1", &ministry)).await.unwrap();
    let stranger = scope_of_stranger(Subject::Document, Deed::Read);
    let card = document(&register.test.db, &Scope::of_the_program(), &id).await.unwrap().unwrap();
    let code = card.code.unwrap();
    assert_eq!(read_code(&code.to_lowercase()), Some(code.clone()));
    let found = async |code: &str| published_by_code(&register.test.db, &stranger, code).await.unwrap();
    assert!(found(&code).await.is_none(), "nobody is told of what is not published");
    register
        .publish(&scope_of(Role::Ministry, &ministry, Subject::Document, Deed::Approve), &id)
        .await
        .unwrap();
    assert_eq!(found(&code).await.unwrap().id, id);
    assert!(found("0000-0000-0000").await.is_none());
}

/// A Word document of one paragraph, as small as it can be.
fn word(text: &str) -> Vec<u8> {
    use std::io::Write;
    let document = format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"#
    );
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let mut package = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [("[Content_Types].xml", types), ("word/document.xml", document.as_str())] {
        package.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        package.write_all(content.as_bytes()).unwrap();
    }
    package.finish().unwrap().into_inner()
}
