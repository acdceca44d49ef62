//! How a refusal reaches the reader. Every error says what happened, why, and what to do next.
//!
//! Which type where: rooms have their own error enums with Russian texts; handlers answer [`PageResult`];
//! `anyhow` lives only in the command line. A thing outside one's scope is `NotFound`, never "forbidden".

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

pub type PageResult<T = Response> = Result<T, PageError>;

#[derive(Debug)]
pub enum PageError {
    /// No such thing, or none for this reader: the two are told in the same words.
    NotFound,
    /// The form did not come from our own page (CSRF) or its page is too old.
    NotOurForm,
    /// What was sent cannot be used; the text says why and what to do.
    Refused {
        what: String,
        why: String,
        next: String,
    },
    /// Somebody else changed the same thing meanwhile.
    Conflict {
        what: String,
    },
    /// `If-Match` does not name the current version (API).
    PreconditionFailed,
    /// A change without `If-Match` where one is required (API).
    PreconditionRequired,
    TooLarge {
        limit: String,
    },
    /// Somebody guesses too fast, or a whole network does. `seconds`: until the next try.
    TooManyTries {
        seconds: i64,
    },
    /// The program's token is not for this (API).
    ScopeMissing {
        needed: &'static str,
    },
    /// A link that works once has been used, withdrawn or is too old.
    LinkIsOver {
        what: String,
        next: String,
    },
    /// Signing in is needed (API); pages redirect to the login form instead.
    SignInNeeded,
    /// The disk is full: nothing was saved, and that is said.
    StorageFull,
    /// The database does not answer: nothing was saved as far as we know, and it may be tried again soon.
    NoAnswer,
    /// Too much is being calculated at once: nothing was done, and it may be tried again soon.
    Busy,
    /// Our fault. The text goes to the log, not to the reader.
    Internal(String),
}

impl PageError {
    /// A refusal with its reason and the next step.
    pub fn refused(what: impl Into<String>, why: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Refused { what: what.into(), why: why.into(), next: next.into() }
    }

    /// A scan or a photograph longer than a file may be.
    pub(crate) fn too_large_upload() -> Self {
        Self::TooLarge { limit: "20 МБ".into() }
    }

