//! Sections in rows, in lines between tables, in columns.

use insta::assert_snapshot;

use super::{docx, told};

const HEAD: [&str; 4] = ["№", "Мероприятие", "Срок", "Исполнители"];

#[test]
fn merged_rows_with_arabic_numbers() {
    let rows = [
        docx::row(&HEAD),
        docx::tr(&[docx::wide(4, "Раздел 1. Кадры")]),
        docx::row(&["1.", "Курсы", "март-май", "ИРО"]),
        docx::tr(&[docx::wide(4, "Раздел 2. Фонды")]),
        docx::row(&["2.", "Закупка", "октябрь", "ОМСУ"]),
    ];
    let body = docx::p("План на 2025 год") + &docx::tbl(&rows);
    assert_snapshot!(told("plan.docx", &docx::document(&body)));
}

#[test]
fn several_tables_under_headings_of_their_own() {
    let table = |rows: &[[&str; 4]]| {
        let rows: Vec<String> =
            std::iter::once(docx::row(&HEAD)).chain(rows.iter().map(|row| docx::row(row))).collect();
        docx::tbl(&rows)
    };
    let body = [
        docx::p("Комплекс мер по развитию библиотек на 2025 год"),
        docx::p(""),
        docx::p("Раздел I"),
        docx::p("Кадры"),
        table(&[["1", "Курсы", "март", "ИРО"]]),
        docx::p(""),
        docx::p("Раздел II. Фонды"),
        table(&[["2", "Закупка", "май", "ОМСУ"]]),
        docx::p("Массовая работа"),
        table(&[["3", "Фестиваль", "июнь", "РРИБЦ"]]),
        docx::p("Сроки могут уточняться приказом министерства."),
    ];
    assert_snapshot!(told("plan.docx", &docx::document(&body.concat())));
}

#[test]
fn a_table_continued_on_other_pages() {
    let body = [
        docx::p("План на 2025 год"),
        docx::tbl(&[docx::row(&HEAD), docx::row(&["1", "Курсы", "март", "ИРО"])]),
        docx::p("Продолжение таблицы"),
        docx::tbl(&[docx::row(&HEAD), docx::row(&["2", "Закупка", "май", "ОМСУ"])]),
        docx::p(""),
        docx::tbl(&[
            docx::row(&["3", "Фестиваль", "июнь", "РРИБЦ"]),
            docx::row(&["", "детской книги", "", "ХГИК"]),
        ]),
        docx::tbl(&[docx::row(&["Начальник отдела", "", "________", "И. О. Фамилия"])]),
    ];
    assert_snapshot!(told("plan.docx", &docx::document(&body.concat())));
}

#[test]
fn rows_with_a_title_only() {
    let text = "План на 2025 год\n\n№\tМероприятие\tСрок\tИсполнители\n\tОрганизационная работа\t\t\n1\tСовет\tянварь\tИРО\n\tМассовая работа\t\t\n2\tФестиваль\tмай\tРРИБЦ\n\tРезерв\t\t\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn the_title_of_the_plan_in_the_first_row_and_a_name_in_the_last() {
    let rows = [
        docx::tr(&[docx::wide(4, "План работы МИБЦ на 2025 год")]),
        docx::row(&["Сроки", "Наименование мероприятий", "Ответственный исполнитель", "Ожидаемый результат"]),
        docx::row(&[
            "март",
            "Неделя книги:\n- открытие;\n- квест",
            "МИБЦ",
            "Охват 300 человек; 5 публикаций",
        ]),
        docx::tr(&[docx::wide(4, "Руководитель МИБЦ   ________   И. И. Иванова")]),
    ];
    assert_snapshot!(told("plan.docx", &docx::document(&docx::tbl(&rows))));
}
