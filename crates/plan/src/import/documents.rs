//! Papers that a measure must leave behind, and which item each belongs to.

use super::cells::lines_of;
use super::desk::Desk;
use super::grid::Paragraph;
use super::kinds::Named;
use super::{ImportError, ProposalKind};
use crate::model::{Item, RequiredDocument};
use crate::words::{shared, telling_stems};

/// Where a document stands in its cell: which block between empty lines, which line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    block: usize,
    line: usize,
}

/// Documents of a cell, not assigned to items yet, and where each stands.
pub type Found = (Vec<RequiredDocument>, Vec<Stand>);

const OF_ANOTHER_KIND: &str = "после запятой назван документ другого вида";
const ONE_FOR_EACH_ITEM: &str =
    "через запятую названо столько же документов, сколько подпунктов, и слова у них общие";

/// Reads the cell of documents and recognises their kinds. The items of the measure tell where a list has a document for
/// each of them.
pub fn read(
    cell: &[Paragraph],
    items: &[Item],
    number: &str,
    desk: &mut Desk<'_>,
) -> Result<Found, ImportError> {
    let read = lines_of(cell);
    desk.proposals.mended(number, "documents", &read.mended);
    let (mut documents, mut stands) = (Vec::new(), Vec::new());
    for (index, line) in read.with_lists_apart().lines.into_iter().enumerate() {
        let (parts, reason) = match one_for_each(&line.text, items, desk)? {
            Some(parts) => (parts, ONE_FOR_EACH_ITEM),
            None => (split(&line.text, desk)?, OF_ANOTHER_KIND),
        };
        if parts.len() > 1 {
            desk.proposals.add(
                ProposalKind::CellSplit,
                number,
                "documents",
                format!("в одной строке несколько документов: {}", parts.join(" · ")),
                reason,
            );
        }
        for text in parts {
            desk.budget.spend(desk.kinds.cost(&text))?;
            let kind = desk.kinds.named_in(&text).code.map(str::to_owned);
            if kind.is_none() {
                desk.proposals.add(
                    ProposalKind::DocumentKind,
                    number,
                    "documents",
                    format!("вид документа «{text}» не определён"),
                    "ни одно из слов справочника видов документов не найдено: выберите вид",
                );
            }
            documents.push(RequiredDocument { kind, item: None, text });
            stands.push(Stand { block: line.block, line: index });
        }
    }
    Ok((documents, stands))
}

/// «Положение, смета, программа» for the items «положения», «сметы», «программы», whatever kinds these are.
fn one_for_each(text: &str, items: &[Item], desk: &Desk<'_>) -> Result<Option<Vec<String>>, ImportError> {
    if items.len() < 2 || text.matches([',', ';']).count() + 1 != items.len() {
        return Ok(None);
    }
    let size = |text: &str| text.len() + 1;
    desk.budget.spend(size(text) + items.iter().map(|item| size(&item.title)).sum::<usize>())?;
    let parts: Vec<String> = text.split([',', ';']).map(|part| part.trim().to_owned()).collect();
    let are_alike = parts
        .iter()
        .zip(items)
        .all(|(part, item)| shared(&telling_stems(part), &telling_stems(&item.title)) >= STRONG);
    Ok(are_alike.then_some(parts))
}

/// A line as its documents: at semicolons, and at commas where both sides name different kinds.
fn split(text: &str, desk: &Desk<'_>) -> Result<Vec<String>, ImportError> {
    let mut parts = Vec::new();
    for piece in text.split(';').map(str::trim).filter(|piece| piece.chars().any(char::is_alphanumeric)) {
        let mut open: Option<Open<'_>> = None;
        for part in piece.split(", ").map(|part| part.trim().trim_end_matches(',')) {
            if part.is_empty() {
                continue;
            }
            desk.budget.spend(desk.kinds.cost(part))?;
            let named = desk.kinds.named_in(part);
            match &mut open {
                Some(before) if !before.is_followed_by(named) => before.go_on(part, named),
                _ => parts.extend(open.replace(Open::new(part, named)).map(|done| done.text)),
            }
        }
        parts.extend(open.map(|done| done.text));
    }
    Ok(parts)
}

/// A document whose text may still go on after the next comma.
struct Open<'a> {
    text: String,
    kind: Option<&'a str>,
    straight_quotes: usize,
    depth: isize,
}

impl<'a> Open<'a> {
    fn new(text: &str, named: Named<'a>) -> Self {
        let mut open = Self { text: String::new(), kind: named.code, straight_quotes: 0, depth: 0 };
        open.push(text);
        open
    }

