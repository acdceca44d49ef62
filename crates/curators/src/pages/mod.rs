//! The pages of a curator, and the page of the invited.

pub mod accept;
pub mod bulk;
pub mod deputy;
pub mod history;
pub mod invitations;
pub mod invite;
pub mod member;
pub mod roster;
pub mod transfer;

use access::{House, PageResult, Role};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use ui::Chrome;

use crate::Invited;
use crate::rules::Fault;

/// A link, shown once.
#[derive(Template)]
#[template(path = "access_link.html")]
pub(crate) struct LinkPage {
    chrome: Chrome,
    heading: &'static str,
    whom: String,
    link: String,
    until: String,
    is_sent: bool,
    /// A new password, not an invitation.
    is_password: bool,
    back: String,
}

/// The page of an invitation that has just been made.
fn invitation_page(house: &House, chrome: Chrome, whom: String, invited: &Invited) -> PageResult {
    let page = LinkPage {
        chrome,
        heading: "Приглашение готово",
        whom,
        link: shown_link(house, &invited.path),
        until: access::letters::moment(house, invited.expires_at),
        is_sent: invited.is_sent,
        is_password: false,
        back: "/access/invitations".into(),
    };
    Ok(Html(page.render()?).into_response())
}

/// A whole address to be handed over.
fn shown_link(house: &House, path: &str) -> String {
    format!("{}{path}", house.settings.public_url)
}

/// A form that comes back with its faults.
fn refused<T: Template>(page: &T) -> PageResult {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// What is wrong with one field, for its place beside the field.
fn fault_of<'a>(faults: &'a [Fault], field: &str) -> Option<&'a str> {
    faults.iter().find(|fault| fault.field == field).map(|fault| fault.text.as_str())
}

/// A choice of a list.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

fn role_choices(house: &House, roles: &[Role], chosen: Option<Role>) -> Vec<Choice> {
    roles
        .iter()
        .map(|role| Choice {
            value: role.code().to_owned(),
            label: house.role_title(*role).to_owned(),
            is_chosen: chosen == Some(*role),
        })
        .collect()
}
