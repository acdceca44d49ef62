use jiff::civil::date;

use super::*;

fn told(text: &str) -> (Option<Date>, Option<Date>, Option<Recurrence>) {
    let parsed = parse_term(text, 2024, 1);
    (parsed.from, parsed.to, parsed.recurrence)
}

fn dates(text: &str) -> (Date, Date) {
    let parsed = parse_term(text, 2024, 1);
    (
        parsed.from.unwrap_or_else(|| panic!("{text}: no first day")),
        parsed.to.unwrap_or_else(|| panic!("{text}: no last day")),
    )
}

#[test]
fn months_and_ranges_of_months() {
    assert_eq!(dates("февраль-апрель"), (date(2024, 2, 1), date(2024, 4, 30)));
    assert_eq!(dates("Январь-февраль"), (date(2024, 1, 1), date(2024, 2, 29)));
    assert_eq!(dates("сентябрь – октябрь"), (date(2024, 9, 1), date(2024, 10, 31)));
    assert_eq!(dates("март"), (date(2024, 3, 1), date(2024, 3, 31)));
    assert_eq!(dates("в марте"), (date(2024, 3, 1), date(2024, 3, 31)));
    assert_eq!(dates("август 2025 г."), (date(2025, 8, 1), date(2025, 8, 31)));
    assert_eq!(dates("март-май 2025"), (date(2025, 3, 1), date(2025, 5, 31)));
    assert_eq!(dates("декабрь 2024 – февраль 2025 года"), (date(2024, 12, 1), date(2025, 2, 28)));
    assert_eq!(dates("с сентября по декабрь"), (date(2024, 9, 1), date(2024, 12, 31)));
    assert_eq!(dates("ноябрь-январь"), (date(2024, 11, 1), date(2025, 1, 31)));
    assert_eq!(dates("сентябрь, ноябрь"), (date(2024, 9, 1), date(2024, 11, 30)));
    assert!(parse_term("сентябрь, ноябрь", 2024, 1).remark.is_some());
    assert_eq!(dates("первая половина июня"), (date(2024, 6, 1), date(2024, 6, 15)));
    assert_eq!(dates("конец мая"), (date(2024, 5, 21), date(2024, 5, 31)));
    assert_eq!(dates("III декада октября"), (date(2024, 10, 21), date(2024, 10, 31)));
    assert_eq!(dates("последняя неделя октября"), (date(2024, 10, 25), date(2024, 10, 31)));
}

#[test]
fn days() {
    assert_eq!(told("до 15 марта 2025 г."), (None, Some(date(2025, 3, 15)), None));
    assert_eq!(told("не позднее 1 декабря"), (None, Some(date(2024, 12, 1)), None));
    assert_eq!(told("до 15.03.2025"), (None, Some(date(2025, 3, 15)), None));
    assert_eq!(dates("15.03.2025"), (date(2025, 3, 15), date(2025, 3, 15)));
    assert_eq!(dates("10–20 ноября"), (date(2024, 11, 10), date(2024, 11, 20)));
    assert_eq!(dates("с 1 по 15 мая"), (date(2024, 5, 1), date(2024, 5, 15)));
    assert_eq!(dates("25 сентября – 5 октября"), (date(2024, 9, 25), date(2024, 10, 5)));
    assert_eq!(dates("с 25 сентября по 5 октября 2025 года"), (date(2025, 9, 25), date(2025, 10, 5)));
    assert_eq!(dates("01.09.2024-15.10.2024"), (date(2024, 9, 1), date(2024, 10, 15)));
    assert_eq!(dates("с 01.09 по 15.10"), (date(2024, 9, 1), date(2024, 10, 15)));
    assert_eq!(dates("25 октября"), (date(2024, 10, 25), date(2024, 10, 25)));
    assert_eq!(dates("12, 19 ноября"), (date(2024, 11, 12), date(2024, 11, 19)));
    assert_eq!(told("31 февраля"), (None, None, None));
    assert_eq!(told("до конца года"), (None, Some(date(2024, 12, 31)), None));
    assert_eq!(told("до сентября"), (None, Some(date(2024, 8, 31)), None));
}

#[test]
fn quarters_and_halves() {
    assert_eq!(dates("I квартал"), (date(2024, 1, 1), date(2024, 3, 31)));
    assert_eq!(dates("1-й квартал 2025 г."), (date(2025, 1, 1), date(2025, 3, 31)));
    assert_eq!(dates("II-III кварталы"), (date(2024, 4, 1), date(2024, 9, 30)));
    assert_eq!(dates("4 кв."), (date(2024, 10, 1), date(2024, 12, 31)));
    assert_eq!(dates("1 полугодие"), (date(2024, 1, 1), date(2024, 6, 30)));
    assert_eq!(dates("второе полугодие"), (date(2024, 7, 1), date(2024, 12, 31)));
}

