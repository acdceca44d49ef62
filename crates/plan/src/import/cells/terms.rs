//! The lines of a cell of terms: what is a term by itself stays a line of its own, the rest goes on with the line before.

use std::sync::LazyLock;

use regex::Regex;

use super::{Line, Lines, without_dash, without_marks};
use crate::PlanYear;
use crate::import::grid::Paragraph;
use crate::import::sections::numbered_terms_within;
use crate::term::{reads_as_term, says_nothing_but_a_year};
use crate::words::{begins_with_small, tidy};

/// Reads the paragraphs of a cell of terms. A dash alone is a line too: its item has no term.
pub fn lines_of_terms(paragraphs: &[Paragraph], year: PlanYear) -> Lines {
    let mut lines: Vec<Line> = Vec::new();
    let mut block = 0;
    let mut is_new_block = false;
    for paragraph in paragraphs {
        let text = tidy(&without_marks(&paragraph.text));
        if text.is_empty() {
            is_new_block = !lines.is_empty();
            continue;
        }
        block += usize::from(is_new_block);
        let is_first_of_block = std::mem::take(&mut is_new_block);
        let (stripped, has_dash) = without_dash(&text);
        let is_item = has_dash || paragraph.is_list_item;
        if let Some(last) = lines.last_mut().filter(|_| !is_first_of_block)
            && goes_on(last, &stripped, has_dash, year)
        {
            // «сентябрь» and «– октябрь» on the next line are one stretch, «ноя-» and «бря» one word.
            let is_word = !has_dash && is_broken_word(&last.text, &stripped, year);
            if is_word {
                last.text.pop();
            } else {
                last.text.push_str(if has_dash { " – " } else { " " });
            }
            last.text.push_str(&stripped);
            continue;
        }
        lines.push(Line { text: stripped, block, is_item });
    }
    for line in &mut lines {
        line.text.truncate(line.text.trim_end_matches([',', ';', ' ']).len());
    }
    lines.retain(|line| !line.text.is_empty());
    Lines { lines, mended: Vec::new() }
}

static NUMBERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(\d{1,2})[.)]\s*(\p{L}.*|\d{1,2}\D.*)$").ok());

/// The terms of a numbered list, each without its number: «1) апрель; 2) май» in one line, or a line for each. `None`
/// where the cell is no such list of terms.
pub fn numbered_terms(terms: &Lines, year: PlanYear) -> Option<Lines> {
    let lines = &terms.lines;
    let texts: Vec<String> = match lines.as_slice() {
        [only] => numbered_terms_within(&only.text)?.into_iter().map(str::to_owned).collect(),
        _ => lines.iter().enumerate().map(without_number).collect::<Option<_>>()?,
    };
    let bare = |text: String| text.trim_end_matches([',', ';', '.', ' ']).to_owned();
    let texts: Vec<String> = texts.into_iter().map(bare).collect();
    if texts.len() < 2 || !texts.iter().all(|text| reads_as_term(text, year)) {
        return None;
    }
    let lines = texts.into_iter().enumerate().map(|(block, text)| Line { text, block, is_item: true });
    Some(Lines { lines: lines.collect(), mended: Vec::new() })
}

/// A line of a list whose numbers go up by one from one.
fn without_number((index, line): (usize, &Line)) -> Option<String> {
    let found = NUMBERED.as_ref()?.captures(&line.text)?;
    (found[1] == (index + 1).to_string()).then(|| found[2].to_owned())
}

/// «сентябрь-» + «октябрь» are two words.
fn is_broken_word(before: &str, line: &str, year: PlanYear) -> bool {
    let ends_inside =
        before.strip_suffix(['-', '‑']).is_some_and(|start| start.ends_with(char::is_alphabetic));
    ends_inside && begins_with_small(line) && !reads_as_term(line, year)
}

