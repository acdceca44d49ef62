//! Numbers: which are printed, which are counted, and how every measure and item gets one of its own.

use std::collections::HashSet;

use super::super::ProposalKind;
use super::super::columns::ColumnKind;
use super::super::desk::Desk;
use super::super::layout::{Entry, LogicalRow, SectionHeading};
use super::super::sections::is_inside;
use super::{Numbered, Outline, OutlineMeasure, OutlineSection};

/// Rows «1 | Методическая работа» without anything else over rows «1.1», «1.2» are sections, when the paper has no
/// other sections and every row with a single number is such a heading.
pub(super) fn bare_parents_become_sections(numbered: &mut [Numbered]) {
    let has_sections = numbered.iter().any(|one| matches!(one.entry, Entry::Section(_)));
    let rows: Vec<(&LogicalRow, &String)> = numbered
        .iter()
        .filter_map(|one| match (&one.entry, &one.number) {
            (Entry::Row(row), Some(number)) => Some((row.as_ref(), number)),
            _ => None,
        })
        .collect();
    let single = || rows.iter().filter(|(_, number)| !number.contains('.'));
    let has_children = |parent: &str| rows.iter().any(|(_, number)| is_inside(number, parent));
    let all_are_headings = single().next().is_some()
        && single().all(|(row, number)| row.is_bare() && row.says(ColumnKind::Title) && has_children(number));
    if has_sections || !all_are_headings {
        return;
    }
    for one in numbered {
        let Some(number) = one.number.clone().filter(|number| !number.contains('.')) else { continue };
        let Entry::Row(row) = &one.entry else { continue };
        let paragraphs =
            [ColumnKind::Number, ColumnKind::Title].iter().flat_map(|kind| row.paragraphs(*kind)).cloned();
        one.entry = Entry::Section(SectionHeading {
            title: row.text(ColumnKind::Title),
            number,
            paragraphs: paragraphs.collect(),
            is_doubtful: false,
        });
        one.number = None;
    }
}

/// For each entry the number of the next numbered row of its section.
pub(super) fn next_numbers(numbered: &[Numbered]) -> Vec<Option<String>> {
    let mut next = None;
    let mut numbers: Vec<Option<String>> = Vec::with_capacity(numbered.len());
    for one in numbered.iter().rev() {
        numbers.push(next.clone());
        match &one.entry {
            Entry::Section(_) => next = None,
            Entry::Row(_) => next = one.number.clone().or(next),
        }
    }
    numbers.reverse();
    numbers
}

/// Whether the next number follows the last one at once: rows between them are parts of the last measure.
pub(super) fn leaves_no_number(last: &str, next: Option<&str>) -> bool {
    let (Some(last), Some(next)) = (top(last), next.and_then(top)) else { return false };
    next == last + 1
}

fn top(number: &str) -> Option<u32> {
    number.split('.').next()?.parse().ok()
}

/// Counts what has no number and makes every number the only one of its kind.
pub(super) fn settle(outline: &mut Outline, desk: &mut Desk<'_>) {
    let counted = count_measures(outline, desk);
    prefix_with_sections(outline, desk);
    let measures = outline.sections.iter().flat_map(|section| &section.measures);
    let mut taken: HashSet<String> = measures.map(|measure| measure.number.clone()).collect();
    let mut seen: HashSet<String> = HashSet::new();
    for measure in outline.sections.iter_mut().flat_map(|section| &mut section.measures) {
        if !seen.insert(measure.number.clone()) {
            let fresh = next_free(&measure.number, &taken);
            let what = format!("номер {} повторяется: мероприятию присвоен номер {fresh}", measure.number);
            let reason = "у каждого мероприятия должен быть свой номер: взят ближайший свободный";
            desk.proposals.add(ProposalKind::Numbering, &fresh, "number", what, reason);
            measure.number.clone_from(&fresh);
            taken.insert(fresh);
        }
    }
    // Told under the number by which the measure is known in the end.
    let measures = outline.sections.iter().flat_map(|section| &section.measures);
    for (_, measure) in measures.enumerate().filter(|(place, _)| counted.contains(place)) {
        desk.proposals.add(
            ProposalKind::Numbering,
            &measure.number,
            "number",
            format!("мероприятию присвоен номер {}", measure.number),
            "номера в строке нет: мероприятия сосчитаны по порядку",
        );
    }
    for measure in outline.sections.iter_mut().flat_map(|section| &mut section.measures) {
        settle_items(measure, &mut taken, desk);
    }
}

