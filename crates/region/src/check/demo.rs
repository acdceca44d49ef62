//! The demo: accounts, evidence and the rest of the life around the plan.

use super::{BAD_CODE, is_code, roadmap, unique};
use crate::demo::{Decision, DemoAccount, DemoEvidence, MembershipState, PlanVersion};
use crate::problem::Problems;
use crate::vocabulary::Role;
use crate::{ACCOUNTS, EVIDENCE, LIFE, RegionPack, TEXTS};
use jiff::civil::DateTime;
use plan::PlanYear;
use plan::slots::slots_of;

/// Shortest password that the program lets anybody have, in characters.
const PASSWORD_LENGTH: usize = 12;

pub(crate) fn password(password: &str, problems: &mut Problems) {
    if password.chars().count() < PASSWORD_LENGTH {
        problems.add(ACCOUNTS, "password", format!("пароль короче {PASSWORD_LENGTH} знаков"));
    }
}

pub(super) fn accounts(pack: &RegionPack, problems: &mut Problems) {
    let list = &pack.demo.accounts;
    unique(ACCOUNTS, "accounts", list.iter().map(|account| account.login.as_str()), problems);
    for account in list {
        check_account(pack, account, problems);
    }
    for role in Role::ALL {
        let is_played =
            list.iter().any(|account| account.role == role && account.state == MembershipState::Active);
        if !is_played {
            problems.add(ACCOUNTS, "accounts", format!("нет действующей записи с ролью {}", role.code()));
        }
    }
}

fn check_account(pack: &RegionPack, account: &DemoAccount, problems: &mut Problems) {
    let key = |field: &str| format!("accounts[{}].{field}", account.login);
    if !is_code(&account.login) {
        problems.add(ACCOUNTS, key("login"), BAD_CODE);
    }
    for (field, text) in [("surname", &account.surname), ("name", &account.name), ("post", &account.post)] {
        problems.require_text(ACCOUNTS, key(field), text);
    }
    match pack.organisation(&account.organisation) {
        None => {
            let message = format!("нет организации «{}»", account.organisation);
            problems.add(ACCOUNTS, key("organisation"), message);
        }
        Some(organisation) => {
            if !account.role.is_held_at(organisation.kind) {
                problems.add(
                    ACCOUNTS,
                    key("role"),
                    format!(
                        "роль {} не бывает у организации вида {}",
                        account.role.code(),
                        organisation.kind.code()
                    ),
                );
            }
        }
    }
    if (account.state == MembershipState::Ended) != account.until.is_some() {
        problems.add(ACCOUNTS, key("until"), "указывается тогда и только тогда, когда состояние — ended");
    }
    if account.until.is_some_and(|until| until < account.since) {
        problems.add(ACCOUNTS, key("until"), "раньше, чем since");
    }
}

pub(super) fn evidence(pack: &RegionPack, problems: &mut Problems) {
    let list = &pack.demo.evidence;
    unique(EVIDENCE, "evidence", list.iter().map(|piece| piece.key.as_str()), problems);
    for pair in list.windows(2).filter(|pair| pair[1].recorded_at < pair[0].recorded_at) {
        let key = format!("evidence[{}].recorded_at", pair[1].key);
        problems.add(EVIDENCE, key, "записи идут в порядке внесения: время раньше, чем у предыдущей");
    }
    for piece in list {
        check_piece(pack, piece, problems);
    }
}

fn check_piece(pack: &RegionPack, piece: &DemoEvidence, problems: &mut Problems) {
    let key = |field: &str| format!("evidence[{}].{field}", piece.key);
    if !is_code(&piece.key) {
        problems.add(EVIDENCE, key("key"), BAD_CODE);
    }
    problems.require_text(EVIDENCE, key("title"), &piece.title);
    place(pack, EVIDENCE, &key(""), &piece.measure, piece.item.as_deref(), problems);
    let slot_of = (piece.measure.as_str(), piece.item.as_deref(), piece.slot);
    slot(pack, EVIDENCE, key("slot"), slot_of, problems);
    if pack.document_kind(&piece.kind).is_none() {
        problems.add(EVIDENCE, key("kind"), format!("нет вида документа «{}»", piece.kind));
    }
    if pack.organisation(&piece.issued_by).is_none() {
        problems.add(EVIDENCE, key("issued_by"), format!("нет организации «{}»", piece.issued_by));
    }
    if piece.number.is_none() && piece.link.is_none() {
        problems.add(EVIDENCE, key("number"), "нужен номер документа или ссылка");
    }
    if piece.date > piece.recorded_at.date() {
        problems.add(EVIDENCE, key("date"), "документ внесён раньше, чем издан");
    }
    deed(pack, EVIDENCE, &key("recorded_by"), &piece.recorded_by, piece.recorded_at, problems);
    decision(pack, piece, problems);
    let Some(refused) = &piece.corrects else { return };
    let is_refused = pack.demo.evidence.iter().any(|other| {
        &other.key == refused
            && matches!(other.decision, Decision::Refused { .. })
            && other.recorded_at < piece.recorded_at
    });
    if !is_refused {
        problems.add(EVIDENCE, key("corrects"), format!("нет более ранней отклонённой записи «{refused}»"));
    }
}

