//! The whole registry in memory: every organisation with every name it ever bore. Four hundred lines fit easily, and the
//! page of the registry, the search and the API pick from them without asking the database.

use std::collections::HashMap;

use access::Scope;
use jiff::civil::Date;
use region::OrganisationKind;

use super::filter::{Filter, ORGANISATIONS_ON_A_PAGE, SortBy, search_words};
use super::{Period, Totals};

/// A municipality under one of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollMunicipality {
    pub id: String,
    pub code: String,
    pub hex_col: u16,
    pub hex_row: u16,
    pub short_name: String,
    pub map_label: String,
    pub sort_key: String,
    pub period: Period,
}

/// An organisation under one of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollLine {
    pub id: String,
    pub code: String,
    pub kind: OrganisationKind,
    pub kind_order: i64,
    pub is_demo: bool,
    pub municipality_id: Option<String>,
    pub municipality_code: Option<String>,
    pub parent_code: Option<String>,
    /// For a group: the kinds of organisation that it means.
    pub stands_for: Vec<OrganisationKind>,
    pub full_name: String,
    pub short_name: String,
    pub genitive_name: String,
    /// Code and names as they are searched.
    pub fold: String,
    pub sort_key: String,
    pub period: Period,
}

/// A line of the registry with the name that its municipality bears on the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed<'a> {
    pub organisation: &'a RollLine,
    pub municipality: Option<&'a RollMunicipality>,
}

/// Every line there is, in the usual order of the registry.
#[derive(Debug, Clone, Default)]
pub struct Roll {
    lines: Vec<RollLine>,
    /// Code → places of its lines.
    by_code: HashMap<String, Vec<usize>>,
    /// By name.
    municipalities: Vec<RollMunicipality>,
}

impl Roll {
    pub fn new(mut lines: Vec<RollLine>, mut municipalities: Vec<RollMunicipality>) -> Self {
        municipalities.sort_by(|one, other| (&one.sort_key, &one.id).cmp(&(&other.sort_key, &other.id)));
        lines.sort_by(|one, other| {
            (one.kind_order, &one.sort_key, &one.id).cmp(&(other.kind_order, &other.sort_key, &other.id))
        });
        let mut by_code: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, line) in lines.iter().enumerate() {
            by_code.entry(line.code.clone()).or_default().push(place);
        }
        Self { lines, by_code, municipalities }
    }

    /// An organisation by its code, as it is called on a day. The registry is open to everybody; what is not is decided
    /// by the scope of the lists.
    pub fn named(&self, code: &str, day: Date) -> Option<&RollLine> {
        let places = self.by_code.get(code)?.iter();
        places.filter_map(|place| self.lines.get(*place)).find(|line| line.period.contains(day))
    }

    /// Every organisation that has a name on the day, in the usual order of the registry.
    pub fn named_on(&self, day: Date) -> impl Iterator<Item = &RollLine> {
        self.lines.iter().filter(move |line| line.period.contains(day))
    }

    /// The municipalities as they were called on a day, by name.
    pub fn municipalities_on(&self, day: Date) -> Vec<&RollMunicipality> {
        self.municipalities.iter().filter(|one| one.period.contains(day)).collect()
    }

    /// Everything of the filter's day and words, whatever its kind and municipality, that the scope reaches.
    fn met<'a>(&'a self, scope: &Scope, filter: &Filter) -> Vec<&'a RollLine> {
        let words = search_words(&filter.q);
        let is_met = |line: &&RollLine| {
            line.period.contains(filter.as_of)
                && filter.under.as_ref().is_none_or(|code| line.parent_code.as_ref() == Some(code))
                && words.iter().all(|word| line.fold.contains(word.as_str()))
                && scope.covers(&line.id, line.municipality_id.as_deref())
        };
        self.lines.iter().filter(is_met).collect()
    }

    /// The rows of the filter's page, and how many organisations each choice beside it would show.
    pub fn page<'a>(&'a self, scope: &Scope, filter: &Filter) -> (Vec<Listed<'a>>, Totals) {
        let municipalities = self.municipalities_on(filter.as_of);
        let met = self.met(scope, filter);
        let counted = met.iter().map(|line| (line.municipality_code.as_deref().unwrap_or(""), line.kind, 1));
        let totals = Totals::of(counted, filter);
        let mut listed: Vec<(usize, Listed<'a>)> = met
            .into_iter()
            .filter(|line| filter.kind.is_none_or(|kind| line.kind == kind))
            .filter(|line| filter.municipality.is_none() || line.municipality_code == filter.municipality)
            .map(|organisation| {
                let id = organisation.municipality_id.as_ref();
                let place = municipalities.iter().position(|one| Some(&one.id) == id);
                let municipality = place.map(|place| municipalities[place]);
                // Those of no municipality stand first; the others in the order of the municipalities' names.
                (place.map_or(0, |place| place + 1), Listed { organisation, municipality })
            })
            .collect();
        // The lines come by kind and name already: a stable sort keeps that order within equals.
        match filter.sort {
            SortBy::Kind => listed.sort_by_key(|(place, one)| (one.organisation.kind_order, *place)),
            SortBy::Municipality => listed.sort_by_key(|(place, _)| *place),
            SortBy::Name => {
                listed.sort_by(|(_, one), (_, other)| {
                    one.organisation.sort_key.cmp(&other.organisation.sort_key)
                });
            }
        }
        let skipped = usize::try_from((filter.page - 1) * ORGANISATIONS_ON_A_PAGE).unwrap_or(usize::MAX);
        let length = usize::try_from(ORGANISATIONS_ON_A_PAGE).unwrap_or(usize::MAX);
        (listed.into_iter().skip(skipped).take(length).map(|(_, one)| one).collect(), totals)
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
        let municipalities = self.municipalities_on(filter.as_of);
        let mut met: Vec<&RollLine> = self
            .met(scope, filter)
            .into_iter()
            .filter(|line| line.id.as_str() > cursor)
            .filter(|line| filter.kind.is_none_or(|kind| line.kind == kind))
            .filter(|line| filter.municipality.is_none() || line.municipality_code == filter.municipality)
            .collect();
        met.sort_by(|one, other| one.id.cmp(&other.id));
        met.into_iter()
            .take(limit)
            .map(|organisation| {
                let id = organisation.municipality_id.as_ref();
                let municipality = municipalities.iter().copied().find(|one| Some(&one.id) == id);
                Listed { organisation, municipality }
            })
            .collect()
    }
}
