//! A journal as it is stored: a thousand hands in the database, each found and located by the check.

use access::audit::{AuditKey, Event, Finding, TrustedKeys, Who, check, note_at};
use access::store::add_account;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::testing::{TestDb, fresh};

const LENGTH: i64 = 40;

async fn journal(key: &AuditKey) -> TestDb {
    let test = fresh(&[store::MIGRATIONS, access::MIGRATIONS]).await;
    let mut tx = test.db.begin().await.unwrap();
    let account = add_account(&mut tx, "anna", "Анна", "hash", 1).await.unwrap();
    tx.commit().await.unwrap();
    for n in 0..LENGTH {
        let who = if n % 3 == 0 { Who::program() } else { Who::account(&account) };
        let object = format!("e{n}");
        let what = "Записано подтверждение";
        let event = Event { act: "evidence.recorded", object: ("evidence", &object), what };
        let mut tx = test.db.begin().await.unwrap();
        note_at(&mut tx, key, 1_000 * n, &who, event).await.unwrap();
        tx.commit().await.unwrap();
    }
    test
}

#[derive(Debug, Clone)]
enum Mutation {
    Edit { at: i64, how: usize },
    Remove { at: i64, count: i64 },
    Insert { at: i64 },
    Swap { one: i64, other: i64 },
    CutOff { left: i64, also_head: bool },
}

/// Every column of a line but its number.
const EDITS: [&str; 12] = [
    "update audit_entry set at = at + 1 where seq = $1",
    "update audit_entry set account_id = 'другая' where seq = $1",
    "update audit_entry set role = role || '!' where seq = $1",
    "update audit_entry set org_id = org_id || '!' where seq = $1",
    "update audit_entry set act = act || '!' where seq = $1",
    "update audit_entry set object_kind = object_kind || '!' where seq = $1",
    "update audit_entry set object_id = object_id || '!' where seq = $1",
    "update audit_entry set what = what || '!' where seq = $1",
    "update audit_entry set previous_hash = previous_hash || '0' where seq = $1",
    "update audit_entry set hash = 'ab' || hash where seq = $1",
    "update audit_entry set key_id = 'другой' where seq = $1",
    "update audit_entry set signature = '00' || signature where seq = $1",
];

fn mutation() -> impl Strategy<Value = Mutation> {
    let line = 1..=LENGTH;
    prop_oneof![
        (line.clone(), 0..EDITS.len()).prop_map(|(at, how)| Mutation::Edit { at, how }),
        (line.clone(), 1..4_i64).prop_map(|(at, count)| Mutation::Remove { at, count }),
        line.clone().prop_map(|at| Mutation::Insert { at }),
        (line, 1..LENGTH).prop_map(|(one, by)| Mutation::Swap { one, other: (one - 1 + by) % LENGTH + 1 }),
        (0..LENGTH, any::<bool>()).prop_map(|(left, also_head)| Mutation::CutOff { left, also_head }),
    ]
}

/// Statements with their numbers, and the lines of which at least one must be named.
fn as_sql(mutation: &Mutation) -> (Vec<(&'static str, Vec<i64>)>, Vec<i64>) {
    match *mutation {
        Mutation::Edit { at, how } => (vec![(EDITS[how], vec![at])], vec![at]),
        Mutation::Remove { at, count } => {
            let sql = "delete from audit_entry where seq >= $1 and seq < $2";
            (vec![(sql, vec![at, at + count])], vec![at - 1, at])
        }
        // The forger makes room by renumbering, so that no number is missing or comes twice.
        Mutation::Insert { at } => (
            vec![
                ("update audit_entry set seq = -seq - 1 where seq > $1", vec![at]),
                ("update audit_entry set seq = -seq where seq < 0", vec![]),
                (
                    "insert into audit_entry (seq, at, account_id, role, org_id, act, object_kind, object_id, what,
                                              previous_hash, hash, key_id, signature)
                     select seq + 1, at, account_id, role, org_id, act, object_kind, object_id, what,
                            previous_hash, hash, key_id, signature from audit_entry where seq = $1",
                    vec![at],
                ),
            ],
            vec![at + 1],
        ),
        Mutation::Swap { one, other } => (
            vec![
                ("update audit_entry set seq = -1 where seq = $1", vec![one]),
                ("update audit_entry set seq = $1 where seq = $2", vec![one, other]),
                ("update audit_entry set seq = $1 where seq = -1", vec![other]),
            ],
            vec![one, other],
        ),
        Mutation::CutOff { left, also_head } => {
            let mut statements = vec![("delete from audit_entry where seq > $1", vec![left])];
            if also_head {
                // The head is put back too, but an older one cannot be signed anew.
                statements.push((
                    "update audit_head set seq = $1,
                            hash = coalesce((select hash from audit_entry where seq = $1), '')",
                    vec![left],
                ));
            }
            (statements, vec![left])
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
        | Finding::NotTheAnchored(seq)
        | Finding::KeyMissing(_, seq) => vec![seq],
        Finding::HeadForged | Finding::Emptied => vec![],
    }
}

#[test]
fn a_thousand_hands_in_the_stored_journal_are_found_and_located() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let key = AuditKey::ephemeral();
    let keys = TrustedKeys::only(&key);
    let test = runtime.block_on(journal(&key));
    let mut runner = TestRunner::new(Config { cases: 1000, failure_persistence: None, ..Config::default() });
    let found_all = runner.run(&mutation(), |mutation| {
        let (statements, places) = as_sql(&mutation);
        let found = runtime.block_on(async {
            // Rolled back afterwards: the next hand finds the journal whole.
            let mut tx = test.db.begin().await.unwrap();
            for (sql, numbers) in statements {
                let statement = numbers.into_iter().fold(tx.query(sql), store::Query::bind);
                statement.run().await.unwrap();
            }
            check(&mut tx, &keys, &[]).await.unwrap()
        });
        prop_assert!(!found.is_empty(), "{mutation:?} was not found");
        let is_located = found.iter().flat_map(names).any(|seq| places.contains(&seq));
        let is_the_end = matches!(mutation, Mutation::CutOff { also_head: true, .. })
            && found.contains(&Finding::HeadForged);
        prop_assert!(is_located || is_the_end, "{mutation:?} was not located: {found:?}");
        Ok(())
    });
    found_all.unwrap();
    let untouched = runtime.block_on(async {
        let mut tx = test.db.begin().await.unwrap();
        check(&mut tx, &keys, &[]).await.unwrap()
    });
    assert_eq!(untouched, [], "the journal itself is whole after all that");
}

#[tokio::test]
async fn an_emptied_journal_is_not_taken_for_a_new_one() {
    let test = fresh(&[store::MIGRATIONS, access::MIGRATIONS]).await;
    let key = AuditKey::ephemeral();
    let keys = TrustedKeys::only(&key);
    access::audit::begin(&test.db, &key, 1).await.unwrap();
    access::audit::begin(&test.db, &key, 2).await.unwrap();
    let mut tx = test.db.begin().await.unwrap();
    add_account(&mut tx, "anna", "Анна", "hash", 1).await.unwrap();
    assert_eq!(check(&mut tx, &keys, &[]).await.unwrap(), [], "begun once");
    // Put back to what the migration left, down to the last sign.
    tx.query("delete from audit_entry").run().await.unwrap();
    tx.query("update audit_head set seq = 0, hash = '', key_id = '', signature = ''").run().await.unwrap();
    assert_eq!(check(&mut tx, &keys, &[]).await.unwrap(), [Finding::Emptied]);
}
