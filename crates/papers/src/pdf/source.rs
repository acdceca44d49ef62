//! The paper as a typst program: calls of the prelude's functions with strings. Nothing that a person typed is ever read
//! as markup or code.

use std::fmt::Write as _;

use super::fonts;
use crate::chart::{HEIGHT_MM, Look, WIDTH_MM, svg};
use crate::docx::{CODE_SIDE, CODE_WIDTH, code_alt};
use crate::model::{
    Align, Annex, Block, Clause, Element, Inline, LetterheadLayout, Paper, Picture, PictureFormat, Row,
    Signature, Styled, Table, Text, is_unprinted, shows_nothing,
};
use crate::outline::clause_number;
use crate::requisites as words;
use crate::rules::PageLayout;

type Files = Vec<(String, Vec<u8>)>;

struct Program<'a> {
    paper: &'a Paper,
    /// What is being written stands on a page turned sideways.
    is_turned: bool,
    layout: PageLayout,
    code: String,
    files: Files,
}

/// The program and the pictures that it asks for by name.
pub(super) fn source(paper: &Paper) -> (String, Files) {
    let mut program = Program {
        paper,
        is_turned: paper.landscape,
        layout: paper.standard.layout(),
        code: String::new(),
        files: Vec::new(),
    };
    program.opening();
    program.blocks(&paper.body);
    program.closing();
    for annex in &paper.annexes {
        program.annex(annex);
    }
    (program.code, program.files)
}

/// A string literal. Letters that the fonts do not have become a box; signs that control are dropped.
pub(super) fn literal(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 2);
    shown.push('"');
    for letter in text.chars() {
        match letter {
            '"' => shown.push_str("\\\""),
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            ' ' if shown.ends_with('№') => shown.push('\u{a0}'),
            '\t' | '\u{202f}' => shown.push(' '),
            '\u{2011}' => shown.push('-'),
            letter if is_unprinted(letter) => {}
            letter if letter == ' ' || letter == '\u{a0}' || fonts::has(letter) => shown.push(letter),
            _ => shown.push('□'),
        }
    }
    shown.push('"');
    shown
}

/// An expression for a line with breaks inside.
fn line(text: &str) -> String {
    let pieces: Vec<String> = text.split('\n').map(literal).collect();
    if pieces.len() == 1 { pieces.concat() } else { format!("{{{}}}", pieces.join("; linebreak(); ")) }
}

/// An array of lines.
fn array<T: AsRef<str>>(items: &[T]) -> String {
    let items: String = items.iter().map(|item| format!("{},", line(item.as_ref()))).collect();
    format!("({items})")
}

/// An expression for a text.
fn content(text: &Text) -> String {
    let pieces: Vec<String> = text
        .0
        .iter()
        .map(|inline| match inline {
            Inline::Plain(text) => line(text),
            Inline::Styled(Styled::Bold(text)) => format!("strong({})", content(text)),
            Inline::Styled(Styled::Italic(text)) => format!("emph({})", content(text)),
            Inline::Styled(Styled::Underline(text)) => format!("underline({})", content(text)),
            Inline::Styled(Styled::Spaced(text)) => format!("upper({})", content(text)),
            Inline::Styled(Styled::Note(text)) => format!("footnote({})", content(text)),
        })
        .collect();
    match pieces.as_slice() {
        [] => "[]".to_owned(),
        [one] => one.clone(),
        many => format!("{{{}}}", many.join("; ")),
    }
}

fn align(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Centre => "center",
        Align::Right => "right",
    }
}

