//! Completeness of many schools on a day: by municipality, by school, by document. Two statements and the registry from memory,
//! however many schools there are.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use access::{House, Scope};
use jiff::civil::Date;
use region::{Kit, LibraryStatus, OrganisationKind, RequirementLevel, kit_on};
use store::Moment;

use crate::KitRefused;
use crate::rules::{
    Counts, Filter, Held, MunicipalitySort, PaperState, SchoolSort, Standing, Verdict, standing_of,
};
use crate::store::{self as rows, UploadRow};

/// A school and its documents.
#[derive(Debug, Clone)]
pub struct SchoolLine {
    pub id: String,
    pub code: String,
    pub name: String,
    sort_key: String,
    /// Code and name.
    pub municipality: (String, String),
    municipality_key: String,
    pub status: LibraryStatus,
    pub verdict: Verdict,
    pub counts: Counts,
    /// The nearest last day among what must be there and is.
    pub until: Option<Date>,
    pub papers: Vec<PaperCell>,
}

/// A document of a school.
#[derive(Debug, Clone)]
pub struct PaperCell {
    pub code: String,
    pub title: String,
    pub level: Option<RequirementLevel>,
    pub state: PaperState,
    pub number: String,
    pub approved_on: Option<Date>,
    pub valid_until: Option<Date>,
}

/// A municipality: how many of its schools stand how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MunicipalityLine {
    pub code: String,
    pub name: String,
    pub schools: usize,
    pub complete: usize,
    pub partial: usize,
    pub expired: usize,
    pub nothing: usize,
}

impl MunicipalityLine {
    fn count(&mut self, verdict: Verdict) {
        self.schools += 1;
        match verdict {
            // Of whom nothing is asked, nothing is missing.
            Verdict::Complete | Verdict::NotAsked => self.complete += 1,
            Verdict::Partial => self.partial += 1,
            Verdict::Expired => self.expired += 1,
            Verdict::Nothing => self.nothing += 1,
        }
    }

    /// In tenths of a per cent.
    fn share(&self) -> usize {
        (self.complete * 1000).checked_div(self.schools).unwrap_or(0)
    }

    pub fn share_in_words(&self) -> String {
        ui::ru::percent(self.complete as u64, self.schools as u64)
    }
}

/// A document: in how many schools that must have it it stands how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentLine {
    pub code: String,
    pub title: String,
    pub schools: usize,
    pub in_force: usize,
    pub expiring: usize,
    pub expired: usize,
    pub missing: usize,
}

#[derive(Debug, Clone)]
pub struct Summary {
    pub place: String,
    pub as_of: Date,
    /// The first day of the case by which it is counted.
    pub since: Date,
    pub municipalities: Vec<MunicipalityLine>,
    pub schools: Vec<SchoolLine>,
    pub documents: Vec<DocumentLine>,
    /// All municipalities together.
    pub whole: MunicipalityLine,
    /// How many schools stand how, whatever the filter's state.
    pub by_verdict: Vec<(Verdict, usize)>,
}

/// The last moment of a day; for today and later, now.
pub(crate) fn moment_of(house: &House, day: Date) -> Moment {
    let now = house.clock.now();
    let next = day.tomorrow().and_then(|next| next.to_zoned_datetime(house.clock.zone().clone()));
    next.map_or(now, |next| (next.timestamp().as_microsecond() - 1).min(now))
}

/// A school's documents beside the case.
pub(crate) fn stand<'a>(
    kit: &'a Kit,
    status: LibraryStatus,
    uploads: &[&UploadRow],
    day: Date,
) -> Standing<'a> {
    let held: Vec<Held<'_>> = uploads
        .iter()
        .map(|upload| Held { document: &upload.document, valid_until: upload.valid_until() })
        .collect();
    standing_of(kit, status, &held, day)
}

/// Who lacks what; `None` on a day on which the region asked for no case.
pub async fn summary(house: &House, scope: &Scope, filter: &Filter) -> Result<Option<Summary>, KitRefused> {
    let day = filter.as_of;
    let roll = network::store::roll(&house.db).await?;
    if let Some(code) = &filter.municipality
        && !roll.municipalities_on(day).iter().any(|one| one.code == *code)
    {
        return Err(KitRefused::NotFound);
    }
    let Some(kit) = kit_on(&house.region.kits, day) else { return Ok(None) };
    let uploads = rows::standing_at(&house.db, scope, moment_of(house, day)).await?;
    let mut of_school: HashMap<&str, Vec<&UploadRow>> = HashMap::new();
    for upload in &uploads {
        of_school.entry(&upload.org_id).or_default().push(upload);
    }
    let listed = network::Filter {
        kind: Some(OrganisationKind::School),
        municipality: filter.municipality.clone(),
        status: filter.status,
        ..network::Filter::on(day)
    };
    let mut by_municipality: BTreeMap<String, MunicipalityLine> = BTreeMap::new();
    let mut schools = Vec::new();
    let mut documents: Vec<DocumentLine> = kit
        .documents
        .iter()
        .map(|one| DocumentLine {
            code: one.code.clone(),
            title: one.title.clone(),
            ..DocumentLine::default()
        })
        .collect();
    for school in roll.all(scope, &listed).0 {
        let Some(municipality) = school.municipality else { continue };
        let status = school.status.unwrap_or(LibraryStatus::Library);
        let own = of_school.get(school.organisation.id.as_str()).map_or(&[][..], Vec::as_slice);
        let standing = stand(kit, status, own, day);
        let verdict = standing.verdict();
        by_municipality
            .entry(municipality.sort_key.clone())
            .or_insert_with(|| MunicipalityLine {
                code: municipality.code.clone(),
                name: municipality.short_name.clone(),
                ..MunicipalityLine::default()
            })
            .count(verdict);
        add_documents(&mut documents, &standing);
        let papers = cells(&standing, own);
        schools.push(SchoolLine {
            id: school.organisation.id.clone(),
            code: school.organisation.code.clone(),
            name: school.name.short.clone(),
            sort_key: school.name.sort_key.clone(),
            municipality: (municipality.code.clone(), municipality.short_name.clone()),
            municipality_key: municipality.sort_key.clone(),
            status,
            verdict,
            counts: standing.counts(),
            until: nearest_end(&papers),
            papers,
        });
    }
    let place = place_of(house, &roll, scope, filter, &by_municipality)?;
    let by_verdict =
        Verdict::ALL.map(|one| (one, schools.iter().filter(|line| line.verdict == one).count())).into();
    schools.retain(|line| filter.verdict.is_none_or(|verdict| line.verdict == verdict));
    sort_schools(&mut schools, filter.sort);
    let mut municipalities: Vec<MunicipalityLine> = by_municipality.into_values().collect();
    let whole = municipalities.iter().fold(MunicipalityLine::default(), |sum, one| MunicipalityLine {
        schools: sum.schools + one.schools,
        complete: sum.complete + one.complete,
        partial: sum.partial + one.partial,
        expired: sum.expired + one.expired,
        nothing: sum.nothing + one.nothing,
        ..sum
    });
    sort_municipalities(&mut municipalities, filter.by);
    Ok(Some(Summary {
        place,
        as_of: day,
        since: kit.since,
        municipalities,
        schools,
        documents,
        whole,
        by_verdict,
    }))
}

