//! The genitive of an organisation's full name, for papers: proposed where the list does not give it.

/// Nouns at which a name turns, with their genitives.
const NOUNS: [(&str, &str); 22] = [
    ("учреждение", "учреждения"),
    ("организация", "организации"),
    ("школа", "школы"),
    ("лицей", "лицея"),
    ("гимназия", "гимназии"),
    ("интернат", "интерната"),
    ("управление", "управления"),
    ("отдел", "отдела"),
    ("комитет", "комитета"),
    ("департамент", "департамента"),
    ("министерство", "министерства"),
    ("центр", "центра"),
    ("библиотека", "библиотеки"),
    ("институт", "института"),
    ("академия", "академии"),
    ("университет", "университета"),
    ("колледж", "колледжа"),
    ("сад", "сада"),
    ("корпус", "корпуса"),
    ("комплекс", "комплекса"),
    ("филиал", "филиала"),
    ("объединение", "объединения"),
];

/// Endings of adjectives in the nominative and what they become.
const ADJECTIVES: [(&str, &str); 8] = [
    ("ское", "ского"),
    ("ное", "ного"),
    ("вое", "вого"),
    ("ская", "ской"),
    ("ная", "ной"),
    ("вая", "вой"),
    ("ый", "ого"),
    ("ий", "ого"),
];

/// The name in the genitive. Adjectives and nouns before the quoted part are declined; a name that begins with an
/// abbreviation stays; one of unknown words is told as «организации «…»», which is right whatever the words are.
pub fn genitive(full: &str) -> String {
    let (head, tail) = match full.find(['«', '"', '“', '№']) {
        Some(at) => full.split_at(at),
        None => (full, ""),
    };
    let is_abbreviation =
        |word: &str| word.chars().count() > 1 && word.chars().all(|letter| !letter.is_lowercase());
    if head.split_whitespace().next().is_some_and(is_abbreviation) {
        return full.to_owned();
    }
    let mut has_noun = false;
    let mut expects = true;
    let declined: Vec<String> = head
        .split(' ')
        .map(|word| {
            if !expects {
                return word.to_owned();
            }
            let lower = word.to_lowercase();
            if let Some((_, genitive)) = NOUNS.iter().find(|(noun, _)| *noun == lower) {
                has_noun = true;
                return (*genitive).to_owned();
            }
            let changed = ADJECTIVES
                .iter()
                .find_map(|(ending, becomes)| Some(format!("{}{becomes}", lower.strip_suffix(ending)?)))
                // «Городской отдел», but «школа детской …» has it in its case already.
                .or_else(|| Some(format!("{}ского", lower.strip_suffix("ской").filter(|_| !has_noun)?)));
            if let Some(changed) = changed {
                return changed;
            }
            // After the noun come words that are in their case already: «… образования».
            expects = !has_noun;
            word.to_owned()
        })
        .collect();
    if has_noun {
        format!("{}{tail}", declined.join(" "))
    } else {
        format!("организации «{full}»")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_are_declined() {
        for (name, expected) in [
            (
                "Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 5» с. Троицкое",
                "муниципального бюджетного общеобразовательного учреждения «Средняя школа № 5» с. Троицкое",
            ),
            (
                "Муниципальное казённое общеобразовательное учреждение основная общеобразовательная школа № 3",
                "муниципального казённого общеобразовательного учреждения основной общеобразовательной школы № 3",
            ),
            (
                "Краевое государственное автономное учреждение дополнительного образования «Центр»",
                "краевого государственного автономного учреждения дополнительного образования «Центр»",
            ),
            (
                "Управление образования администрации Нанайского муниципального района",
                "управления образования администрации Нанайского муниципального района",
            ),
            ("Городской методический центр", "городского методического центра"),
            ("МБОУ СОШ № 5", "МБОУ СОШ № 5"),
            ("Ромашка", "организации «Ромашка»"),
        ] {
            assert_eq!(genitive(name), expected);
        }
    }
}
