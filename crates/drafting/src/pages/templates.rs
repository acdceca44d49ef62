//! `/templates`: the kinds of papers and by which template the office prints each.

use access::{Deed, House, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::State as Given;
use ui::Chrome;

use super::page;
use crate::paper_kinds;
use crate::store::templates::templates;

#[derive(Template)]
#[template(path = "templates.html")]
struct TemplatesPage {
    chrome: Chrome,
    organisation: String,
    lines: Vec<LineView>,
}

struct LineView {
    code: String,
    title: String,
    fields: usize,
    /// «версия 2, с 5 марта 2024»
    in_use: String,
    versions: usize,
}

pub async fn show(Given(house): Given<House>, visitor: Visitor) -> PageResult {
    let scope = visitor.scope(Subject::OfficeTemplate, Deed::Read);
    let versions = templates(&house.db, &scope).await?;
    let lines = paper_kinds(&house.region).map(|kind| {
        let own: Vec<_> = versions.iter().filter(|row| row.kind == kind.document.code).collect();
        let in_use = own.iter().find(|row| row.in_use == 1);
        LineView {
            code: kind.document.code.clone(),
            title: kind.document.title.clone(),
            fields: kind.layout.fields.len(),
            in_use: in_use.map_or_else(
                || "стандартный".to_owned(),
                |row| {
                    let day = ui::ru::date_long(house.clock.date_of(row.uploaded_at));
                    format!("свой, версия {} (загружена {day})", row.version)
                },
            ),
            versions: own.len(),
        }
    });
    page(&TemplatesPage {
        lines: lines.collect(),
        organisation: visitor.active_membership().map_or_else(String::new, |one| one.org_title.clone()),
        chrome: visitor.chrome,
    })
}
