//! Numbers of every kind, and numbers that repeat.

use insta::assert_snapshot;
use rust_xlsxwriter::Workbook;

use super::{common, docx, told};

#[test]
fn every_section_counts_from_one() {
    let rows = [
        docx::row(&["№", "Мероприятия", "Ответственный", "Срок реализации", "Показатель"]),
        docx::row(&["I", "Нормативное обеспечение", "", "", ""]),
        docx::row(&["1", "Приказ о составе совета", "Министерство", "январь", "Приказ издан"]),
        docx::row(&["II", "Кадровое обеспечение", "", "", ""]),
        docx::row(&["1", "Обучение", "ИРО", "март–май", "30 человек"]),
        docx::row(&["2", "Аттестация", "ОМСУ", "в течение года", "100 %"]),
    ];
    let body = docx::p("План мероприятий на 2025 год") + &docx::tbl(&rows);
    let draft = common::read("plan.docx", &docx::document(&body)).unwrap();
    let numbers: Vec<&str> = draft
        .plan
        .sections
        .iter()
        .flat_map(|section| &section.measures)
        .map(|measure| measure.number.as_str())
        .collect();
    assert_eq!(numbers, ["I.1", "II.1", "II.2"]);
    assert!(draft.proposals.iter().any(|one| one.id == "plan.numbers" && !one.reason.is_empty()));
    assert_snapshot!(told("plan.docx", &docx::document(&body)));
}

#[test]
fn excel_loses_the_zero_of_one_point_ten() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "План на 2025 год").unwrap();
    for (column, text) in (0_u16..).zip(["№", "Наименование мероприятия", "Срок", "Исполнитель"])
    {
        sheet.write(1, column, text).unwrap();
    }
    sheet.write(2, 0, 1).unwrap();
    sheet.write(2, 1, "Методическая работа").unwrap();
    for (row, (number, title)) in (3_u32..).zip([(1.1, "А"), (1.2, "Б"), (1.9, "В"), (1.1, "Г"), (1.11, "Д")])
    {
        sheet.write(row, 0, number).unwrap();
        sheet.write(row, 1, title).unwrap();
        sheet.write(row, 2, "март").unwrap();
        sheet.write(row, 3, "ИРО").unwrap();
    }
    sheet.write(8, 0, 2).unwrap();
    sheet.write(8, 1, "Конкурс").unwrap();
    sheet.write(8, 2, "май").unwrap();
    assert_snapshot!(told("plan.xlsx", &workbook.save_to_buffer().unwrap()));
}

#[test]
fn numbers_of_two_parts_under_sections() {
    let text = "План на 2025 год\n\n№\tМероприятие\tСрок\tИсполнители\n1\tОрганизационная работа\t\t\n1.1\tСовет\tянварь\tИРО\n1.2\tРейд\tфевраль\tРРИБЦ\n2\tМассовая работа\t\t\n2.1\tФестиваль\tмай\tРРИБЦ\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn rows_of_two_parts_under_a_measure() {
    let text = "План на 2025 год\n\n№\tМероприятие\tСрок\tИсполнители\n1\tМетодическая работа\t\t\n1.1.\tСеминар\tI квартал\tИнститут\n1.2.\tВебинар\tежемесячно\tИнститут\n2\tКонкурс\tсентябрь\tМинистерство\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn numbers_inside_the_title() {
    let text = "План на 2025 год\n\nМероприятие\tСрок\tИсполнители\n1. Семинар\tмарт\tИРО\n2. Вебинар «Чтение»\tапрель\tРРИБЦ\n3) Форум\tмай\tХГИК\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn a_number_repeated_by_mistake_and_one_without_a_title() {
    let text = "План на 2025 год\n\n№\tМероприятие\tСрок\tИсполнители\n1\tСеминар\tмарт\tИРО\n1\tВебинар\tапрель\tРРИБЦ\n2\tФорум\tмай\tХГИК\n2.1\t\tиюнь\tДВГНБ\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn rows_and_items_of_one_measure_share_its_numbers() {
    let rows = [
        docx::row(&["№", "Мероприятие", "Срок", "Исполнители"]),
        docx::row(&["1", "Конкурсы:\n- чтецов\n- рисунков", "март", "ИРО"]),
        docx::row(&["1.1", "Награждение", "май", "РРИБЦ"]),
        docx::row(&["2", "Форум", "июнь", "ХГИК"]),
    ];
    let body = docx::p("План на 2025 год") + &docx::tbl(&rows);
    assert_snapshot!(told("plan.docx", &docx::document(&body)));
}

#[test]
fn no_numbers_anywhere() {
    let text =
        "План на 2025 год\n\nМероприятие\tСрок\tИсполнители\nСеминар\tмарт\tИРО\nВебинар\tапрель\tРРИБЦ\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}
