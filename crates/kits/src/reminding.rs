//! What this room has to remind people of, as the door of `reminders` takes it: documents whose term ends.

use access::{Actor, Deed, House, PageResult, Reach, Subject};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::ToSpan;
use jiff::civil::Date;
use region::{Kit, OrganisationKind, RequirementLevel, kit_on};
use reminders::{Due, Topic};

use crate::rules::NOTICE_DAYS;
use crate::store::{UploadRow, ending};

/// Two statements for everybody: what ends within the notice or has ended, and the registry. Only what a school must have is told.
pub fn due<'a>(house: &'a House, people: &'a [Actor], on: Date) -> BoxFuture<'a, PageResult<Vec<Vec<Due>>>> {
    async move {
        let Some(kit) = kit_on(&house.region.kits, on) else { return Ok(vec![Vec::new(); people.len()]) };
        let uploads = ending(&house.db, on.saturating_add(NOTICE_DAYS.days())).await?;
        let roll = network::store::roll(&house.db).await?;
        let is_asked = |upload: &&UploadRow| {
            let Some(school) = roll.organisation(&upload.org_id) else { return false };
            let stands = school.kind == OrganisationKind::School && roll.name_on(school, on).is_some();
            let level = school.status_on(on).and_then(|status| {
                kit.document(&upload.document).and_then(|document| document.levels.get(&status))
            });
            stands && level == Some(&RequirementLevel::Must)
        };
        let asked: Vec<&UploadRow> = uploads.iter().filter(is_asked).collect();
        let of = |person: &Actor| -> Vec<Due> {
            let scope = person.scope(Subject::DocumentKit, Deed::Write);
            if scope.reach() != Reach::Own {
                return Vec::new();
            }
            let own = asked.iter().filter(|upload| upload.org_id == scope.org_id());
            own.filter_map(|upload| due_of(kit, upload, person, on)).collect()
        };
        Ok(people.iter().map(of).collect())
    }
    .boxed()
}

/// The house's own stages begin so many days before a deadline; what comes earlier is told once, as news without a term.
const STAGES_BEGIN: i64 = 14;

fn due_of(kit: &Kit, upload: &UploadRow, person: &Actor, on: Date) -> Option<Due> {
    let document = kit.document(&upload.document)?;
    let last = upload.valid_until()?;
    let is_early = last > on.saturating_add(STAGES_BEGIN.days());
    // A renewed document is another upload: the reminder of the old one closes by itself.
    let (key, deadline, title) = if is_early {
        (format!("kits/{}/soon", upload.id), None, format!("Скоро истечёт срок: {}", document.title))
    } else {
        (format!("kits/{}", upload.id), Some(last), format!("Обновить документ: {}", document.title))
    };
    Some(Due {
        key,
        topic: Topic::Lead,
        deadline,
        title,
        note: format!(
            "{}; документ №\u{a0}{} действует до {}",
            person.membership.org_title,
            upload.number,
            ui::ru::date_long(last)
        ),
        // The school's page and not the form of uploading: the levels above, who hear of what is late, have no form.
        href: format!("/kits/schools/{}#document-{}", person.membership.org_code, document.code),
    })
}
