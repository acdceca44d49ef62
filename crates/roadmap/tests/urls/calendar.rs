//! `/roadmap/{year}/calendar` and the personal feed.

use access::Role;
use axum::http::StatusCode;
use jiff::civil::date;

use crate::common::{Browser, Stage};

async fn feed(browser: &Browser<'_>) -> String {
    let page = browser.post("/calendar/feed", &[("year", "2024")]).await;
    page.body.split("id=\"feed\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

/// Logical lines of a calendar: folded ones put together.
fn lines(calendar: &str) -> Vec<String> {
    assert!(!calendar.replace("\r\n", "").contains('\n'), "every line ends with CRLF");
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75), "lines are folded");
    calendar.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

fn values<'a>(lines: &'a [String], name: &'a str) -> Vec<&'a str> {
    lines.iter().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':')).collect()
}

#[tokio::test]
async fn the_feed_follows_every_plan_that_is_worked_by() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let address = feed(&institute).await;
    let before = stage.stranger().get(&address).await.body;
    let count = |calendar: &str| calendar.matches("BEGIN:VEVENT").count();
    assert!(count(&before) > 3);
    institute.post_plan("/next-year", &[]).await;
    let after = stage.stranger().get(&address).await.body;
    assert!(count(&after) > count(&before), "the plan of next year comes too");
    for uid in values(&lines(&before), "UID") {
        assert!(lines(&after).iter().any(|line| *line == format!("UID:{uid}")), "{uid} has stayed");
    }
    let centre = stage.sign_in(Role::RegionalCentre).await;
    let of_centre = stage.stranger().get(&feed(&centre).await).await.body;
    assert!(of_centre.contains("UID:2024-m7-all-whole@biblioset"), "{of_centre}");
    assert!(!of_centre.contains("UID:2024-m3-all-q3@biblioset"), "the institute's own meetings");
    stage.set_day(date(2027, 1, 10));
    let later = stage.stranger().get(&address).await.body;
    assert!(values(&lines(&later), "UID").iter().all(|uid| !uid.contains("2024-m")), "long over");
}

#[tokio::test]
async fn names_and_times_of_the_feed_come_from_slots_and_from_the_clock() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let address = feed(&institute).await;
    let first = stage.stranger().get(&address).await;
    assert_eq!(first.headers["content-type"], "text/calendar; charset=utf-8");
    assert_eq!(stage.stranger().get(&address).await.body, first.body, "the same bytes at the same moment");
    let all = lines(&first.body);
    assert_eq!(values(&all, "PRODID"), ["-//Biblioset//Roadmap deadlines//RU"]);
    assert_eq!(values(&all, "VERSION"), ["2.0"]);
    let stamps = values(&all, "DTSTAMP");
    assert!(!stamps.is_empty() && stamps.iter().all(|stamp| *stamp == "20250214T060000Z"), "{stamps:?}");
    let mut uids = values(&all, "UID");
    assert!(uids.contains(&"2024-m3-all-q3@biblioset"), "{uids:?}");
    let count = uids.len();
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), count, "each is named once");
    let event = first.body.split("BEGIN:VEVENT").nth(1).unwrap();
    let triggers = lines(event);
    assert_eq!(values(&triggers, "TRIGGER"), ["-P14D", "-P7D", "-P3D", "-P1D"]);

    // Renumbered and moved, a slot keeps its name: a calendar program moves the entry and makes no second one.
    let typed = [("number", "30"), ("title", "Заседания"), ("basis", "Распоряжение № 95")];
    let changed = institute.fill("/measures/3/change", &typed).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
    let renamed = stage.stranger().get(&address).await.body;
    assert!(renamed.contains("UID:2024-m3-all-q3@biblioset") && renamed.contains("SUMMARY:М30: "));
}

#[tokio::test]
async fn a_month_outside_of_all_years_is_the_plans_own() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    for month in ["9999-12", "9999-11", "-9999-01", "0000-01", "2024-13", "вчера"] {
        let page = institute.plan(&format!("/calendar?month={month}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.body.contains("октябрь 2024")
                || page.body.contains("Октябрь 2024")
                || page.body.contains("2025"),
            "{month}"
        );
    }
    let last = institute.plan("/calendar?month=2100-12").await;
    assert!(last.body.contains("2100"), "the last month that is shown is a whole one");
}
