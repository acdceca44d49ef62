//! The pages of equipment.

pub mod check;
pub mod prices;
pub mod publication;
pub mod requirements;
pub mod school;
pub mod totals;

use std::collections::HashMap;

use access::{Deed, House, PageError, Scope, Subject, Visitor};
use region::{EquipmentRules, rules_on};
use ui::ru::of_thousandths;

use crate::EquipmentRefused;
use crate::refused::FieldProblem;
use crate::rules::{Answer, Gap, Line, LineState, counted};
use crate::store::ValueRow;

pub(crate) fn rules_today(house: &House) -> Result<&EquipmentRules, PageError> {
    rules_on(&house.region.equipment, house.clock.today()).ok_or(PageError::NotFound)
}

pub(crate) fn reads(visitor: &Visitor) -> Scope {
    visitor.scope(Subject::Equipment, Deed::Read)
}

pub(crate) fn writes(visitor: &Visitor) -> Scope {
    visitor.scope(Subject::Equipment, Deed::Write)
}

/// A refusal that belongs into the form; others answer with a page of their own.
pub(crate) fn told(refused: EquipmentRefused) -> Result<Vec<FieldProblem>, PageError> {
    match refused {
        EquipmentRefused::Invalid(problems) => Ok(problems),
        other => Err(other.into()),
    }
}

pub(crate) fn answers_of(values: &[ValueRow]) -> HashMap<String, Answer> {
    let answer = |row: &ValueRow| (row.requirement.clone(), Answer { have: row.have, price: row.price });
    values.iter().map(answer).collect()
}

/// «12 500 ₽», with kopecks where there are any.
pub(crate) fn roubles(kopecks: i64) -> String {
    let whole = ui::ru::grouped(kopecks / 100);
    match kopecks % 100 {
        0 => format!("{whole}\u{a0}₽"),
        rest => format!("{whole},{:02}\u{a0}₽", rest.abs()),
    }
}

/// A line of the gap list, as pages show it.
pub(crate) struct GapLine {
    pub name: String,
    /// Empty where nothing is needed.
    pub level: &'static str,
    /// «2 места», «не требуется».
    pub needed: String,
    pub have: String,
    pub words: String,
    pub class: &'static str,
    pub sign: &'static str,
    pub cost: String,
    pub note: String,
}

fn line_of(line: &Line<'_>) -> GapLine {
    let (class, sign) = match line.state {
        LineState::Met => ("done", "✓"),
        LineState::Missing if line.is_must => ("overdue", "!"),
        LineState::Missing => ("soon", "◔"),
        LineState::Unknown | LineState::NotNeeded => ("not-started", "○"),
    };
    let (needed, level) = match line.state {
        LineState::NotNeeded => ("не требуется".to_owned(), ""),
        _ if line.is_must => (counted(line.needed, &line.requirement.unit), "обязательно"),
        _ => (counted(line.needed, &line.requirement.unit), "рекомендуется"),
    };
    GapLine {
        name: line.requirement.name.clone(),
        level,
        needed,
        have: line.answer.have.map_or_else(String::new, of_thousandths),
        words: line.words(),
        class,
        sign,
        cost: line.cost.map_or_else(String::new, roubles),
        note: line.requirement.note.clone(),
    }
}

/// The gap list by zones.
pub(crate) fn zones_of(rules: &EquipmentRules, gap: &Gap<'_>) -> Vec<(String, Vec<GapLine>)> {
    let lines_of = |zone: &str| -> Vec<GapLine> {
        gap.lines.iter().filter(|line| line.requirement.zone == zone).map(line_of).collect()
    };
    rules.zones.iter().map(|zone| (zone.title.clone(), lines_of(&zone.code))).collect()
}
