//! What the system knows of a school for its drafts, and what it does not: each unknown thing with the page where it is entered.

use access::{House, Scope};
use jiff::civil::Date;
use network::rules::{Listed, Roll};
use papers::{Values, blank};
use people::store::ListedPost;
use region::LibraryStatus;
use russian::{Case, Certainty};
use serde_json::{Value, json};

/// Everything for the drafts of one school.
#[derive(Debug, Clone)]
pub struct Known {
    /// By the fields of `fields.yaml`; what is not known is a mark that is seen on the paper.
    pub values: Values,
    pub missing: Vec<Missing>,
    /// Forms that rules made and are not sure of: as given, as printed.
    pub to_check: Vec<(String, String)>,
}

/// Something that the registry does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// «адрес школы»
    pub what: &'static str,
    /// Where it is entered.
    pub path: String,
}

/// Gathers what is known of a school on the day of its drafts. `cards`: the reader's scope of people's cards.
pub async fn known(
    house: &House,
    cards: &Scope,
    roll: &Roll,
    school: &Listed<'_>,
    day: Date,
) -> Result<Known, store::Error> {
    let staff = people::store::people_at(&house.db, cards, &school.organisation.id, day).await?;
    Ok(gather(house, roll, school, &staff, day))
}

fn gather(house: &House, roll: &Roll, school: &Listed<'_>, staff: &[ListedPost], day: Date) -> Known {
    let one = school.organisation;
    let edit = format!("/network/organisations/{}/edit", one.code);
    let mut missing = Vec::new();
    let mut or_blank = |value: &str, what: &'static str, path: &str| {
        if !value.trim().is_empty() {
            return value.trim().to_owned();
        }
        missing.push(Missing { what, path: path.to_owned() });
        blank(what)
    };
    let address = one.buildings_on(day).next().map_or("", |building| building.address.as_str());
    let buildings = format!("/network/organisations/{}/buildings/new", one.code);
    let address = or_blank(address, "адрес школы", &buildings);
    let phone = or_blank(&one.contacts.phone, "телефон школы", &edit);
    let email = or_blank(&one.contacts.email, "электронная почта школы", &edit);
    let head = or_blank(&one.contacts.head, "фамилия, имя и отчество руководителя школы", &edit);
    let pupils = one.pupils_on(day).map_or_else(String::new, |(_, count)| count.to_string());
    let pupils = or_blank(&pupils, "число обучающихся", &edit);
    let found = staff.iter().find(|post| is_librarian(post));
    let librarian = or_blank(
        &found.map_or_else(String::new, ListedPost::full_name),
        "фамилия, имя и отчество сотрудника библиотеки",
        "/people",
    );
    let place = town_of(&address).unwrap_or_else(|| blank("населённый пункт"));
    let founder = one
        .seat_on(day)
        .and_then(|seat| roll.organisation(seat.parent_id.as_deref()?))
        .and_then(|parent| roll.name_on(parent, day));
    let status = school.status.unwrap_or(LibraryStatus::Library);
    let words = &house.region.statuses;
    let period = one.statuses.periods().iter().find(|period| period.period.contains(day));
    let basis = period.and_then(|period| period.basis.as_ref());
    let since = basis.and(period).map_or_else(String::new, |period| period.period.from.to_string());
    let librarian = match found {
        Some(post) => json!({
            "surname": post.surname,
            "name": post.name,
            "patronymic": post.patronymic,
            "post": post.post_title.clone().unwrap_or_default(),
        }),
        None => json!({"surname": librarian, "post": blank("должность")}),
    };
    let values = json!({
        "school": {
            "name": school.name.full,
            "name_genitive": school.name.genitive,
            "short": school.name.short,
            "founder": founder.map_or("", |name| &name.full),
            "address": address,
            "phone": phone,
            "email": email,
            "inn": one.contacts.inn,
        },
        "director": director(&head),
        "librarian": librarian,
        "date": day.to_string(),
        "year": school_year(day),
        "place": place,
        "municipality": school.municipality.map_or("", |place| &place.full_name),
        "status": words.title(status),
        "status_short": words.short(status),
        "status_since": since,
        "status_basis": basis.map_or("", |basis| &basis.reference),
        "is_centre": status != LibraryStatus::Library,
        "is_municipal": status == LibraryStatus::MunicipalCentre,
        "pupils": pupils,
    });
    let to_check = found.map_or_else(Vec::new, doubtful);
    Known { values: values.as_object().cloned().unwrap_or_default(), missing, to_check }
}

