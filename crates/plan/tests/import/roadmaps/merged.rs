//! Cells merged over rows and columns, tables inside cells.

use super::{docx, noted, plan};

const HEAD: [&str; 4] = ["№ п/п", "Мероприятие", "Срок", "Ответственные"];

#[test]
fn one_term_for_three_measures() {
    let rows = [
        docx::row(&HEAD),
        docx::tr(&[docx::tc("1"), docx::tc("Обзор"), docx::top("апрель"), docx::top("ИРО")]),
        docx::tr(&[docx::tc("2"), docx::tc("Выставка"), docx::below(), docx::below()]),
        docx::tr(&[docx::tc("3"), docx::tc("Встреча"), docx::below(), docx::tc("РРИБЦ")]),
    ];
    noted(
        "plan.docx",
        &plan(&rows),
        "План мероприятий на 2025 год | 2025
        1 Обзор | 01.04.25–30.04.25 | HKIRO
        2 Выставка | 01.04.25–30.04.25 | HKIRO
        3 Встреча | 01.04.25–30.04.25 | RRIBC",
    );
}

#[test]
fn a_measure_over_rows_of_its_parts() {
    let rows = [
        docx::row(&HEAD),
        docx::tr(&[docx::top("1"), docx::tc("Подготовка положения"), docx::tc("январь"), docx::top("РРИБЦ")]),
        docx::tr(&[docx::below(), docx::tc("Приём работ"), docx::tc("с 1 по 20 февраля"), docx::below()]),
        docx::tr(&[docx::below(), docx::tc("Награждение"), docx::tc("до 15 марта"), docx::below()]),
        docx::row(&["2", "Семинар", "май", "ИРО"]),
    ];
    noted(
        "plan.docx",
        &plan(&rows),
        "План мероприятий на 2025 год | 2025
        1  | 01.01.25–15.03.25 | RRIBC
        1.1 Подготовка положения | 01.01.25–31.01.25
        1.2 Приём работ | 01.02.25–20.02.25
        1.3 Награждение | до 15.03.25
        2 Семинар | 01.05.25–31.05.25 | HKIRO",
    );
}

#[test]
fn a_table_of_results_inside_a_cell() {
    let inner = docx::tbl(&[docx::row(&["участников", "120"]), docx::row(&["публикаций", "4"])]);
    let rows = [
        docx::row(&["№", "Мероприятие", "Срок", "Исполнитель", "Ожидаемые результаты"]),
        docx::tr(&[
            docx::tc("1"),
            docx::tc("Форум"),
            docx::tc("июнь"),
            docx::tc("ХГИК"),
            docx::raw("", &(docx::p("Охват:") + &inner + &docx::p(""))),
        ]),
    ];
    noted(
        "plan.docx",
        &plan(&rows),
        "План мероприятий на 2025 год | 2025
        1 Форум | 01.06.25–30.06.25 | HGIK
        = Охват:
        = участников 120
        = публикаций 4",
    );
}

#[test]
fn a_row_broken_by_a_page() {
    let rows = [
        docx::row(&HEAD),
        docx::row(&["1", "Краевой конкурс школьных", "с 1 марта", "РРИБЦ,"]),
        docx::row(&["", "библиотек", "по 30 апреля", "ИРО"]),
        docx::row(&["2", "Итоговое совещание", "май", "Министерство"]),
    ];
    noted(
        "plan.docx",
        &plan(&rows),
        "План мероприятий на 2025 год | 2025
        1 Краевой конкурс школьных библиотек | 01.03.25–30.04.25 | RRIBC +HKIRO
        2 Итоговое совещание | 01.05.25–31.05.25 | MINOBR",
    );
}
