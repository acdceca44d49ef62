//! Two editions beside each other: the table «было — стало».

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::Paragraph;
use super::words::{Run, marked};

/// What has become of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Same,
    /// The words, or what it is (a heading became text).
    Changed,
    /// Stands elsewhere.
    Moved,
    MovedAndChanged,
    Added,
    Removed,
}

impl ChangeKind {
    /// As tables say it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Same => "без изменений",
            Self::Changed => "изменён",
            Self::Moved => "перенесён",
            Self::MovedAndChanged => "перенесён и изменён",
            Self::Added => "добавлен",
            Self::Removed => "исключён",
        }
    }
}

/// A line of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    pub kind: ChangeKind,
    pub old: Option<&'a Paragraph>,
    pub new: Option<&'a Paragraph>,
    /// Both wordings in one, for paragraphs that are in both editions.
    pub words: Vec<Run>,
}

impl Line<'_> {
    /// The paragraph's id, which is the same in both editions.
    pub fn id(&self) -> &str {
        self.new.or(self.old).map_or("", |paragraph| &paragraph.id)
    }
}

/// Every paragraph of both editions: in the order of the new one, removed ones after what stood before them.
pub fn compare<'a>(old: &'a [Paragraph], new: &'a [Paragraph]) -> Vec<Line<'a>> {
    let old_at: HashMap<&str, usize> = places(old);
    let new_ids: HashSet<&str> = new.iter().map(|paragraph| paragraph.id.as_str()).collect();
    let common: Vec<usize> =
        new.iter().filter_map(|paragraph| old_at.get(paragraph.id.as_str()).copied()).collect();
    let stayed: HashSet<usize> = longest_rising(&common).into_iter().collect();

    let mut removed_after: HashMap<Option<usize>, Vec<&Paragraph>> = HashMap::new();
    let mut last_kept = None;
    for (at, paragraph) in old.iter().enumerate() {
        if new_ids.contains(paragraph.id.as_str()) {
            if stayed.contains(&at) {
                last_kept = Some(at);
            }
        } else {
            removed_after.entry(last_kept).or_default().push(paragraph);
        }
    }
    let removed = |after: Option<usize>| {
        let gone = removed_after.get(&after).map(Vec::as_slice).unwrap_or_default();
        gone.iter().map(|old| Line {
            kind: ChangeKind::Removed,
            old: Some(old),
            new: None,
            words: Vec::new(),
        })
    };
    let mut lines: Vec<Line<'a>> = removed(None).collect();
    for paragraph in new {
        let Some(at) = old_at.get(paragraph.id.as_str()).copied() else {
            let words = Vec::new();
            lines.push(Line { kind: ChangeKind::Added, old: None, new: Some(paragraph), words });
            continue;
        };
        let before = &old[at];
        let is_changed = before.text != paragraph.text || before.kind != paragraph.kind;
        let kind = match (stayed.contains(&at), is_changed) {
            (true, false) => ChangeKind::Same,
            (true, true) => ChangeKind::Changed,
            (false, false) => ChangeKind::Moved,
            (false, true) => ChangeKind::MovedAndChanged,
        };
        let words = marked(&before.text, &paragraph.text);
        lines.push(Line { kind, old: Some(before), new: Some(paragraph), words });
        if stayed.contains(&at) {
            lines.extend(removed(Some(at)));
        }
    }
    lines
}

fn places(paragraphs: &[Paragraph]) -> HashMap<&str, usize> {
    paragraphs.iter().enumerate().map(|(at, paragraph)| (paragraph.id.as_str(), at)).collect()
}

/// The longest rising subsequence: whoever is not in it has moved. As few as possible are said to have moved.
fn longest_rising(sequence: &[usize]) -> Vec<usize> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; sequence.len()];
    for (at, value) in sequence.iter().enumerate() {
        let length = tails.partition_point(|tail| sequence[*tail] < *value);
        before[at] = length.checked_sub(1).map(|shorter| tails[shorter]);
        if length == tails.len() {
            tails.push(at);
        } else {
            tails[length] = at;
        }
    }
    let mut rising = Vec::with_capacity(tails.len());
    let mut at = tails.last().copied();
    while let Some(place) = at {
        rising.push(sequence[place]);
        at = before[place];
    }
    rising.reverse();
    rising
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ParagraphKind;
    use super::*;

    fn paragraphs(told: &[(&str, &str)]) -> Vec<Paragraph> {
        let make = |(id, text): &(&str, &str)| Paragraph {
            id: (*id).to_owned(),
            kind: ParagraphKind::Text,
            text: (*text).to_owned(),
        };
        told.iter().map(make).collect()
    }

    fn told(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<(String, ChangeKind)> {
        let (old, new) = (paragraphs(old), paragraphs(new));
        compare(&old, &new).into_iter().map(|line| (line.id().to_owned(), line.kind)).collect()
    }

    fn line(id: &str, kind: ChangeKind) -> (String, ChangeKind) {
        (id.to_owned(), kind)
    }

    #[test]
    fn added_changed_removed_and_moved_are_told_apart() {
        use ChangeKind::{Added, Changed, Moved, Removed, Same};
        let before = [("p1", "Цель"), ("p2", "Задачи"), ("p3", "Сроки"), ("p4", "Итоги")];
        let after = [("p4", "Итоги"), ("p1", "Цель сети"), ("p5", "Новое"), ("p3", "Сроки")];
        let expected = [
            line("p4", Moved),
            line("p1", Changed),
            line("p2", Removed),
            line("p5", Added),
            line("p3", Same),
        ];
        assert_eq!(told(&before, &after), expected);
    }

    #[test]
    fn a_heading_that_became_text_has_changed() {
        let old =
            vec![Paragraph { id: "p1".into(), kind: ParagraphKind::Heading(2), text: "Сроки".into() }];
        let new = vec![Paragraph { kind: ParagraphKind::Text, ..old[0].clone() }];
        assert_eq!(compare(&old, &new)[0].kind, ChangeKind::Changed);
    }

    proptest! {
        /// Every paragraph of both editions stands in the table exactly once; an edition does not differ from itself.
        #[test]
        fn the_table_is_complete(keep in proptest::collection::vec(any::<bool>(), 12), order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle(), fresh in 0..4_usize) {
            let old: Vec<Paragraph> = paragraphs(&[("p0", "а"); 12])
                .into_iter().enumerate().map(|(n, one)| Paragraph { id: format!("p{n}"), ..one }).collect();
            let mut new: Vec<Paragraph> = order.iter().filter(|n| keep[**n]).map(|n| old[*n].clone()).collect();
            new.extend((0..fresh).map(|n| Paragraph { id: format!("p{}", 100 + n), ..old[0].clone() }));
            let lines = compare(&old, &new);
            let mut told: Vec<&str> = lines.iter().map(Line::id).collect();
            told.sort_unstable();
            let mut all: Vec<&str> = old.iter().chain(new.iter().filter(|one| one.id.len() > 3)).map(|one| one.id.as_str()).collect();
            all.sort_unstable();
            prop_assert_eq!(told, all);
            let in_new_order: Vec<&str> = lines.iter().filter_map(|line| line.new.map(|one| one.id.as_str())).collect();
            prop_assert_eq!(in_new_order, new.iter().map(|one| one.id.as_str()).collect::<Vec<_>>());
            prop_assert!(compare(&new, &new).iter().all(|line| line.kind == ChangeKind::Same));
        }
    }
}
