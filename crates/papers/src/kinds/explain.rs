//! Why a part of a layout was not filled, for people: the field by its title, and not a word of the layout's language.

use minijinja::{Environment, Error};

use super::fill::Scope;
use super::{Field, Kind, registration_fields};

/// What to tell of `error` in `text`.
pub(super) fn explain(
    kind: &Kind,
    env: &Environment<'_>,
    text: &str,
    scope: &Scope,
    error: &Error,
) -> String {
    let what = field_at_fault(env, text, scope).and_then(|path| title(kind, scope, path));
    let what = what.map_or_else(|| format!("макет «{}»", kind.title), |title| format!("поле «{title}»"));
    // Filters tell in Russian; the engine's own words are about its code.
    let is_told = |detail: &&str| detail.contains(|letter: char| ('а'..='я').contains(&letter));
    match error.detail().filter(is_told) {
        Some(detail) => format!("{what}: {detail}. Исправьте поле и повторите."),
        None => format!("{what}: значение не подходит. Исправьте поле и повторите."),
    }
}

/// The path of the first placeholder that is not filled by itself.
fn field_at_fault<'t>(env: &Environment<'_>, text: &'t str, scope: &Scope) -> Option<&'t str> {
    let mut codes = text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(code, _)| code);
    let is_wrong = |code: &&str| {
        let compiled = env.compile_expression(code);
        compiled.and_then(|compiled| compiled.eval(scope.context())).is_err()
    };
    let code = codes.find(is_wrong)?;
    code.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_' && sign != '.')
        .find(|word| !word.is_empty())
}

/// «Критерии: Максимальный балл».
fn title(kind: &Kind, scope: &Scope, path: &str) -> Option<String> {
    let mut names = path.split('.');
    let first = names.next()?;
    let first = scope.turns().get(first).map_or(first, String::as_str);
    let mut fields: &[Field] = &kind.fields;
    let mut titles = Vec::new();
    for name in std::iter::once(first).chain(names) {
        let found = fields.iter().chain(registration_fields()).find(|field| field.name == name);
        let Some(field) = found else { break };
        titles.push(field.title.as_str());
        fields = &field.fields;
    }
    (!titles.is_empty()).then(|| titles.join(": "))
}
