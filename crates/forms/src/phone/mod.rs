//! A form for ODK Collect: its engine, JavaRosa, stops at a function that it does not know, so none is left.
//!
//! What has a standard way of saying is said so; what the server knows of the respondent stands as a literal; the rest
//! is left out and told as [`Limitation`]s.

mod rewriting;

use std::collections::{BTreeMap, BTreeSet};

use crate::form::{ElementId, Form};
use crate::limitation::{Limitation, Where, at, formulas};
use crate::source::Value;
use crate::text::references;
use rewriting::Rewriting;

/// A form as a phone can have it.
#[derive(Debug, Clone)]
pub struct PhoneForm {
    pub form: Form,
    /// What is not there on the phone.
    pub limitations: Vec<Limitation>,
}

impl Form {
    /// The form for a phone. `given`: values that the server knows, by the call that asks for them, as
    /// [`Form::calls_for_phone`] names it: `profile('status')`.
    pub fn for_phone(&self, given: &BTreeMap<String, String>) -> PhoneForm {
        let mut made = Maker { form: self.clone(), given, lost: BTreeSet::new(), limitations: Vec::new() };
        made.calculates();
        made.others();
        PhoneForm { form: made.form, limitations: made.limitations }
    }

    /// Calls whose values the server may give: what JavaRosa does not know and has no other way of saying, with the
    /// element that asks. In a repeat a value would differ from record to record, so those are not among them.
    pub fn calls_for_phone(&self) -> Vec<(String, ElementId)> {
        let nothing = BTreeMap::new();
        let mut found: Vec<(String, ElementId)> = Vec::new();
        for id in self.in_order() {
            let in_repeat = self.repeat_of(id).is_some();
            for (_, text) in formulas(self, id) {
                let mut rewriting = Rewriting { form: self, given: &nothing, in_repeat, missing: Vec::new() };
                rewriting.formula(&text);
                for call in rewriting.missing {
                    let is_given = call.starts_with("profile(") || (call.starts_with("prev(") && !in_repeat);
                    if is_given && found.iter().all(|(known, _)| *known != call) {
                        found.push((call, id));
                    }
                }
            }
        }
        found
    }
}

struct Maker<'a> {
    form: Form,
    given: &'a BTreeMap<String, String>,
    /// Questions whose value is not computed on the phone.
    lost: BTreeSet<String>,
    limitations: Vec<Limitation>,
}

impl Maker<'_> {
    /// What is in the way of a formula, or the formula as a phone can have it.
    fn rewritten(&self, id: ElementId, text: &str) -> Result<String, String> {
        let in_repeat = self.form.repeat_of(id).is_some();
        let mut rewriting = Rewriting { form: &self.form, given: self.given, in_repeat, missing: Vec::new() };
        let made = rewriting.formula(text);
        if let Some(call) = rewriting.missing.first() {
            return Err(format!("«{call}» на телефоне не вычисляется"));
        }
        match references(text).find(|reference| self.lost.contains(reference.name)) {
            Some(reference) => Err(format!("значения «{}» на телефоне нет", reference.name)),
            None => Ok(made),
        }
    }

    /// Computed values first: what reads one that is lost is lost too.
    fn calculates(&mut self) {
        loop {
            let before = self.lost.len();
            for id in self.form.in_order() {
                let Some(text) = self.form.element(id).bind_text("calculate").map(str::to_owned) else {
                    continue;
                };
                match self.rewritten(id, &text) {
                    Ok(made) => self.set_bind(id, "calculate", made),
                    Err(why) => {
                        self.remove_bind(id, "calculate");
                        let element = &mut self.form.elements[id];
                        if !element.has_label() && !element.has_hint() {
                            // Nobody was asked this, and nobody is now.
                            "calculate".clone_into(&mut element.type_name);
                        }
                        let name = self.form.element(id).name.clone();
                        let what = format!("{why}: «{name}» останется пустым, его посчитает сервер.");
                        self.tell(id, "bind::calculate", what);
                        self.lost.insert(name);
                    }
                }
            }
            if self.lost.len() == before {
                return;
            }
        }
    }

    fn others(&mut self) {
        for id in self.form.in_order() {
            for (column, text) in formulas(&self.form, id) {
                if column == "bind::calculate" {
                    continue;
                }
                let made = self.rewritten(id, &text);
                if let Err(why) = &made {
                    let name = &self.form.element(id).name;
                    let what = match column.as_str() {
                        "bind::constraint" => {
                            format!("{why}: проверка «{name}» на телефоне не делается, её сделает сервер.")
                        }
                        "bind::relevant" => format!("{why}: «{name}» на телефоне спрашивают всегда."),
                        "bind::required" => format!("{why}: «{name}» на телефоне не обязателен."),
                        "choice_filter" => {
                            format!("{why}: у «{name}» на телефоне предлагаются все варианты.")
                        }
                        "default" => format!("{why}: начального значения у «{name}» на телефоне нет."),
                        "control::jr:count" => {
                            format!("{why}: записи «{name}» на телефоне добавляют по одной.")
                        }
                        _ => format!("{why}: «{name}» на телефоне без этого условия."),
                    };
                    self.tell(id, &column, what);
                }
                self.put(id, &column, made.ok());
            }
        }
    }

    fn put(&mut self, id: ElementId, column: &str, made: Option<String>) {
        if let Some(name) = column.strip_prefix("bind::") {
            match made {
                Some(text) => self.set_bind(id, name, text),
                None => self.remove_bind(id, name),
            }
            return;
        }
        let element = &mut self.form.elements[id];
        match column {
            "choice_filter" => element.choice_filter = made,
            "default" => {
                if made.is_none() {
                    element.has_dynamic_default = false;
                    element.actions.retain(|action| action.name != "setvalue");
                }
                element.default = made;
            }
            _ => match made {
                Some(text) => drop(element.control.insert("jr:count".to_owned(), Value::Text(text))),
                None => drop(element.control.shift_remove("jr:count")),
            },
        }
    }

    fn set_bind(&mut self, id: ElementId, name: &str, text: String) {
        if let Some(slot) = self.form.elements[id].bind.as_mut().and_then(|bind| bind.get_mut(name)) {
            *slot = Value::Text(text);
        }
    }

    fn remove_bind(&mut self, id: ElementId, name: &str) {
        if let Some(bind) = self.form.elements[id].bind.as_mut() {
            bind.shift_remove(name);
        }
    }

    fn tell(&mut self, id: ElementId, column: &str, what: String) {
        let advice = "Предупредите респондентов или спросите иначе.";
        let told =
            at(&self.form, self.form.element(id), column, "limit.function", Where::Phone, what, advice);
        self.limitations.push(told);
    }
}
