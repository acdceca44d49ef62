//! What the system knows of a paper before anybody has typed a word.

use jiff::civil::Date;
use papers::{Field, FieldType, Kind, Values};
use serde_json::{Value, json};

use super::lists::{KnownLibrary, KnownMunicipality, Part, ReportLine, list, name_inside};

/// An organisation as the registry has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownOrganisation {
    pub name: String,
    pub name_genitive: String,
    pub short: String,
    pub founder: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    pub inn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownPerson {
    pub surname: String,
    pub name: String,
    pub patronymic: String,
    pub post: String,
    pub phone: String,
}

/// The part of the plan for which the paper is prepared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Task {
    pub number: String,
    /// Title of the item, or of the measure.
    pub title: String,
    /// «2024 год», «2024/25 учебный год».
    pub year_title: String,
    pub year: i64,
    /// Last day of the term.
    pub due: Option<Date>,
    /// Names of the executors, the leading one first.
    pub executors: Vec<String>,
    pub results: Vec<String>,
    /// The items of the measure, or the one for which the paper is prepared.
    pub parts: Vec<Part>,
}

/// Everything at hand.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub today: Option<Date>,
    pub issuer: KnownOrganisation,
    pub signatory: KnownPerson,
    pub approver: KnownPerson,
    pub executor: KnownPerson,
    pub task: Option<Task>,
    /// For the kinds that list them; empty for others.
    pub municipalities: Vec<KnownMunicipality>,
    pub libraries: Vec<KnownLibrary>,
    pub report: Vec<ReportLine>,
    /// «План мероприятий („дорожная карта“) …» and «выполнено – 9, идёт – 6».
    pub report_title: String,
    pub report_summary: String,
}

/// A draft's first values; what is not known is left for people.
pub fn prefill(kind: &Kind, known: &Known) -> Values {
    kind.fields.iter().map(|field| (field.name.clone(), value_of(kind, field, known))).collect()
}

fn value_of(kind: &Kind, field: &Field, known: &Known) -> Value {
    match (field.kind, field.name.as_str()) {
        (FieldType::Organisation, "organisation") => organisation(&known.issuer),
        (FieldType::Organisation, _) => organisation(&KnownOrganisation::default()),
        (FieldType::Person, "signatory") => person(&known.signatory),
        (FieldType::Person, "approver") => person(&known.approver),
        (FieldType::Person, "executor") => person(&known.executor),
        (FieldType::Person, _) => person(&KnownPerson::default()),
        (FieldType::Flag, _) => Value::Bool(false),
        (FieldType::List, _) => list(kind, field, known),
        // The day of an event is not the day on which its program is written.
        (FieldType::Date, "date") if field.title.starts_with("Дата проведения") => due(known),
        (FieldType::Date, "date" | "as_of") => {
            known.today.map_or(Value::from(""), |day| Value::from(day.to_string()))
        }
        (FieldType::Date, "due") => due(known),
        (FieldType::Number, "year") => {
            known.task.as_ref().map_or(Value::from(""), |task| Value::from(task.year.to_string()))
        }
        (_, name) => Value::from(text(kind, field, name, known)),
    }
}

fn due(known: &Known) -> Value {
    let day =
        known.task.as_ref().and_then(|task| task.due).filter(|due| known.today.is_none_or(|day| *due >= day));
    Value::from(day.map_or_else(String::new, |day| day.to_string()))
}

