//! Workbooks there and back, and lists that other people made.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use roster::{
    Building, Content, Decided, Decision, Fate, KindChoice, Known, MatchedBy, MunicipalityChoice, Point,
    ReadingRefused, Record, Vocabulary, What, compare, read, workbook,
};
use rust_xlsxwriter::Workbook;

const TODAY: Date = date(2024, 10, 15);

fn vocabulary() -> Vocabulary {
    let kind = |code: &str, title: &str, is_municipal| KindChoice {
        code: code.into(),
        title: title.into(),
        is_municipal,
        may_be_new: code != "group",
    };
    let place = |code: &str, name: &str, full: &str, oktmo: &str| MunicipalityChoice {
        code: code.into(),
        name: name.into(),
        names: vec![full.into()],
        oktmo: oktmo.into(),
    };
    Vocabulary {
        kinds: vec![
            kind("school", "школа", true),
            kind("partner", "партнёр", false),
            kind("group", "группа", false),
        ],
        municipalities: vec![
            place("nanaisky", "Нанайский район", "Нанайский муниципальный район", "08628000"),
            place("khv-city", "г. Хабаровск", "Городской округ «Город Хабаровск»", "08701000"),
            place("khabarovsky", "Хабаровский район", "Хабаровский муниципальный район", "08655000"),
        ],
    }
}

/// A workbook of one sheet of texts.
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

fn school(code: &str, short: &str) -> Known {
    Known {
        id: format!("id-{code}"),
        record: Record {
            code: code.into(),
            kind: "school".into(),
            municipality: "nanaisky".into(),
            full: format!("{short} (полное)"),
            short: short.into(),
            genitive: "школы".into(),
            ..Record::default()
        },
        sizes: Vec::new(),
    }
}

fn draft(rows: &[&[&str]], known: &[Known]) -> roster::Draft {
    let reading = read(&sheet(rows), &vocabulary()).unwrap();
    compare(&reading, known, &vocabulary(), TODAY, &[])
}

#[test]
fn a_list_with_its_own_headings_is_understood() {
    let draft = draft(
        &[
            &["Список школ края"],
            &["№ п/п", "Район", "Наименование школы", "ИНН", "Директор", "Тел.", "Адреса", "Учащихся"],
            &[
                "1",
                "Нанайский",
                "СОШ с. Троицкое",
                "7707083893",
                "Иванова А. А.",
                "42156 4-11-22",
                "ул. Калинина, 1\nул. Мира, 3",
                "305",
            ],
            &["2", "Город Хабаровск", "Лицей № 9", "", "", "", "", ""],
            &["3", "Хабаровский м. р.", "Школа с. Некрасовка", "123", "", "", "", "много"],
        ],
        &[],
    );
    let first = &draft.lines[0];
    assert_eq!((first.fate.clone(), first.record.municipality.as_str()), (Fate::New, "nanaisky"));
    assert_eq!((first.record.pupils, first.record.counted_on), (Some(305), Some(TODAY)));
    assert_eq!(first.record.buildings.len(), 2);
    assert_eq!(first.record.short, "СОШ с. Троицкое");
    assert_eq!(draft.lines[1].record.municipality, "khv-city");
    assert_eq!(draft.lines[2].fate, Fate::Refused);
    let told: Vec<(u32, &str, bool)> =
        draft.problems.iter().map(|one| (one.row, one.column.as_str(), one.next.is_empty())).collect();
    assert_eq!(told, [(5, "ИНН", false), (5, "Район", false), (5, "Учащихся", false)]);
    assert_eq!(draft.remarks, ["Столбец «№ п/п» не понят и не загружается."]);
}

#[test]
fn rows_are_matched_by_code_then_inn_then_name() {
    let mut with_inn = school("S2", "Школа № 2");
    with_inn.record.inn = "7707083893".into();
    let known = [school("S1", "Школа № 1"), with_inn, school("S3", "Школа № 3")];
    let draft = draft(
        &[
            &["Код", "ИНН", "Муниципалитет", "Краткое наименование", "Телефон"],
            &["S1", "", "", "", "12-34-56"],
            &["", "7707083893", "", "", "12-34-57"],
            &["", "", "Нанайский район", "ШКОЛА №3", "12-34-58"],
            &["S1", "7707083893", "", "", ""],
            &["", "", "г. Хабаровск", "Школа № 3", ""],
            &["S1", "", "", "", "12-34-59"],
        ],
        &known,
    );
    let by = |place: usize| match &draft.lines[place].fate {
        Fate::Changed { code, by, .. } => Some((code.as_str(), *by)),
        _ => None,
    };
    assert_eq!(by(0), Some(("S1", MatchedBy::Code)));
    assert_eq!(by(1), Some(("S2", MatchedBy::Inn)));
    assert_eq!(by(2), Some(("S3", MatchedBy::Name)));
    assert_eq!(draft.lines[3].fate, Fate::Refused, "a code and an ИНН of two organisations");
    assert_eq!(draft.lines[4].fate, Fate::New, "another municipality");
    assert_eq!(draft.lines[5].fate, Fate::Refused, "told in row 2 already");
    assert!(draft.problems.iter().any(|one| one.row == 7 && one.reason.contains("строке 2")));
}

