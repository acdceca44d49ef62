//! Region, municipalities, organisations, document kinds, roles.

use super::{BAD_CODE, is_code, unique};
use crate::dated;
use crate::demo::SchoolSet;
use crate::organisation::{Card, Organisation, OrganisationKind};
use crate::problem::Problems;
use crate::territory::{MAP_LABEL_LENGTH, Municipality};
use crate::vocabulary::Role;
use crate::{DOCUMENT_KINDS, MUNICIPALITIES, ORGANISATIONS, REGION, ROLES, RegionPack, SCHOOLS};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn region(pack: &RegionPack, problems: &mut Problems) {
    let region = &pack.region;
    if !is_code(&region.code) {
        problems.add(REGION, "code", BAD_CODE);
    }
    for (key, text) in [
        ("name", &region.name),
        ("name_genitive", &region.name_genitive),
        ("name_prepositional", &region.name_prepositional),
        ("name_short", &region.name_short),
        ("time_zone_label", &region.time_zone_label),
    ] {
        problems.require_text(REGION, key, text);
    }
    if region.tz().is_err() {
        problems.add(REGION, "time_zone", format!("часовой пояс «{}» неизвестен", region.time_zone));
    }
    match region.plan_period() {
        Ok((first, last)) if region.demo_today < first || region.demo_today > last => {
            problems.add(REGION, "demo_today", format!("день вне года плана ({first} — {last})"));
        }
        Ok(_) => {}
        Err(_) => {
            problems.add(REGION, "year_start_month", "месяц начала года — число от 1 до 12");
        }
    }
    for (key, code, kind) in [
        ("bodies.ministry", &region.bodies.ministry, OrganisationKind::Ministry),
        ("bodies.institute", &region.bodies.institute, OrganisationKind::Institute),
        ("bodies.regional_centre", &region.bodies.regional_centre, OrganisationKind::RegionalCentre),
    ] {
        if pack.organisation(code).is_none_or(|organisation| organisation.kind != kind) {
            problems.add(REGION, key, format!("нет организации «{code}» вида {}", kind.code()));
        }
    }
}

pub(super) fn municipalities(pack: &RegionPack, problems: &mut Problems) {
    let list = &pack.municipalities;
    if list.is_empty() {
        problems.add(MUNICIPALITIES, "municipalities", "нет ни одного муниципалитета");
    }
    unique(MUNICIPALITIES, "municipalities", list.iter().map(|one| one.code.as_str()), problems);
    let mut cells = BTreeMap::new();
    for one in list {
        municipality(one, problems);
        if let Some(other) = cells.insert(one.hex, one.code.as_str()) {
            let key = format!("municipalities[{}].hex", one.code);
            problems.add(MUNICIPALITIES, key, format!("ячейка уже занята муниципалитетом «{other}»"));
        }
    }
    if let Some(stray) = outside_the_main_piece(list) {
        let key = format!("municipalities[{}].hex", stray.code);
        problems.add(MUNICIPALITIES, key, "ячейка не соединена с остальными: карта распалась на части");
    }
}

fn municipality(one: &Municipality, problems: &mut Problems) {
    let key = |field: &str| format!("municipalities[{}].{field}", one.code);
    if !is_code(&one.code) {
        problems.add(MUNICIPALITIES, key("code"), BAD_CODE);
    }
    if one.oktmo.len() != 8 || !one.oktmo.chars().all(|digit| digit.is_ascii_digit()) {
        problems.add(MUNICIPALITIES, key("oktmo"), "ОКТМО — восемь цифр в кавычках");
    }
    if !(-90.0..=90.0).contains(&one.centre.lat) || !(-180.0..=180.0).contains(&one.centre.lon) {
        problems.add(MUNICIPALITIES, key("centre"), "координаты вне допустимых пределов");
    }
    problems.require_text(MUNICIPALITIES, key("capital"), &one.capital);
    if let Some(message) = dated::gap(&one.names) {
        problems.add(MUNICIPALITIES, key("names"), message);
    }
    for (place, name) in one.names.iter().enumerate() {
        for (field, text) in [
            ("kind", &name.kind),
            ("full", &name.full),
            ("short", &name.short),
            ("genitive", &name.genitive),
            ("map_label", &name.map_label),
        ] {
            problems.require_text(MUNICIPALITIES, key(&format!("names[{place}].{field}")), text);
        }
        if name.map_label.chars().count() > MAP_LABEL_LENGTH {
            problems.add(
                MUNICIPALITIES,
                key(&format!("names[{place}].map_label")),
                format!("подпись на карте длиннее {MAP_LABEL_LENGTH} знаков: «{}»", name.map_label),
            );
        }
    }
}

