//! Kinds of documents, and which item each belongs to.

use super::cells::lines_of;
use super::grid::Paragraph;
use super::{ProposalKind, Proposals, Vocabulary};
use crate::model::{Item, RequiredDocument};
use crate::words::{likeness, stems};

/// The kind that a text names: the keyword that stands first, the longest of those.
pub fn kind_of<'a>(vocabulary: &'a Vocabulary, text: &str) -> Option<&'a str> {
    let text_stems = stems(text);
    let mut best: Option<(usize, usize, &str)> = None;
    for kind in &vocabulary.document_kinds {
        let phrases = kind.keywords.iter().chain(std::iter::once(&kind.title));
        for phrase in phrases {
            let wanted = stems(phrase);
            if wanted.is_empty() {
                continue;
            }
            let Some(at) = position(&text_stems, &wanted) else { continue };
            let is_better = best.is_none_or(|(best_at, best_length, _)| {
                at < best_at || (at == best_at && wanted.len() > best_length)
            });
            if is_better {
                best = Some((at, wanted.len(), &kind.code));
            }
        }
    }
    best.map(|(_, _, code)| code)
}

fn position(text: &[String], wanted: &[String]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| {
        window.iter().zip(wanted).all(|(word, stem)| {
            word == stem || (stem.chars().count() >= 5 && word.starts_with(stem.as_str()))
        })
    })
}

/// Reads the cell of documents; kinds are recognised, items are not assigned yet. The second part: the block of each.
pub fn read(
    cell: &[Paragraph],
    vocabulary: &Vocabulary,
    number: &str,
    proposals: &mut Proposals,
) -> (Vec<RequiredDocument>, Vec<usize>) {
    let read = lines_of(cell);
    proposals.mended(number, "documents", &read.mended);
    let (mut documents, mut blocks) = (Vec::new(), Vec::new());
    for line in read.lines {
        let parts = split(&line.text, vocabulary);
        if parts.len() > 1 {
            proposals.add(
                ProposalKind::CellSplit,
                number,
                "documents",
                format!("в одной строке несколько документов: {}", parts.join(" · ")),
                "после запятой назван документ другого вида",
            );
        }
        for text in parts {
            let kind = kind_of(vocabulary, &text).map(str::to_owned);
            if kind.is_none() {
                proposals.add(
                    ProposalKind::DocumentKind,
                    number,
                    "documents",
                    format!("вид документа «{text}» не определён"),
                    "ни одно из слов справочника видов документов не найдено: выберите вид",
                );
            }
            documents.push(RequiredDocument { kind, item: None, text });
            blocks.push(line.block);
        }
    }
    (documents, blocks)
}

/// A line as its documents: at semicolons, and at commas (or «и») where both sides name different kinds.
fn split(text: &str, vocabulary: &Vocabulary) -> Vec<String> {
    let mut parts = Vec::new();
    for piece in text.split(';').map(str::trim).filter(|piece| !piece.is_empty()) {
        let mut done: Vec<String> = Vec::new();
        for part in
            piece.split(", ").map(|part| part.trim().trim_end_matches(',')).filter(|part| !part.is_empty())
        {
            let kind = kind_of(vocabulary, part).filter(|_| begins_with_a_kind(vocabulary, part));
            let before = done.last().and_then(|last| kind_of(vocabulary, last));
            let is_another = kind.is_some() && before.is_some() && kind != before;
            let quote_is_closed = done.last().is_none_or(|last| {
                last.matches('"').count() % 2 == 0 && last.matches('«').count() == last.matches('»').count()
            });
            match done.last_mut() {
                Some(last) if !is_another || !quote_is_closed => {
                    last.push_str(", ");
                    last.push_str(part);
                }
                _ => done.push(part.to_owned()),
            }
        }
        parts.extend(done);
    }
    parts
}

fn begins_with_a_kind(vocabulary: &Vocabulary, text: &str) -> bool {
    let text_stems = stems(text);
    vocabulary
        .document_kinds
        .iter()
        .flat_map(|kind| kind.keywords.iter().chain(std::iter::once(&kind.title)))
        .any(|phrase| {
            let wanted = stems(phrase);
            !wanted.is_empty() && position(&text_stems, &wanted) == Some(0)
        })
}

/// From this share of common words on, a document is taken for the item's own.
const STRONG: f64 = 0.5;

/// Gives documents to items where the paper lets us see which belongs to which.
///
/// Documents keep the order of the items. Those that share most of their words with an item are its own; the ones before
/// them belong to the items before. Fewer documents than items, or no likeness at all, means that every item owes each.
pub fn assign_items(
    documents: &mut [RequiredDocument],
    blocks: &[usize],
    items: &[Item],
    number: &str,
    proposals: &mut Proposals,
) {
    if items.len() < 2 || documents.len() < items.len() {
        return;
    }
    let anchors = anchors(documents, items);
    let pairs_by_place = documents.len() == items.len() && blocks.windows(2).all(|pair| pair[0] != pair[1]);
    if anchors.iter().all(Option::is_none) && !pairs_by_place {
        return;
    }
    let mut at = 0;
    for index in 0..documents.len() {
        let next_anchor = anchors[index..].iter().flatten().next().copied();
        let item = match (anchors[index], next_anchor) {
            (Some(own), _) => own,
            (None, None) if pairs_by_place => index,
            // Before the next anchored item: to the latest item that comes before it.
            (None, Some(next)) => {
                if pairs_by_place {
                    index.min(next)
                } else {
                    next.saturating_sub(1).max(at)
                }
            }
            (None, None) => at,
        };
        at = item.min(items.len() - 1);
        documents[index].item = Some(items[at].number.clone());
    }
    let pairs: Vec<String> = documents
        .iter()
        .map(|document| format!("{} ← {}", document.item.as_deref().unwrap_or(""), document.text))
        .collect();
    proposals.add(
        ProposalKind::DocumentPairing,
        number,
        "documents",
        format!("документы распределены по подпунктам: {}", pairs.join("; ")),
        "порядок документов сохраняет порядок подпунктов, а общие слова указывают, к какому подпункту документ относится",
    );
}

/// For each document the item that it shares most words with, keeping the order; `None` where nothing is alike.
fn anchors(documents: &[RequiredDocument], items: &[Item]) -> Vec<Option<usize>> {
    let score: Vec<Vec<f64>> = documents
        .iter()
        .map(|document| items.iter().map(|item| likeness(&document.text, &item.title)).collect())
        .collect();
    // Best chain of (document, item) pairs in which both go forward: a document may share its item with the one before.
    let mut best = vec![vec![0.0_f64; items.len()]; documents.len()];
    let mut from = vec![vec![None; items.len()]; documents.len()];
    for document in 0..documents.len() {
        for item in 0..items.len() {
            let own = if score[document][item] >= STRONG { score[document][item] } else { 0.0 };
            let mut before = (0.0, None);
            if document > 0 {
                for earlier in 0..=item {
                    if best[document - 1][earlier] > before.0 {
                        before = (best[document - 1][earlier], Some(earlier));
                    }
                }
            }
            best[document][item] = before.0 + own;
            from[document][item] = before.1;
        }
    }
    let mut anchors = vec![None; documents.len()];
    let Some(last) = best.last() else { return anchors };
    let mut item = (0..items.len()).max_by(|a, b| last[*a].total_cmp(&last[*b]).then(b.cmp(a)));
    for document in (0..documents.len()).rev() {
        let Some(current) = item else { break };
        if score[document][current] >= STRONG {
            anchors[document] = Some(current);
        }
        item = from[document][current].or(Some(current)).filter(|_| document > 0);
    }
    anchors
}
