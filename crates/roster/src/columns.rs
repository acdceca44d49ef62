//! Which column is which: by the words of its heading.

use std::collections::BTreeMap;

use crate::words::name_key;

/// What a column holds. The order is that of the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Code,
    Inn,
    Ogrn,
    Kind,
    Municipality,
    Full,
    Short,
    Genitive,
    Phone,
    Email,
    Site,
    Head,
    Pupils,
    CountedOn,
    Status,
    // Of a building.
    Owner,
    BuildingTitle,
    Address,
    Lat,
    Lon,
    Library,
}

impl Field {
    /// Columns of the sheet of organisations.
    pub const OF_ORGANISATION: [Self; 15] = [
        Self::Code,
        Self::Inn,
        Self::Ogrn,
        Self::Kind,
        Self::Municipality,
        Self::Full,
        Self::Short,
        Self::Genitive,
        Self::Phone,
        Self::Email,
        Self::Site,
        Self::Head,
        Self::Pupils,
        Self::CountedOn,
        Self::Status,
    ];
    /// Columns of the sheet of buildings.
    pub const OF_BUILDING: [Self; 6] =
        [Self::Owner, Self::BuildingTitle, Self::Address, Self::Lat, Self::Lon, Self::Library];

    /// The heading in our own workbook.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Code => "Код",
            Self::Inn => "ИНН",
            Self::Ogrn => "ОГРН",
            Self::Kind => "Вид",
            Self::Municipality => "Муниципалитет",
            Self::Full => "Полное наименование",
            Self::Short => "Краткое наименование",
            Self::Genitive => "Наименование в родительном падеже",
            Self::Phone => "Телефон",
            Self::Email => "Электронная почта",
            Self::Site => "Сайт",
            Self::Head => "Руководитель",
            Self::Pupils => "Обучающихся",
            Self::CountedOn => "Обучающихся на дату",
            Self::Status => "Статус библиотеки (меняется только распоряжением)",
            Self::Owner => "Организация (код или ИНН)",
            Self::BuildingTitle => "Здание",
            Self::Address => "Адрес",
            Self::Lat => "Широта",
            Self::Lon => "Долгота",
            Self::Library => "Есть библиотека",
        }
    }
}

/// Beginnings of words that a heading must hold, one set of them for each way to say it. The first field that fits is
/// taken, so the particular stands before the general.
const WORDS: [(Field, &[&[&str]]); 23] = [
    (Field::Owner, &[&["код", "или", "инн"]]),
    (Field::Inn, &[&["инн"]]),
    (Field::Ogrn, &[&["огрн"]]),
    (Field::Genitive, &[&["родительн"]]),
    (Field::Email, &[&["почт", "электронн"], &["email"], &["e", "mail"], &["эл", "почт"], &["почта"]]),
    (Field::Site, &[&["сайт"]]),
    (Field::Library, &[&["есть", "библиотек"], &["наличи", "библиотек"]]),
    (Field::Status, &[&["статус"]]),
    (Field::Lat, &[&["широт"]]),
    (Field::Lon, &[&["долгот"]]),
    (Field::Phone, &[&["телефон"], &["тел"]]),
    (Field::Head, &[&["руководител"], &["директор"], &["заведующ"]]),
    (Field::CountedOn, &[&["дата"], &["дату"], &["состоянию"]]),
    (Field::Pupils, &[&["обучающ"], &["учащ"], &["учеников"], &["численност"], &["контингент"]]),
    (Field::Short, &[&["кратк"], &["сокращ"]]),
    (Field::Full, &[&["полн", "наименован"], &["полн", "назван"]]),
    (
        Field::Municipality,
        &[&["муниципалитет"], &["муниципальн", "образован"], &["район"], &["округ"], &["октмо"]],
    ),
    (Field::BuildingTitle, &[&["здани"], &["корпус"]]),
    (Field::Address, &[&["адрес"], &["местонахожден"], &["место", "нахожден"]]),
    (Field::Code, &[&["код"]]),
    (Field::Kind, &[&["вид"], &["тип"]]),
    (Field::Full, &[&["наименован"], &["назван"]]),
    (Field::Full, &[&["школ"], &["организац"], &["учрежден"]]),
];

/// The field that a heading names.
pub fn field_of(heading: &str) -> Option<Field> {
    let key = name_key(heading);
    let words: Vec<&str> = key.split(' ').collect();
    // «Наименование муниципальной общеобразовательной организации» names no municipality.
    let names_an_organisation =
        ["организац", "учрежден", "школ"].iter().any(|stem| words.iter().any(|word| word.starts_with(stem)))
            && words.iter().any(|word| word.starts_with("наименован") || word.starts_with("назван"));
    WORDS
        .iter()
        .filter(|(field, _)| !(names_an_organisation && *field == Field::Municipality))
        .find(|(_, ways)| {
            ways.iter().any(|stems| {
                stems.iter().all(|stem| {
                    words.iter().any(|word| {
                        if stem.chars().count() < 4 { word == stem } else { word.starts_with(stem) }
                    })
                })
            })
        })
        .map(|(field, _)| *field)
}

/// The columns of a heading row: the first of each field, and headings that nobody understood or that come twice.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    pub of_field: BTreeMap<Field, u32>,
    /// Several columns of addresses are several buildings.
    pub more_addresses: Vec<u32>,
    pub not_understood: Vec<String>,
}

impl Columns {
    pub fn of_row(row: &BTreeMap<u32, String>) -> Self {
        let mut columns = Self::default();
        for (column, heading) in row {
            match field_of(heading) {
                Some(field) if !columns.of_field.contains_key(&field) => {
                    columns.of_field.insert(field, *column);
                }
                Some(Field::Address) => columns.more_addresses.push(*column),
                _ => columns.not_understood.push(crate::tidy(heading)),
            }
        }
        columns
    }

    pub fn has(&self, field: Field) -> bool {
        self.of_field.contains_key(&field)
    }

    /// Whether this is the heading of a list of organisations.
    pub fn are_of_organisations(&self) -> bool {
        !self.has(Field::Owner)
            && self.of_field.len() >= 2
            && [Field::Full, Field::Short, Field::Code, Field::Inn].iter().any(|field| self.has(*field))
    }

    pub fn are_of_buildings(&self) -> bool {
        self.has(Field::Owner) && self.has(Field::Address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_headings_lead_back() {
        for field in Field::OF_ORGANISATION.into_iter().chain(Field::OF_BUILDING) {
            assert_eq!(field_of(field.heading()), Some(field), "{}", field.heading());
        }
    }

    #[test]
    fn headings_of_other_lists_are_understood() {
        for (heading, field) in [
            ("Наименование ОО", Field::Full),
            ("Наименование муниципального образования", Field::Municipality),
            ("Наименование муниципальной общеобразовательной организации", Field::Full),
            ("Район / округ", Field::Municipality),
            ("Краткое название школы", Field::Short),
            ("ФИО директора", Field::Head),
            ("Адрес электронной почты", Field::Email),
            ("E-mail", Field::Email),
            ("Адрес сайта", Field::Site),
            ("Юридический адрес", Field::Address),
            ("Численность учащихся, чел.", Field::Pupils),
            ("Контактный телефон", Field::Phone),
            ("Школа", Field::Full),
        ] {
            assert_eq!(field_of(heading), Some(field), "{heading}");
        }
        for unknown in ["№ п/п", "Примечание", "Учредитель", ""] {
            assert_eq!(field_of(unknown), None, "{unknown}");
        }
    }
}
