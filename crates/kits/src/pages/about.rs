//! The case: what it consists of, who needs what, for how long.

use access::{House, PageResult, Role, Visitor};
use askama::Template;
use axum::extract::State;
use region::{LibraryStatus, OrganisationKind, kit_on};
use ui::Chrome;

use super::{keeps, level_word, page, reads, validity_words, writes};
use crate::store as rows;

#[derive(Template)]
#[template(path = "kits.html")]
struct AboutPage {
    chrome: Chrome,
    /// Absent: the region asks for no case today.
    kit: Option<KitView>,
    /// Path of one's own school.
    own: Option<String>,
    is_above: bool,
    is_keeper: bool,
}

struct KitView {
    title: String,
    since: String,
    statuses: Vec<String>,
    lines: Vec<LineView>,
    notes: Vec<String>,
}

struct LineView {
    code: String,
    title: String,
    note: String,
    /// A level for each of the statuses.
    levels: Vec<(String, &'static str)>,
    validity: String,
    /// «версия 2, институт»; empty: the region's own.
    template: String,
}

/// `/kits`
pub async fn show(State(house): State<House>, visitor: Visitor) -> PageResult {
    let today = house.clock.today();
    let is_keeper = keeps(&visitor).reach() == access::Reach::Everything;
    let in_use = if is_keeper { rows::templates_in_use(&house.db).await? } else { Vec::new() };
    let words = &house.region.statuses;
    let kit = kit_on(&house.region.kits, today).map(|kit| KitView {
        title: kit.title.clone(),
        since: ui::ru::date_long(kit.since),
        statuses: LibraryStatus::ALL.map(|status| words.short(status).to_owned()).into(),
        notes: kit.notes.clone(),
        lines: kit
            .documents
            .iter()
            .map(|one| LineView {
                code: one.code.clone(),
                title: one.title.clone(),
                note: one.note.clone(),
                levels: LibraryStatus::ALL
                    .map(|status| {
                        (words.short(status).to_owned(), level_word(one.levels.get(&status).copied()))
                    })
                    .into(),
                validity: validity_words(one),
                template: in_use
                    .iter()
                    .find(|row| row.document == one.code)
                    .map_or_else(String::new, |row| format!("версия {}, {}", row.version, row.org_title)),
            })
            .collect(),
    });
    let own_org = writes(&visitor);
    let roll = network::store::roll(&house.db).await?;
    let own = roll
        .find(&own_org, own_org.org_id(), today)
        .filter(|one| one.organisation.kind == OrganisationKind::School)
        .map(|one| format!("/kits/schools/{}", one.organisation.code));
    let is_above = reads(&visitor).reach() > access::Reach::Own && visitor.role() != Some(Role::School);
    page(&AboutPage { kit, own, is_above, is_keeper, chrome: visitor.chrome })
}
