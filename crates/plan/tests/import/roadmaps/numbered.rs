//! Numbers of measures and of their parts, printed, counted by Word, or absent.

use super::{common, docx, noted, plan, proposed};

const HEAD: [&str; 4] = ["№ п/п", "Мероприятие", "Срок", "Ответственные"];

#[test]
fn points_after_numbers_of_two_parts() {
    let rows = [
        docx::row(&HEAD),
        docx::tr(&[docx::wide(4, "Раздел I. Кадровое обеспечение")]),
        docx::row(&["1.1.", "Курсы", "март", "ИРО"]),
        docx::row(&["1.2.", "Стажировка", "апрель", "ХГИК"]),
        docx::tr(&[docx::wide(4, "Раздел II. Фонды")]),
        docx::row(&["2.1.", "Закупка", "май", "ОМСУ"]),
    ];
    noted(
        "plan.docx",
        &plan(&rows),
        "План мероприятий на 2025 год | 2025
        § I Кадровое обеспечение
        1.1 Курсы | 01.03.25–31.03.25 | HKIRO
        1.2 Стажировка | 01.04.25–30.04.25 | HGIK
        § II Фонды
        2.1 Закупка | 01.05.25–31.05.25 | OMSU_HEAD",
    );
}

#[test]
fn no_numbers_and_no_column_for_them() {
    let rows = [
        docx::row(&["Мероприятие", "Сроки проведения", "Ответственный"]),
        docx::row(&["Неделя детской книги", "24–30 марта", "РРИБЦ"]),
        docx::row(&["Летние чтения", "июнь – август", "школы"]),
        docx::row(&["День библиотек", "27 мая", "ДВГНБ"]),
    ];
    noted(
        "plan.docx",
        &plan(&rows),
        "План мероприятий на 2025 год | 2025
        1 Неделя детской книги | 24.03.25–30.03.25 | RRIBC
        2 Летние чтения | 01.06.25–31.08.25 | OO
        3 День библиотек | 27.05.25 | DVGNB",
    );
}

/// Word counts the paragraphs of the titles: the numbers are in no text.
#[test]
fn titles_that_word_has_numbered() {
    let title = |text: &str| docx::raw("", &docx::li(1, 0, text));
    let rows = [
        docx::row(&["Мероприятие", "Срок", "Ответственный"]),
        docx::tr(&[title("Семинар"), docx::tc("март"), docx::tc("ИРО")]),
        docx::tr(&[title("Вебинар"), docx::tc("апрель"), docx::tc("ИРО")]),
        docx::tr(&[title("Форум"), docx::tc("июнь"), docx::tc("РРИБЦ")]),
    ];
    let numbering = docx::numbering(&[("decimal", "%1.")], 1);
    let body = docx::p("План мероприятий на 2025 год") + &docx::tbl(&rows);
    noted(
        "plan.docx",
        &docx::with_parts(&body, &[("word/numbering.xml", &numbering)]),
        "План мероприятий на 2025 год | 2025
        1 Семинар | 01.03.25–31.03.25 | HKIRO
        2 Вебинар | 01.04.25–30.04.25 | HKIRO
        3 Форум | 01.06.25–30.06.25 | RRIBC",
    );
}

#[test]
fn rows_of_parts_with_terms_of_their_own() {
    let rows = [
        docx::row(&["№", "Мероприятие", "Срок", "Ответственные", "Документ"]),
        docx::row(&["1", "Конкурс «Лучший библиотекарь»", "", "РРИБЦ", ""]),
        docx::row(&["1.1", "Разработка положения", "до 1 февраля", "", "Положение"]),
        docx::row(&["1.2", "Проведение", "март", "", "Протокол"]),
        docx::row(&["2", "Совещание", "III квартал", "Министерство", "Протокол"]),
    ];
    noted(
        "plan.docx",
        &plan(&rows),
        "План мероприятий на 2025 год | 2025
        1 Конкурс «Лучший библиотекарь» | до 31.03.25 | RRIBC
        regulation: Положение → 1.1
        protocol: Протокол → 1.2
        1.1 Разработка положения | до 01.02.25
        1.2 Проведение | 01.03.25–31.03.25
        2 Совещание | 01.07.25–30.09.25 | MINOBR
        protocol: Протокол",
    );
}

#[test]
fn parts_by_letters_beside_their_terms_and_papers() {
    let rows = [
        docx::row(&["№", "Мероприятие", "Срок", "Ответственные", "Документ"]),
        docx::row(&[
            "1",
            "Фестиваль чтения:\nа) приказ о проведении;\nб) открытие;\nв) итоги",
            "январь\n1 марта\nдо 10 апреля",
            "РРИБЦ",
            "Приказ\nПрограмма\nАналитическая справка",
        ]),
    ];
    noted(
        "plan.docx",
        &plan(&rows),
        "План мероприятий на 2025 год | 2025
        1 Фестиваль чтения: | 01.01.25–10.04.25 | RRIBC
        order: Приказ → 1.1
        program: Программа → 1.2
        analytical_note: Аналитическая справка → 1.3
        1.1 приказ о проведении | 01.01.25–31.01.25
        1.2 открытие | 01.03.25
        1.3 итоги | до 10.04.25",
    );
}

