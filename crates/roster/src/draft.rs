//! What a file comes to beside the registry: a fate for every row, a decision for every difference.

use serde::{Deserialize, Serialize};

use crate::{Problem, Record};

/// By what a row was found to be of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    Code,
    Inn,
    Name,
}

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Names,
    Municipality,
    Inn,
    Ogrn,
    Phone,
    Email,
    Site,
    Head,
    Pupils,
    /// A building of the row, by its place, that the registry has with other particulars.
    Building(usize),
    /// A building of the row that the registry does not have.
    NewBuilding(usize),
}

impl What {
    pub const fn title(self) -> &'static str {
        match self {
            Self::Names => "Наименования",
            Self::Municipality => "Муниципалитет",
            Self::Inn => "ИНН",
            Self::Ogrn => "ОГРН",
            Self::Phone => "Телефон",
            Self::Email => "Электронная почта",
            Self::Site => "Сайт",
            Self::Head => "Руководитель",
            Self::Pupils => "Обучающихся",
            Self::Building(_) => "Здание",
            Self::NewBuilding(_) => "Новое здание",
        }
    }

    /// Whether a change of it begins on a day, so that mending a slip is something else.
    pub const fn is_dated(self) -> bool {
        matches!(self, Self::Names | Self::Municipality)
    }

    /// Name of its field in forms and its key in JSON.
    pub fn key(self) -> String {
        match self {
            Self::Names => "names".into(),
            Self::Municipality => "municipality".into(),
            Self::Inn => "inn".into(),
            Self::Ogrn => "ogrn".into(),
            Self::Phone => "phone".into(),
            Self::Email => "email".into(),
            Self::Site => "site".into(),
            Self::Head => "head".into(),
            Self::Pupils => "pupils".into(),
            Self::Building(place) => format!("building-{place}"),
            Self::NewBuilding(place) => format!("new-building-{place}"),
        }
    }
}

/// What is done about a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    #[default]
    Open,
    /// The file's value; names and municipality from the day of the import on.
    File,
    /// Names and municipality only: the registry had it wrong, and it is mended for as long as it has stood.
    Correct,
    /// The registry's value stays.
    Registry,
}

impl Decision {
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "file" => Some(Self::File),
            "correct" => Some(Self::Correct),
            "registry" => Some(Self::Registry),
            _ => None,
        }
    }

    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::File => "file",
            Self::Correct => "correct",
            Self::Registry => "registry",
        }
    }
}

/// A decision as it was made: it holds while the registry still says what it said then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub row: u32,
    pub what: What,
    pub registry: String,
    pub decision: Decision,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub what: What,
    pub registry: String,
    pub file: String,
    pub decision: Decision,
    /// Whether the registry had nothing there: then the file's value is taken unasked.
    pub fills_a_blank: bool,
}

/// What a row comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Fate {
    New,
    Same {
        code: String,
    },
    Changed {
        id: String,
        code: String,
        by: MatchedBy,
        differences: Vec<Difference>,
    },
    /// Not taken: its problems say why.
    Refused,
}

/// A row with its fate. A new organisation has everything that it needs here: proposed names included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub sheet: String,
    pub row: u32,
    pub record: Record,
    #[serde(flatten)]
    pub fate: Fate,
}

/// The whole file beside the registry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Draft {
    pub lines: Vec<Line>,
    pub problems: Vec<Problem>,
    pub remarks: Vec<String>,
}

impl Draft {
    /// Differences that nobody has decided on.
    pub fn open(&self) -> usize {
        self.differences().filter(|(_, one)| one.decision == Decision::Open).count()
    }

    /// Every difference with the line that it stands in.
    pub fn differences(&self) -> impl Iterator<Item = (&Line, &Difference)> {
        self.lines.iter().flat_map(|line| match &line.fate {
            Fate::Changed { differences, .. } => differences.iter().map(|one| (line, one)).collect(),
            _ => Vec::new(),
        })
    }

    pub fn count(&self, fits: impl Fn(&Fate) -> bool) -> usize {
        self.lines.iter().filter(|line| fits(&line.fate)).count()
    }
}