#[test]
fn repetition() {
    let year = (Some(date(2024, 1, 1)), Some(date(2024, 12, 31)));
    for (text, recurrence) in [
        ("ежеквартально", Recurrence::Quarterly),
        ("1 раз в квартал", Recurrence::Quarterly),
        ("Ежемесячно", Recurrence::Monthly),
        ("еженедельно", Recurrence::Weekly),
        ("2 раза в год", Recurrence::HalfYearly),
        ("раз в полугодие", Recurrence::HalfYearly),
        ("в течение года", Recurrence::Continuous),
        ("В течение всего года", Recurrence::Continuous),
        ("в течение 2024 года", Recurrence::Continuous),
        ("весь период", Recurrence::Continuous),
        ("постоянно", Recurrence::Continuous),
        ("в течение учебного года", Recurrence::Continuous),
    ] {
        assert_eq!(told(text), (year.0, year.1, Some(recurrence)), "{text}");
    }
    for text in ["по отдельному плану", "по отдельному графику", "по мере необходимости", "по согласованию"]
    {
        assert_eq!(told(text), (None, None, Some(Recurrence::BySeparatePlan)), "{text}");
    }
    assert_eq!(told("ежегодно"), (year.0, year.1, None));
    assert_eq!(
        told("ежемесячно с сентября по ноябрь"),
        (Some(date(2024, 9, 1)), Some(date(2024, 11, 30)), Some(Recurrence::Monthly))
    );
    assert_eq!(told("в течение ноября"), (Some(date(2024, 11, 1)), Some(date(2024, 11, 30)), None));
}

#[test]
fn a_school_year_begins_in_september() {
    let parsed = |text| parse_term(text, 2024, 9);
    assert_eq!(parsed("март").from, Some(date(2025, 3, 1)));
    assert_eq!(parsed("октябрь").from, Some(date(2024, 10, 1)));
    assert_eq!(parsed("в течение учебного года").to, Some(date(2025, 8, 31)));
    assert_eq!(parsed("ноябрь-январь").to, Some(date(2025, 1, 31)));
    assert_eq!(parsed("до 15 марта").to, Some(date(2025, 3, 15)));
    assert_eq!(parsed("I квартал").from, Some(date(2025, 1, 1)), "quarters are of the calendar");
}

#[test]
fn what_is_no_term_is_not_guessed() {
    for text in ["", "КГАОУ ДПО ХК ИРО", "после согласования с министерством", "Маяковский", "майнинг"]
    {
        assert!(!parse_term(text, 2024, 1).is_understood(), "{text}");
    }
}

/// Every form of the reviewers' list and more: `text → days, repetition, remark`.
#[test]
fn forms_of_terms() {
    let forms = include_str!("../../tests/terms.txt");
    let mut told = String::new();
    for line in forms.lines().filter(|line| !line.is_empty()) {
        let (calendar, _) = term_of(line, 2025, 1);
        let (school, _) = term_of(line, 2025, 9);
        told.push_str(&format!("{line}\n    {}\n", short(&calendar)));
        if short(&school) != short(&calendar) {
            told.push_str(&format!("    2025/26: {}\n", short(&school)));
        }
    }
    insta::assert_snapshot!(told);
}

fn short(term: &Term) -> String {
    let day = |day: Option<Date>| day.map_or("…".to_owned(), |day| day.strftime("%d.%m.%y").to_string());
    let mut told = match (term.from, term.to) {
        (None, None) => "no days".to_owned(),
        (from, to) => format!("{}–{}", day(from), day(to)),
    };
    if let Some(recurrence) = term.recurrence {
        told.push_str(&format!(", {recurrence:?}"));
    }
    if let Some(every) = term.every {
        told.push_str(&format!(", every {every}"));
    }
    if let Some(times) = term.times {
        told.push_str(&format!(", {times} times"));
    }
    if let Some(due) = term.due {
        told.push_str(&format!(", due {due:?}"));
    }
    for period in &term.periods {
        told.push_str(&format!(" [{}–{}]", day(Some(period.from)), day(Some(period.to))));
    }
    told
}

