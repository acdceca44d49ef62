//! Erasing a person: what would be erased, the decision, and the erasing itself.
//!
//! The journal stays true: it names accounts by number. Registered documents and editions of the plan stay as they are:
//! changing them would forge them. Everywhere else the person is erased or nobody is named any more.

use access::House;
use access::audit::{self, Event, Who};
use access::holdings::{Fate, Holding};
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::export::{Whose, fate_in_words};
use crate::jobs::ERASE;
use crate::rules::due_on;
use crate::store::{account_of, erase, erasures, rows};
use crate::{PersonRefused, PersonRow};

/// What becomes of a table's rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub table: String,
    pub title: String,
    pub rows: usize,
    pub fate: String,
}

/// What was done, or would be: kept with the request, without a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub lines: Vec<Line>,
    /// Where the surname still occurs: table, column, rows. It may be a namesake's.
    pub mentions: Vec<(String, String, i64)>,
}

/// Why somebody is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    Request,
    Withdrawal,
    Retention,
}

impl Cause {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Withdrawal => "withdrawal",
            Self::Retention => "retention",
        }
    }
}

/// In words, by the code that is kept.
pub fn cause_in_words(code: &str) -> &'static str {
    crate::rules::word_of(crate::store::CAUSES, code)
}

/// Opens a request; `None` when one is open already: it stays the only one.
pub async fn ask(
    tx: &mut Tx,
    house: &House,
    person_id: &str,
    cause: Cause,
    words: &str,
    who: &Who,
) -> store::Result<Option<String>> {
    let due = due_on(house.clock.today(), house.region.personal_data.erasure_days);
    let by = who.account_id.as_deref();
    let Some(id) = erasures::open(tx, person_id, cause.code(), words, by, due, house.clock.now()).await?
    else {
        return Ok(None);
    };
    let what = format!("Обращение об удалении сведений: {}", cause_in_words(cause.code()));
    let event = Event { act: "personal.erasure_asked", object: ("person", person_id), what: &what };
    audit::note(tx, house, who, event).await?;
    Ok(Some(id))
}

/// Decides on a request that waits. What is approved is carried out by a job, after the commit.
///
/// # Errors
/// `NotFound` when it does not wait any more; `Held` when a hold forbids the erasure.
pub async fn decide(
    tx: &mut Tx,
    house: &House,
    erasure_id: &str,
    person_id: &str,
    is_approved: bool,
    reason: &str,
    who: &Who,
) -> Result<(), PersonRefused> {
    if is_approved && erasures::is_held(&mut *tx, person_id).await? {
        return Err(PersonRefused::Held);
    }
    let now = house.clock.now();
    let state = if is_approved { "approved" } else { "refused" };
    if !erasures::decide(tx, erasure_id, state, reason, who.account_id.as_deref(), now).await? {
        return Err(PersonRefused::NotFound);
    }
    if is_approved {
        let payload = serde_json::json!({ "erasure": erasure_id });
        store::jobs::enqueue_once(tx, ERASE, &payload, now, Some(erasure_id)).await?;
    }
    let what = if is_approved {
        "Удаление сведений одобрено"
    } else {
        "В удалении сведений отказано"
    };
    let event = Event { act: "personal.erasure_decided", object: ("person", person_id), what };
    Ok(audit::note(tx, house, who, event).await?)
}

/// What an erasure would do: nothing is changed.
pub async fn dry_run(house: &House, whose: &Whose) -> store::Result<Report> {
    let mut tx = house.db.snapshot().await?;
    let mut report = Report::default();
    for (holding, id) in in_order(house, whose) {
        report.lines.push(line(holding, rows(&mut tx, holding, id).await?.len()));
    }
    report.lines.retain(|line| line.rows > 0);
    Ok(report)
}

fn in_order<'a>(house: &House, whose: &'a Whose) -> impl Iterator<Item = (&'static Holding, &'a str)> {
    let holdings = house.holdings;
    holdings.iter().flat_map(|room| room.iter()).filter_map(|holding| Some((holding, whose.id_for(holding)?)))
}

fn line(holding: &Holding, rows: usize) -> Line {
    Line {
        table: holding.table.to_owned(),
        title: holding.title.to_owned(),
        rows,
        fate: fate_in_words(&holding.fate),
    }
}

/// Carries an approved request out, all in one transaction; a request that is not approved (any more) is left alone.
/// Runs as a job: a second run finds it done.
pub async fn carry_out(house: &House, erasure_id: &str) -> Result<(), PersonRefused> {
    let mut tx = house.db.begin().await?;
    let Some(person_id) = erasures::approved(&mut tx, erasure_id).await? else { return Ok(()) };
    if erasures::is_held(&mut tx, &person_id).await? {
        return Err(PersonRefused::Held);
    }
    let account_id = account_of(&mut tx, &person_id).await?.flatten();
    let whose = Whose { person_id: Some(person_id.clone()), account_id };
    let person: Option<PersonRow> = crate::store::person_row(&mut tx, &person_id).await?;
    let mut report = Report::default();
    for (holding, id) in in_order(house, &whose) {
        let told = line(holding, rows(&mut tx, holding, id).await?.len());
        if told.rows > 0 {
            report.lines.push(told);
        }
    }
    for (holding, id) in in_order(house, &whose) {
        let (Fate::Erased(statements) | Fate::Anonymised(statements)) = holding.fate else { continue };
        for statement in statements {
            erase(&mut tx, statement, id).await?;
        }
    }
    if let Some(person) = person {
        for mention in store::catalogue::mentions(&mut tx, &person.surname).await? {
            report.mentions.push((mention.table, mention.column, mention.rows));
        }
    }
    let told = serde_json::to_string(&report).map_err(store::Error::from)?;
    erasures::finish(&mut tx, erasure_id, &told, house.clock.now()).await?;
    let event = Event {
        act: "personal.erased",
        object: ("person", &person_id),
        what: "Сведения о человеке удалены; отчёт хранится с обращением",
    };
    audit::note(&mut tx, house, &Who::program(), event).await?;
    tx.commit().await?;
    store::sweep_files(&house.db, &house.files).await?;
    Ok(())
}
