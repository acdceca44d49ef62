//! Merged cells, broken rows, repeated headings.

use insta::assert_snapshot;

use super::{docx, told};

const HEAD: [&str; 5] = ["№ п/п", "Наименование мероприятия", "Сроки", "Ответственные", "Вид документа"];

fn plan(rows: &[String]) -> String {
    let body = docx::p("План мероприятий на 2025 год") + &docx::tbl(rows);
    told("plan.docx", &docx::document(&body))
}

#[test]
fn a_term_and_executors_merged_over_measures() {
    assert_snapshot!(plan(&[
        docx::row(&HEAD),
        docx::tr(&[
            docx::tc("1"),
            docx::tc("Курсы"),
            docx::top("март-май"),
            docx::top("ИРО"),
            docx::tc("Приказ")
        ]),
        docx::tr(&[docx::tc("2"), docx::tc("Стажировка"), docx::below(), docx::below(), docx::tc("Отчёт")]),
    ]));
}

#[test]
fn a_number_merged_over_titles_of_its_own() {
    assert_snapshot!(plan(&[
        docx::row(&HEAD),
        docx::tr(&[
            docx::top("1"),
            docx::tc("Вебинар о чтении"),
            docx::tc("март"),
            docx::top("ИРО"),
            docx::tc("Программа")
        ]),
        docx::tr(&[
            docx::below(),
            docx::tc("Вебинар о фондах"),
            docx::tc("май"),
            docx::below(),
            docx::tc("Запись")
        ]),
        docx::row(&["2", "Конференция", "август", "РРИБЦ", ""]),
    ]));
}

#[test]
fn a_number_and_a_title_merged_over_terms() {
    assert_snapshot!(plan(&[
        docx::row(&HEAD),
        docx::tr(&[
            docx::top("1"),
            docx::top("Инвентаризация фонда"),
            docx::tc("июнь"),
            docx::tc("Комиссия"),
            docx::tc("Акт")
        ]),
        docx::tr(&[
            docx::below(),
            docx::below(),
            docx::tc("декабрь"),
            docx::tc("Бухгалтерия"),
            docx::tc("Справка")
        ]),
        docx::row(&["2", "Подписка", "май", "Директор", "Договор"]),
    ]));
}

#[test]
fn rows_broken_by_pages_with_the_heading_repeated() {
    assert_snapshot!(plan(&[
        docx::row(&HEAD),
        docx::row(&["1", "2", "3", "4", "5"]),
        docx::row(&["1.", "Проведение краевого семинара для", "апрель", "КГАОУ ДПО", "Программа"]),
        docx::row(&HEAD),
        docx::row(&["", "педагогов-библиотекарей", "", "ХК ИРО", "семинара"]),
        docx::row(&["2.", "", "май", "ХГИК", "Отчёт"]),
        docx::row(&["", "Фестиваль чтения", "", "", ""]),
        docx::row(&["3.", "Слёт", "июнь", "РРИБЦ", ""]),
        docx::row(&["Итого мероприятий: 3", "", "", "", ""]),
    ]));
}

#[test]
fn rows_without_numbers_between_numbered_ones_are_parts() {
    assert_snapshot!(plan(&[
        docx::row(&HEAD),
        docx::row(&["1", "Конкурс «Лучшая библиотека»:", "", "Министерство", "Положение"]),
        docx::row(&["", "Приём заявок", "март", "", "Реестр"]),
        docx::row(&["", "Подведение итогов", "май", "ИРО", "Протокол"]),
        docx::row(&["2", "Форум", "июнь", "РРИБЦ", ""]),
    ]));
}

#[test]
fn a_forgotten_number_is_counted() {
    assert_snapshot!(plan(&[
        docx::row(&HEAD),
        docx::row(&["1", "Семинар", "март", "ИРО", ""]),
        docx::row(&["", "Вебинар", "апрель", "РРИБЦ", ""]),
        docx::row(&["3", "Форум", "июнь", "ХГИК", ""]),
    ]));
}

#[test]
fn cells_merged_sideways() {
    let merged = [
        docx::row(&HEAD),
        docx::tr(&[
            docx::tc("1"),
            docx::wide(2, "Сопровождение сайта (постоянно)"),
            docx::tc("РРИБЦ"),
            docx::tc(""),
        ]),
        docx::tr(&[
            docx::tc("2"),
            docx::raw(r#"<w:hMerge w:val="restart"/>"#, &docx::p("Слёт")),
            docx::raw("<w:hMerge/>", &docx::p("")),
            docx::tc("ИРО"),
            docx::tc("Справка"),
        ]),
    ];
    assert_snapshot!(plan(&merged));
}
