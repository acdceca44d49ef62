//! Whatever in a part would bring something in from outside when the paper is opened: fields with their instructions, and
//! addresses of old drawings. Fields are taken by a list of harmless ones, for Word has some ninety.
//!
//! Names are compared without their prefixes: a part may call Word's namespace as it likes.

use quick_xml::events::{BytesStart, Event};

use super::place::excerpt;

/// Fields that count, refer inside the paper, or are filled in by a person.
const HARMLESS: [&str; 21] = [
    "PAGE",
    "NUMPAGES",
    "SECTION",
    "SECTIONPAGES",
    "PAGEREF",
    "REF",
    "NOTEREF",
    "STYLEREF",
    "SEQ",
    "LISTNUM",
    "TOC",
    "TC",
    "INDEX",
    "XE",
    "EQ",
    "SYMBOL",
    "ADVANCE",
    "SHAPE",
    "FORMTEXT",
    "FORMCHECKBOX",
    "FORMDROPDOWN",
];

/// What is wrong, and where in the part's text.
pub(super) struct Found {
    pub at: usize,
    pub message: String,
}

/// A field between its beginning and its end.
struct Open {
    at: usize,
    instruction: String,
    /// What follows is its result, not its instruction.
    is_separated: bool,
}

#[derive(Default)]
struct Walk {
    open: Vec<Open>,
    /// An instruction outside of any field, in pieces up to the end of its paragraph.
    loose: String,
    is_instruction: bool,
}

/// The first thing that leads outside; `Err` when the part is not well-formed.
pub(super) fn find(text: &str) -> Result<Option<Found>, ()> {
    if !["nstr", "src", "href"].iter().any(|word| text.contains(word)) {
        return Ok(None);
    }
    let mut reader = quick_xml::Reader::from_str(text);
    let position =
        |reader: &quick_xml::Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
    let mut walk = Walk::default();
    loop {
        let from = position(&reader);
        let event = reader.read_event().map_err(|_| ())?;
        let to = position(&reader);
        let refused = match event {
            Event::Start(element) => {
                walk.is_instruction = is_instruction(element.local_name().as_ref());
                walk.element(&element, from)
            }
            Event::Empty(element) => walk.element(&element, from),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                walk.words(&text[from..to]);
                None
            }
            Event::End(element) => {
                walk.is_instruction &= !is_instruction(element.local_name().as_ref());
                if element.local_name().as_ref() == "p" { walk.end_paragraph(from) } else { None }
            }
            Event::Eof => {
                let left = std::mem::take(&mut walk.open);
                return Ok(left.into_iter().find_map(Open::refused).or_else(|| walk.end_paragraph(to)));
            }
            _ => None,
        };
        if refused.is_some() {
            return Ok(refused);
        }
    }
}

fn is_instruction(name: &str) -> bool {
    matches!(name, "instrText" | "delInstrText")
}

fn attribute(element: &BytesStart<'_>, wanted: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|one| one.key.local_name().as_ref() == wanted)?;
    Some(quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), Into::into))
}

impl Walk {
    fn element(&mut self, element: &BytesStart<'_>, at: usize) -> Option<Found> {
        match element.local_name().as_ref() {
            "fldSimple" => refused(&attribute(element, "instr").unwrap_or_default(), at),
            "fldChar" => self.field(&attribute(element, "fldCharType").unwrap_or_default(), at),
            "imagedata" | "fill" | "stroke" => {
                let address = ["src", "href", "althref"].iter().find_map(|name| attribute(element, name))?;
                let message = format!(
                    "рисунок берётся по адресу «{}». Вставьте его в сам документ.",
                    excerpt(&address)
                );
                (!address.is_empty()).then_some(Found { at, message })
            }
            _ => None,
        }
    }

    fn field(&mut self, kind: &str, at: usize) -> Option<Found> {
        match kind {
            "begin" => {
                // A field inside an instruction is its argument; what it gives must not become the instruction's own word.
                let begins_word = |open: &Open| !open.is_separated && word_of(&open.instruction).is_none();
                let message =
                    "вид поля складывается из другого поля. Замените его обычным текстом.".to_owned();
                if self.open.last().is_some_and(begins_word) {
                    return Some(Found { at, message });
                }
                self.open.push(Open { at, instruction: String::new(), is_separated: false });
                None
            }
            "separate" => {
                if let Some(open) = self.open.last_mut() {
                    open.is_separated = true;
                }
                None
            }
            _ => self.open.pop().and_then(Open::refused),
        }
    }

    fn words(&mut self, written: &str) {
        if !self.is_instruction {
            return;
        }
        let words = quick_xml::escape::unescape(written).map_or_else(|_| written.to_owned(), Into::into);
        // Also what stands after the mark of the result: whoever writes it there means no result.
        self.open.last_mut().map_or(&mut self.loose, |open| &mut open.instruction).push_str(&words);
    }

    fn end_paragraph(&mut self, at: usize) -> Option<Found> {
        let loose = std::mem::take(&mut self.loose);
        if loose.trim().is_empty() { None } else { refused(&loose, at.saturating_sub(1)) }
    }
}

impl Open {
    fn refused(self) -> Option<Found> {
        refused(&self.instruction, self.at)
    }
}

/// The word that says what a field does, once something follows it.
fn word_of(instruction: &str) -> Option<&str> {
    let instruction = instruction.trim_start();
    let end = instruction.find(|letter: char| letter.is_whitespace() || letter == '\\')?;
    Some(&instruction[..end])
}

fn refused(instruction: &str, at: usize) -> Option<Found> {
    let instruction = instruction.trim();
    let word = word_of(instruction).unwrap_or(instruction).to_uppercase();
    // A link to a place in the paper itself; its name has no address in it.
    let rest = instruction.get(word.len()..).unwrap_or_default().trim_start();
    let is_inside = word == "HYPERLINK" && rest.starts_with("\\l") && !rest.contains([':', '/', '.']);
    if HARMLESS.contains(&word.as_str()) || is_inside {
        return None;
    }
    let message = format!(
        "поле «{}» в шаблоне не допускается: оно берёт сведения не из полей документа. Выделите его и нажмите Ctrl+Shift+F9 \
         (останется текст) или замените подстановкой из списка полей.",
        excerpt(instruction)
    );
    Some(Found { at, message })
}