/// The first municipality that cannot be reached from the first one over shared edges.
fn outside_the_main_piece(list: &[Municipality]) -> Option<&Municipality> {
    let mut reached: BTreeSet<_> = list.first().map(|one| one.hex).into_iter().collect();
    let mut front: Vec<_> = reached.iter().copied().collect();
    while let Some(cell) = front.pop() {
        for next in list.iter().map(|one| one.hex).filter(|next| next.touches(cell)) {
            if reached.insert(next) {
                front.push(next);
            }
        }
    }
    list.iter().find(|one| !reached.contains(&one.hex))
}

pub(super) fn organisations(pack: &RegionPack, problems: &mut Problems) {
    let list = &pack.organisations;
    unique(ORGANISATIONS, "organisations", list.iter().map(|one| one.code.as_str()), problems);
    for one in list {
        organisation(pack, one, problems);
    }
    spellings(list, problems);
    for municipality in &pack.municipalities {
        let has_authority = list.iter().any(|one| {
            one.kind == OrganisationKind::MunicipalAuthority
                && one.municipality.as_ref() == Some(&municipality.code)
        });
        if !has_authority {
            problems.add(
                ORGANISATIONS,
                "organisations",
                format!("у муниципалитета «{}» нет органа управления образованием", municipality.code),
            );
        }
    }
}

fn organisation(pack: &RegionPack, one: &Organisation, problems: &mut Problems) {
    let file = if one.kind == OrganisationKind::School { SCHOOLS } else { ORGANISATIONS };
    let key = |field: &str| format!("organisations[{}].{field}", one.code);
    if !is_code(&one.code) {
        problems.add(file, key("code"), BAD_CODE);
    }
    match &one.municipality {
        Some(code) if pack.municipality(code).is_none() => {
            problems.add(file, key("municipality"), format!("нет муниципалитета «{code}»"));
        }
        None if one.kind.is_municipal() => {
            problems.add(file, key("municipality"), "для организации этого вида нужен муниципалитет");
        }
        _ => {}
    }
    if let Some(parent) = &one.parent
        && pack.organisation(parent).is_none()
    {
        problems.add(file, key("parent"), format!("нет организации «{parent}»"));
    }
    if is_own_ancestor(pack, one) {
        problems.add(file, key("parent"), "организация подчинена сама себе");
    }
    if let Some(message) = dated::gap(&one.names) {
        problems.add(file, key("names"), message);
    }
    for (place, name) in one.names.iter().enumerate() {
        for (field, text) in [("full", &name.full), ("short", &name.short), ("genitive", &name.genitive)] {
            problems.require_text(file, key(&format!("names[{place}].{field}")), text);
        }
    }
    card(file, &one.card, &key("card"), problems);
    match (one.kind, one.stands_for.is_empty()) {
        (OrganisationKind::Group, true) => {
            problems.add(file, key("stands_for"), "у группы нужно указать, какие организации она означает");
        }
        (kind, false) if kind != OrganisationKind::Group => {
            problems.add(file, key("stands_for"), "указывается только у группы");
        }
        _ => {}
    }
}

fn card(file: &str, card: &Card, key: &str, problems: &mut Problems) {
    use roster::check;
    let unfit = [
        ("inn", check::inn(&card.inn).err().filter(|_| !card.inn.is_empty())),
        ("ogrn", check::ogrn(&card.ogrn).err().filter(|_| !card.ogrn.is_empty())),
        ("phone", check::phone(&card.phone).err()),
        ("email", check::email(&card.email).err()),
        ("site", check::site(&card.site).err()),
    ];
    for (field, unfit) in unfit {
        if let Some(unfit) = unfit {
            problems.add(file, format!("{key}.{field}"), unfit.told());
        }
    }
    for building in &card.buildings {
        problems.require_text(file, format!("{key}.buildings"), &building.address);
    }
}

