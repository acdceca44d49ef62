//! Finding measures by words: Russian stems, so that «вебинар» finds «вебинаров».
//!
//! A plan is a few hundred lines and its board is in memory; the full-text index comes with the documents.

use plan::words::stems;

use crate::board::{Board, measure_title};

/// A measure that holds every word of the query somewhere in its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub number: String,
    pub title: String,
    /// The text in which the words were found, when it is not the title.
    pub excerpt: String,
}

/// Whether every stem of the query begins some word of the text; a part of a word is enough while it is being typed.
pub fn holds(query: &[String], text: &str) -> bool {
    let words = stems(text);
    query.iter().all(|stem| words.iter().any(|word| word.starts_with(stem.as_str())))
}

/// Measures of a plan that answer a query; nothing for an empty one.
pub fn measures(board: &Board, query: &str) -> Vec<Found> {
    let query = stems(query);
    if query.is_empty() {
        return Vec::new();
    }
    let all = board.version.plan.sections.iter().flat_map(|section| &section.measures);
    all.filter_map(|measure| {
        let texts = std::iter::once(measure.title.as_str())
            .chain(measure.items.iter().map(|item| item.title.as_str()))
            .chain(measure.documents.iter().map(|document| document.text.as_str()))
            .chain(measure.expected_results.iter().map(String::as_str))
            .chain(measure.executors.iter().map(|executor| executor.text.as_str()))
            .chain(std::iter::once(measure.note.as_str()));
        let everything: Vec<&str> = texts.collect();
        let is_number = query.len() == 1 && query[0] == measure.number;
        if !is_number && !holds(&query, &everything.join(" ")) {
            return None;
        }
        let title = measure_title(measure);
        let excerpt =
            everything.iter().find(|text| holds(&query, text)).filter(|text| **text != title).copied();
        Some(Found { number: measure.number.clone(), title, excerpt: excerpt.unwrap_or_default().to_owned() })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_find_each_other() {
        assert!(holds(&stems("вебинар"), "Проведение краевых вебинаров"));
        assert!(holds(&stems("ёлка"), "праздник ЕЛКИ"));
        assert!(holds(&stems("краевая конференция"), "Проведение краевой конференции"));
        assert!(!holds(&stems("конкурс"), "Проведение краевой конференции"));
    }
}
