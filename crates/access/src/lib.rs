#![doc = include_str!("../README.md")]

mod actor;
pub mod audit;
mod csrf;
mod download;
mod error;
mod form;
mod house;
mod middleware;
pub mod pages;
mod passwords;
pub mod programs;
mod roles;
mod routes;
mod scope;
mod sessions;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
mod tokens;

pub use actor::{Actor, Membership, Visitor};
pub use download::download;
pub use error::{PageError, PageResult, ProblemDetails};
pub use form::{FormData, UploadForm, UploadedFile};
pub use house::{House, NavigationEntry, PasswordCost, Settings};
pub use middleware::serve_visitors;
pub use passwords::{PasswordRefused, check_password};
pub use roles::{
    MEMBERSHIP_STATES, MembershipState, Role, membership_state_from_code, role_from_code, why_nothing_opens,
};
pub use routes::{Allow, RouteRow, Routes};
pub use scope::{Deed, Reach, Scope, Subject, reach};
pub use sessions::{random_token, token_hash};
pub use store::MIGRATIONS;