/// One who leads is taken for the measure; who carries out which part is told and kept.
#[test]
fn rows_of_parts_with_executors_of_their_own() {
    let rows = [
        docx::row(&["№", "Мероприятие", "Срок", "Ответственные"]),
        docx::row(&["1", "Конкурс", "", ""]),
        docx::row(&["1.1", "Положение", "февраль", "ИРО"]),
        docx::row(&["1.2", "Награждение", "март", "Министерство, РРИБЦ"]),
        docx::row(&["2", "Форум", "", ""]),
        docx::row(&["2.1", "Программа", "апрель", "ИРО"]),
        docx::row(&["2.2", "Открытие", "май", "ИРО"]),
        docx::row(&["3", "Семинар", "июнь", "ИРО"]),
    ];
    let bytes = plan(&rows);
    noted(
        "plan.docx",
        &bytes,
        "План мероприятий на 2025 год | 2025
        1 Конкурс | 01.02.25–31.03.25 | HKIRO +MINOBR +RRIBC
        ! Исполнители подпунктов: 1.1 — ИРО; 1.2 — Министерство, РРИБЦ.
        1.1 Положение | 01.02.25–28.02.25
        1.2 Награждение | 01.03.25–31.03.25
        2 Форум | 01.04.25–31.05.25 | HKIRO
        2.1 Программа | 01.04.25–30.04.25
        2.2 Открытие | 01.05.25–31.05.25
        3 Семинар | 01.06.25–30.06.25 | HKIRO",
    );
    proposed(
        "plan.docx",
        &bytes,
        "1",
        &["ответственный исполнитель — ИРО", "исполнители подпунктов: 1.1 — ИРО; 1.2 — Министерство, РРИБЦ"],
    );
    let draft = common::read("plan.docx", &bytes).unwrap();
    let is_of_it = |path: &str, what: &str| path == "1" && what.starts_with("ответственный исполнитель");
    let leads = draft.proposals.iter().filter(|one| is_of_it(&one.path, &one.what));
    assert_eq!(leads.count(), 1, "one measure has one who leads, whatever its parts say");
}

/// A number merged over two rows: each has an executor and a result of its own.
#[test]
fn merged_rows_of_parts_with_executors_and_results() {
    let rows = [
        docx::row(&["№", "Мероприятие", "Срок", "Ответственные", "Результат"]),
        docx::tr(&[
            docx::top("1"),
            docx::tc("Подготовка сборника"),
            docx::top("сентябрь"),
            docx::tc("ИРО"),
            docx::tc("Сборник"),
        ]),
        docx::tr(&[
            docx::below(),
            docx::tc("Издание сборника"),
            docx::below(),
            docx::tc("РРИБЦ"),
            docx::tc("Тираж 100"),
        ]),
    ];
    let bytes = plan(&rows);
    noted(
        "plan.docx",
        &bytes,
        "План мероприятий на 2025 год | 2025
        1  | 01.09.25–30.09.25 | HKIRO +RRIBC
        = Сборник
        = Тираж 100
        ! Исполнители подпунктов: 1.1 — ИРО; 1.2 — РРИБЦ.
        1.1 Подготовка сборника | 01.09.25–30.09.25
        1.2 Издание сборника | 01.09.25–30.09.25",
    );
    proposed("plan.docx", &bytes, "1", &["результаты подпунктов: 1.1 — Сборник; 1.2 — Тираж 100"]);
}

/// What has no term would quietly last for the whole year: the reader is asked for it.
#[test]
fn rows_without_a_term() {
    let rows = [
        docx::row(&["№", "Мероприятие", "Срок", "Ответственные"]),
        docx::row(&["1", "Конкурс", "", "РРИБЦ"]),
        docx::row(&["1.1", "Положение", "до 1 февраля", "ИРО"]),
        docx::row(&["1.2", "Награждение", "март", "Министерство"]),
        docx::row(&["2", "Семинар", "", "ИРО"]),
        docx::row(&["3", "Форум", "—", "ИРО"]),
        docx::row(&["4", "Акция", "", ""]),
        docx::row(&["4.1", "Программа", "", "ИРО"]),
        docx::row(&["4.2", "Открытие", "май", "ИРО"]),
    ];
    let bytes = plan(&rows);
    noted(
        "plan.docx",
        &bytes,
        "План мероприятий на 2025 год | 2025
        1 Конкурс | до 31.03.25 | RRIBC
        1.1 Положение | до 01.02.25 | HKIRO
        1.2 Награждение | 01.03.25–31.03.25 | MINOBR
        2 Семинар | нет дней | HKIRO
        3 Форум | нет дней | HKIRO
        4 Акция | 01.05.25–31.05.25 | HKIRO
        4.1 Программа
        4.2 Открытие | 01.05.25–31.05.25",
    );
    for (number, what) in [
        ("1", "срок не указан: взят по мероприятиям 1.1, 1.2"),
        ("2", "срок не указан"),
        ("3", "срок не указан"),
        ("4", "срок не указан у подпунктов: 4.1"),
    ] {
        proposed("plan.docx", &bytes, number, &[what]);
    }
    let rows = [
        docx::row(&["Мероприятие", "Ответственные"]),
        docx::row(&["Семинар", "ИРО"]),
        docx::row(&["Форум", "ИРО"]),
    ];
    proposed("plan.docx", &plan(&rows), "", &["сроки мероприятий не указаны"]);
}
