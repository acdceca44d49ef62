//! Files made to harm, and files that cost too much: refused clearly and at once.

use super::docx::package;
use super::{common, docx};
use plan::import::{ImportError, ImportOptions, Vocabulary, import};

fn refused(name: &str, bytes: &[u8]) -> ImportError {
    common::read(name, bytes).unwrap_err()
}

#[test]
fn what_is_no_plan_by_its_first_bytes() {
    assert_eq!(refused("a.docx", b""), ImportError::Empty);
    assert_eq!(refused("a.docx", &vec![b'x'; 21 * 1024 * 1024]), ImportError::TooLarge);
    assert_eq!(refused("a.docx", b"PK\x03\x04 not really"), ImportError::Damaged);
    assert_eq!(refused("a.doc", &[0xD0, 0xCF, 0x11, 0xE0, 0, 0, 0, 0]), ImportError::OldFormat);
    let mut encrypted = vec![0xD0, 0xCF, 0x11, 0xE0];
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(refused("a.docx", &encrypted), ImportError::Encrypted);
    assert_eq!(refused("a.pdf", b"%PDF-1.7"), ImportError::UnsupportedFormat);
    let document = docx::document(&docx::tbl(&[docx::row(&["№", "Мероприятие", "Срок"])]));
    assert!(matches!(refused("a.xlsx", &document), ImportError::ContentMismatch { .. }));
    assert!(matches!(refused("a.docx", "просто текст".as_bytes()), ImportError::ContentMismatch { .. }));
    assert_eq!(
        refused("a.docx", &package(&[("word/document.xml", b"<a/>"), ("word/vbaProject.bin", b"x")])),
        ImportError::Macros
    );
}

#[test]
fn bombs() {
    let laughs = br#"<!DOCTYPE a [<!ENTITY b "ha">]><w:document xmlns:w="x"><w:t>&b;</w:t></w:document>"#;
    assert_eq!(refused("a.docx", &package(&[("word/document.xml", laughs)])), ImportError::BadXml);
    let notes = [("word/document.xml", b"<a/>".as_slice()), ("word/footnotes.xml", laughs)];
    assert_eq!(refused("a.docx", &package(&notes)), ImportError::BadXml);
    let bomb = package(&[("word/document.xml", &vec![b' '; 40 * 1024 * 1024])]);
    assert_eq!(refused("a.docx", &bomb), ImportError::ZipBomb);
    let mut aliases = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        aliases.push_str(&format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", ")));
    }
    assert!(matches!(refused("a.yaml", aliases.as_bytes()), ImportError::Yaml(_)));
    let nested = "<w:tbl><w:tr><w:tc>".repeat(200_000);
    let deep = package(&[("word/document.xml", format!("<w:document>{nested}").as_bytes())]);
    assert_eq!(refused("a.docx", &deep), ImportError::BadXml);
}

#[test]
fn tables_past_any_plan() {
    let headings = "№\tМероприятие\tСрок\tИсполнители\n";
    let rows: String = (1..3_100).map(|n| format!("{n}\tМероприятие\tмарт\tИнститут\n")).collect();
    assert_eq!(refused("a.txt", format!("{headings}{rows}").as_bytes()), ImportError::TooManyRows);
    assert_eq!(refused("a.txt", "\t1".repeat(59_000).as_bytes()), ImportError::NoTable);
    assert_eq!(refused("a.txt", "\t1".repeat(61_000).as_bytes()), ImportError::TooManyCells);
    let long = format!("{headings}1\t{}\tмарт\tИнститут\n", "слово ".repeat(20_000));
    assert_eq!(refused("a.txt", long.as_bytes()), ImportError::TooLongCell);
    let lines = format!(
        "\t№\n\tМероприятие\n\tСрок\n\tИсполнители\n\t1\n\t{}\tмарт\n\tИнститут\n",
        "слово\n".repeat(40_000)
    );
    assert_eq!(refused("a.txt", lines.as_bytes()), ImportError::TooLongCell);
}

