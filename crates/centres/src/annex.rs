//! An annex as people have it: a list of organisations, one a line, by code, ИНН or name.

use std::collections::HashMap;

use jiff::civil::Date;
use network::rules::{Listed, Roll};
use region::OrganisationKind;

/// A line that names no school, or more than one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    pub line: String,
    pub why: String,
}

/// Schools of a day by whatever a line may call them.
pub struct Reader<'a> {
    by_key: HashMap<String, Vec<Listed<'a>>>,
}

impl<'a> Reader<'a> {
    pub fn of(roll: &'a Roll, day: Date) -> Self {
        let scope = access::Scope::of_the_program();
        let schools = network::Filter { kind: Some(OrganisationKind::School), ..network::Filter::on(day) };
        let mut by_key: HashMap<String, Vec<Listed<'a>>> = HashMap::new();
        for school in roll.all(&scope, &schools).0 {
            let one = school.organisation;
            let mut keys = vec![
                roster::name_key(&one.code),
                roster::name_key(&school.name.full),
                roster::name_key(&school.name.short),
                one.contacts.inn.clone(),
            ];
            keys.sort_unstable();
            keys.dedup();
            for key in keys.into_iter().filter(|key| !key.is_empty()) {
                by_key.entry(key).or_default().push(school);
            }
        }
        Self { by_key }
    }

    /// The school that a line names. Numbers at its beginning («1.», «2)») are those of the list.
    pub fn school(&self, line: &str) -> Result<Listed<'a>, Unknown> {
        let whole = roster::tidy(line);
        let unnumbered = whole
            .trim_start_matches(|sign: char| sign.is_ascii_digit())
            .strip_prefix(['.', ')'])
            .map_or(whole.as_str(), str::trim);
        let found = [whole.as_str(), unnumbered]
            .into_iter()
            .find_map(|text| self.by_key.get(&roster::name_key(text.trim_end_matches([';', ',', '.']))));
        match found.map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            Some(several) => {
                let codes: Vec<&str> = several.iter().map(|one| one.organisation.code.as_str()).collect();
                let why = format!("подходит несколько школ: {}; укажите код или ИНН", codes.join(", "));
                Err(Unknown { line: whole, why })
            }
            None => {
                let why = "школы с таким кодом, ИНН или наименованием в реестре нет".to_owned();
                Err(Unknown { line: whole, why })
            }
        }
    }
}

/// Every school of a pasted list, in its order, and every line that names none.
pub fn read<'a>(text: &str, reader: &Reader<'a>) -> (Vec<Listed<'a>>, Vec<Unknown>) {
    let (mut named, mut unknown) = (Vec::new(), Vec::new());
    for line in text.lines().filter(|line| !roster::tidy(line).is_empty()) {
        match reader.school(line) {
            Ok(school) => named.push(school),
            Err(one) => unknown.push(one),
        }
    }
    (named, unknown)
}
