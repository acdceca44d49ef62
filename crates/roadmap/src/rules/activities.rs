//! Activities that are carried out inside the system and prove measures: what evidence says of its source, and what a
//! requirement may ask for.

/// A capability that records evidence of its own doings adds its line here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    Questionnaire,
    /// The case of documents for a school (measure 3).
    DocumentKit,
}

impl Activity {
    pub const ALL: [Self; 2] = [Self::Questionnaire, Self::DocumentKit];

    /// What is stored with the evidence and with the requirement.
    pub fn code(self) -> &'static str {
        match self {
            Self::Questionnaire => "questionnaire",
            Self::DocumentKit => "document_kit",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|activity| activity.code() == code)
    }

    /// What the list of the form says.
    pub fn title(self) -> &'static str {
        match self {
            Self::Questionnaire => "опросом в системе",
            Self::DocumentKit => "кейсом документов школ",
        }
    }

    /// How a requirement names the way: «Сведения школ (через опрос)».
    fn way(self) -> &'static str {
        match self {
            Self::Questionnaire => "через опрос",
            Self::DocumentKit => "через кейс документов",
        }
    }
}

/// «через опрос»; a code that this program does not know is printed as it is.
pub fn by_activity(code: &str) -> String {
    Activity::parse(code).map_or_else(|| format!("через «{code}»"), |known| known.way().to_owned())
}
