//! What the list of people is asked for.

use serde::Deserialize;

pub const PEOPLE_ON_A_PAGE: i64 = 50;
/// How many words of a search are looked for one by one; what follows them is one phrase.
pub const SEARCH_WORDS: usize = 4;
const MAX_QUERY: usize = 200;

/// The filter as it stands in an address: everything is text, and nothing has to be there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FilterText {
    pub q: String,
    pub page: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// As typed, without spaces around.
    pub q: String,
    /// From 1.
    pub page: i64,
}

impl FilterText {
    pub fn read(&self) -> Filter {
        Filter {
            q: self.q.trim().chars().take(MAX_QUERY).collect(),
            page: self.page.trim().parse().unwrap_or(1).clamp(1, 1_000_000),
        }
    }
}

impl Filter {
    /// The address at which the list shows this filter; what is as usual is left out.
    pub fn address(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.q.is_empty() {
            query.append_pair("q", &self.q);
        }
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        let query = query.finish();
        if query.is_empty() { "/people".to_owned() } else { format!("/people?{query}") }
    }
}

/// Patterns for `like … escape '\'`, one for each word of the query; unused ones match everything.
pub fn like_patterns(q: &str) -> [String; SEARCH_WORDS] {
    let folded = ui::ru::fold(q);
    let words: Vec<&str> = folded.split_whitespace().collect();
    std::array::from_fn(|place| {
        let word = if place + 1 == SEARCH_WORDS {
            words.get(place..).map(|rest| rest.join(" "))
        } else {
            words.get(place).map(|word| (*word).to_owned())
        };
        match word {
            Some(word) if !word.is_empty() => format!("%{}%", escaped(&word)),
            _ => "%".to_owned(),
        }
    })
}

/// Signs of `like` stand for themselves.
fn escaped(word: &str) -> String {
    word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_read_from_whatever_is_typed() {
        let filter = FilterText { q: " Демонова ".into(), page: "два".into() }.read();
        assert_eq!((filter.q.as_str(), filter.page), ("Демонова", 1));
        assert_eq!(Filter { q: "Ли".into(), page: 3 }.address(), "/people?q=%D0%9B%D0%B8&page=3");
        assert_eq!(Filter { q: String::new(), page: 1 }.address(), "/people");
        assert_eq!(like_patterns("Анна ДЕМОНОВА")[..3], ["%анна%", "%демонова%", "%"].map(str::to_owned));
    }
}
