//! A workbook as rows, each cell checked; what is wrong is told with its place.

use std::collections::BTreeMap;

use office::{Bounds, Content, Sheet};
use serde::{Deserialize, Serialize};

use crate::check::{self, Unfit};
use crate::columns::{Columns, Field};
use crate::record::{Building, Record, Vocabulary};
use crate::words::{name_key, tidy};

const BOUNDS: Bounds = Bounds { rows: 10_000, columns: 100, cells: 150_000 };
/// Titles stand above the headings; further down there is none.
const HEADING_WITHIN: usize = 20;
/// A list of a whole region is a tenth of it.
const MOST_ROWS: usize = 5_000;
const MOST_BUILDINGS: usize = 30;

/// Why a file is not read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadingRefused {
    #[error(transparent)]
    File(#[from] office::Refused),
    #[error(
        "Это не книга Excel. Сохраните список в виде .xlsx; пустой образец можно скачать на этой странице."
    )]
    NotAWorkbook,
    #[error(
        "В книге нет листа со списком организаций. Нужна строка заголовков, а в ней хотя бы наименование (или код, или ИНН) и ещё один столбец: образец можно скачать на этой странице."
    )]
    NoHeading,
    #[error("Под заголовками нет ни одной заполненной строки.")]
    NoRows,
    #[error("Строк больше {MOST_ROWS}. Разделите список на несколько файлов.")]
    TooManyRows,
}

/// Something wrong with one cell or one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub sheet: String,
    /// As Excel numbers it.
    pub row: u32,
    /// Heading of the column; empty when the whole row is meant.
    pub column: String,
    pub reason: String,
    pub next: String,
}

/// A row as understood. Cells that were not taken are empty here and told in the problems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub sheet: String,
    pub number: u32,
    pub record: Record,
}

/// What a workbook holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    pub rows: Vec<Row>,
    pub problems: Vec<Problem>,
    /// What was left aside without harm: columns and sheets that are not understood.
    pub remarks: Vec<String>,
}

/// Reads a workbook.
///
/// # Errors
/// [`ReadingRefused`] when there is no list in it; faults of rows are no errors but [`Reading::problems`].
pub fn read(bytes: &[u8], vocabulary: &Vocabulary) -> Result<Reading, ReadingRefused> {
    if office::content_of(bytes)? != Content::Xlsx {
        return Err(ReadingRefused::NotAWorkbook);
    }
    let sheets = office::sheets(bytes, BOUNDS)?;
    let mut reading = Reading::default();
    let list = sheets.iter().find_map(|sheet| Some((sheet, heading(sheet, Columns::are_of_organisations)?)));
    let (list, (top, columns)) = list.ok_or(ReadingRefused::NoHeading)?;
    reading.remarks.extend(
        columns.not_understood.iter().map(|name| format!("Столбец «{name}» не понят и не загружается.")),
    );
    let mut reader =
        Reader { vocabulary, sheet: list, columns: &columns, top, problems: &mut reading.problems };
    for (row, cells) in list.cells.range(top + 1..) {
        let record = reader.record(*row, cells);
        if record != Record::default() || cells.keys().any(|column| reader.knows(*column)) {
            reading.rows.push(Row { sheet: list.name.clone(), number: row + 1, record });
        }
        if reading.rows.len() > MOST_ROWS {
            return Err(ReadingRefused::TooManyRows);
        }
    }
    if reading.rows.is_empty() {
        return Err(ReadingRefused::NoRows);
    }
    for sheet in sheets.iter().filter(|sheet| sheet.name != list.name) {
        match heading(sheet, Columns::are_of_buildings) {
            Some((top, columns)) => add_buildings(&mut reading, sheet, top, &columns, vocabulary),
            None if crate::write::OWN_SHEETS.contains(&sheet.name.as_str()) => {}
            None => reading.remarks.push(format!("Лист «{}» не понят и не загружается.", sheet.name)),
        }
    }
    for row in &mut reading.rows {
        let is_only = row.record.buildings.len() == 1;
        // A school with one building has its library there.
        for building in &mut row.record.buildings {
            building.has_library = building.has_library.or(is_only.then_some(true));
        }
    }
    Ok(reading)
}

/// The heading row of a sheet and its columns.
fn heading(sheet: &Sheet, fits: impl Fn(&Columns) -> bool) -> Option<(u32, Columns)> {
    let rows = sheet.cells.iter().take(HEADING_WITHIN);
    rows.map(|(row, cells)| (*row, Columns::of_row(cells))).find(|(_, columns)| fits(columns))
}

