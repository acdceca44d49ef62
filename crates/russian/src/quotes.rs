//! Quotation marks as Russian print has them, for texts that came from Word with straight ones.

/// «Ёлочки» outside, „лапки“ inside, whatever the text had. Straight quotes open after a space, a bracket, a dash or at
/// the beginning; a text whose quotes do not pair comes back as it was.
pub fn quotes(text: &str) -> String {
    if !text.contains('"') {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut depth = 0_usize;
    let mut before: Option<char> = None;
    for letter in text.chars() {
        match letter {
            '"' if before.is_none_or(|one| one.is_whitespace() || "([«„—–-\"".contains(one)) => {
                shown.push(if depth == 0 { '«' } else { '„' });
                depth += 1;
            }
            '"' if depth == 0 => return text.to_owned(),
            '"' => {
                depth -= 1;
                shown.push(if depth == 0 { '»' } else { '“' });
            }
            '«' => {
                depth += 1;
                shown.push('«');
            }
            '»' => {
                depth = depth.saturating_sub(1);
                shown.push('»');
            }
            other => shown.push(other),
        }
        before = Some(letter);
    }
    // A shortened title («…») has lost the end of its quotation.
    if depth == 0 || text.ends_with('…') { shown } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::quotes;

    #[test]
    fn straight_quotes_become_russian_ones() {
        assert_eq!(quotes("План (\"дорожная карта\") сети"), "План («дорожная карта») сети");
        assert_eq!(quotes("\"PROКниги. Лучший продукт\""), "«PROКниги. Лучший продукт»");
        assert_eq!(quotes("Проект \"Читающая \"мама\" края\""), "Проект «Читающая „мама“ края»");
        assert_eq!(quotes("Конференция \"О лучшем…"), "Конференция «О лучшем…");
        assert_eq!(quotes("КГАНОУ «Центр \"Луч\"»"), "КГАНОУ «Центр „Луч“»");
    }

    #[test]
    fn what_does_not_pair_is_left_alone() {
        for text in ["без кавычек", "дюйм 3\" и", "\"не закрыто", "закрыто\""]
        {
            assert_eq!(quotes(text), text);
        }
    }
}
