//! The tree of an edition's aims, and what its indicators came to.

use access::{FormData, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use serde::Deserialize;
use ui::Chrome;
use ui::ru::of_thousandths;

use super::{Place, told, writes};
use crate::rules::{AimKind, paragraph_number, progress};
use crate::store::{self as rows, AimRow, AimValueRow};
use crate::{AimForm, Editor, ValueForm};

/// One line of the tree, as the list shows it.
struct AimLine {
    id: String,
    depth: usize,
    kind: &'static str,
    title: String,
    paragraph_id: String,
    /// «с 30 до 60 % к 2030 году».
    wanted: String,
    source: String,
    /// Year, value, percents of the way, by what it is known.
    values: Vec<(i64, String, Option<u8>, String)>,
    /// What may be put under it: code and the words of the link.
    below: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "edition_aims.html")]
struct AimsPage {
    chrome: Chrome,
    path: String,
    text_title: String,
    edition_title: String,
    lines: Vec<AimLine>,
    is_editable: bool,
    may_record: bool,
}

fn wanted(aim: &AimRow) -> String {
    let unit = if aim.unit.is_empty() { String::new() } else { format!("\u{a0}{}", aim.unit) };
    let span = match (aim.base, aim.target) {
        (Some(base), Some(target)) => {
            format!("с {} до {}{unit}", of_thousandths(base), of_thousandths(target))
        }
        (None, Some(target)) => format!("{}{unit}", of_thousandths(target)),
        (Some(base), None) => format!("исходно {}{unit}", of_thousandths(base)),
        (None, None) => return String::new(),
    };
    match aim.due_year {
        Some(year) => format!("{span} к {year}\u{a0}году"),
        None => span,
    }
}

const fn under_it(kind: AimKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        AimKind::Goal => &[("priority", "Добавить приоритет"), ("indicator", "Добавить показатель")],
        AimKind::Priority => &[("tool", "Добавить инструмент"), ("indicator", "Добавить показатель")],
        AimKind::Tool => &[("indicator", "Добавить показатель")],
        AimKind::Indicator => &[],
    }
}

/// The tree from its roots down; whatever hangs on nothing is told at the end rather than lost.
fn lines_of(aims: &[AimRow], values: &[AimValueRow]) -> Vec<AimLine> {
    let mut lines: Vec<AimLine> = Vec::with_capacity(aims.len());
    grow(aims, values, None, 0, &mut lines);
    lines
}

fn grow(
    aims: &[AimRow],
    values: &[AimValueRow],
    parent: Option<&str>,
    depth: usize,
    into: &mut Vec<AimLine>,
) {
    for aim in aims.iter().filter(|aim| aim.parent_id.as_deref() == parent) {
        let of_aim = values.iter().filter(|value| value.aim_id == aim.aim_id);
        into.push(AimLine {
            id: aim.aim_id.clone(),
            depth,
            kind: aim.kind().title(),
            title: aim.title.clone(),
            paragraph_id: aim.paragraph_id.clone(),
            wanted: wanted(aim),
            source: aim.source.clone(),
            values: of_aim
                .map(|one| {
                    let way = progress(aim.base, aim.target, one.value);
                    (one.year, of_thousandths(one.value), way, one.proof.clone())
                })
                .collect(),
            below: under_it(aim.kind()).to_vec(),
        });
        // Four kinds stand under each other: the tree is never deeper.
        if depth < AimKind::ALL.len() {
            grow(aims, values, Some(&aim.aim_id), depth + 1, into);
        }
    }
}

