//! Numbers that Word prints before paragraphs of lists: counted as Word counts them.

use std::collections::HashMap;

use super::{ImportError, Step, number_of, text_of, walk};

const LEVELS: usize = 9;
const LONGEST_LABEL: usize = 40;
/// More lists than this no plan has; a file may claim any number of them.
const MAX_LISTS: usize = 5_000;

#[derive(Debug, Clone, Default)]
struct Level {
    format: String,
    /// `%1.%2.`
    text: String,
    start: u32,
}

#[derive(Debug, Clone, Default)]
struct List {
    definition: usize,
    /// Levels that begin anew in this list.
    starts: HashMap<usize, u32>,
}

#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Levels of each definition (`abstractNum`).
    definitions: HashMap<usize, Vec<Level>>,
    /// Lists (`num`) by their id.
    lists: HashMap<usize, List>,
    /// Lists that styles of paragraphs bring with them.
    styles: HashMap<String, (usize, usize)>,
    /// How far each definition has counted; lists of one definition go on counting unless they begin anew.
    counted: HashMap<usize, [u32; LEVELS]>,
    begun: HashMap<usize, bool>,
}

impl Numbering {
    pub(super) fn of(numbering: Option<&[u8]>, styles: Option<&[u8]>) -> Result<Self, ImportError> {
        let mut made = Self::default();
        if let Some(part) = numbering {
            made.read_lists(part)?;
        }
        if let Some(part) = styles {
            made.read_styles(part)?;
        }
        Ok(made)
    }

    fn read_lists(&mut self, part: &[u8]) -> Result<(), ImportError> {
        let (mut definition, mut list, mut level) = (None, None, 0);
        walk(part, |step| {
            match step {
                Step::Start(element) => match element.local_name().as_ref() {
                    "abstractNum" => definition = number_of(element, "abstractNumId"),
                    "num" => list = number_of(element, "numId"),
                    "abstractNumId" => {
                        if let (Some(list), Some(definition)) = (list, number_of(element, "val")) {
                            self.lists.entry(list).or_default().definition = definition;
                        }
                    }
                    "lvl" | "lvlOverride" => level = number_of(element, "ilvl").unwrap_or(0).min(LEVELS - 1),
                    "startOverride" => {
                        if let Some(list) = list.and_then(|list| self.lists.get_mut(&list)) {
                            list.starts.insert(level, small(number_of(element, "val").unwrap_or(1)));
                        }
                    }
                    name @ ("start" | "numFmt" | "lvlText") => {
                        let Some(definition) = definition.filter(|_| list.is_none()) else { return Ok(()) };
                        let levels = self.definitions.entry(definition).or_default();
                        levels.resize(levels.len().max(level + 1), Level { start: 1, ..Level::default() });
                        let value = text_of(element, "val").unwrap_or_default();
                        match name {
                            "start" => levels[level].start = small(value.parse().unwrap_or(1)),
                            "numFmt" => levels[level].format = value,
                            // A long one would be printed before every paragraph.
                            _ => levels[level].text = value.chars().take(LONGEST_LABEL).collect(),
                        }
                    }
                    _ => {}
                },
                Step::End("abstractNum") => definition = None,
                Step::End("num") => list = None,
                _ => {}
            }
            let count = self.lists.len() + self.definitions.len();
            if count > MAX_LISTS { Err(ImportError::TooManyCells) } else { Ok(()) }
        })
    }

    fn read_styles(&mut self, part: &[u8]) -> Result<(), ImportError> {
        let (mut style, mut list, mut level) = (None, None, 0);
        walk(part, |step| {
            match step {
                Step::Start(element) => match element.local_name().as_ref() {
                    "style" => (style, list, level) = (text_of(element, "styleId"), None, 0),
                    "numId" => list = number_of(element, "val"),
                    "ilvl" => level = number_of(element, "val").unwrap_or(0),
                    _ => {}
                },
                Step::End("style") => {
                    if let (Some(style), Some(list)) = (style.take(), list.take()) {
                        self.styles.insert(style, (list, level));
                    }
                }
                _ => {}
            }
            if self.styles.len() > MAX_LISTS { Err(ImportError::TooManyCells) } else { Ok(()) }
        })
    }

