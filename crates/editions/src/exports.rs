//! Editions as official papers: the clean text, the table «было — стало — обоснование», the summary of proposals.

use jiff::civil::Date;
use papers::{
    Align, Annex, Block, Cell, Column, Element, Inline, Paper, Row, Stamp, Standard, Styled, Table, Text,
};
use ui::ru::quotes;

use crate::rules::{ChangeKind, Decision, Line, ParagraphKind, Run, RunChange, paragraph_number};
use crate::store::{CommentRow, ConsultationRow, EditionRow, ParagraphRow, TextRow};

/// From so many headings on a text has a table of contents.
const CONTENTS_FROM: usize = 5;
/// A part that begins so is an annex.
const ANNEX: &str = "Приложение";

fn paper(text: &TextRow, edition: &EditionRow, kind: &str, today: Date) -> Paper {
    Paper {
        standard: Standard::on(today),
        title: quotes(&text.title),
        author: text.org_title.clone(),
        created: Some(today),
        kind: kind.to_owned(),
        heading: quotes(&text.title).into(),
        draft: !edition.is_approved(),
        ..Paper::default()
    }
}

/// The text as it reads, without marks. One that nobody has approved says that it is a draft.
pub fn clean_text(text: &TextRow, edition: &EditionRow, paragraphs: &[ParagraphRow], today: Date) -> Paper {
    let mut body: Vec<Block> = Vec::new();
    let headings = paragraphs.iter().filter(|row| matches!(row.kind(), ParagraphKind::Heading(_))).count();
    if headings >= CONTENTS_FROM {
        body.push(Element::Contents("Содержание".to_owned()).into());
    }
    let mut items: Vec<Text> = Vec::new();
    let mut annexes: Vec<Annex> = Vec::new();
    for row in paragraphs {
        let kind = row.kind();
        if kind == ParagraphKind::Heading(1) && row.body.starts_with(ANNEX) {
            end_list(current(&mut body, &mut annexes), &mut items);
            annexes.push(annex(&row.body, text));
            continue;
        }
        if let ParagraphKind::ListItem(_) = kind {
            items.push(quotes(&row.body).into());
            continue;
        }
        let body = current(&mut body, &mut annexes);
        end_list(body, &mut items);
        match kind {
            ParagraphKind::Heading(level) => body.push(Block::heading(level.min(3), quotes(&row.body))),
            _ => body.push(Block::paragraph(quotes(&row.body))),
        }
    }
    end_list(current(&mut body, &mut annexes), &mut items);
    let approval = edition.approved_reference.as_ref().map(|by| Stamp::approved(&text.title, by));
    Paper { body, approval, annexes, ..paper(text, edition, "", today) }
}

/// Where the text goes on: the last annex, or the body before the first.
fn current<'a>(body: &'a mut Vec<Block>, annexes: &'a mut [Annex]) -> &'a mut Vec<Block> {
    match annexes.last_mut() {
        Some(annex) => &mut annex.body,
        None => body,
    }
}

/// «Приложение 1. Поля записи»: the number stands in the corner, the rest over the text.
fn annex(heading: &str, text: &TextRow) -> Annex {
    let (title, name) = heading.split_once(". ").unwrap_or((heading, ""));
    Annex {
        title: title.to_owned(),
        reference: vec![quotes(&format!("к документу «{}»", text.title))],
        heading: quotes(name),
        ..Annex::default()
    }
}

fn end_list(body: &mut Vec<Block>, items: &mut Vec<Text>) {
    if !items.is_empty() {
        body.push(Element::Bullets(std::mem::take(items)).into());
    }
}

/// Words that one side lacks are underlined; on paper colours say nothing.
fn marked(runs: &[Run], without: RunChange) -> Text {
    let shown = runs.iter().filter(|run| run.change != without);
    let piece = |run: &Run| match run.change {
        RunChange::Same => Inline::Plain(run.text.clone()),
        RunChange::Added => Inline::Styled(Styled::Underline(run.text.as_str().into())),
        RunChange::Removed => Inline::Styled(Styled::Italic(run.text.as_str().into())),
    };
    Text(shown.map(piece).collect())
}

fn side(line: &Line<'_>, is_new: bool) -> Cell {
    let (paragraph, without) =
        if is_new { (line.new, RunChange::Removed) } else { (line.old, RunChange::Added) };
    match paragraph {
        None => "–".into(),
        Some(paragraph) if line.words.is_empty() => paragraph.text.as_str().into(),
        Some(_) => Cell::Text(marked(&line.words, without)),
    }
}

const COMPARISON: [(&str, f64); 5] =
    [("Абзац", 7.0), ("Изменение", 12.0), ("Было", 30.0), ("Стало", 30.0), ("Обоснование", 21.0)];
