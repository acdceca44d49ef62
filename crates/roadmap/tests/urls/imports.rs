//! `/roadmap/imports/{import}`: what was understood of a file is looked at, corrected and accepted.

use access::Role;
use axum::http::StatusCode;
use jiff::civil::date;
use plan::slots::slots_of;

use crate::common::{Answer, Browser, Stage, text_of};

const HEAD: &str = "№\tМероприятие\tСрок\tИсполнители\tПримечание\n";

async fn uploaded(browser: &Browser<'_>, year: &str, rows: &str) -> String {
    let text = format!("{HEAD}{rows}");
    let answer =
        browser.send_file("/roadmap/import", &[("year", year)], ("file", "plan.txt"), text.as_bytes()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.location().to_owned()
}

async fn answered(browser: &Browser<'_>, draft: &str, typed: &[(&str, &str)]) -> Answer {
    let page = browser.get(draft).await;
    browser.send_form(&page, typed).await
}

async fn accepted(stage: &Stage, browser: &Browser<'_>, draft: &str, year: i16) -> plan::Plan {
    let answer = answered(browser, draft, &[("do", "accept"), ("basis", "Приказ № 1")]).await;
    assert_eq!(answer.location(), format!("/roadmap/{year}"), "{}", answer.body);
    stage.board_of(year).await.version.plan.clone()
}

#[tokio::test]
async fn the_words_of_terms_are_read_anew_for_the_year_typed_on_the_preview() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let rows = "1\tСеминар\tежеквартально\tИнститут\t\n2\tСправка\tдо 15 апреля\tИнститут\t\n";
    let draft = uploaded(&institute, "2031", rows).await;
    answered(&institute, &draft, &[("do", "save"), ("plan_year", "2032")]).await;
    let plan = accepted(&stage, &institute, &draft, 2032).await;
    let measures = &plan.sections[0].measures;
    // The region's years begin in September.
    assert_eq!(measures[1].term.to, Some(date(2033, 4, 15)));
    let slots = slots_of(&measures[0].term, stage.board_of(2032).await.year);
    assert_eq!(slots.len(), 4);
}

#[tokio::test]
async fn a_year_that_cannot_be_is_refused_and_the_answers_stay() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let draft = uploaded(&institute, "2031", "1\tСеминар\tмарт\tИнститут\t\n").await;
    for year in ["0", "-5", "20000", "", "две тысячи"] {
        let fields = [("do", "accept"), ("basis", "Приказ № 1"), ("plan_year", year)];
        let answer = answered(&institute, &draft, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{year}");
        assert!(text_of(&answer).contains("не подходит"), "{}", answer.body);
    }
    accepted(&stage, &institute, &draft, 2031).await;
}

#[tokio::test]
async fn a_plan_of_a_school_year_has_its_twelve_months() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let text = format!(
        "План на 2031/2032 учебный год\n{HEAD}1\tСеминар\tежемесячно\tИнститут\t\n2\tСправка\tмарт\tИнститут\t\n"
    );
    let answer = institute.send_file("/roadmap/import", &[], ("file", "plan.txt"), text.as_bytes()).await;
    accepted(&stage, &institute, answer.location(), 2031).await;
    stage.set_day(date(2032, 4, 2));
    let board = stage.board_of(2031).await;
    assert_eq!((board.year.first_day, board.year.last_day()), (date(2031, 9, 1), date(2032, 8, 31)));
    let plan = &board.version.plan;
    let slots = slots_of(&plan.sections[0].measures[0].term, board.year);
    assert_eq!(slots.len(), 12);
    assert_eq!(plan.sections[0].measures[1].term.to, Some(date(2032, 3, 31)));
    let institute = stage.sign_in(Role::Institute).await;
    let page = institute.get("/roadmap").await;
    assert_eq!(page.location(), "/roadmap/2031", "it is the plan that April 2032 is worked by");
    assert!(text_of(&institute.get("/roadmap/2031").await).contains("2031/32 учебный год"));
}

