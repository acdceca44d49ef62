//! Signing in and out, one's own account, settings of an administrator, API tokens, the journal.

pub mod audit;
pub mod display;
pub mod email;
pub(crate) mod kept;
pub mod login;
pub mod me;
pub mod password;
pub mod second_factor;
pub mod security;
pub mod sessions;
pub mod tokens;

use crate::{Allow, Role, Routes};

const ADMINISTRATOR: Allow = Allow::Roles(&[Role::Administrator]);

/// This room's part of the table of URLs.
pub fn routes() -> Routes {
    entrance().merge(own_account()).merge(administration())
}

fn entrance() -> Routes {
    Routes::new()
        .get("/login", Allow::Anyone, login::form)
        .post("/login", Allow::Anyone, login::sign_in)
        .post("/login/code", Allow::Anyone, login::sign_in_with_code)
        .post("/logout", Allow::SignedIn, login::sign_out)
        .get("/password/forgot", Allow::Anyone, password::forgot_form)
        .post("/password/forgot", Allow::Anyone, password::forgot)
        .get("/password/{token}", Allow::Anyone, password::by_link_form)
        .post("/password/{token}", Allow::Anyone, password::by_link)
        .get("/email/{token}", Allow::Anyone, email::confirm_form)
        .post("/email/{token}", Allow::Anyone, email::confirm)
        .post("/display", Allow::Anyone, display::set)
}

fn own_account() -> Routes {
    Routes::new()
        .get("/me", Allow::SignedIn, me::show)
        .post("/me/confirm", Allow::SignedIn, me::confirm)
        .post("/membership", Allow::SignedIn, login::switch_membership)
        .post("/me/memberships/{membership}/accept", Allow::SignedIn, me::accept)
        .post("/me/memberships/{membership}/decline", Allow::SignedIn, me::decline)
        // Asks for the password itself, so it needs no confirmation before.
        .get("/me/password", Allow::SignedIn, password::own_form)
        .post("/me/password", Allow::SignedIn, password::change_own)
        .get_confirmed("/me/email", Allow::SignedIn, email::form)
        .post_confirmed("/me/email", Allow::SignedIn, email::set)
        .get_confirmed("/me/second-factor", Allow::SignedIn, second_factor::show)
        .post_confirmed("/me/second-factor/begin", Allow::SignedIn, second_factor::begin)
        .post_confirmed("/me/second-factor/confirm", Allow::SignedIn, second_factor::confirm)
        .post_confirmed("/me/second-factor/codes", Allow::SignedIn, second_factor::renew_codes)
        .post_confirmed("/me/second-factor/remove", Allow::SignedIn, second_factor::remove)
        .get("/me/sessions", Allow::SignedIn, sessions::list)
        .post("/me/sessions/end-others", Allow::SignedIn, sessions::end_others)
        .post("/me/sessions/{session}/end", Allow::SignedIn, sessions::end)
}

fn administration() -> Routes {
    Routes::new()
        .get("/admin/history", ADMINISTRATOR, audit::show)
        .get("/admin/security", ADMINISTRATOR, security::show)
        .post_confirmed("/admin/security", ADMINISTRATOR, security::set)
        .get("/admin/tokens", ADMINISTRATOR, tokens::list)
        .post_confirmed("/admin/tokens", ADMINISTRATOR, tokens::create)
        .post("/admin/tokens/{token}/revoke", ADMINISTRATOR, tokens::revoke)
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
