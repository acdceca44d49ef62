//! Names of people.

const MAX_PART: usize = 100;

/// Surname, name and patronymic; not everybody has a patronymic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName {
    pub surname: String,
    pub name: String,
    /// Empty where there is none.
    pub patronymic: String,
}

impl PersonName {
    /// Without spaces around and with single spaces inside.
    #[must_use]
    pub fn tidy(&self) -> Self {
        let tidy = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { surname: tidy(&self.surname), name: tidy(&self.name), patronymic: tidy(&self.patronymic) }
    }

    /// «Демонова Анна Сергеевна».
    pub fn full(&self) -> String {
        [self.surname.as_str(), &self.name, &self.patronymic]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// The first fault of a tidy name: the field and what is wrong with it.
pub(crate) fn name_fault(name: &PersonName) -> Option<(&'static str, String)> {
    [
        ("surname", "Фамилия", &name.surname, true),
        ("name", "Имя", &name.name, true),
        ("patronymic", "Отчество", &name.patronymic, false),
    ]
    .into_iter()
    .find_map(|(field, title, part, is_required)| {
        if part.is_empty() {
            return is_required.then(|| (field, format!("{title}: поле не заполнено.")));
        }
        if part.chars().count() > MAX_PART {
            return Some((field, format!("{title}: не больше {MAX_PART}\u{a0}знаков.")));
        }
        let is_letter = |sign: char| sign.is_alphabetic() || matches!(sign, ' ' | '-' | '\'' | '’' | '.');
        let fits = part.chars().all(is_letter) && part.chars().any(char::is_alphabetic);
        (!fits).then(|| (field, format!("{title}: допустимы буквы, дефис, апостроф и пробел.")))
    })
}

/// The text in which a search looks.
pub(crate) fn search_fold(name: &PersonName) -> String {
    ui::ru::fold(&name.full())
}

/// Orders people by surname, name and patronymic alike on both engines: the key is hexadecimal, which no collation
/// reorders. The parts are kept apart, so that «Ли Ян» stands before «Лиханова».
pub(crate) fn sort_key(name: &PersonName) -> String {
    let parts = [&name.surname, &name.name, &name.patronymic].map(|part| ui::ru::fold(part));
    hex::encode(parts.join("\u{1}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn person(surname: &str, name: &str, patronymic: &str) -> PersonName {
        PersonName { surname: surname.into(), name: name.into(), patronymic: patronymic.into() }
    }

    #[test]
    fn names_of_real_people_are_taken() {
        for name in [
            person("Римский-Корсаков", "Николай", "Андреевич"),
            person("О’Коннор", "Ёла", ""),
            person("Ли", "Ён Су", ""),
        ] {
            assert_eq!(name_fault(&name), None, "{name:?}");
        }
    }

    #[test]
    fn the_fault_names_its_field() {
        let field = |name: &PersonName| name_fault(name).map(|(field, _)| field);
        assert_eq!(field(&person("", "Анна", "")), Some("surname"));
        assert_eq!(field(&person("Демонова", "", "")), Some("name"));
        assert_eq!(field(&person("Демонова", "Анна", "<b>")), Some("patronymic"));
        assert_eq!(field(&person(&"я".repeat(101), "Анна", "")), Some("surname"));
        assert_eq!(field(&person("-", "Анна", "")), Some("surname"));
    }

    #[test]
    fn people_are_ordered_by_surname_first() {
        let mut people = [
            person("Лиханова", "Анна", ""),
            person("Ли", "Ян", ""),
            person("Ёлкин", "Иван", ""),
            person("Жуков", "Пётр", ""),
        ];
        people.sort_by_key(sort_key);
        assert_eq!(people.map(|one| one.surname), ["Ёлкин", "Жуков", "Ли", "Лиханова"]);
    }

    proptest! {
        /// Stray spaces change neither the name nor its place in the list.
        #[test]
        fn spaces_do_not_matter(surname in "[А-Яа-яЁё]{1,20}", name in "[А-Яа-яЁё]{1,20}", before in " {0,3}", after in "[ \t]{0,3}") {
            let typed = person(&format!("{before}{surname}{after}"), &format!("{before}{name}"), &after);
            let tidy = typed.tidy();
            prop_assert_eq!(&tidy, &person(&surname, &name, ""));
            prop_assert_eq!(tidy.full(), format!("{surname} {name}"));
            prop_assert_eq!(name_fault(&tidy), None);
        }
    }
}
