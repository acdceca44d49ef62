//! Numbers beside the choices of the registry's filter.

use std::collections::BTreeMap;

use region::{LibraryStatus, OrganisationKind};

use super::roll::Listed;
use super::{Filter, KINDS, kind_order};

/// How many organisations the filter shows, and how many it would show with another municipality, kind or status chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    pub shown: i64,
    by_municipality: BTreeMap<String, InMunicipality>,
    by_kind: [i64; KINDS.len()],
    by_status: [i64; LibraryStatus::ALL.len()],
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct InMunicipality {
    /// Of the chosen kind and status.
    shown: i64,
    centres: i64,
    municipal_centres: i64,
}

impl Totals {
    pub fn of<'a, 'b: 'a>(met: impl IntoIterator<Item = &'a Listed<'b>>, filter: &Filter) -> Self {
        let mut totals = Self::default();
        for one in met {
            let municipality = one.municipality.map_or("", |place| place.code.as_str());
            let is_kind = filter.kind.is_none_or(|chosen| chosen == one.organisation.kind);
            let is_status = filter.status.is_none_or(|chosen| one.status == Some(chosen));
            let is_municipality = filter.municipality.as_deref().is_none_or(|chosen| chosen == municipality);
            // Looked for first: a key is made once for a municipality, not once for an organisation.
            if !totals.by_municipality.contains_key(municipality) {
                totals.by_municipality.insert(municipality.to_owned(), InMunicipality::default());
            }
            let Some(place) = totals.by_municipality.get_mut(municipality) else { continue };
            place.shown += i64::from(is_kind && is_status);
            place.centres += i64::from(one.status == Some(LibraryStatus::Centre));
            place.municipal_centres += i64::from(one.status == Some(LibraryStatus::MunicipalCentre));
            if is_municipality && is_status {
                let kind = usize::try_from(kind_order(one.organisation.kind)).unwrap_or(0);
                totals.by_kind[kind] += 1;
            }
            if let Some(status) = one.status
                && is_municipality
                && is_kind
            {
                totals.by_status[status as usize] += 1;
            }
            totals.shown += i64::from(is_kind && is_status && is_municipality);
        }
        totals
    }

    /// Of the chosen kind and status in a municipality.
    pub fn in_municipality(&self, code: &str) -> i64 {
        self.by_municipality.get(code).map_or(0, |one| one.shown)
    }

    /// Centres and municipal centres of a municipality, whatever kind and status are chosen.
    pub fn centres_in(&self, code: &str) -> (i64, i64) {
        self.by_municipality.get(code).map_or((0, 0), |one| (one.centres, one.municipal_centres))
    }

    /// Of a kind in the chosen municipality.
    pub fn of_kind(&self, kind: OrganisationKind) -> i64 {
        usize::try_from(kind_order(kind)).map_or(0, |place| self.by_kind[place])
    }

    /// Of a status in the chosen municipality.
    pub fn of_status(&self, status: LibraryStatus) -> i64 {
        self.by_status[status as usize]
    }

    /// The greatest number in one municipality: the top of the map's scale.
    pub fn greatest(&self) -> i64 {
        let named = self.by_municipality.iter().filter(|(code, _)| !code.is_empty());
        named.map(|(_, one)| one.shown).max().unwrap_or(0)
    }
}
