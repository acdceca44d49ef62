//! One document model, three renderers: what a paper is, without a word about how Word, PDF or HTML say it.

mod blocks;
mod chart;
mod requisites;
mod table;
mod text;
mod widths;

pub use blocks::{Block, Clause, Element, Heading, Paragraph, Picture, PictureFormat};
pub(crate) use chart::number as chart_number;
pub use chart::{Chart, ChartKind, Series};
pub use requisites::{
    Annex, ElectronicSignature, Executor, Letterhead, LetterheadLayout, Signature, Stamp, Verification,
};
use serde::{Deserialize, Serialize};
pub use table::{Align, Cell, Column, Row, Table};
pub use text::{Inline, Styled, Text};
pub(crate) use text::{is_unprinted, shows_nothing};

/// Edition of ГОСТ Р 7.0.97 by which the requisites are laid out; part of a template's version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Standard {
    #[default]
    #[serde(rename = "gost-r-7.0.97-2016")]
    Gost2016,
    /// In force since 18 August 2025.
    #[serde(rename = "gost-r-7.0.97-2025")]
    Gost2025,
}

/// An official paper. Requisites that a paper does not have stay empty; their places are the standard's business.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paper {
    pub standard: Standard,
    /// Title of the file: what a reader's program shows in its window.
    pub title: String,
    pub author: String,
    pub subject: String,
    /// `YYYY-MM-DD`; nothing here looks at a clock.
    pub created: Option<jiff::civil::Date>,
    /// «ПРОЕКТ» over the paper: a draft has no number.
    pub draft: bool,
    /// The whole paper on pages turned sideways.
    pub landscape: bool,
    pub letterhead: Option<Letterhead>,
    /// «ПРИКАЗ»; letters have none.
    pub kind: String,
    pub date: String,
    pub number: String,
    /// «На № 17 от 5 марта 2024 г.»
    pub reply_to: String,
    pub place: String,
    /// Each addressee in lines.
    pub addressees: Vec<Vec<String>>,
    pub approval: Option<Stamp>,
    /// «О создании рабочей группы»
    pub heading: Text,
    pub body: Vec<Block>,
    /// «Приложение: на 3 л. в 1 экз.»: one line each.
    pub enclosures: Vec<String>,
    pub signatures: Vec<Signature>,
    pub electronic_signature: Option<ElectronicSignature>,
    pub agreements: Vec<Stamp>,
    /// Those who agreed inside the organisation.
    pub visas: Vec<Signature>,
    pub acquainted: Vec<Signature>,
    pub executor: Option<Executor>,
    pub verification: Option<Verification>,
    pub annexes: Vec<Annex>,
}

#[cfg(feature = "pdf")]
impl Paper {
    pub(crate) fn has_contents(&self) -> bool {
        let mut found = false;
        for block in self.body.iter().chain(self.annexes.iter().flat_map(|annex| &annex.body)) {
            block.visit(&mut |element| found |= matches!(element, Element::Contents(_)));
        }
        found
    }
}