/// `/editions/{text}/{number}/aims`
pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number)): Path<(String, i64)>,
) -> PageResult {
    let place = Place::find(&house, &visitor, &code, number).await?;
    let aims = rows::aims_of(&house.db, &place.edition).await?;
    let values = rows::aim_values(&house.db, &place.edition).await?;
    let page = AimsPage {
        path: place.path(),
        text_title: place.text.title.clone(),
        edition_title: place.edition.title.clone(),
        lines: lines_of(&aims, &values),
        is_editable: place.is_editable(&visitor),
        may_record: writes(&visitor).covers(&place.text.org_id, None),
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

#[derive(Template)]
#[template(path = "edition_aim.html")]
struct AimPage {
    chrome: Chrome,
    path: String,
    text_title: String,
    edition_title: String,
    /// Empty for a new one.
    id: String,
    kind: &'static str,
    is_indicator: bool,
    above: String,
    form: AimForm,
    version: i64,
    value: ValueForm,
    is_editable: bool,
    error: Option<(&'static str, String)>,
}

fn form_of(form: &FormData) -> AimForm {
    let text = |name: &str| form.text(name).to_owned();
    AimForm {
        kind: text("kind"),
        parent: text("parent"),
        title: text("title"),
        paragraph: text("paragraph"),
        unit: text("unit"),
        base: text("base"),
        target: text("target"),
        due_year: text("due_year"),
        source: text("source"),
    }
}

fn form_of_row(aim: &AimRow) -> AimForm {
    let told = |value: Option<i64>| value.map_or_else(String::new, of_thousandths);
    AimForm {
        kind: aim.kind().code().to_owned(),
        parent: aim.parent_id.clone().unwrap_or_default(),
        title: aim.title.clone(),
        paragraph: paragraph_number(&aim.paragraph_id).to_owned(),
        unit: aim.unit.clone(),
        base: told(aim.base),
        target: told(aim.target),
        due_year: aim.due_year.map_or_else(String::new, |year| year.to_string()),
        source: aim.source.clone(),
    }
}

fn page_of(place: &Place, visitor: Visitor, aims: &[AimRow], form: AimForm) -> Result<AimPage, PageError> {
    let kind = AimKind::from_code(&form.kind).ok_or(PageError::NotFound)?;
    let above = aims.iter().find(|aim| aim.aim_id == form.parent);
    Ok(AimPage {
        path: place.path(),
        text_title: place.text.title.clone(),
        edition_title: place.edition.title.clone(),
        id: String::new(),
        kind: kind.title(),
        is_indicator: kind == AimKind::Indicator,
        above: above.map_or_else(String::new, |aim| aim.title.clone()),
        form,
        version: 1,
        value: ValueForm::default(),
        is_editable: place.is_editable(&visitor),
        error: None,
        chrome: visitor.chrome,
    })
}

fn refused(page: AimPage, error: (&'static str, String)) -> PageResult {
    let page = AimPage { error: Some(error), ..page };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

#[derive(Deserialize)]
pub struct Under {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    parent: String,
}

/// `/editions/{text}/{number}/aims/new?kind=priority&parent=a1`
pub async fn new_form(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number)): Path<(String, i64)>,
    Query(under): Query<Under>,
) -> PageResult {
    let place = Place::find(&house, &visitor, &code, number).await?;
    if !place.is_editable(&visitor) {
        return Err(PageError::NotFound);
    }
    let aims = rows::aims_of(&house.db, &place.edition).await?;
    let kind = if under.kind.is_empty() { "goal".to_owned() } else { under.kind };
    let form = AimForm { kind, parent: under.parent, ..AimForm::default() };
    Ok(Html(page_of(&place, visitor, &aims, form)?.render()?).into_response())
}

/// `POST /editions/{text}/{number}/aims`
pub async fn add(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number)): Path<(String, i64)>,
    form: FormData,
) -> PageResult {
    let place = Place::find(&house, &visitor, &code, number).await?;
    let editor = Editor::of(&visitor).ok_or(PageError::NotFound)?;
    let typed = form_of(&form);
    let scope = writes(&visitor);
    let mut tx = house.db.begin().await?;
    let both = (&place.text, &place.edition);
    match crate::add_aim(&mut tx, &house, &scope, both, &typed, &editor).await {
        Ok(id) => {
            tx.commit().await?;
            Ok(Redirect::to(&format!("{}/aims#{id}", place.path())).into_response())
        }
        Err(why) => {
            drop(tx);
            let error = told(why)?;
            let aims = rows::aims_of(&house.db, &place.edition).await?;
            let kind =
                if AimKind::from_code(&typed.kind).is_some() { typed.kind.clone() } else { "goal".into() };
            refused(page_of(&place, visitor, &aims, AimForm { kind, ..typed })?, error)
        }
    }
}

/// A place with its aims and the one of them that the address names.
async fn found(
    house: &House,
    visitor: &Visitor,
    (code, number, id): &(String, i64, String),
) -> Result<(Place, Vec<AimRow>, AimRow), PageError> {
    let place = Place::find(house, visitor, code, *number).await?;
    if !writes(visitor).covers(&place.text.org_id, None) {
        return Err(PageError::NotFound);
    }
    let aims = rows::aims_of(&house.db, &place.edition).await?;
    let aim = aims.iter().find(|aim| aim.aim_id == *id).cloned().ok_or(PageError::NotFound)?;
    Ok((place, aims, aim))
}

/// `/editions/{text}/{number}/aims/{aim}`
pub async fn form(
    State(house): State<House>,
    visitor: Visitor,
    Path(path): Path<(String, i64, String)>,
) -> PageResult {
    let (place, aims, aim) = found(&house, &visitor, &path).await?;
    let page = page_of(&place, visitor, &aims, form_of_row(&aim))?;
    Ok(Html(AimPage { id: aim.aim_id, version: aim.version, ..page }.render()?).into_response())
}

/// `POST /editions/{text}/{number}/aims/{aim}`: another wording, or its end.
pub async fn save(
    State(house): State<House>,
    visitor: Visitor,
    Path(path): Path<(String, i64, String)>,
    form: FormData,
) -> PageResult {
    let (place, aims, aim) = found(&house, &visitor, &path).await?;
    let editor = Editor::of(&visitor).ok_or(PageError::NotFound)?;
    let typed = AimForm {
        kind: aim.kind().code().to_owned(),
        parent: aim.parent_id.clone().unwrap_or_default(),
        ..form_of(&form)
    };
    let seen = form.text("version").parse().unwrap_or(0);
    let scope = writes(&visitor);
    let both = (&place.text, &place.edition);
    let mut tx = house.db.begin().await?;
    let done = if form.text("do") == "remove" {
        crate::remove_aim(&mut tx, &house, &scope, both, &aim, &editor).await
    } else {
        crate::change_aim(&mut tx, &house, &scope, both, &aim, (&typed, seen), &editor).await
    };
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(Redirect::to(&format!("{}/aims", place.path())).into_response())
        }
        Err(why) => {
            drop(tx);
            let error = told(why)?;
            let typed = if form.text("do") == "remove" { form_of_row(&aim) } else { typed };
            let page = page_of(&place, visitor, &aims, typed)?;
            refused(AimPage { id: aim.aim_id, version: aim.version, ..page }, error)
        }
    }
}

/// `POST /editions/{text}/{number}/aims/{aim}/values`
pub async fn record(
    State(house): State<House>,
    visitor: Visitor,
    Path(path): Path<(String, i64, String)>,
    form: FormData,
) -> PageResult {
    let (place, aims, aim) = found(&house, &visitor, &path).await?;
    let editor = Editor::of(&visitor).ok_or(PageError::NotFound)?;
    let text = |name: &str| form.text(name).to_owned();
    let value = ValueForm { year: text("year"), value: text("value"), proof: text("proof") };
    let scope = writes(&visitor);
    let mut tx = house.db.begin().await?;
    match crate::record_value(&mut tx, &house, &scope, &place.text, &aim, &value, &editor).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(Redirect::to(&format!("{}/aims#{}", place.path(), aim.aim_id)).into_response())
        }
        Err(why) => {
            drop(tx);
            let error = told(why)?;
            let page = page_of(&place, visitor, &aims, form_of_row(&aim))?;
            refused(AimPage { id: aim.aim_id, version: aim.version, value, ..page }, error)
        }
    }
}
