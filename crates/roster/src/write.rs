//! The workbook: a sheet of organisations, a sheet of their buildings, lists to choose from, and how to fill it in.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, ExcelDateTime, Format, FormatAlign, FormatBorder,
    ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use crate::columns::Field;
use crate::record::{Building, Point, Record, Vocabulary};

const ORGANISATIONS: &str = "Организации";
const BUILDINGS: &str = "Здания";
const LISTS: &str = "Справочники";
const INSTRUCTIONS: &str = "Как заполнять";
/// Sheets of ours that hold no rows.
pub(crate) const OWN_SHEETS: [&str; 4] = [ORGANISATIONS, BUILDINGS, LISTS, INSTRUCTIONS];
/// How far down the choices and the unlocked cells reach in an empty workbook.
const ROWS_TO_FILL: u32 = 3_000;

/// What goes into the workbook.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// A line about what is shown: «Реестр на 15 октября 2024: школы».
    pub title: &'a str,
    /// None for an empty template.
    pub records: &'a [Record],
}

/// Makes the workbook. Texts go in as texts: nothing in a cell becomes a formula.
pub fn workbook(content: Content<'_>, vocabulary: &Vocabulary) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let styles = Styles::new();
    let last_row = ROWS_TO_FILL.max(u32::try_from(content.records.len()).unwrap_or(u32::MAX) + 500);
    organisations(workbook.add_worksheet(), content.records, vocabulary, &styles, last_row)?;
    buildings(workbook.add_worksheet(), content.records, &styles, last_row)?;
    lists(workbook.add_worksheet(), vocabulary, &styles)?;
    instructions(workbook.add_worksheet(), content.title, &styles)?;
    workbook.save_to_buffer()
}

struct Styles {
    heading: Format,
    text: Format,
    number: Format,
    date: Format,
    shown: Format,
    wrapped: Format,
}

impl Styles {
    fn new() -> Self {
        let text = Format::new().set_num_format("@").set_unlocked().set_align(FormatAlign::Top);
        Self {
            heading: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_background_color(0x00E3_F0F7)
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::VerticalCenter),
            number: text.clone().set_num_format("0"),
            date: text.clone().set_num_format("dd.mm.yyyy"),
            shown: Format::new().set_font_color(0x0055_616E).set_align(FormatAlign::Top),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            text,
        }
    }
}

const fn width(field: Field) -> f64 {
    match field {
        Field::Full | Field::Genitive | Field::Address => 60.0,
        Field::Short => 38.0,
        Field::Municipality | Field::Owner | Field::Kind => 26.0,
        Field::Phone | Field::Email | Field::Site | Field::Head | Field::BuildingTitle | Field::Status => {
            24.0
        }
        Field::Ogrn => 17.0,
        _ => 13.0,
    }
}

/// The locked heading row; everything under it can be typed over, sorted and filtered.
fn head(sheet: &mut Worksheet, name: &str, fields: &[Field], styles: &Styles) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_row_height(0, 32)?;
    for (column, field) in (0_u16..).zip(fields) {
        let format = match field {
            Field::Pupils => &styles.number,
            Field::CountedOn => &styles.date,
            Field::Status => &styles.shown,
            _ => &styles.text,
        };
        sheet.set_column_format(column, format)?;
        sheet.set_column_width(column, width(*field))?;
        sheet.write_string_with_format(0, column, field.heading(), &styles.heading)?;
    }
    sheet.protect_with_options(&ProtectionOptions {
        insert_rows: true,
        delete_rows: true,
        format_cells: true,
        format_columns: true,
        format_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    });
    Ok(())
}

fn organisations(
    sheet: &mut Worksheet,
    records: &[Record],
    vocabulary: &Vocabulary,
    styles: &Styles,
    last_row: u32,
) -> Result<(), XlsxError> {
    head(sheet, ORGANISATIONS, &Field::OF_ORGANISATION, styles)?;
    let last_filled = u32::try_from(records.len()).unwrap_or(u32::MAX).max(1);
    sheet.autofilter(0, 0, last_filled, last_column(&Field::OF_ORGANISATION))?;
    for (column, field) in (0_u16..).zip(Field::OF_ORGANISATION) {
        if let Some(validation) = validation(field, vocabulary)? {
            sheet.add_data_validation(1, column, last_row, column, &validation)?;
        }
    }
    for (row, record) in (1_u32..).zip(records) {
        for (column, field) in (0_u16..).zip(Field::OF_ORGANISATION) {
            match field {
                Field::Pupils => {
                    if let Some(pupils) = record.pupils {
                        sheet.write_number_with_format(row, column, pupils, &styles.number)?;
                    }
                }
                Field::CountedOn => {
                    if let Some(day) = record.counted_on {
                        sheet.write_datetime_with_format(row, column, excel_day(day)?, &styles.date)?;
                    }
                }
                Field::Status => write(sheet, row, column, &record.status, &styles.shown)?,
                _ => write(sheet, row, column, text_of(field, record, vocabulary), &styles.text)?,
            }
        }
    }
    Ok(())
}

fn last_column(fields: &[Field]) -> u16 {
    u16::try_from(fields.len()).unwrap_or(1).saturating_sub(1)
}

/// An empty text leaves the cell as the column has it.
fn write(sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    if !text.is_empty() {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

fn text_of<'a>(field: Field, record: &'a Record, vocabulary: &'a Vocabulary) -> &'a str {
    match field {
        Field::Code => &record.code,
        Field::Inn => &record.inn,
        Field::Ogrn => &record.ogrn,
        Field::Kind => vocabulary.kind_title(&record.kind),
        Field::Municipality => vocabulary.municipality_name(&record.municipality),
        Field::Full => &record.full,
        Field::Short => &record.short,
        Field::Genitive => &record.genitive,
        Field::Phone => &record.phone,
        Field::Email => &record.email,
        Field::Site => &record.site,
        Field::Head => &record.head,
        _ => "",
    }
}

fn excel_day(day: jiff::civil::Date) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or(1900);
    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs())
}