    pub(crate) fn text(&self) -> ErrorText {
        let (status, what, why, next) = match self {
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "Страница не найдена",
                "Такой страницы нет, либо она не относится к вашей роли и организации.".to_owned(),
                "Проверьте адрес или вернитесь на главную страницу. Если страница должна быть вам доступна, спросите администратора.".to_owned(),
            ),
            Self::NotOurForm => (
                StatusCode::FORBIDDEN,
                "Форма не принята",
                "Страница с формой устарела или открыта не с этого сайта. Изменения не сохранены.".to_owned(),
                "Вернитесь на предыдущую страницу, обновите её и отправьте форму ещё раз.".to_owned(),
            ),
            Self::Refused { what, why, next } => {
                return ErrorText { status: StatusCode::UNPROCESSABLE_ENTITY, what: what.clone(), why: why.clone(), next: next.clone() };
            }
            Self::Conflict { what } => (
                StatusCode::CONFLICT,
                "Запись изменил кто-то другой",
                what.clone(),
                "Обновите страницу, посмотрите новое состояние и, если нужно, повторите действие.".to_owned(),
            ),
            Self::PreconditionFailed => (
                StatusCode::PRECONDITION_FAILED,
                "Версия записи устарела",
                "Заголовок If-Match не совпал с текущей версией.".to_owned(),
                "Получите запись заново и повторите запрос с новым значением ETag.".to_owned(),
            ),
            Self::PreconditionRequired => (
                StatusCode::PRECONDITION_REQUIRED,
                "Не указана версия записи",
                "Изменение требует заголовка If-Match с ETag записи.".to_owned(),
                "Получите запись, возьмите её ETag и повторите запрос.".to_owned(),
            ),
            Self::TooLarge { limit } => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "Слишком большой файл или текст",
                format!("Допустимый размер — {limit}. Ничего не сохранено."),
                "Уменьшите файл (например, сохраните скан с меньшим разрешением) и отправьте снова.".to_owned(),
            ),
            Self::TooManyTries { seconds } => (
                StatusCode::TOO_MANY_REQUESTS,
                "Слишком много попыток",
                format!(
                    "Подряд было слишком много неудачных попыток. Следующая будет возможна через {}.",
                    wait_in_words(*seconds)
                ),
                "Подождите и попробуйте снова. Если пароль забыт, задайте новый: ссылка «Забыли пароль?» на странице входа. На устройстве, с которого вы уже входили, чужие попытки вам не мешают.".to_owned(),
            ),
            Self::ScopeMissing { needed } => (
                StatusCode::FORBIDDEN,
                "Ключ доступа этого не разрешает",
                format!("Для запроса нужен ключ с правом «{needed}»."),
                "Попросите администратора выпустить ключ с этим правом.".to_owned(),
            ),
            Self::LinkIsOver { what, next } => {
                return ErrorText { status: StatusCode::GONE, what: "Ссылка больше не действует".into(), why: what.clone(), next: next.clone() };
            }
            Self::SignInNeeded => (
                StatusCode::UNAUTHORIZED,
                "Нужен вход",
                "Запрос не содержит действующего ключа доступа.".to_owned(),
                "Передайте ключ в заголовке «Authorization: Bearer …»; ключ выдаёт администратор.".to_owned(),
            ),
            Self::StorageFull => (
                StatusCode::INSUFFICIENT_STORAGE,
                "На сервере закончилось место",
                "Изменения не сохранены: диск заполнен. Просмотр страниц работает.".to_owned(),
                "Сообщите администратору и повторите действие позже.".to_owned(),
            ),
            Self::NoAnswer => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Хранилище данных не отвечает",
                "Сервер с данными не ответил вовремя. Подтверждения записи нет, поэтому считайте, что изменения не сохранены.".to_owned(),
                "Подождите минуту и повторите: вернитесь назад, введённое осталось в форме. Перед повтором посмотрите, не появилась ли запись.".to_owned(),
            ),
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Сервер занят",
                "Сейчас одновременно вычисляется слишком много анкет. Этот запрос не выполнен, ничего не изменено.".to_owned(),
                "Подождите полминуты и повторите: вернитесь назад, введённое осталось в форме.".to_owned(),
            ),
            Self::Internal(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Не получилось выполнить действие",
                "На сервере произошла ошибка. Она записана в журнал; ваши сохранённые данные не пострадали.".to_owned(),
                "Повторите через несколько минут. Если ошибка остаётся, сообщите администратору время и адрес страницы.".to_owned(),
            ),
        };
        ErrorText { status, what: what.to_owned(), why, next }
    }
}

/// «2 минуты»: seconds only where there is less than a minute.
fn wait_in_words(seconds: i64) -> String {
    let (count, words) = match seconds {
        ..60 => (seconds, ["секунду", "секунды", "секунд"]),
        _ => ((seconds + 59) / 60, ["минуту", "минуты", "минут"]),
    };
    format!("{count}\u{a0}{}", ui::ru::plural(count, words[0], words[1], words[2]))
}

/// What the middleware turns into a page or into a problem document; travels in the response's extensions.
#[derive(Debug, Clone)]
pub(crate) struct ErrorText {
    pub status: StatusCode,
    pub what: String,
    pub why: String,
    pub next: String,
}

/// The body of an API error (RFC 9457).
#[derive(Debug, Serialize)]
pub struct ProblemDetails {
    pub title: String,
    pub status: u16,
    pub detail: String,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        if let Self::Internal(reason) = &self {
            tracing::error!(reason, "request failed");
        }
        let text = self.text();
        let mut response = text.status.into_response();
        match self {
            Self::TooManyTries { seconds } => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            _ if text.status == StatusCode::SERVICE_UNAVAILABLE => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
            }
            _ => {}
        }
        response.extensions_mut().insert(text);
        response
    }
}

impl From<::store::Error> for PageError {
    fn from(error: ::store::Error) -> Self {
        match error {
            ::store::Error::NotFound => Self::NotFound,
            ::store::Error::Full(_) => Self::StorageFull,
            ::store::Error::NoAnswer => Self::NoAnswer,
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        Self::Internal(format!("template: {error}"))
    }
}

impl From<serde_json::Error> for PageError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(format!("json: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_told_as_people_tell_them() {
        assert_eq!(wait_in_words(1), "1\u{a0}секунду");
        assert_eq!(wait_in_words(59), "59\u{a0}секунд");
        assert_eq!(wait_in_words(61), "2\u{a0}минуты");
        assert_eq!(wait_in_words(360), "6\u{a0}минут");
    }
}
