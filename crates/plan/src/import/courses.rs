//! Courses of professional development: name, hours and form out of the title.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Course;
use crate::words::{fold, tidy};

static BRACKETS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\(([^()]*)\)").ok());
static HOURS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(\d{1,4})\s*(?:ак\p{L}*\.?\s*)?(?:час\p{L}*\.?|ч\.?(?:$|[,;\s]))").ok()
});
static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"[«"“](.+)[»"”]"#).ok());

/// The course in a title like «Курсы повышения квалификации … „Название“ (36 час., очно)»; `None` for other measures.
pub fn course_in(title: &str) -> Option<Course> {
    let folded = fold(title);
    let is_course = folded.contains("курс")
        && (folded.contains("повышения квалификации")
            || folded.contains("переподготовк")
            || folded.contains("стажиров"));
    if !is_course {
        return None;
    }
    let brackets: Vec<String> =
        BRACKETS.as_ref()?.captures_iter(title).map(|found| found[1].to_owned()).collect();
    let with_hours =
        brackets.iter().find_map(|text| HOURS.as_ref()?.captures(text).map(|found| (text, found)))?;
    let hours = with_hours.1[1].parse().ok()?;
    let form = brackets
        .iter()
        .map(|text| {
            tidy(&HOURS.as_ref().map_or(text.clone(), |pattern| pattern.replace(text, "").into_owned()))
        })
        .map(|text| text.trim_matches([',', ';', ' ', '.']).to_owned())
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let head = title.split('(').next().unwrap_or(title).trim();
    let name = match QUOTED.as_ref()?.captures(title) {
        Some(found) => found[1].to_owned(),
        None => name_after_the_kind(head),
    };
    Some(Course { name: tidy(&name), hours, form })
}

/// Without quotes the name begins with the first capital letter after the kind of course.
fn name_after_the_kind(head: &str) -> String {
    let words: Vec<&str> = head.split_whitespace().collect();
    let start = (1..words.len()).find(|index| words[*index].chars().next().is_some_and(char::is_uppercase));
    start.map_or_else(|| head.to_owned(), |index| words[index..].join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_hours_and_form() {
        let told = |title: &str| course_in(title).map(|course| (course.name, course.hours, course.form));
        assert_eq!(
            told(
                "Курсы повышения квалификации педагогических работников Проектная деятельность (36 час., очно)"
            ),
            Some(("Проектная деятельность".into(), 36, "очно".into()))
        );
        assert_eq!(
            told(
                "Курсы повышения квалификации \"Среда: от библиотеки к центру\" (72 часа, очно-заочные с применением ДОТ)"
            ),
            Some(("Среда: от библиотеки к центру".into(), 72, "очно-заочные с применением ДОТ".into()))
        );
        assert_eq!(
            told("Курсы повышения квалификации «Теория» (в форме стажировочной площадки) (36 ч.)"),
            Some(("Теория".into(), 36, "в форме стажировочной площадки".into()))
        );
        assert_eq!(told("Краевая конференция (в плане Правительства края)"), None);
    }
}
