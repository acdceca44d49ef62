//! The whole registry in memory: every organisation with everything that it was called, where it lay, what its library
//! was. Four hundred of them fit easily, and every list, count, map and export picks from them without asking the database.

use std::collections::HashMap;

use access::Scope;
use jiff::civil::Date;
use region::{LibraryStatus, OrganisationKind};
use roster::Point;

use super::filter::{Filter, ORGANISATIONS_ON_A_PAGE, SortBy, search_words};
use super::{Period, Timeline, Totals};

/// A municipality under one of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollMunicipality {
    pub id: String,
    pub code: String,
    pub hex_col: u16,
    pub hex_row: u16,
    pub full_name: String,
    pub short_name: String,
    pub map_label: String,
    pub oktmo: String,
    pub sort_key: String,
    pub period: Period,
}

/// An organisation with its whole history; its names are lines of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollOrganisation {
    pub id: String,
    pub code: String,
    pub kind: OrganisationKind,
    pub kind_order: i64,
    pub is_demo: bool,
    /// For a group: the kinds of organisation that it means.
    pub stands_for: Vec<OrganisationKind>,
    /// Today's, by which scopes reach it.
    pub municipality_id: Option<String>,
    pub contacts: Contacts,
    /// Oldest first.
    pub seats: Vec<Seat>,
    pub statuses: Timeline,
    /// Counts of pupils, oldest first.
    pub sizes: Vec<(Date, u32)>,
    pub buildings: Vec<RollBuilding>,
    /// Municipal centres that serve it, oldest first.
    pub centres: Vec<(Period, String)>,
}

/// Identifiers and contacts; empty: not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contacts {
    pub inn: String,
    pub ogrn: String,
    pub phone: String,
    pub email: String,
    pub site: String,
    pub head: String,
}

/// Where an organisation lies and whom it answers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    pub municipality_id: Option<String>,
    pub parent_id: Option<String>,
    pub basis: String,
    pub period: Period,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollBuilding {
    pub id: String,
    pub title: String,
    pub address: String,
    pub point: Option<Point>,
    pub has_library: bool,
    pub period: Period,
}

/// An organisation's name; the organisation exists on the days of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollName {
    /// Place of the organisation in [`Roll::organisations`].
    pub organisation: usize,
    pub full: String,
    pub short: String,
    pub genitive: String,
    pub basis: String,
    pub end_basis: String,
    /// Code, names and ИНН as they are searched.
    pub fold: String,
    pub sort_key: String,
    pub period: Period,
}

/// An organisation as it is on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed<'a> {
    pub organisation: &'a RollOrganisation,
    pub name: &'a RollName,
    pub municipality: Option<&'a RollMunicipality>,
    /// Schools only.
    pub status: Option<LibraryStatus>,
}

impl RollOrganisation {
    pub fn seat_on(&self, day: Date) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.period.contains(day))
    }

    pub fn municipality_on(&self, day: Date) -> Option<&str> {
        self.seat_on(day)?.municipality_id.as_deref()
    }

    pub fn status_on(&self, day: Date) -> Option<LibraryStatus> {
        (self.kind == OrganisationKind::School).then(|| self.statuses.on(day))
    }

    /// The last count of pupils that was made by the day.
    pub fn pupils_on(&self, day: Date) -> Option<(Date, u32)> {
        self.sizes.iter().rev().find(|(counted_on, _)| *counted_on <= day).copied()
    }

    pub fn buildings_on(&self, day: Date) -> impl Iterator<Item = &RollBuilding> {
        self.buildings.iter().filter(move |building| building.period.contains(day))
    }

    /// Id of the school to which this one is attached on the day, whether or not its term as a centre still runs.
    pub fn attached_on(&self, day: Date) -> Option<&str> {
        self.centres.iter().find(|(period, _)| period.contains(day)).map(|(_, centre)| centre.as_str())
    }
}

/// The usual order of the registry: bodies first, then by name.
fn key<'a>(organisations: &'a [RollOrganisation], name: &'a RollName) -> (i64, &'a str, &'a str) {
    let organisation = &organisations[name.organisation];
    (organisation.kind_order, &name.sort_key, &organisation.id)
}

