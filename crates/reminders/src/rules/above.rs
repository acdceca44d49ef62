//! Who is told when somebody is late: the level above, later the level above that.

use std::collections::{BTreeMap, BTreeSet};

use access::{Actor, Membership, Role};
use jiff::civil::Date;

use super::stage::days_between;
use super::{Due, Topic};

/// After so many days past the deadline the first, the second and the third level above are told.
pub const ESCALATES_AFTER: [i32; 3] = [1, 7, 14];

/// The level above a role; `None` at the top, and for roles that answer for nothing.
pub fn above(role: Role) -> Option<Role> {
    match role {
        Role::School | Role::MunicipalCentre => Some(Role::Municipality),
        Role::Municipality | Role::RegionalCentre | Role::Partner | Role::Expert => Some(Role::Institute),
        Role::Institute => Some(Role::Ministry),
        Role::Ministry | Role::Administrator => None,
    }
}

/// What is overdue below each of these people; `dues` are their own, in the same order. One thing that several
/// organisations are late with is one line.
pub fn overdue_below(people: &[Actor], dues: &[Vec<Due>], today: Date) -> Vec<Vec<Due>> {
    let mut late: Vec<BTreeMap<&str, (&Due, BTreeSet<&str>)>> = vec![BTreeMap::new(); people.len()];
    for (person, dues) in people.iter().zip(dues) {
        for due in dues.iter().filter(|due| due.topic == Topic::Lead) {
            let Some(deadline) = due.deadline else { continue };
            let days_late = days_between(deadline, today);
            let levels = ESCALATES_AFTER.iter().filter(|after| days_late >= **after).count();
            for superior in superiors(&person.membership, levels, people) {
                let (_, organisations) =
                    late[superior].entry(&due.key).or_insert_with(|| (due, BTreeSet::new()));
                organisations.insert(&person.membership.org_title);
            }
        }
    }
    late.into_iter()
        .map(|late| late.into_values().map(|(due, who)| told_of_others(due, &who)).collect())
        .collect()
}

/// The people of so many levels above, as places in the list. A level where nobody has an account is passed over.
fn superiors(membership: &Membership, levels: usize, people: &[Actor]) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut role, mut left) = (membership.role, levels);
    while let Some(next) = above(role).filter(|_| left > 0) {
        let level: Vec<usize> =
            (0..people.len()).filter(|at| stands_above(&people[*at].membership, next, membership)).collect();
        if !level.is_empty() {
            left -= 1;
        }
        found.extend(level);
        role = next;
    }
    found
}

/// A municipality stands above its own only; the levels of the region above everybody.
fn stands_above(superior: &Membership, role: Role, of: &Membership) -> bool {
    let is_of_its_place = role != Role::Municipality
        || (superior.municipality_id.is_some() && superior.municipality_id == of.municipality_id);
    superior.role == role && superior.org_id != of.org_id && is_of_its_place
}

