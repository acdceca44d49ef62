//! A sheet in Excel: taken away, filled in by another program, brought back.

use std::io::Cursor;

use super::{Stage, form, stage};
use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::Workbook;

/// Columns of the sheet of answers: the answer, the path.
const ANSWER: usize = 1;
const PATH: usize = 3;

/// Opens the workbook, types into the answers of some paths, saves it all anew, as another office program would.
fn filled(book: &[u8], typed: &[(&str, &str)]) -> Vec<u8> {
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
                    Some(text) if usize::from(column) == ANSWER => text.to_owned(),
                    _ => cell.to_string(),
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
