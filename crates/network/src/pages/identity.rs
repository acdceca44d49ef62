//! What an organisation is called, where it lies, whether it still is: dated changes with their basis.

use access::{Deed, FormData, House, PageResult, Reach, Scope, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::civil::Date;
use ui::Chrome;

use super::forms::{FormField, Refusal};
use super::{edited, organisation_path};
use crate::rules::{LAST_DAY, OrganisationNames, Roll, RollMunicipality, RollName, RollOrganisation};
use crate::store::roll;
use crate::{
    Author, Desk, NetworkRefused, close_organisation, correct_names, move_organisation, rename_organisation,
};

/// One page for three deeds: each is a form of its own.
#[derive(Template)]
#[template(path = "organisation_name.html")]
struct NamePage {
    chrome: Chrome,
    code: String,
    name: String,
    card_path: String,
    mode: String,
    names: Vec<FormField>,
    /// Day and basis of a new name.
    dated: Vec<FormField>,
    /// Where it could move; empty for what belongs to no municipality and for who may not move it.
    municipalities: Vec<(String, String, bool)>,
    moving: Vec<FormField>,
    /// `None` when its last day is known already.
    closing: Option<Vec<FormField>>,
    refusal: Refusal,
    heading: &'static str,
}

fn writing(visitor: &Visitor) -> Scope {
    visitor.scope(Subject::OrganisationCard, Deed::Write)
}

struct Asked<'a> {
    house: &'a House,
    visitor: &'a Visitor,
    roll: &'a Roll,
    organisation: &'a RollOrganisation,
    name: &'a RollName,
}

/// Which of the forms was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sent {
    Nothing,
    Name,
    Move,
    Close,
}

impl Asked<'_> {
    fn page(&self, sent: Sent, form: Option<&FormData>, refusal: Refusal) -> NamePage {
        let today = self.house.clock.today();
        let typed = |of: Sent, name: &str, now: &str| match form.filter(|_| sent == of) {
            Some(form) => form.text(name).to_owned(),
            None => now.to_owned(),
        };
        let name = self.name;
        let mut names = vec![
            FormField::new("full_name", "Полное наименование", typed(Sent::Name, "full_name", &name.full))
                .hint("По уставу")
                .of_type("textarea")
                .required(),
            FormField::new(
                "short_name",
                "Краткое наименование",
                typed(Sent::Name, "short_name", &name.short),
            )
            .required(),
            FormField::new(
                "genitive_name",
                "В родительном падеже",
                typed(Sent::Name, "genitive_name", &name.genitive),
            )
            .hint("Полное наименование для бумаг: «письмо муниципального бюджетного…»")
            .of_type("textarea")
            .required(),
        ];
        let basis_hint = "Каким документом: вид, номер, дата";
        let mut dated = vec![
            FormField::new("valid_from", "С какого дня", typed(Sent::Name, "valid_from", "")).of_type("date"),
            FormField::new("basis", "Основание", typed(Sent::Name, "basis", "")).hint(basis_hint),
        ];
        let mut moving = vec![
            FormField::new("from", "С какого дня", typed(Sent::Move, "from", "")).of_type("date").required(),
            FormField::new("move_basis", "Основание", typed(Sent::Move, "move_basis", "")).hint(basis_hint),
        ];
        let mut closing = vec![
            FormField::new("last_day", "Последний день", typed(Sent::Close, "last_day", ""))
                .of_type("date")
                .required(),
            FormField::new("close_basis", "Основание", typed(Sent::Close, "close_basis", ""))
                .hint(basis_hint)
                .required(),
        ];
        for fields in [&mut names, &mut dated, &mut moving, &mut closing] {
            refusal.mark(fields);
        }
        let moves =
            writing(self.visitor).reach() == Reach::Everything && self.organisation.kind.is_municipal();
        let chosen = typed(Sent::Move, "municipality", "");
        NamePage {
            code: self.organisation.code.clone(),
            name: name.short.clone(),
            card_path: organisation_path(&self.organisation.code, today, today),
            mode: typed(Sent::Name, "mode", "rename"),
            names,
            dated,
            municipalities: if moves { self.elsewhere(today, &chosen) } else { Vec::new() },
            moving,
            closing: (name.period.to == LAST_DAY).then_some(closing),
            refusal,
            heading: match sent {
                Sent::Move => "Перевод не записан",
                Sent::Close => "Последний день не записан",
                _ => "Наименование не записано",
            },
            chrome: self.visitor.chrome.clone(),
        }
    }

    /// Municipalities but its own.
    fn elsewhere(&self, today: Date, chosen: &str) -> Vec<(String, String, bool)> {
        let own = self.organisation.municipality_on(today);
        let others =
            self.roll.municipalities_on(today).into_iter().filter(|one| Some(one.id.as_str()) != own);
        others.map(|one| (one.code.clone(), one.short_name.clone(), one.code == chosen)).collect()
    }

    fn municipality(&self, code: &str) -> Option<&RollMunicipality> {
        let today = self.house.clock.today();
        self.roll.municipalities_on(today).into_iter().find(|one| one.code == code)
    }

    fn answer(&self, sent: Sent, form: &FormData, done: Result<(), NetworkRefused>) -> PageResult<Response> {
        let today = self.house.clock.today();
        match done {
            Ok(()) => {
                Ok(Redirect::to(&organisation_path(&self.organisation.code, today, today)).into_response())
            }
            Err(refused) => {
                let refusal = Refusal::from_door(refused)?;
                let status = refusal.status();
                Ok((status, Html(self.page(sent, Some(form), refusal).render()?)).into_response())
            }
        }
    }
}