impl Program<'_> {
    /// Millimetres.
    fn text_width(&self) -> f64 {
        let [left, right, top, bottom] = self.layout.margins;
        if self.is_turned { 297.0 - top - bottom } else { 210.0 - left - right }
    }

    fn call(&mut self, code: &str) {
        self.code.push('#');
        self.code.push_str(code);
        self.code.push_str("\n\n");
    }

    fn opening(&mut self) {
        let paper = self.paper;
        let [left, right, top, bottom] = self.layout.margins;
        let PageLayout { font_size, small_size, first_line, corner, .. } = self.layout;
        let created = paper.created.map_or("none".to_owned(), |day| {
            format!("datetime(year: {}, month: {}, day: {})", day.year(), day.month(), day.day())
        });
        let _ = write!(
            self.code,
            "#import \"/paper.typ\": *\n#let layout = (left: {left}mm, right: {right}mm, top: {top}mm, bottom: {bottom}mm, \
             size: {font_size}pt, small: {small_size}pt, first-line: {first_line}mm, corner: {corner}mm)\n\
             #show: paper.with(title: {}, author: {}, subject: {}, created: {created}, layout: layout, turned: {})\n\n",
            literal(&paper.title),
            literal(&paper.author),
            literal(&paper.subject),
            paper.landscape,
        );
        if self.layout.code_in_corner {
            self.code(true);
        }
        if paper.draft {
            self.call("lines((\"ПРОЕКТ\",), at: right)");
        }
        let in_corner = self.blank();
        if !in_corner {
            for addressee in &paper.addressees {
                self.at_right(addressee);
            }
            if let Some(stamp) = &paper.approval {
                self.at_right(&words::stamp(stamp));
            }
        }
        if !shows_nothing(&paper.kind) {
            let call = format!("unlisted({})", line(&paper.kind));
            self.call(&call);
        }
        if !in_corner {
            if !paper.date.is_empty() || !paper.number.is_empty() {
                let call = format!("date-and-number({}, {})", line(&paper.date), line(&words::number(paper)));
                self.call(&call);
            }
            if !paper.place.is_empty() {
                let call = format!("lines({}, at: center)", array(&[&paper.place]));
                self.call(&call);
            }
        }
        if !shows_nothing(&paper.heading.plain()) {
            let at = if in_corner { "left" } else { "center" };
            let call = format!("subject-line({}, {at})", content(&paper.heading));
            self.call(&call);
        }
    }

    /// The organisation's blank; answers whether it stands in the corner and has taken the addressee beside it.
    fn blank(&mut self) -> bool {
        let paper = self.paper;
        let Some(letterhead) = &paper.letterhead else { return false };
        let mut organisation = vec![letterhead.organisation.clone()];
        if !letterhead.short_name.is_empty() {
            organisation.push(format!("({})", letterhead.short_name));
        }
        organisation.retain(|name| !name.is_empty());
        let names = format!(
            "letterhead({}, {}, {}, layout.small)",
            array(&words::told(&letterhead.founders).collect::<Vec<_>>()),
            array(&organisation),
            array(&words::told(&letterhead.contacts).collect::<Vec<_>>())
        );
        if let Some(emblem) = &letterhead.emblem {
            self.picture(emblem);
        }
        if letterhead.layout == LetterheadLayout::Centred {
            self.call(&names);
            self.call("gap");
            return false;
        }
        let mut right: Vec<String> = Vec::new();
        for (place, addressee) in paper.addressees.iter().enumerate() {
            if place > 0 {
                right.push(String::new());
            }
            right.extend(addressee.iter().cloned());
        }
        right.extend(paper.approval.iter().flat_map(words::stamp));
        let left = format!("{{ {names}; gap; lines({}) }}", array(&words::date_and_number(paper)));
        let call = format!("beside({left}, lines({}), layout.corner)", array(&right));
        self.call(&call);
        true
    }

    fn at_right(&mut self, lines: &[String]) {
        let call = format!("at-right({}, layout.corner)", array(lines));
        self.call(&call);
        self.call("gap");
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Plain(text) => {
                    let call = format!("par({})", line(text));
                    self.call(&call);
                }
                Block::Element(element) => self.element(element),
            }
        }
    }

    fn element(&mut self, element: &Element) {
        let call = match element {
            Element::Heading(heading) if shows_nothing(&heading.text.plain()) => return,
            Element::Heading(heading) => {
                let level = heading.level.clamp(1, 3);
                let function = if heading.unlisted { "unlisted" } else { "heading" };
                format!("{function}(level: {level}, {})", content(&heading.text))
            }
            Element::Paragraph(paragraph) => match paragraph.align {
                Some(at) => format!("aligned({}, {})", align(at), content(&paragraph.text)),
                None if paragraph.keep_with_next => format!("kept({})", content(&paragraph.text)),
                None => format!("par({})", content(&paragraph.text)),
            },
            Element::Clauses(clauses) => return self.clauses(clauses, &mut Vec::new()),
            Element::Bullets(items) => {
                let items: String = items.iter().map(|item| format!("{},", content(item))).collect();
                format!("list({items})")
            }
            Element::Numbers(items) => labelled(items, |place| format!("{})", place + 1)),
            Element::Letters(items) => labelled(items, |place| format!("{})", russian::clause_letter(place))),
            Element::Table(table) => sheet(table, &self.layout, self.text_width()),
            Element::Picture(picture) => return self.picture(picture),
            Element::Chart(chart) => {
                let name = self.keep("svg", svg(chart, Look::Print).into_bytes());
                let alt = literal(&chart.description());
                let call = format!("drawing({name}, {WIDTH_MM}mm, {HEIGHT_MM}mm, {alt})");
                self.call(&call);
                return self.figure_caption(&chart.caption);
            }
            Element::Contents(title) => {
                let call = format!("unlisted({})", line(title));
                self.call(&call);
                "outline(title: none, indent: 7mm, depth: 3)".to_owned()
            }
            Element::PageBreak {} => "pagebreak(weak: true)".to_owned(),
            Element::Landscape(blocks) if self.paper.landscape => return self.blocks(blocks),
            Element::Landscape(blocks) => {
                self.code.push_str("#turned(layout, [\n");
                self.is_turned = true;
                self.blocks(blocks);
                self.is_turned = false;
                self.code.push_str("])\n\n");
                return;
            }
            Element::Signatures(signatures) => return self.signatures(signatures),
        };
        self.call(&call);
    }

    fn clauses(&mut self, clauses: &[Clause], numbers: &mut Vec<usize>) {
        for (place, clause) in clauses.iter().enumerate() {
            numbers.push(place + 1);
            let number = clause_number(numbers);
            let call = if clause.title {
                format!(
                    "heading(level: {}, {{\"{number} \"; {}}})",
                    numbers.len().min(3),
                    content(&clause.text)
                )
            } else {
                format!("clause(\"{number}\", {}, {})", content(&clause.text), numbers.len())
            };
            self.call(&call);
            self.clauses(&clause.clauses, numbers);
            numbers.pop();
        }
    }

    fn picture(&mut self, picture: &Picture) {
        let ending = if picture.format == PictureFormat::Png { "png" } else { "jpg" };
        let name = self.keep(ending, picture.bytes.clone());
        let (width, height, alt) = (picture.width_mm, picture.height_mm, literal(&picture.alt));
        let call = format!("drawing({name}, {width}mm, {height}mm, {alt})");
        self.call(&call);
        self.figure_caption(&picture.caption);
    }

    fn figure_caption(&mut self, caption: &str) {
        if !caption.is_empty() {
            let call = format!("figure-caption({})", line(caption));
            self.call(&call);
        }
    }

    /// In the corner of the first page or after the text, with the words under it.
    fn code(&mut self, in_corner: bool) {
        let paper = self.paper;
        let Some(verification) = &paper.verification else { return };
        let Some(drawing) = crate::qr::svg(&verification.url) else { return };
        let name = self.keep("svg", drawing.into_bytes());
        let (alt, caption) = (literal(&code_alt(verification)), array(&[words::code_caption(verification)]));
        let code = format!("{name}, {CODE_SIDE}mm, {alt}, {caption}, layout.small");
        if in_corner {
            self.call(&format!("code-in-corner({code}, {CODE_WIDTH}mm)"));
        } else {
            self.call("gap");
            self.call(&format!("code({code})"));
        }
    }

    fn keep(&mut self, ending: &str, bytes: Vec<u8>) -> String {
        let name = format!("/{}.{ending}", self.files.len() + 1);
        self.files.push((name.clone(), bytes));
        format!("\"{name}\"")
    }

    fn signatures(&mut self, signatures: &[Signature]) {
        let rows: String =
            signatures.iter().map(|one| format!("{},", array(&words::signature(one)))).collect();
        let call = format!("signatures(({rows}))");
        self.call(&call);
    }

    fn closing(&mut self) {
        let paper = self.paper;
        if !paper.enclosures.is_empty() {
            self.call("gap");
            let call = format!("lines({})", array(&words::enclosures(paper)));
            self.call(&call);
        }
        if !paper.signatures.is_empty() {
            self.signatures(&paper.signatures);
        }
        if let Some(mark) = &paper.electronic_signature {
            let call =
                format!("signed-electronically({}, layout.small)", array(&words::electronic_signature(mark)));
            self.call(&call);
        }
        for stamp in &paper.agreements {
            self.call("gap");
            let call = format!("lines({})", array(&words::stamp(stamp)));
            self.call(&call);
        }
        for (title, people) in [(words::VISAS, &paper.visas), (words::ACQUAINTED, &paper.acquainted)] {
            if !people.is_empty() {
                self.call("gap");
                let call = format!("lines({})", array(&[title]));
                self.call(&call);
                self.signatures(people);
            }
        }
        if !self.layout.code_in_corner {
            self.code(false);
        }
        if let Some(executor) = &paper.executor {
            self.call("gap");
            let call = format!("lines({}, size: layout.small)", array(&words::executor(executor)));
            self.call(&call);
        }
    }

    fn annex(&mut self, annex: &Annex) {
        let is_turned = annex.landscape && !self.paper.landscape;
        self.is_turned |= is_turned;
        if is_turned {
            self.code.push_str("#turned(layout, [\n");
        } else {
            self.call("pagebreak(weak: true)");
        }
        let lines = words::annex(annex);
        if !lines.is_empty() {
            self.at_right(&lines);
        }
        if let Some(stamp) = &annex.approval {
            self.at_right(&words::stamp(stamp));
        }
        if !shows_nothing(&annex.heading) {
            let call = format!("subject-line({}, center)", line(&annex.heading));
            self.call(&call);
        }
        self.blocks(&annex.body);
        self.is_turned = self.paper.landscape;
        if is_turned {
            self.code.push_str("])\n\n");
        }
    }
}

