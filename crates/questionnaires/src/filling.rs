//! Filling in: a respondent's sheet with the engine behind it, the save of fields, the sending.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::audit::{self, Event, Who};
use access::{House, PageError, Scope};
use forms::engine::{Inputs, Record, Report, Session};
use network::store::roll;
use store::FileHash;

use crate::form_version::FormVersion;
use crate::rules::{Verdict, judge, nested, normal, pattern};
use crate::store::answers::{self, AnswerRow};
use crate::store::{self as sql, Claimed, Current, NewChange, ValueRow};

/// Signs of one answer; a developed answer of several pages fits.
pub const MOST_SIGNS: usize = 20_000;
const MOST_CLIENT_SIGNS: usize = 64;

/// A sheet opened: what stands in it, and the engine that knows what follows.
#[derive(Debug)]
pub struct Sheet {
    pub answer: AnswerRow,
    pub version: Arc<FormVersion>,
    pub values: Vec<ValueRow>,
    pub session: Session,
}

/// One field as it comes from a page, a phone or a file.
#[derive(Debug, Clone, Default)]
pub struct Incoming {
    pub path: String,
    pub value: String,
    /// `None`: the explanation stays as it is.
    pub explanation: Option<String>,
    /// The page or device that sends it, and its running number there: a replayed save is known by the two.
    pub client: String,
    pub seq: i64,
    /// The revision of the field that the sender saw.
    pub base: Option<i64>,
}

/// What became of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It stands; the field's revision.
    Written(i64),
    /// It stood already, or this very save has come before.
    Stands(i64),
    /// A newer save of the same device stands.
    Late(Current),
    /// Another device has changed the field meanwhile: both answers are kept, this is the other one.
    Conflict(Current),
}

/// Why a field is not taken.
#[derive(Debug)]
pub enum SaveRefused {
    /// The sheet is sent or the poll is over.
    Closed,
    /// The form has no such field, or nobody may write there.
    NoSuchField(String),
    TooLong,
    Page(PageError),
}

impl From<store::Error> for SaveRefused {
    fn from(error: store::Error) -> Self {
        Self::Page(error.into())
    }
}

impl From<SaveRefused> for PageError {
    fn from(refused: SaveRefused) -> Self {
        match refused {
            SaveRefused::Closed => Self::refused(
                "Анкета закрыта для изменений",
                "Она уже отправлена, или опрос завершён. То, что вы ввели на этой странице, осталось в браузере.",
                "Если ответ нужно исправить, попросите организатора вернуть анкету.",
            ),
            SaveRefused::NoSuchField(path) => Self::refused(
                "Ответ не принят",
                format!("В этой версии анкеты нет поля «{path}», или оно вычисляется само."),
                "Откройте анкету заново.",
            ),
            SaveRefused::TooLong => Self::refused(
                "Ответ слишком длинный",
                format!("Принимается не больше {MOST_SIGNS} знаков."),
                "Сократите текст или приложите его файлом.",
            ),
            SaveRefused::Page(error) => error,
        }
    }
}

