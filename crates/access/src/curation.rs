//! Who gives roles to whom: access goes down the tree, from the institute to the municipalities and from them to the schools.

use region::OrganisationKind;

use crate::store::Place;
use crate::{Role, Scope};

/// The roles that a curator may give and take, never one's own and never one above.
pub const fn entrusted_by(curator: Role) -> &'static [Role] {
    match curator {
        Role::Administrator => &Role::ALL,
        Role::Institute => &[
            Role::Ministry,
            Role::RegionalCentre,
            Role::Municipality,
            Role::MunicipalCentre,
            Role::School,
            Role::Expert,
            Role::Partner,
        ],
        Role::Municipality => &[Role::School],
        Role::Ministry
        | Role::RegionalCentre
        | Role::MunicipalCentre
        | Role::School
        | Role::Expert
        | Role::Partner => &[],
    }
}

/// Whether somebody acting as `curator`, who reaches as far as `scope`, may give `role` at `place`. `scope` is that of
/// writing [`crate::Subject::Memberships`].
pub fn entrusts(curator: Role, scope: &Scope, role: Role, place: &Place, kind: OrganisationKind) -> bool {
    let is_at_home = match role.home() {
        Some(home) => home == kind,
        // A group of executors is no employer.
        None => kind != OrganisationKind::Group,
    };
    is_at_home && may_manage(curator, scope, role, &place.org_id, place.municipality_id.as_deref())
}

/// Whether a curator may suspend, end or let in again somebody who holds `role` at an organisation.
pub fn may_manage(
    curator: Role,
    scope: &Scope,
    role: Role,
    org_id: &str,
    municipality_id: Option<&str>,
) -> bool {
    entrusted_by(curator).contains(&role) && scope.covers(org_id, municipality_id)
}

/// For SQL: `,school,expert,`, to be asked whether it holds `,school,`.
pub fn listed(roles: &[Role]) -> String {
    roles.iter().fold(",".to_owned(), |listed, role| listed + role.code() + ",")
}

#[cfg(test)]
mod tests {
    use region::OrganisationKind as Kind;

    use super::*;
    use crate::testing::{scope_of, scope_of_stranger};
    use crate::{Deed, Reach, Subject, reach};

    /// Higher gives to lower. The administrator is outside of the ladder: only another one makes one.
    fn rank(role: Role) -> u8 {
        match role {
            Role::Administrator => 4,
            Role::Institute => 3,
            Role::Ministry | Role::RegionalCentre | Role::Municipality => 2,
            Role::MunicipalCentre | Role::School | Role::Expert | Role::Partner => 1,
        }
    }

    const KINDS: [Kind; 8] = [
        Kind::Ministry,
        Kind::Institute,
        Kind::RegionalCentre,
        Kind::MunicipalAuthority,
        Kind::MunicipalCentre,
        Kind::School,
        Kind::Partner,
        Kind::Group,
    ];

    fn place(org: &str, municipality: Option<&str>) -> Place {
        Place {
            org_id: org.into(),
            org_code: org.to_uppercase(),
            org_title: org.into(),
            municipality_id: municipality.map(str::to_owned),
        }
    }

    /// Every curator × every role × every kind of organisation × own, same municipality, foreign municipality, none.
    #[test]
    fn nobody_gives_a_role_above_or_beside_his_reach() {
        let home = place("own", Some("north"));
        let places = [
            home.clone(),
            place("near", Some("north")),
            place("far", Some("south")),
            place("krai", None),
            place("", None),
        ];
        let mut given = 0;
        for curator in Role::ALL {
            let scope = scope_of(curator, &home, Subject::Memberships, Deed::Write);
            for role in Role::ALL {
                for kind in KINDS {
                    for at in &places {
                        let may = entrusts(curator, &scope, role, at, kind);
                        let is_below =
                            if curator == Role::Administrator { true } else { rank(role) < rank(curator) };
                        let is_reached = match reach(Some(curator), Subject::Memberships, Deed::Write) {
                            Reach::Everything => true,
                            Reach::Municipality => at.municipality_id == home.municipality_id,
                            _ => false,
                        };
                        let is_home = role.home().map_or(kind != Kind::Group, |its_kind| its_kind == kind);
                        // Municipalities have schools only; the rest below them is the institute's to give.
                        let is_own_ladder = curator != Role::Municipality || role == Role::School;
                        let expected = is_below && is_reached && is_home && is_own_ladder;
                        assert_eq!(may, expected, "{curator:?} gives {role:?} at {kind:?} {at:?}");
                        given += usize::from(may);
                    }
                }
            }
        }
        assert!(given > 50, "the table is not empty: {given}");
    }

    #[test]
    fn a_stranger_gives_nothing() {
        let scope = scope_of_stranger(Subject::Memberships, Deed::Write);
        for curator in Role::ALL {
            for role in Role::ALL {
                assert!(!entrusts(curator, &scope, role, &place("own", Some("north")), Kind::School));
            }
        }
    }

    #[test]
    fn lists_for_sql_hold_whole_words() {
        assert_eq!(listed(&[Role::School, Role::Expert]), ",school,expert,");
        assert_eq!(listed(&[]), ",");
    }
}
