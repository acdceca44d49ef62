//! The door for self-checks and prices.

use std::collections::{BTreeMap, HashMap};

use access::audit::{self, Event, Who};
use access::{Actor, House, Reach, Scope, Visitor};
use region::{EquipmentRules, rules_on};
use store::Tx;
use ui::ru::thousandths;

use crate::EquipmentRefused;
use crate::refused::FieldProblem;
use crate::store::{self as rows, NewCheck};

const MOST_PUPILS: u32 = 10_000;
/// In thousandths: a hundred million of anything is a slip of the finger.
const MOST: i64 = 100_000_000_000;

/// Who looked: noted beside the check and in the journal.
#[derive(Debug, Clone)]
pub struct Inspector {
    pub account_id: String,
    pub name: String,
    pub who: Who,
}

impl Inspector {
    /// A signed-in visitor with an active membership.
    pub fn of(visitor: &Visitor) -> Option<Self> {
        Self::of_actor(visitor.actor.as_ref()?)
    }

    /// An account with an active membership.
    pub fn of_actor(actor: &Actor) -> Option<Self> {
        let role = actor.role()?;
        let who = Who {
            account_id: Some(actor.account_id.clone()),
            role: role.code().to_owned(),
            org_id: actor.membership.org_id.clone(),
        };
        Some(Self { account_id: actor.account_id.clone(), name: actor.name.clone(), who })
    }
}

/// A check as its form tells it.
#[derive(Debug, Clone, Default)]
pub struct CheckForm {
    pub pupils: String,
    /// What is there, by codes of requirements; empty: not told.
    pub have: BTreeMap<String, String>,
}

fn problem(field: &str, text: String) -> FieldProblem {
    FieldProblem { field: field.to_owned(), text }
}

/// Keeps a check of the scope's own organisation by the rules of today; earlier ones stay. Answers its id.
pub async fn save_check(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    form: &CheckForm,
    inspector: &Inspector,
) -> Result<String, EquipmentRefused> {
    if scope.reach() != Reach::Own || scope.org_id().is_empty() {
        return Err(EquipmentRefused::NotFound);
    }
    let rules = rules_on(&house.region.equipment, house.clock.today()).ok_or(EquipmentRefused::NotFound)?;
    let mut problems = Vec::new();
    let pupils = form.pupils.trim().parse().ok().filter(|pupils| (1..=MOST_PUPILS).contains(pupils));
    if pupils.is_none() {
        let told = format!("Обучающихся: напишите целое число от 1 до {MOST_PUPILS}.");
        problems.push(problem("pupils", told));
    }
    let prices: HashMap<String, i64> = prices_in_force(rules, rows::prices(&mut *tx).await?);
    let mut values = Vec::new();
    for one in &rules.requirements {
        let typed = form.have.get(&one.code).map_or("", String::as_str).trim();
        let have = if typed.is_empty() { Some(None) } else { thousandths(typed).map(Some) };
        match have {
            Some(have) if have.is_none_or(|have| (0..=MOST).contains(&have)) => {
                values.push((one.code.as_str(), have, prices.get(&one.code).copied()));
            }
            _ => problems.push(problem(
                &one.code,
                format!("{}: «{typed}» — не количество. Напишите число, например 12 или 39,6.", one.name),
            )),
        }
    }
    if problems.is_empty() && values.iter().all(|(_, have, _)| have.is_none()) {
        let first = rules.requirements.first().map_or("pupils", |one| one.code.as_str());
        problems.push(problem(first, "Не указано ни одного количества: укажите хотя бы одно.".to_owned()));
    }
    let (Some(pupils), true) = (pupils, problems.is_empty()) else {
        return Err(EquipmentRefused::Invalid(problems));
    };
    let new = NewCheck {
        org_id: scope.org_id(),
        rules_since: rules.since,
        pupils,
        account_id: &inspector.account_id,
        author: &inspector.name,
        values,
    };
    let id = rows::insert_check(tx, &new, house.clock.now()).await?;
    let event = Event {
        act: "equipment.checked",
        object: ("organisation", scope.org_id()),
        what: "Заполнена самопроверка оснащения",
    };
    audit::note(tx, house, &inspector.who, event).await?;
    Ok(id)
}

/// Kopecks by codes of requirements: what was set on the page before what the pack proposes.
pub(crate) fn prices_in_force(rules: &EquipmentRules, set: Vec<(String, i64)>) -> HashMap<String, i64> {
    let proposed = rules.requirements.iter().filter_map(|one| Some((one.code.clone(), one.price?)));
    let mut prices: HashMap<String, i64> =
        proposed.map(|(code, roubles)| (code, i64::from(roubles) * 100)).collect();
    prices.extend(set);
    prices
}

/// Sets prices for one of everything that is told; empty ones stay as they are. `scope` is that of writing.
pub async fn set_prices(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    typed: &BTreeMap<String, String>,
    inspector: &Inspector,
) -> Result<usize, EquipmentRefused> {
    if scope.reach() != Reach::Everything {
        return Err(EquipmentRefused::NotFound);
    }
    let rules = rules_on(&house.region.equipment, house.clock.today()).ok_or(EquipmentRefused::NotFound)?;
    let before = prices_in_force(rules, rows::prices(&mut *tx).await?);
    let mut problems = Vec::new();
    let mut changed = Vec::new();
    for one in &rules.requirements {
        let text = typed.get(&one.code).map_or("", String::as_str).trim();
        if text.is_empty() {
            continue;
        }
        match thousandths(text).filter(|price| (0..=MOST).contains(price) && price % 10 == 0) {
            Some(price) if before.get(&one.code) != Some(&(price / 10)) => {
                changed.push((one.code.as_str(), price / 10));
            }
            Some(_) => {}
            None => problems.push(problem(
                &one.code,
                format!("{}: «{text}» — не цена. Напишите рубли, например 12500 или 99,50.", one.name),
            )),
        }
    }
    if !problems.is_empty() {
        return Err(EquipmentRefused::Invalid(problems));
    }
    for (code, price) in &changed {
        rows::write_price(tx, code, *price, &inspector.account_id, house.clock.now()).await?;
    }
    if !changed.is_empty() {
        let told: Vec<String> = changed
            .iter()
            .map(|(code, price)| format!("{code} — {}", ui::ru::of_thousandths(price * 10)))
            .collect();
        let what = format!("Цены оснащения, рублей: {}", told.join("; "));
        let event = Event { act: "equipment.priced", object: ("equipment", "prices"), what: &what };
        audit::note(tx, house, &inspector.who, event).await?;
    }
    Ok(changed.len())
}
