//! Preview for a page of the site: elements and classes only, so that the content security policy has nothing to refuse.
//! `STYLE` is the style sheet that goes with them.

use crate::chart::{Look, svg};
use crate::model::{
    Align, Annex, Block, Cell, Clause, Element, Inline, Letterhead, Paper, Picture, PictureFormat, Row,
    Signature, Styled, Table, Text,
};
use crate::outline::{self, clause_number};
use crate::requisites as words;

/// Rules for the classes of [`html`].
pub const STYLE: &str = include_str!("paper.css");

struct Page {
    out: String,
    notes: Vec<Text>,
    headings: usize,
}

/// The paper as one `<article>`.
pub fn html(paper: &Paper) -> String {
    let mut page = Page { out: String::new(), notes: Vec::new(), headings: 0 };
    page.out.push_str("<article class=\"paper\" lang=\"ru\">");
    page.opening(paper);
    page.blocks(&paper.body, paper);
    page.closing(paper);
    for annex in &paper.annexes {
        page.annex(annex, paper);
    }
    page.footnotes();
    page.out.push_str("</article>");
    page.out
}

fn escaped(text: &str) -> String {
    let mut shown = String::new();
    crate::docx::xml::escape_into(&mut shown, text);
    shown.replace('\n', "<br>")
}

impl Page {
    fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn lines<T: AsRef<str>>(&mut self, class: &str, lines: &[T]) {
        if lines.is_empty() {
            return;
        }
        let text: Vec<String> = lines.iter().map(|line| escaped(line.as_ref())).collect();
        self.push(&format!("<p class=\"paper-{class}\">{}</p>", text.join("<br>")));
    }

    fn text(&mut self, text: &Text) {
        for inline in &text.0 {
            match inline {
                Inline::Plain(text) => self.push(&escaped(text)),
                Inline::Styled(Styled::Bold(text)) => self.inside("strong", text),
                Inline::Styled(Styled::Italic(text)) => self.inside("em", text),
                Inline::Styled(Styled::Underline(text)) => self.inside("u", text),
                Inline::Styled(Styled::Spaced(text)) => {
                    self.push("<span class=\"paper-capitals\">");
                    self.text(text);
                    self.push("</span>");
                }
                Inline::Styled(Styled::Note(text)) => {
                    self.notes.push(text.clone());
                    let n = self.notes.len();
                    self.push(&format!("<sup id=\"note-from-{n}\"><a href=\"#note-{n}\">{n}</a></sup>"));
                }
            }
        }
    }

    fn inside(&mut self, tag: &str, text: &Text) {
        self.push(&format!("<{tag}>"));
        self.text(text);
        self.push(&format!("</{tag}>"));
    }

    fn opening(&mut self, paper: &Paper) {
        if paper.draft {
            self.lines("draft", &["ПРОЕКТ"]);
        }
        if let Some(letterhead) = &paper.letterhead {
            self.letterhead(letterhead);
        }
        for addressee in &paper.addressees {
            self.lines("right", addressee);
        }
        if let Some(stamp) = &paper.approval {
            self.lines("right", &words::stamp(stamp));
        }
        if !paper.kind.is_empty() {
            self.push(&format!("<h2 class=\"paper-kind\">{}</h2>", escaped(&paper.kind)));
        }
        if !paper.date.is_empty() || !paper.number.is_empty() {
            let (date, number) = (escaped(&paper.date), escaped(&words::number(paper)));
            self.push(&format!("<p class=\"paper-date\"><span>{date}</span><span>{number}</span></p>"));
        }
        for (class, line) in [("reply", &paper.reply_to), ("place", &paper.place)] {
            if !line.is_empty() {
                self.lines(class, &[line]);
            }
        }
        if !paper.heading.is_empty() {
            self.push("<p class=\"paper-subject\">");
            self.text(&paper.heading);
            self.push("</p>");
        }
    }

    fn letterhead(&mut self, letterhead: &Letterhead) {
        self.push("<header class=\"paper-letterhead\">");
        if let Some(emblem) = &letterhead.emblem {
            self.picture(emblem);
        }
        self.lines("founders", &words::told(&letterhead.founders).collect::<Vec<_>>());
        let names = [letterhead.organisation.clone(), letterhead.short_name.clone()];
        let names: Vec<&String> = names.iter().filter(|name| !name.is_empty()).collect();
        self.lines("organisation", &names);
        self.lines("contacts", &words::told(&letterhead.contacts).collect::<Vec<_>>());
        self.push("</header>");
    }

    fn blocks(&mut self, blocks: &[Block], paper: &Paper) {
        for block in blocks {
            match block {
                Block::Plain(text) => self.push(&format!("<p>{}</p>", escaped(text))),
                Block::Element(element) => self.element(element, paper),
            }
        }
    }

