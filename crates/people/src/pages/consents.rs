//! Consents of a person: as the person gives and withdraws them, and as the organisation takes them in on paper.

use access::audit::Who;
use access::store::Place;
use access::{Deed, FormData, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use region::{ConsentKind, ConsentText, Operator};
use ui::Chrome;

use super::{day, is_of_operator, oneself, own_place, person_within, refused};
use crate::rules::{Fault, Filling, filled, what_follows};
use crate::store::consents::{ConsentRow, consent_of, consents_of};
use crate::{ConsentMark, NewConsent, PersonRefused, PersonRow, give_consent, withdraw_consent};

/// What a person agrees to for themself.
const OF_A_PERSON: [ConsentKind; 2] = [ConsentKind::Processing, ConsentKind::Distribution];

#[derive(Template)]
#[template(path = "consents.html")]
struct ConsentsPage {
    chrome: Chrome,
    is_own: bool,
    person_id: String,
    full_name: String,
    initials: String,
    /// Where the forms of this page go.
    base: String,
    kinds: Vec<KindView>,
    past: Vec<String>,
    operator: Operator,
    today: String,
    refusal: &'static str,
    faults: Vec<Fault>,
    typed_day: String,
}

struct KindView {
    code: &'static str,
    title: String,
    purpose: String,
    version: String,
    paragraphs: Vec<String>,
    what_follows: &'static str,
    in_force: Option<GivenView>,
    /// Its form came back with faults: it stands open.
    is_refused: bool,
}

struct GivenView {
    id: String,
    told: String,
    file_href: Option<String>,
    is_older_text: bool,
}

/// Whose consents, and through which door they were reached.
struct Desk {
    person: PersonRow,
    is_own: bool,
}

impl Desk {
    fn base(&self) -> String {
        if self.is_own { "/me/consents".to_owned() } else { format!("/people/{}/consents", self.person.id) }
    }

    async fn own(house: &House, visitor: &Visitor) -> Result<Self, PageError> {
        let person = oneself(house, visitor).await?.ok_or(PageError::NotFound)?;
        Ok(Self { person, is_own: true })
    }

    async fn of_another(house: &House, visitor: &Visitor, id: &str) -> Result<Self, PageError> {
        Ok(Self { person: person_within(house, visitor, Deed::Write, id).await?, is_own: false })
    }
}

async fn page(
    house: &House,
    visitor: Visitor,
    desk: &Desk,
    wrong: Option<ConsentKind>,
) -> Result<ConsentsPage, PageError> {
    let given = consents_of(&house.db, &desk.person).await?;
    let data = &house.region.personal_data;
    let today = house.clock.today();
    let full_name = desk.person.full_name();
    let organisation = own_place(&visitor).map(|place| place.org_title);
    let filling = Filling {
        subject: Some(&full_name),
        organisation: organisation.as_deref(),
        is_operator: is_of_operator(house, &visitor),
        ..Filling::default()
    };
    let view = |kind| {
        let text = data.text_on(kind, today)?;
        let in_force = given.iter().find(|row| row.kind() == kind && row.is_in_force());
        Some(KindView {
            code: kind.code(),
            title: text.title.clone(),
            purpose: text.purpose.clone(),
            version: text.version.clone(),
            paragraphs: filled(text, &data.operator, &filling),
            what_follows: what_follows(kind),
            in_force: in_force.map(|row| given_view(row, text, &desk.base())),
            is_refused: wrong == Some(kind),
        })
    };
    let past = given.iter().filter(|row| !row.is_in_force()).map(|row| past_line(house, row)).collect();
    Ok(ConsentsPage {
        is_own: desk.is_own,
        person_id: desk.person.id.clone(),
        initials: desk.person.initials(),
        base: desk.base(),
        kinds: OF_A_PERSON.into_iter().filter_map(view).collect(),
        past,
        operator: data.operator.clone(),
        today: today.to_string(),
        refusal: "Согласие не записано",
        faults: Vec::new(),
        typed_day: String::new(),
        full_name,
        chrome: visitor.chrome,
    })
}

fn given_view(row: &ConsentRow, text: &ConsentText, base: &str) -> GivenView {
    let how =
        if row.mark == "electronic" { "отметкой на странице" } else { "на бумаге" };
    GivenView {
        told: format!("{}, {how}, версия текста {}", ui::ru::date_long(row.given_on()), row.text_version),
        file_href: row.file().map(|_| format!("{base}/{}/file", row.id)),
        is_older_text: row.text_version != text.version,
        id: row.id.clone(),
    }
}

fn past_line(house: &House, row: &ConsentRow) -> String {
    let data = &house.region.personal_data;
    let title = data
        .text(row.kind(), &row.text_version)
        .map_or_else(|| crate::rules::kind_in_words(row.kind()).to_owned(), |text| text.title.clone());
    let withdrawn = row.withdrawn_on().map_or_else(String::new, ui::ru::date_long);
    format!("{title}: дано {}, отозвано {withdrawn}", ui::ru::date_long(row.given_on()))
}

/// `/me/consents`
pub async fn own(State(house): State<House>, visitor: Visitor) -> PageResult {
    let desk = Desk::own(&house, &visitor).await?;
    Ok(Html(page(&house, visitor, &desk, None).await?.render()?).into_response())
}

/// `/people/{person}/consents`
pub async fn of_person(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let desk = Desk::of_another(&house, &visitor, &id).await?;
    Ok(Html(page(&house, visitor, &desk, None).await?.render()?).into_response())
}

fn kind_of(form: &FormData) -> Result<ConsentKind, PageError> {
    ConsentKind::from_code(form.text("kind"))
        .filter(|kind| OF_A_PERSON.contains(kind))
        .ok_or(PageError::NotFound)
}

/// `POST /me/consents`: a mark of one's own.
pub async fn give_own(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let desk = Desk::own(&house, &visitor).await?;
    let kind = kind_of(&form)?;
    let today = house.clock.today();
    let shown = house.region.personal_data.text_on(kind, today).map(|text| text.version.as_str());
    let fault = if form.text("agree") != "yes" {
        Some("Отметьте, что текст прочитан и согласие вы даёте.")
    } else if shown != Some(form.text("text_version")) {
        Some("Текст согласия изменился, пока страница была открыта. Прочитайте новый.")
    } else {
        None
    };
    if let Some(fault) = fault {
        let field = if kind == ConsentKind::Processing { "agree-processing" } else { "agree-distribution" };
        let faults = vec![(field, fault.to_owned())];
        return again(&house, visitor, &desk, kind, faults, String::new()).await;
    }
    let place = own_place(&visitor).ok_or(PageError::NotFound)?;
    write(&house, visitor, &desk, kind, &place, ConsentMark::Electronic, &today.to_string()).await
}

/// `POST /people/{person}/consents`: a signed paper.
pub async fn take_paper(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let desk = Desk::of_another(&house, &visitor, &id).await?;
    let kind = kind_of(&form)?;
    let place = own_place(&visitor).ok_or(PageError::NotFound)?;
    let Some(scan) = form.file("scan") else {
        let faults = vec![("scan", "Скан: приложите подписанный бланк.".to_owned())];
        return again(&house, visitor, &desk, kind, faults, form.text("given_on").to_owned()).await;
    };
    let mark = ConsentMark::Paper(Some((scan.name.clone(), scan.bytes.clone())));
    write(&house, visitor, &desk, kind, &place, mark, form.text("given_on")).await
}

async fn write(
    house: &House,
    visitor: Visitor,
    desk: &Desk,
    kind: ConsentKind,
    place: &Place,
    mark: ConsentMark,
    given_on: &str,
) -> PageResult {
    let new = NewConsent {
        kind,
        person: Some(&desk.person),
        child: "",
        given_by: "",
        given_on: day(given_on),
        mark,
        place,
    };
    let mut tx = house.db.begin().await?;
    match give_consent(&mut tx, house, new, &Who::of(&visitor)).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(Redirect::to(&format!("{}#{}", desk.base(), kind.code())).into_response())
        }
        Err(PersonRefused::Faults(faults)) => {
            drop(tx);
            again(house, visitor, desk, kind, faults, given_on.to_owned()).await
        }
        Err(PersonRefused::ConsentInForce) => Ok(Redirect::to(&desk.base()).into_response()),
        Err(other) => Err(other.into()),
    }
}

