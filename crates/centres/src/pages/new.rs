//! «Зарегистрировать распоряжение о статусах»: the paper and what it changes, on one form.

use access::{Deed, FormData, House, PageError, PageResult, Reach, Subject, Visitor};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use documents::{NewDocument, NewFile, Recorder};
use jiff::civil::Date;
use network::pages::forms::{FormField, Refusal};
use network::rules::{Listed, Roll};
use network::store::roll;
use network::{AnnexLine, Author};
use region::LibraryStatus;
use ui::Chrome;
use ui::ru::date_long;

use super::overview::lower;
use crate::annex::{Reader, read};
use crate::{DirectiveRefused, NewDirective, register_directive};

#[derive(Template)]
#[template(path = "directive_new.html")]
struct NewPage {
    chrome: Chrome,
    fields: Vec<FormField>,
    issuers: Vec<(String, String, bool)>,
    groups: Vec<GroupView>,
    /// The annex as it was understood, when that was asked for.
    checked: Option<Vec<CheckedLine>>,
    may_publish: bool,
    publish: bool,
    refusal: Refusal,
}

/// Organisations that become one thing, as typed.
struct GroupView {
    code: &'static str,
    title: String,
    hint: String,
    text: String,
    from: String,
    until: Option<String>,
    error: String,
}

struct CheckedLine {
    name: String,
    municipality: String,
    before: String,
    after: String,
    fault: String,
}

/// A line of the annex with the school that it names.
struct Resolved<'a> {
    school: Listed<'a>,
    line: AnnexLine,
}

const fn field_of(status: LibraryStatus) -> &'static str {
    match status {
        LibraryStatus::Library => "library",
        LibraryStatus::Centre => "centre",
        LibraryStatus::MunicipalCentre => "municipal_centre",
    }
}

fn page(
    house: &House,
    visitor: &Visitor,
    form: Option<&FormData>,
    refusal: Refusal,
    checked: Option<Vec<CheckedLine>>,
) -> NewPage {
    let typed = |name: &str| form.map_or("", |form| form.text(name));
    let today = house.clock.today();
    let mut fields = vec![
        FormField::new("number", "Номер распоряжения", typed("number")).required(),
        FormField::new("date", "Дата распоряжения", typed("date")).of_type("date").required(),
        FormField::new("title", "Заголовок", typed("title"))
            .hint("Как в самом распоряжении: «О …»")
            .of_type("textarea")
            .required(),
    ];
    refusal.mark(&mut fields);
    let bodies = &house.region.region.bodies;
    let issuer = if typed("issuer").is_empty() { bodies.ministry.as_str() } else { typed("issuer") };
    let words = &house.region.statuses;
    let group = |status: LibraryStatus| {
        let code = field_of(status);
        let text = |part: &str| typed(&format!("{code}.{part}")).to_owned();
        GroupView {
            code,
            title: lower(words, status),
            hint: match status {
                LibraryStatus::Library => "Исключаются из сети".to_owned(),
                LibraryStatus::Centre => {
                    format!(
                        "Получают статус, а также {} по окончании или вместо срока",
                        words.short(LibraryStatus::MunicipalCentre)
                    )
                }
                LibraryStatus::MunicipalCentre => {
                    format!("Назначаются на срок; до этого уже {}", words.short(LibraryStatus::Centre))
                }
            },
            text: text("organisations"),
            from: text("from"),
            until: (status == LibraryStatus::MunicipalCentre).then(|| text("until")),
            error: refusal
                .faults
                .iter()
                .filter(|(field, _)| *field == code)
                .map(|(_, text)| text.as_str())
                .collect::<Vec<_>>()
                .join(" "),
        }
    };
    NewPage {
        fields,
        issuers: [&bodies.ministry, &bodies.institute]
            .map(|code| (code.clone(), network_title(house, code, today), code == issuer))
            .into(),
        groups: [LibraryStatus::Centre, LibraryStatus::MunicipalCentre, LibraryStatus::Library]
            .map(group)
            .into(),
        checked,
        may_publish: visitor.scope(Subject::Document, Deed::Approve).reach() == Reach::Everything,
        publish: typed("publish") == "yes",
        refusal,
        chrome: visitor.chrome.clone(),
    }
}

