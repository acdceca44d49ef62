//! The seven states of anything in a plan.

/// State of a slot, an item, a measure, a section or the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    NotStarted,
    /// Begins within [`State::SOON_DAYS`].
    Soon,
    InProgress,
    Done,
    /// The evidence is dated after the term's last day.
    DoneLate,
    Overdue,
    /// Declared impossible or cancelled, with a reason.
    NotCarriedOut,
}

impl State {
    /// In the order in which summaries list them.
    pub const ALL: [Self; 7] = [
        Self::Done,
        Self::DoneLate,
        Self::InProgress,
        Self::Soon,
        Self::Overdue,
        Self::NotStarted,
        Self::NotCarriedOut,
    ];

    /// How many days before its first day a slot counts as «скоро».
    pub const SOON_DAYS: i32 = 30;

    /// Nothing more is expected.
    pub fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::DoneLate | Self::NotCarriedOut)
    }

    /// In addresses, JSON and style classes.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotStarted => "not-started",
            Self::Soon => "soon",
            Self::InProgress => "running",
            Self::Done => "done",
            Self::DoneLate => "done-late",
            Self::Overdue => "overdue",
            Self::NotCarriedOut => "not-carried-out",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The word beside the colour.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotStarted => "не начато",
            Self::Soon => "скоро",
            Self::InProgress => "идёт",
            Self::Done => "сделано",
            Self::DoneLate => "сделано с опозданием",
            Self::Overdue => "просрочено",
            Self::NotCarriedOut => "не выполнено",
        }
    }

    /// The sign beside the colour: states are told apart without seeing colours.
    pub fn sign(self) -> &'static str {
        match self {
            Self::NotStarted => "○",
            Self::Soon => "◔",
            Self::InProgress => "●",
            Self::Done | Self::DoneLate => "✓",
            Self::Overdue => "!",
            Self::NotCarriedOut => "✕",
        }
    }
}
