//! Commands of a page, and the sessions that it has open.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use forms::engine::{Inputs, Model, NodeView, Record, Session};
use forms::{Form, Problems, Severity, Source};
use serde::Deserialize;
use serde_json::{Value as Json, json};

thread_local! {
    static SESSIONS: RefCell<Sessions> = RefCell::new(Sessions::default());
}

#[derive(Default)]
struct Sessions {
    last: u32,
    open: BTreeMap<u32, Session>,
}

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
enum Command {
    Open(Box<Opening>),
    Answer { session: u32, path: String, value: String },
    Explain { session: u32, path: String, value: String },
    Add { session: u32, path: String },
    Remove { session: u32, path: String, index: usize },
    Check { session: u32 },
    Nodes { session: u32 },
    Choices { session: u32, path: String },
    Label { session: u32, path: String },
    Outcome { session: u32 },
    Close { session: u32 },
}

#[derive(Deserialize)]
struct Opening {
    source: Source,
    now: jiff::civil::DateTime,
    #[serde(default)]
    offset: i32,
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    language: String,
    #[serde(default)]
    profile: BTreeMap<String, String>,
    #[serde(default)]
    properties: BTreeMap<String, String>,
    answers: Option<Json>,
    previous: Option<Json>,
    last_saved: Option<Json>,
}

/// Carries out a command; whatever it is, the answer is JSON.
pub fn handle(command: &str) -> String {
    let answer = serde_json::from_str(command)
        .map_err(|error| format!("команда не разобрана: {error}"))
        .and_then(|command| SESSIONS.with_borrow_mut(|sessions| sessions.carry_out(command)));
    match answer {
        Ok(answer) => json!({ "ok": answer }).to_string(),
        Err(error) => json!({ "error": error }).to_string(),
    }
}

impl Sessions {
    fn carry_out(&mut self, command: Command) -> Result<Json, String> {
        match command {
            Command::Open(opening) => self.open(*opening),
            Command::Answer { session, path, value } => self.changing(session, |session| {
                session.answer(&path, &value).map_err(|error| error.to_string())?;
                Ok(json!({ "report": session.check_answer(&path) }))
            }),
            Command::Explain { session, path, value } => {
                self.session(session)?.explain(&path, &value).map_err(|error| error.to_string())?;
                Ok(json!({}))
            }
            Command::Add { session, path } => self.changing(session, |session| {
                let path = session.add_instance(&path).map_err(|error| error.to_string())?;
                Ok(json!({ "path": path }))
            }),
            Command::Remove { session, path, index } => self.changing(session, |session| {
                session.remove_instance(&path, index).map_err(|error| error.to_string())?;
                Ok(json!({}))
            }),
            Command::Check { session } => said(&self.session(session)?.check()),
            Command::Nodes { session } => said(&self.session(session)?.nodes()),
            Command::Choices { session, path } => said(&self.session(session)?.choices(&path)),
            Command::Label { session, path } => said(&self.session(session)?.label(&path)),
            Command::Outcome { session } => said(&self.session(session)?.outcome(&[])),
            Command::Close { session } => {
                self.open.remove(&session);
                Ok(json!({}))
            }
        }
    }

    fn open(&mut self, opening: Opening) -> Result<Json, String> {
        let form = Form::from_source(opening.source).map_err(|refusal| refusal.to_string())?;
        if let Some(fault) = form.problems.iter().find(|problem| problem.severity == Severity::Formula) {
            return Err(fault.to_string());
        }
        let inputs = Inputs {
            now: opening.now,
            offset_minutes: opening.offset,
            seed: opening.seed,
            language: opening.language,
            profile: opening.profile,
            properties: opening.properties,
            ..Inputs::default()
        };
        let record = Record {
            answers: opening.answers.as_ref(),
            previous: opening.previous.as_ref(),
            last_saved: opening.last_saved.as_ref(),
        };
        let model = Arc::new(Model::new(&form, &mut Problems::default()));
        let (session, unplaced) = Session::with_answers(model, inputs, &record);
        let outcome = session.outcome(&unplaced);
        self.last += 1;
        self.open.insert(self.last, session);
        Ok(json!({ "session": self.last, "outcome": outcome }))
    }

    fn session(&mut self, id: u32) -> Result<&mut Session, String> {
        self.open.get_mut(&id).ok_or_else(|| format!("заполнение {id} не открыто"))
    }

    /// Does something to a session and says which nodes are not what they were.
    fn changing(
        &mut self,
        id: u32,
        deed: impl FnOnce(&mut Session) -> Result<Json, String>,
    ) -> Result<Json, String> {
        let session = self.session(id)?;
        let before: HashMap<String, NodeView> =
            session.nodes().into_iter().map(|node| (node.path.clone(), node)).collect();
        let mut answer = deed(session)?;
        let changed: Vec<NodeView> =
            session.nodes().into_iter().filter(|node| before.get(&node.path) != Some(node)).collect();
        answer["changed"] = said(&changed)?;
        Ok(answer)
    }
}

fn said(answer: &impl serde::Serialize) -> Result<Json, String> {
    serde_json::to_value(answer).map_err(|error| error.to_string())
}
