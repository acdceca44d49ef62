//! Roadmaps of other shapes: other columns and headings, merged cells, numbers and sections of every kind.

mod common;

use plan::import::{Draft, ImportError, SourceFormat};
use plan::{ExecutorRole, Measure, Recurrence};

fn text(lines: &str) -> Draft {
    common::read("plan.txt", lines.as_bytes()).unwrap()
}

fn measures(draft: &Draft) -> Vec<&Measure> {
    draft.plan.sections.iter().flat_map(|section| &section.measures).collect()
}

/// A Word file with one table, from the XML of its rows.
fn docx(before: &str, rows: &str) -> Vec<u8> {
    let document = format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{before}<w:tbl>{rows}</w:tbl></w:body></w:document>"#
    );
    package(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())])
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn tc(text: &str) -> String {
    format!("<w:tc>{}</w:tc>", p(text))
}

fn merged(restart: bool, text: &str) -> String {
    let value = if restart { r#" w:val="restart""# } else { "" };
    format!("<w:tc><w:tcPr><w:vMerge{value}/></w:tcPr>{}</w:tc>", if restart { p(text) } else { p("") })
}

fn tr(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.join(""))
}

const HEAD: [&str; 4] = ["№ п/п", "Содержание деятельности", "Срок исполнения", "Ответственные"];

fn head() -> String {
    tr(&HEAD.map(tc))
}

#[test]
fn other_orders_and_headings_of_columns_and_a_column_of_marks() {
    let draft = text(
        "План работы на 2025 год\n\nСрок\tМероприятие\tИсполнители\tОтметка об исполнении\n10–20 ноября\tСеминар\tКГАОУ ДПО ХК ИРО\tвыполнено\nпостоянно\tКонсультации\tРРИБЦ\t\n",
    );
    let measures = measures(&draft);
    assert_eq!(measures.len(), 2);
    assert_eq!((measures[0].number.as_str(), measures[0].title.as_str()), ("1", "Семинар"));
    assert_eq!(measures[0].term.from, Some(jiff::civil::date(2025, 11, 10)));
    assert_eq!(measures[1].term.recurrence, Some(Recurrence::Continuous));
    assert_eq!(measures[0].executors[0].org.as_deref(), Some("HKIRO"));
    assert_eq!(draft.unrecognized.len(), 1);
    assert_eq!(draft.unrecognized[0].text, "выполнено");
}

#[test]
fn a_column_of_helpers_and_a_table_of_pipes() {
    let draft = text(
        "| № | Название | Дата | Ответственный | Соисполнители | Форма отчёта |\n|---|---|---|---|---|---|\n| 1) | Конкурс | до 15 марта 2025 г. | Отдел А | Отдел Б; Отдел В | Приказ, протокол |\n",
    );
    let measure = measures(&draft)[0];
    let roles: Vec<ExecutorRole> = measure.executors.iter().map(|one| one.role).collect();
    assert_eq!(roles, [ExecutorRole::Lead, ExecutorRole::Co, ExecutorRole::Co]);
    assert_eq!(measure.term.to, Some(jiff::civil::date(2025, 3, 15)));
    let kinds: Vec<Option<&str>> = measure.documents.iter().map(|one| one.kind.as_deref()).collect();
    assert_eq!(kinds, [Some("order"), Some("protocol")]);
}

#[test]
fn sections_in_merged_rows_and_terms_merged_over_measures() {
    let section = r#"<w:tr><w:tc><w:tcPr><w:gridSpan w:val="4"/></w:tcPr><w:p><w:r><w:t>Раздел 1. Кадры</w:t></w:r></w:p></w:tc></w:tr>"#;
    let rows = [
        head(),
        section.to_owned(),
        tr(&[tc("1."), tc("Курсы"), merged(true, "март-май 2025"), tc("Институт")]),
        tr(&[tc("2."), tc("Стажировка"), merged(false, ""), tc("Институт")]),
    ];
    let draft = common::read("plan.docx", &docx(&p("План на 2025 год"), &rows.join(""))).unwrap();
    assert_eq!(draft.format, SourceFormat::Docx);
    assert_eq!(
        (draft.plan.sections[0].number.as_str(), draft.plan.sections[0].title.as_str()),
        ("1", "Кадры")
    );
    let measures = measures(&draft);
    assert_eq!(
        measures[1].term.to,
        Some(jiff::civil::date(2025, 5, 31)),
        "the merged term belongs to both rows"
    );
    assert!(draft.unrecognized.is_empty());
}

