//! The words of requisites, one line each: what every renderer prints alike.

use crate::model::{Annex, ElectronicSignature, Executor, Paper, Signature, Stamp, Verification};

pub(crate) const VISAS: &str = "СОГЛАСОВАНО:";
pub(crate) const ACQUAINTED: &str = "С документом ознакомлены:";
/// Shares of the width for the post, the hand and the name.
pub(crate) const CELLS_OF_SIGNATURE: [f64; 3] = [0.48, 0.22, 0.30];

/// A number keeps to its sign: no line ends between them.
pub(crate) fn bound(text: &str) -> String {
    text.replace("№ ", "№\u{a0}")
}

/// Lines that say something.
pub(crate) fn told(lines: &[String]) -> impl Iterator<Item = &str> {
    lines.iter().map(String::as_str).filter(|line| !line.is_empty())
}

pub(crate) fn number(paper: &Paper) -> String {
    if paper.number.is_empty() { String::new() } else { format!("№\u{a0}{}", paper.number) }
}

/// Date and number in the corner of a letter, and what it answers.
pub(crate) fn date_and_number(paper: &Paper) -> Vec<String> {
    let mut first = paper.date.clone();
    if !paper.number.is_empty() {
        first = format!("{first} {}", number(paper)).trim().to_owned();
    }
    [first, paper.reply_to.clone()].into_iter().filter(|line| !line.is_empty()).collect()
}

pub(crate) fn stamp(stamp: &Stamp) -> Vec<String> {
    let mut lines = vec![stamp.word.clone()];
    lines.extend(stamp.lines.iter().cloned());
    if !stamp.name.is_empty() {
        lines.push(format!("______________ {}", stamp.name));
    }
    if !stamp.date.is_empty() {
        lines.push(stamp.date.clone());
    }
    lines.retain(|line| !line.is_empty());
    lines.iter().map(|line| bound(line)).collect()
}

/// Title and reference of an annex, line by line.
pub(crate) fn annex(annex: &Annex) -> Vec<String> {
    let lines = std::iter::once(&annex.title).chain(&annex.reference);
    lines.filter(|line| !line.is_empty()).map(|line| bound(line)).collect()
}

pub(crate) fn enclosures(paper: &Paper) -> Vec<String> {
    match paper.enclosures.as_slice() {
        [one] => vec![format!("Приложение: {}", bound(one))],
        many => std::iter::once("Приложения:".to_owned()).chain(many.iter().map(|one| bound(one))).collect(),
    }
}

pub(crate) fn signature(signature: &Signature) -> [String; 3] {
    let hand = if signature.date.is_empty() { String::new() } else { "______________".to_owned() };
    let name = if signature.date.is_empty() {
        signature.name.clone()
    } else {
        format!("{}\n{}", signature.name, signature.date)
    };
    [signature.post.clone(), hand, name]
}

pub(crate) fn electronic_signature(mark: &ElectronicSignature) -> Vec<String> {
    let mut lines = vec!["ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ".to_owned()];
    if !mark.certificate.is_empty() {
        lines.push(format!("Сертификат: {}", mark.certificate));
    }
    if !mark.owner.is_empty() {
        lines.push(format!("Владелец: {}", mark.owner));
    }
    if !mark.valid_from.is_empty() {
        lines.push(format!("Действителен с {} по {}", mark.valid_from, mark.valid_to));
    }
    lines
}

pub(crate) fn executor(executor: &Executor) -> Vec<String> {
    [executor.name.clone(), executor.phone.clone()].into_iter().filter(|line| !line.is_empty()).collect()
}

/// What stands under the QR code: the words by which the paper is checked without a camera.
pub(crate) fn code_caption(verification: &Verification) -> &str {
    if verification.caption.is_empty() {
        "Проверка документа"
    } else {
        &verification.caption
    }
}
