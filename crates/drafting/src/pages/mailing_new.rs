//! `/mail-outs/new?document=…`: to whom a registered document goes, and what it asks for.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Query, State as Given};
use documents::DocumentRow;
use network::rules::Listed;
use region::OrganisationKind;
use serde::Deserialize;
use ui::Chrome;

use super::{Choice, author_of, fault_of, go_to, page, refused};
use crate::kind::kind_title;
use crate::rules::{Addressee, AnswerKind, everybody, named};
use crate::{FieldFault, Forms, NewMailing, OfferedForm, send as send_out};

#[derive(Template)]
#[template(path = "mailing_new.html")]
struct NewPage {
    chrome: Chrome,
    document_id: String,
    document: String,
    title: String,
    has_file: bool,
    groups: Vec<Choice>,
    authorities: Vec<Choice>,
    list: String,
    answers: Vec<Choice>,
    /// Open questionnaires that the letter may ask for.
    forms: Vec<Choice>,
    link: String,
    due: String,
    words: String,
    today: String,
    faults: Vec<FieldFault>,
}

impl NewPage {
    fn fault(&self, field: &str) -> Option<&str> {
        fault_of(&self.faults, field)
    }
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    document: String,
}

/// Whole groups that a letter goes to.
const GROUPS: [(&str, &str, OrganisationKind); 2] = [
    ("authorities", "Все органы местного самоуправления (ОМСУ)", OrganisationKind::MunicipalAuthority),
    ("partners", "Все партнёры сети", OrganisationKind::Partner),
];

async fn document_of(house: &House, visitor: &Visitor, id: &str) -> PageResult<DocumentRow> {
    let scope = visitor.scope(Subject::Document, Deed::Read);
    documents::document(&house.db, &scope, id).await?.ok_or(PageError::NotFound)
}

async fn draw(
    house: &House,
    visitor: Visitor,
    document: &DocumentRow,
    offered: &[OfferedForm],
    form: Option<&FormData>,
    faults: Vec<FieldFault>,
) -> PageResult<NewPage> {
    let today = house.clock.today();
    let roll = network::store::roll(&house.db).await?;
    let all = everybody(&roll, today);
    let typed = |name: &str| form.map_or("", |form| form.text(name)).to_owned();
    let has = |name: &str, value: &str| form.is_some_and(|form| form.all(name).any(|one| one == value));
    let answer = AnswerKind::of_code(if form.is_some() {
        form.map_or("", |form| form.text("answer"))
    } else {
        "none"
    });
    Ok(NewPage {
        document_id: document.id.clone(),
        document: format!(
            "{} №\u{a0}{} от\u{a0}{}",
            kind_title(house, &document.kind),
            document.number,
            ui::ru::date_long(document.date())
        ),
        title: document.title.clone(),
        has_file: document.file().is_some(),
        groups: GROUPS
            .into_iter()
            .filter(|(_, _, kind)| all.iter().any(|one| one.organisation.kind == *kind))
            .map(|(code, label, _)| Choice {
                value: code.to_owned(),
                label: label.to_owned(),
                is_chosen: has("group", code),
            })
            .collect(),
        authorities: all
            .iter()
            .filter(|one| one.organisation.kind == OrganisationKind::MunicipalAuthority)
            .map(|one| Choice {
                value: one.organisation.code.clone(),
                label: one.name.short.clone(),
                is_chosen: has("to", &one.organisation.code),
            })
            .collect(),
        list: typed("list"),
        answers: AnswerKind::ALL
            .into_iter()
            // What cannot be asked for is not offered.
            .filter(|kind| *kind != AnswerKind::Form || !offered.is_empty())
            .map(|kind| Choice {
                value: kind.code().to_owned(),
                label: kind.title().to_owned(),
                is_chosen: kind == answer,
            })
            .collect(),
        forms: offered.iter().map(|one| offer(one, has("form", &one.id))).collect(),
        link: typed("link"),
        due: typed("due"),
        words: typed("words"),
        today: today.to_string(),
        faults,
        chrome: visitor.chrome,
    })
}

/// `GET /mail-outs/new`: without a document, to where one is chosen.
pub async fn form(
    forms: &Forms,
    Given(house): Given<House>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> PageResult {
    if asked.document.is_empty() {
        return go_to("/drafts?state=registered");
    }
    let document = document_of(&house, &visitor, &asked.document).await?;
    let offered = (forms.offered)(&house, &visitor).await?;
    page(&draw(&house, visitor, &document, &offered, None, Vec::new()).await?)
}

fn offer(form: &OfferedForm, is_chosen: bool) -> Choice {
    let until = form.last_day.map(|day| format!(", до\u{a0}{}", ui::ru::date_short(day))).unwrap_or_default();
    Choice { value: form.id.clone(), label: format!("{}{until}", form.title), is_chosen }
}

/// Everybody whom the form names, each once.
fn addressees(form: &FormData, all: &[Listed<'_>]) -> (Vec<Addressee>, String) {
    let (mut chosen, fault) = named(form.text("list"), all);
    let mut add = |one: &Listed<'_>| {
        if !chosen.iter().any(|known| known.org_id == one.organisation.id) {
            chosen.push(one.into());
        }
    };
    for (code, _, kind) in GROUPS {
        if form.all("group").any(|one| one == code) {
            all.iter().filter(|one| one.organisation.kind == kind).for_each(&mut add);
        }
    }
    let ticked: Vec<&str> = form.all("to").collect();
    all.iter().filter(|one| ticked.contains(&one.organisation.code.as_str())).for_each(&mut add);
    (chosen, fault.text())
}

/// `POST /mail-outs`
pub async fn send(forms: &Forms, Given(house): Given<House>, visitor: Visitor, form: FormData) -> PageResult {
    if form.text("document").is_empty() {
        return Err(PageError::refused(
            "Ничего не разослано",
            "Не выбрано, что рассылать.",
            "Откройте зарегистрированный документ в разделе «Подготовка» и нажмите «Разослать».",
        ));
    }
    let document = document_of(&house, &visitor, form.text("document")).await?;
    let author = author_of(&visitor)?;
    let offered = (forms.offered)(&house, &visitor).await?;
    let scope = visitor.scope(Subject::Mailing, Deed::Write);
    let roll = network::store::roll(&house.db).await?;
    let (addressees, wrong) = addressees(&form, &everybody(&roll, house.clock.today()));
    let mut faults = Vec::new();
    if !wrong.is_empty() {
        faults.push(FieldFault { field: "list".into(), text: wrong });
    }
    let due = match form.text("due") {
        "" => None,
        day => day.parse().map_or_else(
            |_| {
                let text = "Срок ответа написан не так. Выберите день в поле даты.".to_owned();
                faults.push(FieldFault { field: "due".into(), text });
                None
            },
            Some,
        ),
    };
    if !faults.is_empty() {
        return refused(&draw(&house, visitor, &document, &offered, Some(&form), faults).await?);
    }
    let new = NewMailing {
        addressees,
        answer: AnswerKind::of_code(form.text("answer")),
        link: form.text("link").to_owned(),
        form: offered.iter().find(|one| one.id == form.text("form")).cloned(),
        due,
        words: form.text("words").to_owned(),
    };
    let mut tx = house.db.begin().await?;
    match send_out(&mut tx, &house, &scope, &document, &new, &author).await {
        Ok(id) => {
            tx.commit().await?;
            go_to(&format!("/mail-outs/{id}"))
        }
        Err(told) => {
            drop(tx);
            let faults = told.faults()?;
            refused(&draw(&house, visitor, &document, &offered, Some(&form), faults).await?)
        }
    }
}
