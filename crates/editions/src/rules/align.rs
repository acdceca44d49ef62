//! A text that comes back from Word has lost its ids: its paragraphs are found again by what they say.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::words::likeness;
use super::{Ids, NewParagraph, Paragraph};

/// From this likeness on a paragraph is the old one, edited.
const ENOUGH: f64 = 0.5;
/// A paragraph that stands elsewhere must be nearly the same to be called moved.
const ENOUGH_ELSEWHERE: f64 = 0.8;
/// Gaps wider than this are compared only with their near neighbours: a text is edited, not shuffled.
const WIDEST: usize = 400;

/// Carries the ids of an edition over to its next text; what is found nowhere gets a new id.
///
/// Equal paragraphs in their order come first; between them the likest of those left, in their order; at last nearly
/// equal ones that stand elsewhere.
pub fn carry_ids(old: &[Paragraph], new: &[NewParagraph], ids: &mut Ids) -> Vec<Paragraph> {
    let old_keys: Vec<String> = old.iter().map(|paragraph| key(&paragraph.text)).collect();
    let new_keys: Vec<String> = new.iter().map(|paragraph| key(&paragraph.text)).collect();
    let mut from: Vec<Option<usize>> = vec![None; new.len()];
    for operation in capture_diff_slices(Algorithm::Myers, &old_keys, &new_keys) {
        match operation {
            DiffOp::Equal { old_index, new_index, len } => {
                for step in 0..len {
                    from[new_index + step] = Some(old_index + step);
                }
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                pair_gap(old, new, old_index..old_index + old_len, new_index..new_index + new_len, &mut from);
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } => {}
        }
    }
    find_moved(old, &old_keys, new, &new_keys, &mut from);
    new.iter()
        .zip(from)
        .map(|(paragraph, from)| Paragraph {
            id: from.map_or_else(|| ids.give(), |at| old[at].id.clone()),
            kind: paragraph.kind,
            text: paragraph.text.clone(),
        })
        .collect()
}