/// The registry. Made once for a revision of it.
#[derive(Debug, Clone, Default)]
pub struct Roll {
    organisations: Vec<RollOrganisation>,
    /// In the usual order of the registry.
    names: Vec<RollName>,
    /// By name.
    municipalities: Vec<RollMunicipality>,
    /// Code and id → place in `organisations`.
    places: HashMap<String, usize>,
    /// Names the boundaries in force: what was drawn from others is drawn anew.
    pub boundaries: i64,
}

impl Roll {
    pub fn new(
        organisations: Vec<RollOrganisation>,
        mut names: Vec<RollName>,
        mut municipalities: Vec<RollMunicipality>,
        boundaries: i64,
    ) -> Self {
        municipalities.sort_by(|one, other| (&one.sort_key, &one.id).cmp(&(&other.sort_key, &other.id)));
        names.sort_by(|one, other| key(&organisations, one).cmp(&key(&organisations, other)));
        let places = organisations
            .iter()
            .enumerate()
            .flat_map(|(place, one)| [(one.code.clone(), place), (one.id.clone(), place)])
            .collect();
        Self { organisations, names, municipalities, places, boundaries }
    }

    /// The municipalities as they were called on a day, by name.
    pub fn municipalities_on(&self, day: Date) -> Vec<&RollMunicipality> {
        self.municipalities.iter().filter(|one| one.period.contains(day)).collect()
    }

    /// Every name that every municipality ever had.
    pub fn municipality_names(&self) -> &[RollMunicipality] {
        &self.municipalities
    }

    pub fn organisations(&self) -> &[RollOrganisation] {
        &self.organisations
    }

    /// By code or id, whatever the day and the scope: for what has been looked up within one already.
    pub fn organisation(&self, code_or_id: &str) -> Option<&RollOrganisation> {
        self.places.get(code_or_id).map(|place| &self.organisations[*place])
    }

    /// Every name of an organisation, oldest first.
    pub fn names_of(&self, organisation: &RollOrganisation) -> Vec<&RollName> {
        let place = self.places.get(&organisation.id).copied();
        let mut names: Vec<&RollName> =
            self.names.iter().filter(|name| Some(name.organisation) == place).collect();
        names.sort_by_key(|name| name.period.from);
        names
    }

    /// What an organisation was called on a day.
    pub fn name_on(&self, organisation: &RollOrganisation, day: Date) -> Option<&RollName> {
        let place = self.places.get(&organisation.id).copied();
        self.names.iter().find(|name| Some(name.organisation) == place && name.period.contains(day))
    }

