#![doc = include_str!("../README.md")]

mod assets;
mod chrome;
mod display;
mod hexmap;
mod outline_map;
mod problems;
mod styleguide;
mod sumbar;

pub use assets::{Asset, asset_response, asset_url, offline_script};
pub use chrome::{Chrome, ErrorPage, NavItem, UserBadge};
pub use display::{Display, Scheme, Size};
pub use hexmap::{HexCell, HexMap, level};
pub use outline_map::{OutlineMap, OutlineShape};
pub use problems::{Problem, Problems};
/// Russian for pages: the crate of the lowest floor under the name by which pages know it.
pub use russian as ru;
pub use styleguide::StyleguidePage;
pub use sumbar::{SumBar, SumPart};
