//! `/roadmap/{year}/measures/{number}/change` and `/roadmap/{year}/measures/new`

use access::Role;
use axum::http::StatusCode;
use jiff::civil::{Date, date};
use plan::{ExecutorRole, Measure, Recurrence};

use crate::common::{Answer, Browser, Stage, YEAR, text_of};

const BASIS: (&str, &str) = ("basis", "Распоряжение № 95 от 10.10.2024");

async fn measure(stage: &Stage, number: &str) -> Measure {
    stage.board().await.measure(number).map(|(_, measure)| measure.clone()).unwrap()
}

async fn change(browser: &Browser<'_>, number: &str, typed: &[(&str, &str)]) -> Answer {
    let mut typed = typed.to_vec();
    typed.push(BASIS);
    browser.fill(&format!("/measures/{number}/change"), &typed).await
}

#[track_caller]
fn is_saved(answer: &Answer, number: i64) {
    let comparison = format!("/roadmap/{YEAR}/versions?from={}&to={number}", number - 1);
    assert_eq!(answer.location(), comparison, "{:?} {}", answer.problems(), answer.status);
}

fn days(measure: &Measure) -> (Option<Date>, Option<Date>) {
    (measure.term.from, measure.term.to)
}

#[tokio::test]
async fn a_term_is_derived_anew_from_its_words() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    is_saved(&change(&institute, "1", &[("term", "ноябрь")]).await, 2);
    let moved = measure(&stage, "1").await;
    assert_eq!(days(&moved), (Some(date(2024, 11, 1)), Some(date(2024, 11, 30))));
    is_saved(&change(&institute, "1", &[("term", "ежеквартально")]).await, 3);
    let quarterly = measure(&stage, "1").await;
    assert_eq!(quarterly.term.recurrence, Some(Recurrence::Quarterly));
    assert_eq!(days(&quarterly), (Some(date(2024, 9, 1)), Some(date(2025, 8, 31))));
    is_saved(&change(&institute, "1", &[("term", "по отдельному плану")]).await, 4);
    let undated = measure(&stage, "1").await;
    assert_eq!((days(&undated), undated.term.recurrence), ((None, None), Some(Recurrence::BySeparatePlan)));
    let by_hand = [("term", "когда сойдёт снег"), ("from", "2025-04-01"), ("to", "2025-04-20")];
    is_saved(&change(&institute, "1", &by_hand).await, 5);
    let typed = measure(&stage, "1").await;
    assert_eq!(days(&typed), (Some(date(2025, 4, 1)), Some(date(2025, 4, 20))));
    assert_eq!(typed.term.recurrence, None);
    // Days set by hand are shown as such and stay with the next change of something else.
    is_saved(&change(&institute, "1", &[("title", "Обследование библиотек края")]).await, 6);
    assert_eq!(days(&measure(&stage, "1").await), days(&typed));
    is_saved(&change(&institute, "1", &[("term", "март"), ("from", ""), ("to", "")]).await, 7);
    assert_eq!(days(&measure(&stage, "1").await), (Some(date(2025, 3, 1)), Some(date(2025, 3, 31))));
}

#[tokio::test]
async fn a_term_that_is_not_understood_is_never_given_old_days() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let nonsense = change(&institute, "1", &[("term", "когда-нибудь потом")]).await;
    assert_eq!(nonsense.wrong_fields(), ["term"]);
    assert!(nonsense.body.contains("value=\"когда-нибудь потом\""), "kept");
    let crossed = change(&institute, "1", &[("from", "2024-12-01"), ("to", "2024-10-01")]).await;
    assert_eq!(crossed.wrong_fields(), ["to"]);
    let elsewhere = change(&institute, "1", &[("from", "2027-01-01"), ("to", "2027-02-01")]).await;
    assert_eq!(elsewhere.wrong_fields(), ["from"]);
    let without_anchor = change(&institute, "1", &[("term", "в период проведения «Недели сказки»")]).await;
    assert_eq!(without_anchor.wrong_fields(), ["term"]);
    assert!(without_anchor.problems()[0].1.contains("Выберите его в списке «Следует за мероприятием»"));
    let none = change(&institute, "1", &[("term", "")]).await;
    assert_eq!(none.wrong_fields(), ["term"]);
    assert_eq!(stage.board().await.version.number, 1, "nothing was saved");
}