/// What the summary is of, in words. A municipality in which the scope finds no school is not told from one that is not there.
fn place_of(
    house: &House,
    roll: &network::rules::Roll,
    scope: &Scope,
    filter: &Filter,
    found: &BTreeMap<String, MunicipalityLine>,
) -> Result<String, KitRefused> {
    let Some(code) = &filter.municipality else {
        // Whose scope is a municipality reads of it and not of the region.
        return Ok(match found.len() {
            1 => found.values().next().map_or_else(String::new, |line| line.name.clone()),
            _ => house.region.region.name.clone(),
        });
    };
    match found.values().find(|line| line.code == *code) {
        Some(line) => Ok(line.name.clone()),
        None if filter.status.is_some() => name_within(roll, scope, code, filter.as_of),
        None => Err(KitRefused::NotFound),
    }
}

/// The municipality's name, when the scope finds any school in it.
fn name_within(
    roll: &network::rules::Roll,
    scope: &Scope,
    code: &str,
    day: Date,
) -> Result<String, KitRefused> {
    let listed = network::Filter {
        kind: Some(OrganisationKind::School),
        municipality: Some(code.to_owned()),
        ..network::Filter::on(day)
    };
    let found = roll.all(scope, &listed).0.into_iter().find_map(|school| school.municipality);
    found.map(|one| one.short_name.clone()).ok_or(KitRefused::NotFound)
}

fn add_documents(documents: &mut [DocumentLine], standing: &Standing<'_>) {
    // The case orders both alike.
    for (sum, line) in documents.iter_mut().zip(&standing.lines).filter(|(_, line)| line.is_must()) {
        sum.schools += 1;
        match line.state {
            PaperState::InForce => sum.in_force += 1,
            PaperState::Expiring => {
                sum.in_force += 1;
                sum.expiring += 1;
            }
            PaperState::Expired => sum.expired += 1,
            PaperState::Missing | PaperState::NotAsked => sum.missing += 1,
        }
    }
}

fn cells(standing: &Standing<'_>, uploads: &[&UploadRow]) -> Vec<PaperCell> {
    standing
        .lines
        .iter()
        .map(|line| {
            let upload = line.held.map(|place| uploads[place]);
            PaperCell {
                code: line.document.code.clone(),
                title: line.document.title.clone(),
                level: line.level,
                state: line.state,
                number: upload.map_or_else(String::new, |one| one.number.clone()),
                approved_on: upload.map(UploadRow::approved_on),
                valid_until: upload.and_then(UploadRow::valid_until),
            }
        })
        .collect()
}

fn nearest_end(papers: &[PaperCell]) -> Option<Date> {
    let musts = papers.iter().filter(|one| one.level == Some(RequirementLevel::Must) && one.state.holds());
    musts.filter_map(|one| one.valid_until).min()
}

/// Schools come by municipality and name; a stable sort keeps that order within equals.
fn sort_schools(schools: &mut [SchoolLine], sort: SchoolSort) {
    schools.sort_by(|one, other| {
        (&one.municipality_key, &one.sort_key).cmp(&(&other.municipality_key, &other.sort_key))
    });
    match sort {
        SchoolSort::Municipality => {}
        SchoolSort::Name => schools.sort_by(|one, other| one.sort_key.cmp(&other.sort_key)),
        SchoolSort::Status => schools.sort_by_key(|line| Reverse(line.status)),
        SchoolSort::State => schools.sort_by_key(|line| line.verdict),
        SchoolSort::Lack => {
            schools.sort_by_key(|line| Reverse(line.counts.must - line.counts.in_force));
        }
        SchoolSort::Until => schools.sort_by_key(|line| line.until.unwrap_or(Date::MAX)),
    }
}

fn sort_municipalities(lines: &mut [MunicipalityLine], by: MunicipalitySort) {
    match by {
        MunicipalitySort::Name => {}
        MunicipalitySort::Schools => lines.sort_by_key(|line| Reverse(line.schools)),
        MunicipalitySort::Share => lines.sort_by_key(MunicipalityLine::share),
        MunicipalitySort::Expired => lines.sort_by_key(|line| Reverse(line.expired)),
        MunicipalitySort::Nothing => lines.sort_by_key(|line| Reverse(line.nothing)),
    }
}
