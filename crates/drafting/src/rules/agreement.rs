//! Who is asked for agreement and when. Those of one stage are asked together; the next stage when all of it have agreed.

/// What somebody answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Agreed,
    Returned,
}

impl Verdict {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Returned => "returned",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Agreed, Self::Returned].into_iter().find(|verdict| verdict.code() == code)
    }
}

/// A person who is asked, as far as the order matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    pub account_id: &'a str,
    pub stage: i64,
    /// `None`: has not answered.
    pub verdict: Option<Verdict>,
}

/// What a round of agreement has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Waits,
    Agreed,
    Returned,
}

/// One returned paper is returned, whatever the others said; all agreed is agreed.
pub fn outcome(asked: &[Asked<'_>]) -> Outcome {
    if asked.iter().any(|one| one.verdict == Some(Verdict::Returned)) {
        return Outcome::Returned;
    }
    if !asked.is_empty() && asked.iter().all(|one| one.verdict == Some(Verdict::Agreed)) {
        return Outcome::Agreed;
    }
    Outcome::Waits
}

/// Whether it is this person's turn.
pub fn is_asked_now(asked: &[Asked<'_>], account_id: &str) -> bool {
    if outcome(asked) != Outcome::Waits {
        return false;
    }
    let turn = asked.iter().filter(|one| one.verdict.is_none()).map(|one| one.stage).min();
    asked.iter().any(|one| one.account_id == account_id && one.verdict.is_none() && Some(one.stage) == turn)
}

/// Numbers the stages of a typed list: what people wrote («1, 1, 3») becomes 1, 1, 2. `in_parallel` asks all at once.
pub fn stages(typed: &[i64], in_parallel: bool) -> Vec<i64> {
    if in_parallel {
        return vec![1; typed.len()];
    }
    let mut known: Vec<i64> = typed.to_vec();
    known.sort_unstable();
    known.dedup();
    typed
        .iter()
        .map(|stage| {
            let place = known.iter().position(|one| one == stage).unwrap_or_default();
            i64::try_from(place).unwrap_or_default() + 1
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asked(rows: &[(&'static str, i64, Option<Verdict>)]) -> Vec<Asked<'static>> {
        rows.iter()
            .map(|(account_id, stage, verdict)| Asked { account_id, stage: *stage, verdict: *verdict })
            .collect()
    }

    #[test]
    fn one_after_another_each_in_turn() {
        let none = asked(&[("a", 1, None), ("b", 2, None)]);
        assert!(is_asked_now(&none, "a") && !is_asked_now(&none, "b"));
        let first = asked(&[("a", 1, Some(Verdict::Agreed)), ("b", 2, None)]);
        assert!(!is_asked_now(&first, "a") && is_asked_now(&first, "b"));
        assert_eq!(outcome(&first), Outcome::Waits);
        let both = asked(&[("a", 1, Some(Verdict::Agreed)), ("b", 2, Some(Verdict::Agreed))]);
        assert_eq!(outcome(&both), Outcome::Agreed);
    }

    #[test]
    fn together_all_at_once_and_one_return_ends_it() {
        let two = asked(&[("a", 1, Some(Verdict::Returned)), ("b", 1, None), ("c", 2, None)]);
        assert_eq!(outcome(&two), Outcome::Returned);
        assert!(!is_asked_now(&two, "b"), "nobody is asked about a returned paper");
        let open = asked(&[("a", 1, None), ("b", 1, None), ("c", 2, None)]);
        assert!(is_asked_now(&open, "a") && is_asked_now(&open, "b") && !is_asked_now(&open, "c"));
        assert_eq!(outcome(&[]), Outcome::Waits, "nobody asked is nobody's agreement");
    }

    #[test]
    fn stages_are_numbered_without_gaps() {
        assert_eq!(stages(&[3, 1, 3, 7], false), [2, 1, 2, 3]);
        assert_eq!(stages(&[3, 1], true), [1, 1]);
    }

    proptest! {
        /// While a paper waits, somebody is asked; the order in which people are written down changes nothing.
        #[test]
        fn somebody_is_always_asked(stages in prop::collection::vec((1i64..5, any::<bool>()), 1..8)) {
            let names: Vec<String> = (0..stages.len()).map(|n| format!("p{n}")).collect();
            let list: Vec<Asked<'_>> = stages.iter().zip(&names).map(|((stage, agreed), name)| Asked {
                account_id: name,
                stage: *stage,
                verdict: agreed.then_some(Verdict::Agreed),
            }).collect();
            let count = names.iter().filter(|name| is_asked_now(&list, name)).count();
            prop_assert_eq!(count > 0, outcome(&list) == Outcome::Waits);
            let mut turned = list.clone();
            turned.reverse();
            for name in &names {
                prop_assert_eq!(is_asked_now(&list, name), is_asked_now(&turned, name));
            }
        }
    }
}
