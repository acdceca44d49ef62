//! Who leads and who helps, as people write it.

use insta::assert_snapshot;

use super::told;

#[test]
fn roles_brackets_and_groups() {
    let cells = [
        "КГАОУ ДПО ХК ИРО (РРИБЦ, ХГИК)",
        "ХГИК (по согласованию)",
        "Ответственный: ХГИК; соисполнители: РРИБЦ, Дом книги",
        "ХК ИРО совместно с РРИБЦ при участии ДВГНБ",
        "Министерство (соисполнители: ОМСУ, школы)",
        "Иванова И. И., методист ИРО",
        "Минобразования края; МОиН",
        "Школьные библиотеки, директора школ",
        "Органы местного самоуправления (далее ОМСУ)",
        "Педагоги-библиотекари, руководители ИБЦ",
    ];
    let mut text = String::from("План на 2025 год\n\n№\tМероприятие\tСрок\tИсполнитель\n");
    for (index, cell) in cells.iter().enumerate() {
        text.push_str(&format!("{}\tДело\tмарт\t{cell}\n", index + 1));
    }
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}
