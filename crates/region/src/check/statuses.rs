//! Statuses: their words, and the directives of the demo.

use crate::organisation::OrganisationKind;
use crate::problem::Problems;
use crate::status::{DemoAnnexLine, DemoArea, DemoDirective, LibraryStatus};
use crate::{DEMO_STATUSES, RegionPack, STATUSES};

pub(super) fn words(pack: &RegionPack, problems: &mut Problems) {
    let words = &pack.statuses;
    if pack.document_kind(&words.directive_kind).is_none() {
        let message = format!("нет вида документа «{}»", words.directive_kind);
        problems.add(STATUSES, "directive_kind", message);
    }
    for status in LibraryStatus::ALL {
        let key = |field: &str| format!("statuses.{}{field}", status.code());
        let Some(title) = words.statuses.get(&status) else {
            problems.add(STATUSES, key(""), "статус не назван");
            continue;
        };
        problems.require_text(STATUSES, key(".short"), &title.short);
        problems.require_text(STATUSES, key(".title"), &title.title);
        problems.require_text(STATUSES, key(".titles"), &title.titles);
    }
}

pub(super) fn demo(pack: &RegionPack, problems: &mut Problems) {
    let demo = &pack.demo.statuses;
    for (place, directive) in demo.directives.iter().enumerate() {
        check_directive(pack, place, directive, problems);
    }
    for (place, area) in demo.areas.iter().enumerate() {
        check_area(pack, place, area, problems);
    }
}

fn check_directive(pack: &RegionPack, place: usize, directive: &DemoDirective, problems: &mut Problems) {
    let key = |field: &str| format!("directives[{place}].{field}");
    for (field, text) in [("number", &directive.number), ("title", &directive.title)] {
        problems.require_text(DEMO_STATUSES, key(field), text);
    }
    if pack.organisation(&directive.issued_by).is_none() {
        problems.add(DEMO_STATUSES, key("issued_by"), format!("нет организации «{}»", directive.issued_by));
    }
    if pack.account(&directive.recorded_by).is_none() {
        problems.add(DEMO_STATUSES, key("recorded_by"), format!("нет логина «{}»", directive.recorded_by));
    }
    if directive.date > directive.recorded_at.date() {
        problems.add(DEMO_STATUSES, key("date"), "документ внесён раньше, чем издан");
    }
    for (line, annex) in directive.annex.iter().enumerate() {
        check_line(pack, &key(&format!("annex[{line}]")), directive, annex, problems);
    }
}

fn check_line(
    pack: &RegionPack,
    key: &str,
    directive: &DemoDirective,
    line: &DemoAnnexLine,
    problems: &mut Problems,
) {
    for code in &line.organisations {
        school(pack, &format!("{key}.organisations"), code, problems);
    }
    if (line.status == LibraryStatus::MunicipalCentre) != line.until.is_some() {
        let message = "срок (until) указывается у муниципального центра и только у него";
        problems.add(DEMO_STATUSES, format!("{key}.until"), message);
    }
    let from = line.from.unwrap_or(directive.date);
    if from < directive.date || line.until.is_some_and(|until| until < from) {
        problems.add(
            DEMO_STATUSES,
            format!("{key}.from"),
            "статус меняется не раньше документа и не позже срока",
        );
    }
}

fn check_area(pack: &RegionPack, place: usize, area: &DemoArea, problems: &mut Problems) {
    school(pack, &format!("areas[{place}].centre"), &area.centre, problems);
    for code in area.schools.iter().flatten() {
        school(pack, &format!("areas[{place}].schools"), code, problems);
    }
}

fn school(pack: &RegionPack, key: &str, code: &str, problems: &mut Problems) {
    match pack.organisation(code) {
        None => problems.add(DEMO_STATUSES, key, format!("нет организации «{code}»")),
        Some(one) if one.kind != OrganisationKind::School => {
            problems.add(DEMO_STATUSES, key, format!("«{code}» — не школа, а статус бывает только у школ"));
        }
        Some(_) => {}
    }
}
