//! Real boundaries: loading them, what was recognised, and buildings that lie outside of their municipality.

use access::{Deed, FormData, House, PageError, PageResult, Scope, Subject, Visitor};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use roster::Point;
use ui::Chrome;

use super::forms::{FormField, Refusal};
use super::map::outline_map;
use super::organisation_path;
use crate::import::vocabulary;
use crate::rules::{Filter, Matched, Roll, matched};
use crate::store::{atlas, roll};
use crate::{Author, Desk, NetworkRefused, NewBoundaries, astray, import_boundaries};

#[derive(Template)]
#[template(path = "boundaries.html")]
struct BoundariesPage {
    chrome: Chrome,
    /// The map in force, with who loaded it and when.
    map: Option<ui::OutlineMap>,
    loaded: String,
    count: usize,
    astray: Vec<(String, String, String)>,
    attribution: FormField,
    refusal: Refusal,
    report: Option<Report>,
}

/// What a file would bring.
struct Report {
    found: usize,
    strangers: Vec<String>,
    missing: Vec<String>,
    faults: Vec<String>,
}

fn administration(visitor: &Visitor) -> Scope {
    visitor.scope(Subject::Administration, Deed::Write)
}

async fn page(
    house: &House,
    visitor: &Visitor,
    roll: &Roll,
    form: Option<&FormData>,
    refusal: Refusal,
    report: Option<Report>,
) -> Result<BoundariesPage, PageError> {
    let today = house.clock.today();
    let atlas = atlas(&house.db, roll).await?;
    let scope = visitor.scope(Subject::OrganisationCard, Deed::Read);
    let filter = Filter::on(today);
    let (_, totals) = roll.all(&scope, &filter);
    let astray = atlas.as_ref().map_or_else(Vec::new, |atlas| {
        let found = astray(roll, atlas, today).into_iter();
        found
            .map(|one| {
                let Point { lat_e6, lon_e6 } = one.point;
                let point = format!("{}, {}", Point::degrees(lat_e6), Point::degrees(lon_e6));
                (
                    organisation_path(&one.owner.organisation.code, today, today),
                    one.owner.name.short.clone(),
                    format!("{} ({point})", one.address),
                )
            })
            .collect()
    });
    let mut attribution = FormField::new(
        "attribution",
        "Чьи границы и на каких условиях",
        form.map_or("", |form| form.text("attribution")),
    )
    .hint("Показывается рядом с картой. Если не указать, возьмём из файла");
    refusal.mark(std::slice::from_mut(&mut attribution));
    Ok(BoundariesPage {
        map: atlas.as_ref().map(|atlas| outline_map(atlas, roll, &totals, &filter, &house.region.statuses)),
        loaded: atlas.as_ref().map_or_else(String::new, |atlas| {
            format!(
                "файл «{}», {}, {}",
                atlas.file_name,
                ui::ru::date_long(house.clock.date_of(atlas.imported_at)),
                atlas.author
            )
        }),
        count: atlas.as_ref().map_or(0, |atlas| atlas.len()),
        astray,
        attribution,
        refusal,
        report,
        chrome: visitor.chrome.clone(),
    })
}

/// `/network/boundaries`
pub async fn form(State(house): State<House>, visitor: Visitor) -> PageResult {
    let roll = roll(&house.db).await?;
    Ok(Html(page(&house, &visitor, &roll, None, Refusal::default(), None).await?.render()?).into_response())
}

/// `POST /network/boundaries`: shows what a file would bring, or puts it in force.
pub async fn load(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let roll = roll(&house.db).await?;
    let (report, refusal) = match loaded(&house, &visitor, &roll, &form).await {
        Ok(None) => return Ok(Redirect::to("/network/boundaries").into_response()),
        Ok(Some(report)) => (Some(report), Refusal::default()),
        Err(refused) => (None, Refusal::from_door(refused)?),
    };
    let status = if refusal.is_empty() { StatusCode::OK } else { refusal.status() };
    let page = page(&house, &visitor, &roll, Some(&form), refusal, report).await?;
    Ok((status, Html(page.render()?)).into_response())
}

async fn loaded(
    house: &House,
    visitor: &Visitor,
    roll: &Roll,
    form: &FormData,
) -> Result<Option<Report>, NetworkRefused> {
    let author = Author::of(visitor).ok_or(NetworkRefused::NotFound)?;
    let file = form.file("file").ok_or_else(|| {
        NetworkRefused::invalid("file", "Файл не выбран. Нажмите «Выбрать файл» и укажите .geojson.")
    })?;
    let (bytes, words) = (file.bytes.clone(), vocabulary(roll, house.clock.today()));
    // Reading takes processor time: not on the threads that serve pages.
    let read = tokio::task::spawn_blocking(move || {
        let boundaries = outlines::read(&bytes)?;
        let faults: Vec<String> =
            boundaries.faults.iter().map(|one| format!("{}: {}", one.territory, one.reason)).collect();
        let attribution = boundaries.attribution.clone();
        Ok::<_, outlines::Refused>((matched(boundaries, &words), faults, attribution))
    });
    let read = read.await.map_err(|error| NetworkRefused::Store(store::Error::Invalid(error.to_string())))?;
    let (found, faults, of_file) =
        read.map_err(|refused| NetworkRefused::Invalid { field: "file", text: refused.to_string() })?;
    if form.text("do") == "check" {
        let Matched { found, strangers, missing } = found;
        return Ok(Some(Report { found: found.len(), strangers, missing, faults }));
    }
    let typed = form.text("attribution");
    let new = NewBoundaries {
        bytes: file.bytes.clone(),
        file_name: &file.name,
        attribution: if typed.is_empty() { &of_file } else { typed },
    };
    let (scope, desk) = (administration(visitor), Desk::of(house));
    let mut tx = house.db.begin().await?;
    import_boundaries(&mut tx, &desk, &house.files, &scope, roll, new, &found, &author).await?;
    tx.commit().await?;
    Ok(None)
}
