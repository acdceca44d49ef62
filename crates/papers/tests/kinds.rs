//! Every kind reads as a paper should: filled, empty, and whatever people type at the end of a field.

use jiff::civil::date;
use papers::{Field, FieldType, Kind, Registration, Values, fill, kind, kinds};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The paper as it reads, a line for every block.
fn lines(kind: &Kind, completed: &Values) -> Vec<String> {
    let paper = fill(kind, completed).unwrap_or_else(|error| panic!("{}: {error:?}", kind.code)).paper;
    let html = papers::html(&paper);
    let mut text = format!("{}\n", paper.title);
    for piece in html.split('<').skip(1) {
        let (tag, words) = piece.split_once('>').unwrap_or_default();
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        if !["b", "strong", "i", "em", "u", "sup"].contains(&name) {
            text.push('\n');
        }
        text.push_str(words);
    }
    let words = text.replace('\u{a0}', " ").replace("&quot;", "\"").replace("&amp;", "&");
    words.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

fn looks_right(kind: &Kind, completed: &Values) -> Result<(), String> {
    // An abbreviation keeps its stop before a comma and a semicolon: «П. П.;».
    const WRONG: [&str; 14] =
        ["..", " ,", ": .", " .", ",,", ";.", ":.", ";;", "«»", "« ", "  ", "{{", "{%", "(Министерство)"];
    for line in lines(kind, completed) {
        let wrong = WRONG.iter().find(|wrong| line.contains(**wrong));
        let hangs = [" –", "№", " на", " до"].iter().find(|end| line.ends_with(**end));
        if let Some(wrong) = wrong.or(hangs).filter(|_| line != "№") {
            return Err(format!("{}: «{wrong}» in «{line}»", kind.code));
        }
    }
    Ok(())
}

/// Completed values of which nobody has typed a thing, as a draft is previewed.
fn empty(fields: &[Field]) -> Values {
    let value = |field: &Field| match field.kind {
        FieldType::Text if field.required => json!("________"),
        FieldType::Number | FieldType::Money if field.required => json!(0),
        FieldType::Flag => json!(false),
        FieldType::List if field.required => json!([empty(&field.fields)]),
        FieldType::List => json!([]),
        FieldType::Person | FieldType::Organisation => json!({}),
        _ => json!(""),
    };
    fields.iter().map(|field| (field.name.clone(), value(field))).collect()
}

fn completed_empty(kind: &Kind) -> Values {
    let mut values = kind.complete(&kind.examples()).unwrap();
    for (name, value) in empty(&kind.fields) {
        match (value, &values[&name]) {
            (Value::Object(_), Value::Object(parts)) => {
                let parts = parts.keys().map(|part| (part.clone(), json!("")));
                values[&name] = Value::Object(parts.collect());
            }
            (value, _) => values[&name] = value,
        }
    }
    Registration::take_out(&mut values);
    values.insert("number".into(), json!(""));
    values.insert("registered".into(), json!(""));
    values
}

#[test]
fn an_empty_paper_of_every_kind_has_lines_to_fill_by_hand() {
    for kind in kinds() {
        looks_right(kind, &completed_empty(kind)).unwrap();
    }
    let letter = lines(kind("info_letter").unwrap(), &completed_empty(kind("info_letter").unwrap()));
    assert!(letter.contains(&"№ ______".to_owned()), "{letter:?}");
    assert!(letter.contains(&"Просим ________ в срок до __________.".to_owned()), "{letter:?}");
}

const ENDS: [&str; 10] = ["", ".", ";", ",", " ", "…", "!", " П. П.", " г.", ". "];

/// What a person might have typed: other ends of texts, optional things left out.
fn retyped(fields: &[Field], values: &Values, choices: &mut impl Iterator<Item = u8>) -> Values {
    let mut typed = Values::new();
    for field in fields {
        let choice = choices.next().unwrap_or_default();
        let value = values.get(&field.name).cloned().unwrap_or_default();
        let is_left_out = !field.required && choice.is_multiple_of(3);
        typed.insert(
            field.name.clone(),
            match (field.kind, value) {
                (FieldType::List, _) if is_left_out => json!([]),
                (FieldType::Text | FieldType::Number | FieldType::Date, _) if is_left_out => json!(""),
                (FieldType::Text, Value::String(text)) if !text.is_empty() => {
                    json!(format!(
                        "{}{}",
                        text.trim_end_matches(['.', ',']),
                        ENDS[usize::from(choice) % ENDS.len()]
                    ))
                }
                (FieldType::List, Value::Array(records)) => {
                    let records = records.iter().map(|record| {
                        retyped(&field.fields, record.as_object().unwrap(), &mut *choices).into()
                    });
                    Value::Array(records.collect())
                }
                (FieldType::Person | FieldType::Organisation, Value::Object(mut parts)) => {
                    let optional = ["patronymic", "phone", "email", "short", "founder", "address", "post"];
                    for (bit, part) in optional.iter().enumerate() {
                        if choice >> bit & 1 == 1 {
                            parts.remove(*part);
                        }
                    }
                    Value::Object(parts)
                }
                (_, value) => value,
            },
        );
    }
    typed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_typed_reads_as_a_paper(choices in proptest::collection::vec(any::<u8>(), 200)) {
        for kind in kinds() {
            let mut values = retyped(&kind.fields, &kind.examples(), &mut choices.iter().copied());
            if choices[0] % 2 == 0 {
                Registration { number: "57-од".into(), date: date(2024, 3, 5) }.put(&mut values);
            }
            let completed = kind.complete(&values);
            let completed = completed.unwrap_or_else(|faults| panic!("{}: {faults:?}", kind.code));
            prop_assert!(looks_right(kind, &completed).is_ok(), "{:?}", looks_right(kind, &completed));
        }
    }
}

fn with(code: &str, changes: &[(&str, Value)]) -> (Vec<String>, Vec<String>) {
    let kind = kind(code).unwrap();
    let mut values = kind.examples();
    Registration::take_out(&mut values);
    for (name, value) in changes {
        values.insert((*name).to_owned(), value.clone());
    }
    let faults = kind.faults(&values).into_iter().map(|fault| format!("{}: {}", fault.path, fault.message));
    (lines(kind, &kind.complete(&values).unwrap()), faults.collect())
}

fn line_with<'a>(lines: &'a [String], words: &str) -> &'a str {
    lines.iter().find(|line| line.contains(words)).unwrap_or_else(|| panic!("«{words}»: {lines:#?}"))
}