fn goes_on(last: &Line, line: &str, has_dash: bool, year: PlanYear) -> bool {
    let before = last.text.as_str();
    let is_blank = |text: &str| !text.chars().any(char::is_alphanumeric);
    if is_blank(before) || is_blank(line) {
        return before.is_empty();
    }
    if has_dash {
        return !last.is_item
            && reads_as_term(before, year)
            && reads_as_term(line, year)
            && !before.contains(' ');
    }
    // «2025 г.», «(дата уточняется)», «до 10 числа»: they belong to what stands before them.
    if says_nothing_but_a_year(line) || line.starts_with('(') || line.contains(" числ") {
        return true;
    }
    let last_word = before.rsplit(' ').next().unwrap_or_default();
    let hangs = before.ends_with(['-', '–', '—', '(', '/'])
        || matches!(
            last_word.to_lowercase().as_str(),
            "с" | "со" | "по" | "до" | "и" | "в" | "к" | "не" | "от"
        );
    let first_word = line.split(' ').next().unwrap_or_default();
    let continues = matches!(first_word, "по" | "и" | "далее" | "до") && !first_word.is_empty();
    let is_open_range = before.starts_with("с ") || before.starts_with("С ");
    if hangs || (continues && (first_word != "до" || is_open_range) && !before.ends_with([',', ';'])) {
        return true;
    }
    !(reads_as_term(before, year) && reads_as_term(line, year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Vec<String> {
        let paragraphs: Vec<Paragraph> = lines.iter().map(|line| Paragraph::plain(*line)).collect();
        lines_of_terms(&paragraphs, PlanYear::new(2025, 1)).lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn every_term_is_a_line_and_broken_terms_are_joined() {
        assert_eq!(read(&["март", "май"]), ["март", "май"]);
        assert_eq!(read(&["январь,", "июнь"]), ["январь", "июнь"]);
        assert_eq!(read(&["до 15 марта", "2025 г."]), ["до 15 марта 2025 г."]);
        assert_eq!(read(&["сентябрь –", "октябрь"]), ["сентябрь – октябрь"]);
        assert_eq!(read(&["сентябрь-", "октябрь"]), ["сентябрь- октябрь"]);
        assert_eq!(read(&["до 15 сен-", "тября"]), ["до 15 сентября"]);
        assert_eq!(read(&["сентябрь", "– октябрь"]), ["сентябрь – октябрь"]);
        assert_eq!(read(&["с 1 марта", "по 15 мая"]), ["с 1 марта по 15 мая"]);
        assert_eq!(
            read(&["май", "в период проведения", "Месячника школьных библиотек"]),
            ["май", "в период проведения Месячника школьных библиотек"]
        );
        assert_eq!(read(&["первый —", "март;", "второй — октябрь"]), ["первый — март", "второй — октябрь"]);
        assert_eq!(read(&["март", "—", "май"]), ["март", "—", "май"]);
        assert_eq!(read(&["апрель", "(дата уточняется)"]), ["апрель (дата уточняется)"]);
        assert_eq!(read(&["ежеквартально", "до 10 числа месяца,", "следующего за отчетным"]).len(), 1);
        assert_eq!(read(&["В течение", "года"]), ["В течение года"]);
    }

    #[test]
    fn terms_of_a_numbered_list() {
        let year = PlanYear::new(2025, 1);
        let apart = |cell: &[&str]| -> Option<Vec<String>> {
            let cell: Vec<Paragraph> = cell.iter().map(|line| Paragraph::plain(*line)).collect();
            let lines = numbered_terms(&lines_of_terms(&cell, year), year)?.lines;
            Some(lines.into_iter().map(|line| line.text).collect())
        };
        let wanted = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(
            apart(&["1) до 1 марта; 2) март – апрель; 3) май"]),
            wanted(&["до 1 марта", "март – апрель", "май"])
        );
        assert_eq!(apart(&["1) апрель;", "2) май"]), wanted(&["апрель", "май"]));
        assert_eq!(apart(&["1. 10 апреля", "2. 12.05.2025"]), wanted(&["10 апреля", "12.05.2025"]));
        assert_eq!(apart(&["1.04", "2.05"]), None, "days and months");
        assert_eq!(apart(&["март, май"]), None);
        assert_eq!(apart(&["1) апрель", "3) май"]), None, "no list");
    }
}
