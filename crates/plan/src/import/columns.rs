//! Which column is which, by the words of its heading.

use std::collections::BTreeMap;

use super::grid::{Row, Table};
use crate::words::fold;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    Number,
    Title,
    Term,
    Executors,
    /// A column of its own for those who help.
    CoExecutors,
    Documents,
    Results,
    /// «Отметка об исполнении», «Примечание»: not a part of the plan.
    Mark,
    /// A heading that says nothing to us.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub kind: ColumnKind,
    pub heading: String,
    pub first: usize,
    pub span: usize,
}

/// The columns of a table, by their place in the grid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns(pub Vec<Column>);

/// Stems by which headings are known; the first line that fits decides, so the telling words come first.
const WORDS: [(ColumnKind, &[&str]); 8] = [
    (ColumnKind::Mark, &["отметк", "примечан", "комментар", "статус", "факт"]),
    (ColumnKind::Results, &["результат", "показател", "эффект", "индикатор", "целев"]),
    (ColumnKind::CoExecutors, &["соисполнител", "участник", "партнер"]),
    (ColumnKind::Executors, &["ответствен", "исполнител", "организатор"]),
    (
        ColumnKind::Documents,
        &[
            "вид документ",
            "документ",
            "форма отчет",
            "отчетн",
            "форма завершен",
            "форма представлен",
            "форма исполнен",
            "итогов",
        ],
    ),
    (ColumnKind::Term, &["срок", "дата", "период", "время", "даты", "месяц"]),
    (
        ColumnKind::Title,
        &[
            "наименован",
            "мероприят",
            "содержан",
            "деятельност",
            "название",
            "тема",
            "задач",
            "вид работ",
            "направлен",
            "действи",
        ],
    ),
    (ColumnKind::Number, &["п/п", "№", "номер", "пп"]),
];

impl Columns {
    /// What a heading says; `None` when it is not the heading of any column we know.
    pub fn kind_of(heading: &str) -> Option<ColumnKind> {
        let text = fold(heading);
        if text.is_empty() || text.chars().count() > 120 {
            return None;
        }
        // «Ответственный исполнитель / соисполнители» is one column for both.
        if text.contains("ответствен") && !text.contains("отметк") {
            return Some(ColumnKind::Executors);
        }
        let found = WORDS.iter().find(|(_, stems)| {
            stems.iter().any(|stem| {
                text.split([' ', '(']).any(|word| word.starts_with(stem))
                    || (stem.contains([' ', '/', '№']) && text.contains(stem))
            })
        });
        found.map(|(kind, _)| *kind).or_else(|| (text == "n" || text == "no").then_some(ColumnKind::Number))
    }

    /// Reads a row as a heading: at least a title and one more column, all of them short.
    pub fn of_heading(row: &Row) -> Option<Self> {
        let mut columns = Vec::new();
        for cell in &row.cells {
            let heading = cell.text();
            if heading.chars().count() > 120 {
                return None;
            }
            let mut kind = Self::kind_of(&heading).unwrap_or(ColumnKind::Other);
            let is_taken =
                |columns: &[Column], kind| columns.iter().any(|column: &Column| column.kind == kind);
            if !matches!(kind, ColumnKind::Other | ColumnKind::Mark) && is_taken(&columns, kind) {
                kind = if kind == ColumnKind::Executors && !is_taken(&columns, ColumnKind::CoExecutors) {
                    ColumnKind::CoExecutors
                } else {
                    ColumnKind::Other
                };
            }
            columns.push(Column { kind, heading, first: cell.column, span: cell.span });
        }
        let known = columns.iter().filter(|column| column.kind != ColumnKind::Other).count();
        let has = |kind| columns.iter().any(|column| column.kind == kind);
        let is_heading = has(ColumnKind::Title)
            && known >= 2
            && (has(ColumnKind::Term) || has(ColumnKind::Executors) || known >= 3);
        is_heading.then_some(Self(columns))
    }

    /// A guess for a table without headings, by what its cells look like.
    pub fn guessed(table: &Table, year: i16, year_start_month: i8) -> Option<Self> {
        let width = table.width();
        if width < 2 {
            return None;
        }
        let mut columns: Vec<Column> = (0..width)
            .map(|first| Column {
                kind: ColumnKind::Other,
                heading: format!("графа {}", first + 1),
                first,
                span: 1,
            })
            .collect();
        let mut texts_of: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let cells = table.rows.iter().filter(|row| row.cells.len() > 1).flat_map(|row| &row.cells);
        for cell in cells.filter(|cell| !cell.is_empty()) {
            texts_of.entry(cell.column).or_default().push(cell.text());
        }
        let mostly = |texts: &[String], test: &dyn Fn(&str) -> bool| {
            !texts.is_empty() && texts.iter().filter(|text| test(text)).count() * 2 > texts.len()
        };
        let mut longest = (0, None);
        for (column, texts) in texts_of.into_iter().filter(|(column, _)| *column < width) {
            let is_number = |text: &str| super::sections::number_alone(text).is_some();
            let is_term = |text: &str| crate::term::parse_term(text, year, year_start_month).is_understood();
            if mostly(&texts, &is_number) {
                columns[column].kind = ColumnKind::Number;
            } else if mostly(&texts, &is_term) {
                columns[column].kind = ColumnKind::Term;
            } else {
                let length: usize = texts.iter().map(|text| text.chars().count()).sum();
                if length > longest.0 {
                    longest = (length, Some(column));
                }
            }
        }
        let title = longest.1?;
        columns[title].kind = ColumnKind::Title;
        let has_term = columns.iter().any(|column| column.kind == ColumnKind::Term);
        if let Some(next) = columns.iter_mut().find(|column| column.kind == ColumnKind::Other) {
            next.kind = ColumnKind::Executors;
        }
        has_term.then_some(Self(columns))
    }

    /// Columns of the grid that they cover.
    pub fn width(&self) -> usize {
        self.0.iter().map(|column| column.first + column.span).max().unwrap_or(0)
    }

    pub fn has(&self, kind: ColumnKind) -> bool {
        self.0.iter().any(|column| column.kind == kind)
    }

    /// The column of a cell: the one in which it begins.
    pub fn of_cell(&self, first: usize) -> Option<&Column> {
        self.0.iter().find(|column| (column.first..column.first + column.span).contains(&first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_their_words() {
        let kinds = [
            ("№ п/п", ColumnKind::Number),
            ("Наименование мероприятия", ColumnKind::Title),
            ("Содержание деятельности", ColumnKind::Title),
            ("Сроки проведения", ColumnKind::Term),
            ("Дата", ColumnKind::Term),
            ("Срок исполнения мероприятия", ColumnKind::Term),
            ("Ответственный исполнитель/ соисполнители", ColumnKind::Executors),
            ("Ответственные за исполнение", ColumnKind::Executors),
            ("Исполнители", ColumnKind::Executors),
            ("Соисполнители", ColumnKind::CoExecutors),
            ("Вид документа", ColumnKind::Documents),
            ("Форма отчёта", ColumnKind::Documents),
            ("Ожидаемый результат", ColumnKind::Results),
            ("Результат мероприятия", ColumnKind::Results),
            ("Показатель", ColumnKind::Results),
            ("Отметка об исполнении", ColumnKind::Mark),
            ("Отметка ответственного", ColumnKind::Mark),
            ("Примечание", ColumnKind::Mark),
        ];
        for (heading, kind) in kinds {
            assert_eq!(Columns::kind_of(heading), Some(kind), "{heading}");
        }
        assert_eq!(Columns::kind_of("РРИБЦ КГАНОУ"), None);
    }
}
