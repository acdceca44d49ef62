//! Rules that hold for every form: nothing panics, recalculation of a part equals that of the whole, what is written
//! out reads back.

mod common;

use std::sync::Arc;

use forms::engine::{Model, Record, Session};
use forms::{Form, Problems, Source, to_xform};
use proptest::prelude::*;

/// A form of questions `q0…`, some computed from others, in groups and a repeat.
fn form_text() -> impl Strategy<Value = String> {
    let formula = |upto: usize| {
        let reference = (0..upto.max(1)).prop_map(|index| format!("${{q{index}}}"));
        let reference = prop_oneof![3 => reference, 1 => (0..9_u8).prop_map(|digit| digit.to_string())];
        (reference.clone(), reference, 0..8_u8).prop_map(|(one, other, kind)| match kind {
            0 => format!("{one} + {other}"),
            1 => format!("{one} * 2 - {other}"),
            2 => format!("if({one} > {other}, {one}, 'none')"),
            3 => format!("concat({one}, '-', {other})"),
            4 => format!("coalesce({one}, {other}) = 1 or {other} > 3"),
            5 => format!("sum({one}) + count(/data/rep)"),
            6 => format!("coalesce(indexed-repeat({one}, ${{rep}}, 2), {other})"),
            _ => format!("string-length({one}) > 0"),
        })
    };
    let question = move |index: usize| {
        (0..6_u8, formula(index)).prop_map(move |(kind, formula)| match (kind, index) {
            (0 | 1, 1..) => format!("        | calculate | q{index} | | {formula} | | |\n"),
            (2, 1..) => format!("        | integer | q{index} | Q | | {formula} | |\n"),
            (3, 1..) => format!("        | integer | q{index} | Q | | | . != {formula} |\n"),
            (4, 1..) => format!("        | text | q{index} | Q ${{q0}} | | | | {formula}\n"),
            _ => format!("        | integer | q{index} | Q | | | |\n"),
        })
    };
    let questions: Vec<_> = (0..12).map(question).collect();
    (questions, formula(3), any::<bool>()).prop_map(|(questions, relevant, is_counted)| {
        let mut text = String::from(
            "survey | type | name | label | calculation | relevant | constraint | default | repeat_count\n",
        );
        let count = if is_counted { "${q0}" } else { "" };
        for (index, question) in questions.iter().enumerate() {
            match index {
                3 => text.push_str(&format!("        | begin_group | grp | G | | {relevant} | |\n")),
                6 => text.push_str(&format!(
                    "        | end_group | | | | | |\n        | begin_repeat | rep | R | | | | | {count}\n"
                )),
                9 => text.push_str("        | end_repeat | | | | | |\n"),
                _ => {}
            }
            text.push_str(question);
        }
        text
    })
}

#[derive(Debug, Clone)]
enum Deed {
    Answer(usize, String),
    Add,
    Remove(usize),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let answer = (0..64_usize, prop_oneof!["[0-9]{0,2}", "[a-c]{0,2}", Just(String::new())])
        .prop_map(|(at, text)| Deed::Answer(at, text));
    proptest::collection::vec(
        prop_oneof![6 => answer, 1 => Just(Deed::Add), 1 => (0..3_usize).prop_map(Deed::Remove)],
        0..20,
    )
}