#[test]
fn fractions_have_a_comma_and_their_word() {
    let (regulation, _) = with("regulation", &[("criteria", json!([{"text": "Новизна", "max": "2,5"}]))]);
    line_with(&regulation, "Новизна – до 2,5 балла.");
    let (plan, faults) = with("utp", &[("hours", json!(36.5)), ("attestation_hours", json!("2,5"))]);
    line_with(&plan, "36,5 часа");
    assert_eq!(faults, Vec::<String>::new());
    let marks =
        json!([{"criterion": "Новизна", "max": 8, "mark": 7.5}, {"criterion": "Цель", "max": 8, "mark": 6}]);
    let (sheet, _) = with("criteria", &[("marks", marks)]);
    assert!(sheet.contains(&"7,5".to_owned()) && sheet.contains(&"13,5".to_owned()), "{sheet:?}");
    let (minutes, _) = with("protocol", &[("results", json!([{"name": "Школа", "score": 81.5}]))]);
    line_with(&minutes, "81,5");
}

#[test]
fn hours_are_added_up_and_compared() {
    let (plan, faults) = with("utp", &[]);
    assert_eq!(faults, Vec::<String>::new());
    let total = plan.iter().position(|line| line == "Итого").unwrap();
    assert_eq!(plan[total + 1..total + 6], ["36", "12", "12", "4", "6"]);
    let topics = json!([{"title": "Фонд", "all": 1.5, "lectures": 1}]);
    let (_, faults) = with("utp", &[("topics", topics)]);
    assert_eq!(
        faults,
        [
            "topics.1.all: Всего часов 1,5, а по видам занятий выходит 1. Исправьте часы темы.",
            "hours: Часы тем и итоговой аттестации составляют 3,5, а всего объявлено 36. Исправьте часы тем, аттестации или общее число.",
        ]
    );
    let (_, faults) =
        with("criteria", &[("marks", json!([{"criterion": "Новизна", "max": 5, "mark": 5.5}]))]);
    assert_eq!(faults, ["marks.1.mark: Балл 5,5 больше максимального (5). Исправьте балл или максимум."]);
    let (blank, _) = with("criteria", &[("marks", json!([{"criterion": "Новизна", "max": 5}]))]);
    let total = blank.iter().position(|line| line == "Сумма").unwrap();
    assert_eq!(blank[total + 1], "5", "an expert adds up by hand: {blank:?}");
    assert!(!blank.contains(&"0".to_owned()));
}