fn network_title(house: &House, code: &str, today: Date) -> String {
    let name = house.region.organisation(code).and_then(|one| one.name_on(today));
    name.map_or_else(|| code.to_owned(), |name| name.full.clone())
}

/// `/network/statuses/new`
pub async fn form(State(house): State<House>, visitor: Visitor) -> PageResult {
    Ok(Html(page(&house, &visitor, None, Refusal::default(), None).render()?).into_response())
}

fn day(form: &FormData, field: &str) -> Option<Result<Date, ()>> {
    let text = form.text(field);
    (!text.is_empty()).then(|| roster::check::day(text).map_err(|_| ()))
}

/// The annex as the form has it: every school that was named, every fault.
fn annex_of<'a>(form: &FormData, roll: &'a Roll, signed: Date, refusal: &mut Refusal) -> Vec<Resolved<'a>> {
    let mut resolved: Vec<Resolved<'a>> = Vec::new();
    for status in [LibraryStatus::Centre, LibraryStatus::MunicipalCentre, LibraryStatus::Library] {
        let code = field_of(status);
        let text = form.text(&format!("{code}.organisations"));
        if text.is_empty() {
            continue;
        }
        let mut tell = |text: String| refusal.faults.push((code, text));
        let from = match day(form, &format!("{code}.from")) {
            None => signed,
            Some(Ok(from)) => from,
            Some(Err(())) => {
                tell("Первый день написан не так: выберите его в календаре.".into());
                signed
            }
        };
        let to = match day(form, &format!("{code}.until")) {
            Some(Ok(to)) => Some(to),
            Some(Err(())) => {
                tell("Последний день срока написан не так: выберите его в календаре.".into());
                None
            }
            None => None,
        };
        if status == LibraryStatus::MunicipalCentre && form.text(&format!("{code}.until")).is_empty() {
            tell("Не указан последний день срока.".into());
        }
        let (named, unknown) = read(text, &Reader::of(roll, from));
        for one in unknown {
            tell(format!("«{}»: {}.", one.line, one.why));
        }
        resolved.extend(named.into_iter().map(|school| {
            let org_id = school.organisation.id.clone();
            Resolved { school, line: AnnexLine { org_id, status, from, to } }
        }));
    }
    resolved
}