/// The form again, with what is wrong; the summary leads to its own fields.
async fn again(
    house: &House,
    visitor: Visitor,
    desk: &Desk,
    kind: ConsentKind,
    faults: Vec<Fault>,
    typed_day: String,
) -> Result<Response, PageError> {
    let field = |name: &'static str| match (name, kind) {
        ("given_on", ConsentKind::Processing) => "given_on-processing",
        ("given_on", _) => "given_on-distribution",
        ("scan", ConsentKind::Processing) => "scan-processing",
        ("scan", _) => "scan-distribution",
        ("withdrawn_on", ConsentKind::Processing) => "withdrawn_on-processing",
        ("withdrawn_on", _) => "withdrawn_on-distribution",
        (other, _) => other,
    };
    let faults = faults.into_iter().map(|(name, text)| (field(name), text)).collect();
    let shown = page(house, visitor, desk, Some(kind)).await?;
    Ok(refused(ConsentsPage { faults, typed_day, ..shown }.render()?))
}

/// `POST /me/consents/{consent}/withdraw`
pub async fn withdraw_own(
    State(house): State<House>,
    visitor: Visitor,
    Path(consent): Path<String>,
) -> PageResult {
    let desk = Desk::own(&house, &visitor).await?;
    let today = house.clock.today().to_string();
    withdraw(&house, visitor, &desk, &consent, &today).await
}

