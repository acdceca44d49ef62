//! Fields of forms: whom to invite, and for which days.

use access::letters::address_fault;
use access::{FormData, Term};
use jiff::civil::Date;

/// What is wrong with a field, for the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub field: &'static str,
    pub text: String,
}

impl Fault {
    pub fn new(field: &'static str, text: impl Into<String>) -> Self {
        Self { field, text: text.into() }
    }
}

/// Whom to invite. Everything may be left to the invited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPerson {
    pub surname: String,
    pub name: String,
    pub patronymic: String,
    pub post: String,
    pub email: String,
}

const MAX_PART: usize = 100;
const MAX_POST: usize = 200;

impl NewPerson {
    pub fn typed(form: &FormData) -> Self {
        let text = |field: &str| tidy(form.text(field));
        Self {
            surname: text("surname"),
            name: text("name"),
            patronymic: text("patronymic"),
            post: text("post"),
            email: form.text("email").to_owned(),
        }
    }

    /// «Демонова Анна Сергеевна» in one cell of a list.
    pub fn named(full: &str) -> Self {
        let full = tidy(full);
        let mut parts = full.splitn(3, ' ').map(str::to_owned);
        let mut part = || parts.next().unwrap_or_default();
        Self { surname: part(), name: part(), patronymic: part(), ..Self::default() }
    }

    pub fn email(&self) -> Option<String> {
        (!self.email.is_empty()).then(|| self.email.clone())
    }

    /// What the account is called: «Демонова А. С.»
    pub fn initials(&self) -> String {
        ui::ru::initials(&self.surname, &self.name, &self.patronymic)
    }

    /// Faults of what is there; a name is whole or absent.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (field, title, part) in [
            ("surname", "Фамилия", &self.surname),
            ("name", "Имя", &self.name),
            ("patronymic", "Отчество", &self.patronymic),
        ] {
            if !part.is_empty() && !is_name(part) {
                faults.push(Fault::new(
                    field,
                    format!("{title}: до {MAX_PART} знаков — буквы, дефис, апостроф и пробел."),
                ));
            }
        }
        if self.surname.is_empty() != self.name.is_empty() {
            let field = if self.surname.is_empty() { "surname" } else { "name" };
            faults.push(Fault::new(field, "Укажите и фамилию, и имя — или оставьте оба поля пустыми."));
        }
        if self.post.chars().count() > MAX_POST || self.post.chars().any(char::is_control) {
            faults.push(Fault::new("post", format!("Должность: не больше {MAX_POST} знаков в одну строку.")));
        }
        if !self.email.is_empty()
            && let Some(text) = address_fault(&self.email)
        {
            faults.push(Fault::new("email", text));
        }
        faults
    }

    /// The same for somebody who is named now: surname and name are needed.
    pub fn faults_of_named(&self) -> Vec<Fault> {
        let mut faults = self.faults();
        for (field, title, part) in [("surname", "Фамилия", &self.surname), ("name", "Имя", &self.name)]
        {
            if part.is_empty() && !faults.iter().any(|fault| fault.field == field) {
                faults.push(Fault::new(field, format!("{title}: поле не заполнено.")));
            }
        }
        faults
    }
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_name(part: &str) -> bool {
    let is_letter = |sign: char| sign.is_alphabetic() || matches!(sign, ' ' | '-' | '\'' | '’' | '.');
    part.chars().count() <= MAX_PART && part.chars().all(is_letter) && part.chars().any(char::is_alphabetic)
}

/// Days as they stand in two date fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// Reads the fields `from` and `to`; an empty one is no limit.
pub fn days(form: &FormData) -> Result<Days, Fault> {
    let day = |field: &'static str| match form.text(field) {
        "" => Ok(None),
        text => text
            .parse::<Date>()
            .ok()
            .filter(|day| (1990..=2200).contains(&day.year()))
            .map(Some)
            .ok_or_else(|| Fault::new(field, "Дата не распознана. Выберите её в календаре поля.")),
    };
    let days = Days { from: day("from")?, to: day("to")? };
    match Term::new(days.from, days.to) {
        Some(_) => Ok(days),
        None => Err(Fault::new("to", "Последний день раньше первого.")),
    }
}

impl Days {
    pub fn term(self) -> Term {
        Term::new(self.from, self.to).unwrap_or(Term::UNLIMITED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(person: &NewPerson) -> Vec<&'static str> {
        person.faults().iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn an_invitation_may_be_nameless_but_not_half_named() {
        assert!(NewPerson::default().faults().is_empty());
        assert_eq!(fields(&NewPerson { surname: "Демонова".into(), ..NewPerson::default() }), ["name"]);
        assert_eq!(fields(&NewPerson { name: "Анна".into(), ..NewPerson::default() }), ["surname"]);
        let whole = NewPerson::named(" Римская-Корсакова  Анна Мария Петровна ");
        assert_eq!(
            (whole.surname.as_str(), whole.name.as_str(), whole.patronymic.as_str()),
            ("Римская-Корсакова", "Анна", "Мария Петровна")
        );
        assert!(whole.faults().is_empty());
        assert_eq!(whole.initials(), "Римская-Корсакова\u{a0}А.\u{a0}М.");
    }

    #[test]
    fn what_could_break_a_page_or_a_letter_is_refused() {
        let bad = NewPerson {
            surname: "<b>".into(),
            name: "я".repeat(101),
            patronymic: "1".into(),
            post: "x".repeat(201),
            email: "a@b.ru\nBcc: c@d.ru".into(),
        };
        assert_eq!(fields(&bad), ["surname", "name", "patronymic", "post", "email"]);
        assert_eq!(NewPerson::default().faults_of_named().len(), 2);
    }
}
