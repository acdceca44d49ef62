//! Acceptance of a list: everything that was decided, in one transaction, or nothing.

use access::Scope;
use jiff::civil::Date;
use region::OrganisationKind;
use roster::{Decision, Difference, Draft, Fate, Line, Problem, Record, What};
use serde::Serialize;
use store::Tx;

use super::newest;
use crate::rules::{
    CardField, Contacts, FieldChange, OrganisationNames, Period, Roll, RollOrganisation, kind_from_code,
};
use crate::store::NewOrganisation;
use crate::store::cards::{self, BuildingLine};
use crate::{
    Author, Desk, NetworkRefused, change_contacts, correct_names, editing, move_organisation,
    register_organisation, rename_organisation, set_size,
};

/// How much an accepted list changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    pub added: usize,
    pub changed: usize,
    pub same: usize,
    /// Rows with problems, left aside because that was asked for.
    pub skipped: usize,
}

/// Why a list is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum ImportRefused {
    /// Differences that nobody has decided on.
    #[error("Осталось расхождений без решения: {0}.")]
    Open(usize),
    /// Rows with problems, and nobody said that they may be left aside.
    #[error("Строк с ошибками: {0}. Исправьте их в файле или согласитесь загрузить остальные без них.")]
    Faulty(usize),
    /// Rows that the registry did not take.
    #[error("Реестр не принял некоторые строки.")]
    Rows(Vec<Problem>),
    #[error(transparent)]
    Network(#[from] NetworkRefused),
}

/// Writes the list. `roll` is the registry that `draft` was compared with, read after [`crate::store::touch_registry`] in
/// this transaction, so that nothing has changed since. `scope` is that of writing cards.
///
/// # Errors
/// See [`ImportRefused`]; nothing of the list is written then, once the transaction is dropped.
pub async fn accept(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    roll: &Roll,
    draft: &Draft,
    day: Date,
    skip_faulty: bool,
    author: &Author,
) -> Result<Imported, ImportRefused> {
    let faulty = draft.count(|fate| *fate == Fate::Refused);
    let stray = draft.problems.len();
    if stray > 0 && !skip_faulty {
        return Err(ImportRefused::Faulty(faulty.max(1)));
    }
    if draft.open() > 0 {
        return Err(ImportRefused::Open(draft.open()));
    }
    let mut done = Imported { skipped: faulty, ..Imported::default() };
    let mut problems = Vec::new();
    let importing = Importing { desk, scope, roll, day, author };
    for line in &draft.lines {
        let taken = match &line.fate {
            Fate::Refused => Ok(false),
            Fate::Same { .. } => {
                done.same += 1;
                Ok(false)
            }
            Fate::New => importing.add(tx, &line.record).await.map(|()| {
                done.added += 1;
                true
            }),
            Fate::Changed { id, differences, .. } => {
                importing.change(tx, id, &line.record, differences).await.map(|has_changed| {
                    if has_changed {
                        done.changed += 1
                    } else {
                        done.same += 1
                    }
                    true
                })
            }
        };
        match taken {
            Ok(_) => {}
            Err(NetworkRefused::Store(error)) => return Err(NetworkRefused::Store(error).into()),
            Err(NetworkRefused::NotFound) => return Err(NetworkRefused::NotFound.into()),
            Err(refused) => problems.push(problem(line, &refused)),
        }
    }
    if problems.is_empty() { Ok(done) } else { Err(ImportRefused::Rows(problems)) }
}

fn problem(line: &Line, refused: &NetworkRefused) -> Problem {
    Problem {
        sheet: line.sheet.clone(),
        row: line.row,
        column: String::new(),
        reason: refused.to_string(),
        next: "Исправьте строку в файле или оставьте значение реестра.".into(),
    }
}

struct Importing<'a> {
    desk: &'a Desk<'a>,
    scope: &'a Scope,
    roll: &'a Roll,
    day: Date,
    author: &'a Author,
}