/// `POST /network/statuses`: shows the annex as it is understood, or registers it all.
pub async fn register(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let mut refusal = Refusal::default();
    let signed = match day(&form, "date") {
        Some(Ok(day)) => Some(day),
        _ => {
            refusal.faults.push(("date", "Не указана дата распоряжения.".into()));
            None
        }
    };
    let roll = roll(&house.db).await?;
    let today = house.clock.today();
    let resolved = annex_of(&form, &roll, signed.unwrap_or(today), &mut refusal);
    if resolved.is_empty() && refusal.faults.iter().all(|(field, _)| *field == "date") {
        refusal.faults.push(("centre", DirectiveRefused::NoAnnex.to_string()));
    }
    if form.text("do") == "check" || !refusal.is_empty() {
        let status = if refusal.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let checked = checked(&house, &resolved);
        return Ok((status, Html(page(&house, &visitor, Some(&form), refusal, Some(checked)).render()?))
            .into_response());
    }
    match registered(&house, &visitor, &form, signed.unwrap_or(today), &resolved).await {
        Ok(id) => Ok(Redirect::to(&format!("/network/statuses/{id}")).into_response()),
        Err(refused) => {
            let refusal = refused_on_page(refused, &resolved)?;
            let page = page(&house, &visitor, Some(&form), refusal, Some(checked(&house, &resolved)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

/// What would become of every school, and why not.
fn checked(house: &House, resolved: &[Resolved<'_>]) -> Vec<CheckedLine> {
    let words = &house.region.statuses;
    let line = |one: &Resolved<'_>| {
        let statuses = &one.school.organisation.statuses;
        let until = one.line.to.map_or_else(String::new, |to| format!(" по {}", date_long(to)));
        CheckedLine {
            name: one.school.name.short.clone(),
            municipality: one.school.municipality.map_or_else(String::new, |place| place.short_name.clone()),
            before: words.short(statuses.on(one.line.from)).to_owned(),
            after: format!("{} с {}{until}", words.short(one.line.status), date_long(one.line.from)),
            fault: statuses.refuses(one.line.status, one.line.from, one.line.to).unwrap_or_default(),
        }
    };
    resolved.iter().map(line).collect()
}

async fn registered(
    house: &House,
    visitor: &Visitor,
    form: &FormData,
    signed: Date,
    resolved: &[Resolved<'_>],
) -> Result<String, DirectiveRefused> {
    let not_found = || DirectiveRefused::Document(documents::DocumentRefused::NotFound);
    let recorder = Recorder::of(visitor).ok_or_else(not_found)?;
    let author = Author::of(visitor).ok_or_else(not_found)?;
    let bodies = &house.region.region.bodies;
    let issuer = [&bodies.ministry, &bodies.institute].into_iter().find(|code| *code == form.text("issuer"));
    let mut tx = house.db.begin().await?;
    let issuer = network::place_of(&mut tx, issuer.unwrap_or(&bodies.ministry), house.clock.today()).await?;
    let may_publish = visitor.scope(Subject::Document, Deed::Approve).reach() == Reach::Everything;
    let document = NewDocument {
        kind: house.region.statuses.directive_kind.clone(),
        number: form.text("number").into(),
        date: signed,
        issuer,
        title: form.text("title").to_owned(),
        file: form
            .file("scan")
            .map(|upload| NewFile { name: upload.name.clone(), bytes: upload.bytes.clone() }),
        is_published: may_publish && form.text("publish") == "yes",
        ends: Vec::new(),
    };
    let annex = resolved.iter().map(|one| one.line.clone()).collect();
    let papers = visitor.scope(Subject::Document, Deed::Write);
    let statuses = visitor.scope(Subject::LibraryStatus, Deed::Write);
    let new = NewDirective { document, annex };
    let id = register_directive(&mut tx, house, (&papers, &statuses), new, (&recorder, &author)).await?;
    tx.commit().await?;
    Ok(id)
}

/// The refusal at the fields of the form; what is no matter of the form goes on.
fn refused_on_page(refused: DirectiveRefused, resolved: &[Resolved<'_>]) -> Result<Refusal, PageError> {
    let faults = match refused {
        DirectiveRefused::Annex(faults) => faults
            .into_iter()
            .filter_map(|fault| {
                let one = resolved.get(fault.line)?;
                Some((field_of(one.line.status), format!("{}: {}.", one.school.name.short, fault.reason)))
            })
            .collect(),
        DirectiveRefused::NoAnnex => vec![("centre", refused.to_string())],
        DirectiveRefused::BeforeTheDocument(day) => {
            let field = resolved
                .iter()
                .find(|one| one.line.from < day)
                .map_or("date", |one| field_of(one.line.status));
            vec![(field, refused.to_string())]
        }
        DirectiveRefused::Document(refused) => match refused.problems() {
            Some(problems) => problems
                .into_iter()
                .map(|problem| (if problem.field == "file" { "scan" } else { problem.field }, problem.text))
                .collect(),
            None => return Err(refused.into()),
        },
        DirectiveRefused::Network(refused) => return Err(refused.into()),
    };
    Ok(Refusal { faults, conflicts: Vec::new() })
}
