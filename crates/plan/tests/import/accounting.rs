//! Nothing is lost and nothing is told twice: tables are generated, every paragraph of them carries a word that no other
//! has, and those words are counted in what was understood. The test knows nothing of the importer's own ledger.

use std::collections::BTreeMap;

use plan::import::{Draft, export_json};
use proptest::prelude::*;
use serde_json::Value;

use super::{common, docx};

/// What a column of the generated table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Title,
    Term,
    Executors,
    Helpers,
    Documents,
    Results,
    Note,
    Mark,
    Unknown,
}

impl Kind {
    fn heading(self, which: usize) -> &'static str {
        let headings: [&str; 2] = match self {
            Self::Number => ["№ п/п", "№"],
            Self::Title => ["Наименование мероприятия", "Содержание работы"],
            Self::Term => ["Сроки проведения", "Дата"],
            Self::Executors => ["Ответственный исполнитель", "Исполнители"],
            Self::Helpers => ["Соисполнители", "Участники"],
            Self::Documents => ["Вид документа", "Форма отчёта"],
            Self::Results => ["Ожидаемый результат", "Показатель"],
            Self::Note => ["Примечание", "Комментарий"],
            Self::Mark => ["Отметка об исполнении", "Статус"],
            Self::Unknown => ["Категория участников", "Место проведения"],
        };
        headings[which % 2]
    }
}

/// The generated table, cell by cell, and what marks each paragraph.
#[derive(Debug, Clone)]
struct Plan {
    columns: Vec<(Kind, usize)>,
    lines: Vec<Line>,
    has_stamp: bool,
    has_signature: bool,
    has_preamble: bool,
    has_footer: bool,
    numbering_of_columns: bool,
}

#[derive(Debug, Clone)]
enum Line {
    Section { style: usize },
    Row(Row),
    RepeatedHeading,
    Total,
}

#[derive(Debug, Clone)]
struct Row {
    number: usize,
    titles: Vec<usize>,
    terms: Vec<usize>,
    executors: Vec<usize>,
    documents: Vec<usize>,
    results: Vec<usize>,
    marks: usize,
    notes: usize,
    /// Blank lines between the paragraphs of the cells.
    is_spaced: bool,
    /// The term and the executors are those of the row above.
    is_merged: bool,
}

const TITLES: [&str; 8] = [
    "Семинар",
    "конкурс для школ",
    "- вебинар",
    "1) акция",
    "Фестиваль: итоги;",
    "«Неделя книги»",
    "Отчёт (обзор)",
    "Слёт. Подготовка",
];
const TERMS: [&str; 8] = [
    "март",
    "до 15 апреля 2025 г.",
    "I квартал",
    "ежемесячно",
    "в течение года",
    "после слёта",
    "сентябрь –",
    "когда-нибудь",
];
const EXECUTORS: [&str; 7] = [
    "Отдел",
    "Ответственный: школа",
    "РРИБЦ,",
    "соисполнители: центр;",
    "КГАОУ ДПО ХК ИРО (отдел)",
    "методисты",
    "Иванов И. И.",
];
const DOCUMENTS: [&str; 6] =
    ["Приказ", "протокол, справка", "Положение;", "«Сборник» (том", "- отчёт", "акт"];
const RESULTS: [&str; 5] = ["Рост; охват", "повышение роли", "30 человек", "Сеть.", "- база"];

/// Words that mark paragraphs: `мета1я`, `мета2я`, …
#[derive(Default)]
struct Marks {
    made: Vec<String>,
    /// In merged cells, which are told once for each row that they cover.
    merged: Vec<String>,
}

impl Marks {
    fn next(&mut self) -> String {
        self.made.push(format!("мета{}я", self.made.len()));
        self.made[self.made.len() - 1].clone()
    }

    fn text(&mut self, words: &[&str], which: usize) -> String {
        format!("{} {}", words[which % words.len()], self.next())
    }

    fn cell(&mut self, words: &[&str], which: &[usize], is_spaced: bool) -> String {
        let lines: Vec<String> = which.iter().map(|which| self.text(words, *which)).collect();
        lines.join(if is_spaced { "\n\n" } else { "\n" })
    }
}

