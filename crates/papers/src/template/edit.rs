//! The part as a program: its XML with tags marked by letters that no text has.

use super::place::Place;
use super::requisites::{CHECK_CODE, DRAFT_MARK, Forgotten, SIGNATURE_MARK};
use super::scan::{Atom, Paragraph, Scanned};
use super::tags::{Code, Reach, Tag};
use crate::docx::xml::escape_into;

/// Marks of the engine: they cannot be typed, for `scan` refuses them.
pub(super) const PRINT: (&str, &str) = ("\u{e000}", "\u{e001}");
pub(super) const STATEMENT: (&str, &str) = ("\u{e002}", "\u{e003}");
pub(super) const COMMENT: (&str, &str) = ("\u{e004}", "\u{e005}");

/// The program, and the line on which each tag stands: every tag begins a line of its own inside its marks, where a new line
/// prints nothing.
pub(super) fn program(
    text: &str,
    scanned: &Scanned,
    tags: &[Tag],
    forgotten: Option<Forgotten>,
) -> (String, Vec<(usize, Place)>) {
    let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    if let (Some(forgotten), Some(body)) = (forgotten, &scanned.body) {
        edits.extend(added(forgotten, body));
    }
    let mut order: Vec<&Tag> = Vec::new();
    for (index, paragraph) in scanned.paragraphs.iter().enumerate() {
        let own: Vec<&Tag> = tags.iter().filter(|tag| tag.paragraph == index).collect();
        if own.is_empty() {
            continue;
        }
        if let Some(tag) = own.iter().find(|tag| tag.reach == Reach::Row) {
            let row = paragraph.row.map(|row| scanned.rows[row].range.clone());
            edits.push((row.unwrap_or_else(|| paragraph.range.clone()), mark(&tag.code)));
            order.push(tag);
        } else if let Some(tag) = own.iter().find(|tag| tag.reach == Reach::Paragraph) {
            // A cell must keep a paragraph: the one that ends the block stays, empty.
            let is_end = matches!(tag.code, Code::EndFor | Code::EndIf);
            let left = if paragraph.is_in_cell && is_end { "<w:p/>" } else { "" };
            edits.push((paragraph.range.clone(), format!("{}{left}", mark(&tag.code))));
            order.push(tag);
        } else if let Some(tag) = own.iter().find(|tag| matches!(tag.code, Code::Picture(_))) {
            let is_begun = |atom: &&Atom| atom.at <= tag.range.start;
            let begin = paragraph.atoms.iter().rfind(is_begun).map(|atom| atom.range.start);
            for atom in &paragraph.atoms {
                let shown =
                    if begin == Some(atom.range.start) { mark_of_picture(tag) } else { String::new() };
                edits.push((atom.range.clone(), shown));
            }
            order.push(tag);
        } else {
            edits.extend(atoms(paragraph, &own));
            order.extend(own);
        }
    }
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    apply(text, &edits, &order)
}

fn apply(
    text: &str,
    edits: &[(std::ops::Range<usize>, String)],
    order: &[&Tag],
) -> (String, Vec<(usize, Place)>) {
    let mut program = String::with_capacity(text.len() + text.len() / 8);
    let mut from = 0;
    for (range, replacement) in edits {
        // Rows replaced by a statement take what stood in them along.
        if range.start < from {
            continue;
        }
        program.push_str(&text[from..range.start]);
        program.push_str(replacement);
        from = range.end;
    }
    program.push_str(&text[from..]);
    let mut line = 1;
    let mut places = order.iter().map(|tag| tag.place.clone());
    let mut lines = Vec::new();
    let mut before = '\0';
    for letter in program.chars() {
        if letter == '\n' {
            line += 1;
            let begins_tag = [PRINT.0, STATEMENT.0].iter().any(|mark| mark.starts_with(before));
            if begins_tag && let Some(place) = places.next() {
                lines.push((line, place));
            }
        }
        before = letter;
    }
    (program, lines)
}

