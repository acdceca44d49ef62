//! Words of which headings are made.

use super::ColumnKind;
use crate::words::{fold, words as words_of};

pub(super) const LONGEST: usize = 120;

/// Words by which a heading is known: the first line that has one decides, so the telling words come first.
/// A word counts when nothing but an ending follows.
const WORDS: [(ColumnKind, &[&str]); 9] = [
    (ColumnKind::Mark, &["отметк", "статус", "факт", "фактическ"]),
    (ColumnKind::Note, &["примечани", "комментари"]),
    (ColumnKind::Executors, &["ответственн", "ответствен"]),
    (ColumnKind::CoExecutors, &["соисполнител", "участник", "партнер"]),
    (ColumnKind::Executors, &["исполнител", "организатор", "кто", "отвечает", "куратор"]),
    (ColumnKind::Results, &["результат", "показател", "эффект", "индикатор", "получ"]),
    (
        ColumnKind::Documents,
        &["документ", "отчет", "отчетност", "отчетн", "чем", "подтвержда", "подтверждени"],
    ),
    (ColumnKind::Term, &["срок", "дат", "период", "время", "месяц", "когда"]),
    (ColumnKind::Number, &["п/п", "№", "номер", "пп", "n", "no", "#"]),
];

/// Words that make a column the title, the more telling the higher; the first line that has one decides.
const OF_TITLES: [(u8, &[&str]); 6] = [
    // «Направление деятельности» is no deed, whatever its second word.
    (1, &["направлени", "раздел", "блок", "модул"]),
    (5, &["мероприяти", "что"]),
    (4, &["действи", "наименовани", "дел", "активност"]),
    (3, &["содержани", "названи", "работ", "деятельност"]),
    (2, &["тем", "задач", "событи"]),
    (1, &["цел"]),
];

/// Words that stand in headings beside the telling ones.
const BESIDE: [&str; 59] = [
    "п",
    "вид",
    "вида",
    "виды",
    "форм",
    "ожидаем",
    "планируем",
    "проведени",
    "исполнени",
    "реализаци",
    "выполнени",
    "завершени",
    "лиц",
    "лица",
    "лицо",
    "организаци",
    "учреждени",
    "должност",
    "фио",
    "план",
    "плана",
    "год",
    "года",
    "начал",
    "окончани",
    "основн",
    "целев",
    "количественн",
    "объем",
    "источник",
    "финансировани",
    "тыс",
    "руб",
    "мест",
    "категори",
    "аудитори",
    "целева",
    "представлени",
    "подтверждающ",
    "итог",
    "итогов",
    "проект",
    "органы",
    "орган",
    "кем",
    "где",
    "как",
    "делаем",
    "делает",
    "сделано",
    "ед",
    "изм",
    "измерени",
    "значени",
    "ссылк",
    "ход",
    "этап",
    "мероприятия",
    "выполнено",
];

pub(super) fn is_word(word: &str, stem: &str) -> bool {
    const LONGEST_ENDING: usize = 4;
    word.strip_prefix(stem).is_some_and(|ending| {
        let letters = ending.chars().count();
        // Short stems are whole words but for a vowel: «тема» is not «тематический».
        letters <= if stem.chars().count() <= 4 { 2 } else { LONGEST_ENDING }
    })
}

/// A heading without the hyphens of its narrow column: «МЕРОПРИЯ-ТИЯ».
fn heading_words(heading: &str) -> Vec<String> {
    let folded = fold(heading);
    let mut split = words_of(&folded);
    if folded.contains(['№', '#']) {
        split.push("№".to_owned());
    }
    split.extend(words_of(&folded.replace("- ", "").replace('-', "")));
    split.sort();
    split.dedup();
    split
}

fn has_word(words: &[String], stems: &[&str]) -> bool {
    words.iter().any(|word| stems.iter().any(|stem| is_word(word, stem)))
}

fn rank_of(words: &[String]) -> u8 {
    OF_TITLES.iter().find(|(_, stems)| has_word(words, stems)).map_or(0, |(rank, _)| *rank)
}

