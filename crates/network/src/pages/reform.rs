//! «Преобразование муниципалитетов»: renamed, merged, split, with a day and an act.

use access::{Deed, FormData, House, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect};
use jiff::civil::Date;
use serde::Deserialize;
use ui::Chrome;

use super::forms::{FormField, Refusal};
use crate::rules::{
    Filter, Into, MunicipalityNames, NewMunicipality, Reform, Roll, RollMunicipality, free_cells, kind_title,
};
use crate::store::roll;
use crate::{Author, Desk, NetworkRefused, reform};

/// Which form is shown: `what` — rename, merge, split; `of` — the municipality that it is about.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Asked {
    what: String,
    of: String,
}

#[derive(Template)]
#[template(path = "reform.html")]
struct ReformPage {
    chrome: Chrome,
    what: &'static str,
    /// Code and name of the municipality that the form is about; empty while none is chosen.
    of: Option<(String, String)>,
    municipalities: Vec<(String, String, bool)>,
    dated: Vec<FormField>,
    names: Vec<FormField>,
    /// Of a municipality that is made: code and capital.
    made: Vec<FormField>,
    cells: Vec<(String, String, bool)>,
    /// Municipalities that could join, or organisations that could leave: (value, name, chosen).
    choices: Vec<(String, String, bool)>,
    becomes_new: bool,
    keeps_name: bool,
    refusal: Refusal,
}

const WHATS: [&str; 3] = ["rename", "merge", "split"];

fn page(
    house: &House,
    visitor: &Visitor,
    roll: &Roll,
    asked: &Asked,
    form: Option<&FormData>,
    refusal: Refusal,
) -> ReformPage {
    let today = house.clock.today();
    let what = WHATS.into_iter().find(|what| *what == asked.what).unwrap_or(WHATS[0]);
    let municipalities = roll.municipalities_on(today);
    let of = municipalities.iter().copied().find(|one| one.code == asked.of);
    let typed = |name: &str| form.map_or("", |form| form.text(name));
    let field = |name: &'static str, label: &'static str| FormField::new(name, label, typed(name));
    let mut dated = vec![
        field("day", "С какого дня").of_type("date").required(),
        field("basis", "Основание").hint("Закон края: дата и номер").required(),
    ];
    let now = |name: &str| match (form, of.filter(|_| what != "split")) {
        (Some(form), _) => form.text(name).to_owned(),
        (None, Some(of)) => match name {
            "full_name" => of.full_name.clone(),
            "short_name" => of.short_name.clone(),
            "map_label" => of.map_label.clone(),
            "oktmo" => of.oktmo.clone(),
            _ => String::new(),
        },
        (None, None) => String::new(),
    };
    let mut names = vec![
        FormField::new("kind", "Вид", now("kind")).hint("«муниципальный округ», «городской округ»"),
        FormField::new("full_name", "Полное наименование", now("full_name")),
        FormField::new("short_name", "Краткое наименование", now("short_name")).hint("«Нанайский округ»"),
        FormField::new("genitive_name", "Полное наименование в родительном падеже", now("genitive_name")),
        FormField::new("map_label", "Подпись на карте", now("map_label")).hint("До 11 знаков"),
        FormField::new("oktmo", "ОКТМО", now("oktmo"))
            .hint("Восемь цифр; при преобразовании код обычно меняется"),
    ];
    let mut made = vec![
        field("code", "Код муниципалитета").hint("Латинские буквы; не меняется никогда"),
        field("capital", "Административный центр").hint("«рп. Ванино»"),
    ];
    for fields in [&mut dated, &mut names, &mut made] {
        refusal.mark(fields);
    }
    ReformPage {
        what,
        of: of.map(|one| (one.code.clone(), one.short_name.clone())),
        municipalities: municipalities
            .iter()
            .map(|one| (one.code.clone(), one.short_name.clone(), one.code == asked.of))
            .collect(),
        dated,
        names,
        made,
        cells: of.map_or_else(Vec::new, |of| cells(roll, of, what, today, typed("cell"))),
        choices: of.map_or_else(Vec::new, |of| choices(roll, of, what, today, form)),
        becomes_new: typed("into") == "new",
        keeps_name: form.is_none_or(|form| form.text("into") == "keep"),
        refusal,
        chrome: visitor.chrome.clone(),
    }
}

/// Cells that the made municipality may take: a merged one that of its source, a new one a free cell beside it.
fn cells(
    roll: &Roll,
    of: &RollMunicipality,
    what: &str,
    today: Date,
    chosen: &str,
) -> Vec<(String, String, bool)> {
    let own = (of.hex_col, of.hex_row);
    let mut cells = if what == "merge" { vec![own] } else { Vec::new() };
    cells.extend(free_cells(roll, today, &[own]).into_iter().take(12));
    cells
        .into_iter()
        .map(|(col, row)| {
            let value = format!("{col}-{row}");
            let mut words = format!("ряд {}, место {}", row + 1, col + 1);
            if (col, row) == own {
                words = format!("{words} — ячейка муниципалитета «{}»", of.short_name);
            }
            let is_chosen = value == chosen;
            (value, words, is_chosen)
        })
        .collect()
}

