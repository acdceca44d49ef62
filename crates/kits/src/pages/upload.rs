//! A school uploads its signed document.

use access::{FormData, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use network::rules::Roll;
use ui::Chrome;
use ui::ru::date_long;

use super::{
    author_of, document_today, fault_of, go_to, page, reads, refused, uploaded, validity_words, writes,
};
use crate::store as rows;
use crate::summary::moment_of;
use crate::uploading::own_school;
use crate::{FieldFault, NewUpload, upload, withdraw};

#[derive(Template)]
#[template(path = "kits_upload.html")]
struct UploadPage {
    chrome: Chrome,
    organisation: String,
    school: String,
    code: String,
    title: String,
    note: String,
    validity: String,
    /// Id of the one that the new one will take the place of, and «№ 57 от 2 сентября 2023, действует до 1 сентября 2024».
    before: Option<(String, String)>,
    typed: NewUpload,
    faults: Vec<FieldFault>,
    today: String,
}

impl UploadPage {
    fn fault(&self, field: &str) -> Option<&str> {
        fault_of(&self.faults, field)
    }
}

async fn draw(
    house: &House,
    visitor: Visitor,
    roll: &Roll,
    typed: NewUpload,
    faults: Vec<FieldFault>,
) -> PageResult<UploadPage> {
    let today = house.clock.today();
    let school = own_school(roll, &writes(&visitor), today)?;
    let document = document_today(house, &typed.document)?;
    let own = rows::uploads_of(&house.db, &reads(&visitor), &school.organisation.id, moment_of(house, today))
        .await?;
    let standing = own.iter().find(|one| one.document == document.code && one.superseded_at.is_none());
    Ok(UploadPage {
        organisation: school.name.short.clone(),
        school: school.organisation.code.clone(),
        code: document.code.clone(),
        title: document.title.clone(),
        note: document.note.clone(),
        validity: validity_words(document),
        before: standing.map(|one| {
            let until = one
                .valid_until()
                .map_or_else(String::new, |last| format!(", действует до {}", date_long(last)));
            (one.id.clone(), format!("№\u{a0}{} от {}{until}", one.number, date_long(one.approved_on())))
        }),
        typed,
        faults,
        today: today.to_string(),
        chrome: visitor.chrome,
    })
}

/// `/kits/upload/{kit_document}`
pub async fn form(State(house): State<House>, visitor: Visitor, Path(code): Path<String>) -> PageResult {
    let roll = network::store::roll(&house.db).await?;
    let typed = NewUpload { document: code, ..NewUpload::default() };
    page(&draw(&house, visitor, &roll, typed, Vec::new()).await?)
}

/// `POST /kits/upload/{kit_document}`
pub async fn save(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    form: FormData,
) -> PageResult {
    let author = author_of(&visitor)?;
    let roll = network::store::roll(&house.db).await?;
    let typed = NewUpload {
        document: code,
        number: form.text("number").to_owned(),
        approved_on: form.text("approved_on").to_owned(),
        valid_until: form.text("valid_until").to_owned(),
        note: form.text("note").to_owned(),
        file: None,
    };
    let new = NewUpload { file: uploaded(&form, "file"), ..typed.clone() };
    let mut tx = house.db.begin().await?;
    match upload(&mut tx, &house, &roll, &writes(&visitor), new, &author).await {
        Ok(_) => {
            tx.commit().await?;
            let own = visitor.active_membership().map_or("", |one| one.org_code.as_str());
            go_to(&format!("/kits/schools/{own}"))
        }
        Err(told) => {
            drop(tx);
            let faults = told.faults()?;
            refused(&draw(&house, visitor, &roll, typed, faults).await?)
        }
    }
}

/// `POST /kits/uploads/{kit_upload}/withdraw`
pub async fn take_back(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let author = author_of(&visitor)?;
    let roll = network::store::roll(&house.db).await?;
    let mut tx = house.db.begin().await?;
    let taken = withdraw(&mut tx, &house, &roll, &writes(&visitor), &id, form.text("why"), &author).await;
    if let Err(told) = taken {
        drop(tx);
        let faults = told.faults()?;
        let why = faults.into_iter().map(|fault| fault.text).collect::<Vec<_>>().join(" ");
        return Err(PageError::refused(
            "Документ не отозван",
            why,
            "Вернитесь на предыдущую страницу: она осталась как была.",
        ));
    }
    tx.commit().await?;
    let own = visitor.active_membership().map_or("", |one| one.org_code.as_str());
    go_to(&format!("/kits/schools/{own}"))
}
