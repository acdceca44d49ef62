//! The door for evidence. Everything that proves that a measure was carried out comes through [`record_evidence`]:
//! a scan uploaded by hand today, an accepted survey, a held event, a closed contest in the rooms to come.

use access::audit::{self, Event};
use access::{House, Reach, Role, Scope};
use jiff::civil::Date;
use store::{FileHash, Tx};

use crate::board::Board;
use crate::rules::slots_of;
use crate::store::Author;
use crate::store::evidence::{Decision, EvidenceRow, NewMark, NewRow, add_mark, decide, insert, revoke_mark};

/// What proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A registered document of the `documents` room.
    Document {
        id: String,
        /// «№ 57 от 12.02.2024», as registered.
        reference: String,
    },
    /// Something outside: a page on another site, a file without a registration number.
    External { link: Option<String>, file: Option<(FileHash, String)> },
    /// An activity carried out inside the system: which kind, and the page where it can be looked at.
    Activity { kind: String, path: String },
}

/// Requisites of a registered document as lists show them: «№ 57 от 12.02.2024».
pub fn reference(number: &str, date: Date) -> String {
    format!("№\u{a0}{number} от\u{a0}{}", ui::ru::date_short(date))
}

/// A piece of evidence about to be recorded.
#[derive(Debug, Clone)]
pub struct NewEvidence {
    /// Stable key of the measure ([`crate::rules::PlanKeys::key`]).
    pub measure_key: String,
    /// Key of the item, where the measure has items.
    pub item_key: Option<String>,
    /// Key of the slot: `whole`, `q3`, …
    pub slot_key: String,
    /// Code of the document kind that it counts as; `None`: a fact of no particular kind.
    pub kind: Option<String>,
    pub title: String,
    /// Day on which it happened: the date of the document, of the event.
    pub happened_on: Date,
    pub proof: Proof,
    pub note: String,
}

/// Why evidence is not taken, or a decision not made. The texts are for the reader.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceRefused {
    /// No such plan, measure, item, slot or evidence within the scope: the same answer as for an absent one.
    #[error("Такого мероприятия или подтверждения нет.")]
    NotFound,
    #[error("{what} {next}")]
    Invalid { field: &'static str, what: String, next: &'static str },
    #[error("Принять подтверждение должен другой сотрудник: кто записал, тот не принимает.")]
    OwnEvidence,
    #[error("Решение по этому подтверждению уже принято или запись изменилась.")]
    AlreadyDecided,
    #[error(transparent)]
    Store(#[from] store::Error),
}

fn invalid(field: &'static str, what: impl Into<String>, next: &'static str) -> EvidenceRefused {
    EvidenceRefused::Invalid { field, what: what.into(), next }
}

/// Records evidence for a measure in a slot. It waits as `pending` until somebody else accepts it.
///
/// Checks that the plan in force has the measure, item and slot, that the author's organisation may write there
/// (`scope`), that the day is not in the future, that the kind is known and the proof is there, and that the same
/// document does not prove the same thing twice. Answers the id of the evidence.
pub async fn record_evidence(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    board: &Board,
    new: &NewEvidence,
    author: &Author,
) -> Result<String, EvidenceRefused> {
    check(house, scope, board, new, author)?;
    let (mut document_id, mut reference, mut link, mut file, mut activity) = (None, "", None, None, None);
    match &new.proof {
        Proof::Document { id, reference: requisites } => {
            document_id = Some(id.as_str());
            reference = requisites;
        }
        Proof::External { link: address, file: stored } => {
            link = address.as_deref();
            file = stored.as_ref();
        }
        Proof::Activity { kind, path } => activity = Some((kind.as_str(), path.as_str())),
    }
    let row = NewRow {
        measure_key: &new.measure_key,
        item_key: new.item_key.as_deref(),
        slot_key: &new.slot_key,
        kind: new.kind.as_deref(),
        title: new.title.trim(),
        happened_on: new.happened_on,
        document_id,
        reference,
        link,
        file_hash: file.map(|(hash, _)| hash.as_str()),
        file_name: file.map(|(_, name)| name.as_str()),
        activity: activity.map(|(kind, _)| kind),
        activity_path: activity.map(|(_, path)| path),
        note: new.note.trim(),
    };
    let id = insert(tx, &board.plan, &row, author, house.clock.now()).await.map_err(|error| match error {
        store::Error::Constraint(_) => invalid(
            "document",
            "Этот документ уже записан подтверждением того же мероприятия.",
            "Откройте мероприятие: подтверждение есть в списке.",
        ),
        other => other.into(),
    })?;
    let what = format!("Записано подтверждение: {}", row.title);
    let event = Event { act: "evidence.recorded", object: ("evidence", &id), what: &what };
    audit::note(tx, house, &author.who(), event).await?;
    Ok(id)
}

