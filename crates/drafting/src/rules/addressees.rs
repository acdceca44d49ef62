//! A typed list of organisations, a line for each: code, ИНН or a name, full or short.

use network::rules::{Listed, Roll};
use region::OrganisationKind;

/// An organisation that a mailing goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    pub org_id: String,
    pub org_code: String,
    pub org_title: String,
    pub sort_key: String,
}

impl From<&Listed<'_>> for Addressee {
    fn from(listed: &Listed<'_>) -> Self {
        Self {
            org_id: listed.organisation.id.clone(),
            org_code: listed.organisation.code.clone(),
            org_title: listed.name.short.clone(),
            sort_key: listed.name.sort_key.clone(),
        }
    }
}

/// Lines of the list that name nobody, or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddresseesFault {
    pub unknown: Vec<String>,
    pub several: Vec<String>,
}

impl AddresseesFault {
    pub fn is_empty(&self) -> bool {
        self.unknown.is_empty() && self.several.is_empty()
    }

    pub fn text(&self) -> String {
        let listed =
            |lines: &[String]| lines.iter().map(|line| format!("«{line}»")).collect::<Vec<_>>().join(", ");
        let mut texts = Vec::new();
        if !self.unknown.is_empty() {
            texts.push(format!(
                "В реестре не найдены: {}. Возьмите название или код из раздела «Сеть».",
                listed(&self.unknown)
            ));
        }
        if !self.several.is_empty() {
            texts.push(format!(
                "Так называются несколько организаций: {}. Укажите код или ИНН.",
                listed(&self.several)
            ));
        }
        texts.join(" ")
    }
}

/// The organisations that the lines name, each once, in the order of the list.
pub fn named(lines: &str, everybody: &[Listed<'_>]) -> (Vec<Addressee>, AddresseesFault) {
    let mut found: Vec<Addressee> = Vec::new();
    let mut fault = AddresseesFault::default();
    for line in lines.lines().map(cleaned).filter(|line| !line.is_empty()) {
        let fold = ui::ru::fold(line);
        let fits = |one: &&Listed<'_>| {
            one.organisation.kind != OrganisationKind::Group
                && (one.organisation.code == line
                    || (!one.organisation.contacts.inn.is_empty() && one.organisation.contacts.inn == line)
                    || ui::ru::fold(&one.name.short) == fold
                    || ui::ru::fold(&one.name.full) == fold)
        };
        let mut matches = everybody.iter().filter(fits);
        match (matches.next(), matches.next()) {
            (Some(one), None) => {
                if !found.iter().any(|known| known.org_id == one.organisation.id) {
                    found.push(one.into());
                }
            }
            (Some(_), Some(_)) => fault.several.push(line.to_owned()),
            (None, _) => fault.unknown.push(line.to_owned()),
        }
    }
    (found, fault)
}

/// Without the number that a list pasted from Word has before each line.
fn cleaned(line: &str) -> &str {
    let line = line.trim();
    let rest = line.trim_start_matches(|sign: char| sign.is_ascii_digit());
    match rest.strip_prefix(['.', ')']) {
        Some(rest) if rest.len() < line.len() && rest.starts_with([' ', '\t', '\u{a0}']) => rest.trim(),
        _ => line,
    }
}

/// Everybody of a registry as of a day.
pub fn everybody(roll: &Roll, day: jiff::civil::Date) -> Vec<Listed<'_>> {
    let scope = access::Scope::of_the_program();
    roll.all(&scope, &network::Filter::on(day)).0
}

#[cfg(test)]
mod tests {
    use super::cleaned;

    #[test]
    fn numbers_of_a_pasted_list_do_not_matter() {
        assert_eq!(cleaned(" 12. МБОУ СОШ № 5 "), "МБОУ СОШ № 5");
        assert_eq!(cleaned("2)\tS903"), "S903");
        assert_eq!(cleaned("2721000000"), "2721000000", "an ИНН is no number of a line");
        assert_eq!(cleaned("12.5"), "12.5");
    }
}
