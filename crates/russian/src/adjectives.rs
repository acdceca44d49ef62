//! Adjectives and ordinals: the same endings, told by the nominative.

use crate::Case;
use crate::cases::{is_hissing, without_last};

/// An adjective or participle in a case (inanimate or plural things are not asked for: papers decline singular heads).
/// `animate` matters for the masculine accusative: «директора», but «первый пункт».
pub(crate) fn decline(word: &str, case: Case, animate: bool) -> Option<String> {
    let ending: String = word.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
    let stem = without_last(word, 2);
    let last = stem.chars().last()?;
    // After a hissing letter the stress decides between о and е; unstressed is the rule, -ой is the stressed exception.
    let soft_after_hissing = is_hissing(last) && last != 'ц';
    let masculine = |nominative: &'static str, endings: [&'static str; 4]| {
        let [genitive, dative, instrumental, prepositional] = endings;
        let accusative = if animate { genitive } else { nominative };
        case.of([nominative, genitive, dative, accusative, instrumental, prepositional])
    };
    let ending = match ending.as_str() {
        "ый" => masculine("ый", ["ого", "ому", "ым", "ом"]),
        "ой" if soft_after_hissing || "гкх".contains(last) => {
            masculine("ой", ["ого", "ому", "им", "ом"])
        }
        "ой" => masculine("ой", ["ого", "ому", "ым", "ом"]),
        "ий" if "гкх".contains(last) => masculine("ий", ["ого", "ому", "им", "ом"]),
        "ий" => masculine("ий", ["его", "ему", "им", "ем"]),
        "ое" => case.of(["ое", "ого", "ому", "ое", if "гкх".contains(last) { "им" } else { "ым" }, "ом"]),
        "ее" => case.of(["ее", "его", "ему", "ее", "им", "ем"]),
        "ая" if soft_after_hissing => case.of(["ая", "ей", "ей", "ую", "ей", "ей"]),
        "ая" => case.of(["ая", "ой", "ой", "ую", "ой", "ой"]),
        "яя" => case.of(["яя", "ей", "ей", "юю", "ей", "ей"]),
        _ => return None,
    };
    Some(format!("{stem}{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjectives_in_all_cases() {
        let row = |word| Case::ALL.map(|case| decline(word, case, true).unwrap()).join(" ");
        assert_eq!(row("главный"), "главный главного главному главного главным главном");
        assert_eq!(row("старший"), "старший старшего старшему старшего старшим старшем");
        assert_eq!(row("краевой"), "краевой краевого краевому краевого краевым краевом");
        assert_eq!(row("городской"), "городской городского городскому городского городским городском");
        assert_eq!(row("средняя"), "средняя средней средней среднюю средней средней");
        assert_eq!(row("заведующая"), "заведующая заведующей заведующей заведующую заведующей заведующей");
        assert_eq!(
            row("муниципальное"),
            "муниципальное муниципального муниципальному муниципальное муниципальным муниципальном"
        );
        assert_eq!(decline("первый", Case::Accusative, false).unwrap(), "первый");
        assert_eq!(decline("дом", Case::Genitive, false), None);
    }
}
