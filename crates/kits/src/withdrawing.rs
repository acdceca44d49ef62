//! A school takes back a document that it uploaded by mistake: the one before it, if any, stands again.

use access::audit::{self, Event};
use access::{House, Scope};
use network::rules::Roll;
use roadmap::store::Author;
use store::Tx;
use ui::ru::date_long;

use crate::KitRefused;
use crate::store::{self as rows};
use crate::uploading::{LONGEST_NOTE, own_school};

/// Takes a standing upload of one's own school out of the case. The file and the reason stay in the history.
pub async fn withdraw(
    tx: &mut Tx,
    house: &House,
    roll: &Roll,
    scope: &Scope,
    id: &str,
    why: &str,
    author: &Author,
) -> Result<(), KitRefused> {
    let school = own_school(roll, scope, house.clock.today())?;
    let upload = rows::upload(&mut *tx, scope, id).await?.ok_or(KitRefused::NotFound)?;
    if upload.org_id != school.organisation.id {
        return Err(KitRefused::NotFound);
    }
    let why = why.trim();
    if why.is_empty() || why.chars().count() > LONGEST_NOTE {
        let text = format!(
            "Причина не указана или длиннее {LONGEST_NOTE} знаков. Напишите, почему документ отзывается."
        );
        return Err(KitRefused::invalid("why", text));
    }
    let now = house.clock.now();
    if !rows::withdraw_upload(tx, &upload, why, now).await? {
        return Err(KitRefused::Changed);
    }
    rows::put_back(tx, &upload, now).await.map_err(KitRefused::of_write)?;
    let title = region::kit_on(&house.region.kits, house.clock.today())
        .and_then(|kit| kit.document(&upload.document))
        .map_or(upload.document.as_str(), |document| document.title.as_str());
    let what = format!(
        "Отозван документ кейса: {title}, №\u{a0}{} от\u{a0}{}",
        upload.number,
        date_long(upload.approved_on())
    );
    let event = Event { act: "kit.withdrawn", object: ("organisation", &upload.org_id), what: &what };
    audit::note(tx, house, &author.who(), event).await?;
    Ok(())
}
