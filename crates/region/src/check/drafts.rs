//! `demo/drafts.yaml`: references lead somewhere, things happen in their order and by the demo's today.

use super::unique;
use crate::demo::{DemoDraft, DemoMailing};
use crate::problem::Problems;
use crate::{DRAFTS, RegionPack};
use jiff::civil::DateTime;

pub(super) fn drafts(pack: &RegionPack, problems: &mut Problems) {
    let demo = &pack.demo.drafts;
    unique(DRAFTS, "drafts", demo.drafts.iter().map(|draft| draft.key.as_str()), problems);
    for draft in &demo.drafts {
        check_draft(pack, draft, problems);
    }
    for (place, mailing) in demo.mailings.iter().enumerate() {
        check_mailing(pack, place, mailing, problems);
    }
}

fn check_draft(pack: &RegionPack, draft: &DemoDraft, problems: &mut Problems) {
    let key = |field: &str| format!("drafts[{}].{field}", draft.key);
    if pack.document_kind(&draft.kind).is_none() {
        problems.add(DRAFTS, key("kind"), format!("нет вида документа «{}»", draft.kind));
    }
    if pack.measure(&draft.measure).is_none() {
        problems.add(DRAFTS, key("measure"), format!("нет мероприятия «{}»", draft.measure));
    }
    if let Some(item) = &draft.item
        && pack.item(&draft.measure, item).is_none()
    {
        problems.add(DRAFTS, key("item"), format!("нет пункта «{item}»"));
    }
    if pack.organisation(&draft.issued_by).is_none() {
        problems.add(DRAFTS, key("issued_by"), format!("нет организации «{}»", draft.issued_by));
    }
    let mut moments = vec![draft.at];
    let mut logins = vec![draft.by.as_str()];
    if let Some(agreement) = &draft.agreement {
        moments.push(agreement.at);
        logins.extend(agreement.stages.iter().flatten().map(String::as_str));
        logins.extend(agreement.remarks.iter().map(|one| one.by.as_str()));
        logins.extend(agreement.answers.iter().map(|one| one.by.as_str()));
        moments.extend(agreement.remarks.iter().map(|one| one.at).max());
        moments.extend(agreement.answers.iter().map(|one| one.at).max());
    }
    moments.extend(draft.registration.as_ref().map(|one| one.at));
    in_order(pack, &key("at"), &moments, problems);
    known(pack, &key("by"), &logins, problems);
}

fn check_mailing(pack: &RegionPack, place: usize, mailing: &DemoMailing, problems: &mut Problems) {
    let key = |field: &str| format!("mailings[{place}].{field}");
    let of = pack.demo.drafts.drafts.iter().find(|draft| draft.key == mailing.draft);
    match of.map(|draft| &draft.registration) {
        None => problems.add(DRAFTS, key("draft"), format!("нет документа «{}»", mailing.draft)),
        Some(None) => problems.add(DRAFTS, key("draft"), "рассылается зарегистрированный документ"),
        Some(Some(registration)) => {
            let mut moments = vec![registration.at, mailing.at];
            moments.extend(mailing.acts.iter().map(|act| act.at).max());
            in_order(pack, &key("at"), &moments, problems);
        }
    }
    for code in mailing.to.iter().filter(|code| pack.organisation(code).is_none()) {
        problems.add(DRAFTS, key("to"), format!("нет организации «{code}»"));
    }
    let logins: Vec<&str> = std::iter::once(&mailing.by)
        .chain(mailing.acts.iter().map(|act| &act.by))
        .map(String::as_str)
        .collect();
    known(pack, &key("by"), &logins, problems);
}

fn in_order(pack: &RegionPack, key: &str, moments: &[DateTime], problems: &mut Problems) {
    if moments.windows(2).any(|pair| pair[1] < pair[0]) {
        problems.add(DRAFTS, key, "события идут не по порядку времени");
    }
    if moments.iter().any(|at| at.date() > pack.region.demo_today) {
        problems.add(DRAFTS, key, "позже сегодняшнего дня демонстрации");
    }
}

fn known(pack: &RegionPack, key: &str, logins: &[&str], problems: &mut Problems) {
    for login in logins.iter().filter(|login| pack.account(login).is_none()) {
        problems.add(DRAFTS, key, format!("нет логина «{login}»"));
    }
}