struct Reader<'a> {
    vocabulary: &'a Vocabulary,
    sheet: &'a Sheet,
    columns: &'a Columns,
    /// The heading row.
    top: u32,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn knows(&self, column: u32) -> bool {
        self.columns.of_field.values().any(|known| *known == column)
            || self.columns.more_addresses.contains(&column)
    }

    fn text<'c>(&self, cells: &'c BTreeMap<u32, String>, field: Field) -> &'c str {
        let column = self.columns.of_field.get(&field);
        column.and_then(|column| cells.get(column)).map_or("", String::as_str)
    }

    fn tell(&mut self, row: u32, field: Field, unfit: Unfit) {
        // The heading as the file has it: that is what its author looks for.
        let column = self.columns.of_field.get(&field);
        let heading = column.and_then(|column| self.sheet.cells.get(&self.top)?.get(column));
        self.problems.push(Problem {
            sheet: self.sheet.name.clone(),
            row: row + 1,
            column: heading.map_or_else(|| field.heading().to_owned(), |heading| tidy(heading)),
            reason: unfit.reason,
            next: unfit.next.to_owned(),
        });
    }

    /// The checked value of a cell; nothing for an empty cell and for one that is told as a problem.
    fn take<T>(
        &mut self,
        row: u32,
        cells: &BTreeMap<u32, String>,
        field: Field,
        check: impl Fn(&str) -> Result<T, Unfit>,
    ) -> Option<T> {
        let text = self.text(cells, field);
        if tidy(text).is_empty() {
            return None;
        }
        match check(text) {
            Ok(value) => Some(value),
            Err(unfit) => {
                self.tell(row, field, unfit);
                None
            }
        }
    }

    fn record(&mut self, row: u32, cells: &BTreeMap<u32, String>) -> Record {
        let vocabulary = self.vocabulary;
        let full = self.take(row, cells, Field::Full, |text| check::line(text, check::MAX_FULL));
        let short = self.take(row, cells, Field::Short, |text| check::line(text, check::MAX_SHORT));
        Record {
            code: self.take(row, cells, Field::Code, check::code).unwrap_or_default(),
            inn: self.take(row, cells, Field::Inn, check::inn).unwrap_or_default(),
            ogrn: self.take(row, cells, Field::Ogrn, check::ogrn).unwrap_or_default(),
            kind: self.take(row, cells, Field::Kind, |text| kind(text, vocabulary)).unwrap_or_default(),
            municipality: self
                .take(row, cells, Field::Municipality, |text| municipality(text, vocabulary))
                .unwrap_or_default(),
            full: full.unwrap_or_default(),
            short: short.unwrap_or_default(),
            genitive: self
                .take(row, cells, Field::Genitive, |text| check::line(text, check::MAX_FULL))
                .unwrap_or_default(),
            phone: self.take(row, cells, Field::Phone, check::phone).unwrap_or_default(),
            email: self.take(row, cells, Field::Email, check::email).unwrap_or_default(),
            site: self.take(row, cells, Field::Site, check::site).unwrap_or_default(),
            head: self
                .take(row, cells, Field::Head, |text| check::line(text, check::MAX_CONTACT))
                .unwrap_or_default(),
            pupils: self.take(row, cells, Field::Pupils, check::pupils),
            counted_on: self.take(row, cells, Field::CountedOn, check::day),
            status: tidy(self.text(cells, Field::Status)),
            buildings: self.addresses(row, cells),
        }
    }

    /// Addresses that stand in the row itself, each on a line or in a column of its own.
    fn addresses(&mut self, row: u32, cells: &BTreeMap<u32, String>) -> Vec<Building> {
        let first = self.columns.of_field.get(&Field::Address).copied();
        let columns: Vec<u32> =
            first.into_iter().chain(self.columns.more_addresses.iter().copied()).collect();
        let lines: Vec<String> = columns
            .iter()
            .filter_map(|column| cells.get(column))
            .flat_map(|text| text.split(['\n', ';']))
            .map(tidy)
            .filter(|line| !line.is_empty())
            .collect();
        let mut buildings: Vec<Building> = Vec::new();
        for text in lines.into_iter().take(MOST_BUILDINGS) {
            match check::line(&text, check::MAX_ADDRESS) {
                Ok(address) if buildings.iter().any(|one| name_key(&one.address) == name_key(&address)) => {}
                Ok(address) => buildings.push(Building { address, ..Building::default() }),
                Err(unfit) => self.tell(row, Field::Address, unfit),
            }
        }
        if let [only] = buildings.as_mut_slice() {
            let (lat, lon) = (self.text(cells, Field::Lat), self.text(cells, Field::Lon));
            match check::point(lat, lon) {
                Ok(point) => only.point = point,
                Err(unfit) => self.tell(row, Field::Lat, unfit),
            }
        }
        buildings
    }
}

