//! The `parameters` column: `key=value key2=value2`, and what each type accepts in it.

use indexmap::IndexMap;

use super::Builder;
use super::draft::Draft;
use crate::form::{Action, Event};
use crate::source::Lookup;
use crate::text::is_reference;

type Parameters = IndexMap<String, String>;

/// Pairs of the column; `Err` when it is not pairs.
pub(super) fn parse(text: &str) -> Result<Parameters, ()> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first == '=' {
            words.push("=");
            rest = &rest[1..];
            continue;
        }
        let end = rest
            .find(|next: char| next.is_whitespace() || matches!(next, '=' | ',' | ';'))
            .unwrap_or(rest.len());
        if end > 0 {
            words.push(&rest[..end]);
            rest = &rest[end..];
        } else {
            rest = &rest[first.len_utf8()..];
        }
    }
    let mut pairs = Parameters::new();
    for triple in words.chunks(3) {
        let [key, "=", value] = triple else { return Err(()) };
        if *key == "=" || *value == "=" {
            return Err(());
        }
        let key = key.to_lowercase();
        let keeps_case = matches!(key.as_str(), "label" | "value");
        pairs.insert(key, if keeps_case { (*value).to_owned() } else { value.to_lowercase() });
    }
    Ok(pairs)
}

const PARAMETERS: &str = "parameters";

