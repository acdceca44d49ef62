//! Sections: rows, paragraphs between tables, numbers typed with other letters.

use super::{docx, noted, plan, proposed};

const HEAD: [&str; 4] = ["№ п/п", "Мероприятие", "Срок", "Ответственные"];

#[test]
fn paragraphs_between_several_tables() {
    let body = [
        docx::p("Дорожная карта развития сети школьных библиотек на 2025 год"),
        docx::p("1. Организационные мероприятия"),
        docx::tbl(&[docx::row(&HEAD), docx::row(&["1.1", "Совещание", "январь", "Министерство"])]),
        docx::p(""),
        docx::p("2. Методическая работа"),
        docx::tbl(&[docx::row(&HEAD), docx::row(&["2.1", "Семинар", "март", "ИРО"])]),
        docx::p("3. Работа с фондом"),
        docx::tbl(&[
            docx::row(&["3.1", "Закупка", "апрель", "ОМСУ"]),
            docx::row(&["3.2", "Рейд", "май", "школы"]),
        ]),
        docx::p("Исполнитель: отдел общего образования"),
    ];
    noted(
        "plan.docx",
        &docx::document(&body.concat()),
        "Дорожная карта развития сети школьных библиотек на 2025 год | 2025
        § 1 Организационные мероприятия
        1.1 Совещание | 01.01.25–31.01.25 | MINOBR
        § 2 Методическая работа
        2.1 Семинар | 01.03.25–31.03.25 | HKIRO
        § 3 Работа с фондом
        3.1 Закупка | 01.04.25–30.04.25 | OMSU_HEAD
        3.2 Рейд | 01.05.25–31.05.25 | OO
        ? Исполнитель: отдел общего образования",
    );
}

/// A typist without a Latin keyboard: Ш is III, П is II, У is V, small l is I.
#[test]
fn roman_numbers_of_russian_letters() {
    let section = |text: &str| docx::tr(&[docx::wide(4, text)]);
    let rows = [
        docx::row(&HEAD),
        section("l. Кадры"),
        docx::row(&["1", "Курсы", "март", "ИРО"]),
        section("П. Фонды"),
        docx::row(&["2", "Закупка", "май", "ОМСУ"]),
        section("Ш. Чтение"),
        docx::row(&["3", "Фестиваль", "июнь", "РРИБЦ"]),
        section("IУ. Сайты"),
        docx::row(&["4", "Рейд", "июль", "ИРО"]),
        section("У. Отчёты"),
        docx::row(&["5", "Сводный отчёт", "декабрь", "ИРО"]),
    ];
    noted(
        "plan.docx",
        &plan(&rows),
        "План мероприятий на 2025 год | 2025
        § I Кадры
        1 Курсы | 01.03.25–31.03.25 | HKIRO
        § II Фонды
        2 Закупка | 01.05.25–31.05.25 | OMSU_HEAD
        § III Чтение
        3 Фестиваль | 01.06.25–30.06.25 | RRIBC
        § IV Сайты
        4 Рейд | 01.07.25–31.07.25 | HKIRO
        § V Отчёты
        5 Сводный отчёт | 01.12.25–31.12.25 | HKIRO",
    );
}

#[test]
fn a_roman_number_in_the_column_of_numbers() {
    let rows = [
        docx::row(&HEAD),
        docx::tr(&[docx::tc("I."), docx::wide(3, "Нормативное обеспечение")]),
        docx::row(&["1", "Приказ о плане", "до 31 января", "Министерство"]),
        docx::tr(&[docx::tc("II."), docx::wide(3, "Методическое обеспечение")]),
        docx::row(&["2", "Сборник", "сентябрь", "ИРО"]),
    ];
    noted(
        "plan.docx",
        &plan(&rows),
        "План мероприятий на 2025 год | 2025
        § I Нормативное обеспечение
        1 Приказ о плане | до 31.01.25 | MINOBR
        § II Методическое обеспечение
        2 Сборник | 01.09.25–30.09.25 | HKIRO",
    );
}

#[test]
fn every_section_counts_anew_and_is_named_without_a_number() {
    let section = |text: &str| docx::tr(&[docx::wide(4, text)]);
    let rows = [
        docx::row(&HEAD),
        section("Работа с педагогами"),
        docx::row(&["1", "Семинар", "март", "ИРО"]),
        docx::row(&["2", "Вебинар", "май", "ИРО"]),
        section("Работа с детьми"),
        docx::row(&["1", "Слёт", "июнь", "РРИБЦ"]),
    ];
    noted(
        "plan.docx",
        &plan(&rows),
        "План мероприятий на 2025 год | 2025
        § Работа с педагогами
        1.1 Семинар | 01.03.25–31.03.25 | HKIRO
        1.2 Вебинар | 01.05.25–31.05.25 | HKIRO
        § Работа с детьми
        2.1 Слёт | 01.06.25–30.06.25 | RRIBC",
    );
}

/// A measure without a number is the first of its section where every section counts anew.
#[test]
fn a_number_missing_where_every_section_counts_anew() {
    let section = |title: &str| docx::tr(&[docx::wide(4, title)]);
    let rows = [
        docx::row(&["№", "Мероприятие", "Срок", "Исполнитель"]),
        section("А. Работа с кадрами"),
        docx::row(&["1)", "Семинар", "март", "ИРО"]),
        docx::row(&["2)", "Форум", "май", "РРИБЦ"]),
        section("Б. Работа с фондами"),
        docx::row(&["1)", "Закупка", "июнь", "ОМСУ"]),
        section("Направление: «Читающая школа»"),
        docx::row(&["", "Акция", "август", "школы"]),
    ];
    let bytes = plan(&rows);
    noted(
        "plan.docx",
        &bytes,
        "План мероприятий на 2025 год | 2025
        § А. Работа с кадрами
        1.1 Семинар | 01.03.25–31.03.25 | HKIRO
        1.2 Форум | 01.05.25–31.05.25 | RRIBC
        § Б. Работа с фондами
        2.1 Закупка | 01.06.25–30.06.25 | OMSU_HEAD
        § Направление: «Читающая школа»
        3.1 Акция | 01.08.25–31.08.25 | OO",
    );
    proposed("plan.docx", &bytes, "3.1", &["мероприятию присвоен номер 3.1"]);
}
