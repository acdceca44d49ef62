//! Paragraphs of an edition that the reader has found. Positions have gaps, so that one is put between two others.

use store::{Moment, Result, Sql, Tx};

use super::EditionRow;
use crate::rules::{Paragraph, ParagraphKind};

/// The distance between two paragraphs as they are stored at first.
const GAP: i64 = 1 << 20;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ParagraphRow {
    pub paragraph_id: String,
    pub position: i64,
    kind: String,
    level: i64,
    pub body: String,
    /// Why it differs from the edition before.
    pub rationale: String,
    pub version: i64,
    pub changed_at: i64,
}

impl ParagraphRow {
    pub fn kind(&self) -> ParagraphKind {
        ParagraphKind::from_parts(&self.kind, self.level)
    }

    pub fn paragraph(&self) -> Paragraph {
        Paragraph { id: self.paragraph_id.clone(), kind: self.kind(), text: self.body.clone() }
    }
}

/// The text of an edition in its order.
pub async fn paragraphs_of(sql: impl Sql<'_>, edition: &EditionRow) -> Result<Vec<ParagraphRow>> {
    sql.query(
        "select paragraph_id, position, kind, level, body, rationale, version, changed_at from edition_paragraph
         where edition_id = $1 order by position, paragraph_id",
    )
    .bind(&edition.id)
    .all()
    .await
}

pub async fn paragraph(sql: impl Sql<'_>, edition: &EditionRow, id: &str) -> Result<Option<ParagraphRow>> {
    sql.query(
        "select paragraph_id, position, kind, level, body, rationale, version, changed_at from edition_paragraph
         where edition_id = $1 and paragraph_id = $2",
    )
    .bind(&edition.id)
    .bind(id)
    .optional()
    .await
}

/// Puts a whole text into an empty edition.
pub(crate) async fn insert_all(
    tx: &mut Tx,
    edition_id: &str,
    text: &[Paragraph],
    by: &str,
    now: Moment,
) -> Result<()> {
    for (position, paragraph) in (1_i64..).zip(text) {
        insert(tx, edition_id, paragraph, position * GAP, by, now).await?;
    }
    Ok(())
}

async fn insert(
    tx: &mut Tx,
    edition_id: &str,
    paragraph: &Paragraph,
    position: i64,
    by: &str,
    now: Moment,
) -> Result<()> {
    let (kind, level) = paragraph.kind.parts();
    tx.query(
        "insert into edition_paragraph (edition_id, paragraph_id, position, kind, level, body, changed_by, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(edition_id)
    .bind(&paragraph.id)
    .bind(position)
    .bind(kind)
    .bind(i64::from(level))
    .bind(&paragraph.text)
    .bind(by)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// Where a paragraph goes: after this one, or to the beginning.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Neighbour<'a> {
    Beginning,
    After(&'a str),
}

/// A position after a neighbour; the text is spaced anew where there is no room left.
async fn position_after(tx: &mut Tx, edition: &EditionRow, after: Neighbour<'_>) -> Result<Option<i64>> {
    for _ in 0..2 {
        let text = paragraphs_of(&mut *tx, edition).await?;
        let at = match after {
            Neighbour::Beginning => 0,
            Neighbour::After(id) => match text.iter().position(|row| row.paragraph_id == id) {
                Some(found) => found + 1,
                None => return Ok(None),
            },
        };
        let before = at.checked_sub(1).map_or(0, |place| text[place].position);
        let next = text.get(at).map_or(before + 2 * GAP, |row| row.position);
        if next - before > 1 {
            return Ok(Some(before + (next - before) / 2));
        }
        for (position, row) in (1_i64..).zip(&text) {
            set_position(tx, edition, &row.paragraph_id, position * GAP).await?;
        }
    }
    Ok(None)
}

/// Puts a paragraph after a neighbour; `false` when there is no such neighbour.
pub(crate) async fn insert_between(
    tx: &mut Tx,
    edition: &EditionRow,
    paragraph: &Paragraph,
    after: Neighbour<'_>,
    by: &str,
    now: Moment,
) -> Result<bool> {
    let Some(position) = position_after(tx, edition, after).await? else { return Ok(false) };
    insert(tx, &edition.id, paragraph, position, by, now).await?;
    Ok(true)
}

pub(crate) async fn set_position(
    tx: &mut Tx,
    edition: &EditionRow,
    paragraph_id: &str,
    position: i64,
) -> Result<()> {
    tx.query("update edition_paragraph set position = $3 where edition_id = $1 and paragraph_id = $2")
        .bind(&edition.id)
        .bind(paragraph_id)
        .bind(position)
        .run()
        .await?;
    Ok(())
}

/// Moves a paragraph by one place; `false` when it stands at that end already.
pub(crate) async fn swap_with_neighbour(
    tx: &mut Tx,
    edition: &EditionRow,
    paragraph_id: &str,
    is_up: bool,
) -> Result<bool> {
    let text = paragraphs_of(&mut *tx, edition).await?;
    let Some(at) = text.iter().position(|row| row.paragraph_id == paragraph_id) else { return Ok(false) };
    let other = if is_up { at.checked_sub(1) } else { Some(at + 1).filter(|next| *next < text.len()) };
    let Some(other) = other else { return Ok(false) };
    set_position(tx, edition, paragraph_id, text[other].position).await?;
    set_position(tx, edition, &text[other].paragraph_id, text[at].position).await?;
    Ok(true)
}

/// Gives a paragraph another wording; `false` when somebody changed it since it was seen.
pub(crate) async fn rewrite(
    tx: &mut Tx,
    edition: &EditionRow,
    paragraph: &Paragraph,
    rationale: &str,
    seen: i64,
    by: &str,
    now: Moment,
) -> Result<bool> {
    let (kind, level) = paragraph.kind.parts();
    let changed = tx
        .query(
            "update edition_paragraph set kind = $4, level = $5, body = $6, rationale = $7, version = version + 1,
                                          changed_by = $8, changed_at = $9
             where edition_id = $1 and paragraph_id = $2 and version = $3",
        )
        .bind(&edition.id)
        .bind(&paragraph.id)
        .bind(seen)
        .bind(kind)
        .bind(i64::from(level))
        .bind(&paragraph.text)
        .bind(rationale)
        .bind(by)
        .bind(now)
        .run()
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn remove(tx: &mut Tx, edition: &EditionRow, paragraph_id: &str, seen: i64) -> Result<bool> {
    let removed = tx
        .query("delete from edition_paragraph where edition_id = $1 and paragraph_id = $2 and version = $3")
        .bind(&edition.id)
        .bind(paragraph_id)
        .bind(seen)
        .run()
        .await?;
    Ok(removed == 1)
}

/// Keeps the reason of a removal for the comparison.
pub(crate) async fn note_removal(
    tx: &mut Tx,
    edition: &EditionRow,
    paragraph_id: &str,
    rationale: &str,
) -> Result<()> {
    tx.query(
        "insert into edition_removal (edition_id, paragraph_id, rationale) values ($1, $2, $3)
         on conflict (edition_id, paragraph_id) do update set rationale = excluded.rationale",
    )
    .bind(&edition.id)
    .bind(paragraph_id)
    .bind(rationale)
    .run()
    .await?;
    Ok(())
}

/// Paragraphs that an edition left out, with the reasons.
pub(crate) async fn removals_of(sql: impl Sql<'_>, edition: &EditionRow) -> Result<Vec<(String, String)>> {
    sql.query("select paragraph_id, rationale from edition_removal where edition_id = $1")
        .bind(&edition.id)
        .all()
        .await
}
