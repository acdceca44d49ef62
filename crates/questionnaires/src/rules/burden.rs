//! How long a questionnaire takes: told to its author before anybody is asked.

use forms::Form;
use forms::form::{Element, Kind};
use forms::source::Lookup;

use super::layout::questions_of;

/// The rule in the reader's words.
pub const BURDEN_RULE: &str = "Считаем так: прочитать вопрос — по 0,3 с на слово; выбрать один вариант — 5 с, несколько — 10 с, вписать число — 15 с, дату — 10 с, строку — 20 с, развёрнутый ответ — 60 с, приложить файл — 90 с. Вопрос, который показывают не всем, считается за половину, вопрос повторяющегося раздела — за три. Цифры, которых нет под рукой, ищут дольше.";

/// Expected seconds of one respondent.
pub fn seconds_of(form: &Form) -> i64 {
    let tenths: i64 = questions_of(form)
        .into_iter()
        .map(|id| {
            let element = form.element(id);
            let mut tenths = reading(element) + answering(element) * 10;
            let depends = std::iter::once(id)
                .chain(form.ancestors(id))
                .any(|one| form.element(one).bind_text("relevant").is_some_and(|text| !text.is_empty()));
            if depends {
                tenths /= 2;
            }
            let repeats = form.ancestors(id).filter(|one| form.element(*one).kind == Kind::Repeat).count();
            tenths * 3_i64.pow(u32::try_from(repeats.min(3)).unwrap_or(0))
        })
        .sum();
    tenths / 10
}

/// Whole minutes, one at least.
pub fn minutes(seconds: i64) -> i64 {
    ((seconds + 59) / 60).max(1)
}

fn reading(element: &Element) -> i64 {
    let words = |value: Option<&forms::source::Value>| match value {
        Some(forms::source::Value::Text(text)) => text.split_whitespace().count(),
        Some(forms::source::Value::Group(group)) => group
            .values()
            .next()
            .and_then(|value| value.text())
            .map_or(0, |text| text.split_whitespace().count()),
        None => 0,
    };
    i64::try_from(words(element.label.as_ref()) + words(element.hint.as_ref())).unwrap_or(0) * 3
}

fn answering(element: &Element) -> i64 {
    let is_long = element.control.text("appearance").is_some_and(|text| text.contains("multiline"));
    match (element.control_tag, element.bind_text("type").unwrap_or_default()) {
        _ if element.bind_text("readonly").is_some_and(|text| text == "true()") => 0,
        ("select1" | "trigger" | "range", _) => 5,
        ("select" | "odk:rank", _) => 10,
        ("upload", _) => 90,
        (_, "int" | "decimal") => 15,
        (_, "date" | "time" | "dateTime") => 10,
        _ if is_long => 60,
        _ => 20,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(rows: &str) -> i64 {
        let text = format!("| survey | | | | |\n| | type | name | label | relevant |\n{rows}\n");
        seconds_of(&Form::read(text.as_bytes(), "t.md").unwrap())
    }

    #[test]
    fn the_meter_goes_by_its_rule() {
        assert_eq!(seconds("| | integer | a | Сколько всего учеников | |"), 15);
        assert_eq!(
            seconds(
                "| | text | a | Имя | |\n| | integer | b | Сколько лет вам сейчас исполнилось полных лет уже десять | 1 = 1 |"
            ),
            20 + 9
        );
        assert_eq!(
            seconds("| | begin_repeat | r | Визит | |\n| | text | a | Имя | |\n| | end_repeat | | | |"),
            60
        );
        assert_eq!((minutes(0), minutes(60), minutes(61)), (1, 1, 2));
    }
}
