//! What the register is asked for.

use region::DocumentKind;
use serde::Deserialize;

use super::Life;

pub const DOCUMENTS_ON_A_PAGE: i64 = 50;
const MAX_QUERY: usize = 200;

/// The filter as it stands in an address: everything is text, and nothing has to be there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FilterText {
    pub kind: String,
    pub year: String,
    pub organisation: String,
    pub life: String,
    pub q: String,
    pub page: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Code of the document kind.
    pub kind: Option<String>,
    /// Year of the document's date.
    pub year: Option<i16>,
    /// Code of the issuing organisation.
    pub organisation: Option<String>,
    /// In force, replaced or revoked.
    pub life: Option<Life>,
    /// As typed, without spaces around.
    pub q: String,
    /// From 1.
    pub page: i64,
}

impl FilterText {
    /// Reads the filter. What is unknown is left out: the form then shows what really was asked.
    pub fn read(&self, kinds: &[DocumentKind]) -> Filter {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Filter {
            kind: some(&self.kind).filter(|code| kinds.iter().any(|kind| kind.code == *code)),
            year: self.year.trim().parse().ok().filter(|year| (1900..=2200).contains(year)),
            organisation: some(&self.organisation),
            life: Life::from_code(self.life.trim()),
            q: self.q.trim().chars().take(MAX_QUERY).collect(),
            page: self.page.trim().parse().unwrap_or(1).clamp(1, 1_000_000),
        }
    }
}

impl Filter {
    /// Whether the list is narrowed by anything.
    pub fn is_narrow(&self) -> bool {
        self.kind.is_some()
            || self.year.is_some()
            || self.organisation.is_some()
            || self.life.is_some()
            || !self.q.is_empty()
    }

    /// The address at which the register shows this filter; what is as usual is left out.
    pub fn address(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        };
        add("kind", self.kind.as_deref().unwrap_or_default());
        add("year", &self.year.map_or_else(String::new, |year| year.to_string()));
        add("organisation", self.organisation.as_deref().unwrap_or_default());
        add("life", self.life.map_or("", Life::code));
        add("q", &self.q);
        if self.page > 1 {
            add("page", &self.page.to_string());
        }
        let query = query.finish();
        if query.is_empty() { "/documents".to_owned() } else { format!("/documents?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_is_left_out() {
        let text = FilterText {
            kind: "castle".into(),
            year: "MMXXIV".into(),
            life: "asleep".into(),
            page: "0".into(),
            ..FilterText::default()
        };
        let filter = text.read(&[]);
        assert!(!filter.is_narrow());
        assert_eq!(filter.page, 1);
        let text =
            FilterText { year: "2024".into(), organisation: " HKIRO ".into(), ..FilterText::default() };
        let filter = text.read(&[]);
        assert_eq!((filter.year, filter.organisation.as_deref()), (Some(2024), Some("HKIRO")));
    }

    #[test]
    fn an_address_says_only_what_was_chosen() {
        let filter = FilterText {
            year: "2024".into(),
            q: "О сети & школе".into(),
            page: "2".into(),
            ..FilterText::default()
        };
        assert_eq!(
            filter.read(&[]).address(),
            "/documents?year=2024&q=%D0%9E+%D1%81%D0%B5%D1%82%D0%B8+%26+%D1%88%D0%BA%D0%BE%D0%BB%D0%B5&page=2"
        );
        let filter = FilterText { life: "revokes".into(), ..FilterText::default() }.read(&[]);
        assert!(filter.is_narrow());
        assert_eq!(filter.address(), "/documents?life=revokes");
        assert_eq!(FilterText::default().read(&[]).address(), "/documents");
    }
}
