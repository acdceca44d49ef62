//! The rules as an official paper.

use jiff::civil::Date;
use papers::{Align, Annex, Block, Column, Element, Paper, Row, Signature, Standard, Table, Text};
use region::{EquipmentRules, RequirementLevel, SizeVariant};
use ui::ru::quotes;

/// «16 мест» where the quantity is a number, the formula in words of the paper where it follows the size.
fn quantity(rules: &EquipmentRules, code: &str, variant: &SizeVariant) -> String {
    let Some(one) = rules.requirement(code) else { return String::new() };
    let Some(formula) = one.quantity.get(&variant.code) else { return String::new() };
    if !formula.depends_on_pupils() {
        let number = formula.thousandths(0);
        return if number == 0 { "–".to_owned() } else { ui::ru::of_thousandths(number) };
    }
    in_words(&formula.text)
}

/// «max(30, 0.6 * N)» as a reader of papers writes it: «0,6 × N, но не меньше 30».
pub fn in_words(formula: &str) -> String {
    let plain = |text: &str| {
        let text = text.trim().replace('.', ",").replace('*', "×").replace('/', ":");
        match text.strip_prefix("ceil(").and_then(|rest| rest.strip_suffix(')')) {
            Some(inside) => format!("{inside} (с округлением вверх)"),
            None => text,
        }
    };
    if let Some((least, rest)) =
        formula.trim().strip_prefix("max(").and_then(|rest| rest.strip_suffix(')')).and_then(|inside| {
            let (least, rest) = inside.split_once(',')?;
            least.trim().parse::<f64>().ok().map(|_| (least.trim().to_owned(), rest.to_owned()))
        })
    {
        return format!("{}, но не меньше {}", plain(&rest), least.replace('.', ","));
    }
    plain(formula)
}

/// The requirements in all variants; a date and a number come with the registration.
pub fn requirements(
    rules: &EquipmentRules,
    organisation: &str,
    (date, number): (Date, &str),
    is_draft: bool,
) -> Paper {
    let mut body = vec![
        Block::paragraph(
            "Требования определяют, чем должен быть оснащён информационно-библиотечный центр школы. Они зависят от численности обучающихся, которая обозначена буквой N.",
        ),
        Block::heading(1, "Варианты"),
        Element::Bullets(rules.variants.iter().map(|one| one.title.as_str().into()).collect()).into(),
        Block::paragraph(
            "«Обязательно» – без этого статус центра не присваивается; «рекомендуется» – оснащение, к которому школа стремится.",
        ),
        Block::heading(1, "Требования по зонам"),
    ];
    body.push(table(rules));
    let remarks: Vec<Text> = rules
        .requirements
        .iter()
        .filter(|one| !one.note.is_empty())
        .map(|one| quotes(&format!("{}: {}", one.name, one.note)).into())
        .collect();
    if !remarks.is_empty() {
        body.push(Block::heading(1, "Особые случаи"));
        body.push(Element::Bullets(remarks).into());
    }
    let notes: Vec<Text> = rules.notes.iter().map(|note| quotes(note).into()).collect();
    let annexes = if notes.is_empty() {
        Vec::new()
    } else {
        vec![Annex {
            title: "Приложение № 1".to_owned(),
            reference: vec![quotes(&format!("к документу «{}»", rules.title))],
            heading: "Откуда взяты требования".to_owned(),
            body: vec![Element::Bullets(notes).into()],
            ..Annex::default()
        }]
    };
    Paper {
        standard: Standard::on(date),
        title: quotes(&rules.title),
        author: organisation.to_owned(),
        created: Some(date),
        draft: is_draft,
        date: ui::ru::date_of_paper(date),
        number: number.to_owned(),
        heading: quotes(&rules.title).into(),
        body,
        // A draft that nobody issues yet has nobody to sign it.
        signatures: (!organisation.is_empty())
            .then(|| Signature { post: organisation.to_owned(), ..Signature::default() })
            .into_iter()
            .collect(),
        annexes,
        ..Paper::default()
    }
}

fn table(rules: &EquipmentRules) -> Block {
    let mut columns =
        vec![Column::new("Требование", 34.0, Align::Left), Column::new("Ед.", 10.0, Align::Centre)];
    for variant in &rules.variants {
        let title = variant.title.split(" (").next().unwrap_or(&variant.title);
        for (name, width) in [("количество", 14.0), ("уровень", 12.0)] {
            let group = title.to_owned();
            columns.push(Column { group, ..Column::new(name, width, Align::Left) });
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    for zone in &rules.zones {
        rows.push(Row::Section { section: quotes(&zone.title).into() });
        for one in rules.requirements.iter().filter(|one| one.zone == zone.code) {
            let mut cells = vec![quotes(&one.name).into(), one.unit.as_str().into()];
            for variant in &rules.variants {
                cells.push(quantity(rules, &one.code, variant).into());
                cells.push(level_title(one.level.get(&variant.code).copied()).into());
            }
            rows.push(Row::Cells(cells));
        }
    }
    let caption = "Таблица 1 – Требования по вариантам".to_owned();
    Element::Landscape(vec![Element::Table(Table { caption, columns, rows, small: true }).into()]).into()
}

pub(crate) const fn level_title(level: Option<RequirementLevel>) -> &'static str {
    match level {
        Some(RequirementLevel::Must) => "обязательно",
        Some(RequirementLevel::Should) => "рекомендуется",
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_read_as_papers_write_them() {
        assert_eq!(in_words("max(30, 0.6 * N)"), "0,6 × N, но не меньше 30");
        assert_eq!(in_words("max(10, ceil(0.05 * N))"), "0,05 × N (с округлением вверх), но не меньше 10");
        assert_eq!(in_words("ceil(N / 20)"), "N : 20 (с округлением вверх)");
    }
}