#[tokio::test]
async fn a_relative_term_keeps_its_anchor_and_follows_it() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let relative = [("term", "в период проведения «Недели сказки»"), ("anchor", "5")];
    is_saved(&change(&institute, "1", &relative).await, 2);
    // A week is the last seven days of its measure, as the importer reads it too.
    assert_eq!(days(&measure(&stage, "1").await), (Some(date(2025, 2, 14)), Some(date(2025, 2, 20))));
    is_saved(&change(&institute, "6", &[("title", "Обзор страниц библиотек")]).await, 3);
    let untouched = measure(&stage, "6").await;
    assert_eq!(untouched.term.relative_to_measure.as_deref(), Some("5"), "kept");
    assert_eq!(days(&untouched), (Some(date(2025, 2, 10)), Some(date(2025, 2, 20))), "days set by hand, too");
    // The anchor moves and gets another number: both follow, each in its way.
    is_saved(&change(&institute, "5", &[("term", "10–20 марта"), ("number", "50")]).await, 4);
    for (number, first) in [("1", 14), ("6", 10)] {
        let follower = measure(&stage, number).await;
        assert_eq!(follower.term.relative_to_measure.as_deref(), Some("50"));
        assert_eq!(days(&follower), (Some(date(2025, 3, first)), Some(date(2025, 3, 20))), "{number}");
    }
    let circle = change(&institute, "50", &[("term", "в период обзора"), ("anchor", "6")]).await;
    assert_eq!(circle.wrong_fields(), ["anchor"]);
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_and_everything_typed_is_kept() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let typed = [
        ("number", "1/2"),
        ("section", "9"),
        ("title", ""),
        ("term", "потом"),
        ("text.0", ""),
        ("org.0", ""),
        ("text.1", ""),
        ("org.1", ""),
        ("document-kind.0", "castle"),
        ("document-item.1", "7"),
        ("results", "Первый результат"),
        ("basis", ""),
    ];
    let refused = institute.fill("/measures/1/change", &typed).await;
    let told = refused.wrong_fields();
    let expected =
        ["section", "number", "title", "term", "text-0", "document-kind-0", "document-item-1", "basis"];
    assert_eq!(told, expected);
    assert!(refused.body.contains("Первый результат") && refused.body.contains("value=\"потом\""));
    let nobody_leads = institute.fill("/measures/1/change", &[("lead", "9"), BASIS]).await;
    assert_eq!(nobody_leads.wrong_fields(), ["lead-0"]);
    let taken = change(&institute, "1", &[("number", "2.1")]).await;
    assert_eq!(taken.wrong_fields(), ["number"]);
    let nothing = change(&institute, "1", &[]).await;
    assert_eq!(nothing.wrong_fields(), ["title"], "nothing was changed");
    assert_eq!(stage.board().await.version.number, 1);
}

#[tokio::test]
async fn documents_results_executors_and_items_are_changed_and_evidence_stays() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let fact = [
        ("source", "external"),
        ("kind", "statute"),
        ("title", "Положение"),
        ("date", "2024-09-20"),
        ("link", "https://laro.example/1"),
        ("item", "2.1"),
        ("slot", "whole"),
    ];
    let recorded = institute.post_plan("/measures/2/evidence", &fact).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.body);
    let more_rows = institute.fill("/measures/2/change", &[("do", "rows")]).await;
    assert_eq!(more_rows.status, StatusCode::OK);
    let typed = [
        ("item-number.0", "2.9"),
        ("item-title.0", "Устав опорной библиотеки утверждён"),
        ("item-title.1", ""),
        ("item-title.3", "Обучение опорных библиотек"),
        ("item-term.3", "апрель"),
        ("document-item.1", ""),
        ("document-kind.3", "note"),
        ("document-text.3", "Справка об обучении"),
        ("document-item.3", "3"),
        ("org.2", "SKAZKA"),
        ("lead", "2"),
        ("results", "Сеть создана\n\nБиблиотеки обучены"),
        BASIS,
        ("do", ""),
    ];
    let saved = institute.send_form(&more_rows, &typed).await;
    is_saved(&saved, 2);
    let changed = measure(&stage, "2").await;
    let items: Vec<&str> = changed.items.iter().map(|item| item.number.as_str()).collect();
    assert_eq!(items, ["2.9", "2.3", "2.4"], "renumbered, one taken out, a new one numbered by itself");
    assert_eq!(changed.items[2].term.as_ref().unwrap().to, Some(date(2025, 4, 30)));
    let documents: Vec<(Option<&str>, &str)> =
        changed.documents.iter().map(|one| (one.item.as_deref(), one.text.as_str())).collect();
    let expected = [
        (Some("2.9"), "Положение об опорной библиотеке"),
        (None, "График приёма заявок"),
        (Some("2.3"), "Распоряжение департамента"),
        (Some("2.4"), "Справка об обучении"),
    ];
    assert_eq!(documents, expected);
    let lead = changed.executors.iter().find(|one| one.role == ExecutorRole::Lead).unwrap();
    assert_eq!((lead.org.as_deref(), changed.executors.len()), (Some("SKAZKA"), 3));
    assert_eq!(changed.expected_results, ["Сеть создана", "Библиотеки обучены"]);

    let board = stage.board().await;
    let keys = &board.version.keys;
    assert_eq!((keys.key("2.9"), keys.key("2.3")), ("i2.1", "i2.3"), "what was kept keeps its key");
    let page = text_of(&institute.plan("/measures/2").await);
    assert!(page.contains("2.9. Устав опорной библиотеки утверждён"), "{page}");
    assert!(!page.contains("Подтверждения прежней редакции"), "the evidence moved with its item");
    // A key is never given twice, also when its bearer is long gone.
    let again = [("item-title.3", "приём новых заявок"), ("item-number.3", "2.2"), ("item-term.3", "май")];
    is_saved(&change(&institute, "2", &again).await, 3);
    assert_eq!(stage.board().await.version.keys.key("2.2"), "i2.2n");
}

