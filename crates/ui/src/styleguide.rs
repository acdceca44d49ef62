//! The living page of the design system: every component in every state, as pages use it.

use askama::Template;

use crate::{Chrome, HexCell, HexMap, OutlineMap, OutlineShape, SumBar, SumPart};

#[derive(Template)]
#[template(path = "styleguide.html")]
pub struct StyleguidePage {
    pub chrome: Chrome,
    states: [(&'static str, &'static str, &'static str); 7],
    map: HexMap,
    outlines: OutlineMap,
    sum: SumBar,
    /// Squares of a sample that looks like a code and leads nowhere, and how many there are in a row.
    code: &'static str,
    code_side: u8,
}

/// The three corners by which a reader of codes finds one.
const CODE: &str = "M0 0h7v7h-7zM1 1v5h5v-5zM2 2h3v3h-3zM14 0h7v7h-7zM15 1v5h5v-5zM16 2h3v3h-3zM0 14h7v7h-7zM1 15v5h5v-5zM2 16h3v3h-3zM9 9h3v2h-3zM14 12h2v3h-2zM10 16h5v1h-5z";
const CODE_SIDE: u8 = 21;

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
            outlines: OutlineMap {
                title: "Образец карты по границам".into(),
                width: "30".into(),
                height: "10".into(),
                shapes: (0..3_i64).map(outline).collect(),
                attribution: "образец, ничьи".into(),
            },
            code: CODE,
            code_side: CODE_SIDE,
            sum: SumBar::new("Образец итога".into(), parts.collect()),
        }
    }
}

/// A square of the sample map.
fn outline(place: i64) -> OutlineShape {
    let left = place * 10;
    OutlineShape {
        path: format!("M{} 1h8v8h-8z", left + 1),
        class: crate::level(place, 8),
        title: format!("Образец: {}", place * 8),
        value: format!("{}", place * 8),
        x: format!("{}", left + 5),
        y: "6".into(),
        is_chosen: place == 1,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Classes of the stylesheet's selectors.
    fn classes_of(css: &str) -> BTreeSet<&str> {
        let selectors = css.split('}').filter_map(|rule| rule.rsplit_once('{')).map(|(before, _)| before);
        let selectors = selectors.map(|before| before.rsplit(['{', ';', '/']).next().unwrap_or_default());
        let names = selectors.flat_map(|selector| selector.split('.').skip(1)).filter_map(|rest| {
            let end =
                rest.find(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '-')).unwrap_or(rest.len());
            rest.get(..end).filter(|name| name.starts_with(|sign: char| sign.is_ascii_lowercase()))
        });
        names.collect()
    }

    /// Around the page everything that a layout can show.
    fn somebodys() -> Chrome {
        let user = crate::UserBadge {
            account: "a".into(),
            name: "Демо-Премудрая В. Е.".into(),
            organisation: "Академия (демо)".into(),
            role_title: "методист".into(),
            unread: 1,
        };
        Chrome {
            region_name: "Лукоморье".into(),
            user: Some(user),
            navigation: Vec::new(),
            csrf: String::new(),
            display: crate::Display::default(),
            today: jiff::civil::date(2025, 2, 14),
            demo: true,
            notice: Some("Доступ приостановлен.".into()),
            search_query: String::new(),
            path: "/styleguide".into(),
            sees_history: false,
        }
    }

    #[test]
    fn the_living_page_shows_everything_that_has_a_look() {
        let page = StyleguidePage::new(somebodys()).render().expect("the page");
        let worn: BTreeSet<&str> = page
            .split("class=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .flat_map(str::split_ascii_whitespace)
            .collect();
        let css = include_str!("../assets/biblioset.css");
        let missing: Vec<&str> = classes_of(css).into_iter().filter(|name| !worn.contains(name)).collect();
        assert_eq!(missing, Vec::<&str>::new(), "styled, and not on /styleguide");
    }
}
