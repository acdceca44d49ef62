//! Plans in workbooks.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::noted;

#[test]
fn dates_of_excel_and_merged_cells() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let (plain, day) = (Format::new(), Format::new().set_num_format("dd.mm.yyyy"));
    sheet.merge_range(0, 0, 0, 4, "План мероприятий на 2025 год", &plain).unwrap();
    for (column, text) in
        (0..).zip(["№ п/п", "Наименование мероприятия", "Срок", "Ответственный исполнитель", "Примечание"])
    {
        sheet.write(2, column, text).unwrap();
    }
    sheet.merge_range(3, 0, 3, 4, "Раздел I. Организация", &plain).unwrap();
    sheet.write(4, 0, 1).unwrap();
    sheet.write(4, 1, "Совещание").unwrap();
    sheet.write_datetime_with_format(4, 2, ExcelDateTime::from_ymd(2025, 2, 20).unwrap(), &day).unwrap();
    sheet.write(4, 3, "Министерство").unwrap();
    sheet.write(5, 0, 2).unwrap();
    sheet.write(5, 1, "Обзор").unwrap();
    sheet.merge_range(5, 2, 6, 2, "апрель", &plain).unwrap();
    sheet.write(5, 3, "ИРО").unwrap();
    sheet.write(6, 0, 3).unwrap();
    sheet.write(6, 1, "Выставка").unwrap();
    sheet.write(6, 3, "РРИБЦ").unwrap();
    sheet.write(6, 4, "при наличии книг").unwrap();
    noted(
        "plan.xlsx",
        &workbook.save_to_buffer().unwrap(),
        "План мероприятий на 2025 год | 2025
        § I Организация
        1 Совещание | 20.02.25 | MINOBR
        2 Обзор | 01.04.25–30.04.25 | HKIRO
        3 Выставка | 01.04.25–30.04.25 | RRIBC
        ! при наличии книг",
    );
}

#[test]
fn a_title_on_the_first_sheet_and_the_plan_on_the_second() {
    let mut workbook = Workbook::new();
    let title = workbook.add_worksheet().set_name("Титул").unwrap();
    title.write(1, 1, "УТВЕРЖДАЮ").unwrap();
    title.write(4, 0, "План работы на 2025 год").unwrap();
    let sheet = workbook.add_worksheet().set_name("План").unwrap();
    let rows = [
        ["Дата", "Мероприятие", "Кто отвечает", "Отметка"],
        ["12–14 марта", "Форум", "РРИБЦ", ""],
        ["III квартал", "Подписка", "школы", "в работе"],
    ];
    for (row, texts) in (0..).zip(rows) {
        for (column, text) in (0..).zip(texts) {
            sheet.write(row, column, text).unwrap();
        }
    }
    noted(
        "plan.xlsx",
        &workbook.save_to_buffer().unwrap(),
        "План работы на 2025 год | 2025
        1 Форум | 12.03.25–14.03.25 | RRIBC
        2 Подписка | 01.07.25–30.09.25 | OO
        ? УТВЕРЖДАЮ
        ? в работе",
    );
}

#[test]
fn months_merged_beside_their_measures() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = Format::new();
    sheet.write(0, 0, "План библиотеки на 2025 год").unwrap();
    for (column, text) in (0..).zip(["Месяц", "№", "Мероприятие", "Ответственный"])
    {
        sheet.write(1, column, text).unwrap();
    }
    sheet.merge_range(2, 0, 4, 0, "Январь", &plain).unwrap();
    sheet.merge_range(5, 0, 6, 0, "Февраль", &plain).unwrap();
    let measures =
        [("Обзор", "ИРО"), ("Рейд", "школы"), ("Урок", "школы"), ("Семинар", "ИРО"), ("Слёт", "РРИБЦ")];
    for (row, (title, executor)) in (2..).zip(measures) {
        sheet.write(row, 1, f64::from(row - 1)).unwrap();
        sheet.write(row, 2, title).unwrap();
        sheet.write(row, 3, executor).unwrap();
    }
    noted(
        "plan.xlsx",
        &workbook.save_to_buffer().unwrap(),
        "План библиотеки на 2025 год | 2025
        1 Обзор | 01.01.25–31.01.25 | HKIRO
        2 Рейд | 01.01.25–31.01.25 | OO
        3 Урок | 01.01.25–31.01.25 | OO
        4 Семинар | 01.02.25–28.02.25 | HKIRO
        5 Слёт | 01.02.25–28.02.25 | RRIBC",
    );
}

/// Excel turns a typed «март 2025» into the first of March shown as «мар.25»: the term is the month, not that day.
#[test]
fn months_that_excel_keeps_as_their_first_day() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let (short, long) = (Format::new().set_num_format_index(17), Format::new().set_num_format("mmmm yyyy"));
    sheet.write(0, 0, "План мероприятий на 2025 год").unwrap();
    for (column, text) in (0..).zip(["№", "Мероприятие", "Срок", "Ответственный"])
    {
        sheet.write(1, column, text).unwrap();
    }
    for (row, (title, month, format)) in (2..).zip([("Форум", 3, &short), ("Семинар", 9, &long)])
    {
        sheet.write(row, 0, row - 1).unwrap();
        sheet.write(row, 1, title).unwrap();
        let first = ExcelDateTime::from_ymd(2025, month, 1).unwrap();
        sheet.write_datetime_with_format(row, 2, first, format).unwrap();
        sheet.write(row, 3, "ИРО").unwrap();
    }
    noted(
        "plan.xlsx",
        &workbook.save_to_buffer().unwrap(),
        "План мероприятий на 2025 год | 2025
        1 Форум | 01.03.25–31.03.25 | HKIRO
        2 Семинар | 01.09.25–30.09.25 | HKIRO",
    );
}
