//! Two editions beside each other.

use std::collections::HashMap;

use access::{House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use serde::Deserialize;
use ui::Chrome;

use crate::rules::{self, ChangeKind, Paragraph, Run, RunChange};
use crate::store::{self as rows, EditionRow, ParagraphRow, Reader, TextRow};

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

impl Pair {
    /// An edition and the one before it.
    pub(crate) fn ending_with(number: i64) -> Self {
        Self { from: 0, to: number, show: String::new() }
    }
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

const fn class_of(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Same => "not-started",
        ChangeKind::Changed | ChangeKind::MovedAndChanged => "soon",
        ChangeKind::Moved => "running",
        ChangeKind::Added => "done",
        ChangeKind::Removed => "overdue",
    }
}

/// Two editions of a text as the visitor sees them.
pub(crate) struct Compared {
    pub text: TextRow,
    pub old: EditionRow,
    pub new: EditionRow,
    /// Every edition that may be chosen.
    editions: Vec<EditionRow>,
    before: Vec<Paragraph>,
    after: Vec<Paragraph>,
    rationales: HashMap<String, String>,
}

impl Compared {
    /// Five statements; the newest edition and the one before it where the address names none.
    pub async fn find(house: &House, visitor: &Visitor, code: &str, pair: &Pair) -> Result<Self, PageError> {
        let reader = Reader::of(visitor);
        let text = rows::text_by_code(&house.db, &reader, code).await?.ok_or(PageError::NotFound)?;
        let editions = rows::editions_of(&house.db, &reader, &text.id).await?;
        let newest = editions.first().map_or(1, |edition| edition.number);
        let to = if pair.to == 0 { newest } else { pair.to };
        let from = if pair.from == 0 { (to - 1).max(1) } else { pair.from };
        let find = |number: i64| {
            editions.iter().find(|edition| edition.number == number).cloned().ok_or(PageError::NotFound)
        };
        let (old, new) = (find(from)?, find(to)?);
        let old_rows = rows::paragraphs_of(&house.db, &old).await?;
        let new_rows = rows::paragraphs_of(&house.db, &new).await?;
        let paragraphs =
            |rows: &[ParagraphRow]| -> Vec<Paragraph> { rows.iter().map(ParagraphRow::paragraph).collect() };
        let removals = rows::removals_of(&house.db, &new).await?;
        let mut rationales: HashMap<String, String> = removals.into_iter().collect();
        rationales.extend(new_rows.iter().map(|row| (row.paragraph_id.clone(), row.rationale.clone())));
        Ok(Self {
            before: paragraphs(&old_rows),
            after: paragraphs(&new_rows),
            rationales,
            text,
            old,
            new,
            editions,
        })
    }

    pub fn lines(&self) -> Vec<rules::Line<'_>> {
        rules::compare(&self.before, &self.after)
    }

    pub fn rationale(&self, id: &str) -> String {
        self.rationales.get(id).cloned().unwrap_or_default()
    }
}

/// `/editions/{text}/compare?from=1&to=2`
pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(pair): Query<Pair>,
) -> PageResult {
    let found = Compared::find(&house, &visitor, &code, &pair).await?;
    let compared = found.lines();
    let all = [
        ChangeKind::Changed,
        ChangeKind::MovedAndChanged,
        ChangeKind::Moved,
        ChangeKind::Added,
        ChangeKind::Removed,
        ChangeKind::Same,
    ];
    let count = |kind: ChangeKind| compared.iter().filter(|line| line.kind == kind).count();
    let counts = all.into_iter().map(|kind| (kind.title(), count(kind))).filter(|(_, count)| *count > 0);
    let shows_all = pair.show == "all";
    let lines = compared
        .iter()
        .filter(|line| shows_all || line.kind != ChangeKind::Same)
        .map(|line| Line {
            id: line.id().to_owned(),
            kind: line.kind.title(),
            class: class_of(line.kind),
            old: side(line.old, &line.words, RunChange::Added),
            new: side(line.new, &line.words, RunChange::Removed),
            rationale: found.rationale(line.id()),
        })
        .collect();
    let page = ComparePage {
        text_path: format!("/editions/{code}"),
        text_title: found.text.title.clone(),
        old_title: found.old.title.clone(),
        new_title: found.new.title.clone(),
        editions: found.editions.iter().map(|edition| (edition.number, edition.title.clone())).collect(),
        from: found.old.number,
        to: found.new.number,
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
