//! From the lines of a cell to logical paragraphs: broken lines joined, broken words mended, blocks kept apart.

mod terms;

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::grid::Paragraph;
use super::sections::numbered_within;
use crate::words::{begins_with_quote, begins_with_small, tidy};

pub(super) use terms::{lines_of_terms, numbered_terms};

/// A logical paragraph of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    /// Which block (separated by empty lines) it stands in, from 0.
    pub block: usize,
    /// A list item, by a dash or by the word processor.
    pub is_item: bool,
}

/// The lines of a cell, and the words that were put together again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines {
    pub lines: Vec<Line>,
    pub mended: Vec<String>,
}

impl Lines {
    /// Everything in one line.
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// A line in which a list is numbered, as the lines of that list: «1. Положение. 2. Заявки.».
    pub fn with_lists_apart(mut self) -> Self {
        let apart = |line: Line| match numbered_within(&line.text) {
            Some(("", list)) => {
                let (block, is_item) = (line.block, true);
                list.into_iter().map(|text| Line { text: text.to_owned(), block, is_item }).collect()
            }
            _ => vec![line],
        };
        self.lines = std::mem::take(&mut self.lines).into_iter().flat_map(apart).collect();
        self
    }

    /// How many blocks the cell has.
    pub fn blocks(&self) -> usize {
        self.lines.last().map_or(0, |line| line.block + 1)
    }
}

/// Endings that are no words of their own: «распорядитель-ных» was broken by a line that is no longer there.
static BROKEN_WORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(\p{L}{4,})-(ных|ные|ный|ная|ное|ной|ном|ному|ного|ным|ными|ции|ция|ций|цией|ние|ния|нию|ний|нием|ских|ские|ский|ская|ское|ской|ского|скому|ским|тель|теля|телей|тели|ность|ности|вание|вания|тие|тия|мого|мых|мые)\b").ok()
});

/// Quotes of a line, counted as it grows.
#[derive(Default)]
struct Quotes {
    straight: usize,
    open: usize,
    closed: usize,
}

impl Quotes {
    fn count(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '"' => self.straight += 1,
                '«' => self.open += 1,
                '»' => self.closed += 1,
                _ => {}
            }
        }
    }

    fn are_open(&self) -> bool {
        self.open > self.closed || self.straight % 2 == 1
    }
}

/// Reads the paragraphs of a cell.
pub fn lines_of(paragraphs: &[Paragraph]) -> Lines {
    lines_kept_apart(paragraphs, |_, _| false)
}

/// The same, where something else may say that two lines are no sentence: two known names, say.
pub fn lines_kept_apart(paragraphs: &[Paragraph], are_apart: impl Fn(&str, &str) -> bool) -> Lines {
    let mut read = Lines::default();
    let mut block = 0;
    let mut is_new_block = false;
    let mut quoted_before = false;
    let mut quotes = Quotes::default();
    for paragraph in paragraphs {
        let text = tidy(&without_marks(&paragraph.text));
        if text.is_empty() {
            is_new_block = !read.lines.is_empty();
            continue;
        }
        if paragraph.is_blank() {
            continue;
        }
        if is_new_block {
            block += 1;
            is_new_block = false;
            quoted_before = false;
        }
        let (text, has_dash) = without_dash(&text);
        let is_item = has_dash || paragraph.is_list_item;
        if let Some(last) = read.lines.last_mut().filter(|last| last.block == block && !is_item)
            && let Some(join) = join_of(&last.text, &text, quoted_before, quotes.are_open())
            && !are_apart(&last.text, &text)
        {
            put_together(&mut last.text, &text, join, &mut read.mended);
            quotes.count(&text);
            continue;
        }
        quoted_before |= begins_with_quote(&text);
        quotes = Quotes::default();
        quotes.count(&text);
        read.lines.push(Line { text, block, is_item });
    }
    for line in &mut read.lines {
        mend_inside(&mut line.text, &mut read.mended);
    }
    read.mended.sort();
    read.mended.dedup();
    read
}