const PROPOSALS: [(&str, f64); 5] = [
    ("№", 4.0),
    ("К чему относится", 28.0),
    ("Кто предлагает", 16.0),
    ("Замечание и предложение", 30.0),
    ("Решение и обоснование", 22.0),
];

fn table(columns: &[(&str, f64)], rows: Vec<Row>) -> Block {
    let columns = columns.iter().map(|(title, width)| Column::new(title, *width, Align::Left)).collect();
    Element::Table(Table { columns, rows, small: true, ..Table::default() }).into()
}

/// The table «было — стало — обоснование»: what has not changed is left out.
pub fn comparison(
    text: &TextRow,
    (old, new): (&EditionRow, &EditionRow),
    lines: &[Line<'_>],
    rationale: impl Fn(&str) -> String,
    today: Date,
) -> Paper {
    let changed: Vec<&Line<'_>> = lines.iter().filter(|line| line.kind != ChangeKind::Same).collect();
    let rows = changed
        .iter()
        .map(|line| {
            Row::Cells(vec![
                line.id().into(),
                line.kind.title().into(),
                side(line, false),
                side(line, true),
                quotes(&rationale(line.id())).into(),
            ])
        })
        .collect();
    let opening = format!(
        "Было: редакция {} «{}». Стало: редакция {} «{}».",
        old.number, old.title, new.number, new.title
    );
    let mut body = vec![Block::paragraph(quotes(&opening))];
    if changed.is_empty() {
        body.push(Block::paragraph("Редакции не различаются."));
    } else {
        body.push(Block::paragraph(
            "Исключённые слова набраны курсивом, добавленные подчёркнуты. Абзацы без изменений не приводятся.",
        ));
        body.push(table(&COMPARISON, rows));
    }
    Paper { body, landscape: true, ..paper(text, new, "СРАВНИТЕЛЬНАЯ ТАБЛИЦА", today) }
}

/// What the network said and what was decided. Organisations are named, people are not.
pub fn proposals(
    text: &TextRow,
    edition: &EditionRow,
    consultations: &[ConsultationRow],
    comments: &[CommentRow],
    today: Date,
) -> Paper {
    let rows = comments.iter().zip(1_u32..).map(|(comment, number)| {
        let mut said: Vec<Text> = Vec::new();
        if !comment.remark.is_empty() {
            said.push(quotes(&comment.remark).into());
        }
        if !comment.proposed.is_empty() {
            said.push(quotes(&format!("Предлагается: «{}»", comment.proposed)).into());
        }
        let mut decided: Vec<Text> =
            vec![Text::bold(comment.decision().map_or("ждёт решения", Decision::title))];
        if !comment.reason.is_empty() {
            decided.push(quotes(&comment.reason).into());
        }
        if comment.followed_at.is_some() {
            decided.push(
                format!("Внесено в текст, абзац\u{a0}{}", paragraph_number(&comment.paragraph_id)).into(),
            );
        }
        let about = if comment.paragraph_id.is_empty() {
            "К тексту в целом".into()
        } else {
            Cell::Lines {
                lines: vec![
                    format!("Абзац\u{a0}{}", paragraph_number(&comment.paragraph_id)).into(),
                    comment.about.as_str().into(),
                ],
            }
        };
        Row::Cells(vec![
            number.to_string().into(),
            about,
            quotes(&comment.org_title).into(),
            Cell::Lines { lines: said },
            Cell::Lines { lines: decided },
        ])
    });
    let rows: Vec<Row> = rows.collect();
    let count = |decision: Option<Decision>| comments.iter().filter(|one| one.decision() == decision).count();
    let mut body =
        vec![Block::paragraph(quotes(&format!("Редакция {} «{}».", edition.number, edition.title)))];
    for one in consultations {
        let (from, to) = (ui::ru::date_of_year(one.opens_on()), ui::ru::date_of_year(one.deadline()));
        body.push(Block::paragraph(quotes(&format!("Обсуждение с {from} по {to}. {}", one.purpose))));
    }
    let totals = format!(
        "Всего предложений: {}; принято – {}, принято частично – {}, отклонено – {}, ждут решения – {}.",
        comments.len(),
        count(Some(Decision::Accepted)),
        count(Some(Decision::Partly)),
        count(Some(Decision::Declined)),
        count(None)
    );
    body.push(Block::paragraph(totals));
    if !rows.is_empty() {
        body.push(table(&PROPOSALS, rows));
    }
    Paper { body, landscape: true, ..paper(text, edition, "СВОДКА ПРЕДЛОЖЕНИЙ", today) }
}
