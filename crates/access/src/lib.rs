#![doc = include_str!("../README.md")]

pub mod acceptance;
mod actor;
pub mod audit;
mod client;
mod csrf;
pub mod curation;
mod download;
mod entrance;
mod error;
mod form;
pub mod holdings;
mod house;
pub mod jobs;
pub mod letters;
mod limits;
pub mod links;
mod middleware;
pub mod pages;
mod passwords;
pub mod programs;
pub mod readers;
mod reauthentication;
mod roles;
mod routes;
mod scope;
mod sealing;
pub mod second_factor;
mod sessions;
pub mod store;
mod term;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod tokens;
mod tries;

pub use actor::{Actor, Membership, Visitor};
pub use download::{download, made_aside, media};
pub use error::{PageError, PageResult, ProblemDetails};
pub use form::{FormData, UploadForm, UploadedFile};
pub use house::{AccountPage, House, NavigationEntry, PasswordCost, Settings};
pub use middleware::serve_visitors;
pub use passwords::{PasswordRefused, check_password};
pub use roles::{
    MEMBERSHIP_STATES, MembershipState, Role, membership_state_from_code, role_from_code, state_title,
};
pub use routes::{Allow, RouteRow, Routes};
pub use scope::{Deed, Reach, Scope, Subject, reach};
pub use sealing::{SealError, SealingKeys};
pub use sessions::{random_token, token_hash};
pub use store::{HOLDINGS, MIGRATIONS};
pub use term::{Term, state_on};
pub use tokens::{TokenScope, new_api_token};
pub use tries::begin_answering;
