//! The doors by which cards change: who may, what is fit, what the journal says.
//!
//! An institute and an administrator change everything, an authority what lies in its municipality, a school its own
//! contacts and buildings. Each door begins with a lock on the registry, so that two changes at once never overlap.

use access::{Reach, Scope};
use jiff::civil::Date;
use region::OrganisationKind;
use roster::check;
use store::{Clock, Tx};

use crate::rules::{Contacts, FieldChange, OrganisationNames, Period, changed, period_as_told};
use crate::store::cards::{self, BuildingLine};
use crate::store::{NewOrganisation, add_organisation, free_code, names, seats, touch_registry};
use crate::{Author, Desk, NetworkRefused, jobs};

type Done<T = ()> = Result<T, NetworkRefused>;

/// Changes identifiers and contacts. A field that somebody else has changed meanwhile is a conflict; others are not.
pub async fn change_contacts(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    org_id: &str,
    changes: &[FieldChange],
    author: &Author,
) -> Done {
    let touches_identity = changes.iter().any(|one| one.field.is_identity() && one.was != one.becomes);
    let needed = if touches_identity { Reach::Municipality } else { Reach::Own };
    let before = cards::contacts_for_change(tx, scope, org_id, needed).await?;
    let (after, told) = changed(&before, changes).map_err(NetworkRefused::Conflict)?;
    if told.is_empty() {
        tx.mark_noted();
        return Ok(());
    }
    cards::write_contacts(tx, org_id, &before, &after).await?;
    desk.tell(tx, author, "organisation.changed", org_id, &told.join("; ")).await?;
    Ok(())
}

/// Notes how many pupils there were on a day; `was` is what the editor saw for that day.
pub async fn set_size(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    org_id: &str,
    day: Date,
    pupils: u32,
    author: &Author,
) -> Done {
    if day > desk.clock.today() {
        return Err(NetworkRefused::invalid(
            "counted_on",
            "Этот день ещё не наступил: укажите день, на который учеников уже сосчитали.",
        ));
    }
    cards::contacts_for_change(tx, scope, org_id, Reach::Municipality).await?;
    let before = cards::size_on(tx, org_id, day).await?;
    if before == Some(i64::from(pupils)) {
        tx.mark_noted();
        return Ok(());
    }
    cards::write_size(tx, org_id, day, pupils).await?;
    let on = ui::ru::date_long(day);
    let what = match before {
        None => format!("Обучающихся на {on}: {pupils}"),
        Some(before) => format!("Обучающихся на {on}: {before} → {pupils}"),
    };
    desk.tell(tx, author, "organisation.changed", org_id, &what).await?;
    Ok(())
}

/// A building as its editor writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildingForm {
    pub title: String,
    pub address: String,
    pub lat: String,
    pub lon: String,
    pub has_library: bool,
}

impl BuildingForm {
    pub(crate) fn of(line: &BuildingLine) -> Self {
        Self {
            title: line.title.clone(),
            address: line.address.clone(),
            lat: line.point.map_or_else(String::new, |point| roster::Point::degrees(point.lat_e6)),
            lon: line.point.map_or_else(String::new, |point| roster::Point::degrees(point.lon_e6)),
            has_library: line.has_library,
        }
    }

    fn checked(&self, period: Period) -> Done<BuildingLine> {
        let unfit = |field: &'static str| {
            move |unfit: check::Unfit| NetworkRefused::Invalid { field, text: unfit.told() }
        };
        let address = check::line(&self.address, check::MAX_ADDRESS).map_err(unfit("address"))?;
        if address.is_empty() {
            return Err(NetworkRefused::invalid("address", "Не указан адрес здания."));
        }
        Ok(BuildingLine {
            title: check::line(&self.title, check::MAX_SHORT).map_err(unfit("title"))?,
            address,
            point: check::point(&self.lat, &self.lon).map_err(unfit("lat"))?,
            has_library: self.has_library,
            period,
        })
    }
}

pub async fn add_building(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    org_id: &str,
    form: &BuildingForm,
    author: &Author,
) -> Done<String> {
    let line = form.checked(Period::ALWAYS)?;
    cards::contacts_for_change(tx, scope, org_id, Reach::Own).await?;
    let id = cards::insert_building(tx, org_id, &line, desk.clock.now()).await?;
    let what = format!("Добавлено здание: {}", line.address);
    desk.tell(tx, author, "organisation.changed", org_id, &what).await?;
    Ok(id)
}

