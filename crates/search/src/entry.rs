//! What is put in, and what comes out.

/// A thing that can be found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// Unique: an entry with a known id replaces the one that was there.
    pub id: String,
    pub title: String,
    /// The text, as plain as it is read.
    pub body: String,
    /// Who may find it: `all`, `org:…`. An entry without readers is found only by who reaches everything.
    pub readers: Vec<String>,
    /// By what a question may be narrowed: `kind:order`, `year:2024`.
    pub facets: Vec<String>,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub id: String,
    pub title: String,
    /// The place of the text in which the words stand; empty where they stand in the title alone.
    pub excerpt: Vec<Piece>,
    pub score: f32,
}

/// A piece of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// The piece is a word that was asked for.
    pub is_hit: bool,
}

/// A page of what was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    pub found: Vec<Found>,
    /// How many there are on all pages.
    pub total: usize,
}