/// `/network/organisations/{organisation}/name`
pub async fn form(State(house): State<House>, visitor: Visitor, Path(code): Path<String>) -> PageResult {
    let roll = roll(&house.db).await?;
    let (organisation, name) = edited(&roll, &writing(&visitor), &code)?;
    let asked = Asked { house: &house, visitor: &visitor, roll: &roll, organisation, name };
    Ok(Html(asked.page(Sent::Nothing, None, Refusal::default()).render()?).into_response())
}

/// `POST /network/organisations/{organisation}/name`: a new name from a day, or a slip mended.
pub async fn rename(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    form: FormData,
) -> PageResult {
    let roll = roll(&house.db).await?;
    let (organisation, name) = edited(&roll, &writing(&visitor), &code)?;
    let asked = Asked { house: &house, visitor: &visitor, roll: &roll, organisation, name };
    let done = renamed(&asked, &form).await;
    asked.answer(Sent::Name, &form, done)
}

async fn renamed(asked: &Asked<'_>, form: &FormData) -> Result<(), NetworkRefused> {
    let author = Author::of(asked.visitor).ok_or(NetworkRefused::NotFound)?;
    let (scope, desk) = (writing(asked.visitor), Desk::of(asked.house));
    let names = OrganisationNames {
        full: roster::tidy(form.text("full_name")),
        short: roster::tidy(form.text("short_name")),
        genitive: roster::tidy(form.text("genitive_name")),
    };
    let org_id = &asked.organisation.id;
    let mut tx = asked.house.db.begin().await?;
    if form.text("mode") == "correct" {
        correct_names(&mut tx, &desk, &scope, org_id, &names, &author).await?;
    } else {
        let from = day_of(form, "valid_from")?;
        let basis = crate::editing::required_basis(form.text("basis"))?;
        rename_organisation(&mut tx, &desk, &scope, org_id, &names, &basis, from, &author).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// `POST /network/organisations/{organisation}/move`
pub async fn relocate(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    form: FormData,
) -> PageResult {
    let roll = roll(&house.db).await?;
    let (organisation, name) = edited(&roll, &writing(&visitor), &code)?;
    let asked = Asked { house: &house, visitor: &visitor, roll: &roll, organisation, name };
    let done = moved(&asked, &form).await;
    asked.answer(Sent::Move, &form, done)
}

async fn moved(asked: &Asked<'_>, form: &FormData) -> Result<(), NetworkRefused> {
    let author = Author::of(asked.visitor).ok_or(NetworkRefused::NotFound)?;
    let place =
        asked.municipality(form.text("municipality")).filter(|_| asked.organisation.kind.is_municipal());
    let place = place.ok_or_else(|| NetworkRefused::invalid("municipality", "Не выбран муниципалитет."))?;
    let from = day_of(form, "from")?;
    let basis = crate::editing::required_basis(form.text("move_basis"))
        .map_err(|refused| to_field(refused, "move_basis"))?;
    let mut tx = asked.house.db.begin().await?;
    move_organisation(
        &mut tx,
        &Desk::of(asked.house),
        &writing(asked.visitor),
        &asked.organisation.id,
        (&place.id, &place.short_name),
        &basis,
        from,
        &author,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// `POST /network/organisations/{organisation}/close`
pub async fn close(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    form: FormData,
) -> PageResult {
    let roll = roll(&house.db).await?;
    let (organisation, name) = edited(&roll, &writing(&visitor), &code)?;
    let asked = Asked { house: &house, visitor: &visitor, roll: &roll, organisation, name };
    let done = closed(&asked, &form).await;
    asked.answer(Sent::Close, &form, done)
}

async fn closed(asked: &Asked<'_>, form: &FormData) -> Result<(), NetworkRefused> {
    let author = Author::of(asked.visitor).ok_or(NetworkRefused::NotFound)?;
    let last_day = day_of(form, "last_day")?;
    let mut tx = asked.house.db.begin().await?;
    close_organisation(
        &mut tx,
        &Desk::of(asked.house),
        &writing(asked.visitor),
        &asked.organisation.id,
        last_day,
        form.text("close_basis"),
        &author,
    )
    .await
    .map_err(|refused| to_field(refused, "close_basis"))?;
    tx.commit().await?;
    Ok(())
}

/// The same refusal at the field that this form calls so.
fn to_field(refused: NetworkRefused, field: &'static str) -> NetworkRefused {
    match refused {
        NetworkRefused::Invalid { field: "basis", text } => NetworkRefused::Invalid { field, text },
        other => other,
    }
}

fn day_of(form: &FormData, field: &'static str) -> Result<Date, NetworkRefused> {
    roster::check::day(form.text(field)).map_err(|_| {
        NetworkRefused::invalid(
            field,
            "Не указан день. Выберите его в календаре или напишите в виде ГГГГ-ММ-ДД.",
        )
    })
}