fn told_of_others(due: &Due, organisations: &BTreeSet<&str>) -> Due {
    const NAMED: usize = 3;
    let named: Vec<&str> = organisations.iter().copied().take(NAMED).collect();
    let named = named.join(", ");
    let note = match organisations.len() {
        1 => format!("Отвечает: {named}"),
        count if count <= NAMED => format!("Отвечают: {named}"),
        count => format!("Отвечают: {named} и ещё {}", count - NAMED),
    };
    Due { key: due.key.clone(), topic: Topic::Below, note, ..due.clone() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn person(role: Role, org: &str, municipality: Option<&str>) -> Actor {
        let place = access::store::Place {
            org_id: org.into(),
            org_code: org.into(),
            org_title: org.into(),
            municipality_id: municipality.map(str::to_owned),
        };
        access::testing::actor_at(role, &place)
    }

    fn network() -> Vec<Actor> {
        vec![
            person(Role::School, "школа 1", Some("нанайский")),
            person(Role::School, "школа 2", Some("нанайский")),
            person(Role::MunicipalCentre, "МИБЦ", Some("нанайский")),
            person(Role::Municipality, "ОМСУ Нанайский", Some("нанайский")),
            person(Role::Municipality, "ОМСУ Ванинский", Some("ванинский")),
            person(Role::RegionalCentre, "РРИБЦ", None),
            person(Role::Institute, "институт", None),
            person(Role::Ministry, "министерство", None),
            person(Role::Administrator, "администратор", None),
        ]
    }

    fn due(topic: Topic) -> Due {
        Due {
            key: "survey/1".into(),
            topic,
            deadline: Some(date(2024, 10, 1)),
            title: "Анкета".into(),
            note: "своя".into(),
            href: "/surveys/1".into(),
        }
    }

    /// Who hears so many days after the deadline that these are late.
    fn told(late: &[&str], days: i8) -> Vec<(String, String)> {
        let people = network();
        let dues: Vec<Vec<Due>> = people
            .iter()
            .map(|one| if late.contains(&one.login.as_str()) { vec![due(Topic::Lead)] } else { vec![] })
            .collect();
        let below = overdue_below(&people, &dues, date(2024, 10, 1 + days));
        people
            .iter()
            .zip(below)
            .flat_map(|(one, dues)| dues.into_iter().map(|due| (one.login.clone(), due.note)))
            .collect()
    }

    fn names(told: &[(String, String)]) -> Vec<&str> {
        told.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn a_late_school_is_told_of_from_level_to_level() {
        assert_eq!(names(&told(&["школа 1"], 0)), [] as [&str; 0], "the last day is not late yet");
        assert_eq!(names(&told(&["школа 1"], 1)), ["ОМСУ Нанайский"]);
        assert_eq!(names(&told(&["школа 1"], 6)), ["ОМСУ Нанайский"]);
        assert_eq!(names(&told(&["школа 1"], 7)), ["ОМСУ Нанайский", "институт"]);
        assert_eq!(names(&told(&["школа 1"], 14)), ["ОМСУ Нанайский", "институт", "министерство"]);
    }

    #[test]
    fn every_level_has_its_own_above() {
        assert_eq!(names(&told(&["МИБЦ"], 1)), ["ОМСУ Нанайский"]);
        assert_eq!(names(&told(&["ОМСУ Ванинский"], 1)), ["институт"]);
        assert_eq!(names(&told(&["РРИБЦ"], 1)), ["институт"]);
        assert_eq!(names(&told(&["институт"], 1)), ["министерство"]);
        assert_eq!(names(&told(&["министерство"], 28)), [] as [&str; 0]);
        for role in Role::ALL {
            let mut seen = vec![role];
            while let Some(next) = above(*seen.last().unwrap()) {
                assert!(!seen.contains(&next), "no circle above {role:?}");
                seen.push(next);
            }
        }
    }

    #[test]
    fn several_late_with_one_thing_are_one_line() {
        let lines = told(&["школа 1", "школа 2", "МИБЦ"], 1);
        assert_eq!(lines, [("ОМСУ Нанайский".to_owned(), "Отвечают: МИБЦ, школа 1, школа 2".to_owned())]);
        let many: BTreeSet<&str> = ["а", "б", "в", "г", "д"].into();
        assert_eq!(told_of_others(&due(Topic::Lead), &many).note, "Отвечают: а, б, в и ещё 2");
    }

    #[test]
    fn a_level_without_accounts_is_passed_over_and_co_executors_are_nobodys_blame() {
        let people: Vec<Actor> =
            network().into_iter().filter(|one| one.membership.role != Role::Municipality).collect();
        let dues: Vec<Vec<Due>> = people
            .iter()
            .map(|one| if one.login == "школа 1" { vec![due(Topic::Lead)] } else { vec![] })
            .collect();
        let below = overdue_below(&people, &dues, date(2024, 10, 2));
        let told: Vec<&str> = people
            .iter()
            .zip(&below)
            .filter(|(_, dues)| !dues.is_empty())
            .map(|(one, _)| one.login.as_str())
            .collect();
        assert_eq!(told, ["институт"]);
        let as_co: Vec<Vec<Due>> = people.iter().map(|_| vec![due(Topic::Co)]).collect();
        assert!(overdue_below(&people, &as_co, date(2024, 10, 30)).iter().all(Vec::is_empty));
    }
}
