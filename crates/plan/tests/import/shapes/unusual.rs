//! Plans that follow no pattern: what offices send when nobody gave them a form.

use insta::assert_snapshot;

use super::{docx, told};

const HEAD: [&str; 4] = ["№ п/п", "Мероприятие", "Срок", "Исполнители"];

/// Each section is a table of its own, and so is its title.
#[test]
fn sections_as_tables_of_their_own() {
    let title = |text: &str| docx::tbl(&[docx::row(&[text])]);
    let body = [
        docx::p("План на 2025 год"),
        title("I. Кадры"),
        docx::tbl(&[docx::row(&HEAD), docx::row(&["1", "Курсы", "март", "ИРО"])]),
        title("II. Фонды"),
        docx::tbl(&[
            docx::row(&HEAD),
            docx::row(&["2", "Закупка", "май", "ОМСУ"]),
            docx::row(&["3", "Списание", "IV квартал", "РРИБЦ"]),
        ]),
        title("III. Чтение"),
        docx::tbl(&[docx::row(&["4", "Фестиваль", "июнь", "РРИБЦ"])]),
    ];
    assert_snapshot!(told("plan.docx", &docx::document(&body.concat())));
}

/// The heading, the numbers of columns and «Продолжение» again on each page, in the middle of a section.
#[test]
fn the_heading_repeated_on_each_page() {
    let again = [docx::row(&HEAD), docx::row(&["1", "2", "3", "4"])].concat();
    let rows = [
        docx::tr(&[docx::wide(4, "I. Кадры")]),
        docx::row(&["1.", "Курсы", "март", "ИРО"]),
        docx::tr(&[docx::wide(4, "Продолжение таблицы")]),
        again.clone(),
        docx::row(&["2.", "Стажировка", "апрель", "ИРО"]),
        docx::tr(&[docx::wide(4, "II. Фонды")]),
        again.clone(),
        docx::row(&["3.", "Закупка", "май", "ОМСУ"]),
    ];
    let body = docx::p("План на 2025 год") + &docx::tbl(&[vec![again], rows.to_vec()].concat());
    assert_snapshot!(told("plan.docx", &docx::document(&body)));
}

#[test]
fn executors_and_results_as_bulleted_lists() {
    let list =
        |texts: &[&str]| docx::raw("", &texts.iter().map(|text| docx::li(1, 0, text)).collect::<String>());
    let rows = [
        docx::row(&["№", "Мероприятие", "Срок", "Исполнители", "Ожидаемый результат"]),
        docx::tr(&[
            docx::tc("1"),
            docx::tc("Семинар"),
            docx::tc("март"),
            list(&["ХК ИРО;", "РРИБЦ;", "ХГИК."]),
            list(&["не менее 40 участников;", "сборник материалов"]),
        ]),
        docx::row(&["2", "Форум", "май", "• ХГИК\n• школы\n• ОМСУ", "– резолюция\n– 5 публикаций"]),
        docx::row(&["3", "Слёт", "июнь", "1) ИРО\n2) РРИБЦ", ""]),
    ];
    let numbering = docx::numbering(&[("bullet", "•")], 1);
    let body = docx::p("План на 2025 год") + &docx::tbl(&rows);
    assert_snapshot!(told("plan.docx", &docx::with_parts(&body, &[("word/numbering.xml", &numbering)])));
}

#[test]
fn a_number_missing_in_the_middle_and_others_out_of_order() {
    let rows = [
        docx::row(&HEAD),
        docx::row(&["1)", "Семинар", "март", "ИРО"]),
        docx::row(&["", "Вебинар", "до конца апреля", "ИРО"]),
        docx::row(&["№ 4", "Форум", "III декада мая", "РРИБЦ"]),
        docx::row(&["3", "Слёт", "июнь", "ХГИК"]),
        docx::row(&["б/н", "Акция", "октябрь", "РРИБЦ"]),
    ];
    let body = docx::p("План на 2025 год") + &docx::tbl(&rows);
    assert_snapshot!(told("plan.docx", &docx::document(&body)));
}

/// Terms as a measure's cell has them: alone, with words around, several in one cell.
#[test]
fn terms_of_every_day() {
    let terms = [
        "ежегодно",
        "по мере поступления заявок",
        "до конца декабря",
        "III декада марта",
        "25 ноября – 5 декабря",
        "каждая вторая среда месяца",
        "по вторникам и четвергам в течение учебного года",
        "12 апреля (суббота), 10.00",
        "март,\nдалее – ежеквартально",
        "через 10 дней после семинара",
        "не определён",
        "-",
    ];
    let mut rows = vec![docx::row(&HEAD), docx::row(&["1", "Семинар", "14 февраля", "ИРО"])];
    rows.extend(
        (2..).zip(terms).map(|(number, term)| docx::row(&[&format!("{number}"), "Дело", term, "ИРО"])),
    );
    let body = docx::p("План на 2025 год") + &docx::tbl(&rows);
    assert_snapshot!(told("plan.docx", &docx::document(&body)));
}

/// A plan and, after it, the same plan's annexes with tables that have terms of their own.
#[test]
fn an_annex_with_terms_of_its_own() {
    let body = [
        docx::p("План на 2025 год"),
        docx::tbl(&[docx::row(&HEAD), docx::row(&["1", "Конкурс", "март – май", "ИРО"])]),
        docx::p("Приложение. Состав рабочей группы"),
        docx::tbl(&[
            docx::row(&["Ф. И. О.", "Должность", "Телефон"]),
            docx::row(&["Иванова А. А.", "методист", "8 (4212) 00-00-00"]),
        ]),
    ];
    assert_snapshot!(told("plan.docx", &docx::document(&body.concat())));
}
