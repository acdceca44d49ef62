//! A text out of a Word file or out of a pasted one: paragraphs with what they are.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::{Deserialize, Serialize};

use crate::limits::{Package, open as open_package, read_part};

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

/// The paragraphs of a DOCX file, those of its tables among them; empty ones are left out.
///
/// # Errors
/// [`WordRefused`] when the package or its text cannot be read to the end: nothing is taken half.
pub fn paragraphs_of_word(bytes: &[u8]) -> Result<Vec<TextParagraph>, WordRefused> {
    let mut package = open_package(bytes).map_err(|_| WordRefused::NotWord)?;
    let document = part(&mut package, "word/document.xml").ok_or(WordRefused::NotWord)?;
    let styles = part(&mut package, "word/styles.xml").map_or_else(HashMap::new, |xml| styles_of(&xml));
    read(&document, &styles)
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
    is_in_properties: bool,
    is_text: bool,
}

fn read(xml: &str, styles: &HashMap<String, Style>) -> Result<Vec<TextParagraph>, WordRefused> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    // Paragraphs of text boxes stand inside paragraphs.
    let mut open: Vec<Reading> = Vec::new();
    loop {
        let event = reader.read_event().map_err(|_| WordRefused::Broken(found.len() + 1))?;
        match &event {
            Event::Eof if open.is_empty() => break,
            Event::Eof | Event::DocType(_) => return Err(WordRefused::Broken(found.len() + 1)),
            Event::Start(tag) => start(tag, &mut open, false),
            Event::Empty(tag) if tag.local_name().as_ref() == "p" => {}
            Event::Empty(tag) => start(tag, &mut open, true),
            Event::End(tag) => match tag.local_name().as_ref() {
                "p" => {
                    if let Some(done) = open.pop() {
                        push(&mut found, done, styles)?;
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
    Ok(found)
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
) -> Result<(), WordRefused> {
    let text = done.text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Ok(());
    }
    if found.len() >= MAX_PARAGRAPHS {
        return Err(WordRefused::TooLong);
    }
    let (outline, is_list) = told_by_style(done.style.as_deref(), styles);
    let kind = match (done.outline.or(outline), done.list) {
        (Some(level), _) if (0..=8).contains(&level) => ParagraphKind::from_parts("heading", level + 1),
        (_, Some(level)) => ParagraphKind::from_parts("list_item", level.saturating_add(1)),
        (_, None) if is_list => ParagraphKind::ListItem(1),
        _ => ParagraphKind::Text,
    };
    found.push(TextParagraph { kind, text });
    Ok(())
}

fn told_by_style(style: Option<&str>, styles: &HashMap<String, Style>) -> (Option<i64>, bool) {
    let mut is_list = false;
    let mut id = style.map(str::to_owned);
    for _ in 0..LONGEST_CHAIN {
        let Some(style) = id.as_ref().and_then(|id| styles.get(id)) else { break };
        is_list |= style.is_list;
        if style.outline.is_some() {
            return (style.outline, is_list);
        }
        id.clone_from(&style.based_on);
    }
    (None, is_list)
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
