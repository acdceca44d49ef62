//! Rules of equipment: every quantity in every variant, every reference to something that is there.

use super::{is_code, unique};
use crate::problem::Problems;
use crate::{EQUIPMENT, EquipmentRules, RegionPack};

pub(super) fn equipment(pack: &RegionPack, problems: &mut Problems) {
    if pack.equipment.is_empty() {
        problems.add(EQUIPMENT, "versions", "нет ни одной версии требований");
    }
    if pack.equipment.windows(2).any(|pair| pair[0].since >= pair[1].since) {
        problems.add(EQUIPMENT, "versions", "версии идут от старой к новой");
    }
    for rules in &pack.equipment {
        version(pack, rules, problems);
    }
    let demo = &pack.demo.equipment;
    for by in demo.checks.iter().map(|check| &check.by).chain(demo.publication.iter().map(|one| &one.by)) {
        if pack.account(by).is_none() {
            problems.add(crate::DEMO_EQUIPMENT, "by", format!("нет логина «{by}»"));
        }
    }
}

fn version(pack: &RegionPack, rules: &EquipmentRules, problems: &mut Problems) {
    let key = |field: &str| format!("versions[{}].{field}", rules.since);
    problems.require_text(EQUIPMENT, key("title"), &rules.title);
    if pack.document_kind(&rules.document_kind).is_none() {
        let told = format!("нет вида документа «{}»", rules.document_kind);
        problems.add(EQUIPMENT, key("document_kind"), told);
    }
    unique(EQUIPMENT, "variants", rules.variants.iter().map(|one| one.code.as_str()), problems);
    unique(EQUIPMENT, "zones", rules.zones.iter().map(|one| one.code.as_str()), problems);
    unique(EQUIPMENT, "requirements", rules.requirements.iter().map(|one| one.code.as_str()), problems);
    let is_rising = rules.variants.windows(2).all(|pair| match (pair[0].up_to, pair[1].up_to) {
        (Some(first), Some(second)) => first < second,
        (Some(_), None) => true,
        (None, _) => false,
    });
    if !is_rising || rules.variants.last().is_none_or(|last| last.up_to.is_some()) {
        let told = "варианты идут от малых школ к большим; у последнего нет up_to";
        problems.add(EQUIPMENT, key("variants"), told);
    }
    for one in &rules.requirements {
        let key = |field: &str| key(&format!("requirements[{}].{field}", one.code));
        if !is_code(&one.code.to_lowercase()) {
            problems.add(EQUIPMENT, key("code"), "код: латинские буквы и цифры");
        }
        problems.require_text(EQUIPMENT, key("name"), &one.name);
        if !rules.zones.iter().any(|zone| zone.code == one.zone) {
            problems.add(EQUIPMENT, key("zone"), format!("нет зоны «{}»", one.zone));
        }
        for variant in &rules.variants {
            if !one.quantity.contains_key(&variant.code) || !one.level.contains_key(&variant.code) {
                let told = format!("нет количества или уровня для варианта «{}»", variant.code);
                problems.add(EQUIPMENT, key("quantity"), told);
            }
        }
        for code in one.exception.iter().flat_map(|exception| &exception.municipalities) {
            if pack.municipality(code).is_none() {
                problems.add(EQUIPMENT, key("exception"), format!("нет муниципалитета «{code}»"));
            }
        }
    }
}
