//! What every page of a sheet has around its own content.

use super::super::{day_words, engine, section_title};
use crate::filling::Sheet;
use crate::rules::{Page, heading};

/// What every page of a sheet shows above its own content.
pub struct Head {
    pub path: String,
    pub title: String,
    pub respondent: String,
    pub deadline: String,
    pub remark: String,
    pub is_open: bool,
    pub state_word: &'static str,
    pub state_class: &'static str,
    pub state_sign: &'static str,
    pub is_link: bool,
}

pub fn head(sheet: &Sheet) -> Head {
    let answer = &sheet.answer;
    Head {
        path: answer.path(),
        title: answer.poll_title.clone(),
        respondent: answer.respondent.clone(),
        deadline: day_words(&answer.deadline),
        remark: answer.remark.clone(),
        is_open: answer.is_writable(),
        state_word: answer.state_word(),
        state_class: answer.state_class(),
        state_sign: answer.state_sign(),
        is_link: answer.secret.is_some(),
    }
}

/// What the script that keeps and sends answers is told, on every page of a sheet.
pub struct Queue {
    pub answer_id: String,
    /// Of the sheet as this page shows it.
    pub revision: i64,
    pub script: &'static str,
    pub engine: String,
    /// Nothing where the engine was not built.
    pub wasm: &'static str,
}

impl Queue {
    pub fn of(sheet: &Sheet) -> Self {
        Self {
            answer_id: sheet.answer.id.clone(),
            revision: sheet.answer.revision,
            script: ui::asset_url("fill.js"),
            engine: engine::worker(),
            wasm: engine::url().unwrap_or_default(),
        }
    }
}

/// Title of a page: its section's, with the part where it is cut.
pub fn title_of(sheet: &Sheet, page: &Page, number: usize) -> String {
    let form = sheet.version.form();
    let label = page.section.and_then(|id| {
        let path = form.path(heading(form, id)?);
        sheet.session.label(&path).or_else(|| sheet.session.label(&format!("{path}[1]")))
    });
    section_title(label, page, number)
}

/// A label that fits into a line.
pub fn short(label: &str) -> String {
    if label.chars().count() <= 80 {
        return label.to_owned();
    }
    format!("{}…", label.chars().take(79).collect::<String>())
}
