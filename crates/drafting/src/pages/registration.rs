//! A signed paper is registered, and becomes the evidence of its measure.

use access::{Deed, FormData, House, PageError, PageResult, Reach, Subject, Visitor};
use axum::extract::{Path, State as Given};
use documents::{Ending, EndingKind, Number};

use super::card::{Returned, again, board_of};
use super::{author_of, found, go_to};
use crate::{DraftRefused, FieldFault, Reader, Registration};

/// `POST /drafts/{draft}/registration`
pub async fn register(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let (row, _) = found(&house, &Reader::of(&visitor), &id).await?;
    let author = author_of(&visitor)?;
    let scope = visitor.scope(Subject::Draft, Deed::Write);
    if !row.is_handled_by(&scope) {
        return Err(PageError::NotFound);
    }
    let how = match registration_of(&visitor, &form) {
        Ok(how) => how,
        Err(fault) => return again(&house, visitor, &id, Returned::of(&form, vec![fault])).await,
    };
    let registering = visitor.scope(Subject::Document, Deed::Write);
    let mut tx = house.db.begin().await?;
    match crate::register(&mut tx, &house, &scope, &registering, &row, how, &author).await {
        Ok(_) => {
            tx.commit().await?;
            go_to(&format!("/drafts/{id}"))
        }
        Err(told) => {
            drop(tx);
            let faults = told.faults()?;
            again(&house, visitor, &id, Returned::of(&form, faults)).await
        }
    }
}

fn registration_of(visitor: &Visitor, form: &FormData) -> Result<Registration, FieldFault> {
    let fault = |field: &str, text: &str| FieldFault { field: field.into(), text: text.into() };
    let date = form
        .text("date")
        .parse()
        .map_err(|_| fault("date", "Дата документа не указана. Выберите день подписания."))?;
    let number = match (form.text("numbering"), form.text("number")) {
        ("given", "") => {
            return Err(fault(
                "number",
                "Номер не указан. Введите номер из журнала или выберите «следующий номер».",
            ));
        }
        ("given", number) => Number::from(number),
        _ => Number::Next,
    };
    let may_publish = visitor.scope(Subject::Document, Deed::Approve).reach() == Reach::Everything;
    let ends = match form.text("ends") {
        "" => Vec::new(),
        document_id => {
            let kind =
                if form.text("ending") == "revokes" { EndingKind::Revokes } else { EndingKind::Replaces };
            vec![Ending { document_id: document_id.to_owned(), kind }]
        }
    };
    Ok(Registration { number, date, is_published: may_publish && form.text("publish") == "yes", ends })
}

/// `POST /drafts/{draft}/evidence`
pub async fn prove(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let (row, _) = found(&house, &Reader::of(&visitor), &id).await?;
    let author = author_of(&visitor)?;
    let scope = visitor.scope(Subject::Draft, Deed::Write);
    if !scope.covers(&row.org_id, None) {
        return Err(PageError::NotFound);
    }
    let (Some(board), Some(measure_key)) = (board_of(&house, &visitor, &row).await?, row.measure_key.clone())
    else {
        return Err(DraftRefused::NotNow {
            what: "Документ подготовлен не для мероприятия плана.".into(),
            next: "Откройте нужное мероприятие и запишите подтверждение там: номер и дата документа уже есть в реестре.",
        }
        .into());
    };
    let (item, slot) = form.text("part").split_once('|').unwrap_or_default();
    let proving = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let place = (measure_key.as_str(), Some(item).filter(|item| !item.is_empty()), slot);
    let mut tx = house.db.begin().await?;
    let done = crate::become_evidence(
        &mut tx,
        &house,
        &scope,
        &proving,
        &row,
        &board,
        place,
        form.text("note"),
        &author,
    )
    .await;
    match done {
        Ok(evidence_id) => {
            tx.commit().await?;
            go_to(&format!("/roadmap/{}/evidence/{evidence_id}", board.plan.year))
        }
        Err(told) => {
            drop(tx);
            let faults = told.faults()?;
            again(&house, visitor, &id, Returned::of(&form, faults)).await
        }
    }
}
