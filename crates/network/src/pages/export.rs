//! What the registry shows, as a workbook that can be loaded back.

use access::{Deed, House, PageResult, Subject, Visitor, download};
use axum::extract::{Query, State};
use roster::Content;

use super::import::{XLSX, workbook_made};
use crate::import::{record, vocabulary};
use crate::rules::FilterText;
use crate::store::roll;

/// `/network.xlsx`: exactly what the filter shows, all pages of it, on its day.
pub async fn xlsx(
    State(house): State<House>,
    visitor: Visitor,
    Query(text): Query<FilterText>,
) -> PageResult {
    let today = house.clock.today();
    let (filter, _) = text.read(today);
    let day = filter.as_of;
    let scope = visitor.scope(Subject::OrganisationCard, Deed::Read);
    let roll = roll(&house.db).await?;
    let region = house.region.clone();
    let made = tokio::task::spawn_blocking(move || {
        let (listed, _) = roll.all(&scope, &filter);
        let records: Vec<_> = listed.into_iter().map(|one| record(one, &region.statuses, day)).collect();
        let title = format!("Реестр организаций на {}", ui::ru::date_of_year(day));
        roster::workbook(Content { title: &title, records: &records }, &vocabulary(&roll, day))
    });
    let bytes = workbook_made(made.await)?;
    Ok(download(bytes, XLSX, &format!("Реестр организаций на {}.xlsx", ui::ru::date_short(day))))
}
