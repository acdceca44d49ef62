//! Tags in paragraphs: found in the joined words, so that it does not matter into how many runs Word has cut them.

use std::ops::Range;

use super::TemplateFault;
use super::place::Place;
use super::requisites::Drawn;
use super::scan::Scanned;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Inside its paragraph.
    Inline,
    /// `{%p … %}` stands for its whole paragraph.
    Paragraph,
    /// `{%tr … %}` stands for its whole row.
    Row,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Code {
    Print(String),
    For {
        name: String,
        list: String,
    },
    EndFor,
    If(String),
    ElseIf(String),
    Else,
    EndIf,
    Comment,
    /// Takes the place of the words in its paragraph.
    Picture(Drawn),
}

#[derive(Debug, Clone)]
pub(super) struct Tag {
    /// Index of the paragraph.
    pub paragraph: usize,
    /// In the paragraph's words.
    pub range: Range<usize>,
    pub reach: Reach,
    pub code: Code,
    pub place: Place,
}

/// More than any template needs.
const MOST_TAGS: usize = 3_000;
const DEEPEST: usize = 6;

/// Every tag in the order of the part, blocks matched.
pub(super) fn find(scanned: &Scanned) -> Result<Vec<Tag>, Vec<TemplateFault>> {
    let mut tags = Vec::new();
    let mut faults = Vec::new();
    for (index, paragraph) in scanned.paragraphs.iter().enumerate() {
        if let Err(fault) = find_in(index, &paragraph.words, &paragraph.place, &mut tags) {
            faults.push(fault);
        }
    }
    if tags.len() > MOST_TAGS {
        faults.push(TemplateFault::of_file("Подстановок больше трёх тысяч: разделите шаблон."));
    }
    if faults.is_empty() {
        faults = match_blocks(scanned, &tags);
    }
    if faults.is_empty() { Ok(tags) } else { Err(faults) }
}

fn find_in(paragraph: usize, words: &str, place: &Place, tags: &mut Vec<Tag>) -> Result<(), TemplateFault> {
    let mut from = 0;
    while let Some(begin) = words[from..].find('{').map(|at| from + at) {
        let closing = match words.as_bytes().get(begin + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                from = begin + 1;
                continue;
            }
        };
        let inside = begin + 2;
        let Some(end) = words[inside..].find(closing).map(|at| inside + at) else {
            return Err(TemplateFault::at(place, format!("подстановка не закрыта: нет «{closing}».")));
        };
        let code = tidy(&words[inside..end]);
        let (reach, code) = match closing {
            "}}" => (Reach::Inline, Drawn::of(&code).map_or(Code::Print(code), Code::Picture)),
            "#}" => (Reach::Inline, Code::Comment),
            _ => statement(&code).map_err(|message| TemplateFault::at(place, message))?,
        };
        from = end + 2;
        tags.push(Tag { paragraph, range: begin..from, reach, code, place: place.clone() });
    }
    Ok(())
}

/// Word's own quotation marks and spaces as a program needs them.
fn tidy(code: &str) -> String {
    let plain = |letter| match letter {
        '“' | '”' | '„' | '«' | '»' => '"',
        '‘' | '’' => '\'',
        '\u{a0}' | '\t' | '\n' | '\u{202f}' => ' ',
        other => other,
    };
    code.chars().map(plain).collect::<String>().trim().to_owned()
}

fn statement(code: &str) -> Result<(Reach, Code), String> {
    let (reach, code) = if let Some(rest) = code.strip_prefix("tr ") {
        (Reach::Row, rest.trim())
    } else if let Some(rest) = code.strip_prefix("p ") {
        (Reach::Paragraph, rest.trim())
    } else {
        (Reach::Inline, code)
    };
    let (word, rest) = code.split_once(' ').unwrap_or((code, ""));
    let rest = rest.trim().to_owned();
    let code = match (word, rest.is_empty()) {
        ("for", false) => {
            let (name, list) =
                rest.split_once(" in ").ok_or("повтор пишется так: {%tr for строка in список %}.")?;
            Code::For { name: name.trim().to_owned(), list: list.trim().to_owned() }
        }
        ("if", false) => Code::If(rest),
        ("elif", false) => Code::ElseIf(rest),
        ("else", true) => Code::Else,
        ("endfor", true) => Code::EndFor,
        ("endif", true) => Code::EndIf,
        _ => {
            return Err(format!(
                "«{word}» здесь не работает: в шаблоне есть for, endfor, if, elif, else и endif."
            ));
        }
    };
    Ok((reach, code))
}