fn is_own_ancestor(pack: &RegionPack, one: &Organisation) -> bool {
    let mut parent = one.parent.as_deref();
    // More steps than organisations means a circle somewhere above, reported at its own members.
    for _ in 0..pack.organisations.len() {
        let Some(code) = parent else { return false };
        if code == one.code {
            return true;
        }
        parent = pack.organisation(code).and_then(|organisation| organisation.parent.as_deref());
    }
    false
}

/// Two organisations called the same could not be told apart when a plan is imported.
fn spellings(list: &[Organisation], problems: &mut Problems) {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for one in list {
        let own: BTreeSet<String> = one.spellings().into_iter().map(folded).collect();
        for spelling in own {
            if let Some(other) = owners.get(&spelling) {
                problems.add(
                    ORGANISATIONS,
                    format!("organisations[{}].aliases", one.code),
                    format!("написание «{spelling}» уже относится к организации «{other}»"),
                );
                continue;
            }
            owners.insert(spelling, &one.code);
        }
    }
}

fn folded(spelling: &str) -> String {
    let letters = spelling.to_lowercase().replace(['«', '»', '"'], "");
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Checked before the schools are made from it.
pub(crate) fn schools(set: &SchoolSet, problems: &mut Problems) {
    unique(SCHOOLS, "kinds", set.kinds.iter().map(|kind| kind.code.as_str()), problems);
    for kind in &set.kinds {
        for (field, pattern) in [("full", &kind.full), ("short", &kind.short), ("genitive", &kind.genitive)] {
            if !pattern.contains("{number}") {
                let key = format!("kinds[{}].{field}", kind.code);
                problems.add(SCHOOLS, key, "в образце названия нет {number}: школы не различить");
            }
        }
    }
    for (place, schools) in set.places.iter().enumerate() {
        for kind in schools.schools.keys() {
            if !set.kinds.iter().any(|known| &known.code == kind) {
                problems.add(SCHOOLS, format!("places[{place}].schools"), format!("нет вида школы «{kind}»"));
            }
        }
    }
}

pub(super) fn document_kinds(pack: &RegionPack, problems: &mut Problems) {
    let list = &pack.document_kinds;
    unique(DOCUMENT_KINDS, "document_kinds", list.iter().map(|kind| kind.code.as_str()), problems);
    for kind in list {
        let key = |field: &str| format!("document_kinds[{}].{field}", kind.code);
        if !is_code(&kind.code) {
            problems.add(DOCUMENT_KINDS, key("code"), BAD_CODE);
        }
        for (field, text) in [
            ("title", &kind.title),
            ("title_plural", &kind.title_plural),
            ("title_genitive", &kind.title_genitive),
        ] {
            problems.require_text(DOCUMENT_KINDS, key(field), text);
        }
        for keyword in &kind.keywords {
            problems.require_text(DOCUMENT_KINDS, key("keywords"), keyword);
            if keyword.to_lowercase() != *keyword {
                problems.add(
                    DOCUMENT_KINDS,
                    key("keywords"),
                    format!("«{keyword}» пишется строчными буквами"),
                );
            }
        }
        for author in &kind.authors {
            if pack.organisation(author).is_none() {
                problems.add(DOCUMENT_KINDS, key("authors"), format!("нет организации «{author}»"));
            }
        }
    }
}

pub(super) fn roles(pack: &RegionPack, problems: &mut Problems) {
    for role in Role::ALL {
        let key = |field: &str| format!("roles.{}{field}", role.code());
        let Some(title) = pack.roles.get(&role) else {
            problems.add(ROLES, key(""), "роль не названа");
            continue;
        };
        problems.require_text(ROLES, key(".title"), &title.title);
        problems.require_text(ROLES, key(".duty"), &title.duty);
    }
}
