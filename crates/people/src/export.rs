//! Everything that is held on a person, room by room: for a page, and as an archive to take away.

use std::io::{Cursor, Write};

use access::House;
use access::holdings::{As, Fate, Holding, Of};
use askama::Template;
use serde_json::{Map, Value};
use store::{AnyRow, FileHash};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::PersonRefused;
use crate::store::restricted::place;
use crate::store::{account_name, account_of, rows, scans_of};

/// Whose data is asked for: a person with or without an account, or an account without a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whose {
    pub person_id: Option<String>,
    pub account_id: Option<String>,
}

impl Whose {
    /// A person and their account; `None` for a person that is not there.
    pub async fn person(house: &House, person_id: &str) -> store::Result<Option<Self>> {
        let account_id = account_of(&house.db, person_id).await?;
        Ok(account_id.map(|account_id| Self { person_id: Some(person_id.to_owned()), account_id }))
    }

    pub(crate) fn id_for(&self, holding: &Holding) -> Option<&str> {
        match holding.of {
            Of::Account => self.account_id.as_deref(),
            Of::Person => self.person_id.as_deref(),
        }
    }

    /// What the journal calls the subject.
    pub fn object(&self) -> (&'static str, &str) {
        match (&self.person_id, &self.account_id) {
            (Some(id), _) => ("person", id),
            (None, Some(id)) => ("account", id),
            (None, None) => ("person", ""),
        }
    }
}

/// One holding's rows, ready to be read.
#[derive(Debug, Clone)]
pub struct Part {
    pub table: &'static str,
    pub title: &'static str,
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Names of the columns, for programs.
    columns: Vec<String>,
    /// What becomes of them when the person is erased.
    pub fate: String,
}

/// Whether the fields of the restricted block are opened: every time they are, the caller has noted it in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealed {
    Opened,
    /// «(есть)»: that there is something is told, what it is not.
    Closed,
}

/// Everything held on somebody; holdings without rows are left out.
pub async fn everything(house: &House, whose: &Whose, sealed: Sealed) -> Result<Vec<Part>, PersonRefused> {
    let mut parts = Vec::new();
    for holding in house.holdings.iter().rev().flat_map(|room| room.iter()) {
        let Some(id) = whose.id_for(holding) else { continue };
        let found = rows(&house.db, holding, id).await?;
        if !found.is_empty() {
            parts.push(part(house, holding, id, &found, sealed)?);
        }
    }
    Ok(parts)
}

fn part(
    house: &House,
    holding: &Holding,
    id: &str,
    found: &[AnyRow],
    sealed: Sealed,
) -> Result<Part, PersonRefused> {
    let columns: Vec<String> = found[0].0.iter().map(|(name, _)| name.clone()).collect();
    let label = |column: &str| holding.labels.iter().find(|(name, _, _)| *name == column);
    let mut told = Vec::with_capacity(found.len());
    for row in found {
        let cells = row.0.iter().map(|(column, value)| {
            let how = label(column).map_or(As::Text, |(_, _, how)| *how);
            if how == As::Sealed
                && let Value::String(text) = value
            {
                return match sealed {
                    Sealed::Closed => Ok("(есть)".to_owned()),
                    Sealed::Opened => Ok(house.settings.sealing_keys.open(&place(column, id), text)?),
                };
            }
            Ok(as_told(house, value, how))
        });
        told.push(cells.collect::<Result<Vec<_>, PersonRefused>>()?);
    }
    Ok(Part {
        table: holding.table,
        title: holding.title,
        headings: columns
            .iter()
            .map(|column| label(column).map_or(column.clone(), |(_, title, _)| (*title).to_owned()))
            .collect(),
        rows: told,
        columns,
        fate: fate_in_words(&holding.fate),
    })
}

pub(crate) fn fate_in_words(fate: &Fate) -> String {
    match fate {
        Fate::Erased(_) => "удаляется".to_owned(),
        Fate::Anonymised(_) => "остаётся без имени".to_owned(),
        Fate::Kept(why) => format!("остаётся: {why}"),
    }
}