/// Only a deadline begins where what stands before it has ended.
#[test]
fn deadlines_among_other_stretches() {
    for (text, wanted) in [
        ("до 1 марта; март – апрель; май", "…–31.05 [01.01–01.03] [01.03–30.04] [01.05–31.05]"),
        ("март; до 15 мая", "01.03–15.05 [01.03–31.03] [01.04–15.05]"),
        ("до 1 марта, до 1 июня", "…–01.06 [01.01–01.03] [02.03–01.06]"),
    ] {
        let term = parse_term(text, 2025, 1);
        let day = |day: Option<Date>| day.map_or("…".to_owned(), |day| day.strftime("%d.%m").to_string());
        let mut told = format!("{}–{}", day(term.from), day(term.to));
        for period in &term.periods {
            told.push_str(&format!(" [{}–{}]", day(Some(period.from)), day(Some(period.to))));
        }
        assert_eq!(told, wanted, "{text}");
    }
}

#[test]
fn what_lies_beyond_the_year_is_cut_or_told() {
    let (term, parsed) = term_of("с 1 сентября 2025 г. по 31 мая 2026 г.", 2025, 1);
    assert_eq!((term.from, term.to), (Some(date(2025, 9, 1)), Some(date(2025, 12, 31))));
    assert!(parsed.remark.is_some_and(|remark| remark.contains("выходит за год плана")));
    let (term, parsed) = term_of("до 15 марта 2027 г.", 2025, 1);
    assert_eq!((term.from, term.to), (None, Some(date(2027, 3, 15))), "a deadline is not made stricter");
    assert!(parsed.remark.is_some_and(|remark| remark.contains("вне года")));
    let (term, _) = term_of("ноябрь 2025 г., февраль 2026 г.", 2025, 1);
    assert_eq!((term.from, term.to), (Some(date(2025, 11, 1)), Some(date(2025, 11, 30))));
    assert!(term.periods.is_empty());
}

#[test]
fn a_cell_that_is_a_term_is_told_from_one_that_mentions_time() {
    let year = PlanYear::new(2025, 1);
    for text in [
        "март",
        "до 15 марта 2025 г.",
        "ежеквартально",
        "I квартал",
        "в период проведения месячника",
        "по отдельному плану",
    ] {
        assert!(reads_as_term(text, year), "{text}");
    }
    for text in [
        "Заседание совета в марте",
        "Мероприятия к 8 марта для педагогов",
        "Работа по плану МИБЦ",
        "КГАОУ ДПО ХК ИРО",
        "15",
    ] {
        assert!(!reads_as_term(text, year), "{text}");
    }
}

/// Found by the fuzzer: the end came before the beginning.
#[test]
fn what_begins_in_a_later_year_does_not_end_before() {
    for text in ["Март 2025 г., далее – по графику", "март 2025 г., далее ежемесячно"]
    {
        let (from, to) = dates(text);
        assert!(from <= to, "{text}: {from} {to}");
    }
}

/// Found by the fuzzer: more months than a byte holds.
#[test]
fn so_many_times_in_many_years_is_not_multiplied() {
    for text in ["2 раза в 23 года", "раз в 31 год", "3 раза в 31 квартал"] {
        assert_eq!(parse_term(text, 2024, 1).times, None, "{text}");
    }
}

/// What was read wrongly once, and forms of the same: a year's clerk reads them so.
#[test]
fn words_that_say_when_in_many_ways() {
    assert_eq!(told("с понедельника по пятницу").2, Some(Recurrence::Continuous));
    assert_eq!(parse_term("вторник – четверг", 2024, 1).times, Some(3));
    assert_eq!(parse_term("среда", 2024, 1).due, Some(Due::Weekday(3)));
    assert_eq!(parse_term("среда обитания", 2024, 1), ParsedTerm::default());
    assert_eq!(dates("конец III квартала"), (date(2024, 9, 1), date(2024, 9, 30)));
    assert_eq!(dates("начало I полугодия"), (date(2024, 1, 1), date(2024, 2, 29)));
    assert_eq!(dates("вторая половина II квартала"), (date(2024, 5, 16), date(2024, 6, 30)));
    assert_eq!(told("до конца III квартала"), (None, Some(date(2024, 9, 30)), None));
    assert_eq!(told("до III квартала"), (None, Some(date(2024, 6, 30)), None));
    assert_eq!(told("до середины мая"), (None, Some(date(2024, 5, 15)), None));
    assert_eq!(told("до начала мая"), (None, Some(date(2024, 4, 30)), None));
    assert_eq!(told("по 15 мая"), (None, Some(date(2024, 5, 15)), None));
    assert_eq!(dates("не ранее 15 мая"), (date(2024, 5, 15), date(2024, 12, 31)));
    assert_eq!(dates("в 20-х числах мая"), (date(2024, 5, 20), date(2024, 5, 29)));
    assert_eq!(told("в конце 2025 года"), (Some(date(2025, 12, 1)), Some(date(2025, 12, 31)), None));
    assert_eq!(told("раз в 2 года"), (Some(date(2024, 1, 1)), Some(date(2024, 12, 31)), None));
    assert_eq!(parse_term("1 и 15 числа каждого месяца", 2024, 1).times, Some(2));
    assert_eq!(
        parse_term("каждый второй вторник", 2024, 1).due,
        Some(Due::NthWeekday { nth: 2, weekday: 2 })
    );
    assert!(parse_term("каждый второй вторник", 2024, 1).remark.is_some(), "of which month is not said");
    assert!(parse_term("до 5 сентрября", 2024, 1).remark.is_some(), "a slip is told");
}

