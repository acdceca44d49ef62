//! Forms that ask for too much: what is bounded, what the respondent is told, and that it can be undone.

mod common;

use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{Scenario, scenario};
use forms::engine::{MAX_INSTANCES, MAX_NODES, Model, Record, Session};
use forms::{Problems, Severity};

/// `path: message` of every error about the size.
fn told(form: &Scenario) -> Vec<String> {
    let errors = form.report().errors.into_iter().filter(|error| error.code == "size");
    errors.map(|error| format!("{}: {}", error.path, error.message)).collect()
}

const NESTED: &str = "survey | type         | name | label          | repeat_count
                             | integer      | n    | Сколько школ   |
                             | begin_repeat | r    | Школа          | ${n}
                             | begin_repeat | q    | Класс          | ${n}
                             | text         | a    | A              |
                             | end_repeat   |      |                |
                             | end_repeat   |      |                |";

#[test]
fn nested_counts_are_bounded_for_the_whole_sheet_and_told() {
    let mut form = scenario(NESTED);
    let began = Instant::now();
    form.answer("n", "2000");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert!(form.session.nodes().len() <= MAX_NODES);
    assert_eq!(form.value("n"), "2000", "the answer itself is kept");
    let expected =
        "/data/n: Записей «Школа» больше 1000: лишних нет. Уменьшите число в вопросе «Сколько школ».";
    assert_eq!(told(&form), [expected]);
    form.answer("n", "3");
    assert!(form.report().valid);
    assert_eq!((form.has("r[3]/q[3]/a"), form.has("r[4]")), (true, false));
}

#[test]
fn what_had_no_room_is_made_when_there_is_room() {
    let mut form = scenario(
        "survey | type         | name | label | repeat_count
                | integer      | n    | N     |
                | integer      | m    | M     |
                | begin_repeat | r    | R     | ${n}
                | begin_repeat | q    | Q     | 60
                | text         | a    | A     |
                | end_repeat   |      |       |
                | end_repeat   |      |       |
                | begin_repeat | s    | S     | ${m}
                | text         | b    | B     |
                | end_repeat   |      |       |",
    );
    form.answer("n", "1000").answer("m", "5");
    assert!(!form.has("s[1]"), "the sheet is full");
    assert!(form.report().errors.iter().any(|error| error.path == "/data/m"), "{:?}", form.report().errors);
    form.answer("n", "10");
    assert!(form.has("s[5]"), "{:?}", form.report().errors);
    assert!(form.report().valid);
}

#[test]
fn a_count_up_and_down_does_not_eat_the_room() {
    let mut form = scenario(NESTED);
    for _ in 0..40 {
        form.answer("n", "50").answer("n", "1");
    }
    form.answer("n", "50");
    assert!(form.report().valid);
}

#[test]
fn instances_by_hand_end_with_a_refusal() {
    let mut form = scenario(
        "survey | type         | name | label
                | begin_repeat | r    | R
                | text         | a    | A
                | end_repeat   |      |",
    );
    for _ in 1..MAX_INSTANCES {
        form.session.add_instance("/data/r").expect("room");
    }
    let refused = form.session.add_instance("/data/r").expect_err("no room");
    assert_eq!(refused.to_string(), "у повтора «/data/r» уже 1000 записей");
}

#[test]
fn sums_and_neighbours_of_many_records_take_no_time() {
    let mut form = scenario(
        "survey | type         | name | label | calculation                                        | repeat_count
                | integer      | n    | N     |                                                    |
                | begin_repeat | r    | R     |                                                    | ${n}
                | integer      | a    | A     |                                                    |
                | calculate    | b    |       | sum(../../r/a) + position(..)                      |
                | calculate    | c    |       | indexed-repeat(${b}, ${r}, position(..) - 1) + 1   |
                | calculate    | run  |       | coalesce(indexed-repeat(${run}, ${r}, position(..) - 1), 0) + coalesce(${a}, 0) |
                | end_repeat   |      |       |                                                    |",
    );
    let began = Instant::now();
    form.answer("n", "600");
    for index in 1..=3 {
        form.answer(&format!("r[{index}]/a"), &index.to_string());
    }
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert!(form.report().valid, "{:?}", form.report().errors);
    assert_eq!((form.value("r[7]/b"), form.value("r[7]/c")), ("13".to_owned(), "13".to_owned()));
    assert_eq!((form.value("r[2]/run"), form.value("r[600]/run")), ("3".to_owned(), "6".to_owned()));
    let mut whole = form.session.clone();
    whole.recalculate_all();
    assert_eq!(form.session.nodes(), whole.nodes());
}