fn labelled(items: &[Text], label: impl Fn(usize) -> String) -> String {
    let labels: Vec<String> = (0..items.len()).map(label).collect();
    let items: String = items.iter().map(|item| format!("{},", content(item))).collect();
    format!("labelled({}, ({items}))", array(&labels))
}

fn sheet(table: &Table, layout: &PageLayout, width: f64) -> String {
    let size = if table.small { layout.table_size - 2.0 } else { layout.table_size };
    let columns: String = table.widths(width, size).iter().map(|width| format!("{width:.2}fr,")).collect();
    let aligns: String = table.columns.iter().map(|column| format!("{},", align(column.align))).collect();
    let rows: String = table.rows.iter().map(|row| format!("({}),", cells(table, row))).collect();
    format!("sheet(({columns}), ({aligns}), {size}pt, ({}), ({rows}), {})", head(table), line(&table.caption))
}

/// Rows of the head: one, or two where columns stand in groups.
fn head(table: &Table) -> String {
    if !table.has_groups() {
        let cells: String = table.columns.iter().map(|column| format!("{},", line(&column.title))).collect();
        return format!("({cells}),");
    }
    let upper: String = table
        .groups()
        .into_iter()
        .map(|(group, columns)| match group {
            Some(title) => format!("table.cell(colspan: {}, {}),", columns.len(), line(title)),
            None => format!("table.cell(rowspan: 2, {}),", line(&columns[0].title)),
        })
        .collect();
    let grouped = table.columns.iter().filter(|column| !column.group.is_empty());
    let lower: String = grouped.map(|column| format!("{},", line(&column.title))).collect();
    format!("({upper}), ({lower}),")
}

/// A row that fits a page many times over is not broken; a long one may be.
const LONGEST_UNBROKEN: usize = 900;

fn cells(table: &Table, row: &Row) -> String {
    let count = table.columns.len();
    let cells = match row {
        Row::Section { section } => {
            return format!("table.cell(colspan: {count}, align: left, strong({})),", content(section));
        }
        Row::Cells(cells) => cells,
    };
    let length: usize =
        cells.iter().flat_map(|cell| cell.paragraphs()).map(|text| text.plain().chars().count()).sum();
    let breakable = length > LONGEST_UNBROKEN;
    cells
        .iter()
        .take(count)
        .enumerate()
        .map(|(place, cell)| {
            let span = if place + 1 == cells.len() { count - place } else { 1 };
            let lines: Vec<String> = cell.paragraphs().iter().map(|text| content(text)).collect();
            let body = format!("{{{}}}", lines.join("; linebreak(); "));
            format!("table.cell(colspan: {span}, breakable: {breakable}, {body}),")
        })
        .collect()
}
