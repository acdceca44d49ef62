//! Two editions beside each other.

use access::{House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use serde::Deserialize;
use ui::Chrome;

use crate::rules::{ChangeKind, Paragraph, Run, RunChange, compare};
use crate::store::{self as rows, ParagraphRow, Reader};

#[derive(Deserialize)]
pub struct Pair {
    #[serde(default)]
    from: i64,
    #[serde(default)]
    to: i64,
    /// `all`: what has not changed too.
    #[serde(default)]
    show: String,
}

#[derive(Template)]
#[template(path = "edition_compare.html")]
struct ComparePage {
    chrome: Chrome,
    text_path: String,
    text_title: String,
    old_title: String,
    new_title: String,
    editions: Vec<(i64, String)>,
    from: i64,
    to: i64,
    lines: Vec<Line>,
    shows_all: bool,
    counts: Vec<(&'static str, usize)>,
}

struct Line {
    id: String,
    kind: &'static str,
    class: &'static str,
    old: Vec<Run>,
    new: Vec<Run>,
    rationale: String,
}

pub(crate) const fn words_of(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Same => "без изменений",
        ChangeKind::Changed => "изменён",
        ChangeKind::Moved => "перенесён",
        ChangeKind::MovedAndChanged => "перенесён и изменён",
        ChangeKind::Added => "добавлен",
        ChangeKind::Removed => "исключён",
    }
}

const fn class_of(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Same => "not-started",
        ChangeKind::Changed | ChangeKind::MovedAndChanged => "soon",
        ChangeKind::Moved => "running",
        ChangeKind::Added => "done",
        ChangeKind::Removed => "overdue",
    }
}

/// `/editions/{text}/compare?from=1&to=2`
pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(pair): Query<Pair>,
) -> PageResult {
    let reader = Reader::of(&visitor);
    let text = rows::text_by_code(&house.db, &reader, &code).await?.ok_or(PageError::NotFound)?;
    let editions = rows::editions_of(&house.db, &reader, &text.id).await?;
    let newest = editions.first().map_or(1, |edition| edition.number);
    let to = if pair.to == 0 { newest } else { pair.to };
    let from = if pair.from == 0 { (to - 1).max(1) } else { pair.from };
    let find = |number: i64| editions.iter().find(|edition| edition.number == number);
    let (old, new) = (find(from).ok_or(PageError::NotFound)?, find(to).ok_or(PageError::NotFound)?);
    let old_rows = rows::paragraphs_of(&house.db, old).await?;
    let new_rows = rows::paragraphs_of(&house.db, new).await?;
    let paragraphs =
        |rows: &[ParagraphRow]| -> Vec<Paragraph> { rows.iter().map(ParagraphRow::paragraph).collect() };
    let (before, after) = (paragraphs(&old_rows), paragraphs(&new_rows));
    let compared = compare(&before, &after);
    let all = [
        ChangeKind::Changed,
        ChangeKind::MovedAndChanged,
        ChangeKind::Moved,
        ChangeKind::Added,
        ChangeKind::Removed,
        ChangeKind::Same,
    ];
    let count = |kind: ChangeKind| compared.iter().filter(|line| line.kind == kind).count();
    let counts = all.into_iter().map(|kind| (words_of(kind), count(kind))).filter(|(_, count)| *count > 0);
    let shows_all = pair.show == "all";
    let rationale = |id: &str| {
        new_rows
            .iter()
            .find(|row| row.paragraph_id == id)
            .map_or_else(String::new, |row| row.rationale.clone())
    };
    let lines = compared
        .iter()
        .filter(|line| shows_all || line.kind != ChangeKind::Same)
        .map(|line| Line {
            id: line.id().to_owned(),
            kind: words_of(line.kind),
            class: class_of(line.kind),
            old: side(line.old, &line.words, RunChange::Added),
            new: side(line.new, &line.words, RunChange::Removed),
            rationale: rationale(line.id()),
        })
        .collect();
    let page = ComparePage {
        text_path: format!("/editions/{code}"),
        text_title: text.title.clone(),
        old_title: old.title.clone(),
        new_title: new.title.clone(),
        editions: editions.iter().map(|edition| (edition.number, edition.title.clone())).collect(),
        from,
        to,
        lines,
        shows_all,
        counts: counts.collect(),
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// One side of the table: the whole paragraph, with the words marked that the other side does not have.
fn side(paragraph: Option<&Paragraph>, words: &[Run], without: RunChange) -> Vec<Run> {
    let Some(paragraph) = paragraph else { return Vec::new() };
    if words.is_empty() {
        return vec![Run { text: paragraph.text.clone(), change: RunChange::Same }];
    }
    words.iter().filter(|run| run.change != without).cloned().collect()
}
