//! Service areas: a municipal centre serves schools, and no school is served by two.

use access::{Reach, Scope};
use jiff::civil::Date;
use region::LibraryStatus;
use store::Tx;

use crate::store::{areas, statuses, touch_registry};
use crate::{Author, Desk, NetworkRefused};

/// Attaches a school to a municipal centre from a day on.
///
/// `scope` is that of writing organisation cards and must cover both. A school that another centre serves on that day is
/// moved only when `moves` says so; a centre whose term has ended serves nobody and stands in nobody's way.
pub async fn attach_school(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    (centre_id, school_id): (&str, &str),
    from: Date,
    moves: bool,
    author: &Author,
) -> Result<(), NetworkRefused> {
    touch_registry(tx).await?;
    let (_, centre_name) = covered(tx, scope, centre_id, from).await?;
    let (kind, school_name) = covered(tx, scope, school_id, from).await?;
    if kind != "school" || school_id == centre_id {
        return Err(NetworkRefused::invalid("school", "К центру прикрепляется другая школа."));
    }
    if statuses::timeline_of(tx, centre_id).await?.on(from) != LibraryStatus::MunicipalCentre {
        let text = format!(
            "«{centre_name}» на {} — не муниципальный центр: прикрепить к нему нельзя.",
            ui::ru::date_long(from)
        );
        return Err(NetworkRefused::Invalid { field: "from", text });
    }
    for attachment in areas::from_day(tx, school_id, from).await? {
        if attachment.centre_id == centre_id && attachment.period.contains(from) {
            tx.mark_noted();
            return Ok(());
        }
        let day = attachment.period.from.max(from);
        let still_serves =
            statuses::timeline_of(tx, &attachment.centre_id).await?.on(day) == LibraryStatus::MunicipalCentre;
        if still_serves && !moves {
            let other =
                areas::place(tx, &attachment.centre_id, day).await?.map_or_else(String::new, |one| one.2);
            let text = format!(
                "«{school_name}» уже прикреплена к центру «{other}». Одна школа не бывает у двух центров: отметьте, что её нужно перевести."
            );
            return Err(NetworkRefused::Invalid { field: "moves", text });
        }
        areas::end_before(tx, school_id, &attachment, from).await?;
    }
    areas::insert(tx, school_id, centre_id, from).await?;
    let what = format!("С {} обслуживается центром «{centre_name}»", ui::ru::date_long(from));
    desk.tell(tx, author, "area.attached", school_id, &what).await?;
    Ok(())
}

/// Ends the attachment of a school to a centre: the day is the first on which the centre no longer serves it.
pub async fn detach_school(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    (centre_id, school_id): (&str, &str),
    from: Date,
    author: &Author,
) -> Result<(), NetworkRefused> {
    touch_registry(tx).await?;
    let (_, centre_name) = covered(tx, scope, centre_id, from).await?;
    covered(tx, scope, school_id, from).await?;
    let attachments = areas::from_day(tx, school_id, from).await?;
    let Some(attachment) = attachments.iter().find(|one| one.centre_id == centre_id) else {
        return Err(NetworkRefused::invalid("school", "Эта школа к центру не прикреплена."));
    };
    areas::end_before(tx, school_id, attachment, from).await?;
    let what = format!("С {} не обслуживается центром «{centre_name}»", ui::ru::date_long(from));
    desk.tell(tx, author, "area.detached", school_id, &what).await?;
    Ok(())
}

/// Kind and name of something that the scope may attach.
async fn covered(
    tx: &mut Tx,
    scope: &Scope,
    org_id: &str,
    day: Date,
) -> Result<(String, String), NetworkRefused> {
    let found = areas::place(tx, org_id, day).await?;
    let (kind, municipality_id, name) = found.ok_or(NetworkRefused::NotFound)?;
    if scope.reach() < Reach::Municipality || !scope.covers(org_id, municipality_id.as_deref()) {
        return Err(NetworkRefused::NotFound);
    }
    Ok((kind, name))
}
