//! Signing in and out, display settings, API tokens, the journal.

pub mod audit;
pub mod display;
pub mod login;
pub mod tokens;

use crate::{Allow, Role, Routes};

/// This room's part of the table of URLs.
pub fn routes() -> Routes {
    Routes::new()
        .get("/login", Allow::Anyone, login::form)
        .post("/login", Allow::Anyone, login::sign_in)
        .post("/logout", Allow::SignedIn, login::sign_out)
        .post("/membership", Allow::SignedIn, login::switch_membership)
        .post("/display", Allow::Anyone, display::set)
        .get("/admin/history", Allow::Roles(&[Role::Administrator]), audit::show)
        .get("/admin/tokens", Allow::Roles(&[Role::Administrator]), tokens::list)
        .post("/admin/tokens", Allow::Roles(&[Role::Administrator]), tokens::create)
        .post("/admin/tokens/{token}/revoke", Allow::Roles(&[Role::Administrator]), tokens::revoke)
}

/// A path of this site to go back to; anything else (another host, a scheme) becomes the start page.
pub(crate) fn own_path(wanted: &str) -> &str {
    let is_own = wanted.starts_with('/') && !wanted.starts_with("//") && !wanted.contains(['\\', '\n', '\r']);
    if is_own { wanted } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_paths_of_this_site_are_gone_back_to() {
        assert_eq!(own_path("/roadmap/2024?view=table"), "/roadmap/2024?view=table");
        for foreign in
            ["//evil.example", "https://evil.example", "javascript:alert(1)", "/\\evil.example", ""]
        {
            assert_eq!(own_path(foreign), "/", "{foreign}");
        }
    }
}
