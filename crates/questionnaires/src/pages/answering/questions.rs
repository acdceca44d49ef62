//! The questions of a page as they are now.

use super::super::fields::{Beside, Block, Builder, Field};
use crate::filling::Sheet;
use crate::rules::Page;

/// Every question of a page, those out of sight too.
pub fn questions_on(sheet: &Sheet, page: &Page, beside: &Beside) -> Vec<Field> {
    fields_of(Builder::new(sheet, sheet.report(), beside, true).blocks(page))
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
pub fn next_after(builder: &Builder<'_>, number: usize) -> String {
    let sheet = builder.sheet;
    let path = sheet.answer.path();
    let next = (number + 1..).zip(sheet.version.pages.iter().skip(number));
    for (next, page) in next {
        if !is_empty_now(&fields_of(builder.blocks(page))) {
            return format!("{path}/sections/{next}");
        }
    }
    format!("{path}/check")
}
