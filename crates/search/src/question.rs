//! What somebody asks: words as they type them.

/// A question to the index.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// Words, `"фраза"`, `-лишнее`. All of them must be found.
    pub words: String,
    /// Only things that have all of these.
    pub facets: Vec<String>,
    /// Who is asking: entries with one of these readers. `None`: whoever reaches everything.
    pub readers: Option<Vec<String>>,
    pub limit: usize,
    pub offset: usize,
}

/// A part of the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// Must be found; `is_last` while it may still be typed on.
    Word {
        text: String,
        is_unfinished: bool,
    },
    Phrase(String),
    Without(String),
}

/// More words than anybody types; the rest of a pasted page is not asked for.
const MOST_PARTS: usize = 24;

/// Takes the words apart. Every text is a question: an unclosed quote goes to its end.
pub(crate) fn parts(words: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = words;
    while !rest.is_empty() && parts.len() < MOST_PARTS {
        rest = rest.trim_start();
        if let Some(quoted) = rest.strip_prefix(['"', '«', '“', '„']) {
            let end = quoted.find(['"', '»', '”', '“']).unwrap_or(quoted.len());
            let (phrase, after) = quoted.split_at(end);
            parts.push(Part::Phrase(phrase.to_owned()));
            rest = after.strip_prefix(['"', '»', '”', '“']).unwrap_or(after);
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '"' || c == '«').unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        match word.strip_prefix('-') {
            Some(unwanted) if !unwanted.is_empty() => parts.push(Part::Without(unwanted.to_owned())),
            _ if word.is_empty() => {}
            _ => parts.push(Part::Word { text: word.to_owned(), is_unfinished: rest.is_empty() }),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, is_unfinished: bool) -> Part {
        Part::Word { text: text.into(), is_unfinished }
    }

    #[test]
    fn words_phrases_and_what_is_left_out() {
        assert_eq!(
            parts("приказ «о сети» -проект конк"),
            [
                word("приказ", false),
                Part::Phrase("о сети".into()),
                Part::Without("проект".into()),
                word("конк", true)
            ]
        );
        assert_eq!(parts("\"не закрыто"), [Part::Phrase("не закрыто".into())]);
        assert_eq!(parts("слово "), [word("слово", false)]);
        assert!(parts("  ").is_empty());
        assert_eq!(parts("-"), [word("-", true)]);
    }
}
