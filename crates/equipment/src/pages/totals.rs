//! Gaps added up: by municipality, by school, by requirement; on a page and as a workbook.

use access::media::XLSX;
use std::collections::{BTreeMap, HashMap};

use access::{House, PageError, PageResult, Visitor, download, made_aside};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use region::{OrganisationKind, rules_on};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Deserialize;
use ui::Chrome;
use ui::ru::date_short;

use super::{reads, roubles};
use crate::rules::{Answer, LineState, counted_as_lacking, gap_of};
use crate::store as rows;

#[derive(Deserialize, Default, Clone)]
pub struct Where {
    /// Code of a municipality.
    #[serde(default)]
    municipality: String,
}

/// A school that has checked itself.
struct SchoolLine {
    code: String,
    name: String,
    municipality: String,
    pupils: u32,
    when: String,
    must_met: usize,
    must_total: usize,
    cost: i64,
    without_price: usize,
}

impl SchoolLine {
    fn cost_in_words(&self) -> String {
        roubles(self.cost)
    }
}

/// A municipality: its schools, those that have checked themselves, those that meet everything, what is missing in money.
#[derive(Default, Clone)]
struct MunicipalityLine {
    code: String,
    name: String,
    schools: usize,
    checked: usize,
    whole: usize,
    cost: i64,
}

impl MunicipalityLine {
    fn cost_in_words(&self) -> String {
        roubles(self.cost)
    }
}

/// A requirement: in how many schools it is not met, how much is missing.
struct RequirementLine {
    name: String,
    unit: String,
    schools: usize,
    missing: i64,
    cost: i64,
}

impl RequirementLine {
    fn missing_in_words(&self) -> String {
        counted_as_lacking(self.missing, &self.unit)
    }

    fn cost_in_words(&self) -> String {
        if self.cost == 0 { "—".to_owned() } else { roubles(self.cost) }
    }
}

struct Totals {
    place: String,
    municipalities: Vec<MunicipalityLine>,
    schools: Vec<SchoolLine>,
    requirements: Vec<RequirementLine>,
}

impl Totals {
    fn whole(&self) -> MunicipalityLine {
        self.municipalities.iter().fold(MunicipalityLine::default(), |sum, one| MunicipalityLine {
            schools: sum.schools + one.schools,
            checked: sum.checked + one.checked,
            whole: sum.whole + one.whole,
            cost: sum.cost + one.cost,
            ..sum
        })
    }
}

/// Two statements and the registry from memory, however many schools there are.
async fn add_up(house: &House, visitor: &Visitor, place: &Where) -> Result<Totals, PageError> {
    let scope = reads(visitor);
    let today = house.clock.today();
    let roll = network::store::roll(&house.db).await?;
    let checks: HashMap<String, rows::CheckRow> = rows::newest_checks(&house.db, &scope)
        .await?
        .into_iter()
        .map(|check| (check.org_id.clone(), check))
        .collect();
    let mut answers: HashMap<String, HashMap<String, Answer>> = HashMap::new();
    for value in rows::newest_values(&house.db, &scope).await? {
        let answer = Answer { have: value.have, price: value.price };
        answers.entry(value.check_id).or_default().insert(value.requirement, answer);
    }
    let chosen = Some(place.municipality.clone()).filter(|code| !code.is_empty());
    if let Some(code) = &chosen
        && !roll.municipalities_on(today).iter().any(|one| one.code == *code)
    {
        return Err(PageError::NotFound);
    }
    let filter = network::Filter {
        kind: Some(OrganisationKind::School),
        municipality: chosen.clone(),
        ..network::Filter::on(today)
    };
    let nothing = HashMap::new();
    let mut by_municipality: BTreeMap<String, MunicipalityLine> = BTreeMap::new();
    let mut by_requirement: BTreeMap<String, RequirementLine> = BTreeMap::new();
    let mut schools = Vec::new();
    for school in roll.all(&scope, &filter).0 {
        let Some(municipality) = school.municipality else { continue };
        let line = by_municipality.entry(municipality.sort_key.clone()).or_insert_with(|| MunicipalityLine {
            code: municipality.code.clone(),
            name: municipality.short_name.clone(),
            ..MunicipalityLine::default()
        });
        line.schools += 1;
        let Some(check) = checks.get(&school.organisation.id) else { continue };
        let Some(rules) = rules_on(&house.region.equipment, check.rules_since()) else { continue };
        let told = answers.get(&check.id).unwrap_or(&nothing);
        let Some(gap) = gap_of(rules, check.pupils(), Some(&municipality.code), told) else { continue };
        let (must_met, must_total) = gap.must_met();
        line.checked += 1;
        line.whole += usize::from(must_met == must_total);
        line.cost += gap.cost();
        for one in gap.lines.iter().filter(|one| one.state == LineState::Missing) {
            let sum = by_requirement.entry(one.requirement.code.clone()).or_insert_with(|| RequirementLine {
                name: one.requirement.name.clone(),
                unit: one.requirement.unit.clone(),
                schools: 0,
                missing: 0,
                cost: 0,
            });
            sum.schools += 1;
            sum.missing += one.missing;
            sum.cost += one.cost.unwrap_or(0);
        }
        schools.push(SchoolLine {
            code: school.organisation.code.clone(),
            name: school.name.short.clone(),
            municipality: municipality.short_name.clone(),
            pupils: check.pupils(),
            when: date_short(house.clock.date_of(check.checked_at)),
            must_met,
            must_total,
            cost: gap.cost(),
            without_price: gap.without_price(),
        });
    }
    let place = match &chosen {
        Some(code) => by_municipality
            .values()
            .find(|line| line.code == *code)
            .map(|line| line.name.clone())
            .ok_or(PageError::NotFound)?,
        None => house.region.region.name.clone(),
    };
    Ok(Totals {
        place,
        municipalities: by_municipality.into_values().collect(),
        schools,
        requirements: by_requirement.into_values().collect(),
    })
}

