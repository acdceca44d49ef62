//! What has been printed lately, handed out again: on the day a report comes out everybody opens the same one.

use std::sync::{LazyLock, Mutex, PoisonError};

use lru::LruCache;
use sha2::{Digest, Sha256};

use super::{PdfKind, check, printed, source};
use crate::PaperError;
use crate::model::Paper;

/// Bytes of PDF kept at most: a hundred ordinary papers. What has not been asked for the longest goes first.
const MOST_BYTES: usize = 16 << 20;

/// Made of the whole program and its pictures: a paper that differs in a letter is another one.
type Print = [u8; 32];

struct Kept {
    papers: LruCache<Print, Vec<u8>>,
    bytes: usize,
}

static KEPT: LazyLock<Mutex<Kept>> =
    LazyLock::new(|| Mutex::new(Kept { papers: LruCache::unbounded(), bytes: 0 }));

/// [`super::pdf`], remembered: for pages, where many ask for the same paper.
pub fn kept_pdf(paper: &Paper, kind: PdfKind) -> Result<Vec<u8>, PaperError> {
    check(paper, kind)?;
    let (program, files) = source::source(paper);
    let print = print_of(&program, &files, kind);
    if let Some(bytes) = kept().papers.get(&print) {
        return Ok(bytes.clone());
    }
    let bytes = printed(program, files, kind)?;
    kept().keep(print, &bytes);
    Ok(bytes)
}

/// Nothing is done under the lock that could leave it half done.
fn kept() -> std::sync::MutexGuard<'static, Kept> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

fn print_of(program: &str, files: &[(String, Vec<u8>)], kind: PdfKind) -> Print {
    let mut digest = Sha256::new();
    let mut add = |bytes: &[u8]| {
        digest.update(bytes.len().to_le_bytes());
        digest.update(bytes);
    };
    add(&[u8::from(kind == PdfKind::Archive)]);
    add(program.as_bytes());
    for (name, bytes) in files {
        add(name.as_bytes());
        add(bytes);
    }
    digest.finalize().into()
}

impl Kept {
    fn keep(&mut self, print: Print, bytes: &[u8]) {
        if bytes.len() > MOST_BYTES {
            return;
        }
        self.bytes += bytes.len();
        if let Some(before) = self.papers.put(print, bytes.to_vec()) {
            self.bytes -= before.len();
        }
        while self.bytes > MOST_BYTES {
            let Some((_, oldest)) = self.papers.pop_lru() else { return };
            self.bytes -= oldest.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kept, MOST_BYTES};
    use lru::LruCache;

    #[test]
    fn what_was_not_asked_for_the_longest_goes_first_and_the_sum_is_bounded() {
        let mut kept = Kept { papers: LruCache::unbounded(), bytes: 0 };
        let third = vec![0; MOST_BYTES / 3];
        for name in [1, 2, 3] {
            kept.keep([name; 32], &third);
        }
        assert!(kept.papers.get(&[1; 32]).is_some());
        kept.keep([4; 32], &third);
        assert_eq!(kept.bytes, third.len() * 3);
        assert!(kept.papers.get(&[2; 32]).is_none(), "the oldest");
        assert!(kept.papers.get(&[1; 32]).is_some(), "asked for since");
        kept.keep([4; 32], &third);
        assert_eq!(kept.bytes, third.len() * 3, "the same one is counted once");
        kept.keep([5; 32], &vec![0; MOST_BYTES + 1]);
        assert!(kept.papers.get(&[5; 32]).is_none(), "too long to be kept");
    }
}
