//! Whom a printed name means: comparing it with the names that the region knows.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::Vocabulary;
use crate::words::{fold, is_telling, stems, telling_stems, words};

/// How sure a match is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Match<'a> {
    /// The same name but for quotes and spaces.
    Exact(&'a str),
    /// Most of the words are the same: a user should look. The second part is the share of them.
    Likely(&'a str, f64),
    None,
}

impl<'a> Match<'a> {
    pub fn code(self) -> Option<&'a str> {
        match self {
            Self::Exact(code) | Self::Likely(code, _) => Some(code),
            Self::None => None,
        }
    }

    pub fn is_exact(self) -> bool {
        matches!(self, Self::Exact(_))
    }
}

#[derive(Debug)]
struct Name<'a> {
    code: &'a str,
    words: Vec<String>,
    /// Stems of the words, one each.
    word_stems: Vec<String>,
    /// Those of them that tell.
    stems: Vec<String>,
}

/// A word of a printed name: its stems, and its letters where it is an abbreviation.
struct Token {
    bare: String,
    letters: Vec<char>,
    stems: Vec<String>,
}

/// Every name of every organisation, made ready once.
#[derive(Debug)]
pub struct Names<'a> {
    exact: HashMap<String, &'a str>,
    names: Vec<Name<'a>>,
    known_words: HashSet<String>,
    /// Plans repeat their executors in every row.
    found: RefCell<HashMap<String, Match<'a>>>,
}

const LIKELY_FROM: f64 = 0.74;
/// A name longer than this is a text.
const LONGEST: usize = 600;

impl<'a> Names<'a> {
    pub fn of(vocabulary: &'a Vocabulary) -> Self {
        let mut exact = HashMap::new();
        let mut names = Vec::new();
        for known in &vocabulary.organisations {
            for name in std::iter::once(&known.name).chain(&known.aliases) {
                exact.entry(squeezed(name)).or_insert(known.code.as_str());
                names.push(Name {
                    code: &known.code,
                    words: words(name),
                    word_stems: stems(name),
                    stems: telling_stems(name),
                });
            }
        }
        let known_words = names.iter().flat_map(|name| name.words.iter().cloned()).collect();
        Self { exact, names, known_words, found: RefCell::default() }
    }

    /// What looking a name up costs: words of the name against every known name.
    pub fn cost(&self, printed: &str) -> usize {
        if self.found.borrow().contains_key(printed) {
            return 1;
        }
        let words = printed.split_whitespace().count() + 1;
        printed.len() + self.names.len() * words
    }

    pub fn has_code(&self, code: &str) -> bool {
        self.names.iter().any(|name| name.code == code)
    }

    pub fn knows(&self, printed: &str) -> bool {
        self.find(printed).code().is_some()
    }

    /// The organisation that a printed name means.
    pub fn find(&self, printed: &str) -> Match<'a> {
        if printed.len() > LONGEST {
            return Match::None;
        }
        if let Some(found) = self.found.borrow().get(printed) {
            return *found;
        }
        let found = self.look_up(printed);
        self.found.borrow_mut().insert(printed.to_owned(), found);
        found
    }

    fn look_up(&self, printed: &str) -> Match<'a> {
        let key = squeezed(printed);
        if key.is_empty() {
            return Match::None;
        }
        if let Some(code) = self.exact.get(&key) {
            return Match::Exact(code);
        }
        let text = self.unfolded(&without_brackets(printed));
        let tokens: Vec<Token> = text.split_whitespace().map(Token::of).collect();
        let mut best: (f64, Option<&str>) = (LIKELY_FROM, None);
        for name in &self.names {
            let score = resemblance(&written_out(&tokens, name), &name.stems);
            if score > best.0 {
                best = (score, Some(name.code));
            }
        }
        best.1.map_or(Match::None, |code| Match::Likely(code, best.0))
    }

    /// «Минобразования» as «министерство образования» where some name has that word.
    fn unfolded(&self, text: &str) -> String {
        let parts = text.split_whitespace().map(|word| {
            let lower = word.to_lowercase();
            let rest = lower.strip_prefix("мин").filter(|rest| rest.chars().count() >= 5);
            match rest {
                Some(rest) if self.known_words.contains(rest) => format!("министерство {rest}"),
                _ => word.to_owned(),
            }
        });
        parts.collect::<Vec<_>>().join(" ")
    }
}

/// Remarks in brackets do not name anybody: «(далее ОМСУ)».
fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut rest = String::new();
    for letter in text.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            letter if depth == 0 => rest.push(letter),
            _ => {}
        }
    }
    rest
}

