use serde::{Deserialize, Serialize};

use super::{Align, Chart, Signature, Table, Text};

/// A plain string is a paragraph.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Block {
    Plain(String),
    Element(Element),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Element {
    Heading(Heading),
    Paragraph(Paragraph),
    /// Numbered clauses: 1., 1.1., 1.1.1.
    Clauses(Vec<Clause>),
    Bullets(Vec<Text>),
    /// 1) 2) 3)
    Numbers(Vec<Text>),
    /// а) б) в)
    Letters(Vec<Text>),
    Table(Table),
    Picture(Picture),
    Chart(Chart),
    /// Table of contents under this title.
    Contents(String),
    /// `page_break: {}`: a bare word would be a paragraph.
    PageBreak {},
    /// On pages turned sideways, for wide tables.
    Landscape(Vec<Block>),
    Signatures(Vec<Signature>),
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Heading {
    /// 1 to 3.
    pub level: u8,
    pub text: Text,
    /// A caption of a part that the table of contents leaves out.
    pub unlisted: bool,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paragraph {
    pub text: Text,
    /// Absent: justified with the first line indented, as the body of a paper is.
    pub align: Option<Align>,
    /// Stays on the page of what follows.
    pub keep_with_next: bool,
}

/// A clause with clauses of its own. A plain string is a clause without any.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Clause {
    pub text: Text,
    /// A title of a part («1. Общие положения»): bold, in the table of contents.
    pub title: bool,
    pub clauses: Vec<Clause>,
}

impl<'de> Deserialize<'de> for Clause {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Full {
            text: Text,
            #[serde(default)]
            title: bool,
            #[serde(default)]
            clauses: Vec<Clause>,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Plain(String),
            Full(Full),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::Plain(text) => Self { text: text.into(), ..Self::default() },
            Written::Full(full) => Self { text: full.text, title: full.title, clauses: full.clauses },
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureFormat {
    Png,
    Jpeg,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    pub format: PictureFormat,
    /// Base64 where it is written down.
    #[serde(with = "base64_text")]
    pub bytes: Vec<u8>,
    /// What is in the picture, for those who do not see it.
    pub alt: String,
    pub width_mm: f64,
    pub height_mm: f64,
    #[serde(default)]
    pub caption: String,
}

mod base64_text {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl From<Element> for Block {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl Block {
    pub fn paragraph(text: impl Into<Text>) -> Self {
        Element::Paragraph(Paragraph { text: text.into(), ..Paragraph::default() }).into()
    }

    pub fn heading(level: u8, text: impl Into<Text>) -> Self {
        Element::Heading(Heading { level, text: text.into(), unlisted: false }).into()
    }

    /// Every element, those inside turned pages too.
    pub(crate) fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Element)) {
        if let Self::Element(element) = self {
            see(element);
            if let Element::Landscape(blocks) = element {
                for block in blocks {
                    block.visit(see);
                }
            }
        }
    }
}