fn is_librarian(post: &ListedPost) -> bool {
    let title = post.post_title.as_deref().unwrap_or_default().to_lowercase();
    // «Руководитель МИБЦ», «методист ИБЦ»: the head of a centre is its librarian.
    let is_of_centre = title.split(|sign: char| !sign.is_alphabetic()).any(|word| word.ends_with("ибц"));
    title.contains("библиотек") || is_of_centre
}

/// The accusative is what drafts decline a person into: «назначить Книжную Клару Кирилловну».
fn doubtful(post: &ListedPost) -> Vec<(String, String)> {
    let form = russian::person(&post.surname, &post.name, &post.patronymic, Case::Accusative);
    let is_doubtful = form.certainty == Certainty::Check;
    is_doubtful.then(|| (post.full_name(), form.full())).into_iter().collect()
}

/// The head as the registry writes it: three words that are names fall into parts, anything else is printed as it is.
fn director(head: &str) -> Value {
    let is_name = |word: &&str| word.chars().all(|letter| letter.is_alphabetic() || letter == '-');
    let words: Vec<&str> = head.split_whitespace().collect();
    let (surname, name, patronymic) = match words.as_slice() {
        [surname, name, patronymic] if words.iter().all(is_name) => (*surname, *name, *patronymic),
        [surname, name] if words.iter().all(is_name) => (*surname, *name, ""),
        _ => (head, "", ""),
    };
    json!({"surname": surname, "name": name, "patronymic": patronymic, "post": "Директор"})
}

/// The school year for which papers are prepared on a day: those of July and August are for the coming one.
fn school_year(day: Date) -> String {
    let first = if day.month() >= 7 { day.year() } else { day.year() - 1 };
    format!("{first}/{}", first + 1)
}

const TOWNS: [&str; 10] = ["г. ", "с. ", "п. ", "пос. ", "рп. ", "пгт ", "пгт. ", "ст. ", "д. ", "х. "];

/// «с. Аян» of «682571, с. Аян, ул. Учебная, д. 1»: a house is named after its street, a village before it.
fn town_of(address: &str) -> Option<String> {
    let before_street = address.split(',').map(str::trim).take_while(|part| !part.starts_with("ул"));
    let town = before_street.into_iter().find(|part| TOWNS.iter().any(|prefix| part.starts_with(prefix)))?;
    Some(town.split('(').next().unwrap_or_default().trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_town_stands_before_its_street() {
        assert_eq!(town_of("680000, г. Хабаровск, ул. Учебная, д. 1").as_deref(), Some("г. Хабаровск"));
        assert_eq!(town_of("с. Аян (демо), ул. Школьная, д. 3").as_deref(), Some("с. Аян"));
        assert_eq!(town_of("ул. Школьная, д. 3"), None);
        assert_eq!(town_of(&blank("адрес школы")), None);
    }

    #[test]
    fn whoever_leads_a_centre_is_its_librarian() {
        let holds = |title: &str| {
            is_librarian(&ListedPost {
                person_id: String::new(),
                surname: "Демонова".into(),
                name: String::new(),
                patronymic: String::new(),
                post_title: Some(title.to_owned()),
                org_code: None,
                org_title: None,
            })
        };
        for title in
            ["педагог-библиотекарь", "заведующий библиотекой", "руководитель МИБЦ (демо)", "методист ИБЦ"]
        {
            assert!(holds(title), "{title}");
        }
        assert!(!holds("директор") && !holds("учитель"));
    }

    #[test]
    fn papers_of_the_end_of_summer_are_for_the_coming_year() {
        assert_eq!(school_year(date(2024, 10, 15)), "2024/2025");
        assert_eq!(school_year(date(2025, 2, 14)), "2024/2025");
        assert_eq!(school_year(date(2025, 8, 28)), "2025/2026");
    }

    #[test]
    fn a_head_that_is_no_full_name_stays_whole() {
        assert_eq!(director("Школьный Пётр Ильич")["patronymic"], "Ильич");
        assert_eq!(director("Ли Мин")["name"], "Мин");
        for whole in ["Демо-Директор № 903", "и. о. Петрова А. С.", &blank("руководитель")]
        {
            assert_eq!((&director(whole)["surname"], &director(whole)["name"]), (&json!(whole), &json!("")));
        }
    }
}
