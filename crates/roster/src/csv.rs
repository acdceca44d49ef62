//! Comma-separated values (RFC 4180) that no spreadsheet takes for a formula.

/// One line with its end.
pub fn csv_line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::new();
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            line.push(',');
        }
        let cell = harmless(cell);
        if cell.contains([',', '"', '\n', '\r']) {
            line.push('"');
            line.push_str(&cell.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(&cell);
        }
    }
    line.push_str("\r\n");
    line
}

/// A cell that begins like a formula gets an apostrophe before it. Telephones («+7 …») and negative numbers call
/// nothing and stay as they are.
fn harmless(cell: &str) -> String {
    let starts_a_formula = cell.starts_with(['=', '@', '\t', '\r', '\n', '＝', '＠', '＋', '－']);
    let is_number_like =
        |rest: &str| rest.chars().all(|sign| sign.is_ascii_digit() || " ().,-–".contains(sign));
    let is_signed = cell.strip_prefix(['+', '-']).is_some_and(|rest| !is_number_like(rest));
    if starts_a_formula || is_signed { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_disarmed_and_telephones_are_not() {
        assert_eq!(csv_line(["=1+1", "+7 (4212) 12-34-56", "-0.5"]), "'=1+1,+7 (4212) 12-34-56,-0.5\r\n");
        assert_eq!(csv_line(["+cmd|' /C calc'!A0", "@SUM(A1)"]), "'+cmd|' /C calc'!A0,'@SUM(A1)\r\n");
        assert_eq!(csv_line(["Школа, «Первая»", "a\"b"]), "\"Школа, «Первая»\",\"a\"\"b\"\r\n");
    }

    proptest! {
        /// No cell begins like a formula, and a line is one line of so many cells.
        #[test]
        fn nothing_is_a_formula(cells in proptest::collection::vec("[=+@\t\r\n,\"a-z0-9 -]{0,8}", 1..5)) {
            let line = csv_line(cells.iter().map(String::as_str));
            let read = parse(&line);
            prop_assert_eq!(read.len(), cells.len());
            for (got, given) in read.iter().zip(&cells) {
                let disarmed = format!("'{given}");
                prop_assert!(*got == *given || *got == disarmed);
                prop_assert!(!got.starts_with(['=', '@', '\t', '\r', '\n']));
            }
        }
    }

    /// The cells of one line, read back.
    fn parse(line: &str) -> Vec<String> {
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        let mut signs = line.strip_suffix("\r\n").unwrap().chars().peekable();
        while let Some(sign) = signs.next() {
            match sign {
                '"' if quoted && signs.peek() == Some(&'"') => {
                    cell.push('"');
                    signs.next();
                }
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(std::mem::take(&mut cell)),
                other => cell.push(other),
            }
        }
        cells.push(cell);
        cells
    }
}
