/// «Демонова А. С.»: surname and initials on one line.
pub fn initials(surname: &str, name: &str, patronymic: &str) -> String {
    let letters: Vec<String> = [name, patronymic]
        .iter()
        .filter_map(|part| part.trim().chars().next())
        .map(|letter| format!("{letter}."))
        .collect();
    let mut text = surname.trim().to_owned();
    for letter in letters {
        text.push('\u{a0}');
        text.push_str(&letter);
    }
    text
}

/// «А. С. Демонова»: as signatures have it, by both editions of ГОСТ Р 7.0.97.
pub fn initials_first(surname: &str, name: &str, patronymic: &str) -> String {
    let after = initials(surname, name, patronymic);
    match after.strip_prefix(surname.trim()).map(|rest| rest.trim_matches('\u{a0}')) {
        Some(letters) if !letters.is_empty() => format!("{letters}\u{a0}{}", surname.trim()),
        _ => after,
    }
}

/// «Отчёт»: the first letter made a capital.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Key for comparing and finding: lower case, ё as е, single spaces. Both engines compare it bytewise.
pub fn fold(text: &str) -> String {
    let lower = text.to_lowercase().replace('ё', "е");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Key for sorting names with numbers as people do: «школа № 9» before «школа № 10».
pub fn sort_key(text: &str) -> String {
    let mut key = String::new();
    let mut digits = String::new();
    for letter in fold(text).chars() {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        push_padded(&mut key, &mut digits);
        key.push(letter);
    }
    push_padded(&mut key, &mut digits);
    key
}

fn push_padded(key: &mut String, digits: &mut String) {
    if !digits.is_empty() {
        key.push_str(&format!("{digits:0>8}"));
        digits.clear();
    }
}

/// «а, б и в»
pub fn join_with_and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} и {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(initials("Демонова", "Анна", "Сергеевна"), "Демонова\u{a0}А.\u{a0}С.");
        assert_eq!(initials("Самар", "Аким", ""), "Самар\u{a0}А.");
        assert_eq!(initials_first("Демонова", "Анна", "Сергеевна"), "А.\u{a0}С.\u{a0}Демонова");
        assert_eq!(initials_first("Самар", "", ""), "Самар");
        assert_eq!(capitalised("ёлка"), "Ёлка");
        assert_eq!(fold("  Ёлка   И ёж "), "елка и еж");
        assert!(sort_key("Школа № 9") < sort_key("Школа № 10"));
        let words: Vec<String> = ["а", "б", "в"].map(str::to_owned).to_vec();
        assert_eq!(join_with_and(&words), "а, б и в");
    }
}
