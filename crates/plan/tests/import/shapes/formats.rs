//! Excel, commas and semicolons, bars, columns of spaces, data files.

use insta::assert_snapshot;
use plan::import::ImportError;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::{common, docx, told};

#[test]
fn a_sheet_with_a_stamp_dates_and_merged_cells() {
    let mut workbook = Workbook::new();
    let plain = Format::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 4, "УТВЕРЖДАЮ").unwrap();
    sheet.write(1, 0, "План мероприятий на 2025 год").unwrap();
    sheet.write(1, 4, "Директор").unwrap();
    for (column, text) in (0_u16..).zip(["№", "Наименование", "Дата", "Исполнители", "Выполнение"])
    {
        sheet.write(3, column, text).unwrap();
    }
    sheet.merge_range(4, 0, 4, 4, "I. Методическая работа", &plain).unwrap();
    sheet.write(5, 0, 1.0).unwrap();
    sheet.write(5, 1, "Семинар\nи практикум").unwrap();
    let day = ExcelDateTime::from_ymd(2025, 3, 15).unwrap();
    sheet.write_datetime_with_format(5, 2, &day, &Format::new().set_num_format("dd.mm.yyyy")).unwrap();
    sheet.merge_range(5, 3, 6, 3, "КГАОУ ДПО ХК ИРО", &plain).unwrap();
    sheet.write(5, 4, "да").unwrap();
    sheet.write(6, 0, 2).unwrap();
    sheet.write(6, 1, "Вебинар").unwrap();
    sheet.write(6, 2, "ежемесячно").unwrap();
    let other = workbook.add_worksheet().set_name("Две графы").unwrap();
    for (row, (title, term)) in
        (0_u32..).zip([("Мероприятие", "Срок"), ("Списание", "август"), ("Рейд", "октябрь")])
    {
        other.write(row, 0, title).unwrap();
        other.write(row, 1, term).unwrap();
    }
    let hidden = workbook.add_worksheet().set_name("Списки").unwrap();
    hidden.write(0, 0, "ИРО").unwrap();
    hidden.write(1, 0, "РРИБЦ").unwrap();
    hidden.set_hidden(true);
    assert_snapshot!(told("plan.xlsx", &workbook.save_to_buffer().unwrap()));
}

#[test]
fn formulas_that_were_never_calculated_are_shown() {
    let cell =
        |place: &str, text: &str| format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let heading =
        cell("A1", "№") + &cell("B1", "Мероприятие") + &cell("C1", "Срок 2025") + &cell("D1", "Исполнители");
    let formula = r#"<c r="A2"><f>1+1</f></c>"#;
    let row = format!("{formula}{}{}{}", cell("B2", "Семинар"), cell("C2", "март"), cell("D2", "ИРО"));
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">{heading}</row><row r="2">{row}</row></sheetData></worksheet>"#
    );
    assert_snapshot!(told("plan.xlsx", &workbook_of(&sheet)));
}

/// A workbook of one sheet, from its XML.
pub fn workbook_of(sheet: &str) -> Vec<u8> {
    workbook_of_sheets(&[sheet])
}

