//! A school: what it has, what it lacks, drafts of everything, the history.

use access::{Deed, House, PageError, PageResult, Reach, Subject, Visitor, download};
use askama::Template;
use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use region::{KitDocument, LibraryStatus, kit_on};
use serde::Deserialize;
use ui::Chrome;
use ui::ru::date_long;

use super::{DOCX, kit_today, level_word, page, reads, school_on, validity_words, writes};
use crate::making::file_name;
use crate::rules::{Line, day_of};
use crate::store::{self as rows, UploadRow};
use crate::summary::{moment_of, stand};
use crate::{Known, Missing, known, paper_of, whole_kit};

const ZIP: &str = "application/zip";

#[derive(Deserialize)]
pub struct When {
    #[serde(default)]
    as_of: String,
}

/// The day that the drafts carry.
#[derive(Deserialize)]
pub struct DayOfPapers {
    #[serde(default)]
    date: String,
}

#[derive(Template)]
#[template(path = "kits_school.html")]
struct SchoolPage {
    chrome: Chrome,
    organisation: String,
    code: String,
    municipality: String,
    status: String,
    as_of: String,
    /// «на 1 октября 2024 года», when it is not today.
    past: Option<String>,
    /// Absent: nothing was asked on that day.
    told: Option<Told>,
    is_own: bool,
    may_mend: bool,
    is_above: bool,
    missing: Vec<Missing>,
    to_check: Vec<(String, String)>,
    today: String,
}

struct Told {
    verdict: (&'static str, &'static str, &'static str),
    must: usize,
    in_force: usize,
    expired: usize,
    expiring: usize,
    lacks: usize,
    lines: Vec<LineView>,
    earlier: Vec<EarlierView>,
}

struct LineView {
    code: String,
    title: String,
    level: &'static str,
    validity: String,
    state: (&'static str, &'static str, &'static str),
    upload: Option<UploadView>,
}

struct UploadView {
    id: String,
    /// «№ 57 от 2 сентября 2024»
    requisites: String,
    /// «до 1 сентября 2025»; empty: until it is replaced.
    until: String,
    file_name: String,
    note: String,
}

struct EarlierView {
    id: String,
    title: String,
    requisites: String,
    /// «загружен 2 сентября 2023, заменён 3 сентября 2024» or «…, отозван 3 сентября 2024: не тот файл»
    life: String,
    uploader: String,
}

/// `/kits/schools/{school}?as_of=…`
pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(when): Query<When>,
) -> PageResult {
    let today = house.clock.today();
    let day = day_of(&when.as_of).unwrap_or(today);
    let scope = reads(&visitor);
    let roll = network::store::roll(&house.db).await?;
    let school = school_on(&roll, &scope, &code, day)?;
    let org_id = &school.organisation.id;
    let writing = writes(&visitor);
    let is_own = writing.reach() == Reach::Own && writing.org_id() == org_id;
    let uploads = rows::uploads_of(&house.db, &scope, org_id, moment_of(&house, day)).await?;
    let cards = visitor.scope(Subject::PersonCard, Deed::Read);
    let Known { missing, to_check, .. } = known(&house, &cards, &roll, &school, day).await?;
    let status = school.status.unwrap_or(LibraryStatus::Library);
    let told = kit_on(&house.region.kits, day).map(|kit| {
        let end = moment_of(&house, day);
        let (standing, earlier): (Vec<&UploadRow>, Vec<&UploadRow>) =
            uploads.iter().partition(|one| one.superseded_at.is_none_or(|at| at > end));
        let stands = stand(kit, status, &standing, day);
        let (verdict, counts) = (stands.verdict(), stands.counts());
        let line = |line: &Line<'_>| LineView {
            code: line.document.code.clone(),
            title: line.document.title.clone(),
            level: level_word(line.level),
            validity: validity_words(line.document),
            state: (line.state.class(), line.state.sign(), line.state.word()),
            upload: line.held.map(|place| upload_view(standing[place])),
        };
        Told {
            verdict: (verdict.class(), verdict.sign(), verdict.word()),
            must: counts.must,
            in_force: counts.in_force,
            expired: counts.expired,
            expiring: counts.expiring,
            lacks: counts.missing,
            lines: stands.lines.iter().map(line).collect(),
            earlier: earlier
                .into_iter()
                .map(|one| {
                    let title = kit.document(&one.document).map(|document| document.title.clone());
                    earlier_view(&house, one, title)
                })
                .collect(),
        }
    });
    let may_mend = visitor
        .scope(Subject::OrganisationCard, Deed::Write)
        .covers(org_id, school.organisation.municipality_id.as_deref());
    page(&SchoolPage {
        organisation: school.name.short.clone(),
        code: school.organisation.code.clone(),
        municipality: school.municipality.map_or_else(String::new, |one| one.short_name.clone()),
        status: house.region.statuses.title(status).to_owned(),
        as_of: day.to_string(),
        past: (day != today).then(|| format!("на {}", ui::ru::date_of_year(day))),
        told,
        is_own,
        may_mend,
        is_above: scope.reach() > Reach::Own,
        missing,
        to_check,
        today: today.to_string(),
        chrome: visitor.chrome,
    })
}

