//! The frame of every page.

use askama::Template;
use jiff::civil::Date;

use crate::{Display, asset_url, ru};

/// What the layout shows around a page's content. Every page struct has a field `chrome`.
#[derive(Debug, Clone)]
pub struct Chrome {
    pub region_name: String,
    /// `None`: nobody has signed in.
    pub user: Option<UserBadge>,
    pub navigation: Vec<NavItem>,
    /// Token for the hidden field `_csrf` of every form.
    pub csrf: String,
    pub display: Display,
    pub today: Date,
    /// Shows the banner of the demonstration.
    pub demo: bool,
    /// A sentence above the content: why nothing opens for a suspended membership.
    pub notice: Option<String>,
    pub search_query: String,
    /// Path and query of this page, for forms that come back to it.
    pub path: String,
    /// The reader may open the journal: cards lead to the history of what they show.
    pub sees_history: bool,
}

#[derive(Debug, Clone)]
pub struct UserBadge {
    /// Tells one person's drafts from another's in the same browser.
    pub account: String,
    pub name: String,
    pub organisation: String,
    pub role_title: String,
    /// Reminders that have not been read: the number at the bell.
    pub unread: i64,
}

/// A line of the menu.
#[derive(Debug, Clone)]
pub struct NavItem {
    pub label: String,
    pub path: String,
    pub current: bool,
}

impl Chrome {
    /// Address of the style sheet.
    pub fn css(&self) -> &'static str {
        asset_url("biblioset.css")
    }
    /// Address of our own script.
    pub fn script(&self) -> &'static str {
        asset_url("biblioset.js")
    }
    /// Address of htmx.
    pub fn htmx(&self) -> &'static str {
        asset_url("htmx.js")
    }
    /// Address of the icon.
    pub fn icon(&self) -> &'static str {
        asset_url("favicon.svg")
    }

    /// Where the journal tells all that was done with a thing; nothing for those who may not open it. Kind and id are
    /// those under which the journal knows the thing.
    pub fn history_of(&self, kind: &str, id: &str) -> Option<String> {
        self.sees_history.then(|| format!("/admin/history?kind={kind}&object={}", url_part(id)))
    }

    /// «15 октября 2024 года».
    pub fn today_text(&self) -> String {
        ru::date_of_year(self.today)
    }
}

/// Ids are letters, digits and dashes; anything else is written as an address wants it.
fn url_part(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// A refusal with a face: what happened, why, what to do next.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    pub chrome: Chrome,
    pub code: u16,
    pub title: String,
    pub why: String,
    pub next: String,
}

#[cfg(test)]
mod tests {
    use super::url_part;

    #[test]
    fn an_id_stays_one_part_of_an_address() {
        assert_eq!(url_part("m4.2-a"), "m4.2-a");
        assert_eq!(url_part("a&b=я"), "a%26b%3D%D1%8F");
    }
}
