//! Footnotes: their texts, one a note.

use super::{ImportError, Step, text_of, walk};

const MAX_NOTES: usize = 1_000;

pub(super) fn notes_of(part: &[u8]) -> Result<Vec<String>, ImportError> {
    let mut notes: Vec<String> = Vec::new();
    let (mut is_open, mut in_text) = (false, false);
    walk(part, |step| {
        match step {
            Step::Start(element) => match element.local_name().as_ref() {
                // The line between the text and its notes is a note of a kind of its own.
                "footnote" | "endnote" => {
                    is_open = text_of(element, "type").is_none_or(|kind| kind == "normal");
                    if is_open {
                        notes.push(String::new());
                    }
                }
                "t" => in_text = true,
                "p" | "br" | "tab" if is_open => {
                    if let Some(note) = notes.last_mut() {
                        note.push(' ');
                    }
                }
                _ => {}
            },
            Step::End("footnote" | "endnote") => is_open = false,
            Step::End("t") => in_text = false,
            Step::End(_) => {}
            Step::Text(text) => {
                if let Some(note) = notes.last_mut().filter(|_| is_open && in_text) {
                    note.push_str(text);
                }
            }
        }
        if notes.len() > MAX_NOTES { Err(ImportError::TooManyCells) } else { Ok(()) }
    })?;
    notes.retain(|note| !note.trim().is_empty());
    Ok(notes)
}
