//! Orders and headings of columns.

use insta::assert_snapshot;

use super::{docx, told};

#[test]
fn another_order_and_a_column_of_marks() {
    let text = "План работы на 2025 год\n\nСрок\tМероприятие\tИсполнители\tОтметка об исполнении\n10–20 ноября\tСеминар\tКГАОУ ДПО ХК ИРО\tвыполнено\nпостоянно\tКонсультации\tРРИБЦ\t\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn rows_that_sound_like_headings() {
    let text = "План на 2025 год\n\n№\tМероприятие\tСрок\tОтветственные\n1\tТема года: книга и семья\tмарт\tОтветственный за библиотеку\n2\tМероприятия ко Дню знаний\tсентябрь\tОрганизаторы на местах\n3\tНаправление отчётов\tдата уточняется\tОтветственные исполнители\n4\tСодержание фонда\tпериод каникул\tИсполнители по приказу\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn headings_as_questions() {
    let text = "План школьной библиотеки на 2025 год\n\n№\tЧто делаем\tКто отвечает\tКогда\tЧем подтверждается\tЧто получим\n1\tОбновляем стенд\tПедагог-библиотекарь\tежемесячно\tФотоотчёт\tСтенд обновлён\n2\tПроводим беседу\tКлассные руководители\tдо 10 октября\tКонспект\tОхвачены 5-е классы\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn a_direction_column_beside_the_measures() {
    let rows = [
        docx::row(&["Направление деятельности", "№", "Мероприятие", "Срок", "Ответственные"]),
        docx::tr(&[
            docx::top("Работа с кадрами"),
            docx::tc("1"),
            docx::tc("Курсы"),
            docx::tc("март"),
            docx::tc("ИРО"),
        ]),
        docx::tr(&[
            docx::below(),
            docx::tc("2"),
            docx::tc("Аттестация"),
            docx::tc("апрель"),
            docx::tc("ИРО"),
        ]),
        docx::row(&["Работа с фондом", "3", "Инвентаризация", "июнь", "ОМСУ"]),
    ];
    let body = docx::p("План на 2025 год") + &docx::tbl(&rows);
    assert_snapshot!(told("plan.docx", &docx::document(&body)));
}

#[test]
fn a_heading_of_two_rows_with_the_ends_of_the_term() {
    let rows = [
        docx::tr(&[
            docx::top("№"),
            docx::top("Наименование мероприятия"),
            docx::wide(2, "Срок реализации"),
            docx::top("Исполнитель"),
            docx::wide(2, "Результат"),
        ]),
        docx::tr(&[
            docx::below(),
            docx::below(),
            docx::tc("начало"),
            docx::tc("окончание"),
            docx::below(),
            docx::tc("вид документа"),
            docx::tc("ожидаемый эффект"),
        ]),
        docx::row(&["1", "2", "3", "4", "5", "6", "7"]),
        docx::row(&["1", "Мониторинг", "01.03.2025", "31.03.2025", "ИРО", "Справка", "Карта дефицитов"]),
        docx::row(&["2", "Форум", "", "до 20 мая", "РРИБЦ", "Программа", ""]),
        docx::row(&[
            "3",
            "Акция\nКонкурс",
            "01.09.2025\n01.10.2025",
            "05.09.2025\n31.10.2025",
            "ОМСУ",
            "",
            "",
        ]),
    ];
    let body = docx::p("План мероприятий на 2025 год") + &docx::tbl(&rows);
    assert_snapshot!(told("plan.docx", &docx::document(&body)));
}

#[test]
fn a_heading_of_two_rows_in_plain_text() {
    let text = "План на 2025 год\n\n№\tМероприятие\tСрок\t\tИсполнитель\n\t\tс\tпо\t\n1\tСлёт\t10.10.2025\t12.10.2025\tРРИБЦ\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn months_as_columns_of_signs() {
    let text = "План-график на 2025 год\n\n№\tМероприятие\tОтветственный\tянв.\tфевр.\tмарт\tапрель\n1\tЗаседание совета\tИРО\t+\t\t+\t\n2\tСеминар\tРРИБЦ\t\tх\t\t\n3\tКонкурс\tХГИК\t\t\t10–15 марта\t\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn quarters_as_columns_of_signs() {
    let rows = [
        docx::tr(&[
            docx::top("№ п/п"),
            docx::top("Мероприятие"),
            docx::wide(4, "Сроки исполнения"),
            docx::top("Исполнители"),
        ]),
        docx::tr(&[
            docx::below(),
            docx::below(),
            docx::tc("I кв."),
            docx::tc("II кв."),
            docx::tc("III кв."),
            docx::tc("IV кв."),
            docx::below(),
        ]),
        docx::row(&["1", "Отчёт о фонде", "", "✓", "", "✓", "ОМСУ"]),
        docx::row(&["2", "Вебинар", "+", "+", "+", "+", "ИРО"]),
    ];
    let body = docx::p("План на 2025 год") + &docx::tbl(&rows);
    assert_snapshot!(told("plan.docx", &docx::document(&body)));
}

#[test]
fn narrow_capital_headings_and_columns_of_money() {
    let rows = [
        docx::row(&[
            "№ п/п",
            "НАИМЕНОВАНИЕ МЕРОПРИЯ-ТИЯ",
            "СРОК РЕАЛИ-ЗАЦИИ",
            "ОТВЕТСТВЕН-НЫЙ ИСПОЛНИТЕЛЬ",
            "Источник финансирования",
            "Примечание",
        ]),
        docx::row(&[
            "1",
            "Закупка изданий",
            "II полугодие",
            "Министерство",
            "краевой бюджет",
            "при наличии средств",
        ]),
    ];
    let body = docx::p("ДОРОЖНАЯ КАРТА") + &docx::p("развития сети на 2025 год") + &docx::tbl(&rows);
    assert_snapshot!(told("plan.docx", &docx::document(&body)));
}

#[test]
fn no_heading_at_all() {
    let text = "План на 2025 год\n\n1.\tСовещание руководителей библиотек\tмарт\tКГАОУ ДПО ХК ИРО\n2.\tКонкурс юных чтецов\tапрель – май\tРРИБЦ\n3.\tИтоговая конференция педагогов-библиотекарей\tноябрь\tХГИК\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn a_heading_of_unknown_words() {
    let text = "Циклограмма на 2025 год\n\nПоз.\tЗатея\tПора\tХозяин\n1\tЧтения у костра\tиюнь\tРРИБЦ\n2\tКнижная ярмарка\tсентябрь\tДВГНБ\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn two_columns_of_executors_and_two_of_results() {
    let text = "План на 2025 год\n\n№\tМероприятие\tСрок\tОтветственный исполнитель\tСоисполнители\tПоказатель\tОжидаемый результат\n1\tКонкурс\tмарт\tИРО\tРРИБЦ; ХГИК\t30 работ\tВыявлены лучшие практики\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}