#[test]
fn one_number_merged_over_rows_of_its_items() {
    let rows = [
        head(),
        tr(&[merged(true, "1"), tc("Вебинар о чтении"), tc("март 2025"), tc("Институт")]),
        tr(&[merged(false, ""), tc("Вебинар о фондах"), tc("май 2025"), tc("Институт")]),
        tr(&[tc("2"), tc("Конференция"), tc("август 2025"), tc("Институт")]),
    ];
    let draft = common::read("plan.docx", &docx("", &rows.join(""))).unwrap();
    let measures = measures(&draft);
    assert_eq!(measures.iter().map(|one| one.number.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    let items: Vec<(&str, &str)> =
        measures[0].items.iter().map(|item| (item.number.as_str(), item.title.as_str())).collect();
    assert_eq!(items, [("1.1", "Вебинар о чтении"), ("1.2", "Вебинар о фондах")]);
    assert_eq!(measures[0].term.to, Some(jiff::civil::date(2025, 5, 31)));
}

#[test]
fn rows_one_point_one_are_items_of_the_heading_row() {
    let draft = text(
        "План на 2025 год\n\n№\tМероприятие\tСрок\tИсполнители\n1\tМетодическая работа\t\t\n1.1.\tСеминар\tI квартал\tИнститут\n1.2.\tВебинар\tежемесячно\tИнститут\n2\tКонкурс\tсентябрь\tМинистерство\n",
    );
    let measures = measures(&draft);
    assert_eq!(measures.len(), 2);
    assert_eq!(measures[0].items.iter().map(|item| item.number.as_str()).collect::<Vec<_>>(), ["1.1", "1.2"]);
    assert_eq!(measures[0].items[1].term.as_ref().unwrap().recurrence, Some(Recurrence::Monthly));
}

#[test]
fn tracked_changes_line_breaks_and_content_controls() {
    let cell = r#"<w:tc><w:p><w:r><w:t>Семинар</w:t></w:r><w:del><w:r><w:delText>старый</w:delText></w:r></w:del><w:ins><w:r><w:t> новый</w:t></w:r></w:ins><w:r><w:br/><w:t>и практикум</w:t></w:r></w:p></w:tc>"#;
    let controlled = r#"<w:tc><w:sdt><w:sdtContent><w:p><w:r><w:t>апрель 2025</w:t></w:r></w:p></w:sdtContent></w:sdt></w:tc>"#;
    let rows = [head(), tr(&[tc("1"), cell.to_owned(), controlled.to_owned(), tc("Институт")])];
    let draft = common::read("plan.docx", &docx("", &rows.join(""))).unwrap();
    let measure = measures(&draft)[0];
    assert_eq!(measure.title, "Семинар новый и практикум");
    assert_eq!(measure.term.from, Some(jiff::civil::date(2025, 4, 1)));
}

#[test]
fn a_sheet_with_dates_merged_cells_and_a_title() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = Format::new();
    sheet.write(0, 0, "План мероприятий на 2025 год").unwrap();
    for (column, text) in (0_u16..).zip(["№", "Наименование", "Дата", "Исполнители"])
    {
        sheet.write(2, column, text).unwrap();
    }
    sheet.merge_range(3, 0, 3, 3, "I. Методическая работа", &plain).unwrap();
    sheet.write(4, 0, 1.0).unwrap();
    sheet.write(4, 1, "Семинар").unwrap();
    let day = ExcelDateTime::from_ymd(2025, 3, 15).unwrap();
    sheet.write_datetime_with_format(4, 2, &day, &Format::new().set_num_format("dd.mm.yyyy")).unwrap();
    sheet.write(4, 3, "КГАОУ ДПО ХК ИРО").unwrap();
    let draft = common::read("plan.xlsx", &workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(draft.plan.meta.title, "План мероприятий на 2025 год");
    assert_eq!(draft.plan.sections[0].title, "Методическая работа");
    let measure = measures(&draft)[0];
    assert_eq!((measure.number.as_str(), measure.term.from), ("1", Some(jiff::civil::date(2025, 3, 15))));
}

#[test]
fn a_stamp_of_approval_is_not_the_title_and_a_year_is_not_invented() {
    let draft = text(
        "УТВЕРЖДАЮ\nМинистр\nПлан мероприятий\n\n№\tМероприятие\tСрок\tИсполнители\n1\tСеминар\tмарт\tИнститут\n",
    );
    assert_eq!(draft.plan.meta.title, "План мероприятий");
    assert_eq!(
        draft.unrecognized.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(),
        ["УТВЕРЖДАЮ", "Министр"]
    );
    assert_eq!(draft.plan.meta.year, 0);
    assert_eq!(measures(&draft)[0].term.from, None);
    assert!(draft.proposals.iter().any(|one| one.what.contains("год плана не найден")));
}

#[test]
fn hostile_files_are_refused_clearly_and_at_once() {
    let refused = |name: &str, bytes: &[u8]| common::read(name, bytes).unwrap_err();
    assert_eq!(refused("a.docx", b""), ImportError::Empty);
    assert_eq!(refused("a.docx", &vec![b'x'; 21 * 1024 * 1024]), ImportError::TooLarge);
    assert_eq!(refused("a.docx", b"PK\x03\x04 not really"), ImportError::Damaged);
    assert_eq!(refused("a.doc", &[0xD0, 0xCF, 0x11, 0xE0, 0, 0, 0, 0]), ImportError::OldFormat);
    let mut encrypted = vec![0xD0, 0xCF, 0x11, 0xE0];
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(refused("a.docx", &encrypted), ImportError::Encrypted);
    assert_eq!(refused("a.pdf", b"%PDF-1.7"), ImportError::UnsupportedFormat);
    assert!(matches!(refused("a.xlsx", &docx("", &head())), ImportError::ContentMismatch { .. }));
    assert_eq!(
        refused("a.docx", &package(&[("word/document.xml", b"<a/>"), ("word/vbaProject.bin", b"x")])),
        ImportError::Macros
    );
    let laughs = br#"<!DOCTYPE a [<!ENTITY b "ha">]><w:document xmlns:w="x"><w:t>&b;</w:t></w:document>"#;
    assert_eq!(refused("a.docx", &package(&[("word/document.xml", laughs)])), ImportError::BadXml);
    let bomb = package(&[("word/document.xml", &vec![b' '; 40 * 1024 * 1024])]);
    assert_eq!(refused("a.docx", &bomb), ImportError::ZipBomb);
    let headings = "№\tМероприятие\tСрок\tИсполнители\n";
    let rows: String = (1..3_100).map(|n| format!("{n}\tМероприятие\tмарт\tИнститут\n")).collect();
    assert_eq!(refused("a.txt", format!("{headings}{rows}").as_bytes()), ImportError::TooManyRows);
    assert_eq!(refused("a.txt", "\t1".repeat(59_000).as_bytes()), ImportError::TooManyRows);
    let long = format!("{headings}1\t{}\tмарт\tИнститут\n", "слово ".repeat(20_000));
    assert_eq!(refused("a.txt", long.as_bytes()), ImportError::TooLongCell);
    let lines = format!(
        "\t№\n\tМероприятие\n\tСрок\n\tИсполнители\n\t1\n\t{}\tмарт\n\tИнститут\n",
        "слово\n".repeat(40_000)
    );
    assert_eq!(refused("a.txt", lines.as_bytes()), ImportError::TooLongCell);
    let mut aliases = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        aliases.push_str(&format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", ")));
    }
    assert!(matches!(refused("a.yaml", aliases.as_bytes()), ImportError::Yaml(_)));
}
