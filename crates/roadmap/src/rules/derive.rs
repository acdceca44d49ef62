//! From evidence to state: the only place where anything becomes "done".
//!
//! As of a date D, a piece of evidence counts when it had happened by D and had been accepted by the end of D.
//! Whether it was late is judged by the day on which it happened (the date of the document), not by the day on which
//! somebody found time to record or accept it.

use jiff::civil::Date;
use plan::Plan;

use super::{Need, Obligation, PlanKeys, PlanYear, RefinedRequirement, State, obligations_of, together};

/// A piece of evidence, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub measure_key: String,
    pub item_key: Option<String>,
    pub slot_key: String,
    pub kind: Option<String>,
    /// Code of the activity inside the system that left it.
    pub activity: Option<String>,
    pub happened_on: Date,
    pub recorded_on: Date,
    pub state: FactState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactState {
    Pending,
    Accepted { on: Date },
    Refused { on: Date },
    Withdrawn { on: Date },
}

/// «Не выполнено» with a reason, declared for an item (or the measure itself) in a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCarriedOutMark {
    pub measure_key: String,
    pub item_key: Option<String>,
    pub slot_key: String,
    pub reason: String,
    pub since: Date,
    /// The day on which the work was taken up again.
    pub until: Option<Date>,
}

impl FactState {
    /// The state as it was known at the end of a day: a decision that came later had not been made.
    pub fn on(self, as_of: Date) -> Self {
        match self {
            Self::Accepted { on } | Self::Refused { on } | Self::Withdrawn { on } if on > as_of => {
                Self::Pending
            }
            same => same,
        }
    }
}

impl Fact {
    /// Whether it had happened, been recorded and been accepted by the end of a day.
    pub fn counts_on(&self, as_of: Date) -> bool {
        let is_accepted = matches!(self.state.on(as_of), FactState::Accepted { .. });
        is_accepted && self.happened_on <= as_of && self.recorded_on <= as_of
    }
}

