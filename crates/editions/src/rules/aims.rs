//! What an edition wants: goals → priorities → tools → indicators, as a tree.

/// What stands in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AimKind {
    Goal,
    Priority,
    Tool,
    Indicator,
}

impl AimKind {
    pub const ALL: [Self; 4] = [Self::Goal, Self::Priority, Self::Tool, Self::Indicator];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Goal => "goal",
            Self::Priority => "priority",
            Self::Tool => "tool",
            Self::Indicator => "indicator",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Goal => "Цель",
            Self::Priority => "Приоритет",
            Self::Tool => "Инструмент",
            Self::Indicator => "Показатель",
        }
    }

    /// A goal stands alone; an indicator may measure any of the others.
    pub const fn stands_under(self, parent: Option<Self>) -> bool {
        match (self, parent) {
            (Self::Goal, None) | (Self::Priority, Some(Self::Goal)) | (Self::Tool, Some(Self::Priority)) => {
                true
            }
            (Self::Indicator, Some(parent)) => !matches!(parent, Self::Indicator),
            _ => false,
        }
    }
}

/// Numbers are kept in thousandths: «39,6» is 39 600.
///
/// `None` for what is no number, or one with more than three digits after the comma.
pub fn thousandths(text: &str) -> Option<i64> {
    let plain: String =
        text.chars().filter(|sign| !sign.is_whitespace()).collect::<String>().replace(',', ".");
    let (sign, digits) = plain.strip_prefix(['-', '−']).map_or((1, plain.as_str()), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || part.len() > 3 || !is_number(whole) || !is_number(part) {
        return None;
    }
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    Some(sign * (whole.parse::<i64>().ok()? * 1000 + part))
}

/// «39,6»: with a decimal comma and without empty digits.
pub fn number(thousandths: i64) -> String {
    let (whole, part) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
    let sign = if thousandths < 0 { "−" } else { "" };
    if part == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole},{}", format!("{part:03}").trim_end_matches('0'))
}

/// How far from the base to the target a value is, in whole percents between 0 and 100; falling indicators count too.
pub fn progress(base: Option<i64>, target: Option<i64>, value: i64) -> Option<u8> {
    let (base, target) = (base.unwrap_or(0), target?);
    if base == target {
        return Some(if value == target { 100 } else { 0 });
    }
    let way = (value - base) * 100 / (target - base);
    u8::try_from(way.clamp(0, 100)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_tree_is_goals_priorities_tools_indicators() {
        use AimKind::{Goal, Indicator, Priority, Tool};
        assert!(Goal.stands_under(None) && !Goal.stands_under(Some(Goal)));
        assert!(Priority.stands_under(Some(Goal)) && !Priority.stands_under(None));
        assert!(Tool.stands_under(Some(Priority)) && !Tool.stands_under(Some(Goal)));
        assert!(Indicator.stands_under(Some(Tool)) && Indicator.stands_under(Some(Goal)));
        assert!(!Indicator.stands_under(Some(Indicator)) && !Indicator.stands_under(None));
    }

    #[test]
    fn numbers_have_a_comma_and_progress_goes_both_ways() {
        assert_eq!(thousandths("39,6"), Some(39_600));
        assert_eq!(thousandths(" 1 200 "), Some(1_200_000));
        assert_eq!(thousandths("−0.5"), Some(-500));
        assert_eq!(
            [thousandths("1,2345"), thousandths("много"), thousandths(",5"), thousandths("")],
            [None; 4]
        );
        assert_eq!(progress(Some(30_000), Some(60_000), 45_000), Some(50));
        assert_eq!(progress(Some(10_000), Some(5_000), 6_000), Some(80), "fewer is better");
        assert_eq!(progress(None, Some(60_000), 90_000), Some(100));
        assert_eq!(progress(None, None, 90_000), None);
    }

    proptest! {
        #[test]
        fn a_number_is_read_back(value in -9_999_999_999_i64..9_999_999_999) {
            prop_assert_eq!(thousandths(&number(value)), Some(value));
        }
    }
}