impl Sheet {
    /// Opens a sheet that has been found within a scope.
    pub async fn open(house: &House, answer: AnswerRow) -> Result<Self, PageError> {
        let version = FormVersion::of(house, &answer.version_id).await?;
        let values = sql::values_of(&house.db, &answer.id).await?;
        let previous = match &answer.previous_id {
            Some(id) if version.uses_previous => Some(nested(&sql::values_of(&house.db, id).await?)),
            _ => None,
        };
        let inputs = inputs(house, &answer, &version).await?;
        let stored = nested(&values);
        let record = Record {
            answers: (!values.is_empty()).then_some(&stored),
            previous: previous.as_ref(),
            last_saved: None,
        };
        let (session, _) = Session::with_answers(version.model.clone(), inputs, &record);
        Ok(Self { answer, version, values, session })
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

    /// Whether a field may be written, with the type of its answer.
    fn data_type(&self, path: &str) -> Option<String> {
        let plain = pattern(path);
        let id = *self.version.shown.get(&plain)?;
        let is_there = self.session.value(path).is_some();
        if !is_there || !self.version.expects_an_answer(id) || self.session.is_read_only(path) {
            return None;
        }
        Some(self.version.form().element(id).bind_text("type").unwrap_or_default().to_owned())
    }
}

/// What the engine is told of the respondent's world.
async fn inputs(house: &House, answer: &AnswerRow, version: &FormVersion) -> Result<Inputs, PageError> {
    let now = house.clock.zoned(house.clock.now());
    let seed = FileHash::of(answer.id.as_bytes());
    let mut inputs = Inputs {
        now: now.datetime(),
        offset_minutes: now.offset().seconds() / 60,
        seed: u64::from_str_radix(&seed.as_str()[..12], 16).unwrap_or(1),
        ..Inputs::default()
    };
    inputs.properties = BTreeMap::from([("username".to_owned(), answer.respondent.clone())]);
    if version.uses_profile && !answer.org_id.is_empty() {
        inputs.profile = profile(house, &answer.org_id).await?;
    }
    Ok(inputs)
}

/// What the registry knows of an organisation, as formulas read it: `profile('students')`.
async fn profile(house: &House, org_id: &str) -> Result<BTreeMap<String, String>, PageError> {
    let today = house.clock.today();
    let roll = roll(&house.db).await?;
    let mut profile = BTreeMap::new();
    if let Some(listed) = roll.find(&Scope::of_the_program(), org_id, today) {
        let words = &house.region.statuses;
        let mut put = |name: &str, value: String| profile.insert(name.to_owned(), value);
        put("code", listed.organisation.code.clone());
        put("name", listed.name.short.clone());
        put("kind", listed.organisation.kind.code().to_owned());
        put("municipality", listed.municipality.map_or_else(String::new, |place| place.short_name.clone()));
        put("status", listed.status.map_or_else(String::new, |status| words.short(status).to_owned()));
        let students = listed.organisation.pupils_on(today);
        put("students", students.map_or_else(String::new, |(_, pupils)| pupils.to_string()));
    }
    Ok(profile)
}

/// Saves fields, all in one transaction; answers what became of each, in their order. `saved_by`: the account, or nothing
/// for a visitor with a link.
pub async fn save(
    house: &House,
    sheet: &mut Sheet,
    incoming: &[Incoming],
    saved_by: &str,
) -> Result<Vec<Saved>, SaveRefused> {
    if !sheet.answer.is_writable() {
        return Err(SaveRefused::Closed);
    }
    let mut fields = Vec::with_capacity(incoming.len());
    for one in incoming {
        let data_type =
            sheet.data_type(&one.path).ok_or_else(|| SaveRefused::NoSuchField(one.path.clone()))?;
        let value = normal(&data_type, &one.value);
        let explanation = one.explanation.as_deref().map(str::trim);
        let is_long = |text: &str| text.chars().count() > MOST_SIGNS;
        if is_long(&value) || explanation.is_some_and(is_long) || one.client.len() > MOST_CLIENT_SIGNS {
            return Err(SaveRefused::TooLong);
        }
        let no_field = |_| SaveRefused::NoSuchField(one.path.clone());
        sheet.session.answer(&one.path, &value).map_err(no_field)?;
        fields.push((value, explanation.map(str::to_owned)));
    }
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let progress = sheet.progress();
    let revision = answers::claim(&mut tx, &sheet.answer, progress, now).await?.ok_or(SaveRefused::Closed)?;
    let mut outcome = Vec::with_capacity(incoming.len());
    for (one, (value, explanation)) in incoming.iter().zip(&fields) {
        let current = sql::current(&mut tx, &sheet.answer.id, &one.path).await?;
        let kept = current.as_ref().map_or_else(String::new, |current| current.explanation.clone());
        let explanation = explanation.clone().unwrap_or(kept);
        let change = NewChange {
            path: &one.path,
            value,
            explanation: &explanation,
            client: &one.client,
            seq: one.seq,
            saved_by,
        };
        let saved = save_one(&mut tx, sheet, current, &change, one.base, revision, now).await?;
        sheet.answer.revision = revision;
        match &saved {
            Saved::Written(revision) => keep(sheet, &change, *revision),
            Saved::Late(current) | Saved::Conflict(current) => {
                // What stands is what the respondent is shown, with the other answer beside it.
                let _ = sheet.session.answer(&one.path, &current.value);
            }
            Saved::Stands(_) => {}
        }
        let explanation = sheet.row(&one.path).map(|row| row.explanation.clone()).unwrap_or_default();
        let _ = sheet.session.explain(&one.path, &explanation);
        outcome.push(saved);
    }
    // The table of changes is the journal of fields, with who and when; the chained journal tells of sheets, not of keys
    // pressed, and does not make every respondent wait for every other.
    tx.mark_noted();
    tx.commit().await?;
    if sheet.answer.state == "waiting" {
        sheet.answer.state = "started".to_owned();
    }
    Ok(outcome)
}

async fn save_one(
    tx: &mut store::Tx,
    sheet: &Sheet,
    current: Option<Current>,
    change: &NewChange<'_>,
    base: Option<i64>,
    revision: i64,
    now: store::Moment,
) -> Result<Saved, SaveRefused> {
    let id = &sheet.answer.id;
    let stands = current.as_ref().map_or(0, |current| current.revision);
    if sql::note_change(tx, &sheet.answer, change, now).await? == Claimed::Replayed {
        return Ok(Saved::Stands(stands));
    }
    let newest = sql::newest_of_client(&mut *tx, id, change.path, change.client).await?;
    let said = (change.value, change.explanation);
    Ok(match (judge(current.as_ref(), said, (change.client, change.seq), base, newest), current) {
        (Verdict::Late, Some(current)) => Saved::Late(current),
        (Verdict::Conflict, Some(current)) => {
            sql::keep_conflict(tx, &sheet.answer, change, now).await?;
            Saved::Conflict(current)
        }
        (Verdict::Same, _) => Saved::Stands(stands),
        _ => {
            sql::write_value(tx, &sheet.answer, change, revision, now).await?;
            if base.is_some_and(|base| base >= stands) {
                // Whoever saw what stands and writes over it has chosen.
                sql::forget_conflict(tx, id, change.path).await?;
            }
            Saved::Written(revision)
        }
    })
}

fn keep(sheet: &mut Sheet, change: &NewChange<'_>, revision: i64) {
    let row = ValueRow {
        path: change.path.to_owned(),
        value: change.value.to_owned(),
        explanation: change.explanation.to_owned(),
        revision,
    };
    match sheet.values.iter_mut().find(|one| one.path == row.path) {
        Some(stored) => *stored = row,
        None => sheet.values.push(row),
    }
}

/// Adds an instance to a repeat, or takes one away; what was in it stays in the history.
pub async fn resize(
    house: &House,
    sheet: &mut Sheet,
    repeat: &str,
    remove: Option<usize>,
    saved_by: &str,
) -> Result<(), SaveRefused> {
    if !sheet.answer.is_writable() {
        return Err(SaveRefused::Closed);
    }
    let no_field = |_| SaveRefused::NoSuchField(repeat.to_owned());
    let before: Vec<String> = instance_values(sheet, repeat).into_iter().map(|(path, _)| path).collect();
    match remove {
        Some(index) => sheet.session.remove_instance(repeat, index).map_err(no_field)?,
        None => {
            sheet.session.add_instance(repeat).map_err(no_field)?;
        }
    }
    let after = instance_values(sheet, repeat);
    let count = sheet.session.nodes().iter().filter(|node| instance_of(&node.path, repeat)).count();
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let progress = sheet.progress();
    let revision = answers::claim(&mut tx, &sheet.answer, progress, now).await?.ok_or(SaveRefused::Closed)?;
    let client = store::new_id();
    let count_path = crate::rules::count_path(repeat);
    let count = count.to_string();
    let mut rows = vec![(count_path.as_str(), count.as_str())];
    if remove.is_some() {
        sql::drop_values_below(&mut tx, &sheet.answer.id, &before).await?;
        rows.extend(after.iter().map(|(path, value)| (path.as_str(), value.as_str())));
    }
    for (seq, (path, value)) in (1..).zip(rows) {
        let change = NewChange { path, value, explanation: "", client: &client, seq, saved_by };
        sql::note_change(&mut tx, &sheet.answer, &change, now).await?;
        sql::write_value(&mut tx, &sheet.answer, &change, revision, now).await?;
    }
    tx.mark_noted(); // as in `save`
    tx.commit().await?;
    Ok(())
}

/// Whether a path is an instance of a repeat itself.
fn instance_of(path: &str, repeat: &str) -> bool {
    path.strip_prefix(repeat)
        .is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']') && !rest.contains('/'))
}

