//! «Версия для слабовидящих»: size, colours and images, kept in a cookie that says nothing about the person.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect};
use ui::Display;

use super::own_path;
use crate::middleware::DISPLAY_COOKIE;
use crate::{FormData, PageResult};

const A_YEAR_IN_SECONDS: u32 = 365 * 24 * 3600;

pub async fn set(form: FormData) -> PageResult {
    let display = Display::from_choices(form.text("scheme"), form.text("size"), form.text("images"));
    let value = display.to_cookie();
    let text =
        format!("{DISPLAY_COOKIE}={value}; Path=/; Max-Age={A_YEAR_IN_SECONDS}; HttpOnly; SameSite=Lax");
    let set_cookie = HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""));
    Ok(([(header::SET_COOKIE, set_cookie)], Redirect::to(own_path(form.text("back")))).into_response())
}
