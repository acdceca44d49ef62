//! What differs between two versions of a plan, measure by measure.

use plan::{Measure, Plan, Term};

use super::PlanKeys;

/// One difference, in the words of a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Stable key of the measure.
    pub key: String,
    /// Number in the newer version (in the older one for what was taken out).
    pub number: String,
    pub title: String,
    pub field: ChangedField,
    pub before: String,
    pub after: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangedField {
    Added,
    Removed,
    Number,
    Title,
    Section,
    Term,
    Executors,
    Documents,
    Results,
    Items,
    Course,
    Note,
    /// Of the plan as a whole.
    PlanTitle,
}

impl ChangedField {
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "добавлено",
            Self::Removed => "исключено",
            Self::Number => "номер",
            Self::Title => "наименование",
            Self::Section => "раздел",
            Self::Term => "срок",
            Self::Executors => "исполнители",
            Self::Documents => "вид документа",
            Self::Results => "ожидаемые результаты",
            Self::Items => "подпункты",
            Self::Course => "курс",
            Self::Note => "примечание",
            Self::PlanTitle => "наименование плана",
        }
    }
}

/// What the codes of a plan are called.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// A document kind in the region.
    pub kind: &'a dyn Fn(&str) -> String,
    /// An organisation in the registry.
    pub organisation: &'a dyn Fn(&str) -> String,
}

/// Every difference, in the order of the newer version; what was taken out comes last.
pub fn compare(old: (&Plan, &PlanKeys), new: (&Plan, &PlanKeys), words: Words<'_>) -> Vec<Change> {
    let old_measures = keyed(old.0, old.1);
    let new_measures = keyed(new.0, new.1);
    let mut changes = Vec::new();
    if old.0.meta.title != new.0.meta.title {
        changes.push(Change {
            key: String::new(),
            number: String::new(),
            title: "План".to_owned(),
            field: ChangedField::PlanTitle,
            before: old.0.meta.title.clone(),
            after: new.0.meta.title.clone(),
        });
    }
    for (key, section, measure) in &new_measures {
        match old_measures.iter().find(|(old_key, _, _)| old_key == key) {
            Some((_, old_section, old_measure)) => {
                compare_measure(&mut changes, key, (old_section, old_measure), (section, measure), words);
            }
            None => changes.push(change(key, measure, ChangedField::Added, String::new(), describe(measure))),
        }
    }
    for (key, _, measure) in &old_measures {
        if !new_measures.iter().any(|(new_key, _, _)| new_key == key) {
            changes.push(change(key, measure, ChangedField::Removed, describe(measure), String::new()));
        }
    }
    changes
}

fn keyed<'a>(plan: &'a Plan, keys: &'a PlanKeys) -> Vec<(&'a str, String, &'a Measure)> {
    let sections = plan.sections.iter();
    sections
        .flat_map(|section| {
            let heading = format!("{} {}", section.number, section.title).trim().to_owned();
            section.measures.iter().map(move |measure| (keys.key(&measure.number), heading.clone(), measure))
        })
        .collect()
}

fn compare_measure(
    changes: &mut Vec<Change>,
    key: &str,
    old: (&str, &Measure),
    new: (&str, &Measure),
    words: Words<'_>,
) {
    let ((old_section, old_measure), (new_section, new_measure)) = (old, new);
    let pairs = [
        (ChangedField::Number, old_measure.number.clone(), new_measure.number.clone()),
        (ChangedField::Section, old_section.to_owned(), new_section.to_owned()),
        (ChangedField::Title, old_measure.title.clone(), new_measure.title.clone()),
        (ChangedField::Term, told_term(&old_measure.term), told_term(&new_measure.term)),
        (ChangedField::Items, describe_items(old_measure), describe_items(new_measure)),
        (
            ChangedField::Executors,
            describe_executors(old_measure, words),
            describe_executors(new_measure, words),
        ),
        (ChangedField::Course, describe_course(old_measure), describe_course(new_measure)),
        (
            ChangedField::Documents,
            describe_documents(old_measure, words),
            describe_documents(new_measure, words),
        ),
        (
            ChangedField::Results,
            old_measure.expected_results.join("; "),
            new_measure.expected_results.join("; "),
        ),
        (ChangedField::Note, old_measure.note.clone(), new_measure.note.clone()),
    ];
    for (field, before, after) in pairs {
        if before != after {
            changes.push(change(key, new_measure, field, before, after));
        }
    }
}

fn change(key: &str, measure: &Measure, field: ChangedField, before: String, after: String) -> Change {
    Change {
        key: key.to_owned(),
        number: measure.number.clone(),
        title: crate::board::measure_title(measure),
        field,
        before,
        after,
    }
}

fn describe(measure: &Measure) -> String {
    format!("{} — {}", crate::board::measure_title(measure), describe_term(&measure.term))
}

/// The term as printed, with the dates that are understood by it.
pub fn describe_term(term: &Term) -> String {
    let dates = match (term.from, term.to) {
        (Some(from), Some(to)) => format!("{} – {}", ui::ru::date_short(from), ui::ru::date_short(to)),
        (None, Some(to)) => format!("до {}", ui::ru::date_short(to)),
        (Some(from), None) => format!("с {}", ui::ru::date_short(from)),
        (None, None) => "без дат".to_owned(),
    };
    if term.text.is_empty() { dates } else { format!("{} ({dates})", term.text) }
}