    fn element(&mut self, element: &Element, paper: &Paper) {
        match element {
            Element::Heading(heading) => {
                self.heading(usize::from(heading.level.clamp(1, 3)), "", &heading.text, !heading.unlisted);
            }
            Element::Paragraph(paragraph) => {
                let class = match paragraph.align {
                    None => "",
                    Some(Align::Left) => " class=\"paper-flush\"",
                    Some(Align::Centre) => " class=\"paper-centre\"",
                    Some(Align::Right) => " class=\"paper-flush paper-end\"",
                };
                self.push(&format!("<p{class}>"));
                self.text(&paragraph.text);
                self.push("</p>");
            }
            Element::Clauses(clauses) => self.clauses(clauses, &mut Vec::new()),
            Element::Bullets(items) => self.list("ul", items, |_| String::new()),
            Element::Numbers(items) => self.list("ol", items, |place| format!("{})", place + 1)),
            Element::Letters(items) => {
                self.list("ol", items, |place| format!("{})", russian::clause_letter(place)));
            }
            Element::Table(table) => self.table(table),
            Element::Picture(picture) => {
                self.push("<figure>");
                self.picture(picture);
                self.caption(&picture.caption);
            }
            Element::Chart(chart) => {
                let drawing = svg(chart, Look::Page);
                let label = escaped(&chart.description());
                let drawing =
                    drawing.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{label}\" "), 1);
                self.push(&format!("<figure class=\"paper-chart\">{drawing}"));
                self.caption(&chart.caption);
            }
            Element::Contents(title) => self.contents(title, paper),
            Element::PageBreak {} => self.push("<hr class=\"paper-page\">"),
            Element::Landscape(blocks) => self.blocks(blocks, paper),
            Element::Signatures(signatures) => self.signatures(signatures),
        }
    }

    fn caption(&mut self, caption: &str) {
        if !caption.is_empty() {
            self.push(&format!("<figcaption>{}</figcaption>", escaped(caption)));
        }
        self.push("</figure>");
    }

    /// Under the page's own first heading: a paper's begin with the third.
    fn heading(&mut self, level: usize, number: &str, text: &Text, listed: bool) {
        let tag = format!("h{}", level + 2);
        let id = if listed {
            self.headings += 1;
            format!(" id=\"part-{}\"", self.headings)
        } else {
            String::new()
        };
        self.push(&format!("<{tag}{id}>{number}"));
        self.text(text);
        self.push(&format!("</{tag}>"));
    }

    fn contents(&mut self, title: &str, paper: &Paper) {
        self.push(&format!("<nav class=\"paper-contents\"><h3>{}</h3><ul>", escaped(title)));
        for (place, entry) in outline::of(paper).iter().enumerate() {
            self.push(&format!(
                "<li class=\"paper-level-{}\"><a href=\"#part-{}\">{}</a></li>",
                entry.level + 1,
                place + 1,
                escaped(&entry.text)
            ));
        }
        self.push("</ul></nav>");
    }

    fn clauses(&mut self, clauses: &[Clause], numbers: &mut Vec<usize>) {
        for (place, clause) in clauses.iter().enumerate() {
            numbers.push(place + 1);
            let number = format!("{}\u{a0}", clause_number(numbers));
            if clause.title {
                self.heading(numbers.len().min(3), &number, &clause.text, true);
            } else {
                self.push(&format!("<p>{number}"));
                self.text(&clause.text);
                self.push("</p>");
            }
            self.clauses(&clause.clauses, numbers);
            numbers.pop();
        }
    }

    fn list(&mut self, tag: &str, items: &[Text], label: impl Fn(usize) -> String) {
        self.push(&format!("<{tag} class=\"paper-list\">"));
        for (place, item) in items.iter().enumerate() {
            let label = label(place);
            self.push("<li>");
            if !label.is_empty() {
                self.push(&format!("<span class=\"paper-label\">{label}</span> "));
            }
            self.text(item);
            self.push("</li>");
        }
        self.push(&format!("</{tag}>"));
    }

    fn table(&mut self, table: &Table) {
        // A wide one scrolls inside of its frame, by keys too.
        let name = if table.caption.is_empty() { "Таблица" } else { &table.caption };
        self.push(&format!(
            "<div class=\"table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table class=\"paper-table\">",
            escaped(&name.replace('\n', " "))
        ));
        if !table.caption.is_empty() {
            self.push(&format!("<caption>{}</caption>", escaped(&table.caption)));
        }
        self.push("<thead>");
        if table.has_groups() {
            self.push("<tr>");
            for (group, columns) in table.groups() {
                let cell = match group {
                    Some(title) => {
                        format!(
                            "<th colspan=\"{}\" scope=\"colgroup\">{}</th>",
                            columns.len(),
                            escaped(title)
                        )
                    }
                    None => format!("<th rowspan=\"2\" scope=\"col\">{}</th>", escaped(&columns[0].title)),
                };
                self.push(&cell);
            }
            self.push("</tr>");
        }
        self.push("<tr>");
        for column in &table.columns {
            if !table.has_groups() || !column.group.is_empty() {
                self.push(&format!("<th scope=\"col\">{}</th>", escaped(&column.title)));
            }
        }
        self.push("</tr></thead><tbody>");
        for row in &table.rows {
            self.row(table, row);
        }
        self.push("</tbody></table></div>");
    }

    fn row(&mut self, table: &Table, row: &Row) {
        let count = table.columns.len();
        self.push("<tr>");
        match row {
            Row::Section { section } => {
                self.push(&format!("<th colspan=\"{count}\" scope=\"rowgroup\">"));
                self.text(section);
                self.push("</th>");
            }
            Row::Cells(cells) => {
                for (place, cell) in cells.iter().take(count).enumerate() {
                    let span = if place + 1 == cells.len() { count - place } else { 1 };
                    self.cell(table, place, span, cell);
                }
            }
        }
        self.push("</tr>");
    }

    fn cell(&mut self, table: &Table, place: usize, span: usize, cell: &Cell) {
        let class = match table.columns[place].align {
            Align::Left => "",
            Align::Centre => " class=\"paper-centre\"",
            Align::Right => " class=\"paper-end\"",
        };
        let span = if span > 1 { format!(" colspan=\"{span}\"") } else { String::new() };
        self.push(&format!("<td{class}{span}>"));
        for (place, text) in cell.paragraphs().into_iter().enumerate() {
            if place > 0 {
                self.push("<br>");
            }
            self.text(text);
        }
        self.push("</td>");
    }

    /// The policy allows pictures from the site and as data.
    fn picture(&mut self, picture: &Picture) {
        use base64::Engine;
        let kind = if picture.format == PictureFormat::Png { "png" } else { "jpeg" };
        let data = base64::engine::general_purpose::STANDARD.encode(&picture.bytes);
        self.push(&format!(
            "<img src=\"data:image/{kind};base64,{data}\" alt=\"{}\" width=\"{:.0}\" height=\"{:.0}\">",
            escaped(&picture.alt),
            picture.width_mm * 96.0 / 25.4,
            picture.height_mm * 96.0 / 25.4
        ));
    }

    fn signatures(&mut self, signatures: &[Signature]) {
        for one in signatures {
            let [post, hand, name] = words::signature(one).map(|text| escaped(&text));
            self.push(&format!(
                "<p class=\"paper-signature\"><span>{post}</span><span>{hand}</span><span>{name}</span></p>"
            ));
        }
    }

    fn closing(&mut self, paper: &Paper) {
        if !paper.enclosures.is_empty() {
            self.lines("enclosures", &words::enclosures(paper));
        }
        self.signatures(&paper.signatures);
        if let Some(mark) = &paper.electronic_signature {
            self.lines("mark", &words::electronic_signature(mark));
        }
        for stamp in &paper.agreements {
            self.lines("agreement", &words::stamp(stamp));
        }
        for (title, people) in [(words::VISAS, &paper.visas), (words::ACQUAINTED, &paper.acquainted)] {
            if !people.is_empty() {
                self.lines("agreement", &[title]);
                self.signatures(people);
            }
        }
        if let Some(verification) = &paper.verification
            && let Some(drawing) = crate::qr::svg(&verification.url)
        {
            let label = escaped(&format!("QR-код: {}", verification.url));
            let drawing = drawing.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{label}\" "), 1);
            self.push(&format!("<div class=\"paper-code\">{drawing}</div>"));
        }
        if let Some(executor) = &paper.executor {
            self.lines("executor", &words::executor(executor));
        }
    }

    fn annex(&mut self, annex: &Annex, paper: &Paper) {
        self.push("<section class=\"paper-annex\">");
        self.lines("right", &words::annex(annex));
        if let Some(stamp) = &annex.approval {
            self.lines("right", &words::stamp(stamp));
        }
        if !annex.heading.is_empty() {
            self.push(&format!("<h2 class=\"paper-subject\">{}</h2>", escaped(&annex.heading)));
        }
        self.blocks(&annex.body, paper);
        self.push("</section>");
    }

    fn footnotes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        self.push("<ol class=\"paper-notes\">");
        let mut place = 0;
        while let Some(note) = self.notes.get(place).cloned() {
            place += 1;
            self.push(&format!("<li id=\"note-{place}\">"));
            self.text(&note);
            self.push(&format!(" <a href=\"#note-from-{place}\">↑</a></li>"));
        }
        self.push("</ol>");
    }
}