/// Everything that has been answered inside a repeat.
fn instance_values(sheet: &Sheet, repeat: &str) -> Vec<(String, String)> {
    let inside = format!("{repeat}[");
    let nodes = sheet.session.nodes();
    let values = nodes.into_iter().filter(|node| {
        node.is_question && !node.is_computed && !node.value.is_empty() && node.path.starts_with(&inside)
    });
    values.map(|node| (node.path, node.value)).collect()
}

/// Why a sheet is not sent.
#[derive(Debug)]
pub enum SendRefused {
    /// Something is to be corrected or explained.
    Invalid(Report),
    Closed,
    /// Somebody saved a field meanwhile.
    Changed,
    Page(PageError),
}

impl From<store::Error> for SendRefused {
    fn from(error: store::Error) -> Self {
        Self::Page(error.into())
    }
}

/// Sends a sheet. What the form computes is kept with it: figures are read without the engine afterwards.
pub async fn send(
    house: &House,
    sheet: &mut Sheet,
    who: &Who,
    instance_id: Option<&str>,
) -> Result<(), SendRefused> {
    if !sheet.answer.is_writable() {
        return Err(SendRefused::Closed);
    }
    let report = sheet.report();
    if !report.valid {
        return Err(SendRefused::Invalid(report));
    }
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let saved_by = who.account_id.as_deref().unwrap_or_default();
    if !answers::send(&mut tx, &sheet.answer, instance_id, saved_by, now).await? {
        return Err(SendRefused::Changed);
    }
    for node in sheet.session.nodes() {
        let is_made = node.is_question
            && node.is_relevant
            && !node.value.is_empty()
            && (node.is_computed || !sheet.version.shown.contains_key(&pattern(&node.path)));
        if is_made && node.value.chars().count() <= MOST_SIGNS {
            let change = NewChange {
                path: &node.path,
                value: &node.value,
                explanation: "",
                client: "form",
                seq: 0,
                saved_by,
            };
            sql::write_value(&mut tx, &sheet.answer, &change, sheet.answer.revision, now).await?;
        }
    }
    let what = format!("Отправлена анкета «{}»", sheet.answer.poll_title);
    let event =
        Event { act: "questionnaire.sent", object: ("questionnaire_answer", &sheet.answer.id), what: &what };
    audit::note(&mut tx, house, who, event).await?;
    tx.commit().await?;
    sheet.answer.state = "sent".to_owned();
    Ok(())
}
