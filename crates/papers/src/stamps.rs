//! «УТВЕРЖДЕНА распоряжением министерства от 12 февраля 2024 г. № 57»: the stamp of a paper that another one approves,
//! by 5.16 of ГОСТ Р 7.0.97.

use russian::{Agreement, Case, Certainty};

use crate::model::Stamp;

impl Stamp {
    /// `what` is approved: its name or its kind, with which the first word agrees. `by`: the approving document as it is
    /// referred to, «Распоряжение министерства № 57 от 12.02.2024»; where its kind is not known, it is printed as it is.
    pub fn approved(what: &str, by: &str) -> Self {
        let word = match russian::agreement(what) {
            Some(Agreement::Masculine) => "УТВЕРЖДЕН",
            Some(Agreement::Feminine) => "УТВЕРЖДЕНА",
            Some(Agreement::Plural) => "УТВЕРЖДЕНЫ",
            Some(Agreement::Neuter) | None => "УТВЕРЖДЕНО",
        };
        let lines = in_instrumental(by).unwrap_or_else(|| vec![by.trim().to_owned()]);
        Self { word: word.to_owned(), lines, ..Self::default() }
    }
}

/// «распоряжением министерства», «от 12 февраля 2024 г. № 57».
fn in_instrumental(by: &str) -> Option<Vec<String>> {
    let plain = by.replace('\u{a0}', " ");
    let begin = [plain.find('№'), plain.find(" от ")].into_iter().flatten().min()?;
    let (act, requisites) = plain.split_at(begin);
    let declined = russian::document(act.trim().trim_end_matches(','), Case::Instrumental);
    if declined.certainty == Certainty::Check {
        return None;
    }
    let mut letters = declined.text.chars();
    let act: String = letters.next()?.to_lowercase().chain(letters).collect();
    Some(vec![act, date_first(requisites.trim())])
}

/// «№ 57 от 12.02.2024» with the date before the number, as the standard has it.
fn date_first(requisites: &str) -> String {
    let (number, date) = match (requisites.strip_prefix('№'), requisites.strip_prefix("от ")) {
        (Some(rest), _) => rest.split_once(" от ").unwrap_or((rest, "")),
        (_, Some(rest)) => rest.split_once('№').map_or(("", rest), |(date, number)| (number, date)),
        _ => return requisites.to_owned(),
    };
    let date = date_of_paper(date.trim());
    let parts = [("от ", date.as_str()), ("№\u{a0}", number.trim())];
    let told = parts.iter().filter(|(_, part)| !part.is_empty());
    told.map(|(word, part)| format!("{word}{part}")).collect::<Vec<_>>().join(" ")
}

/// «12.02.2024» and «12 февраля 2024» as a paper dates itself.
fn date_of_paper(text: &str) -> String {
    if let Ok(day) = jiff::civil::Date::strptime("%d.%m.%Y", text) {
        return russian::date_of_paper(day);
    }
    let is_year_last = text.len() >= 4 && text.bytes().rev().take(4).all(|byte| byte.is_ascii_digit());
    if is_year_last { format!("{text}\u{a0}г.") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stamp_agrees_and_names_the_approving_paper() {
        for (what, by, told) in [
            (
                "Концепция развития сети",
                "Распоряжение министерства №\u{a0}12 от\u{a0}26\u{a0}апреля 2024",
                "УТВЕРЖДЕНА|распоряжением министерства|от 26 апреля 2024 г. № 12",
            ),
            (
                "План мероприятий («дорожная карта»)",
                "Приказ института от 12.02.2024 № 57-од",
                "УТВЕРЖДЕН|приказом института|от 12 февраля 2024 г. № 57-од",
            ),
            ("Методические рекомендации", "Протокол № 4", "УТВЕРЖДЕНЫ|протоколом|№ 4"),
            (
                "Положение о конкурсе",
                "Об утверждении положения, № 5 от 01.02.2024",
                "УТВЕРЖДЕНО|Об утверждении положения, № 5 от 01.02.2024",
            ),
            ("«Дорожная карта»", "решение совета", "УТВЕРЖДЕНО|решение совета"),
        ] {
            let stamp = Stamp::approved(what, by);
            let lines: Vec<String> = std::iter::once(stamp.word)
                .chain(stamp.lines)
                .map(|line| line.replace('\u{a0}', " "))
                .collect();
            assert_eq!(lines.join("|"), told);
        }
    }
}
