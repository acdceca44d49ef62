//! What a save of one field means, whoever sent it and whenever it comes.

use crate::store::Current;

/// A save is one of these; nothing that was typed is lost in any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Takes the field.
    Write,
    /// The field has this answer already.
    Same,
    /// The same device has sent a newer one before: a save that was late on the way.
    Late,
    /// Somebody else has changed the field since this device saw it: both answers are kept.
    Conflict,
}

/// `base`: the revision of the field that the sender saw; `None`: it does not say, the later one wins.
/// `newest`: the highest number this client has sent for the field, this save included.
pub fn judge(
    current: Option<&Current>,
    (value, explanation): (&str, &str),
    (client, seq): (&str, i64),
    base: Option<i64>,
    newest: Option<i64>,
) -> Verdict {
    if newest.is_some_and(|newest| newest > seq) {
        return Verdict::Late;
    }
    let Some(current) = current else {
        return Verdict::Write;
    };
    if current.value == value && current.explanation == explanation {
        return Verdict::Same;
    }
    let is_unseen = base.is_some_and(|base| current.revision > base);
    if is_unseen && current.client != client && current.value != value {
        return Verdict::Conflict;
    }
    Verdict::Write
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stands(value: &str, revision: i64, client: &str) -> Current {
        Current { value: value.into(), explanation: String::new(), revision, client: client.into() }
    }

    #[test]
    fn each_verdict_has_its_case() {
        let current = stands("5", 7, "phone");
        assert_eq!(judge(None, ("5", ""), ("a", 1), Some(0), Some(1)), Verdict::Write);
        assert_eq!(judge(Some(&current), ("5", ""), ("a", 1), Some(0), Some(1)), Verdict::Same);
        assert_eq!(judge(Some(&current), ("6", ""), ("a", 1), Some(7), Some(1)), Verdict::Write);
        assert_eq!(judge(Some(&current), ("6", ""), ("a", 1), Some(3), Some(1)), Verdict::Conflict);
        assert_eq!(judge(Some(&current), ("6", ""), ("phone", 9), Some(3), Some(9)), Verdict::Write);
        assert_eq!(judge(Some(&current), ("6", ""), ("phone", 8), Some(3), Some(9)), Verdict::Late);
        assert_eq!(judge(Some(&current), ("6", ""), ("a", 1), None, Some(1)), Verdict::Write);
    }

    proptest! {
        /// Saves of one device in any order end with the one that was typed last.
        #[test]
        fn any_order_of_one_devices_saves_ends_alike(order in Just((1..8_i64).collect::<Vec<_>>()).prop_shuffle()) {
            let (mut field, mut newest, mut revision) = (None::<Current>, 0, 0);
            for seq in order {
                newest = newest.max(seq);
                let value = seq.to_string();
                if judge(field.as_ref(), (&value, ""), ("a", seq), Some(0), Some(newest)) == Verdict::Write {
                    revision += 1;
                    field = Some(stands(&value, revision, "a"));
                }
            }
            prop_assert_eq!(field.unwrap().value, "7");
        }
    }
}
