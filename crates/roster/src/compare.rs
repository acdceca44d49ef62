//! Rows beside what the registry knows: whose they are, and whether they can be taken.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::check::Unfit;
use crate::columns::Field;
use crate::differences::differences;
use crate::draft::{Decided, Draft, Fate, Line, MatchedBy};
use crate::record::{Record, Vocabulary};
use crate::words::name_key;
use crate::{Problem, Reading, Row, genitive};

/// An organisation of the registry as it is on the day of the import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    pub id: String,
    pub record: Record,
    /// Every count of pupils, with its day.
    pub sizes: Vec<(Date, u32)>,
}

/// Puts the rows beside the registry as of `day`. `decided` are the answers given so far.
pub fn compare(
    reading: &Reading,
    known: &[Known],
    vocabulary: &Vocabulary,
    day: Date,
    decided: &[Decided],
) -> Draft {
    let mut draft =
        Draft { problems: reading.problems.clone(), remarks: reading.remarks.clone(), lines: Vec::new() };
    let index = Index::of(known);
    let faulty: BTreeSet<(&str, u32)> =
        reading.problems.iter().map(|problem| (problem.sheet.as_str(), problem.row)).collect();
    let mut taken = Taken::default();
    for row in &reading.rows {
        let was_faulty = faulty.contains(&(row.sheet.as_str(), row.number));
        let (problems, remarks) = (Vec::new(), Vec::new());
        let mut asking = Asking { row, known, vocabulary, day, was_faulty, problems, remarks };
        let line = asking.line(&index, &mut taken, decided);
        let is_faulty = was_faulty || !asking.problems.is_empty();
        draft.problems.append(&mut asking.problems);
        draft.remarks.append(&mut asking.remarks);
        draft.lines.push(if is_faulty { Line { fate: Fate::Refused, ..line } } else { line });
    }
    draft.problems.sort_by(|one, other| (&one.sheet, one.row).cmp(&(&other.sheet, other.row)));
    draft
}

/// The registry by what rows are matched by.
struct Index<'a> {
    by_code: BTreeMap<&'a str, usize>,
    by_inn: BTreeMap<&'a str, usize>,
    by_name: BTreeMap<String, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn of(known: &'a [Known]) -> Self {
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, one) in known.iter().enumerate() {
            let keys: BTreeSet<String> =
                [&one.record.full, &one.record.short].map(|name| name_key(name)).into();
            for key in keys {
                by_name.entry(key).or_default().push(place);
            }
        }
        let inns = known.iter().enumerate().filter(|(_, one)| !one.record.inn.is_empty());
        Self {
            by_code: known.iter().enumerate().map(|(place, one)| (one.record.code.as_str(), place)).collect(),
            by_inn: inns.map(|(place, one)| (one.record.inn.as_str(), place)).collect(),
            by_name,
        }
    }
}

/// What earlier rows of the file have laid their hands on.
#[derive(Default)]
struct Taken {
    organisations: BTreeMap<usize, u32>,
    codes: BTreeMap<String, u32>,
    inns: BTreeMap<String, u32>,
    names: BTreeMap<(String, String), u32>,
}

struct Asking<'a> {
    row: &'a Row,
    known: &'a [Known],
    vocabulary: &'a Vocabulary,
    day: Date,
    /// A cell that was not taken is told already: what is missing because of it is not told again.
    was_faulty: bool,
    problems: Vec<Problem>,
    remarks: Vec<String>,
}