#[test]
fn a_blank_is_filled_and_another_value_waits_for_a_decision() {
    let mut known = school("S1", "Школа № 1");
    known.record.phone = "11-11-11".into();
    known.record.buildings =
        vec![Building {
            address: "ул. Мира, 1".into(), has_library: Some(true), ..Building::default()
        }];
    known.sizes = vec![(date(2024, 9, 1), 100)];
    let rows: &[&[&str]] = &[
        &["Код", "Краткое наименование", "Телефон", "Сайт", "Обучающихся", "На дату", "Адрес"],
        &["S1", "Лицей № 1", "22-22-22", "licey.example.ru", "101", "01.09.2024", "ул. Ленина, 5"],
    ];
    let reading = read(&sheet(rows), &vocabulary()).unwrap();
    let known = [known];
    let first = compare(&reading, &known, &vocabulary(), TODAY, &[]);
    let of = |draft: &roster::Draft, what| {
        draft.differences().find(|(_, one)| one.what == what).map(|(_, one)| one.clone()).unwrap()
    };
    assert_eq!(of(&first, What::Site).decision, Decision::File, "a blank");
    for what in [What::Names, What::Phone, What::Pupils, What::NewBuilding(0)] {
        assert_eq!(of(&first, what).decision, Decision::Open, "{what:?}");
    }
    assert_eq!(of(&first, What::Pupils).registry, "100 на 01.09.2024");
    let phone = of(&first, What::Phone);
    let answer =
        Decided { row: 2, what: What::Phone, registry: phone.registry, decision: Decision::Registry };
    let second = compare(&reading, &known, &vocabulary(), TODAY, std::slice::from_ref(&answer));
    assert_eq!((second.open(), of(&second, What::Phone).decision), (first.open() - 1, Decision::Registry));
    let mut changed_meanwhile = known;
    changed_meanwhile[0].record.phone = "33-33-33".into();
    let third = compare(&reading, &changed_meanwhile, &vocabulary(), TODAY, &[answer]);
    assert_eq!(of(&third, What::Phone).decision, Decision::Open, "the answer was given to another question");
}

#[test]
fn what_cannot_be_new_is_told() {
    let draft = draft(
        &[
            &["Вид", "Муниципалитет", "Полное наименование", "Статус"],
            &["школа", "", "Школа без места", ""],
            &["партнёр", "Нанайский район", "Партнёр с местом", ""],
            &["группа", "", "Все школы", ""],
            &["школа", "Нанайский район", "", ""],
            &["дворец", "Нанайский район", "Дворец", ""],
            &["", "Нанайский район", "Школа № 7", "МИБЦ"],
        ],
        &[],
    );
    let columns: Vec<(u32, &str)> = draft.problems.iter().map(|one| (one.row, one.column.as_str())).collect();
    assert_eq!(
        columns,
        [(2, "Муниципалитет"), (3, "Муниципалитет"), (4, "Вид"), (5, "Полное наименование"), (6, "Вид")]
    );
    assert_eq!(draft.lines[5].fate, Fate::New);
    assert!(draft.remarks.iter().any(|one| one.contains("только регистрацией распоряжения")));
}

#[test]
fn what_is_no_list_is_refused() {
    let refused = |bytes: &[u8]| read(bytes, &vocabulary()).unwrap_err();
    assert_eq!(refused(b"just text"), ReadingRefused::NotAWorkbook);
    assert_eq!(refused(&sheet(&[&["Привет", "мир"]])), ReadingRefused::NoHeading);
    assert_eq!(refused(&sheet(&[&["Код", "Наименование"]])), ReadingRefused::NoRows);
    assert!(matches!(refused(b"PK\x03\x04"), ReadingRefused::File(_)));
    let empty = workbook(Content { title: "Образец", records: &[] }, &vocabulary()).unwrap();
    assert_eq!(refused(&empty), ReadingRefused::NoRows, "the template itself");
}