/// Paths of the questions that a session has now; a text typed over a formula stands until the formula is computed
/// again, so nobody types over one here.
fn questions(session: &Session) -> Vec<String> {
    session
        .nodes()
        .into_iter()
        .filter(|node| node.is_question && !node.is_computed)
        .map(|node| node.path)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_part_computed_anew_is_as_if_the_whole_were(text in form_text(), deeds in deeds()) {
        let form = common::form(&text);
        let model = Arc::new(Model::new(&form, &mut Problems::default()));
        let mut session = Session::start(model, common::inputs());
        for deed in deeds {
            let all = questions(&session);
            match deed {
                Deed::Answer(at, text) => session.answer(&all[at % all.len()], &text).expect("a question"),
                Deed::Add => drop(session.add_instance("/data/rep")),
                Deed::Remove(at) => drop(session.remove_instance("/data/rep", at)),
            }
            let mut whole = session.clone();
            whole.recalculate_all();
            prop_assert_eq!(session.nodes(), whole.nodes());
        }
    }

    #[test]
    fn what_is_written_out_reads_back(text in form_text()) {
        let form = common::form(&text);
        same(&form, &Source::from_json(&form.source.to_json().expect("JSON")).expect("our JSON"));
        same(&form, &Source::from_yaml(&form.source.to_yaml().expect("YAML")).expect("our YAML"));
        let book = forms::export::to_xlsx(&form.source).expect("a workbook");
        let read = Form::read(&book, "data.xlsx").expect("our workbook");
        same(&form, &read.source);
    }

    #[test]
    fn no_formula_panics(formula in "[0-9a-z .,()\\[\\]/'\"=<>+*|@:$-]{0,60}") {
        let _ = forms::xpath::parse(&formula);
    }

    #[test]
    fn no_table_panics(text in "(\\| ?(survey|choices|settings|entities)?( ?\\| ?(type|name|label|label::ru|list_name|integer|select_one l|begin_repeat|end_repeat|begin_group|end_group|a|b|l|\\$\\{a\\}|calculate|repeat_count|or_other|form_id|sum\\(\\$\\{a\\}\\))?){1,5} ?\\|\n){1,12}") {
        if let Ok(form) = Form::read(text.as_bytes(), "x.md") {
            let _ = to_xform(&form);
            let model = Arc::new(Model::new(&form, &mut Problems::default()));
            let session = Session::start(model, common::inputs());
            let _ = (session.check(), session.values());
        }
    }

    #[test]
    fn no_answers_panic(json in json()) {
        let form = common::form(
            "survey | type              | name | label
                    | integer           | a    | A
                    | select_multiple l | m    | M
                    | begin_repeat      | r    | R
                    | text              | t    | T
                    | end_repeat        |      |
             choices| list_name | name | label
                    | l         | x    | X",
        );
        let model = Arc::new(Model::new(&form, &mut Problems::default()));
        let record = Record { answers: Some(&json), previous: Some(&json), last_saved: Some(&json) };
        let (session, _) = Session::with_answers(model, common::inputs(), &record);
        let _ = session.check();
    }
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<f64>().prop_map(|number| serde_json::json!(number)),
        "[a-z ]{0,4}".prop_map(Into::into),
    ];
    let key = prop_oneof![
        Just("a"),
        Just("m"),
        Just("r"),
        Just("t"),
        Just("/data/r[1]/t"),
        Just("answers"),
        Just("zz")
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            proptest::collection::vec((key.clone(), inner), 0..4).prop_map(
                |pairs| serde_json::Value::Object(
                    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
                )
            ),
        ]
    })
}

/// The same rows and lists, and the same XForm.
fn same(form: &Form, source: &Source) {
    assert_eq!(form.source.survey.rows, source.survey.rows);
    assert_eq!(form.source.choices.rows, source.choices.rows);
    assert_eq!(form.source.settings, source.settings);
    let source = Source { file_stem: form.source.file_stem.clone(), ..source.clone() };
    let read = Form::from_source(source).expect("the same form");
    assert_eq!(to_xform(form).expect("an XForm"), to_xform(&read).expect("an XForm"));
}

#[test]
fn a_survey_without_questions_reads_back() {
    let form = common::form("survey | type | name | label");
    same(&form, &Source::from_json(&form.source.to_json().expect("JSON")).expect("our JSON"));
    same(&form, &Source::from_yaml(&form.source.to_yaml().expect("YAML")).expect("our YAML"));
}

#[test]
fn every_sample_reads_back_from_what_is_written_out() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/xlsform/example_xls");
    let Ok(files) = std::fs::read_dir(folder) else { return };
    for file in files.flatten() {
        let (Ok(bytes), name) = (std::fs::read(file.path()), file.file_name().to_string_lossy().into_owned())
        else {
            continue;
        };
        let Ok(form) = Form::read(&bytes, &name) else { continue };
        let json = Source::from_json(&form.source.to_json().expect("JSON")).expect("our JSON");
        let yaml = Source::from_yaml(&form.source.to_yaml().expect("YAML")).expect("our YAML");
        let book = forms::export::to_xlsx(&form.source).expect("a workbook");
        let book = Form::read(&book, &name).unwrap_or_else(|refusal| panic!("{name}: {refusal}")).source;
        for (kind, source) in [("json", json), ("yaml", yaml), ("xlsx", book)] {
            let Ok(ours) = to_xform(&form) else { continue };
            let read = Form::from_source(source).unwrap_or_else(|refusal| panic!("{name} {kind}: {refusal}"));
            let differences = common::compare::differences(&ours, &to_xform(&read).expect("an XForm"));
            assert!(differences.is_empty(), "{name} {kind}: {differences:#?}");
        }
    }
}
