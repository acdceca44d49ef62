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

/// How far from the base to the target a value is, in whole percents between 0 and 100; falling indicators count too.
/// The nearest whole, but 100 only where the target is reached.
pub fn progress(base: Option<i64>, target: Option<i64>, value: i64) -> Option<u8> {
    let (base, target) = (base.unwrap_or(0), target?);
    if base == target {
        return Some(if value == target { 100 } else { 0 });
    }
    let (whole, passed) =
        if target > base { (target - base, value - base) } else { (base - target, base - value) };
    if passed >= whole {
        return Some(100);
    }
    let nearest = (passed.max(0) * 200 + whole) / (whole * 2);
    u8::try_from(nearest.min(99)).ok()
}

#[cfg(test)]
mod tests {
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
    fn progress_goes_both_ways() {
        assert_eq!(progress(Some(30_000), Some(60_000), 45_000), Some(50));
        assert_eq!(progress(Some(10_000), Some(5_000), 6_000), Some(80), "fewer is better");
        assert_eq!(progress(None, Some(60_000), 90_000), Some(100));
        assert_eq!(progress(Some(10_000), Some(5_000), 12_000), Some(0), "the wrong way");
        assert_eq!(progress(None, None, 90_000), None);
    }

    #[test]
    fn progress_is_the_nearest_whole_percent() {
        assert_eq!(progress(Some(12_000), Some(30_000), 19_000), Some(39), "38,9");
        assert_eq!(progress(Some(0), Some(1_000), 759), Some(76), "75,9");
        assert_eq!(progress(Some(0), Some(1_000), 754), Some(75), "75,4");
        assert_eq!(progress(Some(1_000), Some(0), 241), Some(76), "75,9 of a falling one");
        assert_eq!(progress(Some(0), Some(1_000), 999), Some(99), "not reached yet");
        assert_eq!(progress(Some(0), Some(1_000), 1_000), Some(100));
    }
}
