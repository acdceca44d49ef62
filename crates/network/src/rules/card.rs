//! Fields of a card: what they are called, whether a value is fit, how a change of one is told.

use roster::check;

use super::Contacts;

/// An identifier or a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CardField {
    Inn,
    Ogrn,
    Phone,
    Email,
    Site,
    Head,
}

impl CardField {
    pub const ALL: [Self; 6] = [Self::Inn, Self::Ogrn, Self::Phone, Self::Email, Self::Site, Self::Head];

    /// Name of the form field.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Inn => "inn",
            Self::Ogrn => "ogrn",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Site => "site",
            Self::Head => "head",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Inn => "ИНН",
            Self::Ogrn => "ОГРН",
            Self::Phone => "Телефон",
            Self::Email => "Электронная почта",
            Self::Site => "Сайт",
            Self::Head => "Руководитель",
        }
    }

    pub const fn hint(self) -> &'static str {
        match self {
            Self::Inn => "10 цифр",
            Self::Ogrn => "13 цифр",
            Self::Phone => "С кодом города; несколько — через запятую",
            Self::Email => "Один адрес, который читают каждый день",
            Self::Site => "Адрес сайта организации",
            Self::Head => "Фамилия и инициалы",
        }
    }

    /// Who the organisation is in law: what an organisation does not change by itself.
    pub const fn is_identity(self) -> bool {
        matches!(self, Self::Inn | Self::Ogrn)
    }

    /// The value as it is kept; empty takes it away.
    pub fn checked(self, text: &str) -> Result<String, String> {
        if roster::tidy(text).is_empty() {
            return Ok(String::new());
        }
        let kept = match self {
            Self::Inn => check::inn(text),
            Self::Ogrn => check::ogrn(text),
            Self::Phone => check::phone(text),
            Self::Email => check::email(text),
            Self::Site => check::site(text),
            Self::Head => check::line(text, check::MAX_CONTACT),
        };
        kept.map_err(|unfit| format!("{}: {}", self.title(), unfit.told()))
    }

    pub fn of(self, contacts: &Contacts) -> &str {
        match self {
            Self::Inn => &contacts.inn,
            Self::Ogrn => &contacts.ogrn,
            Self::Phone => &contacts.phone,
            Self::Email => &contacts.email,
            Self::Site => &contacts.site,
            Self::Head => &contacts.head,
        }
    }

    pub fn of_mut(self, contacts: &mut Contacts) -> &mut String {
        match self {
            Self::Inn => &mut contacts.inn,
            Self::Ogrn => &mut contacts.ogrn,
            Self::Phone => &mut contacts.phone,
            Self::Email => &mut contacts.email,
            Self::Site => &mut contacts.site,
            Self::Head => &mut contacts.head,
        }
    }

    /// «Телефон: «12-34-56» → «65-43-21»». The journal names no person.
    pub fn told(self, before: &str, after: &str) -> String {
        let title = self.title();
        if self == Self::Head {
            return format!("{title}: изменён");
        }
        match (before.is_empty(), after.is_empty()) {
            (true, _) => format!("{title}: «{after}»"),
            (_, true) => format!("{title}: «{before}» убрано"),
            _ => format!("{title}: «{before}» → «{after}»"),
        }
    }
}

/// A field as its editor saw it and as they want it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    pub field: CardField,
    /// What the registry said when the form was opened.
    pub was: String,
    pub becomes: String,
}

/// What two editors of one field wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldConflict {
    pub field: &'static str,
    pub title: &'static str,
    /// What the registry says now: somebody else's.
    pub now: String,
    pub wanted: String,
}

/// The contacts with the changes made, and the lines that tell of them; or the fields on which two editors differ.
///
/// Each field is compared by itself: what an editor has not touched is not their word against anybody's.
pub fn changed(
    before: &Contacts,
    changes: &[FieldChange],
) -> Result<(Contacts, Vec<String>), Vec<FieldConflict>> {
    let mut after = before.clone();
    let (mut told, mut conflicts) = (Vec::new(), Vec::new());
    for change in changes.iter().filter(|change| change.was != change.becomes) {
        let now = change.field.of(before);
        if now == change.becomes {
            continue;
        }
        if now != change.was {
            conflicts.push(FieldConflict {
                field: change.field.code(),
                title: change.field.title(),
                now: now.to_owned(),
                wanted: change.becomes.clone(),
            });
            continue;
        }
        told.push(change.field.told(now, &change.becomes));
        change.field.of_mut(&mut after).clone_from(&change.becomes);
    }
    if conflicts.is_empty() { Ok((after, told)) } else { Err(conflicts) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn change(field: CardField, was: &str, becomes: &str) -> FieldChange {
        FieldChange { field, was: was.into(), becomes: becomes.into() }
    }

    #[test]
    fn two_editors_of_two_fields_both_have_their_way() {
        let now = Contacts { phone: "22-22-22".into(), site: "https://a.ru".into(), ..Contacts::default() };
        // The form was opened when the telephone was another one; only the site was touched.
        let changes = [
            change(CardField::Phone, "11-11-11", "11-11-11"),
            change(CardField::Site, "https://a.ru", "https://b.ru"),
        ];
        let (after, told) = changed(&now, &changes).unwrap();
        assert_eq!((after.phone.as_str(), after.site.as_str()), ("22-22-22", "https://b.ru"));
        assert_eq!(told, ["Сайт: «https://a.ru» → «https://b.ru»"]);
    }

    #[test]
    fn two_editors_of_one_field_are_shown_both_words() {
        let now = Contacts { phone: "22-22-22".into(), ..Contacts::default() };
        let conflicts = changed(&now, &[change(CardField::Phone, "11-11-11", "33-33-33")]).unwrap_err();
        assert_eq!((conflicts[0].now.as_str(), conflicts[0].wanted.as_str()), ("22-22-22", "33-33-33"));
        assert!(
            changed(&now, &[change(CardField::Phone, "11-11-11", "22-22-22")]).unwrap().1.is_empty(),
            "they agree"
        );
    }

    #[test]
    fn no_person_is_named_in_a_line() {
        assert_eq!(CardField::Head.told("Иванова И. И.", "Петрова П. П."), "Руководитель: изменён");
    }

    proptest! {
        /// Nothing that was not asked for changes, whoever comes first.
        #[test]
        fn an_editor_changes_only_what_they_touched(touched in proptest::collection::vec(any::<bool>(), 6)) {
            let before = Contacts { inn: "a".into(), ogrn: "b".into(), phone: "c".into(), email: "d".into(), site: "e".into(), head: "f".into() };
            let changes: Vec<FieldChange> = CardField::ALL
                .into_iter()
                .zip(&touched)
                .map(|(field, touched)| change(field, field.of(&before), if *touched { "новое" } else { field.of(&before) }))
                .collect();
            let (after, told) = changed(&before, &changes).unwrap();
            for (field, touched) in CardField::ALL.into_iter().zip(&touched) {
                prop_assert_eq!(field.of(&after), if *touched { "новое" } else { field.of(&before) });
            }
            prop_assert_eq!(told.len(), touched.iter().filter(|touched| **touched).count());
        }
    }
}