fn decision(pack: &RegionPack, piece: &DemoEvidence, problems: &mut Problems) {
    let key = format!("evidence[{}].decision", piece.key);
    let Some((by, at)) = piece.decision.made() else { return };
    deed(pack, EVIDENCE, &key, by, at, problems);
    if by == piece.recorded_by {
        problems.add(EVIDENCE, key.as_str(), "принимает не тот, кто внёс");
    }
    if at < piece.recorded_at {
        problems.add(EVIDENCE, key.as_str(), "решение раньше внесения");
    }
    if let Decision::Refused { reason, .. } = &piece.decision {
        problems.require_text(EVIDENCE, format!("{key}.reason"), reason);
    }
}

/// A recurring term has numbered slots: evidence says which one it fills, and a number fits the term.
fn slot(
    pack: &RegionPack,
    file: &str,
    key: String,
    (measure, item, slot): (&str, Option<&str>, Option<u16>),
    problems: &mut Problems,
) {
    let Some(measure) = pack.measure(measure) else { return };
    let own_term = item.and_then(|item| pack.item(&measure.number, item)?.term.as_ref());
    let year = PlanYear::of(&pack.roadmap, pack.region.year_start_month);
    let slots = u16::try_from(slots_of(own_term.unwrap_or(&measure.term), year).len()).unwrap_or(u16::MAX);
    match slot {
        None if slots > 1 => {
            problems.add(file, key, "срок повторяется: укажите, к какому по счёту относится");
        }
        Some(number) if number == 0 || number > slots => {
            problems.add(file, key, format!("сроков {slots}, а указан {number}-й"));
        }
        _ => {}
    }
}

/// Somebody did something at some time: the account exists, could act then, and the time is not in the future.
fn deed(pack: &RegionPack, file: &str, key: &str, login: &str, at: DateTime, problems: &mut Problems) {
    if at.date() > pack.region.demo_today {
        problems.add(file, key, format!("{at} позже дня демонстрации {}", pack.region.demo_today));
    }
    let Some(account) = pack.account(login) else {
        problems.add(file, key, format!("нет учётной записи «{login}»"));
        return;
    };
    let could_act = account.state != MembershipState::Invited
        && account.since <= at.date()
        && account.until.is_none_or(|until| at.date() <= until);
    if !could_act {
        problems.add(file, key, format!("запись «{login}» в это время не действовала"));
    }
}

fn place(
    pack: &RegionPack,
    file: &str,
    key: &str,
    measure: &str,
    item: Option<&str>,
    problems: &mut Problems,
) {
    if pack.measure(measure).is_none() {
        problems.add(file, format!("{key}measure"), format!("нет мероприятия «{measure}»"));
        return;
    }
    if let Some(item) = item
        && pack.item(measure, item).is_none()
    {
        problems.add(file, format!("{key}item"), format!("нет подпункта «{item}» у мероприятия {measure}"));
    }
}

pub(super) fn life(pack: &RegionPack, problems: &mut Problems) {
    for (index, comment) in pack.demo.comments.iter().enumerate() {
        let key = format!("comments[{index}].");
        place(pack, LIFE, &key, &comment.measure, comment.item.as_deref(), problems);
        deed(pack, LIFE, &format!("{key}by"), &comment.by, comment.at, problems);
        problems.require_text(LIFE, format!("{key}text"), &comment.text);
    }
    for (index, given_up) in pack.demo.not_carried_out.iter().enumerate() {
        let key = format!("not_carried_out[{index}].");
        place(pack, LIFE, &key, &given_up.measure, given_up.item.as_deref(), problems);
        deed(pack, LIFE, &format!("{key}by"), &given_up.by, given_up.at, problems);
        if let Some(number) = given_up.slot {
            let slot_of = (given_up.measure.as_str(), given_up.item.as_deref(), Some(number));
            slot(pack, LIFE, format!("{key}slot"), slot_of, problems);
        }
        problems.require_text(LIFE, format!("{key}reason"), &given_up.reason);
    }
    for (index, change) in pack.demo.requirement_changes.iter().enumerate() {
        let key = format!("requirement_changes[{index}].");
        place(pack, LIFE, &key, &change.measure, change.item.as_deref(), problems);
        deed(pack, LIFE, &format!("{key}by"), &change.by, change.at, problems);
        problems.require_text(LIFE, format!("{key}reason"), &change.reason);
        if pack.document_kind(&change.kind).is_none() {
            problems.add(LIFE, format!("{key}kind"), format!("нет вида документа «{}»", change.kind));
        }
    }
    for (index, version) in pack.demo.plan_versions.iter().enumerate() {
        plan_version(pack, index, version, problems);
    }
    for pair in pack.demo.plan_versions.windows(2).filter(|pair| pair[1].recorded_at <= pair[0].recorded_at) {
        let key = format!("plan_versions[{}]", pair[1].basis.number);
        problems.add(LIFE, key, "редакции идут от старой к новой");
    }
    if let Some(publication) = &pack.demo.publication {
        deed(pack, LIFE, "publication.by", &publication.by, publication.at, problems);
    }
}