/// Each block is ended by its own end, of the same reach, in the same paragraph, cell or table.
fn match_blocks(scanned: &Scanned, tags: &[Tag]) -> Vec<TemplateFault> {
    let mut faults = Vec::new();
    let mut open: Vec<&Tag> = Vec::new();
    for tag in tags {
        let fault = |message: &str| TemplateFault::at(&tag.place, message);
        match tag.reach {
            Reach::Row if scanned.paragraphs[tag.paragraph].row.is_none() => {
                faults.push(fault("{%tr … %} ставится в строку таблицы; для абзацев есть {%p … %}."));
                continue;
            }
            Reach::Paragraph if scanned.paragraphs[tag.paragraph].is_needed => {
                faults.push(fault(
                    "этот абзац держит раздел или надпись; поставьте {%p … %} в отдельный абзац.",
                ));
                continue;
            }
            _ => {}
        }
        match tag.code {
            Code::For { .. } | Code::If(_) => {
                open.push(tag);
                if open.len() > DEEPEST {
                    faults.push(fault("повторы и условия вложены слишком глубоко."));
                    return faults;
                }
            }
            Code::ElseIf(_) | Code::Else => match open.last() {
                Some(begin) if matches!(begin.code, Code::If(_)) => {
                    if let Some(message) = apart(scanned, begin, tag) {
                        faults.push(fault(&message));
                    }
                }
                _ => faults.push(fault("else без if.")),
            },
            Code::EndFor | Code::EndIf => {
                let is_for = tag.code == Code::EndFor;
                match open.pop() {
                    Some(begin) if matches!(begin.code, Code::For { .. }) == is_for => {
                        if let Some(message) = apart(scanned, begin, tag) {
                            faults.push(fault(&message));
                        }
                    }
                    Some(begin) => {
                        let message = format!("конец не того блока: последним открыт «{}».", begin.place);
                        faults.push(fault(&message));
                    }
                    None => faults.push(fault("конец блока, который не начат.")),
                }
            }
            Code::Print(_) | Code::Comment | Code::Picture(_) => {}
        }
    }
    for tag in open {
        faults.push(TemplateFault::at(&tag.place, "блок не закрыт: нет endfor или endif."));
    }
    faults
}

fn apart(scanned: &Scanned, begin: &Tag, end: &Tag) -> Option<String> {
    if begin.reach != end.reach {
        return Some("начало и конец блока разного вида: {%tr с {%tr, {%p с {%p.".to_owned());
    }
    let (first, last) = (&scanned.paragraphs[begin.paragraph], &scanned.paragraphs[end.paragraph]);
    let table = |row: Option<usize>| row.map(|row| scanned.rows[row].table);
    let (is_together, where_to) = match begin.reach {
        Reach::Inline => (begin.paragraph == end.paragraph, "в одном абзаце"),
        Reach::Paragraph => (first.container == last.container, "в одной ячейке или вне таблиц"),
        Reach::Row => (table(first.row) == table(last.row), "в одной таблице"),
    };
    if begin.reach != Reach::Inline && begin.paragraph == end.paragraph {
        return Some("начало и конец блока стоят в одном абзаце: между ними ничего нет.".to_owned());
    }
    if begin.reach == Reach::Row && first.row == last.row {
        return Some("начало и конец блока стоят в одной строке таблицы.".to_owned());
    }
    (!is_together).then(|| format!("начало и конец блока должны стоять {where_to}."))
}
