//! The map by real outlines, beside the hexagon map: a picture with the same figures, not a second set of links.

use askama::Template;

/// One territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineShape {
    /// Data of an SVG path.
    pub path: String,
    /// `level-0` … `level-4`.
    pub class: &'static str,
    /// Shown on hover.
    pub title: String,
    /// The figure in its middle, and where that is; empty for territories too small for one.
    pub value: String,
    pub x: String,
    pub y: String,
    pub is_chosen: bool,
}

#[derive(Template)]
#[template(path = "components/outline_map.html")]
pub struct OutlineMap {
    /// What is drawn, for whoever does not see it.
    pub title: String,
    pub width: String,
    pub height: String,
    pub shapes: Vec<OutlineShape>,
    /// Whose boundaries these are and under which licence: always shown.
    pub attribution: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_licence_is_shown_and_nothing_is_styled_inline() {
        let map = OutlineMap {
            title: "Школы".into(),
            width: "320".into(),
            height: "500".into(),
            shapes: vec![OutlineShape {
                path: "M1 1l2 0 0 2z".into(),
                class: "level-1",
                title: "Север: 4 <школы>".into(),
                value: "4".into(),
                x: "2".into(),
                y: "2".into(),
                is_chosen: true,
            }],
            attribution: "© Кто-то <ODbL>".into(),
        };
        let html = map.render().unwrap();
        assert!(html.contains("© Кто-то &#60;ODbL&#62;") || html.contains("© Кто-то &lt;ODbL&gt;"), "{html}");
        assert!(!html.contains("style=") && !html.contains("<школы>"));
    }
}