/// Changes a building. `was` is what the editor saw: another one means that somebody was quicker, and both are shown.
pub async fn change_building(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    (org_id, building_id): (&str, &str),
    was: &BuildingForm,
    form: &BuildingForm,
    author: &Author,
) -> Done {
    cards::contacts_for_change(tx, scope, org_id, Reach::Own).await?;
    let before = cards::building(tx, org_id, building_id).await?.ok_or(NetworkRefused::NotFound)?;
    let after = form.checked(before.period)?;
    if BuildingForm::of(&before) != *was && before != after {
        return Err(NetworkRefused::BuildingConflict(Box::new(BuildingForm::of(&before))));
    }
    if before == after {
        tx.mark_noted();
        return Ok(());
    }
    cards::update_building(tx, org_id, building_id, &after).await?;
    let what = if before.address == after.address {
        format!("Изменены сведения о здании: {}", after.address)
    } else {
        format!("Здание: «{}» → «{}»", before.address, after.address)
    };
    desk.tell(tx, author, "organisation.changed", org_id, &what).await?;
    Ok(())
}

/// The last day on which a building was used; it stays in the history.
pub async fn close_building(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    (org_id, building_id): (&str, &str),
    last_day: Date,
    author: &Author,
) -> Done {
    cards::contacts_for_change(tx, scope, org_id, Reach::Own).await?;
    let before = cards::building(tx, org_id, building_id).await?.ok_or(NetworkRefused::NotFound)?;
    if last_day < before.period.from {
        let told = period_as_told(before.period);
        let text = format!("Последний день раньше первого: здание указано {told}.");
        return Err(NetworkRefused::Invalid { field: "last_day", text });
    }
    let period = Period { to: last_day, ..before.period };
    let what = format!("Здание не используется после {}: {}", ui::ru::date_long(last_day), before.address);
    cards::update_building(tx, org_id, building_id, &BuildingLine { period, ..before }).await?;
    desk.tell(tx, author, "organisation.changed", org_id, &what).await?;
    Ok(())
}

/// Puts an organisation into the registry and answers its id and code. Without a code it is given one; a school answers to
/// the authority of its municipality.
pub async fn register_organisation(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    mut new: NewOrganisation,
    author: &Author,
) -> Done<(String, String)> {
    if scope.reach() != Reach::Everything {
        return Err(NetworkRefused::NotFound);
    }
    touch_registry(tx).await?;
    if new.code.is_empty() {
        new.code = free_code(tx, &new.contacts.inn).await?;
    }
    let answers_to_authority =
        matches!(new.kind, OrganisationKind::School | OrganisationKind::MunicipalCentre);
    if let Some(municipality_id) =
        new.municipality_id.as_deref().filter(|_| answers_to_authority && new.parent_id.is_none())
    {
        new.parent_id = seats::authority_of(tx, municipality_id, desk.clock.today()).await?;
    }
    let id = add_organisation(tx, scope, &new, desk.clock.now()).await?;
    let name = new.names.last().map_or("", |(_, names)| names.short.as_str());
    let what = format!("Добавлена организация «{name}» ({})", new.code);
    desk.tell(tx, author, "organisation.added", &id, &what).await?;
    Ok((id, new.code))
}

/// Renames an organisation from a day on; what it was called before stays in the history. Memberships show the new name
/// from that day.
pub async fn rename_organisation(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    org_id: &str,
    names: &OrganisationNames,
    basis: &str,
    from: Date,
    author: &Author,
) -> Done {
    let newest = names::newest(tx, scope, org_id).await?;
    let basis = checked_basis(basis)?;
    names::rename(tx, org_id, &newest, names, &basis, from).await?;
    jobs::settle_on(tx, desk.clock, org_id, from).await?;
    let what = format!(
        "Новое наименование с {}: «{}» → «{}»{}",
        ui::ru::date_long(from),
        newest.short,
        names.short.trim(),
        told_basis(&basis)
    );
    desk.tell(tx, author, "organisation.renamed", org_id, &what).await?;
    Ok(())
}