impl NotCarriedOutMark {
    pub fn holds_on(&self, as_of: Date) -> bool {
        self.since <= as_of && self.until.is_none_or(|day| as_of < day)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObligationState {
    pub obligation: Obligation,
    pub state: State,
    /// Accepted pieces that count towards the requirement.
    pub satisfied: u32,
    pub required: u32,
    /// The same for each need of the requirement, in its order.
    pub have: Vec<u32>,
    /// Recorded and waiting for a decision.
    pub pending: u32,
    /// Day on which the last needed piece happened.
    pub finished_on: Option<Date>,
    /// Days past the term: until the finish when it is late, until the date of the report when it is overdue.
    pub days_late: i32,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureState {
    pub measure_key: String,
    pub number: String,
    pub state: State,
    pub satisfied: u32,
    pub required: u32,
    pub pending: u32,
    pub obligations: Vec<ObligationState>,
}

impl MeasureState {
    /// State of one item over its slots; `None` for the obligations of the measure itself.
    pub fn item_state(&self, item_key: Option<&str>) -> State {
        let of_item = self.obligations.iter().filter(|one| one.obligation.item_key.as_deref() == item_key);
        together(of_item.map(|one| one.state))
    }

    /// Days past the term of its most overdue part.
    pub fn days_overdue(&self) -> i32 {
        self.obligations
            .iter()
            .filter(|one| one.state == State::Overdue)
            .map(|one| one.days_late)
            .max()
            .unwrap_or(0)
    }

    /// Day of the last piece when everything is done.
    pub fn finished_on(&self) -> Option<Date> {
        if !matches!(self.state, State::Done | State::DoneLate) {
            return None;
        }
        self.obligations.iter().filter_map(|one| one.finished_on).max()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionState {
    pub state: State,
    pub measures: Vec<MeasureState>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanState {
    pub as_of: Date,
    pub state: State,
    pub sections: Vec<SectionState>,
}

impl PlanState {
    pub fn measures(&self) -> impl Iterator<Item = &MeasureState> {
        self.sections.iter().flat_map(|section| &section.measures)
    }

    /// How many measures are in a state.
    pub fn count(&self, state: State) -> usize {
        self.measures().filter(|measure| measure.state == state).count()
    }
}

/// What the evidence makes of a plan as of a date.
pub fn derive(
    plan: &Plan,
    keys: &PlanKeys,
    refined: &[RefinedRequirement],
    facts: &[Fact],
    marks: &[NotCarriedOutMark],
    year: PlanYear,
    as_of: Date,
) -> PlanState {
    let sections: Vec<SectionState> = plan
        .sections
        .iter()
        .map(|section| {
            let measures: Vec<MeasureState> = section
                .measures
                .iter()
                .map(|measure| {
                    let obligations = obligations_of(measure, keys, refined, year);
                    let obligations: Vec<ObligationState> =
                        obligations.into_iter().map(|one| judge(one, facts, marks, as_of)).collect();
                    MeasureState {
                        measure_key: keys.key(&measure.number).to_owned(),
                        number: measure.number.clone(),
                        state: together(obligations.iter().map(|one| one.state)),
                        satisfied: obligations.iter().map(|one| one.satisfied).sum(),
                        required: obligations.iter().map(|one| one.required).sum(),
                        pending: obligations.iter().map(|one| one.pending).sum(),
                        obligations,
                    }
                })
                .collect();
            SectionState { state: together(measures.iter().map(|measure| measure.state)), measures }
        })
        .collect();
    PlanState { as_of, state: together(sections.iter().map(|section| section.state)), sections }
}

fn judge(
    obligation: Obligation,
    facts: &[Fact],
    marks: &[NotCarriedOutMark],
    as_of: Date,
) -> ObligationState {
    let is_its_own = |measure_key: &str, item_key: Option<&str>, slot_key: &str| {
        measure_key == obligation.measure_key
            && item_key == obligation.item_key.as_deref()
            && slot_key == obligation.slot.key
    };
    let own: Vec<&Fact> = facts
        .iter()
        .filter(|fact| is_its_own(&fact.measure_key, fact.item_key.as_deref(), &fact.slot_key))
        .filter(|fact| fact.recorded_on <= as_of && fact.happened_on <= as_of)
        .collect();
    let accepted: Vec<&Fact> = own.iter().copied().filter(|fact| fact.counts_on(as_of)).collect();
    let pending = own.iter().filter(|fact| fact.state.on(as_of) == FactState::Pending).count();
    let pending = u32::try_from(pending).unwrap_or(u32::MAX);

    let (have, finished_on) = measure_needs(&obligation, &accepted);
    let satisfied = have.iter().sum();
    let required = obligation.requirement.total();
    let mark = marks.iter().find(|mark| {
        is_its_own(&mark.measure_key, mark.item_key.as_deref(), &mark.slot_key) && mark.holds_on(as_of)
    });
    let is_satisfied = satisfied >= required;
    let is_period_over = as_of > obligation.slot.to;
    // A record that was taken back was none; one that was returned is work begun.
    let has_begun = own.iter().any(|fact| !matches!(fact.state.on(as_of), FactState::Withdrawn { .. }));

    let state = if mark.is_some() {
        State::NotCarriedOut
    } else if is_satisfied && (!obligation.runs_to_the_end || is_period_over || as_of == obligation.slot.to) {
        if finished_on.is_some_and(|day| day > obligation.slot.to) { State::DoneLate } else { State::Done }
    } else if is_period_over {
        State::Overdue
    } else if as_of >= obligation.slot.from || has_begun {
        State::InProgress
    } else if days_between(as_of, obligation.slot.from) <= State::SOON_DAYS {
        State::Soon
    } else {
        State::NotStarted
    };
    let days_late = match state {
        State::DoneLate => finished_on.map_or(0, |day| days_between(obligation.slot.to, day)),
        State::Overdue => days_between(obligation.slot.to, as_of),
        _ => 0,
    };
    ObligationState {
        state,
        satisfied,
        required,
        have,
        pending,
        finished_on: finished_on.filter(|_| is_satisfied),
        days_late,
        reason: mark.map(|mark| mark.reason.clone()),
        obligation,
    }
}

/// How many pieces there are for each need, and when the last of them happened.
fn measure_needs(obligation: &Obligation, accepted: &[&Fact]) -> (Vec<u32>, Option<Date>) {
    let needs = &obligation.requirement.needs;
    let mut desk = Desk { needs, order: (0..needs.len()).collect(), taken: vec![Vec::new(); needs.len()] };
    // Needs that ask for more choose first; "any evidence" takes what they left.
    desk.order.sort_by_key(|index| std::cmp::Reverse(needs[*index].strictness()));
    let mut facts: Vec<&Fact> = accepted.to_vec();
    facts.sort_by_key(|fact| fact.happened_on);
    for fact in facts {
        desk.place(fact, &mut vec![false; needs.len()]);
    }
    let have = desk.taken.iter().map(|facts| u32::try_from(facts.len()).unwrap_or(u32::MAX)).collect();
    (have, desk.taken.iter().flatten().map(|fact| fact.happened_on).max())
}

/// Pieces of evidence laid to the needs that they serve.
struct Desk<'f> {
    needs: &'f [Need],
    order: Vec<usize>,
    taken: Vec<Vec<&'f Fact>>,
}

impl<'f> Desk<'f> {
    fn serves(&self, index: usize, fact: &Fact) -> bool {
        self.needs[index].takes(fact.kind.as_deref(), fact.activity.as_deref())
    }

    fn has_room(&self, index: usize) -> bool {
        u32::try_from(self.taken[index].len()).is_ok_and(|count| count < self.needs[index].count)
    }

    /// Lays a piece where there is room, or where another that serves elsewhere too can give way: so as many needs as
    /// possible are met, whatever the order in which evidence came.
    fn place(&mut self, fact: &'f Fact, tried: &mut [bool]) -> bool {
        let open: Vec<usize> =
            self.order.iter().copied().filter(|index| !tried[*index] && self.serves(*index, fact)).collect();
        if let Some(index) = open.iter().copied().find(|index| self.has_room(*index)) {
            self.taken[index].push(fact);
            return true;
        }
        for index in open {
            tried[index] = true;
            for at in 0..self.taken[index].len() {
                let other = self.taken[index][at];
                if self.place(other, tried) {
                    self.taken[index][at] = fact;
                    return true;
                }
            }
        }
        false
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
