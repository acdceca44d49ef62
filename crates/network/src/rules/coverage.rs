//! Whether every municipality has a centre and every school is served: the white spots.

use access::Scope;
use jiff::civil::Date;
use region::{LibraryStatus, OrganisationKind};

use super::Filter;
use super::roll::{Listed, Roll, RollMunicipality};

/// A municipality on a day.
#[derive(Debug, Clone)]
pub struct Coverage<'a> {
    pub municipality: &'a RollMunicipality,
    /// Its municipal centres.
    pub centres: Vec<Listed<'a>>,
    pub schools: usize,
    /// Schools that no centre serves; centres themselves need none.
    pub unserved: Vec<Listed<'a>>,
}

impl Roll {
    /// Every municipality of a day, by name, with its centres and with whom they leave out.
    pub fn coverage(&self, scope: &Scope, day: Date) -> Vec<Coverage<'_>> {
        let schools = Filter { kind: Some(OrganisationKind::School), ..Filter::on(day) };
        let mut coverage: Vec<Coverage<'_>> = self
            .municipalities_on(day)
            .into_iter()
            .map(|municipality| Coverage {
                municipality,
                centres: Vec::new(),
                schools: 0,
                unserved: Vec::new(),
            })
            .collect();
        for school in self.all(scope, &schools).0 {
            let place = school.municipality.map(|one| one.id.as_str());
            let Some(of) = coverage.iter_mut().find(|one| Some(one.municipality.id.as_str()) == place) else {
                continue;
            };
            of.schools += 1;
            if school.status == Some(LibraryStatus::MunicipalCentre) {
                of.centres.push(school);
            } else if self.centre_of(school.organisation, day).is_none() {
                of.unserved.push(school);
            }
        }
        coverage
    }
}
