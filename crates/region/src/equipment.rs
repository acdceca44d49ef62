//! What a library centre must have, by the size of its school: `rules/equipment.yaml`. Rules are versioned by the day from
//! which they hold; a self-check keeps the version by which it was made.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::formula::Formula;

/// One version of the rules.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EquipmentRules {
    /// The first day on which they hold; also their name in addresses and in kept checks.
    pub since: Date,
    pub title: String,
    /// Code of the document kind as which they are published.
    pub document_kind: String,
    /// What has been checked and what a customer must confirm.
    #[serde(default)]
    pub notes: Vec<String>,
    /// From the smallest schools to the largest.
    pub variants: Vec<SizeVariant>,
    pub zones: Vec<EquipmentZone>,
    pub requirements: Vec<EquipmentRequirement>,
}

/// A group of schools by size.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeVariant {
    pub code: String,
    pub title: String,
    /// The largest number of pupils; the last variant has none.
    #[serde(default)]
    pub up_to: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EquipmentZone {
    pub code: String,
    pub title: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequirementLevel {
    /// Needed for the status of a centre.
    Must,
    Should,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EquipmentRequirement {
    pub code: String,
    pub zone: String,
    pub name: String,
    pub unit: String,
    /// By the codes of variants.
    pub quantity: BTreeMap<String, Formula>,
    pub level: BTreeMap<String, RequirementLevel>,
    /// By which answer of the monitoring it is filled in one day.
    #[serde(default)]
    pub check: Option<String>,
    #[serde(default)]
    pub note: String,
    /// Municipalities for which another quantity is enough.
    #[serde(default)]
    pub exception: Option<EquipmentException>,
    /// Roubles for one unit where the pack has a first estimate.
    #[serde(default)]
    pub price: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EquipmentException {
    /// Codes of municipalities.
    pub municipalities: Vec<String>,
    pub quantity: Formula,
}

impl EquipmentRules {
    /// The variant of a school of so many pupils.
    pub fn variant(&self, pupils: u32) -> Option<&SizeVariant> {
        self.variants.iter().find(|variant| variant.up_to.is_none_or(|most| pupils <= most))
    }

    pub fn requirement(&self, code: &str) -> Option<&EquipmentRequirement> {
        self.requirements.iter().find(|one| one.code == code)
    }
}

impl EquipmentRequirement {
    /// What a school of a variant needs, in thousandths of the unit.
    pub fn needed(&self, variant: &SizeVariant, pupils: u32, municipality: Option<&str>) -> i64 {
        let usual = self.quantity.get(&variant.code).map_or(0, |formula| formula.thousandths(pupils));
        match &self.exception {
            Some(exception)
                if municipality
                    .is_some_and(|code| exception.municipalities.iter().any(|one| one == code)) =>
            {
                usual.min(exception.quantity.thousandths(pupils))
            }
            _ => usual,
        }
    }

    pub fn is_must(&self, variant: &SizeVariant) -> bool {
        self.level.get(&variant.code) == Some(&RequirementLevel::Must)
    }
}

/// The rules that hold on a day, or the first ones before there were any.
pub fn rules_on(rules: &[EquipmentRules], day: Date) -> Option<&EquipmentRules> {
    rules.iter().rev().find(|one| one.since <= day).or(rules.first())
}

/// What the demonstration tells of self-checks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoEquipment {
    #[serde(default)]
    pub publication: Option<DemoPublication>,
    #[serde(default)]
    pub checks: Vec<DemoCheck>,
}

/// The rules registered as a document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoPublication {
    pub by: String,
    pub at: jiff::civil::DateTime,
    /// Empty: the next one of the journal.
    #[serde(default)]
    pub number: String,
    /// Who approves the paper: the post, initials and surname.
    pub approver_post: String,
    pub approver_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoCheck {
    pub by: String,
    pub at: jiff::civil::DateTime,
    pub pupils: u32,
    /// What is there by codes of requirements, as it is typed into the form.
    pub have: BTreeMap<String, String>,
}