/// What makes two paragraphs one and the same: words, without spaces at the ends.
fn key(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The best pairs of a gap in their order: a classical alignment by likeness.
fn pair_gap(
    old: &[Paragraph],
    new: &[NewParagraph],
    gap: std::ops::Range<usize>,
    with: std::ops::Range<usize>,
    from: &mut [Option<usize>],
) {
    let (rows, columns) = (gap.len().min(WIDEST), with.len().min(WIDEST));
    // best[r][c]: the greatest sum of likenesses of the first r old and c new paragraphs.
    let mut best = vec![vec![0.0_f64; columns + 1]; rows + 1];
    let mut like = vec![vec![0.0_f64; columns]; rows];
    for row in 0..rows {
        for column in 0..columns {
            let found = likeness(&old[gap.start + row].text, &new[with.start + column].text);
            like[row][column] = if found >= ENOUGH { found } else { 0.0 };
            let paired = best[row][column] + like[row][column];
            best[row + 1][column + 1] = paired.max(best[row][column + 1]).max(best[row + 1][column]);
        }
    }
    let (mut row, mut column) = (rows, columns);
    while row > 0 && column > 0 {
        let here = best[row][column];
        if here <= best[row - 1][column] {
            row -= 1;
        } else if here <= best[row][column - 1] {
            column -= 1;
        } else {
            from[with.start + column - 1] = Some(gap.start + row - 1);
            row -= 1;
            column -= 1;
        }
    }
}

fn find_moved(
    old: &[Paragraph],
    old_keys: &[String],
    new: &[NewParagraph],
    new_keys: &[String],
    from: &mut [Option<usize>],
) {
    let mut is_free = vec![true; old.len()];
    for at in from.iter().flatten() {
        is_free[*at] = false;
    }
    let mut by_key: HashMap<&str, Vec<usize>> = HashMap::new();
    for at in (0..old.len()).rev().filter(|at| is_free[*at] && !old_keys[*at].is_empty()) {
        by_key.entry(&old_keys[at]).or_default().push(at);
    }
    for place in 0..new.len() {
        if from[place].is_none()
            && let Some(at) = by_key.get_mut(new_keys[place].as_str()).and_then(Vec::pop)
        {
            from[place] = Some(at);
            is_free[at] = false;
        }
    }
    let lost: Vec<usize> = (0..old.len()).filter(|at| is_free[*at]).take(WIDEST).collect();
    let unfound: Vec<usize> = (0..new.len()).filter(|place| from[*place].is_none()).take(WIDEST).collect();
    for place in unfound {
        let likest = lost
            .iter()
            .filter(|at| is_free[**at])
            .map(|at| (likeness(&old[*at].text, &new[place].text), *at))
            .filter(|(found, _)| *found >= ENOUGH_ELSEWHERE)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, at)) = likest {
            from[place] = Some(at);
            is_free[at] = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ParagraphKind;
    use super::*;

    fn old(texts: &[&str]) -> Vec<Paragraph> {
        let paragraph = |(at, text): (usize, &&str)| Paragraph {
            id: format!("p{}", at + 1),
            kind: ParagraphKind::Text,
            text: (*text).to_owned(),
        };
        texts.iter().enumerate().map(paragraph).collect()
    }

    fn carried(before: &[&str], after: &[&str]) -> Vec<String> {
        let before = old(before);
        let after: Vec<NewParagraph> = after
            .iter()
            .map(|text| NewParagraph { kind: ParagraphKind::Text, text: (*text).to_owned() })
            .collect();
        let mut ids = Ids::after(before.iter().map(|paragraph| paragraph.id.as_str()));
        carry_ids(&before, &after, &mut ids).into_iter().map(|paragraph| paragraph.id).collect()
    }

    const A: &str = "Концепция определяет цель развития школьных библиотек.";
    const B: &str = "Цель — создание сети информационно-библиотечных центров.";
    const C: &str = "Задачи решаются министерством и институтом.";
    const D: &str = "Финансирование осуществляется из краевого бюджета.";

    #[test]
    fn what_stays_keeps_its_id_and_what_is_new_gets_the_next() {
        assert_eq!(carried(&[A, B, C], &[A, D, B, C]), ["p1", "p4", "p2", "p3"]);
        assert_eq!(carried(&[A, B, C], &[A, C]), ["p1", "p3"]);
        assert_eq!(
            carried(&[A, B], &["  Концепция  определяет цель развития школьных библиотек. ", B]),
            ["p1", "p2"]
        );
        assert_eq!(carried(&[], &[A]), ["p1"]);
    }

    #[test]
    fn an_edited_paragraph_is_the_same_one() {
        let edited = "Цель — создание и развитие сети школьных информационно-библиотечных центров края.";
        assert_eq!(carried(&[A, B, C], &[A, edited, C]), ["p1", "p2", "p3"]);
        assert_eq!(carried(&[A, B, C], &[A, D, C]), ["p1", "p4", "p3"], "another text is another paragraph");
    }

    #[test]
    fn a_moved_paragraph_keeps_its_id() {
        assert_eq!(carried(&[A, B, C, D], &[D, A, B, C]), ["p4", "p1", "p2", "p3"]);
        let edited = "Задачи решаются министерством, институтом и РРИБЦ.";
        assert_eq!(
            carried(&[A, B, C, D], &[B, D, edited]),
            ["p2", "p4", "p5"],
            "moved and much edited: a new one"
        );
    }

    proptest! {
        /// No id is given twice, and the same text gives the same ids.
        #[test]
        fn ids_are_never_shared(before in proptest::collection::vec("[абв ]{0,8}", 0..12), after in proptest::collection::vec("[абв ]{0,8}", 0..12)) {
            let before: Vec<&str> = before.iter().map(String::as_str).collect();
            let after: Vec<&str> = after.iter().map(String::as_str).collect();
            let mut ids = carried(&before, &after);
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), after.len());
            let same = carried(&before, &before);
            prop_assert_eq!(same, (1..=before.len()).map(|n| format!("p{n}")).collect::<Vec<_>>());
        }
    }
}
