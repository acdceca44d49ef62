//! A tag that stands for its whole paragraph or row stands there alone: what stood beside it would vanish without a word.

use super::TemplateFault;
use super::place::excerpt;
use super::scan::{Paragraph, Scanned};
use super::tags::{Code, Reach, Tag};

pub(super) fn check(scanned: &Scanned, tags: &[Tag]) -> Result<(), Vec<TemplateFault>> {
    let faults: Vec<TemplateFault> = tags.iter().filter_map(|tag| crowded(scanned, tags, tag)).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn crowded(scanned: &Scanned, tags: &[Tag], tag: &Tag) -> Option<TemplateFault> {
    let (range, kind, advice) = match tag.reach {
        Reach::Inline if matches!(tag.code, Code::Picture(_)) => (
            &scanned.paragraphs[tag.paragraph].range,
            "рисунок стоит один в своём абзаце",
            "Перенесите это в соседний абзац",
        ),
        Reach::Inline => return None,
        Reach::Paragraph => (
            &scanned.paragraphs[tag.paragraph].range,
            "{%p … %} стоит один в своём абзаце",
            "Перенесите это в соседний абзац",
        ),
        Reach::Row => (
            &scanned.rows[scanned.paragraphs[tag.paragraph].row?].range,
            "{%tr … %} стоит один в своей строке таблицы",
            "Перенесите это в соседнюю строку",
        ),
    };
    let inside =
        |paragraph: &Paragraph| range.start <= paragraph.range.start && paragraph.range.end <= range.end;
    let mut beside = scanned.paragraphs.iter().enumerate().filter(|(_, one)| inside(one));
    let what = beside.find_map(|(index, paragraph)| beside_tag(paragraph, index, tags, tag))?;
    let message = format!("{kind}, а рядом с ним {what}: при печати это пропало бы. {advice}.");
    Some(TemplateFault::at(&tag.place, message))
}

/// What a paragraph has besides the tag: other words, another tag, a picture. Comments say nothing and may stay.
fn beside_tag(paragraph: &Paragraph, index: usize, tags: &[Tag], tag: &Tag) -> Option<String> {
    let own = tags.iter().filter(|other| other.paragraph == index);
    let mut words = String::new();
    let mut from = 0;
    for other in own {
        words.push_str(&paragraph.words[from..other.range.start]);
        let is_itself = other.paragraph == tag.paragraph && other.range == tag.range;
        if !is_itself && other.code != Code::Comment {
            words.push_str(&paragraph.words[other.range.clone()]);
        }
        from = other.range.end;
    }
    words.push_str(&paragraph.words[from..]);
    if !words.trim().is_empty() {
        return Some(format!("«{}»", excerpt(&words)));
    }
    paragraph.has_more.then(|| "рисунок, сноска или поле".to_owned())
}