fn choices(
    roll: &Roll,
    of: &RollMunicipality,
    what: &str,
    today: Date,
    form: Option<&FormData>,
) -> Vec<(String, String, bool)> {
    let chosen: Vec<&str> = form.map_or_else(Vec::new, |form| form.all("choice").collect());
    match what {
        "merge" => roll
            .municipalities_on(today)
            .into_iter()
            .filter(|one| one.id != of.id)
            .map(|one| (one.code.clone(), one.short_name.clone(), chosen.contains(&one.code.as_str())))
            .collect(),
        "split" => {
            let filter = Filter { municipality: Some(of.code.clone()), ..Filter::on(today) };
            let scope = access::Scope::of_the_program();
            let (listed, _) = roll.all(&scope, &filter);
            let line = |one: crate::rules::Listed<'_>| {
                let code = &one.organisation.code;
                let name = format!("{} — {}", one.name.short, kind_title(one.organisation.kind));
                (code.clone(), name, chosen.contains(&code.as_str()))
            };
            listed.into_iter().map(line).collect()
        }
        _ => Vec::new(),
    }
}

/// `/network/reform`
pub async fn form(State(house): State<House>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let roll = roll(&house.db).await?;
    Ok(Html(page(&house, &visitor, &roll, &asked, None, Refusal::default()).render()?).into_response())
}

/// `POST /network/reform`
pub async fn record(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let roll = roll(&house.db).await?;
    let asked = Asked { what: form.text("what").to_owned(), of: form.text("of").to_owned() };
    match recorded(&house, &visitor, &roll, &asked, &form).await {
        // What was merged into a new one may be no more today.
        Ok(()) if asked.what == "merge" => Ok(Redirect::to("/network").into_response()),
        Ok(()) => Ok(Redirect::to(&format!("/network/municipalities/{}", asked.of)).into_response()),
        Err(refused) => {
            let refusal = Refusal::from_door(refused)?;
            let status = refusal.status();
            let page = page(&house, &visitor, &roll, &asked, Some(&form), refusal);
            Ok((status, Html(page.render()?)).into_response())
        }
    }
}

async fn recorded(
    house: &House,
    visitor: &Visitor,
    roll: &Roll,
    asked: &Asked,
    form: &FormData,
) -> Result<(), NetworkRefused> {
    let author = Author::of(visitor).ok_or(NetworkRefused::NotFound)?;
    let municipality = |code: &str| {
        roll.municipalities_on(house.clock.today())
            .into_iter()
            .find(|one| one.code == code)
            .map(|one| one.id.clone())
    };
    let of =
        municipality(&asked.of).ok_or_else(|| NetworkRefused::invalid("of", "Не выбран муниципалитет."))?;
    let day = roster::check::day(form.text("day"))
        .map_err(|_| NetworkRefused::invalid("day", "Не указан день."))?;
    let text = |name: &str| form.text(name).to_owned();
    let names = MunicipalityNames {
        kind: text("kind"),
        full: text("full_name"),
        short: text("short_name"),
        genitive: text("genitive_name"),
        map_label: text("map_label"),
        oktmo: text("oktmo"),
    };
    let made = || {
        let cell = form
            .text("cell")
            .split_once('-')
            .and_then(|(col, row)| Some((col.parse().ok()?, row.parse().ok()?)));
        let cell = cell.ok_or_else(|| NetworkRefused::invalid("cell", "Не выбрана ячейка карты."))?;
        Ok::<_, NetworkRefused>(NewMunicipality {
            code: text("code"),
            names: names.clone(),
            capital: text("capital"),
            cell,
        })
    };
    let chosen: Vec<String> = form.all("choice").map(str::to_owned).collect();
    let what = match asked.what.as_str() {
        "merge" => {
            let mut sources: Vec<String> = chosen.iter().filter_map(|code| municipality(code)).collect();
            if sources.is_empty() {
                return Err(NetworkRefused::invalid(
                    "choices",
                    "Не отмечено ни одного муниципалитета, который присоединяется.",
                ));
            }
            let into = match form.text("into") {
                "new" => {
                    sources.push(of);
                    Into::New(made()?)
                }
                "rename" => Into::Existing { id: of, names: Some(names.clone()) },
                _ => Into::Existing { id: of, names: None },
            };
            Reform::Merge { sources, into }
        }
        "split" => Reform::Split { source: of, new: made()?, organisations: chosen },
        _ => Reform::Rename { id: of, names },
    };
    let scope = visitor.scope(Subject::Administration, Deed::Write);
    let mut tx = house.db.begin().await?;
    reform(&mut tx, &Desk::of(house), &scope, roll, &what, (day, form.text("basis")), &author)
        .await
        .map_err(at_field)?;
    tx.commit().await?;
    Ok(())
}

/// The refusal at the field that this form calls so.
fn at_field(refused: NetworkRefused) -> NetworkRefused {
    match refused {
        NetworkRefused::Invalid { field: "sources" | "organisations", text } => {
            NetworkRefused::Invalid { field: "choices", text }
        }
        NetworkRefused::Invalid { field: "municipality", text } => {
            NetworkRefused::Invalid { field: "of", text }
        }
        other => other,
    }
}
