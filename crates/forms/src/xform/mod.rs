//! A form as an XForm of OpenRosa, which ODK Collect and Enketo open.

mod body;
mod instances;
pub(crate) mod itemset;
mod itext;
mod model;
pub(crate) mod references;
mod xml;

use std::collections::HashMap;

use crate::form::{ElementId, Form};
use crate::problem::{Place, Problems, Refusal};
pub(crate) use model::LOGICAL;
use references::References;
use xml::Xml;

const NAMESPACES: [(&str, &str); 7] = [
    ("xmlns", "http://www.w3.org/2002/xforms"),
    ("xmlns:h", "http://www.w3.org/1999/xhtml"),
    ("xmlns:ev", "http://www.w3.org/2001/xml-events"),
    ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
    ("xmlns:jr", "http://openrosa.org/javarosa"),
    ("xmlns:orx", "http://openrosa.org/xforms"),
    ("xmlns:odk", "http://www.opendatakit.org/xforms"),
];

/// Writing of one form: the form, its references, and what cannot be written.
struct Writer<'a> {
    form: &'a Form,
    references: References<'a>,
    itext: itext::Itext,
    problems: Problems,
    /// Elements by the questions that trigger them, in the order of the form.
    triggered: HashMap<String, Vec<ElementId>>,
}

/// The XForm as a document.
pub fn to_xform(form: &Form) -> Result<String, Refusal> {
    // Selects with `search()` change how their lists are written: a copy keeps the form as it is.
    let mut form = form.clone();
    let mut problems = Problems::default();
    itext::mark_inline_lists(&mut form, &mut problems);
    let mut writer = Writer {
        form: &form,
        references: References::new(&form),
        itext: itext::Itext::default(),
        problems,
        triggered: triggered(&form),
    };
    writer.itext = writer.collect_itext();
    let html = writer.html();
    if writer.problems.has_errors() {
        return Err(Refusal { problems: writer.problems.into_vec() });
    }
    Ok(html.document())
}

fn triggered(form: &Form) -> HashMap<String, Vec<ElementId>> {
    let mut found: HashMap<String, Vec<ElementId>> = HashMap::new();
    for id in form.in_order() {
        for name in &form.element(id).triggers {
            let of_name = found.entry(name.clone()).or_default();
            if of_name.last() != Some(&id) {
                of_name.push(id);
            }
        }
    }
    found
}

impl Writer<'_> {
    fn html(&mut self) -> Xml {
        let mut html = Xml::new("h:html");
        for (name, value) in NAMESPACES {
            html.set(name, value);
        }
        if self.form.entities_version.is_some() {
            html.set("xmlns:entities", "http://www.opendatakit.org/xforms/entities");
        }
        for declared in self.form.setting("namespaces").unwrap_or_default().split_whitespace() {
            if let Some((prefix, address)) = declared.split_once('=')
                && !prefix.is_empty()
                && !address.contains('=')
                && !html.attributes.iter().any(|(known, _)| known.strip_prefix("xmlns:") == Some(prefix))
            {
                html.set(&format!("xmlns:{prefix}"), address.replace(['"', '\''], ""));
            }
        }
        let mut body = Xml::new("h:body");
        if let Some(style) = self.form.setting("style").filter(|style| !style.is_empty()) {
            body.set("class", style);
        }
        for control in self.controls(0) {
            body.push(control);
        }
        let head =
            Xml::new("h:head").child(Xml::new("h:title").text(self.form.title.clone())).child(self.model());
        html.child(head).child(body)
    }

    fn error(&mut self, row: u32, column: &str, code: &str, message: String, advice: &str) {
        let path: Vec<&str> = column.split("::").collect();
        let place = Place::cell("survey", row, &self.form.source.survey.written(&path));
        self.problems.error(place, code, message, advice);
    }
}
