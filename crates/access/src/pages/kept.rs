//! A form that was sent too early or too late: its text is carried along and shown again.

use crate::FormData;

use super::own_path;

#[derive(Debug, Clone)]
pub(crate) struct KeptForm {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

/// Words for the fields in which people write; the other fields travel along unseen.
const FIELD_LABELS: [(&str, &str); 18] = [
    ("title", "Название"),
    ("date", "Дата"),
    ("number", "Номер"),
    ("link", "Адрес страницы"),
    ("term", "Срок"),
    ("reason", "Причина"),
    ("basis", "Основание"),
    ("note", "Пояснение"),
    ("text", "Сообщение"),
    ("q", "Слова"),
    ("surname", "Фамилия"),
    ("name", "Имя"),
    ("patronymic", "Отчество"),
    ("post", "Должность"),
    ("email", "Электронная почта"),
    ("from", "С какого дня"),
    ("to", "По какой день"),
    ("list", "Список"),
];

const KEPT_ACTION: &str = "_kept_action";
const KEPT_FIELD: &str = "_kept.";

impl KeptForm {
    /// What was typed into a form, without its token, passwords and codes.
    pub fn of(action: &str, form: &FormData) -> Self {
        let is_kept = |name: &str| name != "_csrf" && !name.contains("password") && !name.ends_with("code");
        let fields = form.fields().iter().filter(|(name, _)| is_kept(name)).cloned().collect();
        Self { action: action.to_owned(), fields }
    }

    /// The kept form out of the fields of a login form.
    pub fn inside(form: &FormData) -> Option<Self> {
        let action = own_path(form.text(KEPT_ACTION));
        if form.text(KEPT_ACTION).is_empty() {
            return None;
        }
        let fields = form
            .fields()
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(KEPT_FIELD)?.to_owned(), value.clone())))
            .collect();
        Some(Self { action: action.to_owned(), fields })
    }

    /// What the person typed, in words: (label, value).
    pub fn shown(&self) -> Vec<(&'static str, String)> {
        let label =
            |field: &str| FIELD_LABELS.iter().find(|(name, _)| *name == field).map(|(_, label)| *label);
        let filled = self.fields.iter().filter(|(_, value)| !value.trim().is_empty());
        filled
            .filter_map(|(field, value)| {
                let date = value.parse::<jiff::civil::Date>().ok();
                Some((label(field)?, date.map_or_else(|| value.clone(), ui::ru::date_long)))
            })
            .collect()
    }
}
