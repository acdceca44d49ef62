//! OpenRosa, as ODK Collect speaks it: a list of forms, a form, a submission. Only documents here; pages carry them.

use std::collections::HashMap;

use access::PageError;
use forms::{Form, Source};
use md5::Digest;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::filling::{Incoming, Sheet};
use crate::form_version::FormVersion;
use crate::store::answers::AnswerRow;

/// A submission beyond this is no answer to a questionnaire.
const MOST_FIELDS: usize = 20_000;
const MOST_DEPTH: usize = 64;

/// What a phone calls the sheet: by it a submission finds its respondent again.
pub fn form_id(answer: &AnswerRow) -> String {
    format!("sheet-{}", answer.id)
}

pub fn answer_id(form_id: &str) -> Option<&str> {
    form_id.strip_prefix("sheet-")
}

/// The XForm of a sheet: the version's own form under the sheet's name, without functions that ODK Collect does not know:
/// what only the server knows of the respondent stands there as literals.
pub fn xform(sheet: &Sheet) -> Result<String, PageError> {
    let (answer, version) = (&sheet.answer, &sheet.version);
    let broken = |error: String| PageError::Internal(error);
    let mut source = Source::from_json(&version.source).map_err(|error| broken(error.to_string()))?;
    let mut set = |name: &str, text: String| {
        source.settings.insert(name.to_owned(), forms::source::Value::Text(text));
    };
    set("id_string", form_id(answer));
    set("version", answer.version_number.to_string());
    set("title", format!("{} ({})", answer.poll_title, answer.respondent));
    // Where a form is sent is the server's word, not the author's.
    source.settings.shift_remove("submission_url");
    source.settings.shift_remove("public_key");
    let form = Form::from_source(source).map_err(|refusal| broken(refusal.to_string()))?;
    let phone = form.for_phone(&sheet.session.values_for_phone());
    forms::to_xform(&phone.form).map_err(|refusal| broken(refusal.to_string()))
}

/// The list of forms: (sheet, its XForm, its address).
pub fn form_list(sheets: &[(AnswerRow, String, String)]) -> String {
    let mut list = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">\n",
    );
    for (answer, xform, address) in sheets {
        let name = format!("{} ({})", answer.poll_title, answer.respondent);
        let hash = hex::encode(md5::Md5::digest(xform.as_bytes()));
        list.push_str(&format!(
            "<xform><formID>{}</formID><name>{}</name><version>{}</version><hash>md5:{hash}</hash><downloadUrl>{}</downloadUrl></xform>\n",
            form_id(answer),
            escaped(&name),
            answer.version_number,
            escaped(address),
        ));
    }
    list.push_str("</xforms>\n");
    list
}

/// What the phone shows after sending.
pub fn response(nature: &str, message: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"><message nature=\"{nature}\">{}</message></OpenRosaResponse>\n",
        escaped(message)
    )
}

fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

/// A submission as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Submission {
    pub form_id: String,
    pub version: String,
    pub instance_id: String,
    /// Path without numbers of instances of each element, and its text; in the order of the document.
    elements: Vec<(Vec<String>, String, bool)>,
}

/// Reads the document. Nothing outside of it is looked at: no entities, no DTD.
pub fn read(xml: &[u8]) -> Result<Submission, String> {
    let text = std::str::from_utf8(xml).map_err(|_| "документ не в кодировке UTF-8")?;
    let mut reader = Reader::from_str(text);
    let mut read = Submission::default();
    let mut stack: Vec<String> = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    loop {
        let event = reader.read_event().map_err(|error| format!("XML не разобран: {error}"))?;
        match event {
            Event::Start(start) | Event::Empty(start) if stack.len() >= MOST_DEPTH => {
                return Err(format!(
                    "слишком глубокая вложенность у {}",
                    name_of(start.local_name().as_ref())
                ));
            }
            Event::Start(start) => {
                if stack.is_empty() {
                    attributes(&start, &mut read);
                }
                stack.push(name_of(start.local_name().as_ref()));
                texts.push(String::new());
                read.elements.push((stack.clone(), String::new(), false));
            }
            Event::Empty(start) => {
                if stack.is_empty() {
                    attributes(&start, &mut read);
                }
                let mut path = stack.clone();
                path.push(name_of(start.local_name().as_ref()));
                read.elements.push((path, String::new(), true));
            }
            Event::Text(piece) => {
                if let Some(text) = texts.last_mut() {
                    text.push_str(&piece);
                }
            }
            Event::CData(piece) => {
                if let Some(text) = texts.last_mut() {
                    text.push_str(&piece);
                }
            }
            Event::GeneralRef(reference) => {
                let name = reference.to_string();
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(sign)) => sign.to_string(),
                    _ => quick_xml::escape::resolve_predefined_entity(&name)
                        .ok_or_else(|| format!("неизвестная подстановка &{name};"))?
                        .to_owned(),
                };
                if let Some(text) = texts.last_mut() {
                    text.push_str(&resolved);
                }
            }
            Event::End(_) => {
                let text = texts.pop().unwrap_or_default();
                if let Some(element) =
                    read.elements.iter_mut().rev().find(|element| !element.2 && element.0 == stack)
                {
                    element.1 = text;
                    element.2 = true;
                }
                stack.pop();
            }
            Event::DocType(_) => return Err("документ с DTD не принимается".to_owned()),
            Event::Eof => break,
            _ => {}
        }
        if read.elements.len() > MOST_FIELDS {
            return Err("в документе слишком много полей".to_owned());
        }
    }
    let instance = read
        .elements
        .iter()
        .find(|(path, _, _)| path.len() == 3 && path[1] == "meta" && path[2] == "instanceID");
    read.instance_id = instance.map(|(_, text, _)| text.trim().to_owned()).unwrap_or_default();
    if read.form_id.is_empty() || read.instance_id.is_empty() || read.instance_id.len() > 200 {
        return Err("в документе нет идентификатора формы или экземпляра (instanceID)".to_owned());
    }
    Ok(read)
}

