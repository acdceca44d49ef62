//! A stacked bar: how many things are in each state.

use askama::Template;

/// One part: a state's class, sign, word and count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumPart {
    pub class: &'static str,
    pub sign: &'static str,
    pub word: &'static str,
    pub count: usize,
    /// Where the legend's line leads; empty: nowhere.
    pub href: String,
    pub is_chosen: bool,
}

#[derive(Template)]
#[template(path = "components/sumbar.html")]
pub struct SumBar {
    pub title: String,
    parts: Vec<DrawnPart>,
}

struct DrawnPart {
    part: SumPart,
    x: String,
    width: String,
}

impl SumBar {
    pub fn new(title: String, parts: Vec<SumPart>) -> Self {
        let total = parts.iter().map(|part| part.count).sum::<usize>().max(1);
        let mut before = 0;
        let drawn = parts.into_iter().map(|part| {
            let x = percent(before, total);
            before += part.count;
            DrawnPart { x, width: percent(part.count, total), part }
        });
        Self { title, parts: drawn.collect() }
    }
}

/// Hundredths with one decimal, by whole numbers: 1 of 3 is 33.3.
fn percent(part: usize, total: usize) -> String {
    let thousandths = part * 1000 / total;
    format!("{}.{}", thousandths / 10, thousandths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other() {
        let part = |count| SumPart {
            class: "done",
            sign: "✓",
            word: "сделано",
            count,
            href: String::new(),
            is_chosen: false,
        };
        let bar = SumBar::new("Итог".into(), vec![part(1), part(2)]);
        assert_eq!((bar.parts[1].x.as_str(), bar.parts[1].width.as_str()), ("33.3", "66.6"));
        assert!(!bar.render().unwrap().contains("style="));
    }
}
