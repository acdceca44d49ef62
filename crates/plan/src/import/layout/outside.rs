//! Lines that stand around the tables: stamps, the title of the plan, headings of sections, signatures.

use std::sync::LazyLock;

use regex::Regex;

use super::super::ProposalKind;
use super::super::desk::Desk;
use super::super::grid::Paragraph;
use super::super::ledger::Landing;
use super::super::sections::{heading, is_roman, names_itself};
use super::section::SectionHeading;
use crate::words::{fold, tidy};

/// A line, and whether an empty one stands before it.
#[derive(Debug, Clone)]
pub(super) struct OutsideLine {
    pub(super) paragraph: Paragraph,
    text: String,
    is_after_blank: bool,
}

/// Lines gathered since the last table of the plan.
#[derive(Debug, Default)]
pub(super) struct Outside {
    lines: Vec<OutsideLine>,
    is_after_blank: bool,
}

impl Outside {
    pub(super) fn add(&mut self, paragraph: &Paragraph) {
        let text = tidy(&format!("{} {}", paragraph.label, paragraph.text));
        if paragraph.is_blank() {
            self.is_after_blank = true;
            return;
        }
        let is_after_blank = std::mem::take(&mut self.is_after_blank);
        self.lines.push(OutsideLine { paragraph: paragraph.clone(), text, is_after_blank });
    }

    pub(super) fn take(&mut self) -> Vec<OutsideLine> {
        self.is_after_blank = false;
        std::mem::take(&mut self.lines)
    }
}

const STAMP: &str = "текст над заголовком плана: гриф утверждения или реквизиты";
const BELOW_THE_TITLE: &str = "текст между заголовком плана и таблицей";
const BETWEEN: &str = "текст между таблицами: не относится ни к одной графе";
const LONGEST_TITLE: usize = 700;
const LONGEST_SECTION: usize = 200;

static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"20\d\d").ok());
/// «Цель: …», «Срок реализации – 2025 год».
static LABELLED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\p{Lu}\p{Ll}+(?:\s+\p{Ll}+){0,3}\s*:").ok());

/// The title of the plan, and the sections that are named between it and its table.
pub(super) fn title_of(
    lines: Vec<OutsideLine>,
    has_several_tables: bool,
    desk: &mut Desk<'_>,
) -> (String, Vec<SectionHeading>) {
    let named = lines.iter().position(|line| names_a_plan(&line.text));
    let start = named.unwrap_or_else(|| start_of_an_unnamed_title(&lines));
    let (above, rest) = lines.split_at(start);
    desk.ledger.leave_all(above.iter().map(|line| &line.paragraph), STAMP);
    let mut length = 0;
    let mut count = 0;
    for line in rest {
        let has_year =
            YEAR.as_ref().is_some_and(|year| rest[..count].iter().any(|line| year.is_match(&line.text)));
        length += line.text.chars().count();
        let is_over = count > 0
            && (is_section_line(&line.text)
                || LABELLED.as_ref().is_some_and(|label| label.is_match(&line.text))
                || (line.is_after_blank && has_year)
                || is_of_a_stamp(&line.text));
        if is_over || length > LONGEST_TITLE {
            break;
        }
        count += 1;
    }
    let (title, below) = rest.split_at(count);
    desk.ledger.land_all(title.iter().map(|line| &line.paragraph), Landing::PlanTitle);
    if named.is_none() && !title.is_empty() {
        desk.proposals.add(
            ProposalKind::Title,
            "",
            "title",
            "заголовком плана взяты строки над таблицей".to_owned(),
            "слов «план», «дорожная карта», «комплекс мер» и подобных над таблицей нет",
        );
    }
    let title =
        tidy(&title.iter().map(|line| without_heading_marks(&line.text)).collect::<Vec<_>>().join(" "));
    let sections = section_lines(below.to_vec(), has_several_tables, BELOW_THE_TITLE, desk);
    (title, sections)
}

/// What stands between two tables of the plan.
pub(super) fn sections_of(lines: Vec<OutsideLine>, desk: &mut Desk<'_>) -> Vec<SectionHeading> {
    section_lines(lines, true, BETWEEN, desk)
}