#[test]
fn a_part_of_each_month_or_quarter() {
    for (text, recurrence, day) in [
        ("I декада каждого месяца", Recurrence::Monthly, Some(10)),
        ("2-я декада каждого месяца", Recurrence::Monthly, Some(20)),
        ("в третьей декаде месяца", Recurrence::Monthly, Some(31)),
        ("ежемесячно, I декада", Recurrence::Monthly, Some(10)),
        ("ежемесячно в первой половине", Recurrence::Monthly, Some(15)),
        ("первая неделя каждого месяца", Recurrence::Monthly, Some(7)),
        ("1 числа каждого месяца", Recurrence::Monthly, Some(1)),
        ("первые числа месяца", Recurrence::Monthly, Some(10)),
        ("последний рабочий день месяца", Recurrence::Monthly, Some(31)),
        ("в последний день квартала", Recurrence::Quarterly, Some(31)),
        ("первая декада квартала", Recurrence::Quarterly, None),
        ("в конце каждого полугодия", Recurrence::HalfYearly, Some(31)),
    ] {
        let parsed = parse_term(text, 2025, 1);
        assert_eq!((parsed.recurrence, parsed.due), (Some(recurrence), day.map(Due::Day)), "{text}");
    }
    assert_eq!(parse_term("ежемесячно с первой недели сентября", 2025, 1).due, None);
    assert!(
        parse_term("вторая декада каждого квартала", 2025, 1).remark.is_some(),
        "of which month is not said"
    );
}

#[test]
fn a_deadline_at_the_end_of_some_period_is_told() {
    for text in ["до конца полугодия", "к концу квартала", "не позднее конца месяца"]
    {
        assert!(
            parse_term(text, 2025, 1).remark.is_some_and(|remark| remark.contains("не сказано")),
            "{text}"
        );
    }
    for text in ["до конца каждого полугодия", "до конца отчётного квартала", "в конце месяца"]
    {
        assert_eq!(parse_term(text, 2025, 1).remark, None, "{text}");
    }
}

#[test]
fn a_part_named_after_its_month() {
    assert_eq!(dates("май (1-я половина)"), (date(2024, 5, 1), date(2024, 5, 15)));
    assert_eq!(dates("май (вторая половина)"), (date(2024, 5, 16), date(2024, 5, 31)));
    assert_eq!(dates("октябрь, III декада"), (date(2024, 10, 21), date(2024, 10, 31)));
    assert_eq!(dates("ноябрь 2024 г. (начало)"), (date(2024, 11, 1), date(2024, 11, 10)));
    assert_eq!(dates("май (третья пятница)"), (date(2024, 5, 17), date(2024, 5, 17)));
    assert_eq!(dates("II квартал (первая половина)"), (date(2024, 4, 1), date(2024, 5, 15)));
    assert_eq!(dates("май, первая половина июня"), (date(2024, 5, 1), date(2024, 6, 15)));
    assert_eq!(dates("май (дата уточняется)"), (date(2024, 5, 1), date(2024, 5, 31)));
    assert!(parse_term("май (с 10 по 20)", 2024, 1).remark.is_some(), "what is not understood is told");
    let understood = "январь – декабрь, до 5 числа каждого месяца";
    for text in ["май", "май 2024 г.", "май (2024)", "май (дата уточняется)", understood]
    {
        assert_eq!(parse_term(text, 2024, 1).remark, None, "{text}");
    }
}

#[test]
fn the_last_day_of_a_named_period() {
    assert_eq!(dates("последний день мая"), (date(2024, 5, 31), date(2024, 5, 31)));
    assert_eq!(dates("в последний рабочий день июня"), (date(2024, 6, 30), date(2024, 6, 30)));
    assert_eq!(dates("последний день I квартала"), (date(2024, 3, 31), date(2024, 3, 31)));
    assert_eq!(dates("последняя неделя II квартала"), (date(2024, 6, 24), date(2024, 6, 30)));
}
