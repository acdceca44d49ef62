//! Values of a kind's fields: what is missing, how they are shown, what differs between two versions of a paper.

use papers::{Field, FieldFault, FieldType, Kind, PaperError, Registration, Values};
use serde_json::Value;

/// A field that is not as the kind wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// `subject`, `clauses.2.due`.
    pub path: String,
    pub text: String,
}

impl From<FieldFault> for Missing {
    fn from(fault: FieldFault) -> Self {
        Self { path: fault.path, text: fault.message }
    }
}

/// Everything that keeps a paper from being sent on.
pub fn missing(kind: &Kind, values: &Values) -> Vec<Missing> {
    let mut found: Vec<Missing> = kind.faults(values).into_iter().map(Missing::from).collect();
    for field in kind.fields.iter().filter(|field| field.required) {
        for (name, words) in needed_parts(kind, field) {
            let part = values.get(&field.name).and_then(|value| value.get(name)).and_then(Value::as_str);
            if part.unwrap_or_default().trim().is_empty() {
                let text = format!("{}{words}: не заполнено.", field.title);
                found.push(Missing { path: format!("{}.{name}", field.name), text });
            }
        }
    }
    found
}

/// The parts without which a required person or organisation cannot be printed, with what they are called after the field's
/// title. Initials are made of the name; a post is needed where the layout prints it before the signature.
pub fn needed_parts(kind: &Kind, field: &Field) -> Vec<(&'static str, &'static str)> {
    match field.kind {
        FieldType::Person if kind.prints(&format!("{}.post", field.name)) => {
            vec![("surname", ", фамилия"), ("name", ", имя"), ("post", ", должность")]
        }
        FieldType::Person => vec![("surname", ", фамилия"), ("name", ", имя")],
        FieldType::Organisation => vec![("name", "")],
        _ => Vec::new(),
    }
}

/// What stands in a preview where nothing has been typed yet.
const BLANK: &str = "________";

/// The values as a paper takes them, whatever is missing: blanks for texts, nothing for days.
pub fn drawn(kind: &Kind, values: &Values) -> Result<Values, PaperError> {
    let mut filled = with_blanks(&kind.fields, values);
    if let Some(registration) = Registration::of(values) {
        registration.put(&mut filled);
    }
    let mut blank_days = Vec::new();
    for fault in kind.complete(&filled).err().unwrap_or_default() {
        // What cannot be understood is left out of the print; the page tells of it beside the field.
        blank_days.push(fault.path);
    }
    for path in &blank_days {
        set(&mut filled, path, stand_in(kind, path));
    }
    let mut completed = kind.complete(&filled).map_err(|faults| {
        let told: Vec<String> = faults.into_iter().map(|fault| fault.message).collect();
        PaperError::Fill(told.join(" "))
    })?;
    // A day that nobody has named is printed as nothing; a number stays zero, for layouts count with it.
    for path in blank_days {
        if field_at(kind, &path).is_some_and(|field| field.kind == FieldType::Date) {
            set(&mut completed, &path, Value::String(String::new()));
        }
    }
    Ok(completed)
}

fn stand_in(kind: &Kind, path: &str) -> Value {
    match field_at(kind, path).map(|field| field.kind) {
        Some(FieldType::Date) => Value::from("2000-01-01"),
        Some(FieldType::Number | FieldType::Money) => Value::from(0),
        Some(FieldType::Flag) => Value::Bool(false),
        Some(FieldType::Person | FieldType::Organisation) => Value::Object(Values::new()),
        _ => Value::from(BLANK),
    }
}

fn with_blanks(fields: &[Field], values: &Values) -> Values {
    let mut filled = Values::new();
    for field in fields {
        let given = values.get(&field.name);
        let is_blank = given.is_none_or(|value| match value {
            Value::String(text) => text.trim().is_empty(),
            Value::Array(rows) => rows.is_empty(),
            Value::Null => true,
            _ => false,
        });
        let value = match (field.kind, given) {
            (FieldType::List, given) => {
                let rows = given.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                let empty = Values::new();
                let mut rows: Vec<Value> = rows
                    .iter()
                    .map(|row| Value::Object(with_blanks(&field.fields, row.as_object().unwrap_or(&empty))))
                    .collect();
                if rows.is_empty() && field.required {
                    rows.push(Value::Object(with_blanks(&field.fields, &empty)));
                }
                Value::Array(rows)
            }
            (FieldType::Text, _) if is_blank && field.required => Value::from(BLANK),
            (FieldType::Person | FieldType::Organisation, None) => Value::Object(Values::new()),
            (_, Some(value)) => value.clone(),
            (_, None) => continue,
        };
        filled.insert(field.name.clone(), value);
    }
    filled
}