/// Lines that name sections; the last line before a table may do so without a number.
fn section_lines(
    lines: Vec<OutsideLine>,
    may_be_unnumbered: bool,
    why: &'static str,
    desk: &mut Desk<'_>,
) -> Vec<SectionHeading> {
    let mut sections: Vec<SectionHeading> = Vec::new();
    let count = lines.len();
    for (index, line) in lines.into_iter().enumerate() {
        let text = without_heading_marks(&line.text);
        let is_last = index + 1 == count;
        let is_short = text.chars().count() <= LONGEST_SECTION && !text.ends_with(['.', ';', ':']);
        let is_title_of_a_bare_one = sections.last().is_some_and(|section| section.title.is_empty());
        let looks_like_one = may_be_unnumbered
            && is_last
            && is_short
            && !is_of_a_stamp(text)
            && !names_a_plan(text)
            && !is_continuation(text);
        if is_section_line(text) {
            sections.push(SectionHeading::of(text, &[line.paragraph], false));
        } else if is_title_of_a_bare_one {
            if let Some(section) = sections.last_mut() {
                text.clone_into(&mut section.title);
                section.paragraphs.push(line.paragraph);
            }
        } else if looks_like_one {
            desk.proposals.add(
                ProposalKind::Section,
                "",
                "sections",
                format!("«{text}» — название раздела"),
                "строка стоит сразу перед таблицей и не оканчивается точкой",
            );
            sections.push(SectionHeading::of(text, &[line.paragraph], false));
        } else {
            desk.ledger.leave(&line.paragraph, why);
        }
    }
    sections
}

/// «Продолжение таблицы», «Окончание таблицы 1»: what stands above a table broken by a page.
pub(super) fn is_continuation(text: &str) -> bool {
    let words = crate::words::words(text);
    let mut words = words.iter().map(String::as_str);
    matches!(words.next(), Some("продолжение" | "окончание"))
        && words.next().is_none_or(|word| {
            ["таблиц", "табл", "приложени", "план"].iter().any(|stem| word.starts_with(stem))
        })
        && words.count() <= 2
}

fn is_section_line(text: &str) -> bool {
    let text = without_heading_marks(text);
    names_itself(text) && heading(text).is_some_and(|(number, _)| !number.is_empty())
        || heading(text).is_some_and(|(number, title)| {
            !number.is_empty() && (is_roman(&number) || (!title.is_empty() && !text.ends_with(['.', ';'])))
        })
}

/// `# План` of Markdown.
fn without_heading_marks(text: &str) -> &str {
    text.trim_start_matches('#').trim_start()
}

/// Whether a line is the beginning of a plan's title.
pub(super) fn names_a_plan(text: &str) -> bool {
    const BEGINNINGS: [&str; 12] = [
        "план",
        "дорожная карта",
        "комплекс мер",
        "комплекс мероприятий",
        "комплексный план",
        "перечень мероприятий",
        "перечень мер",
        "график",
        "программа",
        "циклограмма",
        "календарь",
        "календарный план",
    ];
    let folded = fold(without_heading_marks(text));
    let begins = BEGINNINGS.iter().any(|word| {
        folded
            .strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '-', ',', '(', '.']))
    });
    begins
        || folded.starts_with("годовой план")
        || folded.starts_with("мероприятия по ")
        || folded.contains("дорожная карта")
        || folded.contains("план мероприятий")
        || folded.contains("план работы")
}

fn is_of_a_stamp(text: &str) -> bool {
    const WORDS: [&str; 9] = [
        "утвержд",
        "согласован",
        "приложение",
        "рассмотрен",
        "принято на",
        "приказом",
        "распоряжением",
        "м.п.",
        "подпись",
    ];
    let folded = fold(text);
    text.contains("___") || WORDS.iter().any(|word| folded.starts_with(word))
}

/// Without a naming word the title is the last lines that stand together, a stamp above them left out.
fn start_of_an_unnamed_title(lines: &[OutsideLine]) -> usize {
    const MOST_LINES: usize = 5;
    let after_stamp = lines.iter().rposition(|line| is_of_a_stamp(&line.text)).map_or(0, |at| at + 1);
    let sections = lines.iter().rposition(|line| !is_section_line(&line.text)).map_or(0, |at| at + 1);
    let last = sections.max(after_stamp);
    let mut start = last;
    while start > after_stamp && last - start < MOST_LINES {
        start -= 1;
        if lines[start].is_after_blank {
            break;
        }
    }
    // Under a stamp stand a post and a name first: they are no title without an empty line after them.
    if after_stamp > 0 && start == after_stamp && !lines.get(start).is_some_and(|line| line.is_after_blank) {
        return lines.len();
    }
    start
}
