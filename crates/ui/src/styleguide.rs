//! The living page of the design system: every component in every state, as pages use it.

use askama::Template;

use crate::{Chrome, HexCell, HexMap, SumBar, SumPart};

#[derive(Template)]
#[template(path = "styleguide.html")]
pub struct StyleguidePage {
    pub chrome: Chrome,
    states: [(&'static str, &'static str, &'static str); 7],
    map: HexMap,
    sum: SumBar,
}

/// Class, sign and word of every state of a plan's parts, in the order of summaries.
pub const STATES: [(&str, &str, &str); 7] = [
    ("done", "✓", "сделано"),
    ("done-late", "✓", "сделано с опозданием"),
    ("running", "●", "идёт"),
    ("soon", "◔", "скоро"),
    ("overdue", "!", "просрочено"),
    ("not-started", "○", "не начато"),
    ("not-carried-out", "✕", "не выполнено"),
];

impl StyleguidePage {
    pub fn new(chrome: Chrome) -> Self {
        let cells = (0..5_u16).map(|n| HexCell {
            col: n % 3,
            row: n / 3,
            label: ["Север", "Запад", "Центр", "Восток", "Юг"][usize::from(n)].to_owned(),
            value: format!("{}", n * 4),
            note: if n % 2 == 0 { format!("◆{n}") } else { String::new() },
            class: crate::level(i64::from(n), 4).to_owned(),
            href: "#map".to_owned(),
            title: format!("Образец: {}", n * 4),
            is_chosen: n == 2,
        });
        let parts = STATES.iter().zip([6, 1, 8, 1, 1, 1, 1]).map(|((class, sign, word), count)| SumPart {
            class,
            sign,
            word,
            count,
            href: "#states".to_owned(),
            is_chosen: false,
        });
        Self {
            chrome,
            states: STATES,
            map: HexMap::new("Образец карты".into(), cells.collect()),
            sum: SumBar::new("Образец итога".into(), parts.collect()),
        }
    }
}