#[test]
fn formulas_have_steps_in_all_and_the_answer_is_kept() {
    let mut form = scenario(
        "survey | type         | name | label | calculation                               | repeat_count
                | integer      | n    | Школ  |                                           |
                | begin_repeat | r    | R     |                                           | ${n}
                | integer      | a    | A     |                                           |
                | calculate    | b    |       | count(../../r[a = '' or a != current()/../a]) + count(/data/r[a = string(count(/data/r))]) |
                | end_repeat   |      |       |                                           |
                | calculate    | last |       | ${n} + 1                                  |",
    );
    let began = Instant::now();
    form.answer("n", "1000");
    assert!(began.elapsed() < Duration::from_mins(1), "{:?}", began.elapsed());
    assert_eq!(form.value("n"), "1000");
    let expected = "/data/n: Вычислений в анкете больше, чем программа выполняет за один раз: ответ сохранён, но не \
                    всё пересчитано. Уменьшите число в вопросе «Школ».";
    assert_eq!(told(&form), [expected]);
    form.answer("n", "2");
    assert!(form.report().valid, "{:?}", form.report().errors);
    assert_eq!((form.value("last"), form.value("r[2]/b")), ("3".to_owned(), "2".to_owned()));
}

#[test]
fn a_text_that_doubles_itself_stays_small() {
    let mut rows = String::from("survey | type | name | label | calculation\n        | text | q0 | Q |\n");
    for index in 1..60 {
        rows.push_str(&format!(
            "        | calculate | q{index} | | concat(${{q{}}}, ${{q{}}})\n",
            index - 1,
            index - 1
        ));
    }
    let mut form = scenario(&rows);
    form.answer("q0", "много слов");
    let told: Vec<String> = form.report().errors.into_iter().map(|error| error.message).collect();
    assert_eq!(told, ["Формула (calculate) не вычислена: получается слишком длинный текст."]);
}

#[test]
fn a_count_that_no_sheet_holds_is_told_to_the_author() {
    let form = common::form(
        "survey | type         | name | label | repeat_count
                | begin_repeat | r    | R     | 1000000000
                | text         | a    | A     |
                | end_repeat   |      |       |",
    );
    let told = form.problems.iter().find(|problem| problem.code == "repeat.count").expect("a problem");
    assert_eq!(
        (told.severity, told.place.row, told.place.column.as_str()),
        (Severity::Formula, Some(2), "repeat_count")
    );
}

#[test]
fn a_record_with_too_many_instances_opens_and_says_what_it_has_not_taken() {
    let form = common::form(
        "survey | type         | name | label
                | begin_repeat | r    | R
                | text         | a    | A
                | end_repeat   |      |",
    );
    let model = Arc::new(Model::new(&form, &mut Problems::default()));
    let rows: Vec<_> = (0..1_500).map(|index| serde_json::json!({ "a": index.to_string() })).collect();
    let answers = serde_json::json!({ "r": rows });
    let record = Record { answers: Some(&answers), ..Record::default() };
    let (session, unplaced) = Session::with_answers(model, common::inputs(), &record);
    assert_eq!(session.value("/data/r[1000]/a").as_deref(), Some("999"));
    assert_eq!(unplaced.len(), 500);
    assert_eq!(unplaced[0].message, "для этой записи повтора нет места");
}
