#![doc = include_str!("../README.md")]

mod digest;
pub mod jobs;
pub mod letters;
mod morning;
pub mod pages;
mod routes;
pub mod rules;
pub mod store;

use access::{Actor, House, PageResult};
use futures_util::future::BoxFuture;
use jiff::civil::Date;

pub use morning::{Morning, tell_everybody};
pub use routes::{NAVIGATION, routes};
pub use rules::{Due, Topic};
pub use store::{HOLDINGS, MIGRATIONS};

/// The door for every room that has deadlines: what waits for each of these people as of a day, in their order.
///
/// Derived anew every time; nothing about it is kept here. Only what the person may see is answered.
pub type Source = for<'a> fn(&'a House, &'a [Actor], Date) -> BoxFuture<'a, PageResult<Vec<Vec<Due>>>>;
