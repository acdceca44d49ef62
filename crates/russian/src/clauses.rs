//! How papers number and refer to their clauses.

use crate::Case;

/// «пункта 3.2», «пункту 1»: a reference to a clause by its numbers.
pub fn clause(numbers: &[u32], case: Case) -> String {
    let word = case.of(["пункт", "пункта", "пункту", "пункт", "пунктом", "пункте"]);
    let number = numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
    format!("{word}\u{a0}{number}")
}

/// The letter of a list's item, counted from 0: а, б, в… without ё, з, й, о, ч, ъ, ы, ь, which are mistaken for others.
/// After я it begins again with two letters.
pub fn clause_letter(index: usize) -> String {
    const LETTERS: [char; 25] = [
        'а', 'б', 'в', 'г', 'д', 'е', 'ж', 'и', 'к', 'л', 'м', 'н', 'п', 'р', 'с', 'т', 'у', 'ф', 'х', 'ц',
        'ш', 'щ', 'э', 'ю', 'я',
    ];
    let letter = LETTERS[index % LETTERS.len()];
    match index / LETTERS.len() {
        0 => letter.to_string(),
        round => format!("{}{letter}", clause_letter(round - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_letters() {
        assert_eq!(clause(&[3, 2], Case::Genitive), "пункта\u{a0}3.2");
        assert_eq!(clause(&[1], Case::Instrumental), "пунктом\u{a0}1");
        let letters: String = (0..8).map(clause_letter).collect();
        assert_eq!(letters, "абвгдежи");
        assert_eq!(clause_letter(24), "я");
        assert_eq!(clause_letter(25), "аа");
        assert_eq!(clause_letter(51), "бб");
    }
}
