//! The plan of the pack: its codes are the pack's codes, its days lie in its year.

use super::unique;
use crate::problem::Problems;
use crate::{RegionPack, measures, roadmap_file};
use plan::{Executor, Measure, RequiredDocument, Term};

pub(super) fn roadmap(pack: &RegionPack, problems: &mut Problems) {
    let file = roadmap_file(pack.region.plan_year);
    if pack.roadmap.meta.year != pack.region.plan_year {
        problems.add(&file, "meta.year", "год плана не совпадает с plan_year региона");
    }
    problems.require_text(&file, "meta.title", &pack.roadmap.meta.title);
    unique(&file, "measures", measures(&pack.roadmap).map(|measure| measure.number.as_str()), problems);
    for measure in measures(&pack.roadmap) {
        check_measure(pack, &file, measure, problems);
    }
}

fn check_measure(pack: &RegionPack, file: &str, measure: &Measure, problems: &mut Problems) {
    let key = |field: &str| format!("measures[{}].{field}", measure.number);
    if measure.title.trim().is_empty() && measure.items.is_empty() {
        problems.add(file, key("title"), "у мероприятия нет ни названия, ни подпунктов");
    }
    term(pack, file, &key("term"), &measure.term, problems);
    unique(file, &key("items"), measure.items.iter().map(|item| item.number.as_str()), problems);
    for item in &measure.items {
        problems.require_text(file, key(&format!("items[{}].title", item.number)), &item.title);
        if let Some(own) = &item.term {
            term(pack, file, &key(&format!("items[{}].term", item.number)), own, problems);
        }
    }
    executors(pack, file, &key("executors"), &measure.executors, problems);
    documents(pack, file, &key("documents"), &measure.documents, problems);
    for item in measure.documents.iter().filter_map(|document| document.item.as_ref()) {
        if !measure.items.iter().any(|known| &known.number == item) {
            problems.add(file, key("documents"), format!("нет подпункта «{item}»"));
        }
    }
}

pub(super) fn term(pack: &RegionPack, file: &str, key: &str, term: &Term, problems: &mut Problems) {
    if let (Some(from), Some(to)) = (term.from, term.to)
        && from > to
    {
        problems.add(file, key, format!("начало {from} позже конца {to}"));
    }
    if let Ok((first, last)) = pack.region.plan_period() {
        for day in [term.from, term.to].into_iter().flatten().filter(|day| *day < first || *day > last) {
            problems.add(file, key, format!("{day} вне года плана ({first} — {last})"));
        }
    }
    if let Some(anchor) = &term.relative_to_measure
        && pack.measure(anchor).is_none()
    {
        problems.add(file, key, format!("нет мероприятия «{anchor}», от которого считается срок"));
    }
}

pub(super) fn executors(
    pack: &RegionPack,
    file: &str,
    key: &str,
    executors: &[Executor],
    problems: &mut Problems,
) {
    if executors.is_empty() {
        problems.add(file, key, "не указан исполнитель");
    }
    for executor in executors {
        match &executor.org {
            None => {
                problems.add(file, key, format!("у исполнителя «{}» нет кода организации", executor.text));
            }
            Some(code) if pack.organisation(code).is_none() => {
                problems.add(file, key, format!("нет организации «{code}»"));
            }
            Some(_) => {}
        }
    }
}

pub(super) fn documents(
    pack: &RegionPack,
    file: &str,
    key: &str,
    documents: &[RequiredDocument],
    problems: &mut Problems,
) {
    for document in documents {
        match &document.kind {
            None => problems.add(file, key, format!("у документа «{}» не указан вид", document.text)),
            Some(kind) if pack.document_kind(kind).is_none() => {
                problems.add(file, key, format!("нет вида документа «{kind}»"));
            }
            Some(_) => {}
        }
    }
}
