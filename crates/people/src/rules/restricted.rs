//! The restricted block: what it holds, and for what it may be opened.

use jiff::civil::{Date, date};

use super::card::Fault;
use super::snils::Snils;

/// What somebody opens the block for. A closed list: the journal keeps the reason, and no free text gets into it.
pub const REASONS: &[(&str, &str)] = &[
    ("certificate", "оформление документа об обучении"),
    ("staff", "кадровый учёт"),
    ("correction", "проверка и исправление сведений"),
    ("request", "обращение самого человека"),
    ("inspection", "запрос уполномоченного органа"),
];

/// Why one opens one's own.
pub const OWN_REASON: &str = "собственные сведения";

pub fn reason_word(code: &str) -> Option<&'static str> {
    REASONS.iter().find(|(known, _)| *known == code).map(|(_, word)| *word)
}

/// The block as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RestrictedFields {
    pub snils: String,
    pub born_on: String,
    pub diploma: String,
}

/// The block as it is kept: tidy, or nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RestrictedValues {
    pub snils: Option<String>,
    pub born_on: Option<Date>,
    pub diploma: Option<String>,
}

/// Never by a slip in a log.
impl std::fmt::Debug for RestrictedValues {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RestrictedValues(…)")
    }
}

const MAX_DIPLOMA: usize = 300;
const EARLIEST_BIRTH: Date = date(1920, 1, 1);
const YOUNGEST: i16 = 14;

impl RestrictedFields {
    /// Reads the fields.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn read(&self, today: Date) -> Result<RestrictedValues, Vec<Fault>> {
        let mut values = RestrictedValues::default();
        let mut faults: Vec<Fault> = Vec::new();
        match self.snils.trim() {
            "" => {}
            text => match Snils::parse(text) {
                Ok(snils) => values.snils = Some(snils.to_string()),
                Err(fault) => faults.push(("snils", fault.to_owned())),
            },
        }
        match self.born_on.trim() {
            "" => {}
            text => match text.parse::<Date>() {
                Ok(day) if day >= EARLIEST_BIRTH && day.year() + YOUNGEST <= today.year() => {
                    values.born_on = Some(day);
                }
                Ok(_) => faults.push(("born_on", "Дата рождения: проверьте год.".to_owned())),
                Err(_) => faults.push(("born_on", "Дата рождения: выберите день.".to_owned())),
            },
        }
        let diploma = self.diploma.split_whitespace().collect::<Vec<_>>().join(" ");
        if diploma.chars().count() > MAX_DIPLOMA || diploma.chars().any(char::is_control) {
            faults.push(("diploma", format!("Диплом: не больше {MAX_DIPLOMA}\u{a0}знаков.")));
        } else if !diploma.is_empty() {
            values.diploma = Some(diploma);
        }
        if faults.is_empty() { Ok(values) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = date(2024, 10, 15);

    #[test]
    fn an_empty_field_is_nothing_and_a_filled_one_is_tidied() {
        assert_eq!(RestrictedFields::default().read(TODAY), Ok(RestrictedValues::default()));
        let typed = RestrictedFields {
            snils: "11223344595".into(),
            born_on: "1980-05-17".into(),
            diploma: " серия 107704  № 0012345 ".into(),
        };
        let read = typed.read(TODAY).unwrap();
        assert_eq!(read.snils.as_deref(), Some("112-233-445 95"));
        assert_eq!(read.born_on, Some(date(1980, 5, 17)));
        assert_eq!(read.diploma.as_deref(), Some("серия 107704 № 0012345"));
        assert!(!format!("{read:?}").contains("112"), "it does not slip into a log");
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let typed = RestrictedFields {
            snils: "112-233-445 96".into(),
            born_on: "2020-05-17".into(),
            diploma: "я".repeat(301),
        };
        let faults = typed.read(TODAY).unwrap_err();
        assert_eq!(
            faults.iter().map(|(field, _)| *field).collect::<Vec<_>>(),
            ["snils", "born_on", "diploma"]
        );
    }
}