#[tokio::test]
async fn a_text_without_a_place_goes_where_it_belongs_and_can_be_corrected_there() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let draft = uploaded(&institute, "2031", "1\tСеминар\tмарт\tИнститут\tС выездом\n").await;
    let form = format!("{draft}/measures/1");
    let page = institute.get(&form).await;
    assert!(page.body.contains("С выездом"), "{}", page.body);
    let typed = [
        ("title", "Семинар для библиотекарей"),
        ("item-title.0", "Первая часть"),
        ("item-term.0", "апрель"),
        ("item-title.1", "Вторая часть"),
        ("remark", "С выездом в Амурск"),
    ];
    let rows = institute.send_form(&page, &[("do", "rows")]).await;
    let saved = institute.send_form(&rows, &typed).await;
    assert_eq!(
        saved.location(),
        format!("{draft}?done=changed&measure=1#measure-1"),
        "{:?}",
        saved.problems()
    );
    let preview = text_of(&institute.get(&draft).await);
    assert!(preview.contains("1.1 Первая часть"), "{preview}");
    let plan = accepted(&stage, &institute, &draft, 2031).await;
    let measure = &plan.sections[0].measures[0];
    assert_eq!(measure.title, "Семинар для библиотекарей");
    assert_eq!(measure.note, "С выездом в Амурск");
    assert_eq!(
        measure.items[0].term.as_ref().unwrap().from,
        Some(date(2032, 4, 1)),
        "the region's years begin in September"
    );
    let page = institute.get("/roadmap/2031/measures/1").await;
    assert!(text_of(&page).contains("С выездом в Амурск"), "the note is in the measure's page");
}

#[tokio::test]
async fn a_measure_is_added_to_a_draft_and_taken_out_of_it() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let draft =
        uploaded(&institute, "2031", "1\tСеминар\tмарт\tИнститут\t\n2\tЛишняя строка\tмай\tИнститут\t\n")
            .await;
    let page = institute.get(&format!("{draft}/measures")).await;
    let wrong = institute.send_form(&page, &[("title", "Вебинар")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let typed = [("title", "Вебинар"), ("term", "июнь"), ("text.0", "Институт"), ("lead", "0")];
    let added = institute.send_form(&page, &typed).await;
    assert_eq!(added.location(), format!("{draft}?done=added&measure=3#measure-3"), "{:?}", added.problems());
    let page = institute.get(&format!("{draft}/measures/2")).await;
    let removed = institute.send_form(&page, &[("do", "remove")]).await;
    assert_eq!(removed.location(), format!("{draft}?done=removed&measure=2#plan"));
    let plan = accepted(&stage, &institute, &draft, 2031).await;
    let titles: Vec<&str> = plan.sections[0].measures.iter().map(|measure| measure.title.as_str()).collect();
    assert_eq!(titles, ["Семинар", "Вебинар"]);
    let late = institute.get(&format!("{draft}/measures/1")).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "a plan in force is changed by order");
}

#[tokio::test]
async fn what_follows_a_measure_moves_with_the_days_typed_on_the_preview() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let rows = "1\tМесячник школьных библиотек\tоктябрь\tИнститут\t\n2\tМониторинг сайтов\tв период проведения Месячника\tИнститут\t\n";
    let draft = uploaded(&institute, "2031", rows).await;
    let typed = [("do", "save"), ("from.1", "2031-11-01"), ("to.1", "2031-11-30")];
    answered(&institute, &draft, &typed).await;
    let plan = accepted(&stage, &institute, &draft, 2031).await;
    let follower = &plan.sections[0].measures[1];
    assert_eq!(follower.term.relative_to_measure.as_deref(), Some("1"));
    assert_eq!(follower.term.from, Some(date(2031, 11, 1)));
    assert_eq!(follower.term.to, Some(date(2031, 11, 30)));
}