fn text(kind: &Kind, field: &Field, name: &str, known: &Known) -> String {
    match (kind.code.as_str(), name) {
        ("execution_report", "title") => return known.report_title.clone(),
        ("execution_report", "summary") => return known.report_summary.clone(),
        _ => {}
    }
    if name == "place" && field.title == "Место составления" {
        return town_of(&known.issuer.address);
    }
    if name == "contacts" {
        let who = &known.executor;
        let name = [&who.surname, &who.name, &who.patronymic];
        let name = name.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        return [name, who.post.clone(), who.phone.clone()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
    }
    let Some(task) = &known.task else { return String::new() };
    match name {
        // A title in the nominative cannot be declined safely: the frame around it is always right.
        "subject" if field.title.starts_with("О чём") => {
            format!("О мероприятии «{}»", without_quotes(&task.title))
        }
        "title" if matches!(kind.code.as_str(), "regulation" | "project_passport") => {
            name_inside(&task.title).unwrap_or_else(|| task.title.clone())
        }
        "contest" => name_inside(&task.title).unwrap_or_else(|| task.title.clone()),
        "organiser" | "partners" => task.executors.join(", "),
        "title" => task.title.clone(),
        "reason" => format!(
            "Во исполнение мероприятия {} плана («дорожной карты») на {}",
            task.number, task.year_title
        ),
        "year" => task.year_title.clone(),
        _ => String::new(),
    }
}

/// Quotation marks inside quotation marks are the other pair.
pub(super) fn without_quotes(title: &str) -> String {
    title.trim_end_matches(['.', ':', ';']).replace('«', "„").replace('»', "“")
}

fn organisation(known: &KnownOrganisation) -> Value {
    json!({
        "name": known.name,
        "name_genitive": known.name_genitive,
        "short": known.short,
        "founder": known.founder,
        "address": known.address,
        "phone": known.phone,
        "email": known.email,
        "inn": known.inn,
    })
}

fn person(known: &KnownPerson) -> Value {
    json!({
        "surname": known.surname,
        "name": known.name,
        "patronymic": known.patronymic,
        "post": known.post,
        "phone": known.phone,
    })
}

/// «г. Хабаровск» of «680000, г. Хабаровск, ул. Фрунзе, д. 1».
fn town_of(address: &str) -> String {
    address
        .split(',')
        .map(str::trim)
        .find(|part| part.starts_with("г. ") || part.starts_with("с. ") || part.starts_with("п. "))
        .map(|part| part.split('(').next().unwrap_or_default().trim().to_owned())
        .unwrap_or_default()
}

/// «Демонова Анна Сергеевна» of the registry, as parts.
pub fn split_name(full: &str) -> Option<(String, String, String)> {
    let parts: Vec<&str> = full.split_whitespace().collect();
    match parts.as_slice() {
        [surname, name, patronymic] => Some(((*surname).into(), (*name).into(), (*patronymic).into())),
        [surname, name] => Some(((*surname).into(), (*name).into(), String::new())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn known() -> Known {
        Known {
            today: Some(date(2024, 10, 15)),
            issuer: KnownOrganisation {
                name: "Институт".into(),
                short: "ИРО".into(),
                address: "680000, г. Пример (адрес уточняется), ул. Первая".into(),
                ..KnownOrganisation::default()
            },
            executor: KnownPerson {
                surname: "Тестова".into(),
                name: "Ольга".into(),
                ..KnownPerson::default()
            },
            task: Some(Task {
                number: "4".into(),
                title: "Экспертиза «документов»".into(),
                year_title: "2024 год".into(),
                year: 2024,
                due: Some(date(2024, 11, 30)),
                ..Task::default()
            }),
            ..Known::default()
        }
    }

    #[test]
    fn a_letter_begins_with_what_is_known() {
        let values = prefill(papers::kind("info_letter").unwrap(), &known());
        assert_eq!(values["subject"], "О мероприятии «Экспертиза „документов“»");
        assert_eq!(values["due"], "2024-11-30");
        assert_eq!(values["date"], "2024-10-15");
        assert_eq!(values["organisation"]["short"], "ИРО");
        assert_eq!(values["executor"]["surname"], "Тестова");
        assert_eq!(values["addressees"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn lists_are_filled_with_what_the_system_knows() {
        let mut known = known();
        let task = known.task.as_mut().unwrap();
        task.title = "Проведение конкурса \"Лучший центр – 2024\"".into();
        task.results = vec!["Выявление опыта.".into()];
        task.parts = vec![Part {
            title: "\"PROКниги\"".into(),
            term: "сентябрь".into(),
            from: Some(date(2024, 9, 1)),
            to: Some(date(2024, 9, 30)),
        }];
        known.municipalities = vec![KnownMunicipality {
            name: "Примерный район".into(),
            responsible: "Пробный П. П.".into(),
        }];
        known.libraries = vec![KnownLibrary { name: "Школа № 1".into(), ..KnownLibrary::default() }];
        known.report_title = "План".into();
        known.report =
            vec![ReportLine {
                name: "Семинар".into(), state: "Идёт".into(), ..ReportLine::default()
            }];
        let of = |kind: &str| prefill(papers::kind(kind).unwrap(), &known);
        let regulation = of("regulation");
        assert_eq!(regulation["title"], "Лучший центр – 2024");
        assert_eq!(regulation["tasks"][0]["text"], "Выявление опыта");
        assert_eq!(
            regulation["stages"][0],
            json!({"name": "PROКниги", "from": "2024-09-01", "to": "2024-09-30"})
        );
        assert_eq!(of("criteria")["contest"], "Лучший центр – 2024");
        assert_eq!(of("program")["talks"][0]["topic"], "PROКниги");
        assert_eq!(
            of("schedule")["windows"][0],
            json!({"municipality": "Примерный район", "responsible": "Пробный П. П."})
        );
        assert_eq!(of("directive")["organisations"][0]["name"], "Школа № 1");
        let report = of("execution_report");
        assert_eq!((&report["title"], &report["rows"][0]["state"]), (&json!("План"), &json!("Идёт")));
        assert_eq!(of("order")["clauses"], json!([]), "what nobody knows is left for people");
    }

    #[test]
    fn a_term_that_is_over_is_nobodys_deadline() {
        let mut late = known();
        late.today = Some(date(2024, 12, 1));
        assert_eq!(prefill(papers::kind("info_letter").unwrap(), &late)["due"], "");
    }

    #[test]
    fn every_kind_is_filled_without_unknown_fields() {
        for kind in papers::kinds() {
            let values = prefill(kind, &known());
            let unknown =
                super::super::missing(kind, &values).into_iter().find(|one| one.text.contains("нет."));
            assert_eq!(unknown, None, "{}", kind.code);
            super::super::drawn(kind, &values).unwrap_or_else(|error| panic!("{}: {error}", kind.code));
        }
        let order = prefill(papers::kind("order").unwrap(), &known());
        assert_eq!(order["place"], "г. Пример");
        assert_eq!(order["reason"], "Во исполнение мероприятия 4 плана («дорожной карты») на 2024 год");
    }

    #[test]
    fn names_fall_into_parts() {
        let parts = |surname: &str, name: &str, patronymic: &str| {
            Some((surname.to_owned(), name.to_owned(), patronymic.to_owned()))
        };
        assert_eq!(split_name(" Демонова  Анна Сергеевна "), parts("Демонова", "Анна", "Сергеевна"));
        assert_eq!(split_name("Ли Мин"), parts("Ли", "Мин", ""));
        assert_eq!(split_name("директор школы № 5 Демонова А. С."), None);
    }
}
