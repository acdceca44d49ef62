//! A sheet in Excel: taken away, filled in by another program, brought back.

use std::io::Cursor;

use super::{Stage, form, stage, stage_of};
use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::Workbook;

/// Columns of the sheet of answers: the answer, the path.
const ANSWER: usize = 1;
const PATH: usize = 4;

fn shown_day(serial: f64) -> String {
    let days: i64 = format!("{serial:.0}").parse().unwrap();
    let day = jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().days(days)).unwrap();
    day.strftime("%d.%m.%Y").to_string()
}

/// A file of the package.
fn part_of(book: &[u8], name: &str) -> Vec<u8> {
    let mut package = zip::ZipArchive::new(Cursor::new(book.to_vec())).unwrap();
    let mut part = package.by_name(name).unwrap();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
    bytes
}

/// Writes an explanation beside the answer of a path.
fn explained(book: &[u8], path: &str, words: &str) -> Vec<u8> {
    typed_into(book, &[(path, words)], 3)
}

/// Opens the workbook, types into the answers of some paths, saves it all anew, as another office program would.
fn filled(book: &[u8], typed: &[(&str, &str)]) -> Vec<u8> {
    typed_into(book, typed, ANSWER)
}

fn typed_into(book: &[u8], typed: &[(&str, &str)], into: usize) -> Vec<u8> {
    let mut read: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(book.to_vec())).unwrap();
    let mut made = Workbook::new();
    let mut untyped: Vec<&str> = typed.iter().map(|(path, _)| *path).collect();
    for name in read.sheet_names() {
        let range = read.worksheet_range(&name).unwrap();
        let sheet = made.add_worksheet();
        sheet.set_name(&name).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        for (down, row) in (0_u32..).zip(range.rows()) {
            let path = row.get(PATH - left as usize).map(ToString::to_string).unwrap_or_default();
            let new = typed.iter().find(|(one, _)| *one == path).map(|(_, text)| *text);
            for (right, cell) in (0_u16..).zip(row) {
                let (row, column) = (top + down, u16::try_from(left).unwrap() + right);
                let text = match new {
                    Some(text) if usize::from(column) == into => text.to_owned(),
                    _ => match cell {
                        // As a spreadsheet shows a day.
                        Data::DateTime(day) => shown_day(day.as_f64()),
                        other => other.to_string(),
                    },
                };
                match (cell, text.parse::<f64>()) {
                    // A number typed into Excel is kept as one.
                    (_, Ok(number)) if usize::from(column) == ANSWER => {
                        sheet.write_number(row, column, number).unwrap();
                    }
                    (Data::Empty, _) if text.is_empty() => {}
                    _ => {
                        sheet.write_string(row, column, &text).unwrap();
                    }
                }
            }
            untyped.retain(|one| *one != path);
        }
    }
    assert!(untyped.is_empty(), "the workbook has no row for {untyped:?}");
    made.save_to_buffer().unwrap()
}

impl Stage {
    async fn book(&self, sheet: &str) -> Vec<u8> {
        self.school.get(&format!("{sheet}/book.xlsx")).await.bytes
    }
}

/// The report's words about a question.
fn told<'a>(page: &'a str, question: &str) -> &'a str {
    let row = page.split("<tr>").find(|row| row.contains(&format!("<th scope=\"row\">{question}</th>")));
    row.unwrap_or_else(|| panic!("no line about «{question}»: {page}"))
}

#[tokio::test]
async fn answers_typed_into_the_workbook_come_back_row_by_row() {
    let stage = stage("").await;
    let book = stage.book(&stage.sheet).await;
    let typed = [
        ("/data/g/pupils", "-5"),
        ("/data/g/hall", "Да"),
        ("/data/g/seats", "40"),
        ("/data/visit[1]/who", "Анна Петрова"),
    ];
    let address = format!("{}/book", stage.sheet);
    let answer = stage.school.post_file(&address, &[], ("book", "анкета.xlsx", &filled(&book, &typed))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.body.contains("Сохранено без замечаний: 3, с ошибками: 1"), "{}", answer.body);
    assert!(told(&answer.body, "Сколько учеников").contains("сохранено с ошибкой"), "{}", answer.body);
    for question in ["Есть ли зал", "Сколько мест", "Кто"] {
        assert!(told(&answer.body, question).contains("✓"), "{question}: {}", answer.body);
    }
    let section = stage.school.get(&format!("{}/sections/1", stage.sheet)).await.body;
    assert!(section.contains("value=\"-5\"") && section.contains("value=\"40\""), "{section}");
    let section = stage.school.get(&format!("{}/sections/2", stage.sheet)).await.body;
    assert!(section.contains("value=\"Анна Петрова\""), "{section}");
    // A field that was changed on the site after the workbook was taken: both answers, named by their labels.
    let hall = stage.save("/data/g/hall", "no", "phone", "1", "9").await;
    assert_eq!(hall.json()["state"], "saved");
    let again = filled(&book, &[("/data/g/hall", "Да"), ("/data/g/pupils", "300")]);
    let answer = stage.school.post_file(&address, &[], ("book", "анкета.xlsx", &again)).await;
    let line = told(&answer.body, "Есть ли зал");
    assert!(line.contains("изменено на сайте") && line.contains("«Нет»"), "{line}");
}