/// `POST /people/{person}/consents/{consent}/withdraw`
pub async fn withdraw_paper(
    State(house): State<House>,
    visitor: Visitor,
    Path((id, consent)): Path<(String, String)>,
    form: FormData,
) -> PageResult {
    let desk = Desk::of_another(&house, &visitor, &id).await?;
    withdraw(&house, visitor, &desk, &consent, form.text("withdrawn_on")).await
}

async fn withdraw(
    house: &House,
    visitor: Visitor,
    desk: &Desk,
    consent_id: &str,
    withdrawn_on: &str,
) -> PageResult {
    let row = consent_of(&house.db, &desk.person, consent_id).await?.ok_or(PageError::NotFound)?;
    let mut tx = house.db.begin().await?;
    match withdraw_consent(&mut tx, house, &row, day(withdrawn_on), &Who::of(&visitor)).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(Redirect::to(&desk.base()).into_response())
        }
        Err(PersonRefused::Faults(faults)) => {
            drop(tx);
            again(house, visitor, desk, row.kind(), faults, String::new()).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `/me/consents/{consent}/file`
pub async fn own_file(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let desk = Desk::own(&house, &visitor).await?;
    scan(&house, consent_of(&house.db, &desk.person, &id).await?).await
}

/// `/people/{person}/consents/{consent}/file`
pub async fn paper_file(
    State(house): State<House>,
    visitor: Visitor,
    Path((id, consent)): Path<(String, String)>,
) -> PageResult {
    let desk = Desk::of_another(&house, &visitor, &id).await?;
    scan(&house, consent_of(&house.db, &desk.person, &consent).await?).await
}

/// The scan of a consent that was read within a scope.
pub(crate) async fn scan(house: &House, row: Option<ConsentRow>) -> PageResult {
    let row = row.ok_or(PageError::NotFound)?;
    let hash = row.file().ok_or(PageError::NotFound)?;
    let media_type = store::Files::media_type(&house.db, &hash).await?;
    let bytes = house.files.get(&hash).await?;
    Ok(access::download(bytes, &media_type, row.file_name.as_deref().unwrap_or("согласие")))
}
