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
    /// As the first migration leaves it, before any line.
    fn is_untouched(&self) -> bool {
        self.seq == 0 && self.hash.is_empty() && self.key_id.is_empty() && self.signature.is_empty()
    }

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
    #[error("журнал стёрт: в нём нет ни строки, а учётные записи в базе есть")]
    Emptied,
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

    /// Compares the end reached with the signed head and with the anchors. A journal is begun before the first account
    /// is made ([`super::begin`]): where there are accounts, an untouched one was emptied.
    pub fn end(mut self, head: &Head, has_accounts: bool) -> Vec<Finding> {
        let is_empty = head.is_untouched();
        let is_signed =
            self.keys.confirms(&head.key_id, &Head::signed_text(head.seq, &head.hash), &head.signature);
        if !is_empty && !self.keys.knows(&head.key_id) {
            if !self.missing_keys.contains(&head.key_id) {
                self.found(Finding::KeyMissing(head.key_id.clone(), head.seq));
            }
        } else if !is_empty && !is_signed {
            self.found(Finding::HeadForged);
        }
        if is_empty && self.last_seq == 0 && has_accounts {
            self.found(Finding::Emptied);
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
