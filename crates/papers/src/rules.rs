//! What ГОСТ Р 7.0.97 asks of a page, in both editions.

use crate::model::{Paper, Standard};

/// Sizes of a page and its letters. Millimetres and points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageLayout {
    pub font_size: f64,
    pub small_size: f64,
    pub table_size: f64,
    /// Left, right, top, bottom. The left one for papers kept longer than ten years.
    pub margins: [f64; 4],
    pub first_line: f64,
    /// Width of requisites in a corner: 7.5 cm in 2016, 8 cm since 2025.
    pub corner: f64,
    /// Where the QR code stands: in the corner of the first page, as the requisite of 2025, or after the text.
    pub code_in_corner: bool,
}

impl Standard {
    pub const fn layout(self) -> PageLayout {
        let common = PageLayout {
            font_size: 14.0,
            small_size: 10.0,
            table_size: 12.0,
            margins: [30.0, 10.0, 20.0, 20.0],
            first_line: 12.5,
            corner: 75.0,
            code_in_corner: false,
        };
        match self {
            Self::Gost2016 => common,
            Self::Gost2025 => PageLayout { corner: 80.0, code_in_corner: true, ..common },
        }
    }

    /// The edition in force on a day.
    pub fn on(day: jiff::civil::Date) -> Self {
        if day >= jiff::civil::date(2025, 8, 18) { Self::Gost2025 } else { Self::Gost2016 }
    }

    /// By which addresses name it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gost2016 => "2016",
            Self::Gost2025 => "2025",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Gost2016 => "ГОСТ Р 7.0.97-2016",
            Self::Gost2025 => "ГОСТ Р 7.0.97-2025",
        }
    }
}

/// What a paper lacks by its standard, for the person who prepares it; an empty answer is a complete paper.
pub fn missing(paper: &Paper) -> Vec<&'static str> {
    let mut missing = Vec::new();
    let mut need = |there: bool, what: &'static str| {
        if !there {
            missing.push(what);
        }
    };
    need(!paper.title.is_empty(), "название файла");
    need(!paper.body.is_empty(), "текст");
    let has_place = paper.letterhead.is_some() || paper.approval.is_some();
    need(has_place, "наименование организации на бланке или гриф утверждения");
    need(paper.draft || !paper.date.is_empty() || paper.approval.is_some(), "дата документа");
    need(
        paper.draft || !paper.number.is_empty() || paper.approval.is_some(),
        "регистрационный номер документа",
    );
    // The edition of 2025 asks for a heading of every paper; before, short ones went without.
    if paper.standard == Standard::Gost2025 {
        need(!paper.heading.is_empty(), "заголовок к тексту");
    }
    missing
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::{Block, Letterhead};

    #[test]
    fn the_edition_follows_the_day() {
        assert_eq!(Standard::on(date(2025, 8, 17)), Standard::Gost2016);
        assert_eq!(Standard::on(date(2025, 8, 18)), Standard::Gost2025);
    }

    #[test]
    fn a_heading_is_asked_for_since_2025() {
        let mut paper = Paper {
            title: "Письмо".into(),
            letterhead: Some(Letterhead::default()),
            date: "5 марта 2024 г.".into(),
            number: "17".into(),
            body: vec![Block::Plain("Просим сообщить.".into())],
            ..Paper::default()
        };
        assert_eq!(missing(&paper), Vec::<&str>::new());
        paper.standard = Standard::Gost2025;
        assert_eq!(missing(&paper), ["заголовок к тексту"]);
        paper.number.clear();
        assert_eq!(missing(&paper), ["регистрационный номер документа", "заголовок к тексту"]);
        paper.draft = true;
        assert_eq!(missing(&paper), ["заголовок к тексту"]);
    }
}
