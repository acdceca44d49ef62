//! The rules as an official paper.

use jiff::civil::Date;
use papers::{
    Align, Annex, Block, Column, Element, Executor, Letterhead, Paper, Row, Stamp, Standard, Table, Text,
};
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

/// What stands around the text of a registered paper.
#[derive(Debug, Clone, Default)]
pub struct Requisites {
    /// «Методические рекомендации»
    pub kind: String,
    pub number: String,
    pub letterhead: Letterhead,
    /// Who approves it: post, initials and surname.
    pub approver: (String, String),
    /// Who made it: «Демонова А. С.»
    pub executor: Executor,
}

/// The requirements as a draft, which has neither a number nor an issuer; where they come from stands in an annex.
pub fn draft(rules: &EquipmentRules, today: Date) -> Paper {
    let notes: Vec<Text> = rules.notes.iter().map(|note| quotes(note).into()).collect();
    let annex = Annex {
        title: "Приложение".to_owned(),
        reference: vec![quotes(&format!("к документу «{}»", rules.title))],
        heading: "Откуда взяты требования".to_owned(),
        body: vec![Element::Bullets(notes).into()],
        ..Annex::default()
    };
    Paper {
        draft: true,
        annexes: if rules.notes.is_empty() { Vec::new() } else { vec![annex] },
        ..text(rules, today)
    }
}

/// The requirements as a paper of an office. What is noted on them for the office's own work is not published.
pub fn requirements(rules: &EquipmentRules, date: Date, requisites: Requisites) -> Paper {
    let (post, name) = requisites.approver;
    let approval =
        Stamp {
            word: "УТВЕРЖДАЮ".to_owned(), lines: vec![post], name, date: ui::ru::date_of_paper(date)
        };
    Paper {
        author: requisites.letterhead.organisation.clone(),
        kind: requisites.kind.to_uppercase(),
        date: ui::ru::date_of_paper(date),
        number: requisites.number,
        letterhead: Some(requisites.letterhead),
        approval: Some(approval),
        executor: Some(requisites.executor),
        ..text(rules, date)
    }
}

fn text(rules: &EquipmentRules, date: Date) -> Paper {
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
    Paper {
        standard: Standard::on(date),
        title: quotes(&rules.title),
        created: Some(date),
        heading: quotes(&rules.title).into(),
        body,
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

    /// What a reader of the paper would not be told: notes that the office wrote for itself.
    #[test]
    fn a_registered_paper_has_its_requisites_and_no_working_notes() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../regions/khabarovsk");
        let pack = region::load(|file| std::fs::read_to_string(folder.join(file)).ok()).unwrap();
        let day = jiff::civil::date(2024, 6, 14);
        let rules = region::rules_on(&pack.equipment, day).unwrap();
        let requisites = Requisites {
            kind: "Методические рекомендации".into(),
            number: "МР-5".into(),
            letterhead: Letterhead { organisation: "Институт".into(), ..Letterhead::default() },
            approver: ("Ректор".into(), "А. С. Демонова".into()),
            executor: Executor::default(),
        };
        let paper = requirements(rules, day, requisites);
        let words = papers::html(&paper);
        for wanted in ["МР-5", "МЕТОДИЧЕСКИЕ РЕКОМЕНДАЦИИ", "УТВЕРЖДАЮ", "Демонова", "Институт"]
        {
            assert!(words.contains(wanted), "{wanted}: {words}");
        }
        assert!(!words.contains("ПРОЕКТ") && !words.contains("предложены по умолчанию"), "{words}");
        let written = papers::html(&draft(rules, day));
        assert!(
            written.contains("предложены по умолчанию") && !written.contains("Приложение №"),
            "{written}"
        );
    }

    #[test]
    fn formulas_read_as_papers_write_them() {
        assert_eq!(in_words("max(30, 0.6 * N)"), "0,6 × N, но не меньше 30");
        assert_eq!(in_words("max(10, ceil(0.05 * N))"), "0,05 × N (с округлением вверх), но не меньше 10");
        assert_eq!(in_words("ceil(N / 20)"), "N : 20 (с округлением вверх)");
    }
}
