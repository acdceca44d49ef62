//! What a mailing asks for, and how far an addressee has come.

/// What the sender asks for besides a confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    /// Nothing: it is for information.
    None,
    /// Words or a file, here.
    Free,
    /// A questionnaire of this program.
    Form,
    /// A form elsewhere, by a link.
    Link,
}

impl AnswerKind {
    pub const ALL: [Self; 4] = [Self::None, Self::Free, Self::Form, Self::Link];

    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Free => "free",
            Self::Form => "form",
            Self::Link => "link",
        }
    }

    pub fn of_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.code() == code).unwrap_or(Self::None)
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::None => "ответа не нужно, только подтверждение",
            Self::Free => "ответ текстом или файлом здесь же",
            Self::Form => "заполнить анкету, открытую здесь",
            Self::Link => "заполнить форму по ссылке",
        }
    }
}

/// How far an addressee has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    Unread,
    Read,
    Confirmed,
    Answered,
}

impl Progress {
    pub const fn of(read: bool, confirmed: bool, answered: bool) -> Self {
        match (answered, confirmed, read) {
            (true, _, _) => Self::Answered,
            (_, true, _) => Self::Confirmed,
            (_, _, true) => Self::Read,
            _ => Self::Unread,
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Unread => "не открывали",
            Self::Read => "прочитано",
            Self::Confirmed => "получение подтверждено",
            Self::Answered => "ответ получен",
        }
    }

    pub const fn badge(self) -> (&'static str, &'static str) {
        match self {
            Self::Unread => ("not-started", "○"),
            Self::Read => ("soon", "◔"),
            Self::Confirmed => ("running", "●"),
            Self::Answered => ("done", "✓"),
        }
    }

    /// Whether something still waits for the addressee. A form behind a link is filled in elsewhere: its confirmation is
    /// all that can be seen from here.
    pub fn is_open(self, asked: AnswerKind) -> bool {
        match asked {
            AnswerKind::Free | AnswerKind::Form => self < Self::Answered,
            AnswerKind::None | AnswerKind::Link => self < Self::Confirmed,
        }
    }
}

pub fn is_web_address(address: &str) -> bool {
    let has_scheme =
        address.starts_with("https://") || address.starts_with("http://") || address.starts_with('/');
    let leaves_unseen = address.starts_with("//") || address.starts_with("/\\");
    has_scheme && !leaves_unseen && address.len() <= 2000 && !address.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_decides_what_is_enough() {
        let confirmed = Progress::of(true, true, false);
        assert!(confirmed.is_open(AnswerKind::Free) && !confirmed.is_open(AnswerKind::None));
        assert!(!confirmed.is_open(AnswerKind::Link) && confirmed.is_open(AnswerKind::Form));
        assert!(Progress::of(true, false, false).is_open(AnswerKind::None));
        assert!(!Progress::of(true, true, true).is_open(AnswerKind::Free));
        for kind in AnswerKind::ALL {
            assert_eq!(AnswerKind::of_code(kind.code()), kind);
        }
    }

    #[test]
    fn links_lead_to_pages() {
        assert!(is_web_address("https://example.org/form") && is_web_address("/roadmap/2024"));
        for wrong in ["javascript:alert(1)", "//evil.example", "/\\evil.example", "https://a b", "forms"] {
            assert!(!is_web_address(wrong), "{wrong}");
        }
    }
}