#[tokio::test]
async fn who_comes_second_sees_both_and_loses_nothing() {
    let stage = Stage::new().await;
    let (institute, ministry) = (stage.sign_in(Role::Institute).await, stage.sign_in(Role::Ministry).await);
    let open = institute.plan("/measures/1/change").await;
    is_saved(&change(&ministry, "1", &[("title", "Обследование всех библиотек")]).await, 2);
    let typed = [("title", "Обследование библиотек края"), ("results", "Свод готов"), BASIS];
    let second = institute.send_form(&open, &typed).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    let text = text_of(&second);
    assert!(
        text.contains("Обследование всех библиотек") && text.contains("Демо-Царёва Мария"),
        "theirs: {text}"
    );
    assert!(
        second.body.contains("Обследование библиотек края") && second.body.contains("Свод готов"),
        "mine"
    );
    assert!(second.body.contains("versions?from=1&amp;to=2"), "and the way to the difference");
    is_saved(&institute.send_form(&second, &[]).await, 3);
    assert_eq!(measure(&stage, "1").await.title, "Обследование библиотек края");
}

#[tokio::test]
async fn a_measure_is_added_with_its_basis() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let page = institute.plan("/measures/new").await;
    assert!(page.body.contains("name=\"number\" value=\"8\""), "the next number is offered");
    let empty = institute.send_form(&page, &[]).await;
    assert_eq!(empty.wrong_fields(), ["title", "term", "text-0", "basis"]);
    let typed = [
        ("section", "0"),
        ("title", "Слёт юных читателей"),
        ("term", "июнь"),
        ("org.0", "AKADEMIA"),
        ("lead", "0"),
        ("document-kind.0", "agenda"),
        BASIS,
    ];
    is_saved(&institute.send_form(&page, &typed).await, 2);
    let added = measure(&stage, "8").await;
    assert_eq!(days(&added), (Some(date(2025, 6, 1)), Some(date(2025, 6, 30))));
    assert_eq!((added.executors[0].text.as_str(), added.documents[0].text.as_str()), ("ЛАРО", "Программа"));
    let board = stage.board().await;
    assert_eq!(board.version.plan.sections[0].measures.last().unwrap().number, "8");
    assert_eq!(board.version.note, "мероприятие 8: добавлено", "the change tells itself");
    let history = text_of(&institute.plan("/measures/8").await);
    assert!(history.contains("Мероприятие добавлено в план"), "{history}");
    assert!(history.contains("Распоряжение № 95 от 10.10.2024"));
}

#[tokio::test]
async fn who_stands_behind_an_executors_words_is_a_change() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let before = measure(&stage, "1").await.executors[0].clone();
    let other = if before.org.as_deref() == Some("SKAZKA") { "KNIGOHRAN" } else { "SKAZKA" };
    is_saved(&change(&institute, "1", &[("org.0", other)]).await, 2);
    let after = measure(&stage, "1").await.executors[0].clone();
    assert_eq!((after.org.as_deref(), &after.text), (Some(other), &before.text));
    let told = text_of(&institute.plan("/versions?from=1&to=2").await);
    let name = stage.board().await.who_is_who(crate::common::TODAY).name(other);
    assert!(told.contains("исполнители") && told.contains(&name), "{told}");
}
