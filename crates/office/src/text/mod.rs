//! A text out of a Word file or out of a pasted one: paragraphs with what they are.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::{Deserialize, Serialize};

use crate::limits::{Package, open as open_package, read_part};

mod numbering;

use numbering::Numbering;

const MAX_PARAGRAPHS: usize = 20_000;
/// Styles are based on styles; a longer chain is a loop.
const LONGEST_CHAIN: usize = 16;

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "level")]
pub enum ParagraphKind {
    /// 1 for the title of a part, 2 for what lies in it, down to 6.
    Heading(u8),
    Text,
    /// 1 for the outermost list.
    ListItem(u8),
}

impl ParagraphKind {
    /// Code and level, as they are stored and sent by forms.
    pub const fn parts(self) -> (&'static str, u8) {
        match self {
            Self::Heading(level) => ("heading", level),
            Self::Text => ("text", 0),
            Self::ListItem(level) => ("list_item", level),
        }
    }

    /// Levels beyond the sixth are the sixth; an unknown code is text.
    pub fn from_parts(code: &str, level: i64) -> Self {
        let level = u8::try_from(level.clamp(1, 6)).unwrap_or(1);
        match code {
            "heading" => Self::Heading(level),
            "list_item" => Self::ListItem(level),
            _ => Self::Text,
        }
    }
}

/// A paragraph as a file brings it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextParagraph {
    pub kind: ParagraphKind,
    pub text: String,
}

/// Why a file gives no text. The texts are for the reader.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordRefused {
    #[error("Файл не читается как документ Word. Откройте его в Word и сохраните ещё раз в формате DOCX.")]
    NotWord,
    #[error("Разметка внутри файла повреждена около абзаца {0}. Откройте файл в Word и сохраните ещё раз.")]
    Broken(usize),
    #[error("В файле слишком много абзацев. Оставьте в нём один документ.")]
    TooLong,
}

/// A text with what of the file is not in it as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordText {
    pub paragraphs: Vec<TextParagraph>,
    pub losses: Losses,
}

/// What a text by paragraphs cannot hold: whoever brings a file is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Losses {
    /// Notes at the foot of a page and at the end: left out.
    pub notes: usize,
    /// Their rows became paragraphs, «а | б | в».
    pub tables: usize,
    /// Left out.
    pub pictures: usize,
}

/// The text of a DOCX file: numbers that Word counts stand before their paragraphs, a row of a table is a paragraph, empty
/// ones are left out.
///
/// # Errors
/// [`WordRefused`] when the package or its text cannot be read to the end: nothing is taken half.
pub fn text_of_word(bytes: &[u8]) -> Result<WordText, WordRefused> {
    let mut package = open_package(bytes).map_err(|_| WordRefused::NotWord)?;
    let document = part(&mut package, "word/document.xml").ok_or(WordRefused::NotWord)?;
    let styles = part(&mut package, "word/styles.xml").map_or_else(HashMap::new, |xml| styles_of(&xml));
    let numbering = part(&mut package, "word/numbering.xml");
    let numbering = numbering.map_or_else(Numbering::default, |xml| Numbering::read(&xml));
    read(&document, &styles, numbering)
}

/// Its paragraphs alone.
///
/// # Errors
/// As [`text_of_word`].
pub fn paragraphs_of_word(bytes: &[u8]) -> Result<Vec<TextParagraph>, WordRefused> {
    Ok(text_of_word(bytes)?.paragraphs)
}

fn part(package: &mut Package<'_>, name: &str) -> Option<String> {
    String::from_utf8(read_part(package, name).ok()?).ok()
}

/// What a style says of a paragraph.
#[derive(Debug, Clone, Default)]
struct Style {
    based_on: Option<String>,
    /// 0 for the uppermost heading, as Word counts.
    outline: Option<i64>,
    is_list: bool,
    /// The list whose numbers it counts, and the level there.
    list: Option<String>,
    level: Option<i64>,
}

