use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn term(from: Option<Date>, to: Option<Date>, recurrence: Option<Recurrence>) -> Term {
    Term { text: "срок".into(), from, to, recurrence, ..Term::default() }
}

fn read(text: &str, year: PlanYear) -> Vec<Slot> {
    slots_of(&crate::term::term_of(text, year.year(), year.start_month()).0, year)
}

fn days(slots: &[Slot]) -> Vec<(&str, Date, Date)> {
    slots.iter().map(|slot| (slot.key.as_str(), slot.from, slot.to)).collect()
}

fn calendar() -> PlanYear {
    PlanYear::new(2025, 1)
}

#[test]
fn a_month_range_is_one_slot_and_an_undated_term_spans_the_year() {
    let slots =
        slots_of(&term(Some(date(2024, 2, 1)), Some(date(2024, 4, 30)), None), PlanYear::new(2024, 1));
    assert_eq!(days(&slots), [("whole", date(2024, 2, 1), date(2024, 4, 30))]);
    assert!(!slots[0].is_undated);
    let undated = slots_of(&term(None, None, Some(Recurrence::BySeparatePlan)), PlanYear::new(2024, 1));
    assert_eq!((undated[0].from, undated[0].to), (date(2024, 1, 1), date(2024, 12, 31)));
    assert!(undated[0].is_undated);
}

#[test]
fn recurring_terms_have_a_slot_each_time() {
    let quarters = read("ежеквартально", calendar());
    assert_eq!(quarters.iter().map(|slot| slot.key.as_str()).collect::<Vec<_>>(), ["q1", "q2", "q3", "q4"]);
    assert_eq!((quarters[2].from, quarters[2].to), (date(2025, 7, 1), date(2025, 9, 30)));
    let months = read("ежемесячно", PlanYear::new(2024, 1));
    assert_eq!(months.len(), 12);
    assert_eq!((months[1].label.as_str(), months[1].to), ("февраль", date(2024, 2, 29)));
    assert_eq!(read("раз в полугодие", calendar()).len(), 2);
    assert_eq!(read("постоянно", calendar()).len(), 1);
    assert_eq!(read("еженедельно", calendar()).len(), 53);
}

#[test]
fn lists_of_months_are_slots_of_their_own() {
    let slots = read("март, июнь, сентябрь", calendar());
    assert_eq!(
        days(&slots),
        [
            ("m03", date(2025, 3, 1), date(2025, 3, 31)),
            ("m06", date(2025, 6, 1), date(2025, 6, 30)),
            ("m09", date(2025, 9, 1), date(2025, 9, 30)),
        ]
    );
    assert_eq!(slots[0].label, "март");
    let ranges = read("май-июнь; октябрь", calendar());
    assert_eq!(ranges[0].label, "май–июнь");
    assert_eq!(read("Ежеквартально (март, июнь, сентябрь, декабрь)", calendar()).len(), 4);
    assert_eq!(read("два раза в год: апрель, октябрь", calendar())[1].from, date(2025, 10, 1));
    assert_eq!(read("12, 19 ноября", calendar())[1].key, "d1119");
}

#[test]
fn several_times_in_a_period_and_each_nth_period() {
    let twice = read("2 раза в месяц", calendar());
    assert_eq!(twice.len(), 24);
    assert_eq!(
        days(&twice[..2]),
        [("m01-1", date(2025, 1, 1), date(2025, 1, 15)), ("m01-2", date(2025, 1, 16), date(2025, 1, 31))]
    );
    assert_eq!(twice[1].label, "январь 2-й раз");
    let alternate = read("1 раз в 2 месяца", calendar());
    assert_eq!(alternate.len(), 6);
    assert_eq!((alternate[5].label.as_str(), alternate[5].to), ("ноябрь–декабрь", date(2025, 12, 31)));
    assert_eq!(read("2 раза в квартал", calendar()).len(), 8);
    assert_eq!(read("3 раза в год", calendar()).len(), 3);
    assert_eq!(read("5 раз в год", calendar()).len(), 5);
    assert_eq!(read("раз в две недели", calendar()).len(), 27);
}

