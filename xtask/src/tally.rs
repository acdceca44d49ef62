//! Counting tests from what the test runners print.

use std::fmt;

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Adds what a summary line says; any other line changes nothing.
    ///
    /// Understood are the summaries of cargo-nextest, of `cargo test`, of Playwright (one line per outcome) and of
    /// Node's own runner (`# pass 12`, `ℹ pass 12`).
    pub fn add_line(&mut self, line: &str) {
        let plain = without_colours(line);
        let text = plain.trim();
        if let Some((_, counts)) = text.split_once("tests run: ").or_else(|| text.split_once("test run: ")) {
            self.add_counts(counts.split(','));
        } else if let Some((_, counts)) =
            text.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        {
            self.add_counts(counts.split(';'));
        } else if let Some(count) = text.strip_prefix("# ").or_else(|| text.strip_prefix("ℹ ")) {
            if let Some((outcome, Ok(number))) =
                count.split_once(' ').map(|(word, number)| (word, number.parse()))
            {
                self.add_outcome(number, outcome);
            }
        } else if is_playwright_count(text) {
            self.add_counts(std::iter::once(text));
        }
    }

    fn add_counts<'a>(&mut self, counts: impl Iterator<Item = &'a str>) {
        for count in counts {
            let mut words = count.split_whitespace();
            if let (Some(Ok(number)), Some(outcome)) = (words.next().map(str::parse), words.next()) {
                self.add_outcome(number, outcome);
            }
        }
    }

    fn add_outcome(&mut self, number: u32, outcome: &str) {
        match outcome {
            "passed" | "pass" | "flaky" => self.passed += number,
            // «timed out» and «exec failed» are nextest's, «interrupted» and «did not run» Playwright's
            "failed" | "fail" | "timed" | "exec" | "interrupted" | "did" => self.failed += number,
            "skipped" | "ignored" => self.skipped += number,
            _ => {}
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// `12 passed (3.4s)`, `1 failed`, `2 did not run`: a number, an outcome, at most a time in brackets.
fn is_playwright_count(text: &str) -> bool {
    let count = text.split_once(" (").map_or(text, |(count, _)| count);
    let Some((number, outcome)) = count.split_once(' ') else { return false };
    number.parse::<u32>().is_ok()
        && ["passed", "failed", "flaky", "skipped", "interrupted", "did not run"].contains(&outcome)
}

/// The text without terminal colour sequences (`ESC [ … letter`).
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character != '\u{1b}' {
            plain.push(character);
            continue;
        }
        for hidden in characters.by_ref() {
            if hidden.is_ascii_alphabetic() {
                break;
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(lines: &[&str]) -> (u32, u32, u32) {
        let mut tally = Tally::default();
        for line in lines {
            tally.add_line(line);
        }
        (tally.passed, tally.failed, tally.skipped)
    }

    #[test]
    fn summaries_of_nextest() {
        assert_eq!(
            counted(&["     Summary [   1.123s] 6 tests run: 6 passed (1 slow), 2 skipped"]),
            (6, 0, 2)
        );
        assert_eq!(
            counted(&["Summary [ 1s] 9/12 tests run: 6 passed, 2 failed, 1 timed out, 0 skipped"]),
            (6, 3, 0)
        );
        assert_eq!(counted(&["Summary [ 1s] 1 test run: 1 passed, 0 skipped"]), (1, 0, 0));
        let coloured = "\u{1b}[32;1m     Summary\u{1b}[0m [   1.1s] \u{1b}[1m6\u{1b}[0m tests run: \u{1b}[1m6\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, \u{1b}[1m0\u{1b}[0m skipped";
        assert_eq!(counted(&[coloured]), (6, 0, 0));
    }

    #[test]
    fn summaries_of_cargo_test_add_up() {
        let lines = [
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 4 filtered out; finished in 0.02s",
        ];
        assert_eq!(counted(&lines), (15, 2, 1));
    }

    #[test]
    fn summaries_of_browser_tests() {
        assert_eq!(
            counted(&[
                "  2 failed",
                "    [chromium] › plan.spec.ts:3:1 › page",
                "  1 skipped",
                "  11 passed (4.2s)"
            ]),
            (11, 2, 1)
        );
        assert_eq!(
            counted(&["# tests 5", "# pass 4", "# fail 1", "# skipped 0", "# duration_ms 45.2"]),
            (4, 1, 0)
        );
        assert_eq!(counted(&["ℹ pass 4", "ℹ fail 0"]), (4, 0, 0));
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(
            counted(&[
                "running 12 tests",
                "test rules::passed ... ok",
                "3 passed the gate",
                "12 passed by",
                ""
            ]),
            (0, 0, 0)
        );
    }
}