fn check(
    house: &House,
    scope: &Scope,
    board: &Board,
    new: &NewEvidence,
    author: &Author,
) -> Result<(), EvidenceRefused> {
    let measure = board.measure_by_key(&new.measure_key).ok_or(EvidenceRefused::NotFound)?;
    if !may_write(house, scope, board, measure, author) {
        return Err(EvidenceRefused::NotFound);
    }
    let term = match &new.item_key {
        None => &measure.term,
        Some(key) => {
            let number = board.version.keys.number(key).ok_or(EvidenceRefused::NotFound)?;
            let item =
                measure.items.iter().find(|item| item.number == number).ok_or(EvidenceRefused::NotFound)?;
            item.term.as_ref().unwrap_or(&measure.term)
        }
    };
    if !slots_of(term, board.year).iter().any(|slot| slot.key == new.slot_key) {
        return Err(EvidenceRefused::NotFound);
    }
    if new.title.trim().is_empty() || new.title.chars().count() > 1000 {
        return Err(invalid(
            "title",
            "Не указано название подтверждения или оно длиннее 1000 знаков.",
            "Назовите документ или событие.",
        ));
    }
    if new.happened_on > house.clock.today() {
        return Err(invalid(
            "happened_on",
            "Дата подтверждения ещё не наступила.",
            "Подтверждение записывают после события.",
        ));
    }
    if let Some(kind) = &new.kind
        && house.region.document_kind(kind).is_none()
    {
        return Err(invalid("kind", "Такого вида документа нет в справочнике.", "Выберите вид из списка."));
    }
    match &new.proof {
        Proof::External { link: None, file: None } => {
            Err(invalid("link", "Нет ни ссылки, ни файла.", "Приложите файл или укажите адрес страницы."))
        }
        Proof::External { link: Some(address), .. } if !is_web_address(address) => Err(invalid(
            "link",
            "Адрес должен начинаться с https:// или http://.",
            "Скопируйте адрес из строки браузера.",
        )),
        _ => Ok(()),
    }
}

/// Everything for those who reach everything; for the others, measures in which their organisation is an executor.
pub fn may_write(
    house: &House,
    scope: &Scope,
    board: &Board,
    measure: &plan::Measure,
    author: &Author,
) -> bool {
    match scope.reach() {
        Reach::Everything => true,
        Reach::Own | Reach::Municipality => {
            board.is_own_measure(house, scope, access::role_from_code(&author.role), measure)
        }
        Reach::Published | Reach::Nothing => false,
    }
}

fn is_web_address(address: &str) -> bool {
    let has_scheme = address.starts_with("https://") || address.starts_with("http://");
    has_scheme && address.len() <= 2000 && !address.contains(char::is_whitespace)
}

/// Who may decide on a piece of evidence: never its recorder; the ministry on everybody else's,
/// the institute on what the ministry recorded (somebody must, and it leads the plan).
pub fn may_decide(role: Option<Role>, account_id: &str, row: &EvidenceRow) -> bool {
    if row.recorded_by == account_id || row.state != "pending" {
        return false;
    }
    match role {
        Some(Role::Ministry) => true,
        Some(Role::Institute) => row.recorder_role == Role::Ministry.code(),
        _ => false,
    }
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Accept,
    /// With its reason: whoever recorded it must know what to mend.
    Refuse {
        reason: String,
    },
    /// Taken back by whoever recorded it, before any decision.
    Withdraw,
}