#[test]
fn due_days_end_their_periods() {
    let monthly = read("до 10 числа каждого месяца", calendar());
    assert_eq!(monthly.len(), 12);
    assert_eq!((monthly[1].from, monthly[1].to), (date(2025, 1, 11), date(2025, 2, 10)));
    let reports = read("ежеквартально, до 10 числа месяца, следующего за отчетным", calendar());
    let ends: Vec<Date> = reports.iter().map(|slot| slot.to).collect();
    assert_eq!(ends, [date(2025, 4, 10), date(2025, 7, 10), date(2025, 10, 10), date(2026, 1, 10)]);
    let fridays = read("последняя пятница месяца", calendar());
    assert_eq!((fridays[0].to, fridays[1].to), (date(2025, 1, 31), date(2025, 2, 28)));
    let tuesdays = read("каждый вторник", calendar());
    assert_eq!((tuesdays[0].to, tuesdays[1].to), (date(2025, 1, 7), date(2025, 1, 14)));
    assert_eq!(read("до 31 числа каждого месяца", calendar())[1].to, date(2025, 2, 28));
}

#[test]
fn quarters_of_a_school_year_are_called_by_their_months() {
    let year = PlanYear::new(2024, 9);
    let slots = slots_of(&term(None, None, Some(Recurrence::Quarterly)), year);
    assert_eq!((slots[0].from, slots[0].to), (date(2024, 9, 1), date(2024, 11, 30)));
    assert_eq!(slots[0].label, "сентябрь–ноябрь");
    assert_eq!(slots[3].to, date(2025, 8, 31));
    assert_eq!(year.month_index(date(2025, 3, 10)), 6);
}

#[test]
fn a_recurring_term_within_the_year_keeps_only_the_quarters_it_touches() {
    let slots = slots_of(
        &term(Some(date(2024, 5, 15)), Some(date(2024, 9, 30)), Some(Recurrence::Quarterly)),
        PlanYear::new(2024, 1),
    );
    assert_eq!(
        days(&slots),
        [("q2", date(2024, 5, 15), date(2024, 6, 30)), ("q3", date(2024, 7, 1), date(2024, 9, 30))]
    );
}

const KINDS: [Option<Recurrence>; 8] = [
    None,
    Some(Recurrence::Weekly),
    Some(Recurrence::Monthly),
    Some(Recurrence::Quarterly),
    Some(Recurrence::HalfYearly),
    Some(Recurrence::Yearly),
    Some(Recurrence::Continuous),
    Some(Recurrence::BySeparatePlan),
];

proptest! {
    /// Whatever the term, its slots lie inside it, follow each other without a gap or an overlap, and have distinct keys.
    #[test]
    fn slots_tile_their_term(
        start in 0_i32..365, length in 0_i32..365, which in 0_usize..8,
        month in prop::sample::select(vec![1_i8, 9]), every in prop::option::of(1_u8..13), times in prop::option::of(1_u8..9),
    ) {
        let year = PlanYear::new(2024, month);
        let from = year.first_day.saturating_add(start.days());
        let to = from.saturating_add(length.days()).min(year.last_day());
        let slots = slots_of(&Term { every, times, ..term(Some(from), Some(to), KINDS[which]) }, year);
        prop_assert_eq!(slots[0].from, from);
        prop_assert_eq!(slots[slots.len() - 1].to, to);
        for pair in slots.windows(2) {
            prop_assert_eq!(pair[0].to.saturating_add(1.day()), pair[1].from);
            prop_assert!(pair[0].key != pair[1].key);
        }
    }

    /// Due days and lists of months keep the order of time and never make a slot that ends before it begins.
    #[test]
    fn slots_go_forward(
        which in 0_usize..8, day in 1_i8..32, nth in prop::sample::select(vec![1_i8, 2, 3, 4, -1]), form in 0_usize..4,
        starts in prop::collection::vec((0_i32..350, 0_i32..20), 0..6),
    ) {
        let year = PlanYear::new(2025, 1);
        let weekday = day % 7 + 1;
        let due = [Due::Day(day), Due::DayOfNextMonth(day), Due::Weekday(weekday), Due::NthWeekday { nth, weekday }][form];
        let periods = starts.iter().map(|(start, length)| {
            let from = year.first_day.saturating_add(start.days());
            Period { from, to: from.saturating_add(length.days()) }
        });
        let term = Term { due: Some(due), periods: periods.collect(), ..term(None, None, KINDS[which]) };
        let slots = slots_of(&term, year);
        prop_assert!(!slots.is_empty());
        for slot in &slots {
            prop_assert!(slot.from <= slot.to);
        }
        for pair in slots.windows(2) {
            prop_assert!(pair[0].from <= pair[1].from);
            prop_assert!(pair[0].key != pair[1].key);
        }
    }
}
