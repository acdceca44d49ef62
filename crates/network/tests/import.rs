//! Lists into the registry: new, changed, the same; and that what was written changes nothing when it is read.

mod common;

use common::Registry;
use jiff::civil::{Date, date};
use network::import::{ImportRefused, Imported, StoredDraft, accept, compared, known, record, vocabulary};
use network::store::touch_registry;
use network::{Author, Filter, organisation_by_code};
use roster::{Content, Decided, Decision, Draft, Fate};
use rust_xlsxwriter::Workbook;

const TODAY: Date = date(2024, 10, 15);

fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(*cells) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

impl Registry {
    /// Reads a workbook and accepts it, with one decision for every difference.
    async fn import(
        &self,
        bytes: &[u8],
        day: Date,
        decision: Decision,
        skip: bool,
    ) -> Result<Imported, ImportRefused> {
        let words = vocabulary(&*self.roll().await, day);
        let mut stored = StoredDraft { reading: roster::read(bytes, &words).unwrap(), decided: Vec::new() };
        let mut tx = self.db().begin().await.unwrap();
        touch_registry(&mut tx).await.unwrap();
        let roll = self.roll().await;
        let statuses = &self.house.region.statuses;
        let draft = compared(&stored, &roll, statuses, day);
        stored.decided = decided(&draft, decision);
        let draft = compared(&stored, &roll, statuses, day);
        let done =
            accept(&mut tx, &self.desk(), &Self::program(), &roll, &draft, day, skip, &Author::program())
                .await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    async fn exported(&self, day: Date) -> Vec<u8> {
        let roll = self.roll().await;
        let (listed, _) = roll.all(&Self::program(), &Filter::on(day));
        let records: Vec<_> =
            listed.into_iter().map(|one| record(one, &self.house.region.statuses, day)).collect();
        roster::workbook(Content { title: "Реестр", records: &records }, &vocabulary(&roll, day)).unwrap()
    }
}

fn decided(draft: &Draft, decision: Decision) -> Vec<Decided> {
    let open = draft.differences().filter(|(_, one)| one.decision == Decision::Open);
    open.map(|(line, one)| Decided {
        row: line.row,
        what: one.what,
        registry: one.registry.clone(),
        decision,
    })
    .collect()
}

const LIST: &[&[&str]] = &[
    &["ИНН", "Муниципалитет", "Наименование", "Телефон", "Обучающихся", "Адрес"],
    &["7707083893", "north", "Школа села Мирное", "12-34-56", "305", "ул. Мира, 1"],
    &["", "south", "Школа № 31", "", "", ""],
    &["", "north", "Школа № 9", "99-99-99", "", ""],
];

#[tokio::test]
async fn a_second_import_updates_instead_of_doubling() {
    let registry = Registry::with_two_municipalities().await;
    let first = registry.import(&sheet(LIST), TODAY, Decision::Open, false).await.unwrap();
    assert_eq!(first, Imported { added: 2, changed: 1, same: 0, skipped: 0 });
    let again = registry.import(&sheet(LIST), TODAY, Decision::Open, false).await.unwrap();
    assert_eq!(again, Imported { added: 0, changed: 0, same: 3, skipped: 0 });
    let roll = registry.roll().await;
    let one = roll.organisation("ORG-7707083893").unwrap();
    assert_eq!((one.contacts.phone.as_str(), one.pupils_on(TODAY)), ("12-34-56", Some((TODAY, 305))));
    assert!(one.buildings[0].has_library && one.buildings[0].address == "ул. Мира, 1");
    let found =
        organisation_by_code(registry.db(), &Registry::program(), &one.code, TODAY).await.unwrap().unwrap();
    assert_eq!(found.parent_code.as_deref(), Some("OMSU_N"));
}

#[tokio::test]
async fn differences_are_decided_and_dated() {
    let registry = Registry::with_two_municipalities().await;
    registry.import(&sheet(LIST), TODAY, Decision::Open, false).await.unwrap();
    let changed: &[&[&str]] = &[
        &["Код", "Муниципалитет", "Краткое наименование", "Телефон"],
        &["N9", "south", "Лицей № 9", "11-11-11"],
    ];
    let open = registry.import(&sheet(changed), TODAY, Decision::Open, false).await.unwrap_err();
    assert!(matches!(open, ImportRefused::Open(3)), "{open:?}");
    let kept = registry.import(&sheet(changed), TODAY, Decision::Registry, false).await.unwrap();
    assert_eq!(kept, Imported { added: 0, changed: 0, same: 1, skipped: 0 });
    let day = date(2024, 9, 1);
    registry.import(&sheet(changed), day, Decision::File, false).await.unwrap();
    let on = async |day| {
        let found =
            organisation_by_code(registry.db(), &Registry::program(), "N9", day).await.unwrap().unwrap();
        (found.short_name, found.municipality_code.unwrap())
    };
    assert_eq!(on(date(2024, 8, 31)).await, ("Школа № 9".into(), "north".into()));
    assert_eq!(on(day).await, ("Лицей № 9".into(), "south".into()));
    let mended: &[&[&str]] = &[&["Код", "Краткое наименование"], &["N9", "Лицей № 9 «Росток»"]];
    registry.import(&sheet(mended), TODAY, Decision::Correct, false).await.unwrap();
    assert_eq!(on(day).await.0, "Лицей № 9 «Росток»", "a slip is mended for as long as it stood");
}

#[tokio::test]
async fn faulty_rows_are_left_aside_only_when_asked() {
    let registry = Registry::with_two_municipalities().await;
    let rows: &[&[&str]] = &[
        &["ИНН", "Муниципалитет", "Наименование"],
        &["1234567890", "north", "Школа № 41"],
        &["", "north", "Школа № 42"],
    ];
    let refused = registry.import(&sheet(rows), TODAY, Decision::Open, false).await.unwrap_err();
    assert!(matches!(refused, ImportRefused::Faulty(1)), "{refused:?}");
    let done = registry.import(&sheet(rows), TODAY, Decision::Open, true).await.unwrap();
    assert_eq!(done, Imported { added: 1, changed: 0, same: 0, skipped: 1 });
}

#[tokio::test]
async fn a_name_that_cannot_begin_then_is_told_with_its_row_and_nothing_is_written() {
    let registry = Registry::with_two_municipalities().await;
    registry.rename("N9", "Лицей № 9", date(2024, 9, 1)).await.unwrap();
    let rows: &[&[&str]] = &[
        &["Код", "Краткое наименование", "Телефон"],
        &["N10", "Школа № 10", "12-34-56"],
        &["N9", "Гимназия № 9", ""],
    ];
    let refused = registry.import(&sheet(rows), date(2024, 8, 1), Decision::File, false).await.unwrap_err();
    let ImportRefused::Rows(problems) = refused else { panic!("{refused:?}") };
    // On that day the organisation bears its older name, and the newer one is not rewritten.
    assert_eq!((problems.len(), problems[0].row), (1, 3));
    let roll = registry.roll().await;
    assert_eq!(roll.organisation("N10").unwrap().contacts.phone, "", "all or nothing");
}

#[tokio::test]
async fn what_the_registry_writes_changes_nothing_when_it_is_read() {
    for code in ["lukomorye", "khabarovsk"] {
        let registry = Registry::empty().await;
        let pack = common::pack(code);
        registry.doing(async |tx| network::load_pack(tx, &pack, 0).await).await.unwrap();
        let today = pack.region.demo_today;
        let bytes = registry.exported(today).await;
        let roll = registry.roll().await;
        let reading = roster::read(&bytes, &vocabulary(&roll, today)).unwrap();
        assert_eq!(reading.problems, []);
        let stored = StoredDraft { reading, decided: Vec::new() };
        let draft = compared(&stored, &roll, &registry.house.region.statuses, today);
        assert_eq!((draft.problems.len(), draft.lines.len()), (0, pack.organisations.len()));
        let other = draft.lines.iter().find(|line| !matches!(line.fate, Fate::Same { .. }));
        assert_eq!(other, None, "{code}");
    }
}

/// 370 schools into an empty network: how long that takes is printed, not judged.
#[tokio::test]
async fn a_whole_region_is_loaded_at_once() {
    let source = Registry::empty().await;
    let pack = common::pack("khabarovsk");
    source.doing(async |tx| network::load_pack(tx, &pack, 0).await).await.unwrap();
    let roll = source.roll().await;
    let schools: Vec<_> = known(&roll, &source.house.region.statuses, TODAY)
        .into_iter()
        .map(|one| one.record)
        .filter(|record| record.kind == "school")
        .collect();
    assert_eq!(schools.len(), 370);
    let bytes =
        roster::workbook(Content { title: "Школы", records: &schools }, &vocabulary(&roll, TODAY)).unwrap();

    let target = Registry::empty().await;
    let mut bodies = pack.clone();
    bodies.organisations.retain(|one| one.kind != region::OrganisationKind::School);
    target.doing(async |tx| network::load_pack(tx, &bodies, 0).await).await.unwrap();
    let started = std::time::Instant::now();
    let done = target.import(&bytes, TODAY, Decision::Open, false).await.unwrap();
    println!("370 rows in {:?}", started.elapsed());
    assert_eq!(done, Imported { added: 370, changed: 0, same: 0, skipped: 0 });
    let again = target.import(&bytes, TODAY, Decision::Open, false).await.unwrap();
    assert_eq!(again.same, 370);
}
