//! What is done with a paper from its card, one press each: an answer, a remark, the way back, the way around agreement.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use axum::extract::{Path, State as Given};

use super::card::{Returned, again};
use super::{author_of, found, go_to};
use crate::rules::Verdict;
use crate::store::agreement::steps_of;
use crate::{DraftRefused, FieldFault, NewRemark, Reader};

/// After a deed: back to the card, or the card with its faults.
async fn answered(
    house: &House,
    visitor: Visitor,
    id: &str,
    form: &FormData,
    done: Result<(), DraftRefused>,
    anchor: &str,
) -> PageResult {
    match done {
        Ok(()) => go_to(&format!("/drafts/{id}{anchor}")),
        Err(told) => {
            let faults = told.faults()?;
            again(house, visitor, id, Returned::of(form, faults)).await
        }
    }
}

/// `POST /drafts/{draft}/verdict`
pub async fn verdict(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let (row, _) = found(&house, &Reader::of(&visitor), &id).await?;
    let author = author_of(&visitor)?;
    let Some(verdict) = Verdict::of_code(form.text("verdict")) else {
        let fault = FieldFault {
            field: "reason".into(),
            text: "Ответ не выбран. Согласуйте или верните документ.".into(),
        };
        return again(&house, visitor, &id, Returned::of(&form, vec![fault])).await;
    };
    let steps = steps_of(&house.db, &row).await?;
    let mut tx = house.db.begin().await?;
    let mut done = crate::answer(&mut tx, &house, &row, &steps, verdict, form.text("reason"), &author).await;
    if done.is_ok() {
        done = tx.commit().await.map_err(DraftRefused::from);
    }
    answered(&house, visitor, &id, &form, done, "").await
}

/// `POST /drafts/{draft}/remarks`
pub async fn remark(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let (row, _) = found(&house, &Reader::of(&visitor), &id).await?;
    let author = author_of(&visitor)?;
    let steps = steps_of(&house.db, &row).await?;
    let new = NewRemark { field: form.text("field"), words: form.text("words") };
    let mut tx = house.db.begin().await?;
    let mut done = crate::write_remark(&mut tx, &house, &row, &steps, &new, &author).await.map(drop);
    if done.is_ok() {
        done = tx.commit().await.map_err(DraftRefused::from);
    }
    answered(&house, visitor, &id, &form, done, "#remarks").await
}

/// What the desk does with one press: the deed decides whether the state allows it.
macro_rules! deed {
    ($name:ident, $anchor:literal, |$tx:ident, $house:ident, $scope:ident, $row:ident, $form:ident, $author:ident| $deed:expr) => {
        pub async fn $name(
            Given($house): Given<House>,
            visitor: Visitor,
            Path(id): Path<String>,
            $form: FormData,
        ) -> PageResult {
            let $row = found(&$house, &Reader::of(&visitor), &id).await?.0;
            let $author = author_of(&visitor)?;
            let $scope = visitor.scope(Subject::Draft, Deed::Write);
            if !$scope.covers(&$row.org_id, None) {
                return Err(PageError::NotFound);
            }
            let mut transaction = $house.db.begin().await?;
            let $tx = &mut transaction;
            let mut done: Result<(), DraftRefused> = $deed.await;
            if done.is_ok() {
                done = transaction.commit().await.map_err(DraftRefused::from);
            }
            answered(&$house, visitor, &id, &$form, done, $anchor).await
        }
    };
}

deed!(send_unagreed, "", |tx, house, scope, row, form, author| crate::send_unagreed(
    tx,
    &house,
    &scope,
    &row,
    form.text("reason_unagreed"),
    &author
));
deed!(reopen, "", |tx, house, scope, row, form, author| crate::reopen(tx, &house, &scope, &row, &author));
deed!(discard, "", |tx, house, scope, row, form, author| crate::discard(tx, &house, &scope, &row, &author));
deed!(settle, "#remarks", |tx, house, scope, row, form, author| crate::settle_remark(
    tx,
    &house,
    &scope,
    &row,
    form.text("remark"),
    &author
));
