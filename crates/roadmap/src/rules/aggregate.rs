//! The state of a whole out of the states of its parts.

use super::State;

/// An overdue part makes the whole overdue; a whole is done when every part is finished; begun means in progress.
///
/// An empty whole has not started: there is nothing that could have been done.
pub fn together(parts: impl IntoIterator<Item = State>) -> State {
    let parts: Vec<State> = parts.into_iter().collect();
    let has = |state: State| parts.contains(&state);
    if parts.is_empty() {
        return State::NotStarted;
    }
    if has(State::Overdue) {
        return State::Overdue;
    }
    if parts.iter().all(|state| state.is_finished()) {
        return if has(State::NotCarriedOut) {
            State::NotCarriedOut
        } else if has(State::DoneLate) {
            State::DoneLate
        } else {
            State::Done
        };
    }
    if has(State::InProgress) || parts.iter().any(|state| state.is_finished()) {
        return State::InProgress;
    }
    if has(State::Soon) { State::Soon } else { State::NotStarted }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn examples() {
        use State::{Done, DoneLate, InProgress, NotCarriedOut, NotStarted, Overdue, Soon};
        assert_eq!(together([Done, Done]), Done);
        assert_eq!(together([Done, DoneLate]), DoneLate);
        assert_eq!(together([Done, NotStarted]), InProgress, "begun, not finished");
        assert_eq!(together([Done, Overdue, NotStarted]), Overdue);
        assert_eq!(together([Soon, NotStarted]), Soon);
        assert_eq!(together([Done, NotCarriedOut]), NotCarriedOut);
        assert_eq!(together([InProgress, Soon]), InProgress);
        assert_eq!(together([]), NotStarted);
    }

    fn any_state() -> impl Strategy<Value = State> {
        prop::sample::select(State::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn the_order_of_parts_does_not_matter(mut parts in prop::collection::vec(any_state(), 0..12)) {
            let state = together(parts.clone());
            parts.reverse();
            prop_assert_eq!(together(parts), state);
        }

        #[test]
        fn a_part_alone_is_the_whole(part in any_state()) {
            prop_assert_eq!(together([part]), part);
        }

        /// Wholes of wholes agree with the whole of all parts on what matters: overdue and finished.
        #[test]
        fn grouping_hides_neither_overdue_nor_unfinished(groups in prop::collection::vec(prop::collection::vec(any_state(), 1..5), 1..5)) {
            let flat = together(groups.iter().flatten().copied());
            let nested = together(groups.iter().map(|group| together(group.iter().copied())));
            prop_assert_eq!(flat == State::Overdue, nested == State::Overdue);
            prop_assert_eq!(flat.is_finished(), nested.is_finished());
        }
    }
}