impl Plan {
    fn docx(&self, marks: &mut Marks) -> Vec<u8> {
        let mut body = String::new();
        if self.has_stamp {
            body += &docx::tbl(&[docx::row(&[
                &format!("СОГЛАСОВАНО\nДиректор {}", marks.next()),
                &format!("УТВЕРЖДАЮ\nМинистр {}", marks.next()),
            ])]);
        }
        body += &docx::p(&format!("План мероприятий {} на 2025 год", marks.next()));
        if self.has_preamble {
            body += &docx::p("");
            body += &docx::p(&format!("Цель: развитие {}.", marks.next()));
        }
        let headings: Vec<&str> = self.columns.iter().map(|(kind, which)| kind.heading(*which)).collect();
        let mut rows = vec![docx::row(&headings)];
        if self.numbering_of_columns {
            let numbers: Vec<String> = (1..=headings.len()).map(|number| number.to_string()).collect();
            rows.push(docx::row(&numbers.iter().map(String::as_str).collect::<Vec<_>>()));
        }
        let mut number = 0;
        let mut section = 0;
        let mut can_merge = false;
        for line in &self.lines {
            match line {
                Line::Section { style } => {
                    section += 1;
                    let mark = marks.next();
                    let text = match style % 3 {
                        0 => format!(
                            "{}. Раздел работы {mark}",
                            ["I", "II", "III", "IV", "V"][(section - 1) % 5]
                        ),
                        1 => format!("Раздел {section}. Работа {mark}"),
                        _ => format!("Направление {mark}"),
                    };
                    rows.push(docx::tr(&[docx::wide(headings.len(), &text)]));
                    can_merge = false;
                }
                Line::RepeatedHeading => {
                    rows.push(docx::row(&headings));
                    can_merge = false;
                }
                Line::Total => {
                    let text = format!("Итого: {}", marks.next());
                    rows.push(docx::tr(&[docx::wide(headings.len(), &text)]));
                    can_merge = false;
                }
                Line::Row(row) => {
                    number += 1;
                    let is_merged = row.is_merged && can_merge;
                    let cells: Vec<String> = self
                        .columns
                        .iter()
                        .map(|(kind, _)| row.cell(*kind, number, is_merged, marks))
                        .collect();
                    rows.push(docx::tr(&cells));
                    can_merge = true;
                }
            }
        }
        body += &docx::tbl(&rows);
        if self.has_signature {
            body += &docx::tbl(&[docx::row(&[&format!("Начальник {}", marks.next()), "________"])]);
        }
        if self.has_footer {
            body += &docx::p(&format!("Исполнитель {}", marks.next()));
        }
        docx::document(&body)
    }
}

impl Row {
    fn cell(&self, kind: Kind, number: usize, is_merged: bool, marks: &mut Marks) -> String {
        let text = match kind {
            Kind::Number => match self.number % 4 {
                0 => number.to_string(),
                1 => format!("{number}."),
                2 => format!("{}.{}", number / 3 + 1, number % 3 + 1),
                _ => String::new(),
            },
            Kind::Title => marks.cell(&TITLES, &self.titles, self.is_spaced),
            Kind::Term | Kind::Executors => {
                if is_merged {
                    return docx::below();
                }
                let before = marks.made.len();
                let text = if kind == Kind::Term {
                    marks.cell(&TERMS, &self.terms, self.is_spaced)
                } else {
                    marks.cell(&EXECUTORS, &self.executors, self.is_spaced)
                };
                // The cell may be continued by the row below.
                marks.merged.extend(marks.made[before..].to_vec());
                return docx::top(&text);
            }
            Kind::Helpers => marks.cell(&EXECUTORS, &self.executors[..self.executors.len().min(1)], false),
            Kind::Documents => marks.cell(&DOCUMENTS, &self.documents, self.is_spaced),
            Kind::Results => marks.cell(&RESULTS, &self.results, self.is_spaced),
            Kind::Note => marks.cell(&["Важно", "при наличии"], &vec![0; self.notes], false),
            Kind::Mark => marks.cell(&["выполнено", "идёт"], &vec![1; self.marks], false),
            Kind::Unknown => marks.cell(&["педагоги", "г. Хабаровск"], &vec![0; self.marks], false),
        };
        docx::tc(&text)
    }
}

fn columns() -> impl Strategy<Value = Vec<(Kind, usize)>> {
    let optional = prop::sample::subsequence(
        vec![
            Kind::Number,
            Kind::Helpers,
            Kind::Documents,
            Kind::Results,
            Kind::Note,
            Kind::Mark,
            Kind::Unknown,
        ],
        0..=7,
    );
    (optional, any::<[usize; 10]>()).prop_flat_map(|(mut kinds, which)| {
        kinds.extend([Kind::Title, Kind::Term, Kind::Executors]);
        Just(kinds)
            .prop_shuffle()
            .prop_map(move |kinds| kinds.into_iter().zip(which.iter().map(|which| which % 2)).collect())
    })
}

