//! Files as people save them: separators, encodings, headings with spaces, names that XML does not take.

mod common;

use forms::{Form, Severity, to_xform};
use rust_xlsxwriter::Workbook;

fn read(text: &str, name: &str) -> Form {
    Form::read(text.as_bytes(), name).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn label(form: &Form, name: &str) -> String {
    let element = form.elements.iter().find(|element| element.name == name).expect("a question");
    element.label.as_ref().and_then(|label| label.text()).unwrap_or_default().to_owned()
}

#[test]
fn bars_in_csv_do_not_make_it_markdown() {
    let form = read(
        "survey,,,\n,type,name,label,constraint\n,text,a,A,\"regex(., '^(one|two|three|four|five|six|seven)$')\"\n,text,b,B,\n",
        "pipes.csv",
    );
    assert_eq!(
        form.elements[1].bind_text("constraint"),
        Some("regex(., '^(one|two|three|four|five|six|seven)$')")
    );
    let form = read(
        "Форма из письма; вот она:\n\n| survey |\n| | type | name | label |\n| | text | a | A, B; C |\n",
        "x.md",
    );
    assert_eq!(label(&form, "a"), "A, B; C");
}

#[test]
fn the_first_separator_is_the_separator() {
    let form = read(
        "survey\n,type,name,label\n,note,a,\"One; two; three; four; five\"\n,text,c,\"Красный; синий; жёлтый\"\n",
        "semi.csv",
    );
    assert_eq!(label(&form, "c"), "Красный; синий; жёлтый");
    let form =
        read("survey;;;\n;type;name;label\n;text;c;Красный, синий, жёлтый, белый, серый\n", "comma.csv");
    assert_eq!(label(&form, "c"), "Красный, синий, жёлтый, белый, серый");
}

#[test]
fn capital_cyrillic_of_russian_excel_is_read() {
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode("survey;;;\n;type;name;label\n;text;a;ВОПРОС ОДИН\n");
    let form = Form::read(&bytes, "upper.csv").unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(label(&form, "a"), "ВОПРОС ОДИН");
}

#[test]
fn of_two_headings_that_differ_in_spaces_the_later_stands() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("survey").expect("a name");
    for (row, cells) in [
        ["type", "name", "label", "hint", "hint "],
        ["text", "a", "A", "first", "second"],
        ["text", "b", "B", "first", ""],
    ]
    .iter()
    .enumerate()
    {
        for (column, text) in cells.iter().enumerate() {
            let (row, column) = (u32::try_from(row).expect("small"), u16::try_from(column).expect("small"));
            sheet.write_string(row, column, *text).expect("a cell");
        }
    }
    let form = Form::read(&book.save_to_buffer().expect("a book"), "x.xlsx")
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    let hint = |name: &str| {
        let element = form.elements.iter().find(|element| element.name == name).expect("a question");
        element.hint.as_ref().and_then(|hint| hint.text()).unwrap_or_default().to_owned()
    };
    assert_eq!((hint("a"), hint("b")), ("second".to_owned(), "first".to_owned()));
    assert!(form.problems.iter().any(|problem| problem.code == "header.twice"), "{:?}", form.problems);
}

#[test]
fn names_that_xml_does_not_take_are_refused_with_their_cells() {
    let found = common::refusal(
        "survey | type | name | label | instance::x:y | bind::a:b | bind::jr:noted
                | text | a    | A     |               |           | 1
                | text | b    | B     | 1             | 2         |
         choices| list_name | name | label | good_one | 1bad | two words
                | l         | a    | A     | y        | z    | q",
    );
    assert_eq!(
        common::codes(&found),
        ["name.xml choices!1bad:2", "name.xml survey!bind::a:b:3", "name.xml survey!instance::x:y:3"]
    );
    let form = common::form(
        "survey | type | name | label | instance::x:y
                | text | a    | A     | 1
         settings | namespaces
                  | x=\"http://example.org/x\"",
    );
    assert!(to_xform(&form).expect("an XForm").contains("x:y=\"1\""));
}

#[test]
fn guidance_of_sections_and_binds_of_files_are_left_out_as_pyxform_does() {
    let form = common::form(
        "survey | type         | name | label | hint | guidance_hint | required
                | begin_group  | g    | G     |      | read me       |
                | text         | a    | A     | help | read this     |
                | end_group    |      |       |      |               |
                | csv-external | q1   |       |      |               | yes",
    );
    let xform = to_xform(&form).expect("an XForm");
    assert!(xform.contains("read this") && !xform.contains("read me"), "{xform}");
    assert!(!xform.contains("nodeset=\"/data/q1\""), "{xform}");
    assert!(form.problems.iter().all(|problem| problem.severity == Severity::Warning));
}

#[test]
fn hours_beyond_a_day_are_a_duration() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("survey").expect("a name");
    let hours = rust_xlsxwriter::Format::new().set_num_format("[h]:mm");
    for (column, text) in ["type", "name", "label", "hint"].iter().enumerate() {
        let column = u16::try_from(column).expect("small");
        sheet.write_string(0, column, *text).expect("a cell");
        sheet.write_string(1, column, ["text", "a", "", ""][usize::from(column)]).expect("a cell");
    }
    sheet.write_number_with_format(1, 2, 1.25, &hours).expect("a cell");
    sheet.write_number(1, 3, -0.0).expect("a cell");
    let form = Form::read(&book.save_to_buffer().expect("a book"), "x.xlsx")
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(label(&form, "a"), "1 day, 6:00:00");
    assert_eq!(form.elements[1].hint.as_ref().and_then(|hint| hint.text()), Some("0"));
}
