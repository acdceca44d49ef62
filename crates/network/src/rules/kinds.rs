//! Kinds of organisation in the official vocabulary.

use region::OrganisationKind;

/// All kinds in the order of lists: bodies first, schools after them, partners and groups last.
pub const KINDS: [OrganisationKind; 8] = OrganisationKind::ALL;

/// The kind stored under a code; `None` for a code that no version of the program has written.
pub fn kind_from_code(code: &str) -> Option<OrganisationKind> {
    KINDS.into_iter().find(|kind| kind.code() == code)
}

/// Place of a kind in lists, from zero.
pub fn kind_order(kind: OrganisationKind) -> i64 {
    (0_i64..).zip(KINDS).find(|(_, listed)| *listed == kind).map_or(0, |(place, _)| place)
}

/// What one organisation of the kind is called.
pub const fn kind_title(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Ministry => "министерство",
        OrganisationKind::Institute => "институт",
        OrganisationKind::RegionalCentre => "региональный центр",
        OrganisationKind::MunicipalAuthority => "орган управления образованием (ОМСУ)",
        OrganisationKind::MunicipalCentre => "муниципальный методический центр",
        OrganisationKind::School => "школа",
        OrganisationKind::Partner => "партнёр",
        OrganisationKind::Group => "группа исполнителей",
    }
}

/// What the organisations of the kind are called together: the name of a choice in a filter.
pub const fn kind_titles(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Ministry => "Министерства",
        OrganisationKind::Institute => "Институты",
        OrganisationKind::RegionalCentre => "Региональные центры",
        OrganisationKind::MunicipalAuthority => "Органы управления образованием (ОМСУ)",
        OrganisationKind::MunicipalCentre => "Муниципальные методические центры",
        OrganisationKind::School => "Школы",
        OrganisationKind::Partner => "Партнёры",
        OrganisationKind::Group => "Группы исполнителей",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back_and_the_order_is_that_of_the_list() {
        for (place, kind) in (0_i64..).zip(KINDS) {
            assert_eq!(kind_from_code(kind.code()), Some(kind));
            assert_eq!(kind_order(kind), place);
            assert!(!kind_title(kind).is_empty() && !kind_titles(kind).is_empty());
        }
        assert_eq!(kind_from_code("castle"), None);
    }
}