#[test]
fn a_reference_to_an_annex_needs_the_annex() {
    for (code, list) in [("directive", "organisations"), ("order", "group")] {
        let (_, faults) = with(code, &[]);
        assert_eq!(faults, Vec::<String>::new());
        let (_, faults) = with(code, &[(list, json!([]))]);
        assert!(faults[0].starts_with("clauses.1.text: Пункт ссылается на приложение"), "{faults:?}");
    }
}

#[test]
fn titles_are_set_as_titles() {
    let typed = [("title", json!("организация проведения конкурса \"Лучший центр\"."))];
    let (regulation, _) = with("regulation", &typed);
    line_with(&regulation, "о краевом конкурсе «Организация проведения конкурса „Лучший центр“»");
    let (concept, _) = with(
        "concept",
        &[("title", json!("Концепция развития сети до 2030 года")), ("period", json!("до 2030 года"))],
    );
    assert!(concept.contains(&"Концепция развития сети до 2030 года".to_owned()), "{concept:?}");
    let (article, _) = with("article", &[("title", json!("месячник как событие."))]);
    assert!(article.contains(&"Месячник как событие".to_owned()));
    let (letter, _) = with("info_letter", &[("subject", json!("О мероприятии «\"Лучший центр\"»"))]);
    assert!(letter.contains(&"О мероприятии «Лучший центр»".to_owned()), "{letter:?}");
    line_with(&letter, "Информационное письмо «О мероприятии „Лучший центр“»");
}

#[test]
fn what_is_not_known_leaves_no_trace() {
    let ministry = json!({"name": "Министерство образования и науки края", "short": "Министерство"});
    let (directive, _) =
        with("directive", &[("organisation", ministry), ("control", json!("заместителя министра"))]);
    assert!(!directive.iter().any(|line| line.contains("тел.") || line == "Министерство"), "{directive:?}");
    line_with(&directive, "к распоряжению Министерства образования и науки края");
    line_with(&directive, "возложить на заместителя министра.");
    let agenda = json!([{"question": "О результатах.", "heard": "Доклад", "decided": "Принять"}]);
    let (minutes, _) = with("protocol", &[("agenda", agenda)]);
    assert!(!minutes.iter().any(|line| line.contains("ВЫСТУПИЛИ") || line.contains("голосования")));
    line_with(&minutes, "По вопросу 1. О результатах");
}

/// Every kind says when it was registered, a draft never does, and an event is not the day of its program.
#[test]
fn a_registered_paper_has_its_number_and_day() {
    let registration = Registration { number: "57-од".into(), date: date(2024, 5, 17) };
    for kind in kinds() {
        let mut values = kind.examples();
        Registration::take_out(&mut values);
        let draft = kind.complete(&values).unwrap();
        let told = lines(kind, &draft).join("\n");
        assert!(!told.contains("57-од"), "{}", kind.code);
        registration.put(&mut values);
        assert_eq!(Registration::of(&values), Some(registration.clone()));
        let values = kind.complete(&values).unwrap();
        let paper = fill(kind, &values).unwrap().paper;
        assert_eq!(paper.created, Some(registration.date), "{}", kind.code);
        let registered = lines(kind, &values).join("\n");
        // An article goes to its journal, a mark sheet to the jury: neither bears the number.
        if ["article", "criteria"].contains(&kind.code.as_str()) {
            continue;
        }
        assert!(registered.contains("№ 57-од"), "{}: {registered}", kind.code);
        assert!(registered.contains("17 мая 2024 г."), "{}: {registered}", kind.code);
        assert!(told.contains("№ ______"), "{}: {told}", kind.code);
        if paper.approval.is_some() {
            assert!(
                !registered.contains("«___»") && told.contains("«___» __________ 20__ г."),
                "{}",
                kind.code
            );
        }
    }
    let program = kind("program").unwrap();
    let mut values = program.examples();
    Registration::take_out(&mut values);
    assert_eq!(fill(program, &program.complete(&values).unwrap()).unwrap().paper.created, None);
}

/// Drafts of earlier editions carry fields that their kind no longer has.
#[test]
fn retired_fields_are_left_out() {
    let kind = kind("criteria").unwrap();
    let mut values = kind.examples();
    values.insert("total".into(), json!(13));
    assert_eq!(kind.faults(&values), []);
    values.insert("totals".into(), json!(13));
    assert_eq!(kind.faults(&values)[0].path, "totals");
}
