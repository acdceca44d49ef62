//! The questions of a page as they are now.

use super::super::fields::{Block, Builder, Field};
use crate::filling::Sheet;
use crate::rules::Page;

/// Every question of a page, those out of sight too.
pub fn questions_on(sheet: &Sheet, page: &Page) -> Vec<Field> {
    let builder = Builder::new(sheet, sheet.report(), &[], &[], true);
    fields_of(builder.blocks(page))
}

pub fn fields_of(blocks: Vec<Block>) -> Vec<Field> {
    let mut fields = Vec::new();
    for block in blocks {
        match block {
            Block::Field(field) => fields.push(field),
            Block::Matrix { rows, .. } => fields.extend(rows),
            _ => {}
        }
    }
    fields
}

/// A page whose every question is hidden by answers is passed over.
pub fn is_empty_now(fields: &[Field]) -> bool {
    !fields.is_empty() && fields.iter().all(|field| field.is_hidden)
}

/// The next page that has something to ask, or the check.
pub fn next_after(sheet: &Sheet, number: usize) -> String {
    let path = sheet.answer.path();
    let next = (number + 1..).zip(sheet.version.pages.iter().skip(number));
    for (next, page) in next {
        if !is_empty_now(&questions_on(sheet, page)) {
            return format!("{path}/sections/{next}");
        }
    }
    format!("{path}/check")
}
