//! Kinds of the region that can be prepared here: those whose layout the papers engine knows.

use access::House;
use papers::Kind;
use region::{DocumentKind, RegionPack};

/// A kind of document with its layout.
#[derive(Debug, Clone, Copy)]
pub struct PaperKind<'a> {
    /// As the region calls it: its title, who issues it, its journal.
    pub document: &'a DocumentKind,
    /// Fields and layout.
    pub layout: &'static Kind,
}

/// Every kind of the region that can be prepared, in the region's order.
pub fn paper_kinds(region: &RegionPack) -> impl Iterator<Item = PaperKind<'_>> {
    region.document_kinds.iter().filter_map(|document| {
        let layout = papers::kind(document.layout_code())?;
        Some(PaperKind { document, layout })
    })
}

pub fn paper_kind<'a>(region: &'a RegionPack, code: &str) -> Option<PaperKind<'a>> {
    paper_kinds(region).find(|kind| kind.document.code == code)
}

/// What the region calls a kind; a code that it does not know any more is shown as it is.
pub(crate) fn kind_title<'a>(house: &'a House, code: &'a str) -> &'a str {
    house.region.document_kind(code).map_or(code, |kind| kind.title.as_str())
}
