//! Which kind of document a text names.

use super::Vocabulary;
use crate::words::stems;

#[derive(Debug)]
struct Phrase<'a> {
    code: &'a str,
    stems: Vec<String>,
}

/// The words by which the region's kinds of documents are known, made ready once.
#[derive(Debug)]
pub struct Kinds<'a> {
    phrases: Vec<Phrase<'a>>,
}

/// What a text names, and whether it begins with that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Named<'a> {
    pub code: Option<&'a str>,
    pub at_the_beginning: bool,
}

impl<'a> Kinds<'a> {
    pub fn of(vocabulary: &'a Vocabulary) -> Self {
        let phrases = vocabulary.document_kinds.iter().flat_map(|kind| {
            let phrases = kind.keywords.iter().chain(std::iter::once(&kind.title));
            phrases.map(|phrase| Phrase { code: &kind.code, stems: stems(phrase) })
        });
        Self { phrases: phrases.filter(|phrase| !phrase.stems.is_empty()).collect() }
    }

    pub fn has_code(&self, code: &str) -> bool {
        self.phrases.iter().any(|phrase| phrase.code == code)
    }

    /// What looking at a text costs.
    pub fn cost(&self, text: &str) -> usize {
        text.len() + text.len() * self.phrases.len() / 64
    }

    /// The keyword that stands first, the longest of those.
    pub fn named_in(&self, text: &str) -> Named<'a> {
        let text = stems(text);
        let mut best: Option<(usize, usize, &str)> = None;
        for phrase in &self.phrases {
            let Some(at) = position(&text, &phrase.stems) else { continue };
            let length = phrase.stems.len();
            let is_better = best.is_none_or(|(best_at, best_length, _)| {
                at < best_at || (at == best_at && length > best_length)
            });
            if is_better {
                best = Some((at, length, phrase.code));
            }
        }
        Named {
            code: best.map(|(_, _, code)| code),
            at_the_beginning: best.is_some_and(|(at, _, _)| at == 0),
        }
    }
}

fn position(text: &[String], wanted: &[String]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| {
        window.iter().zip(wanted).all(|(word, stem)| {
            word == stem || (stem.chars().count() >= 5 && word.starts_with(stem.as_str()))
        })
    })
}
