//! Units of measurement in words: rules write them as they stand after «много», pages say them by the number.

use ui::ru::{of_thousandths, plural};

/// Units that change with the number: one, of one, of many. Abbreviations («шт.», «кв. м») stand still.
const COUNTED: [[&str; 3]; 2] = [["место", "места", "мест"], ["ресурс", "ресурса", "ресурсов"]];

fn forms_of(unit: &str) -> Option<[&'static str; 3]> {
    COUNTED.into_iter().find(|forms| forms.contains(&unit))
}

/// The unit with its parts kept on one line.
pub fn unit_kept(unit: &str) -> String {
    unit.replace(' ', "\u{a0}")
}

/// «место» of «мест»: what a price is for.
pub fn one_of(unit: &str) -> String {
    forms_of(unit).map_or_else(|| unit_kept(unit), |[one, _, _]| one.to_owned())
}

/// «1 место», «2 места», «39,6 кв. м».
pub fn counted(thousandths: i64, unit: &str) -> String {
    with_word(thousandths, unit, |[one, of_one, of_many], whole| match whole {
        Some(whole) => plural(whole, one, of_one, of_many),
        None => of_one,
    })
}

/// «1 места», «2 мест»: after «не хватает».
pub fn counted_as_lacking(thousandths: i64, unit: &str) -> String {
    with_word(thousandths, unit, |[_, of_one, of_many], whole| match whole {
        Some(whole) => plural(whole, of_one, of_many, of_many),
        None => of_one,
    })
}

/// `word` is asked for the form; the number comes to it where it is whole.
fn with_word(
    thousandths: i64,
    unit: &str,
    word: impl Fn([&'static str; 3], Option<i64>) -> &'static str,
) -> String {
    let whole = (thousandths % 1000 == 0).then_some(thousandths / 1000);
    let unit = forms_of(unit).map_or_else(|| unit_kept(unit), |forms| word(forms, whole).to_owned());
    format!("{}\u{a0}{unit}", of_thousandths(thousandths))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_follows_its_number() {
        let told = |thousandths| counted(thousandths, "мест");
        assert_eq!([told(1_000), told(3_000)], ["1\u{a0}место", "3\u{a0}места"]);
        assert_eq!([told(5_000), told(21_000)], ["5\u{a0}мест", "21\u{a0}место"]);
        assert_eq!(told(2_500), "2,5\u{a0}места");
        assert_eq!(counted(2_000, "ресурсов"), "2\u{a0}ресурса");
        assert_eq!(counted(110_000, "кв. м"), "110\u{a0}кв.\u{a0}м");
    }

    #[test]
    fn what_is_lacking_stands_in_the_genitive() {
        let told = |thousandths| counted_as_lacking(thousandths, "мест");
        assert_eq!([told(1_000), told(2_000)], ["1\u{a0}места", "2\u{a0}мест"]);
        assert_eq!([told(2_500), told(21_000)], ["2,5\u{a0}места", "21\u{a0}места"]);
        assert_eq!(counted_as_lacking(3_600, "кв. м"), "3,6\u{a0}кв.\u{a0}м");
    }

    #[test]
    fn a_price_is_for_one() {
        assert_eq!([one_of("мест"), one_of("шт.")], ["место", "шт."]);
    }
}