    fn push(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '"' => self.straight_quotes += 1,
                '«' | '(' => self.depth += 1,
                '»' | ')' => self.depth -= 1,
                _ => {}
            }
        }
        self.text.push_str(text);
    }

    fn go_on(&mut self, text: &str, named: Named<'a>) {
        self.text.push_str(", ");
        self.push(text);
        self.kind = self.kind.or(named.code);
    }

    /// Whether what comes after the comma is another document.
    fn is_followed_by(&self, named: Named<'a>) -> bool {
        let is_another =
            named.at_the_beginning && named.code.is_some() && self.kind.is_some() && named.code != self.kind;
        is_another && self.straight_quotes.is_multiple_of(2) && self.depth <= 0
    }
}

/// From this share of common words on, a document is taken for the item's own.
const STRONG: f64 = 0.5;

/// Gives documents to items where the paper lets us see which belongs to which.
///
/// Blank lines in both cells pair them; where there are none, as many lines as items pair by their order. Otherwise
/// documents keep the order of the items: those that share most of their words with an item are its own, the ones
/// before them belong to the items before. No likeness at all means that every item owes each.
pub fn assign_items(
    (documents, stands): (&mut [RequiredDocument], &[Stand]),
    items: &[Item],
    number: &str,
    desk: &mut Desk<'_>,
) -> Result<(), ImportError> {
    if items.len() < 2 || documents.len() < items.len() {
        return Ok(());
    }
    let blocks = stands.last().map_or(0, |last| last.block + 1);
    let lines = stands.last().map_or(0, |last| last.line + 1);
    let (places, reason) = if blocks == items.len() {
        let places = stands.iter().map(|stand| stand.block).collect();
        (places, "документы отделены пустыми строками, и отделённых частей столько же, сколько подпунктов")
    } else {
        let stems_of_documents: Vec<Vec<String>> =
            documents.iter().map(|document| telling_stems(&document.text)).collect();
        let stems_of_items: Vec<Vec<String>> = items.iter().map(|item| telling_stems(&item.title)).collect();
        let size = |all: &[Vec<String>]| all.iter().map(Vec::len).sum::<usize>() + all.len();
        desk.budget.spend(size(&stems_of_documents).saturating_mul(size(&stems_of_items)))?;
        let anchors = anchors(&stems_of_documents, &stems_of_items);
        let keeps_order =
            anchors.iter().zip(stands).all(|(anchor, stand)| anchor.is_none_or(|at| at == stand.line));
        if lines == items.len() && keeps_order {
            let places = stands.iter().map(|stand| stand.line).collect();
            (places, "строк с документами столько же, сколько подпунктов, и порядок у них один")
        } else if anchors.iter().all(Option::is_none) {
            return Ok(());
        } else {
            (
                around(&anchors, items.len()),
                "порядок документов сохраняет порядок подпунктов, а общие слова указывают, к какому подпункту документ относится",
            )
        }
    };
    for (document, place) in documents.iter_mut().zip(&places) {
        document.item = items.get(*place).map(|item| item.number.clone());
    }
    let pairs: Vec<String> = documents
        .iter()
        .map(|document| format!("{} ← {}", document.item.as_deref().unwrap_or(""), document.text))
        .collect();
    desk.proposals.add(
        ProposalKind::DocumentPairing,
        number,
        "documents",
        format!("документы распределены по подпунктам: {}", pairs.join("; ")),
        reason,
    );
    Ok(())
}

/// Documents between anchored ones belong to the item before the next anchor.
fn around(anchors: &[Option<usize>], items: usize) -> Vec<usize> {
    let mut at = 0;
    let mut places = Vec::with_capacity(anchors.len());
    for index in 0..anchors.len() {
        let next = anchors[index..].iter().flatten().next().copied();
        at = match (anchors[index], next) {
            (Some(own), _) => own,
            (None, Some(next)) => next.saturating_sub(1).max(at),
            (None, None) => at,
        }
        .min(items - 1);
        places.push(at);
    }
    places
}

/// For each document the item that it shares most words with, keeping the order; `None` where nothing is alike.
fn anchors(documents: &[Vec<String>], items: &[Vec<String>]) -> Vec<Option<usize>> {
    let score: Vec<Vec<f64>> =
        documents.iter().map(|document| items.iter().map(|item| shared(document, item)).collect()).collect();
    // Best chain of (document, item) pairs in which both go forward: a document may share its item with the one before.
    let mut best = vec![vec![0.0_f64; items.len()]; documents.len()];
    let mut from = vec![vec![None; items.len()]; documents.len()];
    for document in 0..documents.len() {
        let mut before = (0.0, None);
        for item in 0..items.len() {
            if document > 0 && best[document - 1][item] > before.0 {
                before = (best[document - 1][item], Some(item));
            }
            let own = if score[document][item] >= STRONG { score[document][item] } else { 0.0 };
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