/// The budget is a number given from outside, so what a file costs can be tested without a clock.
#[test]
fn a_file_that_costs_too_many_steps_is_given_up() {
    let rows: String = (1..200).map(|n| format!("{n}\tДело {n}\tмарт\tОтдел {n}, сектор {n}\n")).collect();
    let text = format!("План на 2025 год\n\n№\tМероприятие\tСрок\tИсполнители\n{rows}");
    let vocabulary = common::vocabulary();
    let read = |step_limit| {
        let options = ImportOptions {
            file_name: "plan.txt",
            year: None,
            year_start_month: 1,
            vocabulary: &vocabulary,
            step_limit,
        };
        import(text.as_bytes(), &options).map(|draft| draft.plan.sections[0].measures.len())
    };
    assert_eq!(read(10_000), Err(ImportError::TooMuchWork));
    assert_eq!(read(plan::import::DEFAULT_STEP_LIMIT), Ok(199));
}

/// Within every limit of size, and made so that each rule has as much to do as it can: all of them cost more than a
/// plan ever does.
#[test]
fn crafted_work_is_given_up() {
    const A_PLAN_COSTS_LESS: u64 = 300_000;
    let head = "№\tМероприятие\tСрок\tИсполнители\tДокумент\tРезультат\n";
    let of = |row: &dyn Fn(usize) -> String, count: usize| -> String {
        let rows: String = (1..=count).map(row).collect();
        format!("План на 2025 год\n\n{head}{rows}")
    };
    let names: Vec<String> = (0..90).map(|n| format!("Отдел образования края {n}")).collect();
    let items: String = (0..300).map(|n| format!("- подготовка дела {n}\n")).collect();
    let papers: String = (0..300).map(|n| format!("Приказ о подготовке дела {n}\n")).collect();
    let files = [
        (
            "many names",
            of(&|n| format!("{n}\tДело\tмарт\t{}\tПриказ\t\n", names.join(&format!(" {n}, "))), 20),
        ),
        (
            "relative terms",
            of(&|n| format!("{n}\tКонкурс чтецов {n}\tпосле конкурса чтецов {}\tИРО\t\t\n", n + 1), 300),
        ),
        (
            "long titles",
            of(&|n| format!("{n}\t{}\tмарт\tИРО\t\t\n", "распорядитель-ных документов ".repeat(80)), 100),
        ),
        ("terms", of(&|n| format!("{n}\tДело\t{}\tИРО\t\t\n", "с 1 по 2 марта, ".repeat(16)), 200)),
        (
            "papers",
            format!(
                "\t№\n\tМероприятие\n\tСрок\n\tИсполнители\n\tДокумент\n\t1\n\t{items}\tмарт\n\tИРО\n\t{papers}"
            ),
        ),
    ];
    let vocabulary = common::vocabulary();
    for (what, text) in files {
        let options = ImportOptions {
            file_name: "plan.txt",
            year: None,
            year_start_month: 1,
            vocabulary: &vocabulary,
            step_limit: A_PLAN_COSTS_LESS,
        };
        let read = import(text.as_bytes(), &options).map(|draft| draft.account);
        assert_eq!(read, Err(ImportError::TooMuchWork), "{what}");
    }
}

/// What must be refused, or read, within a second: a debug build is some ten times slower than the program.
fn at_once<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let patience = std::time::Duration::from_secs(if cfg!(debug_assertions) { 8 } else { 1 });
    let begun = std::time::Instant::now();
    let done = work();
    assert!(begun.elapsed() < patience, "{what}: {:?}", begun.elapsed());
    done
}

#[test]
fn two_hundred_megabytes_are_not_looked_into() {
    let bytes = vec![b'x'; 200 * 1024 * 1024];
    for name in ["a.docx", "a.xlsx", "a.txt", "a.yaml"] {
        assert_eq!(at_once(name, || refused(name, &bytes)), ImportError::TooLarge);
    }
}

