//! The files of the demonstration: real papers of their kinds, made by the same engine as everybody's, that say plainly that
//! they are invented.

use anyhow::Result;
use jiff::civil::Date;
use papers::{
    Align, Block, Element, Kind, Letterhead, Paper, Paragraph, Registration, Standard, Text, Values,
};
use serde_json::{Value, json};

/// What the register knows of a document.
pub struct Entry<'a> {
    pub kind_code: &'a str,
    pub kind_title: &'a str,
    pub title: &'a str,
    pub number: &'a str,
    pub date: Date,
    pub issuer: &'a str,
}

const INVENTED: &str = "ДЕМОНСТРАЦИОННЫЙ ДОКУМЕНТ. Сведения вымышлены.";

/// The document as a Word file.
pub fn docx(entry: &Entry<'_>) -> Result<Vec<u8>> {
    let mut paper = match papers::kind(entry.kind_code) {
        Some(kind) => of_kind(kind, entry)?,
        None => plain(entry),
    };
    paper.standard = Standard::on(entry.date);
    paper.title = entry.title.to_owned();
    paper.created = Some(entry.date);
    let mark = Paragraph { text: Text::bold(INVENTED), align: Some(Align::Centre), keep_with_next: true };
    paper.body.insert(0, Element::Paragraph(mark).into());
    Ok(papers::docx(&paper)?)
}

/// The kind's own layout on its examples, with what the register knows.
fn of_kind(kind: &Kind, entry: &Entry<'_>) -> Result<Paper> {
    let mut values: Values = kind.examples();
    let known = [
        ("date", Value::from(entry.date.to_string())),
        ("subject", Value::from(entry.title)),
        ("title", Value::from(name_inside(entry.title))),
        ("contest", Value::from(name_inside(entry.title))),
        ("organisation", json!({"name": entry.issuer, "address": "", "phone": "", "email": ""})),
    ];
    for (name, value) in known {
        if values.contains_key(name) {
            values.insert(name.to_owned(), value);
        }
    }
    Registration { number: entry.number.to_owned(), date: entry.date }.put(&mut values);
    let values = kind.complete(&values).map_err(|faults| {
        let told: Vec<String> = faults.into_iter().map(|fault| fault.message).collect();
        anyhow::anyhow!("{}: {}", kind.code, told.join(" "))
    })?;
    let mut paper = papers::fill(kind, &values)?.paper;
    if let Some(letterhead) = &mut paper.letterhead {
        letterhead.contacts.clear();
    }
    Ok(paper)
}

/// What stands in quotation marks: «Положение о конкурсе „Лучший ИБЦ“» is a regulation of «Лучший ИБЦ».
fn name_inside(title: &str) -> &str {
    match (title.find('«'), title.rfind('»')) {
        (Some(from), Some(to)) if from < to => &title[from + '«'.len_utf8()..to],
        _ => title,
    }
}

/// A kind without a layout of its own: materials, electronic resources.
fn plain(entry: &Entry<'_>) -> Paper {
    Paper {
        letterhead: Some(Letterhead { organisation: entry.issuer.to_owned(), ..Letterhead::default() }),
        kind: entry.kind_title.to_uppercase(),
        date: ui::ru::date_of_paper(entry.date),
        number: entry.number.to_owned(),
        heading: entry.title.into(),
        body: vec![
            Block::paragraph(format!("{}: материал подготовлен для школьных библиотек края.", entry.title)),
            Block::paragraph(
                "Материал размещён для использования в работе; отзывы принимает издавшая организация.",
            ),
        ],
        ..Paper::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_every_demonstration_has_its_paper() {
        for code in crate::regions::codes() {
            let pack = crate::regions::load(code).unwrap();
            for kind in &pack.document_kinds {
                let entry = Entry {
                    kind_code: &kind.code,
                    kind_title: &kind.title,
                    title: "О деле «Проба»",
                    number: "1-д/2",
                    date: jiff::civil::date(2024, 3, 5),
                    issuer: "Институт",
                };
                let docx = docx(&entry).unwrap_or_else(|error| panic!("{code} {}: {error:#}", kind.code));
                let checked = documents::check_file("проба.docx", &docx);
                assert!(checked.is_ok(), "{code} {}: {checked:?}", kind.code);
            }
        }
    }
}