pub fn workbook_of_sheets(sheets: &[&str]) -> Vec<u8> {
    const ROOT: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let numbers = || 1..=sheets.len();
    let named: String =
        numbers().map(|n| format!(r#"<sheet name="a{n}" sheetId="{n}" r:id="r{n}"/>"#)).collect();
    let workbook = format!(
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{named}</sheets></workbook>"#
    );
    let linked: String = numbers()
        .map(|n| format!(r#"<Relationship Id="r{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>"#))
        .collect();
    let links = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{linked}</Relationships>"#
    );
    let names: Vec<String> = numbers().map(|n| format!("xl/worksheets/sheet{n}.xml")).collect();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
    ];
    parts.extend(names.iter().zip(sheets).map(|(name, sheet)| (name.as_str(), sheet.as_bytes())));
    docx::package(&parts)
}

#[test]
fn commas_and_semicolons() {
    let commas = "План на 2025 год\n№,Мероприятие,Срок,Исполнитель\n1,\"Семинар, практикум\",март,РРИБЦ\n2,\"Конкурс:\n- чтецов\n- рисунков\",апрель,\"ХГИК; ИРО\"\n";
    assert_snapshot!("commas", told("plan.csv", commas.as_bytes()));
    let semicolons = "sep=;\r\n№;Мероприятие;Срок;Исполнитель\r\n1;Семинар;март 2025;РРИБЦ, ИРО\r\n2;Конкурс;апрель 2025;ХГИК\r\n";
    let (windows, _, _) = encoding_rs::WINDOWS_1251.encode(semicolons);
    assert_snapshot!("semicolons", told("plan.csv", &windows));
    assert_eq!(told("plan.txt", commas.as_bytes()), told("plan.csv", commas.as_bytes()));
}

#[test]
fn bars_of_markdown() {
    let text = "# План мероприятий на 2025 год\n\n| № | Мероприятие | Срок | Исполнитель |\n|---|---|---|---|\n| **I** | **Кадры** | | |\n| 1 | Курсы<br>и стажировка | март | ИРО |\n| | Раздел II. Фонды | | |\n| 2 | Закупка \\| подписка | апрель | РРИБЦ |\n\nПримечание: сроки уточняются.\n";
    assert_snapshot!(told("plan.md", text.as_bytes()));
}

#[test]
fn columns_of_spaces() {
    let text = "План на 2025 год\n\n№   Мероприятие            Срок        Исполнитель\n1   Семинар                март        РРИБЦ\n    для новичков                       ИРО\n2   Конкурс чтецов         апрель      ХГИК\n\nПодпись\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn a_data_file_that_does_not_agree_with_itself() {
    let text = "meta: {title: План на 2025 год, year: 2025}
sections:
  - number: 1
    title: Кадры
    note: примечание раздела
    measures:
      - number: 1
        title: Семинар
        note: важное примечание
        term: {text: ежеквартально}
        executors: [{org: HKIRO, role: lead, text: ИРО}, {org: NOBODY, role: co, text: РРИБЦ}]
        documents: [{kind: nonsense, text: Чудо-документ}, {item: '1.7', text: Приказ}]
        budget: 100000 руб.
        items:
          - {number: 1.1, title: часть, term: {text: март}, responsible: Иванов}
      - number: 1
        title: Второе с тем же номером
        term: {text: апрель, from: 2025-05-01, to: 2025-04-01}
        executors: []
";
    assert_snapshot!(told("plan.yaml", text.as_bytes()));
}

#[test]
fn a_fault_of_a_data_file_is_told_with_its_line() {
    let text = "meta: {title: План, year: 2025}\nsections:\n  - number: 1\n    measures:\n      - number: 1\n        title: Семинар\n        executors: [{org: HKIRO, role: boss, text: ИРО}]\n";
    let Err(ImportError::Yaml(told)) = common::read("plan.yaml", text.as_bytes()) else { panic!("accepted") };
    assert!(told.starts_with("строка 7"), "{told}");
}

/// The library that reads YAML speaks English; who sent the file does not have to.
#[test]
fn a_fault_of_a_data_file_is_told_in_russian() {
    let measure = "meta: {title: План, year: 2025}\nsections:\n  - measures:\n      - number: 1\n        ";
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        laughs.push_str(&format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", ")));
    }
    for text in [
        laughs,
        format!("sections: {}", "[".repeat(2_000)),
        format!("{measure}title: [1, 2]"),
        format!("{measure}executors: [{{org: X, role: boss, text: Y}}]"),
        format!("{measure}executors: [{{org: X, role: lead}}]"),
        format!("{measure}title: а\n        title: б"),
        format!("{measure}title: \"не закрыто"),
    ] {
        let error = common::read("plan.yaml", text.as_bytes()).unwrap_err().to_string();
        let own_words: String = error.replace("YAML", "").split(['«', '»']).step_by(2).collect();
        assert!(!own_words.contains(|letter: char| letter.is_ascii_alphabetic()), "{error}");
    }
}
