//! The story of the case of documents: what schools uploaded, told through the doors of people. The files are the case's own
//! drafts, filled for their school.

use access::{Deed, House, Subject};
use anyhow::{Context, Result};
use documents::NewFile;
use kits::NewUpload;
use roadmap::store::Author;

/// Tells everything up to the house's today.
pub async fn tell(house: &House) -> Result<()> {
    let story = crate::demo::house_at_its_own_time(house);
    let now = house.clock.now();
    let mut uploads: Vec<_> = house.region.demo.kits.uploads.iter().collect();
    uploads.sort_by_key(|upload| upload.at);
    let roll = network::store::roll(&house.db).await?;
    for told in uploads {
        let moment = story.region.region.instant(told.at)?;
        if moment.as_microsecond() > now {
            break;
        }
        story.clock.set(moment);
        let actor = access::store::actor_of_login(&story.db, &told.by).await?;
        let actor = actor.with_context(|| format!("нет логина {}", told.by))?;
        let author = Author::of_actor(&actor).with_context(|| format!("у {} нет полномочий", told.by))?;
        let scope = actor.scope(Subject::DocumentKit, Deed::Write);
        let today = story.clock.today();
        let kit = region::kit_on(&story.region.kits, today).context("кейса ещё нет")?;
        let school = roll.find(&scope, scope.org_id(), today).context("школы нет")?;
        let cards = actor.scope(Subject::PersonCard, Deed::Read);
        let mut known = kits::known(&story, &cards, &roll, &school, today).await?;
        known.values.insert("date".into(), told.approved_on.to_string().into());
        for code in &told.documents {
            let document = kit.document(code).with_context(|| format!("нет документа {code}"))?;
            let made = kits::paper_of(&story, document, known.values.clone()).await?;
            let new = NewUpload {
                document: code.clone(),
                number: told.number.clone(),
                approved_on: told.approved_on.to_string(),
                file: Some(NewFile { name: made.name, bytes: made.bytes }),
                ..NewUpload::default()
            };
            let mut tx = story.db.begin().await?;
            kits::upload(&mut tx, &story, &roll, &scope, new, &author)
                .await
                .with_context(|| format!("загрузка {code}, {}", told.by))?;
            tx.commit().await?;
        }
    }
    Ok(())
}