    /// What is printed before the next paragraph of a list; empty for a bullet, `None` outside of lists.
    pub(super) fn label(&mut self, style: &str, list: Option<usize>, level: usize) -> Option<String> {
        let (list, level) = match list {
            Some(list) => (list, level),
            None => *self.styles.get(style)?,
        };
        // List number 0 takes a paragraph out of the list of its style.
        if list == 0 {
            return None;
        }
        let level = level.min(LEVELS - 1);
        let Some(known) = self.lists.get(&list) else { return Some(String::new()) };
        let Some(levels) = self.definitions.get(&known.definition) else { return Some(String::new()) };
        let counted = self.counted.entry(known.definition).or_insert([0; LEVELS]);
        let is_new = !std::mem::replace(self.begun.entry(list).or_insert(false), true);
        if is_new {
            for (level, start) in &known.starts {
                counted[(*level).min(LEVELS - 1)] = start.saturating_sub(1);
            }
        }
        let start = |level: usize| levels.get(level).map_or(1, |one| one.start.max(1));
        counted[level] = if counted[level] == 0 { start(level) } else { counted[level].saturating_add(1) };
        for deeper in &mut counted[level + 1..] {
            *deeper = 0;
        }
        let own = levels.get(level)?;
        if matches!(own.format.as_str(), "bullet" | "none") {
            return Some(String::new());
        }
        let mut label = own.text.clone();
        for (index, one) in levels.iter().enumerate().take(LEVELS) {
            let mark = format!("%{}", index + 1);
            if label.contains(&mark) {
                label = label.replace(&mark, &printed(counted[index].max(start(index)), &one.format));
            }
        }
        Some(label)
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(1).min(100_000)
}

fn printed(number: u32, format: &str) -> String {
    match format {
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperLetter" => letter(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "lowerLetter" => letter(number, "abcdefghijklmnopqrstuvwxyz"),
        "russianUpper" => letter(number, "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"),
        "russianLower" => letter(number, "абвгдежзиклмнопрстуфхцчшщэюя"),
        _ => number.to_string(),
    }
}

fn letter(number: u32, alphabet: &str) -> String {
    let index = usize::try_from(number.saturating_sub(1)).unwrap_or(0) % alphabet.chars().count();
    alphabet.chars().nth(index).map(String::from).unwrap_or_default()
}

fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 9] =
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut left = number.min(399);
    let mut printed = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            printed.push_str(sign);
            left -= value;
        }
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(levels: &str, lists: &str) -> Numbering {
        let part = format!(
            r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{lists}</w:numbering>"#
        );
        Numbering::of(Some(part.as_bytes()), None).unwrap()
    }

    fn level(index: usize, format: &str, text: &str) -> String {
        format!(
            r#"<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>"#
        )
    }

    #[test]
    fn levels_count_within_each_other() {
        let levels = level(0, "decimal", "%1.") + &level(1, "decimal", "%1.%2.");
        let mut numbering = of(&levels, r#"<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>"#);
        let labels: Vec<String> =
            [0, 1, 1, 0, 1].iter().map(|level| numbering.label("", Some(3), *level).unwrap()).collect();
        assert_eq!(labels, ["1.", "1.1.", "1.2.", "2.", "2.1."]);
        assert_eq!(numbering.label("", Some(0), 0), None);
        assert_eq!(numbering.label("", None, 0), None);
    }

    #[test]
    fn lists_of_one_definition_go_on_unless_they_begin_anew() {
        let lists = r#"<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>"#;
        let mut numbering = of(&level(0, "upperRoman", "%1."), lists);
        let labels: Vec<String> =
            [1, 2, 3, 3].iter().map(|list| numbering.label("", Some(*list), 0).unwrap()).collect();
        assert_eq!(labels, ["I.", "II.", "I.", "II."]);
    }

    #[test]
    fn bullets_print_no_number() {
        let mut numbering =
            of(&level(0, "bullet", "•"), r#"<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#);
        assert_eq!(numbering.label("", Some(1), 0).as_deref(), Some(""));
    }
}
