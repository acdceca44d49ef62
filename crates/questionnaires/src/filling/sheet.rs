//! A sheet opened.

use std::sync::Arc;

use access::{House, PageError};
use forms::engine::{Finding, Inputs, Record, Report, Session};
use forms::form::{Element, ElementId, Kind};

use super::opened::{self, Made};
use super::world::inputs;
use crate::aside::aside;
use crate::form_version::FormVersion;
use crate::rules::{is_file_set, is_shown, nested, odd_year, pattern};
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
    /// What the registry knew already: it stands in questions that nobody has answered yet.
    pub(crate) prefilled: Vec<ValueRow>,
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
                let prefilled = Vec::new();
                let previous = None;
                Ok(Self {
                    answer,
                    version,
                    values,
                    session,
                    inputs,
                    prefilled,
                    previous,
                    is_as_stored: false,
                })
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
            Some(id) if version.uses_previous || version.uses_last_saved => {
                Some(nested(&sql::values_of(&house.db, id).await?))
            }
            _ => None,
        };
        let prefilled = version.prefilled(&inputs.profile, &values);
        let open = || {
            let given: Vec<ValueRow> = values.iter().chain(&prefilled).cloned().collect();
            let stored = nested(&given);
            let record = Record {
                answers: (!given.is_empty()).then_some(&stored),
                previous: previous.as_ref(),
                last_saved: previous.as_ref().filter(|_| version.uses_last_saved),
            };
            Session::with_answers(version.model.clone(), inputs.clone(), &record).0
        };
        let session = aside(open).await?;
        Ok(Self { answer, version, values, session, inputs, prefilled, previous, is_as_stored: false })
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

    /// What the form finds, and what we find odd beyond it.
    pub fn report(&self) -> Report {
        let mut report = self.session.check();
        for node in self.session.nodes().into_iter().filter(|node| node.is_question && node.is_relevant) {
            report.warnings.extend(self.oddity(&node.path, &node.name, &node.value));
        }
        report
    }

    /// The same of one answer.
    pub fn check_answer(&self, path: &str) -> Report {
        let mut report = self.session.check_answer(path);
        let name = path.rsplit('/').next().unwrap_or_default();
        let value = self.session.value(path).unwrap_or_default();
        report.warnings.extend(self.oddity(path, name, &value));
        report
    }

    /// A day of an odd year, where the form does not say itself which days it takes. It is told and may be sent: a library
    /// may have been founded before 1900.
    fn oddity(&self, path: &str, name: &str, value: &str) -> Option<Finding> {
        if value.len() < 10 {
            return None;
        }
        let element = self.version.form().element(*self.version.shown.get(&pattern(path))?);
        if element.bind_text("constraint").is_some_and(|rule| !rule.is_empty()) {
            return None;
        }
        let message = odd_year(element.bind_text("type").unwrap_or_default(), value)?;
        Some(Finding {
            path: path.to_owned(),
            name: name.to_owned(),
            code: "odd_year",
            message,
            wants_explanation: Some(false),
            explanation: None,
        })
    }

    /// Whether the answer there is a file, and may be given now.
    pub fn takes_a_file(&self, path: &str) -> bool {
        if let Some((set, _, _)) = self.kind_of(path) {
            return self.data_type(set).is_some();
        }
        let element = self.version.shown.get(&pattern(path)).map(|id| self.version.form().element(*id));
        self.data_type(path).is_some() && element.is_some_and(|element| element.control_tag == "upload")
    }

    /// The question of a path when it is a set of files.
    pub fn file_set(&self, path: &str) -> Option<&Element> {
        let element = self.version.form().element(*self.version.shown.get(&pattern(path))?);
        is_file_set(element).then_some(element)
    }

    /// The kind of document that a path stands for: its set, its code, its name.
    pub fn kind_of<'a>(&self, path: &'a str) -> Option<(&'a str, &'a str, String)> {
        let (set, code) = path.rsplit_once('/')?;
        self.file_set(set)?;
        let offers = self.session.choices(set)?;
        let offer = offers.into_iter().find(|offer| offer.value == code)?;
        let label = if offer.label.is_empty() { offer.value } else { offer.label };
        Some((set, code, label))
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

    /// Whether a field is shown and nobody writes it: what the form computes.
    pub(super) fn is_told(&self, path: &str) -> bool {
        let id = self.version.shown.get(&pattern(path)).copied();
        self.session.value(path).is_some()
            && id.is_some_and(|id| !self.version.expects_an_answer(id) || self.session.is_read_only(path))
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