impl Asking<'_> {
    fn tell(&mut self, field: Option<Field>, unfit: Unfit) {
        self.problems.push(Problem {
            sheet: self.row.sheet.clone(),
            row: self.row.number,
            column: field.map_or_else(String::new, |field| field.heading().to_owned()),
            reason: unfit.reason,
            next: unfit.next.to_owned(),
        });
    }

    fn line(&mut self, index: &Index<'_>, taken: &mut Taken, decided: &[Decided]) -> Line {
        let record = &self.row.record;
        let refused = |record: Record, row: &Row| Line {
            sheet: row.sheet.clone(),
            row: row.number,
            record,
            fate: Fate::Refused,
        };
        let Ok(matched) = self.matched(index) else { return refused(record.clone(), self.row) };
        self.told_twice(matched.map(|(place, _)| place), taken);
        let Some((place, by)) = matched else {
            let record = self.new_record();
            return Line { sheet: self.row.sheet.clone(), row: self.row.number, record, fate: Fate::New };
        };
        let one = &self.known[place];
        if !record.kind.is_empty() && record.kind != one.record.kind {
            let reason = format!(
                "В реестре эта организация — {}, а в файле — {}.",
                self.vocabulary.kind_title(&one.record.kind),
                self.vocabulary.kind_title(&record.kind)
            );
            self.tell(
                Some(Field::Kind),
                Unfit {
                    reason, next: "Вид организации не меняется: проверьте, та ли это организация."
                },
            );
        }
        if !record.inn.is_empty()
            && index.by_inn.get(record.inn.as_str()).is_some_and(|other| *other != place)
        {
            // Found by name only: by code and by ИНН it was asked before.
            let other = &self.known[index.by_inn[record.inn.as_str()]].record;
            let reason = format!("ИНН «{}» в реестре принадлежит организации «{}».", record.inn, other.short);
            self.tell(Some(Field::Inn), Unfit { reason, next: "Исправьте ИНН или наименование." });
        }
        if !record.code.is_empty() && record.code != one.record.code {
            let (row, file, code) = (self.row.number, &record.code, &one.record.code);
            self.remarks.push(format!(
                "Строка {row}: код «{file}» не совпадает с кодом «{code}» в реестре. Код не меняется, остался «{code}»."
            ));
        }
        if !record.status.is_empty() && name_key(&record.status) != name_key(&one.record.status) {
            self.remarks.push(format!(
                "Строка {}: статус «{}» не загружается. Статус меняется только регистрацией распоряжения.",
                self.row.number, record.status
            ));
        }
        let mut differences = differences(one, record, self.vocabulary, self.day);
        for difference in &mut differences {
            let answer = decided.iter().find(|one| {
                one.row == self.row.number
                    && one.what == difference.what
                    && one.registry == difference.registry
            });
            if let Some(answer) = answer {
                difference.decision = answer.decision;
            }
        }
        let fate = if differences.is_empty() {
            Fate::Same { code: one.record.code.clone() }
        } else {
            Fate::Changed { id: one.id.clone(), code: one.record.code.clone(), by, differences }
        };
        Line { sheet: self.row.sheet.clone(), row: self.row.number, record: record.clone(), fate }
    }

    /// The organisation that the row is of; `Err` when it cannot be told, which is a problem.
    fn matched(&mut self, index: &Index<'_>) -> Result<Option<(usize, MatchedBy)>, ()> {
        let record = &self.row.record;
        let by_code = index.by_code.get(record.code.as_str()).copied();
        let by_inn = index.by_inn.get(record.inn.as_str()).copied();
        if let (Some(one), Some(other)) = (by_code, by_inn)
            && one != other
        {
            let reason = format!(
                "Код «{}» — это «{}», а ИНН «{}» — «{}».",
                record.code, self.known[one].record.short, record.inn, self.known[other].record.short
            );
            self.tell(
                Some(Field::Code),
                Unfit {
                    reason, next: "Оставьте в строке код или ИНН одной организации."
                },
            );
            return Err(());
        }
        if let Some(found) = by_code {
            return Ok(Some((found, MatchedBy::Code)));
        }
        if let Some(found) = by_inn {
            return Ok(Some((found, MatchedBy::Inn)));
        }
        let mut found: BTreeSet<usize> = BTreeSet::new();
        for name in [&record.full, &record.short].into_iter().filter(|name| !name.is_empty()) {
            found.extend(index.by_name.get(&name_key(name)).into_iter().flatten().copied());
        }
        if !record.municipality.is_empty() {
            found.retain(|place| self.known[*place].record.municipality == record.municipality);
        }
        match found.iter().collect::<Vec<_>>()[..] {
            [] => Ok(None),
            [one] => Ok(Some((*one, MatchedBy::Name))),
            _ => {
                let codes: Vec<&str> =
                    found.iter().map(|place| self.known[*place].record.code.as_str()).collect();
                let reason = format!(
                    "Под это наименование подходит несколько организаций реестра: {}.",
                    codes.join(", ")
                );
                self.tell(Some(Field::Full), Unfit { reason, next: "Укажите в строке код или ИНН." });
                Err(())
            }
        }
    }

    /// Two rows of one organisation would overwrite each other: the later one is refused.
    fn told_twice(&mut self, place: Option<usize>, taken: &mut Taken) {
        let (record, number) = (&self.row.record, self.row.number);
        let name = if record.full.is_empty() { &record.short } else { &record.full };
        let earlier = [
            place.and_then(|place| taken.organisations.insert(place, number)),
            Some(&record.code)
                .filter(|code| !code.is_empty())
                .and_then(|code| taken.codes.insert(code.clone(), number)),
            Some(&record.inn)
                .filter(|inn| !inn.is_empty())
                .and_then(|inn| taken.inns.insert(inn.clone(), number)),
            Some(name)
                .filter(|name| !name.is_empty() && place.is_none())
                .and_then(|name| taken.names.insert((name_key(name), record.municipality.clone()), number)),
        ];
        if let Some(row) = earlier.into_iter().flatten().next() {
            let reason = format!("Та же организация уже описана в строке {row}.");
            self.tell(None, Unfit { reason, next: "Оставьте одну из двух строк." });
        }
    }

    /// A new organisation with what it needs and the row does not say.
    fn new_record(&mut self) -> Record {
        let mut record = self.row.record.clone();
        let vocabulary = self.vocabulary;
        if record.kind.is_empty() {
            record.kind = "school".into();
        }
        let kind = vocabulary.kind(&record.kind);
        if kind.is_none_or(|kind| !kind.may_be_new) {
            let reason =
                format!("Организации вида «{}» списком не добавляются.", vocabulary.kind_title(&record.kind));
            self.tell(
                Some(Field::Kind),
                Unfit {
                    reason, next: "Если она уже есть в реестре, укажите её код."
                },
            );
        }
        match (kind.is_some_and(|kind| kind.is_municipal), record.municipality.is_empty()) {
            (true, true) if !self.was_faulty => self.tell(
                Some(Field::Municipality),
                Unfit {
                    reason: "Не указан муниципалитет новой организации.".into(),
                    next: "Выберите муниципалитет из списка в образце.",
                },
            ),
            (false, false) => self.tell(
                Some(Field::Municipality),
                Unfit {
                    reason: "Организация этого вида не относится к одному муниципалитету.".into(),
                    next: "Оставьте ячейку пустой или исправьте вид.",
                },
            ),
            _ => {}
        }
        if record.full.is_empty() && record.short.is_empty() && !self.was_faulty {
            let reason = "В реестре такой организации нет, а наименования в строке нет.".to_owned();
            self.tell(
                Some(Field::Full),
                Unfit {
                    reason, next: "Напишите полное и краткое наименования."
                },
            );
        }
        if record.full.is_empty() {
            record.full = record.short.clone();
        }
        if record.short.is_empty() {
            if record.full.chars().count() > crate::check::MAX_SHORT {
                let reason = "Полное наименование длинное, а краткого нет.".to_owned();
                self.tell(Some(Field::Short), Unfit { reason, next: "Напишите краткое наименование." });
            }
            record.short = record.full.clone();
        }
        if record.genitive.is_empty() {
            record.genitive = genitive(&record.full);
        }
        if record.pupils.is_some() && record.counted_on.is_none() {
            record.counted_on = Some(self.day);
        }
        if !record.status.is_empty() {
            self.remarks.push(format!(
                "Строка {}: статус «{}» не загружается. Статус меняется только регистрацией распоряжения.",
                self.row.number, record.status
            ));
        }
        record
    }
}
