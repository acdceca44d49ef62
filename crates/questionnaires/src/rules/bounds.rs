//! Rules of an author that are plain bounds of a number: what a spreadsheet can check by itself.

/// Smallest and largest number, both allowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    pub least: Option<f64>,
    pub most: Option<f64>,
}

/// Bounds that a constraint like `. >= 1 and . <= 5000` names; nothing where it says anything more. `is_whole`: of whole
/// numbers `. > 0` is `. >= 1`; of others a spreadsheet lets the bound itself pass, and the import tells.
pub fn bounds_of(constraint: &str, is_whole: bool) -> Option<Bounds> {
    let mut bounds = Bounds { least: None, most: None };
    for part in constraint.split(" and ") {
        let rule = part.trim().strip_prefix('.')?.trim_start();
        let (sign, number) = rule.split_at(rule.find(|one: char| !matches!(one, '<' | '>' | '='))?);
        let number: f64 = number.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
        let step = if is_whole && number.fract() == 0.0 { 1.0 } else { 0.0 };
        match sign {
            ">=" => bounds.least = Some(bounds.least.map_or(number, |least| least.max(number))),
            ">" => bounds.least = Some(bounds.least.map_or(number + step, |least| least.max(number + step))),
            "<=" => bounds.most = Some(bounds.most.map_or(number, |most| most.min(number))),
            "<" => bounds.most = Some(bounds.most.map_or(number - step, |most| most.min(number - step))),
            _ => return None,
        }
    }
    Some(bounds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_bounds_are_read_and_nothing_else() {
        let of = |rule, is_whole| bounds_of(rule, is_whole).map(|one| (one.least, one.most));
        assert_eq!(of(". >= 1 and . <= 5000", true), Some((Some(1.0), Some(5000.0))));
        assert_eq!(of(".>0", true), Some((Some(1.0), None)));
        assert_eq!(of(". > 0 and . < 100", false), Some((Some(0.0), Some(100.0))));
        assert_eq!(of(". >= -2.5", false), Some((Some(-2.5), None)));
        for other in [
            ". <= ${B01}",
            "${B01} = '' or . <= 5",
            ". >= 0 or . = -1",
            "regex(., '5')",
            ". >= 0 and x",
            ". = 5",
            "",
        ] {
            assert_eq!(of(other, true), None, "{other}");
        }
    }
}