fn few(most: usize) -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0_usize..8, 0..=most)
}

fn row() -> impl Strategy<Value = Row> {
    let texts = (few(4), few(4), few(3), few(4), few(3));
    (0_usize..4, texts, 0_usize..3, 0_usize..2, any::<bool>(), any::<bool>()).prop_map(
        |(number, (titles, terms, executors, documents, results), marks, notes, is_spaced, is_merged)| Row {
            number,
            titles,
            terms,
            executors,
            documents,
            results,
            marks,
            notes,
            is_spaced,
            is_merged,
        },
    )
}

fn line() -> impl Strategy<Value = Line> {
    prop_oneof![
        8 => row().prop_map(Line::Row),
        2 => (0_usize..3).prop_map(|style| Line::Section { style }),
        1 => Just(Line::RepeatedHeading),
        1 => Just(Line::Total),
    ]
}

fn plan() -> impl Strategy<Value = Plan> {
    let around = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (columns(), prop::collection::vec(line(), 1..9), around).prop_map(
        |(columns, lines, (has_stamp, has_signature, has_preamble, has_footer, numbering_of_columns))| Plan {
            columns,
            lines,
            has_stamp,
            has_signature,
            has_preamble,
            has_footer,
            numbering_of_columns,
        },
    )
}

/// Every text of the draft that came from the paper: the plan's fields and what was not recognised.
fn landed(draft: &Draft) -> Vec<String> {
    fn collect(value: &Value, name: &str, texts: &mut Vec<String>) {
        match value {
            // The name of a course is taken out of its title, and codes are not of the paper.
            Value::Object(fields) => {
                for (name, inner) in fields.iter().filter(|(name, _)| name.as_str() != "course") {
                    collect(inner, name, texts);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, name, texts)),
            // What the importer adds to a note repeats the executors, to say whose item is whose.
            Value::String(text) if name == "note" => {
                texts.extend(text.split("Исполнители подпунктов:").next().map(str::to_owned));
            }
            Value::String(text) if !matches!(name, "org" | "kind" | "item" | "from" | "to") => {
                texts.push(text.clone());
            }
            _ => {}
        }
    }
    let exported = export_json(draft);
    let mut texts = Vec::new();
    collect(&exported["meta"], "meta", &mut texts);
    collect(&exported["sections"], "sections", &mut texts);
    texts.extend(draft.unrecognized.iter().map(|one| one.text.clone()));
    texts
}

fn counted(texts: &[String]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for text in texts {
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.starts_with("мета")) {
            *counts.entry(word).or_default() += 1;
        }
    }
    counts
}

fn holds(plan: &Plan) -> Result<(), TestCaseError> {
    let mut marks = Marks::default();
    let bytes = plan.docx(&mut marks);
    let draft = match common::read("plan.docx", &bytes) {
        Ok(draft) => draft,
        // A table in which no row says anything is refused, and nothing of it is accepted.
        Err(error) => {
            prop_assert_eq!(error, plan::import::ImportError::NoTable);
            return Ok(());
        }
    };
    let texts = landed(&draft);
    let counts = counted(&texts);
    for mark in &marks.made {
        let count = counts.get(mark.as_str()).copied().unwrap_or(0);
        let is_merged = marks.merged.contains(mark);
        prop_assert!(count >= 1, "{} is lost: {:#?}", mark, texts);
        prop_assert!(is_merged || count == 1, "{} is told {} times: {:#?}", mark, count, texts);
    }
    // The ledger's own check is a net under the rules: nothing falls into it.
    for one in &draft.unrecognized {
        let is_caught = one.why.starts_with("не все слова") || one.why.starts_with("ни одно правило");
        prop_assert!(!is_caught, "{:?} of {:#?}", one, draft.plan);
    }
    let account = draft.account;
    prop_assert_eq!(
        account.source_paragraphs,
        account.in_the_plan + account.headings_and_dashes + account.unrecognized
    );
    let mut numbers: Vec<&str> = Vec::new();
    for measure in draft.plan.sections.iter().flat_map(|section| &section.measures) {
        numbers.push(&measure.number);
        numbers.extend(measure.items.iter().map(|item| item.number.as_str()));
    }
    let count = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    prop_assert_eq!(numbers.len(), count, "every number is the only one of its kind");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn every_paragraph_lands_exactly_once(plan in plan()) {
        holds(&plan)?;
    }
}
