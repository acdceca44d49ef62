//! Who opens a sheet: its respondent by the scope or the account, a visitor by the secret address.

use std::collections::HashMap;

use access::audit::Who;
use access::{Deed, House, PageError, Subject, Visitor};
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use crate::store::answers::{self, AnswerRow};

/// A sheet that its opener may fill in. The same handlers serve both kinds of address.
pub struct SheetKey {
    pub answer: AnswerRow,
    pub visitor: Visitor,
    /// Number of the page in the address, from 1.
    pub section: usize,
    /// Id of the file in the address.
    pub file: String,
    /// Id of the upload in the address.
    pub upload: String,
}

impl SheetKey {
    /// The account that a change is written under; nothing for a visitor.
    pub fn saved_by(&self) -> String {
        self.visitor.account_id().to_owned()
    }

    pub fn who(&self) -> Who {
        Who::of(&self.visitor)
    }
}

impl FromRequestParts<House> for SheetKey {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, PageError> {
        let Path(named) = Path::<HashMap<String, String>>::from_request_parts(parts, house)
            .await
            .map_err(|_| PageError::NotFound)?;
        let visitor = match Visitor::from_request_parts(parts, house).await {
            Ok(visitor) => visitor,
            Err(never) => match never {},
        };
        let answer = match (named.get("token"), named.get("answer")) {
            (Some(secret), _) => answers::of_secret(&house.db, secret).await?,
            (None, Some(id)) => {
                let scope = visitor.scope(Subject::QuestionnaireAnswer, Deed::Write);
                answers::own(&house.db, &scope, visitor.account_id(), id).await?
            }
            (None, None) => None,
        };
        let section = named.get("section").map_or(Ok(0), |number| number.parse());
        Ok(Self {
            answer: answer.ok_or(PageError::NotFound)?,
            visitor,
            section: section.map_err(|_| PageError::NotFound)?,
            file: named.get("file").cloned().unwrap_or_default(),
            upload: named.get("upload").cloned().unwrap_or_default(),
        })
    }
}