/// The same with the measure that it follows: another one makes another plan, whatever the days.
fn told_term(term: &Term) -> String {
    let told = describe_term(term);
    match &term.relative_to_measure {
        Some(anchor) => format!("{told}, следует за мероприятием {anchor}"),
        None => told,
    }
}

fn describe_items(measure: &Measure) -> String {
    let items = measure.items.iter().map(|item| match &item.term {
        Some(term) => format!("{} {} — {}", item.number, item.title, told_term(term)),
        None => format!("{} {}", item.number, item.title),
    });
    items.collect::<Vec<_>>().join("; ")
}

/// As printed, with the organisation of the registry where it is called otherwise: who is asked has changed with it.
fn describe_executors(measure: &Measure, words: Words<'_>) -> String {
    let names = measure.executors.iter().map(|executor| {
        let organisation = executor.org.as_deref().map(words.organisation);
        let notes = [
            organisation.filter(|name| *name != executor.text),
            (executor.role == plan::ExecutorRole::Lead).then(|| "ответственный".to_owned()),
        ];
        let notes: Vec<String> = notes.into_iter().flatten().collect();
        if notes.is_empty() {
            executor.text.clone()
        } else {
            format!("{} ({})", executor.text, notes.join("; "))
        }
    });
    names.collect::<Vec<_>>().join("; ")
}

fn describe_course(measure: &Measure) -> String {
    let course = measure.course.as_ref();
    course.map_or_else(String::new, |course| format!("{}, {} ч, {}", course.name, course.hours, course.form))
}

fn describe_documents(measure: &Measure, words: Words<'_>) -> String {
    let names = measure.documents.iter().map(|document| {
        let kind = document.kind.as_deref().map_or_else(|| "вид не указан".to_owned(), words.kind);
        match &document.item {
            Some(item) => format!("{} ({item}; {kind})", document.text),
            None => format!("{} ({kind})", document.text),
        }
    });
    names.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use plan::Section;

    use super::*;

    const BARE: Words<'_> = Words { kind: &str::to_owned, organisation: &str::to_owned };

    fn plan_of(measures: Vec<Measure>) -> Plan {
        Plan {
            sections: vec![Section { title: "I".into(), measures, ..Section::default() }],
            ..Plan::default()
        }
    }

    fn measure(number: &str, title: &str) -> Measure {
        Measure { number: number.into(), title: title.into(), ..Measure::default() }
    }

    #[test]
    fn a_moved_term_an_added_and_a_removed_measure_are_told() {
        let old = plan_of(vec![measure("1", "Мониторинг библиотек"), measure("2", "Краевая конференция")]);
        let mut monitoring = measure("1", "Мониторинг библиотек");
        monitoring.term = Term {
            text: "март".into(),
            from: Some(date(2024, 3, 1)),
            to: Some(date(2024, 3, 31)),
            ..Term::default()
        };
        let new = plan_of(vec![monitoring, measure("2", "Конкурс чтецов среди школ")]);
        let old_keys = PlanKeys::first(&old);
        let new_keys = old_keys.carried_over(&old, &new);
        let changes = compare((&old, &old_keys), (&new, &new_keys), BARE);
        let told: Vec<(&str, ChangedField)> =
            changes.iter().map(|one| (one.number.as_str(), one.field)).collect();
        assert_eq!(
            told,
            [("1", ChangedField::Term), ("2", ChangedField::Added), ("2", ChangedField::Removed)]
        );
        assert_eq!(changes[0].before, "без дат");
        assert_eq!(changes[0].after, "март (01.03.2024 – 31.03.2024)");
    }

    #[test]
    fn a_plan_does_not_differ_from_itself() {
        let plan = plan_of(vec![measure("1", "Мониторинг"), measure("2", "Конкурс")]);
        let keys = PlanKeys::first(&plan);
        assert!(compare((&plan, &keys), (&plan, &keys), BARE).is_empty());
    }

    #[test]
    fn a_note_of_a_measure_and_the_title_of_the_plan_are_told() {
        let old = plan_of(vec![measure("1", "Мониторинг")]);
        let mut new = old.clone();
        new.meta.title = "План на 2025 год".into();
        new.sections[0].measures[0].note = "Перенесено с 2024 года".into();
        let keys = PlanKeys::first(&old);
        let changes = compare((&old, &keys), (&new, &keys), BARE);
        let told: Vec<ChangedField> = changes.iter().map(|one| one.field).collect();
        assert_eq!(told, [ChangedField::PlanTitle, ChangedField::Note]);
        assert_eq!(changes[1].after, "Перенесено с 2024 года");
    }

    #[test]
    fn another_organisation_under_the_same_words_is_a_change() {
        let executor = |org: &str| plan::Executor {
            text: "Институт".into(),
            org: Some(org.into()),
            role: plan::ExecutorRole::Lead,
        };
        let with =
            |org: &str| Measure { executors: vec![executor(org)], ..measure("1", "Мониторинг") };
        let (old, new) = (plan_of(vec![with("ONE")]), plan_of(vec![with("TWO")]));
        let keys = PlanKeys::first(&old);
        let changes = compare((&old, &keys), (&new, &keys), BARE);
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].field, ChangedField::Executors);
        assert_eq!(changes[0].before, "Институт (ONE; ответственный)");
    }
}
