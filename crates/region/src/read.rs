//! Reading one YAML file of a pack, with the parser's complaints said in Russian.

use crate::problem::{Problem, Problems};
use serde::de::DeserializeOwned;
use serde_saphyr::Error;

/// Reads `file`; a missing or unreadable one becomes a problem and `None`.
pub(crate) fn read<T: DeserializeOwned>(
    files: &impl Fn(&str) -> Option<String>,
    file: &str,
    problems: &mut Problems,
) -> Option<T> {
    let Some(text) = files(file) else {
        problems.add(file, "", "файла нет в пакете региона");
        return None;
    };
    match serde_saphyr::from_str(&text) {
        Ok(value) => Some(value),
        Err(error) => {
            problems.push(unreadable(file, &error));
            None
        }
    }
}

fn unreadable(file: &str, error: &Error) -> Problem {
    let error = error.without_snippet();
    let key = error.location().map_or_else(String::new, |location| {
        format!("строка {}, столбец {}", location.line(), location.column())
    });
    Problem { file: file.to_owned(), key, message: in_russian(error) }
}

/// The mistakes that authors really make; the rest is passed on as the parser says it.
fn in_russian(error: &Error) -> String {
    match error {
        Error::Eof { .. } => "файл пуст".to_owned(),
        Error::SerdeUnknownField { field, expected, .. } => {
            format!("неизвестный ключ «{field}»; допустимы: {}", expected.join(", "))
        }
        Error::SerdeMissingField { field, .. } => format!("нет обязательного ключа «{field}»"),
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            format!("неизвестное значение «{variant}»; допустимы: {}", expected.join(", "))
        }
        Error::DuplicateMappingKey { key, .. } => {
            format!("ключ «{}» записан дважды", key.as_deref().unwrap_or("?"))
        }
        Error::SerdeInvalidType { unexpected, expected, .. }
        | Error::SerdeInvalidValue { unexpected, expected, .. } => {
            format!("неподходящее значение: получено {unexpected}, ожидалось {expected}")
        }
        other => format!("файл не читается как YAML: {}", other.render()),
    }
}
