//! A journal in memory: whole, put back, rewritten, and a thousand mutations.

use std::sync::LazyLock;

use super::chain::*;
use super::key::{AuditKey, TrustedKeys};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

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
    walk.end(head, false)
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
        (0..length, 1..length).prop_map(move |(one, by)| Mutation::Swap { one, other: (one + by) % length }),
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
        Finding::HeadForged | Finding::Emptied | Finding::KeyMissing(..) => vec![],
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
