//! The story's directives on statuses, and whom its centres serve.

use access::{Deed, Subject};
use anyhow::{Context, Result};

use super::Story;

impl Story {
    /// A directive on statuses, registered as a person registers it.
    pub(super) async fn direct(&self, directive: &region::DemoDirective) -> Result<()> {
        let house = &self.house;
        let (actor, _) = self.actor(&directive.recorded_by).await?;
        let mut tx = house.db.begin().await?;
        let today = house.clock.today();
        let issuer = network::place_of(&mut tx, &directive.issued_by, today).await?;
        let kind = &self.region.statuses.directive_kind;
        let title = self.region.document_kind(kind).map_or("", |kind| kind.title.as_str());
        let paper = crate::demo_papers::docx(&crate::demo_papers::Entry {
            kind_code: kind,
            kind_title: title,
            title: &directive.title,
            number: &directive.number,
            date: directive.date,
            issuer: &issuer.org_title,
        })?;
        let document = documents::NewDocument {
            kind: kind.clone(),
            number: directive.number.as_str().into(),
            date: directive.date,
            issuer,
            title: directive.title.clone(),
            file: Some(documents::NewFile {
                name: format!("{title} № {} (демо).docx", directive.number).replace('/', "-"),
                bytes: paper,
            }),
            is_published: true,
            ends: Vec::new(),
        };
        let mut annex = Vec::new();
        for line in &directive.annex {
            for code in &line.organisations {
                let from = line.from.unwrap_or(directive.date);
                let org_id = network::place_of(&mut tx, code, today).await?.org_id;
                annex.push(network::AnnexLine { org_id, status: line.status, from, to: line.until });
            }
        }
        let papers = actor.scope(Subject::Document, Deed::Write);
        let statuses = actor.scope(Subject::LibraryStatus, Deed::Write);
        let recorder = documents::Recorder { account_id: actor.account_id.clone(), name: actor.name.clone() };
        let author = network::Author::of_actor(&actor);
        let new = centres::NewDirective { document, annex };
        centres::register_directive(&mut tx, house, (&papers, &statuses), new, (&recorder, &author))
            .await
            .with_context(|| format!("распоряжение № {}", directive.number))?;
        tx.commit().await?;
        Ok(())
    }

    /// Who is served by whom: of the pack's areas those whose centre is one by now.
    pub(super) async fn attach_schools(&self) -> Result<()> {
        let house = &self.house;
        let (desk, scope, author) =
            (network::Desk::of(house), access::Scope::of_the_program(), network::Author::program());
        for area in &self.region.demo.statuses.areas {
            let roll = network::store::roll(&house.db).await?;
            let centre = roll.organisation(&area.centre).context("центр")?;
            if centre.statuses.on(area.from) != region::LibraryStatus::MunicipalCentre {
                continue;
            }
            let mut tx = house.db.begin().await?;
            for school in schools_of(&roll, area, centre) {
                let both = (centre.id.as_str(), school.id.as_str());
                network::attach_school(&mut tx, &desk, &scope, both, area.from, false, &author).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }
}

/// The schools of an area: those named, or every school of the municipality that nobody serves.
fn schools_of<'a>(
    roll: &'a network::rules::Roll,
    area: &region::DemoArea,
    centre: &network::rules::RollOrganisation,
) -> Vec<&'a network::rules::RollOrganisation> {
    if let Some(codes) = &area.schools {
        return codes.iter().filter_map(|code| roll.organisation(code)).collect();
    }
    let place = centre.municipality_on(area.from);
    let of_the_place = roll.organisations().iter().filter(|one| {
        one.kind == region::OrganisationKind::School
            && one.municipality_on(area.from) == place
            && one.statuses.on(area.from) != region::LibraryStatus::MunicipalCentre
            && one.attached_on(area.from).is_none()
    });
    of_the_place.collect()
}
