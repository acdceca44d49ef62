use serde::{Deserialize, Serialize};

use super::{Block, Picture};

/// The organisation's blank: emblem, names, address and the like.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Letterhead {
    pub layout: LetterheadLayout,
    pub emblem: Option<Picture>,
    /// Organisations above, one a line.
    pub founders: Vec<String>,
    pub organisation: String,
    pub short_name: String,
    /// Address, telephone, e-mail, registration numbers; one a line.
    pub contacts: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterheadLayout {
    /// Over the whole width: orders, protocols.
    #[default]
    Centred,
    /// In the left corner, the addressee beside it: letters.
    Corner,
}

/// «УТВЕРЖДАЮ», «СОГЛАСОВАНО»: by a person, or by a paper told in the lines.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stamp {
    pub word: String,
    /// «приказом института», «от 12 февраля 2024 г. № 57», or the person's post.
    pub lines: Vec<String>,
    /// Initials and surname of the person; empty for a paper.
    pub name: String,
    pub date: String,
}

/// Post, a place for the hand, initials and surname.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Signature {
    pub post: String,
    pub name: String,
    pub date: String,
}

/// The mark that a paper was signed electronically; signing itself happens elsewhere.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ElectronicSignature {
    pub certificate: String,
    pub owner: String,
    pub valid_from: String,
    pub valid_to: String,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Executor {
    pub name: String,
    pub phone: String,
}

/// A QR code with the address of the page where the paper can be checked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Verification {
    pub url: String,
    pub caption: String,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Annex {
    /// «Приложение № 1»
    pub title: String,
    /// «к приказу института», «от 12 февраля 2024 г. № 57».
    pub reference: Vec<String>,
    pub approval: Option<Stamp>,
    pub heading: String,
    pub landscape: bool,
    pub body: Vec<Block>,
}
