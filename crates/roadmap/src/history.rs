//! What was done to a plan: versions, requirements, evidence, decisions, marks, told in order of time. What, who, when.

use jiff::civil::Date;
use region::RegionPack;
use store::{Clock, Moment};

use crate::board::Board;
use crate::rules::{Change, ChangedField, Words, compare};

/// One line of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    pub at: Moment,
    pub measure_key: String,
    pub what: String,
    /// The name that the author bore, with the organisation where it was noted.
    pub who: String,
    /// Reason, basis, note: whatever was written down with it.
    pub detail: String,
    /// The piece of evidence that it is about.
    pub evidence_id: Option<String>,
}

/// The history of a measure up to the end of a day, newest first.
pub fn of_measure(
    board: &Board,
    region: &RegionPack,
    clock: &Clock,
    measure_key: &str,
    as_of: Date,
) -> Vec<Happening> {
    let lines = board.history(region).iter();
    lines.filter(|line| line.measure_key == measure_key && clock.date_of(line.at) <= as_of).cloned().collect()
}

/// The history of all measures, newest first; a board keeps it ([`Board::history`]).
pub(crate) fn of_plan(board: &Board, region: &RegionPack) -> Vec<Happening> {
    let mut lines = of_versions(board, region);
    lines.extend(of_requirements(board));
    lines.extend(of_evidence(board, region));
    lines.extend(of_marks(board));
    lines.sort_by_key(|line| std::cmp::Reverse(line.at));
    lines
}

fn of_versions(board: &Board, region: &RegionPack) -> Vec<Happening> {
    let mut lines = Vec::new();
    if let Some(first) = board.versions.first() {
        let measures = first.plan.sections.iter().flat_map(|section| &section.measures);
        lines.extend(measures.map(|measure| Happening {
            at: first.created_at,
            measure_key: first.keys.key(&measure.number).to_owned(),
            what: "План внесён в систему".into(),
            who: first.author.clone(),
            detail: basis(&first.basis),
            evidence_id: None,
        }));
    }
    for (pair, day) in board.versions.windows(2).zip(board.version_days().iter().skip(1)) {
        let (older, newer) = (&pair[0], &pair[1]);
        let who = board.who_is_who(*day);
        let words = Words { kind: &|code| kind_title(region, code), organisation: &|code| who.name(code) };
        let changes = compare((&older.plan, &older.keys), (&newer.plan, &newer.keys), words);
        lines.extend(changes.into_iter().map(|change| Happening {
            at: newer.created_at,
            what: told(&change),
            measure_key: change.key,
            who: newer.author.clone(),
            detail: basis(&newer.basis),
            evidence_id: None,
        }));
    }
    lines
}

fn told(change: &Change) -> String {
    match change.field {
        ChangedField::Added => "Мероприятие добавлено в план".to_owned(),
        ChangedField::Removed => "Мероприятие исключено из плана".to_owned(),
        field => {
            let or_nothing =
                |text: &str| if text.is_empty() { "нет".to_owned() } else { format!("«{text}»") };
            format!(
                "Изменение плана, {}: {} → {}",
                field.word(),
                or_nothing(&change.before),
                or_nothing(&change.after)
            )
        }
    }
}

/// «приказ»; the code itself for a kind that the region no longer has.
pub fn kind_title(region: &RegionPack, code: &str) -> String {
    let Some(kind) = region.document_kind(code) else { return code.to_owned() };
    // Only the first letter: «учебно-тематический план (УТП)», «УТП».
    let mut letters = kind.title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), second) if second.is_none_or(char::is_lowercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => kind.title.clone(),
    }
}

fn basis(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("Основание: {text}") }
}

fn of_requirements(board: &Board) -> impl Iterator<Item = Happening> {
    board.requirement_changes.iter().map(|change| {
        let needs = change.needs.iter().map(|need| format!("{} — {}", need.wording(), need.count));
        Happening {
            at: change.set_at,
            measure_key: measure_key_of(board, &change.key),
            what: if change.needs.is_empty() {
                "Возвращено требование плана".to_owned()
            } else {
                format!("Уточнено требование: {}", needs.collect::<Vec<_>>().join("; "))
            },
            who: change.author.clone(),
            detail: change.note.clone(),
            evidence_id: None,
        }
    })
}

/// The key of the measure that an item's key belongs to, in the newest version that has it; a measure's own otherwise.
fn measure_key_of(board: &Board, key: &str) -> String {
    for version in board.versions.iter().rev() {
        let Some(number) = version.keys.number(key) else { continue };
        let mut measures = version.plan.sections.iter().flat_map(|section| &section.measures);
        let owner = measures.find(|measure| measure.items.iter().any(|item| item.number == number));
        return owner.map_or_else(|| key.to_owned(), |measure| version.keys.key(&measure.number).to_owned());
    }
    key.to_owned()
}

fn of_evidence(board: &Board, region: &RegionPack) -> Vec<Happening> {
    let mut lines = Vec::new();
    for row in &board.evidence {
        let line = |at: Moment, what: &str, who: String, detail: &str| Happening {
            at,
            measure_key: row.measure_key.clone(),
            what: format!("{what}: {}", row.title),
            who,
            detail: detail.to_owned(),
            evidence_id: Some(row.id.clone()),
        };
        let kind = row.kind.as_deref().map(|code| format!(" · {}", kind_title(region, code)));
        let kind = kind.unwrap_or_default();
        let recorder = format!("{}, {}", row.recorder, row.recorder_org);
        lines.push(line(row.recorded_at, &format!("Записано подтверждение{kind}"), recorder, &row.note));
        if let (Some(at), Some(who)) = (row.decided_at, row.decider.clone()) {
            let what = match row.state.as_str() {
                "accepted" => "Принято подтверждение",
                "refused" => "Возвращено подтверждение",
                _ => "Отозвано подтверждение",
            };
            lines.push(line(at, what, who, &row.reason));
        }
    }
    lines
}

fn of_marks(board: &Board) -> Vec<Happening> {
    let mut lines = Vec::new();
    for mark in &board.marks {
        let line = |at: Moment, what: &str, who: String, detail: String| Happening {
            at,
            measure_key: mark.measure_key.clone(),
            what: what.to_owned(),
            who,
            detail,
            evidence_id: None,
        };
        let detail = [mark.reason.clone(), basis(&mark.basis)];
        let detail = detail.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        lines.push(line(mark.declared_at, "Отмечено «не выполнено»", mark.author.clone(), detail));
        if let Some(at) = mark.revoked_at {
            let who = mark.revoker.clone().unwrap_or_default();
            lines.push(line(at, "Снята отметка «не выполнено»", who, String::new()));
        }
    }
    lines
}
