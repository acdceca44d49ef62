//! A letter as it goes over the line. The same letter always gives the same bytes.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::SinglePart;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::{Address, Message};

use crate::Settings;
use crate::rules::one_line;
use crate::store::LetterRow;

/// Writes the letter down. Its identifier is the letter's own: one that was sent twice is known for one by whoever gets it.
pub(crate) fn compose(
    letter: &LetterRow,
    to: Address,
    settings: &Settings,
) -> Result<Message, lettre::error::Error> {
    let written = Duration::from_micros(u64::try_from(letter.created_at).unwrap_or(0));
    let mut builder = Message::builder()
        .message_id(Some(format!("<{}@{}>", letter.id, settings.domain())))
        .date(UNIX_EPOCH + written)
        .from(settings.from.clone())
        .to(to.into())
        .subject(one_line(&letter.subject))
        // A program wrote it: nobody's «out of office» needs to answer (RFC 3834).
        .raw_header(header("Auto-Submitted", "auto-generated"));
    let mut text = letter.text.clone();
    if let Some(link) = &letter.unsubscribe {
        builder = builder.raw_header(header("List-Unsubscribe", &format!("<{}>", one_line(link))));
        if letter.is_one_click {
            builder = builder.raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        text.push_str("\n\nОтказаться от писем, которые не обязательны:\n");
        text.push_str(link);
    }
    builder.singlepart(SinglePart::plain(text + "\n"))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LetterState, store};

    fn letter(subject: &str, text: &str) -> LetterRow {
        LetterRow {
            id: "01930000-0000-7000-8000-000000000001".into(),
            kind: "test.letter".into(),
            account_id: None,
            address: Some("anna@example.org".into()),
            subject: subject.into(),
            text: text.into(),
            is_notice: true,
            unsubscribe: None,
            is_one_click: false,
            created_at: 1_728_950_400_000_000,
            state: store::LetterState::Waiting.code().into(),
            attempts: 0,
            try_at: 0,
            try_until: 0,
            settled_at: None,
            answer: String::new(),
        }
    }

    fn bytes(letter: &LetterRow) -> String {
        let to = "anna@example.org".parse().unwrap();
        String::from_utf8(compose(letter, to, &Settings::nowhere()).unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_letter_as_it_goes_over_the_line() {
        let mut one = letter("Библиосеть, 15 октября: просрочено 1", "Здравствуйте!\n\nСрок — завтра.");
        one.unsubscribe = Some("https://biblioset.example/by-link/unsubscribe/abc".into());
        one.is_one_click = true;
        insta::assert_snapshot!(bytes(&one));
        assert_eq!(bytes(&one), bytes(&one), "the same letter, the same bytes");
        assert_eq!(LetterState::from_code(&one.state), Some(LetterState::Waiting));
    }

    #[test]
    fn no_subject_begins_another_header() {
        for subject in [
            "Срок\r\nBcc: all@example.org",
            "Срок\nBcc: all@example.org\n\nтело",
            "plain\rBcc: all@example.org",
            "plain\u{2028}Bcc: all@example.org",
            "=?utf-8?q?=0D=0ABcc:?= all@example.org",
        ] {
            let text = bytes(&letter(subject, "Текст"));
            let head = text.split("\r\n\r\n").next().unwrap();
            let unfolded = head.replace("\r\n ", " ");
            assert!(!unfolded.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
            assert!(head.replace("\r\n", "").chars().all(|sign| sign != '\r' && sign != '\n'), "{head}");
        }
    }

    #[test]
    fn every_line_is_ascii_and_short_enough_for_any_server() {
        let text =
            bytes(&letter(&"Очень длинная тема ".repeat(20), &"Очень длинная строка без конца ".repeat(100)));
        assert!(text.is_ascii());
        assert!(text.split("\r\n").all(|line| line.len() <= 998));
    }
}
