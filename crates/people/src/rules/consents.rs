//! Consents: what a person agreed to, and what must be asked before something is shown.

use jiff::civil::Date;
use region::{ConsentKind, ConsentText, Operator};
use sha2::{Digest, Sha256};

/// A line to be filled by hand.
const BLANK: &str = "____________________________";

/// How texts name an organisation before the operator; left out where the two are one body.
const BESIDE_OPERATOR: &str = "организации {organisation} и {operator}";

/// Whom a text is about; what is not known is left to be filled by hand.
#[derive(Debug, Clone, Default)]
pub struct Filling<'a> {
    pub subject: Option<&'a str>,
    pub child: Option<&'a str>,
    pub organisation: Option<&'a str>,
    /// The organisation is the operator: the text names it once.
    pub is_operator: bool,
}

/// Whether an organisation's full name is that of the operator. Packs shorten the legal form («КГАОУ ДПО»), so what stands
/// in the quotes is compared.
pub fn is_operator(full_name: &str, operator: &Operator) -> bool {
    let quoted = full_name.split_once('«').and_then(|(_, rest)| rest.split_once('»'));
    let own_name = quoted.map_or(full_name, |(inside, _)| inside);
    !own_name.is_empty() && operator.name.contains(own_name)
}

/// The paragraphs of a text with the names in their places.
pub fn filled(text: &ConsentText, operator: &Operator, filling: &Filling<'_>) -> Vec<String> {
    let values = [
        ("{operator}", operator.name.as_str()),
        ("{address}", &operator.address),
        ("{contact}", &operator.contact),
        ("{subject}", filling.subject.unwrap_or(BLANK)),
        ("{child}", filling.child.unwrap_or(BLANK)),
        ("{organisation}", filling.organisation.unwrap_or(BLANK)),
    ];
    let told = |paragraph: &String| {
        if filling.is_operator {
            return replaced(&paragraph.replace(BESIDE_OPERATOR, "{operator}"), &values);
        }
        replaced(paragraph, &values)
    };
    text.paragraphs.iter().map(told).collect()
}

/// In one pass: what a value brings is not looked at again.
fn replaced(paragraph: &str, values: &[(&str, &str)]) -> String {
    let mut shown = String::with_capacity(paragraph.len());
    let mut rest = paragraph;
    while let Some(at) = rest.find('{') {
        shown.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((place, value)) = values.iter().find(|(place, _)| rest.starts_with(place)) {
            shown.push_str(value);
            rest = &rest[place.len()..];
        } else {
            shown.push('{');
            rest = &rest[1..];
        }
    }
    shown + rest
}

/// Names a text to the letter: shows later that it is the one that was agreed to.
pub fn text_hash(text: &ConsentText) -> String {
    let mut digest = Sha256::new();
    for part in std::iter::once(&text.title).chain(&text.paragraphs) {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    }
    hex::encode(digest.finalize())
}

/// In words: «согласие на распространение персональных данных».
pub fn kind_in_words(kind: ConsentKind) -> &'static str {
    match kind {
        ConsentKind::Processing => "согласие на обработку персональных данных",
        ConsentKind::Distribution => "согласие на распространение персональных данных",
        ConsentKind::ChildPhoto => "согласие родителя на использование изображения ребёнка",
    }
}

/// What happens at once or by a job when a consent is withdrawn.
pub fn what_follows(kind: ConsentKind) -> &'static str {
    match kind {
        ConsentKind::Processing => {
            "СНИЛС, дата рождения и диплом будут удалены, контакты скрыты с открытых страниц; об остальных сведениях решит администратор."
        }
        ConsentKind::Distribution => "Контакты исчезнут с открытых страниц сразу.",
        ConsentKind::ChildPhoto => "Показ фотографий с этим ребёнком прекратится.",
    }
}

/// The day on which a consent was given, as typed.
pub fn given_on_fault(day: Option<Date>, text: Option<&ConsentText>, today: Date) -> Option<&'static str> {
    match (day, text) {
        (None, _) => Some("Дата согласия: выберите день, который стоит на документе."),
        (Some(day), _) if day > today => Some("Дата согласия ещё не наступила."),
        (Some(_), None) => Some("Дата согласия: в тот день этого текста ещё не было. Проверьте дату."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn text() -> ConsentText {
        ConsentText {
            kind: ConsentKind::ChildPhoto,
            version: "1".into(),
            valid_from: date(2024, 1, 1),
            title: "Согласие".into(),
            purpose: "Нужно".into(),
            paragraphs: vec!["Я, {subject}, о ребёнке {child} — {operator} {чужое}".into()],
        }
    }

    fn operator() -> Operator {
        Operator {
            name: "Оператор".into(), address: "адрес".into(), contact: "контакт".into()
        }
    }

    #[test]
    fn what_is_not_known_is_left_to_be_filled_by_hand() {
        let shown = filled(&text(), &operator(), &Filling::default());
        assert_eq!(shown, [format!("Я, {BLANK}, о ребёнке {BLANK} — Оператор {{чужое}}")]);
    }

    #[test]
    fn the_operator_is_not_named_twice() {
        let paragraphs = vec!["Я разрешаю организации {organisation} и {operator} снимать".to_owned()];
        let text = ConsentText { paragraphs, ..text() };
        let school = Filling { organisation: Some("Школа"), ..Filling::default() };
        assert_eq!(filled(&text, &operator(), &school), ["Я разрешаю организации Школа и Оператор снимать"]);
        let own = Filling { organisation: Some("ХК"), is_operator: true, ..Filling::default() };
        assert_eq!(filled(&text, &operator(), &own), ["Я разрешаю Оператор снимать"]);
        let named =
            Operator { name: "КГАОУ ДПО «Институт развития»".into(), ..operator() };
        assert!(is_operator("Краевое учреждение «Институт развития»", &named));
        assert!(!is_operator("МБОУ «Школа»", &named) && !is_operator("", &named));
    }

    #[test]
    fn a_name_that_looks_like_a_place_stays_a_name() {
        let filling = Filling { subject: Some("{child}"), child: Some("Петя"), ..Filling::default() };
        assert_eq!(filled(&text(), &operator(), &filling), ["Я, {child}, о ребёнке Петя — Оператор {чужое}"]);
    }

    #[test]
    fn a_letter_changed_is_another_text() {
        let mut other = text();
        other.paragraphs[0].push('.');
        assert_ne!(text_hash(&text()), text_hash(&other));
        let mut split = text();
        split.paragraphs = vec![split.paragraphs[0][..2].to_owned(), split.paragraphs[0][2..].to_owned()];
        assert_ne!(text_hash(&text()), text_hash(&split));
    }
}