#[derive(Template)]
#[template(path = "equipment_totals.html")]
struct TotalsPage {
    chrome: Chrome,
    totals: Totals,
    whole: MunicipalityLine,
    municipality: String,
}

/// `/equipment/totals?municipality=…`
pub async fn show(State(house): State<House>, visitor: Visitor, Query(place): Query<Where>) -> PageResult {
    let totals = add_up(&house, &visitor, &place).await?;
    let page = TotalsPage {
        whole: totals.whole(),
        totals,
        municipality: place.municipality,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// `/equipment/totals.xlsx`: the same three tables.
pub async fn xlsx(State(house): State<House>, visitor: Visitor, Query(place): Query<Where>) -> PageResult {
    let totals = add_up(&house, &visitor, &place).await?;
    let name = format!("Разрыв оснащения. {} на {}.xlsx", totals.place, date_short(house.clock.today()));
    let bytes = made_aside(move || workbook(&totals)).await?;
    Ok(download(bytes, XLSX, &name))
}

/// Numbers are numbers: a reader adds them up.
#[expect(
    clippy::cast_precision_loss,
    reason = "a workbook holds floating-point numbers; sums stay far below 2^53"
)]
fn workbook(totals: &Totals) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold().set_text_wrap();
    let money = Format::new().set_num_format("# ##0.00");
    let roubles = |kopecks: i64| kopecks as f64 / 100.0;
    let count = |number: usize| number as f64;
    let mut head = |title: &str, columns: &[(&str, f64)]| -> Result<(), XlsxError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(title)?.set_freeze_panes(1, 0)?;
        for (column, (text, width)) in (0_u16..).zip(columns) {
            sheet.write_string_with_format(0, column, *text, &bold)?;
            sheet.set_column_width(column, *width)?;
        }
        Ok(())
    };
    head(
        "Муниципалитеты",
        &[
            ("Муниципалитет", 40.0),
            ("Школ", 10.0),
            ("Проверили себя", 12.0),
            ("Выполнили всё обязательное", 16.0),
            ("Потребность, ₽", 18.0),
        ],
    )?;
    head(
        "Школы",
        &[
            ("Школа", 50.0),
            ("Муниципалитет", 30.0),
            ("Обучающихся", 12.0),
            ("Проверка", 12.0),
            ("Выполнено обязательных", 14.0),
            ("Всего обязательных", 12.0),
            ("Потребность, ₽", 18.0),
            ("Без цены", 10.0),
        ],
    )?;
    head(
        "Требования",
        &[
            ("Требование", 60.0),
            ("Единица", 12.0),
            ("Школ", 10.0),
            ("Не хватает", 14.0),
            ("Потребность, ₽", 18.0),
        ],
    )?;
    let sheet = workbook.worksheet_from_index(0)?;
    for (line, one) in (1_u32..).zip(&totals.municipalities) {
        sheet.write_string(line, 0, &one.name)?;
        for (column, number) in (1_u16..).zip([one.schools, one.checked, one.whole]) {
            sheet.write_number(line, column, count(number))?;
        }
        sheet.write_number_with_format(line, 4, roubles(one.cost), &money)?;
    }
    let sheet = workbook.worksheet_from_index(1)?;
    for (line, one) in (1_u32..).zip(&totals.schools) {
        sheet.write_string(line, 0, &one.name)?;
        sheet.write_string(line, 1, &one.municipality)?;
        sheet.write_number(line, 2, f64::from(one.pupils))?;
        sheet.write_string(line, 3, &one.when)?;
        sheet.write_number(line, 4, count(one.must_met))?;
        sheet.write_number(line, 5, count(one.must_total))?;
        sheet.write_number_with_format(line, 6, roubles(one.cost), &money)?;
        sheet.write_number(line, 7, count(one.without_price))?;
    }
    let sheet = workbook.worksheet_from_index(2)?;
    for (line, one) in (1_u32..).zip(&totals.requirements) {
        sheet.write_string(line, 0, &one.name)?;
        sheet.write_string(line, 1, &one.unit)?;
        sheet.write_number(line, 2, count(one.schools))?;
        sheet.write_number(line, 3, one.missing as f64 / 1000.0)?;
        sheet.write_number_with_format(line, 4, roubles(one.cost), &money)?;
    }
    workbook.save_to_buffer()
}
