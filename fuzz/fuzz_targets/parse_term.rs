#![no_main]
//! Terms, and terms that follow an anchor.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for start_month in [1, 9] {
        let parsed = plan::term::parse_term(text, 2024, start_month);
        if let (Some(from), Some(to)) = (parsed.from, parsed.to) {
            assert!(from <= to, "{text}");
        }
        let anchor = plan::Term { from: parsed.from, to: parsed.to, ..plan::Term::default() };
        plan::term::resolve_relative(&anchor, text, &[text], text);
    }
});
