//! Two wordings of one paragraph: what was taken out and what was put in, word by word.

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub text: String,
    pub change: RunChange,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunChange {
    Same,
    Removed,
    Added,
}

/// The words of both wordings in one line. Without the removed runs it is the new text, without the added ones the old.
pub fn marked(old: &str, new: &str) -> Vec<Run> {
    let diff = TextDiff::from_unicode_words(old, new);
    let mut runs: Vec<Run> = Vec::new();
    for change in diff.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => RunChange::Same,
            ChangeTag::Delete => RunChange::Removed,
            ChangeTag::Insert => RunChange::Added,
        };
        match runs.last_mut() {
            Some(last) if last.change == kind => last.text.push_str(change.value()),
            _ => runs.push(Run { text: change.value().to_owned(), change: kind }),
        }
    }
    joined(runs)
}

/// A single space between two changes is nothing that stayed: the changes are told as one.
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut result: Vec<Run> = Vec::new();
    let (mut removed, mut added) = (String::new(), String::new());
    let flush = |removed: &mut String, added: &mut String, result: &mut Vec<Run>| {
        for (text, change) in [(removed, RunChange::Removed), (added, RunChange::Added)] {
            if !text.is_empty() {
                result.push(Run { text: std::mem::take(text), change });
            }
        }
    };
    let mut runs = runs.into_iter().peekable();
    while let Some(run) = runs.next() {
        match run.change {
            RunChange::Removed => removed.push_str(&run.text),
            RunChange::Added => added.push_str(&run.text),
            RunChange::Same => {
                let is_gap = run.text.trim().is_empty() && !(removed.is_empty() && added.is_empty());
                if is_gap && runs.peek().is_some() {
                    removed.push_str(&run.text);
                    added.push_str(&run.text);
                    continue;
                }
                flush(&mut removed, &mut added, &mut result);
                result.push(run);
            }
        }
    }
    flush(&mut removed, &mut added, &mut result);
    result
}

/// How much of two texts is common, 0 to 1: twice the letters of common words by all letters.
pub fn likeness(a: &str, b: &str) -> f64 {
    let letters = |text: &str| text.chars().filter(|sign| sign.is_alphanumeric()).count();
    let all = letters(a) + letters(b);
    if all == 0 {
        return 0.0;
    }
    let diff = TextDiff::from_unicode_words(a, b);
    let common: usize = diff
        .iter_all_changes()
        .filter(|change| change.tag() == ChangeTag::Equal)
        .map(|change| letters(change.value()))
        .sum();
    #[allow(clippy::cast_precision_loss)] // letters of a paragraph
    let share = 2.0 * common as f64 / all as f64;
    share
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(old: &str, new: &str) -> String {
        let sign = |run: &Run| match run.change {
            RunChange::Same => run.text.clone(),
            RunChange::Removed => format!("[-{}-]", run.text),
            RunChange::Added => format!("[+{}+]", run.text),
        };
        marked(old, new).iter().map(sign).collect()
    }

    #[test]
    fn words_are_marked_and_not_letters() {
        assert_eq!(told("сеть библиотек края", "сеть центров края"), "сеть [-библиотек-][+центров+] края");
        assert_eq!(told("сеть", "сеть края"), "сеть[+ края+]");
        assert_eq!(told("к 2020 году", "к 2030 году"), "к [-2020-][+2030+] году");
        assert_eq!(
            told("новые школьные библиотеки", "единые информационные центры"),
            "[-новые школьные библиотеки-][+единые информационные центры+]",
            "one change, not three"
        );
        assert_eq!(told("то же", "то же"), "то же");
    }

    proptest! {
        /// Both wordings can be read out of the marked line.
        #[test]
        fn nothing_is_lost(old in "[а-в ,.]{0,40}", new in "[а-в ,.]{0,40}") {
            let runs = marked(&old, &new);
            let without = |left_out: RunChange| -> String {
                runs.iter().filter(|run| run.change != left_out).map(|run| run.text.as_str()).collect()
            };
            prop_assert_eq!(without(RunChange::Added), old);
            prop_assert_eq!(without(RunChange::Removed), new);
        }

        #[test]
        fn likeness_is_a_share(a in "\\PC{0,30}", b in "\\PC{0,30}") {
            let found = likeness(&a, &b);
            prop_assert!((0.0..=1.0).contains(&found));
        }
    }
}
