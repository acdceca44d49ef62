//! What is refused: by name, with sheet, row and column.

mod common;

use common::{codes, form, refusal};
use forms::{Form, Severity};

#[test]
fn every_fault_is_told_at_once_with_its_place() {
    let found = refusal(
        "survey  | type          | name | label     | relevant | constraint_message | parameters
                 | integr        | a    | A         |          |                    |
                 | select_one zz | b    | B         |          |                    |
                 | text          | 1c   | C         |          |                    |
                 | text          | d    |           |          |                    |
                 | text          | e    | ${nope}   | ${a b}   |                    |
                 | text          | d    | D         |          |                    |
                 | range         | f    | F         |          |                    | step=0
                 | begin_group   | g    | G         |          |                    |
         choices | list_name     | name | label
                 | l             | x    | X
                 | l             | x    | Y",
    );
    assert_eq!(
        codes(&found),
        [
            "choices.duplicate choices!name:3",
            "select.no_list survey!type:3",
            "name.invalid survey!name:4",
            "reference.unknown survey!label:6",
            "reference.syntax survey!relevant:6",
            "name.duplicate survey!name:7",
            "parameters.value survey!parameters:8",
            "section.open survey!type:9",
        ]
    );
}

#[test]
fn a_form_that_only_its_types_spoil_is_refused_too() {
    let found = refusal(
        "survey | type    | name | label
                | integr  | a    | A
                | text    | b    |
                | include | c    | C",
    );
    assert_eq!(
        codes(&found),
        ["type.unknown survey!type:2", "label.missing survey!label:3", "type.unknown survey!type:4"]
    );
    insta::assert_snapshot!(found[0].to_string(), @"Ошибка, лист «survey», строка 2, столбец «type»: тип вопроса «integr» неизвестен. Проверьте, как пишется тип: text, integer, select_one список, note, calculate…");
}

#[test]
fn formulas_are_told_and_do_not_stop_conversion() {
    let form = form(
        "survey | type      | name | label | calculation    | relevant
                | integer   | a    | A     |                | foo(${b}) > 1
                | calculate | b    |       | (${a} + 1      |
                | calculate | c    |       | ${a} + /data/x |",
    );
    let told: Vec<String> = form
        .problems
        .iter()
        .filter(|one| one.severity == Severity::Formula)
        .map(ToString::to_string)
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    Ошибка в формуле, лист «survey», строка 2, столбец «relevant»: формула не разобрана: функции «foo» нет. Проверьте скобки, кавычки, имена функций и знаки между значениями.
    Ошибка в формуле, лист «survey», строка 3, столбец «calculation»: формула не разобрана: здесь ожидался знак «)» после «( /data/a  + 1». Проверьте скобки, кавычки, имена функций и знаки между значениями.
    Ошибка в формуле, лист «survey», строка 4, столбец «calculation»: в формуле путь к «x», которого в форме нет. Ссылайтесь на вопрос как ${имя}: путь напишется сам.
    ");
    assert!(forms::to_xform(&form).is_ok());
}

#[test]
fn nothing_is_dropped_silently() {
    let form = form(
        "survey | type    | name | label | remarks | Label::ru
                | integer | a    | A     | note    | А
         choices| list_name | name | label | pop size
                |           | x    | X     |
                | l         | y    | Y     | 5
         choises| a | b
                | 1 | 2",
    );
    let warnings: Vec<String> =
        form.problems.iter().map(|one| format!("{} {}", one.code, one.place.sheet)).collect();
    for expected in
        ["column.unknown survey", "choices.no_list choices", "header.space choices", "sheet.unknown choises"]
    {
        assert!(warnings.contains(&expected.to_owned()), "{expected}: {warnings:?}");
    }
}

#[test]
fn hostile_files_are_refused_before_they_are_opened() {
    for (bytes, expected) in [
        (Vec::new(), "пуст"),
        (b"%PDF-1.7".to_vec(), "не таблица"),
        (b"PK\x03\x04broken".to_vec(), "повреждён"),
        (vec![0xD0, 0xCF, 0x11, 0xE0, 1, 2, 3], "повреждён"),
        (vec![b' '; 21 * 1024 * 1024], "больше 20 МБ"),
        (b"just words".to_vec(), "не таблица"),
        (b"{ \"survey\": 5 }".to_vec(), "не разобрана"),
    ] {
        let refusal = Form::read(&bytes, "a.xlsx").expect_err(expected);
        assert!(refusal.to_string().contains(expected), "{refusal}");
    }
}

#[test]
fn russian_csv_of_excel_is_understood() {
    let text = "survey;;;\n;type;name;label\n;integer;a;Сколько?\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(text);
    let form = Form::read(&bytes, "анкета.csv").unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(form.id, "анкета");
    assert!(forms::to_xform(&form).expect("an XForm").contains("Сколько?"));
}

#[test]
fn large_forms_are_read() {
    let mut text = String::from("| survey |\n| | type | name | label | choice_filter |\n");
    for index in 0..5_000 {
        text.push_str(&format!("| | select_one big | q{index} | Q | |\n"));
    }
    text.push_str("| choices |\n| | list_name | name | label |\n");
    for index in 0..10_000 {
        text.push_str(&format!("| | big | c{index} | C{index} |\n"));
    }
    let form = Form::read(text.as_bytes(), "big.md").unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(form.lists["big"].choices.len(), 10_000);
    assert!(forms::to_xform(&form).is_ok());
}