impl Builder<'_> {
    /// Names of parameters that the type does not have are refused by name.
    pub(super) fn accept_only(&mut self, draft: &Draft, accepted: &[&str]) {
        for key in draft.parameters.keys().filter(|key| !accepted.contains(&key.as_str())) {
            let list = accepted.join(", ");
            let message = format!("у вопроса типа «{}» нет параметра «{key}».", draft.type_name);
            self.row_error(
                draft.row,
                PARAMETERS,
                "parameters.unknown",
                message,
                &format!("Возможные параметры: {list}."),
            );
        }
    }

    pub(super) fn bad_parameter(&mut self, row: u32, name: &str, wanted: &str) {
        let message = format!("значение параметра «{name}» не подходит.");
        self.row_error(row, PARAMETERS, "parameters.value", message, &format!("Нужно: {wanted}."));
    }

    fn one_of(&mut self, draft: &Draft, name: &str, values: &[&str]) -> Option<String> {
        let value = draft.parameters.get(name)?.clone();
        if values.contains(&value.as_str()) {
            return Some(value);
        }
        self.bad_parameter(draft.row, name, &values.join(", "));
        None
    }

    fn whole_number(&mut self, draft: &Draft, name: &str) -> Option<String> {
        let value = draft.parameters.get(name)?.clone();
        if value.replace('_', "").parse::<i64>().is_ok() {
            return Some(value);
        }
        self.bad_parameter(draft.row, name, "целое число");
        None
    }

    pub(super) fn text_question(&mut self, mut draft: Draft) -> Draft {
        self.accept_only(&draft, &["rows"]);
        if let Some(rows) = self.whole_number(&draft, "rows") {
            draft = draft.with("control", "rows", rows);
        }
        draft
    }

    pub(super) fn photo(&mut self, mut draft: Draft) -> Draft {
        self.accept_only(&draft, &["app", "max-pixels"]);
        if let Some(default) = draft.columns.text("default").filter(|default| !default.is_empty())
            && !default.contains("jr://images/")
        {
            let default = format!("jr://images/{default}");
            draft.set("default", default.into());
        }
        if let Some(pixels) = self.whole_number(&draft, "max-pixels") {
            draft = draft.with("bind", "orx:max-pixels", pixels);
        } else if !draft.parameters.contains_key("max-pixels") {
            let message = "у фотографии не указан предельный размер.";
            let advice = "Добавьте в parameters, например, max-pixels=1024: отправка станет быстрее.";
            self.row_warning(draft.row, PARAMETERS, "photo.large", message, advice);
        }
        let takes_app = draft.appearance().is_none_or(|appearance| appearance == "annotate");
        if let Some(app) = draft.parameters.get("app").cloned()
            && takes_app
        {
            if is_package_name(&app) {
                draft = draft.with("control", "intent", app);
            } else {
                self.bad_parameter(draft.row, "app", "имя пакета Android, например org.example.camera");
            }
        }
        draft
    }

    pub(super) fn audio(&mut self, mut draft: Draft) -> Draft {
        self.accept_only(&draft, &["quality"]);
        if let Some(quality) = self.one_of(&draft, "quality", &["voice-only", "low", "normal", "external"]) {
            draft = draft.with("bind", "odk:quality", quality);
        }
        draft
    }

    pub(super) fn background_audio(&mut self, mut draft: Draft) -> Draft {
        self.accept_only(&draft, &["quality"]);
        let quality = self.one_of(&draft, "quality", &["voice-only", "low", "normal"]);
        draft.actions.push(Action { name: "odk:recordaudio", event: Event::Load, value: None, quality });
        draft
    }

    pub(super) fn geo(&mut self, mut draft: Draft) -> Draft {
        let is_point = draft.type_name == "geopoint";
        if is_point {
            self.accept_only(
                &draft,
                &["allow-mock-accuracy", "capture-accuracy", "reference-geometry", "warning-accuracy"],
            );
            for (name, attribute) in [
                ("capture-accuracy", "accuracyThreshold"),
                ("warning-accuracy", "unacceptableAccuracyThreshold"),
            ] {
                let Some(value) = draft.parameters.get(name).cloned() else { continue };
                if value.parse::<f64>().is_ok() {
                    draft = draft.with("control", attribute, value);
                } else {
                    self.bad_parameter(draft.row, name, "число");
                }
            }
        } else {
            self.accept_only(&draft, &["allow-mock-accuracy", "incremental", "reference-geometry"]);
            if let Some(value) = draft.parameters.get("incremental") {
                if crate::source::aliases::yes_no(value) == Some(true) {
                    draft = draft.with("control", "incremental", "true");
                } else {
                    self.bad_parameter(draft.row, "incremental", "true или ничего");
                }
            }
        }
        if let Some(value) = self.one_of(&draft, "allow-mock-accuracy", &["true", "false"]) {
            draft = draft.with("bind", "odk:allow-mock-accuracy", value);
        }
        if let Some(target) = draft.parameters.get("reference-geometry").cloned() {
            self.geo_references.push((target.clone(), draft.row));
            draft.itemset = Some(target);
        }
        draft
    }

    pub(super) fn audit(&mut self, mut draft: Draft) -> Draft {
        self.accept_only(
            &draft,
            &[
                "identify-user",
                "location-max-age",
                "location-min-interval",
                "location-priority",
                "track-changes",
                "track-changes-reasons",
            ],
        );
        for (name, values) in [
            ("track-changes", &["true", "false"][..]),
            ("track-changes-reasons", &["on-form-edit"][..]),
            ("identify-user", &["true", "false"][..]),
        ] {
            if let Some(value) = self.one_of(&draft, name, values) {
                draft = draft.with("bind", &format!("odk:{name}"), value);
            }
        }
        let of_location = ["location-priority", "location-min-interval", "location-max-age"];
        let given = of_location.iter().filter(|name| draft.parameters.contains_key(**name)).count();
        if given == 0 {
            return draft;
        }
        if given < of_location.len() {
            self.bad_parameter(
                draft.row,
                of_location[0],
                "все три: location-priority, location-min-interval, location-max-age",
            );
            return draft;
        }
        let priorities = ["no-power", "low-power", "balanced", "high-accuracy"];
        let priority = self.one_of(&draft, of_location[0], &priorities);
        let interval = self.whole_number(&draft, of_location[1]);
        let age = self.whole_number(&draft, of_location[2]);
        let number = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<i64>().ok());
        if let (Some(interval), Some(age)) = (number(&interval), number(&age)) {
            if interval < 0 {
                self.bad_parameter(draft.row, of_location[1], "число не меньше 0");
            }
            if age < 0 || age < interval {
                self.bad_parameter(draft.row, of_location[2], "число не меньше location-min-interval");
            }
        }
        for (name, value) in of_location.iter().zip([priority, interval, age]) {
            if let Some(value) = value {
                draft = draft.with("bind", &format!("odk:{name}"), value);
            }
        }
        draft
    }

    pub(super) fn randomize(&mut self, draft: &Draft) {
        let Some(seed) = draft.parameters.get("seed").cloned() else {
            let _ = self.one_of(draft, "randomize", &["true", "false"]);
            return;
        };
        if self.one_of(draft, "randomize", &["true", "false"]).is_none() {
            self.bad_parameter(draft.row, "seed", "вместе с randomize=true");
        } else if !is_reference(&seed) && seed.parse::<f64>().is_err() {
            self.bad_parameter(draft.row, "seed", "число или ссылка на вопрос, ${имя}");
        }
    }
}

fn is_package_name(name: &str) -> bool {
    let is_segment = |segment: &str| {
        segment.chars().next().is_some_and(|first| first != '_' && !first.is_ascii_digit())
            && segment.chars().all(|next| next.is_ascii_alphanumeric() || next == '_')
    };
    name.contains('.') && name.split('.').all(is_segment)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn pairs_in_any_separation() {
        let pairs = parse("randomize = true;seed=${A}, value=Code").expect("pairs");
        assert_eq!(
            pairs.into_iter().collect::<Vec<_>>(),
            [
                ("randomize".to_owned(), "true".to_owned()),
                ("seed".to_owned(), "${a}".to_owned()),
                ("value".to_owned(), "Code".to_owned()),
            ]
        );
        assert!(parse("rows").is_err() && parse("a=b=c").is_err() && parse("=").is_err());
    }
}
