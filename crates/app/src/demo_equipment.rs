//! The story of equipment: the rules published, schools that looked at themselves; told through the doors of people.

use access::{Actor, Deed, House, Subject};
use anyhow::{Context, Result};
use equipment::{CheckForm, Inspector, Publication};
use jiff::civil::DateTime;

/// Tells everything up to the house's today.
pub async fn tell(house: &House) -> Result<()> {
    let story = crate::demo::house_at_its_own_time(house);
    let now = house.clock.now();
    let told = &house.region.demo.equipment;
    let at = |moment: DateTime| -> Result<bool> {
        let moment = story.region.region.instant(moment)?;
        story.clock.set(moment);
        Ok(moment.as_microsecond() <= now)
    };
    if let Some(publication) = &told.publication
        && at(publication.at)?
    {
        publish(&story, publication).await.context("публикация требований")?;
    }
    let mut checks: Vec<_> = told.checks.iter().collect();
    checks.sort_by_key(|check| check.at);
    for check in checks {
        if !at(check.at)? {
            continue;
        }
        let (actor, inspector) = who(&story, &check.by).await?;
        let form = CheckForm { pupils: check.pupils.to_string(), have: check.have.clone() };
        let scope = actor.scope(Subject::Equipment, Deed::Write);
        let mut tx = story.db.begin().await?;
        equipment::save_check(&mut tx, &story, &scope, &form, &inspector)
            .await
            .with_context(|| format!("самопроверка {}", check.by))?;
        tx.commit().await?;
    }
    Ok(())
}

async fn who(house: &House, login: &str) -> Result<(Actor, Inspector)> {
    let actor = access::store::actor_of_login(&house.db, login).await?;
    let actor = actor.with_context(|| format!("нет логина {login}"))?;
    let inspector = Inspector::of_actor(&actor).with_context(|| format!("у {login} нет полномочий"))?;
    Ok((actor, inspector))
}

async fn publish(house: &House, told: &region::DemoPublication) -> Result<()> {
    let (actor, inspector) = who(house, &told.by).await?;
    let today = house.clock.today();
    let rules = region::rules_on(&house.region.equipment, today).context("требований нет")?;
    let publication = Publication {
        number: told.number.clone(),
        date: today,
        issuer: actor.membership.place(),
        approver: (told.approver_post.clone(), told.approver_name.clone()),
    };
    let scopes =
        (&actor.scope(Subject::Equipment, Deed::Write), &actor.scope(Subject::Document, Deed::Write));
    let mut tx = house.db.begin().await?;
    equipment::publish(&mut tx, house, scopes, rules, &publication, &inspector).await?;
    Ok(tx.commit().await?)
}
