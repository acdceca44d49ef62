//! Words of terms with one slip of the finger: «сентрябрь», «ежемесечно», «феварль».

/// Long words only: among short ones a slip makes another word («марта», «карта»).
const WORDS: [&str; 62] = [
    "январь",
    "января",
    "январе",
    "январю",
    "февраль",
    "февраля",
    "феврале",
    "февралю",
    "апрель",
    "апреля",
    "апреле",
    "апрелю",
    "август",
    "августа",
    "августе",
    "августу",
    "сентябрь",
    "сентября",
    "сентябре",
    "сентябрю",
    "октябрь",
    "октября",
    "октябре",
    "октябрю",
    "ноябрь",
    "ноября",
    "ноябре",
    "ноябрю",
    "декабрь",
    "декабря",
    "декабре",
    "декабрю",
    "квартал",
    "квартала",
    "квартале",
    "кварталу",
    "кварталы",
    "полугодие",
    "полугодия",
    "полугодии",
    "полугодию",
    "ежемесячно",
    "ежеквартально",
    "еженедельно",
    "ежегодно",
    "ежедневно",
    "постоянно",
    "систематически",
    "регулярно",
    "понедельник",
    "понедельникам",
    "понедельника",
    "вторник",
    "вторникам",
    "вторника",
    "четверг",
    "четвергам",
    "четверга",
    "пятница",
    "пятницам",
    "пятницу",
    "пятницы",
];
const SHORTEST: usize = 6;

/// The text with such words put right, and whether there were any.
pub(super) fn mended(text: &str) -> (String, bool) {
    let mut made = String::with_capacity(text.len());
    let mut has_any = false;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphabetic();
        let end = rest.find(|letter: char| letter.is_alphabetic() != is_word).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        match is_word.then(|| meant_by(run)).flatten() {
            Some(right) => {
                made.push_str(right);
                has_any = true;
            }
            None => made.push_str(run),
        }
        rest = after;
    }
    (made, has_any)
}

fn meant_by(typed: &str) -> Option<&'static str> {
    let letters: Vec<char> = typed.chars().collect();
    if letters.len() + 1 < SHORTEST || WORDS.contains(&typed) {
        return None;
    }
    WORDS.iter().copied().find(|right| is_one_slip_away(&letters, right))
}

/// One letter left out, put in, taken for another, or two that changed places; the first letter is right.
fn is_one_slip_away(typed: &[char], right: &str) -> bool {
    let right: Vec<char> = right.chars().collect();
    let common = typed.iter().zip(&right).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return false;
    }
    match (&typed[common..], &right[common..]) {
        // The endings of a word are its cases, no slips: «октябрьский» and «кварталов» are words of their own.
        ([], [_]) => right.len() > SHORTEST,
        ([_], []) => false,
        ([_], [_]) => false,
        ([a, b, typed @ ..], [c, d, right @ ..]) if a == d && b == c => typed == right,
        ([_, typed @ ..], [_, right @ ..]) if typed == right => true,
        ([_, typed @ ..], right) if typed == right => true,
        (typed, [_, right @ ..]) => typed == right,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_put_right_and_other_words_left_alone() {
        for (typed, right) in [
            ("сентрябрь", "сентябрь"),
            ("феварль", "февраль"),
            ("ежемесечно", "ежемесячно"),
            ("ежеквартльно", "ежеквартально"),
            ("октбря", "октября"),
            ("кварртал", "квартал"),
            ("до 15 декарбя", "до 15 декабря"),
        ] {
            assert_eq!(mended(typed), (right.to_owned(), true));
        }
        for text in
            ["карта", "парта", "кварталов", "октябрьский", "августовский", "квартет", "постоянной", "апрель"]
        {
            assert_eq!(mended(text), (text.to_owned(), false));
        }
    }
}
