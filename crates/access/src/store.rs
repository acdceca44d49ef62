//! All SQL of this room: who may enter, as whom, by which links and within which allowances.

mod accounts;
mod actors;
mod devices;
mod holdings;
mod invitations;
mod limits;
mod links;
mod memberships;
mod roster;
mod second_factor;
mod sessions;
mod tokens;

use store::Migration;

pub use accounts::{
    AccountLine, NewAccount, account_lines, add_account, close_account, fold_login, hash_password,
    login_is_free, rename, reset_password, set_email,
};
pub(crate) use accounts::{
    account_by_login, account_for_password, email_of, note_sign_in, own_account, set_password,
};
pub(crate) use actors::{active_actors, actor_of_api_token, actor_of_session};
pub use actors::{actor_of_account, actor_of_login, actor_of_membership};
pub(crate) use devices::{forget_devices, has_known_device, is_known_device, know_device};
pub use holdings::HOLDINGS;
pub use invitations::{
    Invitation, InvitationState, NewInvitation, invitation, invitation_of_token, invitations, invite,
    mark_accepted, renew_invitation, withdraw_invitation,
};
pub(crate) use limits::{charge, refund, wait_of};
pub(crate) use links::{Link, LinkKind, link_of, make_link, use_link};
pub use memberships::{
    MembershipChoice, Place, accept_membership, add_membership, add_term_membership, change_membership_state,
    decline_membership, end_membership, memberships_of, move_organisation_in_memberships,
    rename_organisation_in_memberships, replace_role_at, set_membership_state, set_term, settle_terms,
};
pub(crate) use roster::own_events;
pub use roster::{Held, HistoryLine, RosterLine, held_by, history, roster, roster_line};
pub(crate) use second_factor::{
    begin_second_factor, confirm_second_factor, count_recovery_codes, drop_second_factor,
    needs_second_factor, replace_secret, sealed_secrets, second_factor, second_factors_by_role,
    set_recovery_codes, take_recovery_code, take_step,
};
pub use second_factor::{roles_with_second_factor, set_roles_with_second_factor};
pub(crate) use sessions::{
    NewSession, add_half_sign_in, confirm_session, end_half_sign_in, end_other_sessions, end_own_session,
    end_session, rotate_session, sessions_of, start_session, switch_membership, touch_session,
    try_half_sign_in,
};
pub use sessions::{end_sessions_of_account, sweep};
pub use tokens::{ApiTokenRow, NewApiToken, add_api_token};
pub(crate) use tokens::{active_membership_of_login, api_tokens, note_token_use, revoke_api_token};

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 2_001,
        name: "accounts, memberships, sessions, tokens",
        sql: include_str!("../migrations/0001_accounts.sql"),
    },
    Migration { version: 2_010, name: "the journal", sql: include_str!("../migrations/0010_audit.sql") },
    Migration {
        version: 2_030,
        name: "addresses of accounts",
        sql: include_str!("../migrations/0030_email.sql"),
    },
    Migration {
        version: 2_031,
        name: "terms of memberships",
        sql: include_str!("../migrations/0031_terms.sql"),
    },
    Migration {
        version: 2_032,
        name: "sessions, known devices, allowances",
        sql: include_str!("../migrations/0032_sessions.sql"),
    },
    Migration {
        version: 2_033,
        name: "links that work once",
        sql: include_str!("../migrations/0033_links.sql"),
    },
    Migration {
        version: 2_034,
        name: "the second factor",
        sql: include_str!("../migrations/0034_second_factor.sql"),
    },
    Migration {
        version: 2_035,
        name: "invitations",
        sql: include_str!("../migrations/0035_invitations.sql"),
    },
    Migration {
        version: 2_036,
        name: "scopes of API tokens",
        sql: include_str!("../migrations/0036_token_scopes.sql"),
    },
    Migration {
        version: 2_060,
        name: "unread reminders",
        sql: include_str!("../migrations/0060_unread.sql"),
    },
];