/// Choices and bounds that Excel itself keeps.
fn validation(field: Field, vocabulary: &Vocabulary) -> Result<Option<DataValidation>, XlsxError> {
    let list = |column: char, count: usize| -> DataValidation {
        DataValidation::new().allow_list_formula(
            format!("={LISTS}!${column}$2:${column}${}", count.max(1) + 1).as_str().into(),
        )
    };
    let made = match field {
        Field::Municipality => list('A', vocabulary.municipalities.len())
            .set_error_title("Муниципалитет")?
            .set_error_message("Выберите муниципалитет из списка.")?,
        Field::Kind => list('B', vocabulary.kinds.len())
            .set_error_title("Вид организации")?
            .set_error_message("Выберите вид из списка.")?,
        Field::Library => {
            list('C', 2).set_error_title("Да или нет")?.set_error_message("Выберите «да» или «нет».")?
        }
        Field::Inn => DataValidation::new()
            .allow_text_length(rust_xlsxwriter::DataValidationRule::Between(9, 10))
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_message("В ИНН организации 10 цифр.")?,
        Field::Pupils => DataValidation::new()
            .allow_whole_number(rust_xlsxwriter::DataValidationRule::Between(0, 20_000))
            .set_error_message("Целое число обучающихся.")?,
        _ => return Ok(None),
    };
    Ok(Some(made))
}

fn buildings(
    sheet: &mut Worksheet,
    records: &[Record],
    styles: &Styles,
    last_row: u32,
) -> Result<(), XlsxError> {
    head(sheet, BUILDINGS, &Field::OF_BUILDING, styles)?;
    if let Some(validation) = validation(Field::Library, &Vocabulary::default())? {
        let column = last_column(&Field::OF_BUILDING);
        sheet.add_data_validation(1, column, last_row, column, &validation)?;
    }
    let all =
        records.iter().flat_map(|record| record.buildings.iter().map(move |building| (record, building)));
    for (row, (record, building)) in (1_u32..).zip(all) {
        for (column, field) in (0_u16..).zip(Field::OF_BUILDING) {
            write(sheet, row, column, &building_text(field, record, building), &styles.text)?;
        }
    }
    Ok(())
}

fn building_text(field: Field, record: &Record, building: &Building) -> String {
    match field {
        Field::Owner => record.code.clone(),
        Field::BuildingTitle => building.title.clone(),
        Field::Address => building.address.clone(),
        Field::Lat => building.point.map_or_else(String::new, |point| Point::degrees(point.lat_e6)),
        Field::Lon => building.point.map_or_else(String::new, |point| Point::degrees(point.lon_e6)),
        _ => building.has_library.map_or("", |has| if has { "да" } else { "нет" }).to_owned(),
    }
}

fn lists(sheet: &mut Worksheet, vocabulary: &Vocabulary, styles: &Styles) -> Result<(), XlsxError> {
    sheet.set_name(LISTS)?;
    let columns: [(&str, Vec<&str>); 3] = [
        ("Муниципалитеты", vocabulary.municipalities.iter().map(|one| one.name.as_str()).collect()),
        ("Виды", vocabulary.kinds.iter().map(|one| one.title.as_str()).collect()),
        ("Есть библиотека", vec!["да", "нет"]),
    ];
    for (column, (heading, values)) in (0_u16..).zip(columns) {
        sheet.set_column_width(column, 40.0)?;
        sheet.write_string_with_format(0, column, heading, &styles.heading)?;
        for (row, value) in (1_u32..).zip(values) {
            sheet.write_string(row, column, value)?;
        }
    }
    sheet.protect();
    Ok(())
}

const HOW: [&str; 11] = [
    "Одна строка листа «Организации» — одна организация. Порядок строк и столбцов не важен, заголовки менять не нужно.",
    "Организация узнаётся по коду, затем по ИНН, затем по наименованию в своём муниципалитете. Повторная загрузка обновляет записи и не создаёт вторых.",
    "Код новой организации можно не указывать: его даст программа. Код никогда не меняется.",
    "Пустая ячейка ничего не меняет. Строк и зданий загрузка не удаляет.",
    "Муниципалитет и вид выбираются из списка. Если вид не указан, это школа.",
    "ИНН — 10 цифр, ОГРН — 13; контрольная цифра проверяется.",
    "Родительный падеж («письмо муниципального бюджетного…») можно не писать: программа предложит его сама, проверьте на карточке.",
    "Число обучающихся — на день из соседнего столбца; без дня — на день загрузки. История прежних чисел сохраняется.",
    "Лист «Здания»: по строке на каждое здание; организация указывается кодом, ИНН или кратким наименованием. Координаты — в градусах, необязательны.",
    "Статус библиотеки (ШБ, ИБЦ, МИБЦ) показан для сведения: он меняется только регистрацией распоряжения.",
    "Перед загрузкой программа покажет, что изменится, и все ошибки с номером строки и столбцом. До вашего согласия в реестре ничего не меняется.",
];

fn instructions(sheet: &mut Worksheet, title: &str, styles: &Styles) -> Result<(), XlsxError> {
    sheet.set_name(INSTRUCTIONS)?;
    sheet.set_column_width(0, 110.0)?;
    sheet.write_string_with_format(0, 0, title, &styles.heading)?;
    for (row, line) in (2_u32..).zip(HOW) {
        sheet.write_string_with_format(row, 0, line, &styles.wrapped)?;
    }
    sheet.protect();
    Ok(())
}
