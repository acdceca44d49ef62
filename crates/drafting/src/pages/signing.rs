//! The signed paper is attached.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use axum::extract::{Path, State as Given};

use super::card::{Returned, again};
use super::{author_of, found, go_to, uploaded};
use crate::{FieldFault, Reader, Signed, attach_signed};

/// `POST /drafts/{draft}/signing`
pub async fn attach(
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
    let Ok(on) = form.text("signed_on").parse() else {
        let text = "Дата подписания не указана. Выберите день, когда документ подписали.".to_owned();
        let fault = FieldFault { field: "signed_on".into(), text };
        return again(&house, visitor, &id, Returned::of(&form, vec![fault])).await;
    };
    let signed = Signed {
        by_hand: form.text("how") != "electronic",
        on,
        scan: uploaded(&form, "scan"),
        signature: uploaded(&form, "signature"),
    };
    let mut tx = house.db.begin().await?;
    match attach_signed(&mut tx, &house, &scope, &row, signed, &author).await {
        Ok(()) => {
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
