//! Background work: what follows a withdrawn consent, erasing, and the daily look at who is kept too long.

use access::House;
use access::audit::{self, Event, Who};
use jiff::Span;
use region::ConsentKind;
use store::Jobs;

use crate::erase::{Cause, ask, carry_out, decide};
use crate::rules::left_long_ago;
use crate::store::{consents, erasures, restricted};

pub const CONSENT_WITHDRAWN: &str = "people.consent_withdrawn";
pub const ERASE: &str = "people.erase";

/// A refusal is not asked about again for a year.
const REFUSAL_HOLDS_DAYS: i64 = 365;
const A_DAY: i64 = 24 * 3600 * 1_000_000;

pub fn handle(jobs: &mut Jobs, house: &House) {
    let given = house.clone();
    jobs.handle(CONSENT_WITHDRAWN, move |payload| {
        let house = given.clone();
        async move {
            let id = payload["consent"].as_str().unwrap_or_default();
            after_withdrawal(&house, id).await.map_err(|error| error.to_string())
        }
    });
    let given = house.clone();
    jobs.handle(ERASE, move |payload| {
        let house = given.clone();
        async move {
            let id = payload["erasure"].as_str().unwrap_or_default();
            carry_out(&house, id).await.map_err(|error| error.to_string())
        }
    });
}

/// What a withdrawn consent leaves to be done. Contacts were hidden with the withdrawal itself.
async fn after_withdrawal(house: &House, consent_id: &str) -> store::Result<()> {
    let Some((kind, Some(person_id))) = consents::withdrawn(&house.db, consent_id).await? else {
        // A parent's: whoever shows photographs asks `may_show_child` every time.
        return Ok(());
    };
    if ConsentKind::from_code(&kind) != Some(ConsentKind::Processing) {
        return Ok(());
    }
    let mut tx = house.db.begin().await?;
    if consents::has_consent(&mut tx, &person_id, ConsentKind::Processing).await? {
        // Given again meanwhile.
        return Ok(());
    }
    if restricted::erase_restricted(&mut tx, &person_id).await? {
        let event = Event {
            act: "restricted.erased",
            object: ("person", &person_id),
            what: "Удалены сведения ограниченного доступа: согласие на обработку отозвано",
        };
        audit::note(&mut tx, house, &Who::program(), event).await?;
    }
    ask(&mut tx, house, &person_id, Cause::Withdrawal, "", &Who::program()).await?;
    tx.commit().await
}

/// What the daily look found and did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Looked {
    /// People whose term has run out and for whom a request was opened now.
    pub opened: usize,
    /// Requests whose day has come without anybody refusing them.
    pub begun: usize,
    /// Parents' consents from which the names were taken.
    pub children: u64,
}

/// The daily look: opens requests for those who left longer ago than the term of keeping, and begins those whose day has
/// come. Between the two an administrator has `erasure_days` to refuse or to set a hold.
pub async fn look(house: &House) -> store::Result<Looked> {
    let today = house.clock.today();
    let data = &house.region.personal_data;
    let until = left_long_ago(today, data.retention_years);
    let mut looked = Looked::default();
    for left in overdue(house).await? {
        let mut tx = house.db.begin().await?;
        let opened = ask(&mut tx, house, &left.person_id, Cause::Retention, "", &Who::program()).await?;
        looked.opened += usize::from(opened.is_some());
        tx.commit().await?;
    }
    for (erasure_id, person_id) in erasures::due_by_term(&house.db, today).await? {
        let mut tx = house.db.begin().await?;
        let reason = "Срок хранения истёк, возражений не поступило.";
        match decide(&mut tx, house, &erasure_id, &person_id, true, reason, &Who::program()).await {
            Ok(()) => {
                tx.commit().await?;
                looked.begun += 1;
            }
            // Held: it waits on, and an administrator sees it overdue.
            Err(crate::PersonRefused::Store(error)) => return Err(error),
            Err(_) => {}
        }
    }
    let mut tx = house.db.begin().await?;
    looked.children = consents::forget_withdrawn_children(&mut tx, until).await?;
    tx.commit().await?;
    Ok(looked)
}

/// Whose term has run out by today.
pub async fn overdue(house: &House) -> store::Result<Vec<erasures::LeftRow>> {
    let today = house.clock.today();
    let years = house.region.personal_data.retention_years;
    let until = left_long_ago(today, years);
    let now = house.clock.zoned(house.clock.now());
    let entered_before =
        now.checked_sub(Span::new().years(years)).unwrap_or(now).timestamp().as_microsecond();
    let refused_since = house.clock.now() - REFUSAL_HOLDS_DAYS * A_DAY;
    let scope = access::Scope::of_the_program();
    erasures::left_until(&house.db, &scope, until, entered_before, refused_since).await
}
