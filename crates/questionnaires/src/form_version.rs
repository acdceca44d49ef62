//! A version made ready for filling in; made once and kept, for its text never changes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use access::{House, PageError};
use forms::engine::Model;
use forms::form::ElementId;
use forms::{Form, Problems, Source};

use crate::aside::aside;
use crate::rules::{Page, pages_of, questions_of};
use crate::store::{ValueRow, versions};

/// What the engine and the pages need of a version.
#[derive(Debug)]
pub struct FormVersion {
    pub id: String,
    pub model: Arc<Model>,
    pub pages: Vec<Page>,
    /// The form as written, for programs and browsers.
    pub source: String,
    /// Path without numbers of instances → its question, for everything that respondents see.
    pub shown: HashMap<String, ElementId>,
    pub uses_profile: bool,
    pub uses_previous: bool,
    /// Whether formulas read the respondent's last sheet of this questionnaire (`${last-saved#…}`).
    pub uses_last_saved: bool,
    /// Questions that the registry can answer (`bind::biblioset:prefill`), and by which of its facts.
    prefills: Vec<(String, String)>,
    /// Whether a sheet may stay open between two saves (`filling::opened`).
    pub may_stay_open: bool,
}

/// The column that names a fact of the registry: `registry.students`.
const PREFILL: &str = "biblioset:prefill";

fn prefills_of(form: &Form) -> Vec<(String, String)> {
    let of = |id: ElementId| {
        let fact = form.element(id).bind_text(PREFILL)?.trim().strip_prefix("registry.")?;
        // In a repeat there is no one place for it.
        form.repeat_of(id).is_none().then(|| (form.path(id), fact.to_owned()))
    };
    questions_of(form).into_iter().filter_map(of).collect()
}

impl FormVersion {
    /// The version by the id that an answer or a poll within a scope names.
    pub async fn of(house: &House, version_id: &str) -> Result<Arc<Self>, PageError> {
        let key = format!("questionnaire:{version_id}");
        if let Some(ready) = house.db.projections().get::<Self>(&key, 0) {
            return Ok(ready);
        }
        let text = versions::text_of(&house.db, version_id).await?;
        let ready = aside(|| Self::read(version_id, text.source)).await??;
        Ok(house.db.projections().put(&key, 0, ready))
    }

    fn read(version_id: &str, text: String) -> Result<Self, PageError> {
        let broken =
            |error: String| PageError::Internal(format!("questionnaire version {version_id}: {error}"));
        let source = Source::from_json(&text).map_err(|error| broken(error.to_string()))?;
        let form = Form::from_source(source).map_err(|refusal| broken(refusal.to_string()))?;
        let model = Model::new(&form, &mut Problems::default());
        Ok(Self {
            id: version_id.to_owned(),
            pages: pages_of(&form),
            shown: questions_of(&form).into_iter().map(|id| (form.path(id), id)).collect(),
            uses_profile: text.contains("profile(") || text.contains(PREFILL),
            uses_previous: text.contains("prev("),
            uses_last_saved: text.contains("last-saved"),
            prefills: prefills_of(&form),
            may_stay_open: model.forgets_the_order_of_answers() && !text.contains("now("),
            source: text,
            model: Arc::new(model),
        })
    }

    /// What the registry knows of questions that nobody has answered yet.
    pub fn prefilled(&self, profile: &BTreeMap<String, String>, answered: &[ValueRow]) -> Vec<ValueRow> {
        let is_new = |path: &str| !answered.iter().any(|row| row.path == path);
        let known = self.prefills.iter().filter_map(|(path, fact)| {
            let value = profile.get(fact).filter(|value| !value.is_empty() && is_new(path))?;
            Some(ValueRow {
                path: path.clone(),
                value: value.clone(),
                explanation: String::new(),
                revision: 0,
            })
        });
        known.collect()
    }

    pub fn form(&self) -> &Form {
        &self.model.form
    }

    /// Whether somebody is expected to write an answer there: notes and the like are only read.
    pub fn expects_an_answer(&self, id: ElementId) -> bool {
        let element = self.form().element(id);
        let is_read_only = element.bind_text("readonly").is_some_and(|text| text == "true()");
        !is_read_only && element.bind_text("calculate").is_none()
    }
}
