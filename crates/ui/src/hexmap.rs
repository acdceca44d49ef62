//! The hexagon map: every municipality an equal cell, where a reader of the map expects it.
//!
//! Geometry goes into SVG attributes, colours into classes: the content security policy allows no inline style.

use askama::Template;

/// One municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HexCell {
    pub col: u16,
    pub row: u16,
    pub label: String,
    /// The figure under the label.
    pub value: String,
    /// A line under the figure, seven signs or so; may be empty.
    pub note: String,
    /// `level-1` … `level-4`, or a state's class.
    pub class: String,
    pub href: String,
    /// Read aloud and shown on hover: «Нанайский район: 15 школ».
    pub title: String,
    pub is_chosen: bool,
}

/// Renders as an SVG of links in reading order (north to south); the same figures stand in the table beside it.
#[derive(Template)]
#[template(path = "components/hexmap.html")]
pub struct HexMap {
    pub title: String,
    cells: Vec<DrawnCell>,
    width: String,
    height: String,
}

struct DrawnCell {
    cell: HexCell,
    points: String,
    x: String,
    label_y: String,
    value_y: String,
    note_y: String,
}

/// Half the width of a pointy-top hexagon, and its radius, in units of the drawing.
const HALF: f32 = 26.0;
const RADIUS: f32 = 30.0;
const MARGIN: f32 = 4.0;

impl HexMap {
    pub fn new(title: String, mut cells: Vec<HexCell>) -> Self {
        cells.sort_by_key(|cell| (cell.row, cell.col));
        let most_columns = cells.iter().map(|cell| cell.col * 2 + cell.row % 2).max().unwrap_or(0);
        let most_rows = cells.iter().map(|cell| cell.row).max().unwrap_or(0);
        let width = f32::from(most_columns + 2) * HALF + 2.0 * MARGIN;
        let height = f32::from(most_rows) * RADIUS * 1.5 + 2.0 * RADIUS + 2.0 * MARGIN;
        Self {
            title,
            cells: cells.into_iter().map(draw).collect(),
            width: number(width),
            height: number(height),
        }
    }
}

fn draw(cell: HexCell) -> DrawnCell {
    let x = f32::from(cell.col * 2 + cell.row % 2 + 1) * HALF + MARGIN;
    let y = f32::from(cell.row) * RADIUS * 1.5 + RADIUS + MARGIN;
    let corners = [
        (0.0, -RADIUS),
        (HALF, -RADIUS / 2.0),
        (HALF, RADIUS / 2.0),
        (0.0, RADIUS),
        (-HALF, RADIUS / 2.0),
        (-HALF, -RADIUS / 2.0),
    ];
    let points: Vec<String> =
        corners.iter().map(|(dx, dy)| format!("{},{}", number(x + dx), number(y + dy))).collect();
    // Three lines stand closer to the middle, where the cell is as wide as it gets.
    let up = if cell.note.is_empty() { 0.0 } else { 6.0 };
    DrawnCell {
        points: points.join(" "),
        x: number(x),
        label_y: number(y - 2.0 - up),
        value_y: number(y + 12.0 - up),
        note_y: number(y + 16.5),
        cell,
    }
}

fn number(value: f32) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The class of a value on a scale from nothing to the greatest: four levels, none for zero.
pub fn level(value: i64, greatest: i64) -> &'static str {
    if value <= 0 || greatest <= 0 {
        return "level-0";
    }
    match value * 4 / greatest.max(1) {
        0 => "level-1",
        1 => "level-2",
        2 => "level-3",
        _ => "level-4",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_rows_stand_half_a_cell_to_the_right_and_nothing_is_styled_inline() {
        let cell = |col, row| HexCell {
            col,
            row,
            label: "Аян".into(),
            value: "4".into(),
            note: "◆1".into(),
            class: "level-1".into(),
            href: "/network?municipality=a".into(),
            title: "Аян: 4 <школы>".into(),
            is_chosen: false,
        };
        let map = HexMap::new("Школы".into(), vec![cell(1, 1), cell(0, 0)]);
        assert_eq!(map.cells[0].x, "30");
        assert_eq!(map.cells[1].x, "108");
        let html = map.render().unwrap();
        assert!(!html.contains("style="));
        assert!(html.contains("◆1"));
        assert!(html.contains("Аян: 4 &#60;школы&#62;") || html.contains("Аян: 4 &lt;школы&gt;"), "{html}");
    }
}
