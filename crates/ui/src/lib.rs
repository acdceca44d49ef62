#![doc = include_str!("../README.md")]

mod assets;
mod chrome;
mod display;
mod hexmap;
mod problems;
pub mod ru;
mod styleguide;
mod sumbar;

pub use assets::{asset_response, asset_url};
pub use chrome::{Chrome, ErrorPage, NavItem, UserBadge};
pub use display::{Display, Scheme, Size};
pub use hexmap::{HexCell, HexMap, level};
pub use problems::{Problem, Problems};
pub use styleguide::StyleguidePage;
pub use sumbar::{SumBar, SumPart};