fn kind(text: &str, vocabulary: &Vocabulary) -> Result<String, Unfit> {
    let key = name_key(text);
    let found = vocabulary.kinds.iter().find(|kind| name_key(&kind.title) == key || kind.code == key);
    found.map(|kind| kind.code.clone()).ok_or_else(|| Unfit {
        reason: format!("Вида организаций «{}» в реестре нет.", tidy(text)),
        next: "Выберите вид из списка в образце; у школы столбец можно оставить пустым.",
    })
}

fn municipality(text: &str, vocabulary: &Vocabulary) -> Result<String, Unfit> {
    match vocabulary.find_municipality(text)[..] {
        [one] => Ok(one.code.clone()),
        [] => Err(Unfit {
            reason: format!("Муниципалитета «{}» в реестре нет.", tidy(text)),
            next: "Выберите муниципалитет из списка в образце.",
        }),
        _ => Err(Unfit {
            reason: format!("Под «{}» подходит несколько муниципалитетов.", tidy(text)),
            next: "Напишите наименование полностью, как в списке образца.",
        }),
    }
}

/// The sheet of buildings: each row belongs to the organisation that its code, ИНН or name tells.
fn add_buildings(reading: &mut Reading, sheet: &Sheet, top: u32, columns: &Columns, vocabulary: &Vocabulary) {
    let mut problems = Vec::new();
    let mut reader = Reader { vocabulary, sheet, columns, top, problems: &mut problems };
    for (row, cells) in sheet.cells.range(top + 1..) {
        let owner = tidy(reader.text(cells, Field::Owner));
        let address = reader.take(*row, cells, Field::Address, |text| check::line(text, check::MAX_ADDRESS));
        if owner.is_empty() && address.is_none() {
            continue;
        }
        let at = reading.rows.iter().position(|one| belongs_to(&owner, &one.record));
        let Some(at) = at else {
            let reason = if owner.is_empty() {
                "Не указано, какой организации это здание.".to_owned()
            } else {
                format!("Организации «{owner}» нет на листе «{}».", first_sheet(&reading.rows))
            };
            reader.tell(
                *row,
                Field::Owner,
                Unfit {
                    reason, next: "Укажите код, ИНН или краткое наименование из этого же файла."
                },
            );
            continue;
        };
        let Some(address) = address else {
            let unfit = Unfit {
                reason: "Не указан адрес здания.".into(),
                next: "Напишите адрес или удалите строку.",
            };
            reader.tell(*row, Field::Address, unfit);
            continue;
        };
        let title =
            reader.take(*row, cells, Field::BuildingTitle, |text| check::line(text, check::MAX_SHORT));
        let has_library = reader.take(*row, cells, Field::Library, check::yes_or_no);
        let point = match check::point(reader.text(cells, Field::Lat), reader.text(cells, Field::Lon)) {
            Ok(point) => point,
            Err(unfit) => {
                reader.tell(*row, Field::Lat, unfit);
                None
            }
        };
        let building = Building { title: title.unwrap_or_default(), address, point, has_library };
        let buildings = &mut reading.rows[at].record.buildings;
        let same = buildings.iter().position(|one| name_key(&one.address) == name_key(&building.address));
        match same {
            Some(place) => buildings[place] = building,
            None if buildings.len() < MOST_BUILDINGS => buildings.push(building),
            None => reader.tell(
                *row,
                Field::Owner,
                Unfit {
                    reason: format!("Зданий больше {MOST_BUILDINGS}."),
                    next: "Проверьте, одной ли организации они принадлежат.",
                },
            ),
        }
    }
    reading.problems.append(&mut problems);
}

fn first_sheet(rows: &[Row]) -> &str {
    rows.first().map_or("", |row| &row.sheet)
}

fn belongs_to(owner: &str, record: &Record) -> bool {
    if owner.is_empty() {
        return false;
    }
    let key = name_key(owner);
    record.code == owner
        || record.inn == owner
        || (!record.short.is_empty() && name_key(&record.short) == key)
        || (!record.full.is_empty() && name_key(&record.full) == key)
}
