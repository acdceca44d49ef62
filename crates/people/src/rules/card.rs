//! What a card tells besides name and posts.

use jiff::civil::Date;

/// Codes and words of the level of education; the empty one: not told.
pub const EDUCATION: &[(&str, &str)] = &[
    ("", "не указано"),
    ("higher", "высшее"),
    ("secondary", "среднее профессиональное"),
    ("general", "среднее общее"),
];

/// Codes and words of the result of attestation.
pub const CATEGORIES: &[(&str, &str)] = &[
    ("", "нет"),
    ("fits", "соответствие занимаемой должности"),
    ("first", "первая категория"),
    ("highest", "высшая категория"),
];

const MAX_FIELD: usize = 200;
const MAX_EMAIL: usize = 254;

/// The card as typed, tidied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardFields {
    pub education: String,
    pub education_field: String,
    pub category: String,
    pub category_on: Option<Date>,
    pub phone: String,
    pub email: String,
    pub is_public: bool,
}

/// A field and what is wrong with it.
pub type Fault = (&'static str, String);

pub fn word_of(list: &'static [(&'static str, &'static str)], code: &str) -> &'static str {
    list.iter().find(|(known, _)| *known == code).map_or("", |(_, word)| word)
}

/// Everything that is wrong with a card.
pub fn card_faults(card: &CardFields, today: Date) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut add = |field, text: &str| faults.push((field, text.to_owned()));
    if !EDUCATION.iter().any(|(code, _)| *code == card.education) {
        add("education", "Образование: выберите из списка.");
    }
    if !is_line(&card.education_field, MAX_FIELD) {
        add("education_field", "Направление подготовки: одна строка, не больше 200\u{a0}знаков.");
    }
    match (CATEGORIES.iter().any(|(code, _)| *code == card.category), card.category_on) {
        (false, _) => add("category", "Категория: выберите из списка."),
        (true, None) if !card.category.is_empty() => {
            add("category_on", "Дата приказа о категории: укажите день приказа.");
        }
        (true, Some(_)) if card.category.is_empty() => {
            add("category_on", "Дата приказа указана, а категория не выбрана.");
        }
        (true, Some(day)) if day > today => add("category_on", "Дата приказа ещё не наступила."),
        _ => {}
    }
    if !card.phone.is_empty() && !is_phone(&card.phone) {
        add(
            "phone",
            "Служебный телефон: цифры, «+», скобки, дефисы, «доб.», например +7\u{a0}4212\u{a0}00-00-00.",
        );
    }
    if !card.email.is_empty() && !is_email(&card.email) {
        add("email", "Служебная почта: адрес вида имя@сайт.рф.");
    }
    if card.is_public && card.phone.is_empty() && card.email.is_empty() {
        add("is_public", "Показывать нечего: нет ни телефона, ни почты. Укажите их или снимите отметку.");
    }
    faults
}

fn is_line(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.chars().any(char::is_control)
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let known = |sign: char| sign.is_ascii_digit() || "+()-–, доб.".contains(sign);
    is_line(text, 60) && (5..=20).contains(&digits) && text.chars().all(known)
}

/// Enough to see a slip; whether the address exists only a letter can tell.
pub fn is_email(text: &str) -> bool {
    let fits = |sign: char| !sign.is_whitespace() && !sign.is_control() && !"<>()[],;:\\\"".contains(sign);
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    text.len() <= MAX_EMAIL
        && text.chars().all(fits)
        && !name.is_empty()
        && !name.contains('@')
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && host.chars().all(|sign| sign.is_alphanumeric() || sign == '-' || sign == '.')
}

/// «0,5» or «1» as hundredths; a post is held at a hundredth to two wholes.
pub fn rate_from(text: &str) -> Option<i64> {
    let text = text.trim().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    if part.len() > 2
        || whole.len() > 1
        || !(whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit()))
    {
        return None;
    }
    let hundredths = whole.parse::<i64>().ok()? * 100 + format!("{part:0<2}").parse::<i64>().ok()?;
    (1..=200).contains(&hundredths).then_some(hundredths)
}

/// «0,5»
pub fn rate_as_told(hundredths: i64) -> String {
    let text = format!("{},{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches(',').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn fields(card: &CardFields) -> Vec<&'static str> {
        card_faults(card, date(2024, 10, 15)).into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn an_empty_card_and_a_full_one_are_right() {
        assert!(fields(&CardFields::default()).is_empty());
        let full = CardFields {
            education: "higher".into(),
            education_field: "библиотековедение".into(),
            category: "first".into(),
            category_on: Some(date(2023, 11, 30)),
            phone: "+7 (4212) 00-00-00, доб. 12".into(),
            email: "библиотека@школа.рф".into(),
            is_public: true,
        };
        assert!(fields(&full).is_empty());
    }

    #[test]
    fn faults_name_their_fields() {
        let wrong = CardFields {
            education: "college".into(),
            education_field: "а\nб".into(),
            category: "first".into(),
            category_on: Some(date(2024, 10, 16)),
            phone: "javascript:alert(1)".into(),
            email: "не адрес".into(),
            is_public: false,
        };
        assert_eq!(fields(&wrong), ["education", "education_field", "category_on", "phone", "email"]);
        assert_eq!(fields(&CardFields { is_public: true, ..CardFields::default() }), ["is_public"]);
        assert_eq!(
            fields(&CardFields { category: "first".into(), ..CardFields::default() }),
            ["category_on"]
        );
        let stray = CardFields { category_on: Some(date(2020, 1, 1)), ..CardFields::default() };
        assert_eq!(fields(&stray), ["category_on"]);
    }

    #[test]
    fn addresses_that_carry_more_than_an_address_are_refused() {
        for text in ["a@b.ru", "имя.фамилия@школа.рф", "a+b@sub.example.org"] {
            assert!(is_email(text), "{text}");
        }
        for text in [
            "",
            "a",
            "@b.ru",
            "a@b",
            "a@@b.ru",
            "a b@c.ru",
            "<a@b.ru>",
            "a@b.ru,c@d.ru",
            "a@b.ru\nBcc: c@d.ru",
            "a@.ru",
        ] {
            assert!(!is_email(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_rate_is_told_as_it_is_read(hundredths in 1_i64..=200) {
            prop_assert_eq!(rate_from(&rate_as_told(hundredths)), Some(hundredths));
        }

        #[test]
        fn nothing_else_is_a_rate(text in "[0-9,.а-я -]{0,5}") {
            if let Some(hundredths) = rate_from(&text) {
                prop_assert!((1..=200).contains(&hundredths));
            }
        }
    }
}