/// The same, where small letters begin the parts of a list: «семинара» and «вебинара» under «Проведение:».
pub fn lines_of_a_list(paragraphs: &[Paragraph]) -> Lines {
    lines_kept_apart(paragraphs, |before, line| {
        let mut quotes = Quotes::default();
        quotes.count(before);
        let is_whole = !hangs(before) && !before.ends_with(['-', '‑']) && !quotes.are_open();
        begins_with_small(line) && is_whole
    })
}

const SOFT_HYPHEN: char = '\u{ad}';

/// Text made from Word keeps names of bookmarks in square brackets: they are not the author's words. A soft hyphen is
/// seen only where it ends a line.
pub(super) fn without_marks(line: &str) -> Cow<'_, str> {
    const MARK: &str = "[bookmark:";
    if line.contains(SOFT_HYPHEN) {
        let ends_with_one = line.trim_end().ends_with(SOFT_HYPHEN);
        let bare = line.replace(SOFT_HYPHEN, "");
        let seen = if ends_with_one { format!("{}-", bare.trim_end()) } else { bare };
        return Cow::Owned(without_marks(&seen).into_owned());
    }
    if !line.contains(MARK) {
        return Cow::Borrowed(line);
    }
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(MARK) {
        let Some((_, after)) = after.split_once(']') else { break };
        text.push_str(before);
        rest = after;
    }
    text.push_str(rest);
    Cow::Owned(text)
}

pub(super) fn without_dash(text: &str) -> (String, bool) {
    for mark in ["- ", "– ", "— ", "• ", "· ", "● ", "▪ ", "* ", "§ ", "o ", "\u{f0b7} "] {
        if let Some(rest) = text.strip_prefix(mark) {
            return (rest.trim().to_owned(), true);
        }
    }
    let glued = text
        .strip_prefix(['-', '–', '—', '•', '●', '▪', '·'])
        .filter(|rest| rest.chars().next().is_some_and(char::is_alphabetic));
    match glued {
        Some(rest) => (rest.to_owned(), true),
        None => (text.to_owned(), false),
    }
}

const HANGING: [&str; 18] =
    ["и", "в", "во", "на", "с", "со", "по", "к", "о", "об", "от", "для", "из", "за", "при", "или", "до", "у"];

/// How a line goes on with the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    /// «Р» + «РИБЦ»: a single letter cannot be a line of its own.
    Letter,
    /// «библио-» + «течной»
    Hyphen,
    Space,
}

/// Whether the line before and this one are one sentence broken by the edge of the cell.
fn join_of(before: &str, line: &str, quoted_before: bool, has_open_quote: bool) -> Option<Join> {
    let mut letters = before.chars();
    let is_letter_alone = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    if is_letter_alone && line.chars().next().is_some_and(char::is_uppercase) {
        return Some(Join::Letter);
    }
    let is_broken = before.strip_suffix(['-', '‑']).is_some_and(|start| start.ends_with(char::is_alphabetic));
    if is_broken && begins_with_small(line) {
        return Some(Join::Hyphen);
    }
    let is_finished = before.ends_with([';', '.', ':', '!', '?']);
    let goes_on = begins_with_small(line) && !is_finished && !is_lettered(line);
    let is_remark = line.starts_with('(') && !is_finished;
    // «Приказ» + «"О создании…"»; several quoted lines are a list.
    let is_quoted_name =
        begins_with_quote(line) && !is_finished && !quoted_before && !before.ends_with(['"', '»']);
    (goes_on || is_remark || is_quoted_name || hangs(before) || has_open_quote).then_some(Join::Space)
}

/// Whether a line cannot end here: «семинара по», «март –».
fn hangs(before: &str) -> bool {
    let last_word = before.rsplit(' ').next().unwrap_or_default();
    before.ends_with(['–', '—', '('])
        || (last_word.len() <= 6 && HANGING.contains(&last_word.to_lowercase().as_str()))
}

/// «а) …»: an item lettered by hand begins with a small letter and is no rest of a sentence.
fn is_lettered(line: &str) -> bool {
    let mut letters = line.chars();
    letters.next().is_some_and(char::is_lowercase) && letters.next() == Some(')')
}