fn styles_of(xml: &str) -> HashMap<String, Style> {
    let mut reader = Reader::from_str(xml);
    let mut styles = HashMap::new();
    let mut current: Option<(String, Style)> = None;
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) | Err(_) => break,
            Ok(event) => event,
        };
        match &event {
            Event::Start(tag) | Event::Empty(tag) => match (tag.local_name().as_ref(), &mut current) {
                ("style", _) => current = attribute(tag, "styleId").map(|id| (id, Style::default())),
                ("name", Some((_, style))) => {
                    let name = attribute(tag, "val").unwrap_or_default().to_lowercase();
                    style.outline = style.outline.or(level_of_name(&name));
                    style.is_list |= name.starts_with("list ") || name == "list paragraph";
                }
                ("basedOn", Some((_, style))) => style.based_on = attribute(tag, "val"),
                ("outlineLvl", Some((_, style))) => {
                    style.outline = attribute(tag, "val").and_then(|level| level.parse().ok());
                }
                ("numPr", Some((_, style))) => style.is_list = true,
                ("numId", Some((_, style))) => style.list = attribute(tag, "val"),
                ("ilvl", Some((_, style))) => {
                    style.level = attribute(tag, "val").and_then(|level| level.parse().ok());
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "style" => {
                if let Some((id, style)) = current.take() {
                    styles.insert(id, style);
                }
            }
            _ => {}
        }
    }
    styles
}

/// «heading 1», «заголовок 1», «title»: Word calls its own styles so whatever the language of the office.
fn level_of_name(name: &str) -> Option<i64> {
    if name == "title" || name == "название" {
        return Some(0);
    }
    let number = name.strip_prefix("heading ").or_else(|| name.strip_prefix("заголовок "))?;
    let level: i64 = number.trim().parse().ok()?;
    (1..=9).contains(&level).then_some(level - 1)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.value.to_string())
}

#[derive(Default)]
struct Reading {
    text: String,
    style: Option<String>,
    outline: Option<i64>,
    /// Level of the list, from 0.
    list: Option<i64>,
    /// Which list it is: its numbers are counted.
    list_id: Option<String>,
    is_in_properties: bool,
    is_text: bool,
}

/// A row of a table: what its cells say.
#[derive(Default)]
struct RowReading {
    cells: Vec<String>,
    /// How many paragraphs are open around it: those of its cells lie deeper.
    depth: usize,
}

/// Text that stands elsewhere in the file too: what was moved away, and the old drawing of a text box beside the new one.
const SAID_TWICE: [&str; 2] = ["moveFrom", "Fallback"];

