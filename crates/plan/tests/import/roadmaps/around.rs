//! What stands before, after and beside the table.

use super::{docx, noted};

const HEAD: [&str; 4] = ["№ п/п", "Мероприятие", "Срок", "Ответственные"];

#[test]
fn a_stamp_a_landscape_page_footnotes_and_a_signature() {
    let turned = r#"<w:p><w:pPr><w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr></w:pPr></w:p>"#;
    let marked = docx::raw(
        "",
        r#"<w:p><w:r><w:t>Семинар</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>"#,
    );
    let body = [
        docx::tbl(&[docx::row(&[
            "СОГЛАСОВАНО\nДиректор института",
            "УТВЕРЖДАЮ\nМинистр\n________ А. А. Иванова",
        ])]),
        docx::p("ПЛАН"),
        docx::p("мероприятий («дорожная карта») по развитию школьных библиотек"),
        docx::p("на 2025 год"),
        turned.to_owned(),
        docx::tbl(&[
            docx::row(&HEAD),
            docx::tr(&[docx::tc("1"), marked, docx::tc("март"), docx::tc("ИРО")]),
            docx::row(&["2", "Форум*", "октябрь", "РРИБЦ"]),
        ]),
        docx::p("* При наличии средств."),
        docx::p("Начальник отдела ____________ Б. Б. Петров"),
    ];
    let notes = format!(
        r#"<w:footnotes xmlns:w="w"><w:footnote w:id="2">{}</w:footnote></w:footnotes>"#,
        docx::p("Дата может быть изменена.")
    );
    noted(
        "plan.docx",
        &docx::with_parts(&body.concat(), &[("word/footnotes.xml", &notes)]),
        "ПЛАН мероприятий («дорожная карта») по развитию школьных библиотек на 2025 год | 2025
        1 Семинар | 01.03.25–31.03.25 | HKIRO
        2 Форум* | 01.10.25–31.10.25 | RRIBC
        ? СОГЛАСОВАНО Директор института | УТВЕРЖДАЮ Министр ________ А. А. Иванова
        ? * При наличии средств.
        ? Начальник отдела ____________ Б. Б. Петров
        ? Дата может быть изменена.",
    );
}

#[test]
fn an_order_with_its_plan_as_an_annex() {
    let body = [
        docx::p("МИНИСТЕРСТВО ОБРАЗОВАНИЯ И НАУКИ"),
        docx::p("РАСПОРЯЖЕНИЕ"),
        docx::p("от 20.01.2025 № 15"),
        docx::p("1. Утвердить прилагаемый план."),
        docx::p("2. Контроль оставляю за собой."),
        docx::p(""),
        docx::p("Приложение"),
        docx::p("к распоряжению от 20.01.2025 № 15"),
        docx::p(""),
        docx::p("Комплекс мер по поддержке чтения на 2025 год"),
        docx::tbl(&[docx::row(&HEAD), docx::row(&["1", "Акция «Читаем вместе»", "1–10 июня", "школы"])]),
    ];
    noted(
        "plan.docx",
        &docx::document(&body.concat()),
        "Комплекс мер по поддержке чтения на 2025 год | 2025
        1 Акция «Читаем вместе» | 01.06.25–10.06.25 | OO
        ? МИНИСТЕРСТВО ОБРАЗОВАНИЯ И НАУКИ
        ? РАСПОРЯЖЕНИЕ
        ? от 20.01.2025 № 15
        ? 1. Утвердить прилагаемый план.
        ? 2. Контроль оставляю за собой.
        ? Приложение
        ? к распоряжению от 20.01.2025 № 15",
    );
}

#[test]
fn two_annexes_with_columns_of_their_own() {
    let body = [
        docx::p("План работы на 2025 год"),
        docx::p("I. Мероприятия института"),
        docx::tbl(&[docx::row(&HEAD), docx::row(&["1", "Курсы", "март", "ИРО"])]),
        docx::p("II. Мероприятия библиотек"),
        docx::tbl(&[
            docx::row(&["Срок", "Что делаем", "Кто отвечает", "Чем подтверждается"]),
            docx::row(&["ежеквартально", "Обновление сайта", "РРИБЦ", "Справка"]),
        ]),
    ];
    noted(
        "plan.docx",
        &docx::document(&body.concat()),
        "План работы на 2025 год | 2025
        § I Мероприятия института
        1 Курсы | 01.03.25–31.03.25 | HKIRO
        § II Мероприятия библиотек
        2 Обновление сайта | 01.01.25–31.12.25 Quarterly | RRIBC
        analytical_note: Справка",
    );
}

#[test]
fn headings_again_on_each_page_and_a_total() {
    let again = [docx::row(&HEAD), docx::row(&["1", "2", "3", "4"])].concat();
    let body = docx::p("План на 2025 год")
        + &docx::tbl(&[
            again.clone(),
            docx::row(&["1", "Курсы", "март", "ИРО"]),
            again,
            docx::row(&["2", "Закупка", "май", "ОМСУ"]),
            docx::tr(&[docx::wide(3, "Итого мероприятий:"), docx::tc("2")]),
        ]);
    noted(
        "plan.docx",
        &docx::document(&body),
        "План на 2025 год | 2025
        1 Курсы | 01.03.25–31.03.25 | HKIRO
        2 Закупка | 01.05.25–31.05.25 | OMSU_HEAD
        ? Итого мероприятий: | 2",
    );
}