/// What a heading says; `None` when it is not the heading of any column we know.
pub fn kind_of(heading: &str) -> Option<ColumnKind> {
    let text = fold(heading);
    if text.is_empty() || text.chars().count() > LONGEST {
        return None;
    }
    let words = heading_words(heading);
    // «Категория участников» is whom it is for, not who does it.
    if has_word(&words, &["категори", "аудитори", "охват", "количеств", "кол", "финансировани"])
    {
        return None;
    }
    // «Форма проведения», «Место проведения» name neither a paper nor a term.
    if has_word(&words, &["мест"]) && !has_word(&words, &["дат", "срок"]) {
        return None;
    }
    if has_word(&words, &["выполнен", "выполнени", "исполнени"])
        && words
            .iter()
            .all(|word| is_word(word, "выполнени") || is_word(word, "исполнени") || is_word(word, "выполнен"))
    {
        return Some(ColumnKind::Mark);
    }
    if let Some((kind, _)) = WORDS.iter().find(|(_, stems)| has_word(&words, stems)) {
        return Some(*kind);
    }
    if rank_of(&words) == 0 && has_word(&words, &["организаци", "учреждени"]) {
        return Some(ColumnKind::Executors);
    }
    (rank_of(&words) > 0).then_some(ColumnKind::Title)
}

/// Whether every word of the cell, or most of them, is a word of headings.
pub(super) fn share_of_heading_words(heading: &str) -> f64 {
    const SMALL: [&str; 12] = ["и", "в", "за", "на", "о", "об", "по", "с", "для", "или", "к", "до"];
    let folded = fold(heading);
    let mut words = words_of(&folded);
    if folded.contains('-') {
        words = words_of(&folded.replace("- ", "").replace('-', ""));
    }
    words.retain(|word| !SMALL.contains(&word.as_str()));
    if words.is_empty() {
        return 1.0;
    }
    let stems = || {
        WORDS
            .iter()
            .flat_map(|(_, stems)| stems.iter())
            .chain(OF_TITLES.iter().flat_map(|(_, stems)| stems.iter()))
    };
    let count =
        words.iter().filter(|word| stems().chain(BESIDE.iter()).any(|stem| is_word(word, stem))).count();
    #[expect(clippy::cast_precision_loss, reason = "a heading has few words")]
    let share = count as f64 / words.len() as f64;
    share
}

/// How telling a heading is as the title; 0 for one that is none.
pub(super) fn title_rank(heading: &str) -> u8 {
    rank_of(&heading_words(heading))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_their_words() {
        let kinds = [
            ("№ п/п", ColumnKind::Number),
            ("№", ColumnKind::Number),
            ("Наименование мероприятия", ColumnKind::Title),
            ("Содержание деятельности", ColumnKind::Title),
            ("НАИМЕНОВАНИЕ МЕРОПРИЯ-ТИЯ", ColumnKind::Title),
            ("Что делаем", ColumnKind::Title),
            ("Сроки проведения", ColumnKind::Term),
            ("СРОК РЕАЛИ-ЗАЦИИ", ColumnKind::Term),
            ("Дата", ColumnKind::Term),
            ("Дата и место проведения", ColumnKind::Term),
            ("Когда", ColumnKind::Term),
            ("Срок исполнения мероприятия", ColumnKind::Term),
            ("Ответственный исполнитель/ соисполнители", ColumnKind::Executors),
            ("Ответственные за исполнение", ColumnKind::Executors),
            ("ОТВЕТСТВЕН-НЫЙ ИСПОЛНИТЕЛЬ", ColumnKind::Executors),
            ("Исполнители", ColumnKind::Executors),
            ("Кто отвечает", ColumnKind::Executors),
            ("Соисполнители", ColumnKind::CoExecutors),
            ("Вид документа", ColumnKind::Documents),
            ("Форма отчёта", ColumnKind::Documents),
            ("Чем подтверждается", ColumnKind::Documents),
            ("Ожидаемый результат", ColumnKind::Results),
            ("Результат мероприятия", ColumnKind::Results),
            ("Показатель", ColumnKind::Results),
            ("Отметка об исполнении", ColumnKind::Mark),
            ("Отметка ответственного", ColumnKind::Mark),
            ("Выполнение", ColumnKind::Mark),
            ("Примечание", ColumnKind::Note),
        ];
        for (heading, kind) in kinds {
            assert_eq!(kind_of(heading), Some(kind), "{heading}");
        }
        for text in [
            "Кол-во участников",
            "РРИБЦ КГАНОУ",
            "Место проведения",
            "Категория участников",
            "Тематическая неделя",
        ] {
            assert_eq!(kind_of(text), None, "{text}");
        }
    }
}