fn settle_items(measure: &mut OutlineMeasure, taken: &mut HashSet<String>, desk: &mut Desk<'_>) {
    let mut before = format!("{}.0", measure.number);
    for item in &mut measure.items {
        let printed = std::mem::take(&mut item.number);
        let inside = is_inside(&printed, &measure.number);
        let number =
            if inside && !taken.contains(&printed) { printed.clone() } else { next_free(&before, taken) };
        if !printed.is_empty() && number != printed && inside {
            let what = format!("номер {printed} повторяется: подпункту присвоен номер {number}");
            // Excel shows 1.10 as 1.1: the number after the one before it is the likeliest.
            let reason = "у каждого подпункта должен быть свой номер: взят следующий за предыдущим";
            desk.proposals.add(ProposalKind::Numbering, &measure.number, "items", what, reason);
        }
        taken.insert(number.clone());
        before.clone_from(&number);
        item.number = number;
    }
}

/// `1.9` → `1.10`, `3` → `4`: the first that is free.
pub(in crate::import) fn next_free(number: &str, taken: &HashSet<String>) -> String {
    let (prefix, last) = number.rsplit_once('.').map_or(("", number), |(prefix, last)| (prefix, last));
    let digits: String = last.chars().take_while(char::is_ascii_digit).collect();
    let mut next: u32 = digits.parse().unwrap_or(0);
    loop {
        next += 1;
        let fresh = if prefix.is_empty() { next.to_string() } else { format!("{prefix}.{next}") };
        if !taken.contains(&fresh) {
            return fresh;
        }
    }
}

/// Gives every measure without a number the next one; tells the places of those that are counted among printed numbers.
fn count_measures(outline: &mut Outline, desk: &mut Desk<'_>) -> HashSet<usize> {
    let measures = || outline.sections.iter().flat_map(|section| &section.measures);
    let (count, unnumbered) = (measures().count(), measures().filter(|one| one.number.is_empty()).count());
    let counts_anew = every_section_counts_anew(outline);
    let mut counted = HashSet::new();
    let (mut last, mut place) = (0, 0);
    for section in &mut outline.sections {
        if counts_anew {
            last = 0;
        }
        for measure in &mut section.measures {
            if measure.number.is_empty() {
                last += 1;
                measure.number = last.to_string();
                counted.insert(place);
            } else {
                last = top(&measure.number).unwrap_or(last);
            }
            place += 1;
        }
    }
    if unnumbered == count {
        counted.clear();
    }
    if unnumbered == count && count > 0 {
        desk.proposals.add(
            ProposalKind::Numbering,
            "",
            "numbers",
            format!("мероприятия пронумерованы по порядку, всего {count}"),
            "номеров в таблице нет",
        );
    }
    counted
}

/// Whether a later section with printed numbers begins with «1» again: one without numbers does so too.
fn every_section_counts_anew(outline: &Outline) -> bool {
    let mut first_numbers = outline.sections.iter().filter_map(|section| {
        section.measures.iter().map(|measure| &measure.number).find(|number| !number.is_empty())
    });
    first_numbers.next().is_some() && first_numbers.any(|number| number == "1")
}

/// Where every section counts from one again, its number is put before those of its measures.
fn prefix_with_sections(outline: &mut Outline, desk: &mut Desk<'_>) {
    let mut seen = HashSet::new();
    let measures = outline.sections.iter().flat_map(|section| &section.measures);
    let repeats = measures.filter(|measure| !seen.insert(measure.number.as_str())).count() > 0;
    let marks: Vec<String> =
        outline.sections.iter().enumerate().map(|(index, one)| mark_of(index, one)).collect();
    let distinct: HashSet<&String> = marks.iter().collect();
    let is_counted_once = |section: &OutlineSection| {
        let numbers: HashSet<&String> = section.measures.iter().map(|measure| &measure.number).collect();
        numbers.len() == section.measures.len()
    };
    if !repeats || distinct.len() != marks.len() || !outline.sections.iter().all(is_counted_once) {
        return;
    }
    let mut example = String::new();
    for (section, mark) in outline.sections.iter_mut().zip(marks).filter(|(_, mark)| !mark.is_empty()) {
        for measure in &mut section.measures {
            if is_inside(&measure.number, &mark) {
                continue;
            }
            let number = format!("{mark}.{}", measure.number);
            for item in measure.items.iter_mut().filter(|item| !item.number.is_empty()) {
                item.number = format!("{mark}.{}", item.number);
            }
            example = format!("{} раздела {mark} — {number}", measure.number);
            measure.number = number;
        }
    }
    desk.proposals.add(
        ProposalKind::Numbering,
        "",
        "numbers",
        format!("к номерам мероприятий добавлены номера разделов: {example}"),
        "в каждом разделе счёт начинается заново, а номер мероприятия должен быть один на весь план",
    );
}

/// The section's own number, or its place where it has a title only.
fn mark_of(index: usize, section: &OutlineSection) -> String {
    match &section.heading {
        Some(heading) if !heading.number.is_empty() => heading.number.clone(),
        Some(_) => (index + 1).to_string(),
        None => String::new(),
    }
}
