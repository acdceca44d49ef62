//! A sheet opened.

use std::sync::Arc;

use access::{House, PageError};
use forms::engine::{Inputs, Record, Report, Session};
use forms::form::{ElementId, Kind};

use super::opened::{self, Made};
use super::world::inputs;
use crate::form_version::FormVersion;
use crate::rules::{is_shown, nested, pattern};
use crate::store::answers::AnswerRow;
use crate::store::{self as sql, ValueRow};

/// A sheet opened: what stands in it, and the engine that knows what follows.
#[derive(Debug)]
pub struct Sheet {
    pub answer: AnswerRow,
    pub version: Arc<FormVersion>,
    pub values: Vec<ValueRow>,
    pub session: Session,
    /// What the engine was told of the world.
    pub(crate) inputs: Inputs,
    /// Answers of the period before, as the engine was given them.
    pub(crate) previous: Option<serde_json::Value>,
    /// Whether this is what the table holds, to the last field: said by a save, of the state that it has made.
    pub(super) is_as_stored: bool,
}

impl Sheet {
    /// Opens a sheet that has been found within a scope.
    pub async fn open(house: &House, answer: AnswerRow) -> Result<Self, PageError> {
        let version = FormVersion::of(house, &answer.version_id).await?;
        let inputs = inputs(house, &answer, &version).await?;
        Self::open_anew(house, answer, version, inputs).await
    }

    /// Opens a sheet for the save of a field: as the save before left it, where that is still how it stands.
    pub async fn open_for_save(house: &House, answer: AnswerRow) -> Result<Self, PageError> {
        let version = FormVersion::of(house, &answer.version_id).await?;
        let inputs = inputs(house, &answer, &version).await?;
        let found =
            Made::of(&answer, &version, &inputs).and_then(|made| opened::take(house, &answer.id, &made));
        match found {
            Some((values, session)) => {
                Ok(Self { answer, version, values, session, inputs, previous: None, is_as_stored: false })
            }
            None => Self::open_anew(house, answer, version, inputs).await,
        }
    }

    /// Leaves the sheet open for the next save.
    pub fn leave_open(self, house: &House) {
        opened::leave(house, self);
    }

    async fn open_anew(
        house: &House,
        answer: AnswerRow,
        version: Arc<FormVersion>,
        inputs: Inputs,
    ) -> Result<Self, PageError> {
        let values = sql::values_of(&house.db, &answer.id).await?;
        let previous = match &answer.previous_id {
            Some(id) if version.uses_previous => Some(nested(&sql::values_of(&house.db, id).await?)),
            _ => None,
        };
        let stored = nested(&values);
        let record = Record {
            answers: (!values.is_empty()).then_some(&stored),
            previous: previous.as_ref(),
            last_saved: None,
        };
        let (session, _) = Session::with_answers(version.model.clone(), inputs.clone(), &record);
        Ok(Self { answer, version, values, session, inputs, previous, is_as_stored: false })
    }

    /// The stored row of a field.
    pub fn row(&self, path: &str) -> Option<&ValueRow> {
        self.values.iter().find(|row| row.path == path)
    }

    pub fn revision_of(&self, path: &str) -> i64 {
        self.row(path).map_or(0, |row| row.revision)
    }

    /// Questions that wait for an answer, and those that have one.
    pub fn progress(&self) -> (i64, i64) {
        let (mut asked, mut answered) = (0, 0);
        for node in self.session.nodes() {
            let is_asked = node.is_question
                && node.is_relevant
                && self
                    .version
                    .shown
                    .get(&pattern(&node.path))
                    .is_some_and(|id| self.version.expects_an_answer(*id));
            if is_asked {
                asked += 1;
                answered += i64::from(!node.value.is_empty());
            }
        }
        (asked, answered)
    }

    pub fn report(&self) -> Report {
        self.session.check()
    }

    /// Whether the answer there is a file, and may be given now.
    pub fn takes_a_file(&self, path: &str) -> bool {
        let element = self.version.shown.get(&pattern(path)).map(|id| self.version.form().element(*id));
        self.data_type(path).is_some() && element.is_some_and(|element| element.control_tag == "upload")
    }

    /// Whether respondents see a repeat, and may add to it.
    pub(super) fn shows_a_repeat(&self, path: &str) -> bool {
        let (form, plain) = (self.version.form(), pattern(path));
        let is_it = |id: &ElementId| {
            let element = form.element(*id);
            element.kind == Kind::Repeat && is_shown(form, *id) && form.path(*id) == plain
        };
        form.in_order().iter().any(is_it)
    }

    /// Whether one choice out of a list is asked for.
    pub fn takes_one_choice(&self, path: &str) -> bool {
        let element = self.version.shown.get(&pattern(path)).map(|id| self.version.form().element(*id));
        element.is_some_and(|element| element.control_tag == "select1")
    }

    /// Whether a field may be written, with the type of its answer.
    pub(super) fn data_type(&self, path: &str) -> Option<String> {
        let plain = pattern(path);
        let id = *self.version.shown.get(&plain)?;
        let is_there = self.session.value(path).is_some();
        if !is_there || !self.version.expects_an_answer(id) || self.session.is_read_only(path) {
            return None;
        }
        Some(self.version.form().element(id).bind_text("type").unwrap_or_default().to_owned())
    }
}
