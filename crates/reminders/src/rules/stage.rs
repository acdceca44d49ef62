//! When a thing is told: so many days before its deadline, when the deadline has passed, or once.

use jiff::civil::Date;

use super::{Due, Topic};

/// Days before a deadline on which people are reminded.
pub const STAGES: [i32; 4] = [14, 7, 3, 1];

/// A thing at a stage: what a person is told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// `14`, `7`, `3`, `1`, `overdue`, `below`, `asked`; with the deadline, so that a moved one is told anew.
    pub stage: String,
    pub due: Due,
}

/// What a due thing asks to be told today. `reach` is the last day before the person can be told again: before a quiet weekend
/// Friday speaks for Saturday and Sunday too. Told late (the program stood still, the thing appeared late), the nearest
/// stage stands for those that were missed.
pub fn remind(due: &Due, today: Date, reach: Date) -> Option<Reminder> {
    let stage = match due.deadline {
        None => "asked".to_owned(),
        Some(deadline) if due.topic == Topic::Below => format!("below {deadline}"),
        Some(deadline) => format!("{} {deadline}", stage_of(deadline, today, reach)?),
    };
    Some(Reminder { stage, due: due.clone() })
}

fn stage_of(deadline: Date, today: Date, reach: Date) -> Option<String> {
    if days_between(today, deadline) < 0 {
        return Some("overdue".to_owned());
    }
    let left = days_between(reach, deadline);
    STAGES.into_iter().rev().find(|stage| left <= *stage).map(|stage| stage.to_string())
}

/// «просрочено на 168 дней», «срок сегодня», «осталось 3 дня»; «ждёт вас» where there is no term.
pub fn when(deadline: Option<Date>, today: Date) -> String {
    let Some(deadline) = deadline else { return "ждёт вас".to_owned() };
    let days = days_between(today, deadline);
    let counted = |days: i32| {
        let days = i64::from(days);
        format!("{days}\u{a0}{}", ui::ru::plural(days, "день", "дня", "дней"))
    };
    match days {
        0 => "срок сегодня".to_owned(),
        1 => "срок завтра".to_owned(),
        2.. if days % 10 == 1 && days % 100 != 11 => format!("остался {}", counted(days)),
        2.. => format!("осталось {}", counted(days)),
        _ => format!("просрочено на {}", counted(-days)),
    }
}

pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn due(deadline: Option<Date>) -> Due {
        Due {
            key: "k".into(),
            topic: Topic::Lead,
            deadline,
            title: "Семинар".into(),
            note: String::new(),
            href: "/".into(),
        }
    }

    fn stage_on(today: Date, deadline: Date) -> Option<String> {
        remind(&due(Some(deadline)), today, today).map(|one| one.stage.split(' ').next().unwrap().to_owned())
    }

    #[test]
    fn stages_come_fourteen_seven_three_and_one_day_before() {
        let deadline = date(2024, 10, 31);
        let on = |day: i8| stage_on(date(2024, 10, day), deadline);
        assert_eq!(on(16), None);
        assert_eq!(on(17).as_deref(), Some("14"));
        assert_eq!(on(23).as_deref(), Some("14"), "told on the 17th already, unless it could not be");
        assert_eq!(on(24).as_deref(), Some("7"));
        assert_eq!(on(28).as_deref(), Some("3"));
        assert_eq!(on(30).as_deref(), Some("1"));
        assert_eq!(on(31).as_deref(), Some("1"));
        assert_eq!(stage_on(date(2024, 11, 1), deadline).as_deref(), Some("overdue"));
    }

    #[test]
    fn a_moved_deadline_is_told_anew() {
        let today = date(2024, 10, 25);
        let before = remind(&due(Some(date(2024, 10, 28))), today, today).unwrap();
        let after = remind(&due(Some(date(2024, 10, 27))), today, today).unwrap();
        assert_ne!(before.stage, after.stage);
    }

    #[test]
    fn friday_speaks_for_the_weekend() {
        let (friday, sunday) = (date(2024, 10, 25), date(2024, 10, 27));
        let monday = due(Some(date(2024, 10, 28)));
        assert!(remind(&monday, friday, friday).unwrap().stage.starts_with("3 "));
        let told = remind(&monday, friday, sunday).unwrap();
        assert!(told.stage.starts_with("1 "), "the day before is a Sunday, on which nobody is disturbed");
    }

    #[test]
    fn days_are_told_as_people_say_them() {
        let today = date(2024, 10, 15);
        let said = |days: i64| when(Some(today.saturating_add(days.days())), today);
        assert_eq!(said(-168), "просрочено на 168\u{a0}дней");
        assert_eq!(said(-1), "просрочено на 1\u{a0}день");
        assert_eq!(said(0), "срок сегодня");
        assert_eq!(said(1), "срок завтра");
        assert_eq!(said(2), "осталось 2\u{a0}дня");
        assert_eq!(said(11), "осталось 11\u{a0}дней");
        assert_eq!(said(21), "остался 21\u{a0}день");
        assert_eq!(when(None, today), "ждёт вас");
    }

    proptest! {
        /// Whatever days the person can be told on, nothing passes its deadline untold, and each stage is told once.
        #[test]
        fn no_deadline_comes_unannounced(start in 15_i64..40, told_on in proptest::collection::vec(any::<bool>(), 40)) {
            let first = date(2024, 10, 1);
            let deadline = first.saturating_add(start.days());
            let mut told: Vec<String> = Vec::new();
            let day = |n: usize| first.saturating_add(i64::try_from(n).unwrap().days());
            for n in (0..40).filter(|n| told_on[*n]) {
                let next = (n + 1..40).find(|later| told_on[*later]).unwrap_or(41);
                if let Some(one) = remind(&due(Some(deadline)), day(n), day(next - 1))
                    && !told.contains(&one.stage)
                {
                    told.push(one.stage);
                }
            }
            let could_be_told = (0..40).any(|n| told_on[n] && day(n) <= deadline
                && days_between(day((n + 1..40).find(|later| told_on[*later]).unwrap_or(41) - 1), deadline) <= 14);
            prop_assert_eq!(told.iter().any(|stage| !stage.starts_with("overdue")), could_be_told);
            let late = (0..40).any(|n| told_on[n] && day(n) > deadline);
            prop_assert_eq!(told.iter().any(|stage| stage.starts_with("overdue")), late);
            // Nearer and nearer, never back.
            let order: Vec<i32> = told.iter().map(|stage| stage.split(' ').next().unwrap().parse().unwrap_or(-1)).collect();
            prop_assert!(order.windows(2).all(|pair| pair[0] > pair[1]), "{:?}", order);
        }
    }
}