/// Letters and digits only: spacing inside abbreviations differs from typist to typist.
fn squeezed(text: &str) -> String {
    // «XK ИРО» with a Latin abbreviation is one word only now.
    fold(&fold(&without_brackets(text)).chars().filter(|c| c.is_alphanumeric()).collect::<String>())
}

/// Share of words in common.
fn resemblance(printed: &[&str], name: &[String]) -> f64 {
    if printed.is_empty() || name.is_empty() {
        return 0.0;
    }
    let common = printed.iter().filter(|stem| name.iter().any(|one| one == *stem)).count();
    #[expect(clippy::cast_precision_loss, reason = "a name has few words")]
    let (common, shorter, longer) =
        (common as f64, printed.len().min(name.len()) as f64, printed.len().max(name.len()) as f64);
    // One inside the other counts when it is not a word or two that many names share.
    let inside = if common >= shorter && shorter >= 3.0 { 0.75 + 0.2 * shorter / longer } else { 0.0 };
    (common / longer).max(inside)
}

/// «КЦО», «МОиН»: capital letters, with a small «и» between them.
pub fn is_abbreviation(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let small = word.chars().filter(|c| !c.is_uppercase() && *c != 'и').count();
    (2..=6).contains(&word.chars().count()) && capitals >= 2 && small == 0
}

impl Token {
    fn of(word: &str) -> Self {
        let bare: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        let is_abbreviation = is_abbreviation(&bare);
        let bare = fold(&bare);
        let letters = if is_abbreviation { bare.chars().collect() } else { Vec::new() };
        Self { letters, stems: telling_stems(word), bare }
    }
}

/// Stems of a printed name, «КЦО» written out as «Краевой центр образования» when the name has three such words in a row.
fn written_out<'t>(tokens: &'t [Token], name: &'t Name<'_>) -> Vec<&'t str> {
    let mut stems: Vec<&str> = Vec::with_capacity(tokens.len() + 4);
    for token in tokens {
        let run = (!token.letters.is_empty() && !name.words.contains(&token.bare))
            .then(|| {
                name.words.windows(token.letters.len()).position(|run| {
                    run.iter().zip(&token.letters).all(|(word, letter)| word.starts_with(*letter))
                })
            })
            .flatten();
        match run {
            Some(at) => {
                let run = name.word_stems.iter().skip(at).take(token.letters.len());
                stems.extend(run.map(String::as_str).filter(|stem| is_telling(stem)));
            }
            None => stems.extend(token.stems.iter().map(String::as_str)),
        }
    }
    stems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::KnownOrganisation;

    fn vocabulary() -> Vocabulary {
        let known = |code: &str, name: &str| KnownOrganisation {
            code: code.into(),
            name: name.into(),
            aliases: Vec::new(),
        };
        Vocabulary {
            organisations: vec![
                known("M", "Министерство образования и науки Хабаровского края"),
                known("R", "РРИБЦ КГАНОУ \"Краевой центр образования\""),
                known(
                    "H",
                    "Руководители органов местного самоуправления, осуществляющих управление в сфере образования",
                ),
            ],
            document_kinds: Vec::new(),
        }
    }

    #[test]
    fn spelling_varies_and_the_body_is_the_same() {
        let vocabulary = vocabulary();
        let known = Names::of(&vocabulary);
        assert_eq!(known.find("РРИБЦ КГА НОУ «Краевой центр образования»"), Match::Exact("R"));
        assert_eq!(known.find("РРИБЦ КГАНОУ \"КЦО\"").code(), Some("R"));
        assert_eq!(known.find("Министерство образования и науки").code(), Some("M"));
        assert_eq!(
            known.find(
                "Руководители органов местного самоуправления, осуществляющих управление в сфере образования (далее ОМСУ)"
            ),
            Match::Exact("H")
        );
        assert_eq!(known.find("Дальневосточная библиотека"), Match::None);
        assert_eq!(known.find("Министерство культуры"), Match::None);
    }

    #[test]
    fn shortened_names_are_written_out() {
        let vocabulary = Vocabulary {
            organisations: vec![super::super::KnownOrganisation {
                code: "M".into(),
                name: "Министерство образования и науки".into(),
                aliases: vec!["Министерство образования края".into()],
            }],
            document_kinds: Vec::new(),
        };
        let known = Names::of(&vocabulary);
        assert_eq!(known.find("МОиН").code(), Some("M"));
        assert_eq!(known.find("Минобразования края").code(), Some("M"));
    }
}