fn read(
    xml: &str,
    styles: &HashMap<String, Style>,
    mut numbering: Numbering,
) -> Result<WordText, WordRefused> {
    let mut reader = Reader::from_str(xml);
    let mut read = WordText::default();
    // Paragraphs of text boxes stand inside paragraphs, tables inside cells.
    let mut open: Vec<Reading> = Vec::new();
    let mut rows: Vec<RowReading> = Vec::new();
    let mut skipped = 0_usize;
    loop {
        let found = &mut read.paragraphs;
        let event = reader.read_event().map_err(|_| WordRefused::Broken(found.len() + 1))?;
        if skipped > 0 {
            match &event {
                Event::Start(_) => skipped += 1,
                Event::End(_) => skipped -= 1,
                Event::Eof | Event::DocType(_) => return Err(WordRefused::Broken(found.len() + 1)),
                _ => {}
            }
            continue;
        }
        if let Event::Start(tag) | Event::Empty(tag) = &event {
            match tag.local_name().as_ref() {
                "footnoteReference" | "endnoteReference" => read.losses.notes += 1,
                "drawing" | "pict" => read.losses.pictures += 1,
                "tbl" => read.losses.tables += 1,
                _ => {}
            }
        }
        match &event {
            Event::Start(tag) if SAID_TWICE.contains(&tag.local_name().as_ref()) => skipped = 1,
            Event::Start(tag) if tag.local_name().as_ref() == "tr" => {
                rows.push(RowReading { cells: Vec::new(), depth: open.len() });
            }
            Event::Start(tag) if tag.local_name().as_ref() == "tc" => {
                if let Some(row) = rows.last_mut() {
                    row.cells.push(String::new());
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "tr" => {
                if let Some(row) = rows.pop() {
                    end_row(&row, &mut rows, open.len(), found)?;
                }
            }
            Event::Eof if open.is_empty() => break,
            Event::Eof | Event::DocType(_) => return Err(WordRefused::Broken(found.len() + 1)),
            Event::Start(tag) => start(tag, &mut open, false),
            Event::Empty(tag) if tag.local_name().as_ref() == "p" => {}
            Event::Empty(tag) => start(tag, &mut open, true),
            Event::End(tag) => match tag.local_name().as_ref() {
                "p" => {
                    if let Some(done) = open.pop() {
                        let in_cell = rows.last_mut().filter(|row| row.depth == open.len());
                        match in_cell.and_then(|row| row.cells.last_mut()) {
                            Some(cell) => add_words(cell, &words_of(&done)),
                            None => push(found, done, styles, &mut numbering)?,
                        }
                    }
                }
                "pPr" => set(&mut open, |reading| reading.is_in_properties = false),
                "t" => set(&mut open, |reading| reading.is_text = false),
                _ => {}
            },
            Event::Text(text) => {
                set(&mut open, |reading| {
                    if reading.is_text {
                        reading.text.push_str(text);
                    }
                });
            }
            Event::GeneralRef(reference) => {
                set(&mut open, |reading| {
                    if reading.is_text {
                        reading.text.push_str(sign(reference));
                    }
                });
            }
            _ => {}
        }
    }
    Ok(read)
}

/// A row ends: a paragraph of its own, or words in the cell of the table around it.
fn end_row(
    row: &RowReading,
    rows: &mut [RowReading],
    depth: usize,
    found: &mut Vec<TextParagraph>,
) -> Result<(), WordRefused> {
    if row.cells.iter().all(String::is_empty) {
        return Ok(());
    }
    let text = row.cells.join(" | ");
    if let Some(cell) = rows.last_mut().filter(|row| row.depth == depth).and_then(|row| row.cells.last_mut())
    {
        add_words(cell, &text);
        return Ok(());
    }
    add(found, TextParagraph { kind: ParagraphKind::Text, text })
}

fn add_words(cell: &mut String, words: &str) {
    if !cell.is_empty() && !words.is_empty() {
        cell.push(' ');
    }
    cell.push_str(words);
}

fn add(found: &mut Vec<TextParagraph>, paragraph: TextParagraph) -> Result<(), WordRefused> {
    if found.len() >= MAX_PARAGRAPHS {
        return Err(WordRefused::TooLong);
    }
    found.push(paragraph);
    Ok(())
}

fn words_of(done: &Reading) -> String {
    done.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn set(open: &mut [Reading], change: impl FnOnce(&mut Reading)) {
    if let Some(reading) = open.last_mut() {
        change(reading);
    }
}

fn start(tag: &BytesStart<'_>, open: &mut Vec<Reading>, is_empty: bool) {
    match tag.local_name().as_ref() {
        "p" => open.push(Reading::default()),
        "pPr" => set(open, |reading| reading.is_in_properties = !is_empty),
        "t" => set(open, |reading| reading.is_text = !is_empty),
        "tab" | "br" | "cr" => set(open, |reading| {
            if !reading.is_in_properties {
                reading.text.push(' ');
            }
        }),
        "noBreakHyphen" => set(open, |reading| reading.text.push('-')),
        "pStyle" => set(open, |reading| reading.style = attribute(tag, "val")),
        "outlineLvl" => set(open, |reading| {
            reading.outline = attribute(tag, "val").and_then(|level| level.parse().ok());
        }),
        "numPr" => set(open, |reading| reading.list = reading.list.or(Some(0))),
        "numId" => set(open, |reading| reading.list_id = attribute(tag, "val")),
        "ilvl" => set(open, |reading| {
            reading.list = attribute(tag, "val").and_then(|level| level.parse().ok()).or(reading.list);
        }),
        _ => {}
    }
}

fn sign(reference: &str) -> &'static str {
    match reference {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => " ",
    }
}

fn push(
    found: &mut Vec<TextParagraph>,
    done: Reading,
    styles: &HashMap<String, Style>,
    numbering: &mut Numbering,
) -> Result<(), WordRefused> {
    let text = words_of(&done);
    if text.is_empty() {
        return Ok(());
    }
    let told = told_by_style(done.style.as_deref(), styles);
    // A list numbered nought takes a paragraph out of the list of its style.
    let list_id = done.list_id.as_ref().or(told.list.as_ref()).filter(|id| *id != "0");
    let level = done.list.or(told.level).unwrap_or(0);
    let number = list_id.and_then(|id| numbering.next(id, level));
    let is_out = done.list_id.as_deref() == Some("0");
    let kind = match (done.outline.or(told.outline), done.list.filter(|_| !is_out)) {
        (Some(level), _) if (0..=8).contains(&level) => ParagraphKind::from_parts("heading", level + 1),
        // A numbered clause is a paragraph with its number: a dash would take the number from it.
        _ if number.is_some() => ParagraphKind::Text,
        (_, Some(level)) => ParagraphKind::from_parts("list_item", level.saturating_add(1)),
        (_, None) if told.is_list && !is_out => ParagraphKind::ListItem(1),
        _ => ParagraphKind::Text,
    };
    let text = match number {
        Some(number) => format!("{number} {text}"),
        None => text,
    };
    add(found, TextParagraph { kind, text })
}

/// What a style and those that it is based on say together: the nearest is heard.
fn told_by_style(style: Option<&str>, styles: &HashMap<String, Style>) -> Style {
    let mut told = Style::default();
    let mut id = style.map(str::to_owned);
    for _ in 0..LONGEST_CHAIN {
        let Some(style) = id.as_ref().and_then(|id| styles.get(id)) else { break };
        told.is_list |= style.is_list;
        told.list = told.list.or_else(|| style.list.clone());
        told.level = told.level.or(style.level);
        told.outline = told.outline.or(style.outline);
        if told.outline.is_some() && told.list.is_some() {
            break;
        }
        id.clone_from(&style.based_on);
    }
    told
}

/// A text that is pasted: a line is a paragraph, `#` begins a heading, a dash a list item.
pub fn plain_paragraphs(text: &str) -> Vec<TextParagraph> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
            if (1..=6).contains(&hashes) && line[hashes..].starts_with(' ') {
                let level = i64::try_from(hashes).unwrap_or(1);
                let kind = ParagraphKind::from_parts("heading", level);
                return TextParagraph { kind, text: line[hashes..].trim().to_owned() };
            }
            let item = ["- ", "– ", "— ", "• ", "* "].iter().find_map(|mark| line.strip_prefix(mark));
            match item {
                Some(item) => {
                    TextParagraph { kind: ParagraphKind::ListItem(1), text: item.trim().to_owned() }
                }
                None => TextParagraph { kind: ParagraphKind::Text, text: line.to_owned() },
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use ParagraphKind::{Heading, ListItem, Text};
    use proptest::prelude::*;

    use super::*;

    fn docx(body: &str, styles: &str) -> Vec<u8> {
        let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
        for (name, content) in [("word/document.xml", document.as_str()), ("word/styles.xml", styles)] {
            package.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            package.write_all(content.as_bytes()).unwrap();
        }
        package.finish().unwrap().into_inner()
    }

    fn paragraph(properties: &str, text: &str) -> String {
        format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    #[test]
    fn headings_lists_and_tables_are_told_apart() {
        let styles = "<w:styles><w:style w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style><w:style w:styleId=\"my\"><w:name w:val=\"Мой\"/><w:basedOn w:val=\"1\"/></w:style><w:style w:styleId=\"a3\"><w:name w:val=\"List Paragraph\"/></w:style></w:styles>";
        let body = [
            paragraph("<w:pStyle w:val=\"1\"/>", "1. Общие положения"),
            paragraph("<w:pStyle w:val=\"my\"/>", "2. Цель"),
            paragraph("<w:outlineLvl w:val=\"1\"/>", "2.1. Задачи"),
            "<w:p/>".to_owned(),
            "<w:p><w:r><w:t>Текст </w:t></w:r><w:r><w:tab/><w:t>с разрывом &amp; знаком</w:t></w:r></w:p>"
                .to_owned(),
            paragraph("<w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"3\"/></w:numPr>", "пункт"),
            paragraph("<w:pStyle w:val=\"a3\"/>", "ещё пункт"),
            format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", paragraph("", "ячейка")),
        ];
        let read = paragraphs_of_word(&docx(&body.concat(), styles)).unwrap();
        let told: Vec<(ParagraphKind, &str)> = read.iter().map(|one| (one.kind, one.text.as_str())).collect();
        assert_eq!(
            told,
            [
                (Heading(1), "1. Общие положения"),
                (Heading(1), "2. Цель"),
                (Heading(2), "2.1. Задачи"),
                (Text, "Текст с разрывом & знаком"),
                (ListItem(2), "пункт"),
                (ListItem(1), "ещё пункт"),
                (Text, "ячейка"),
            ]
        );
    }

    #[test]
    fn what_a_file_says_twice_is_read_once_and_what_is_left_out_is_counted() {
        let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
        let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph("", text));
        let body = [
            format!("<w:p><w:moveFrom>{}</w:moveFrom></w:p>", run("переехало")),
            format!("<w:p><w:moveTo>{}</w:moveTo></w:p>", run("переехало")),
            format!(
                "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>",
                paragraph("", "в рамке")
            ),
            format!("<w:p>{}<w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>", run("со сноской")),
            format!(
                "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
                cell("а"),
                cell("б"),
                cell(""),
                cell("г")
            ),
            "<w:p><w:r><w:drawing/></w:r></w:p>".to_owned(),
        ];
        let read = text_of_word(&docx(&body.concat(), "")).unwrap();
        let told: Vec<&str> = read.paragraphs.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(told, ["переехало", "в рамке", "со сноской", "а | б", " | г"]);
        assert_eq!(read.losses, Losses { notes: 1, tables: 1, pictures: 1 });
    }

    #[test]
    fn broken_files_give_nothing_rather_than_a_half() {
        assert_eq!(paragraphs_of_word(b"PK\x03\x04"), Err(WordRefused::NotWord));
        let cut = docx("<w:p><w:r><w:t>начало", "");
        assert!(
            matches!(paragraphs_of_word(&cut), Err(WordRefused::Broken(1))),
            "{:?}",
            paragraphs_of_word(&cut)
        );
        let looped = "<w:styles><w:style w:styleId=\"a\"><w:basedOn w:val=\"a\"/></w:style></w:styles>";
        let read = paragraphs_of_word(&docx(&paragraph("<w:pStyle w:val=\"a\"/>", "текст"), looped)).unwrap();
        assert_eq!(read[0].kind, ParagraphKind::Text);
    }

    #[test]
    fn a_pasted_text_is_read_by_its_lines() {
        let read = plain_paragraphs("# Цель\n\nТекст.\n- пункт\n#не заголовок");
        let kinds: Vec<ParagraphKind> = read.iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [Heading(1), Text, ListItem(1), Text]);
    }

    proptest! {
        #[test]
        fn no_xml_is_too_strange(body in "[<>/&;:\"=a-zр \\]\\[!-]{0,80}") {
            let _ = paragraphs_of_word(&docx(&body, &body));
            plain_paragraphs(&body);
        }
    }
}
