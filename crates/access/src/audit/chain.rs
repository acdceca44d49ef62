//! The chain of hashes: pure. What a line's hash covers, and what is wrong with a journal.

use ::store::Moment;
use sha2::{Digest, Sha256};

use super::key::TrustedKeys;

/// Hash before the first line.
pub const NOTHING_YET: &str = "";

/// A line of the journal as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Entry {
    pub seq: i64,
    pub at: Moment,
    pub account_id: Option<String>,
    pub role: String,
    pub org_id: String,
    pub act: String,
    pub object_kind: String,
    pub object_id: String,
    pub what: String,
    pub previous_hash: String,
    pub hash: String,
    pub key_id: String,
    pub signature: String,
}

impl Entry {
    /// SHA-256 over every field but the hash and the signature. Each field goes in with its length: no two different
    /// lines give the same bytes.
    pub fn computed_hash(&self) -> String {
        let mut digest = Sha256::new();
        digest.update(b"biblioset journal line 1\n");
        digest.update(self.seq.to_le_bytes());
        digest.update(self.at.to_le_bytes());
        digest.update([u8::from(self.account_id.is_some())]);
        let account = self.account_id.as_deref().unwrap_or_default();
        for field in [
            account,
            &self.role,
            &self.org_id,
            &self.act,
            &self.object_kind,
            &self.object_id,
            &self.what,
            &self.previous_hash,
            &self.key_id,
        ] {
            digest.update((field.len() as u64).to_le_bytes());
            digest.update(field.as_bytes());
        }
        hex::encode(digest.finalize())
    }

    pub(super) fn signed_text(hash: &str) -> Vec<u8> {
        format!("biblioset journal line\n{hash}\n").into_bytes()
    }
}

/// The signed end of the journal.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Head {
    pub seq: i64,
    pub hash: String,
    pub key_id: String,
    pub signature: String,
}

impl Head {
    pub(super) fn signed_text(seq: i64, hash: &str) -> Vec<u8> {
        format!("biblioset journal head\n{seq}\n{hash}\n").into_bytes()
    }
}

/// A head kept outside of the database: the journal may have grown since, but never shrunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    pub seq: i64,
    pub hash: String,
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    #[error("строка {0} журнала изменена после записи")]
    Edited(i64),
    #[error("из журнала исчезли строки {0}–{1}")]
    Removed(i64, i64),
    #[error(
        "строка {0} журнала не продолжает предыдущую: перед ней строки вставлены, заменены или переставлены"
    )]
    BrokenLink(i64),
    #[error("строка {0} журнала подписана не ключом этого сервера: её вставили или переписали")]
    Forged(i64),
    #[error("журнал обрезан: последняя строка {0}, а была {1}")]
    CutOff(i64, i64),
    #[error("строки после {0} дописаны в журнал мимо программы")]
    Appended(i64),
    #[error("подпись конца журнала не сходится: запись о его длине переписана")]
    HeadForged,
    #[error(
        "нет открытого ключа {0}: подписи с строки {1} проверить нечем. Положите файл audit-{0}.pub в папку keys"
    )]
    KeyMissing(String, i64),
    #[error("журнал не сходится с отметкой, сделанной на строке {0}: он заменён более старым или другим")]
    NotTheAnchored(i64),
}

/// Walks the journal from its first line; fed in order of `seq`, in batches of any size.
pub struct Walk<'a> {
    keys: &'a TrustedKeys,
    anchors: &'a [Anchor],
    last_seq: i64,
    /// Hash of the line before; `None` after a gap, where there is nothing to compare with.
    last_hash: Option<String>,
    missing_keys: Vec<String>,
    findings: Vec<Finding>,
}

/// A ruined journal of a million lines need not be told line by line.
const MOST_FINDINGS: usize = 1000;

impl<'a> Walk<'a> {
    pub fn new(keys: &'a TrustedKeys, anchors: &'a [Anchor]) -> Self {
        Self {
            keys,
            anchors,
            last_seq: 0,
            last_hash: Some(NOTHING_YET.to_owned()),
            missing_keys: Vec::new(),
            findings: Vec::new(),
        }
    }

