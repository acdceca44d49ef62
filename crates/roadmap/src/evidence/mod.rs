//! The door for evidence. Everything that proves that a measure was carried out comes through [`record_evidence`]:
//! a scan uploaded by hand today, an accepted survey, a held event, a closed contest in the rooms to come.

mod decision;
mod marks;

use access::audit::{self, Event};
use access::{House, Reach, Scope};
use jiff::ToSpan;
use jiff::civil::Date;
use plan::Measure;
use store::{FileHash, Tx};
use ui::Problem;

use crate::board::Board;
use crate::rules::{Activity, obligations_of};
use crate::store::Author;
use crate::store::evidence::{NewRow, insert};

pub use decision::{Verdict, decide_on_evidence, may_decide};
pub use marks::{declare_not_carried_out, take_up_again};

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
    Activity { kind: Activity, path: String },
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
    /// Everything that is wrong with the fields, at once.
    #[error("{}", .0.iter().map(|problem| problem.text.as_str()).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<Problem>),
    #[error("Принять подтверждение должен другой сотрудник: кто записал, тот не принимает.")]
    OwnEvidence,
    #[error("Решение по этому подтверждению уже принято или запись изменилась.")]
    AlreadyDecided,
    #[error(transparent)]
    Store(#[from] store::Error),
}

fn invalid(field: &str, text: impl Into<String>) -> EvidenceRefused {
    EvidenceRefused::Invalid(vec![Problem::new(field, text)])
}

/// Records evidence for a measure in a slot. It waits as `pending` until somebody else accepts it.
///
/// Checks that the plan in force asks for the item in the slot, that the author's organisation may write there
/// (`scope`), that the day lies in the plan's time and is not in the future, that the kind is known and the proof is there, and that the same
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
        Proof::Activity { kind, path } => activity = Some((kind.code(), path.as_str())),
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
            "number",
            "Этот документ уже записан подтверждением того же мероприятия. Откройте мероприятие: подтверждение есть в списке.",
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
    let mut problems = problems_of_place(board, measure, new.item_key.as_deref(), &new.slot_key);
    let fields = Fields {
        title: &new.title,
        happened_on: Some(new.happened_on),
        kind: new.kind.as_deref(),
        note: &new.note,
    };
    problems.extend(problems_of_fields(house, board, &fields));
    problems.extend(problem_of_proof(&new.proof));
    if problems.is_empty() { Ok(()) } else { Err(EvidenceRefused::Invalid(problems)) }
}

/// Evidence for a part that nobody asks for would count for nothing.
fn problems_of_place(
    board: &Board,
    measure: &Measure,
    item_key: Option<&str>,
    slot_key: &str,
) -> Vec<Problem> {
    let obligations = obligations_of(measure, &board.version.keys, &[], board.year);
    let of_item = || obligations.iter().filter(|one| one.item_key.as_deref() == item_key);
    if of_item().any(|one| one.slot.key == slot_key) {
        return Vec::new();
    }
    if of_item().next().is_none() {
        let numbers: Vec<&str> = obligations.iter().filter_map(|one| one.item_number.as_deref()).collect();
        let text = format!(
            "Не указан подпункт, к которому относится подтверждение. У мероприятия {} есть подпункты: {}.",
            measure.number,
            without_repeats(&numbers).join(", ")
        );
        return vec![Problem::new("item", text)];
    }
    let slots: Vec<&str> = of_item().map(|one| one.slot.key.as_str()).collect();
    let text = format!("Такого срока у мероприятия нет. Укажите один из сроков: {}.", slots.join(", "));
    vec![Problem::new("slot", text)]
}

fn without_repeats<'a>(texts: &[&'a str]) -> Vec<&'a str> {
    let mut kept = texts.to_vec();
    kept.dedup();
    kept
}

/// The fields of a piece of evidence that are checked whatever proves it.
pub(crate) struct Fields<'a> {
    pub title: &'a str,
    /// `None`: not typed or not understood, which is told already.
    pub happened_on: Option<Date>,
    pub kind: Option<&'a str>,
    pub note: &'a str,
}

const LONGEST_TITLE: usize = 1000;
const LONGEST_NOTE: usize = 2000;

pub(crate) fn problems_of_fields(house: &House, board: &Board, fields: &Fields<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(kind) = fields.kind
        && house.region.document_kind(kind).is_none()
    {
        problems
            .push(Problem::new("kind", "Такого вида документа нет в справочнике. Выберите вид из списка."));
    }
    let title = fields.title.trim();
    if title.is_empty() || title.chars().count() > LONGEST_TITLE {
        let text = format!(
            "Не указано название подтверждения или оно длиннее {LONGEST_TITLE} знаков. Назовите документ или событие."
        );
        problems.push(Problem::new("title", text));
    }
    problems.extend(fields.happened_on.and_then(|day| problem_of_day(house, board, day)));
    if fields.note.trim().chars().count() > LONGEST_NOTE {
        let text = format!(
            "Описание результата длиннее {LONGEST_NOTE} знаков. Сократите его: подробности — в документе."
        );
        problems.push(Problem::new("note", text));
    }
    problems
}

/// A paper of the autumn before may belong to the plan; one of a hundred years ago is a slip of the pen.
fn problem_of_day(house: &House, board: &Board, day: Date) -> Option<Problem> {
    if day > house.clock.today() {
        let text = "Дата подтверждения ещё не наступила. Подтверждение записывают после события.";
        return Some(Problem::new("happened_on", text));
    }
    let earliest = board.year.first_day.saturating_sub(1.year());
    if day < earliest {
        let text = format!(
            "Дата подтверждения раньше {}: так давно план на {} ничего не предусматривал. Проверьте год.",
            ui::ru::date_long(earliest),
            board.year_title()
        );
        return Some(Problem::new("happened_on", text));
    }
    None
}

fn problem_of_proof(proof: &Proof) -> Option<Problem> {
    match proof {
        Proof::External { link: None, file: None } => {
            Some(Problem::new("link", "Нет ни ссылки, ни файла. Приложите файл или укажите адрес страницы."))
        }
        Proof::External { link: Some(address), .. } if !is_web_address(address) => Some(Problem::new(
            "link",
            "Адрес должен начинаться с https:// или http://. Скопируйте адрес из строки браузера.",
        )),
        _ => None,
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