#[test]
fn a_building_without_its_organisation_is_told() {
    let mut book = Workbook::new();
    let list = book.add_worksheet().set_name("Организации").unwrap();
    for (row, cells) in (0_u32..).zip([["Код", "Краткое наименование"], ["S1", "Школа № 1"]])
    {
        list.write_string(row, 0, cells[0]).unwrap().write_string(row, 1, cells[1]).unwrap();
    }
    let buildings = book.add_worksheet().set_name("Здания").unwrap();
    for (row, cells) in (0_u32..).zip([
        ["Организация (код или ИНН)", "Адрес", "Широта", "Долгота"],
        ["S1", "ул. Мира, 1", "49,4", "136,5"],
        ["Школа №1", "ул. Мира, 2", "49,4", ""],
        ["S9", "ул. Мира, 3", "", ""],
        ["S1", "", "1", "1"],
    ]) {
        for (column, text) in (0_u16..).zip(cells) {
            buildings.write_string(row, column, text).unwrap();
        }
    }
    let reading = read(&book.save_to_buffer().unwrap(), &vocabulary()).unwrap();
    assert_eq!(reading.rows[0].record.buildings.len(), 2);
    assert_eq!(
        reading.rows[0].record.buildings[0].point,
        Some(Point { lat_e6: 49_400_000, lon_e6: 136_500_000 })
    );
    let told: Vec<(u32, &str)> = reading.problems.iter().map(|one| (one.row, one.column.as_str())).collect();
    assert_eq!(told, [(3, "Широта"), (4, "Организация (код или ИНН)"), (5, "Адрес")]);
}

/// Texts as people and programs put them into cells, formulas included; tidy, as the registry keeps them.
fn text() -> impl Strategy<Value = String> {
    "[=+@-]?[А-Яа-яёA-Za-z0-9№«»\"'.,()&<> -]{1,30}"
        .prop_map(|text| roster::tidy(&text))
        .prop_filter("empty", |text| !roster::name_key(text).is_empty())
}

fn maybe(text: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), text]
}

prop_compose! {
    fn building()(title in maybe(text()), address in text(), lat in -90_000_000_i64..90_000_000, lon in -180_000_000_i64..180_000_000,
                  has_point in any::<bool>(), has_library in any::<bool>()) -> Building {
        Building { title, address, point: has_point.then_some(Point { lat_e6: lat, lon_e6: lon }), has_library: Some(has_library) }
    }
}

prop_compose! {
    fn record()(full in text(), short in text(), genitive in text(), phone in maybe("[+]7 [(]4212[)] [0-9]{2}-[0-9]{2}-[0-9]{2}".boxed()),
                email in maybe("[a-z]{1,8}@[a-z]{1,8}[.]ru".boxed()), site in maybe("https://[a-z]{1,8}[.]ru/[a-z=?&]{0,9}".boxed()),
                head in maybe(text()), pupils in proptest::option::of(0_u32..2000), day in 0_i32..9000,
                buildings in proptest::collection::vec(building(), 0..4), partner in any::<bool>(), place in 0_usize..3) -> Record {
        let mut unlike: Vec<Building> = Vec::new();
        for one in buildings {
            if unlike.iter().all(|other| roster::name_key(&other.address) != roster::name_key(&one.address)) {
                unlike.push(one);
            }
        }
        let counted_on = date(2000, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        Record {
            kind: if partner { "partner" } else { "school" }.into(),
            municipality: if partner { "" } else { ["nanaisky", "khv-city", "khabarovsky"][place] }.into(),
            full, short, genitive, phone, email, site, head, pupils,
            counted_on: pupils.map(|_| counted_on),
            status: if partner { "" } else { "ИБЦ" }.into(),
            buildings: unlike,
            ..Record::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Export → import changes nothing: every row is the organisation it was, and the same.
    #[test]
    fn what_was_written_differs_in_nothing(records in proptest::collection::vec(record(), 1..8)) {
        let known: Vec<Known> = records
            .into_iter()
            .enumerate()
            .map(|(place, record)| Known {
                id: place.to_string(),
                sizes: record.counted_on.zip(record.pupils).into_iter().collect(),
                record: Record { code: format!("S{place}"), ..record },
            })
            .collect();
        let records: Vec<Record> = known.iter().map(|one| one.record.clone()).collect();
        let bytes = workbook(Content { title: "Реестр", records: &records }, &vocabulary()).unwrap();
        let reading = read(&bytes, &vocabulary()).unwrap();
        prop_assert_eq!(&reading.problems, &Vec::new());
        let draft = compare(&reading, &known, &vocabulary(), TODAY, &[]);
        prop_assert_eq!(&draft.problems, &Vec::new());
        for (line, one) in draft.lines.iter().zip(&known) {
            prop_assert_eq!(&line.fate, &Fate::Same { code: one.record.code.clone() });
        }
    }

    /// No bytes make the reader panic.
    #[test]
    fn any_cells_are_read_or_refused(cells in proptest::collection::vec(proptest::collection::vec(".{0,12}", 1..8), 1..8)) {
        let rows: Vec<Vec<&str>> = cells.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        if let Ok(reading) = read(&sheet(&rows), &vocabulary()) {
            compare(&reading, &[school("S1", "Школа № 1")], &vocabulary(), TODAY, &[]);
        }
    }
}