fn requisites(one: &UploadRow) -> String {
    format!("№\u{a0}{} от {}", one.number, date_long(one.approved_on()))
}

fn upload_view(one: &UploadRow) -> UploadView {
    UploadView {
        id: one.id.clone(),
        requisites: requisites(one),
        until: one.valid_until().map_or_else(String::new, |last| format!("до {}", date_long(last))),
        file_name: one.file_name.clone(),
        note: one.note.clone(),
    }
}

fn earlier_view(house: &House, one: &UploadRow, title: Option<String>) -> EarlierView {
    let day = |at: i64| date_long(house.clock.date_of(at));
    let replaced = match one.superseded_at {
        None => String::new(),
        Some(at) if one.withdrawn_why.is_empty() => format!(", заменён {}", day(at)),
        Some(at) => format!(", отозван {}: {}", day(at), one.withdrawn_why),
    };
    EarlierView {
        id: one.id.clone(),
        title: title.unwrap_or_else(|| one.document.clone()),
        requisites: requisites(one),
        life: format!("загружен {}{replaced}", day(one.uploaded_at)),
        uploader: one.uploader.clone(),
    }
}

/// The school and what is known of it, for drafts made today.
async fn for_drafts(
    house: &House,
    visitor: &Visitor,
    code: &str,
    text: &str,
) -> PageResult<(Known, LibraryStatus, String)> {
    let today = house.clock.today();
    let day = if text.trim().is_empty() { today } else { bounded(text, today)? };
    let roll = network::store::roll(&house.db).await?;
    let school = school_on(&roll, &reads(visitor), code, today)?;
    let cards = visitor.scope(Subject::PersonCard, Deed::Read);
    let mut found = known(house, &cards, &roll, &school, today).await?;
    found.values.insert("date".into(), day.to_string().into());
    let status = school.status.unwrap_or(LibraryStatus::Library);
    Ok((found, status, school.name.short.clone()))
}

/// A draft is written for a day near today: a year before or after it.
fn bounded(text: &str, today: Date) -> PageResult<Date> {
    let year = jiff::Span::new().years(1);
    let day =
        day_of(text).filter(|day| today.saturating_sub(year) <= *day && *day <= today.saturating_add(year));
    day.ok_or_else(|| {
        PageError::refused(
            "Комплект не составлен",
            "Дата документов не понята или дальше года от сегодняшнего дня.",
            "Вернитесь на страницу школы и выберите день в поле даты.",
        )
    })
}

/// `/kits/schools/{school}/kit.zip?date=…`
pub async fn zip(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(day): Query<DayOfPapers>,
) -> PageResult {
    let (found, status, short) = for_drafts(&house, &visitor, &code, &day.date).await?;
    let kit = kit_today(&house)?;
    let made = whole_kit(&house, kit, status, found.values, &short).await?;
    Ok(download(made.bytes, ZIP, &made.name))
}

/// `/kits/schools/{school}/papers/{kit_document}?date=…`
pub async fn paper(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, document)): Path<(String, String)>,
    Query(day): Query<DayOfPapers>,
) -> PageResult {
    let (found, _, short) = for_drafts(&house, &visitor, &code, &day.date).await?;
    let document: &KitDocument = super::document_today(&house, &document)?;
    let made = paper_of(&house, document, found.values).await?;
    let name = file_name(&format!("{} – {short}", document.title));
    Ok(download(made.bytes, DOCX, &format!("{name}.docx")))
}