/// Puts a value to a path; a path that leads nowhere is left alone.
fn set(values: &mut Values, path: &str, value: Value) {
    let parts: Vec<&str> = path.split('.').collect();
    match parts.as_slice() {
        [name] => {
            values.insert((*name).to_owned(), value);
        }
        [name, place, inner] => {
            let place: usize = place.parse().unwrap_or_default();
            let row = values
                .get_mut(*name)
                .and_then(Value::as_array_mut)
                .and_then(|rows| rows.get_mut(place.wrapping_sub(1)))
                .and_then(Value::as_object_mut);
            if let Some(row) = row {
                row.insert((*inner).to_owned(), value);
            }
        }
        _ => {}
    }
}

/// The field to which a path leads: of a list, the field of its records.
fn field_at<'a>(kind: &'a Kind, path: &str) -> Option<&'a Field> {
    let parts: Vec<&str> = path.split('.').collect();
    let field = kind.fields.iter().find(|field| Some(&field.name.as_str()) == parts.first())?;
    match parts.as_slice() {
        [_, _, inner] if field.kind == FieldType::List => {
            field.fields.iter().find(|field| field.name == *inner)
        }
        _ => Some(field),
    }
}

/// «Пункты, 2: Срок», for remarks and differences; empty for the paper as a whole.
pub fn place_title(kind: &Kind, path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    let Some(field) = kind.fields.iter().find(|field| Some(&field.name.as_str()) == parts.first()) else {
        return String::new();
    };
    match (field.kind, parts.as_slice()) {
        (FieldType::List, [_, place]) => format!("{}, {place}", field.title),
        (FieldType::List, [_, place, inner]) => {
            let inner =
                field.fields.iter().find(|one| one.name == *inner).map_or("", |one| one.title.as_str());
            format!("{}, {place}: {inner}", field.title)
        }
        _ => field.title.clone(),
    }
}

/// A value in one line: what a remark quotes, what two editors compare.
pub fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Bool(yes)) => if *yes { "да" } else { "нет" }.to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Array(rows)) => rows
            .iter()
            .map(|row| shown(Some(row)))
            .filter(|row| !row.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
        Some(Value::Object(parts)) => {
            let mut parts: Vec<_> = parts.iter().map(|(name, part)| (name, shown(Some(part)))).collect();
            parts.retain(|(_, part)| !part.is_empty());
            parts.sort_by_key(|(name, _)| {
                (READING_ORDER.iter().position(|one| one == name).unwrap_or(READING_ORDER.len()), *name)
            });
            parts.into_iter().map(|(_, part)| part).collect::<Vec<_>>().join(", ")
        }
    }
}

/// How the parts of a person and of an organisation are read; others follow by their names.
const READING_ORDER: [&str; 9] =
    ["surname", "name", "patronymic", "post", "short", "genitive", "address", "phone", "email"];

/// A field of which two editors have different words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub path: String,
    pub title: String,
    pub now: String,
    pub yours: String,
}

/// What differs between the paper as it is and as somebody has typed it.
pub fn differences(kind: &Kind, now: &Values, yours: &Values) -> Vec<Difference> {
    kind.fields
        .iter()
        .filter_map(|field| {
            let (one, other) = (shown(now.get(&field.name)), shown(yours.get(&field.name)));
            (one != other).then(|| Difference {
                path: field.name.clone(),
                title: field.title.clone(),
                now: one,
                yours: other,
            })
        })
        .collect()
}

