//! The agreement sheet: who was asked, what they answered, as a paper of its own.

use papers::{Align, Block, Cell, Column, Element, Letterhead, Paper, Row, Standard, Table};

/// One of those who were asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetLine {
    pub stage: i64,
    pub person: String,
    pub post: String,
    pub organisation: String,
    /// «согласовано», «возвращено: причина», «ещё не ответил(а)».
    pub answer: String,
    pub when: String,
    pub remarks: Vec<String>,
}

/// The sheet as a paper. `what`: «Приказ „О сети“», `version` of the text that was agreed.
pub fn sheet(issuer: &str, what: &str, round: i64, lines: &[SheetLine], today: jiff::civil::Date) -> Paper {
    let rows = lines.iter().map(|line| {
        let mut answer = line.answer.clone();
        for remark in &line.remarks {
            answer = format!("{answer}\n{remark}");
        }
        let who = [line.person.as_str(), line.post.as_str(), line.organisation.as_str()];
        let who = who.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        Row::Cells(vec![
            Cell::from(line.stage.to_string().as_str()),
            Cell::from(who.as_str()),
            Cell::from(answer.as_str()),
            Cell::from(line.when.as_str()),
        ])
    });
    let column = |title: &str, width: f64, align: Align| Column {
        title: title.into(),
        width,
        align,
        ..Column::default()
    };
    let table = Table {
        columns: vec![
            column("Очередь", 12.0, Align::Centre),
            column("Кто согласует", 38.0, Align::Left),
            column("Ответ и замечания", 32.0, Align::Left),
            column("Когда", 18.0, Align::Left),
        ],
        rows: rows.collect(),
        ..Table::default()
    };
    Paper {
        standard: Standard::on(today),
        title: format!("Лист согласования. {what}"),
        author: issuer.to_owned(),
        created: Some(today),
        letterhead: Some(Letterhead { organisation: issuer.to_owned(), ..Letterhead::default() }),
        kind: "ЛИСТ СОГЛАСОВАНИЯ".into(),
        heading: what.into(),
        body: vec![Block::paragraph(format!("Круг согласования: {round}.")), Element::Table(table).into()],
        ..Paper::default()
    }
}