    pub fn step(&mut self, entry: &Entry) {
        if entry.seq > self.last_seq + 1 {
            self.found(Finding::Removed(self.last_seq + 1, entry.seq - 1));
            self.last_hash = None;
        } else if entry.seq <= self.last_seq {
            self.found(Finding::Forged(entry.seq));
        }
        if entry.computed_hash() != entry.hash {
            self.found(Finding::Edited(entry.seq));
        } else if self.last_hash.as_ref().is_some_and(|hash| *hash != entry.previous_hash) {
            self.found(Finding::BrokenLink(entry.seq));
        }
        if !self.keys.knows(&entry.key_id) {
            if !self.missing_keys.contains(&entry.key_id) {
                self.missing_keys.push(entry.key_id.clone());
                self.found(Finding::KeyMissing(entry.key_id.clone(), entry.seq));
            }
        } else if !self.keys.confirms(&entry.key_id, &Entry::signed_text(&entry.hash), &entry.signature) {
            self.found(Finding::Forged(entry.seq));
        }
        if self.anchors.iter().any(|anchor| anchor.seq == entry.seq && anchor.hash != entry.hash) {
            self.found(Finding::NotTheAnchored(entry.seq));
        }
        self.last_seq = entry.seq;
        self.last_hash = Some(entry.hash.clone());
    }

