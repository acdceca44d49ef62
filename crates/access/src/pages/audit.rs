//! The journal as an administrator reads it: the history of anything, newest first.

use ::store::Moment;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use jiff::civil::Date;
use serde::Deserialize;
use ui::Chrome;

use crate::audit::store::{Line, Wanted, account_id, lines};
use crate::{Deed, House, PageResult, Subject, Visitor, role_from_code};

const LINES_ON_A_PAGE: i64 = 100;

/// Kinds of things and acts that the journal knows, for the filter's list.
const KINDS: &[(&str, &str)] = &[
    ("", "всё"),
    ("evidence", "подтверждения"),
    ("measure", "мероприятия"),
    ("plan", "план"),
    ("plan_draft", "черновики плана"),
    ("document", "документы"),
    ("organisation", "организации"),
    ("person", "люди"),
    ("account", "учётные записи"),
    ("membership", "полномочия"),
    ("invitation", "приглашения"),
    ("settings", "настройки"),
    ("api_token", "ключи доступа"),
    ("letter", "письма"),
];

/// Beginnings of the codes of acts, for the filter's list.
const ACTS: &[(&str, &str)] = &[
    ("", "любое"),
    ("restricted", "обращения к сведениям ограниченного доступа"),
    ("personal", "персональные данные: согласия, выгрузки, удаление"),
    ("session", "входы и выходы"),
    ("account", "учётные записи"),
    ("membership", "полномочия"),
    ("api_token", "ключи доступа"),
    ("evidence", "подтверждения"),
    ("measure", "мероприятия"),
    ("requirement", "требования"),
    ("plan", "планы"),
    ("document", "документы"),
    ("organisation", "организации"),
    ("person", "карточки специалистов"),
    ("data", "резервные копии и восстановление"),
];

/// The filter as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FilterText {
    kind: String,
    object: String,
    who: String,
    act: String,
    from: String,
    to: String,
    before: String,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    chrome: Chrome,
    filter: FilterText,
    kinds: Vec<(&'static str, &'static str, bool)>,
    acts: Vec<(String, String, bool)>,
    rows: Vec<Row>,
    /// Nobody has such a login: said in words, the list is empty.
    unknown_account: bool,
    is_narrow: bool,
    next: Option<String>,
}

struct Row {
    seq: i64,
    at: String,
    who: String,
    place: String,
    what: String,
    /// Where all that happened to the same thing is listed.
    same_object: Option<String>,
}

pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Query(filter): Query<FilterText>,
) -> PageResult {
    let scope = visitor.scope(Subject::Administration, Deed::Read);
    let account = match filter.who.trim() {
        "" => Some(String::new()),
        who => account_id(&house.db, &scope, who).await?,
    };
    let found = match &account {
        None => Vec::new(),
        Some(account_id) => {
            let wanted = Wanted {
                object_kind: filter.kind.trim().to_owned(),
                object_id: filter.object.trim().to_owned(),
                account_id: account_id.clone(),
                act: filter.act.trim().to_owned(),
                from: day_start(&house, &filter.from, 0),
                before: day_start(&house, &filter.to, 1),
                before_seq: filter.before.parse().ok(),
            };
            lines(&house.db, &scope, &wanted, LINES_ON_A_PAGE + 1).await?
        }
    };
    let page_length = usize::try_from(LINES_ON_A_PAGE).unwrap_or(usize::MAX);
    let next = (found.len() > page_length)
        .then(|| address(&FilterText { before: found[page_length - 1].seq.to_string(), ..filter.clone() }));
    let page = AuditPage {
        kinds: KINDS.iter().map(|(code, title)| (*code, *title, *code == filter.kind)).collect(),
        acts: acts(&filter.act),
        rows: found.into_iter().take(page_length).map(|line| row(&house, line)).collect(),
        unknown_account: account.is_none(),
        is_narrow: filter_is_narrow(&filter),
        next,
        filter,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// Midnight, in the region, of the typed day or of so many days after it.
fn day_start(house: &House, text: &str, later: i64) -> Option<Moment> {
    let day: Date = text.parse().ok()?;
    let day = day.checked_add(jiff::Span::new().days(later)).ok()?;
    Some(day.at(0, 0, 0, 0).to_zoned_datetime(house.clock.zone().clone()).ok()?.timestamp().as_microsecond())
}

/// The list of acts; one that came with the address and is narrower than any of them stays chosen.
fn acts(chosen: &str) -> Vec<(String, String, bool)> {
    let mut acts: Vec<(String, String, bool)> =
        ACTS.iter().map(|(code, title)| ((*code).to_owned(), (*title).to_owned(), *code == chosen)).collect();
    if !ACTS.iter().any(|(code, _)| *code == chosen) {
        acts.push((chosen.to_owned(), chosen.to_owned(), true));
    }
    acts
}

fn filter_is_narrow(filter: &FilterText) -> bool {
    [&filter.kind, &filter.object, &filter.who, &filter.act, &filter.from, &filter.to, &filter.before]
        .iter()
        .any(|text| !text.is_empty())
}

fn address(filter: &FilterText) -> String {
    let pairs = [
        ("kind", &filter.kind),
        ("object", &filter.object),
        ("who", &filter.who),
        ("act", &filter.act),
        ("from", &filter.from),
        ("to", &filter.to),
        ("before", &filter.before),
    ];
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    format!("/admin/history?{}", query.finish())
}

fn row(house: &House, line: Line) -> Row {
    let role = role_from_code(&line.role).map_or("", |role| house.role_title(role));
    let who = match (line.name, line.account_id) {
        (Some(name), _) => format!("{name} ({})", line.login.unwrap_or_default()),
        (None, Some(id)) => format!("удалённая учётная запись {id}"),
        (None, None) if line.role == "program" => "программа".to_owned(),
        (None, None) => "посетитель без входа".to_owned(),
    };
    let at = house.clock.zoned(line.at);
    let same_object = (!line.object_id.is_empty()).then(|| {
        address(&FilterText {
            kind: line.object_kind.clone(),
            object: line.object_id.clone(),
            ..FilterText::default()
        })
    });
    Row {
        seq: line.seq,
        at: format!(
            "{}, {:02}:{:02}:{:02}",
            ui::ru::date_short(at.date()),
            at.hour(),
            at.minute(),
            at.second()
        ),
        who,
        place: [role, line.org_title.as_deref().unwrap_or("")]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        what: line.what,
        same_object,
    }
}