pub(super) fn texts(pack: &RegionPack, problems: &mut Problems) {
    unique(TEXTS, "texts", pack.demo.texts.iter().map(|text| text.code.as_str()), problems);
    for text in &pack.demo.texts {
        let key = |field: &str| format!("texts[{}].{field}", text.code);
        if !is_code(&text.code) {
            problems.add(TEXTS, key("code"), BAD_CODE);
        }
        if pack.document_kind(&text.kind).is_none() {
            problems.add(TEXTS, key("kind"), format!("нет вида документа «{}»", text.kind));
        }
        for (field, words) in [("title", &text.title), ("text", &text.text)] {
            problems.require_text(TEXTS, key(field), words);
        }
        for (by, at) in text.deeds() {
            deed(pack, TEXTS, &key("by"), by, at, problems);
        }
        let approvals = text.editions.iter().filter_map(|edition| edition.approval.as_ref());
        for approval in text.approval.iter().chain(approvals) {
            let document = &approval.document;
            if pack.document_kind(&document.kind).is_none() {
                problems.add(TEXTS, key("approval"), format!("нет вида документа «{}»", document.kind));
            }
            if pack.organisation(&document.issued_by).is_none() {
                problems.add(TEXTS, key("approval"), format!("нет организации «{}»", document.issued_by));
            }
        }
    }
}

fn plan_version(pack: &RegionPack, index: usize, version: &PlanVersion, problems: &mut Problems) {
    let key = format!("plan_versions[{index}].");
    deed(pack, LIFE, &format!("{key}recorded_by"), &version.recorded_by, version.recorded_at, problems);
    problems.require_text(LIFE, format!("{key}note"), &version.note);
    let basis = &version.basis;
    if basis.date > version.recorded_at.date() {
        problems.add(LIFE, format!("{key}basis.date"), "редакция внесена раньше, чем издан акт");
    }
    if pack.document_kind(&basis.kind).is_none() {
        problems.add(LIFE, format!("{key}basis.kind"), format!("нет вида документа «{}»", basis.kind));
    }
    if pack.organisation(&basis.issued_by).is_none() {
        let message = format!("нет организации «{}»", basis.issued_by);
        problems.add(LIFE, format!("{key}basis.issued_by"), message);
    }
    if index == 0 && !version.changes.is_empty() {
        problems.add(
            LIFE,
            format!("{key}changes"),
            "у первой редакции нет предыдущей: изменений быть не может",
        );
    }
    for (position, change) in version.changes.iter().enumerate() {
        let key = format!("{key}changes[{position}].");
        place(pack, LIFE, &key, &change.measure, change.item.as_deref(), problems);
        problems.require_text(LIFE, format!("{key}reason"), &change.reason);
        let before = &change.before;
        if *before == crate::demo::Before::default() {
            problems.add(LIFE, format!("{key}before"), "не указано, что изменилось");
        }
        if change.item.is_some() && (before.executors.is_some() || before.documents.is_some()) {
            problems.add(
                LIFE,
                format!("{key}before"),
                "исполнители и документы меняются у мероприятия, не у подпункта",
            );
        }
        if let Some(term) = &before.term {
            roadmap::term(pack, LIFE, &format!("{key}before.term"), term, problems);
        }
        if let Some(executors) = &before.executors {
            roadmap::executors(pack, LIFE, &format!("{key}before.executors"), executors, problems);
        }
        if let Some(documents) = &before.documents {
            roadmap::documents(pack, LIFE, &format!("{key}before.documents"), documents, problems);
        }
    }
}