    fn found(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS && !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// Compares the end reached with the signed head and with the anchors.
    pub fn end(mut self, head: &Head) -> Vec<Finding> {
        let is_empty = head.seq == 0 && head.hash.is_empty();
        let is_signed =
            self.keys.confirms(&head.key_id, &Head::signed_text(head.seq, &head.hash), &head.signature);
        if !is_empty && !self.keys.knows(&head.key_id) {
            if !self.missing_keys.contains(&head.key_id) {
                self.found(Finding::KeyMissing(head.key_id.clone(), head.seq));
            }
        } else if !is_empty && !is_signed {
            self.found(Finding::HeadForged);
        }
        if self.last_seq < head.seq {
            self.found(Finding::CutOff(self.last_seq, head.seq));
        } else if self.last_seq > head.seq {
            self.found(Finding::Appended(head.seq));
        } else if self.last_hash.as_ref().is_some_and(|hash| *hash != head.hash) {
            self.found(Finding::HeadForged);
        }
        if let Some(last) = self.anchors.iter().max_by_key(|anchor| anchor.seq)
            && last.seq > self.last_seq
        {
            self.found(Finding::CutOff(self.last_seq, last.seq));
        }
        self.findings
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::super::key::AuditKey;
    use super::*;
    use proptest::prelude::*;

    fn journal(length: i64, key: &AuditKey) -> (Vec<Entry>, Head) {
        let mut previous = NOTHING_YET.to_owned();
        let mut entries = Vec::new();
        for seq in 1..=length {
            let mut entry = Entry {
                seq,
                at: seq * 1_000,
                account_id: (seq % 3 != 0).then(|| format!("account-{}", seq % 5)),
                role: "institute".into(),
                org_id: String::new(),
                act: "evidence.recorded".into(),
                object_kind: "evidence".into(),
                object_id: format!("e{seq}"),
                what: "Записано подтверждение".into(),
                previous_hash: previous.clone(),
                hash: String::new(),
                key_id: key.id().to_owned(),
                signature: String::new(),
            };
            seal(&mut entry, key);
            previous.clone_from(&entry.hash);
            entries.push(entry);
        }
        let signature = key.sign(&Head::signed_text(length, &previous));
        (entries, Head { seq: length, hash: previous, key_id: key.id().to_owned(), signature })
    }

    fn seal(entry: &mut Entry, key: &AuditKey) {
        entry.hash = entry.computed_hash();
        entry.signature = key.sign(&Entry::signed_text(&entry.hash));
    }

    fn findings(entries: &[Entry], head: &Head, keys: &TrustedKeys, anchors: &[Anchor]) -> Vec<Finding> {
        let mut walk = Walk::new(keys, anchors);
        for entry in entries {
            walk.step(entry);
        }
        walk.end(head)
    }

    #[test]
    fn a_whole_journal_has_no_findings() {
        let key = AuditKey::ephemeral();
        let keys = TrustedKeys::only(&key);
        for length in [0, 1, 2, 50] {
            let (entries, mut head) = journal(length, &key);
            if length == 0 {
                head = Head { seq: 0, hash: String::new(), key_id: String::new(), signature: String::new() };
            }
            assert_eq!(findings(&entries, &head, &keys, &[]), []);
        }
    }

    #[test]
    fn a_journal_put_back_to_an_older_one_is_seen_by_the_anchor_outside() {
        let key = AuditKey::ephemeral();
        let keys = TrustedKeys::only(&key);
        let (entries, head) = journal(20, &key);
        let anchor = Anchor { seq: 20, hash: head.hash };
        let (older, older_head) = (&entries[..15], journal(15, &key).1);
        assert_eq!(findings(older, &older_head, &keys, &[]), [], "by itself the older journal is whole");
        assert_eq!(findings(older, &older_head, &keys, &[anchor]), [Finding::CutOff(15, 20)]);
    }

    #[test]
    fn whoever_rewrites_everything_without_the_key_is_located() {
        let (key, thief) = (AuditKey::ephemeral(), AuditKey::ephemeral());
        let keys = TrustedKeys::only(&key);
        let (mut entries, head) = journal(20, &key);
        "другое".clone_into(&mut entries[11].what);
        let mut previous = entries[10].hash.clone();
        for entry in &mut entries[11..] {
            entry.previous_hash = previous;
            seal(entry, &thief);
            previous = entry.hash.clone();
        }
        let found = findings(&entries, &head, &keys, &[]);
        assert!(found.contains(&Finding::Forged(12)), "{found:?}");
        assert!(!found.contains(&Finding::Forged(11)), "{found:?}");
    }

    #[derive(Debug, Clone)]
    enum Mutation {
        Edit { at: usize, field: u8 },
        Remove { at: usize, count: usize },
        Insert { at: usize },
        Swap { one: usize, other: usize },
        CutOff { left: usize },
    }

    fn mutation(length: usize) -> impl Strategy<Value = Mutation> {
        prop_oneof![
            (0..length, 0_u8..11).prop_map(|(at, field)| Mutation::Edit { at, field }),
            (0..length, 1..4_usize).prop_map(|(at, count)| Mutation::Remove { at, count }),
            (0..length).prop_map(|at| Mutation::Insert { at }),
            (0..length, 1..length)
                .prop_map(move |(one, by)| Mutation::Swap { one, other: (one + by) % length }),
            (0..length).prop_map(|left| Mutation::CutOff { left }),
        ]
    }

    /// What is done, and the numbers of lines of which at least one must be named.
    fn apply(entries: &mut Vec<Entry>, mutation: &Mutation) -> Vec<i64> {
        match *mutation {
            Mutation::Edit { at, field } => {
                let entry = &mut entries[at];
                match field {
                    0 => entry.at += 1,
                    1 => entry.account_id = Some("другая".into()),
                    2 => entry.role.push('!'),
                    3 => entry.org_id.push('!'),
                    4 => entry.act.push('!'),
                    5 => entry.object_kind.push('!'),
                    6 => entry.object_id.push('!'),
                    7 => entry.what.push('!'),
                    8 => entry.previous_hash.push('0'),
                    9 => entry.hash = hex::encode(Sha256::digest(&entry.hash)),
                    _ => entry.signature = "00".repeat(64),
                }
                vec![entry.seq]
            }
            Mutation::Remove { at, count } => {
                let end = (at + count).min(entries.len());
                let named: Vec<i64> = entries.drain(at..end).map(|entry| entry.seq).collect();
                [named[0] - 1, named[0]].into()
            }
            Mutation::Insert { at } => {
                // The forger renumbers what follows, so that no number is missing.
                let copy = entries[at].clone();
                entries.insert(at + 1, copy);
                for entry in &mut entries[at + 1..] {
                    entry.seq += 1;
                }
                vec![entries[at + 1].seq]
            }
            Mutation::Swap { one, other } => {
                let (low, high) = (one.min(other), one.max(other));
                entries.swap(low, high);
                let (low_seq, high_seq) = (entries[high].seq, entries[low].seq);
                entries[low].seq = low_seq;
                entries[high].seq = high_seq;
                vec![low_seq, high_seq]
            }
            Mutation::CutOff { left } => {
                entries.truncate(left);
                vec![i64::try_from(left).unwrap()]
            }
        }
    }

    fn names(finding: &Finding) -> Vec<i64> {
        match *finding {
            Finding::Removed(from, to) => vec![from, to],
            Finding::CutOff(left, was) => vec![left, was],
            Finding::Edited(seq)
            | Finding::BrokenLink(seq)
            | Finding::Forged(seq)
            | Finding::Appended(seq)
            | Finding::NotTheAnchored(seq) => vec![seq],
            Finding::HeadForged | Finding::KeyMissing(..) => vec![],
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        /// A thousand mutations, a thousand found, each at its place.
        #[test]
        fn every_mutation_is_found_and_located(mutation in mutation(40)) {
            static WHOLE: LazyLock<(TrustedKeys, Vec<Entry>, Head)> = LazyLock::new(|| {
                let key = AuditKey::ephemeral();
                let (entries, head) = journal(40, &key);
                (TrustedKeys::only(&key), entries, head)
            });
            let (keys, mut entries, head) = (&WHOLE.0, WHOLE.1.clone(), &WHOLE.2);
            let places = apply(&mut entries, &mutation);
            let found = findings(&entries, head, keys, &[]);
            prop_assert!(!found.is_empty(), "{mutation:?}");
            let named: Vec<i64> = found.iter().flat_map(names).collect();
            prop_assert!(places.iter().any(|seq| named.contains(seq)), "{mutation:?}: {found:?}");
        }
    }
}
