//! The execution report as of a date: the table of kind `execution_report` in the region pack.
//!
//! Columns: № — мероприятие — срок — исполнено (дата) — документ (вид, №, дата) — результат — причина отклонения.

use jiff::civil::Date;
use region::RegionPack;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};
use serde::Serialize;

use crate::board::{Board, measure_title};
use crate::rules::{MeasureState, ObligationState, PlanState, State, describe_term};
use crate::store::evidence::EvidenceRow;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Report {
    pub title: String,
    pub year: i64,
    /// `YYYY-MM-DD`: the state is what the evidence proved on this day.
    #[schema(value_type = String, format = Date)]
    pub as_of: Date,
    /// Number of the plan's version that was in force.
    pub plan_version: i64,
    pub summary: Vec<SummaryLine>,
    pub rows: Vec<ReportRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SummaryLine {
    pub state: String,
    pub title: String,
    pub measures: usize,
}

/// A section heading, a measure, an item of it, or one slot of a recurring term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ReportRow {
    pub level: ReportLevel,
    pub number: String,
    pub title: String,
    pub term: String,
    pub state: String,
    pub state_title: String,
    /// Day of the last needed piece of evidence; absent while something is missing.
    #[schema(value_type = Option<String>, format = Date)]
    pub finished_on: Option<Date>,
    pub documents: Vec<String>,
    pub results: Vec<String>,
    /// Why it is late, overdue or not carried out; empty otherwise.
    pub deviation: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportLevel {
    Section,
    Measure,
    Part,
}

/// Makes the report out of what was known on the day: made again later it is the same, word for word.
pub fn report(board: &Board, region: &RegionPack, as_of: Date) -> Report {
    let standing = board.on(as_of);
    let mut rows = Vec::new();
    for (section, section_state) in standing.sections() {
        rows.push(section_row(&section.number, &section.title, section_state.state));
        for (measure, measure_state) in section.measures.iter().zip(&section_state.measures) {
            let evidence = standing.proofs(&measure_state.measure_key);
            let has_parts = measure_state.obligations.len() > 1;
            rows.push(ReportRow {
                level: ReportLevel::Measure,
                number: measure.number.clone(),
                title: measure_title(measure),
                term: describe_term(&measure.term),
                state: measure_state.state.code().to_owned(),
                state_title: measure_state.state.word().to_owned(),
                finished_on: measure_state.finished_on(),
                documents: if has_parts {
                    Vec::new()
                } else {
                    evidence.iter().map(|row| document(region, row)).collect()
                },
                results: results(&measure.expected_results, &evidence, has_parts),
                deviation: deviation_of_measure(measure_state, has_parts),
            });
            if has_parts {
                rows.extend(measure_state.obligations.iter().map(|one| part_row(region, one, &evidence)));
            }
        }
    }
    Report {
        title: format!("Отчёт об исполнении: {}", standing.plan().meta.title),
        year: board.plan.year,
        as_of,
        plan_version: standing.version.number,
        summary: summary(&standing.state),
        rows,
    }
}

fn summary(state: &PlanState) -> Vec<SummaryLine> {
    let line = |one: State| SummaryLine {
        state: one.code().into(),
        title: one.word().into(),
        measures: state.count(one),
    };
    State::ALL.into_iter().map(line).collect()
}

fn section_row(number: &str, title: &str, state: State) -> ReportRow {
    ReportRow {
        level: ReportLevel::Section,
        number: number.to_owned(),
        title: title.to_owned(),
        term: String::new(),
        state: state.code().to_owned(),
        state_title: state.word().to_owned(),
        finished_on: None,
        documents: Vec::new(),
        results: Vec::new(),
        deviation: String::new(),
    }
}

fn part_row(region: &RegionPack, one: &ObligationState, evidence: &[&EvidenceRow]) -> ReportRow {
    let obligation = &one.obligation;
    let own: Vec<&EvidenceRow> = evidence
        .iter()
        .copied()
        .filter(|row| row.item_key == obligation.item_key && row.slot_key == obligation.slot.key)
        .collect();
    let mut title = obligation.item_title.clone();
    if !obligation.slot.label.is_empty() {
        title = if title.is_empty() {
            obligation.slot.label.clone()
        } else {
            format!("{title}: {}", obligation.slot.label)
        };
    }
    ReportRow {
        level: ReportLevel::Part,
        number: obligation.item_number.clone().unwrap_or_default(),
        title: if title.is_empty() { "мероприятие в целом".to_owned() } else { title },
        term: format!(
            "{} – {}",
            ui::ru::date_short(obligation.slot.from),
            ui::ru::date_short(obligation.slot.to)
        ),
        state: one.state.code().to_owned(),
        state_title: one.state.word().to_owned(),
        finished_on: one.finished_on.filter(|_| matches!(one.state, State::Done | State::DoneLate)),
        documents: own.iter().map(|row| document(region, row)).collect(),
        results: notes(&own),
        deviation: deviation(one),
    }
}

/// «Приказ „О создании рабочей группы“, № 57 от 12.02.2024».
fn document(region: &RegionPack, row: &EvidenceRow) -> String {
    let kind = row
        .kind
        .as_deref()
        .and_then(|code| region.document_kind(code))
        .map_or("", |kind| kind.title.as_str());
    let mut text = if kind.is_empty() || row.title.to_lowercase().starts_with(&kind.to_lowercase()) {
        row.title.clone()
    } else {
        format!("{kind}: {}", row.title)
    };
    if !row.reference.is_empty() {
        text = format!("{text}, {}", row.reference);
    } else if let Ok(day) = row.happened_on.parse::<Date>() {
        text = format!("{text}, {}", ui::ru::date_short(day));
    }
    text
}

fn notes(rows: &[&EvidenceRow]) -> Vec<String> {
    rows.iter().map(|row| row.note.clone()).filter(|note| !note.is_empty()).collect()
}

/// What came of it, as written beside the evidence; the plan's expected results while nothing is written.
fn results(expected: &[String], evidence: &[&EvidenceRow], told_in_parts: bool) -> Vec<String> {
    let told = notes(evidence);
    if told.is_empty() || told_in_parts {
        return expected.iter().map(|result| format!("Ожидается: {result}")).collect();
    }
    told
}

fn deviation(one: &ObligationState) -> String {
    let days = |n: i32| ui::ru::plural(i64::from(n), "день", "дня", "дней");
    match one.state {
        State::NotCarriedOut => {
            format!("Не выполнено: {}", one.reason.as_deref().unwrap_or("причина не указана"))
        }
        State::Overdue => {
            let missing = one.required.saturating_sub(one.satisfied);
            format!(
                "Просрочено на {} {}: не хватает подтверждений — {missing} из {}",
                one.days_late,
                days(one.days_late),
                one.required
            )
        }
        State::DoneLate => format!("Исполнено с опозданием на {} {}", one.days_late, days(one.days_late)),
        _ => String::new(),
    }
}

fn deviation_of_measure(measure: &MeasureState, told_in_parts: bool) -> String {
    let reasons: Vec<String> =
        measure.obligations.iter().map(deviation).filter(|text| !text.is_empty()).collect();
    match (told_in_parts, reasons.len()) {
        (_, 0) => String::new(),
        (true, n) => format!(
            "{n} {} с отклонением, см. ниже",
            ui::ru::plural(i64::try_from(n).unwrap_or(0), "часть", "части", "частей")
        ),
        (false, _) => reasons.join("; "),
    }
}

const HEADINGS: [(&str, f64); 8] = [
    ("№", 7.0),
    ("Мероприятие", 52.0),
    ("Срок", 26.0),
    ("Состояние", 16.0),
    ("Исполнено (дата)", 14.0),
    ("Документ (вид, №, дата)", 46.0),
    ("Результат", 46.0),
    ("Причина отклонения", 34.0),
];

/// The report as a workbook: one sheet, headings repeated on every printed page, landscape.
pub fn to_xlsx(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let title_format = Format::new().set_bold().set_font_size(14.0).set_text_wrap();
    let cell = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
    let heading =
        cell.clone().set_bold().set_background_color(0x00E3_F0F7).set_align(FormatAlign::VerticalCenter);
    let section = cell.clone().set_bold().set_background_color(0x00F5_F7F9);
    let date = cell.clone().set_num_format("dd.mm.yyyy").set_align(FormatAlign::Left);

    let sheet = workbook.add_worksheet();
    sheet.set_name("Отчёт об исполнении")?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.merge_range(0, 0, 0, 7, &report.title, &title_format)?;
    sheet.set_row_height(0, 40)?;
    sheet.write_string(1, 0, format!("По состоянию на {}", ui::ru::date_long(report.as_of)))?;
    let counts = report
        .summary
        .iter()
        .filter(|line| line.measures > 0)
        .map(|line| format!("{} — {}", line.title, line.measures));
    sheet.write_string(2, 0, format!("Мероприятий: {}", counts.collect::<Vec<_>>().join(", ")))?;
    for (column, (text, width)) in (0_u16..).zip(HEADINGS) {
        sheet.write_string_with_format(4, column, text, &heading)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_repeat_rows(4, 4)?;
    sheet.set_freeze_panes(5, 0)?;
    for (row, line) in (5_u32..).zip(&report.rows) {
        if line.level == ReportLevel::Section {
            sheet.merge_range(row, 0, row, 7, format!("{} {}", line.number, line.title).trim(), &section)?;
            continue;
        }
        sheet.write_string_with_format(row, 0, &line.number, &cell)?;
        sheet.write_string_with_format(row, 1, &line.title, &cell)?;
        sheet.write_string_with_format(row, 2, &line.term, &cell)?;
        sheet.write_string_with_format(row, 3, &line.state_title, &cell)?;
        match line.finished_on.and_then(excel_date) {
            Some(day) => sheet.write_datetime_with_format(row, 4, &day, &date)?,
            None => sheet.write_string_with_format(row, 4, "", &cell)?,
        };
        sheet.write_string_with_format(row, 5, line.documents.join("\n"), &cell)?;
        sheet.write_string_with_format(row, 6, line.results.join("\n"), &cell)?;
        sheet.write_string_with_format(row, 7, &line.deviation, &cell)?;
    }
    let last = 5 + u32::try_from(report.rows.len()).unwrap_or(0) + 2;
    sheet.write_string(last, 1, "Подпись: ______________________")?;
    workbook.save_to_buffer()
}

fn excel_date(day: Date) -> Option<rust_xlsxwriter::ExcelDateTime> {
    let (year, month, day) =
        (u16::try_from(day.year()).ok()?, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    rust_xlsxwriter::ExcelDateTime::from_ymd(year, month, day).ok()
}
