//! Widths of a table's columns: as its author shares them out, but never so narrow that a word breaks in a head or a cell.

use super::{Row, Table};

/// What the lines and the margins of a cell take.
const PADDING_MM: f64 = 3.6;
const POINT_MM: f64 = 25.4 / 72.0;
/// Longer ones are addresses and the like, which may break.
const LONGEST_WORD: usize = 24;
/// Bold letters are wider by this.
const PLAIN_TO_BOLD: f64 = 0.93;

impl Table {
    /// Widths that make `whole` together, for letters of a size in points. Where not every word fits, the heads come first;
    /// where not even they do, the author's shares stay.
    pub(crate) fn widths(&self, whole: f64, points: f64) -> Vec<f64> {
        let millimetres = |word: f64| word * points * POINT_MM + PADDING_MM;
        let heads: Vec<f64> =
            self.columns.iter().map(|column| millimetres(longest_word(&column.title))).collect();
        let cells = self.longest_words_of_cells();
        let all: Vec<f64> =
            heads.iter().zip(cells).map(|(head, cell)| head.max(millimetres(cell * PLAIN_TO_BOLD))).collect();
        let fits = |least: &[f64]| least.iter().sum::<f64>() <= whole;
        match [all, heads].into_iter().find(|least| fits(least)) {
            Some(least) => self.with_least(whole, &least),
            None => self.shares().iter().map(|share| share * whole).collect(),
        }
    }

    fn longest_words_of_cells(&self) -> Vec<f64> {
        let mut longest = vec![0.0; self.columns.len()];
        for row in &self.rows {
            let Row::Cells(cells) = row else { continue };
            // The last cell of a short row covers several columns.
            let own = if cells.len() < longest.len() { cells.len().saturating_sub(1) } else { longest.len() };
            for (cell, longest) in cells.iter().take(own).zip(&mut longest) {
                let words = cell.paragraphs().into_iter().map(|text| longest_word(&text.plain()));
                *longest = words.fold(*longest, f64::max);
            }
        }
        longest
    }

    fn with_least(&self, whole: f64, least: &[f64]) -> Vec<f64> {
        let shares = self.shares();
        // Whoever is too narrow gets what it needs from those that have more, until nobody is.
        let mut is_narrow = vec![false; shares.len()];
        loop {
            let taken: f64 = (0..shares.len()).filter(|at| is_narrow[*at]).map(|at| least[at]).sum();
            let shared: f64 = (0..shares.len()).filter(|at| !is_narrow[*at]).map(|at| shares[at]).sum();
            let width = |at: usize| {
                if is_narrow[at] { least[at] } else { shares[at] / shared * (whole - taken) }
            };
            let found = (0..shares.len()).find(|at| !is_narrow[*at] && width(*at) < least[*at]);
            let Some(at) = found else { return (0..shares.len()).map(width).collect() };
            is_narrow[at] = true;
        }
    }
}

/// In sizes of the letter, bold.
fn longest_word(text: &str) -> f64 {
    // A placeholder says nothing of what will stand there.
    if text.contains("{{") || text.contains("{%") {
        return 0.0;
    }
    let is_word = |word: &&str| word.chars().count() <= LONGEST_WORD;
    let width = |word: &str| word.chars().map(letter).sum::<f64>();
    text.split_whitespace().filter(is_word).map(width).fold(0.0, f64::max)
}

/// Widths of Times New Roman Bold, rounded up: what is needed is a bound, not a measure.
fn letter(letter: char) -> f64 {
    match letter {
        'ж' | 'ш' | 'щ' | 'ю' | 'ы' | 'м' | 'ф' => 0.85,
        'Ж' | 'Ш' | 'Щ' | 'Ю' | 'Ы' | 'М' | 'Ф' | '№' | '%' => 1.05,
        letter if letter.is_uppercase() => 0.8,
        letter if letter.is_alphabetic() => 0.58,
        letter if letter.is_ascii_digit() => 0.5,
        _ => 0.4,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Align, Column, Row, Table};

    fn widths(columns: &[(&str, f64)]) -> Vec<f64> {
        let columns = columns.iter().map(|(title, width)| Column::new(title, *width, Align::Left)).collect();
        Table { columns, ..Table::default() }.widths(170.0, 10.0)
    }

    #[test]
    fn words_of_heads_get_their_room_from_wide_columns() {
        let shown = widths(&[("№", 5.0), ("Раздел и тема", 75.0), ("практика", 10.0), ("стажировка", 10.0)]);
        assert!((shown.iter().sum::<f64>() - 170.0).abs() < 0.001, "{shown:?}");
        // «стажировка» takes 19 mm in bold letters of 10 points, and its cell 3 more.
        assert!(shown[3] > 22.5 && shown[2] > 18.0 && shown[1] > 100.0, "{shown:?}");
        // Where nobody is too narrow, the shares are the author's.
        let shown = widths(&[("Кому", 30.0), ("Что сделать", 50.0), ("Срок", 20.0)]);
        assert!(
            shown.iter().zip([51.0, 85.0, 34.0]).all(|(one, other)| (one - other).abs() < 0.001),
            "{shown:?}"
        );
        // Where the heads cannot fit at all, too.
        let long = "Ж".repeat(20);
        let shown = widths(&[(&long, 1.0), (&long, 1.0), (&long, 2.0)]);
        assert!((shown[2] - 85.0).abs() < 0.001, "{shown:?}");
    }

    #[test]
    fn words_of_cells_do_not_break_either() {
        let columns = vec![Column::new("Тема", 90.0, Align::Left), Column::new("Форма", 10.0, Align::Left)];
        let row = |cells: &[&str]| Row::Cells(cells.iter().map(|cell| (*cell).into()).collect());
        let table = |cell: &str| Table {
            columns: columns.clone(),
            rows: vec![row(&["Фонд", cell]), row(&["Итоговая аттестация в форме защиты"])],
            ..Table::default()
        };
        // «практическая» takes 20 mm in letters of 10 points.
        assert!(table("практическая работа").widths(170.0, 10.0)[1] > 23.0);
        let narrow = table("тест").widths(170.0, 10.0)[1];
        assert!(narrow < 18.0);
        for other in ["https://example.org/a/very/long/address", "{{ item.form_of_final_control }}"] {
            assert!((table(other).widths(170.0, 10.0)[1] - narrow).abs() < 0.001, "{other}");
        }
    }
}
