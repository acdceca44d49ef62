//! Rendered pages as words with their places, for golden tests: a stamp that moves, a head that a table loses, a line that
//! breaks elsewhere is a line of the difference.

use typst::layout::{Frame, FrameItem, Point, Transform};

use super::{laid_out, source};
use crate::model::{Paper, Standard, Verification};

/// A run of letters, or a picture: millimetres from the left upper corner of the page, and where it ends.
struct Seen {
    top: f64,
    left: f64,
    right: f64,
    what: String,
}

/// Every page of a paper: its size, then what is seen from top to bottom.
fn pages(paper: &Paper) -> String {
    let (program, files) = source::source(paper);
    let document = laid_out(program, files).unwrap();
    let mut told = String::new();
    for (number, page) in (1..).zip(document.pages()) {
        let (mut seen, mut lines) = (Vec::new(), 0);
        look(&page.frame, Transform::identity(), &mut seen, &mut lines);
        let (width, height) = (page.frame.width().to_mm(), page.frame.height().to_mm());
        told.push_str(&format!("page {number}: {width:.0} x {height:.0} mm, {lines} lines drawn\n"));
        for one in joined(seen) {
            told.push_str(&format!("{:>4.0} {:>4.0}  {}\n", one.top, one.left, one.what));
        }
    }
    told
}

fn look(frame: &Frame, whole: Transform, seen: &mut Vec<Seen>, lines: &mut usize) {
    for (at, item) in frame.items() {
        let place = Point::transform(*at, whole);
        let mut see = |width: f64, what: String| {
            let (top, left) = (place.y.to_mm(), place.x.to_mm());
            seen.push(Seen { top, left, right: left + width, what });
        };
        match item {
            FrameItem::Group(group) => {
                let inner = whole.pre_concat(Transform::translate(at.x, at.y)).pre_concat(group.transform);
                look(&group.frame, inner, seen, lines);
            }
            FrameItem::Text(text) => see(text.width().to_mm(), text.text.to_string()),
            FrameItem::Image(_, size, _) => {
                see(size.x.to_mm(), format!("[picture {:.0} x {:.0}]", size.x.to_mm(), size.y.to_mm()));
            }
            FrameItem::Shape(..) => *lines += 1,
            FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}

/// Runs that follow one another in a line are one: where a run ends inside a line is the font's business.
fn joined(mut seen: Vec<Seen>) -> Vec<Seen> {
    const SPACE: f64 = 3.0;
    // Quarters of a point.
    #[expect(clippy::cast_possible_truncation, reason = "a page is some hundreds of points high")]
    let line_of = |one: &Seen| (one.top * 4.0).round() as i64;
    seen.sort_by(|one, other| line_of(one).cmp(&line_of(other)).then(one.left.total_cmp(&other.left)));
    let mut lines: Vec<Seen> = Vec::new();
    for one in seen {
        match lines.last_mut() {
            Some(last) if line_of(last) == line_of(&one) && one.left - last.right < SPACE => {
                last.what.push_str(&one.what);
                last.right = one.right;
            }
            _ => lines.push(one),
        }
    }
    lines
}

fn verified(standard: Standard) -> impl Fn(Paper) -> Paper {
    move |paper| {
        let verification = Verification {
            url: "https://example.org/verify/ABCD-EFGH-JK12".into(),
            caption: "Проверить документ: код ABCD-EFGH-JK12".into(),
        };
        Paper { standard, verification: Some(verification), ..paper }
    }
}

fn on_examples(code: &str) -> Paper {
    let kind = crate::kind(code).unwrap();
    crate::fill(kind, &kind.complete(&kind.examples()).unwrap()).unwrap().paper
}

#[test]
fn pages_of_every_kind_are_as_reviewed() {
    insta::with_settings!({snapshot_path => "../../tests/snapshots/pages", prepend_module_to_snapshot => false}, {
        for kind in crate::kinds() {
            let paper = verified(Standard::Gost2016)(on_examples(&kind.code));
            insta::assert_snapshot!(kind.code.clone(), pages(&paper));
        }
    });
}

/// By the edition of 2025: a wider corner, the code at the foot of the first page; and a draft, which says so.
#[test]
fn pages_by_the_edition_of_2025_are_as_reviewed() {
    insta::with_settings!({snapshot_path => "../../tests/snapshots/pages", prepend_module_to_snapshot => false}, {
        for code in ["order", "info_letter"] {
            let paper = verified(Standard::Gost2025)(on_examples(code));
            insta::assert_snapshot!(format!("{code}-2025"), pages(&paper));
        }
        let draft = Paper { draft: true, verification: None, ..on_examples("order") };
        insta::assert_snapshot!("order-draft", pages(&draft));
    });
}
