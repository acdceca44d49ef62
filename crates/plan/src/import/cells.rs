//! From the lines of a cell to logical paragraphs: broken lines joined, broken words mended, blocks kept apart.

use std::sync::LazyLock;

use regex::Regex;

use super::grid::Paragraph;
use crate::words::{begins_with_quote, begins_with_small, tidy};

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

/// Endings that are no words of their own: «распорядитель-ных» was broken by a line that is no longer there.
static BROKEN_WORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(\p{L}{4,})-(ных|ные|ный|ная|ное|ной|ном|ному|ного|ным|ными|ции|ция|ций|цией|ние|ния|нию|ний|нием|ских|ские|ский|ская|ское|ской|ского|скому|ским|тель|теля|телей|тели|ность|ности|вание|вания|тие|тия|мого|мых|мые)\b").ok()
});

/// Reads the paragraphs of a cell.
pub fn lines_of(paragraphs: &[Paragraph]) -> Lines {
    let mut read = Lines::default();
    let mut block = 0;
    let mut is_new_block = false;
    let mut quoted_before = false;
    for paragraph in paragraphs {
        let text = tidy(&without_marks(&paragraph.text));
        if text.is_empty() {
            is_new_block = !read.lines.is_empty();
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
            && let Some(joined) = join(&last.text, &text, quoted_before, &mut read.mended)
        {
            last.text = joined;
            continue;
        }
        quoted_before |= begins_with_quote(&text);
        read.lines.push(Line { text, block, is_item });
    }
    for line in &mut read.lines {
        mend_inside(&mut line.text, &mut read.mended);
    }
    read
}

/// Text made from Word keeps names of bookmarks in square brackets: they are not the author's words.
fn without_marks(line: &str) -> String {
    let mut text = line.to_owned();
    while let Some(start) = text.find("[bookmark:") {
        let Some(length) = text[start..].find(']') else { break };
        text.replace_range(start..=start + length, "");
    }
    text
}

fn without_dash(text: &str) -> (String, bool) {
    for mark in ["- ", "– ", "— ", "• ", "· ", "● ", "▪ ", "* "] {
        if let Some(rest) = text.strip_prefix(mark) {
            return (rest.trim().to_owned(), true);
        }
    }
    let glued = text
        .strip_prefix(['-', '–', '—', '•', '●'])
        .filter(|rest| rest.chars().next().is_some_and(char::is_alphabetic));
    match glued {
        Some(rest) => (rest.to_owned(), true),
        None => (text.to_owned(), false),
    }
}

const HANGING: [&str; 18] =
    ["и", "в", "во", "на", "с", "со", "по", "к", "о", "об", "от", "для", "из", "за", "при", "или", "до", "у"];

/// The line before with this one, when they are one sentence broken by the edge of the cell.
fn join(before: &str, line: &str, quoted_before: bool, mended: &mut Vec<String>) -> Option<String> {
    // «Р» + «РИБЦ»: a single letter cannot be a line of its own.
    let is_letter_alone = before.chars().count() == 1 && before.chars().all(char::is_uppercase);
    let ends_with_letter_alone = before.rsplit(['\n']).next().is_some_and(|last| last.chars().count() == 1);
    if is_letter_alone && ends_with_letter_alone && line.chars().next().is_some_and(char::is_uppercase) {
        mended.push(format!("{before}{line}"));
        return Some(format!("{before}{line}"));
    }
    // «библио-» + «течной»
    let broken =
        before.strip_suffix(['-', '‑', '\u{ad}']).filter(|start| start.ends_with(char::is_alphabetic));
    if let Some(start) = broken
        && begins_with_small(line)
    {
        let joined = format!("{start}{line}");
        let from = start.rfind(' ').map_or(0, |at| at + 1);
        let word = joined[from..].split(' ').next().unwrap_or_default().to_owned();
        mended.push(word);
        return Some(joined);
    }
    let is_finished = before.ends_with([';', '.', ':', '!', '?']);
    let goes_on = begins_with_small(line) && !is_finished;
    let is_remark = line.starts_with('(') && !is_finished;
    // «Приказ» + «"О создании…"»; several quoted lines are a list.
    let is_quoted_name =
        begins_with_quote(line) && !is_finished && !quoted_before && !before.ends_with(['"', '»']);
    let last_word = before.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let hangs =
        before.ends_with(['–', '—', '(']) || HANGING.contains(&last_word.as_str()) || has_open_quote(before);
    (goes_on || is_remark || is_quoted_name || hangs).then(|| format!("{before} {line}"))
}

fn has_open_quote(text: &str) -> bool {
    text.matches('«').count() > text.matches('»').count() || text.matches('"').count() % 2 == 1
}

fn mend_inside(text: &mut String, mended: &mut Vec<String>) {
    let Some(pattern) = BROKEN_WORD.as_ref() else { return };
    while let Some(found) = pattern.captures(text) {
        // «научно-ной» does not occur; a first part in о or е would be half of a compound.
        let whole = found[0].to_owned();
        let joined = format!("{}{}", &found[1], &found[2]);
        if found[1].ends_with(['о', 'е']) {
            return;
        }
        mended.push(joined.clone());
        *text = text.replacen(&whole, &joined, 1);
    }
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
        let items = lines_of(&[
            Paragraph::plain("Разработка:"),
            Paragraph::plain("- требований;"),
            Paragraph::plain("– методики"),
        ]);
        assert_eq!(items.lines.iter().filter(|line| line.is_item).count(), 2);
    }
}
