//! Answers against their types, names of choices wherever they come from, chains of triggers.

mod common;

use common::{Scenario, scenario, scenario_with};
use forms::engine::{DataTable, Inputs};

fn table(text: &str) -> DataTable {
    DataTable::from_csv(text.as_bytes()).expect("a table")
}

fn with_tables(text: &str) -> Scenario {
    let mut inputs = Inputs { ..common::inputs() };
    inputs
        .tables
        .insert("towns".to_owned(), table("code,title,region\nkhv,Хабаровск,27\nvld,Владивосток,25\n"));
    inputs.tables.insert("fruits".to_owned(), table("name_key,name,size\nap,Яблоко,1\nba,Банан,2\n"));
    scenario_with(text, inputs)
}

#[test]
fn choices_are_named_inside_repeats() {
    let mut form = scenario(
        "survey | type          | name  | label | calculation
                | begin_repeat  | r     | R     |
                | select_one c  | b     | C     |
                | calculate     | nm    |       | jr:choice-name(${b}, '${b}')
                | begin_repeat  | inner | I     |
                | calculate     | deep  |       | jr:choice-name(${b}, '${b}')
                | end_repeat    |       |       |
                | end_repeat    |       |       |
         choices| list_name     | name  | label
                | c             | ru    | Россия
                | c             | kz    | Казахстан",
    );
    form.add("r").answer("r[1]/b", "ru").answer("r[2]/b", "kz");
    assert_eq!((form.value("r[1]/nm"), form.value("r[2]/nm")), ("Россия".to_owned(), "Казахстан".to_owned()));
    assert_eq!(form.value("r[2]/inner[1]/deep"), "Казахстан");
    form.answer("r[2]/b", "");
    assert_eq!(form.value("r[2]/nm"), "");
}

#[test]
fn choices_are_named_from_attached_tables() {
    let mut form = with_tables(
        "survey | type                            | name | label | choice_filter   | parameters             | calculation
                | text                            | rg   | R     |                 |                        |
                | select_one_from_file towns.csv  | t    | T     | region=${rg}    | value=code label=title |
                | calculate                       | nm   |       |                 |                        | jr:choice-name(${t}, '${t}')",
    );
    form.answer("rg", "25");
    assert_eq!(form.choices("t"), "vld");
    form.answer("t", "vld");
    assert_eq!(form.value("nm"), "Владивосток");
}

#[test]
fn large_lists_and_search_offer_and_name_choices() {
    let mut form = with_tables(
        "survey           | type                   | name | label | choice_filter | calculation                  | appearance
                          | select_one st          | s    | S     |               |                              |
                          | select_one_external ct | c    | C     | state=${s}    |                              |
                          | calculate              | nm   |       |               | jr:choice-name(${c}, '${c}') |
                          | select_one fr          | f    | F     |               |                              | search('fruits')
                          | select_one fr2         | g    | F     |               |                              | minimal search('fruits', 'matches', 'size', '2')
                          | calculate              | nf   |       |               | jr:choice-name(${f}, '${f}') |
         choices          | list_name | name     | label
                          | st        | a        | A
                          | st        | b        | B
                          | fr        | name_key | name
                          | fr2       | name_key | name
         external_choices | list_name | name | label  | state
                          | ct        | a1   | А-град | a
                          | ct        | b1   | Б-град | b",
    );
    form.answer("s", "b").answer("c", "b1").answer("f", "ap");
    assert_eq!((form.choices("c"), form.value("nm")), ("b1".to_owned(), "Б-град".to_owned()));
    assert_eq!((form.choices("f"), form.choices("g")), ("ap ba".to_owned(), "ba".to_owned()));
    assert_eq!(form.value("nf"), "Яблоко");
    form.answer("g", "ap");
    assert_eq!(form.errors(), ["choice g"]);
}

#[test]
fn a_choice_from_a_repeat_is_named_and_renamed() {
    let mut form = scenario(
        "survey | type              | name | label | calculation
                | begin_repeat      | kid  | K     |
                | text              | who  | W     |
                | end_repeat        |      |       |
                | select_one ${who} | best | B     |
                | calculate         | nm   |       | jr:choice-name(${best}, '${best}')",
    );
    form.answer("best", "Ann");
    assert_eq!(form.value("nm"), "", "nobody is called so yet");
    form.answer("kid[1]/who", "Ann");
    assert_eq!(form.value("nm"), "Ann");
}

#[test]
fn a_filter_that_names_its_own_question_ends() {
    let form = scenario(
        "survey | type         | name | label | choice_filter                              | calculation
                | select_one l | a    | A     | label = jr:choice-name(${a}, '${a}')       |
                | calculate    | nm   |       |                                            | jr:choice-name(${a}, '${a}')
         choices| list_name | name | label
                | l         | x    | X
                | l         | x    | Y
         settings | allow_choice_duplicates
                  | yes",
    );
    assert_eq!(form.value("nm"), "");
}

#[test]
fn a_trigger_pulls_the_next_one() {
    let mut form = scenario(
        "survey | type    | name | label | calculation | trigger
                | integer | a    | A     |             |
                | integer | b    | B     | ${a} * 2    | ${a}
                | integer | c    | C     | ${b} + 1    | ${b}
                | integer | x    | X     | ${y} + 1    | ${y}
                | integer | y    | Y     | ${x} + 1    | ${x}",
    );
    form.answer("a", "3");
    assert_eq!((form.value("b"), form.value("c")), ("6".to_owned(), "7".to_owned()));
    form.answer("x", "1");
    assert!(form.value("y").parse::<u32>().expect("a number") > 1, "a circle ends");
}

#[test]
fn circles_of_triggers_that_meet_end() {
    let mut form = scenario(
        "survey | type    | name | label | calculation             | trigger
                | integer | a    | A     | coalesce(${b}, 0) + coalesce(${c}, 0) + 1| ${b}, ${c}
                | integer | b    | B     | coalesce(${a}, 0) + coalesce(${c}, 0) + 1| ${a}, ${c}
                | integer | c    | C     | coalesce(${a}, 0) + coalesce(${b}, 0) + 1| ${a}, ${b}",
    );
    let began = std::time::Instant::now();
    form.answer("a", "1");
    assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
    assert_ne!(form.value("c"), "");
}

#[test]
fn answers_are_of_their_type() {
    let mut form = scenario(
        "survey | type     | name | label | parameters
                | rank l   | rk   | R     |
                | range    | rg   | G     | start=1 end=10 step=3
                | range    | half | H     | start=5 end=-5 step=0.1
                | geopoint | gp   | P     |
                | geotrace | gt   | T     |
                | dateTime | dt   | D     |
                | date     | d    | D     |
         choices| list_name | name | label
                | l         | x    | X
                | l         | y    | Y",
    );
    for (question, wrong, right) in [
        ("rk", "x x", "y x"),
        ("rg", "50", "10"),
        ("rg", "0", "1"),
        ("rg", "5", "7"),
        ("half", "0.25", "-4.7"),
        ("gp", "200 200", "48.5 135.1 80 5"),
        ("gp", "48.5", "-90 -180"),
        ("gp", "NaN 1", "0 0"),
        ("gt", "1 1; 200 2", "1 1; 2 2;"),
        ("gt", ";", ""),
        ("dt", "2024-01-01", "2024-01-01T10:00"),
        ("d", "0024-10-01", "2024-10-01"),
    ] {
        form.answer(question, wrong);
        assert_eq!(form.errors(), [format!("type {question}")], "{question} {wrong}");
        form.answer(question, right);
        assert!(form.report().valid, "{question} {right}: {:?}", form.report().errors);
    }
}
