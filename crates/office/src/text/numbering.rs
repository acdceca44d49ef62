//! Numbers that Word puts before paragraphs by itself: they stand in no paragraph, and a clause without its number is another
//! clause.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::attribute;

const LEVELS: usize = 9;

/// A level of a list as `numbering.xml` has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Level {
    /// `decimal`, `bullet`, `russianLower`…
    format: String,
    /// «%1.%2.»
    text: String,
    start: u32,
}

/// The lists of a document, and how far each has counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbering {
    /// Number of a list → its pattern.
    pattern_of: HashMap<String, String>,
    patterns: HashMap<String, Vec<Level>>,
    /// Pattern → counters by levels: lists of one pattern count on.
    counters: HashMap<String, [u32; LEVELS]>,
    /// Lists that begin anew at a number, once.
    starts: HashMap<String, u32>,
}

impl Numbering {
    pub(super) fn read(xml: &str) -> Self {
        let mut reader = Reader::from_str(xml);
        let mut read = Self::default();
        let (mut pattern, mut list) = (String::new(), String::new());
        loop {
            let event = match reader.read_event() {
                Ok(Event::Eof) | Err(_) => break,
                Ok(event) => event,
            };
            let (Event::Start(tag) | Event::Empty(tag)) = &event else { continue };
            let value = || attribute(tag, "val").unwrap_or_default();
            match tag.local_name().as_ref() {
                "abstractNum" => pattern = attribute(tag, "abstractNumId").unwrap_or_default(),
                "num" => list = attribute(tag, "numId").unwrap_or_default(),
                "abstractNumId" => {
                    read.pattern_of.insert(list.clone(), value());
                }
                "startOverride" => {
                    read.starts.insert(list.clone(), value().parse().unwrap_or(1));
                }
                // Levels of a list's own overrides are rare: the pattern's hold.
                "lvl" if list.is_empty() => read.level_begins(&pattern, tag),
                "numFmt" if list.is_empty() => read.change(&pattern, |level| level.format = value()),
                "lvlText" if list.is_empty() => read.change(&pattern, |level| level.text = value()),
                "start" if list.is_empty() => {
                    read.change(&pattern, |level| level.start = value().parse().unwrap_or(1));
                }
                _ => {}
            }
        }
        read
    }

    fn level_begins(&mut self, pattern: &str, tag: &BytesStart<'_>) {
        let place: usize = attribute(tag, "ilvl").and_then(|level| level.parse().ok()).unwrap_or(0);
        let levels = self.patterns.entry(pattern.to_owned()).or_default();
        if place < LEVELS {
            levels.resize(levels.len().min(place), Level::default());
            levels.resize(place + 1, Level { start: 1, ..Level::default() });
        }
    }

    fn change(&mut self, pattern: &str, change: impl FnOnce(&mut Level)) {
        if let Some(level) = self.patterns.get_mut(pattern).and_then(|levels| levels.last_mut()) {
            change(level);
        }
    }

    /// The number of the next paragraph of a list; `None` for a bullet and for what is not told.
    pub(super) fn next(&mut self, list: &str, level: i64) -> Option<String> {
        let place = usize::try_from(level).ok().filter(|place| *place < LEVELS)?;
        let pattern = self.pattern_of.get(list)?.clone();
        let levels = self.patterns.get(&pattern)?;
        let one = levels.get(place)?;
        if matches!(one.format.as_str(), "bullet" | "none" | "") || !one.text.contains('%') {
            return None;
        }
        let counters = self.counters.entry(pattern).or_insert([0; LEVELS]);
        if let Some(start) = self.starts.remove(list) {
            counters[0] = start.saturating_sub(1);
            counters[1..].fill(0);
        }
        counters[place] = if counters[place] == 0 { one.start } else { counters[place].saturating_add(1) };
        counters[place + 1..].fill(0);
        let mut text = one.text.clone();
        for (at, level) in levels.iter().enumerate().take(place + 1) {
            // A level that was passed over counts as begun.
            let count = if counters[at] == 0 { level.start } else { counters[at] };
            text = text.replace(&format!("%{}", at + 1), &as_format(&level.format, count));
        }
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }
}

fn as_format(format: &str, count: u32) -> String {
    const LATIN: &str = "abcdefghijklmnopqrstuvwxyz";
    // Russian lists leave out ё, й, ъ, ы and ь.
    const RUSSIAN: &str = "абвгдежзиклмнопрстуфхцчшщэюя";
    let letter = |letters: &str| {
        let place = usize::try_from(count).unwrap_or(1).saturating_sub(1);
        letters.chars().nth(place).map_or_else(|| count.to_string(), String::from)
    };
    match format {
        "russianLower" => letter(RUSSIAN),
        "russianUpper" => letter(RUSSIAN).to_uppercase(),
        "lowerLetter" => letter(LATIN),
        "upperLetter" => letter(LATIN).to_uppercase(),
        "upperRoman" => roman(count),
        "lowerRoman" => roman(count).to_lowercase(),
        "decimalZero" => format!("{count:02}"),
        _ => count.to_string(),
    }
}

fn roman(count: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if count > 3999 {
        return count.to_string();
    }
    let (mut rest, mut text) = (count, String::new());
    for (value, sign) in SIGNS {
        while rest >= value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_by_levels_and_bullets_have_none() {
        let level = |place: u8, format: &str, text: &str| {
            format!(
                "<w:lvl w:ilvl=\"{place}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
            )
        };
        let xml = format!(
            "<w:numbering><w:abstractNum w:abstractNumId=\"7\">{}{}{}</w:abstractNum><w:abstractNum w:abstractNumId=\"8\">{}</w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"8\"/></w:num><w:num w:numId=\"3\"><w:abstractNumId w:val=\"7\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num></w:numbering>",
            level(0, "decimal", "%1."),
            level(1, "decimal", "%1.%2."),
            level(2, "russianLower", "%3)"),
            level(0, "bullet", "•"),
        );
        let mut numbering = Numbering::read(&xml);
        let mut next = |list: &str, level: i64| numbering.next(list, level).unwrap_or_default();
        let places = [("1", 0), ("1", 1), ("1", 1), ("1", 2), ("1", 0), ("1", 1)];
        let told: Vec<String> = places.into_iter().map(|(list, level)| next(list, level)).collect();
        assert_eq!(told, ["1.", "1.1.", "1.2.", "а)", "2.", "2.1."]);
        assert_eq!(next("2", 0), "", "a bullet");
        assert_eq!(next("3", 0), "1.", "begun anew");
        assert_eq!(next("9", 0), "", "an unknown list");
        assert_eq!(next("1", 99), "");
        assert_eq!((roman(4), roman(1994)), ("IV".into(), "MCMXCIV".into()));
    }
}