/// The program's name for a picture: each place has its own, for two drawings in a paper may not share an id.
pub(super) fn picture_name(tag: &Tag) -> String {
    format!("picture_{}_{}", tag.paragraph, tag.range.start)
}

/// And for the code that a template has forgotten.
pub(super) const ADDED_CODE: &str = "picture_added";

fn mark_of_picture(tag: &Tag) -> String {
    format!("{}\n{} {}", PRINT.0, picture_name(tag), PRINT.1)
}

/// Requisites that the template does not place: «ПРОЕКТ» over the text, the mark of the signature and the code after it.
/// No line begins in their marks, so they are no tags of the author's.
fn added(forgotten: Forgotten, body: &std::ops::Range<usize>) -> Vec<(std::ops::Range<usize>, String)> {
    let print = |name: &str| format!("{} {name} {}", PRINT.0, PRINT.1);
    let only_if = |name: &str, inside: &str| {
        let ((begin, end), empty) = (STATEMENT, "endif");
        format!("{begin} if {name} {end}{inside}{begin} {empty} {end}")
    };
    let line = |align: &str, run: &str| {
        format!("<w:p><w:pPr><w:jc w:val=\"{align}\"/></w:pPr><w:r>{run}</w:r></w:p>")
    };
    let words = |name: &str| format!("<w:t xml:space=\"preserve\">{}</w:t>", print(name));
    let mut edits = Vec::new();
    if forgotten.draft_mark {
        let shown = only_if(DRAFT_MARK, &line("right", &words(DRAFT_MARK)));
        edits.push((body.start..body.start, shown));
    }
    if forgotten.signature_mark {
        edits.push((body.end..body.end, only_if(SIGNATURE_MARK, &line("left", &words(SIGNATURE_MARK)))));
    }
    if forgotten.code {
        let lines = line("left", &print(ADDED_CODE)) + &line("left", &words(CHECK_CODE));
        edits.push((body.end..body.end, only_if(CHECK_CODE, &lines)));
    }
    edits
}

/// A tag for the engine; comments print nothing and are left out.
fn mark(code: &Code) -> String {
    let print = |code: &str| format!("{}\n{code} {}", PRINT.0, PRINT.1);
    let statement = |code: &str| format!("{}\n{code} {}", STATEMENT.0, STATEMENT.1);
    match code {
        Code::Print(code) => print(code),
        Code::For { name, list } => statement(&format!("for {name} in {list}")),
        Code::If(code) => statement(&format!("if {code}")),
        Code::ElseIf(code) => statement(&format!("elif {code}")),
        Code::Else => statement("else"),
        Code::EndFor => statement("endfor"),
        Code::EndIf => statement("endif"),
        // Its paragraph is made apart.
        Code::Picture(_) => String::new(),
        Code::Comment => statement("if false") + &statement("endif"),
    }
}

/// The paragraph's pieces of text with its tags: each whole in the piece where it begins, in that piece's look.
fn atoms(paragraph: &Paragraph, tags: &[&Tag]) -> Vec<(std::ops::Range<usize>, String)> {
    let mut edits = Vec::new();
    for (place, atom) in paragraph.atoms.iter().enumerate() {
        let end = paragraph.atoms.get(place + 1).map_or(paragraph.words.len(), |next| next.at);
        let mut shown = String::from("<w:t xml:space=\"preserve\">");
        let mut from = atom.at;
        for tag in tags {
            let (begin, finish) = (tag.range.start, tag.range.end);
            if finish <= from || begin >= end {
                continue;
            }
            if begin > from {
                escape_into(&mut shown, &paragraph.words[from..begin]);
            }
            if begin >= atom.at {
                shown.push_str(&mark(&tag.code));
            }
            from = finish.min(end).max(from);
        }
        if from < end {
            escape_into(&mut shown, &paragraph.words[from..end]);
        }
        shown.push_str("</w:t>");
        edits.push((atom.range.clone(), shown));
    }
    edits
}
