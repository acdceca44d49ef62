//! Heading and items of a title cell: by dashes, by numbers, by blank lines that pair with the terms, by a colon.

use crate::import::cells::{Line, Lines};
use crate::import::sections::{leading_number, numbered_within};
use crate::words::begins_with_capital;

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Split {
    pub(super) title: String,
    pub(super) items: Vec<String>,
    /// Why it was split.
    pub(super) reason: Option<&'static str>,
}

impl Split {
    fn of(title: String, items: Vec<String>, reason: &'static str) -> Self {
        let items = items.into_iter().map(|text| text.trim_end_matches(';').trim().to_owned()).collect();
        Self { title, items, reason: Some(reason) }
    }

    fn whole(title: String) -> Self {
        Self { title, items: Vec::new(), reason: None }
    }
}

fn texts(lines: &[Line]) -> Vec<String> {
    lines.iter().map(|line| line.text.clone()).collect()
}

pub(super) fn split(titles: &Lines, terms: &Lines) -> Split {
    let lines = &titles.lines;
    let Some(first) = lines.first() else { return Split::default() };
    if let Some(split) = by_dashes(lines).or_else(|| by_numbers(lines)) {
        return split;
    }
    if lines.len() == 1 {
        return within_the_line(&first.text).unwrap_or_else(|| Split::whole(first.text.clone()));
    }
    if let Some(split) = by_terms(lines, terms) {
        return split;
    }
    if first.text.ends_with(':') {
        return Split::of(first.text.clone(), texts(&lines[1..]), "после двоеточия перечислены подпункты");
    }
    // A short sentence that names the whole, and then what is done: «Месячник … . Подготовка …».
    if let Some((heading, rest)) = short_heading(&first.text) {
        let mut items = vec![rest];
        items.extend(texts(&lines[1..]));
        return Split::of(
            heading,
            items,
            "первое предложение короткое и называет мероприятие в целом, дальше — части",
        );
    }
    if lines.iter().all(|line| begins_with_capital(&line.text)) {
        return Split::of(
            String::new(),
            texts(lines),
            "каждый абзац начинается с заглавной буквы и называет отдельное действие",
        );
    }
    Split::whole(texts(lines).join(" "))
}

/// As many paragraphs, or blocks between blank lines, as there are terms; or one more, which is the heading.
fn by_terms(lines: &[Line], terms: &Lines) -> Option<Split> {
    if terms.lines.len() < 2 {
        return None;
    }
    let by_blocks = blocks(lines);
    let by_lines = texts(lines);
    let counts = [terms.lines.len(), terms.blocks()];
    for count in counts.into_iter().filter(|count| *count >= 2) {
        for texts in [&by_lines, &by_blocks] {
            // «Подготовка:» is what the parts have in common, not the first of them.
            if texts.len() == count && !texts[0].ends_with(':') {
                // «Фестиваль. Подготовка положения» over «Проведение»: the short sentence names them all.
                if let Some((heading, rest)) = short_heading(&texts[0]) {
                    let items = std::iter::once(rest).chain(texts[1..].iter().cloned()).collect();
                    return Some(Split::of(
                        heading,
                        items,
                        "частей столько же, сколько сроков; первое предложение называет мероприятие в целом",
                    ));
                }
                return Some(Split::of(String::new(), texts.clone(), "абзацев столько же, сколько сроков"));
            }
        }
    }
    for count in counts.into_iter().filter(|count| *count >= 2) {
        for texts in [&by_lines, &by_blocks] {
            if texts.len() == count + 1 {
                let reason = "первый абзац — заголовок, остальных столько же, сколько сроков";
                return Some(Split::of(texts[0].clone(), texts[1..].to_vec(), reason));
            }
        }
    }
    None
}

fn by_dashes(lines: &[Line]) -> Option<Split> {
    let first = lines.iter().position(|line| line.is_item)?;
    if lines.len() - first < 2 {
        return None;
    }
    let heading = texts(&lines[..first]).join(" ");
    Some(Split::of(heading, texts(&lines[first..]), "перечень с тире или нумерацией"))
}

fn blocks(lines: &[Line]) -> Vec<String> {
    let mut blocks: Vec<(usize, String)> = Vec::new();
    for line in lines {
        match blocks.last_mut().filter(|(block, _)| *block == line.block) {
            Some((_, text)) => {
                text.push(' ');
                text.push_str(&line.text);
            }
            None => blocks.push((line.block, line.text.clone())),
        }
    }
    blocks.into_iter().map(|(_, text)| text).collect()
}

/// `1) …`, `1.1. …`, `а) …` at the beginnings of lines.
fn by_numbers(lines: &[Line]) -> Option<Split> {
    let stripped: Vec<Option<String>> = lines.iter().map(|line| number_stripped(&line.text)).collect();
    let first = stripped.iter().position(Option::is_some)?;
    if stripped[first..].iter().filter(|text| text.is_some()).count() < 2 {
        return None;
    }
    let heading = texts(&lines[..first]).join(" ");
    let mut items: Vec<String> = Vec::new();
    for (line, stripped) in lines[first..].iter().zip(&stripped[first..]) {
        match (stripped, items.last_mut()) {
            (Some(text), _) => items.push(text.clone()),
            (None, Some(last)) => {
                last.push(' ');
                last.push_str(&line.text);
            }
            (None, None) => {}
        }
    }
    Some(Split::of(heading, items, "строки пронумерованы внутри ячейки"))
}

fn number_stripped(text: &str) -> Option<String> {
    if let Some((_, rest)) = leading_number(text) {
        return Some(rest);
    }
    let mut letters = text.chars();
    let (first, second) = (letters.next()?, letters.next()?);
    let rest = letters.as_str().trim();
    (first.is_lowercase() && second == ')' && !rest.is_empty()).then(|| rest.to_owned())
}

/// `Конкурсы: 1) чтецов; 2) рисунков`, `1. Обзор. 2. Выставка.` in one line.
fn within_the_line(text: &str) -> Option<Split> {
    let (heading, list) = numbered_within(text)?;
    let count = list.len();
    let items = list.into_iter().enumerate().map(|(index, item)| {
        // The point that ends the list is not the last item's, but for one that is a sentence among sentences.
        let item = item.trim_end_matches([';', ',']);
        if index + 1 == count && !heading.is_empty() { item.trim_end_matches('.') } else { item }.to_owned()
    });
    let reason = if heading.is_empty() {
        "в одной строке перечислены пронумерованные дела"
    } else {
        "после двоеточия перечислены пронумерованные подпункты"
    };
    Some(Split::of(heading.to_owned(), items.collect(), reason))
}

fn short_heading(text: &str) -> Option<(String, String)> {
    let (head, rest) = text.split_once(". ")?;
    let is_short = head.split_whitespace().count() <= 6 && head.chars().count() > 6;
    // An abbreviation («им. Н. Д.») does not end a sentence.
    let ends_with_word = head.rsplit(' ').next().is_some_and(|word| word.chars().count() > 3);
    (is_short && ends_with_word && begins_with_capital(rest))
        .then(|| (format!("{head}."), rest.trim().to_owned()))
}