/// Writes a verdict. `seen_version` is the version that the decider looked at.
pub async fn decide_on_evidence(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    board: &Board,
    row: &EvidenceRow,
    verdict: &Verdict,
    seen_version: i64,
    author: &Author,
) -> Result<(), EvidenceRefused> {
    let (new_state, act, reason) = match verdict {
        Verdict::Accept => ("accepted", "evidence.accepted", ""),
        Verdict::Refuse { reason } => ("refused", "evidence.refused", reason.trim()),
        Verdict::Withdraw => ("withdrawn", "evidence.withdrawn", ""),
    };
    if *verdict == Verdict::Withdraw {
        if row.recorded_by != author.account_id {
            return Err(EvidenceRefused::NotFound);
        }
    } else {
        if scope.reach() != Reach::Everything {
            return Err(EvidenceRefused::NotFound);
        }
        if row.state != "pending" {
            return Err(EvidenceRefused::AlreadyDecided);
        }
        if !may_decide(access::role_from_code(&author.role), &author.account_id, row) {
            return Err(EvidenceRefused::OwnEvidence);
        }
    }
    if new_state == "refused" && reason.chars().count() < 5 {
        return Err(invalid(
            "reason",
            "Не указана причина отказа.",
            "Напишите, чего не хватает: по этой причине подтверждение будут исправлять.",
        ));
    }
    let decision = Decision { evidence_id: &row.id, new_state, reason, seen_version };
    if !decide(tx, &board.plan, &decision, author, house.clock.now()).await? {
        return Err(EvidenceRefused::AlreadyDecided);
    }
    let what = match verdict {
        Verdict::Accept => format!("Принято подтверждение: {}", row.title),
        Verdict::Refuse { .. } => format!("Возвращено подтверждение: {}. Причина: {reason}", row.title),
        Verdict::Withdraw => format!("Отозвано подтверждение: {}", row.title),
    };
    audit::note(tx, house, &author.who(), Event { act, object: ("evidence", &row.id), what: &what }).await?;
    Ok(())
}

/// Declares an item (or the measure itself) not carried out in a slot, with a reason and its basis.
pub async fn declare_not_carried_out(
    tx: &mut Tx,
    house: &House,
    board: &Board,
    place: (&str, Option<&str>, &str),
    reason: &str,
    basis: &str,
    author: &Author,
) -> Result<(), EvidenceRefused> {
    let (measure_key, item_key, slot_key) = place;
    let state = board.state_on(house.clock.today());
    let is_there = state.measures().flat_map(|measure| &measure.obligations).any(|one| {
        let obligation = &one.obligation;
        obligation.measure_key == measure_key
            && obligation.item_key.as_deref() == item_key
            && obligation.slot.key == slot_key
    });
    if !is_there {
        return Err(EvidenceRefused::NotFound);
    }
    if reason.trim().chars().count() < 10 {
        return Err(invalid(
            "reason",
            "Не указана причина, по которой мероприятие не выполнено.",
            "Опишите причину одним-двумя предложениями: она попадёт в отчёт.",
        ));
    }
    let already = board.marks.iter().any(|mark| {
        mark.revoked_at.is_none()
            && mark.measure_key == measure_key
            && mark.item_key.as_deref() == item_key
            && mark.slot_key == slot_key
    });
    if already {
        return Err(EvidenceRefused::AlreadyDecided);
    }
    let mark = NewMark { measure_key, item_key, slot_key, reason: reason.trim(), basis: basis.trim() };
    add_mark(tx, &board.plan, &mark, author, house.clock.now()).await?;
    let what = format!("Отмечено «не выполнено»: {}", mark.reason);
    let event = Event { act: "measure.not_carried_out", object: ("measure", measure_key), what: &what };
    audit::note(tx, house, &author.who(), event).await?;
    Ok(())
}

/// Takes a «не выполнено» mark back.
pub async fn take_up_again(
    tx: &mut Tx,
    house: &House,
    board: &Board,
    mark_id: &str,
    author: &Author,
) -> Result<(), EvidenceRefused> {
    if !revoke_mark(tx, &board.plan, mark_id, author, house.clock.now()).await? {
        return Err(EvidenceRefused::NotFound);
    }
    let measure_key =
        board.marks.iter().find(|mark| mark.id == mark_id).map_or("", |mark| mark.measure_key.as_str());
    let event = Event {
        act: "measure.taken_up",
        object: ("measure", measure_key),
        what: "Снята отметка «не выполнено»",
    };
    audit::note(tx, house, &author.who(), event).await?;
    Ok(())
}
