//! The register's pages.

pub mod card;
pub mod download;
pub mod export;
pub mod register;
pub mod verify;

use access::House;

/// Title of a document kind; the code itself for one that the region pack no longer has.
fn kind_title<'a>(house: &'a House, code: &'a str) -> &'a str {
    house.region.document_kind(code).map_or(code, |kind| &kind.title)
}