impl Importing<'_> {
    /// Id and name of a municipality of the day.
    fn municipality(&self, code: &str) -> Option<(&str, &str)> {
        let found = self.roll.municipalities_on(self.day).into_iter().find(|one| one.code == code)?;
        Some((&found.id, &found.short_name))
    }

    async fn add(&self, tx: &mut Tx, record: &Record) -> Result<(), NetworkRefused> {
        let new = NewOrganisation {
            code: record.code.clone(),
            kind: kind_from_code(&record.kind).unwrap_or(OrganisationKind::School),
            municipality_id: self.municipality(&record.municipality).map(|(id, _)| id.to_owned()),
            parent_id: None,
            is_demo: false,
            stands_for: Vec::new(),
            names: vec![(
                Period::ALWAYS,
                OrganisationNames {
                    full: record.full.clone(),
                    short: record.short.clone(),
                    genitive: record.genitive.clone(),
                },
            )],
            contacts: Contacts {
                inn: record.inn.clone(),
                ogrn: record.ogrn.clone(),
                phone: record.phone.clone(),
                email: record.email.clone(),
                site: record.site.clone(),
                head: record.head.clone(),
            },
        };
        let (id, _) = register_organisation(tx, self.desk, self.scope, new, self.author).await?;
        for building in &record.buildings {
            cards::insert_building(tx, &id, &line_of(building, Period::ALWAYS), self.desk.clock.now())
                .await?;
        }
        if let (Some(pupils), Some(day)) = (record.pupils, record.counted_on) {
            cards::write_size(tx, &id, day, pupils).await?;
        }
        Ok(())
    }

    /// Does what was decided; whether anything was.
    async fn change(
        &self,
        tx: &mut Tx,
        id: &str,
        record: &Record,
        differences: &[Difference],
    ) -> Result<bool, NetworkRefused> {
        let (one, name) = newest(self.roll, id).ok_or(NetworkRefused::NotFound)?;
        let taken: Vec<&Difference> = differences
            .iter()
            .filter(|one| matches!(one.decision, Decision::File | Decision::Correct))
            .collect();
        let mut contacts = Vec::new();
        for difference in &taken {
            match difference.what {
                What::Names => {
                    let given = |file: &str, now: &str| {
                        if file.is_empty() { now.to_owned() } else { file.to_owned() }
                    };
                    let full = given(&record.full, &name.full);
                    let genitive = match record.genitive.as_str() {
                        "" if full != name.full => roster::genitive(&full),
                        file => given(file, &name.genitive),
                    };
                    let names =
                        OrganisationNames { short: given(&record.short, &name.short), full, genitive };
                    self.rename(tx, id, &names, difference.decision).await?;
                }
                What::Municipality => self.relocate(tx, id, record, difference.decision).await?,
                What::Inn => contacts.push(contact(one, CardField::Inn, &record.inn)),
                What::Ogrn => contacts.push(contact(one, CardField::Ogrn, &record.ogrn)),
                What::Phone => contacts.push(contact(one, CardField::Phone, &record.phone)),
                What::Email => contacts.push(contact(one, CardField::Email, &record.email)),
                What::Site => contacts.push(contact(one, CardField::Site, &record.site)),
                What::Head => contacts.push(contact(one, CardField::Head, &record.head)),
                What::Pupils => {
                    let day = record.counted_on.unwrap_or(self.day);
                    let pupils = record.pupils.unwrap_or_default();
                    set_size(tx, self.desk, self.scope, id, day, pupils, self.author).await?;
                }
                What::NewBuilding(place) | What::Building(place) => {
                    self.building(tx, one, &record.buildings[place]).await?;
                }
            }
        }
        if !contacts.is_empty() {
            change_contacts(tx, self.desk, self.scope, id, &contacts, self.author).await?;
        }
        Ok(!taken.is_empty())
    }

    async fn rename(
        &self,
        tx: &mut Tx,
        id: &str,
        names: &OrganisationNames,
        decision: Decision,
    ) -> Result<(), NetworkRefused> {
        if decision == Decision::Correct {
            return correct_names(tx, self.desk, self.scope, id, names, self.author).await;
        }
        rename_organisation(tx, self.desk, self.scope, id, names, "", self.day, self.author).await
    }

    async fn relocate(
        &self,
        tx: &mut Tx,
        id: &str,
        record: &Record,
        decision: Decision,
    ) -> Result<(), NetworkRefused> {
        let place = self.municipality(&record.municipality);
        let place =
            place.ok_or_else(|| NetworkRefused::invalid("municipality", "Такого муниципалитета нет."))?;
        if decision == Decision::Correct {
            return editing::correct_municipality(tx, self.desk, self.scope, id, place, self.author).await;
        }
        move_organisation(tx, self.desk, self.scope, id, place, "", self.day, self.author).await
    }

    async fn building(
        &self,
        tx: &mut Tx,
        one: &RollOrganisation,
        file: &roster::Building,
    ) -> Result<(), NetworkRefused> {
        let same = one
            .buildings_on(self.day)
            .find(|building| roster::name_key(&building.address) == roster::name_key(&file.address));
        let what = match same {
            None => {
                let line = line_of(file, Period::ALWAYS);
                cards::insert_building(tx, &one.id, &line, self.desk.clock.now()).await?;
                format!("Добавлено здание: {}", file.address)
            }
            Some(building) => {
                let now = roster::Building {
                    title: building.title.clone(),
                    address: building.address.clone(),
                    point: building.point,
                    has_library: Some(building.has_library),
                };
                let line = line_of(&now.filled_from(file), building.period);
                cards::update_building(tx, &one.id, &building.id, &line).await?;
                format!("Изменены сведения о здании: {}", file.address)
            }
        };
        self.desk.tell(tx, self.author, "organisation.changed", &one.id, &what).await?;
        Ok(())
    }
}

fn contact(one: &RollOrganisation, field: CardField, becomes: &str) -> FieldChange {
    FieldChange { field, was: field.of(&one.contacts).to_owned(), becomes: becomes.to_owned() }
}

fn line_of(building: &roster::Building, period: Period) -> BuildingLine {
    BuildingLine {
        title: building.title.clone(),
        address: building.address.clone(),
        point: building.point,
        has_library: building.has_library.unwrap_or(false),
        period,
    }
}
