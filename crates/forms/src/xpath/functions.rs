//! Functions that formulas may call.

macro_rules! functions {
    ($($name:ident $word:literal $least:literal $most:literal),* $(,)?) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Function {
            $($name,)*
        }

        impl Function {
            pub fn named(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$name),)*
                    _ => None,
                }
            }

            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// Fewest and most arguments.
            pub fn arguments(self) -> (usize, usize) {
                match self {
                    $(Self::$name => ($least, $most),)*
                }
            }
        }
    };
}

functions! {
    If "if" 3 3,
    Coalesce "coalesce" 2 99,
    Once "once" 1 1,
    Selected "selected" 2 2,
    SelectedAt "selected-at" 2 2,
    CountSelected "count-selected" 1 1,
    ChoiceName "jr:choice-name" 2 2,
    IndexedRepeat "indexed-repeat" 3 7,
    Position "position" 0 1,
    Last "last" 0 0,
    Count "count" 1 1,
    CountNonEmpty "count-non-empty" 1 1,
    Sum "sum" 1 1,
    Min "min" 1 99,
    Max "max" 1 99,
    Regex "regex" 2 2,
    Contains "contains" 2 2,
    StartsWith "starts-with" 2 2,
    EndsWith "ends-with" 2 2,
    Substring "substring" 2 3,
    Substr "substr" 2 3,
    SubstringBefore "substring-before" 2 2,
    SubstringAfter "substring-after" 2 2,
    StringLength "string-length" 0 1,
    NormalizeSpace "normalize-space" 0 1,
    Translate "translate" 3 3,
    Concat "concat" 0 99,
    Join "join" 1 99,
    UpperCase "upper-case" 1 1,
    LowerCase "lower-case" 1 1,
    String "string" 0 1,
    Number "number" 0 1,
    Boolean "boolean" 1 1,
    BooleanFromString "boolean-from-string" 1 1,
    Not "not" 1 1,
    True "true" 0 0,
    False "false" 0 0,
    Today "today" 0 0,
    Now "now" 0 0,
    Date "date" 1 1,
    DateTime "date-time" 1 1,
    FormatDate "format-date" 2 2,
    FormatDateTime "format-date-time" 2 2,
    DecimalDateTime "decimal-date-time" 1 1,
    DecimalTime "decimal-time" 1 1,
    Round "round" 1 2,
    Floor "floor" 1 1,
    Ceiling "ceiling" 1 1,
    Int "int" 1 1,
    Abs "abs" 1 1,
    Pow "pow" 2 2,
    Exp "exp" 1 1,
    Exp10 "exp10" 1 1,
    Log "log" 1 1,
    Log10 "log10" 1 1,
    Sqrt "sqrt" 1 1,
    Sin "sin" 1 1,
    Cos "cos" 1 1,
    Tan "tan" 1 1,
    Asin "asin" 1 1,
    Acos "acos" 1 1,
    Atan "atan" 1 1,
    Atan2 "atan2" 2 2,
    Pi "pi" 0 0,
    Random "random" 0 0,
    Uuid "uuid" 0 1,
    Randomize "randomize" 1 2,
    Pulldata "pulldata" 4 4,
    Instance "instance" 1 1,
    Current "current" 0 0,
    Digest "digest" 2 3,
    Base64Decode "base64-decode" 1 1,
    Area "area" 1 1,
    Distance "distance" 1 2,
    Geofence "geofence" 2 2,
    Checklist "checklist" 3 99,
    WeightedChecklist "weighted-checklist" 4 99,
    Depend "depend" 1 99,
    Itext "jr:itext" 1 1,
    // Ours: the last period, the organisation, sets of files, age (README.md, «Beyond XLSForm»).
    Prev "prev" 1 1,
    Profile "profile" 1 1,
    CountMandatory "count_mandatory" 1 1,
    AgeDays "age_days" 1 1,
    // Of the Community Health Toolkit.
    AddDate "add-date" 2 6,
    DifferenceInDays "difference-in-days" 2 2,
    DifferenceInWeeks "difference-in-weeks" 2 2,
    DifferenceInMonths "difference-in-months" 2 2,
    DifferenceInYears "difference-in-years" 2 2,
}
