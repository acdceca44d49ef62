//! A form for ODK Collect: its engine, JavaRosa, stops at a function that it does not know, so none is left.
//!
//! What has a standard way of saying is said so; what the server knows of the respondent stands as a literal; the rest
//! is left out and told as [`Limitation`]s.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::{ElementId, Form};
use crate::lex::{Kind, Word, words};
use crate::limitation::{Limitation, Where, at, formulas};
use crate::source::aliases::yes_no;
use crate::source::{Lookup, Value};
use crate::text::references;

/// Functions of JavaRosa and the handlers of Collect (`XPathFuncExpr` of JavaRosa).
const KNOWN: [&str; 73] = [
    "true",
    "false",
    "boolean",
    "number",
    "int",
    "round",
    "string",
    "date",
    "date-time",
    "decimal-date-time",
    "decimal-time",
    "not",
    "boolean-from-string",
    "format-date",
    "format-date-time",
    "abs",
    "acos",
    "asin",
    "atan",
    "atan2",
    "cos",
    "exp",
    "exp10",
    "log",
    "log10",
    "pi",
    "sin",
    "sqrt",
    "tan",
    "pow",
    "selected",
    "count-selected",
    "selected-at",
    "position",
    "count",
    "count-non-empty",
    "sum",
    "max",
    "min",
    "today",
    "now",
    "concat",
    "join",
    "substr",
    "substring-before",
    "substring-after",
    "translate",
    "contains",
    "starts-with",
    "ends-with",
    "string-length",
    "normalize-space",
    "checklist",
    "weighted-checklist",
    "regex",
    "depend",
    "random",
    "once",
    "uuid",
    "if",
    "coalesce",
    "indexed-repeat",
    "area",
    "distance",
    "digest",
    "randomize",
    "base64-decode",
    "instance",
    "current",
    "pulldata",
    "jr:choice-name",
    "geofence",
    "jr:itext",
];

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

struct Rewriting<'a> {
    form: &'a Form,
    given: &'a BTreeMap<String, String>,
    in_repeat: bool,
    /// Calls that nobody can say otherwise.
    missing: Vec<String>,
}

/// Calls inside calls; a formula that is read is never deeper.
const MAX_DEPTH: usize = 100;

impl Rewriting<'_> {
    fn formula(&mut self, text: &str) -> String {
        let all: Vec<Word<'_>> = words(text).collect();
        self.words(text, &all, 0)
    }

    fn words(&mut self, text: &str, all: &[Word<'_>], depth: usize) -> String {
        let mut made = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(word) = all.get(at) {
            let closing =
                (word.kind == Kind::FunctionCall && depth < MAX_DEPTH).then(|| closing(&all[at..])).flatten();
            let Some(length) = closing else {
                made.push_str(word.text);
                at += 1;
                continue;
            };
            let arguments = &all[at + 1..at + length];
            let written = &text[word.start..all[at + length].end()];
            made.push_str(&self.call(text, word.text.trim_end_matches('('), arguments, written, depth + 1));
            at += length + 1;
        }
        made
    }

    fn call(&mut self, text: &str, name: &str, inside: &[Word<'_>], written: &str, depth: usize) -> String {
        let known = self.missing.len();
        let arguments: Vec<String> =
            split(inside).into_iter().map(|argument| self.words(text, argument, depth)).collect();
        let is_repeated = self.in_repeat && name == "prev";
        match (name, arguments.as_slice()) {
            ("age_days", [day]) => {
                return format!("(decimal-date-time(today()) - decimal-date-time({}))", day.trim());
            }
            ("count_mandatory", [question]) => {
                if let Some(made) = self.count_mandatory(question.trim()) {
                    return made;
                }
            }
            ("coalesce", [_, _, _, ..]) => {
                let (last, first) =
                    arguments.split_last().map_or(("", &[][..]), |(last, first)| (last.as_str(), first));
                let nested = |made: String, argument: &String| {
                    format!("coalesce({}, {})", argument.trim(), made.trim())
                };
                return first.iter().rev().fold(last.to_owned(), nested);
            }
            _ if KNOWN.contains(&name) => return format!("{name}({})", arguments.join(",")),
            _ => {}
        }
        // The call as a whole may be known to the server, whatever is inside it.
        self.missing.truncate(known);
        let call: String = written.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(value) = self.given.get(&call).filter(|_| !is_repeated) {
            return literal(value);
        }
        self.missing.push(call);
        written.to_owned()
    }

    /// One for each mandatory choice that is ticked: the choices are known now.
    fn count_mandatory(&self, question: &str) -> Option<String> {
        let name = references(question).next().map(|reference| reference.name.to_owned())?;
        let element = self.form.elements.iter().find(|element| element.name == name)?;
        let list = self.form.lists.get(element.itemset.as_deref()?)?;
        let mandatory = list
            .choices
            .iter()
            .filter(|choice| choice.extra.text("mandatory").and_then(yes_no) == Some(true))
            .map(|choice| format!("if(selected({question}, '{}'), 1, 0)", choice.name));
        let made: Vec<String> = mandatory.collect();
        Some(if made.is_empty() { "0".to_owned() } else { format!("({})", made.join(" + ")) })
    }
}

/// Where the parenthesis that the first word opens is closed.
fn closing(all: &[Word<'_>]) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, word) in all.iter().enumerate() {
        match word.kind {
            Kind::FunctionCall | Kind::OpenParenthesis => depth += 1,
            Kind::CloseParenthesis => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(index);
                }
            }
            _ => {}
        }
    }
    None
}

/// Arguments between the commas of this call.
fn split<'a, 'b>(inside: &'a [Word<'b>]) -> Vec<&'a [Word<'b>]> {
    if inside.iter().all(|word| word.kind == Kind::WhiteSpace) {
        return Vec::new();
    }
    let (mut found, mut depth, mut from) = (Vec::new(), 0_usize, 0);
    for (index, word) in inside.iter().enumerate() {
        match word.kind {
            Kind::FunctionCall | Kind::OpenParenthesis => depth += 1,
            Kind::CloseParenthesis => depth = depth.saturating_sub(1),
            Kind::Comma if depth == 0 => {
                found.push(&inside[from..index]);
                from = index + 1;
            }
            _ => {}
        }
    }
    found.push(&inside[from..]);
    found
}

/// A value as XPath writes it: there is no escape for quotes, so a text with both kinds is put together.
fn literal(value: &str) -> String {
    if value.parse::<f64>().is_ok_and(f64::is_finite) && !value.contains(['e', 'E', '+']) {
        return value.to_owned();
    }
    if !value.contains('\'') {
        return format!("'{value}'");
    }
    if !value.contains('"') {
        return format!("\"{value}\"");
    }
    let pieces: Vec<String> = value.split('\'').map(|piece| format!("'{piece}'")).collect();
    format!("concat({})", pieces.join(", \"'\", "))
}
