//! Texts as they are kept and as they are compared.

/// The text without what nobody sees (zero-width signs, soft hyphens, marks of direction) and with single spaces: what
/// two people typed alike is alike.
pub fn tidy(text: &str) -> String {
    let visible = text.chars().filter(|sign| {
        !matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    });
    let spaced: String = visible.map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters and digits of a name in lower case, ё as е, words apart by one space: quotes, dashes and numero signs do not
/// tell two names apart.
pub fn name_key(name: &str) -> String {
    let letters: String = name
        .chars()
        .flat_map(char::to_lowercase)
        .map(|sign| if sign == 'ё' { 'е' } else { sign })
        .map(|sign| if sign.is_alphanumeric() { sign } else { ' ' })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words of a municipality's name that say what it is, not which.
const KINDS_OF_PLACE: [&str; 12] = [
    "муниципальный",
    "муниципального",
    "городской",
    "городского",
    "район",
    "района",
    "округ",
    "округа",
    "город",
    "г",
    "края",
    "области",
];

/// What is left of a municipality's name without its kind: «Нанайский муниципальный район» and «Нанайский» are one.
pub(crate) fn place_key(name: &str) -> String {
    let key = name_key(name);
    let words: Vec<&str> = key.split(' ').filter(|word| !KINDS_OF_PLACE.contains(word)).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_nobody_sees_tells_nothing_apart() {
        assert_eq!(tidy(" Школа\u{a0}№\u{200b} 5\r\nс.\u{ad} Троицкое "), "Школа № 5 с. Троицкое");
        assert_eq!(name_key("МБОУ «СОШ №5»"), name_key("мбоу \"сош № 5\""));
        assert_eq!(name_key("Ёлочка"), "елочка");
    }

    #[test]
    fn a_municipality_is_known_without_its_kind() {
        assert_eq!(
            place_key("Нанайский муниципальный район"),
            place_key("Нанайский р-н").replace(" р н", "")
        );
        assert_eq!(place_key("г. Хабаровск"), place_key("Городской округ «Город Хабаровск»"));
        assert_ne!(place_key("Хабаровский район"), place_key("г. Хабаровск"));
    }

    proptest! {
        #[test]
        fn a_tidy_text_stays_as_it_is(text in any::<String>()) {
            let tidied = tidy(&text);
            prop_assert_eq!(tidy(&tidied), tidied.clone());
            prop_assert_eq!(name_key(&tidied), name_key(&name_key(&tidied)));
        }
    }
}
