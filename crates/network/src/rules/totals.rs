//! Numbers beside the choices of the registry's filter.

use std::collections::BTreeMap;

use region::OrganisationKind;

use super::Filter;

/// How many organisations the filter shows, and how many it would show with another municipality or kind chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    pub shown: i64,
    by_municipality: BTreeMap<String, i64>,
    by_kind: BTreeMap<OrganisationKind, i64>,
}

impl Totals {
    /// Adds up counts of (municipality code, kind, number).
    pub fn of<'a>(
        counts: impl IntoIterator<Item = (&'a str, OrganisationKind, i64)>,
        filter: &Filter,
    ) -> Self {
        let mut totals = Self::default();
        for (municipality, kind, count) in counts {
            let is_kind = filter.kind.is_none_or(|chosen| chosen == kind);
            let is_municipality = filter.municipality.as_deref().is_none_or(|chosen| chosen == municipality);
            if is_kind {
                *totals.by_municipality.entry(municipality.to_owned()).or_default() += count;
            }
            if is_municipality {
                *totals.by_kind.entry(kind).or_default() += count;
            }
            if is_kind && is_municipality {
                totals.shown += count;
            }
        }
        totals
    }

    /// Of the chosen kind in a municipality.
    pub fn in_municipality(&self, code: &str) -> i64 {
        self.by_municipality.get(code).copied().unwrap_or(0)
    }

    /// Of a kind in the chosen municipality.
    pub fn of_kind(&self, kind: OrganisationKind) -> i64 {
        self.by_kind.get(&kind).copied().unwrap_or(0)
    }

    /// The greatest number in one municipality: the top of the map's scale.
    pub fn greatest(&self) -> i64 {
        self.by_municipality
            .iter()
            .filter(|(code, _)| !code.is_empty())
            .map(|(_, count)| *count)
            .max()
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::FilterText;
    use jiff::civil::date;

    #[test]
    fn a_choice_does_not_empty_the_choices_beside_it() {
        let counts = [
            ("", OrganisationKind::Ministry, 1),
            ("north", OrganisationKind::School, 5),
            ("north", OrganisationKind::MunicipalAuthority, 1),
            ("south", OrganisationKind::School, 3),
        ];
        let text =
            FilterText { kind: "school".into(), municipality: "north".into(), ..FilterText::default() };
        let (filter, _) = text.read(date(2024, 10, 15));
        let totals = Totals::of(counts, &filter);
        assert_eq!(totals.shown, 5);
        assert_eq!((totals.in_municipality("north"), totals.in_municipality("south")), (5, 3));
        assert_eq!(totals.of_kind(OrganisationKind::MunicipalAuthority), 1);
        assert_eq!(totals.of_kind(OrganisationKind::Ministry), 0, "not in the north");
        assert_eq!(totals.greatest(), 5);
        assert_eq!(totals.in_municipality("west"), 0);
    }
}
