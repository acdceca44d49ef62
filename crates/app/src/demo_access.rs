//! A few invitations in the demonstration, made by its people through the same door as the pages use.

use access::store::{NewInvitation, roster};
use access::{House, MembershipState, Role, Term};
use anyhow::{Context, Result, anyhow};
use curators::{Curator, Workplace, invite};
use store::Clock;

const DAY: i64 = 24 * 3600 * 1_000_000;
/// Invitations that still wait, for each curator.
const WAITING: usize = 2;

/// The institute has invited two municipalities that nobody works for yet, a municipality two of its schools; one link of
/// each has grown old.
pub async fn invite_some(house: &House) -> Result<()> {
    for (curator, invited) in [(Role::Institute, Role::Municipality), (Role::Municipality, Role::School)] {
        let account = house
            .region
            .demo
            .accounts
            .iter()
            .find(|account| account.role == curator && account.state == MembershipState::Active);
        let Some(account) = account else { continue };
        let actor = access::store::actor_of_login(&house.db, &account.login).await?.context("куратор")?;
        let curator = Curator::of_actor(&actor).map_err(|error| anyhow!("{error:?}"))?;
        invite_below(house, &curator, invited).await?;
    }
    Ok(())
}

async fn invite_below(house: &House, curator: &Curator, role: Role) -> Result<()> {
    let everybody = roster(&house.db, curator.scope(), curator.roles_for_sql()).await?;
    let roll = network::store::roll(&house.db).await?;
    let without: Vec<Workplace> = curator
        .organisations(house, &roll)
        .iter()
        .filter(|one| Some(one.organisation.kind) == role.home())
        .filter(|one| !everybody.iter().any(|line| line.org_id == one.organisation.id))
        .map(Workplace::of)
        .take(WAITING + 1)
        .collect();
    for (number, workplace) in without.into_iter().enumerate() {
        // The first one was sent three weeks ago and held for two.
        let made_before = if number == 0 { 21 * DAY } else { DAY };
        let then = house_at(house, house.clock.now() - made_before)?;
        let new = NewInvitation {
            surname: String::new(),
            name: String::new(),
            patronymic: String::new(),
            post: String::new(),
            email: None,
            role,
            place: workplace.place,
            term: Term::UNLIMITED,
            deputy_of: None,
            expires_at: then.clock.now() + 14 * DAY,
        };
        let mut tx = house.db.begin().await?;
        invite(&mut tx, &then, curator, workplace.kind, &new).await.map_err(|error| anyhow!("{error:?}"))?;
        tx.commit().await?;
    }
    Ok(())
}

/// A house whose clock stands at a moment.
fn house_at(house: &House, moment: store::Moment) -> Result<House> {
    let at = jiff::Timestamp::from_microsecond(moment).context("момент")?;
    Ok(House { clock: Clock::standing_at(at, house.clock.zone().clone()), ..house.clone() })
}
