//! Marks of how far the journal went, kept in a file beside the data: a database put back to an older state,
//! signed head and all, no longer fits them.

use std::io::Write;
use std::path::Path;

use ::store::Moment;

use super::chain::{Anchor, Head};

const FILE: &str = "audit-heads.txt";

/// Adds a mark, unless the journal has not grown since the last one: `<line> <hash> <microseconds> <key> <signature>`.
///
/// # Errors
/// The folder cannot be written.
pub fn append(folder: &Path, head: &Head, now: Moment) -> std::io::Result<()> {
    if head.seq == 0 || read(folder).last().is_some_and(|last| last.seq >= head.seq) {
        return Ok(());
    }
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(folder.join(FILE))?;
    writeln!(file, "{} {} {now} {} {}", head.seq, head.hash, head.key_id, head.signature)?;
    file.sync_all()
}

/// The marks of a folder; none where there is no file. A torn last line is no mark.
pub fn read(folder: &Path) -> Vec<Anchor> {
    let text = std::fs::read_to_string(folder.join(FILE)).unwrap_or_default();
    text.lines().filter_map(mark).collect()
}

fn mark(line: &str) -> Option<Anchor> {
    let mut parts = line.split(' ');
    let (seq, hash) = (parts.next()?.parse().ok()?, parts.next()?);
    (parts.count() == 3).then(|| Anchor { seq, hash: hash.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_added_only_when_the_journal_has_grown() {
        let folder = tempfile::tempdir().unwrap();
        let head = |seq| Head { seq, hash: format!("h{seq}"), key_id: "k".into(), signature: "s".into() };
        for seq in [0, 3, 3, 7] {
            append(folder.path(), &head(seq), 1).unwrap();
        }
        let marks = read(folder.path());
        assert_eq!(marks.iter().map(|mark| mark.seq).collect::<Vec<_>>(), [3, 7]);
        assert_eq!(marks[1].hash, "h7");
        std::fs::write(folder.path().join(FILE), "3 h3 1 k s\n7 h7 1").unwrap();
        assert_eq!(read(folder.path()).len(), 1, "a line torn by a crash");
    }
}
