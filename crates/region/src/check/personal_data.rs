//! Whether the texts of consents can be agreed to, and the demo's people only to what there was.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::personal_data::{ConsentKind, ConsentText};
use crate::problem::Problems;
use crate::{PEOPLE, PERSONAL_DATA, RegionPack};

pub(crate) fn personal_data(pack: &RegionPack, problems: &mut Problems) {
    let data = &pack.personal_data;
    for (key, text) in [
        ("operator.name", &data.operator.name),
        ("operator.address", &data.operator.address),
        ("operator.contact", &data.operator.contact),
    ] {
        problems.require_text(PERSONAL_DATA, key, text);
    }
    if !(1..=75).contains(&data.retention_years) {
        problems.add(PERSONAL_DATA, "retention_years", "срок хранения — от 1 до 75 лет");
    }
    if !(1..=90).contains(&data.erasure_days) {
        problems.add(PERSONAL_DATA, "erasure_days", "срок решения — от 1 до 90 дней");
    }
    let mut seen = BTreeSet::new();
    for text in &data.consents {
        let key = format!("consents[{} {}]", text.kind.code(), text.version);
        if !seen.insert((text.kind, text.version.as_str())) {
            problems.add(PERSONAL_DATA, &key, "такая версия текста уже есть");
        }
        consent_text(text, &key, problems);
    }
    for kind in ConsentKind::ALL {
        if data.text_on(kind, pack.region.demo_today).is_none() {
            let message = format!("нет действующего текста согласия вида «{}»", kind.code());
            problems.add(PERSONAL_DATA, "consents", message);
        }
    }
}

fn consent_text(text: &ConsentText, key: &str, problems: &mut Problems) {
    problems.require_text(PERSONAL_DATA, format!("{key}.title"), &text.title);
    problems.require_text(PERSONAL_DATA, format!("{key}.purpose"), &text.purpose);
    problems.require_text(PERSONAL_DATA, format!("{key}.version"), &text.version);
    problems.require_text(PERSONAL_DATA, format!("{key}.paragraphs"), &text.paragraphs.concat());
    for field in text.paragraphs.iter().flat_map(|paragraph| fields_of(paragraph)) {
        if !ConsentText::FIELDS.contains(&field) {
            let known = ConsentText::FIELDS.map(|name| format!("{{{name}}}")).join(", ");
            let message = format!("неизвестное место «{{{field}}}»; допустимы: {known}");
            problems.add(PERSONAL_DATA, format!("{key}.paragraphs"), message);
        }
    }
    let wanted = if text.kind == ConsentKind::ChildPhoto { "child" } else { "subject" };
    let names_it = text.paragraphs.iter().any(|paragraph| fields_of(paragraph).any(|field| field == wanted));
    if !names_it {
        let message = format!("в тексте нет места {{{wanted}}}: неясно, о ком согласие");
        problems.add(PERSONAL_DATA, format!("{key}.paragraphs"), message);
    }
}

/// What stands between braces.
fn fields_of(paragraph: &str) -> impl Iterator<Item = &str> {
    paragraph.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default())
}

pub(crate) fn people(pack: &RegionPack, problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for person in &pack.demo.people {
        let key = format!("people[{}]", person.login);
        if !seen.insert(&person.login) {
            problems.add(PEOPLE, &key, "этот логин встречается дважды");
        }
        if pack.account(&person.login).is_none() {
            problems.add(PEOPLE, &key, "нет учётной записи с таким логином");
        }
        for consent in &person.consents {
            given(pack, &key, consent.kind, consent.given_on, consent.withdrawn_on, problems);
            if consent.kind == ConsentKind::ChildPhoto {
                problems.add(PEOPLE, &key, "согласие родителя записывают в child_consents");
            }
        }
        let distributes = person
            .consents
            .iter()
            .any(|one| one.kind == ConsentKind::Distribution && one.withdrawn_on.is_none());
        if person.is_public && !distributes {
            problems.add(PEOPLE, &key, "контакты открыты, а согласия на распространение нет");
        }
    }
    for consent in &pack.demo.child_consents {
        let key = format!("child_consents[{}]", consent.child);
        if pack.account(&consent.recorded_by).is_none() {
            problems.add(PEOPLE, &key, "нет учётной записи с таким логином");
        }
        given(pack, &key, ConsentKind::ChildPhoto, consent.given_on, consent.withdrawn_on, problems);
    }
}

fn given(
    pack: &RegionPack,
    key: &str,
    kind: ConsentKind,
    given_on: Date,
    withdrawn_on: Option<Date>,
    problems: &mut Problems,
) {
    if pack.personal_data.text_on(kind, given_on).is_none() {
        problems.add(PEOPLE, key, "в день согласия ещё не было его текста");
    }
    if withdrawn_on.is_some_and(|day| day < given_on) {
        problems.add(PEOPLE, key, "согласие отозвано раньше, чем дано");
    }
    if given_on > pack.region.demo_today || withdrawn_on.is_some_and(|day| day > pack.region.demo_today) {
        problems.add(PEOPLE, key, "дата позже дня демонстрации");
    }
}
