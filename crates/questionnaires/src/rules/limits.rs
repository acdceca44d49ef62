//! What a form asks for and this site cannot do: told to its author by sheet and row before anybody is asked.

use forms::form::{Element, Kind};
use forms::source::Lookup;
use forms::{Form, Place, Problem, Severity};

/// Everything of the form that is not shown or not recorded in the browser, and what cannot be answered there at all. The
/// latter has the severity of a formula that cannot be computed: the form can be seen, not published.
pub fn limits_of(form: &Form) -> Vec<Problem> {
    let mut problems = Vec::new();
    for id in form.in_order() {
        let element = form.element(id);
        let mut tell = |severity, column: &str, message: String, advice: &str| {
            problems.push(Problem {
                severity,
                code: "site.limit".into(),
                place: Place::cell("survey", element.row, column),
                message,
                advice: advice.to_owned(),
            });
        };
        if let Some((message, advice)) = unanswerable(form, element) {
            tell(Severity::Formula, "type", message, advice);
        }
        if let Some((column, message, advice)) = unshown(element) {
            tell(Severity::Warning, column, message, advice);
        }
        if !element.media.is_empty() {
            let message = format!(
                "«{}»: рисунок, звук или видео при вопросе не показываются: файлы к анкете не прикладываются.",
                element.name
            );
            tell(Severity::Warning, "media", message, "Опишите нужное словами в подсказке вопроса.");
        }
    }
    for list in form.lists.values() {
        for choice in list.choices.iter().filter(|choice| !choice.media.is_empty()) {
            problems.push(Problem {
                severity: Severity::Warning,
                code: "site.limit".into(),
                place: Place::cell("choices", choice.row, "media"),
                message: format!(
                    "«{}»: рисунок при варианте ответа не показывается: файлы к анкете не прикладываются.",
                    choice.name
                ),
                advice: "Различите варианты подписями.".into(),
            });
        }
    }
    problems
}

/// A question that nobody could answer, for what it needs is not here.
fn unanswerable(form: &Form, element: &Element) -> Option<(String, &'static str)> {
    let name = &element.name;
    let advice = "Перенесите варианты на лист choices.";
    if element.kind == Kind::ExternalData {
        return Some((format!("«{name}»: таблицы из файлов к анкете не прикладываются."), advice));
    }
    if element.query.is_some() {
        return Some((
            format!(
                "«{name}»: select_one_external здесь не заполняется: варианты листа external_choices на сайте не читаются."
            ),
            "Перенесите варианты на лист choices и задайте их отбор в choice_filter.",
        ));
    }
    let list = element.itemset.as_deref();
    if let Some(file) =
        list.filter(|list| element.is_select() && list.contains('.') && !form.lists.contains_key(*list))
    {
        return Some((
            format!("«{name}»: варианты берутся из файла «{file}», а файлы к анкете не прикладываются."),
            advice,
        ));
    }
    let appearance = element.control.text("appearance").unwrap_or_default();
    if appearance.contains("search(") {
        return Some((
            format!("«{name}»: search() берёт варианты из файла, а файлы к анкете не прикладываются."),
            advice,
        ));
    }
    None
}

/// What is passed over in the browser: the column, the message, what to do.
fn unshown(element: &Element) -> Option<(&'static str, String, &'static str)> {
    let name = &element.name;
    let appearance = element.control.text("appearance").unwrap_or_default();
    let is_drawn =
        appearance.split_whitespace().any(|word| matches!(word, "signature" | "draw" | "annotate"));
    let told = |message: String, advice| Some(("type", message, advice));
    match element.type_name.as_str() {
        "start-geopoint" | "background-audio" | "audit" => told(
            format!("«{name}» ({}): в браузере не записывается, только на телефоне.", element.type_name),
            "Если это нужно от всех, спросите отдельным вопросом.",
        ),
        "geotrace" | "geoshape" => told(
            format!(
                "«{name}» ({}): в браузере не показывается карта, координаты вписывают текстом.",
                element.type_name
            ),
            "Просите очертания на телефоне или приложенным файлом.",
        ),
        _ if is_drawn => Some((
            "appearance",
            format!("«{name}»: в браузере не рисуют и не подписывают, вместо этого прикладывают файл."),
            "Скажите в подсказке, какой файл приложить.",
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "| survey | | | | | |\n| | type | name | label | appearance | media::image |\n| | text | a | А | | |\n";
    const CHOICES: &str = "| choices | | | |\n| | list_name | name | label |\n| | fr | name_key | name |\n";

    fn found(rows: &str) -> Vec<(Severity, String, Option<u32>)> {
        let form = Form::read(format!("{HEAD}{rows}\n{CHOICES}").as_bytes(), "t.md").unwrap();
        let of = |one: Problem| (one.severity, one.message, one.place.row);
        limits_of(&form).into_iter().map(of).collect()
    }

    #[test]
    fn what_needs_a_file_is_not_published() {
        for row in [
            "| | select_one_from_file towns.csv | b | Б | | |",
            "| | select_one fr | b | Б | search('fruits') | |",
        ] {
            let told = found(row);
            assert!(
                matches!(&told[..], [(Severity::Formula, message, Some(3))] if message.contains("«b»")),
                "{row}: {told:?}"
            );
        }
        assert_eq!(found("| | select_one fr | b | Б | minimal | |"), []);
    }

    #[test]
    fn what_the_browser_passes_over_is_told() {
        for row in [
            "| | start-geopoint | b | | | |",
            "| | background-audio | b | | | |",
            "| | geoshape | b | Б | | |",
            "| | image | b | Б | signature | |",
            "| | integer | b | Б | | pic.png |",
        ] {
            let told = found(row);
            assert!(matches!(&told[..], [(Severity::Warning, _, Some(3))]), "{row}: {told:?}");
        }
    }
}