fn put_together(before: &mut String, line: &str, join: Join, mended: &mut Vec<String>) {
    match join {
        Join::Space => {
            before.push(' ');
            before.push_str(line);
        }
        Join::Letter => {
            before.push_str(line);
            mended.push(before.clone());
        }
        Join::Hyphen => {
            before.pop();
            let from = before.rfind(' ').map_or(0, |at| at + 1);
            before.push_str(line);
            mended.push(before[from..].split(' ').next().unwrap_or_default().to_owned());
        }
    }
}

fn mend_inside(text: &mut String, mended: &mut Vec<String>) {
    let Some(pattern) = BROKEN_WORD.as_ref().filter(|pattern| text.contains('-') && pattern.is_match(text))
    else {
        return;
    };
    *text = pattern
        .replace_all(text, |found: &Captures<'_>| {
            // A first part in о or е would be half of a compound: «научно-ные» does not occur.
            if found[1].ends_with(['о', 'е']) {
                return found[0].to_owned();
            }
            let joined = format!("{}{}", &found[1], &found[2]);
            mended.push(joined.clone());
            joined
        })
        .into_owned();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Vec<String> {
        let paragraphs: Vec<Paragraph> = lines.iter().map(|line| Paragraph::plain(*line)).collect();
        lines_of(&paragraphs).lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn broken_lines_and_words_are_put_together() {
        assert_eq!(
            read(&["определение приоритетов ", "и инструментов"]),
            ["определение приоритетов и инструментов"]
        );
        assert_eq!(read(&["спектра библио-", "течной деятельности"]), ["спектра библиотечной деятельности"]);
        assert_eq!(
            read(&["Кейс организационно-распорядитель-ных документов"]),
            ["Кейс организационно-распорядительных документов"]
        );
        assert_eq!(read(&["Центр", "Р", "РИБЦ КГАНОУ"]), ["Центр", "РРИБЦ КГАНОУ"]);
        assert_eq!(
            read(&["Приказ ХК ИРО ", "\"О создании группы\""]),
            ["Приказ ХК ИРО \"О создании группы\""]
        );
        assert_eq!(
            read(&["Статья в журнал \"Библиотека\"", "(г. Москва)"]),
            ["Статья в журнал \"Библиотека\" (г. Москва)"]
        );
    }

    #[test]
    fn what_stands_apart_stays_apart() {
        assert_eq!(
            read(&["Рост числа мероприятий", "Увеличение охвата"]),
            ["Рост числа мероприятий", "Увеличение охвата"]
        );
        assert_eq!(read(&["Участие школ.", "", "повышение роли"]), ["Участие школ.", "повышение роли"]);
        assert_eq!(read(&["получение знаний;", "повышение роли"]), ["получение знаний;", "повышение роли"]);
        assert_eq!(read(&["научно-методическая работа"]), ["научно-методическая работа"]);
        assert_eq!(read(&["Подготовка", "а) сценария", "б) зала"]), ["Подготовка", "а) сценария", "б) зала"]);
        let items = lines_of(&[
            Paragraph::plain("Разработка:"),
            Paragraph::plain("- требований;"),
            Paragraph::plain("– методики"),
        ]);
        assert_eq!(items.lines.iter().filter(|line| line.is_item).count(), 2);
    }

    #[test]
    fn small_letters_begin_the_parts_of_a_list() {
        let cell = ["Проведение:", "семинара по", "чтению", "веби-", "нара"].map(Paragraph::plain);
        let texts: Vec<String> = lines_of_a_list(&cell).lines.into_iter().map(|line| line.text).collect();
        assert_eq!(texts, ["Проведение:", "семинара по чтению", "вебинара"]);
    }

    #[test]
    fn names_of_bookmarks_are_no_words() {
        assert_eq!(without_marks("Охват[bookmark: _GoBack] школ"), "Охват школ");
        assert_eq!(without_marks("нет [bookmark: конца"), "нет [bookmark: конца");
    }
}