/// What lists call a paper: its subject or title, else its kind.
pub fn title_of(values: &Values, kind_title: &str) -> String {
    const LONGEST: usize = 1000;
    let text = ["subject", "title", "contest"]
        .into_iter()
        .map(|name| shown(values.get(name)))
        .find(|text| !text.is_empty())
        .unwrap_or_else(|| kind_title.to_owned());
    // «заседания рабочей группы» goes on where the kind's title ends.
    let goes_on = text.chars().next().is_some_and(char::is_lowercase);
    let text = if goes_on { format!("{kind_title} {text}") } else { text };
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_empty_paper_of_every_kind_is_drawn_with_blanks() {
        for kind in papers::kinds() {
            let completed =
                drawn(kind, &Values::new()).unwrap_or_else(|error| panic!("{}: {error}", kind.code));
            papers::fill(kind, &completed).unwrap_or_else(|error| panic!("{}: {error}", kind.code));
            assert!(!missing(kind, &Values::new()).is_empty(), "{}", kind.code);
            assert!(missing(kind, &kind.examples()).is_empty(), "{}", kind.code);
        }
    }

    #[test]
    fn nonsense_in_a_field_does_not_hide_the_paper() {
        let kind = papers::kind("order").unwrap();
        let mut values = kind.examples();
        values.insert("date".into(), json!("завтра"));
        values.insert("clauses".into(), json!([{"text": "сделать", "due": "скоро"}]));
        let completed = drawn(kind, &values).unwrap();
        assert_eq!(completed["date"], json!(""));
        assert_eq!(completed["clauses"][0]["due"], json!(""));
        let paths: Vec<String> = missing(kind, &values).into_iter().map(|one| one.path).collect();
        assert_eq!(paths, ["date", "clauses.1.due"]);
    }

    #[test]
    fn a_registered_paper_of_any_kind_keeps_its_number_and_day() {
        for kind in papers::kinds() {
            let mut values = kind.examples();
            let registration = Registration { number: "57".into(), date: jiff::civil::date(2024, 5, 17) };
            registration.put(&mut values);
            assert_eq!(Registration::of(&drawn(kind, &values).unwrap()), Some(registration), "{}", kind.code);
            Registration::take_out(&mut values);
            assert_eq!(Registration::of(&drawn(kind, &values).unwrap()), None, "{}", kind.code);
        }
    }

    #[test]
    fn a_signature_needs_a_surname_initials_and_a_post() {
        let paths = |code: &str, field: &str, person: Value| {
            let kind = papers::kind(code).unwrap();
            let mut values = kind.examples();
            values.insert(field.into(), person);
            missing(kind, &values).into_iter().map(|one| one.path).collect::<Vec<_>>()
        };
        let without_surname = json!({"surname": " ", "name": "Анна", "post": "директор"});
        assert_eq!(paths("order", "signatory", without_surname), ["signatory.surname"]);
        let surname = json!({"surname": "Демонова"});
        assert_eq!(paths("info_letter", "signatory", surname.clone()), ["signatory.name", "signatory.post"]);
        // A chairman signs as «Председатель»: whatever his post is, the protocol does not print it.
        assert_eq!(paths("protocol", "chair", surname), ["chair.name"]);
    }

    #[test]
    fn what_a_signature_lacks_is_named() {
        let kind = papers::kind("info_letter").unwrap();
        let mut values = kind.examples();
        values.insert("signatory".into(), json!({"surname": "Демонова", "name": "Анна"}));
        let told: Vec<String> = missing(kind, &values).into_iter().map(|one| one.text).collect();
        assert_eq!(told, ["Кто подписывает, должность: не заполнено."]);
    }

    #[test]
    fn places_are_told_in_words() {
        let kind = papers::kind("order").unwrap();
        assert_eq!(place_title(kind, "subject"), "О чём приказ");
        assert_eq!(place_title(kind, "clauses.2.due"), "Пункты, 2: Срок");
        assert_eq!(place_title(kind, "no-such"), "");
    }

    #[test]
    fn two_editors_see_what_differs() {
        let kind = papers::kind("order").unwrap();
        let now = kind.examples();
        let mut yours = now.clone();
        yours.insert("subject".into(), json!("О другом"));
        let found = differences(kind, &now, &yours);
        assert_eq!(
            (found.len(), found[0].path.as_str(), found[0].yours.as_str()),
            (1, "subject", "О другом")
        );
        assert_eq!(title_of(&yours, "Приказ"), "О другом");
        assert_eq!(title_of(&Values::new(), "Приказ"), "Приказ");
        yours.insert("subject".into(), json!("заседания рабочей группы"));
        assert_eq!(title_of(&yours, "Протокол"), "Протокол заседания рабочей группы");
    }
}