    /// An organisation by its code or id as it is on a day; `None` outside of the scope and for a day on which it has
    /// no name.
    pub fn find(&self, scope: &Scope, code_or_id: &str, day: Date) -> Option<Listed<'_>> {
        let organisation = self.organisation(code_or_id)?;
        if !scope.covers(&organisation.id, organisation.municipality_id.as_deref()) {
            return None;
        }
        let name = self.name_on(organisation, day)?;
        Some(self.listed(name, &self.municipalities_on(day), day))
    }

    fn listed<'a>(
        &'a self,
        name: &'a RollName,
        municipalities: &[&'a RollMunicipality],
        day: Date,
    ) -> Listed<'a> {
        let organisation = &self.organisations[name.organisation];
        let id = organisation.municipality_on(day);
        Listed {
            organisation,
            name,
            municipality: municipalities.iter().copied().find(|one| Some(one.id.as_str()) == id),
            status: organisation.status_on(day),
        }
    }

    /// Everything of the filter's day and words, whatever its kind, status and municipality, that the scope reaches, with
    /// the place of its municipality in the order of names (0: of none).
    fn met<'a>(&'a self, scope: &Scope, filter: &Filter) -> Vec<(usize, Listed<'a>)> {
        let words = search_words(&filter.q);
        let day = filter.as_of;
        let municipalities = self.municipalities_on(day);
        let parent = filter.under.as_ref().map(|code| self.organisation(code).map_or("", |one| &one.id));
        let is_met = |name: &&RollName| {
            let organisation = &self.organisations[name.organisation];
            name.period.contains(day)
                && parent.is_none_or(|parent| {
                    let seat = organisation.seat_on(day);
                    seat.and_then(|seat| seat.parent_id.as_deref()) == Some(parent)
                })
                && words.iter().all(|word| name.fold.contains(word.as_str()))
                && scope.covers(&organisation.id, organisation.municipality_id.as_deref())
        };
        self.names
            .iter()
            .filter(is_met)
            .map(|name| {
                let organisation = &self.organisations[name.organisation];
                let id = organisation.municipality_on(day);
                let place = id.and_then(|id| municipalities.iter().position(|one| one.id == id));
                let listed = Listed {
                    organisation,
                    name,
                    municipality: place.map(|place| municipalities[place]),
                    status: organisation.status_on(day),
                };
                (place.map_or(0, |place| place + 1), listed)
            })
            .collect()
    }

    /// Everything that the filter shows, in its order, and how many organisations each choice beside it would show.
    pub fn all<'a>(&'a self, scope: &Scope, filter: &Filter) -> (Vec<Listed<'a>>, Totals) {
        let met = self.met(scope, filter);
        let totals = Totals::of(met.iter().map(|(_, one)| one), filter);
        let mut listed: Vec<(usize, Listed<'a>)> =
            met.into_iter().filter(|(_, one)| filter.shows(one)).collect();
        // The names come by kind and name already: a stable sort keeps that order within equals.
        match filter.sort {
            SortBy::Kind => listed.sort_by_key(|(place, one)| (one.organisation.kind_order, *place)),
            SortBy::Municipality => listed.sort_by_key(|(place, _)| *place),
            SortBy::Name => {
                listed.sort_by(|(_, one), (_, other)| one.name.sort_key.cmp(&other.name.sort_key));
            }
        }
        (listed.into_iter().map(|(_, one)| one).collect(), totals)
    }

    /// The rows of the filter's page, and the numbers beside them.
    pub fn page<'a>(&'a self, scope: &Scope, filter: &Filter) -> (Vec<Listed<'a>>, Totals) {
        let (mut listed, totals) = self.all(scope, filter);
        let skipped = usize::try_from((filter.page - 1) * ORGANISATIONS_ON_A_PAGE).unwrap_or(usize::MAX);
        let length = usize::try_from(ORGANISATIONS_ON_A_PAGE).unwrap_or(usize::MAX);
        listed.drain(..skipped.min(listed.len()));
        listed.truncate(length);
        (listed, totals)
    }

    /// At most `limit` organisations of the filter whose id comes after `cursor` (empty: from the beginning), in the
    /// order of ids: what is added while somebody pages through is met at the end and nothing is met twice.
    pub fn after<'a>(
        &'a self,
        scope: &Scope,
        filter: &Filter,
        cursor: &str,
        limit: usize,
    ) -> Vec<Listed<'a>> {
        let mut met: Vec<Listed<'a>> = self.all(scope, filter).0;
        met.retain(|one| one.organisation.id.as_str() > cursor);
        met.sort_by(|one, other| one.organisation.id.cmp(&other.organisation.id));
        met.truncate(limit);
        met
    }

    /// The municipal centre that serves a school on a day: it is attached to it, and the centre's term runs.
    pub fn centre_of(&self, school: &RollOrganisation, day: Date) -> Option<Listed<'_>> {
        let centre = self.organisation(school.attached_on(day)?)?;
        if centre.statuses.on(day) != LibraryStatus::MunicipalCentre {
            return None;
        }
        let name = self.name_on(centre, day)?;
        Some(self.listed(name, &self.municipalities_on(day), day))
    }

    /// The schools that a centre serves on a day, by name.
    pub fn served_by(&self, centre: &RollOrganisation, day: Date) -> Vec<Listed<'_>> {
        let municipalities = self.municipalities_on(day);
        let serves = |name: &&RollName| {
            name.period.contains(day)
                && self.organisations[name.organisation].attached_on(day) == Some(centre.id.as_str())
        };
        let names = self.names.iter().filter(serves);
        names.map(|name| self.listed(name, &municipalities, day)).collect()
    }
}
