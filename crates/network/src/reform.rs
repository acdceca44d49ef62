//! The door for municipal reform: dated, with its act; what was before stays as it was.

use access::{Reach, Scope};
use jiff::civil::Date;
use region::OrganisationKind;
use store::Tx;

use crate::editing::required_basis;
use crate::rules::{Into, MunicipalityNames, NewMunicipality, Reform, Roll, RollOrganisation};
use crate::store::{municipalities, seats, touch_registry};
use crate::{Author, Desk, NetworkRefused, jobs};

/// Records what the law does to municipalities from a day on. `scope` is that of administration; `roll` is the registry as
/// it is now. Organisations of municipalities that end, and those that a split names, move on that day.
pub async fn reform(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    roll: &Roll,
    reform: &Reform,
    (day, basis): (Date, &str),
    author: &Author,
) -> Result<(), NetworkRefused> {
    if scope.reach() != Reach::Everything {
        return Err(NetworkRefused::NotFound);
    }
    touch_registry(tx).await?;
    let basis = required_basis(basis)?;
    let reforming = Reforming { desk, roll, day, basis: &basis, author };
    match reform {
        Reform::Rename { id, names } => reforming.rename(tx, id, names).await.map(|_| ()),
        Reform::Merge { sources, into } => reforming.merge(tx, sources, into).await,
        Reform::Split { source, new, organisations } => reforming.split(tx, source, new, organisations).await,
    }
}

struct Reforming<'a> {
    desk: &'a Desk<'a>,
    roll: &'a Roll,
    day: Date,
    basis: &'a str,
    author: &'a Author,
}

impl Reforming<'_> {
    fn name_of(&self, id: &str) -> Result<&str, NetworkRefused> {
        let found = self.roll.municipalities_on(self.day).into_iter().find(|one| one.id == id);
        found
            .map(|one| one.short_name.as_str())
            .ok_or_else(|| NetworkRefused::invalid("municipality", "На эту дату такого муниципалитета нет."))
    }

    async fn note(&self, tx: &mut Tx, id: &str, what: &str) -> Result<(), NetworkRefused> {
        let what = format!("{what} с {}. Основание: {}", ui::ru::date_long(self.day), self.basis);
        Ok(self.desk.note(tx, self.author, "municipality.reformed", ("municipality", id), &what).await?)
    }

    /// Answers the name from the day on.
    async fn rename(
        &self,
        tx: &mut Tx,
        id: &str,
        names: &MunicipalityNames,
    ) -> Result<String, NetworkRefused> {
        let names = names.checked()?;
        let before = self.name_of(id)?.to_owned();
        municipalities::rename(tx, id, &names, self.basis, self.day).await?;
        self.note(tx, id, &format!("Муниципалитет «{before}» называется «{}»", names.short)).await?;
        Ok(names.short)
    }

    async fn make(
        &self,
        tx: &mut Tx,
        new: &NewMunicipality,
        leaving: &[String],
    ) -> Result<(String, String), NetworkRefused> {
        let new = new.checked(self.roll, self.day, leaving)?;
        let id = municipalities::add_new(tx, &new, self.basis, self.day, self.desk.clock.now()).await?;
        self.note(tx, &id, &format!("Образован муниципалитет «{}»", new.names.short)).await?;
        Ok((id, new.names.short))
    }

    async fn merge(&self, tx: &mut Tx, sources: &[String], into: &Into) -> Result<(), NetworkRefused> {
        let (target, name) = match into {
            Into::New(new) => self.make(tx, new, sources).await?,
            Into::Existing { id, names: Some(names) } => (id.clone(), self.rename(tx, id, names).await?),
            Into::Existing { id, names: None } => (id.clone(), self.name_of(id)?.to_owned()),
        };
        let sources: Vec<&String> = sources.iter().filter(|id| **id != target).collect();
        if sources.is_empty() {
            return Err(NetworkRefused::invalid(
                "sources",
                "Не отмечено ни одного муниципалитета, который присоединяется.",
            ));
        }
        for id in &sources {
            let before = self.name_of(id)?.to_owned();
            municipalities::end(tx, id, self.day, self.basis).await?;
            self.note(tx, id, &format!("Муниципалитет «{before}» вошёл в «{name}»")).await?;
        }
        let moving: Vec<&RollOrganisation> = self
            .roll
            .organisations()
            .iter()
            .filter(|one| {
                one.municipality_on(self.day).is_some_and(|id| sources.iter().any(|source| *source == id))
            })
            .collect();
        self.relocate(tx, moving, (&target, &name)).await
    }

    async fn split(
        &self,
        tx: &mut Tx,
        source: &str,
        new: &NewMunicipality,
        organisations: &[String],
    ) -> Result<(), NetworkRefused> {
        self.name_of(source)?;
        let moving: Vec<&RollOrganisation> = organisations
            .iter()
            .filter_map(|code| self.roll.organisation(code))
            .filter(|one| one.municipality_on(self.day) == Some(source))
            .collect();
        if moving.is_empty() || moving.len() != organisations.len() {
            return Err(NetworkRefused::invalid(
                "organisations",
                "Отметьте организации, которые относятся к новому муниципалитету.",
            ));
        }
        let target = self.make(tx, new, &[]).await?;
        self.relocate(tx, moving, (&target.0, &target.1)).await
    }

    /// Authorities move first: schools answer to the one of their new municipality.
    async fn relocate(
        &self,
        tx: &mut Tx,
        mut moving: Vec<&RollOrganisation>,
        (municipality_id, name): (&str, &str),
    ) -> Result<(), NetworkRefused> {
        moving.sort_by_key(|one| one.kind_order);
        for one in moving {
            let parent = match one.kind {
                OrganisationKind::MunicipalAuthority => {
                    one.seat_on(self.day).and_then(|seat| seat.parent_id.clone())
                }
                _ => seats::authority_of(tx, municipality_id, self.day).await?,
            };
            seats::move_from(tx, &one.id, (Some(municipality_id), parent.as_deref()), self.basis, self.day)
                .await?;
            jobs::settle_on(tx, self.desk.clock, &one.id, self.day).await?;
            let what = format!(
                "С {} относится к муниципалитету: {name}. Основание: {}",
                ui::ru::date_long(self.day),
                self.basis
            );
            self.desk.tell(tx, self.author, "organisation.moved", &one.id, &what).await?;
        }
        Ok(())
    }
}