fn as_told(house: &House, value: &Value, how: As) -> String {
    match (value, how) {
        (Value::Null, _) => String::new(),
        (Value::Bool(yes), _) => if *yes { "да" } else { "нет" }.to_owned(),
        (Value::Number(number), As::Moment) => {
            let at = house.clock.zoned(number.as_i64().unwrap_or_default());
            format!("{}, {:02}:{:02}", ui::ru::date_short(at.date()), at.hour(), at.minute())
        }
        (Value::Number(number), As::Hundredths) => {
            ui::ru::of_thousandths(number.as_i64().unwrap_or_default() * 10)
        }
        (Value::Number(number), As::Thousandths) => {
            ui::ru::of_thousandths(number.as_i64().unwrap_or_default())
        }
        (Value::Number(number), As::MinuteOfDay) => {
            let minutes = number.as_i64().unwrap_or_default();
            format!("{:02}:{:02}", minutes / 60, minutes % 60)
        }
        (Value::String(text), As::Day) => match text.parse() {
            Ok(day) if day == crate::rules::FIRST_DAY || day == crate::rules::LAST_DAY => String::new(),
            Ok(day) => ui::ru::date_short(day),
            Err(_) => text.clone(),
        },
        (Value::String(codes), As::OneOf(words)) => {
            codes.split(' ').map(|code| known_word(words, code)).collect::<Vec<_>>().join(", ")
        }
        (Value::String(code), As::Role) => {
            access::role_from_code(code).map_or(code.clone(), |role| house.role_title(role).to_owned())
        }
        (Value::String(code), As::DocumentKind) => {
            house.region.document_kind(code).map_or(code.clone(), |kind| kind.title.clone())
        }
        (Value::String(text), _) => text.clone(),
        (other, _) => other.to_string(),
    }
}

/// The word of a code; one that is not known is told as it is.
fn known_word<'a>(words: &[(&'static str, &'static str)], code: &'a str) -> &'a str {
    words.iter().find(|(known, _)| *known == code).map_or(code, |(_, word)| *word)
}

#[derive(Template)]
#[template(path = "export.html")]
struct ExportPage<'a> {
    heading: &'a str,
    made: String,
    operator: &'a region::Operator,
    parts: &'a [Part],
    files: &'a [String],
}

/// An archive with everything: `data.json` for programs, `index.html` for people, the scans of consents.
pub async fn archive(house: &House, whose: &Whose) -> Result<Vec<u8>, PersonRefused> {
    let parts = everything(house, whose, Sealed::Opened).await?;
    let heading = match &whose.account_id {
        Some(id) => account_name(&house.db, id).await?.map_or_else(String::new, |(_, name)| name),
        None => parts
            .iter()
            .find(|part| part.table == "person")
            .and_then(|part| part.rows.first())
            .map_or_else(String::new, |row| row[..3].join(" ").trim().to_owned()),
    };
    let scans = match &whose.person_id {
        Some(id) => scans_of(&house.db, id).await?,
        None => Vec::new(),
    };
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for (n, (hash, name)) in scans.into_iter().enumerate() {
        let hash = FileHash::parse(&hash).ok_or(PersonRefused::NotFound)?;
        files.push((format!("files/{}-{name}", n + 1), house.files.get(&hash).await?));
    }
    let now = house.clock.zoned(house.clock.now());
    let page = ExportPage {
        heading: &heading,
        made: format!("{} {:02}:{:02}", ui::ru::date_short(now.date()), now.hour(), now.minute()),
        operator: &house.region.personal_data.operator,
        parts: &parts,
        files: &files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(),
    };
    let html = page.render().map_err(|error| store::Error::Invalid(error.to_string()))?;
    let json =
        serde_json::to_vec_pretty(&as_json(&parts, &heading, &page.made)).map_err(store::Error::from)?;
    let mut members = vec![("index.html".to_owned(), html.into_bytes()), ("data.json".to_owned(), json)];
    members.extend(files);
    packed(&members).map_err(|error| store::Error::Invalid(error.to_string()).into())
}

fn as_json(parts: &[Part], heading: &str, made: &str) -> Value {
    let told: Vec<Value> = parts
        .iter()
        .map(|part| {
            let rows: Vec<Value> = part
                .rows
                .iter()
                .map(|row| {
                    let cells = part.columns.iter().cloned().zip(row.iter().cloned().map(Value::from));
                    Value::Object(cells.collect::<Map<_, _>>())
                })
                .collect();
            serde_json::json!({ "table": part.table, "title": part.title, "rows": rows, "after_erasure": part.fate })
        })
        .collect();
    serde_json::json!({ "subject": heading, "made": made, "held": told })
}

fn packed(members: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(name.as_str(), SimpleFileOptions::default())?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
