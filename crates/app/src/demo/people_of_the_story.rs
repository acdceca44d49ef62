//! Cards and consents of the demonstration's people, through the same doors that pages use.

use access::House;
use access::audit::Who;
use access::store::Place;
use anyhow::{Context, Result};
use jiff::civil::{Date, DateTime};
use people::rules::CardFields;
use people::store::{cards, consents};
use people::{ConsentMark, NewConsent};
use region::{ConsentKind, Demo, DemoChildConsent, DemoConsent, DemoPerson};

/// Something that one of the people does with their data.
#[derive(Clone, Copy)]
pub enum Deed<'a> {
    Agree(&'a DemoPerson, &'a DemoConsent),
    Withdraw(&'a DemoPerson, &'a DemoConsent),
    FillCard(&'a DemoPerson),
    TakeFromParent(&'a DemoChildConsent),
    ParentWithdraws(&'a DemoChildConsent),
}

pub fn deeds(demo: &Demo) -> impl Iterator<Item = (DateTime, Deed<'_>)> {
    let morning = |day: Date| day.at(9, 30, 0, 0);
    let own = demo.people.iter().flat_map(move |person| {
        let agreed = person.consents.iter().map(move |one| (morning(one.given_on), Deed::Agree(person, one)));
        let withdrawn = person
            .consents
            .iter()
            .filter_map(move |one| Some((morning(one.withdrawn_on?), Deed::Withdraw(person, one))));
        // The card is filled when all is agreed: open contacts need it.
        let filled = person.consents.iter().map(|one| one.given_on).max();
        let filled = filled.map(|day| (day.at(9, 45, 0, 0), Deed::FillCard(person)));
        agreed.chain(withdrawn).chain(filled)
    });
    let parents = demo.child_consents.iter().flat_map(move |one| {
        let withdrawn = one.withdrawn_on.map(|day| (morning(day), Deed::ParentWithdraws(one)));
        std::iter::once((morning(one.given_on), Deed::TakeFromParent(one))).chain(withdrawn)
    });
    own.chain(parents)
}

/// Who acts, at which organisation.
async fn hand(house: &House, login: &str) -> Result<(Who, Place)> {
    let actor = access::store::actor_of_login(&house.db, login).await?.context("учётная запись")?;
    let membership = actor.membership;
    let who = Who {
        account_id: Some(actor.account_id),
        role: membership.role.code().to_owned(),
        org_id: membership.org_id.clone(),
    };
    let place = Place {
        org_id: membership.org_id,
        org_code: membership.org_code,
        org_title: membership.org_title,
        municipality_id: membership.municipality_id,
    };
    Ok((who, place))
}

async fn person_of(house: &House, who: &Who) -> Result<people::store::PersonRow> {
    let account = who.account_id.as_deref().unwrap_or_default();
    people::person_of_account(&house.db, account).await?.context("человек учётной записи")
}

pub async fn happen(house: &House, deed: Deed<'_>) -> Result<()> {
    let login = match deed {
        Deed::Agree(person, _) | Deed::Withdraw(person, _) | Deed::FillCard(person) => &person.login,
        Deed::TakeFromParent(one) | Deed::ParentWithdraws(one) => &one.recorded_by,
    };
    let (who, place) = hand(house, login).await.with_context(|| login.clone())?;
    let mut tx = house.db.begin().await?;
    match deed {
        Deed::Agree(_, consent) => {
            let person = person_of(house, &who).await?;
            let new = NewConsent {
                kind: consent.kind,
                person: Some(&person),
                child: "",
                given_by: "",
                given_on: Some(consent.given_on),
                mark: ConsentMark::Electronic,
                place: &place,
            };
            people::give_consent(&mut tx, house, new, &who).await?;
        }
        Deed::Withdraw(_, consent) => {
            let person = person_of(house, &who).await?;
            let given = consents::consents_of(&house.db, &person).await?;
            let given = given.iter().find(|one| one.kind() == consent.kind && one.is_in_force());
            let given = given.context("согласие, которое отзывают")?;
            people::withdraw_consent(&mut tx, house, given, consent.withdrawn_on, &who).await?;
        }
        Deed::FillCard(one) => {
            let person = person_of(house, &who).await?;
            let card = CardFields {
                education: one.education.clone(),
                education_field: one.education_field.clone(),
                category: one.category.clone(),
                category_on: one.category_on,
                phone: one.phone.clone(),
                email: one.email.clone(),
                is_public: one.is_public,
            };
            let version = cards::card_of(&house.db, &person).await?.version;
            people::save_card(&mut tx, house, &person, &card, version, &who).await?;
        }
        Deed::TakeFromParent(one) => {
            let new = NewConsent {
                kind: ConsentKind::ChildPhoto,
                person: None,
                child: &one.child,
                given_by: &one.given_by,
                given_on: Some(one.given_on),
                mark: ConsentMark::Paper(None),
                place: &place,
            };
            people::give_consent(&mut tx, house, new, &who).await?;
        }
        Deed::ParentWithdraws(one) => {
            let scope = access::Scope::of_the_program();
            let all = consents::child_consents(&house.db, &scope, &one.child, 10).await?;
            let given = all.iter().find(|row| row.child == one.child && row.is_in_force());
            let given = given.context("согласие родителя, которое отзывают")?;
            people::withdraw_consent(&mut tx, house, given, one.withdrawn_on, &who).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
