//! What a data file says must agree with itself and with the region: every doubt is told, nothing is silently mended.

use std::collections::{HashMap, HashSet};

use super::super::desk::Desk;
use super::super::names::Match;
use super::super::{ImportError, ProposalKind, items};
use crate::model::{Executor, Measure, Plan, RequiredDocument, Term};

pub(super) fn agree(plan: &mut Plan, desk: &mut Desk<'_>) -> Result<(), ImportError> {
    make_numbers_unique(plan, desk);
    for measure in plan.sections.iter_mut().flat_map(|section| &mut section.measures) {
        let number = measure.number.clone();
        desk.budget.spend(measure.title.len() + measure.items.len() + 1)?;
        term(&mut measure.term, &number, desk);
        for item in &mut measure.items {
            if let Some(own) = &mut item.term {
                term(own, &number, desk);
            }
        }
        for executor in &mut measure.executors {
            organisation(executor, &number, desk)?;
        }
        let items: HashSet<&String> = measure.items.iter().map(|item| &item.number).collect();
        for document in &mut measure.documents {
            if document.item.as_ref().is_some_and(|item| !items.contains(item)) {
                let item = document.item.take().unwrap_or_default();
                let what = format!("документ «{}» отнесён ко всему мероприятию", document.text);
                let reason = format!("подпункта {item} у мероприятия нет");
                desk.proposals.add(ProposalKind::DocumentPairing, &number, "documents", what, &reason);
            }
            kind(document, &number, desk)?;
        }
    }
    Ok(())
}

/// A term without days is read from its text; days in the wrong order are those of the text.
fn term(term: &mut Term, number: &str, desk: &mut Desk<'_>) {
    let is_reversed = matches!((term.from, term.to), (Some(from), Some(to)) if from > to);
    let has_days = term.from.is_some() || term.to.is_some() || !term.periods.is_empty();
    if has_days && !is_reversed {
        return;
    }
    let (read, parsed) = items::read_term(&term.text, desk.year);
    if is_reversed {
        let (from, to) = (term.from, term.to);
        let reason = "конец срока раньше начала";
        if parsed.is_understood() {
            let what = format!("срок «{}»: дни взяты из текста, а не из полей from и to", term.text);
            desk.proposals.add(ProposalKind::TermDates, number, "term", what, reason);
        } else {
            (term.from, term.to) = (to, from);
            let what = format!("срок «{}»: начало и конец переставлены", term.text);
            desk.proposals.add(ProposalKind::TermDates, number, "term", what, reason);
            return;
        }
    }
    if !parsed.is_understood() {
        return;
    }
    let recurrence = term.recurrence.or(read.recurrence);
    let anchor = term.relative_to_measure.take();
    *term = Term { recurrence, relative_to_measure: anchor, ..read };
    if let Some(remark) = parsed.remark {
        desk.proposals.add(ProposalKind::TermDates, number, "term", format!("срок «{}»", term.text), remark);
    }
}

fn organisation(executor: &mut Executor, number: &str, desk: &mut Desk<'_>) -> Result<(), ImportError> {
    let is_known = executor.org.as_deref().is_some_and(|code| desk.names.has_code(code));
    if is_known {
        return Ok(());
    }
    desk.budget.spend(desk.names.cost(&executor.text))?;
    let found = desk.names.find(&executor.text);
    let (what, reason) = match (executor.org.take(), found) {
        (Some(code), _) => (
            format!("«{}»: организации с кодом {code} в справочнике нет", executor.text),
            "код из файла не найден: взята организация с таким названием, если она есть",
        ),
        (None, Match::None) => (
            format!("«{}» не найдено в справочнике организаций", executor.text),
            "похожего наименования нет: выберите организацию или оставьте как напечатано",
        ),
        (None, Match::Likely(code, _) | Match::Exact(code)) => (
            format!("«{}» — организация {code} справочника", executor.text),
            "кода в файле нет: узнано по наименованию",
        ),
    };
    executor.org = found.code().map(str::to_owned);
    desk.proposals.add(ProposalKind::OrganisationMatch, number, "executors", what, reason);
    Ok(())
}

fn kind(document: &mut RequiredDocument, number: &str, desk: &mut Desk<'_>) -> Result<(), ImportError> {
    if document.kind.as_deref().is_some_and(|code| desk.kinds.has_code(code)) {
        return Ok(());
    }
    desk.budget.spend(desk.kinds.cost(&document.text))?;
    let unknown = document.kind.take();
    document.kind = desk.kinds.named_in(&document.text).code.map(str::to_owned);
    let what = match unknown {
        Some(code) => format!("документ «{}»: вида {code} в справочнике нет", document.text),
        None if document.kind.is_some() => return Ok(()),
        None => format!("вид документа «{}» не определён", document.text),
    };
    let reason = "вид узнан по словам документа, если они есть в справочнике: проверьте его";
    desk.proposals.add(ProposalKind::DocumentKind, number, "documents", what, reason);
    Ok(())
}

/// Every measure and every item has a number of its own.
fn make_numbers_unique(plan: &mut Plan, desk: &mut Desk<'_>) {
    let mut taken: HashSet<String> = HashSet::new();
    for measure in plan.sections.iter_mut().flat_map(|section| &mut section.measures) {
        if measure.number.is_empty() || taken.contains(&measure.number) {
            let printed = std::mem::take(&mut measure.number);
            let fresh = super::super::outline::next_free(&printed, &taken);
            let what = format!("номер {printed} повторяется: мероприятию присвоен номер {fresh}");
            let reason = "у каждого мероприятия должен быть свой номер: взят ближайший свободный";
            desk.proposals.add(ProposalKind::Numbering, &fresh, "number", what, reason);
            renumber_items(measure, &printed, &fresh);
            measure.number = fresh;
        }
        taken.insert(measure.number.clone());
    }
    for measure in plan.sections.iter_mut().flat_map(|section| &mut section.measures) {
        let mut before = format!("{}.0", measure.number);
        for item in &mut measure.items {
            if item.number.is_empty() || taken.contains(&item.number) {
                let fresh = super::super::outline::next_free(&before, &taken);
                let what = format!("номер {} повторяется: подпункту присвоен номер {fresh}", item.number);
                let reason = "у каждого подпункта должен быть свой номер: взят следующий за предыдущим";
                desk.proposals.add(ProposalKind::Numbering, &measure.number, "items", what, reason);
                item.number = fresh;
            }
            before.clone_from(&item.number);
            taken.insert(item.number.clone());
        }
    }
}

fn renumber_items(measure: &mut Measure, printed: &str, fresh: &str) {
    let mut renamed: HashMap<String, String> = HashMap::new();
    for item in &mut measure.items {
        if let Some(rest) = item.number.strip_prefix(printed).filter(|rest| rest.starts_with('.')) {
            let number = format!("{fresh}{rest}");
            renamed.insert(std::mem::replace(&mut item.number, number.clone()), number);
        }
    }
    for document in &mut measure.documents {
        if let Some(number) = document.item.as_ref().and_then(|item| renamed.get(item)) {
            document.item = Some(number.clone());
        }
    }
}
