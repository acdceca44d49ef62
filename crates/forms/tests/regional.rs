//! Questionnaires that the regions bring, on the figures that schools have published.

mod common;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forms::engine::{Model, Record, Session};
use forms::{Form, Problems, Severity};
use serde_json::{Value as Json, json};

fn sources() -> Vec<PathBuf> {
    let regions = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../regions");
    let regions = std::fs::read_dir(regions).expect("regions/ is there").flatten();
    let files =
        regions.filter_map(|region| std::fs::read_dir(region.path().join("forms")).ok()).flatten().flatten();
    files
        .map(|file| file.path())
        .filter(|file| file.extension().is_some_and(|ending| ending == "md"))
        .collect()
}

fn named(name: &str) -> Form {
    let path = sources()
        .into_iter()
        .find(|path| path.file_stem().is_some_and(|stem| stem == name))
        .expect("a questionnaire");
    let bytes = std::fs::read(&path).expect("a file");
    Form::read(&bytes, &format!("{name}.md")).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn filled(name: &str, answers: &Json, previous: Option<&Json>, status: &str) -> Session {
    let model = Arc::new(Model::new(&named(name), &mut Problems::default()));
    let mut inputs = common::inputs();
    inputs.profile.insert("status".to_owned(), status.to_owned());
    let (session, unplaced) =
        Session::with_answers(model, inputs, &Record { answers: Some(answers), previous, last_saved: None });
    assert!(unplaced.is_empty(), "{unplaced:?}");
    session
}

/// A library that has a page: its absence is always warned about.
fn monitoring(answers: &Json, previous: Option<&Json>) -> Session {
    let mut answers = answers.clone();
    answers["S01"] = json!("https://school.example/library");
    filled("monitoring-school-libraries", &answers, previous, "")
}

/// `code name: message` of everything but answers that are still missing.
fn found(session: &Session) -> Vec<String> {
    let report = session.check();
    let all = report.errors.iter().filter(|error| error.code != "required").chain(&report.warnings);
    all.map(|one| format!("{} {}: {}", one.code, one.name, one.message)).collect()
}

#[test]
fn every_questionnaire_is_accepted_and_its_workbook_is_of_its_source() {
    assert!(sources().len() >= 2);
    for path in sources() {
        let bytes = std::fs::read(&path).expect("a file");
        let form =
            Form::read(&bytes, "a.md").unwrap_or_else(|refusal| panic!("{}: {refusal}", path.display()));
        let faults: Vec<_> =
            form.problems.iter().filter(|problem| problem.severity != Severity::Warning).collect();
        assert!(faults.is_empty(), "{}: {faults:?}", path.display());
        let book = std::fs::read(path.with_extension("xlsx")).expect("its workbook: cargo xtask forms");
        let book =
            Form::read(&book, "a.xlsx").unwrap_or_else(|refusal| panic!("{}: {refusal}", path.display()));
        assert_eq!(form.source.survey.rows, book.source.survey.rows, "{}: cargo xtask forms", path.display());
        assert_eq!(form.source.choices.rows, book.source.choices.rows);
        assert_eq!(form.source.settings, book.source.settings);
    }
}

#[test]
fn the_monitoring_form_asks_forty_three_questions_and_computes_seven() {
    let form = named("monitoring-school-libraries");
    let is_indicator = |name: &str| {
        name.len() == 3 && name[1..].parse::<u8>().is_ok() && name.as_bytes()[0].is_ascii_uppercase()
    };
    let indicators: Vec<_> = form.elements.iter().filter(|element| is_indicator(&element.name)).collect();
    let computed = indicators.iter().filter(|element| element.bind_text("calculate").is_some()).count();
    assert_eq!((indicators.len() - computed, computed), (43, 7));
    let with_reference =
        indicators.iter().filter(|element| element.bind_text("biblioset:oo2").is_some()).count();
    assert_eq!(with_reference, 15);
}

#[test]
fn a_published_fund_adds_up() {
    let session = monitoring(
        &json!({ "D01": 9080, "D02": 5451, "D03": 568, "D04": 2093, "D05": 968, "D06": 563, "D07": 417 }),
        None,
    );
    assert_eq!(found(&session), Vec::<String>::new());
}

#[test]
fn copies_that_left_other_kinds_are_asked_about() {
    let session = monitoring(
        &json!({
            "D01": 9080, "D02": 5451, "D03": 568, "D04": 2093, "D05": 968, "D06": 563, "D07": 417, "has_oo2_26": "yes",
            "r01_g3": 563, "r01_g4": 417, "r01_g5": 9080, "r02_g3": 548, "r02_g4": 273, "r02_g5": 5451,
            "r03_g3": 15, "r03_g4": 99, "r03_g5": 568, "r04_g3": 0, "r04_g4": 0, "r04_g5": 2093,
            "r05_g3": 0, "r05_g4": 0, "r05_g5": 968,
        }),
        None,
    );
    assert_eq!(found(&session), ["warning r01_g4: 45 экз. выбыло из прочих видов — верно?"]);
}

#[test]
fn a_published_library_has_its_ratios() {
    let session = monitoring(
        &json!({ "B01": 66.0, "B02": 14.5, "B03": 10, "D01": 15795, "D02": 5666, "D03": 0, "E01": 305, "E02": 273, "E04": 1839, "E05": 0 }),
        None,
    );
    let ratio = |name: &str| session.value(&format!("/data/section_R/{name}")).expect("a ratio");
    assert_eq!((ratio("R01"), ratio("R02"), ratio("R03")), ("33.2".into(), "0.18".into(), "6".into()));
    assert_eq!(ratio("R04"), "", "visits are not known");
}

#[test]
fn more_computers_than_seats_is_an_error() {
    let session = monitoring(&json!({ "B03": 8, "B04": 9, "B05": 1 }), None);
    assert_eq!(
        found(&session),
        ["constraint B04: Мест с компьютерами не может быть больше, чем посадочных мест."]
    );
    assert!(!session.check().valid);
}

#[test]
fn last_year_is_compared_when_it_is_known() {
    let answers = json!({ "A01": 305, "D01": 1000, "D06": 100, "D07": 50 });
    assert_eq!(found(&monitoring(&answers, None)), Vec::<String>::new());
    let previous = json!({ "A01": 200, "D01": 900 });
    assert_eq!(
        found(&monitoring(&answers, Some(&previous))),
        [
            "warning A01: Численность изменилась более чем на 30 % к прошлому году — поясните.",
            "warning D01: Фонд на конец года не равен фонду прошлого года плюс поступило минус выбыло.",
        ]
    );
}

#[test]
fn mandatory_documents_and_the_age_of_the_check_are_counted() {
    let all = "polozhenie pravila instrukciya plan uchebniki fsem";
    let session = monitoring(&json!({ "A03": all, "D11": "2024-10-01" }), None);
    assert_eq!(found(&session), Vec::<String>::new());
    let files = json!({ "A03": { "polozhenie": ["a.pdf"], "pravila": [], "analiz": ["b.pdf"] }, "D11": "2024-05-01" });
    assert_eq!(
        found(&monitoring(&files, None)),
        [
            "warning A03: Не приложены обязательные документы: укажите, когда они будут разработаны.",
            "warning D11: Сверка проводилась более трёх месяцев назад.",
        ]
    );
    assert_eq!(
        found(&monitoring(&json!({ "D11": "2024-12-01" }), None)),
        ["constraint D11: Дата не может быть в будущем."]
    );
}

#[test]
fn a_number_without_an_answer_beside_it_is_not_judged() {
    assert_eq!(
        found(&monitoring(&json!({ "B04": 9, "E05": 5, "K03": 1, "C02": 3 }), None)),
        Vec::<String>::new()
    );
}

#[test]
fn difficulties_of_an_area_make_its_index_and_level() {
    let session = filled(
        "difficulties-librarian",
        &json!({ "C1": "3", "C2": "2", "C3": "3", "N1": "0", "N2": "1" }),
        None,
        "ИБЦ",
    );
    let value = |name: &str| session.value(&format!("/data/{name}")).expect("a value");
    assert_eq!((value("index_C"), value("level_C")), ("88.9".to_owned(), "высокий".to_owned()));
    assert_eq!((value("index_N"), value("level_N")), ("16.7".to_owned(), "низкий".to_owned()));
    assert_eq!(value("index_F"), "");
    assert_eq!(session.is_relevant("/data/area_M/M5"), Some(false));
    let of_centre = filled("difficulties-librarian", &json!({}), None, "МИБЦ");
    assert_eq!(of_centre.is_relevant("/data/area_M/M5"), Some(true));
}