#[test]
fn a_sheet_and_a_table_of_a_million_columns() {
    let sheet = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="XFD1" t="str"><v>x</v></c></row></sheetData></worksheet>"#;
    let read = || refused("a.xlsx", &super::shapes::formats::workbook_of(sheet));
    assert_eq!(at_once("the last column of Excel", read), ImportError::TooManyCells);
    let wide = docx::document(&docx::tbl(&[
        docx::tr(&[docx::wide(1_000_000, "План на 2025 год")]),
        docx::row(&["№", "Мероприятие", "Срок"]),
        docx::row(&["1", "Семинар", "март"]),
    ]));
    let draft = at_once("a cell over a million columns", || common::read("a.docx", &wide));
    assert!(draft.is_ok_and(|draft| draft.plan.sections[0].measures[0].title == "Семинар"));
    let cells = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>".repeat(61_000);
    let table = docx::document(&docx::tbl(&[format!("<w:tr>{cells}</w:tr>")]));
    assert_eq!(at_once("a row of cells", || refused("a.docx", &table)), ImportError::TooManyCells);
    let line = format!("№\tМероприятие{}", "\t".repeat(1_000_000));
    assert_eq!(at_once("a line of tabs", || refused("a.txt", line.as_bytes())), ImportError::TooManyCells);
    let line = format!("№;Мероприятие{}\n1;2", ";".repeat(1_000_000));
    assert_eq!(at_once("a line of CSV", || refused("a.csv", line.as_bytes())), ImportError::TooManyCells);
}

/// Found by the fuzzer: the library multiplies what it reads for a row without looking.
#[test]
fn a_row_with_a_number_that_no_sheet_has() {
    for row in ["ffffffffffffffffffffffffff1", "99999999999999999999", "0", "-1"] {
        let sheet = format!(
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="{row}"><c r="A{row}" t="str"><v>План на 2025 год</v></c></row></sheetData></worksheet>"#
        );
        let error = refused("a.xlsx", &super::shapes::formats::workbook_of(&sheet));
        let is_told =
            matches!(error, ImportError::Damaged | ImportError::NoTable | ImportError::TooManyCells);
        assert!(is_told, "{row}: {error:?}");
    }
}

#[test]
fn depth_of_yaml_is_bounded() {
    for open in ["[", "{a: ", "- "] {
        let deep = format!("sections: {}", open.repeat(200_000));
        let error = at_once(open, || refused("a.yaml", deep.as_bytes()));
        assert!(matches!(error, ImportError::Yaml(_)), "{error}");
    }
}

#[test]
fn an_archive_inside_or_a_picture_with_another_name_is_no_plan() {
    let inner = package(&[("plan.docx", b"PK\x03\x04")]);
    assert_eq!(refused("plan.docx", &inner), ImportError::UnsupportedFormat);
    for name in ["plan.docx", "plan.txt", "plan.xlsx", "plan.yaml"] {
        assert_eq!(refused(name, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), ImportError::UnsupportedFormat);
    }
    let entities =
        br#"<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document><w:t>&x;</w:t></w:document>"#;
    assert_eq!(refused("a.docx", &package(&[("word/document.xml", entities)])), ImportError::BadXml);
}

#[test]
fn an_empty_vocabulary_is_no_obstacle() {
    let vocabulary = Vocabulary::default();
    let options = ImportOptions {
        file_name: "plan.txt",
        year: Some(2025),
        year_start_month: 9,
        vocabulary: &vocabulary,
        step_limit: plan::import::DEFAULT_STEP_LIMIT,
    };
    let draft = import("Мероприятие\tСрок\nСеминар\tмарт\n".as_bytes(), &options).unwrap();
    assert_eq!(draft.plan.sections[0].measures[0].term.from, Some(jiff::civil::date(2026, 3, 1)));
}