/// Mends a slip in the newest names: they were written so for as long as they have stood.
pub async fn correct_names(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    org_id: &str,
    names: &OrganisationNames,
    author: &Author,
) -> Done {
    let newest = names::newest(tx, scope, org_id).await?;
    let same = newest.full == names.full.trim()
        && newest.short == names.short.trim()
        && newest.genitive == names.genitive.trim();
    if same {
        tx.mark_noted();
        return Ok(());
    }
    names::correct(tx, org_id, &newest, names).await?;
    jobs::settle_on(tx, desk.clock, org_id, newest.period.from).await?;
    let what = format!("Исправлено наименование: «{}» → «{}»", newest.short, names.short.trim());
    desk.tell(tx, author, "organisation.corrected", org_id, &what).await?;
    Ok(())
}

/// The last day of an organisation; after it the registry does not show it, on the days before it does.
pub async fn close_organisation(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    org_id: &str,
    last_day: Date,
    basis: &str,
    author: &Author,
) -> Done {
    let newest = names::newest(tx, scope, org_id).await?;
    let basis = required_basis(basis)?;
    names::close(tx, org_id, &newest, last_day, &basis).await?;
    let what = format!("Последний день организации — {}{}", ui::ru::date_long(last_day), told_basis(&basis));
    desk.tell(tx, author, "organisation.closed", org_id, &what).await?;
    Ok(())
}

/// Moves an organisation to another municipality from a day on; from then on it answers to the authority there.
pub async fn move_organisation(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    org_id: &str,
    (municipality_id, municipality): (&str, &str),
    basis: &str,
    from: Date,
    author: &Author,
) -> Done {
    names::newest(tx, scope, org_id).await?;
    if scope.reach() != Reach::Everything {
        return Err(NetworkRefused::NotFound);
    }
    let basis = checked_basis(basis)?;
    let parent = seats::authority_of(tx, municipality_id, from).await?.filter(|parent| parent != org_id);
    seats::move_from(tx, org_id, (Some(municipality_id), parent.as_deref()), &basis, from).await?;
    jobs::settle_on(tx, desk.clock, org_id, from).await?;
    let what = format!(
        "С {} относится к муниципалитету: {municipality}{}",
        ui::ru::date_long(from),
        told_basis(&basis)
    );
    desk.tell(tx, author, "organisation.moved", org_id, &what).await?;
    Ok(())
}

/// Mends a municipality that was noted wrongly for as long as it has stood.
pub(crate) async fn correct_municipality(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    org_id: &str,
    (municipality_id, municipality): (&str, &str),
    author: &Author,
) -> Done {
    names::newest(tx, scope, org_id).await?;
    if scope.reach() != Reach::Everything {
        return Err(NetworkRefused::NotFound);
    }
    let today = desk.clock.today();
    let parent = seats::authority_of(tx, municipality_id, today).await?.filter(|parent| parent != org_id);
    seats::correct(tx, org_id, (Some(municipality_id), parent.as_deref())).await?;
    jobs::settle_on(tx, desk.clock, org_id, today).await?;
    let what = format!("Исправлен муниципалитет: {municipality}");
    desk.tell(tx, author, "organisation.corrected", org_id, &what).await?;
    Ok(())
}

/// The act behind a change, in words; may be empty.
fn checked_basis(basis: &str) -> Done<String> {
    check::line(basis, check::MAX_FULL)
        .map_err(|unfit| NetworkRefused::Invalid { field: "basis", text: unfit.told() })
}

pub(crate) fn required_basis(basis: &str) -> Done<String> {
    let basis = checked_basis(basis)?;
    if basis.is_empty() {
        return Err(NetworkRefused::invalid("basis", "Не указано основание: вид, номер и дата документа."));
    }
    Ok(basis)
}

pub(crate) fn told_basis(basis: &str) -> String {
    if basis.is_empty() { String::new() } else { format!(". Основание: {basis}") }
}

/// Checked identifiers and contacts, or what is wrong with which field.
pub fn checked_contacts(values: &Contacts) -> Done<Contacts> {
    let mut kept = Contacts::default();
    for field in crate::rules::CardField::ALL {
        let value = field
            .checked(field.of(values))
            .map_err(|text| NetworkRefused::Invalid { field: field.code(), text })?;
        *field.of_mut(&mut kept) = value;
    }
    Ok(kept)
}

/// Whether the day has come.
pub(crate) fn has_come(day: Date, clock: &Clock) -> bool {
    day <= clock.today()
}