#[tokio::test]
async fn a_sent_sheet_offers_nothing_that_would_be_refused() {
    let stage = stage("").await;
    let open = stage.school.get(&stage.sheet).await.body;
    assert!(open.contains("Заполнить в Excel") && open.contains("Заполнять можно по частям"), "{open}");
    stage.save("/data/g/pupils", "100", "phone", "1", "0").await;
    stage.save("/data/g/hall", "no", "phone", "2", "0").await;
    let sent = stage.school.post(&format!("{}/check", stage.sheet), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let sheet = stage.school.get(&stage.sheet).await.body;
    for invited in ["Заполнить в Excel", "Заполнять можно по частям", "Проверить и отправить"]
    {
        assert!(!sheet.contains(invited), "{invited}: {sheet}");
    }
    assert!(sheet.contains("data-closed") && sheet.contains("Посмотреть ответы"), "{sheet}");
    let book = stage.school.get(&format!("{}/book", stage.sheet)).await;
    assert_eq!(book.status, StatusCode::OK);
    assert!(book.body.contains("Анкета отправлена") && !book.body.contains("type=\"file\""), "{}", book.body);
}

#[tokio::test]
async fn a_workbook_of_another_poll_or_an_older_version_is_refused_with_the_reason() {
    let stage = stage("").await;
    let other = stage.asked_again("Другой опрос").await;
    let typed = [("/data/g/pupils", "300")];
    let foreign = filled(&stage.book(&other).await, &typed);
    let address = format!("{}/book", stage.sheet);
    let refused = stage.school.post_file(&address, &[], ("book", "чужая.xlsx", &foreign)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("другого респондента или другого опроса"), "{}", refused.body);
    // The form changes while the workbook is away and nobody has begun on the site.
    let old = filled(&stage.book(&stage.sheet).await, &typed);
    let changed = form().replace("Сколько мест", "Сколько мест в зале");
    let uploaded = stage
        .institute
        .post_file(&format!("{}/versions", stage.form), &[], ("book", "проба.md", changed.as_bytes()))
        .await;
    stage.institute.post(&format!("{}/publish", uploaded.location()), &[]).await;
    let refused = stage.school.post_file(&address, &[], ("book", "старая.xlsx", &old)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(
        refused.body.contains("для версии 1") && refused.body.contains("действует версия 2"),
        "{}",
        refused.body
    );
    let page = stage.school.get(&format!("{}/sections/1", stage.sheet)).await.body;
    assert!(!page.contains("value=\"300\""), "nothing of a refused workbook is taken");
}

/// A workbook may lie on a desk for a week while the sheet is filled in on the site.
#[tokio::test]
async fn a_cell_that_nobody_touched_is_no_answer() {
    let stage = stage("").await;
    stage.save("/data/g/pupils", "120", "phone", "1", "0").await;
    let book = stage.book(&stage.sheet).await;
    stage.save("/data/g/pupils", "700", "phone", "2", "1").await;
    stage.save("/data/g/hall", "no", "phone", "3", "0").await;
    let typed = filled(&book, &[("/data/visit[1]/who", "Анна")]);
    let address = format!("{}/book", stage.sheet);
    let answer = stage.school.post_file(&address, &[], ("book", "анкета.xlsx", &typed)).await;
    assert!(answer.body.contains("Сохранено без замечаний: 1, с ошибками: 0"), "{}", answer.body);
    assert!(!answer.body.contains("изменено на сайте"), "{}", answer.body);
    let data = stage.school.get(&format!("{}/form.json", stage.sheet)).await.json();
    let answers = &data["open"]["answers"]["answers"];
    assert_eq!((&answers["g"]["pupils"], &answers["g"]["hall"]), (&"700".into(), &"no".into()), "{answers}");
    assert_eq!(answers["visit"][0]["who"], "Анна");
    // A cell that was emptied by hand is one.
    let emptied = filled(&stage.book(&stage.sheet).await, &[("/data/visit[1]/who", "")]);
    stage.school.post_file(&address, &[], ("book", "анкета.xlsx", &emptied)).await;
    let page = stage.school.get(&format!("{}/sections/2", stage.sheet)).await.body;
    assert!(!page.contains("value=\"Анна\""), "{page}");
}

const DAYS: &str = "| survey | | | | | | |\n| | type | name | label | constraint | warning | warning_message |\n\
| | date | since | Когда открыта | | | |\n| | integer | seats | Сколько мест | . >= 1 and . <= 5000 | ${seats} < 100 | Много: поясните |\n";

#[tokio::test]
async fn a_workbook_has_days_bounds_and_a_place_for_explanations() {
    let stage = stage_of(DAYS, "").await;
    let saved = stage.save("/data/since", "01.10.24", "phone", "1", "0").await.json();
    assert_eq!(saved["state"], "saved", "{saved}");
    let book = stage.book(&stage.sheet).await;
    let xml = String::from_utf8(part_of(&book, "xl/worksheets/sheet1.xml")).unwrap();
    assert!(xml.contains("type=\"date\"") && xml.contains("type=\"whole\""), "{xml}");
    assert!(xml.contains("<formula1>1</formula1><formula2>5000</formula2>"), "{xml}");
    let mut read: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(book.clone())).unwrap();
    let range = read.worksheet_range("Анкета").unwrap();
    let cells: Vec<&Data> = range.rows().filter_map(|row| row.get(ANSWER)).collect();
    let day = cells.iter().find_map(|cell| match cell {
        Data::DateTime(day) => Some(day.as_f64()),
        _ => None,
    });
    assert_eq!(day, Some(45_566.0), "the first of October 2024: {cells:?}");
    // The explanation alone is written, then an answer in the short way of writing a year.
    let typed = explained(
        &filled(&book, &[("/data/seats", "300"), ("/data/since", "05.03.85")]),
        "/data/seats",
        "Два зала",
    );
    let address = format!("{}/book", stage.sheet);
    let answer = stage.school.post_file(&address, &[], ("book", "анкета.xlsx", &typed)).await;
    assert!(told(&answer.body, "Сколько мест").contains("✓"), "{}", answer.body);
    let page = stage.school.get(&format!("{}/check", stage.sheet)).await.body;
    assert!(page.contains("Два зала") && page.contains("05.03.1985"), "{page}");
}
