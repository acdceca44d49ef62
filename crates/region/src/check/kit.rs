//! The case of documents: terms that can be counted, a template for each document, statuses that somebody has.

use super::{BAD_CODE, is_code, unique};
use crate::kit::{DEMO_KITS, KIT, Validity};
use crate::problem::Problems;
use crate::{Kit, RegionPack, kit_on};

pub(super) fn kit(pack: &RegionPack, problems: &mut Problems) {
    if pack.kits.windows(2).any(|pair| pair[0].since >= pair[1].since) {
        problems.add(KIT, "versions", "версии идут от старой к новой");
    }
    for kit in &pack.kits {
        version(pack, kit, problems);
    }
    for one in &pack.demo.kits.uploads {
        if pack.account(&one.by).is_none() {
            problems.add(DEMO_KITS, "by", format!("нет логина «{}»", one.by));
        }
        let kit = kit_on(&pack.kits, one.at.date());
        for code in one.documents.iter().filter(|code| kit.is_none_or(|kit| kit.document(code).is_none())) {
            problems.add(DEMO_KITS, "documents", format!("в кейсе нет документа «{code}»"));
        }
    }
}

fn version(pack: &RegionPack, kit: &Kit, problems: &mut Problems) {
    let key = |field: &str| format!("versions[{}].{field}", kit.since);
    problems.require_text(KIT, key("title"), &kit.title);
    if pack.document_kind(&kit.document_kind).is_none() {
        problems.add(KIT, key("document_kind"), format!("нет вида документа «{}»", kit.document_kind));
    }
    unique(KIT, "documents", kit.documents.iter().map(|one| one.code.as_str()), problems);
    for one in &kit.documents {
        let key = |field: &str| key(&format!("documents[{}].{field}", one.code));
        if !is_code(&one.code) {
            problems.add(KIT, key("code"), BAD_CODE);
        }
        problems.require_text(KIT, key("title"), &one.title);
        if one.levels.is_empty() {
            problems.add(KIT, key("levels"), "не сказано, для какого статуса нужен документ");
        }
        if !pack.kit_templates.contains_key(&one.template) {
            problems.add(KIT, key("template"), format!("нет файла kit/{}.yaml", one.template));
        }
        if let Some(fault) = one.validity.and_then(fault_of) {
            problems.add(KIT, key("validity"), fault);
        }
    }
}

fn fault_of(validity: Validity) -> Option<&'static str> {
    match (validity.months, validity.until) {
        (Some(1..=1200), None) => None,
        (None, Some(until)) if jiff::civil::Date::new(2024, until.month, until.day).is_ok() => {
            (until.at_least_days > 366).then_some("at_least_days не больше 366")
        }
        _ => Some("укажите что-то одно: months (от 1 до 1200) или until с месяцем и днём"),
    }
}
