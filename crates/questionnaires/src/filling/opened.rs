//! Sheets left open after a save, for the next save of the same respondent: opening one reads every field and computes
//! everything, and the next field comes a few seconds later.
//!
//! A sheet left open is taken by one save only, and only while it is what the table holds: its revision, read from the
//! database with every request, is the one that this save's own transaction made. Pages and the sending of a sheet always
//! open it anew. Losing everything here loses nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use access::House;
use forms::engine::{Inputs, Session};

use super::sheet::Sheet;
use crate::form_version::FormVersion;
use crate::store::ValueRow;
use crate::store::answers::AnswerRow;

/// Places of answers in all sheets that are open, about 200 bytes each.
const MOST_PLACES: usize = 300_000;
const MOST_SHEETS: usize = 1_000;

/// What a sheet was made from; of an unlike one nothing is taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Made {
    version_id: String,
    revision: i64,
    /// Sending writes what the form computes and leaves the revision as it is.
    sent_at: Option<i64>,
    /// Everything that the engine is told from outside; of the clock the day.
    inputs: Inputs,
}

impl Made {
    /// `None`: a sheet of this kind does not stay open.
    pub(super) fn of(answer: &AnswerRow, version: &FormVersion, inputs: &Inputs) -> Option<Self> {
        let reads_another_sheet =
            (version.uses_previous || version.uses_last_saved) && answer.previous_id.is_some();
        if !version.may_stay_open || reads_another_sheet {
            return None;
        }
        let day = inputs.now.date().at(0, 0, 0, 0);
        Some(Self {
            version_id: answer.version_id.clone(),
            revision: answer.revision,
            sent_at: answer.sent_at,
            inputs: Inputs { now: day, ..inputs.clone() },
        })
    }
}

struct Opened {
    made: Made,
    values: Vec<ValueRow>,
    session: Session,
    places: usize,
    used: u64,
}

#[derive(Default)]
struct Shelf {
    sheets: HashMap<String, Opened>,
    places: usize,
    clock: u64,
}

#[derive(Default)]
struct OpenedSheets(Mutex<Shelf>);

fn shelf_of(house: &House) -> Arc<OpenedSheets> {
    let projections = house.db.projections();
    let key = "questionnaires:opened";
    projections.get(key, 0).unwrap_or_else(|| projections.put(key, 0, OpenedSheets::default()))
}

/// Takes a sheet out, if it is the one that is wanted; one that is out of date is dropped.
pub(super) fn take(house: &House, answer_id: &str, wanted: &Made) -> Option<(Vec<ValueRow>, Session)> {
    let shelf = shelf_of(house);
    let opened = shelf.0.lock().unwrap_or_else(PoisonError::into_inner).remove(answer_id)?;
    (opened.made == *wanted).then_some((opened.values, opened.session))
}

/// Leaves a sheet open as its last save made it.
pub(super) fn leave(house: &House, sheet: Sheet) {
    if !sheet.is_as_stored {
        return;
    }
    let Some(made) = Made::of(&sheet.answer, &sheet.version, &sheet.inputs) else { return };
    let places = sheet.version.model.places.len() + sheet.values.len();
    let shelf = shelf_of(house);
    shelf
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .put(sheet.answer.id, Opened { made, values: sheet.values, session: sheet.session, places, used: 0 });
}

impl Shelf {
    fn remove(&mut self, id: &str) -> Option<Opened> {
        let opened = self.sheets.remove(id)?;
        self.places -= opened.places;
        Some(opened)
    }

    fn put(&mut self, id: String, mut opened: Opened) {
        self.remove(&id);
        if opened.places > MOST_PLACES {
            return;
        }
        while self.sheets.len() >= MOST_SHEETS || self.places + opened.places > MOST_PLACES {
            let oldest = self.sheets.iter().min_by_key(|(_, one)| one.used).map(|(id, _)| id.clone());
            let Some(oldest) = oldest else { break };
            self.remove(&oldest);
        }
        self.clock += 1;
        opened.used = self.clock;
        self.places += opened.places;
        self.sheets.insert(id, opened);
    }
}