fn name_of(name: &str) -> String {
    name.to_owned()
}

fn attributes(start: &quick_xml::events::BytesStart<'_>, read: &mut Submission) {
    for attribute in start.attributes().flatten() {
        let value = attribute.value.to_string();
        match attribute.key.local_name().as_ref() {
            "id" => read.form_id = value,
            "version" => read.version = value,
            _ => {}
        }
    }
}

/// The submission as fields of a sheet: answers, and how many instances each repeat has.
pub fn fields(read: &Submission, version: &FormVersion) -> (Vec<Incoming>, Vec<(String, usize)>) {
    let model = &version.model;
    let mut incoming = Vec::new();
    // Path with numbers of each open element, by depth; how many instances of a repeat have been met.
    let mut open: Vec<String> = Vec::new();
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut order: Vec<String> = Vec::new();
    for (path, text, _) in &read.elements {
        open.truncate(path.len() - 1);
        let above = open.last().cloned().unwrap_or_default();
        let plain = format!("/{}", path.join("/"));
        let mut here = if open.is_empty() {
            // The document's own name for the root is the form's identifier or `data`; ours stands instead.
            format!("/{}", model.places[0].name)
        } else {
            format!("{above}/{}", path.last().map_or("", String::as_str))
        };
        let ours = plain.split('/').skip(2).fold(format!("/{}", model.places[0].name), |mut made, part| {
            made.push('/');
            made.push_str(part);
            made
        });
        let place = model.find(&ours);
        if place.is_some_and(|place| model.places[place].is_repeat) {
            let count = counts.entry(here.clone()).or_insert(0);
            if *count == 0 {
                order.push(here.clone());
            }
            *count += 1;
            here = format!("{here}[{count}]");
        }
        let is_asked = version.shown.get(&ours).is_some_and(|id| version.expects_an_answer(*id));
        if is_asked && place.is_some_and(|place| model.places[place].is_leaf) {
            incoming.push(Incoming {
                path: here.clone(),
                value: text.clone(),
                client: read.instance_id.chars().take(60).collect(),
                seq: i64::try_from(incoming.len()).unwrap_or(0) + 1,
                ..Incoming::default()
            });
        }
        open.push(here);
    }
    let counts = order
        .into_iter()
        .map(|path| {
            let count = counts[&path];
            (path, count)
        })
        .collect();
    (incoming, counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_submission_is_read_with_its_meta() {
        let xml = br#"<?xml version='1.0' ?><data id="sheet-1" version="2" xmlns:orx="http://openrosa.org/xforms"><a>5 &lt; 6 &amp; &#1103;</a><v><n>x</n></v><v><n/></v><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>"#;
        let read = read(xml).unwrap();
        assert_eq!(
            (read.form_id.as_str(), read.version.as_str(), read.instance_id.as_str()),
            ("sheet-1", "2", "uuid:1")
        );
        let a = read.elements.iter().find(|(path, _, _)| path.join("/") == "data/a").unwrap();
        assert_eq!(a.1, "5 < 6 & я");
        assert_eq!(answer_id(&read.form_id), Some("1"));
    }

    #[test]
    fn hostile_documents_are_refused() {
        let entity = b"<!DOCTYPE d [<!ENTITY a 'b'>]><data id='s'><x>&a;</x></data>";
        assert!(read(entity).unwrap_err().contains("DTD"));
        let deep = "<a>".repeat(100);
        assert!(read(deep.as_bytes()).unwrap_err().contains("вложенность"));
        assert!(read(b"<data id='s'/>").is_err());
        assert!(read(b"\xff\xfe").is_err());
        let many = format!("<data id='s'>{}</data>", "<x/>".repeat(MOST_FIELDS + 5));
        assert!(read(many.as_bytes()).unwrap_err().contains("много"));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            let _ = read(&bytes);
        }
    }
}
